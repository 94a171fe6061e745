"""What an invitation looks like, over word classes (lexicon/grammar.py), the same for the three languages."""

# ruff: noqa: E501  (an expression is read one alternative a line)

import re
from typing import NamedTuple


class Rule(NamedTuple):
    """A pattern over class letters, and how sure it is; talk of the work excuses what is weaker than `SURE`."""

    strength: int
    pattern: re.Pattern[str]


SURE = 9


def _rule(strength: int, pattern: str) -> Rule:
    return Rule(strength, re.compile(pattern))


# A preposition with what may stand before the noun, and a place outside: "por fuera", "fuera de la plataforma".
_P = r"[Px][DMYPBd]{0,2}"
_OUT = r"(?:O(?=[,|?:]|$|[PxVvLmBG])|O[dPDx]{0,2}[ALc])"
RULES = (
    _rule(9, r"J|jm"),
    _rule(8, r"Km?[^|,]{0,2}[Px]D?[EeTC](?!W)"),
    _rule(8, r"^Y?[EeTC]n?\?$|^[YD]?(?:[EeTKC]|[nK]d[EeT]|Tn)P?p|^Yn\?$|^[^|]{0,3}m_?v\?$"),
    _rule(9, rf"[Vv][^|,]{{0,4}}{_P}C(?!W)"),
    _rule(9, rf"(?:V|v[^|,]{{0,2}}m|[mx]v)[^|,]{{0,4}}{_P}[EeTk](?!W)"),
    _rule(8, r"v[^|,]?[Px]D{0,2}T(?!W)|^[^|NUW]{0,2}DC\?"),
    _rule(8, r"gD(?:[KT]|n[dT])|MKdK|M(?:K|Tn?|[Ee]|n)[^|WU]{0,4}[Px]MA"),
    _rule(8, r"mG[^|,]{0,3}[Px]D{0,2}[Cc](?!W)|[mx]?[vVL][^|,]{0,3}[Px]D?r"),
    _rule(9, r"[VgG][^|,]{0,4}[MY]D?[CcEeTKn](?![CWh])"),
    _rule(9, r"q[^|,]{0,3}YD?[CcEeTKn](?![CWh])"),
    _rule(9, r"[gGq][^|,]{0,2}D?[CEeTKn](?:MY|Y$|Y[?|,])"),
    _rule(8, rf"[VvL][^|,]{{0,6}}{_P}[Cch](?!W)"),
    _rule(8, rf"L[^|,]{{0,4}}{_P}[EeTk](?!W)"),
    _rule(8, r"[mx]v[^|,]{0,3}[Px]?[DMP]{0,2}[CcEeT](?!W)"),
    _rule(8, r"vm[^|,]{0,3}[P][DMP]{0,2}[CchEeT](?!W)"),
    _rule(8, r"^.{0,2}vm[^|,]{0,3}[Px]D{0,2}[h](?!W)"),
    _rule(9, r"Q[_PDSd]{0,3}Y[DSd_]?[CEeTKn](?!W)"),
    _rule(8, r"[MSm][^|WU,]{0,6}e(?![WU])|e[^|WU,]{0,4}[MSm]"),
    _rule(9, r"(?<![U])(?<!U_)vm[^|,]?PD?[CchEeT](?![WcCU])"),
    _rule(9, r"vm?[^|,]{0,2}YD?[CcEeTKn](?![CWh])"),
    _rule(8, r"[mY]G[^|,UW]{0,2}D[CTEe](?![WdU])"),
    _rule(8, r"f[^|,WU]{0,3}[Ym][^|,WU]{0,3}[Px]D?[Cch](?!W)|mf[^|,WU]{0,4}[Px]D?[Cch](?!W)|[fv]Y[^|,WU]{0,2}E"),
    _rule(8, r"f[YmD]{0,2}_[^|,WU]{0,2}[Px]D?[Cc](?!W)|[Px]D?[Cc][^|WU]{0,3}f[YmD]{0,2}_"),
    _rule(8, r"[Gg]DC(?:[,p]|$|[PH]D?[mY])"),
    _rule(7, r"S[^|,WU]{0,5}[Px]D{0,2}h(?!W)"),
    _rule(8, r"[Hgq][^|,M]{0,2}(?:[CEe][^|W]{0,8}\?|T\?)"),
    _rule(8, r"Y[^|,]{0,2}H[^|,]{0,2}[CEe][^|W]{0,4}\?"),
    _rule(8, r"(?:H|[gq]D?)[^|,M]{0,2}[CEeT](?:Y|P?Y|$)"),
    _rule(8, r"MD?C(?![W])|MD?c(?:[:#|?,]|$)|M[EeT][:#]|MTn|Mn[dDP]T|Mn$|MK$|M[EeT]$"),
    _rule(8, r"MD?[CcEeTKn][^|]{0,5}[Pxd]D{0,2}F"),
    _rule(8, r"GY?DK|GDM?K[P_]"),
    _rule(8, rf"[LvVBk][^|,]{{0,5}}{_OUT}"),
    _rule(8, r"km(?!W)|kY"),
    _rule(8, r"[mx]?v[^|]{0,8}n\?|kY[^|]{0,8}n\?"),
    _rule(8, r"LH?d?C(?!W)|LHc(?!W)"),
    _rule(8, rf"t[^|,]{{0,3}}{_OUT}"),
    _rule(7, rf"S[^|,]{{0,4}}{_P}[Cc](?!W)"),
    _rule(7, r"[Px]D?[Cc][,]?(?:S|Q)_"),
    _rule(7, r"B[^|]{0,3}[Px]?D?[Cc]|[Px]D?[Cc][^|]{0,3}B"),
    _rule(7, r"^[,BDHPxY]{0,2}[C][_,B]{0,2}\??$"),
    _rule(7, r"C(?=[^|]{0,12}[mx]v)|mv(?=[^|]{0,12}C)"),
    _rule(7, r"k[^|,]{0,3}[PxD]C"),
    _rule(6, r"^[^|NUW]{0,12}[Px]D?C(?=[^|UW]{0,10}$)"),
)
# A chat named among people, in a sentence that says nothing of the work.
PERSON = re.compile(r"[mMYVvLSgBJk]")
CONTACTING = re.compile(r"[mVvLJ]")
WORKING = re.compile(r"[WU]")
# "no dudes en escribirme", "why don't you": the negation does not refuse.
NEGATED_RIGHTLY = re.compile(
    r"no (?:dud|problem|hay problema|te preocupes|worries|tengas problema|tenes|tienes|quieres|queres)|dont hesitate|don't hesitate|nao (?:hesite|deixe|se preocupe|quer|tem)"
    r"|por ?que no|why (?:don'?t|not)|porque nao|por que nao|mejor no|if not|si no|se nao|can'?t we|couldn'?t we|no seria mejor|nao seria melhor|not here"
    r"|no aqui|no por aca|nao por aqui|no sea por|sin compromiso|sem compromisso|sin problema|sem problema|no (?:entro|uso|reviso|veo)|nao (?:entro|uso|vejo)|no deja|nao deixa"
)
# What is allowed later is no invitation now.
CONDITION = re.compile(
    r"\b(?:cuando|una vez|despues de|luego de|apenas|recien|quando|depois|assim que|once|after|when|until|hasta que|ate que|as soon as|antes|before|till)\b[^.!?\n]{0,40}"
    r"\b(?:deposit\w*|escrow|funded|fund|hito|milestone|marco|garantia|contrato|contract|firm\w+|assin\w+|sign|signed|signing|gate|puerta|abr[ae]|abiert\w*|abert\w*|habilit\w*|permit\w*|allow\w*)\b"
)
# Quoting the rule, or someone else.
ASIDE = re.compile(
    r"\b(?:reglas?|regras?|rules?|policy|politicas?|reglamento|terminos|termos|terms|prohib\w+|proib\w+|forbidden|not allowed|no se (?:puede|permite)|nao (?:e permitido|se pode|pode)"
    r"|against the|bloque\w*|blocks?|blocked|moderacion|moderacao|moderation|rechaz\w+|recusa\w*|refused|rejected)\b"
)
