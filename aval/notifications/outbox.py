"""Where letters go while no mail server is set up: into a table that a demonstration shows at /outbox/."""

from collections.abc import Sequence

from django.core.mail import EmailAttachment, EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from aval.kernel.clock import now
from aval.notifications.models import SentMail


class OutboxBackend(BaseEmailBackend):
    """Django's interface to it; letters never leave the machine."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep the letters and return how many there were."""
        kept = SentMail.objects.bulk_create([_kept(message) for message in email_messages])
        return len(kept)


def _kept(message: EmailMessage) -> SentMail:
    html = next((str(content) for content, media in getattr(message, "alternatives", ()) if media == "text/html"), "")
    return SentMail(
        sent_at=now(),
        recipients=", ".join(message.recipients()),
        subject=str(message.subject),
        text=str(message.body),
        html=html,
        headers={name: str(value) for name, value in message.extra_headers.items()}
        | ({"Reply-To": ", ".join(message.reply_to)} if message.reply_to else {}),
        attachments=[
            {"name": one.filename, "text": one.content}
            for one in message.attachments
            if isinstance(one, EmailAttachment) and isinstance(one.content, str)
        ],
    )
