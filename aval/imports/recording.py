"""Turning the chosen entries of an export into rows and events."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import repeat
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection
from django.db.models import Model
from psycopg import sql

from aval import __version__
from aval.channels import Entry, Export
from aval.conversation.models import Thread
from aval.files import actions as files
from aval.files.actions import FileIsEmpty, FileIsTooLarge
from aval.files.models import Attachment
from aval.imports.events import EntryMatched, EntryRecorded, ImportConfirmed
from aval.imports.matching import Known, Said, match, words
from aval.imports.models import Attestation, EntryFile, Import, ImportedEntry, Side
from aval.imports.refusals import PeopleNeeded
from aval.kernel.acts import Act
from aval.kernel.ids import new_id
from aval.kernel.transactions import step
from aval.record import actions as record
from aval.record.events import FileRef, Text

LEAVE = "leave"
PARTIES = frozenset({Side.CLIENT.value, Side.PROFESSIONAL.value})


@dataclass(frozen=True, slots=True)
class Choice:
    """What of an export is to come in, and who is who in it."""

    people: Mapping[str, str]
    since: date | None = None
    until: date | None = None
    leave_out: frozenset[int] = frozenset()
    omission: str = ""

    def takes(self, entry: Entry) -> bool:
        """Whether this entry is to come in."""
        day = (entry.at_local or "")[:10]
        within = (self.since is None or day >= self.since.isoformat()) and (
            self.until is None or (day and day <= self.until.isoformat())
        )
        return bool(within) and entry.number not in self.leave_out and self.people.get(entry.author or "") != LEAVE


@dataclass(slots=True)
class Sorted:
    """The chosen entries, by what is to be done with each."""

    new: list[Entry] = field(default_factory=list)
    changed: dict[int, UUID] = field(default_factory=dict)
    """New versions of known entries: the entry's number, and the id of the one it replaces."""
    matched: list[tuple[Entry, UUID]] = field(default_factory=list)
    known: int = 0
    left_out: int = 0


def check_people(entries: Sequence[Entry], choice: Choice) -> None:
    """Let the mapping pass if every name has a side and at least one party is among them.

    :raises PeopleNeeded: if not
    """
    allowed = {*Side.values, LEAVE}
    names = {entry.author for entry in entries}
    if any(choice.people.get(name or "") not in allowed for name in names):
        raise PeopleNeeded
    if not PARTIES & {choice.people[name or ""] for name in names}:
        raise PeopleNeeded


def sort(held: Import, entries: Sequence[Entry], choice: Choice) -> Sorted:
    """Tell what is new from what is in the record already, without writing anything."""
    result = Sorted()
    chosen = [entry for entry in entries if choice.takes(entry)]
    result.left_out = len(entries) - len(chosen)
    own = _own_fingerprints(held)
    strangers = []
    for entry in chosen:
        before = own.get(entry.fingerprint)
        if before is None:
            strangers.append(entry)
        elif entry.digest in before:
            result.known += 1
        else:
            result.new.append(entry)
            result.changed[entry.number] = next(iter(before.values()))
    others = _others(held)
    found = match([_said(entry, choice) for entry in strangers], others) if others else {}
    for place, entry in enumerate(strangers):
        if place in found:
            result.matched.append((entry, found[place]))
        else:
            result.new.append(entry)
    result.new.sort(key=lambda entry: entry.number)
    return result


@step
def record_entries(act: Act, held: Import, export: Export, entries: Sequence[Entry], choice: Choice) -> int:
    """Write the import with its entries, attestations and events, and return how many entries are new or matched."""
    # Two imports of one contract must not both find the same message missing.
    Thread.objects.select_for_update(no_key=True).get(contract_id=held.contract_id)
    done = sort(held, entries, choice)
    if not done.new and not done.matched:
        return 0
    held.people, held.since, held.until = dict(choice.people), choice.since, choice.until
    held.left_out, held.omission, held.confirmed_at = done.left_out, choice.omission, act.at
    held.whole_from, held.whole_until = _whole(entries, choice)
    held.save()
    record.append(act, held.contract_id, _confirmed(held, export, done, choice))
    _write_new(act, held, export, done, choice)
    _write_matched(act, held, done)
    return len(done.new) + len(done.matched)


def _whole(entries: Sequence[Entry], choice: Choice) -> tuple[datetime | None, datetime | None]:
    """Return from when to when nothing was left out: what an export lacks between these was not in it."""
    if choice.leave_out or LEAVE in choice.people.values():
        return None, None
    moments = [entry.at for entry in entries if entry.at is not None and choice.takes(entry)]
    return (min(moments), max(moments)) if moments else (None, None)


def _confirmed(held: Import, export: Export, done: Sorted, choice: Choice) -> ImportConfirmed:
    summary = export.summary
    return ImportConfirmed(
        import_id=held.id,
        source=held.source,
        file_name=Text(held.file_name),
        file_sha256=held.sha256,
        file_size=held.size,
        program=f"aval {__version__}",
        zone=held.zone or None,
        day_first=held.day_first,
        since=choice.since,
        until=choice.until,
        new=len(done.new),
        matched=len(done.matched),
        known=done.known,
        left_out=done.left_out,
        notices=summary.entries - summary.messages,
        flagged=sum(bool(entry.flags) for entry in done.new),
        omission=Text(choice.omission) if choice.omission else None,
    )


