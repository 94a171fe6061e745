"""What must always hold of cases."""

import re

from aval.kernel.invariants import Invariant

_SOURCES = """
    SELECT id, 'settlement' AS kind, contract_id, milestone_id, currency, to_professional_minor, commission_minor,
           to_client_minor, terms_hash FROM cases_settlement
    UNION ALL SELECT id, 'ruling', contract_id, milestone_id, currency, to_professional_minor, commission_minor,
           to_client_minor, terms_hash FROM cases_ruling
"""

_TOLD = """
    SELECT contract_id, 'cases.case-opened.1' AS kind FROM cases_case
    UNION ALL SELECT c.contract_id, 'cases.offer-made.1' FROM cases_offer o JOIN cases_case c ON c.id = o.case_id
    UNION ALL SELECT contract_id, 'cases.offer-accepted.1' FROM cases_settlement
    UNION ALL SELECT contract_id, 'cases.ruled.1' FROM cases_ruling
    UNION ALL SELECT r.contract_id, 'cases.ruling-appealed.1' FROM cases_appeal a
        JOIN cases_ruling r ON r.id = a.ruling_id
    UNION ALL SELECT c.contract_id, 'cases.mediator-assigned.1' FROM cases_assignment a
        JOIN cases_case c ON c.id = a.case_id
    UNION ALL SELECT c.contract_id, 'cases.statement-made.1' FROM cases_statement s
        JOIN cases_case c ON c.id = s.case_id
    UNION ALL SELECT c.contract_id, 'cases.question-asked.1' FROM cases_question q
        JOIN cases_case c ON c.id = q.case_id
    UNION ALL SELECT c.contract_id, 'cases.question-replied.1' FROM cases_reply r
        JOIN cases_question q ON q.id = r.question_id JOIN cases_case c ON c.id = q.case_id
"""

_TOLD_KINDS = ", ".join(sorted(set(re.findall(r"'cases\.[a-z.0-9-]+'", _TOLD))))
"""Named and not looked up, so that a kind whose last row vanished is compared too."""

INVARIANTS = (
    Invariant(
        "each authorisation by settlement or ruling has one row behind it that says the same",
        3,
        f"""SELECT a.id, a.kind FROM ledger_authorisation a LEFT JOIN ({_SOURCES}) s ON s.id = a.id AND s.kind = a.kind
        WHERE a.kind IN ('settlement', 'ruling')
          AND (a.contract_id, a.hold_id, a.currency, a.to_professional_minor, a.commission_minor, a.to_client_minor,
               a.terms_hash) IS DISTINCT FROM (s.contract_id, s.milestone_id, s.currency, s.to_professional_minor,
               s.commission_minor, s.to_client_minor, s.terms_hash)""",  # noqa: S608
    ),
    Invariant(
        "a settlement is an offer of one party that the other accepted, to the unit",
        3,
        """
        SELECT s.id FROM cases_settlement s LEFT JOIN cases_offer o ON o.id = s.offer_id AND o.case_id = s.case_id
        LEFT JOIN contracts_contract k ON k.id = s.contract_id
        WHERE (o.made_by_id = s.offered_by_id AND o.currency = s.currency AND o.to_client_minor = s.to_client_minor
           AND o.to_professional_minor = s.to_professional_minor + s.commission_minor
           AND (s.offered_by_id, s.accepted_by_id)
               IN ((k.client_id, k.professional_id), (k.professional_id, k.client_id))) IS NOT TRUE
        """,
    ),
    Invariant(
        "a ruling is only carried out once it is final",
        3,
        """
        SELECT r.id FROM cases_ruling r JOIN cases_case c ON c.id = r.case_id
        JOIN ledger_authorisation a ON a.id = r.id
        WHERE c.status <> 'executed'
           OR EXISTS (SELECT FROM cases_ruling later WHERE later.case_id = r.case_id AND later.number > r.number)
        """,
    ),
    Invariant(
        "a case and its milestone stand where they belong together",
        5,
        """
        SELECT c.id, c.status, m.status FROM cases_case c JOIN contracts_milestone m ON m.id = c.milestone_id
        WHERE c.status = 'settled' AND m.status <> 'settled' OR c.status = 'executed' AND m.status <> 'ruled'
           OR c.status = 'refunded' AND m.status <> 'refunded'
           OR c.status IN ('negotiation', 'mediation', 'ruled', 'appealed')
              AND m.status NOT IN ('disputed', 'refunded', 'frozen')
        """,
    ),
    Invariant(
        "each offer, settlement, statement and ruling has its event in the record, and each event its row",
        5,
        f"""SELECT contract_id, kind, told.events, done.rows FROM
            (SELECT contract_id, kind, count(*) AS rows FROM ({_TOLD}) r GROUP BY contract_id, kind) done
        FULL JOIN (SELECT contract_id, kind, count(*) AS events FROM record_event
            WHERE kind IN ({_TOLD_KINDS}) GROUP BY contract_id, kind) told USING (contract_id, kind)
        WHERE told.events IS DISTINCT FROM done.rows""",  # noqa: S608
    ),
    Invariant(
        "besides the parties only a mediator of a case reads its contract",
        9,
        """
        SELECT a.contract_id, a.account_id FROM conversation_admission a WHERE NOT EXISTS (
            SELECT FROM cases_assignment m JOIN cases_case c ON c.id = m.case_id
            WHERE c.contract_id = a.contract_id AND m.mediator_id = a.account_id)
        """,
    ),
    Invariant(
        "whoever hears a case is no party to it",
        9,
        """
        SELECT a.id FROM cases_assignment a JOIN cases_case c ON c.id = a.case_id
        JOIN contracts_contract k ON k.id = c.contract_id WHERE a.mediator_id IN (k.client_id, k.professional_id)
        """,
    ),
    Invariant(
        "a ruling comes from a mediator whom the case was assigned to",
        10,
        """
        SELECT r.id FROM cases_ruling r WHERE NOT EXISTS (SELECT FROM cases_assignment a WHERE a.case_id = r.case_id
            AND a.mediator_id = r.mediator_id AND a.on_appeal = (r.number = 2))
        """,
    ),
    Invariant(
        "whoever ruled does not hear the appeal",
        10,
        """
        SELECT a.case_id FROM cases_assignment a JOIN cases_ruling r
            ON r.case_id = a.case_id AND r.mediator_id = a.mediator_id AND r.number = 1
        WHERE a.on_appeal
        UNION
        SELECT first.case_id FROM cases_ruling first JOIN cases_ruling second
            ON second.case_id = first.case_id AND second.number > first.number
        WHERE second.mediator_id = first.mediator_id
        """,
    ),
)
