"""What must always hold of money, derived anew from the rows themselves and not from what the functions use."""

from aval.kernel.invariants import Invariant

_SIDES = """
    SELECT debit_id AS purse_id, -amount_minor AS minor, currency, operation_id FROM ledger_transfer
    UNION ALL
    SELECT credit_id, amount_minor, currency, operation_id FROM ledger_transfer
"""
_OUT_OF_HOLDS = """
    SELECT t.*, h.payer_id, h.payee_id FROM ledger_transfer t
    JOIN ledger_purse h ON h.id = t.debit_id AND h.kind = 'hold'
"""

INVARIANTS: tuple[Invariant, ...] = (
    Invariant(
        "each balance is the sum of its transfers",
        1,
        f"""SELECT b.purse_id, b.minor, coalesce(sum(s.minor), 0) FROM ledger_balance b
        LEFT JOIN ({_SIDES}) s ON s.purse_id = b.purse_id
        GROUP BY b.purse_id, b.minor HAVING b.minor <> coalesce(sum(s.minor), 0)""",  # noqa: S608
    ),
    Invariant(
        "every wallet, hold and payout has a balance, and nothing else has",
        1,
        """SELECT coalesce(p.id, b.purse_id), p.kind FROM ledger_purse p FULL JOIN ledger_balance b ON b.purse_id = p.id
        WHERE coalesce(p.kind IN ('wallet', 'hold', 'payout', 'reserve'), false) <> (b.purse_id IS NOT NULL)
           OR b.kind <> p.kind OR b.currency <> p.currency""",
    ),
    Invariant(
        "what the site's purses owe is what people have, in each currency",
        1,
        """SELECT currency, sum(held) FROM (
            SELECT p.currency, ledger_site_balance(p.id) AS held FROM ledger_purse p
            WHERE p.kind NOT IN ('wallet', 'hold', 'payout', 'reserve')
            UNION ALL SELECT p.currency, b.minor FROM ledger_purse p JOIN ledger_balance b ON b.purse_id = p.id
        ) AS everything GROUP BY currency HAVING sum(held) <> 0""",
    ),
    Invariant(
        "a subtotal is the sum of the transfers below it",
        1,
        f"""SELECT u.purse_id, u.minor FROM ledger_subtotal u
        WHERE ledger_site_balance(u.purse_id) <>
            coalesce((SELECT sum(s.minor) FROM ({_SIDES}) s WHERE s.purse_id = u.purse_id), 0)""",  # noqa: S608
    ),
    Invariant(
        "a transfer keeps to one currency: its operation's and both purses'",
        1,
        """SELECT t.id FROM ledger_transfer t
        LEFT JOIN ledger_operation o ON o.id = t.operation_id
        LEFT JOIN ledger_purse d ON d.id = t.debit_id LEFT JOIN ledger_purse c ON c.id = t.credit_id
        WHERE (t.currency = o.currency AND t.currency = d.currency AND t.currency = c.currency) IS NOT TRUE""",
    ),
    Invariant(
        "a transfer goes where its operation may send money",
        1,
        """SELECT t.id, o.kind, d.kind, c.kind FROM ledger_transfer t
        JOIN ledger_operation o ON o.id = t.operation_id
        JOIN ledger_purse d ON d.id = t.debit_id JOIN ledger_purse c ON c.id = t.credit_id
        LEFT JOIN ledger_flow f ON (f.kind, f.debit_kind, f.credit_kind) = (o.kind, d.kind, c.kind)
        WHERE f.kind IS NULL""",
    ),
    Invariant(
        "an operation moves its amount, between purses of its own account, hold, payout and provider",
        1,
        """SELECT o.id, o.kind FROM ledger_operation o
        JOIN ledger_purse p ON p.id IN (o.debit_id, o.credit_id, o.also_id)
        LEFT JOIN ledger_purse h ON h.id = o.hold_id AND h.kind = 'hold'
        WHERE o.kind <> 'correction' AND NOT CASE p.kind
                WHEN 'wallet' THEN p.account_id IN (o.account_id, h.payer_id, h.payee_id)
                    AND (o.authorisation_id IS NOT NULL OR p.account_id = o.account_id)
                WHEN 'hold' THEN p.id = o.hold_id
                WHEN 'reserve' THEN (p.payer_id, p.payee_id, p.contract_id) = (h.payer_id, h.payee_id, h.contract_id)
                WHEN 'payout' THEN p.id = o.payout_id
                WHEN 'clearing' THEN p.provider = o.provider
                ELSE true END IS TRUE
        UNION ALL SELECT t.operation_id, 'leg ' || t.leg FROM ledger_transfer t WHERE t.amount_minor <= 0
        UNION ALL SELECT o.id, o.kind FROM ledger_operation o LEFT JOIN ledger_transfer t ON t.operation_id = o.id
        GROUP BY o.id HAVING coalesce(sum(t.amount_minor), 0) <> o.amount_minor""",
    ),
    Invariant("no wallet or hold is negative", 2, "SELECT purse_id, minor FROM ledger_balance WHERE minor < 0"),
    Invariant(
        "money left a hold only by an authorisation for that hold",
        3,
        f"""SELECT t.id, t.operation_id FROM ({_OUT_OF_HOLDS}) t
        JOIN ledger_operation o ON o.id = t.operation_id
        LEFT JOIN ledger_authorisation a ON a.id = o.authorisation_id AND a.hold_id = t.debit_id
        WHERE a.id IS NULL AND o.kind <> 'freeze'""",  # noqa: S608
    ),
    Invariant(
        "no authorisation paid twice",
        3,
        """SELECT authorisation_id, count(*) FROM ledger_operation WHERE authorisation_id IS NOT NULL
        GROUP BY authorisation_id HAVING count(*) > 1""",
    ),
    Invariant(
        "each side got exactly what was authorised",
        3,
        f"""SELECT a.id FROM ledger_authorisation a
        JOIN ledger_operation o ON o.authorisation_id = a.id
        LEFT JOIN ({_OUT_OF_HOLDS}) t ON t.operation_id = o.id
        LEFT JOIN ledger_purse c ON c.id = t.credit_id
        GROUP BY a.id
        HAVING coalesce(sum(t.amount_minor) FILTER (WHERE c.account_id = t.payee_id), 0) <> a.to_professional_minor
            OR coalesce(sum(t.amount_minor) FILTER (WHERE c.kind = 'fees'), 0) <> a.commission_minor
            OR coalesce(sum(t.amount_minor) FILTER (WHERE c.account_id = t.payer_id), 0) <> a.to_client_minor""",  # noqa: S608
    ),
    Invariant(
        "a provider's word was counted once",
        6,
        """SELECT provider, provider_event, count(*) FROM ledger_operation WHERE provider_event IS NOT NULL
        GROUP BY provider, provider_event HAVING count(*) > 1""",
    ),
    Invariant(
        "a payout started once, and finished at most once",
        6,
        """SELECT payout_id FROM ledger_operation WHERE payout_id IS NOT NULL GROUP BY payout_id
        HAVING count(*) FILTER (WHERE kind = 'payout') <> 1
            OR count(*) FILTER (WHERE kind IN ('payout_paid', 'payout_failed')) > 1
            OR count(*) FILTER (WHERE kind = 'payout_returned')
               > count(*) FILTER (WHERE kind = 'payout_paid')""",
    ),
    Invariant(
        "no more was taken back from anybody than they owed",
        1,
        """SELECT account_id, currency FROM ledger_operation
        WHERE kind IN ('chargeback', 'recovery', 'reinstatement', 'repayment')
        GROUP BY account_id, currency
        HAVING sum(amount_minor) FILTER (WHERE kind IN ('recovery', 'reinstatement'))
             > coalesce(sum(amount_minor) FILTER (WHERE kind IN ('chargeback', 'repayment')), 0)""",
    ),
    Invariant(
        "frozen escrow was frozen for a chargeback of its payer, and came out of its reserve whole and once",
        3,
        """SELECT f.id FROM ledger_operation f
        JOIN ledger_purse h ON h.id = f.hold_id
        LEFT JOIN ledger_operation c ON c.id = f.cause_id AND c.kind = 'chargeback' AND c.account_id = h.payer_id
        LEFT JOIN ledger_operation e ON e.cause_id = f.id AND e.kind IN ('thaw', 'forfeit')
        WHERE f.kind = 'freeze' AND (c.id IS NULL OR e.amount_minor <> f.amount_minor OR e.hold_id <> f.hold_id)
        UNION ALL SELECT e.id FROM ledger_operation e
        LEFT JOIN ledger_operation f ON f.id = e.cause_id AND f.kind = 'freeze'
        WHERE e.kind IN ('thaw', 'forfeit') AND f.id IS NULL""",
    ),
    Invariant(
        "an exchange is its two halves at the rate on record",
        1,
        """SELECT x.id FROM ledger_exchange x
        LEFT JOIN ledger_operation o ON o.cause_id = x.id AND o.kind = 'exchange_out'
            AND (o.account_id, o.currency, o.amount_minor) = (x.account_id, x.source_currency, x.source_minor)
        LEFT JOIN ledger_operation i ON i.cause_id = x.id AND i.kind = 'exchange_in' AND (i.account_id, i.currency,
            i.amount_minor) = (x.account_id, x.target_currency, x.target_minor + x.spread_minor)
        WHERE o.id IS NULL OR i.id IS NULL OR trunc(x.source_minor * x.rate) <> i.amount_minor""",
    ),
    Invariant(
        "a correction was written down by one person and confirmed by another, neither with a wallet in it",
        10,
        """SELECT c.id FROM ledger_correction c
        LEFT JOIN ledger_operation o ON o.cause_id = c.id AND o.kind = 'correction'
            AND (o.amount_minor, o.currency, o.actor_id) = (c.amount_minor, c.currency, c.confirmed_by_id)
        LEFT JOIN ledger_transfer t ON t.operation_id = o.id
            AND (t.debit_id, t.credit_id) = (c.debit_id, c.credit_id)
        WHERE t.id IS NULL OR c.proposed_by_id = c.confirmed_by_id OR EXISTS (
            SELECT FROM ledger_purse p WHERE p.id IN (c.debit_id, c.credit_id)
            AND p.account_id IN (c.proposed_by_id, c.confirmed_by_id))""",
    ),
    Invariant(
        "the guards of the ledger stand",
        4,
        """SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
        WHERE c.relname IN ('ledger_purse', 'ledger_operation', 'ledger_authorisation',
                            'ledger_flow', 'ledger_fit', 'ledger_balance', 'ledger_exchange', 'ledger_correction',
                            'ledger_following')
          AND (NOT EXISTS (SELECT FROM pg_trigger g WHERE g.tgrelid = c.oid AND g.tgenabled = 'O'
                           AND g.tgname = CASE c.relname WHEN 'ledger_balance' THEN 'ledger_balance_guard'
                                          ELSE c.relname || '_append_only' END)
            OR has_table_privilege('aval_app', c.oid, 'INSERT') OR has_table_privilege('aval_app', c.oid, 'UPDATE')
            OR has_table_privilege('aval_app', c.oid, 'DELETE') OR has_table_privilege('aval_app', c.oid, 'TRUNCATE'))
        UNION ALL
        SELECT wanted FROM unnest(ARRAY['ledger_operation_take', 'ledger_operation_follows',
                                        'ledger_purse_balance', 'ledger_authorisation_of_hold',
                                        'ledger_exchange_carried_out', 'ledger_correction_carried_out']) AS wanted
        WHERE NOT EXISTS (SELECT FROM pg_trigger g WHERE g.tgname = wanted AND g.tgenabled = 'O')""",
    ),
    Invariant(
        "each authorisation is for a hold, of its own contract, currency and parties",
        3,
        """SELECT a.id FROM ledger_authorisation a WHERE NOT EXISTS (
            SELECT FROM ledger_purse h WHERE h.kind = 'hold'
            AND (h.id, h.contract_id, h.currency, h.payer_id, h.payee_id)
                = (a.hold_id, a.contract_id, a.currency, a.payer_id, a.payee_id))""",
    ),
    Invariant(
        "each authorisation was given by whose it is to give; staff give none but rulings",
        10,
        """SELECT a.id, a.kind FROM ledger_authorisation a JOIN ledger_purse h ON h.id = a.hold_id
        WHERE NOT CASE a.kind
            WHEN 'acceptance' THEN a.authorised_by = h.payer_id
            WHEN 'consent' THEN a.authorised_by = h.payee_id
            WHEN 'ruling' THEN a.authorised_by NOT IN (h.payer_id, h.payee_id)
            WHEN 'silence' THEN a.authorised_by = '00000000-0000-0000-0000-000000000000'
            ELSE a.authorised_by IN (h.payer_id, h.payee_id, '00000000-0000-0000-0000-000000000000') END""",
    ),
)