# A row is what COPY takes: a model of Django for each of tens of thousands costs as much as all the rest.
_ENTRY = (
    "contract_id", "id", "brought_by_id", "seq", "number", "side", "label", "at", "at_local", "kind", "subject", "text",
    "quoted", "flags", "edited", "deleted", "missing_files", "replaces",
)  # fmt: skip
_ATTESTATION = ("contract_id", "entry_id", "account_id", "attested_by_id", "fingerprint", "digest", "attested_at")


def _write_new(act: Act, held: Import, export: Export, done: Sorted, choice: Choice) -> None:
    carried, events = [], []
    for entry in done.new:
        entry_id = new_id()
        files_, missing = _files(act, held.contract_id, export, entry) if entry.attachments else ([], 0)
        carried += [
            EntryFile(contract_id=held.contract_id, entry_id=entry_id, position=position, attachment=item)
            for position, item in enumerate(files_)
        ]
        attached = tuple(item.ref for item in files_)
        events.append(_event(held, entry, entry_id, choice.people[entry.author or ""], attached, missing, done.changed))
    appended = record.append_many(act, held.contract_id, events)
    _copy(ImportedEntry, _ENTRY, map(_row, repeat(str(held.contract_id)), done.new, events, appended))
    _copy(Attestation, _ATTESTATION, _attestations(act, held, zip(done.new, (e.entry_id for e in events), strict=True)))
    EntryFile.objects.bulk_create(carried, batch_size=2_000)


def _write_matched(act: Act, held: Import, done: Sorted) -> None:
    record.append_many(act, held.contract_id, [EntryMatched(entry_id, held.id) for _entry, entry_id in done.matched])
    _copy(Attestation, _ATTESTATION, _attestations(act, held, done.matched))


def _copy(model: type[Model], columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Insert rows by COPY: an import has tens of thousands."""
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table),  # noqa: SLF001 (Django's public name for it)
        sql.SQL(", ").join(map(sql.Identifier, columns)),
    )
    with psycopg.Cursor(connection.connection) as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _row(contract_id: str, entry: Entry, event: EntryRecorded, appended: record.Appended) -> tuple[Any, ...]:
    flags = json.dumps([{"code": flag.code, "detail": flag.detail} for flag in entry.flags]) if entry.flags else "[]"
    return (
        contract_id, str(event.entry_id), str(event.import_id), appended.seq, event.number, event.side, event.label,
        event.at, event.at_local or "", event.kind, "", event.text, "", flags, event.edited, event.deleted,
        event.missing_files, event.replaces,
    )  # fmt: skip


def _event(
    held: Import,
    entry: Entry,
    entry_id: UUID,
    side: str,
    attachments: tuple[FileRef, ...],
    missing: int,
    changed: Mapping[int, UUID],
) -> EntryRecorded:
    return EntryRecorded(
        entry_id=entry_id,
        import_id=held.id,
        number=entry.number,
        side=side,
        label=Text((entry.author or "")[:200]),
        kind=entry.kind[:16],
        text=Text(entry.text.replace("\x00", "")),
        at=entry.at,
        at_local=(entry.at_local or "")[:40] or None,
        flags=tuple(flag.code for flag in entry.flags),
        edited=entry.edited,
        deleted=entry.deleted,
        attachments=attachments,
        missing_files=missing,
        replaces=changed.get(entry.number),
    )


def _attestations(act: Act, held: Import, entries: Iterable[tuple[Entry, UUID]]) -> Iterator[tuple[Any, ...]]:
    contract_id, account_id, import_id, at = map(str, (held.contract_id, act.actor_id, held.id, act.at))
    for entry, entry_id in entries:
        yield contract_id, str(entry_id), account_id, import_id, entry.fingerprint, entry.digest, at


def _files(act: Act, contract_id: UUID, export: Export, entry: Entry) -> tuple[list[Attachment], int]:
    """Keep the files that came with an entry, and count those that were announced and did not come."""
    kept, missing = [], 0
    for announced in entry.attachments:
        member = export.attachments.get(announced.name) if announced.name else None
        if member is None:
            missing += 1
            continue
        try:
            with member.open() as stream:
                kept.append(files.bring(act, stream=stream, name=member.name, contract_id=contract_id))
        except (FileIsEmpty, FileIsTooLarge):
            missing += 1
    return kept, missing


def _own_fingerprints(held: Import) -> dict[str, dict[str, UUID]]:
    """Return what this person's earlier exports held: by fingerprint, each version's digest and entry."""
    found: dict[str, dict[str, UUID]] = {}
    earlier = Attestation.objects.filter(contract_id=held.contract_id, account_id=held.uploaded_by_id)
    rows = earlier.order_by("-attested_at").values_list("fingerprint", "digest", "entry_id")
    for fingerprint, digest, entry_id in rows:
        found.setdefault(fingerprint, {}).setdefault(digest, entry_id)
    return found


def _others(held: Import) -> list[Known]:
    """Return the entries that this person's exports have not been seen to hold."""
    own = Attestation.objects.filter(contract_id=held.contract_id, account_id=held.uploaded_by_id).values("entry_id")
    unseen = ImportedEntry.objects.filter(contract_id=held.contract_id).exclude(id__in=own).order_by("seq")
    rows = unseen.values_list("id", "side", "at", "text")
    return [Known(id_, Said(side, at, words(text))) for id_, side, at, text in rows]


def _said(entry: Entry, choice: Choice) -> Said:
    return Said(choice.people[entry.author or ""], entry.at, words(entry.text))
