"""What arrives live: mails to a contract's address, messages over bridges. Recorded once it is known whose it is."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from io import BytesIO
from typing import Any
from uuid import UUID

from django.db.models import Q

from aval.channels import ExportRefused, Flag, open_export
from aval.conversation import queries as gates
from aval.conversation.models import Thread
from aval.files import actions as files
from aval.files import queries as stored
from aval.files.actions import FileIsEmpty, FileIsTooLarge
from aval.files.models import Attachment
from aval.imports import access
from aval.imports.events import ArrivalHeld, ArrivalSetAside, MessageArrived
from aval.imports.models import Arrival, Correspondent, EntryFile, ImportedEntry, Side
from aval.imports.refusals import ClaimForOther, GateIsClosed, TooManyWaiting
from aval.kernel.acts import Act
from aval.kernel.ids import new_id
from aval.kernel.transactions import action, step
from aval.record import actions as record
from aval.record.events import FileRef, Text

WAITING_MAX = 200
TEXT_MAX = 200_000
EMAIL = "email"
EML = "message.eml"


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message as a bridge or the mail process hands it over.

    :ivar provider_id: the sender's or provider's own id of it
    :ivar sender: the address, number or account that it comes from, as the channel proves it or the mail says it
    :ivar raw: the mail, or the request that carried it, byte for byte
    :ivar belongs_to: the account whose it is, where the channel itself shows that
    :ivar evidence: what was found out about its origin, with what would be needed to find it out again
    """

    source: str
    provider_id: str
    sender: str
    raw: bytes
    proof: str
    name: str = ""
    at: datetime | None = None
    kind: str = "message"
    subject: str = ""
    text: str = ""
    quoted: str = ""
    answers: str = ""
    changes: str = ""
    deleted: bool = False
    missing_files: int = 0
    evidence: dict[str, Any] = field(default_factory=dict)
    flags: tuple[Flag, ...] = ()


@action
def receive(act: Act, *, contract_id: UUID, arrived: Arrived, bridge_id: UUID | None = None) -> Arrival:
    """Take a message in that arrived for a contract. One that arrived before is returned as it is.

    The act is the site's. Where it is known whose the message is, it is in the record at once; else it waits.

    :raises Thread.DoesNotExist: if there is no such contract
    :raises GateIsClosed: if contact outside is not open yet
    :raises TooManyWaiting: if 200 messages wait to be claimed there
    :raises FileIsTooLarge: if it is larger than the site takes
    """
    # Two deliveries of one message must not both find it missing.
    thread = Thread.objects.select_for_update(no_key=True).get(contract_id=contract_id)
    if not gates.gate(contract_id).is_open:
        raise GateIsClosed
    known = Arrival.objects.filter(
        contract_id=contract_id, source=arrived.source, provider_id=arrived.provider_id[:400]
    ).first()
    if known is not None:
        return known
    arrival = _keep(act, thread, arrived, bridge_id)
    owner = _owner(thread, arrival)
    if owner is None:
        if Arrival.objects.filter(contract_id=contract_id, status=Arrival.Status.WAITING).count() > WAITING_MAX:
            raise TooManyWaiting
        record.append(act, contract_id, _held(arrival))
        return arrival
    arrival.move_to(Arrival.Status.RECORDED)
    arrival.decided_at = act.at
    arrival.save(update_fields=["status", "decided_at"])
    _record(act, thread, arrival, owner, _side(thread, owner))
    return arrival


@action
def claim_arrival(act: Act, *, contract_id: UUID, arrival_id: UUID, own: bool) -> ImportedEntry:
    """Say whose a waiting message is: the actor's own, or somebody else's who is no party. It is recorded so.

    What nothing proves stays in doubt; the other party may contest it. From then on the address counts as the
    actor's in this contract, where its messages are proven to come from it.

    :param own: whether the actor wrote it
    :raises Thread.DoesNotExist: if the actor is no party of the contract
    :raises Arrival.DoesNotExist: if the contract has none of this id
    :raises ClaimForOther: if the address is the other party's
    :raises IllegalMove: if it was claimed or set aside already
    """
    thread = access.open_thread(contract_id, act.actor_id)
    arrival = access.lock_arrival(contract_id, arrival_id)
    if _is_others(thread, arrival, act.actor_id):
        raise ClaimForOther
    arrival.move_to(Arrival.Status.RECORDED)
    arrival.decided_by_id, arrival.decided_at = act.actor_id, act.at
    arrival.save(update_fields=["status", "decided_by", "decided_at"])
    if own and arrival.proof != Arrival.Proof.NONE:
        remember(act, contract_id, arrival.source, arrival.sender, act.actor_id)
    return _record(act, thread, arrival, act.actor_id, _side(thread, act.actor_id) if own else Side.OTHER)


