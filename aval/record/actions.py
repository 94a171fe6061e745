"""Opening a log, and appending to it as the last step of the action that an event reports.

Events of one transaction are collected, built on the head that was read under lock, and written by one statement
just before the commit, together with the head that covers them, signed once. Of many at once, as an import has them,
the database takes a piece in while the next is being built.
"""

import base64
import secrets
from collections.abc import Hashable, Iterable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from aval.kernel import statements
from aval.kernel.acts import Act
from aval.kernel.ids import SITE_ID
from aval.kernel.transactions import before_commit, memory, step
from aval.proofs import canonical, checkpoints, receipts
from aval.proofs.events import (
    FACTS,
    SALT_SIZE,
    Actor,
    After,
    EnvelopeError,
    Mould,
    Part,
    Shape,
    build_envelope,
    commit,
    commit_digest,
    commitment_of,
)
from aval.proofs.intents import STATEMENT, digest_of
from aval.proofs.sitelog import KEY_SIZE
from aval.proofs.tree import Frontier, Tree, leaf_hash
from aval.record import guard, keys, signing
from aval.record.events import ActorAdmitted, ErasureExecuted, Event, KeyBound, PartOf, RecordOpened, Ref, Text, pack
from aval.record.models import Log, LogActor
from aval.record.signing import Signed

CLIENT, PROFESSIONAL, SITE = "client", "professional", "site"
_WRITING = "record.writing"
# From so many on, building them together and sending them in pieces is faster than one by one.
_MANY = 64
_PIECE = 125
_APPEND = "SELECT record_append(%b, %b, %b, %b, %b, %b, %b, %b::bytea[], %b, %b)"
_EXTEND = (
    "SELECT record_extend(%b, %b, %b::bytea[], %b::bytea[], %b::int[], %b::text[], %b::text[], %b::text[], %b,"
    " %b::bytea[], %b::text[], %b, %b)"
)


class NotInThisLog(LookupError):
    """The actor has no pseudonym in this log: they are neither a party nor admitted."""


class Appended(NamedTuple):
    """Where an event stands: its number in the contract's log, and its leaf hash."""

    seq: int
    leaf: bytes


@dataclass(frozen=True, slots=True)
class Receipt:
    """The proof given to whoever acted: this event is in a head that the site signed (C2SP tlog-proof)."""

    contract_id: UUID
    seq: int
    kind: str
    text: bytes


class _Held(NamedTuple):
    """A part as it is kept: with its salt, and its body or the name and the hash of the stored file."""

    part: str
    media: str
    salt: bytes
    body: bytes | None
    name: str = ""
    file: str = ""


@dataclass(slots=True)
class _Unsent:
    """Events as the database takes them in.

    Of each there are its parts' names and media classes, a line for each part; the parts' contents stand side by side,
    an event's up to where it ``ends``.
    """

    envelopes: list[bytes] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    medias: list[str] = field(default_factory=list)
    salts: list[bytes] = field(default_factory=list)
    bodies: list[bytes | None] = field(default_factory=list)
    files: dict[int, tuple[str, str]] = field(default_factory=dict)

    def add(self, envelope: bytes, held: Sequence[_Held]) -> None:
        """Take in one event."""
        self.parts.append("\n".join(one.part for one in held))
        self.medias.append("\n".join(one.media for one in held))
        for one in held:
            if one.file:
                self.files[len(self.bodies)] = one.name, one.file
            self.salts.append(one.salt)
            self.bodies.append(one.body)
        self.envelopes.append(envelope)
        self.ends.append(len(self.bodies))


class _Form(NamedTuple):
    """What events of one shape share: their envelopes' mould, and their parts as the database takes them in."""

    mould: Mould
    parts: str
    medias: str


@dataclass(slots=True)
class _Writing:
    """What one transaction appends to one log: ``sent`` events are in the database already, those unsent are not yet.

    Kinds and leaves stay for the receipts, whether sent or not.
    """

    contract_id: UUID
    origin: str
    before: Frontier
    frontier: Frontier
    last_leaf: bytes
    site_size: int
    after: After | None
    actors: dict[UUID, Actor]
    sent: int = 0
    kinds: list[str] = field(default_factory=list)
    leaves: list[bytes] = field(default_factory=list)
    unsent: _Unsent = field(default_factory=_Unsent)


_receipts: ContextVar[tuple[UUID, list[tuple[_Writing, bytes]]] | None] = ContextVar("receipts", default=None)


