"""Mailboxes told by who keeps them: "my username, at Google's mail", "la nube de la manzana", "the rest is the usual"."""

# ruff: noqa: E501  (an expression is read one alternative a line)

import re
from collections.abc import Iterator

from aval.screening.lexicon.marks import MARKS
from aval.screening.text.reading import Hit, Reading
from aval.screening.verdicts import Disguise

# Whose it is, or what to do with it, stands about so close.
NEAR = 90


def detect(reading: Reading) -> Iterator[Hit]:
    """Yield the mailboxes of people whose keeper is told instead of an address."""
    for match in _DOTTED_AT.finditer(reading.text):
        yield Hit(match.start(), match.end(), "email", 0.75, Disguise.SPELLED)
    for match in _KEPT.finditer(reading.text):
        left, right = reading.around(match.start(), match.end(), NEAR, NEAR)
        if _OF_WORK.search(left + match.group() + right) or reading.in_code(match.start()):
            continue
        if _HELD.search(left) or _HELD.search(right):
            yield Hit(match.start(), match.end(), "email", 0.75, Disguise.PARAPHRASED)


# Without one of these nothing here is there.
KEEPER_WORD = MARKS.of_text(
    "g google microsoft apple yahoo manzana manzanita maca macazinha fruit hot gmail hotmail outlook buscador"
)
_KEEPER = r"(?:google|microsoft|apple|yahoo|manzan(?:a|ita)|maca(?:zinha)?|buscador|big\sg|g\sgrande)"
_BOX = r"(?:correos?|mail|e-?mail|correio|buzon|caixa|inbox|mailbox|nube|nuvem|cloud|dominio|domain|casilla|conta|cuenta|account)"
_KEPT = re.compile(
    rf"\b{_BOX}(?:\s(?:mail|correo|correio|e-?mail|electronico|eletronico))?\s(?:de|del|do|da|of|by|from|at|en|no|na)\s(?:l[ao]s?\s|el\s|o\s|a\s|the\s)?(?:empresa\sd[ae]\s(?:la\s)?)?{_KEEPER}\b"
    rf"|\b(?:{_KEEPER}|fruit(?:\scompany)?)(?:'?s)?\s(?:free\s)?(?:cloud\s)?(?:mail|e-?mail|mailbox|inbox|domain)\b"
    rf"|\b(?:el\sresto|lo\sdemas|o\sresto|the\srest|lo\sde\ssiempre|o\sde\ssempre|the\susual)\b[^.!?\n]{{0,25}}\b(?:{_KEEPER}|hot|gmail|hotmail|outlook)(?![a-z])"
)
# "ana punto ruiz en el de Google".
_DOTTED_AT = re.compile(
    rf"\b[a-z0-9]{{2,20}}\s(?:punto|ponto|dot)\s[a-z0-9]{{2,20}}\s(?:en|no|na|at|on|in)\s(?:el\s|o\s|a\s|la\s|the\s)?(?:d[aeo]\s)?{_KEEPER}\b"
)
# A name or somebody's own box, what to write there, or what to put before or behind.
_HELD = re.compile(
    r"\bnaquel[ea]\s$|\baquel(?:la)?\s$|\b(?:user(?:name)?|usuari[oa]|nick|handle|nombre|nome|name|apellidos?|surname|sobrenome|sou|soy|i'?m|login|escrib\w+|escrev\w+|m[ae]nd[ae]\w*|envi[ae]\w*|write|send|shoot|drop|e-?mail\sme|mail\sme|me\s(?:ach|encontr|encuentr|busc|procur)\w+|(?:find|got|reach|get)\sme|respond\w*|recib\w+|receb\w+|tenho\sconta|tengo\scuenta|put|add|ponle|agreg\w+|adicion\w+|anad\w+)\b"
)
_OF_WORK = re.compile(
    r"\b(?:api|smtp|imap|spf|dkim|dmarc|forms?|formulario|servidor|server|log\s?in\s(?:with|via)|entra\scon|sso|oauth|integra\w*|connect\w*|conect\w+|migra\w*|recusa\w*|bounce\w*|plugin|newsletter|app|apps|usuarios|users|clientes|customers|clients|soporte|suporte|support|env|configur\w+|workspace|ads|maps|analytics|sheets|docs|field|campo|boton|botao|button|empleados|employees|equipo|team|script|entreg\w+|deliverab\w+|filtr\w+|client|layout|html|css|breaks?|corta\w*|render\w*|templates?|plantillas?|preview|banner|footer)\b"
)
