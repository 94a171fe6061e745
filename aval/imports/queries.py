"""The questions that pages and other modules ask about imports and minutes. Access is checked by the caller."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from aval.channels import Entry, Flag
from aval.channels.summary import Summary
from aval.conversation.models import Thread
from aval.files.models import Attachment
from aval.imports import doubts, reading
from aval.imports.actions import ANSWER_TIME
from aval.imports.grades import Evidence, Grade, Standing, grade, standing
from aval.imports.minutes import sentences_of
from aval.imports.models import (
    Answer,
    Arrival,
    Attestation,
    Bridge,
    EntryFile,
    Import,
    ImportedEntry,
    Minutes,
    MinutesAnswer,
    MinutesFile,
    Side,
)
from aval.imports.recording import Choice, sort
from aval.imports.sources import name_of

SAMPLE = 30
CALL_NEAR = timedelta(minutes=15)
"""How far a call log's moment may be from what the minutes say, to be the same call."""
SELF_NAMES = frozenset({"you", "tú", "tu", "você", "voce", "yo", "eu"})


@dataclass(frozen=True, slots=True)
class Shown:
    """An imported entry with what speaks for and against it."""

    id: UUID
    seq: int
    import_id: UUID | None
    """None for what arrived live."""
    source: str
    side: str
    label: str
    at: datetime | None
    at_local: str
    kind: str
    subject: str
    text: str
    quoted: str
    reply_to: UUID | None
    edited: bool
    deleted: bool
    missing_files: int
    replaces: UUID | None
    brought_by: UUID | None
    """Who brought it in, or claimed it; None where the message itself shows whose it is."""
    arrival: Arrival | None
    doubts: tuple[str, ...]
    files: tuple[Attachment, ...]
    grade: Grade
    standing: Standing
    contest_reason: str = ""

    @property
    def source_name(self) -> str:
        """What people call the app that it comes from."""
        return name_of(self.source)


@dataclass(frozen=True, slots=True)
class ShownMinutes:
    """Minutes of a call, with the other party's answer if there is one."""

    minutes: Minutes
    answer: MinutesAnswer | None
    files: tuple[Attachment, ...]
    calls: tuple[ImportedEntry, ...] = ()
    """Calls at that time in a call log: a phone's backup, or the provider's own."""

    @property
    def sentences(self) -> list[tuple[str, bool]]:
        """The sentences, each with whether the other party contests or corrects it by name."""
        named = set(self.answer.sentences) if self.answer else set()
        return [(text, number in named) for number, text in enumerate(sentences_of(self.minutes.text), 1)]


@dataclass(frozen=True, slots=True)
class Person:
    """A name in an export: how often, from when to when, and who it probably is."""

    label: str
    entries: int
    first: datetime | None
    last: datetime | None
    suggestion: str


@dataclass(frozen=True, slots=True)
class Preview:
    """An export as its uploader sees it before anything is in the record."""

    held: Import
    summary: Summary
    people: Sequence[Person]
    zone_needed: bool
    dates_needed: bool
    alternatives: tuple[str, str] | None
    new: int
    known: int
    matched: int
    flagged: Sequence[tuple[Entry, Sequence[str]]]
    sample: Sequence[Entry]
    days: Sequence[tuple[str, int]]

    @property
    def earliest(self) -> datetime | None:
        """When the first message was written, by the export's own clock."""
        return _clock(self.summary.earliest)

    @property
    def latest(self) -> datetime | None:
        """When the last message was written, by the export's own clock."""
        return _clock(self.summary.latest)

    @property
    def ready(self) -> bool:
        """Whether nothing has to be asked any more but who is who."""
        return not self.zone_needed and not self.dates_needed