@step
def open_log(
    act: Act, *, contract_id: UUID, client_id: UUID, professional_id: UUID, client_name: str, professional_name: str
) -> Appended:
    """Begin the record of a relation between a client and a professional.

    :param contract_id: the relation's id, which is the log's from now on
    :param client_name: as shown at this moment; kept as an erasable part of event 0
    """
    pseudonyms = {account: secrets.token_urlsafe(12) for account in (client_id, professional_id)}
    roles = {client_id: CLIENT, professional_id: PROFESSIONAL, SITE_ID: SITE}
    site_key = secrets.token_bytes(KEY_SIZE)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT record_open(%s, %s, %s::uuid[], %s::text[], %s::text[], %s)",
            [
                contract_id,
                keys.origin_of(str(contract_id)),
                list(roles),
                [pseudonyms.get(account, SITE) for account in roles],
                list(roles.values()),
                site_key,
            ],
        )
    return append(
        act,
        contract_id,
        RecordOpened(
            client_id=client_id,
            professional_id=professional_id,
            client_pseudonym=pseudonyms[client_id],
            professional_pseudonym=pseudonyms[professional_id],
            client_name=Text(client_name),
            professional_name=Text(professional_name),
            site_key=base64.b64encode(site_key).decode(),
        ),
    )


@step
def admit(act: Act, *, contract_id: UUID, account_id: UUID, role: str, name: str) -> None:
    """Give somebody besides the parties a pseudonym in this log, and say so in the log itself; harmless to repeat."""
    if LogActor.objects.filter(contract_id=contract_id, account_id=account_id).exists():
        return
    pseudonym = secrets.token_urlsafe(12)
    with connection.cursor() as cursor:
        cursor.execute("SELECT record_admit(%s, %s, %s, %s)", [contract_id, account_id, pseudonym, role])
    writing = memory(_WRITING, dict[UUID, _Writing]).get(contract_id)
    if writing is not None:
        writing.actors[account_id] = Actor(pseudonym, role, act.via)
    append(
        Act.by_site(act.at, request_id=act.request_id, via=act.via),
        contract_id,
        ActorAdmitted(pseudonym, role, Text(name)),
    )


@step
def append(act: Act, contract_id: UUID, event: Event) -> Appended:
    """Append one event to a contract's log, at the next place, in the actor's name.

    :raises NotInThisLog: if the actor has no pseudonym there
    :raises Log.DoesNotExist: if there is no such log
    """
    return append_many(act, contract_id, [event])[0]


@step
def append_signed(act: Act, contract_id: UUID, event: Event, signed: Signed | None) -> Appended:
    """Append an event of weight with what the actor's own key signed, if it did.

    The first time a key signs in a log, the event that binds it to the person goes before.

    :raises NotInThisLog: if the actor has no pseudonym there
    """
    if signed is None:
        return append(act, contract_id, event)
    bound = signing.bound_at(contract_id, act.actor_id, signed.key)
    if bound is None:
        bound = append(act, contract_id, KeyBound(**signed.key.facts())).seq
    writing = _begin(contract_id, act)
    return _append(writing, writing.actors[act.actor_id], act, event, signed, bound)


@step
def append_many(act: Act, contract_id: UUID, events: Iterable[Event]) -> list[Appended]:
    """Append events in order, as :func:`append` does one."""
    writing = _begin(contract_id, act)
    actor = writing.actors[act.actor_id]
    events = list(events)
    if len(events) < _MANY:
        return [_append(writing, actor, act, event) for event in events]
    return _append_in_pieces(writing, actor, act, events)


@step
def erase(act: Act, contract_id: UUID, *, ground: str, parts: Sequence[PartOf], asked_by: str) -> Appended:
    """Destroy payload and salt of these parts, and say so in the log, in the site's name.

    What repeats a part elsewhere is its own module's to forget; it reads :class:`ErasedPart` for that.

    :param ground: one of :data:`aval.record.events.GROUNDS`
    :param asked_by: the role of whose request it is
    :raises IntegrityError: at the commit, where the database's own conditions are not met
    """
    chosen = sorted(set(parts))
    erased = tuple(Ref(seq) for seq in dict.fromkeys(part.seq for part in chosen))
    site = Act.by_site(act.at, request_id=act.request_id, via=act.via)
    said = append(site, contract_id, ErasureExecuted(erased, ground, tuple(chosen), asked_by))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT record_erase(%s, %s, %s, %s::bigint[], %s::text[], %s)",
            [contract_id, said.seq, ground, [one.seq for one in chosen], [one.part for one in chosen], act.at],
        )
    return said


def receipts_of(act: Act) -> list[Receipt]:
    """Return the receipts of what this act appended, once its action has committed."""
    kept = _receipts.get()
    if kept is None or kept[0] != act.request_id:
        return []
    found = []
    for writing, note in kept[1]:
        tree = Tree(writing.leaves, after=writing.before)
        for offset, kind in enumerate(writing.kinds):
            seq = writing.before.size + offset
            text = receipts.build(index=seq, proof=tree.inclusion_proof(seq), checkpoint=note)
            found.append(Receipt(writing.contract_id, seq, kind, text))
    return found


