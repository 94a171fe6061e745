"""What must always hold of contracts, derived anew from the rows."""

import re

from aval.kernel.invariants import Invariant

_SOURCES = """
    SELECT id, 'acceptance' AS kind, contract_id, milestone_id, version_id, terms_hash, currency,
           to_professional_minor, commission_minor, to_client_minor FROM contracts_acceptance
    UNION ALL SELECT id, 'silence', contract_id, milestone_id, version_id, terms_hash, currency,
           to_professional_minor, commission_minor, to_client_minor FROM contracts_silenceacceptance
    UNION ALL SELECT id, 'consent', contract_id, milestone_id, version_id, terms_hash, currency,
           to_professional_minor, commission_minor, to_client_minor FROM contracts_refundconsent
"""

_TOLD = """
    SELECT contract_id, 'contracts.version-drafted.1' AS kind FROM contracts_agreementversion
    UNION ALL SELECT contract_id, 'contracts.version-signed.1' FROM contracts_signature
    UNION ALL SELECT contract_id, 'contracts.milestone-funded.1' FROM contracts_funding
    UNION ALL SELECT contract_id, 'contracts.work-delivered.1' FROM contracts_delivery
    UNION ALL SELECT contract_id, 'contracts.changes-requested.1' FROM contracts_changerequest
    UNION ALL SELECT contract_id, 'contracts.delivery-accepted.1' FROM contracts_acceptance
    UNION ALL SELECT contract_id, 'contracts.silence-accepted.1' FROM contracts_silenceacceptance
    UNION ALL SELECT contract_id, 'contracts.refund-consented.1' FROM contracts_refundconsent
    UNION ALL SELECT contract_id, 'contracts.review-reminder-sent.1' FROM contracts_remindersent
    UNION ALL SELECT contract_id, 'contracts.work-logged.1' FROM contracts_workentry
    UNION ALL SELECT contract_id, 'contracts.milestone-frozen.1' FROM contracts_freeze
    UNION ALL SELECT contract_id, CASE WHEN forfeited THEN 'contracts.milestone-charged-back.1'
        ELSE 'contracts.milestone-thawed.1' END FROM contracts_freezeend
"""

_TOLD_KINDS = ", ".join(sorted(set(re.findall(r"'contracts\.[a-z.0-9-]+'", _TOLD))))
"""Named and not looked up, so that a kind whose last row vanished is compared too."""

