"""The dossier of a contract: its whole record with the proofs, in a file that each party holds and anyone can check."""

import re
from collections.abc import Collection, Iterator
from datetime import datetime
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any, BinaryIO, Literal, get_type_hints
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson
from django.db import connection
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from aval import __version__
from aval.accounts.models import Account
from aval.contracts.events import DossierExported
from aval.contracts.models import Contract
from aval.files.queries import open_file
from aval.kernel.acts import Act
from aval.kernel.money import Money
from aval.kernel.refusals import Invalid
from aval.kernel.transactions import action
from aval.proofs import dossier
from aval.proofs.events import FACTS
from aval.record import actions as record
from aval.record import evidence, keys, queries
from aval.record.events import Event
from aval.record.models import Head, Log
from aval.record.queries import Recorded

# Each costs a verifier a signature; the last head covers them all, and a party's own are compared apart.
HEADS_MAX = 50
MEDIA = {FACTS: "application/json"}
_RANGE = re.compile("([0-9]{1,15})(?:-([0-9]{1,15}))?")
_RANGE_MAX = 100_000


class ContentMissing(Exception):
    """A content of the record is gone that nobody erased lawfully. ``aval audit`` names it too."""


@action
def note_export(act: Act, *, contract_id: UUID) -> None:
    """Say in the record that a party or the mediator took a dossier: both sides can see who holds what."""
    record.append(act, contract_id, DossierExported())


def chosen_events(contract_id: UUID, text: str) -> frozenset[int]:
    """Read which events a partial dossier is to show: numbers and ranges, such as ``0, 3, 7-9``.

    :raises Invalid: if it is something else, or none of them is there
    """
    chosen: set[int] = set()
    for piece in text.replace(" ", "").split(","):
        match = _RANGE.fullmatch(piece)
        if match is None or int(match[2] or match[1]) - int(match[1]) not in range(_RANGE_MAX):
            raise Invalid(_("Write the events' numbers and ranges, such as 0, 3, 7-9."), field="only")
        chosen.update(range(int(match[1]), int(match[2] or match[1]) + 1))
    if min(chosen) >= Log.objects.get(id=contract_id).size:
        raise Invalid(_("This record has no events of these numbers."), field="only")
    return frozenset(chosen)


def write_dossier(
    stream: BinaryIO, *, contract_id: UUID, reader: Account, made_at: datetime, only: Collection[int] | None = None
) -> None:
    """Write a contract's dossier as a BagIt zip, its readable page in the reader's language and time zone.

    Whoever calls this has checked that the reader may have it.

    :param stream: open for writing bytes; need not be seekable
    :param only: show these events alone, the others standing in as hashes; all unless told
    :raises Contract.DoesNotExist: if there is no such contract
    """
    contract = Contract.objects.select_related("client", "professional").get(id=contract_id)
    log = Log.objects.get(id=contract_id)
    with translation.override(reader.language):
        pieces = dossier.Dossier(
            events=events_of(contract_id, log.size, only),
            checkpoint=bytes(log.note),
            heads=heads_of(contract_id, log.size),
            site_keys=[verifier.vkey for verifier in keys.verifiers()],
            signer=keys.signer(),
            case=_case(contract, reader, only),
            made_at=made_at,
            software=f"aval {__version__}",
            site=evidence.of(contract_id, log.size, only),
        )
        dossier.write_dossier(stream, pieces)


def events_of(
    contract_id: UUID, size: int, only: Collection[int] | None = None
) -> Iterator[dossier.Event | dossier.HiddenEvent]:
    """Yield a log's events with what opens them; of those that are not to be shown, the leaf hash.

    :raises ContentMissing: if a content is gone and no event of the log says that it was erased, and why
    """
    gone = {
        seq: {one.part: dossier.Erased(part=one.part, by=one.by_seq, ground=one.ground) for one in erased}
        for seq, erased in queries.erased(contract_id).items()
    }
    for seq, group in groupby(_rows(contract_id, size), key=itemgetter(0)):
        parts = list(group)
        if only is not None and seq not in only:
            yield dossier.HiddenEvent(leaf=bytes(parts[0][8]))
            continue
        envelope = bytes(parts[0][1])
        found = {row[2]: _opening(row) for row in parts if row[2] is not None} | gone.get(seq, {})
        names = [part["n"] for part in orjson.loads(envelope)["parts"]]
        if missing := [name for name in names if name not in found]:
            raise ContentMissing(f"event {seq} of {contract_id}: {', '.join(missing)}")
        yield dossier.Event(envelope=envelope, openings=[found[name] for name in names])


