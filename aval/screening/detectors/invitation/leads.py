"""Sentences that lead outside without a detail in them: asking, leaving, places to be found at, somebody to ask for.

Each word is one letter of its class (lexicon/leads.py), and a sentence a short string, as in grammar.py.
"""

# ruff: noqa: E501  (an expression is read one alternative a line)

import re
from functools import lru_cache, reduce
from operator import or_
from typing import NamedTuple

from aval.screening.lexicon.leads import beginnings_of, words_of
from aval.screening.lexicon.marks import MARKS


class Lead(NamedTuple):
    """An expression over class letters, the marks it needs, one of each, whether it needs a question, what excuses it."""

    excuse: str
    pattern: re.Pattern[str]
    needs: tuple[int, ...]
    asks: bool


_BITS: dict[str, int] = {}


def _bit(letter: str) -> int:
    """Return the marks of a class's words."""
    if letter not in _BITS:
        # Whether "no" refuses depends on the language.
        _BITS[letter] = MARKS.of(words_of(letter) | ({"no"} if letter == "N" else set()))
        if begun := beginnings_of(letter):
            _BITS[letter] |= MARKS.of_form(lambda word: word.startswith(begun))
    return _BITS[letter]


def _lead(needs: str, *patterns: str, excuse: str = "work") -> Lead:
    """Return a rule of several expressions; `needs` are sets of class letters, of each of which one must be there.

    Talk of the work excuses it, or of a "scene" alone, or of whom it serves ("served").
    """
    bits = []
    for need in needs.split():
        bits.append(0)
        for letter in need:
            bits[-1] |= _bit(letter)
    return Lead(
        excuse, re.compile("|".join(patterns)), tuple(bits), all(pattern.endswith(r"\?") for pattern in patterns)
    )