@action
def set_arrival_aside(act: Act, *, contract_id: UUID, arrival_id: UUID) -> Arrival:
    """Say that a waiting message has nothing to do with the contract. The record says so; its bytes are kept.

    :raises Thread.DoesNotExist: if the actor is no party of the contract
    :raises Arrival.DoesNotExist: if the contract has none of this id
    :raises IllegalMove: if it was claimed or set aside already
    """
    access.open_thread(contract_id, act.actor_id)
    arrival = access.lock_arrival(contract_id, arrival_id)
    arrival.move_to(Arrival.Status.SET_ASIDE)
    arrival.decided_by_id, arrival.decided_at = act.actor_id, act.at
    arrival.save(update_fields=["status", "decided_by", "decided_at"])
    record.append(act, contract_id, ArrivalSetAside(arrival.id, arrival.source))
    return arrival


@step
def remember(act: Act, contract_id: UUID, source: str, address: str, account_id: UUID) -> None:
    """Note that an address or number outside is a party's; whose it was first stays."""
    Correspondent.objects.get_or_create(
        contract_id=contract_id,
        source=source,
        address=address.lower()[:320],
        defaults={"account_id": account_id, "since": act.at},
    )


def _keep(act: Act, thread: Thread, arrived: Arrived, bridge_id: UUID | None) -> Arrival:
    name = EML if arrived.source == EMAIL else f"{arrived.source}.json"
    raw = files.keep(act, stream=BytesIO(arrived.raw), name=name)
    return Arrival.objects.create(
        contract_id=thread.contract_id,
        source=arrived.source,
        provider_id=arrived.provider_id[:400],
        bridge_id=bridge_id,
        raw=raw,
        received_at=act.at,
        sender=_clean(arrived.sender).lower()[:320],
        name=_clean(arrived.name)[:200],
        at=arrived.at,
        kind=arrived.kind[:16],
        subject=_clean(arrived.subject)[:500],
        text=_clean(arrived.text)[:TEXT_MAX],
        quoted=_clean(arrived.quoted)[:TEXT_MAX],
        answers=arrived.answers[:400],
        changes=arrived.changes[:400],
        deleted=arrived.deleted,
        missing_files=arrived.missing_files,
        proof=arrived.proof,
        evidence=json.loads(_clean(json.dumps(arrived.evidence, ensure_ascii=False)).replace("\\u0000", "")),
        flags=[{"code": flag.code, "detail": _clean(flag.detail)} for flag in arrived.flags],
    )


def _owner(thread: Thread, arrival: Arrival) -> UUID | None:
    """Return whose a message is, where that is shown and not only said."""
    if arrival.proof == Arrival.Proof.NONE:
        return None
    if arrival.source == EMAIL:
        for account in (thread.client, thread.professional):
            if account.email.lower() == arrival.sender:
                return account.id
    known = Correspondent.objects.filter(
        contract_id=thread.contract_id, source=arrival.source, address=arrival.sender
    ).first()
    return known.account_id if known else None


def _is_others(thread: Thread, arrival: Arrival, account_id: UUID) -> bool:
    """Whether the address is the other party's: then only they can say that they wrote it."""
    if arrival.source == EMAIL and thread.other(account_id).email.lower() == arrival.sender:
        return True
    known = Correspondent.objects.filter(
        contract_id=thread.contract_id, source=arrival.source, address=arrival.sender
    ).exclude(account_id=account_id)
    return known.exists()


def _side(thread: Thread, account_id: UUID) -> Side:
    return Side.CLIENT if account_id == thread.client_id else Side.PROFESSIONAL


