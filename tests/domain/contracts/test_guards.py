"""What the database itself refuses, whatever the application does."""

from datetime import timedelta
from typing import Any
from uuid import uuid5

import pytest
from django.db import DatabaseError, connection, transaction

from aval.contracts import actions as contracts
from aval.contracts import steps
from aval.contracts.actions.acceptance import count_silence
from aval.contracts.invariants import INVARIANTS
from aval.kernel.ids import new_id
from aval.kernel.invariants import check
from aval.kernel.money import Money
from aval.kernel.transactions import StepOutsideAction, unit
from aval.ledger import actions as ledger
from aval.ledger import queries as money
from tests import make

pytestmark = pytest.mark.django_db

WRITTEN_ONCE = (
    "signature",
    "delivery",
    "acceptance",
    "refundconsent",
    "silenceacceptance",
    "remindersent",
    "funding",
    "changerequest",
    "rejection",
    "workentry",
)


def refused(statement: str, values: list[Any] | None = None) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:  # noqa: PT012
        cursor.execute(statement, values or [])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize("table", WRITTEN_ONCE)
def test_the_app_can_neither_change_nor_delete_what_was_done(table: str) -> None:
    delivery = make.delivery()
    contracts.accept_delivery(make.act(delivery.milestone.contract.client), delivery_id=delivery.id)

    refused(
        f"UPDATE contracts_{table} SET contract_id = contract_id"
        if table != "rejection"
        else "UPDATE contracts_rejection SET reason = ''"
    )
    refused(f"DELETE FROM contracts_{table}")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE contracts_agreementversion SET terms_hash = sha256('x')",
        "UPDATE contracts_agreementversion SET number = 9",
        "UPDATE contracts_agreementversion SET status = 'drafted'",
        "DELETE FROM contracts_agreementversion",
        "DELETE FROM contracts_milestone",
        "DELETE FROM contracts_contract",
        "UPDATE contracts_contract SET professional_id = client_id",
        "UPDATE contracts_contract SET status = 'cancelled'",
        "UPDATE contracts_contract SET status = 'completed'",
        "UPDATE contracts_milestone SET currency = 'EUR'",
        "UPDATE contracts_milestone SET amount_minor = 1",
        "UPDATE contracts_milestone SET due_on = '2030-01-01' WHERE number = 2",
        "UPDATE contracts_milestone SET title = 'Other' WHERE number = 2",
        "UPDATE contracts_milestone SET amount_minor = 1 WHERE number = 2",
        "UPDATE contracts_milestone SET status = 'released' WHERE number = 1",
        "UPDATE contracts_milestone SET status = 'accepted' WHERE number = 1",
        "UPDATE contracts_milestone SET status = 'refunded' WHERE number = 1",
        "UPDATE contracts_milestone SET status = 'funded' WHERE number = 2",
        "UPDATE contracts_milestone SET status = 'agreed' WHERE number = 1",
        "INSERT INTO contracts_milestone_move VALUES ('agreed', 'released')",
    ],
)
def test_the_app_can_not_go_around_the_agreement(statement: str) -> None:
    delivery = make.delivery()
    before = money.hold_balance(delivery.milestone_id)

    refused(statement)

    assert money.hold_balance(delivery.milestone_id) == before
    assert list(check(INVARIANTS)) == []


@pytest.mark.parametrize("kind", ["acceptance", "silence", "consent"])
def test_an_authorisation_without_its_row_does_not_commit(kind: str) -> None:
    delivery = make.delivery()
    version = delivery.version
    all_of_it, nothing = Money(50_000, "USD"), Money(0, "USD")
    back = kind == "consent"

    with pytest.raises(DatabaseError), unit():  # noqa: PT012 (the commit refuses)
        authorisation_id = new_id()
        contract = delivery.milestone.contract
        by = {"acceptance": make.act(contract.client), "consent": make.act(contract.professional)}
        act = by.get(kind, make.site_act())
        ledger.authorise(
            act,
            authorisation_id=authorisation_id,
            kind=kind,
            contract_id=delivery.contract_id,
            hold_id=delivery.milestone_id,
            terms_hash=bytes(version.terms_hash),
            to_professional=nothing if back else all_of_it,
            commission=nothing,
            to_client=all_of_it if back else nothing,
        )
        (ledger.refund if back else ledger.release)(act, authorisation_id=authorisation_id)

    assert money.hold_balance(delivery.milestone_id) == all_of_it


