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
        WHERE (o.id IS NOT NULL) <> (d.status IN ('confirmed', 'charged_back'))""",
    ),
    Invariant(
        "a payout's state is what its money did",
        5,
        """SELECT p.id, p.status FROM payments_payout p
        LEFT JOIN ledger_operation s ON s.payout_id = p.id AND s.kind = 'payout'
            AND s.account_id = p.account_id AND s.currency = p.currency AND s.amount_minor = p.amount_minor
        LEFT JOIN ledger_operation f ON f.payout_id = p.id AND f.kind IN ('payout_paid', 'payout_failed')
        WHERE s.id IS NULL OR coalesce(f.kind, '') <> CASE p.status
            WHEN 'paid' THEN 'payout_paid' WHEN 'failed' THEN 'payout_failed' ELSE '' END""",
    ),
    Invariant(
        "each deposit in the ledger is one that somebody started",
        5,
        """SELECT o.id, o.provider_event FROM ledger_operation o
        LEFT JOIN payments_deposit d ON o.provider_event = d.id || ':confirmed' AND o.provider = d.provider
        WHERE o.kind = 'deposit' AND d.id IS NULL""",
    ),
    Invariant(
        "a provider's message was taken in once",
        6,
        """SELECT provider, event_id, count(*) FROM payments_webhook
        GROUP BY provider, event_id HAVING count(*) > 1""",
    ),
)
