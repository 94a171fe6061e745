"""Linking a chat of another app to a contract, and what becomes of each message that is heard there."""

import secrets
from hashlib import sha256
from uuid import UUID

from aval.conversation.models import Thread
from aval.imports import access, arrivals
from aval.imports.arrivals import Arrived
from aval.imports.bridges.interface import Heard, Request
from aval.imports.bridges.registry import BRIDGES, on
from aval.imports.events import BridgeEnded, BridgeJoined, BridgeLinked
from aval.imports.models import Arrival, Bridge, BridgeCode
from aval.imports.refusals import BridgeIsOff, TooManyWaiting
from aval.kernel.acts import Act
from aval.kernel.refusals import IllegalMove
from aval.kernel.transactions import action
from aval.record import actions as record
from aval.record.events import Text

CODE_PREFIX = "aval-"
CODE_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
CODE_LENGTH = 10


@action
def make_code(act: Act, *, contract_id: UUID) -> BridgeCode:
    """Give a party the code that they say in a chat of another app to link it here. It is good for one chat.

    :raises Thread.DoesNotExist: if the actor is no party of the contract
    :raises GateIsClosed: if contact outside is not open yet
    :raises BridgeIsOff: if this site has no bridge at all
    """
    access.open_thread(contract_id, act.actor_id)
    if not on():
        raise BridgeIsOff
    code = CODE_PREFIX + "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    made, _created = BridgeCode.objects.get_or_create(
        contract_id=contract_id, account_id=act.actor_id, defaults={"code": code, "made_at": act.at}
    )
    return made


@action
def end_bridge(act: Act, *, contract_id: UUID, bridge_id: UUID) -> Bridge:
    """End a bridge; what came in stays, and what is written there from now on does not come in.

    :raises Thread.DoesNotExist: if the actor is no party of the contract
    :raises Bridge.DoesNotExist: if the contract has none of this id
    :raises IllegalMove: if it was ended already
    """
    bridge = access.lock_bridge(contract_id, bridge_id, act.actor_id)
    if bridge.ended_at is not None:
        raise IllegalMove
    bridge.ended_by_id, bridge.ended_at = act.actor_id, act.at
    bridge.save(update_fields=["ended_by", "ended_at"])
    record.append(act, contract_id, BridgeEnded(bridge.id, bridge.source))
    return bridge


def take_in(act: Act, *, provider: str, request: Request) -> int:
    """Check a provider's request and take in what it reports; return how many messages belong to a contract.

    The act is the site's. Each message is an action of its own: should one fail, the provider sends all again, and
    those that are here already change nothing. What is said in a chat that is linked to nothing is not kept.

    :raises UntrustedRequest: if the signature does not fit
    """
    bridge = BRIDGES[provider]
    taken = 0
    for heard in bridge.read(request):
        link_by_code(act, heard=heard)
        linked = Bridge.objects.filter(source=_source(heard), chat=heard.chat, ended_at=None).first()
        # A call is reported when it ends, so it may have begun before the chat was linked.
        earlier = linked is not None and heard.at < linked.linked_at and heard.kind != "call"
        if linked is None or (earlier and not heard.past):
            continue
        try:
            arrivals.receive(
                act,
                contract_id=linked.contract_id,
                arrived=_arrived(heard, request, bridge.scheme),
                bridge_id=linked.id,
            )
        except TooManyWaiting:
            continue
        taken += 1
    return taken


@action
def link_by_code(act: Act, *, heard: Heard) -> Bridge | None:
    """Link a chat if a party's code is said in it, or note which sender there the second party is.

    The event is theirs: they said the code.

    :return: None if no code of ours is said, or the chat is linked to another contract
    """
    code = _code_in(heard.text)
    said = BridgeCode.objects.filter(code=code).first() if code else None
    if said is None or heard.past:
        return None
    Thread.objects.select_for_update(no_key=True).get(contract_id=said.contract_id)
    theirs = Act(said.account_id, act.at, act.request_id, act.via)
    bridge, linked_now = Bridge.objects.get_or_create(
        source=heard.source,
        chat=heard.chat,
        ended_at=None,
        defaults={"contract_id": said.contract_id, "linked_by_id": said.account_id, "linked_at": min(heard.at, act.at)},
    )
    if bridge.contract_id != said.contract_id:
        return None
    if linked_now:
        chat = Text(heard.name or heard.chat)
        record.append(theirs, said.contract_id, BridgeLinked(bridge.id, bridge.source, chat))
    elif bridge.linked_by_id != said.account_id:
        record.append(theirs, said.contract_id, BridgeJoined(bridge.id, bridge.source))
    for source in ("sms", "call") if heard.source == "sms" else (heard.source,):
        arrivals.remember(act, said.contract_id, source, heard.sender, said.account_id)
    # Once said, everybody in the chat knows it: said again by another, it would make that sender this party.
    said.delete()
    return bridge


def _source(heard: Heard) -> str:
    """Return under which app a chat is linked: calls over a number belong to the text messages of that number."""
    return "sms" if heard.source == "call" else heard.source


def _code_in(text: str) -> str | None:
    """Return what looks like a code of ours.

    >>> _code_in("Hola, soy yo: AVAL-abcdefghjk")
    'aval-abcdefghjk'
    """
    lowered = text.lower()
    place = lowered.find(CODE_PREFIX)
    found = lowered[place : place + len(CODE_PREFIX) + CODE_LENGTH]
    return found if place >= 0 and set(found.removeprefix(CODE_PREFIX)) <= set(CODE_LETTERS) else None


def _arrived(heard: Heard, request: Request, scheme: str) -> Arrived:
    # Header and body as they came: what the signature was checked on can be checked again with the secret.
    kept = "".join(f"{name}: {value}\n" for name, value in sorted(request.headers.items())).encode()
    raw = f"{request.method} {request.url}\n".encode() + kept + b"\n" + request.body
    return Arrived(
        source=heard.source,
        provider_id=heard.provider_id,
        sender=heard.sender,
        name=heard.name,
        at=heard.at,
        kind=heard.kind,
        text=heard.text,
        answers=heard.answers,
        changes=heard.changes,
        deleted=heard.deleted,
        missing_files=heard.missing_files,
        raw=raw,
        proof=Arrival.Proof.BRIDGED,
        evidence={"scheme": scheme, "request": sha256(raw).hexdigest(), "past": heard.past},
    )
