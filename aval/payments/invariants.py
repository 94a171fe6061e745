"""What must always hold of deposits and payouts, as queries that return offenders."""

from aval.kernel.invariants import Invariant

INVARIANTS: tuple[Invariant, ...] = (
    Invariant(
        "a deposit is confirmed if and only if its money is in the ledger",
        5,
        """SELECT d.id, d.status FROM payments_deposit d
        LEFT JOIN ledger_operation o ON o.kind = 'deposit' AND o.provider = d.provider
            AND o.provider_event = d.id || ':confirmed' AND o.account_id = d.account_id
            AND o.currency = d.currency AND o.amount_minor = d.amount_minor
        WHERE (o.id IS NOT NULL) <> (d.status IN ('confirmed', 'charged_back', 'reinstated', 'lost'))""",
    ),
    Invariant(
        "a payout's state is what its money did",
        5,
        """SELECT p.id, p.status FROM payments_payout p WHERE (p.status = 'returned') <> EXISTS (
            SELECT FROM ledger_operation r WHERE r.payout_id = p.id AND r.kind = 'payout_returned')
        UNION ALL SELECT p.id, p.status FROM payments_payout p
        LEFT JOIN ledger_operation s ON s.payout_id = p.id AND s.kind = 'payout'
            AND s.account_id = p.account_id AND s.currency = p.currency AND s.amount_minor = p.amount_minor
        LEFT JOIN ledger_operation f ON f.payout_id = p.id AND f.kind IN ('payout_paid', 'payout_failed')
        WHERE s.id IS NULL OR coalesce(f.kind, '') <> CASE p.status
            WHEN 'paid' THEN 'payout_paid' WHEN 'returned' THEN 'payout_paid' WHEN 'failed' THEN 'payout_failed'
            ELSE '' END""",
    ),
    Invariant(
        "each deposit in the ledger is one that somebody started",
        5,
        """SELECT o.id, o.provider_event FROM ledger_operation o
        LEFT JOIN payments_deposit d ON o.provider_event = d.id || ':confirmed' AND o.provider = d.provider
        WHERE o.kind = 'deposit' AND d.id IS NULL""",
    ),
    Invariant(
        "a deposit is taken back, and given back, if and only if its money is",
        5,
        """SELECT d.id, d.status FROM payments_deposit d
        LEFT JOIN ledger_operation c ON c.kind = 'chargeback' AND c.provider = d.provider
            AND c.provider_event = d.id || ':charged_back'
        LEFT JOIN ledger_operation r ON r.kind = 'reinstatement' AND r.provider = d.provider
            AND r.provider_event = d.id || ':reinstated'
        WHERE (c.id IS NOT NULL) <> (d.status IN ('charged_back', 'reinstated', 'lost'))
           OR (r.id IS NOT NULL) <> (d.status = 'reinstated')""",
    ),
    Invariant(
        "a correction was proposed and confirmed, word for word",
        10,
        """SELECT c.id FROM ledger_correction c
        LEFT JOIN payments_correctionproposal p ON p.id = c.id AND p.status = 'confirmed'
            AND (p.debit_id, p.credit_id, p.amount_minor, p.proposed_by_id, p.decided_by_id)
              = (c.debit_id, c.credit_id, c.amount_minor, c.proposed_by_id, c.confirmed_by_id)
        WHERE p.id IS NULL
        UNION ALL SELECT p.id FROM payments_correctionproposal p LEFT JOIN ledger_correction c ON c.id = p.id
        WHERE p.status = 'confirmed' AND c.id IS NULL""",
    ),
    Invariant(
        "a provider's message was taken in once",
        6,
        """SELECT provider, event_id, count(*) FROM payments_webhook
        GROUP BY provider, event_id HAVING count(*) > 1""",
    ),
)