# What a thing asked for ends with: not a word that makes another thing of it ("your mail template", "number of pages").
_END = r"(?![_doTnbDSBfW^H2gc#Zu(L$])"
_ADJ = r"[ij]{0,2}"
_DETAIL = rf"{_ADJ}(?:β?[Tn]|b){_ADJ}{_END}"
_SURE_DETAIL = rf"{_ADJ}β?[Tn]{_ADJ}{_END}"
_MINE = r"M[ij]?[TnbūD](?![d#])"
_NOT_HERE = r"(?![^|,]{0,3}s(?!dA?[_lW]))"
# Reaching me, in any way.
_REACH = (
    r"(?:R|r(?![_#])|w(?:m|[pP]?l)|[wrnkV][pP]?=|[nk]m|mw|[G>]m?A?k|kP?[Al]|[Iy]\{|l[q9]?A?k|a[^|N]{0,5}l|K|VP?=|V(?=$|[|,?]))"
    + _NOT_HERE
)
_OWN_SITE = r"(?:[MYB]j?S|[SfA][dPA]{1,2}[MYA]?B|Sd[MY]|[MY]B[^|N]{0,3}S)"
_ANSWERED = r"(?:y[rRn]|r[_ij]?y|n_?y|[Iy,&_]\{|A[_Q]\{|yw|V[pP]?l|GA?k|EP?l)"
LEADS = (
    # Asked for.
    _lead(
        "Gw>{q Y Tnb",
        rf"[Gw>{{]P?[^|,?N]{{0,3}}Y_?{_DETAIL}",
        rf"Y{_DETAIL}[^|N]{{0,5}},[G>]l?(?=$|[|,])",
        r"Y[Tnb],q_\?",
    ),
    _lead("G Tn", rf"G[^|,?N]?A{_SURE_DETAIL}", rf'G[,"]{{0,3}}m?"?A{_SURE_DETAIL}'),
    _lead("Gq9 b pωX", r'G"?m?"?Ab[pωX](?!A)', r"[q9][^|?]?Abω"),
    _lead("q9 Y Tnb", rf"[q9][^|,N]{{0,3}}Y_?{_DETAIL}"),
    _lead("q9 Tn Gw>r", rf"[q9][^|?]{{0,2}}[Tn]{_END}[^|?N]{{0,8}}[>Gwr][^|]{{0,6}}\?"),
    _lead("q9 Tn Gw> y", r"[q9][^|?]{0,3}[Tn]p?I?y[G>w]"),
    _lead("z rRnwV y", rf"z[^|?,]{{0,4}}[rRnwV][^|?]{{0,2}}y{_NOT_HERE}"),
    _lead("z ŷ", rf"z[^|?,]{{0,4}}ŷ{_NOT_HERE}"),
    _lead("ω y rwnV", rf"ωü?I?[wrnV][pP]?y{_NOT_HERE}"),
    _lead(
        "º Sz VRrwn", r"ºS[^|?N]{0,3}[VRrw]", r"ºz[^|?N]{0,3}(?:V(?!P?[A_d])|R|r(?![A_])|ŷ)", r"V[^|N]{0,3}[dP]º[zS]"
    ),
    _lead("Vs z ω", r"[VsJ][^|]{0,4}zω[Nh]"),
    _lead("z V NXO", r"z[^|?,]{0,3}V[^|?]{0,3}[NXO]"),
    _lead("Gw> Y !", r"[Gw>][^|]{0,4}Y[Tnb][^|]{0,3}!", excuse="served"),
    _lead("D Y Gq9>", rf"[Gq9>][^|,N]{{0,4}}Yj{{0,2}}D{_ADJ}{_END}", rf"[Gq9>][^|N]{{0,2}}Y[^|N]{{1,6}}jD{_END}"),
    _lead("u D", r"u[^|]{0,10}Y\^?D"),
    _lead("q Tnb y Vrwn", r"q[Tnb][^|?]{0,8}[Vrwn][pP]?y"),
    # Left.
    _lead("JV O S", r"[JV][^|N?]{0,7}O[dPA]{0,3}S", r"O[dPA]{0,3}S[^|N]{0,5}[JV]"),
    _lead("V O s", r"V[^|N?]{0,3}O[dPA]{1,3}s"),
    _lead("JVo$ X S", r"[JVo$][^|N]{0,9}X[Ap]{0,2}S(?=$|[|,?&z]|[^|,]{0,2}z)"),
    _lead("JV X h", r"[VJ][^|N]{0,6}XA?h"),
    _lead("V N s", r"V[^|N?]{0,6}NP?s"),
    _lead("V O y", r"VP?yO"),
    _lead("V O", r"V[^|N]{0,5}O(?=$|[|,?])"),
    _lead("ş Sē$", r"ş[^|N]{0,2}[Sē]", r"ş[^|N]{0,2}\$d?A?S"),
    _lead("U sS=", r"U[dPOA]{0,3}[sS]", r"U="),
    # Paid.
    _lead(
        "Ss %x $JG",
        r"[Ss][^|]{0,10}[%x][^|]{0,8}(?:\$m|m[^|]{0,3}\$|\$[^|N]{0,2}[=i]|\$P\$|[J$]P?=)",
        r"[Ss][^|]{0,6}\$m[^|]{0,4}%",
    ),
    _lead("$ S @F", r"@[^|]{0,4}S[^|]{0,3}p[FJ]", r"S[^|]{0,3}@p[FJ]", r"\$[^|]{0,14}S[^|]{0,3}pIF", excuse="served"),
    _lead("$ i= y", r"y\$[^|N]{0,2}[i=]"),
    _lead("$ ē XN", r"N[^|]{0,2}PA?ē[^|]{0,8}\$", r"\$[^|]{0,6}X[^|,]{0,2}ē"),
    _lead("€ X", r"[$J][^|N]{0,6}X[^|]{0,4}€", r"Xph[^|]{0,2}€", excuse="served"),
    _lead("i = >G", r"[>G][^|N]{0,3}i="),
    _lead("% ~", r"%[^|]{0,2}~"),
    _lead("€ =", r"€[^|]{0,10}[J$][^|]{0,4}=", r"[J$][^|]{0,4}=[^|]{0,10}€"),
    # After the first, or instead of this order.
    _lead("x JG>$wo iX=~", r"x[^|N]{0,7}[JG>$wo][^|N]{0,5}(?:[i=~]|X[^|]{0,5}[zS])"),
    _lead("x X S", r"x[^|]{0,5}XA?S"),
    _lead("~ Cxo$€", r"[Cxo$€][^|]{0,10}[J$][^|N]{0,5}~", r"C[^|N]{0,3}o[^|N]{0,12}~"),
    _lead(
        "C o $J",
        r"(?:C[^|N]{0,3}o|o[_+]?C)[^|N]{0,9}(?:\$m|m[^|NS]{0,3}\$|\$=|I\$y|y\$|J[^|]{0,3}[=~X])",
        excuse="served",
    ),
    _lead("joxJ N sS P", r"[joxJ][^|N]{0,8}N[^|]{0,3}PA?[sS](?=$|[|,?])"),
    # Found where the platform can't see.
    _lead("R W^", r"R[^|N]{0,4}P[AM]?[W^]", excuse="tech"),
    _lead("F W^ m", r"mF[^|N]{0,3}P[AM]?[W^]", r"Fm[^|N]{0,3}P[AM]?[W^]", excuse="tech"),
    _lead("W RrwnkGV>K={a", rf"W[^|N]{{0,14}}{_REACH}", excuse="tech"),
    _lead("^ RrwnkGV>K={a FMRE*", rf"[FMRE*][^|N]{{0,8}}\^[^|N]{{0,14}}{_REACH}"),
    _lead("W^ Tnb", r"[W^][^|]{0,12}(?:l[^|N]{0,3}[Tnb]|[Tnb][^|N]{0,2}l|A[Tnb]q(?=$|[|,]))"),
    _lead("ι FW^ *", r"\*Aι[^|]{0,14}(?:[\^W]|F[^|]{0,12}[TnbRr])"),
    _lead("W F *", r"\*[^|]{0,6}W[^|]{0,2},?F"),
    _lead("W^ Tn M", rf"M[^|NZ]{{0,3}}[\^W][^|NZ]{{0,8}}A[B_j]?[Tn]{_END}"),
    _lead("W s rRw", r"[rRw][^|N]{0,2}PA?sdA?W"),
    _lead("φ =K", r"φ[^|]{0,14}[=K]", excuse="tech"),
    _lead("W^ E r", r"[W^][^|]{0,16}E[^|]{0,4}r", excuse="served"),
    _lead("/ F*MmR", r"[F*][^|N]{0,9}/", r"/[^|]{0,5}[MmR]", r"RPA?/"),
    _lead("W c", r"W:[^|]{1,6}\|[^|]{0,4}[mc]"),
    _lead("W s", r"W[^|]{0,10}l[^|]{0,2}s", excuse="scene"),
    _lead("5", r"5"),
    _lead("6 7", r"7dA?6[^|]{0,2}r", r"6[^|]{0,3}7_?_"),
    _lead("c Y Tnb", rf"c[^|N]{{0,12}}PA?Y{_DETAIL}"),
    _lead("(W^ )", r"[W^(][^|]{0,25}\)", r"\)[^|]{0,8}\("),
    _lead("ĥ Tnb", r"A[Tnb][^|]{0,2}ĥ[^|]{0,3}[H2]"),
    _lead("H2g m rw", r"[H2g][^|Z]{0,14}m[rw]"),
    _lead("( M Tnb", rf"\([^|Z]{{0,14}}{_MINE}", rf"{_MINE}[^|Z]{{0,8}}P[AM]?\("),
    _lead("8 =", r"8[^|?]{0,6}=[^?]{0,25}#[^?]{0,6}#"),
    # Hidden in a file, a picture, a program.
    _lead("H M Tnb", rf"H[^|Z]{{0,14}}{_MINE}", rf"{_MINE}[^|Z]{{0,14}}H"),
    _lead("H K", r"H[^|Z]{0,14}K", r"K[^|Z]{0,14}H"),
    _lead(
        "2 F KMl",
        rf"F[^|Z]{{0,10}}2[^|Z]{{0,12}}(?:{_MINE}|K)",
        rf"{_MINE}[^|Z]{{0,10}}F[^|Z]{{0,6}}[H2]",
        rf"{_MINE}[^|Z]{{0,10}}[H2][^|Z]{{0,4}}F",
    ),
    _lead("2 K", r"2[^|Z]{0,12}K", r"K[^|Z]{0,10}2"),
    _lead("H2W^ M Tnb", r"[H2W^][^|Z]{0,14}[Tnb](?:[^|Z]{0,4},[_&]A?M(?=$|[|,_])|__?M(?=$|\|))"),
    _lead(
        "g RrwnkKM",
        rf"g[^|Z]{{0,16}}(?:R|[wrn]=|wm|mw|mr|rm|km|K|wp?m|w[pPA]{{1,3}}[Dn]|{_MINE}|[,&]r|\*P[Tn])",
        r"g[^|Z]{0,14}A[Tn][^|]{0,3}&[JV]",
        excuse="tech",
    ),
    # One's own firm's site.
    _lead("S 9 Tnb", rf"{_OWN_SITE}[^|N]{{0,2}}9A?[Tnb]"),
    _lead(
        "S f {ynrVGE",
        rf"{_OWN_SITE}[^|N]{{0,10}}f[^|N]{{0,14}}{_ANSWERED}",
        rf"f[^|N]{{0,6}}{_OWN_SITE}[^|N]{{0,12}}{_ANSWERED}",
        r"S[^|N]{0,4}f[^|N]{0,10}y[{r]",
        excuse="served",
    ),
    _lead(
        "S s Rrkn{",
        r"(?:[MYB]j?S|S[dPA]{1,2}[MYA]?B)[^|N]{0,6}s[^|N]{0,8}(?:mr|R|rm|km|nm|[Iy]\{)",
        r"s[^|N]{0,3}[MYB]S[^|N]{0,8}(?:mr|R|rm|km|nm|[Iy]\{)",
    ),
    _lead("f } {yn", rf"(?:f[^|N]{{0,6}}\}}|\}}[^|N]{{0,6}}[fT])[^|N]{{0,12}}{_ANSWERED}", excuse="served"),
    # Known from before.
    _lead("9 M Tnb", rf"9[At`]{{0,2}}M(?:{_DETAIL}|{_ADJ}[Tnb]d[Aºθ])"),
    _lead("π Tnb", r"[Tnb]pI?y?π", r"[Tnb]Iπy"),
    _lead("π M Tnb", r"π[^|N]{0,2}M[Tnb]", r"M[Tnb][^|N]{0,2}π"),
    _lead("t M Tnb", r"M[ij]?[Tnb][^|N]{0,3}[t]"),
    _lead("[ Tnb yr", r"\[[^|N]{0,2}[YA][Tnb][^|]{0,12}(?:y[rR]|r[py]|[üq][rw])"),
    # Somebody who answers instead.
    _lead("h y rnw", rf"(?:hü?[rn]y|hy[rw]){_NOT_HERE}"),
    _lead("ρ VraGFwRn", r"[nrVaGFwR][^|N]{0,16}ρ"),
    _lead("e a", r"a[^|N]{0,6}P?[^|N]{0,6}e", excuse="scene"),
    _lead("eQ k", r"G[^|N]{0,2}kPA?[eQ]", excuse="scene"),
    # Met.
    _lead(
        "v LB",
        r"v[^|N]{0,5}P[A_]{0,2}[LB3]",
        r"v[_sl]?[PpMYA]{1,3}[LB]",
        r"v[LB]",
        r"v[^|N]{0,5}P[dA]?_?dA?L",
        excuse="scene",
    ),
    _lead("v 3", r"v[pP]A?3", excuse="scene"),
    _lead("1 JV$vq", r"[JV$vq][^|N]{0,6}1", r"1[^|N]{0,8}[vLJ]", excuse="scene"),
    _lead("3", r"3PA?[_L][^|?]{0,6}\?", excuse="scene"),
)
_LEADING = reduce(or_, (need for lead in LEADS for need in lead.needs))


def leads_for(marks: int) -> tuple[Lead, ...]:
    """Return the rules that a text with these marks can meet."""
    return _leads_for(marks & _LEADING)


@lru_cache(maxsize=8192)
def _leads_for(marks: int) -> tuple[Lead, ...]:
    return tuple(lead for lead in LEADS if all(need & marks for need in lead.needs))