@step
def lock(act: Act, contract_id: UUID) -> None:
    """Lock a log's head with the next statement that is run, if the actor acts in it.

    Nothing happens if they don't, or if there is no such log.
    """
    statements.hold("SELECT record_lock(%b, %b)", [contract_id, act.actor_id])


@step
def locked(act: Act, contract_id: UUID, head: Sequence[Any]) -> None:
    """Take over a head that the caller's own statement read after :func:`lock`: one round trip fewer.

    :param head: the columns of ``record_stand``, as they came
    """
    if contract_id not in memory(_WRITING, dict[UUID, _Writing]):
        _open(contract_id, act, head)


def _begin(contract_id: UUID, act: Act) -> _Writing:
    """Lock the log's head, once in a transaction, and have what is appended written before the commit.

    :raises NotInThisLog: if the actor has no pseudonym there
    :raises Log.DoesNotExist: if there is no such log
    """
    open_logs = memory(_WRITING, dict[UUID, _Writing])
    writing = open_logs.get(contract_id)
    if writing is not None and act.actor_id in writing.actors:
        return writing
    lock(act, contract_id)
    rows = statements.run("SELECT * FROM record_stand(%b, %b)", [contract_id, act.actor_id])
    if not rows:
        raise Log.DoesNotExist(f"no log {contract_id}")
    return _open(contract_id, act, rows[0])


def _open(contract_id: UUID, act: Act, row: Sequence[Any]) -> _Writing:
    open_logs = memory(_WRITING, dict[UUID, _Writing])
    writing = open_logs.get(contract_id)
    origin, _size, frontier, last_leaf, pseudonym, role, site_size, after_size, after_root = row
    if pseudonym is None:
        raise NotInThisLog(f"{act.actor_id} does not act in {contract_id}")
    if writing is None:
        guard.require(site_size)
        before = Frontier.from_bytes(bytes(frontier))
        after = After(after_size, bytes(after_root)) if after_size else None
        writing = _Writing(contract_id, origin, before, before.copy(), bytes(last_leaf), site_size, after, {})
        open_logs[contract_id] = writing
        before_commit(("record", contract_id), partial(_write, contract_id, act))
    writing.actors[act.actor_id] = Actor(pseudonym, role, act.via)
    return writing


def _append(
    writing: _Writing, actor: Actor, act: Act, event: Event, signed: Signed | None = None, key: int | None = None
) -> Appended:
    parts: list[Part] = []
    held: list[_Held] = []
    pieces = event.split()
    said = [(FACTS, "json", canonical.encode(pieces.facts))] if pieces.facts else []
    for name, media, body in [*said, *((name, "text", text.encode()) for name, text in pieces.texts)]:
        salt, commitment = commit(body)
        held.append(_Held(name, media, salt, body))
        parts.append(Part(name, media, commitment))
    for name, file in pieces.files:
        salt, commitment = commit_digest(bytes.fromhex(file.sha256))
        held.append(_Held(name, file.media, salt, None, file.name, file.sha256))
        parts.append(Part(name, "file", commitment))
    references = dict(pieces.references)
    if signed is not None and key is not None:
        statement, salt = signed.intended.statement, signed.intended.salt
        held.append(_Held(STATEMENT, "text", salt, statement.encode()))
        parts.append(Part(STATEMENT, "text", commitment_of(salt, digest_of(statement))))
        references["key"] = key
    seq = writing.frontier.size
    envelope = build_envelope(
        log=writing.origin,
        seq=seq,
        kind=event.KIND,
        at=act.at,
        prev=writing.last_leaf or None,
        actor=actor,
        parts=parts,
        refs=references,
        intent=signed.intended.intent if signed else None,
        proof=signed.proof if signed else None,
        after=writing.after,
    )
    leaf = leaf_hash(envelope)
    writing.kinds.append(event.KIND)
    writing.unsent.add(envelope, held)
    writing.leaves.append(leaf)
    writing.frontier.append(leaf)
    writing.last_leaf = leaf
    return Appended(seq, leaf)


def _append_in_pieces(writing: _Writing, actor: Actor, act: Act, events: Sequence[Event]) -> list[Appended]:
    """Append many events, byte for byte as one by one; what they share is checked and spelled out once."""
    first = writing.frontier.size
    forms: dict[Hashable, _Form | None] = {}
    with statements.ahead() as send:
        for start in range(0, len(events), _PIECE):
            # The last one is not sent yet: it takes the signed head along.
            if writing.unsent.envelopes:
                send(_EXTEND, _take_unsent(writing, None, None))
            _append_piece(writing, actor, act, events[start : start + _PIECE], forms)
    return list(map(Appended, range(first, writing.frontier.size), writing.leaves[first - writing.before.size :]))