def preview(held: Import, thread: Thread) -> Preview:
    """Read a held export again and tell what it holds, what is new in it, and what has to be asked.

    :raises ExportUnreadable: if it can't be read any more
    """
    with reading.opened(held) as export:
        entries = reading.entries(export)
        summary = export.summary
    dates_needed = any(e.at is None and e.at_local is None and "day_first" in e.extra for e in entries)
    people = [_person(held, thread, one) for one in summary.participants]
    guess = Choice({person.label: person.suggestion for person in people})
    done = sort(held, entries, guess)
    doubted = [(entry, _sentences(entry.flags)) for entry in entries if entry.flags]
    days = Counter((entry.at_local or "")[:10] for entry in entries if entry.at_local)
    return Preview(
        held=held,
        summary=summary,
        people=people,
        zone_needed=not dates_needed and any(entry.at is None and entry.at_local for entry in entries),
        dates_needed=dates_needed,
        alternatives=summary.dates.alternatives,
        new=len(done.new),
        known=done.known,
        matched=len(done.matched),
        flagged=doubted[:200],
        sample=[*entries[: SAMPLE // 2], *entries[-SAMPLE // 2 :]] if len(entries) > SAMPLE else entries,
        days=sorted(days.items()),
    )


def entries(
    contract_id: UUID,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    import_id: UUID | None = None,
    limit: int | None = None,
) -> list[Shown]:
    """Return imported entries by their own time, each with its grade, in five queries.

    :param since: only those from this moment on; ``until`` only those before
    :param limit: at most so many, the latest ones
    """
    rows = ImportedEntry.objects.filter(contract_id=contract_id).select_related("brought_by", "arrival")
    if since is not None:
        rows = rows.filter(Q(at__gte=since) | Q(at=None, brought_by__confirmed_at__gte=since))
    if until is not None:
        rows = rows.filter(Q(at__lt=until) | Q(at=None, brought_by__confirmed_at__lt=until))
    if import_id is not None:
        rows = rows.filter(brought_by_id=import_id)
    if limit is not None:
        return _shown(contract_id, list(reversed(rows.order_by(F("at").desc(nulls_last=True), "-seq")[:limit])))
    return _shown(contract_id, list(rows.order_by("at", "seq")))


def of_import(contract_id: UUID, import_id: UUID) -> QuerySet[ImportedEntry]:
    """Return the rows of an import in the order of the export, for a page of them at a time."""
    rows = ImportedEntry.objects.filter(contract_id=contract_id, brought_by_id=import_id)
    return rows.select_related("brought_by", "arrival").order_by("number")


def shown(contract_id: UUID, rows: Sequence[ImportedEntry]) -> list[Shown]:
    """Return these rows with what speaks for and against each."""
    return _shown(contract_id, rows)


def entry(contract_id: UUID, entry_id: UUID) -> Shown:
    """Return one imported entry.

    :raises ImportedEntry.DoesNotExist: if the contract has none of this id
    """
    row = ImportedEntry.objects.select_related("brought_by", "arrival").get(contract_id=contract_id, id=entry_id)
    return _shown(contract_id, [row])[0]


def imports(contract_id: UUID) -> list[Import]:
    """Return the confirmed imports of a contract, newest first."""
    rows = Import.objects.filter(contract_id=contract_id, status=Import.Status.CONFIRMED)
    return list(rows.select_related("uploaded_by").order_by("-confirmed_at"))


def own_previews(contract_id: UUID, account_id: UUID) -> list[Import]:
    """Return the exports that a person has uploaded but neither confirmed nor discarded."""
    rows = Import.objects.filter(contract_id=contract_id, uploaded_by_id=account_id, status=Import.Status.PREVIEWED)
    return list(rows.order_by("-uploaded_at"))


def confirmed_import(contract_id: UUID, import_id: UUID) -> Import:
    """Return a confirmed import.

    :raises Import.DoesNotExist: if the contract has none of this id
    """
    rows = Import.objects.select_related("uploaded_by")
    return rows.get(id=import_id, contract_id=contract_id, status=Import.Status.CONFIRMED)


def waiting(contract_id: UUID, account_id: UUID) -> dict[UUID, int]:
    """Return how many entries of each import of the other party wait for this account's answer."""
    answered = Answer.objects.filter(contract_id=contract_id, account_id=account_id).values("entry_id")
    own = Attestation.objects.filter(contract_id=contract_id, account_id=account_id).values("entry_id")
    rows = ImportedEntry.objects.filter(contract_id=contract_id).exclude(id__in=answered).exclude(id__in=own)
    rows = rows.exclude(brought_by=None)
    return dict(rows.values_list("brought_by_id").annotate(number=Count("id")).order_by())


def answer_due(confirmed: Import) -> datetime | None:
    """Return until when the other party may answer, or None if it was never confirmed."""
    return None if confirmed.confirmed_at is None else confirmed.confirmed_at + ANSWER_TIME


def minutes(contract_id: UUID) -> list[ShownMinutes]:
    """Return the minutes of a contract by the time of the call, with answers and files."""
    rows = Minutes.objects.filter(contract_id=contract_id).select_related("written_by").order_by("began_at", "seq")
    answers = {answer.minutes_id: answer for answer in MinutesAnswer.objects.filter(contract_id=contract_id)}
    files: dict[UUID, list[Attachment]] = defaultdict(list)
    carried = MinutesFile.objects.filter(contract_id=contract_id).select_related("attachment__file")
    for item in carried.order_by("position"):
        files[item.minutes_id].append(item.attachment)
    calls = list(
        ImportedEntry.objects.filter(contract_id=contract_id, kind="call", at__isnull=False).select_related(
            "brought_by", "arrival"
        )
    )
    return [
        ShownMinutes(
            row,
            answers.get(row.id),
            tuple(files[row.id]),
            tuple(call for call in calls if call.at is not None and abs(call.at - row.began_at) <= CALL_NEAR),
        )
        for row in rows
    ]


def _clock(written: str | None) -> datetime | None:
    """Read a time as the export has it; mostly without a zone, for it is the phone's own clock."""
    return None if written is None else datetime.fromisoformat(written)


def _person(held: Import, thread: Thread, participant: Any) -> Person:
    return Person(
        label=participant.label,
        entries=participant.entries,
        first=_clock(participant.first),
        last=_clock(participant.last),
        suggestion=_suggestion(held, thread, participant.label),
    )


def _suggestion(held: Import, thread: Thread, label: str) -> str:
    """Suggest a side: as last time, or by the name. A suggestion only: a display name proves nothing."""
    if label in held.people:
        return str(held.people[label])
    earlier = Import.objects.filter(uploaded_by_id=held.uploaded_by_id, contract_id=held.contract_id)
    for people in (
        earlier.filter(status=Import.Status.CONFIRMED).order_by("-confirmed_at").values_list("people", flat=True)
    ):
        if label in people:
            return str(people[label])
    plain = label.strip("~ \u202f\u00a0").casefold()
    own = Side.CLIENT if held.uploaded_by_id == thread.client_id else Side.PROFESSIONAL
    if plain in SELF_NAMES:
        return own.value
    sides = ((Side.CLIENT, thread.client), (Side.PROFESSIONAL, thread.professional))
    alike = [side for side, account in sides if f"{account.display_name} ".casefold().startswith(f"{plain} ")]
    return alike[0].value if len(alike) == 1 else Side.OTHER.value


def _sentences(flags: Iterable[Flag]) -> list[str]:
    return [doubts.sentence(flag) for flag in flags]


def _shown(contract_id: UUID, rows: Sequence[ImportedEntry]) -> list[Shown]:
    ids = [row.id for row in rows]
    attested: dict[UUID, set[UUID]] = defaultdict(set)
    held = Attestation.objects.filter(contract_id=contract_id, entry_id__in=ids)
    for entry_id, account_id in held.values_list("entry_id", "account_id"):
        attested[entry_id].add(account_id)
    answers: dict[UUID, list[Answer]] = defaultdict(list)
    for answer in Answer.objects.filter(contract_id=contract_id, entry_id__in=ids):
        answers[answer.entry_id].append(answer)
    files: dict[UUID, list[Attachment]] = defaultdict(list)
    carried = EntryFile.objects.filter(contract_id=contract_id, entry_id__in=ids).select_related("attachment__file")
    for item in carried.order_by("position"):
        files[item.entry_id].append(item.attachment)
    whole = whole_spans(contract_id)
    return [_one(row, attested[row.id], answers[row.id], files, whole) for row in rows]


def _one(
    row: ImportedEntry,
    attested: set[UUID],
    answers: Sequence[Answer],
    files: Mapping[UUID, Sequence[Attachment]],
    whole: Sequence["Whole"],
) -> Shown:
    flags = [Flag(**flag) for flag in row.flags]
    if row.brought_by_id and any(one.lacks(row, attested) for one in whole):
        flags.append(Flag("only-one-side"))
    contest = next((answer for answer in answers if answer.contested), None)
    evidence = Evidence(
        source=row.source,
        attested_by_both=len(attested) > 1,
        flagged=bool(flags),
        confirmed=bool(answers) and contest is None,
        contested=contest is not None,
        time_ended=row.brought_by is not None and row.brought_by.silent_from is not None,
        proof=row.arrival.proof if row.arrival else "",
    )
    return Shown(
        id=row.id,
        seq=row.seq,
        import_id=row.brought_by_id,
        source=row.source,
        side=row.side,
        label=row.label,
        at=row.at,
        at_local=row.at_local,
        kind=row.kind,
        subject=row.subject,
        text=row.text,
        quoted=row.quoted,
        reply_to=row.reply_to,
        edited=row.edited,
        deleted=row.deleted,
        missing_files=row.missing_files,
        replaces=row.replaces,
        brought_by=row.brought_by_account,
        arrival=row.arrival,
        doubts=tuple(_sentences(flags)),
        files=tuple(files.get(row.id, ())),
        grade=grade(evidence),
        standing=standing(evidence),
        contest_reason=contest.reason if contest else "",
    )


@dataclass(frozen=True, slots=True)
class Whole:
    """A stretch of time in which a person's export left nothing out: what it lacks there was not in it."""

    import_id: UUID
    account_id: UUID
    source: str
    since: datetime
    until: datetime

    def lacks(self, row: ImportedEntry, attested: Collection[UUID]) -> bool:
        """Whether a message falls into this stretch, and this person's export does not hold it."""
        return (
            row.source == self.source
            and row.at is not None
            and self.since <= row.at <= self.until
            and self.account_id not in attested
        )


def whole_spans(contract_id: UUID) -> list[Whole]:
    """Return in which stretches of time whose exports left nothing out."""
    rows = Import.objects.filter(contract_id=contract_id, status=Import.Status.CONFIRMED)
    return [
        Whole(row.id, row.uploaded_by_id, row.source, row.whole_from, row.whole_until)
        for row in rows
        if row.whole_from is not None and row.whole_until is not None
    ]


def waiting_arrivals(contract_id: UUID) -> list[Arrival]:
    """Return what arrived and nobody has claimed, the newest first."""
    rows = Arrival.objects.filter(contract_id=contract_id, status=Arrival.Status.WAITING)
    return list(rows.order_by("-received_at"))


def arrival(contract_id: UUID, arrival_id: UUID) -> Arrival:
    """Return something that arrived for a contract.

    :raises Arrival.DoesNotExist: if the contract has none of this id
    """
    return Arrival.objects.select_related("raw", "bridge").get(contract_id=contract_id, id=arrival_id)


def doubts_of(arrived: Arrival) -> list[str]:
    """Return why something that arrived is in doubt, in the reader's language."""
    return _sentences(Flag(**flag) for flag in arrived.flags)


def bridges(contract_id: UUID) -> list[Bridge]:
    """Return the chats that are or were linked to a contract, those that are first."""
    rows = Bridge.objects.filter(contract_id=contract_id).select_related("linked_by", "ended_by")
    return list(rows.order_by(F("ended_at").desc(nulls_first=True), "linked_at"))


@dataclass(frozen=True, slots=True)
class Due:
    """An import of the other party with entries that wait for an answer."""

    contract_id: UUID
    import_id: UUID
    subject: str
    number: int
    until: datetime | None


def due_answers(account_id: UUID) -> list[Due]:
    """Return the imports, in all of an account's contracts, whose entries wait for its answer in time."""
    threads = dict(
        Thread.objects.filter(Q(client_id=account_id) | Q(professional_id=account_id)).values_list(
            "contract_id", "subject"
        )
    )
    open_ = Import.objects.filter(contract_id__in=threads, status=Import.Status.CONFIRMED, silent_from=None)
    found = []
    for brought in open_.exclude(uploaded_by_id=account_id).order_by("confirmed_at"):
        number = waiting(brought.contract_id, account_id).get(brought.id, 0)
        if number:
            found.append(
                Due(brought.contract_id, brought.id, threads[brought.contract_id], number, answer_due(brought))
            )
    return found
