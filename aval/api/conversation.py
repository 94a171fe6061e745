"""Conversations: reading them, and what is said in them."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status

from aval.api.files import AttachmentOut
from aval.api.requests import act_of
from aval.conversation import access, queries
from aval.conversation import actions as conversation
from aval.moderation import queries as moderation
from aval.moderation.actions import FilesBeingChecked
from aval.moderation.models import HeldPost

router = Router(tags=["conversation"])

PAGE_MAX = 200


class MessageIn(Schema):
    """What to say: a text, files kept before, and what it answers."""

    text: str = ""
    attachments: list[UUID] = []
    reply_to: UUID | None = None


class PostedOut(Schema):
    """Where a message stands: its id, and its number in the contract's record."""

    id: UUID
    seq: int
    at: datetime


class HeldOut(Schema):
    """A message of one's own that waits until its files were looked at; nobody else has it yet."""

    held_id: UUID
    state: str
    """``checking``, or ``refused`` with the refused text's id."""
    text: str
    held_at: datetime
    refused_id: UUID | None = None

    @classmethod
    def of(cls, held: HeldPost) -> "HeldOut":
        """Show a held message."""
        refused = getattr(held, "refused", None)
        return cls(
            held_id=held.id,
            state="refused" if refused else "checking",
            text=held.text,
            held_at=held.held_at,
            refused_id=refused.id if refused else None,
        )


class ExceptionOut(Schema):
    """Some contact details may be exchanged here before escrow: which, why, until when."""

    kinds: list[str]
    ground: str
    reason: str
    until: datetime


class MessageTextIn(Schema):
    """What a message is to say from now on."""

    text: str


class MessageVersionOut(Schema):
    """What a message said before."""

    number: int
    text: str
    at: datetime


class MessageOut(Schema):
    """A message as it stands."""

    id: UUID
    seq: int
    author_id: UUID
    at: datetime
    text: str | None
    """None once it was withdrawn; the record keeps it."""
    withdrawn_at: datetime | None
    edited_at: datetime | None
    reply_to: UUID | None
    earlier: list[MessageVersionOut]
    files: list[AttachmentOut]

    @classmethod
    def of(cls, shown: queries.Shown) -> "MessageOut":
        """Show a message; of a withdrawn one only that it was there."""
        gone = shown.withdrawn_at is not None
        earlier = [] if gone else [MessageVersionOut(number=v.number, text=v.text, at=v.at) for v in shown.earlier]
        return cls(
            id=shown.id,
            seq=shown.seq,
            author_id=shown.author_id,
            at=shown.at,
            text=None if gone else shown.text,
            withdrawn_at=shown.withdrawn_at,
            edited_at=shown.edited_at,
            reply_to=shown.reply_to,
            earlier=earlier,
            files=[] if gone else [AttachmentOut.of(file) for file in shown.files],
        )


class MessagesOut(Schema):
    """A stretch of a conversation, oldest first; ``next`` is what to ask for ``before`` to get what came earlier."""

    items: list[MessageOut]
    next: int | None


class GateOut(Schema):
    """May contact details be exchanged, since when, because of which milestone, in words."""

    is_open: bool
    since: datetime | None
    because: UUID | None
    sentence: str


class ConversationOut(Schema):
    """A conversation: between whom, about what, and how its gate stands."""

    contract_id: UUID
    client_id: UUID
    professional_id: UUID
    subject: str
    gate: GateOut
    exceptions: list[ExceptionOut]


class MarkIn(Schema):
    """The place in the record up to which one has read."""

    seq: int


@router.get("/conversations/{uuid:contract_id}", response=ConversationOut)
def show_conversation(request: HttpRequest, contract_id: UUID) -> ConversationOut:
    """Show a conversation and its gate."""
    thread = access.thread_for(contract_id, act_of(request).actor_id)
    gate = queries.gate_of(thread)
    return ConversationOut(
        contract_id=thread.contract_id,
        client_id=thread.client_id,
        professional_id=thread.professional_id,
        subject=thread.subject,
        gate=GateOut(is_open=gate.is_open, since=gate.since, because=gate.because, sentence=gate.sentence),
        exceptions=[
            ExceptionOut(kinds=one.kinds, ground=one.ground, reason=one.reason, until=one.until)
            for one in moderation.exceptions_of(contract_id).filter(until__gt=act_of(request).at)
        ],
    )


