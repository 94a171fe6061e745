"""Numbers that the text itself says are something else than they look: prices to dial, sums to reckon, figures to know."""

# ruff: noqa: E501  (an expression is read one alternative a line)
# ruff: noqa: PLR2004  (the counts of digits and signs are the rule itself)

import re
from collections.abc import Iterator

from aval.screening.detectors.phone import plans
from aval.screening.lexicon.gates import Gate
from aval.screening.lexicon.marks import MARKS
from aval.screening.lexicon.signals import Signal
from aval.screening.text.numbers import Run, runs
from aval.screening.text.reading import Hit, Reading
from aval.screening.verdicts import Disguise

# What is put together is a phone's number only if it is about as long as one.
DIGITS_MIN = 8
DIGITS_MAX = 13
STRIPPED_MAX = 4
# A story longer than this has more in it than one riddle.
TEXT_MAX = 400
AROUND = 60
# Sums of money that size are round.
HUGE_SIGNS = 4


def detect(reading: Reading) -> Iterator[Hit]:
    """Yield the numbers that a text tells in another dress, with a word about what they are for."""
    many = reading.digits + (reading.number_words if reading.has(Signal.NUMERAL) else 0) >= DIGITS_MIN - 1
    known = reading.has(_FIGURE_WORD)
    lettered = "=" in reading.text and (match := _LETTERS_KEY.search(reading.text)) is not None
    if not (many or known or lettered) or len(reading.text) > TEXT_MAX:
        return
    reached = _is_for_people(reading.text)
    if not reached and many and _is_denied(reading):
        # "they are of no map": what is denied is not the work.
        reached = _is_for_people(_DENIED.sub(" ", reading.text))
    if lettered and match is not None and (reached or reading.has(Signal.APP)):
        yield Hit(match.start(), match.end(), "phone", 0.7, Disguise.ENCODED)
    if many and reached:
        yield from _undressed(reading)
        yield from _reckoned(reading)
    if known and reached:
        yield from _known(reading)


def incomplete(reading: Reading) -> Iterator[Hit]:
    """Yield numbers whose last digits are left blank, with a word about what they are."""
    if not _MASKED.search(reading.text):
        return
    for match in _INCOMPLETE.finditer(reading.text):
        if _FILLED_BY.search(
            reading.text, max(0, match.start() - AROUND), match.end() + AROUND
        ) and not _OF_WORK.search(reading.text, max(0, match.start() - AROUND), match.end() + AROUND):
            yield Hit(match.start(), match.end(), "phone", 0.75, Disguise.SWAPPED)


def _is_for_people(text: str) -> bool:
    """Whether somebody is to be reached, by phone or in one's own words, and the work is not what speaks of that."""
    return any(
        not _OF_WORK.search(text, max(0, match.start() - AROUND), match.end() + AROUND)
        for match in _REACHED.finditer(text)
    )


def _is_denied(reading: Reading) -> bool:
    """Whether the text says that its figures are not what they look like."""
    return reading.has(_DENIAL_WORD) and any(denial.search(reading.text) for denial in _DENIALS.open_for(reading.marks))


def _undressed(reading: Reading) -> Iterator[Hit]:
    """Yield digits that are no prices, dates or sizes, or are to be read in a row or without their signs."""
    text = reading.text
    if not _is_denied(reading) and not any(reading.has(words) and hint.search(text) for words, hint in _HINTS):
        return
    # "1st 41, 2nd 99": what counts the figures is none of them.
    found = [run for run in runs(reading) if len(run.digits) > 2 or _ORDINAL.match(text, run.end) is None]
    pieces = [
        found,
        *(
            [run]
            for run in found
            if len(run.groups) > 1
            and len(run.digits) > 9
            and not _GLUED.search(text[max(0, run.start - 1) : run.start])
        ),
        *([run for run in found if start <= run.start < end] for start, end in _sentences(text)),
    ]
    for piece in pieces:
        digits = "".join(run.digits for run in piece)
        # What is to be taken off one number is still on it.
        most = DIGITS_MAX + STRIPPED_MAX if len(piece) == 1 else DIGITS_MAX
        if DIGITS_MIN <= len(digits) <= most and len(set(digits)) > 2 and not _is_one_honest(piece):
            yield Hit(piece[0].start, piece[-1].end, "phone", 0.75, Disguise.SWAPPED)
            return


