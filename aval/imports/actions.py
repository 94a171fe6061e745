"""Bringing an outside conversation in: looking at it, confirming it, and answering what the other brought."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from aval.channels import Entry
from aval.files import storage
from aval.files.actions import FileIsEmpty, FileIsTooLarge
from aval.files.naming import clean_name
from aval.files.storage import Readable
from aval.imports import access, reading
from aval.imports.events import AnswerTimeEnded, EntriesConfirmed, EntryContested
from aval.imports.models import Answer, Attestation, Import, ImportedEntry
from aval.imports.recording import Choice, check_people, record_entries
from aval.imports.refusals import AnsweredAlready, DatesNeeded, NothingNew, ZoneNeeded
from aval.kernel.acts import Act
from aval.kernel.ids import new_id
from aval.kernel.refusals import Invalid
from aval.kernel.transactions import action, step
from aval.record import actions as record
from aval.record.events import Text

ANSWER_TIME = timedelta(hours=72)
PREVIEW_TIME = timedelta(days=7)


def preview_import(act: Act, *, contract_id: UUID, stream: Readable, name: str) -> Import:
    """Take an export in to look at it. Nothing of it is in the record, and nobody else sees it.

    :param name: the export's own file name: some apps name the conversation there
    :raises Thread.DoesNotExist: if the actor is no party of the contract
    :raises GateIsClosed: if contact outside is not open yet
    :raises FileIsEmpty: if there is nothing in it
    :raises FileIsTooLarge: if it is larger than ``FILE_BYTES_MAX``
    :raises ExportUnreadable: if it is no export that we can read
    """
    access.open_thread(contract_id, act.actor_id)
    held = Import(id=new_id(), contract_id=contract_id, uploaded_by_id=act.actor_id, uploaded_at=act.at)
    try:
        _take_in(held, stream, name)
        return _begin(act, held)
    except BaseException:
        storage.drop_held(held.id)
        raise


def _take_in(held: Import, stream: Readable, name: str) -> None:
    try:
        written = storage.hold(held.id, stream, limit=settings.FILE_BYTES_MAX)
    except storage.TooManyBytes:
        raise FileIsTooLarge from None
    if not written.size:
        raise FileIsEmpty
    held.file_name, held.sha256, held.size = clean_name(name), written.sha256, written.size
    with reading.opened(held) as export:
        held.source = export.source
        reading.entries(export)


@action
def _begin(act: Act, held: Import) -> Import:
    access.open_thread(held.contract_id, act.actor_id)
    held.save(force_insert=True)
    return held


@action
def read_differently(act: Act, *, import_id: UUID, zone: str, day_first: bool | None) -> Import:
    """Say in which zone the export's times are, and how its dates are to be read.

    :param zone: an IANA name such as ``America/Bogota``; empty where the export needs none
    :raises Import.DoesNotExist: if there is none, or it is another person's
    :raises ExportUnreadable: if there is no such zone
    :raises IllegalMove: if it was confirmed or discarded already
    """
    held = access.lock_own_import(import_id, act.actor_id)
    _require_preview(held)
    held.zone, held.day_first = zone, day_first
    with reading.opened(held):
        held.save(update_fields=["zone", "day_first"])
    return held


@action
def discard_import(act: Act, *, import_id: UUID) -> Import:
    """Let an export go that was only looked at. Nothing of it stays.

    :raises Import.DoesNotExist: if there is none, or it is another person's
    :raises IllegalMove: if it was confirmed or discarded already
    """
    held = access.lock_own_import(import_id, act.actor_id)
    held.move_to(Import.Status.DISCARDED)
    held.save(update_fields=["status"])
    storage.drop_held(held.id)
    return held


@action
def confirm_import(
    act: Act,
    *,
    import_id: UUID,
    people: Mapping[str, str],
    since: date | None = None,
    until: date | None = None,
    leave_out: Sequence[int] = (),
    omission: str = "",
) -> Import:
    """Bring the chosen entries into the record, each as an event of its own. What is there already is not repeated.

    :param people: each name in the export with its side: client, professional, other, or ``leave`` to leave out
    :param since: the first day to bring in, by the export's own clock; ``until`` the last
    :param leave_out: places in the file of entries to leave out; how many they are is recorded
    :param omission: why something was left out, in the person's own words
    :raises Import.DoesNotExist: if there is none, or it is another person's
    :raises IllegalMove: if it was confirmed or discarded already
    :raises ZoneNeeded: if the export's times have no zone and none was named
    :raises DatesNeeded: if its dates can be read in two ways and none was chosen
    :raises PeopleNeeded: if a name is not mapped, or neither party is
    :raises NothingNew: if all of it is in the record already
    """
    held = access.lock_own_import(import_id, act.actor_id)
    held.move_to(Import.Status.CONFIRMED)
    access.open_thread(held.contract_id, act.actor_id)
    choice = Choice(dict(people), since, until, frozenset(leave_out), omission.strip()[:500])
    with reading.opened(held) as export:
        entries = reading.entries(export)
        if any(_ambiguous(entry) for entry in entries):
            raise DatesNeeded
        if any(entry.at is None and entry.at_local for entry in entries):
            raise ZoneNeeded
        check_people(entries, choice)
        added = record_entries(act, held, export, entries, choice)
    if not added:
        raise NothingNew
    storage.drop_held(held.id)
    return held


@action
def confirm_entries(
    act: Act, *, contract_id: UUID, import_id: UUID, entry_ids: Sequence[UUID] | None = None
) -> list[UUID]:
    """Say that messages which the other party brought in are as they were.

    :param entry_ids: which ones; None for all that nobody doubts. A doubted one has to be named.
    :raises Thread.DoesNotExist: if the actor is no party of the contract
    :raises Import.DoesNotExist: if the contract has no such import
    :raises NotAllowed: if it is the actor's own
    :raises ImportedEntry.DoesNotExist: if a named one is not of this import
    :raises AnsweredAlready: if there is nothing left to confirm
    """
    access.lock_import_to_answer(contract_id, import_id, act.actor_id)
    waiting = _unanswered(contract_id, act.actor_id).filter(brought_by_id=import_id)
    waiting = waiting.filter(flags=[]) if entry_ids is None else waiting.filter(id__in=entry_ids)
    ids = list(waiting.order_by("seq").values_list("id", flat=True))
    if entry_ids is not None:
        _require_entries(contract_id, import_id, entry_ids)
    if not ids:
        raise AnsweredAlready
    Answer.objects.bulk_create(
        Answer(contract_id=contract_id, entry_id=id_, account_id=act.actor_id, contested=False, answered_at=act.at)
        for id_ in ids
    )
    record.append(act, contract_id, EntriesConfirmed(import_id, tuple(ids)))
    return ids


@action
def confirm_entry(act: Act, *, contract_id: UUID, entry_id: UUID) -> Answer:
    """Say that one message which the other party brought in or claimed is as it was, even if it is in doubt.

    :raises Thread.DoesNotExist: if the actor is no party of the contract
    :raises ImportedEntry.DoesNotExist: if the contract has no such entry
    :raises NotAllowed: if the actor brought it in or claimed it
    :raises AnsweredAlready: if the actor answered it, or has it in their own export
    """
    entry = access.lock_entry_to_answer(contract_id, entry_id, act.actor_id)
    answer = _answer(act, entry, "")
    record.append(act, contract_id, EntriesConfirmed(entry.brought_by_id, (entry_id,)))
    return answer


@action
def contest_entry(act: Act, *, contract_id: UUID, entry_id: UUID, reason: str) -> Answer:
    """Say that a message which the other party brought in or claimed, or that arrived, was not so, and why.

    :raises Thread.DoesNotExist: if the actor is no party of the contract
    :raises ImportedEntry.DoesNotExist: if the contract has no such entry
    :raises NotAllowed: if the actor brought it in or claimed it
    :raises AnsweredAlready: if the actor answered it, or has it in their own export
    :raises Invalid: if nothing is said
    """
    entry = access.lock_entry_to_answer(contract_id, entry_id, act.actor_id)
    if not reason.strip():
        raise Invalid(_("Please say what is wrong with it."), field="reason")
    answer = _answer(act, entry, reason.strip()[:2_000])
    record.append(act, contract_id, EntryContested(entry_id, Text(answer.reason)))
    return answer


def _answer(act: Act, entry: ImportedEntry, reason: str) -> Answer:
    if not _unanswered(entry.contract_id, act.actor_id).filter(id=entry.id).exists():
        raise AnsweredAlready
    return Answer.objects.create(
        contract_id=entry.contract_id,
        entry_id=entry.id,
        account_id=act.actor_id,
        contested=bool(reason),
        reason=reason,
        answered_at=act.at,
    )


@action
def run_deadlines(act: Act) -> int:
    """Note, once for each import, that the time for an answer has passed; return for how many.

    The act is the site's. Flagged entries are not confirmed by it.
    """
    due = Import.objects.select_for_update(skip_locked=True).filter(
        status=Import.Status.CONFIRMED, silent_from=None, confirmed_at__lte=act.at - ANSWER_TIME
    )
    ended = list(due.order_by("confirmed_at")[:200])
    for late in ended:
        late.silent_from = act.at
        late.save(update_fields=["silent_from"])
        record.append(act, late.contract_id, AnswerTimeEnded(late.id))
    return len(ended)


@action
def drop_old_previews(act: Act) -> int:
    """Discard exports that were looked at and then left for seven days; return how many."""
    old = Import.objects.select_for_update(skip_locked=True).filter(
        status=Import.Status.PREVIEWED, uploaded_at__lte=act.at - PREVIEW_TIME
    )
    left = list(old[:200])
    for held in left:
        held.move_to(Import.Status.DISCARDED)
        held.save(update_fields=["status"])
        storage.drop_held(held.id)
    return len(left)


def _require_preview(held: Import) -> None:
    Import(status=held.status).move_to(Import.Status.DISCARDED)


def _ambiguous(entry: Entry) -> bool:
    return entry.at is None and entry.at_local is None and "day_first" in entry.extra


def _unanswered(contract_id: UUID, account_id: UUID) -> QuerySet[ImportedEntry]:
    answered = Answer.objects.filter(contract_id=contract_id, entry_id=OuterRef("id"), account_id=account_id)
    own = Attestation.objects.filter(contract_id=contract_id, entry_id=OuterRef("id"), account_id=account_id)
    return ImportedEntry.objects.filter(~Exists(answered) & ~Exists(own) & Q(contract_id=contract_id))


def _require_entries(contract_id: UUID, import_id: UUID, entry_ids: Sequence[UUID]) -> None:
    known = ImportedEntry.objects.filter(contract_id=contract_id, brought_by_id=import_id, id__in=entry_ids)
    if known.count() != len(set(entry_ids)):
        raise ImportedEntry.DoesNotExist


@step
def forget(act: Act, *, contract_id: UUID) -> None:
    """Take out of what was brought in whatever was erased from the record; exports that are only looked at go too."""
    previews = list(Import.objects.filter(contract_id=contract_id, status=Import.Status.PREVIEWED))
    for held in previews:
        held.move_to(Import.Status.DISCARDED)
        held.file_name = ""
        held.save(update_fields=["status", "file_name"])
        transaction.on_commit(partial(storage.drop_held, held.id), robust=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT imports_forget(%s, %s)", [contract_id, act.at])
