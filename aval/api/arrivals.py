"""What arrives live (mail, linked chats), how two exports differ, and what a record lacks."""

import tempfile
from datetime import datetime
from typing import Any, BinaryIO, Literal, cast
from uuid import UUID

from django.http import FileResponse, HttpRequest
from ninja import Router, Schema, Status

from aval.api.imports import EntryOut
from aval.api.requests import act_of
from aval.conversation import access as conversation
from aval.conversation import queries as gates
from aval.imports import arrivals, bridging, comparing, completeness, exports, queries
from aval.imports.addresses import address_of
from aval.imports.models import Arrival, Bridge
from aval.kernel.clock import now

router = Router(tags=["outside"])

IN_MEMORY_MAX = 8 * 1024 * 1024


class AddressOut(Schema):
    """A contract's own e-mail address; mail to it is refused until the gate is open."""

    address: str
    open: bool


class ArrivalOut(Schema):
    """Something that arrived: what it says, what shows its origin, and whether anybody has claimed it."""

    id: UUID
    source: str
    sender: str
    name: str
    received_at: datetime
    at: datetime | None
    subject: str
    text: str
    quoted: str
    proof: str
    evidence: dict[str, Any]
    doubts: list[str]
    status: str
    raw_sha256: str

    @classmethod
    def of(cls, arrived: Arrival) -> "ArrivalOut":
        """Show something that arrived."""
        return cls(
            id=arrived.id,
            source=arrived.source,
            sender=arrived.sender,
            name=arrived.name,
            received_at=arrived.received_at,
            at=arrived.at,
            subject=arrived.subject,
            text=arrived.text,
            quoted=arrived.quoted,
            proof=arrived.proof,
            evidence=arrived.evidence,
            doubts=queries.doubts_of(arrived),
            status=arrived.status,
            raw_sha256=arrived.raw_id or "",
        )


class ClaimIn(Schema):
    """Whether the caller wrote it, or somebody else who is no party."""

    own: bool


class BridgeOut(Schema):
    """A chat of another app that is or was linked."""

    id: UUID
    source: str
    chat: str
    linked_by: UUID
    linked_at: datetime
    ended_by: UUID | None
    ended_at: datetime | None

    @classmethod
    def of(cls, bridge: Bridge) -> "BridgeOut":
        """Show a bridge."""
        return cls(
            id=bridge.id,
            source=bridge.source,
            chat=bridge.chat,
            linked_by=bridge.linked_by_id,
            linked_at=bridge.linked_at,
            ended_by=bridge.ended_by_id,
            ended_at=bridge.ended_at,
        )


class BridgeCodeOut(Schema):
    """What the caller writes in the chat that is to be linked; good once."""

    code: str


class DifferenceOut(Schema):
    """A message as each party's export has it; null where an export does not hold it."""

    at: datetime
    client: EntryOut | None
    professional: EntryOut | None


class ComparisonOut(Schema):
    """What two exports of one app agree on, in the time that both cover, and where they differ."""

    source: str
    since: datetime
    until: datetime
    agreed: int
    differences: list[DifferenceOut]


class GapOut(Schema):
    """Something that the record probably lacks: why Aval thinks so, and what to do."""

    key: str
    kind: str
    at: datetime
    why: str
    advice: str
    words: str
    place: str
    dismissed_by: UUID | None
    dismissal: str

    @classmethod
    def of(cls, gap: completeness.Gap) -> "GapOut":
        """Show a gap."""
        return cls(
            key=gap.key,
            kind=gap.kind,
            at=gap.at,
            why=gap.why,
            advice=gap.advice,
            words=gap.words,
            place=gap.place,
            dismissed_by=gap.dismissal.dismissed_by_id if gap.dismissal else None,
            dismissal=gap.dismissal.word if gap.dismissal else "",
        )


class GapDismissalIn(Schema):
    """Why nothing is missing there."""

    gap: str
    word: str


@router.get("/conversations/{uuid:contract_id}/address", response=AddressOut)
def show_address(request: HttpRequest, contract_id: UUID) -> AddressOut:
    """Tell where mail about a contract can be sent or copied."""
    thread = conversation.thread_for(contract_id, act_of(request).actor_id)
    return AddressOut(address=address_of(contract_id), open=gates.gate_of(thread).is_open)


@router.get("/conversations/{uuid:contract_id}/arrivals", response=list[ArrivalOut])
def list_arrivals(request: HttpRequest, contract_id: UUID) -> list[ArrivalOut]:
    """List what arrived and nobody has claimed, the newest first."""
    conversation.thread_for(contract_id, act_of(request).actor_id)
    return [ArrivalOut.of(one) for one in queries.waiting_arrivals(contract_id)]


