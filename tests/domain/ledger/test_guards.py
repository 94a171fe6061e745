"""Hostile SQL: what the application's role and the tables' owner can't do, each with the rule that stops it."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import connection

from aval.kernel.acts import Act
from aval.kernel.database import DatabaseUrls
from aval.kernel.ids import SITE_ID, new_id
from aval.kernel.invariants import check
from aval.kernel.money import Money
from aval.kernel.transactions import unit
from aval.ledger import actions as ledger
from aval.ledger import queries
from aval.ledger.invariants import INVARIANTS
from aval.ledger.models import Purse
from tests.domain.ledger.test_further import FAULTS as FURTHER_FAULTS
from tests.makers import money as make_money
from tests.makers import people as make
from tests.makers.money import HeldMoney, usd

TABLES = ("purse", "balance", "subtotal", "flow", "fit", "authorisation", "operation")
KEPT = ("purse", "flow", "fit", "authorisation", "operation")
WRITES = {
    "insert": "INSERT INTO ledger_{table} SELECT * FROM ledger_{table} LIMIT 1",
    "update": "UPDATE ledger_{table} SET {column} = {column}",
    "delete": "DELETE FROM ledger_{table}",
    "truncate": "TRUNCATE ledger_{table} CASCADE",
}
COLUMN = {"balance": "minor", "subtotal": "minor", "flow": "kind", "fit": "kind"}


def write(kind: str, table: str) -> str:
    return WRITES[kind].format(table=table, column=COLUMN.get(table, "id"))


@pytest.mark.django_db
@pytest.mark.parametrize("kind", WRITES)
@pytest.mark.parametrize("table", TABLES)
def test_the_application_writes_no_table_of_the_ledger(table: str, kind: str) -> None:
    with connection.cursor() as cursor, pytest.raises(Exception, match="permission denied for table"):
        cursor.execute(write(kind, table))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "call",
    [
        "ledger_post((SELECT o FROM ledger_operation o LIMIT 1))",
        "ledger_open_wallet(gen_random_uuid(), 'USD')",
        "ledger_open_site('fees', '', 'USD')",
        "ledger_repeat(gen_random_uuid(), '', 'fund')",
    ],
)
def test_the_application_calls_no_inner_function(call: str) -> None:
    with connection.cursor() as cursor, pytest.raises(Exception, match="permission denied for function"):
        cursor.execute(f"SELECT {call}")


@pytest.mark.django_db
def test_the_application_can_not_switch_the_guards_off() -> None:
    for statement in (
        "SET session_replication_role = replica",
        "ALTER TABLE ledger_operation DISABLE TRIGGER ALL",
        "ALTER DOMAIN ledger_held DROP CONSTRAINT ledger_balance_floor",
        "DROP TABLE ledger_operation",
        "CREATE TABLE public.ledger_pretended ()",
    ):
        with connection.cursor() as cursor:
            cursor.execute("SAVEPOINT before")
            with pytest.raises(Exception, match=r"permission denied|must be owner"):
                cursor.execute(statement)
            cursor.execute("ROLLBACK TO before")


Owner = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture
def stage(committing_db: DatabaseUrls) -> HeldMoney:
    """A funded hold and another of the same client, really committed."""
    held = make_money.held(usd(50_000))
    make_money.held(usd(20_000), client=held.client)
    return held


@pytest.fixture
def owner(committing_db: DatabaseUrls) -> Iterator[psycopg.Connection[Any]]:
    """The owner of the tables, in a transaction of its own."""
    with psycopg.connect(committing_db.owner) as made:
        yield made
        made.rollback()


def state(stage: HeldMoney) -> tuple[Money, Money]:
    connection.close()
    return queries.hold_balance(stage.hold_id), queries.wallet_balance(stage.client.id, "USD")


def refused(owner: psycopg.Connection[Any], statement: str, rule: str, values: Any = None) -> None:
    """Run a statement as the owner, up to the commit, and want it stopped by this rule."""
    with pytest.raises(psycopg.Error) as caught:  # noqa: PT012  # a deferred rule speaks at the commit
        owner.execute(statement, values)
        owner.commit()
    assert caught.value.diag.constraint_name == rule
    owner.rollback()


@pytest.mark.committing
def test_even_the_owner_changes_and_removes_nothing(stage: HeldMoney, owner: psycopg.Connection[Any]) -> None:
    make_money.authorisation(stage)
    before = state(stage)

    for table in KEPT:
        for kind in ("update", "delete", "truncate"):
            refused(owner, write(kind, table), "ledger_append_only")
    for table in ("flow", "fit"):
        refused(
            owner,
            f"INSERT INTO ledger_{table} VALUES ({', '.join(['%s'] * (3 if table == 'flow' else 2))})",
            "ledger_append_only",
            ["fund"] * (3 if table == "flow" else 2),
        )
    for statement in (
        "UPDATE ledger_balance SET minor = minor + 1",
        "UPDATE ledger_balance SET kind = kind",
        "DELETE FROM ledger_balance",
        "TRUNCATE ledger_balance",
        "INSERT INTO ledger_balance VALUES (gen_random_uuid(), 5, 'wallet', 'USD')",
    ):
        refused(owner, statement, "ledger_balance_by_transfer")

    assert state(stage) == before
    assert list(check(INVARIANTS)) == []


COLUMNS = (
    "kind, request_hash, currency, amount_minor, debit_id, credit_id, also_id, fees_minor, rest_minor, account_id, hold_id,"
    " authorisation_id, authorisation_kind, payout_id, provider, provider_event, once, actor_id, via, at, xid"
)
AGAIN = f"INSERT INTO ledger_operation (id, {COLUMNS}) SELECT gen_random_uuid(), {COLUMNS} FROM ledger_operation"
OPERATION = """INSERT INTO ledger_operation
    (id, kind, request_hash, currency, amount_minor, debit_id, credit_id, also_id, fees_minor, rest_minor, account_id,
     hold_id, authorisation_id, authorisation_kind, provider, provider_event, once, actor_id, via, at, xid)
    VALUES (%(id)s, %(kind)s::text,
            CASE WHEN %(kind)s::text NOT IN ('fund', 'release', 'refund', 'split') THEN sha256('x') END, %(currency)s, %(amount)s, %(debit)s, %(credit)s, %(also)s, %(fees)s, %(rest)s,
            %(account)s, %(hold)s, %(leave)s::uuid, %(leave_kind)s, %(provider)s::text, %(event)s::text,
            ledger_once(%(kind)s::text, %(leave)s::uuid, NULL, NULL, %(provider)s::text, %(event)s::text), %(id)s, 'web', now(),
            pg_current_xact_id())"""


def forge(owner: psycopg.Connection[Any], **values: Any) -> None:
    """Write an operation by hand, as somebody with the owner's password would, and commit."""
    nothing = ("account", "hold", "leave", "leave_kind", "provider", "event", "also")
    given = {"id": new_id(), "kind": "fund", "currency": "USD", "amount": 100, "fees": 0, "rest": 0}
    owner.execute(OPERATION, {**dict.fromkeys(nothing), **given, **values})
    owner.commit()