def test_an_acceptance_by_somebody_else_or_at_another_price_is_no_acceptance() -> None:
    delivery = make.delivery()
    version = delivery.version
    columns = (
        "id, contract_id, milestone_id, version_id, terms_hash, to_professional_minor, commission_minor, "
        "to_client_minor, currency, delivery_id, billed_minor, accepted_by_id, accepted_at"
    )
    client_id = delivery.milestone.contract.client_id

    for professional, commission, by in (
        (50_000, 0, client_id),
        (45_000, 5_000, delivery.delivered_by_id),
        (44_999, 5_000, client_id),
    ):
        with pytest.raises(DatabaseError), unit():  # noqa: PT012 (the commit refuses)
            authorisation_id = new_id()
            ledger.authorise(
                make.act(delivery.milestone.contract.client),
                authorisation_id=authorisation_id,
                kind="acceptance",
                contract_id=delivery.contract_id,
                hold_id=delivery.milestone_id,
                terms_hash=bytes(version.terms_hash),
                to_professional=Money(professional, "USD"),
                commission=Money(commission, "USD"),
                to_client=Money(50_000 - professional - commission, "USD"),
            )
            with connection.cursor() as cursor:
                cursor.execute(
                    f"INSERT INTO contracts_acceptance ({columns}) VALUES "
                    "(%s, %s, %s, %s, %s, %s, %s, %s, 'USD', %s, 50000, %s, now())",
                    [
                        authorisation_id,
                        delivery.contract_id,
                        delivery.milestone_id,
                        version.id,
                        bytes(version.terms_hash),
                        professional,
                        commission,
                        50_000 - professional - commission,
                        delivery.id,
                        by,
                    ],
                )

    assert money.hold_balance(delivery.milestone_id) == Money(50_000, "USD")


ACCEPTED = {
    "contract_id": "(SELECT id FROM contracts_contract WHERE id <> %(contract)s LIMIT 1)",
    "milestone_id": "(SELECT id FROM contracts_milestone WHERE contract_id = %(contract)s AND id <> %(milestone)s)",
    "version_id": "(SELECT id FROM contracts_agreementversion WHERE contract_id <> %(contract)s LIMIT 1)",
    "terms_hash": "sha256('other terms')",
    "to_professional_minor": "44999",
    "commission_minor": "5001",
    "to_client_minor": "1",
    "currency": "'EUR'",
    "delivery_id": "(SELECT id FROM contracts_delivery WHERE contract_id <> %(contract)s LIMIT 1)",
    "billed_minor": "50001",
    "accepted_by_id": "gen_random_uuid()",
    "id": "gen_random_uuid()",
}


@pytest.mark.parametrize("column", [None, *ACCEPTED])
def test_an_acceptance_says_what_its_authorisation_version_milestone_and_delivery_say(column: str | None) -> None:
    make.delivery()
    delivery = make.delivery()
    values = {
        "id": new_id(),
        "contract": delivery.contract_id,
        "milestone": delivery.milestone_id,
        "version": delivery.version_id,
        "hash": bytes(delivery.version.terms_hash),
        "delivery": delivery.id,
        "client": delivery.milestone.contract.client_id,
    }
    row = {
        "id": "%(id)s",
        "contract_id": "%(contract)s",
        "milestone_id": "%(milestone)s",
        "version_id": "%(version)s",
        "terms_hash": "%(hash)s",
        "to_professional_minor": "45000",
        "commission_minor": "5000",
        "to_client_minor": "0",
        "currency": "'USD'",
        "delivery_id": "%(delivery)s",
        "billed_minor": "50000",
        "accepted_by_id": "%(client)s",
        "accepted_at": "now()",
    }
    if column:
        row[column] = ACCEPTED[column]

    def accept() -> None:
        ledger.authorise(
            make.act(delivery.milestone.contract.client),
            authorisation_id=values["id"],
            kind="acceptance",
            contract_id=delivery.contract_id,
            hold_id=delivery.milestone_id,
            terms_hash=values["hash"],
            to_professional=Money(45_000, "USD"),
            commission=Money(5_000, "USD"),
            to_client=Money(0, "USD"),
        )
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO contracts_acceptance ({', '.join(row)}) VALUES ({', '.join(row.values())})", values
            )

    if column is None:
        with unit():
            accept()
    else:
        with pytest.raises(DatabaseError, match=r"agreement in force|only the|pays_bill|no acceptance stands"), unit():
            accept()


def test_an_acceptance_is_refused_where_its_authorisation_says_another_thing() -> None:
    delivery = make.delivery()
    act = make.act(delivery.milestone.contract.client)

    def accept() -> None:
        ledger.authorise(
            act,
            authorisation_id=uuid5(delivery.id, "acceptance"),
            kind="acceptance",
            contract_id=delivery.contract_id,
            hold_id=delivery.milestone_id,
            terms_hash=bytes(delivery.version.terms_hash),
            to_professional=Money(40_000, "USD"),
            commission=Money(10_000, "USD"),
            to_client=Money(0, "USD"),
        )
        contracts.accept_delivery(act, delivery_id=delivery.id)

    with pytest.raises(DatabaseError, match="exists with other content"), unit():
        accept()


def test_silence_is_refused_by_the_database_where_nobody_signed_it() -> None:
    delivery = make.delivery()

    with pytest.raises(DatabaseError), unit():
        count_silence(make.site_act(after=timedelta(days=100)), delivery)

    assert money.hold_balance(delivery.milestone_id) == Money(50_000, "USD")


def test_a_version_in_force_needs_two_signatures() -> None:
    contract = make.contract()
    version = contract.versions.get()
    contracts.sign_agreement(make.act(contract.client), version_id=version.id, terms_hash=bytes(version.terms_hash))

    refused("UPDATE contracts_agreementversion SET status = 'in_force'")

    assert contract.version_in_force is None


def test_steps_refuse_to_run_alone() -> None:
    milestone = make.funded()

    with pytest.raises(StepOutsideAction):
        steps.dispute_milestone(make.site_act(), milestone_id=milestone.id, case_id=new_id())
