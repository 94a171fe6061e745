"""What must always hold of cases."""

from aval.kernel.invariants import Invariant

INVARIANTS = (
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
        "a case that is settled or carried out ended its milestone",
        5,
        """
        SELECT c.id, c.status, m.status FROM cases_case c JOIN contracts_milestone m ON m.id = c.milestone_id
        WHERE c.status = 'settled' AND m.status <> 'settled' OR c.status = 'executed' AND m.status <> 'ruled'
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
        "whoever ruled does not hear the appeal",
        10,
        """
        SELECT first.case_id FROM cases_ruling first JOIN cases_ruling second
            ON second.case_id = first.case_id AND second.number > first.number
        WHERE second.mediator_id = first.mediator_id
        """,
    ),
)
