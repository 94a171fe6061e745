"""Postal addresses: a street with a number, or a post code with its name."""

# ruff: noqa: E501  (an expression is read one alternative a line)

import re
from collections.abc import Iterator

from aval.screening.lexicon.marks import MARKS
from aval.screening.lexicon.signals import Signal
from aval.screening.text.reading import Hit, Reading


def detect(reading: Reading) -> Iterator[Hit]:
    """Yield the postal addresses of a text, and codes that stand for a place."""
    for sign, pattern in (("///", _THREE_WORDS), ("+", _PLUS_CODE)):
        if sign in reading.text:
            for match in pattern.finditer(reading.text):
                before = reading.text[max(0, match.start() - 60) : match.start()]
                if (
                    _OF_MAPS.search(reading.text, match.end(), match.end() + 60)
                    or len(set(match.group().split("."))) == 1
                ):
                    continue
                if not reading.in_code(match.start()) and not _WORK.search(before):
                    yield Hit(match.start(), match.end(), "address", 0.75, reading.folded.disguise)
    if not reading.digits or not reading.has(Signal.STREET | _PART_OF_STREET):
        return
    for match in _ADDRESS.finditer(reading.text):
        before = reading.text[max(0, match.start() - 60) : match.start()]
        if reading.in_code(match.start()) or _WORK.search(before) or _is_made_up(match, before):
            continue
        # "5 files on drive", "3 steps of the way": a street has a name, or one says that it is a place.
        named = any(sign.isupper() for sign in reading.written(match.start(), match.end()).rpartition(" ")[0])
        if not match.group()[0].isdigit() or named or _PLACED.search(before):
            yield Hit(match.start(), match.end(), "address", 0.75, reading.folded.disguise)


def _is_made_up(match: re.Match[str], before: str) -> bool:
    """Whether an address is there to try something, is one of a story or of a text, or a post code that is counted."""
    text = match.string
    return (
        _ON_A_SIGN.search(before) is not None
        or _MEASURED.search(match.group()) is not None
        or _TO_TRY.match(text, match.end()) is not None
        or _STAND_IN.match(match.group()) is not None
        or _OF_A_TEXT.search(before + text[match.end() : match.end() + 60]) is not None
        or _COUNTED.search(text) is not None
    )


_PART_OF_STREET = MARKS.of_text("""
    row close yard crescent mews gardens grove hill quay parade place walk villa villas estate gate unit flat stall plot
    house block floor suite box apartado casilla caixa quadra qd qn qnn sqn sqs manzana mz mza piso sala
    """)