def wallet_of(account_id: UUID) -> UUID:
    return Purse.objects.get(kind="wallet", account=account_id, currency="USD").id


@pytest.mark.committing
@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"amount": 0}, "ledger_operation_amount"),
        ({"fees": 100}, "ledger_operation_amount"),
        ({"fees": 1}, "ledger_operation_amount"),
        ({"rest": 1}, "ledger_operation_amount"),
        ({"kind": "gift"}, "ledger_operation_kind"),
        ({"kind": "release"}, "ledger_operation_authorised"),
        ({"kind": "refund"}, "ledger_operation_authorised"),
        ({"kind": "split"}, "ledger_operation_authorised"),
        ({"kind": "deposit"}, "ledger_operation_legs"),
        ({"kind": "fund", "provider": "sandbox", "event": "x"}, "ledger_operation_provider"),
    ],
)
def test_a_forged_operation_meets_the_checks(
    stage: HeldMoney, owner: psycopg.Connection[Any], change: dict[str, Any], rule: str
) -> None:
    with pytest.raises(psycopg.Error) as caught:  # noqa: PT012
        wallet = wallet_of(stage.client.id)
        forge(
            owner,
            **{"account": stage.client.id, "hold": stage.hold_id, "debit": wallet, "credit": stage.hold_id, **change},
        )

    assert caught.value.diag.constraint_name == rule


