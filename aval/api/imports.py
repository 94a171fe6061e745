"""Outside conversations: bringing them in, answering what the other party brought, and minutes of calls."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status

from aval.api.files import AttachmentOut
from aval.api.requests import act_of
from aval.conversation import access as conversation
from aval.files import queries as stored
from aval.imports import access, queries
from aval.imports import actions as imports
from aval.imports import minutes as calls
from aval.imports.models import Import

router = Router(tags=["imports"])

PAGE_MAX = 500


class PersonOut(Schema):
    """A name in an export, and who it probably is; a suggestion only."""

    label: str
    entries: int
    first: datetime | None
    last: datetime | None
    suggestion: str


class PreviewOut(Schema):
    """An export before anything of it is in the record, and what has to be asked."""

    id: UUID
    contract_id: UUID
    status: str
    source: str
    sha256: str
    size: int
    people: list[PersonOut]
    zone_needed: bool
    dates_needed: bool
    alternatives: list[str] | None
    new: int
    known: int
    matched: int
    summary: dict[str, Any]


class ImportReadingIn(Schema):
    """In which zone the export's times are, and whether its dates begin with the day."""

    zone: str = ""
    day_first: bool | None = None


class ConfirmIn(Schema):
    """Who is who (client, professional, other, leave), which days, and what is left out and why."""

    people: dict[str, str]
    since: date | None = None
    until: date | None = None
    leave_out: list[int] = []
    omission: str = ""


class ImportOut(Schema):
    """An import in the record."""

    id: UUID
    contract_id: UUID
    status: str
    source: str
    file_name: str
    sha256: str
    uploaded_by: UUID
    confirmed_at: datetime | None
    answer_due: datetime | None
    left_out: int
    omission: str

    @classmethod
    def of(cls, brought: Import) -> "ImportOut":
        """Show an import."""
        return cls(
            id=brought.id,
            contract_id=brought.contract_id,
            status=brought.status,
            source=brought.source,
            file_name=brought.file_name,
            sha256=brought.sha256,
            uploaded_by=brought.uploaded_by_id,
            confirmed_at=brought.confirmed_at,
            answer_due=queries.answer_due(brought),
            left_out=brought.left_out,
            omission=brought.omission,
        )


class EntryOut(Schema):
    """An imported message with its grade."""

    id: UUID
    seq: int
    import_id: UUID | None
    arrival_id: UUID | None
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
    doubts: list[str]
    grade: str
    standing: str
    contest_reason: str
    missing_files: int
    files: list[AttachmentOut]

    @classmethod
    def of(cls, shown: queries.Shown) -> "EntryOut":
        """Show an imported message."""
        return cls(
            id=shown.id,
            seq=shown.seq,
            import_id=shown.import_id,
            arrival_id=shown.arrival.id if shown.arrival else None,
            source=shown.source,
            side=shown.side,
            label=shown.label,
            at=shown.at,
            at_local=shown.at_local,
            kind=shown.kind,
            subject=shown.subject,
            text=shown.text,
            quoted=shown.quoted,
            reply_to=shown.reply_to,
            edited=shown.edited,
            deleted=shown.deleted,
            doubts=list(shown.doubts),
            grade=shown.grade,
            standing=shown.standing,
            contest_reason=shown.contest_reason,
            missing_files=shown.missing_files,
            files=[AttachmentOut.of(file) for file in shown.files],
        )


class EntriesIn(Schema):
    """Which entries to confirm; without ids, all that nobody doubts."""

    entry_ids: list[UUID] | None = None


class ConfirmedOut(Schema):
    """Which entries are confirmed now."""

    entry_ids: list[UUID]


class ContestIn(Schema):
    """Why an imported message was not so."""

    reason: str


class MinutesIn(Schema):
    """A written account of a call."""

    medium: str
    began_at: datetime
    people: str
    text: str
    length_minutes: int | None = None
    attachments: list[UUID] = []


class MinutesAnswerIn(Schema):
    """What the other party says: confirmed, corrected or contested, in their words, perhaps of some sentences only."""

    answer: str
    text: str = ""
    sentences: list[int] = []


