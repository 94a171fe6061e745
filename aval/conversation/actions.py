"""Opening a conversation and its gate, and everything said in it."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Max
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from aval.accounts import queries as accounts
from aval.conversation import access
from aval.conversation.events import GateOpened, MessageEdited, MessagePosted, MessageWithdrawn
from aval.conversation.models import (
    Admission,
    GateOpening,
    Message,
    MessageFile,
    MessageVersion,
    ReadMark,
    Thread,
    Withdrawal,
)
from aval.files import actions as files
from aval.files.models import Attachment
from aval.kernel import statements
from aval.kernel.acts import Act
from aval.kernel.ids import new_id
from aval.kernel.refusals import IllegalMove, Refusal
from aval.kernel.transactions import action, step
from aval.moderation import actions as moderation
from aval.moderation.models import HeldPost, HeldRelease, Place, RefusedText
from aval.record import actions as record
from aval.record.events import Text

MESSAGE_LENGTH_MAX = 20_000


class MessageIsEmpty(Refusal):
    """There is neither text nor file."""

    sentence = _("There is nothing in this message yet.")
    advice = _("Write something, or add a file.")
    status = 422


class MessageIsTooLong(Refusal):
    """The text is longer than a message may be."""

    sentence = _("This message is longer than 20,000 characters.")
    advice = _("Send it in two parts, or as a file.")
    status = 422


class NothingChanged(Refusal):
    """The edit says what the message says already."""

    sentence = _("The message says exactly this already.")
    advice = _("Change something before you save it.")
    status = 422


class GateStillClosed(Refusal):
    """A refused text can be sent again only once the gate is open."""

    sentence = _("The gate is still closed, so this can't be sent as it stands.")
    advice = _("It can be sent with one click once the first milestone's money is in escrow.")


@step
def open_thread(
    act: Act, *, contract_id: UUID, client_id: UUID, professional_id: UUID, subject: str, skills: Sequence[str] = ()
) -> Thread:
    """Open the conversation of a proposal, and the record that begins with it. The gate is closed.

    :param subject: what the work is called, at most 200 characters of it are kept
    """
    names = accounts.display_names({client_id, professional_id})
    thread = Thread.objects.create(
        contract_id=contract_id,
        client_id=client_id,
        professional_id=professional_id,
        subject=subject[:200],
        skills=[skill[:40] for skill in skills],
        opened_at=act.at,
    )
    record.open_log(
        act,
        contract_id=contract_id,
        client_id=client_id,
        professional_id=professional_id,
        client_name=names[client_id],
        professional_name=names[professional_id],
    )
    return thread


@step
def forget(act: Act, *, contract_id: UUID) -> None:
    """Take out of the thread, and of what screening kept aside for it, whatever was erased from the record."""
    del act
    with connection.cursor() as cursor:
        cursor.execute("SELECT conversation_forget(%s)", [contract_id])


@step
def open_gate(act: Act, *, contract_id: UUID, because: UUID) -> bool:
    """Let the two exchange contact details from now on, and return whether the gate was still closed.

    :param because: the milestone whose money came into escrow
    :raises Thread.DoesNotExist: if there is no such conversation
    """
    thread = Thread.objects.select_for_update(no_key=True).get(contract_id=contract_id)
    _opening, opened_now = GateOpening.objects.get_or_create(
        thread=thread, defaults={"because": because, "opened_at": act.at}
    )
    if opened_now:
        # In the site's name: the gate follows from the escrow by rule, whoever's payment it was.
        record.append(Act.by_site(act.at, request_id=act.request_id, via=act.via), contract_id, GateOpened(because))
    return opened_now


@step
def admit_reader(act: Act, *, contract_id: UUID, account_id: UUID, role: str = "mediator") -> None:
    """Let somebody besides the two read the conversation. The record says so; doing it twice changes nothing."""
    _admission, admitted_now = Admission.objects.get_or_create(
        contract_id=contract_id, account_id=account_id, defaults={"role": role, "admitted_at": act.at}
    )
    if admitted_now:
        name = accounts.display_names({account_id})[account_id]
        record.admit(act, contract_id=contract_id, account_id=account_id, role=role, name=name)


@step
def dismiss_reader(act: Act, *, contract_id: UUID, account_id: UUID) -> None:
    """Let somebody who was admitted read no more, such as a mediator who stepped down; harmless to repeat."""
    Admission.objects.filter(contract_id=contract_id, account_id=account_id, ended_at=None).update(ended_at=act.at)


_INSERT = (
    "INSERT INTO conversation_message (contract_id, id, seq, author_id, text, reply_to, refused_id, posted_at)"
    " VALUES (%b, %b, %b, %b, %b, %b, %b, %b)"
)


@action
def post_message(
    act: Act, *, contract_id: UUID, text: str, attachments: Sequence[UUID] = (), reply_to: UUID | None = None
) -> Message:
    """Say something to the other party.

    :param attachments: the actor's own uploads, not attached anywhere yet
    :param reply_to: an earlier message of the same thread
    :raises Thread.DoesNotExist: if there is no such thread, or the actor is no party
    :raises Message.DoesNotExist: if what it replies to is not in this thread
    :raises Attachment.DoesNotExist: if a file is not the actor's, or is attached elsewhere
    :raises MessageIsEmpty: if there is neither text nor file
    :raises MessageIsTooLong: if the text has more than 20,000 characters
    :raises ContactDetailsFound: if the gate is closed and screening found a way around it
    :raises FilesBeingChecked: if the gate is closed and its files have to be looked at; it is kept, and goes on then
    """
    text = _readable(text, may_be_empty=bool(attachments))
    entry = access.enter(act, contract_id)
    if reply_to is not None and not Message.objects.filter(contract_id=contract_id, id=reply_to).exists():
        raise Message.DoesNotExist
    chosen = files.choose(act, attachment_ids=attachments)
    # Before anything is attached: a refusal is committed, and must leave the files where they were.
    resume = {"reply_to": _id(reply_to), "attachments": [_id(item) for item in attachments]}
    _screen(act, contract_id, entry, text, chosen, resume)
    if held := _hold(act, contract_id, entry, text, chosen, resume):
        raise moderation.FilesBeingChecked(held)
    attached = files.attach(act, attachment_ids=attachments, contract_id=contract_id)
    return _deliver(act, contract_id, text, attached, reply_to, refused_id=None)


@action
def edit_message(act: Act, *, contract_id: UUID, message_id: UUID, text: str) -> MessageVersion:
    """Change what one's own message says. What it said before stays readable.

    :raises Thread.DoesNotExist: if there is no such thread, or the actor is no party
    :raises Message.DoesNotExist: if there is none, or it is another's, or it was withdrawn
    :raises NothingChanged: if it says this already
    :raises ContactDetailsFound: as for a new message
    """
    text = _readable(text, may_be_empty=False)
    entry = access.enter(act, contract_id)
    message = access.own_message(contract_id, message_id, act.actor_id)
    versions = MessageVersion.objects.filter(contract_id=contract_id, message_id=message_id)
    newest = versions.order_by("-number").first()
    if text == (newest.text if newest else message.text):
        raise NothingChanged
    _screen(act, contract_id, entry, text, [], {"message_id": _id(message_id)})
    return _change(act, message, text, number=(newest.number if newest else 1) + 1)


@action
def withdraw_message(act: Act, *, contract_id: UUID, message_id: UUID) -> Withdrawal:
    """Hide one's own message from view. The record keeps it, and its place says that it was withdrawn.

    :raises Thread.DoesNotExist: if there is no such thread, or the actor is no party
    :raises Message.DoesNotExist: if there is none, or it is another's, or it was withdrawn already
    """
    access.enter(act, contract_id)
    access.own_message(contract_id, message_id, act.actor_id)
    withdrawal = Withdrawal.objects.create(contract_id=contract_id, message_id=message_id, withdrawn_at=act.at)
    record.append(act, contract_id, MessageWithdrawn(message_id))
    return withdrawal


@action
def mark_read(act: Act, *, contract_id: UUID, seq: int) -> ReadMark:
    """Note that a party has read everything up to this place. Marks only move forward, and are no events.

    :raises Thread.DoesNotExist: if there is no such thread, or the actor is no party
    """
    access.party_thread(contract_id, act.actor_id)
    last = Message.objects.filter(contract_id=contract_id).aggregate(last=Max("seq"))["last"]
    seq = min(seq, -1 if last is None else last)
    mark, created = ReadMark.objects.select_for_update().get_or_create(
        contract_id=contract_id, account_id=act.actor_id, defaults={"seq": seq, "read_at": act.at}
    )
    if not created and seq > mark.seq:
        mark.seq, mark.read_at = seq, act.at
        mark.save(update_fields=["seq", "read_at"])
    return mark


@action
def deliver_allowed(act: Act, *, refused_id: UUID) -> Message | MessageVersion | None:
    """Deliver a message that a reviewer let through, as if its author had just posted it. Once only.

    Called when the decision is heard; the act is the author's, through the site.

    :return: None if it was delivered before or erased, the author sent it again in the meantime, or its files are
        looked at now
    """
    refused = RefusedText.objects.select_related("decision").get(
        id=refused_id, author_id=act.actor_id, decision__allowed=True
    )
    contract_id, resume = refused.contract_id, refused.resume or {}
    if contract_id is None or refused.place not in {Place.MESSAGE, Place.FILE} or refused.resume is None:
        return None
    if refused.held_id is not None:
        access.enter(act, contract_id)
        return _deliver_held(act, refused.held_id, HeldRelease.Because.REVIEWED, refused_id=refused_id)
    entry = access.enter(act, contract_id)
    since = Message.objects.filter(contract_id=contract_id, author_id=act.actor_id, posted_at__gte=refused.refused_at)
    if since.filter(text=refused.text).exists() or since.filter(refused_id=refused_id).exists():
        return None
    if "message_id" in resume:
        message = access.own_message(contract_id, UUID(resume["message_id"]), act.actor_id)
        last = MessageVersion.objects.filter(contract_id=contract_id, message_id=message.id).aggregate(n=Max("number"))
        return _change(act, message, refused.text, number=(last["n"] or 1) + 1)
    ids = [UUID(item) for item in resume.get("attachments", ())]
    if _hold(act, contract_id, entry, refused.text, files.choose(act, attachment_ids=ids), resume, after_id=refused.id):
        return None
    return _resume(act, contract_id, refused.text, resume, refused_id)


@action
def deliver_held(act: Act, *, held_id: UUID, because: HeldRelease.Because) -> Message | None:
    """Deliver a message whose files were looked at, or whose gate opened meanwhile. Once only.

    The act is the author's, through the site.

    :return: None if its wait had ended already
    """
    held = HeldPost.objects.get(id=held_id, author_id=act.actor_id)
    access.enter(act, held.contract_id)
    return _deliver_held(act, held_id, because, refused_id=held.after_id)


@action
def drop_held(act: Act, *, held_id: UUID) -> None:
    """End the wait of a message that can't be delivered any more; its author keeps the text."""
    moderation.release_held(act, held_id=held_id, because=HeldRelease.Because.GONE)