def _rows(contract_id: UUID, size: int) -> Iterator[tuple[Any, ...]]:
    # Some at a time: a hundred thousand rows at once cost memory, and Python's garbage collector a look at each.
    for start in range(0, size, queries.SPAN):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT e.seq, e.envelope, p.part, p.media, p.name, p.salt, p.body, p.file_sha256, e.leaf"
                " FROM record_event e"
                " LEFT JOIN LATERAL (SELECT * FROM record_payload p"
                " WHERE p.contract_id = e.contract_id AND p.seq = e.seq OFFSET 0) AS p ON true"
                " WHERE e.contract_id = %s AND e.seq >= %s AND e.seq < %s ORDER BY e.seq",
                [contract_id, start, min(start + queries.SPAN, size)],
            )
            yield from cursor.fetchall()


def _opening(row: tuple[Any, ...]) -> dossier.Opened:
    part, media, name, salt, body, sha256 = row[2:8]
    if sha256:
        return dossier.Opened(
            part=part, salt=bytes(salt), payload=lambda: open_file(sha256), media_type=media, name=name
        )
    return dossier.Opened(part=part, salt=bytes(salt), payload=bytes(body), media_type=MEDIA.get(part, "text/plain"))


def heads_of(contract_id: UUID, size: int) -> list[bytes]:
    """Return some of a log's earlier heads, evenly apart."""
    notes = list(
        Head.objects.filter(contract_id=contract_id, size__lt=size).order_by("size").values_list("note", flat=True)
    )
    every = -(-len(notes) // HEADS_MAX) or 1
    return [bytes(note) for note in notes[::every]]


def _case(contract: Contract, reader: Account, only: Collection[int] | None) -> dossier.CaseFile:
    names = {
        contract.client_id: contract.client.display_name,
        contract.professional_id: contract.professional.display_name,
    }
    version = contract.version_in_force
    return dossier.CaseFile(
        language=_language(reader.language),
        title=contract.title,
        # What was agreed is told by events as well, and only if they are among those chosen.
        summary=version.content.scope if version is not None and only is None else "",
        parties=[
            dossier.Party(role=_("Client"), name=contract.client.display_name),
            dossier.Party(role=_("Professional"), name=contract.professional.display_name),
        ],
        facts=[
            (_("Contract"), str(contract.id)),
            (_("State"), str(contract.get_status_display())),
            (_("Fingerprint of event 0"), queries.fingerprint(contract.id)),
        ],
        milestones=[
            dossier.Milestone(
                number=milestone.number,
                title=milestone.title,
                money=str(milestone.amount),
                state=str(milestone.get_status_display()),
                due=date_format(milestone.due_on),
            )
            for milestone in contract.milestones.order_by("number")
            if only is None
        ],
        timeline=timeline_of(contract.id, names, only),
        zone=ZoneInfo(reader.time_zone),
    )


def timeline_of(
    contract_id: UUID, names: dict[UUID, str], only: Collection[int] | None = None
) -> Iterator[dossier.TimelineRow]:
    """Yield the story of a log, an event a row."""
    roles = {"client": _("Client"), "professional": _("Professional"), "mediator": _("Mediator"), "site": _("Aval")}
    for one in queries.walk(contract_id):
        if only is not None and one.seq not in only:
            continue
        yield dossier.TimelineRow(
            at=one.at,
            actor=names.get(one.actor_id) or roles.get(one.role, one.role),
            sentence=one.event.sentence(),
            seq=one.seq,
            quote=_quote(one),
            money=_money(one),
        )


def _quote(one: Recorded) -> str:
    """Return what was said, word for word; the agreement's canonical terms have a page of their own."""
    if one.kind == "contracts.version-drafted.1":
        return ""
    texts = [text for _name, text in one.event.texts()]
    if one.key is not None:
        bound = _("Signed with the person's own passkey, which event %(seq)d names:") % {"seq": one.key}
        return "\n".join([*texts, bound, one.statement])
    if one.is_weighty:
        texts.append(_("Without a passkey: only the site says who it was."))
    return "\n".join(texts)


def _money(one: Recorded) -> str:
    amounts = _amounts_of(type(one.event))  # type: ignore[arg-type]  # a class can be hashed
    return ", ".join(str(value) for name in amounts if (value := getattr(one.event, name))) if amounts else ""


@cache
def _amounts_of(kind: type[Event]) -> tuple[str, ...]:
    """Return which fields of an event hold money."""
    hints = get_type_hints(kind)
    return tuple(name for name, hint in hints.items() if hint in (Money, Money | None))


def _language(code: str) -> Literal["en", "es", "pt"]:
    return "pt" if code.startswith("pt") else "es" if code.startswith("es") else "en"
