"""Sentences that tell of leaving the platform, ask about it or decline it: nobody is invited by them."""

import re

# What somebody offered, did or was refused: it is told, and nobody is invited.
_REPORTED = re.compile(
    r"\b(?:(?:me|nos|us)\s(?:ofreci\w+|pidi\w+|oferec\w+|pedi(?:u|ram))|(?:ofrecer|oferecer)(?:me|nos)|ofrec(?:io|ieron)|ofereceu|ofereceram|offered|insist(?:ed|io|iu|iam|ieron)|quiso|quisieron|(?:asked|told|pressured)\s(?:me|us)"
    r"|tried\sto|wanted\sto|querendo|queriendo|(?:alguien|alguem|someone|somebody|anyone|una\spersona|gente)\s(?:\w+\s)?(?:cobra|paga|pays?|ofrec|oferec|wants?|quiere|quer|pide|pede|asks?|offers?)\w*|recus(?:ei|amos)|rechac(?:e|amos)"
    r"|(?:que\spasa|what\shappens|o\sque\sacontece|what\sdo\syou\sdo|por\sque)\s(?:si|if|se|when|cuando|quando|nadie|ninguem)|(?:nadie|nobody|ninguem|no\sone)\s(?:puede|pode|deberia|debe|deve|pueda|possa|should|can|may|is\sallowed))\b"
)
# What follows says no to it.
_DECLINED = re.compile(
    r"\b(?:pero|but|mas|porem)\s(?:yo\s|eu\s|i\s)?(?:solo|so|only|prefiero|prefiro|prefer)\s(?:\w+\s){0,4}?(?:deposito|garantia|escrow|aqui|here|site|sitio|plataforma|platform)\b|\b(?:lo\s|eu\s|i\s|la\s)?(?:reporte(?:d|i)?|denunci\w+)\b|\b(?:said|say|dije|digo|disse)\s(?:que\s)?(?:no|nao)\b"
    r"|\bban\b|\bsuspen\w+|\bvanished\b|\bghosted\b|\bdesaparec\w+|\bsumi(?:u|ram)\b"
)


def is_reported(text: str, start: int, end: int) -> bool:
    """Whether the sentence around [start, end) of a plain text tells of what others did or says no to it."""
    begin = max(text.rfind(sign, 0, start) for sign in ".!?\n") + 1
    if _REPORTED.search(text, max(begin, start - _BEFORE), end):
        return True
    return _DECLINED.search(_SENTENCE.match(text, end, end + _AFTER).group()) is not None  # type: ignore[union-attr]


_BEFORE = 80
_AFTER = 100
# What is said of paying elsewhere may stand in the next sentence.
_SENTENCE = re.compile(r"[^!?\n]*\??[^!?\n]*")