@action
def send_again(act: Act, *, contract_id: UUID, refused_id: UUID) -> Message | MessageVersion:
    """Send a text of one's own that was refused, now that the gate is open.

    :raises RefusedText.DoesNotExist: if there is none here, or it is another person's, or no message
    :raises GateStillClosed: if the gate is closed
    :raises IllegalMove: if it was sent already
    :raises Message.DoesNotExist: if what it changes or answers is gone
    :raises Attachment.DoesNotExist: if a file of it was sent with something else
    """
    entry = access.enter(act, contract_id)
    refused = RefusedText.objects.select_related("held").get(
        id=refused_id,
        author_id=act.actor_id,
        contract_id=contract_id,
        place__in=(Place.MESSAGE, Place.FILE, Place.FILE_NAME),
        resume__isnull=False,
    )
    if not entry.gate_open:
        raise GateStillClosed
    resume = refused.resume or {}
    if "message_id" in resume:
        message = access.own_message(contract_id, UUID(resume["message_id"]), act.actor_id)
        newest = MessageVersion.objects.filter(contract_id=contract_id, message_id=message.id).order_by("-number")
        last = newest.first()
        if refused.text == (last.text if last else message.text):
            raise IllegalMove(_("You sent this already."))
        return _change(act, message, refused.text, number=(last.number if last else 1) + 1)
    if Message.objects.filter(contract_id=contract_id, refused_id=refused_id).exists():
        raise IllegalMove(_("You sent this already."))
    if refused.held_id is not None:
        moderation.release_held(act, held_id=refused.held_id, because=HeldRelease.Because.GATE_OPENED)
    text = refused.held.text if refused.held else str(resume.get("text", refused.text))
    return _resume(act, contract_id, text, resume, refused_id)


