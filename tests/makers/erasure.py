"""Requests to erase."""

from datetime import timedelta

from aval.conversation.models import Message, Thread
from aval.erasure import actions as erasure
from aval.erasure.models import Request
from tests.makers.conversation import message
from tests.makers.people import act, operator

__all__ = ["asked", "erased", "granted"]

LATER = timedelta(days=8)
"""When the other party has had its time."""


def asked(
    about: Message | None = None, *, ground: str = "gdpr-17-1-d", after: timedelta = timedelta(hours=1)
) -> Request:
    """Return a request for one message; its author's."""
    about = about or message()
    author = Thread.objects.get(contract_id=about.contract_id).client
    return erasure.ask(
        act(author, after=after),
        contract_id=about.contract_id,
        seqs=[about.seq],
        ground=ground,
        reason="It names my son.",
    )


def granted(request: Request | None = None, *, after: timedelta = timedelta(hours=2)) -> Request:
    """Return a request that two operators granted."""
    request = request or asked()
    for who in (operator(), operator("Olga Ríos")):
        request = erasure.decide(act(who, after=after), request_id=request.id, granted=True, reason="It is personal.")
    return request


def erased(about: Message | None = None) -> Request:
    """Return a request that was carried out."""
    return granted(asked(about), after=LATER)
