"""Money that banks take back, give back or return late; frozen escrow; exchange; corrections; the client's fee."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from aval.accounts.models import Account
from aval.kernel.acts import Act
from aval.kernel.database import DatabaseUrls
from aval.kernel.ids import SITE_ID, new_id
from aval.kernel.invariants import check
from aval.kernel.money import Money
from aval.kernel.transactions import unit
from aval.ledger import actions as ledger
from aval.ledger import queries
from aval.ledger.invariants import INVARIANTS
from aval.ledger.models import Correction, Exchange, Operation, Purse
from aval.ledger.refusals import AboutSomethingElse, OtherParties
from tests.makers import money as make_money
from tests.makers import people as make
from tests.makers.money import HeldMoney, usd

DEPOSIT = new_id()


def charge_back(account: Account, amount: Money, deposit: UUID = DEPOSIT) -> UUID:
    with unit():
        return ledger.charge_back(
            make.site_act(),
            account_id=account.id,
            amount=amount,
            provider="sandbox",
            provider_event=f"{deposit}:charged_back",
        )


def reinstate(account: Account, amount: Money, deposit: UUID = DEPOSIT) -> UUID:
    with unit():
        return ledger.reinstate(
            make.site_act(),
            account_id=account.id,
            amount=amount,
            provider="sandbox",
            provider_event=f"{deposit}:reinstated",
        )


def recover(account: Account, purpose: str = "test") -> None:
    with unit():
        ledger.recover(make.site_act(), account_id=account.id, currency="USD", purpose=purpose)


def freeze(stage: HeldMoney, chargeback: UUID) -> UUID:
    with unit():
        return ledger.freeze(make.site_act(), hold_id=stage.hold_id, chargeback_id=chargeback)


def audit() -> None:
    assert [offence.invariant.name for offence in check(INVARIANTS)] == []


def balance(account: Account, currency: str = "USD") -> int:
    return queries.wallet_balance(account.id, currency).minor


@pytest.mark.django_db
def test_a_payout_returned_after_it_was_paid_is_the_persons_money_again() -> None:
    person, payout = make_money.wallet(make.professional(), usd(9_000)), new_id()
    with unit():
        ledger.start_payout(
            make.act(person), payout_id=payout, account_id=person.id, amount=usd(9_000), provider="sandbox"
        )
        ledger.finish_payout(make.site_act(), payout_id=payout, paid=True, provider_event=f"{payout}:paid")
    for _time in range(2):
        with unit():
            ledger.return_payout(make.site_act(), payout_id=payout, provider_event=f"{payout}:returned")

    assert balance(person) == 9_000
    audit()
    done = pytest.raises(DatabaseError, match="this was done before, by another request")
    with done, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT ledger_return_payout(gen_random_uuid(), %s, 'web', now(), %s, %s)",
            [SITE_ID, payout, f"{payout}:returned"],
        )


@pytest.mark.django_db
@pytest.mark.parametrize("paid", [True, False])
def test_a_payout_ends_only_by_what_was_said_of_it(paid: bool) -> None:  # noqa: FBT001  # a parameter of the test
    person, payout = make_money.wallet(make.professional(), usd(9_000)), new_id()
    with unit():
        ledger.start_payout(
            make.act(person), payout_id=payout, account_id=person.id, amount=usd(9_000), provider="sandbox"
        )

    with pytest.raises(AboutSomethingElse), unit():
        ledger.finish_payout(make.site_act(), payout_id=payout, paid=paid, provider_event=f"{new_id()}:paid")

    assert balance(person) == 0
    audit()


@pytest.mark.django_db
def test_frozen_escrow_thaws_whole() -> None:
    stage = make_money.held(usd(60_000))
    taken = charge_back(stage.client, usd(100_000))

    frozen = freeze(stage, taken)
    assert queries.hold_balance(stage.hold_id) == usd(0)
    with pytest.raises(ledger.NothingToMove):
        freeze(stage, taken)
    with unit():
        ledger.thaw(make.site_act(), hold_id=stage.hold_id, freeze_id=frozen)

    assert queries.hold_balance(stage.hold_id) == usd(60_000)
    audit()


@pytest.mark.django_db
def test_forfeited_escrow_pays_what_its_payer_owes() -> None:
    stage = make_money.held(usd(60_000))
    taken = charge_back(stage.client, usd(100_000))
    recover(stage.client)
    frozen = freeze(stage, taken)

    with unit():
        ledger.forfeit(make.site_act(), hold_id=stage.hold_id, freeze_id=frozen)
    recover(stage.client, "forfeit")

    # 120,000 came in, 100,000 was taken back.
    assert balance(stage.client) == 20_000
    assert queries.owed(stage.client.id, "USD") == usd(0)
    assert queries.site_balances()[("chargebacks", "", "USD")] == usd(0)
    audit()


@pytest.mark.django_db
def test_a_reinstated_deposit_gives_back_what_was_taken_in_vain() -> None:
    stage = make_money.held(usd(60_000))
    charge_back(stage.client, usd(100_000))
    recover(stage.client)
    assert balance(stage.client) == 0

    first = reinstate(stage.client, usd(100_000))
    assert reinstate(stage.client, usd(100_000)) == first

    assert balance(stage.client) == 60_000
    assert queries.owed(stage.client.id, "USD") == usd(0)
    assert queries.site_balances()[("chargebacks", "", "USD")] == usd(0)
    audit()


def exchange(person: Account, *, act: Act | None = None, **changes: Any) -> UUID:
    given: dict[str, Any] = {
        "source": usd(10_000),
        "target": Money(54_018, "BRL"),
        "spread": Money(545, "BRL"),
        "rate": Decimal("5.456399"),
        "rate_source": "Banco Central do Brasil, PTAX",
        "quoted_at": make.NOON,
        **changes,
    }
    with unit():
        return ledger.exchange(act or make.act(person), account_id=person.id, **given)


@pytest.mark.django_db
def test_an_exchange_is_two_movements_and_its_rate() -> None:
    person = make_money.wallet(make.client(), usd(15_000))
    act = make.act(person)

    exchange_id = exchange(person, act=act)
    assert exchange(person, act=act) == exchange_id

    made = Exchange.objects.get(id=exchange_id)
    assert (made.source, made.target, made.rate_source) == (
        usd(10_000),
        Money(54_018, "BRL"),
        "Banco Central do Brasil, PTAX",
    )
    assert (balance(person), balance(person, "BRL")) == (5_000, 54_018)
    site = queries.site_balances()
    assert site[("exchange", "", "USD")] == usd(10_000)
    assert site[("exchange", "", "BRL")] == Money(-54_563, "BRL")
    assert site[("fees", "", "BRL")] == Money(545, "BRL")
    audit()


@pytest.mark.django_db
def test_an_exchange_refuses_other_content_and_missing_money() -> None:
    person = make_money.wallet(make.client(), usd(15_000))
    act = make.act(person)
    exchange(person, act=act)

    with pytest.raises(ledger.KeyReused):
        exchange(person, act=act, rate_source="my own")
    with pytest.raises(ledger.NotEnoughMoney):
        exchange(person)

    assert balance(person) == 5_000


def purse(kind: str, account: Account | None = None) -> UUID:
    return Purse.objects.get(kind=kind, account=account, currency="USD").id


def correct(stage: HeldMoney, proposer: Account, confirmer: Account, **changes: Any) -> UUID:
    given: dict[str, Any] = {
        "correction_id": new_id(),
        "debit_id": purse("wallet", stage.client),
        "credit_id": purse("wallet", stage.professional),
        "amount": usd(700),
        "contract_id": stage.contract_id,
        "reason": "The hours of March were counted twice.",
        **changes,
    }
    with unit():
        return ledger.correct(make.act(confirmer), proposed_by=proposer.id, **given)


@pytest.mark.django_db
def test_a_correction_takes_two_people_and_the_two_of_a_contract() -> None:
    stage = make_money.held(usd(60_000))
    make_money.wallet(stage.professional, usd(1))
    other = make_money.wallet(make.stranger(), usd(1))
    one, two = make.operator(), make.operator()

    correct(stage, one, two)

    assert (balance(stage.client), balance(stage.professional)) == (59_300, 701)
    assert Correction.objects.get().confirmed_by == two
    for change, refusal in (
        ({"proposer": two}, ledger.TwoPeople),
        ({"proposer": stage.professional}, ledger.TwoPeople),
        ({"contract_id": None}, OtherParties),
        ({"credit_id": purse("wallet", other)}, OtherParties),
        ({"amount": usd(10**7)}, ledger.NotEnoughMoney),
    ):
        proposer = change.pop("proposer", one)
        with pytest.raises(refusal):
            correct(stage, proposer, two, **change)
    assert (balance(stage.client), balance(stage.professional)) == (59_300, 701)
    audit()


@pytest.mark.django_db
def test_a_client_fee_is_taken_once() -> None:
    stage = make_money.held(usd(60_000))
    for times in range(2):
        act = make.act(stage.client)
        if times:
            with pytest.raises(ledger.AlreadyUsed), unit():
                ledger.charge_client_fee(act, hold_id=stage.hold_id, account_id=stage.client.id, amount=usd(600))
        else:
            with unit():
                ledger.charge_client_fee(act, hold_id=stage.hold_id, account_id=stage.client.id, amount=usd(600))

    assert balance(stage.client) == 59_400
    assert queries.site_balances()[("fees", "", "USD")] == usd(600)
    audit()


DOORS = {
    # What the application's role may try, and the rule that stops it.
    "a freeze without a chargeback": (
        "ledger_freeze(gen_random_uuid(), %(nil)s, 'web', now(), 'freeze', %(hold)s, gen_random_uuid())",
        "ledger_freeze_cause",
    ),
    "a freeze for somebody else's chargeback": (
        "ledger_freeze(gen_random_uuid(), %(nil)s, 'web', now(), 'freeze', %(hold)s, %(foreign)s)",
        "ledger_freeze_cause",
    ),
    "a thaw that no freeze came before": (
        "ledger_freeze(gen_random_uuid(), %(nil)s, 'web', now(), 'thaw', %(hold)s, %(foreign)s)",
        "ledger_operation_amount",
    ),
    "a movement of a reserve that there is not": (
        "ledger_freeze(gen_random_uuid(), %(nil)s, 'web', now(), 'gift', %(hold)s, %(foreign)s)",
        "ledger_hold_differs",
    ),
    "frozen escrow for another freeze's sake": (
        "ledger_freeze(gen_random_uuid(), %(nil)s, 'web', now(), 'thaw', %(frozen_hold)s, %(foreign)s)",
        "ledger_thaw_of",
    ),
    "frozen escrow to its payer for another freeze's sake": (
        "ledger_freeze(gen_random_uuid(), %(nil)s, 'web', now(), 'forfeit', %(frozen_hold)s, %(foreign)s)",
        "ledger_thaw_of",
    ),
    "a payout returned that was not paid": (
        "ledger_return_payout(gen_random_uuid(), %(nil)s, 'web', now(), %(payout)s, %(payout)s::text || ':returned')",
        "ledger_payout_not_paid",
    ),
    "a deposit given back that was not taken": (
        "ledger_reinstate(gen_random_uuid(), %(nil)s, 'web', now(), %(client)s, 'USD', 5, 'sandbox', 'x:reinstated')",
        "ledger_recovery_owed|ledger_reinstatement_of",
    ),
    "an exchange at another rate than it says": (
        "ledger_convert(gen_random_uuid(), %(client)s, 'web', now(), %(client)s, 'USD', 100, 'EUR', 100, 0, 0.9,"
        " 'mine', now())",
        "ledger_exchange_arithmetic",
    ),
    "an exchange into the same currency": (
        "ledger_convert(gen_random_uuid(), %(client)s, 'web', now(), %(client)s, 'USD', 100, 'USD', 100, 0, 1,"
        " 'mine', now())",
        "ledger_exchange_two_currencies",
    ),
    "an exchange from nowhere": (
        "ledger_convert(gen_random_uuid(), %(client)s, 'web', now(), %(client)s, 'USD', 100, 'EUR', 90, 0, 0.9, '',"
        " now())",
        "ledger_exchange_rate_source",
    ),
    "an exchange of nothing": (
        "ledger_convert(gen_random_uuid(), %(client)s, 'web', now(), %(client)s, 'USD', 0, 'EUR', 0, 0, 0.9, 'x',"
        " now())",
        "ledger_exchange_positive",
    ),
    "an exchange of somebody else's money": (
        "ledger_convert(gen_random_uuid(), %(other)s, 'web', now(), %(client)s, 'USD', 100, 'EUR', 90, 0, 0.9, 'x',"
        " now())",
        "ledger_exchange_whole",
    ),
    "a correction by one person": (
        "ledger_correct(gen_random_uuid(), %(other)s, 'web', now(), gen_random_uuid(), %(other)s, %(fees)s,"
        " %(wallet)s, 'USD', 5, %(contract)s, 'because')",
        "ledger_correction_two_people",
    ),
    "a correction without a reason": (
        "ledger_correct(gen_random_uuid(), %(other)s, 'web', now(), gen_random_uuid(), %(client)s, %(fees)s,"
        " %(wallet)s, 'USD', 5, %(contract)s, '')",
        "ledger_correction_reason",
    ),
    "a correction of less than nothing": (
        "ledger_correct(gen_random_uuid(), %(other)s, 'web', now(), gen_random_uuid(), %(client)s, %(fees)s,"
        " %(wallet)s, 'USD', -5, %(contract)s, 'because')",
        "ledger_correction_positive",
    ),
    "a correction of one's own wallet": (
        "ledger_correct(gen_random_uuid(), %(other)s, 'web', now(), gen_random_uuid(), %(client)s, %(fees)s,"
        " %(wallet)s, 'USD', 5, %(contract)s, 'because')",
        "ledger_correction_own",
    ),
    "a correction out of escrow": (
        "ledger_correct(gen_random_uuid(), %(other)s, 'web', now(), gen_random_uuid(), %(third)s, %(hold)s,"
        " %(wallet)s, 'USD', 5, %(contract)s, 'because')",
        "ledger_operation_flow",
    ),
    "a correction for a contract that is not theirs": (
        "ledger_correct(gen_random_uuid(), %(other)s, 'web', now(), gen_random_uuid(), %(third)s, %(fees)s,"
        " %(wallet)s, 'USD', 5, gen_random_uuid(), 'because')",
        "ledger_correction_parties",
    ),
    "a fee of somebody who does not pay for this milestone": (
        "ledger_client_fee(gen_random_uuid(), %(client)s, 'web', now(), %(frozen_hold)s, %(client)s, 'USD', 5)",
        "ledger_client_fee_of",
    ),
}


@pytest.fixture
def scene(committing_db: DatabaseUrls) -> dict[str, Any]:
    """A hold, and another client's that is frozen; really committed."""
    stage, foreign = make_money.held(usd(60_000)), make_money.held(usd(60_000))
    chargeback = charge_back(foreign.client, usd(1_000))
    freeze(foreign, chargeback)
    payout = new_id()
    with unit():
        ledger.charge_client_fee(
            make.act(stage.client), hold_id=stage.hold_id, account_id=stage.client.id, amount=usd(600)
        )
        ledger.start_payout(
            make.act(stage.client), payout_id=payout, account_id=stage.client.id, amount=usd(5), provider="sandbox"
        )
    return {
        "nil": UUID(int=0),
        "hold": stage.hold_id,
        "contract": stage.contract_id,
        "client": stage.client.id,
        "wallet": purse("wallet", stage.client),
        "fees": purse("fees"),
        "frozen_hold": foreign.hold_id,
        "foreign": chargeback,
        "payout": payout,
        "other": foreign.client.id,
        "third": make.operator().id,
    }