_NAME = r"(?:[a-z0-9'.]{1,20}\s){0,4}[a-z0-9'.]{2,20}"
_ADDRESS = re.compile(
    r"""
    (?<![a-z0-9])(?:calle|avenida|av\.?|avda\.?|rua|r\.|paseo|pasaje|carrera|cra\.?|kr|calz\.?|calzada|travessa|alameda|praca|plaza|bulevar|boulevard|blvd\.?|rodovia|estrada|jiron|jr\.?|diagonal|camino|largo|transversal)\s
      (?:[a-z'.]{1,20}\s){0,5}?(?:(?!(?:de|del|da|do|of|en|em|a|desde|since|in|ate|hasta)\s)[a-z'.]{2,20}|\d{1,3}[a-z]?)\s?(?:,\s?|\#\s?|no?\.?\s|nro\.?\s|numero\s|n\s?[o.]\s?|\s)\s?\d{1,5}(?:\s?-\s?\d{1,4})?(?![\d%]|\s?(?:usd|px|horas|dias|reais|pesos))
    | (?<![\d.])\d{1,5}\s(?:[nsew]{1,2}\.?\s)?(?:[a-z]{2,20}\s|\d{1,3}(?:st|nd|rd|th)\s){1,3}(?:street|st|avenue|ave|road|rd|boulevard|blvd|drive|lane|court|square)(?![a-z])(?=[,.\s]|$)
    | (?<![\d.])\d{1,4}[a-z]?\s(?:[a-z']{3,20}\s){1,2}(?:terrace|row|close|yard|crescent|mews|gardens|grove|hill|quay|parade|way|place|walk|villas?|estate|gate)\b(?=,\s[a-z]{3}|[,.\s]{1,2}[a-z]{1,2}\d)
    | \b(?:unit|flat|suite|shop|stall|plot|house|block)\s\d{1,4}[a-z]?,\s(?:[a-z']{2,20}\s){1,3}(?:yard|street|st|road|rd|lane|terrace|row|close|estate|park|avenue|ave|way|mall|plaza|centre|center|building|house|court)\b
    | (?<![\d.])\d{1,4}[a-z]?\s(?:[a-z']{3,20}\s){0,2}[a-z']{3,20},\s(?:(?:\d{1,2}(?:st|nd|rd|th)|first|second|third|ground|top)\sfloor|(?:suite|flat|office|unit|apt|oficina|piso|depto|local|sala|apto)\s\w{1,4})\b
    | \b(?:p\.?\s?o\.?\s?box|apartado\s(?:postal|de\scorreos)|casilla\s(?:postal|de\scorreos?)|caixa\spostal)\s(?:no?\.?\s|n\W?\s|numero\s)?\d{2,6}\b
    | \b(?:av\.?|avenida|calle|jr\.?|jiron|pasaje|cra\.?|carrera)\s(?:[a-z'.]{1,20}\s){1,5}[nseo]\d{1,3}-\d{1,4}\b
    | \b(?:quadra|qd|qnn?|sqn|sqs|manzana|mz|mza)\s?[a-z0-9]{1,4}\W{1,3}(?:(?:conjunto|conj|bloco|bl|lote|lt|casa|cs|apto|ap|rua|villa)\W{0,2}[a-z0-9]{1,4}[\s,]{1,3}){1,4}
    | \b(?:mi|my|meu|minha|nuestra|nuestro|our|nosso|nossa)\s(?:oficina|office|escritorio|casa|home|direccion|address|endereco|estudio|studio|local|taller)\b[^.!?\n\d]{3,40}\s\d{2,5}(?![\d%]|\s?(?:usd|px|horas|dias|reais|pesos|hours|m2|personas|people|anos|years))
    | \b(?:cep|zip(?:\scode)?|c\.?p\.?|codigo\spostal|postal\scode|postcode)\s?:?\s?\d{4,5}(?:-?\d{3})?(?!\d)
    """,
    re.VERBOSE,
)
# A code in talk of the map that is built.
_OF_MAPS = re.compile(
    r"\b(?:map[as]?|mapas?|field|campo|valid\w+|component\w*|ejemplo|exemplo|example|format\w*|api|geocod\w+|pin)\b"
)
# what3words, and Open Location Codes (their twenty signs) as they are copied from a map.
_THREE_WORDS = re.compile(r"///[a-z]{3,20}\.[a-z]{3,20}\.[a-z]{3,20}(?![a-z.])")
_PLUS_CODE = re.compile(r"(?<![a-z0-9])(?=[a-z]*\d)[2-9cfghjmpqrvwx]{4,8}\+[2-9cfghjmpqrvwx]{2,3}(?![a-z0-9])")
_PLACED = re.compile(r"\b(?:at|to|address|office|meet|come|ship|visit|live|studio|by|in|at\smy|en|direccion)\W{1,3}$")
# What is written on a sign that is made, and hours or lengths behind a word that streets have, too.
_ON_A_SIGN = re.compile(
    r"\b(?:rotulo|letrero|cartel|placa|sign|plaque|letreiro|painel|tarjeta|banner|footer|rodape|header|mockup|maqueta)\b[^.!?\n]{0,40}[\"']\s?$"
)
_MEASURED = re.compile(r"^largo\s\d|\b(?:hours|horarios?|schedule|shift)\b")
# The address that everybody makes up, one of a story or of a text to translate, and post codes that are counted.
_STAND_IN = re.compile(r"123\s(?:main|fake|example|any)\b")
_OF_A_TEXT = re.compile(
    r"\b(?:novel\w*|romance|cuento|conto|relato|pelicula|filme|movie|story|chapter|capitulo|escena|cena|scene|transcurre|dummy|mock\w*|lorem|maqueta)\b|\b(?:traduc\w+|traduz\w*|traducir|translat\w+)\s\W?$"
)
_COUNTED = re.compile(
    r"\b(?:censo|census|hogares|households|habitantes|inhabitants|domicilios|coroplet\w+|choropleth)\b"
)
# "CEP 01310-100, para o teste do frete".
_TO_TRY = re.compile(
    r"[^.\n]{0,24}\b(?:teste?s?|test\w*|prueba|probar|testar|frete|envio|shipping|ejemplo|exemplo|example|placeholder|campo|field|fictici\w+|inventad[oa]|made[\s-]up|fake|api|viacep|devuelve|devolve|returns)\b"
)
_WORK = re.compile(
    r"\b(?:campo|field|formato|format|valid\w+|api|ejemplo|exemplo|example|placeholder|calcul\w+|envio|frete|shipping|mapa|map|maps|geocod\w+)\b[^.\n]{0,50}$"
)
