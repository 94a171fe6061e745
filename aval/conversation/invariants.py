"""What must always hold of conversations, derived anew from the rows and from the record."""

import hashlib
from collections.abc import Iterable

from django.db.models import Exists, F, OuterRef

from aval.conversation.models import GateOpening, Message, MessageVersion, Thread
from aval.kernel.invariants import Invariant
from aval.moderation.models import Place, RefusedText, ReviewDecision
from aval.screening import Context, Policy, screen_messages


def refused_and_shown() -> Iterable[str]:
    """Yield messages that say, behind a closed gate, what was refused there and nobody allowed since.

    Their texts are judged once more, by themselves: what was refused only for the messages before it may pass later.
    """
    allowed = ReviewDecision.objects.filter(
        allowed=True,
        refused__author_id=OuterRef("author_id"),
        refused__place=OuterRef("place"),
        refused__text_sha256=OuterRef("text_sha256"),
    )
    refused = RefusedText.objects.filter(~Exists(allowed), place=Place.MESSAGE, contract_id__isnull=False)
    for text in refused.values_list("contract_id", "author_id", "text", "text_sha256").distinct().iterator():
        contract_id, author_id, said, digest = text
        if hashlib.sha256(said.encode()).digest() == bytes(digest) and _is_contact(contract_id, said):
            for message_id in _shown(contract_id, author_id, said):
                yield f"{contract_id} {message_id}"


def _is_contact(contract_id: object, text: str) -> bool:
    thread = Thread.objects.get(contract_id=contract_id)
    about = Context(thread.subject, tuple(thread.skills))
    return screen_messages([text], policy=Policy.CLOSED_GATE, context=about).flagged


def _shown(contract_id: object, author_id: object, text: str) -> list[object]:
    opening = GateOpening.objects.filter(thread_id=contract_id).first()
    messages = Message.objects.filter(contract_id=contract_id, author_id=author_id)
    edits = MessageVersion.objects.filter(contract_id=contract_id, message_id__in=messages.values("id"), text=text)
    said = messages.filter(text=text)
    if opening is not None:
        said, edits = said.filter(posted_at__lt=opening.opened_at), edits.filter(edited_at__lt=opening.opened_at)
    return [*said.values_list("id", flat=True), *edits.values_list(F("message_id"), flat=True)]


INVARIANTS = (
    Invariant(
        "each message is in the record as it was said, and each one told there is a message",
        5,
        """
        SELECT coalesce(m.contract_id, e.contract_id), coalesce(m.seq, e.seq) FROM conversation_message m
        FULL JOIN (SELECT * FROM record_event WHERE kind = 'conversation.message-posted.1') e
            ON e.contract_id = m.contract_id AND e.seq = m.seq
        LEFT JOIN record_logactor a ON a.contract_id = e.contract_id AND a.pseudonym = e.pseudonym
        LEFT JOIN record_payload p ON p.contract_id = e.contract_id AND p.seq = e.seq AND p.part = 'text'
        WHERE m.seq IS NULL OR e.seq IS NULL OR a.account_id <> m.author_id
           OR p.body IS NOT NULL AND p.body <> convert_to(m.text, 'UTF8')
        """,
    ),
    Invariant(
        "a refused message is shown only as it was, to whom it was for, after a person allowed it",
        8,
        """
        SELECT m.contract_id, m.id FROM conversation_message m
        LEFT JOIN moderation_refusedtext r ON r.id = m.refused_id
        LEFT JOIN moderation_reviewdecision d ON d.refused_id = m.refused_id
        WHERE m.refused_id IS NOT NULL AND (d.allowed IS NOT TRUE
            OR (r.contract_id, r.author_id, r.text) IS DISTINCT FROM (m.contract_id, m.author_id, m.text))
        """,
    ),
    Invariant("behind a closed gate nothing is shown that was refused there", 8, find=refused_and_shown),
    Invariant(
        "only its two parties write in a thread",
        9,
        """
        SELECT m.contract_id, m.id FROM conversation_message m
        LEFT JOIN conversation_thread t ON t.contract_id = m.contract_id
        WHERE (m.author_id IN (t.client_id, t.professional_id)) IS NOT TRUE
        """,
    ),
    Invariant(
        "the parties of a record are those of its conversation",
        9,
        """
        SELECT coalesce(t.contract_id, a.contract_id) FROM conversation_thread t
        FULL JOIN (SELECT contract_id, min(account_id::text) FILTER (WHERE role = 'client') AS client,
                          min(account_id::text) FILTER (WHERE role = 'professional') AS professional,
                          count(*) FILTER (WHERE role IN ('client', 'professional')) AS parties
                   FROM record_logactor GROUP BY contract_id) a ON a.contract_id = t.contract_id
        WHERE (t.client_id::text, t.professional_id::text, 2)
              IS DISTINCT FROM (a.client, a.professional, a.parties)
        """,
    ),
    Invariant(
        "whoever else reads a conversation acts in its record under the same role",
        9,
        """
        SELECT d.contract_id, d.account_id FROM conversation_admission d
        LEFT JOIN record_logactor a ON a.contract_id = d.contract_id AND a.account_id = d.account_id
        WHERE a.role IS DISTINCT FROM d.role
        """,
    ),
)
