"""Invitations to talk elsewhere, asking for contact details, or offering them: read by the classes of the words."""

# ruff: noqa: E501  (an expression is read one alternative a line)
# ruff: noqa: PLR2004  (the counts of digits and signs are the rule itself)

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from aval.screening.detectors.invitation.details import DETAILS
from aval.screening.detectors.invitation.grammar import (
    ASIDE,
    CONDITION,
    CONTACTING,
    NEGATED_RIGHTLY,
    PERSON,
    REFUSED,
    RULES,
    SURE,
    WORKING,
    rules_for,
)
from aval.screening.detectors.invitation.leads import Lead, leads_for
from aval.screening.detectors.invitation.phrases import GUARD, PHRASES, WORKISH, Phrase
from aval.screening.detectors.invitation.riddles import RIDDLES
from aval.screening.lexicon.gates import Gate
from aval.screening.lexicon.grammar import word_classes
from aval.screening.lexicon.leads import Lettered
from aval.screening.lexicon.marks import MARKS
from aval.screening.lexicon.places import (
    APPS,
    MAILS,
    MEETING_NAMES,
    MEETING_WORDS,
    NICKNAME,
    NICKNAMES,
    WEAK_NICKNAME,
)
from aval.screening.lexicon.reported import is_cited, is_reported
from aval.screening.lexicon.signals import Signal
from aval.screening.text.reading import Hit, Reading
from aval.screening.verdicts import Disguise

# A refusal may follow what was asked for so closely.
TOLD_AFTER = 40

_SIGNALS = (
    Signal.APP
    | Signal.MAIL
    | Signal.PHONE
    | Signal.OUTSIDE
    | Signal.CALL_ME
    | Signal.PROVIDER
    | Signal.HOMELY_APP
    | Signal.CONTACT
)


def detect(reading: Reading) -> Iterator[Hit]:
    """Yield the invitations of a text."""
    hidden = _nicknames(reading)
    yield from _hidden_names(reading)
    for phrase in _PHRASES.open_for(reading.marks):
        yield from _phrased(phrase, reading)
    if not hidden and not reading.has(_SIGNALS):
        return
    classed = _Classed(reading, hidden)
    for match in _SENTENCE.finditer(classed.letters):
        if _TELLING.search(match.group()):
            yield from _in_sentence(classed, match.start(), match.end(), reading)


def _hidden_names(reading: Reading) -> Iterator[Hit]:
    """Yield the names of apps that were disguised: nobody hides a name that is matter of the work."""
    if not reading.has(Signal.APP | Signal.PROVIDER) or reading.folded.places is None:
        return
    for word in reading.places_of(_LONG_APPS):
        if not reading.in_code(word.start):
            written = reading.written(word.start, word.end)
            encoded = reading.folded.disguise is Disguise.ENCODED
            if encoded or len(written) != len(word.text) or not (written.isascii() and written.isalpha()):
                yield Hit(word.start, word.end, "invitation", 0.8, reading.folded.disguise)


def _phrased(phrase: Phrase, reading: Reading) -> Iterator[Hit]:
    for match in phrase.pattern.finditer(reading.text):
        before = reading.text[max(0, match.start() - 80) : match.start()]
        sentence = before[_last_stop(before) :] + reading.text[match.start() : match.end() + 40].partition("\n")[0]
        if phrase.of_work and WORKISH.search(sentence):
            continue
        if (
            reading.in_code(match.start())
            or _DONE.search(reading.written(match.start(), match.end()))
            or is_cited(reading.text, match.start(), match.end())
            or is_reported(reading.text, match.start(), match.end())
            or _MAINTAINED.search(reading.text, match.start(), match.end() + TOLD_AFTER * 2)
            or (not phrase.sure and GUARD.search(before) and not NEGATED_RIGHTLY.search(sentence))
        ):
            continue
        if phrase.sure or (not CONDITION.search(sentence) and not ASIDE.search(sentence)):
            yield Hit(match.start(), match.end(), "invitation", 0.8, reading.folded.disguise)


