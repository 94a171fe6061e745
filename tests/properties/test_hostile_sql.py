"""What the database refuses whatever the application does: the rules across modules, and those of answers and gates.

The ledger's, the record's, the contracts' and the cases' own rules are tried in their modules' tests.
"""

import pytest
from django.db import DatabaseError, connection, transaction

from aval.accounts.requests import Answer, keep
from aval.contracts.models import Contract
from aval.conversation.models import Thread
from aval.kernel.ids import new_id
from aval.kernel.invariants import check, installed
from aval.kernel.money import Money
from aval.kernel.transactions import unit
from aval.ledger.models import Balance
from aval.payments import actions as payments
from tests import make

pytestmark = pytest.mark.django_db

MESSAGE = (
    "INSERT INTO conversation_message (contract_id, id, seq, author_id, text, reply_to, refused_id, posted_at)"
    " SELECT t.contract_id, gen_random_uuid(), 99, {author}, {text}, NULL, {refused}, now() FROM conversation_thread t"
    " WHERE t.contract_id = %(contract)s"
)
LATEST = "(SELECT id FROM moderation_refusedtext LIMIT 1)"
FORBIDDEN: dict[str, tuple[int, str, str]] = {
    "an acceptance that the ledger does not know": (
        5,
        "INSERT INTO ledger_authorisation SELECT * FROM ledger_authorisation",
        "permission denied",
    ),
    "a funded milestone without its payment": (
        5,
        "UPDATE contracts_milestone SET status = 'funded' WHERE contract_id = %(contract)s AND number = 2",
        "contracts_milestone_backed|nothing stands behind",
    ),
    "a deposit that counts without its money": (
        5,
        "UPDATE payments_deposit SET status = 'confirmed', finished_at = now() WHERE status = 'started'",
        "its money says otherwise",
    ),
    "a second answer to one request": (
        6,
        "INSERT INTO accounts_keptanswer SELECT account_id, key, content_sha256, 200, '', '', '', now()"
        " FROM accounts_keptanswer",
        "accounts_keptanswer_pkey",
    ),
    "a provider's message taken in again": (
        6,
        "INSERT INTO payments_webhook SELECT (jsonb_populate_record(w, jsonb_build_object('id', gen_random_uuid()))).*"
        " FROM payments_webhook w",
        "unique|duplicate",
    ),
    "a refused text shown although nobody allowed it": (
        8,
        MESSAGE.format(author="t.professional_id", text=f"(SELECT text FROM moderation_refusedtext WHERE id = {LATEST})",
                       refused=LATEST),
        "nobody allowed this refused text",
    ),
    "a refused text that somebody else says": (
        8,
        MESSAGE.format(author="t.client_id", text=f"(SELECT text FROM moderation_refusedtext WHERE id = {LATEST})",
                       refused=LATEST),
        "nobody allowed this refused text",
    ),
    "a refused text that is changed afterwards": (
        8, "UPDATE moderation_refusedtext SET text = 'harmless'", "permission denied",
    ),
    "a gate that opens without escrow": (
        8,
        "INSERT INTO conversation_gateopening (contract_id, because, opened_at)"
        " VALUES (%(contract)s, gen_random_uuid(), now())",
        "no escrow opens this gate",
    ),
    "a gate that names a milestone without money": (
        8,
        "INSERT INTO conversation_gateopening (contract_id, because, opened_at) SELECT contract_id, id, now()"
        " FROM contracts_milestone WHERE contract_id = %(contract)s AND number = 2",
        "no escrow opens this gate",
    ),
    "an import behind a closed gate": (
        8,
        "INSERT INTO imports_minutes (contract_id, id, seq, medium, began_at, people, text, written_by_id, written_at)"
        " SELECT contract_id, gen_random_uuid(), 99, 'phone', now(), 'x', 'x', client_id, now()"
        " FROM conversation_thread WHERE contract_id = %(contract)s",
        "the gate is closed",
    ),
    "a message of a stranger": (
        9, MESSAGE.format(author="%(stranger)s", text="'hello'", refused="NULL"), "only the two parties write",
    ),
    "an operator let into a conversation": (
        9,
        "INSERT INTO conversation_admission (contract_id, account_id, role, admitted_at)"
        " VALUES (%(contract)s, %(operator)s, 'mediator', now())",
        "no case lets",
    ),
    "an operator let into a record": (
        9, "SELECT record_admit(%(contract)s, %(operator)s, 'unseen', 'mediator')", "nobody let",
    ),
    "a conversation that changes hands": (
        9,
        "UPDATE conversation_thread SET client_id = %(operator)s WHERE contract_id = %(contract)s",
        "the people of a thread stay the same",
    ),
    "a case given to somebody who is no mediator": (
        10,
        "INSERT INTO cases_assignment (id, case_id, mediator_id, on_appeal, assigned_at)"
        " SELECT gen_random_uuid(), id, %(operator)s, false, now() FROM cases_case",
        "only a mediator can be assigned",
    ),
    "a case given to a party": (
        10,
        "INSERT INTO cases_assignment (id, case_id, mediator_id, on_appeal, assigned_at)"
        " SELECT gen_random_uuid(), c.id, k.client_id, false, now() FROM cases_case c"
        " JOIN contracts_contract k ON k.id = c.contract_id",
        "a party cannot hear its own case",
    ),
    "an appeal heard by whoever ruled": (
        10,
        "INSERT INTO cases_assignment (id, case_id, mediator_id, on_appeal, assigned_at)"
        " SELECT gen_random_uuid(), case_id, mediator_id, true, now() FROM cases_ruling",
        "assignment_once",
    ),
    "an operator who authorises a payment": (
        10,
        "SELECT ledger_authorise(%(operator)s, now(), gen_random_uuid(), 'acceptance', m.contract_id, m.id, 'USD',"
        " 45000, 5000, 0, sha256('x')) FROM contracts_milestone m WHERE m.status = 'disputed'",
        "ledger_authorisation_giver",
    ),
}  # fmt: skip