class MinutesOut(Schema):
    """Minutes of a call, with the other party's answer if there is one."""

    id: UUID
    seq: int
    written_by: UUID
    written_at: datetime
    medium: str
    began_at: datetime
    length_minutes: int | None
    people: str
    text: str
    answer: str | None
    answer_text: str
    sentences: list[str]
    contested_sentences: list[int]
    call_log: list[UUID]
    files: list[AttachmentOut]

    @classmethod
    def of(cls, shown: queries.ShownMinutes) -> "MinutesOut":
        """Show minutes."""
        return cls(
            id=shown.minutes.id,
            seq=shown.minutes.seq,
            written_by=shown.minutes.written_by_id,
            written_at=shown.minutes.written_at,
            medium=shown.minutes.medium,
            began_at=shown.minutes.began_at,
            length_minutes=shown.minutes.length_minutes,
            people=shown.minutes.people,
            text=shown.minutes.text,
            answer=shown.answer.kind if shown.answer else None,
            answer_text=shown.answer.text if shown.answer else "",
            sentences=[text for text, _named in shown.sentences],
            contested_sentences=list(shown.answer.sentences) if shown.answer else [],
            call_log=[call.id for call in shown.calls],
            files=[AttachmentOut.of(file) for file in shown.files],
        )


@router.post("/conversations/{uuid:contract_id}/imports", response={201: PreviewOut})
def preview_import(
    request: HttpRequest, contract_id: UUID, name: str = "export", file_id: UUID | None = None
) -> Status[PreviewOut]:
    """Take an export in to look at it; the body is the file, ``name`` what the app called it.

    For a large one, send it in pieces first (``/uploads``) and name it by ``file_id``.
    """
    act = act_of(request)
    if file_id is None:
        held = imports.preview_import(act, contract_id=contract_id, stream=request, name=name)
    else:
        kept = stored.own(file_id, act.actor_id)
        with stored.open_file(kept.sha256) as stream:
            held = imports.preview_import(act, contract_id=contract_id, stream=stream, name=kept.name)
    return Status(201, _previewed(held))


@router.get("/conversations/{uuid:contract_id}/imports", response=list[ImportOut])
def list_imports(request: HttpRequest, contract_id: UUID) -> list[ImportOut]:
    """List what was brought in, newest first."""
    conversation.thread_for(contract_id, act_of(request).actor_id)
    return [ImportOut.of(one) for one in queries.imports(contract_id)]


@router.get("/imports/{uuid:import_id}", response=PreviewOut)
def show_preview(request: HttpRequest, import_id: UUID) -> PreviewOut:
    """Show one's own export that waits for a decision."""
    return _previewed(access.own_import(import_id, act_of(request).actor_id))


@router.put("/imports/{uuid:import_id}/reading", response=PreviewOut)
def read_differently(request: HttpRequest, import_id: UUID, reading: ImportReadingIn) -> PreviewOut:
    """Say in which zone the export's times are, and how its dates are to be read."""
    held = imports.read_differently(
        act_of(request), import_id=import_id, zone=reading.zone, day_first=reading.day_first
    )
    return _previewed(held)


@router.put("/imports/{uuid:import_id}/confirmation", response=ImportOut)
def confirm_import(request: HttpRequest, import_id: UUID, choice: ConfirmIn) -> ImportOut:
    """Bring what was chosen into the record."""
    return ImportOut.of(imports.confirm_import(act_of(request), import_id=import_id, **choice.dict()))


@router.delete("/imports/{uuid:import_id}", response={204: None})
def discard_import(request: HttpRequest, import_id: UUID) -> Status[None]:
    """Let an export go that was only looked at."""
    imports.discard_import(act_of(request), import_id=import_id)
    return Status(204, None)


@router.get("/conversations/{uuid:contract_id}/imports/{uuid:import_id}/entries", response=list[EntryOut])
def list_entries(
    request: HttpRequest, contract_id: UUID, import_id: UUID, after: int = -1, limit: int = 200
) -> list[EntryOut]:
    """List the entries of an import by their place in the record, after a given one."""
    conversation.thread_for(contract_id, act_of(request).actor_id)
    rows = queries.of_import(contract_id, import_id).filter(seq__gt=after)[: max(1, min(limit, PAGE_MAX))]
    return [EntryOut.of(one) for one in queries.shown(contract_id, list(rows))]


