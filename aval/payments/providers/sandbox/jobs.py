"""The sandbox's side of the wire: it posts its signed messages to this site's own address, as an outside would."""

import json
from collections.abc import Callable, Mapping
from http import HTTPStatus
from urllib.request import Request, urlopen
from uuid import UUID

from django.conf import settings
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from aval.kernel.acts import Act
from aval.kernel.clock import now
from aval.kernel.money import Money
from aval.kernel.transactions import action
from aval.payments.models import SandboxEntry
from aval.payments.providers.interface import Transition
from aval.payments.providers.sandbox import signing

TIMEOUT_SECONDS = 10
GAINS = {
    Transition.DEPOSIT_CONFIRMED: 1,
    Transition.DEPOSIT_CHARGED_BACK: -1,
    Transition.DEPOSIT_REINSTATED: 1,
    Transition.PAYOUT_PAID: -1,
}
"""What the sandbox holds for us grows or shrinks by the amount."""

Post = Callable[[str, bytes, Mapping[str, str]], int]


@app.task(name="payments.sandbox.send_webhook", retry=RetryStrategy(max_attempts=12, exponential_wait=2))
def send_webhook(*, event_id: str, reference: str, transition: str, minor: int, currency: str, reason: str) -> None:
    """Say what came of a payment; tried again with growing pauses until it is taken."""
    book(Act.by_site(now()), reference=UUID(reference), transition=transition, amount=Money(minor, currency))
    said = {"type": transition, "reference": reference, "minor": minor, "currency": currency, "reason": reason}
    deliver(event_id, said)


@action
def book(act: Act, *, reference: UUID, transition: str, amount: Money) -> None:
    """Write into the sandbox's own books what it did; a message that is sent again is no second deed."""
    sign = GAINS.get(Transition(transition), 0)
    if transition == Transition.PAYOUT_FAILED:
        # What was never paid out can't come back.
        sign = int(SandboxEntry.objects.filter(reference=reference, transition=Transition.PAYOUT_PAID).exists())
    if sign:
        SandboxEntry.objects.get_or_create(
            reference=reference,
            transition=transition,
            defaults={"amount_minor": sign * amount.minor, "currency": amount.currency, "at": act.at},
        )


def deliver(event_id: str, said: Mapping[str, object], post: Post | None = None) -> None:
    """Sign and post one message.

    :param post: who carries it; by default HTTP
    :raises OSError: if it was not taken, so that it is sent again
    """
    body = json.dumps(said).encode()
    headers = {"content-type": "application/json", **signing.sign(settings.SANDBOX_SECRET, event_id, now(), body)}
    status = (post or _post)(f"{settings.SITE_URL}/webhooks/sandbox/", body, headers)
    if status >= HTTPStatus.BAD_REQUEST:
        raise OSError(f"the webhook {event_id} was answered with {status}")


def _post(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    request = Request(url, data=body, headers=dict(headers), method="POST")  # noqa: S310  # the site's own address
    with urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310  # the same
        return int(answer.status)
