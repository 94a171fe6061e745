"""Slack's Events API, in a channel that the app was invited to.

``X-Slack-Signature`` is ``v0=`` and the HMAC-SHA256 of ``v0:<time>:<raw body>`` under the signing secret; a request
more than five minutes old is refused, so that one that was overheard can't be sent again later.
"""

import hmac
import os
from datetime import timedelta
from hashlib import sha256
from typing import Any

from aval.imports.bridges.interface import Heard, Request, UntrustedRequest
from aval.imports.bridges.reading import inner, moment, rows, tree, words

SOURCE = "slack"
WINDOW = timedelta(minutes=5)
OTHER_SUBTYPES = {"", "file_share", "thread_broadcast", "me_message"}


class Slack:
    """Slack's side of it."""

    scheme = "hmac-sha256 v0"

    @property
    def is_on(self) -> bool:
        """Whether the signing secret is set."""
        return bool(os.environ.get("AVAL_SLACK_SIGNING_SECRET"))

    @property
    def meeting_point(self) -> str:
        """The app's name in Slack."""
        return os.environ.get("AVAL_SLACK_APP", "")

    def greeting(self, request: Request) -> str | None:
        """Answer Slack's question whether this address is ours; it is signed like all the rest."""
        if b'"url_verification"' not in request.body:
            return None
        _check(request)
        asked = tree(request.body)
        return words(asked.get("challenge")) if asked.get("type") == "url_verification" else None

    def read(self, request: Request) -> list[Heard]:
        """Check signature and age, and return the message if the event is one."""
        _check(request)
        said = tree(request.body)
        event = inner(said, "event")
        heard = _event(event, words(said.get("team_id")), request) if event.get("type") == "message" else None
        return [heard] if heard is not None else []


def _check(request: Request) -> None:
    written = request.headers.get("x-slack-request-timestamp", "")
    if not written.isdecimal() or abs(request.at - moment(written, request.at)) > WINDOW:
        raise UntrustedRequest("too old")
    secret = os.environ["AVAL_SLACK_SIGNING_SECRET"].encode()
    expected = "v0=" + hmac.new(secret, b"v0:" + written.encode() + b":" + request.body, sha256).hexdigest()
    if not hmac.compare_digest(request.headers.get("x-slack-signature", "").encode(), expected.encode()):
        raise UntrustedRequest("the signature does not fit")


def _event(event: dict[str, Any], team: str, request: Request) -> Heard | None:
    subtype, channel = words(event.get("subtype")), words(event.get("channel"))
    changed = subtype == "message_changed"
    deleted = subtype == "message_deleted"
    said = inner(event, "previous_message") if deleted else inner(event, "message") if changed else event
    id_, sender = words(said.get("ts")), words(said.get("user"))
    if not (channel and id_ and sender) or not (changed or deleted or subtype in OTHER_SUBTYPES):
        return None
    key, now = f"{channel}/{id_}", words(event.get("ts")) or id_
    answered = words(said.get("thread_ts"))
    return Heard(
        source=SOURCE,
        chat=f"{team}/{channel}",
        provider_id=f"{key}/{subtype}/{words(event.get('event_ts')) or now}" if changed or deleted else key,
        sender=sender,
        at=moment(now, request.at),
        text="" if deleted else words(said.get("text")),
        answers=f"{channel}/{answered}" if answered and answered != id_ else "",
        changes=key if changed or deleted else "",
        deleted=deleted,
        missing_files=len(rows(said, "files")),
    )