@pytest.mark.committing
def test_forged_movements_meet_the_guards(stage: HeldMoney, owner: psycopg.Connection[Any]) -> None:
    other = make_money.held(usd(20_000))
    wallet, foreign = wallet_of(stage.client.id), wallet_of(other.client.id)
    with unit():
        ledger.charge_back(
            make.site_act(),
            account_id=other.client.id,
            amount=usd(5),
            provider="sandbox",
            provider_event="x:charged_back",
        )
    chargebacks = Purse.objects.get(kind="chargebacks").id
    payout = new_id()
    with unit():
        ledger.start_payout(
            make.act(other.client), payout_id=payout, account_id=other.client.id, amount=usd(7), provider="sandbox"
        )
    before = state(stage)
    mine = {"account": stage.client.id, "hold": stage.hold_id, "debit": wallet, "credit": stage.hold_id}

    for change, rule in (
        ({"amount": -5}, "ledger_operation_amount"),
        ({"credit": wallet}, "ledger_operation_legs"),
        ({"currency": "EUR"}, "ledger_operation_legs"),
        ({"debit": stage.hold_id, "credit": wallet}, "ledger_operation_legs"),
        ({"credit": foreign}, "ledger_operation_legs"),
        ({"credit": other.hold_id}, "ledger_operation_legs"),
        ({"credit": foreign, "hold": foreign}, "ledger_operation_flow"),
        ({"credit": payout, "hold": payout}, "ledger_operation_flow"),
        ({"credit": payout, "hold": new_id()}, "ledger_operation_legs"),
        ({"amount": 10**9}, "ledger_balance_floor"),
        ({"debit": foreign}, "ledger_operation_legs"),
        ({"kind": "recovery", "credit": chargebacks, "also": wallet, "hold": None}, "ledger_recovery_owed"),
    ):
        with pytest.raises(psycopg.Error) as caught:
            forge(owner, **{**mine, **change})
        assert caught.value.diag.constraint_name == rule, change
        owner.rollback()

    assert state(stage) == before


@pytest.mark.committing
def test_a_deposit_comes_from_a_purse_that_exists(stage: HeldMoney, owner: psycopg.Connection[Any]) -> None:
    nowhere = owner.execute("SELECT ledger_site_of('clearing', 'nobody', 'USD')").fetchone()
    assert nowhere is not None

    with pytest.raises(psycopg.Error) as caught:
        forge(
            owner,
            kind="deposit",
            account=stage.client.id,
            debit=nowhere[0],
            credit=wallet_of(stage.client.id),
            provider="nobody",
            event="x",
        )

    assert caught.value.diag.constraint_name == "ledger_operation_legs"


@pytest.mark.committing
@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"kind": "sock"}, "ledger_purse_kind"),
        ({"currency": "usd"}, "ledger_purse_currency"),
        ({"account": None}, "ledger_purse_whose"),
        ({"kind": "fees"}, "ledger_purse_whose"),
        ({"contract": new_id()}, "ledger_purse_parties"),
        ({"kind": "hold", "account": None}, "ledger_purse_parties"),
        ({"provider": "sandbox"}, "ledger_purse_provider"),
        ({"kind": "clearing", "account": None}, "ledger_purse_provider"),
        ({}, "ledger_purse_whose_id"),
        ({"kind": "clearing", "account": None, "provider": "sandbox"}, "ledger_purse_whose_id"),
    ],
)
def test_forged_purses_meet_the_checks(
    stage: HeldMoney, owner: psycopg.Connection[Any], change: dict[str, Any], rule: str
) -> None:
    right = {"kind": "wallet", "currency": "USD", "account": stage.client.id, "contract": None, "provider": ""}

    refused(
        owner,
        """INSERT INTO ledger_purse (id, kind, currency, account_id, contract_id, provider)
        VALUES (gen_random_uuid(), %(kind)s, %(currency)s, %(account)s, %(contract)s, %(provider)s)""",
        rule,
        {**right, **change},
    )


