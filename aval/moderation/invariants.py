"""What must always hold of refused texts and of what followed from them."""

from aval.kernel.invariants import Invariant

INVARIANTS = (
    Invariant(
        "what was refused on a contract is told by its record, and by nothing of its text",
        8,
        """
        SELECT r.contract_id, r.id FROM moderation_refusedtext r
        LEFT JOIN (SELECT e.contract_id, convert_from(p.body, 'UTF8')::jsonb ->> 'refused_id' AS refused
                   FROM record_event e JOIN record_payload p ON p.contract_id = e.contract_id AND p.seq = e.seq
                   WHERE e.kind = 'moderation.text-refused.1' AND p.part = 'facts') told
            ON told.contract_id = r.contract_id AND told.refused = r.id::text
        WHERE r.contract_id IS NOT NULL AND told.refused IS NULL
        UNION ALL SELECT p.contract_id, NULL FROM record_payload p
        JOIN record_event e ON e.contract_id = p.contract_id AND e.seq = p.seq
        WHERE e.kind = 'moderation.text-refused.1' AND p.part <> 'facts'
        """,
    ),
    Invariant(
        "nobody decided on a text of their own, nor on an appeal against their own decision",
        8,
        """
        SELECT d.refused_id FROM moderation_reviewdecision d JOIN moderation_refusedtext r ON r.id = d.refused_id
        WHERE d.decided_by_id = r.author_id
        UNION ALL SELECT a.appeal_id FROM moderation_appealdecision a
        JOIN moderation_measure m ON m.id = a.appeal_id JOIN moderation_reviewdecision d ON d.refused_id = m.because_id
        WHERE a.decided_by_id IN (m.account_id, d.decided_by_id)
        """,
    ),
    Invariant(
        "each measure follows from a look that called the attempt deliberate",
        8,
        """
        SELECT m.id FROM moderation_measure m JOIN moderation_reviewdecision d ON d.refused_id = m.because_id
        JOIN moderation_refusedtext r ON r.id = d.refused_id WHERE NOT d.deliberate OR r.author_id <> m.account_id
        """,
    ),
)