def detect_leads(reading: Reading) -> Iterator[Hit]:
    """Yield the sentences that lead outside without a detail; looked for where nothing else was found."""
    leads: Sequence[Lead] = leads_for(reading.marks)
    if leads and "?" not in reading.text:
        leads = [lead for lead in leads if not lead.asks]
    if not leads:
        return
    lettered = Lettered(
        reading.text,
        reading.vocabulary,
        lambda: _PORTUGUESE_SIGN.search(reading.source) is not None or _is_portuguese(reading.letters),
    )
    for lead in leads:
        for match in lead.pattern.finditer(lettered.letters):
            start, end = lettered.span(*match.span())
            before = lettered.letters[max(0, match.start() - 8) : match.start()]
            if not reading.in_code(start) and not _leads_nowhere(lead.excuse, before, start, end, reading):
                yield Hit(start, end, "invitation", 0.75, reading.folded.disguise)
                break


def _leads_nowhere(excuse: str, letters: str, start: int, end: int, reading: Reading) -> bool:
    """Whether what looks like a lead at [start, end) is refused, reported, allowed later, or part of the work."""
    text = reading.text
    before = text[max(0, start - 120) : start]
    sentence = before[_last_stop(before) :] + text[start:end] + _CLAUSE.match(text, end, end + 60).group()  # type: ignore[union-attr]
    if _REFUSING.search(letters) and not NEGATED_RIGHTLY.search(sentence):
        return True
    if is_cited(text, end - 1, end) or is_reported(text, start, end) or REFUSED.search(sentence):
        return True
    if _REPORTED.search(reading.written(start, end)):
        return True
    return any(one.search(sentence) for one in _EXCUSES[excuse])


def _last_stop(text: str) -> int:
    return max(text.rfind(sign) for sign in ".!?\n") + 1


def _nicknames(reading: Reading) -> list[tuple[int, int]]:
    found = [match.span() for pattern in NICKNAMES.open_for(reading.marks) for match in pattern.finditer(reading.text)]
    if reading.has(_MEETING_WORD):
        found += [match.span() for match in _MEETING.finditer(reading.text)]
    kept: list[tuple[int, int]] = []
    for start, end in sorted(found, key=lambda span: (span[0], -span[1])):
        if _LINE_OF.match(reading.text, start):
            continue
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept


class _Classed:
    """A text as one letter a word; a nickname is one word. The spans are worked out only once a rule matched."""

    def __init__(self, reading: Reading, hidden: list[tuple[int, int]]) -> None:
        self.reading = reading
        self.hidden = hidden
        # "no" is "in the" in Portuguese, and a refusal in the other two.
        self.piece = _NUMBERED_PIECE if reading.has(_NUMBERS) else _PIECE
        self.no = "P" if "no" in reading.letters and _is_portuguese(reading.letters) else "x"
        self.text = reading.text
        if "line" in reading.vocabulary:
            self.text = _LINE_OF.sub("rows", self.text)
        if "whats" in reading.vocabulary:
            self.text = _WHAT_IS.sub("which", self.text)
        if "logo" in reading.vocabulary and _is_portuguese(reading.letters):
            self.text = _SOON.sub("soon", self.text)
        if hidden or reading.code:
            self.letters = "".join(letter for letter, _ in self._pieces)
        else:
            get = _CLASS.get
            self.letters = "".join([get(piece, "_") for piece in self.piece.findall(self.text.translate(_AS_ONE))])
            if self.no == "P":
                self.letters = self.letters.replace("x", "P")

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """The span of each letter's word in the plain text."""
        return [span for _, span in self._pieces]

    @cached_property
    def _pieces(self) -> list[tuple[str, tuple[int, int]]]:
        reading, hidden = self.reading, self.hidden
        found: list[tuple[str, tuple[int, int]]] = []
        at = 0
        for match in self.piece.finditer(self.text.translate(_AS_ONE)):
            place = match.start()
            while at < len(hidden) and hidden[at][1] <= place:
                at += 1
            if at < len(hidden) and hidden[at][0] <= place:
                if not found or found[-1][1] != hidden[at]:
                    found.append(("h" if _WEAK.fullmatch(reading.text, *hidden[at]) else "C", hidden[at]))
                continue
            letter = "_" if reading.in_code(place) else _CLASS.get(match.group(), "_")
            found.append((self.no if letter == "x" else letter, match.span()))
        return found


