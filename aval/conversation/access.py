"""Who may reach a conversation. The only way in for an id that comes from outside."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from aval.conversation.models import Admission, Message, Thread, Withdrawal
from aval.kernel import statements
from aval.kernel.acts import Act
from aval.kernel.transactions import step
from aval.record import actions as record

RECENT = 8
"""How many of an author's last messages are read together with a new one."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A party at the point of writing: what the work is about, whether the gate is open, what they said last."""

    subject: str
    skills: tuple[str, ...]
    gate_open: bool
    recent: tuple[str, ...]


def thread_for(contract_id: UUID, account_id: UUID) -> Thread:
    """Fetch a thread for somebody who may read it: a party, or a mediator who was admitted.

    :raises Thread.DoesNotExist: if there is none, or it is not theirs to see
    """
    admitted = Admission.objects.filter(contract_id=OuterRef("contract_id"), account_id=account_id, ended_at=None)
    threads = Thread.objects.select_related("client", "professional", "opening")
    return threads.get(
        Q(client_id=account_id) | Q(professional_id=account_id) | Exists(admitted), contract_id=contract_id
    )


def party_thread(contract_id: UUID, account_id: UUID) -> Thread:
    """Fetch a thread for one of its two parties.

    :raises Thread.DoesNotExist: if there is none, or they are no party
    """
    threads = Thread.objects.select_related("client", "professional", "opening")
    return threads.get(Q(client_id=account_id) | Q(professional_id=account_id), contract_id=contract_id)


@step
def enter(act: Act, contract_id: UUID) -> Entry:
    """Let a party in to write, and lock the record's head: nobody else writes in this thread until the commit.

    One round trip, because every message passes here.

    :raises Thread.DoesNotExist: if there is none, or they are no party
    """
    record.lock(act, contract_id)
    rows = statements.run("SELECT * FROM conversation_enter(%b, %b, %b)", [contract_id, act.actor_id, RECENT])
    if not rows:
        raise Thread.DoesNotExist
    subject, skills, gate_open, recent, *head = rows[0]
    record.locked(act, contract_id, head)
    return Entry(subject, tuple(skills), gate_open, tuple(reversed(recent or ())))


@step
def own_message(contract_id: UUID, message_id: UUID, author_id: UUID) -> Message:
    """Fetch a message for its author, who has been let in by :func:`enter`, unless it was withdrawn.

    :raises Message.DoesNotExist: if there is none, or it is another's, or it was withdrawn
    """
    withdrawn = Withdrawal.objects.filter(contract_id=contract_id, message_id=message_id)
    return Message.objects.exclude(Exists(withdrawn)).get(contract_id=contract_id, id=message_id, author_id=author_id)
