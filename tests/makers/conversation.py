"""Conversations, files and refused texts, made through the real actions."""

import io
from datetime import timedelta
from uuid import UUID

import pytest

from aval.accounts.models import Account
from aval.conversation import actions as conversation
from aval.conversation.models import Message, Thread
from aval.files import actions as files
from aval.files.models import Attachment
from aval.kernel.ids import new_id
from aval.kernel.transactions import unit
from aval.moderation import actions as moderation
from aval.moderation.models import Measure, RefusedText, ReviewDecision
from aval.screening.files import Doubt, FileVerdict
from tests.makers.people import act, client, operator, professional

__all__ = ["admit", "decision", "held_file", "measure", "message", "open_gate", "refused", "thread", "uploaded"]

A_NUMBER = "My number is +57 300 123 4567, write to me"


def thread(
    *,
    by: Account | None = None,
    client: Account | None = None,
    professional: Account | None = None,
    gate_open: bool = False,
    subject: str = "Shop for ceramics",
    skills: tuple[str, ...] = ("django",),
) -> Thread:
    """Return a conversation between the two; the professional opens it, as with a proposal."""
    client = client or _client()
    professional = professional or _professional()
    doing = act(by or professional)
    with unit():
        made = conversation.open_thread(
            doing,
            contract_id=new_id(),
            client_id=client.id,
            professional_id=professional.id,
            subject=subject,
            skills=skills,
        )
    if gate_open:
        open_gate(made)
    return made


def open_gate(opened: Thread, *, because: UUID | None = None) -> None:
    """Open a conversation's gate, as the funding of a milestone does."""
    with unit():
        conversation.open_gate(act(opened.client), contract_id=opened.contract_id, because=because or new_id())


def message(
    said_in: Thread | None = None,
    text: str = "Good morning",
    *,
    by: Account | None = None,
    after: timedelta = timedelta(),
) -> Message:
    """Return a message; the client's, unless told otherwise."""
    said_in = said_in or thread()
    return conversation.post_message(act(by or said_in.client, after=after), contract_id=said_in.contract_id, text=text)


def uploaded(by: Account, body: bytes = b"a drawing", name: str = "drawing.txt") -> Attachment:
    """Return a person's upload, not attached anywhere yet."""
    return files.upload(act(by), stream=io.BytesIO(body), name=name)


def refused(said_in: Thread | None = None, text: str = A_NUMBER, *, by: Account | None = None) -> RefusedText:
    """Return a message that was refused in a conversation whose gate is closed."""
    said_in = said_in or thread()
    with pytest.raises(moderation.ContactDetailsFound) as caught:
        message(said_in, text, by=by)
    return caught.value.refused


def held_file(
    said_in: Thread | None = None, verdict: FileVerdict | None = None, *, by: Account | None = None
) -> RefusedText:
    """Return a file that was sent before escrow and refused; no machine could judge it, unless told otherwise."""
    said_in = said_in or thread()
    author = by or said_in.client
    with pytest.raises(moderation.FilesBeingChecked) as caught:
        conversation.post_message(
            act(author), contract_id=said_in.contract_id, text="Listen", attachments=[uploaded(author, name="a.mp3").id]
        )
    for check in caught.value.held.checks.all():
        moderation.record_file_result(
            act(author), check_id=check.id, verdict=verdict or FileVerdict(doubts=(Doubt.SOUND,))
        )
    return RefusedText.objects.get(held=caught.value.held)


def decision(
    text: RefusedText | None = None, *, allow: bool = False, deliberate: bool = False, by: Account | None = None
) -> ReviewDecision:
    """Return an operator's decision on a refused text."""
    return moderation.decide_review(
        act(by or operator()),
        refused_id=(text or refused()).id,
        allow=allow,
        deliberate=deliberate,
        reason="It names a number to call",
    )


def measure(said_in: Thread | None = None, *, by: Account | None = None) -> Measure:
    """Return the measure that follows a deliberate attempt."""
    return decision(refused(said_in), deliberate=True, by=by).measure


_client, _professional = client, professional


def admit(opened: Thread, reader: Account) -> None:
    """Let a mediator read a conversation, as the opening of a case does."""
    with unit():
        conversation.admit_reader(act(reader), contract_id=opened.contract_id, account_id=reader.id)
