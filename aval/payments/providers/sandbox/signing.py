"""How the sandbox signs: Standard Webhooks (standardwebhooks.com), HMAC-SHA-256 over id, time and raw body."""

import hashlib
import hmac
from base64 import b64encode
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from aval.payments.providers.interface import UntrustedWebhook

ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
TOLERANCE = timedelta(minutes=5)
"""How far a message's time may be from ours, either way: an older one may be a replay."""


def sign(secret: str, event_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """Return the headers to send with a body."""
    timestamp = str(int(at.timestamp()))
    return {ID: event_id, TIMESTAMP: timestamp, SIGNATURE: f"v1,{_mac(secret, event_id, timestamp, body)}"}


def verify(secret: str, headers: Mapping[str, str], body: bytes, at: datetime) -> str:
    """Return the event's id, if the headers sign this body and the time is near ours.

    :raises UntrustedWebhook: if not
    """
    event_id, timestamp = headers.get(ID, ""), headers.get(TIMESTAMP, "")
    right = _mac(secret, event_id, timestamp, body)
    given = [part.removeprefix("v1,") for part in headers.get(SIGNATURE, "").split(" ") if part.startswith("v1,")]
    # Each is compared, so that the time it takes says nothing.
    if not any([hmac.compare_digest(one.encode(), right.encode()) for one in given]):  # noqa: C419
        raise UntrustedWebhook("the signature is not the provider's")
    try:
        said_at = datetime.fromtimestamp(int(timestamp), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise UntrustedWebhook("the time can't be read") from error
    if abs(at - said_at) > TOLERANCE:
        raise UntrustedWebhook("the message is too old, or from the future")
    return event_id


def _mac(secret: str, event_id: str, timestamp: str, body: bytes) -> str:
    signed = b".".join((event_id.encode(), timestamp.encode(), body))
    return b64encode(hmac.new(secret.encode(), signed, hashlib.sha256).digest()).decode()