def _is_one_honest(piece: list[Run]) -> bool:
    """Whether all that there is are eight digits of one piece, as of a day or an order."""
    return len(piece) == 1 and len(piece[0].groups) == 1 and len(piece[0].digits) == DIGITS_MIN


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _STOP.finditer(text):
        yield start, match.end()
        start = match.end()
    yield start, len(text)


def _reckoned(reading: Reading) -> Iterator[Hit]:
    """Yield sums whose result is dialled, and rows of small ones with a digit each."""
    signed = _SIGN.search(reading.text) is not None
    if signed or reading.has(_TAKEN_WORD):
        yield from _summed(reading)
    for match in _HUGE_PRICE.finditer(reading.text):
        digits = _NO_DIGIT.sub("", match["whole"])
        if len(set(digits)) > HUGE_SIGNS and (plans.national(digits) or plans.international(digits)):
            yield Hit(match.start(), match.end(), "phone", 0.75, Disguise.SWAPPED)
    if reading.has(_RECKON_WORD) and reading.has(_OWNER_WORD):
        for match in _OWN_SUM.finditer(reading.text):
            yield Hit(match.start(), match.end(), "phone", 0.7, Disguise.SWAPPED)
    if signed:
        for match in _ROW_OF_SUMS.finditer(reading.text):
            yield Hit(match.start(), match.end(), "phone", 0.75, Disguise.SWAPPED)


def _summed(reading: Reading) -> Iterator[Hit]:
    for match in _SUM.finditer(reading.text):
        digits = str(_result(match))
        if 9 <= len(digits) <= DIGITS_MAX and (plans.national(digits) or plans.international(digits)):
            yield Hit(match.start(), match.end(), "phone", 0.75, Disguise.SWAPPED)
    for match in _SUM_THEN.finditer(reading.text):
        digits = f"{_result(match)}{_NO_DIGIT.sub('', match['rest'])}"
        if 9 <= len(digits) <= DIGITS_MAX:
            yield Hit(match.start(), match.end(), "phone", 0.75, Disguise.SWAPPED)


def _result(match: re.Match[str]) -> int:
    if match["from"] is not None:
        return abs(_number(match["from"]) - _number(match["taken"]))
    one, other = _number(match["one"]), _number(match["other"])
    return one + other if match["sign"] not in {"-", "menos", "minus"} else abs(one - other)


def _number(written: str) -> int:
    power = _POWER.search(written)
    if power is not None:
        return int(power[1] + "0" * int(power[2]))
    return int(_NO_DIGIT.sub("", written))


def _known(reading: Reading) -> Iterator[Hit]:
    """Yield numbers told by what everybody knows: a town's code, a year, a player's shirt."""
    figures = list(_FIGURE.finditer(reading.text))
    code = _TOWN_CODE.search(reading.text)
    if len(figures) + 2 * (code is not None) >= 3 and (code is not None or _NEXT.search(reading.text)):
        start = min(match.start() for match in (*figures, *([code] if code else [])))
        yield Hit(
            start,
            max(figures[-1].end() if figures else 0, code.end() if code else 0),
            "phone",
            0.7,
            Disguise.PARAPHRASED,
        )