@router.post("/conversations/{uuid:contract_id}/imports/{uuid:import_id}/confirmations", response=ConfirmedOut)
def confirm_entries(request: HttpRequest, contract_id: UUID, import_id: UUID, chosen: EntriesIn) -> ConfirmedOut:
    """Confirm messages that the other party brought in; a doubted one has to be named."""
    ids = imports.confirm_entries(
        act_of(request), contract_id=contract_id, import_id=import_id, entry_ids=chosen.entry_ids
    )
    return ConfirmedOut(entry_ids=ids)


@router.put("/conversations/{uuid:contract_id}/entries/{uuid:entry_id}/confirmation", response=EntryOut)
def confirm_entry(request: HttpRequest, contract_id: UUID, entry_id: UUID) -> EntryOut:
    """Say that one message which the other party brought in or claimed is as it was, even if it is in doubt."""
    imports.confirm_entry(act_of(request), contract_id=contract_id, entry_id=entry_id)
    return EntryOut.of(queries.entry(contract_id, entry_id))


@router.put("/conversations/{uuid:contract_id}/entries/{uuid:entry_id}/contest", response=EntryOut)
def contest_entry(request: HttpRequest, contract_id: UUID, entry_id: UUID, contest: ContestIn) -> EntryOut:
    """Say that a message which the other party brought in was not so, and why."""
    imports.contest_entry(act_of(request), contract_id=contract_id, entry_id=entry_id, reason=contest.reason)
    return EntryOut.of(queries.entry(contract_id, entry_id))


@router.get("/conversations/{uuid:contract_id}/minutes", response=list[MinutesOut])
def list_minutes(request: HttpRequest, contract_id: UUID) -> list[MinutesOut]:
    """List the minutes of a contract by the time of the call."""
    conversation.thread_for(contract_id, act_of(request).actor_id)
    return [MinutesOut.of(one) for one in queries.minutes(contract_id)]


@router.post("/conversations/{uuid:contract_id}/minutes", response={201: MinutesOut})
def write_minutes(request: HttpRequest, contract_id: UUID, minutes: MinutesIn) -> Status[MinutesOut]:
    """Write down what was said in a call."""
    written = calls.write_minutes(act_of(request), contract_id=contract_id, **minutes.dict())
    return Status(201, _minutes(contract_id, written.id))


@router.put("/conversations/{uuid:contract_id}/minutes/{uuid:minutes_id}/answer", response=MinutesOut)
def answer_minutes(request: HttpRequest, contract_id: UUID, minutes_id: UUID, answer: MinutesAnswerIn) -> MinutesOut:
    """Confirm the other party's minutes, correct them, or say why they are wrong."""
    calls.answer_minutes(act_of(request), contract_id=contract_id, minutes_id=minutes_id, **answer.dict())
    return _minutes(contract_id, minutes_id)


def _previewed(held: Import) -> PreviewOut:
    shown = queries.preview(held, conversation.party_thread(held.contract_id, held.uploaded_by_id))
    return PreviewOut(
        id=held.id,
        contract_id=held.contract_id,
        status=held.status,
        source=held.source,
        sha256=held.sha256,
        size=held.size,
        people=[
            PersonOut(label=one.label, entries=one.entries, first=one.first, last=one.last, suggestion=one.suggestion)
            for one in shown.people
        ],
        zone_needed=shown.zone_needed,
        dates_needed=shown.dates_needed,
        alternatives=list(shown.alternatives) if shown.alternatives else None,
        new=shown.new,
        known=shown.known,
        matched=shown.matched,
        summary=shown.summary.as_dict(),
    )


def _minutes(contract_id: UUID, minutes_id: UUID) -> MinutesOut:
    return next(MinutesOut.of(one) for one in queries.minutes(contract_id) if one.minutes.id == minutes_id)
