"""What a person's own key signs: the intent of an act, made before the act and checked when it is done.

Between the two nothing is kept here: the caller hands out the intent with what it needs to know it again. An intent
counts once: the log itself is looked at for it, from the head on that it names.
"""

import base64
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from aval.proofs import canonical, checkpoints, intents
from aval.proofs.events import commit, commitment_of
from aval.proofs.intents import Key
from aval.record.events import Event
from aval.record.models import Event as EventRow
from aval.record.models import Head, Log, LogActor, Payload

NONCE_SIZE = 32


class OtherIntent(ValueError):
    """The intent is not of this act, was used already, or names a head that this log never had."""


@dataclass(frozen=True, slots=True)
class Deed:
    """An act of weight before it is done: in which log, as which event, about which earlier one, and in which words.

    :ivar about: finds the number of the earlier event; asked only if something is signed
    :ivar say: puts the act into words, in the language that is active; the same words for the same act
    """

    contract_id: UUID
    kind: type[Event]
    about: Callable[[], int]
    say: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Intended:
    """What a key is to sign, the words that it names, and the salt of the commitment to them."""

    intent: bytes
    statement: str
    salt: bytes


@dataclass(frozen=True, slots=True)
class Signed:
    """What an event carries of its actor's own key: the key, what it was to sign, and the pieces of the assertion."""

    key: Key
    intended: Intended
    proof: Mapping[str, bytes]


def intend(deed: Deed, *, at: datetime) -> Intended:
    """Return the intent of a deed under the log's present head, in the language that is active.

    :raises Log.DoesNotExist: if there is no such log
    """
    log = Log.objects.get(id=deed.contract_id)
    head = checkpoints.parse(bytes(log.note))
    statement = deed.say()
    salt, what = commit(statement.encode())
    intent = intents.build_intent(
        log=log.origin,
        kind=deed.kind.KIND,
        about=_leaf(deed),
        what=what,
        seen_size=head.size,
        seen_root=head.root,
        at=at,
        nonce=secrets.token_bytes(NONCE_SIZE),
    )
    return Intended(intent, statement, salt)


def check_intent(intended: Intended, deed: Deed) -> None:
    """Check, with the contract locked, that an intent is of this deed in these words and was not used yet.

    :raises OtherIntent: if it is of another deed or other words, or its turn is over
    """
    said = canonical.decode(intended.intent)
    origin = Log.objects.values_list("origin", flat=True).get(id=deed.contract_id)
    what = commitment_of(intended.salt, intents.digest_of(intended.statement))
    is_of_this = (said["log"], said["type"]) == (origin, deed.kind.KIND) and said["about"] == _base64(_leaf(deed))
    if not is_of_this or said["what"] != _base64(what) or intended.statement != deed.say():
        raise OtherIntent
    size, root = said["seen"]["size"], base64.b64decode(said["seen"]["root"])
    head = Head.objects.filter(contract_id=deed.contract_id, seq=size - 1).first()
    if head is None or checkpoints.parse(bytes(head.note)).root != root:
        raise OtherIntent
    needle = base64.b64encode(intended.intent)
    since = EventRow.objects.filter(contract_id=deed.contract_id, seq__gte=size, kind=deed.kind.KIND)
    if any(needle in bytes(envelope) for envelope in since.values_list("envelope", flat=True)):
        raise OtherIntent


def bound_at(contract_id: UUID, account_id: UUID, key: Key) -> int | None:
    """Return the number of the event that binds this key to this person in this log, or None."""
    pseudonyms = LogActor.objects.filter(contract_id=contract_id, account_id=account_id).values("pseudonym")
    bound = EventRow.objects.filter(contract_id=contract_id, kind=intents.KEY_KIND, pseudonym__in=pseudonyms)
    facts = canonical.encode(key.facts())
    payloads = Payload.objects.filter(contract_id=contract_id, seq__in=bound.values("seq"), body=facts)
    return payloads.order_by("seq").values_list("seq", flat=True).first()


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _leaf(deed: Deed) -> bytes:
    leaf = EventRow.objects.values_list("leaf", flat=True).get(contract_id=deed.contract_id, seq=deed.about())
    return bytes(leaf)