_MASKED = re.compile(r"\d[\s.-]{0,2}[_?*]")
_INCOMPLETE = re.compile(r"(?<![\w.,])\+?\(?\d(?:[\s().-]{0,2}\d){5,11}[\s.-]{0,2}(?:[_?*][\s.-]?){1,4}(?!\w)")
_FILLED_BY = re.compile(
    r"\b(?:last|missing|rest|blanks?|fill|complet\w+|guess|adivin\w+|falt\w+|ultim[oa]s?|resto|lacunas?|my\sage|mi\sedad|minha\sidade|huecos?|espacios)\b"
)
# That somebody is to be rung, answers, or is found "there".
_REACHED = re.compile(
    r"\b(?:llam(?:as?|es?|[ae]me|[ae]nos|[ae]l[oae]s?|[ae]r|arme|emos)|calls?|rings?|ringing|suena\w*|toca\sno\smeu|boton\sverde|botao\sverde|green\sbutton|linea\s(?:movistar|claro|entel|tigo|telcel|vodafone|orange)|dial\w*|te?xt(?:\sme)?|buzz|lig(?:a|ue|ar|uem|ando)|disc(?:a|ar|o|ou|ad[oa]|al[oae]s?|ame|as|que)|timbr(?:a|e|as|es|ar|[ae]me|[ae]l[ae])"
    r"|telefon\w+|telephone|phone|fone|fono|celular(?:es)?|cel|cell|mobile|movil|movel|telemovel|zap|whats\w*|wpp|wsp|teclad\w+|teclea\w*|teclas|fijo|(?:my|mi|meu)\s(?:line|number|numero)|key\s?pad|dial\s?pad|operadoras?|carrier|alo|toque"
    r"|marc(?:ame|al[oae]s?|as|ar(?:l[oae]s?)?|a\s(?:y|ese|eso|desde|usted|en)|a(?=\W*(?:$|[.!;,\n])))|marque(?:me|s)?|marca\s(?:la|el)\s(?:lada|prefijo|codigo|clave|numero)|on\sthe\s(?:line|phone)|contestand\w+|atend[eo]\w*|atiend\w+|te\scontest\w+|contesto|pick\sup|i(?:'?ll|\swill)?\sanswer"
    r"|(?:me|conmigo)\shabl\w+|hables|habl(?:ar|amos|ame)|fal[aeo]r?\scom(?:igo)?|falar|cham[ae](?=\s?(?:$|[!.\n]))|cham[ae]\s(?:ess[ea]|nel[ea]|no|aqui|ai|la|pra|para)|e\schama|me\s(?:chama|acha\w*|encontra\w*|encuentr\w+|ubic\w+|localiz\w+)|find\sme|reach(?:es)?\s(?:me|my)|get\s(?:me|hold)|where\s(?:i'?m|i\s|you'?ll\s|you\s)find|donde\s(?:me|estoy)|onde\s(?:me|eu|voce\sme)|contat[oae]\w*|contacto|n?a\sagenda|m[ae]nd[ae]\w*\s(?:um|uma|un|una)\s(?:oi|ola|hola|alo|zap|audio|mensaje|mensagem))\b"
)
# Without one of these nothing here is there.
REACHED_WORD = MARKS.of_form(
    re.compile(
        r"marca|fijo|line|numbers?|numero|(?:llam|dial|disc|timbr|telefon|whats|teclad|marc|marqu|atend|atiend|contest|habl|contat|mand|tecle|encontr|encuentr|ubic|localiz|zap|wpp|ach)[a-z]*"
        r"|calls?|rings?|ringing|suenan?|toca|verde|green|linea|te?xt|buzz|lig(?:a|ue|ar|uem|ando)|telephone|phone|fone|fono|cel|cell|celular(?:es)?|mobile|movil|movel|telemovel|wsp|teclas|keypad|pad|operadoras?|carrier|alo|toque|pick|answer|fal[aeo]r?|cham[ae]|find|reach(?:es)?|get|where|donde|onde|contacto|agenda"
    ).fullmatch
)
_OF_WORK = re.compile(
    r"\b(?:api|endpoint|functions?|funcion|funcao|method|metodo|boton|botao|button|bot|error|erro|campos?|fields?|usuarios?|users?|clientes?|customers?|format\w*|valid\w+|regex|mask|mascara|mock\w*|placeholder|ejemplo|exemplo|example|csv|column\w*|coluna|dataset|script|ivr|central|app|locu\w+|guion|roteiro|mapa|table|tabla|tabela|page|pagina|header|footer)\b"
)
_NOT = r"(?:no|nao|not|never|nunca|nada\sde|isn'?t|aren'?t|ain'?t|don'?t|doesn'?t)"
_MATTER = (
    r"(?:precios?|precos?|prices?|valor(?:es)?|values?|dolares|dollars?|reais|pesos|soles|euros|plata|dinero|dinheiro|money|montos?|amounts?|cost[oe]s?|custos?|costs|cuentas?|contas?|bills?|facturas?|faturas?|invoices?|presupuestos?|orcamentos?|budgets?|quotes?"
    r"|dias?|days?|semanas?|weeks?|meses|months?|plazos?|prazos?|deadlines?|fechas?|datas?|dates?|calendarios?|calendars?|agendas?|horas?|horarios?|hours?|times?|schedules?|medidas?|measure(?:ment)?s?|sizes?|tamanos?|tamanhos?|milimetros|millimet(?:re|er)s?|mm|cm|centimet\w+|metros|met(?:re|er)s?|pixel(?:e?s)?|px"
    r"|pedidos?|ordenes|orden|orders?|codigos?|codes?|referencias?|references?|tickets?|lotes?|placar|scores?|resultados?|marcador|coordenadas|coordinates|mapas?|maps?|version(?:es)?|verso(?:es|s)|versao|versions|paginas?|pages?|cantidad\w*|quantidad\w*|quantit\w+|capitulos?|chapters?|verses?|versiculos?|anos|years?|temperaturas?|notas?|grades?|kilos?|gramos|gramas|grams|porcentajes?|percentages?|tarifas?|rates?|fees?|tallas?|metragem|medidas|ropa|clothes|tickets?|notas\sfiscais|asientos?|seats?|lugares|filas?|rows?|page\scounts?|parcelas?|cuotas?|instal?lments?)"
)
_MATTER_WORD = re.compile(_MATTER.replace(r"\w+", "[a-z]*").replace(r"\w*", "[a-z]*"))
# Each with sets of words of which one must stand in the text.
_DENIALS: Gate[re.Pattern[str]] = Gate(
    [
        (
            [re.compile("no|nao|not|never|nunca|nada|(?:is|are|ai|do|does)nt?"), _MATTER_WORD],
            re.compile(
                rf"(?<!\bhave\s)(?<!\bhas\s)(?<!\bhad\s)(?<!\bwith\s)\b{_NOT}\s(?:(?!(?:incluye|inclui|includ|acept|aceit|hay|tem|have|has|need|necesit|precis)\w*\s)\w+\s){{0,3}}?{_MATTER}\b"
            ),
        ),
        (
            [["such", "existe"]],
            re.compile(
                rf"\bno\ssuch\s{_MATTER}\b|\b(?:no\ssuch|(?:no|nao)\sexiste\s(?:tal|esa|essa|ese|esse))\s\w+\b[^.!?\n]{{0,10}}"
            ),
        ),
        (
            [re.compile(r"(?:fosse|fuera)[a-z]*|were")],
            re.compile(
                r"\b(?:como\sse\sfosse\w*|as\s(?:if|though)\s(?:it|they)\swere|como\ssi\sfuera\w*)\s(?:(?:a|an|um|un|o|el|uma|una)\s)?(?:contact\w*|contat\w*|numer\w+|number|phone|telefon\w+|celular)\b"
            ),
        ),
        (
            [["indirecta", "hint", "dica", "directa"]],
            re.compile(
                r"\b(?:pill?a|capt[ae]|entiend[ea]|entend[ea]|get|take|catch)\s(?:la\s|a\s|the\s|my\s|mi\s)?(?:indirecta|hint|dica|directa)\b"
            ),
        ),
        (
            [["servem", "serve", "sirven", "sirve", "serves"]],
            re.compile(
                r"\b(?:servem|serve|sirven|sirve|serves?)\s(?:para|pra|to|for)\s(?:(?:voce|vc|que|me|you|usted)\s){0,2}(?:telefon\w+|llam\w+|lig(?:ar|ue)|marcar|discar|call\w*|dial\w*|ring\w*)\b"
            ),
        ),
        ([["there", "theres"], ["no"]], re.compile(rf"\bthere'?s\s(?:\w+\s)?no\s{_MATTER}\b")),
        (
            [re.compile(r"exist[a-z]*|son|sao|cuentan|contam|count|matter|importa[nm]?"), _MATTER_WORD],
            re.compile(
                rf"\b{_MATTER}\b[^.!?\n]{{0,25}}\b(?:no|nao|don'?t|do\snot)\s(?:exist\w*|son\sreales|sao\sreais|cuentan|contam|count|matter|importa[nm]?)\b"
            ),
        ),
        ([re.compile("existe[nm]?")], re.compile(rf"\b(?:no|nao)\sexiste[nm]?\s(?:\w+\s){{0,2}}{_MATTER}\b")),
        (
            [re.compile("(?:olvid|esquec|ignor|imagina)[a-z]*|forget|pretend|finge")],
            re.compile(
                rf"\b(?:olvid\w+|forget|esquec\w+|ignor\w+|imagina\w*|pretend|finge)\s(?:que\s|that\s)?(?:son|sao|they'?re|these\sare|they\sare|fossem|fueran)\s(?:\w+\s)?{_MATTER}\b"
            ),
        ),
        (
            [["know", "sabes", "sabe"]],
            re.compile(
                r"\b(?:you\sknow\swhat\s(?:those|they|these)\s(?:really\s)?are|ya\ssabes\slo\sque\sson|sabe\so\sque\ssao)\b"
            ),
        ),
        (
            [re.compile("recogni[sz]e|(?:reconoce|reconhec|adivin)[a-z]*|guess")],
            re.compile(
                r"\b(?:recogni[sz]e|reconoce\w*|reconhec\w+|adivin\w+|guess)\s(?:\w+\s){0,3}?(?:starts?|begins?|empieza|comeca|prefi[jx]o|area)\b"
            ),
        ),
        (
            [["calendar", "calendario", "reloj", "relogio", "clock"]],
            re.compile(r"\b(?:ningun[ao]?|nenhum[a]?|no)\s(?:calendar|calendario|reloj|relogio|clock)\b"),
        ),
        (
            [["broma", "kidding", "brincadeira", "brinks"]],
            re.compile(r"\b(?:es\sbroma|just\skidding|kidding|brincadeira|brinks)\b"),
        ),
        (
            [
                re.compile(
                    "adorno|mentir(?:a|inha)|brincadeira|broma|enfeite|show|pretend|decoy|(?:disfraz|disfarc|disguise|despist)[a-z]*"
                )
            ],
            re.compile(
                r"\b(?:de\s(?:adorno|mentir(?:a|inha)|brincadeira|broma|enfeite)|for\sshow|pretend|decoy|disfraz\w*|disfarc\w*|disguise\w*|despist\w+)\b"
            ),
        ),
    ]
)
_DENIED = re.compile("|".join(denial.pattern for _, denial in _DENIALS.entries))
_IN_A_ROW = re.compile(
    r"\b(?:no|nao|don'?t)\s(?:l[oa]s?\s|os?\s|as?\s)?(?:sum[ae]n?s?|somes?|add)\b|\bconcaten\w+|\b(?:put|pon\w*|coloc\w+|poe|bota)\s(?:the\s|las?\s|los?\s|as?\s|os?\s)?(?:\w+\s){0,2}(?:cifras|figures|digits|digitos|numbers|numeros)\s(?:\w+\s){0,3}(?:after|detras|atras|tras|seguid\w+|juntos|junto)\b|\b(?:junt[ae](?:los|las|l?os\s)?|unel[oa]s|pegal[oa]s)\b|\b(?:put|stick|glue|string|paste|stack)\s(?:them|it|those)\s(?:all\s)?together\b|\b(?:en|em)\s(?:fila|secuencia|sequencia)\b|\bin\s(?:a\srow|sequence)\b|\b(?:side\sby\sside|lado\sa\slado|de\scorrido|tudo\sjunto|todo\sjunto|all\stogether|in\sone\sgo)\b"
    r"|\b(?:en|na|nessa|nesta|in|by)\s(?:ese\s|este\s|esa\s|that\s|this\s)?(?:orden|ordem|order)\b|\b(?:ordem|orden)\s(?:si|sim|importa)\b|\border\s(?:matters|counts)\b|\b(?:uno\stras\sotro|um\satras\sdo\soutro|one\safter\s(?:the\sother|another))\b|\bseguid[oa]s?\b|\b(?:so|solo|only|just|apenas)\s(?:l?[oa]s\s|the\s)?(?:numeros|numbers|digitos|digits|cifras)\b|\b(?:numeros|numbers|digitos|digits)\s(?:so|solo|only|apenas)\b"
)
_STRIPPED = re.compile(
    r"\b(?:tak(?:e|ing)\s(?:off|away|out)|drop|remov\w+|quit\w+|sac[ae]\w*|tir[ae]\w*|without|sin|sem|minus|menos|lose|skip|strip)\s(?:the\s|el\s|los\s|o\s|os\s)?(?:\d{1,4}\b|(?:first|last|primer\w*|ultim\w+)\b)|\b(?:plus\s(?:sign\s)?(?:in\sfront|before|first|ahead)|(?:signo\s)?mas\s(?:delante|adelante|antes)|(?:sinal\sde\s)?mais\s(?:na\sfrente|antes))\b|"
    r"\b(?:sin|sem|without|tir[ae]\w*|quit[ae]\w*|sac[ae]\w*|saqu\w+|remov[ae]\w*|drop|ignor[ae]\w*|forget|olvid\w+|esquec\w+|skip|omit\w*|apag\w+|borr\w+|delete|no)\s(?:\w+\s){0,3}?(?:puntos?|pontos?|dots?|comas?|virgulas?|commas?|barras?|slash(?:es)?|guion(?:es)?|hifens?|tracos?|dashes|hyphens?|signos?|signs?|simbolos?|symbols?|espacios?|espacos?|spaces?|letras?|letters?|colons?|unidades|units|palabras?|palavras?|words?|moneda|moeda|currency|decimal\w*)\b"
    r"|\b(?:everything|all|todo|tudo|lo)\s(?:that\s|lo\s|o\s)?(?:que\s)?(?:isn'?t|is\snot|but|except|no\ses|no\ssea|nao\se|nao\sfor|menos|salvo|exceto)\s(?:an?\s|un\s|um\s|the\s|l?os\s)?(?:digits?|numbers?|digitos?|numeros?|cifras?)\b"
)
_DENIAL_WORD = MARKS.of_form(
    re.compile(
        rf"{_MATTER}|adorno|mentir(?:a|inha)|broma|brincadeira|brinks|enfeite|show|pretend|decoy|dis(?:fraz|farc|guise|pist)[a-z]*|despist[a-z]*|kidding|recogni[sz]e|reconoce[a-z]*|reconhec[a-z]+|adivin[a-z]+|guess|clock|reloj|relogio|what|sabes?|lot|notas"
    ).fullmatch
)
# Each with words of which one must stand in the text.
_HINTS = (
    (
        MARKS.of_form(
            re.compile(
                r"concaten[a-z]+|sum[ae]n?s?|somes?|add|junt[a-z]*|unel[oa]s|pegal[oa]s|put|fila|secuencia|sequencia|sequence|row|side|lado|corrido|junto|together|go|orden|ordem|order|tras|atras|another|other|seguid[oa]s?|numeros|numbers|digitos|digits|cifras"
            ).fullmatch
        ),
        _IN_A_ROW,
    ),
    (
        MARKS.of_form(
            re.compile(
                r"puntos?|pontos?|dots?|comas?|virgulas?|commas?|barras?|slash(?:es)?|guion(?:es)?|hifens?|tracos?|dashes|hyphens?|signos?|signs?|simbolos?|symbols?|espacios?|espacos?|spaces?|letras?|letters?|colons?|unidades|units|palabras?|palavras?|words?|moneda|moeda|currency|decimal[a-z]*|off|away|out|drop|remov[a-z]+|quit[a-z]+|sac[ae][a-z]*|tir[ae][a-z]*|without|sin|sem|minus|menos|lose|skip|strip|plus|mas|mais|digits?|numbers?|digitos?|numeros?|cifras?"
            ).fullmatch
        ),
        _STRIPPED,
    ),
)
_GLUED = re.compile(r"[a-z/#_]$")
_ORDINAL = re.compile(r"(?:[ao]|st|nd|rd|th|er|\))(?![a-z0-9])")
_STOP = re.compile(r"[.!?]\s|\n")
_NO_DIGIT = re.compile(r"\D")
_POWER = re.compile(r"(\d{1,4})\s?[*x×]\s?10\s?(?:\^|\*\*)\s?(\d{1,2})")
_TERM = r"\(?(?:\d{1,4}\s?[*x×]\s?10\s?(?:\^|\*\*)\s?\d{1,2}|\d{1,3}(?:[.,\s]\d{3}){1,4}(?!\d)|\d{1,13})\)?"
_SUM = re.compile(
    rf"(?<![\d.,])(?:(?P<one>{_TERM})\s?(?P<sign>[+-]|\b(?:mas|mais|plus|menos|minus)\b|(?<=\d\s)(?:and|y|e|con|com)\b)\s?(?P<other>{_TERM})(?!\d)"
    rf"|(?<!\w)(?:rest|quit|tir|take|subtract|subtrai|diminu)\w*\s(?:away\s)?(?P<taken>\d{{1,9}})\s(?:a|ao|de|from|do)\s(?P<from>{_TERM})(?!\d))"
)
# What every sum has between two of its numbers, or before them.
_SIGN = re.compile(r"\d\)?\s?(?:[+*x×/-]|(?:mas|mais|plus|menos|minus|and|y|e|con|com)\b)\s?\(?\d")
_TAKEN_WORD = MARKS.of_form(re.compile(r"(?:rest|quit|tir|take|subtract|subtrai|diminu)[a-z]*").fullmatch)
_HUGE_PRICE = re.compile(
    r"(?:[$€£]|\b(?:usd|eur|ars|mxn|cop|clp|brl))\s?(?P<whole>\d{1,3}(?:[.,]\d{3}){3})(?:[.,]\d{2})?(?![\d.,]*\d)"
)
# "41 + 52, then put 60418872 behind it".
_SUM_THEN = re.compile(
    r"(?<![\d.,])(?P<one>\d{1,5})\s?(?P<sign>[+-]|\b(?:mas|mais|plus|menos|minus)\b)\s?(?P<other>\d{1,5})(?![\d.,]\d|\d)(?P<from>(?!))?(?P<taken>(?!))?[^.!?\n\d]{0,20}[a-z]{3}[^.!?\n\d]{0,20}(?P<rest>\d(?:[\s-]?\d){4,9})(?!\d)"
)
_TO_RECKON = r"(?:multipl\w+|add|adds?|subtract|sum[aeo]\w*|rest[ae]\w*|triple|triplo|doble|dobro|double|half|mitad|metade|divid\w+|plus|minus|mas|mais|menos|calculadora|calculator|soma\w*)"
_RECKON_WORD = MARKS.of_form(re.compile(_TO_RECKON.replace(r"\w", "[a-z]")).fullmatch)
_OWN_PHONE = r"(?:my|mi|meu|nuestro|our)\s(?:\w+\s)?(?:number|cell|phone|line|mobile|cel(?:ular)?|fijo|movil|numero|telefon[oe]|fone|fono|zap|whats\w*|wpp)"
_OWNER_WORD = MARKS.of_text("my mi meu nuestro our")
# "multiply 2065550 by 1000 and add 123, that's my line".
_OWN_SUM = re.compile(
    rf"\b{_TO_RECKON}\b[^!?\n]{{0,40}}\d{{6,12}}[^!?\n]{{0,60}}\b{_OWN_PHONE}\b|\b{_OWN_PHONE}\b[^!?\n]{{0,30}}\b{_TO_RECKON}\b[^!?\n]{{0,25}}(?<![\d.,])(?:\d{{6,13}}|\d{{1,3}}(?:[.,]\d{{3}}){{2,4}})(?!\d)"
)
_ROW_OF_SUMS = re.compile(
    r"(?<![\d.])(?:\d{1,3}\s?[+*x×/-]\s?\d{1,3}\s?[,;|]\s?){6,14}\d{1,3}\s?[+*x×/-]\s?\d{1,3}(?!\d)"
)
# "Chicago's area code", "la lada de Puebla".
_TOWN_CODE = re.compile(
    r"\b(?:(?:area|dialling|dialing|city)\scode|code\s(?:of|for)\s[a-z]{3,}|codigo\sde\sarea|ddd\s(?:de|do|da)|lada\sde|(?:prefijo|prefixo|indicativo)\s(?:de|do|da))\b"
)
_FIGURE = re.compile(
    r"\b(?:(?:year|anos?)\s(?:of|de|del|d[aeo]s?|that|when|the|in\swhich|en\sque|em\sque|que)\b|(?:number|numero|camis(?:a|eta)|shirt|jersey|dorsal|edad|age|idade|quant[ao]s|cuant[ao]s|how\smany|birthday|cumpleanos|aniversario)\b|emergenc(?:y|ia)\s\w+|[a-z]+'s\s(?:number|year|age|shirt|jersey|birthday)\b"
    r"|(?:o|el|the|a)\s\d{1,4}\s(?:d[aeo]|del|of)\s[a-z]+|james\sbond|bond|007|(?:the|la|da)\s(?:beast|bestia|besta)|mandamientos|mandamentos|commandments|apostol(?:es|os)|pecados\scapita\w+|deadly\ssins|enanit[oa]s|enanos|anoes(?:zinhos)?|dwarfs|dwarves|wonders\sof|maravillas|maravilhas|(?:days|dias|months|meses|hours|horas|weeks|semanas)\s(?:of|in|de|del|d[aeo])\s(?:the\s|el\s|la\s|un\s|um\s|a\s)?(?:year|week|day|ano|semana|dia)|dozen|docena|duzia|legs\s(?:of|on)|patas\s(?:de|da|del)|continente?s|planetas?|planets?|(?:first|last)\s(?:two|three|four|six|\d)\b|(?:primeros|ultimos|primeiros)\s(?:\d|dos|tres|cuatro|dois|quatro)\b)"
)
_NEXT = re.compile(
    r"\b(?:then|luego|despues|depois|after\sthat|next|seguid[oa]|followed|ends?|termina\w*|e\spor\sfim|y\spor\sultimo|(?:en|na|nessa|in)\s(?:ese\s|that\s|this\s)?(?:orden|ordem|order)|already|first)\b"
)
_FIGURE_WORD = MARKS.of_text("""
    area code codigo ddd lada prefijo prefixo indicativo year ano anos dwarfs dwarves sins pecados apostoles apostolos
    mandamientos mandamentos commandments camisa camiseta shirt jersey dorsal birthday
    cumpleanos aniversario bond beast bestia besta
    """)
# "A=1, B=2": letters that are figures.
_LETTERS_KEY = re.compile(r"(?<![a-z0-9])(?:a\s?=\s?[01](?!\d)|[01]\s?=\s?a(?![a-z0-9]))")
