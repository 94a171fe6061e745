"""Words that tell to read from behind."""

from aval.screening.lexicon.marks import MARKS

TURNING = MARKS.of(
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
