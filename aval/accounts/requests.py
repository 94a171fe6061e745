"""Repeated requests have one effect and the same answer (idempotency).

The interface opens a :func:`aval.kernel.transactions.unit`, asks :func:`find` for a kept answer, does the work, and
calls :func:`keep` before the unit commits: work and answer are kept together or not at all. The header field follows
draft-ietf-httpapi-idempotency-key-header.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db import connection
from django.utils.translation import gettext_lazy as _

from aval.accounts.models import KeptAnswer
from aval.kernel.refusals import Refusal
from aval.kernel.transactions import step
from aval.record.models import LogActor


class KeyUsedForOtherContent(Refusal):
    """The key of an earlier request came with other content; one of the two is a mistake."""

    sentence = _("This request carries the key of an earlier one, but its content differs. Nothing was done.")
    advice = _("Send it again with a fresh key if you mean it.")
    status = 422


class AnswerErased(Refusal):
    """The request was carried out, and its answer held something that was erased since."""

    sentence = _("This was done before. What was answered then has been erased since.")
    advice = _("Look at how things stand; there is no need to send it again.")
    status = 410


class AnsweredMeanwhile(Exception):
    """The same request was answered by another worker at this very moment."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the first request was told: status, where to go next, and the body with its media type."""

    status: int
    body: bytes = b""
    media: str = ""
    location: str = ""


def content_hash(*parts: bytes) -> bytes:
    """Return the SHA-256 that tells a repeat from another request under the same key."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.digest()


def key_from(text: str, account_id: UUID) -> UUID:
    """Turn whatever key text a caller chose into a UUID of its own for that account."""
    return uuid5(account_id, text)


def find(account_id: UUID, key: UUID, content: bytes) -> Answer | None:
    """Return the answer kept for this request, or None if it has not been answered.

    :raises KeyUsedForOtherContent: if the key was used for a request with other content
    :raises AnswerErased: if the answer was erased
    """
    kept = KeptAnswer.objects.filter(account_id=account_id, key=key).first()
    if kept is None:
        return None
    if not kept.content_sha256:
        raise AnswerErased
    if bytes(kept.content_sha256) != content:
        raise KeyUsedForOtherContent
    return Answer(kept.status, bytes(kept.body), kept.media, kept.location)


@step
def keep(account_id: UUID, key: UUID, content: bytes, answer: Answer, at: datetime) -> None:
    """Keep the answer together with the work that it reports.

    :raises AnsweredMeanwhile: if a simultaneous repeat was faster; the unit must be rolled back
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_keptanswer"
            " (account_id, key, content_sha256, status, location, media, body, answered_at)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            [account_id, key, content, answer.status, answer.location, answer.media, answer.body, at],
        )
        if cursor.rowcount == 0:
            raise AnsweredMeanwhile


@step
def forget(contract_id: UUID, *, since: datetime) -> int:
    """Empty the answers that those who act in a contract's record were given since, and return how many.

    An answer may repeat a text in whatever form it was asked for, so that it can't be told by looking; a repeat after
    that is told that the request was carried out.
    """
    people = LogActor.objects.filter(contract_id=contract_id).values("account_id")
    kept = KeptAnswer.objects.filter(account_id__in=people, answered_at__gte=since)
    return kept.update(body=b"", media="", location="", content_sha256=b"")
