"""Twilio: text messages to and from a number of the site's, and the log of calls over it.

``X-Twilio-Signature`` is the HMAC-SHA1, in base64, of the exact public address followed by the sorted form fields,
under the account's token. It holds no time; each message and each call has an id of its own.
"""

import hmac
import os
from base64 import b64encode
from datetime import timedelta
from urllib.parse import parse_qsl

from aval.imports.bridges.interface import Heard, Request, UntrustedRequest

TEXTS, CALLS = "sms", "call"
SPOKEN = "completed"


class Twilio:
    """Twilio's side of it."""

    scheme = "hmac-sha1"

    @property
    def is_on(self) -> bool:
        """Whether the account's token is set."""
        return bool(os.environ.get("AVAL_TWILIO_AUTH_TOKEN"))

    @property
    def meeting_point(self) -> str:
        """The number that people write to or call over."""
        return os.environ.get("AVAL_TWILIO_NUMBER", "")

    def greeting(self, request: Request) -> str | None:
        """Twilio asks nothing."""
        del request
        return None

    def read(self, request: Request) -> list[Heard]:
        """Check the signature and return the message, or the call once it has ended."""
        try:
            fields = dict(parse_qsl(request.body.decode(), keep_blank_values=True, max_num_fields=500))
        except ValueError:
            raise UntrustedRequest("no form") from None
        signed = request.url + "".join(name + fields[name] for name in sorted(fields))
        expected = b64encode(hmac.digest(os.environ["AVAL_TWILIO_AUTH_TOKEN"].encode(), signed.encode(), "sha1"))
        if not hmac.compare_digest(request.headers.get("x-twilio-signature", "").encode(), expected):
            raise UntrustedRequest("the signature does not fit")
        if fields.get("CallSid"):
            return _call(fields, request)
        return _message(fields, request)


def _message(fields: dict[str, str], request: Request) -> list[Heard]:
    id_, sender, to = fields.get("MessageSid", ""), fields.get("From", ""), fields.get("To", "")
    if not (id_ and sender and to) or "MessageStatus" in fields:
        return []
    media = fields.get("NumMedia", "0")
    return [
        Heard(
            source=TEXTS,
            chat=f"{to}:{sender}",
            provider_id=id_,
            sender=sender,
            at=request.at,
            text=fields.get("Body", ""),
            missing_files=int(media) if media.isdecimal() else 0,
        )
    ]


def _call(fields: dict[str, str], request: Request) -> list[Heard]:
    sender, to = fields.get("From", ""), fields.get("To", "")
    if fields.get("CallStatus") != SPOKEN or not (sender and to):
        return []
    seconds = fields.get("CallDuration", "0")
    length = int(seconds) if seconds.isdecimal() else 0
    return [
        Heard(
            source=CALLS,
            chat=f"{to}:{sender}",
            provider_id=fields["CallSid"],
            sender=sender,
            at=request.at - timedelta(seconds=length),
            text=f"{length} s",
            kind="call",
        )
    ]