def _deliver_held(act: Act, held_id: UUID, because: HeldRelease.Because, *, refused_id: UUID | None) -> Message | None:
    if not moderation.release_held(act, held_id=held_id, because=because):
        return None
    held = HeldPost.objects.get(id=held_id)
    return _resume(act, held.contract_id, held.text, held.resume, refused_id)


def _resume(act: Act, contract_id: UUID, text: str, resume: Mapping[str, Any], refused_id: UUID | None) -> Message:
    """Post what was kept aside, with its files and what it answers."""
    ids = [UUID(item) for item in resume.get("attachments", ())]
    attached = files.attach(act, attachment_ids=ids, contract_id=contract_id)
    reply_to = UUID(resume["reply_to"]) if resume.get("reply_to") else None
    return _deliver(act, contract_id, text, attached, reply_to, refused_id=refused_id)


def _readable(text: str, *, may_be_empty: bool) -> str:
    """Trim a text, and refuse what can't be a message. NUL can't be stored, and nobody types it."""
    text = text.replace("\x00", "").strip()
    if not text and not may_be_empty:
        raise MessageIsEmpty
    if len(text) > MESSAGE_LENGTH_MAX:
        raise MessageIsTooLong(gettext("This message is longer than 20,000 characters."))
    return text


def _id(value: UUID | None) -> str | None:
    return None if value is None else str(value)


