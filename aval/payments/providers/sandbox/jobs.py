"""The sandbox's side of the wire: it posts its signed messages to this site's own address, as an outside would."""

import json
from collections.abc import Callable, Mapping
from http import HTTPStatus
from urllib.request import Request, urlopen

from django.conf import settings
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from aval.kernel.clock import now
from aval.payments.providers.sandbox import signing

TIMEOUT_SECONDS = 10

Post = Callable[[str, bytes, Mapping[str, str]], int]


@app.task(name="payments.sandbox.send_webhook", retry=RetryStrategy(max_attempts=12, exponential_wait=2))
def send_webhook(*, event_id: str, reference: str, transition: str, minor: int, currency: str, reason: str) -> None:
    """Say what came of a payment; tried again with growing pauses until it is taken."""
    said = {"type": transition, "reference": reference, "minor": minor, "currency": currency, "reason": reason}
    deliver(event_id, said)


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