@pytest.fixture
def contract() -> Contract:
    """A contract behind a closed gate with a refused text; beside it one in mediation, ruled upon."""
    agreed = make.agreed()
    thread = agreed_thread(agreed)
    make.refused(thread, by=agreed.professional)
    make.mediator()
    make.ruling(make.heard_case())
    with unit():
        keep(agreed.client_id, new_id(), bytes(32), Answer(200, b"{}"), make.NOON)
    return agreed


def agreed_thread(contract: Contract) -> Thread:
    return Thread.objects.select_related("client", "professional").get(contract_id=contract.id)


@pytest.mark.parametrize("what", FORBIDDEN)
def test_the_database_refuses(contract: Contract, what: str) -> None:
    _number, statement, why = FORBIDDEN[what]
    before = list(Balance.objects.order_by("purse_id").values_list("purse_id", "minor"))
    values = {"contract": contract.id, "operator": make.operator().id, "stranger": make.stranger().id}
    if "payments_deposit" in statement:
        started_deposit(contract)

    with pytest.raises(DatabaseError, match=why), transaction.atomic(), connection.cursor() as cursor:  # noqa: PT012
        cursor.execute(statement, values)
        assert cursor.rowcount != 0, "the statement found nothing to do"
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    assert list(Balance.objects.order_by("purse_id").values_list("purse_id", "minor")) == before
    assert list(check(installed())) == []


def test_refusals_are_tried_for_each_promise_that_no_module_keeps_alone() -> None:
    assert {number for number, _statement, _why in FORBIDDEN.values()} == {5, 6, 8, 9, 10}


def started_deposit(contract: Contract) -> None:
    payments.start_deposit(
        make.act(contract.client), account_id=contract.client_id, amount=Money(5_000, "USD"), provider="sandbox"
    )