@router.put("/conversations/{uuid:contract_id}/arrivals/{uuid:arrival_id}/claim", response=EntryOut)
def claim_arrival(request: HttpRequest, contract_id: UUID, arrival_id: UUID, claim: ClaimIn) -> EntryOut:
    """Say whose a waiting message is."""
    entry = arrivals.claim_arrival(act_of(request), contract_id=contract_id, arrival_id=arrival_id, own=claim.own)
    return EntryOut.of(queries.entry(contract_id, entry.id))


@router.put("/conversations/{uuid:contract_id}/arrivals/{uuid:arrival_id}/setting-aside", response=ArrivalOut)
def set_arrival_aside(request: HttpRequest, contract_id: UUID, arrival_id: UUID) -> ArrivalOut:
    """Say that a waiting message has nothing to do with the contract."""
    return ArrivalOut.of(arrivals.set_arrival_aside(act_of(request), contract_id=contract_id, arrival_id=arrival_id))


@router.get("/conversations/{uuid:contract_id}/bridges", response=list[BridgeOut])
def list_bridges(request: HttpRequest, contract_id: UUID) -> list[BridgeOut]:
    """List the chats that are or were linked."""
    conversation.thread_for(contract_id, act_of(request).actor_id)
    return [BridgeOut.of(one) for one in queries.bridges(contract_id)]


@router.post("/conversations/{uuid:contract_id}/bridges", response={201: BridgeCodeOut})
def make_bridge_code(request: HttpRequest, contract_id: UUID) -> Status[BridgeCodeOut]:
    """Get the code that links a chat once it is written there."""
    return Status(201, BridgeCodeOut(code=bridging.make_code(act_of(request), contract_id=contract_id).code))


@router.delete("/conversations/{uuid:contract_id}/bridges/{uuid:bridge_id}", response=BridgeOut)
def end_bridge(request: HttpRequest, contract_id: UUID, bridge_id: UUID) -> BridgeOut:
    """End a link; what came in stays."""
    return BridgeOut.of(bridging.end_bridge(act_of(request), contract_id=contract_id, bridge_id=bridge_id))


@router.get("/conversations/{uuid:contract_id}/comparison", response=list[ComparisonOut])
def compare_exports(request: HttpRequest, contract_id: UUID) -> list[ComparisonOut]:
    """Compare the two parties' exports of the same conversations."""
    thread = conversation.thread_for(contract_id, act_of(request).actor_id)
    return [
        ComparisonOut(
            source=one.source,
            since=one.since,
            until=one.until,
            agreed=one.agreed,
            differences=[
                DifferenceOut(
                    at=difference.at,
                    client=EntryOut.of(difference.client) if difference.client else None,
                    professional=EntryOut.of(difference.professional) if difference.professional else None,
                )
                for difference in one.differences
            ],
        )
        for one in comparing.comparisons(thread)
    ]


@router.get("/conversations/{uuid:contract_id}/export")
def export_conversation(
    request: HttpRequest, contract_id: UUID, form: Literal["rsmf", "vcon"] = "vcon"
) -> FileResponse:
    """Return the conversation, with what was brought in, in a form that other tools read: RSMF or vCon."""
    reader_id = act_of(request).actor_id
    thread = conversation.thread_for(contract_id, reader_id)
    stream = cast(BinaryIO, tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_MAX))  # noqa: SIM115 (the response closes it)
    exports.write_conversation(stream, thread=thread, form=form, reader_id=reader_id, made_at=now())
    stream.seek(0)
    name = f"conversation-{contract_id}.{form}"
    return FileResponse(stream, as_attachment=True, filename=name, content_type=exports.FORMS[form])


@router.get("/conversations/{uuid:contract_id}/gaps", response=list[GapOut])
def list_gaps(request: HttpRequest, contract_id: UUID) -> list[GapOut]:
    """List what the record lacks, with what a party said about it."""
    conversation.thread_for(contract_id, act_of(request).actor_id)
    return [GapOut.of(gap) for gap in completeness.gaps(contract_id, at=now())]


@router.post("/conversations/{uuid:contract_id}/gaps", response={201: GapOut})
def dismiss_gap(request: HttpRequest, contract_id: UUID, dismissal: GapDismissalIn) -> Status[GapOut]:
    """Say in a word why nothing is missing."""
    act = act_of(request)
    completeness.dismiss_gap(act, contract_id=contract_id, gap=dismissal.gap, word=dismissal.word)
    found = completeness.gaps(contract_id, at=act.at)
    return Status(201, next(GapOut.of(gap) for gap in found if gap.key == dismissal.gap))
