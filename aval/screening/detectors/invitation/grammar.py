"""What an invitation looks like, over word classes (lexicon/grammar.py), the same for the three languages."""

# ruff: noqa: E501  (an expression is read one alternative a line)

import re
from functools import lru_cache
from typing import NamedTuple


class Rule(NamedTuple):
    """A pattern over class letters, how sure it is, and the letters it needs, one of each set.

    Talk of the work excuses what is weaker than `SURE`.
    """

    strength: int
    pattern: re.Pattern[str]
    needs: tuple[frozenset[str], ...]


SURE = 9


def _rule(strength: int, pattern: str, needs: str) -> Rule:
    return Rule(strength, re.compile(pattern), tuple(map(frozenset, needs.split())))


@lru_cache(maxsize=8192)
def rules_for(letters: frozenset[str]) -> tuple[Rule, ...]:
    """Return the rules that a sentence of these class letters can meet."""
    return tuple(rule for rule in RULES if not any(letters.isdisjoint(need) for need in rule.needs))


# A preposition with what may stand before the noun, and a place outside: "por fuera", "fuera de la plataforma".
_P = r"[Px][DMYPBd]{0,2}"
_OUT = r"(?:O(?=[,|?:]|$|[PxVvLmBG])|O[dPDx]{0,2}[ALc])"
RULES = (
    _rule(9, r"J", "J"),
    _rule(9, r"jm", "j m"),
    _rule(8, r"K(?!G_)m?[^|,UWd]{0,2}[Px]D?[EeTCch](?!W)", "K Px CETech"),
    _rule(8, r"^Y?[EeTC]n?\?$", "? CETe"),
    _rule(8, r"^[YD]?(?:[EeTKC]|[nK]d[EeT]|Tn)P?p", "p CEKTde"),
    _rule(8, r"^Yn\?$", "? Y n"),
    _rule(8, r"^[^|]{0,3}m_?v\?$", "? m v"),
    _rule(9, rf"[Vv][^|,]{{0,4}}{_P}C(?!W)", "C Px Vv"),
    _rule(9, rf"(?:V|v[^|,]{{0,2}}m|[mx]v)[^|,]{{0,4}}{_P}[EeTk](?!W)", "Px Vv ETek"),
    _rule(8, r"v[^|,]?[Px]D{0,2}T(?!W)", "T v Px"),
    _rule(8, r"^[^|NUW]{0,2}DC\?", "? C D"),
    _rule(8, r"gD(?:[KT](?!d[^K])|nd?T|n$|n\?)", "D g KTn"),
    _rule(8, r"MKdK", "K M d"),
    _rule(8, r"Q[ET]n?[^|,U]{0,5}[Gg][^|,]{0,6}\?", "Q ? ET Gg"),
    _rule(8, r"mHY[DS_]?[nETK](?:$|[?,])", "m H Y nETK"),
    _rule(8, r"^_{1,3}HY[ETKC]n?[^|UW]{0,3}\?", "H Y ? ETKC"),
    _rule(8, r"[gG]D_dK(?!W)", "gG D d K"),
    _rule(8, r"Q[DBS_]{1,3}[ETKn]n?[_P]{1,2}v?Y(?:[?,]|$)", "Q Y ETKn"),
    _rule(8, r"H[DP]{0,2}[nTEe]n?[_Pm]{0,3}[jvkL][Ym]?\?", "H ? nTEe jvkL"),
    _rule(8, r"^[_D,]{0,2}[Px]D?[Cc],?v__", "v _ Cc Px"),
    _rule(8, r"M(?:K|Tn?|[Ee]|n)[^|WU]{0,4}[Px]MA", "A M Px EKTen"),
    _rule(8, r"mG[^|,]{0,3}[Px][Dd]{0,3}[Cc](?!W)", "G m Cc Px"),
    _rule(8, r"[mx]?[vVL][^|,]{0,3}[Px]D?r", "r Px LVv"),
    _rule(9, r"[VgG][^|,]{0,4}[MY]D?(?:[CcEeT](?![CWh]|dW)|[Kn](?![CWhd]))", "MY GVg CEKTcen"),
    _rule(9, r"q[^|,]{0,3}YD?[CcEeTKn](?![CWh])", "Y q CEKTcen"),
    _rule(9, r"[gGq][^|,]{0,2}D?[CEeTKn](?:MY|Y$|Y[?|,])", "MY Ggq CEKTen"),
    _rule(8, rf"[VvL][^|,]{{0,6}}{_P}[Cch](?!W)", "Px Cch LVv"),
    _rule(8, rf"L[^|,]{{0,4}}{_P}[EeT](?!d?W)", "L Px ETe"),
    _rule(8, r"[mx]v[^|,]{0,3}[Px]?[DMP]{0,2}[CcEeT](?!W)", "v mx CETce"),
    _rule(8, r"vm[^|,]{0,3}[P][DMP]{0,2}[CchEeT](?!W)", "P m v CETceh"),
    _rule(8, r"^.{0,2}vm[^|,]{0,3}[Px]D{0,2}[h](?!W)", "h m v Px"),
    _rule(9, r"Q[_PDSd]{0,3}Y[DSd_]?(?:[CEeTKn](?!W)|[ch](?:\?|$|,))", "Q Y CEKTench"),
    _rule(10, r"mG[^|,U]{0,4}[Px]D?C(?![WU])", "G m C Px"),
    _rule(8, r"MK[dPxG]D{0,2}[Cch](?!W)", "K M dPxG Cch"),
    _rule(8, r"^[^|NUWM]{0,5}HD?[ch]\?", "H ? ch"),
    _rule(8, r"^[^|NUW]{0,4}Y[Px]D?[Cch]\?", "Y ? Px Cch"),
    _rule(9, r"[VgG][^|,]{0,4}[MY]D?h(?![CWh_])", "VgG MY h"),
    _rule(8, r"^[^|NUW]{0,3}[Px]D?[EeTCch],?S", "S Px EeTCch"),
    _rule(7, r"^[,xHYPmMD_]{0,3}B[^|WU_]{0,2}[Px]D?[EeTh]\??$", "B Px EeTh"),
    _rule(7, r"^[^|WUN]{0,2}[Px]D?[EeTch][^|WUN]{0,4}B", "B Px EeTch"),
    _rule(7, r"^[^|NUW]{0,3}B[EeTh]$", "B EeTh"),
    _rule(8, r"^[^|NUWM]{0,5}GPD?[Cch]\??$", "G P Cch"),
    _rule(9, r"mG[^|,WU]{0,3}[Px]D{0,2}[EeT](?![WU])", "G m Px EeT"),
    _rule(8, r"[Hq][^|,MWU]{0,2}[CcEe][^|WU]{0,2}\?$", "Hq CcEe ?"),
    _rule(8, r"(?:vm|[LVBS]|[mx]v)[^|,]{0,3}Pj(?:$|[?,])", "P j"),
    _rule(8, r"mv[^|,UW]{0,3}PD{0,2}h(?!W)", "m v P h"),
    _rule(8, r"[MSm][^|WU,]{0,6}e(?![WU])", "e MSm"),
    _rule(8, r"e[^|WU,]{0,4}[MSm]", "e MSm"),
    _rule(9, r"(?<![U])(?<!U_)vm[^|,]?PD?[CchEeT](?![WcCU])", "P m v CETceh"),
    _rule(9, r"vm?[^|,]{0,2}YD?[CcEeTKn](?![CWh])", "Y v CEKTcen"),
    _rule(8, r"[mY]G[^|,UW]{0,2}D[CTEe](?![WdU])", "D G Ym CETe"),
    _rule(8, r"f[^|,WU]{0,3}[Ym][^|,WU]{0,3}[Px]D?[Cch](?!W)", "f Px Ym Cch"),
    _rule(8, r"mf[^|,WU]{0,4}[Px]D?[Cch](?!W)", "f m Px Cch"),
    _rule(8, r"[fv]Y[^|,WU]{0,2}E", "E Y fv"),
    _rule(8, r"f[YmD]{0,2}_[^|,WU]{0,2}[Px]D?[Cc](?!W)", "_ f Cc Px"),
    _rule(8, r"[Px]D?[Cc][^|WU]{0,3}f[YmD]{0,2}_", "_ f Cc Px"),
    _rule(8, r"[Gg]DC(?:[,p]|$|[PH]D?[mY])", "C D Gg"),
    _rule(7, r"S[^|,WU]{0,5}[Px]D{0,2}h(?!W)", "S h Px"),
    _rule(8, r"[Hgq][^|,M]{0,2}(?:[CEe][^|W]{0,8}\?|T\?)", "?T Hgq"),
    _rule(8, r"Y[^|,]{0,2}H[^|,]{0,2}[CEe][^|W]{0,4}\?", "? H Y CEe"),
    _rule(8, r"(?:H|[gq]D?)[^|,M]{0,2}[CEeT]P?Y|^[YD,]{0,2}(?:H|[gq]D?)[^|,M_]{0,2}[CEeT]$", "Hgq CETe"),
    _rule(8, r"MD?C(?![W])", "C M"),
    _rule(8, r"MD?c(?:[:#|?,]|$)", "M c"),
    _rule(8, r"M[EeT][:#]", "M #: ETe"),
    _rule(8, r"MTn", "M T n"),
    _rule(8, r"Mn[dDP]T", "M T n DPd"),
    _rule(8, r"Mn$", "M n"),
    _rule(8, r"MK$", "K M"),
    _rule(8, r"M[EeT]$", "M ETe"),
    _rule(8, r"MD?[CcEeTKn][^|]{0,5}[Pxd]D{0,2}F", "F M Pdx CEKTcen"),
    _rule(8, r"GY?DK(?!d[^K]|[GA](?:\||$))", "D G K"),
    _rule(8, r"GDM?K[P_]", "D G K P_"),
    _rule(8, rf"[LvVBk][^|,]{{0,5}}{_OUT}", "O BLVkv"),
    _rule(8, r"km(?!W)", "k m"),
    _rule(8, r"kY$", "Y k"),
    _rule(8, r"[mx]?v[^|]{0,8}n\?", "? n v"),
    _rule(8, r"kY[^|]{0,8}n\?", "? Y k n"),
    _rule(8, r"LH?d?C(?!W)", "C L"),
    _rule(8, r"LHc(?!W)", "H L c"),
    _rule(7, rf"S[^|,]{{0,4}}{_P}[Cc](?!W)", "S Cc Px"),
    _rule(7, r"[Px]D?[Cc][,]?(?:SQ?|Q)_", "_ Cc Px QS"),
    _rule(7, r"B[^|]{0,3}[Px]?D?[Cc]", "B Cc"),
    _rule(7, r"[Px]D?[Cc][^|]{0,3}B", "B Cc Px"),
    _rule(7, r"^[,BDHPY]{0,2}C[_,B]{0,2}\??$", "C"),
    _rule(7, r"C(?=[^|]{0,12}[mx]v)", "C v mx"),
    _rule(7, r"mv(?=[^|]{0,12}C)", "C m v"),
    _rule(7, r"k[^|,]{0,3}[PxD]C", "C k DPx"),
    _rule(6, r"^[^|NUWF]{0,12}PD?C(?=[^|UWF]{0,10}$)", "C P"),
)
# A chat named among people, in a sentence that says nothing of the work.
PERSON = re.compile(r"[mMYVvLSgBJk]")
CONTACTING = re.compile(r"[VLJ]|v[^|]?[mMY]|[mY]v|f[^|]?[mY]|[mY]f")
WORKING = re.compile(r"[WUF]")
# "no dudes en escribirme", "why don't you": the negation does not refuse.
NEGATED_RIGHTLY = re.compile(
    r"no (?:dud|problem|hay problema|te preocupes|worries|tengas problema|tenes|tienes|quieres|queres)|dont hesitate|don't hesitate|nao (?:hesite|deixe|se preocupe|quer|tem)"
    r"|por ?que no (?!(?:le |te |lo )?[a-z]+[^u]o )|why (?:don'?t|not)|porque nao|por que nao|mejor no|if not|si no|se nao|can'?t we|couldn'?t we|no seria mejor|nao seria melhor|not here"
    r"|no aqui|no por aca|nao por aqui|no sea por|sin compromiso|sem compromisso|sin problema|sem problema|no (?:entro|uso|reviso|veo)|nao (?:entro|uso|vejo)|no deja|nao deixa"
)
# What is allowed later is no invitation now.
CONDITION = re.compile(
    r"\b(?:cuando|una vez|despues de|luego de|apenas|recien|quando|depois|assim que|once|after|when|until|hasta que|ate que|as soon as|antes|before|till)\b[^.!?\n]{0,40}"
    r"\b(?:deposit\w*|escrow|funded|fund|hito|milestone|marco|garantia|contrato|contract|firm\w+|assin\w+|sign|signed|signing|gate|puerta|abr[ae]|abiert\w*|abert\w*|habilit\w*|permit\w*|allow\w*)\b"
)
# What somebody asked for, and was refused.
REFUSED = re.compile(
    r"\b(?:asked|pediste|pidio|pidieron|pediu|pediram)\b[^.!?\n]{0,40}\b(?:rather\snot|prefiero\s(?:que\s)?no|prefiro\snao|can't|won't|no\spuedo|nao\sposso|declined?|rejected|recus\w+|dije\sque\sno|said\sno)\b"
    r"|\b(?:no|nao),?\s(?:gracias|obrigad[oa]|thanks|thank\syou)\b|\bno\s(?:whats\w*|telegram|skype|e-?mails?|phone|calls)\W{1,3}(?:please|write\shere|thanks|calls)\b"
)
# Quoting the rule, or someone else.
ASIDE = re.compile(
    r"\b(?:reglas?|regras?|rules?|policy|politicas?|reglamento|terminos|termos|terms|prohib\w+|proib\w+|forbidden|not allowed|no se (?:puede|permite)|nao (?:e permitido|se pode|pode)"
    r"|against the|bloque\w*|blocks?|blocked|moderacion|moderacao|moderation|rechaz\w+|recusa\w*|refused|rejected|sin\sproteccion|sem\sprotecao|without\sprotection|unprotected)\b"
)