@pytest.mark.committing
def test_an_operation_is_of_its_own_transaction(stage: HeldMoney, owner: psycopg.Connection[Any]) -> None:
    before = state(stage)

    refused(
        owner,
        OPERATION.replace("pg_current_xact_id()", "'7'::xid8"),
        "ledger_operation_late",
        {
            **dict.fromkeys(["leave", "leave_kind", "provider", "event", "also"]),
            "id": new_id(),
            "kind": "fund",
            "currency": "USD",
            "amount": 1,
            "fees": 0,
            "rest": 0,
            "account": stage.client.id,
            "hold": stage.hold_id,
            "debit": wallet_of(stage.client.id),
            "credit": stage.hold_id,
        },
    )

    assert state(stage) == before


def release_by_hand(owner: psycopg.Connection[Any], stage: HeldMoney, **change: Any) -> None:
    """Forge the release of an authorisation, to its right purses unless told otherwise, and commit."""
    right = {"kind": "release", "hold": stage.hold_id, "debit": stage.hold_id, "amount": 50_000, "fees": 5_000}
    forge(owner, **{**right, "leave_kind": "acceptance", **change})


@pytest.mark.committing
def test_a_forged_release_keeps_to_its_authorisation(stage: HeldMoney, owner: psycopg.Connection[Any]) -> None:
    leave = make_money.authorisation(stage)
    paid = make_money.held(usd(50_000), client=make_money.wallet(make.client()))
    used = make_money.authorisation(paid)
    with unit():
        ledger.release(make.act(paid.client), authorisation_id=used)
    professional = make_money.wallet(stage.professional, usd(1))
    right = {"leave": leave, "credit": wallet_of(professional.id)}
    before = state(stage)

    for change, rule in (
        ({"leave": new_id()}, "ledger_operation_as_authorised"),
        ({"leave": used}, "ledger_operation_once"),
        ({"amount": 49_999}, "ledger_operation_as_authorised"),
        ({"leave_kind": "ruling"}, "ledger_operation_as_authorised"),
        ({"kind": "refund", "fees": 0}, "ledger_operation_fits"),
        ({"credit": wallet_of(paid.client.id)}, "ledger_operation_legs"),
        ({"credit": wallet_of(stage.client.id)}, "ledger_operation_legs"),
        ({"fees": 4_999}, "ledger_operation_legs"),
        ({"kind": "split", "also": wallet_of(stage.client.id), "rest": 5}, "ledger_operation_legs"),
    ):
        with pytest.raises(psycopg.Error) as caught:
            release_by_hand(owner, stage, **{**right, **change})
        assert caught.value.diag.constraint_name == rule, change
        owner.rollback()
    assert state(stage) == before

    release_by_hand(owner, stage, **right)

    assert state(stage)[0] == usd(0)
    assert list(check(INVARIANTS)) == []