def _is_portuguese(words: list[str]) -> bool:
    """Whether "no" here means "in the", as in Portuguese, and not a refusal."""
    return sum(word in _PORTUGUESE for word in words) > sum(word in _SPANISH_OR_ENGLISH for word in words)


def _in_sentence(classed: _Classed, start: int, end: int, reading: Reading) -> Iterator[Hit]:
    sentence = classed.letters[start:end]
    matches = [
        (rule.strength, match)
        for rule in rules_for(_RULED & frozenset(sentence))
        if (match := rule.pattern.search(sentence)) is not None
    ]
    named = _named_among_people(sentence)
    if not matches and named is None:
        return
    spans = classed.spans
    first, last = spans[start][0], spans[end - 1][1]
    plain = reading.text[first:last]
    if CONDITION.search(plain) or ASIDE.search(plain) or REFUSED.search(reading.text, first, last + TOLD_AFTER):
        return
    if _NAMING.search(reading.written(first, last)) or _ASKED_MINE.search(plain):
        return
    if "telegram" in plain and _LETTER.search(plain):
        return
    for strength, match in matches:
        here, there = match.start(), match.end()
        begun, ended = spans[start + here][0], spans[start + max(here, there - 1)][1]
        if _is_told(begun, ended, reading):
            return
        if not _is_nobodys(begun, ended, reading) and not _excused(
            strength, sentence, here, there, plain, begun - first, reading
        ):
            yield _hit(begun, ended, min(strength, SURE) / 10, reading)
            return
    if named is not None and not _is_subject(plain, reading) and not _is_told(*spans[start + named], reading):
        yield _hit(*spans[start + named], 0.6, reading)


def _is_told(start: int, end: int, reading: Reading) -> bool:
    """Whether what stands at [start, end) is a quotation, or told of others."""
    return is_cited(reading.text, start, end) or is_reported(reading.text, start, end)


def _is_nobodys(start: int, end: int, reading: Reading) -> bool:
    """Whether what looks like an invitation names half an address, what was looked at or found, or no app."""
    written = reading.written(start, end)
    return (
        _HALF_ADDRESS.search(reading.text, start, end + 2) is not None
        or _IN_BRACKETS.search(written + reading.text[end : end + 1]) is not None
        or _LOOKED_AT.match(written) is not None
        or _FOUND.match(written) is not None
        or _NOBODYS.search(reading.text, start, end + TOLD_AFTER) is not None
    )


def _hit(start: int, end: int, confidence: float, reading: Reading) -> Hit:
    paraphrased = _NICKNAME.search(reading.text, start, end) is not None
    return Hit(start, end, "invitation", confidence, Disguise.PARAPHRASED if paraphrased else reading.folded.disguise)


def _named_among_people(sentence: str) -> int | None:
    """Return the place of a chat's name in a sentence about people that says nothing of the work; None if there is none."""
    place, telling = sentence.find("C"), PERSON
    if place < 0:
        place, telling = sentence.find("c"), CONTACTING
    if place < 0 or WORKING.search(sentence) or not telling.search(sentence):
        return None
    return None if "N" in sentence[:place] or "x" in sentence[:place] else place