INVARIANTS: tuple[Invariant, ...] = (
    Invariant(
        "each authorisation of ours has one row behind it that says the same, and each row its authorisation",
        3,
        f"""SELECT coalesce(a.id, s.id), coalesce(a.kind, s.kind)
        FROM (SELECT * FROM ledger_authorisation WHERE kind IN ('acceptance', 'silence', 'consent')) a
        FULL JOIN ({_SOURCES}) s ON s.id = a.id AND s.kind = a.kind
        WHERE (a.contract_id, a.hold_id, a.currency, a.to_professional_minor, a.commission_minor, a.to_client_minor,
               a.terms_hash) IS DISTINCT FROM (s.contract_id, s.milestone_id, s.currency, s.to_professional_minor,
               s.commission_minor, s.to_client_minor, s.terms_hash)""",  # noqa: S608
    ),
    Invariant(
        "what lets escrow go stands on a version that both parties signed",
        3,
        f"""SELECT s.id, s.kind FROM ({_SOURCES}) s
        LEFT JOIN contracts_agreementversion v ON v.id = s.version_id AND v.contract_id = s.contract_id
        LEFT JOIN contracts_contract c ON c.id = s.contract_id
        WHERE (v.terms_hash = s.terms_hash AND v.terms_hash = sha256(v.terms)) IS NOT TRUE
           OR NOT EXISTS (SELECT FROM contracts_signature g WHERE g.version_id = v.id AND g.account_id = c.client_id
                          AND g.terms_hash = v.terms_hash)
           OR NOT EXISTS (SELECT FROM contracts_signature g WHERE g.version_id = v.id
                          AND g.account_id = c.professional_id AND g.terms_hash = v.terms_hash)""",  # noqa: S608
    ),
    Invariant(
        "only the client accepted, only the latest delivery, and only the professional gave back",
        3,
        """SELECT a.id FROM contracts_acceptance a LEFT JOIN contracts_contract c ON c.id = a.contract_id
           LEFT JOIN contracts_delivery d ON (d.id, d.milestone_id, d.contract_id, d.billed_minor, d.currency)
               = (a.delivery_id, a.milestone_id, a.contract_id, a.billed_minor, a.currency)
        WHERE d.id IS NULL OR a.accepted_by_id IS DISTINCT FROM c.client_id OR EXISTS (
            SELECT FROM contracts_delivery n WHERE n.milestone_id = d.milestone_id AND n.number > d.number)
        UNION ALL SELECT r.id FROM contracts_refundconsent r LEFT JOIN contracts_contract c ON c.id = r.contract_id
        WHERE r.consented_by_id IS DISTINCT FROM c.professional_id""",
    ),
    Invariant(
        "silence released only by a signed clause, after its time and all its reminders",
        3,
        """SELECT s.id FROM contracts_silenceacceptance s
        LEFT JOIN contracts_delivery d ON (d.id, d.milestone_id, d.contract_id, d.billed_minor, d.currency)
            = (s.delivery_id, s.milestone_id, s.contract_id, s.billed_minor, s.currency)
        LEFT JOIN contracts_agreementversion v ON v.id = d.version_id
        LEFT JOIN contracts_agreementversion f ON f.id = s.version_id
        WHERE d.id IS NULL OR f.id IS NULL OR v.silence <> 'counts_as_acceptance' OR f.silence <> 'counts_as_acceptance'
           OR s.counted_at < d.review_ends_at
           OR v.reminder_count <> (SELECT count(*) FROM contracts_remindersent r
               WHERE r.delivery_id = d.id AND r.sent_at >= r.due_at AND r.sent_at < s.counted_at)""",
    ),
    Invariant(
        "a milestone's escrow holds its price while it is funded, and nothing before or after",
        5,
        """SELECT m.id, m.status, coalesce(b.minor, 0) FROM contracts_milestone m
        LEFT JOIN ledger_purse p ON p.kind = 'hold' AND p.id = m.id
        LEFT JOIN ledger_balance b ON b.purse_id = p.id
        WHERE coalesce(b.minor, 0) <> CASE WHEN m.status IN ('funded', 'delivered', 'changes_requested', 'disputed')
            THEN m.amount_minor ELSE 0 END""",
    ),
    Invariant(
        "a frozen milestone's price is in its reserve, and nothing before or after",
        5,
        """SELECT m.id, m.status, coalesce(b.minor, 0) FROM contracts_milestone m
        LEFT JOIN ledger_balance b ON b.purse_id = md5('reserve ' || m.id::text)::uuid
        WHERE coalesce(b.minor, 0) <> CASE WHEN m.status = 'frozen' THEN m.amount_minor ELSE 0 END
        UNION ALL SELECT f.milestone_id, f.was, 0 FROM contracts_freeze f
        LEFT JOIN ledger_operation o ON o.id = f.id AND o.kind = 'freeze' AND o.hold_id = f.milestone_id
        WHERE o.id IS NULL
        UNION ALL SELECT o.hold_id, o.kind, 0 FROM ledger_operation o LEFT JOIN contracts_freeze f ON f.id = o.id
        WHERE o.kind = 'freeze' AND f.id IS NULL""",
    ),
    Invariant(
        "escrow was forfeited only where nothing had been delivered, and the bank's decision was final",
        3,
        """SELECT o.hold_id FROM ledger_operation o WHERE o.kind = 'forfeit' AND (
            EXISTS (SELECT FROM contracts_delivery d WHERE d.milestone_id = o.hold_id)
            OR NOT EXISTS (SELECT FROM payments_deposit d WHERE d.account_id = o.account_id
                AND d.currency = o.currency AND d.status = 'lost'))""",
    ),
    Invariant(
        "a milestone's state has the row of the moment it stands for",
        5,
        """SELECT m.id, m.status FROM contracts_milestone m WHERE NOT CASE m.status
            WHEN 'released' THEN EXISTS (SELECT FROM contracts_acceptance WHERE milestone_id = m.id)
                OR EXISTS (SELECT FROM contracts_silenceacceptance WHERE milestone_id = m.id)
            WHEN 'refunded' THEN EXISTS (SELECT FROM contracts_refundconsent WHERE milestone_id = m.id)
            WHEN 'delivered' THEN EXISTS (SELECT FROM contracts_delivery WHERE milestone_id = m.id)
            WHEN 'frozen' THEN EXISTS (SELECT FROM contracts_freeze f LEFT JOIN contracts_freezeend e
                ON e.freeze_id = f.id WHERE f.milestone_id = m.id AND e.freeze_id IS NULL)
            WHEN 'charged_back' THEN EXISTS (SELECT FROM contracts_freeze f JOIN contracts_freezeend e
                ON e.freeze_id = f.id WHERE f.milestone_id = m.id AND e.forfeited)
            WHEN 'accepted' THEN false
            WHEN 'agreed' THEN NOT EXISTS (SELECT FROM contracts_funding WHERE milestone_id = m.id)
            WHEN 'cancelled' THEN NOT EXISTS (SELECT FROM contracts_funding WHERE milestone_id = m.id)
            ELSE EXISTS (SELECT FROM contracts_funding WHERE milestone_id = m.id) END""",
    ),
    Invariant(
        "milestones are what the agreement in force says: price, date, title and criteria",
        5,
        """SELECT m.id FROM contracts_milestone m
        LEFT JOIN contracts_agreementversion v ON v.contract_id = m.contract_id AND v.status = 'in_force'
        LEFT JOIN LATERAL (SELECT item FROM jsonb_array_elements(contracts_version_terms(v.terms)->'milestones') item
            WHERE (item->>'id')::uuid = m.id) said ON true
        WHERE m.status <> 'cancelled' AND m.period_starts_on IS NULL
          AND (m.amount_minor, m.currency, m.due_on, m.title, m.criteria) IS DISTINCT FROM (
            (said.item->>'amount_minor')::bigint, contracts_version_terms(v.terms)->>'currency',
            (said.item->>'due_on')::date, said.item->>'title', said.item->>'criteria')""",
    ),
    Invariant(
        "each version, signature, payment and delivery has its event in the record, and each event its row",
        5,
        f"""SELECT contract_id, kind, told.events, done.rows FROM
            (SELECT contract_id, kind, count(*) AS rows FROM ({_TOLD}) r GROUP BY contract_id, kind) done
        FULL JOIN (SELECT contract_id, kind, count(*) AS events FROM record_event
            WHERE kind IN ({_TOLD_KINDS}) GROUP BY contract_id, kind) told USING (contract_id, kind)
        WHERE told.events IS DISTINCT FROM done.rows""",  # noqa: S608
    ),
    Invariant(
        "a gate is open only where a milestone was funded",
        8,
        """SELECT g.contract_id FROM conversation_gateopening g JOIN projects_proposal c ON c.id = g.contract_id
        WHERE NOT EXISTS (SELECT FROM contracts_funding f WHERE f.contract_id = c.id)""",
    ),
    Invariant(
        "a contract's parties are those of its conversation, and differ",
        9,
        """SELECT c.id FROM contracts_contract c LEFT JOIN conversation_thread t ON t.contract_id = c.id
        WHERE c.client_id = c.professional_id
           OR (t.client_id, t.professional_id) IS DISTINCT FROM (c.client_id, c.professional_id)""",
    ),
)