@pytest.mark.committing
def test_the_doors_of_the_rarer_movements_refuse(scene: dict[str, Any], committing_db: DatabaseUrls) -> None:
    audit()
    before = Operation.objects.count()
    with psycopg.connect(committing_db.app) as app:
        for name, (call, rules) in DOORS.items():
            with pytest.raises(psycopg.Error) as caught:  # noqa: PT012  # a deferred rule speaks at the commit
                app.execute(f"SELECT {call}", scene)
                app.commit()
            assert caught.value.diag.constraint_name in rules.split("|"), name
            app.rollback()

    assert Operation.objects.count() == before
    audit()


@pytest.mark.committing
@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        (
            "INSERT INTO ledger_exchange VALUES (gen_random_uuid(), 'USD', 100, 'EUR', 90, 0, 0.9, 'x', now(), now(),"
            " %(client)s)",
            "ledger_cause_carried_out",
        ),
        (
            "INSERT INTO ledger_correction (id, debit_id, credit_id, amount_minor, currency, reason, proposed_by_id,"
            " confirmed_by_id, at) VALUES (gen_random_uuid(), %(fees)s, %(wallet)s, 1, 'USD', 'x', %(other)s,"
            " %(third)s, now())",
            "ledger_cause_carried_out",
        ),
        ("UPDATE ledger_exchange SET rate = 1", "ledger_append_only"),
        ("DELETE FROM ledger_correction", "ledger_append_only"),
    ],
)
def test_even_the_owner_writes_no_exchange_or_correction_alone(
    scene: dict[str, Any], committing_db: DatabaseUrls, statement: str, rule: str
) -> None:
    with psycopg.connect(committing_db.owner) as owner:
        with pytest.raises(psycopg.Error) as caught:  # noqa: PT012  # a deferred rule speaks at the commit
            owner.execute(statement, scene)
            owner.commit()
        assert caught.value.diag.constraint_name == rule
        owner.rollback()


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["exchange", "correction"])
def test_the_application_writes_neither_exchanges_nor_corrections(table: str) -> None:
    for statement in (f"INSERT INTO ledger_{table} SELECT * FROM ledger_{table}", f"DELETE FROM ledger_{table}"):
        with connection.cursor() as cursor:
            cursor.execute("SAVEPOINT before")
            with pytest.raises(Exception, match="permission denied for table"):
                cursor.execute(statement)
            cursor.execute("ROLLBACK TO before")