@pytest.mark.committing
def test_a_forged_authorisation_is_for_its_own_hold_and_by_its_giver(
    stage: HeldMoney, owner: psycopg.Connection[Any]
) -> None:
    statement = """INSERT INTO ledger_authorisation
        (id, kind, contract_id, hold_id, payer_id, payee_id, currency, amount_minor, to_professional_minor,
         commission_minor, to_client_minor, terms_hash, authorised_by, authorised_at)
        VALUES (gen_random_uuid(), %(kind)s, %(contract)s, %(hold)s, %(payer)s, %(payee)s, %(currency)s, %(amount)s, %(professional)s, 0, %(client)s,
         %(terms)s, %(by)s, now())"""
    right = {
        "kind": "acceptance",
        "contract": stage.contract_id,
        "hold": stage.hold_id,
        "payer": stage.client.id,
        "payee": stage.professional.id,
        "currency": "USD",
        "amount": 50_000,
        "professional": 50_000,
        "client": 0,
        "terms": bytes(32),
        "by": stage.client.id,
    }

    for change, rule in (
        ({"kind": "wish"}, "ledger_authorisation_kind"),
        ({"contract": new_id()}, "ledger_authorisation_of_hold"),
        ({"hold": new_id()}, "ledger_authorisation_of_hold"),
        ({"currency": "EUR"}, "ledger_authorisation_of_hold"),
        ({"payer": stage.professional.id, "by": stage.professional.id}, "ledger_authorisation_of_hold"),
        ({"payee": new_id()}, "ledger_authorisation_of_hold"),
        ({"amount": 50_001}, "ledger_authorisation_sums"),
        ({"kind": "ruling", "by": SITE_ID, "professional": -1, "client": 50_001}, "ledger_authorisation_sums"),
        ({"professional": 0, "client": 50_000}, "ledger_authorisation_shares"),
        ({"terms": b"short"}, "ledger_authorisation_terms"),
        ({"by": stage.professional.id}, "ledger_authorisation_giver"),
        ({"by": SITE_ID}, "ledger_authorisation_giver"),
    ):
        refused(owner, statement, rule, {**right, **change})


@pytest.mark.committing
def test_checks_and_keys_stand_even_with_all_triggers_off(stage: HeldMoney, committing_db: DatabaseUrls) -> None:
    leave = make_money.authorisation(stage)
    with unit():
        ledger.release(make.act(stage.client), authorisation_id=leave)
    superuser = committing_db.owner.replace("aval_owner@", "postgres@")

    with psycopg.connect(superuser) as master:
        for statement, rule in (
            ("UPDATE ledger_balance SET minor = -1", "ledger_balance_floor"),
            (f"{AGAIN} WHERE kind = 'release'", "ledger_operation_once"),
            (f"{AGAIN} WHERE kind = 'deposit'", "ledger_operation_once"),
        ):
            master.execute("SET session_replication_role = replica")
            with pytest.raises(psycopg.Error) as caught:
                master.execute(statement)
            assert caught.value.diag.constraint_name == rule
            master.rollback()


UNCHECKED = "ALTER TABLE ledger_operation DROP CONSTRAINT IF EXISTS ledger_operation_sound;"
ANYBODY = "ALTER TABLE ledger_authorisation DROP CONSTRAINT ledger_authorisation_sound;"
FAULTS = {
    "each balance is the sum of its transfers": "UPDATE ledger_balance SET minor = minor + 1",
    "every wallet, hold and payout has a balance, and nothing else has": "DELETE FROM ledger_balance",
    "a subtotal is the sum of the transfers below it": "UPDATE ledger_subtotal SET minor = minor + 1",
    "a transfer keeps to one currency: its operation's and both purses'": f"{UNCHECKED}UPDATE ledger_operation SET currency = 'EUR'",
    "a transfer goes where its operation may send money": f"{UNCHECKED}UPDATE ledger_operation SET kind = 'payout' WHERE kind = 'fund'",
    "an operation moves its amount, between purses of its own account, hold, payout and provider": f"{UNCHECKED}UPDATE ledger_operation"
    " SET hold_id = gen_random_uuid() WHERE kind = 'fund'",
    "no wallet or hold is negative": "ALTER DOMAIN ledger_held DROP CONSTRAINT ledger_balance_floor;"
    " UPDATE ledger_balance SET minor = -1",
    "money left a hold only by an authorisation for that hold": "UPDATE ledger_authorisation SET hold_id = gen_random_uuid()",
    "no authorisation paid twice": f"DROP INDEX ledger_operation_once; {AGAIN} WHERE kind = 'release'",
    "each side got exactly what was authorised": "UPDATE ledger_authorisation SET to_professional_minor ="
    " to_professional_minor - 1, commission_minor = commission_minor + 1",
    "a payout started once, and finished at most once": f"{UNCHECKED}UPDATE ledger_operation SET payout_id = gen_random_uuid()"
    " WHERE kind = 'fund'",
    "no more was taken back from anybody than they owed": f"{UNCHECKED}UPDATE ledger_operation SET kind = 'recovery', provider_event = NULL WHERE kind = 'deposit'",
    "the guards of the ledger stand": "ALTER TABLE ledger_operation DISABLE TRIGGER ledger_operation_take",
    "each authorisation is for a hold, of its own contract, currency and parties": f"{ANYBODY}UPDATE ledger_authorisation SET payee_id = gen_random_uuid()",
    "each authorisation was given by whose it is to give; staff give none but rulings": f"{ANYBODY}UPDATE ledger_authorisation"
    " SET authorised_by = gen_random_uuid()",
    "a provider's word was counted once": f"DROP INDEX ledger_operation_once; {AGAIN} WHERE kind = 'deposit'",
    "what the site's purses owe is what people have, in each currency": "UPDATE ledger_balance SET minor = minor + 2",
}