def _record(act: Act, thread: Thread, arrival: Arrival, keeper: UUID, side: Side) -> ImportedEntry:
    """Write the entry and its event. Its files are kept in the name of whoever it belongs to."""
    kept, missing = _files(replace(act, actor_id=keeper), arrival)
    entry = ImportedEntry(
        contract_id=thread.contract_id,
        id=new_id(),
        arrival=arrival,
        number=0,
        side=side,
        label=(arrival.name or arrival.sender)[:200],
        at=arrival.at or arrival.received_at,
        kind=arrival.kind,
        subject=arrival.subject,
        text=arrival.text,
        quoted=arrival.quoted,
        reply_to=_entry_of(arrival, arrival.answers),
        flags=arrival.flags,
        edited=bool(arrival.changes) and not arrival.deleted,
        deleted=arrival.deleted,
        missing_files=missing,
        replaces=_entry_of(arrival, arrival.changes),
    )
    entry.seq = record.append(act, thread.contract_id, _event(arrival, entry, kept)).seq
    entry.save(force_insert=True)
    EntryFile.objects.bulk_create(
        EntryFile(contract_id=entry.contract_id, entry_id=entry.id, position=position, attachment=item)
        for position, item in enumerate(kept)
    )
    return entry


def _files(act: Act, arrival: Arrival) -> tuple[list[Attachment], int]:
    """Keep the files inside a mail; of bridges only their names come along, and they count as missing."""
    if arrival.source != EMAIL:
        return [], arrival.missing_files
    kept, missing = [], 0
    assert arrival.raw_id is not None, "what waits was not erased"
    with stored.open_file(arrival.raw_id) as raw:
        try:
            export = open_export(raw, EML)
        except ExportRefused:
            return [], 0
        with export:
            for announced in (item for entry in export for item in entry.attachments):
                member = export.attachments.get(announced.member)
                assert member is not None, "a mail holds its files"
                try:
                    with member.open() as stream:
                        name = announced.name or "file"
                        kept.append(files.bring(act, stream=stream, name=name, contract_id=arrival.contract_id))
                except (FileIsEmpty, FileIsTooLarge):
                    missing += 1
    return kept, missing


def _entry_of(arrival: Arrival, provider_id: str) -> UUID | None:
    """Return the entry of an earlier message by its provider's id."""
    if not provider_id:
        return None
    # A mail's own id is not enough to know it by (anybody can use one twice), so a hash of its content follows.
    same = Q(arrival__provider_id=provider_id) | Q(arrival__provider_id__startswith=f"{provider_id}#")
    earlier = ImportedEntry.objects.filter(same, contract_id=arrival.contract_id, arrival__source=arrival.source)
    return earlier.order_by("seq").values_list("id", flat=True).last()


def _held(arrival: Arrival) -> ArrivalHeld:
    return ArrivalHeld(arrival.id, arrival.source, _original(arrival), Text(arrival.sender), Text(_evidence(arrival)))


def _event(arrival: Arrival, entry: ImportedEntry, kept: Sequence[Attachment]) -> MessageArrived:
    return MessageArrived(
        entry_id=entry.id,
        arrival_id=arrival.id,
        source=arrival.source,
        side=entry.side,
        proof=arrival.proof,
        kind=arrival.kind,
        sender=Text(arrival.sender),
        label=Text(entry.label),
        subject=Text(entry.subject) if entry.subject else None,
        text=Text(entry.text),
        quoted=Text(entry.quoted) if entry.quoted else None,
        evidence=Text(_evidence(arrival)),
        original=_original(arrival),
        at=entry.at or arrival.received_at,
        received_at=arrival.received_at,
        claimed=arrival.decided_by_id is not None,
        flags=tuple(flag["code"] for flag in arrival.flags),
        edited=entry.edited,
        deleted=entry.deleted,
        attachments=tuple(item.ref for item in kept),
        missing_files=entry.missing_files,
        reply_to=entry.reply_to,
        replaces=entry.replaces,
    )


def _original(arrival: Arrival) -> FileRef | None:
    """Return the mail itself. A bridge's request may hold others' chats too: of that, evidence has the hash alone."""
    if arrival.source != EMAIL or arrival.raw is None:
        return None
    return FileRef(arrival.raw.sha256, EML, "message/rfc822", arrival.raw.size)


def _evidence(arrival: Arrival) -> str:
    return json.dumps(arrival.evidence, sort_keys=True)


def _clean(text: str) -> str:
    """Take out what the database can't hold: NUL and lone surrogates."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()