UNCHECKED = "ALTER TABLE ledger_operation DROP CONSTRAINT IF EXISTS ledger_operation_sound;"
FAULTS = {
    "frozen escrow was frozen for a chargeback of its payer, and came out of its reserve whole and once": f"{UNCHECKED}UPDATE ledger_operation SET cause_id = gen_random_uuid() WHERE kind = 'freeze'",
    "an exchange is its two halves at the rate on record": f"{UNCHECKED}UPDATE ledger_operation SET account_id = NULL WHERE kind = 'exchange_out'",
    "a correction was written down by one person and confirmed by another, neither with a wallet in it": "UPDATE ledger_correction SET amount_minor = amount_minor + 1",
}


@pytest.mark.committing
def test_the_audit_finds_what_is_wrong_with_them(scene: dict[str, Any], committing_db: DatabaseUrls) -> None:
    stage = make_money.held(usd(60_000))
    make_money.wallet(stage.professional, usd(1))
    correct(stage, make.operator(), make.operator())
    exchange(stage.client, quoted_at=make.NOON + timedelta(hours=1), spread=Money(545, "BRL"))
    audit()

    with psycopg.connect(committing_db.owner.replace("aval_owner@", "postgres@"), autocommit=True) as master:
        master.execute("SET session_replication_role = replica")
        for statement in FAULTS.values():
            master.execute(statement)

    assert {offence.invariant.name for offence in check(INVARIANTS)} >= set(FAULTS)
