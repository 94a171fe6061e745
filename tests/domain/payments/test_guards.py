"""What the database refuses of deposits, payouts and webhooks."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import psycopg
import pytest
from django.db import connection, connections

from aval.kernel.database import DatabaseUrls
from aval.kernel.invariants import check
from aval.payments import actions as payments
from aval.payments.invariants import INVARIANTS
from aval.payments.models import Deposit, Outcome
from aval.payments.providers.interface import ProviderEvent, Transition
from tests.makers import money as make_money
from tests.makers import people as make
from tests.makers.money import usd


def paid_in() -> Deposit:
    person = make_money.wallet(make.client(), usd(10_000))
    payments.start_payout(make.act(person), account_id=person.id, amount=usd(100), destination="alias.of.mine")
    return Deposit.objects.get(account=person)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE payments_webhook SET outcome = 'repeated'",
        "DELETE FROM payments_webhook",
        "TRUNCATE payments_webhook",
        "DELETE FROM payments_deposit",
        "DELETE FROM payments_payout",
        "TRUNCATE payments_deposit",
    ],
)
def test_the_application_removes_no_evidence(statement: str) -> None:
    with connection.cursor() as cursor, pytest.raises(Exception, match="permission denied"):
        cursor.execute(statement)


@pytest.mark.committing
@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        ("UPDATE payments_webhook SET body = ''", "payments_append_only"),
        ("DELETE FROM payments_webhook", "payments_append_only"),
        ("UPDATE payments_deposit SET amount_minor = 1", "payments_same_money"),
        ("UPDATE payments_payout SET account_id = gen_random_uuid()", "payments_same_money"),
        ("UPDATE payments_deposit SET status = 'refused'", "payments_deposit_has_money"),
        ("UPDATE payments_payout SET status = 'paid', finished_at = now()", "payments_payout_has_money"),
        ("UPDATE payments_payout SET status = 'failed', finished_at = now()", "payments_payout_has_money"),
        ("UPDATE payments_payout SET status = 'paid'", "payments_payout_finished"),
        ("UPDATE payments_deposit SET status = 'gone'", "payments_deposit_status"),
    ],
)
def test_even_the_owner_keeps_state_and_money_together(committing_db: DatabaseUrls, statement: str, rule: str) -> None:
    paid_in()

    with psycopg.connect(committing_db.owner, autocommit=True) as owner, pytest.raises(psycopg.Error) as caught:
        owner.execute(statement)

    assert caught.value.diag.constraint_name == rule
    assert list(check(INVARIANTS)) == []


@pytest.mark.django_db
def test_no_deposit_is_confirmed_by_its_status_alone() -> None:
    person = make.client()
    deposit = payments.start_deposit(make.act(person), account_id=person.id, amount=usd(5))
    with connection.cursor() as cursor:
        cursor.execute("SAVEPOINT before")
        cursor.execute("UPDATE payments_deposit SET status = 'confirmed', finished_at = now()")
        with pytest.raises(Exception, match="its money says otherwise"):
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ROLLBACK TO before")

    deposit.refresh_from_db()
    assert deposit.status == "started"


FAULTS = {
    "a deposit is taken back, and given back, if and only if its money is": "UPDATE payments_deposit SET status = 'lost'",
    "a correction was proposed and confirmed, word for word": "INSERT INTO payments_correctionproposal (id, debit_id,"
    " credit_id, amount_minor, currency, reason, status, proposed_by_id, proposed_at, decided_by_id, decided_at) SELECT"
    " gen_random_uuid(), d.id, d.id, 1, 'USD', 'x', 'confirmed', d.account_id, now(), gen_random_uuid(), now()"
    " FROM ledger_purse d WHERE d.kind = 'wallet'",
    "a deposit is confirmed if and only if its money is in the ledger": "UPDATE payments_deposit SET status = 'expired'",
    "a payout's state is what its money did": "UPDATE payments_payout SET status = 'paid', finished_at = now()",
    "each deposit in the ledger is one that somebody started": "DELETE FROM payments_deposit",
    "a provider's message was taken in once": "ALTER TABLE payments_webhook DROP CONSTRAINT payments_webhook_once;"
    " INSERT INTO payments_webhook (id, provider, event_id, body, transition, outcome, received_at)"
    " SELECT gen_random_uuid(), provider, event_id, body, transition, outcome, received_at FROM payments_webhook",
}


@pytest.mark.committing
@pytest.mark.parametrize("name", FAULTS)
def test_the_audit_finds_a_planted_fault(committing_db: DatabaseUrls, name: str) -> None:
    paid_in()
    assert list(check(INVARIANTS)) == []

    with psycopg.connect(committing_db.owner.replace("aval_owner@", "postgres@"), autocommit=True) as master:
        master.execute("SET session_replication_role = replica")
        for statement in FAULTS[name].split(";"):
            master.execute(statement)

    assert name in {offence.invariant.name for offence in check(INVARIANTS)}


def test_every_invariant_has_a_planted_fault() -> None:
    assert {one.name for one in INVARIANTS} == set(FAULTS)


@pytest.mark.committing
def test_the_same_message_by_two_workers_at_once_counts_once(committing_db: DatabaseUrls) -> None:
    person = make.client()
    deposit = payments.start_deposit(make.act(person), account_id=person.id, amount=usd(500))
    barrier = Barrier(4)

    def say(number: int) -> Outcome:
        event = ProviderEvent(f"evt_{number % 2}", deposit.id, Transition.DEPOSIT_CONFIRMED, usd(500))
        barrier.wait(timeout=10)
        try:
            return payments.receive_webhook(make.site_act(), provider="sandbox", event=event, body=b"{}")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(say, range(4)))

    assert sorted(outcomes) == [Outcome.APPLIED, *[Outcome.REPEATED] * 3]
    assert list(check(INVARIANTS)) == []
