"""The judgement: fold the text, read it in each way it gives reason for, and keep what the detectors saw."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from operator import itemgetter

from aval.screening import wording
from aval.screening.detectors import DETECTORS
from aval.screening.detectors.invitation import torn
from aval.screening.text.fold import Folded, fold
from aval.screening.text.joining import GLUED, joined
from aval.screening.text.reading import Hit, Reading, code_spans
from aval.screening.text.views import decoded, views
from aval.screening.verdicts import ALLOWED, Context, Disguise, Finding, Kind, Policy, Verdict

# A text is judged in parts of this many plain characters, which overlap by more than what is found is long. A part
# begins where a sentence does, if one does within so many characters: half of one may say what the whole does not.
PART_MAX = 1_000
PART_OVERLAP = 200
PART_STEP_BACK = 100
# Below this a hit is not shown to anyone.
CONFIDENCE_MIN = 0.5
# A finding that is no surer than this is soft: it's words alone, or may be a detail of the work, and is dropped where
# the wording scores less than this. Of texts from which the wording had not learned, hardly any contact does.
SOFT_MAX = 0.85
SOFT_DISGUISES = frozenset({Disguise.NONE, Disguise.SPELLED, Disguise.SPACED, Disguise.SWAPPED, Disguise.PARAPHRASED})
DOUBTED_MAX = -0.75


def screen(
    text: str, *, policy: Policy = Policy.CLOSED_GATE, context: Context | None = None, worded: bool = True
) -> Verdict:
    """Judge one text under a policy; `context` is what the project is about. Never raises.

    Spans are code points of `text`. Time grows linearly with its length. Where it is not `worded`, as a person's name,
    only details are looked for: how it reads says nothing.
    """
    if policy is Policy.OPEN_GATE or not text:
        return ALLOWED
    plain = _plain(text, policy, context)
    readings = list(_readings(text, plain))
    found = _findings(readings)
    if not found:
        return Verdict(tuple(_worded(readings))) if worded else ALLOWED
    begins = [part.folded.original(0, 0)[0] for part in plain]
    doubted = (_is_doubted(one, plain[max(0, bisect_right(begins, one.start) - 1)]) for one in found)
    return ALLOWED if all(doubted) else Verdict(tuple(found))


def screen_messages(
    messages: Sequence[str],
    *,
    policy: Policy = Policy.CLOSED_GATE,
    context: Context | None = None,
    judged: int = 0,
) -> Verdict:
    """Judge the last messages of one author, newest last: each alone, and what they say together.

    What is spread over several is reported in the newest message it touches. The first `judged` ones, judged when they
    were sent, are only read together with the newer ones. Never raises.
    """
    if policy is Policy.OPEN_GATE:
        return ALLOWED
    findings: list[Finding] = []
    for place, message in enumerate(messages[judged:], start=judged):
        findings += [_at(finding, place) for finding in screen(message, policy=policy, context=context).findings]
    if len(messages) > 1:
        findings += _across(messages, findings, policy, context)
    return Verdict(tuple(sorted(findings, key=lambda finding: (finding.message, finding.start, finding.end))))


def _plain(text: str, policy: Policy, context: Context | None) -> list[Reading]:
    """Fold a text; a long one comes in parts."""
    subject, public = _subject(context), policy is Policy.PUBLIC_PROFILE
    return [Reading(text, part, subject=subject, public=public, code=code) for part, code in _parts(fold(text))]


def _readings(text: str, plain: Sequence[Reading]) -> Iterator[tuple[Reading, Disguise]]:
    """Yield a text as it was folded and in each other reading that it gives reason for, and what disguises it then."""
    subject, public = plain[0].subject, plain[0].public
    for reading in plain:
        yield reading, Disguise.NONE
        for view in views(reading):
            yield Reading(text, view, subject=subject, public=public), view.disguise
    for view in decoded(text):
        yield Reading(text, view, subject=subject, public=public), view.disguise


def _findings(readings: Sequence[tuple[Reading, Disguise]]) -> list[Finding]:
    """Let the detectors see each reading of a text."""
    return _without_overlaps([finding for reading, disguise in readings for finding in _detect(reading, disguise)])


def _worded(readings: Sequence[tuple[Reading, Disguise]]) -> list[Finding]:
    """Judge by its wording a text in which no detector saw anything."""
    hits = []
    for reading, disguise in readings:
        if disguise is Disguise.NONE:
            plain = reading
        elif disguise is Disguise.REVERSED and wording.familiar(reading) <= wording.familiar(plain):
            # From behind any text can be read; it is judged so only where that makes more sense.
            continue
        if (hit := wording.judge(reading)) is not None:
            hits.append((hit, reading, disguise))
    return _without_overlaps([_finding(*one) for one in hits])


def _is_doubted(finding: Finding, part: Reading) -> bool:
    """Whether a soft finding stands in a sentence, and a part of the text, whose wording is honest."""
    if finding.confidence > SOFT_MAX or finding.disguise not in SOFT_DISGUISES or part.public:
        return False
    return wording.doubts(part, *part.folded.plain(finding.start, finding.end), DOUBTED_MAX)


def _parts(folded: Folded) -> Iterator[tuple[Folded, list[tuple[int, int]] | None]]:
    """Cut a long text into parts that overlap, each with its code, so that time grows with the length alone."""
    size = len(folded.text)
    if size <= PART_MAX:
        yield folded, None
        return
    code = code_spans(folded.text)
    start = 0
    while True:
        end = min(start + PART_MAX, size)
        first = bisect_left(code, start, key=itemgetter(1))
        last = bisect_left(code, end, key=itemgetter(0))
        inside = [(max(0, begin - start), min(stop, end) - start) for begin, stop in code[first:last]]
        yield folded.part(start, end), inside
        if end == size:
            return
        start = _beginning(folded.text, end - PART_OVERLAP)


def _beginning(text: str, latest: int) -> int:
    """Return the last place up to `latest` at which a line or sentence begins, or that if none is near."""
    begins = [match.end() for match in _STOP.finditer(text, latest - PART_STEP_BACK, latest)]
    return begins[-1] if begins else latest


def _detect(reading: Reading, disguise: Disguise) -> list[Finding]:
    return [
        _finding(hit, reading, disguise)
        for detect in DETECTORS
        for hit in detect(reading)
        # What looks dialled from behind is any number at all.
        if hit.confidence >= CONFIDENCE_MIN and (disguise is not Disguise.REVERSED or hit.kind != Kind.PHONE)
    ]


def _finding(hit: Hit, reading: Reading, disguise: Disguise) -> Finding:
    start, end = reading.folded.original(hit.start, hit.end)
    if reading.folded.disguise is Disguise.REVERSED:
        start, end = reading.folded.original(hit.end - 1, hit.end)[0], reading.folded.places[hit.start] + 1  # type: ignore[index]
    hidden = disguise if disguise is not Disguise.NONE else hit.disguise
    return Finding(start, end, Kind(hit.kind), hidden, round(hit.confidence, 2))


def _without_overlaps(findings: list[Finding]) -> list[Finding]:
    """Keep the surest of findings that overlap, in the order of the text."""
    kept: list[Finding] = []
    for finding in sorted(findings, key=lambda finding: (finding.start, -finding.confidence, -finding.end)):
        if kept and finding.start < kept[-1].end:
            if finding.confidence > kept[-1].confidence:
                kept[-1] = finding
            continue
        kept.append(finding)
    return kept


def _across(messages: Sequence[str], alone: list[Finding], policy: Policy, context: Context | None) -> list[Finding]:
    """Judge the messages as one text, joined in each way people mean them to be, and keep what no single one showed."""
    found: list[Finding] = []
    for way, (whole, starts) in enumerate(joined(messages)):
        readings = list(_readings(whole, _plain(whole, policy, context)))
        seen = _findings(readings)
        if way == GLUED:
            seen += [_finding(hit, readings[0][0], Disguise.NONE) for hit in torn(readings[0][0], starts)]
        # Words that were glued together are none.
        if way == 0 and not (alone or seen):
            seen = _worded(readings)
        for finding in seen:
            split = _split(finding, starts, messages)
            if split is not None and not any(_overlap(split, other) for other in (*alone, *found)):
                found.append(split)
    return found


def _split(finding: Finding, starts: list[int], messages: Sequence[str]) -> Finding | None:
    """Turn a finding in the joined text into one in the newest message it touches; None if it touches only one."""
    first = bisect_right(starts, finding.start) - 1
    last = bisect_right(starts, finding.end - 1) - 1
    # What joins the messages belongs to none of them, and an empty one holds nothing.
    while last > first and not messages[last]:
        last -= 1
    if first == last:
        return None
    end = min(finding.end - starts[last], len(messages[last]))
    return Finding(0, end, finding.kind, Disguise.SPLIT, finding.confidence, last)


def _overlap(one: Finding, other: Finding) -> bool:
    return one.message == other.message and one.start < other.end and other.start < one.end


def _at(finding: Finding, message: int) -> Finding:
    return Finding(finding.start, finding.end, finding.kind, finding.disguise, finding.confidence, message)


def _subject(context: Context | None) -> frozenset[str]:
    if context is None:
        return frozenset()
    return frozenset(_WORD.findall(fold(" ".join((context.subject, *context.skills))).text))


_WORD = re.compile(r"[a-z]{4,}")
_STOP = re.compile(r"\n|[.!?]\s")