@pytest.mark.committing
@pytest.mark.parametrize("name", FAULTS)
def test_the_audit_finds_a_planted_fault(stage: HeldMoney, committing_db: DatabaseUrls, name: str) -> None:
    leave = make_money.authorisation(stage)
    with unit():
        ledger.release(make.act(stage.client), authorisation_id=leave)
    with unit():
        ledger.roll_up()
    assert list(check(INVARIANTS)) == []

    with psycopg.connect(committing_db.owner.replace("aval_owner@", "postgres@"), autocommit=True) as master:
        if "DISABLE TRIGGER" not in FAULTS[name]:
            master.execute("SET session_replication_role = replica")
        for statement in FAULTS[name].split(";"):
            master.execute(statement)

    assert name in {offence.invariant.name for offence in check(INVARIANTS)}


def test_every_invariant_has_a_planted_fault() -> None:
    assert {one.name for one in INVARIANTS} == set(FAULTS) | set(FURTHER_FAULTS)


@pytest.mark.committing
def test_the_sites_balance_is_the_same_before_and_after_rolling_up(stage: HeldMoney) -> None:
    before = queries.site_balances()
    with unit():
        ledger.roll_up()
    make_money.wallet(make.client(), usd(7))
    with unit():
        ledger.roll_up()
        ledger.roll_up()

    after = queries.site_balances()

    clearing = ("clearing", "sandbox", "USD")
    assert after[clearing] == before[clearing] - usd(7)
    assert list(check(INVARIANTS)) == []


@pytest.mark.committing
def test_a_roll_up_leaves_out_what_is_still_under_way(stage: HeldMoney, committing_db: DatabaseUrls) -> None:
    account, clearing = make.client(), ("clearing", "sandbox", "USD")
    before = queries.site_balances()[clearing]

    with psycopg.connect(committing_db.app) as slow:
        slow.execute(
            "SELECT ledger_deposit(%s, %s, 'webhook', now(), %s, 'USD', 9, 'sandbox', 'slow:confirmed')",
            [new_id(), SITE_ID, account.id],
        )
        make_money.wallet(make.client(), usd(5))
        with unit():
            ledger.roll_up()
        slow.commit()

    assert queries.site_balances()[clearing] == before - usd(14)
    assert list(check(INVARIANTS)) == []


@pytest.mark.committing
def test_a_subtotal_of_another_server_is_not_believed(stage: HeldMoney, committing_db: DatabaseUrls) -> None:
    before = queries.site_balances()
    with unit():
        ledger.roll_up()
    with psycopg.connect(committing_db.owner, autocommit=True) as owner:
        owner.execute("UPDATE ledger_subtotal SET cluster = 1, minor = 12345, below = '999999999'")

    assert queries.site_balances() == before

    with unit():
        ledger.roll_up()
    assert queries.site_balances() == before


def test_an_act_by_the_site_is_nobodys() -> None:
    assert Act.by_site(make.NOON).actor_id == SITE_ID