def _screen(
    act: Act,
    contract_id: UUID,
    entry: access.Entry,
    text: str,
    chosen: Sequence[Attachment],
    resume: Mapping[str, object],
) -> None:
    look = partial(
        moderation.screen,
        act,
        author_id=act.actor_id,
        contract_id=contract_id,
        gate_open=entry.gate_open,
        subject=entry.subject,
        skills=entry.skills,
    )
    look(text=text, place=Place.MESSAGE, recent=entry.recent, resume=resume)
    for item in chosen:
        look(text=item.name, place=Place.FILE_NAME, resume={**resume, "text": text})


def _hold(
    act: Act,
    contract_id: UUID,
    entry: access.Entry,
    text: str,
    chosen: Sequence[Attachment],
    resume: Mapping[str, object],
    *,
    after_id: UUID | None = None,
) -> HeldPost | None:
    """Hold a message with files while the gate is closed, until they were looked at."""
    if entry.gate_open:
        return None
    return moderation.hold_files(
        act,
        author_id=act.actor_id,
        contract_id=contract_id,
        text=text,
        files=chosen,
        resume=resume,
        subject=entry.subject,
        skills=entry.skills,
        after_id=after_id,
    )


def _deliver(
    act: Act,
    contract_id: UUID,
    text: str,
    attached: Sequence[Attachment],
    reply_to: UUID | None,
    *,
    refused_id: UUID | None,
) -> Message:
    message_id = new_id()
    event = MessagePosted(message_id, Text(text), tuple(item.ref for item in attached), reply_to)
    message = Message(
        contract_id=contract_id,
        id=message_id,
        seq=record.append(act, contract_id, event).seq,
        author_id=act.actor_id,
        text=text,
        reply_to=reply_to,
        refused_id=refused_id,
        posted_at=act.at,
    )
    # By a statement that is not put together anew each time, for every message passes here.
    values = [contract_id, message_id, message.seq, act.actor_id, text, reply_to, refused_id, act.at]
    statements.hold(_INSERT, values)
    if attached:
        MessageFile.objects.bulk_create(
            MessageFile(contract_id=contract_id, message_id=message_id, position=position, attachment=item)
            for position, item in enumerate(attached)
        )
    return message


def _change(act: Act, message: Message, text: str, *, number: int) -> MessageVersion:
    edited = record.append(act, message.contract_id, MessageEdited(message.id, number, Text(text)))
    return MessageVersion.objects.create(
        contract_id=message.contract_id,
        message_id=message.id,
        number=number,
        seq=edited.seq,
        text=text,
        edited_at=act.at,
    )
