"""The words beside a number that say what it is."""

import re

from aval.screening.lexicon.cues import COUNTED, IDENTIFIER, MONEY, OWNERS, PHONE, WEAK_PHONE


def nearest_cue(left: str, right: str) -> str:
    """Return "phone", "id", "money" or "" by the nearest telling word before a number, or else right after it."""
    if _AREA.search(left) or REACHED_AT.search(left):
        return "phone"
    if _CASE_IS.search(left):
        return "id"
    before = LETTERS.findall(left)[-7:]
    weak = False
    priced = len(LETTERS.findall(_OTHER_NUMBER.split(left)[-1]))
    here = len(LETTERS.findall(_SENTENCE_ENDED.split(left)[-1]))
    for place, word in enumerate(reversed(before)):
        owner = before[-place - 2] if place + 1 < len(before) else ""
        # "my partner 311 448 2290" is whose number it is, "partner 4711" which partner.
        if word in IDENTIFIER and place < here and not (word in _PEOPLE and owner in OWNERS):
            return "id"
        if word in PHONE:
            return "phone"
        # A price of its own stands between: the word spoke of that one.
        if word in MONEY and place < priced:
            return "money"
        weak = weak or word in WEAK_PHONE
    same = len(LETTERS.findall(SENTENCE_ENDS.split(right, maxsplit=1)[0]))
    for place, word in enumerate(LETTERS.findall(right)[:4]):
        if word in PHONE:
            return "phone"
        if word in IDENTIFIER and place < same:
            return "id"
    return "phone" if (weak and not OWNERS.isdisjoint(before)) or _ASKED_FOR.search(left) else ""


def counted(right: str) -> bool:
    """Whether what stands after a number says that it counts or measures something."""
    match = NEXT_WORD.match(right)
    return (match is not None and match.group(1) in COUNTED) or _ARE_MEASURES.match(right) is not None


DIAL = re.compile(
    r"\b(?:dial\w*|call|calls|text\s(?:it|me)|ring|llam\w+|hablar|liga|ligue|ligar|disc(?:a|ar|ad|o|ou|ando|alo|alos|ale|ame|que)|marca(?:l[oae]s?|r(?:l[oae]s?)?|me)|marca(?=\W*(?:$|[.!:])|\sen\s(?:tu|el|su)\s(?:teclado|telefono|celular)|\s(?:y|ese|eso|desde|el|al|este|primero|\d{1,3}\b|\(|\+))|marquem?e?|zap|wpp|wsp|whats\w*|tu\scelular|seu\scelular|your\s(?:cell|phone)|(?:mi|my|meu)\s(?:cel|cell|celular|fone|phone|zap|numero|number)|reaching\sme|can\stext|en\stus\scontactos|en\stu\sagenda|(?:na|tua|sua)\sagenda|(?:in|to)\syour\scontacts|n?os\s(?:teus|seus)\scontatos|timbra|chama(?:\snel[ae])?)\b"
)
DIAL_WORK = re.compile(
    r"\b(?:api|endpoint|function|funcion|funcao|method|metodo|boton|botao|button|bot|error|erro|pedido\sde|campo|field|usuarios?|users?|clientes?|customers?)\b"
)
# "me avisas al", "escribime al", "me chama no", "hit me at"; "falar com Ana", "ask for Joe".
REACHED_AT = re.compile(
    r"\b(?:me\s(?!refi)[a-z]+|[a-z]{4,}me|hit\sme)\s(?:\w+\s)?(?:al|no|at|on|en\sel|pelo)\s$"
    r"|\b(?:habl[ae]|llam[ae]|fal[ae]|lig(?:a|ue)|talk|speak)\s(?:con|com|a|to|with|pra|para)\s(?:[a-z]+\s){1,3}(?:al|no|on|at)\s$"
    # "Pedidos al 606 335 2814", "a sus ordenes en el (664) 318-0925": where orders go is no order's number.
    r"|\b(?:pedidos|[oa]rdenes|reservas?|encargos|encomendas|cotizaciones|consultas|tarifas|citas|ventas|vendas|presupuestos|orcamentos?|orders|bookings|quotes|enquiries|inquiries)"
    r"\s(?:[a-z]+\s)?(?:al|en\sel|por\sel|no|pelo|ao|on|at|to|via)\s\(?$"
    # The carrier's name before a number says what it is.
    r"|\b(?:claro|tigo|movistar|entel|telcel|digitel|movilnet|wom|bitel|antel|vivo|tim|vodafone|mtn|airtel|glo|jio|globe|smart|etisalat)\s?:?\s\(?$"
    # A mobile without its area, as Brazil writes it: "aqui e a Sil do 98177-2043".
    r"|\b(?:aqui\se|sou)\s[a-z\s]{1,24}\s(?:do|no|pelo)\s$"
)
_OTHER_NUMBER = re.compile(r"\d[^a-z\d]{0,4}(?:\s|$)|[.!?]\s")
_PEOPLE_TEXT = "socio cliente customer client empleado employee usuario user afiliado"
_PEOPLE = frozenset(_PEOPLE_TEXT.split())
# "the support case with the platform is 991-402-7765".
_CASE_IS = re.compile(
    r"\b(?:caso|case|ticket|chamado|pedido|order|orden|protocolo|incidente?|expediente|processo|reclam\w+)\b[^.!?,;:\n]{0,50}\s(?:es|is|e)\s(?:el\s|o\s|the\s)?(?:numero\s|number\s)?$"
)
_ASKED_FOR = re.compile(
    r"\b(?:falar\scom|hablar\scon|pregunt\w+\spor|pergunt\w+\spor|ask\sfor|speak\s(?:to|with))\s(?:[a-z]+\s){1,3}\W{0,2}$"
)
_AREA = re.compile(r"\b(?:area\scode|lada|ddd|prefijo|prefixo|codigo\sde\sarea)\b[^.!?\n]{0,30}$")
LETTERS = re.compile(r"[a-z]+")
NEXT_WORD = re.compile(r"\s{0,2}([a-z]+|%)")
# A list goes on with another number, an extension with a few digits that are none of the number's.
# After a short word the dot may be its own: "nro. 4711".
_SENTENCE_ENDED = re.compile(r"(?<=[a-z]{4})[.!?]\s")
SENTENCE_ENDS = re.compile(r"[.!?]\s")
# "33 18 47 29 60, those are the sizes".
_ARE_MEASURES = re.compile(
    r"\W{0,3}(?:(?:es[ao]s|est[ao]s|those|these|ess[ae]s|est[ae]s)\s)?(?:son|sao|are|were)\s(?:\w+\s){0,2}(?:tamanos|tamanhos|medidas|sizes|measure\w*|valores|values|prices|precios|precos|ids|codigos|codes|anchos|larguras|widths|altos|alturas|heights|dimensions|dimensiones|dimensoes|margins|margenes|margens)\b"
)