def _excused(strength: int, sentence: str, here: int, there: int, plain: str, offset: int, reading: Reading) -> bool:
    """Whether what looks like an invitation is refused, reported, or part of the work."""
    before = sentence[max(0, here - 7) : here]
    inside = sentence[here:there]
    # "no" governs what follows it up to the next comma; "no dudes en", "por que no" invite all the same.
    governed = before.rpartition(",")[2]
    if (_NEGATION.search(governed) or _NEGATED_INSIDE.search(inside)) and not NEGATED_RIGHTLY.search(
        plain[: offset + 40]
    ):
        return True
    if _INSIDE_HERE.search(sentence[there : there + 3]) and "C" not in inside and "c" not in inside:
        return True
    if strength >= SURE:
        before = governed
    near = before + inside + sentence[there : there + (2 if strength >= SURE else 4)]
    if (("U" in sentence[:here] or "U" in inside) and strength < SURE) or _SUBJECT_OF.search(before):
        return True
    # "look for Ana Ruiz Design on Facebook": what is looked for may be called like the work.
    if _FINDING.match(plain, offset) and "W" not in before:
        return False
    if strength > SURE:
        return "W" in before
    if "W" in near and (strength < SURE or "U" in sentence[:there] or "W" in before + inside):
        return True
    return strength < 8 and _is_subject(plain, reading)


def _is_subject(plain: str, reading: Reading) -> bool:
    """Whether a sentence speaks of what the project is about."""
    return bool(reading.subject) and not reading.subject.isdisjoint(_LETTERS.findall(plain))


