"""WhatsApp Cloud API: messages, what a Business app says itself (echoes), and the past that its owner agreed to share.

Each request bears ``X-Hub-Signature-256``, an HMAC-SHA256 of the raw body under the app's secret. The signature holds
no time, so a request can be sent again; each message has an id of its own, and a second one of it changes nothing.
"""

import hmac
import os
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from typing import Any

from aval.imports.bridges.interface import Heard, Request, UntrustedRequest
from aval.imports.bridges.reading import inner, moment, rows, tree, words

SOURCE = "whatsapp"
MEDIA = ("image", "video", "audio", "document", "sticker")


class WhatsApp:
    """Meta's side of it."""

    scheme = "hmac-sha256"

    @property
    def is_on(self) -> bool:
        """Whether the app's secret is set."""
        return bool(os.environ.get("AVAL_WHATSAPP_APP_SECRET"))

    @property
    def meeting_point(self) -> str:
        """The number that people write to."""
        return os.environ.get("AVAL_WHATSAPP_NUMBER", "")

    def greeting(self, request: Request) -> str | None:
        """Answer Meta's question whether this address is ours."""
        if request.method != "GET":
            return None
        given, known = request.query.get("hub.verify_token", ""), os.environ.get("AVAL_WHATSAPP_VERIFY_TOKEN", "")
        if not known or not hmac.compare_digest(given.encode(), known.encode()):
            raise UntrustedRequest("another verify token")
        return request.query.get("hub.challenge", "")

    def read(self, request: Request) -> list[Heard]:
        """Check the signature and return the messages."""
        secret = os.environ["AVAL_WHATSAPP_APP_SECRET"].encode()
        expected = "sha256=" + hmac.new(secret, request.body, sha256).hexdigest()
        if not hmac.compare_digest(request.headers.get("x-hub-signature-256", "").encode(), expected.encode()):
            raise UntrustedRequest("the signature does not fit")
        return [
            heard
            for entry in rows(tree(request.body), "entry")
            for change in rows(entry, "changes")
            for heard in _change(inner(change, "value"), request.at)
        ]


def _change(value: dict[str, Any], at: datetime) -> Iterator[Heard]:
    own = words(inner(value, "metadata").get("phone_number_id"))
    number = words(inner(value, "metadata").get("display_phone_number"))
    names = {words(one.get("wa_id")): words(inner(one, "profile").get("name")) for one in rows(value, "contacts")}
    for message in rows(value, "messages"):
        yield from _message(message, own, words(message.get("from")), at, names)
    for message in rows(value, "message_echoes"):
        yield from _message(
            message, own, words(message.get("to")), at, names, sender=words(message.get("from")) or number
        )
    for past in rows(value, "history"):
        for thread in rows(past, "threads"):
            for message in rows(thread, "messages"):
                yield from _message(message, own, words(thread.get("id")), at, names, past=True)


def _message(
    message: dict[str, Any],
    own: str,
    other: str,
    at: datetime,
    names: dict[str, str],
    *,
    sender: str = "",
    past: bool = False,
) -> Iterator[Heard]:
    sender, id_, kind = sender or words(message.get("from")), words(message.get("id")), words(message.get("type"))
    if not (own and other and sender and id_) or kind == "reaction":
        return
    edited = inner(message, "edit")
    changed = words(edited.get("original_message_id")) or words(inner(message, "revoke").get("original_message_id"))
    said = inner(edited, "message") or message
    yield Heard(
        source=SOURCE,
        chat=f"{own}:{other}",
        provider_id=id_,
        sender=sender,
        name=names.get(sender, ""),
        at=moment(message.get("timestamp"), at),
        text=_text(said),
        kind="location" if kind == "location" else "message",
        answers=words(inner(message, "context").get("id")),
        changes=changed,
        deleted=kind == "revoke",
        missing_files=sum(1 for media in MEDIA if inner(said, media)),
        past=past,
    )


def _text(message: dict[str, Any]) -> str:
    """Return the words: the text, a caption, the label of a button, or where a pin was set."""
    place = inner(message, "location")
    if place:
        return ", ".join(words(place.get(name)) or str(place.get(name, "")) for name in ("latitude", "longitude"))
    found = [
        words(inner(message, "text").get("body")),
        *(words(inner(message, media).get("caption")) for media in MEDIA),
        *(words(inner(message, media).get("filename")) for media in MEDIA),
        words(inner(message, "button").get("text")),
        words(inner(message, "interactive", "button_reply").get("title")),
        words(inner(message, "interactive", "list_reply").get("title")),
    ]
    return "\n".join(one for one in found if one)
