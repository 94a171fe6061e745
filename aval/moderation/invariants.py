"""What must always hold of refused texts and measures."""

from aval.kernel.invariants import Invariant

INVARIANTS = (
    Invariant(
        "nobody decided on a text of their own",
        8,
        """
        SELECT d.refused_id FROM moderation_reviewdecision d
        JOIN moderation_refusedtext r ON r.id = d.refused_id WHERE r.author_id = d.decided_by_id
        """,
    ),
    Invariant(
        "every measure follows a person's decision that the attempt was deliberate",
        8,
        """
        SELECT m.id FROM moderation_measure m
        LEFT JOIN moderation_reviewdecision d ON d.refused_id = m.because_id
        LEFT JOIN moderation_refusedtext r ON r.id = d.refused_id
        WHERE d.deliberate IS NOT TRUE OR r.author_id <> m.account_id
        """,
    ),
    Invariant(
        "another person heard each appeal",
        10,
        """
        SELECT a.appeal_id FROM moderation_appealdecision a
        JOIN moderation_measure m ON m.id = a.appeal_id
        JOIN moderation_reviewdecision d ON d.refused_id = m.because_id
        WHERE a.decided_by_id IN (d.decided_by_id, m.account_id)
        """,
    ),
    Invariant(
        "every refusal in a record's place is in that record, without its words",
        8,
        """
        SELECT r.id FROM moderation_refusedtext r
        WHERE r.contract_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM record_event e
            JOIN record_payload p ON p.contract_id = e.contract_id AND p.seq = e.seq AND p.part = 'facts'
            WHERE e.contract_id = r.contract_id AND e.kind = 'moderation.text-refused.1'
              AND (p.body IS NULL OR convert_from(p.body, 'UTF8')::jsonb ->> 'refused_id' = r.id::text)
              AND NOT EXISTS (SELECT 1 FROM record_payload t
                              WHERE t.contract_id = e.contract_id AND t.seq = e.seq AND t.part <> 'facts'))
        """,
    ),
)
