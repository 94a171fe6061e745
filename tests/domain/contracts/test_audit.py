"""The audit re-derives what must hold from the rows, and finds each kind of fault."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from aval.contracts import actions as contracts
from aval.contracts.invariants import INVARIANTS
from aval.kernel.invariants import check
from tests import make

TABLES = (
    "contracts_acceptance",
    "contracts_signature",
    "contracts_milestone",
    "contracts_funding",
    "contracts_contract",
    "ledger_operation",
    "contracts_remindersent",
    "record_event",
)
UNCHECKED = "ALTER TABLE ledger_operation DROP CONSTRAINT IF EXISTS ledger_operation_sound;"
FAULTS = {
    "only the client accepted": "UPDATE contracts_acceptance SET accepted_by_id = %s",
    "each authorisation of ours": "DELETE FROM contracts_acceptance",
    "silence released": "UPDATE contracts_remindersent SET sent_at = sent_at + interval '1 year'",
    "a milestone's escrow": "UPDATE contracts_milestone SET status = 'released' WHERE status = 'funded'",
    "a milestone's state": "UPDATE contracts_milestone SET status = 'refunded' WHERE status = 'released'",
    "milestones are what": "UPDATE contracts_milestone SET due_on = due_on + 1",
    "a frozen milestone's price": "UPDATE contracts_milestone SET status = 'frozen' WHERE number = 2",
    "escrow was forfeited": f"{UNCHECKED}UPDATE ledger_operation SET kind = 'forfeit', cause_id = gen_random_uuid()"
    " WHERE kind = 'fund'",
    "what lets escrow go": "DELETE FROM contracts_signature",
    "each version, signature": "SELECT 1",  # the fault before this one is of this kind too
    "a gate is open": "DELETE FROM contracts_funding",
    "a contract's parties": "UPDATE contracts_contract SET professional_id = %s",
}


@pytest.mark.committing
def test_the_audit_finds_each_planted_fault(
    committing_db: object, owner_sql: Callable[..., list[tuple[object, ...]]]
) -> None:
    # One contract that silence completed, and one with a paid and a funded milestone.
    silent = make.delivery(silence="counts_as_acceptance")
    for share in (50, 85, 95, 100):
        make.run_deadlines(timedelta(days=14) * share / 100)
    contract = make.agreed()
    delivery = make.delivery(make.funded(contract))
    contracts.accept_delivery(make.act(contract.client), delivery_id=delivery.id)
    make.funded(contract, 2)
    assert silent.number == 1
    assert list(check(INVARIANTS)) == []

    for table in TABLES:
        owner_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    somebody = make.stranger()

    for name, fault in FAULTS.items():
        owner_sql(fault, [somebody.id] if "%s" in fault else None)
        found = {offence.invariant.name for offence in check(INVARIANTS)}
        assert any(one.startswith(name) for one in found), name
    assert len(FAULTS) == len(INVARIANTS)
