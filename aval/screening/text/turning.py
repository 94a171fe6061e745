"""Words that tell to read from behind."""

TURN_WORDS = frozenset(
    [
        "reves",
        "reversa",
        "contrario",
        "backwards",
        "backward",
        "reverse",
        "reversed",
        "atras",
        "tras",
        "derecha",
        "direita",
        "mirror",
        "espejo",
        "espelho",
        "invertido",
        "invierte",
        "inverte",
        "inverted",
        "invert",
    ]
)
