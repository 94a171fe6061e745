"""Which words make which detectors look closer. A text with none of them, no digits and no signs passes at once."""

from typing import Final

from aval.screening.lexicon.grammar import word_classes
from aval.screening.lexicon.marks import MARKS
from aval.screening.lexicon.numerals import DIGITS, REPEATS, WEAK
from aval.screening.lexicon.places import (
    APPS,
    HOMELY_APPS,
    MAIL_KEEPERS,
    MAIL_WORDS,
    MAILS,
    PHONE_WORDS,
)


class Signal:
    """What a word may announce, as bits; plain integers, for they are asked of every text."""

    APP: Final = 1
    MAIL: Final = 2
    PHONE: Final = 4
    NUMERAL: Final = 8
    OUTSIDE: Final = 16
    CALL_ME: Final = 32
    """A verb that carries "me" and is done by phone."""
    AT: Final = 64
    DOT: Final = 128
    STREET: Final = 256
    PROVIDER: Final = 2048
    HOMELY_APP: Final = 4096
    CONTACT: Final = 8192
    FILLER: Final = 32768
    ASSEMBLE: Final = 262144
    """A word that tells to put together what stands apart."""


AT_WORDS = frozenset(
    [
        "arrobinha",
        "enroscada",
        "rodeada",
        "encerrada",
        "caracol",
        "simbolo",
        "symbol",
        "signo",
        "sign",
        "arroba",
        "arrobita",
        "arobba",
        "arob",
        "arrob",
        "aroba",
        "arrobas",
    ]
)
DOT_WORDS = frozenset(
    [
        "period",
        "puntito",
        "pontinho",
        "dot",
        "d0t",
        "punto",
        "ponto",
        "puntocom",
        "pontocom",
        "dotcom",
        "pto",
        "point",
        "underline",
        "underscore",
        "slash",
        "barra",
    ]
)
# Said between the digits of a number, and seldom elsewhere.
FILLER_WORDS = frozenset(
    [
        "luego",
        "despues",
        "depois",
        "then",
        "seguido",
        "seguida",
        "followed",
        "guion",
        "guiao",
        "traco",
        "hifen",
        "dash",
        "hyphen",
        "espacio",
        "espaco",
        "space",
        "barra",
        "slash",
    ]
)
STREETS = frozenset(
    [
        "calle",
        "avenida",
        "av",
        "avda",
        "rua",
        "street",
        "avenue",
        "road",
        "boulevard",
        "blvd",
        "bulevar",
        "paseo",
        "pasaje",
        "carrera",
        "cra",
        "kr",
        "calz",
        "calzada",
        "travessa",
        "alameda",
        "praca",
        "plaza",
        "rodovia",
        "estrada",
        "drive",
        "lane",
        "jiron",
        "jr",
        "diagonal",
        "transversal",
        "urbanizacion",
        "cep",
        "zip",
        "apt",
        "apto",
        "depto",
        "dpto",
        "ave",
        "rd",
        "suite",
        "colonia",
        "col",
        "st",
        "cp",
        "camino",
        "square",
        "court",
        "largo",
        "oficina",
        "office",
        "escritorio",
        "casa",
        "home",
        "direccion",
        "address",
        "endereco",
        "estudio",
        "studio",
        "local",
        "taller",
        "postcode",
        "postal",
        "way",
        "terrace",
    ]
)
_ASSEMBLE_WORDS = """
    junta junte juntar juntalos juntos une unir unelos uni suma sumale sume soma some together combine string
    concat concatenate order orden ordem lined hacer fazer do arma armalo monta fila join start starts begins
    begin empieza arranca comienza comeca first primero primera primer primeiro primeira then luego despues
    depois segundo segunda second sigue segue next seguido seguida followed end ends termina terminan acaba
    seguidos seguidas row pega reach reaching contacto contato contact
    final finales last ultimos ultimas ultimo ultima resto cierra fecha finais primeiros primeiras primeros
    primeras medio meio lada ddd area prefijo
    prefixo vem viene rest tercero tercera terceiro terceira third
"""
ASSEMBLE_WORDS = frozenset(_ASSEMBLE_WORDS.split())


def _signals() -> dict[str, int]:
    table: dict[str, int] = {}

    def mark(words: frozenset[str], signal: int) -> None:
        for word in words:
            table[word] = table.get(word, 0) | signal

    classes = word_classes()
    mark(APPS, Signal.APP)
    mark(HOMELY_APPS, Signal.HOMELY_APP)
    mark(MAIL_WORDS, Signal.MAIL)
    mark(MAILS | MAIL_KEEPERS, Signal.PROVIDER)
    mark(PHONE_WORDS, Signal.PHONE)
    mark(frozenset(DIGITS) - WEAK, Signal.NUMERAL)
    mark(FILLER_WORDS, Signal.FILLER)
    mark(AT_WORDS, Signal.AT)
    mark(DOT_WORDS, Signal.DOT)
    mark(STREETS, Signal.STREET)
    mark(ASSEMBLE_WORDS, Signal.ASSEMBLE)
    mark(frozenset(REPEATS) - WEAK, Signal.FILLER)
    mark(frozenset(word for word, letter in classes.items() if letter == "O"), Signal.OUTSIDE)
    mark(frozenset(word for word, letter in classes.items() if letter in "Jj"), Signal.CALL_ME)
    mark(frozenset({"llama", "marca", "marque", "disca", "liga", "ligue"}), Signal.CALL_ME)
    mark(frozenset(word for word, letter in classes.items() if letter in "Kknrc"), Signal.CONTACT)
    return table


# The bits of each word that announces something.
SIGNALS: Final = _signals()
MARKS.learn(SIGNALS)