def _append_piece(
    writing: _Writing, actor: Actor, act: Act, events: Sequence[Event], forms: dict[Hashable, _Form | None]
) -> None:
    packs, unsent = [pack(event) for event in events], writing.unsent
    salts = secrets.token_bytes(SALT_SIZE * sum(len(packed.payloads) for packed in packs if packed))
    grown = drawn = 0
    for event, packed in zip(events, packs, strict=True):
        form = packed and _form(writing, actor, act, event.KIND, packed.shape, forms)
        if packed is None or form is None:
            writing.frontier.extend(writing.leaves[len(writing.leaves) - grown :])
            _append(writing, actor, act, event)
            grown = 0
            continue
        commitments = []
        for body in packed.payloads:
            salt = salts[drawn : drawn + SALT_SIZE]
            drawn += SALT_SIZE
            commitments.append(commitment_of(salt, sha256(body).digest()))
            unsent.salts.append(salt)
        unsent.bodies += packed.payloads
        unsent.parts.append(form.parts)
        unsent.medias.append(form.medias)
        envelope = form.mould.fill(writing.frontier.size + grown, writing.last_leaf, commitments)
        writing.last_leaf = leaf_hash(envelope)
        writing.kinds.append(event.KIND)
        unsent.envelopes.append(envelope)
        unsent.ends.append(len(unsent.bodies))
        writing.leaves.append(writing.last_leaf)
        grown += 1
    writing.frontier.extend(writing.leaves[len(writing.leaves) - grown :])


def _form(
    writing: _Writing, actor: Actor, act: Act, kind: str, shape: Shape, forms: dict[Hashable, _Form | None]
) -> _Form | None:
    """Return what events of this shape are filled in from; None where each has to be built by itself."""
    if not writing.last_leaf:
        return None  # the log's first event, the only one that follows none
    key = kind, shape
    if key not in forms:
        try:
            mould = Mould(log=writing.origin, kind=kind, at=act.at, actor=actor, parts=shape, after=writing.after)
        except EnvelopeError:
            forms[key] = None  # so large that a longer number could make it too large; or wrong, and then told so
        else:
            forms[key] = _Form(mould, *("\n".join(part[place] for part in shape) for place in (0, 1)))
    return forms[key]


def _write(contract_id: UUID, act: Act) -> None:
    writing = memory(_WRITING, dict[UUID, _Writing])[contract_id]
    if not writing.leaves:
        return
    frontier = writing.frontier
    # The first head of the site log that can hold this one has one entry more than there are now.
    signers = keys.signers(writing.site_size + 1)
    note = checkpoints.sign(*signers, origin=writing.origin, size=frontier.size, root=frontier.root())
    if len(writing.unsent.envelopes) == 1 and frontier.size > 1 and not writing.unsent.files:
        statements.hold(_APPEND, _take_one(writing, frontier.to_bytes(), note))
    else:
        statements.hold(_EXTEND, _take_unsent(writing, frontier.to_bytes(), note))
    # Open pages and the worker are told after the commit; a notice that gets lost is made good by the next one.
    statements.follow("SELECT pg_notify('aval_live', %s)", [f"{contract_id}:{frontier.size - 1}"])
    kept = _receipts.get()
    written = kept[1] if kept is not None and kept[0] == act.request_id else []
    _receipts.set((act.request_id, [*written, (writing, note)]))


def _take_unsent(writing: _Writing, frontier: bytes | None, note: bytes | None) -> list[Any]:
    """Return what the database lacks, as ``record_extend`` takes it, and count it as sent."""
    unsent, leaves = writing.unsent, writing.leaves[writing.sent :]
    size = writing.before.size + writing.sent
    writing.sent, writing.unsent = len(writing.leaves), _Unsent()
    files = [unsent.files.get(place, ("", None)) for place in range(len(unsent.bodies))] if unsent.files else []
    return [
        writing.contract_id,
        size,
        unsent.envelopes,
        leaves,
        unsent.ends,
        unsent.parts,
        unsent.medias,
        [name for name, _file in files] or None,
        b"".join(unsent.salts),
        unsent.bodies,
        [file for _name, file in files] or None,
        frontier,
        note,
    ]


def _take_one(writing: _Writing, frontier: bytes, note: bytes) -> list[Any]:
    """Return the only event that the database lacks, as ``record_append`` takes it, and count it as sent."""
    contract_id, size, (envelope,), (leaf,), _, (parts,), (medias,), _, salts, bodies, _, *head = _take_unsent(
        writing, frontier, note
    )
    return [contract_id, size, envelope, leaf, parts, medias, salts, bodies, *head]
