"""The audit re-derives what must hold from the tables, and finds each kind of fault."""

from collections.abc import Callable

import pytest

from aval.kernel.invariants import check
from aval.projects.invariants import INVARIANTS
from tests import make

FAULTS = {
    "each proposal began a record": (
        "INSERT INTO projects_proposal (id, project_id, professional_id, status, version, sent_at) "
        "SELECT gen_random_uuid(), project_id, professional_id, 'withdrawn', 1, sent_at FROM projects_proposal"
    ),
    "a proposal's milestones come to its price": "UPDATE projects_proposalversion SET price_minor = price_minor + 1",
    "each project and proposal has every version up to its present one": "UPDATE projects_proposal SET version = 7",
    "a published project says what its last version says": "UPDATE projects_project SET title = 'Other'",
    "a project is awarded if, and only if, one of its proposals is chosen": (
        "UPDATE projects_project SET status = 'awarded'"
    ),
    "nobody proposes on their own project": (
        "UPDATE projects_project SET client_id = (SELECT professional_id FROM projects_proposal LIMIT 1)"
    ),
}


@pytest.mark.committing
def test_the_audit_finds_each_planted_fault(committing_db: object, owner_sql: Callable[[str], object]) -> None:
    make.proposal()
    assert list(check(INVARIANTS)) == []

    for table in ("project", "proposal", "proposalversion"):
        owner_sql(f"ALTER TABLE projects_{table} DISABLE TRIGGER USER")
    for fault in FAULTS.values():
        owner_sql(fault)

    assert {offence.invariant.name for offence in check(INVARIANTS)} == set(FAULTS) == {one.name for one in INVARIANTS}
