"""A Telegram bot in the two parties' group, with its privacy mode off.

Telegram sends back the secret that was set with the webhook, in ``X-Telegram-Bot-Api-Secret-Token``: that shows who
sends, but the body is not signed. Edits arrive; deletions never do.
"""

import hmac
import os
from typing import Any

from aval.imports.bridges.interface import Heard, Request, UntrustedRequest
from aval.imports.bridges.reading import inner, moment, rows, tree, words

SOURCE = "telegram"
MEDIA = ("document", "video", "audio", "voice", "animation", "sticker", "video_note")


class Telegram:
    """Telegram's side of it."""

    scheme = "secret-token"

    @property
    def is_on(self) -> bool:
        """Whether the webhook's secret is set."""
        return bool(os.environ.get("AVAL_TELEGRAM_SECRET"))

    @property
    def meeting_point(self) -> str:
        """The bot's name."""
        return os.environ.get("AVAL_TELEGRAM_BOT", "")

    def greeting(self, request: Request) -> str | None:
        """Telegram asks nothing."""
        del request
        return None

    def read(self, request: Request) -> list[Heard]:
        """Check the secret and return the message, if the update holds one."""
        known = os.environ["AVAL_TELEGRAM_SECRET"].encode()
        if not hmac.compare_digest(request.headers.get("x-telegram-bot-api-secret-token", "").encode(), known):
            raise UntrustedRequest("another secret token")
        update = tree(request.body)
        found = [_message(inner(update, name), request, edited=name.startswith("edited")) for name in update]
        return [heard for heard in found if heard is not None]


def _message(message: dict[str, Any], request: Request, *, edited: bool) -> Heard | None:
    chat, sender, id_ = inner(message, "chat"), inner(message, "from"), words(message.get("message_id"))
    if not (words(chat.get("id")) and words(sender.get("id")) and id_):
        return None
    at = message.get("edit_date") if edited else message.get("date")
    key = f"{chat['id']}/{id_}"
    answered = words(inner(message, "reply_to_message").get("message_id"))
    return Heard(
        source=SOURCE,
        chat=words(chat["id"]),
        provider_id=f"{key}/edit/{words(at)}" if edited else key,
        sender=words(sender["id"]),
        name=" ".join(filter(None, (words(sender.get("first_name")), words(sender.get("last_name"))))),
        at=moment(at, request.at),
        text=words(message.get("text"))
        or words(message.get("caption"))
        or words(inner(message, "document").get("file_name")),
        answers=f"{chat['id']}/{answered}" if answered else "",
        changes=key if edited else "",
        missing_files=sum(1 for media in MEDIA if inner(message, media)) + bool(rows(message, "photo")),
    )