_PHRASES = Gate.joined(PHRASES, RIDDLES, DETAILS)
_LONG_APPS = frozenset(word for word in APPS | MAILS if len(word) >= 5)
_CLASS = word_classes()
_LETTERS = re.compile(r"[a-z]+")
# "call(me)" is a program's.
_IN_BRACKETS = re.compile(r"[a-z_]\([a-z_]*\)")
# Any number is one piece.
_AS_ONE = str.maketrans("0123456789", "#" * 10)
# "order number", "numero de pedido" number a thing, and nobody's phone.
_NUMBERS = MARKS.of(["number", "numbers", "numero", "numeros"])
_NUMBERED = (
    r"(?:order|invoice|ticket|tracking|serial|case|reference|account|page|part|model|version|room|flight|batch|lot|sku"
    r"|registration|tax|licen[cs]e|card|policy|row|line|id|house|file|protocol|confirmation|booking|item|product)"
    r" numbers?(?![a-z])|numeros? d[eao]s? (?!(?:tel|cel|whats|wpp|zap|contact|contato|movil|fone|la casa|casa|cuenta|conta|banco))[a-z]+"
    r"|numbers? of (?!(?:my|your|our|mine|contact|phone|the)(?![a-z]))[a-z]+"
)
_PIECE = re.compile(r"e-mail|[a-z]+(?:#[a-z#]*|'[a-z]+)?|#+(?:[a-z][a-z#]*)?|\.(?![a-z0-9])|[!?;\n,:]")
# Portuguese "logo" with no article before it is "soon"; the word in its place is as long.
_SOON = re.compile(
    r"(?<![a-z])(?<!\bo )(?<!\bum )(?<!\b[dn]o )(?<!\bao )(?<!\b[sm]eu )(?<!\bnovo )(?<!\bde )(?<!\bcom )(?<!\bpelo )logo(?![a-z])"
)
# "on line 88", "line by line": no chat, and as long as another word.
_LINE_OF = re.compile(
    r"(?<![a-z])line(?=\sby\sline(?![a-z])|\s?#?\d{1,5}(?!\d))|(?<=(?<![a-z])line\sby\s)line(?![a-z])"
)
# "whats your number": a question, and as long as another.
_WHAT_IS = re.compile(r"(?<![a-z])whats(?=\s(?:your|ur|the|that|this|it|up|next|left|wrong|missing)(?![a-z]))")
_NUMBERED_PIECE = re.compile(rf"{_NUMBERED}|{_PIECE.pattern}")
_RULED = frozenset().union(*(need for rule in RULES for need in rule.needs))
_SENTENCE = re.compile(r"[^|?]{1,120}\??")
_TELLING = re.compile(r"[CcheETKknJjOr]|m_?v\?")
# "para no perdernos" gives a reason, and refuses nothing.
_NEGATION = re.compile(r"(?<!P)[Nx][^,]{0,6}$")
_NEGATED_INSIDE = re.compile(r"N(?=[^|])|x(?=[_vVgGLHSmMQ])")
# "write to me here": the place is this one.
_FINDING = re.compile(
    r"(?:me\s)?(?:buscame|busca[rd]?\b|busque|buscanos|procur|find\sme|look\s(?:me|for|us|up)|search|type|acha|encontr|encuentr|agrega|segui|sigue|adiciona|add\sme|ubica)"
)
# "call me Ana", "llamame Ana": a name, not a call.
_NAMING = re.compile(
    r"\b(?:[Cc]all me|[Ll]l[aá]m(?:ame|arme|enme)|me chamar? de|me chama de) "
    r"(?!(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Now|Tomorrow|Tonight|Today|Mañana|Hoy|Ya|Urgente)\b)"
    r"[A-ZÁÉÍÓÚ][a-záéíóúñ]+(?=\s*(?:[,.!;:)\"]|$)|, | everyone| for short)"
)
# "Hablé con mi socia" tells what was done, and differs by its accent alone.
_REPORTED = re.compile(r"[Hh]ablé|[Ll]lamé|[Ee]scribí|[Pp]regunté|[Pp]agué|[Cc]erré|[Mm]andé|[Ee]nvié|[Dd]ejé con")
_REFUSING = re.compile(r"N[^|,]{0,6}$")
# Whom the work serves.
_SERVED = re.compile(
    r"\b(?:usuari[oa]s?|users?|customers?|pacientes?|patients?|buyers?|compradora?e?s?|visitantes?|visitors?|alumn[oa]s?|students?|companies|empresas|huespedes|hospedes|guests?|vecin[oa]s|vizinh[oa]s|neighbou?rs|miembros|membros|members|padres|parents|profesores|professores|teachers|turistas|tourists|jugadores|jogadores|players|repartidores|entregador(?:es)?|couriers?|drivers?|motoristas?)\b"
)
# What is allowed then is not wanted now.
_LATER = re.compile(
    r"\b(?:cuando|una\svez|despues\sde|luego\sde|quando|depois|assim\sque|once|after|when|until|hasta\sque|ate\sque|as\ssoon\sas)\b[^.!?\n]{0,40}\b(?:deposit\w*|escrow|funded|fund|hito|milestone|marco|garantia|gate|puerta|habilit\w*)\b"
)
# What is made for somebody: then what is said of it is matter of the work.
_MADE = re.compile(
    r"\b(?:capitulo|chapter|novela?|novel|mockup|wireframe|layout|animacion|animacao|animation|subtitul\w+|legendas|database|base\sde\sda[td]os|csv|scraper|scraping|module|plugin|dashboard|template|placeholder|marketing)\b"
)
_SCENE = re.compile(
    r"\b(?:escenas?|cenas?|scenes?|personajes?|personagens?|personagem|characters?|script|guion|roteiro|logos?|menu|maqueta|render|ilustr\w+|illustr\w+|mural|cartel|fachada)\b"
)
_TECHNICAL = re.compile(
    r"\b(?:apis?|bots?|chatbots?|script|crm|integr\w+|scrap\w+|webhooks?|sistema|system|csv|export\w*|analytics|tag\smanager|login)\b"
)
_EXCUSES = {
    "work": (_SERVED, WORKISH, _LATER, ASIDE, _MADE),
    "scene": (_SERVED, _SCENE, _MADE),
    "tech": (_SERVED, _MADE, _TECHNICAL),
    "served": (_SERVED,),
}
_CLAUSE = re.compile(r"[^.!?\n]*")
# "customers write to us on": third persons are whose doing it is.
_SUBJECT_OF = re.compile(r"U[_N,]{0,2}$")
# "offline" of what is taken down, which is the site or the server.
_MAINTAINED = re.compile(
    r"offline\b.{0,60}\b(?:maintenance|mantenimiento|manutencao|staging|servers?|servidor|migrat\w*|migra\w*|deploy\w*|tables|database)\b"
)
# "you asked for my Instagram".
_ASKED_MINE = re.compile(
    r"\b(?:pedi(?:u|ste|steis)|pidi(?:o|o|ste|eron)|asked\sfor|querias|quisiste)\s(?:o\s|el\s)?(?:mi|my|meu)\b"
)
# What came by wire once, in a story or a museum.
_LETTER = re.compile(
    r"\b(?:story|stories|cuento|conto|relato|novel\w*|capitulo|chapter|poem\w*|museum|museo|museu|war|guerra|18\d\d|19[0-6]\d)\b[^|]{0,60}\btelegram(?:a?s?)\b|\btelegram(?:a?s?)\s(?:that|que|from|de)\s(?:\w+\s)?(?:arriv|lleg|cheg|war|guerra|1[89])"
)
# "leave 'your@mail.com' in the field": the word after "your" is half of an address.
_HALF_ADDRESS = re.compile(r"[a-z]@[a-z]")
# "search Pinterest for references": nobody's name, and nothing of one's own.
_LOOKED_AT = re.compile(
    r"\w+(?:\s(?!(?:me|mi|my|meu|minha|our|nos|us)\b)[a-záéíóúñãõçê]+){1,5}\s(?:en|no|on|in|na|em)\s(?:YouTube|Pinterest|Behance|Dribbble)$"
)
# "encontré tu perfil": a page of this site.
_FOUND = re.compile(
    r"[Cc]onocí\b|[Cc]onheci\b|[Mm]et\b|(?:[Ee]ncontré|[Vv]i|[Mm]iré|[Ll]eí|[Aa]chei|[Ff]ound)\s(?:su|tu|seu|teu|o\sseu|your)\s(?:perfil|profile|contacto?|contato)"
)
# "deja al user elegir" and "no signal": the user of what is made, and no app.
_NOBODYS = re.compile(
    r"\b(?:deixa|deja|let)\s(?:o\s|el\s|al\s|the\s)?(?:user|usuario)\s[a-z]+\b|\bcalls\sme\b|\b(?:no|weak|bad|poor|good|lost|any|cell|mobile|phone|radio|wifi)\ssignal\b"
)
# What one did oneself, by its accent: "busqué en Google" asks nobody to.
_DONE = re.compile(r"[Bb]usqué|[Ee]ncontré|[Gg]oogleé|[Pp]rocurei|[Pp]esquisei|[Bb]usquei|[Ss]earched|[Ll]ooked")
_INSIDE_HERE = re.compile(r"^[PxdD]{0,2}A")
_PORTUGUESE_TEXT = """
    eu sou estou isso ele seus minhas com mas foi ser tenho agora tambem muito pode posso obrigado obrigada
    entao ja ate sem melhor so dai ai quando ver cara oi ola bom dia boa tarde noite gente qualquer coisa
    falar fala manda nao voce vc meu minha uma um pra pelo pela ao na em seu sua teu tua os as que e o a tem
    zap me se da dos das mais pro ta to
"""
_PORTUGUESE_SIGN = re.compile("[ãõçêôÃÕÇÊÔ]")
_PORTUGUESE = frozenset(_PORTUGUESE_TEXT.split())
_SPANISH_OR_ENGLISH = frozenset(
    [
        "el",
        "los",
        "las",
        "una",
        "mi",
        "tu",
        "y",
        "es",
        "un",
        "en",
        "al",
        "del",
        "con",
        "lo",
        "la",
        "por",
        "de",
        "mas",
        "the",
        "is",
        "to",
        "my",
        "your",
        "you",
        "i",
        "it",
        "and",
        "of",
        "please",
        "with",
    ]
)
_NICKNAME = re.compile(NICKNAME)
_WEAK = re.compile(WEAK_NICKNAME)
_MEETING = re.compile(MEETING_NAMES)
_MEETING_WORD = MARKS.of(MEETING_WORDS)
