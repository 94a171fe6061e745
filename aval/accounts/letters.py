"""Letters: what the site writes to people by mail, in their language, as text and as plain HTML, with a way out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation


@dataclass(frozen=True, slots=True)
class Reader:
    """To whom a letter goes, and how they read."""

    email: str
    language: str
    time_zone: str = "UTC"


def write(
    reader: Reader,
    template: str,
    context: Mapping[str, Any],
    *,
    unsubscribe_path: str = "",
    message_id: str = "",
    reply_to: str = "",
) -> EmailMultiAlternatives:
    """Compose a letter from ``<template>.txt`` and ``<template>.html``; the text's first line is the subject.

    :param unsubscribe_path: where one POST ends letters of this kind (RFC 8058); also offered as a link
    :param reply_to: the address that an answer goes to; without one, answers go nowhere
    :param message_id: the part before the @ of the Message-ID, the same when the same letter is sent again
    """
    zone: tzinfo = ZoneInfo(reader.time_zone)
    with translation.override(reader.language), timezone.override(zone):
        unsubscribe_url = f"{settings.SITE_URL}{unsubscribe_path}" if unsubscribe_path else ""
        values = {"site_url": settings.SITE_URL, "unsubscribe_url": unsubscribe_url, **context}
        subject, _newline, text = render_to_string(f"{template}.txt", values).lstrip().partition("\n")
        html = render_to_string(f"{template}.html", {"subject": subject, **values})
    letter = EmailMultiAlternatives(" ".join(subject.split()), text.strip() + "\n", to=[reader.email])
    letter.attach_alternative(html, "text/html")
    if reply_to:
        letter.reply_to = [reply_to]
    if message_id:
        letter.extra_headers["Message-ID"] = f"<{message_id}@{settings.SITE_DOMAIN}>"
    if unsubscribe_url:
        letter.extra_headers["List-Unsubscribe"] = f"<{unsubscribe_url}>"
        letter.extra_headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    letter.extra_headers["Auto-Submitted"] = "auto-generated"
    return letter