@router.get("/conversations/{uuid:contract_id}/messages", response=MessagesOut)
def list_messages(
    request: HttpRequest,
    contract_id: UUID,
    before: int | None = None,
    after: int = -1,
    words: str = "",
    limit: int = 50,
) -> MessagesOut:
    """List the latest messages, those before or after a place in the record, or those that hold some words."""
    access.thread_for(contract_id, act_of(request).actor_id)
    limit = max(1, min(limit, PAGE_MAX))
    if words.strip():
        return MessagesOut(
            items=[MessageOut.of(one) for one in queries.search(contract_id, words, limit=limit)], next=None
        )
    found = queries.messages(contract_id, before=before, after=after, limit=limit + 1)
    shown = found[-limit:]
    return MessagesOut(items=[MessageOut.of(one) for one in shown], next=shown[0].seq if len(found) > limit else None)


@router.get("/conversations/{uuid:contract_id}/held", response=list[HeldOut])
def list_held(request: HttpRequest, contract_id: UUID) -> list[HeldOut]:
    """List one's own messages that nobody else has yet, because their files are looked at or were refused."""
    actor_id = act_of(request).actor_id
    access.thread_for(contract_id, actor_id)
    return [HeldOut.of(one) for one in moderation.waiting_posts(actor_id, contract_id)]


@router.post("/conversations/{uuid:contract_id}/texts/{uuid:refused_id}/delivery", response={204: None})
def send_again(request: HttpRequest, contract_id: UUID, refused_id: UUID) -> Status[None]:
    """Send a text of one's own that was refused, now that the gate is open."""
    conversation.send_again(act_of(request), contract_id=contract_id, refused_id=refused_id)
    return Status(204, None)


@router.post("/conversations/{uuid:contract_id}/messages", response={201: PostedOut, 202: HeldOut})
def post_message(request: HttpRequest, contract_id: UUID, message: MessageIn) -> HttpResponse:
    """Say something to the other party; 202 if it waits until its files were looked at."""
    try:
        posted = conversation.post_message(
            act_of(request),
            contract_id=contract_id,
            text=message.text,
            attachments=message.attachments,
            reply_to=message.reply_to,
        )
    except FilesBeingChecked as waiting:
        held = HeldOut.of(waiting.held).model_dump_json()
        return HttpResponse(held, status=waiting.status, content_type="application/json")
    # Written out here: most calls are messages, and an answer of three fields needs no validation.
    answer = PostedOut.model_construct(id=posted.id, seq=posted.seq, at=posted.posted_at)
    return HttpResponse(answer.model_dump_json(), status=201, content_type="application/json")


@router.put("/conversations/{uuid:contract_id}/messages/{uuid:message_id}", response=MessageOut)
def edit_message(request: HttpRequest, contract_id: UUID, message_id: UUID, message: MessageTextIn) -> MessageOut:
    """Change what one's own message says; what it said before stays readable."""
    conversation.edit_message(act_of(request), contract_id=contract_id, message_id=message_id, text=message.text)
    return MessageOut.of(queries.message(contract_id, message_id))


@router.delete("/conversations/{uuid:contract_id}/messages/{uuid:message_id}", response={204: None})
def withdraw_message(request: HttpRequest, contract_id: UUID, message_id: UUID) -> HttpResponse:
    """Hide one's own message from view; the record keeps it."""
    conversation.withdraw_message(act_of(request), contract_id=contract_id, message_id=message_id)
    return HttpResponse(status=204)


@router.put("/conversations/{uuid:contract_id}/mark", response={204: None})
def mark_read(request: HttpRequest, contract_id: UUID, mark: MarkIn) -> HttpResponse:
    """Note how far one has read."""
    conversation.mark_read(act_of(request), contract_id=contract_id, seq=mark.seq)
    return HttpResponse(status=204)
