"""Drop any one constraint or trigger of the money's tables, and at least one of these probes notices.

The catalogue is asked for the objects. For each there must be a probe; with the object the database must refuse it, and
without the object it must answer otherwise. A constraint is tried with the triggers and the other constraints of its
table gone, and must refuse under its own name, so that each is seen to stand by itself; a trigger is tried with
everything on. All as the owner, on whom no privilege weighs, in transactions that are taken back.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from aval.cases import actions as cases
from aval.contracts import actions as contracts
from aval.kernel.database import DatabaseUrls
from aval.kernel.money import Money
from aval.kernel.transactions import unit
from aval.ledger import actions as ledger
from aval.payments import actions as payments
from aval.payments.providers.interface import ProviderEvent, Transition
from aval.projects.choices import Kind
from tests import make

DAY = timedelta(days=1)
OURS = "c.relname ~ '^(ledger|payments|contracts|cases)_'"

# What each check refuses: the table, the change, and which row.
CHECKS = {
    "absence_ends_after_start": ("contracts_absence", "ends_at = starts_at"),
    "absence_is_ahead": ("contracts_absence", "announced_at = starts_at + interval '1 day'"),
    "case_status_known": ("cases_case", "status = 'x'"),
    "cases_offer_number_check": ("cases_offer", "number = -1"),
    "cases_ruling_number_check": ("cases_ruling", "number = -1"),
    "contract_client_fee_is_a_share": ("contracts_contract", "client_fee_basis_points = 10001"),
    "contract_commission_is_a_share": ("contracts_contract", "commission_basis_points = 10001"),
    "contract_kind_known": ("contracts_contract", "kind = 'x'"),
    "contract_parties_differ": ("contracts_contract", "client_id = professional_id"),
    "contract_status_known": ("contracts_contract", "status = 'x'"),
    "contracts_acceptance_pays_bill": ("contracts_acceptance", "commission_minor = commission_minor + 1"),
    "contracts_agreementversion_commission_basis_points_check": (
        "contracts_agreementversion", "commission_basis_points = -1"),
    "contracts_agreementversion_number_check": ("contracts_agreementversion", "number = -1"),
    "contracts_agreementversion_reminder_count_check": ("contracts_agreementversion", "reminder_count = -1"),
    "contracts_contract_client_fee_basis_points_check": ("contracts_contract", "client_fee_basis_points = -1"),
    "contracts_contract_commission_basis_points_check": ("contracts_contract", "commission_basis_points = -1"),
    "contracts_delivery_minutes_check": ("contracts_delivery", "minutes = -1"),
    "contracts_delivery_number_check": ("contracts_delivery", "number = -1"),
    "contracts_milestone_hours_max_check": ("contracts_milestone", "hours_max = -1"),
    "contracts_milestone_number_check": ("contracts_milestone", "number = -1"),
    "contracts_remindersent_percent_check": ("contracts_remindersent", "percent = -1"),
    "contracts_silenceacceptance_pays_bill": ("contracts_silenceacceptance", "commission_minor = commission_minor + 1"),
    "contracts_workentry_minutes_check": ("contracts_workentry", "minutes = -1"),
    "delivery_billed_positive": ("contracts_delivery", "billed_minor = 0"),
    "delivery_review_after": ("contracts_delivery", "review_ends_at = delivered_at"),
    "ledger_authorisation_kind": ("ledger_authorisation", "kind = 'x'"),
    "ledger_authorisation_shares": ("ledger_authorisation", "kind = 'consent', authorised_by = payee_id", "kind = 'acceptance'"),
    "ledger_authorisation_sums": ("ledger_authorisation", "amount_minor = amount_minor + 1"),
    "ledger_authorisation_terms": ("ledger_authorisation", "terms_hash = 'short'"),
    "ledger_balance_floor": ("ledger_balance", "minor = -1"),
    "ledger_operation_amount": ("ledger_operation", "amount_minor = 0"),
    "ledger_authorisation_giver": ("ledger_authorisation", "authorised_by = gen_random_uuid()", "kind = 'acceptance'"),
    "ledger_operation_authorised": ("ledger_operation", "kind = 'release'", "kind = 'fund'"),
    "ledger_operation_fits": ("ledger_operation", "kind = 'refund', fees_minor = 0", "authorisation_kind = 'acceptance'"),
    "ledger_operation_hash": ("ledger_operation", "request_hash = 'short'", "kind = 'deposit'"),
    "ledger_operation_kind": ("ledger_operation", "kind = 'gift', request_hash = sha256('')", "kind = 'fund'"),
    "ledger_operation_legs": ("ledger_operation", "debit_id = gen_random_uuid()", "kind = 'fund'"),
    "ledger_operation_once_for": ("ledger_operation", "once = NULL", "kind = 'release'"),
    "ledger_operation_said": ("ledger_operation", "provider_event = 'x'", "kind = 'payout_paid'"),
    "ledger_operation_two_sides": ("ledger_operation", "credit_id = debit_id", "kind = 'release'"),
    "ledger_operation_provider": ("ledger_operation", "provider_event = NULL", "kind = 'payout_paid'"),
    "ledger_purse_currency": ("ledger_purse", "currency = 'usd'"),
    "ledger_purse_kind": ("ledger_purse", "kind = 'sock'", "kind = 'fees'"),
    "ledger_purse_parties": ("ledger_purse", "payer_id = payee_id", "kind = 'hold'"),
    "ledger_purse_provider": ("ledger_purse", "provider = ''", "kind = 'clearing'"),
    "ledger_purse_whose_id": ("ledger_purse", "id = gen_random_uuid()", "kind = 'fees'"),
    "ledger_purse_whose": ("ledger_purse", "account_id = NULL", "kind = 'wallet'"),
    "milestone_disputed_from": ("contracts_milestone", "disputed_from = 'funded'", "status = 'funded'"),
    "milestone_hourly_amount": ("contracts_milestone", "rate_minor = 1", "hours_max IS NULL"),
    "milestone_positive": ("contracts_milestone", "amount_minor = 0"),
    "milestone_status_known": ("contracts_milestone", "status = 'x'", "status = 'funded'"),
    "offer_not_negative": ("cases_offer", "to_client_minor = -1"),
    "payments_deposit_amount": ("payments_deposit", "amount_minor = 0"),
    "payments_deposit_finished": ("payments_deposit", "finished_at = NULL", "status = 'confirmed'"),
    "payments_deposit_status": ("payments_deposit", "status = 'x'", "status = 'confirmed'"),
    "payments_payout_amount": ("payments_payout", "amount_minor = 0"),
    "payments_payout_finished": ("payments_payout", "finished_at = now()", "status = 'payable'"),
    "payments_payout_status": ("payments_payout", "status = 'x'"),
    "payments_webhook_outcome": ("payments_webhook", "outcome = 'x'"),
    "reminder_not_early": ("contracts_remindersent", "sent_at = due_at - interval '1 day'"),
    "ruling_has_grounds": ("cases_ruling", "reasons = ''"),
    "ruling_not_negative": ("cases_ruling", "to_client_minor = -1"),
    "ruling_one_appeal": ("cases_ruling", "number = 3"),
    "settlement_signed_by_both": ("cases_settlement", "accepted_by_id = offered_by_id"),
    "freeze_was_held": ("contracts_freeze", "was = 'released'"),
    "ledger_correction_positive": ("ledger_correction", "amount_minor = 0"),
    "ledger_correction_reason": ("ledger_correction", "reason = ''"),
    "ledger_correction_two_people": ("ledger_correction", "confirmed_by_id = proposed_by_id"),
    "ledger_exchange_arithmetic": ("ledger_exchange", "spread_minor = spread_minor + 1"),
    "ledger_exchange_positive": ("ledger_exchange", "source_minor = 0"),
    "ledger_exchange_rate_source": ("ledger_exchange", "rate_source = ''"),
    "ledger_exchange_two_currencies": ("ledger_exchange", "target_currency = source_currency"),
    "ledger_operation_cause": ("ledger_operation", "cause_id = gen_random_uuid()", "kind = 'fund'"),
    "payments_difference_closed": ("payments_difference", "closed_at = now()"),
    "payments_difference_status": ("payments_difference", "status = 'x'"),
    "payments_proposal_amount": ("payments_correctionproposal", "amount_minor = 0"),
    "payments_proposal_decided": ("payments_correctionproposal", "decided_at = now()", "status = 'proposed'"),
    "payments_proposal_status": ("payments_correctionproposal", "status = 'x'"),
    "payments_rate_positive": ("payments_exchangerate", "rate = 0"),
    "payments_rate_two_currencies": ("payments_exchangerate", "target = source"),
    "payments_reconciliation_open_count_check": ("payments_reconciliation", "open_count = -1"),
    "version_silence_known": ("contracts_agreementversion", "silence = 'x'"),
    "version_status_known": ("contracts_agreementversion", "status = 'x'"),
    "work_within_a_day": ("contracts_workentry", "minutes = 1441"),
}  # fmt: skip

# Rows of the tables that no action below fills: written past all triggers and keys, only to be tried.
FILLED = """
INSERT INTO contracts_freeze (id, milestone_id, contract_id, was, frozen_at)
    SELECT gen_random_uuid(), id, contract_id, 'funded', now() FROM contracts_milestone LIMIT 2;
INSERT INTO contracts_freezeend (freeze_id, contract_id, forfeited, ended_at)
    SELECT id, contract_id, false, now() FROM contracts_freeze LIMIT 1;
INSERT INTO ledger_exchange (id, account_id, source_currency, source_minor, target_currency, target_minor, spread_minor,
        rate, rate_source, quoted_at, at)
    SELECT gen_random_uuid(), id, 'USD', 100, 'EUR', 89, 1, 0.9, 'a bank', now(), now() FROM accounts_account LIMIT 1;
INSERT INTO ledger_correction (id, debit_id, credit_id, amount_minor, currency, reason, proposed_by_id, confirmed_by_id, at)
    SELECT gen_random_uuid(), d.id, c.id, 5, 'USD', 'a mistake', p.id, k.id, now()
    FROM ledger_purse d, ledger_purse c, accounts_account p, accounts_account k WHERE d.id <> c.id AND p.id <> k.id LIMIT 1;
INSERT INTO payments_correctionproposal (id, debit_id, credit_id, amount_minor, currency, reason, proposed_by_id,
        proposed_at, status)
    SELECT gen_random_uuid(), debit_id, credit_id, 5, 'USD', 'a mistake', proposed_by_id, now(), 'proposed'
    FROM ledger_correction;
INSERT INTO payments_difference (id, provider, currency, subject, ours_minor, theirs_minor, found_at, status, explanation,
        owner_id)
    SELECT gen_random_uuid(), 'sandbox', 'USD', 'x', 1, 2, now(), 'open', '', id FROM accounts_account LIMIT 1;
INSERT INTO payments_exchangerate (source, target, rate, published_by, published_at, entered_by_id, entered_at)
    SELECT 'USD', 'EUR', 0.9, 'a bank', now(), id, now() FROM accounts_account LIMIT 1;
INSERT INTO payments_payoutaccount (account_id, provider, provider_ref, created_at)
    SELECT id, 'stripe', 'acct', now() FROM accounts_account LIMIT 1;
INSERT INTO payments_reconciliation (id, provider, currency, until, ours_minor, theirs_minor, open_count, at)
    VALUES (gen_random_uuid(), 'sandbox', 'USD', now(), 1, 2, 1, now());
INSERT INTO payments_sandboxentry (reference, transition, amount_minor, currency, at)
    VALUES (gen_random_uuid(), 'x', 1, 'USD', now());
INSERT INTO payments_statementline (provider, line_id, kind, amount_minor, fee_minor, currency, at, read_at)
    VALUES ('sandbox', 'x', 'x', 1, 0, 'USD', now(), now());
INSERT INTO ledger_following SELECT id FROM ledger_operation LIMIT 1;
UPDATE payments_deposit SET provider_ref = id::text;
UPDATE payments_difference SET closed_by_id = owner_id;
INSERT INTO payments_correctionproposal (id, debit_id, credit_id, amount_minor, currency, reason, proposed_by_id,
        proposed_at, status, decided_by_id, decided_at)
    SELECT gen_random_uuid(), debit_id, credit_id, 5, 'USD', 'no mistake', proposed_by_id, now(), 'declined',
        confirmed_by_id, now() FROM ledger_correction;
INSERT INTO ledger_operation SELECT (jsonb_populate_record(r, jsonb_build_object('id', gen_random_uuid(),
        'kind', 'client_fee', 'request_hash', sha256(''), 'hold_id', m.id, 'cause_id', m.id,
        'once', 'client_fee ' || m.id, 'credit_id', ledger_site_of('fees', '', r.currency)))).*
    FROM ledger_operation r, contracts_milestone m
    WHERE r.id = (SELECT id FROM ledger_operation WHERE kind = 'fund' LIMIT 1)
        AND m.id = (SELECT s.id FROM contracts_milestone s JOIN contracts_funding f ON f.contract_id = s.contract_id
            WHERE NOT EXISTS (SELECT FROM contracts_funding x WHERE x.milestone_id = s.id) LIMIT 1);
"""

# What each trigger with a rule of its own refuses. `{copy:TABLE:CHANGES:WHERE}` is a row written once more, changed.
TRIGGERS = {
    "ledger_flow_fixed": "INSERT INTO ledger_flow VALUES ('fund', 'wallet', 'fees')",
    "ledger_fit_fixed": "INSERT INTO ledger_fit VALUES ('refund', 'acceptance')",
    "ledger_purse_balance": (
        "INSERT INTO ledger_purse (id, kind, currency, account_id, provider) SELECT ledger_wallet_of(id, 'XXX'), 'wallet', 'XXX',"
        " id, '' FROM accounts_account LIMIT 1; SELECT 1 / (SELECT count(*) FROM ledger_balance b JOIN ledger_purse p"
        " ON p.id = b.purse_id WHERE p.currency = 'XXX')"
    ),
    "contracts_authorisation_has_source": (
        "{copy:ledger_authorisation:'id', gen_random_uuid():kind = 'acceptance'}"),
    "cases_authorisation_has_source": "{copy:ledger_authorisation:'id', gen_random_uuid():kind = 'ruling'}",
    "ledger_authorisation_of_hold": (
        "{copy:ledger_authorisation:'id', gen_random_uuid(), 'contract_id', gen_random_uuid():kind = 'acceptance'}"),
    "ledger_operation_take": "{copy:ledger_operation:'id', gen_random_uuid(), 'xid', '7':kind = 'fund'}",
    "ledger_operation_follows": (
        "{copy:ledger_operation:'id', gen_random_uuid(), 'xid', pg_current_xact_id()::text, 'kind', 'recovery',"
        " 'request_hash', sha256(''), 'debit_id',"
        " ledger_wallet_of(account_id, currency), 'credit_id', ledger_site_of('chargebacks', '', currency), 'also_id',"
        " ledger_wallet_of(account_id, currency), 'hold_id', NULL, 'amount_minor', 1:kind = 'fund'}"),
    "ledger_balance_guard": "UPDATE ledger_balance SET minor = minor",
    "ledger_balance_belongs": "UPDATE ledger_balance SET kind = kind",
    "ledger_balance_kept": "TRUNCATE ledger_balance",
    "contracts_contract_moves": "UPDATE contracts_contract SET status = 'agreeing' WHERE status = 'active'",
    "contracts_milestone_as_agreed": (
        "{copy:contracts_milestone:'id', gen_random_uuid(), 'number', 99, 'status', 'agreed', 'disputed_from', '',"
        " 'period_starts_on', NULL, 'rate_minor', NULL, 'hours_max', NULL:true}"),
    "contracts_milestone_changed_as_agreed": "UPDATE contracts_milestone SET title = 'Other' WHERE status = 'agreed'",
    "contracts_milestone_moves": "UPDATE contracts_milestone SET status = 'released' WHERE status = 'funded'",
    "contracts_version_moves": "UPDATE contracts_agreementversion SET status = 'rejected' WHERE status = 'in_force'",
    "contracts_version_says": (
        "{copy:contracts_agreementversion:'id', gen_random_uuid(), 'number', 99, 'status', 'replaced':true}"),
    "contracts_version_words_stay": "UPDATE contracts_agreementversion SET drafted_at = now()",
    "contracts_acceptance contracts_payment_as_agreed": (
        "{copy:contracts_acceptance:'accepted_by_id', professional_id:true:contracts_contract}"),
    "contracts_refundconsent contracts_payment_as_agreed": (
        "{copy:contracts_refundconsent:'consented_by_id', client_id:true:contracts_contract}"),
    "contracts_funding contracts_client_fee_as_agreed": (
        "INSERT INTO contracts_funding SELECT (jsonb_populate_record(f, jsonb_build_object('milestone_id', m.id,"
        " 'amount_minor', m.amount_minor))).* FROM contracts_funding f JOIN contracts_milestone m"
        " ON m.contract_id = f.contract_id JOIN ledger_operation o ON o.hold_id = m.id AND o.kind = 'client_fee'"
        " WHERE NOT EXISTS (SELECT FROM contracts_funding x WHERE x.milestone_id = m.id) LIMIT 1"),
    "ledger_following contracts_client_fee_as_agreed": (
        "{copy:ledger_operation:'id', gen_random_uuid(), 'xid', pg_current_xact_id()::text, 'kind', 'client_fee',"
        " 'request_hash', sha256(''),"
        " 'amount_minor', 1, 'cause_id', hold_id, 'once', 'client_fee ' || hold_id, 'credit_id',"
        " ledger_site_of('fees', '', currency):"
        "kind = 'fund' AND hold_id NOT IN (SELECT hold_id FROM ledger_operation WHERE kind = 'client_fee')}"),
    "contracts_silenceacceptance contracts_payment_as_agreed": (
        "{copy:contracts_silenceacceptance:'counted_at', '2020-01-01':true}"),
    "contracts_signature_by_party": (
        "{copy:contracts_signature:'id', gen_random_uuid(), 'account_id',"
        " (SELECT id FROM accounts_account WHERE display_name = 'Nobody'):true}"),
    "cases_assignment_checked": (
        "{copy:cases_assignment:'id', gen_random_uuid(), 'mediator_id',"
        " (SELECT id FROM accounts_account WHERE display_name = 'Nobody'):true}"),
    "cases_ruling_checked": (
        "{copy:cases_ruling:'id', gen_random_uuid(), 'number', 2, 'mediator_id',"
        " (SELECT id FROM accounts_account WHERE display_name = 'Nobody'):number = 1}"),
    "cases_settlement_checked": "{copy:cases_settlement:'id', gen_random_uuid(), 'to_client_minor', 1:true}",
    "payments_deposit_has_money": (
        "UPDATE payments_deposit SET status = 'confirmed', finished_at = now() WHERE status = 'started'"),
    "payments_payout_has_money": "UPDATE payments_payout SET status = 'paid', finished_at = now()",
    "contracts_freeze_has_money": "{copy:contracts_freeze:'id', gen_random_uuid():true}",
    "contracts_freezeend_has_money": (
        "INSERT INTO contracts_freezeend (freeze_id, contract_id, forfeited,"
        " ended_at) SELECT id, contract_id, false, now() FROM contracts_freeze f WHERE NOT EXISTS"
        " (SELECT FROM contracts_freezeend e WHERE e.freeze_id = f.id)"),
    "contracts_freeze_has_source": (
        "{copy:ledger_operation:'id', gen_random_uuid(), 'xid', pg_current_xact_id()::text, 'kind', 'freeze',"
        " 'request_hash', sha256(''), 'cause_id',"
        " gen_random_uuid(), 'amount_minor', 1, 'debit_id', hold_id, 'credit_id', ledger_reserve_of(hold_id):"
        "kind = 'fund' AND hold_id IN (SELECT purse_id FROM ledger_balance WHERE minor > 0)}"),
    "ledger_exchange_carried_out": "{copy:ledger_exchange:'id', gen_random_uuid():true}",
    "ledger_correction_carried_out": "{copy:ledger_correction:'id', gen_random_uuid():true}",
    "payments_correction_proposed": "{copy:ledger_correction:'id', gen_random_uuid():true}",
    "payments_proposal_stays": "UPDATE payments_correctionproposal SET reason = 'another' WHERE status = 'proposed'",
    "payments_deposit_same_money": "UPDATE payments_deposit SET amount_minor = 1",
    "payments_payout_same_money": "UPDATE payments_payout SET amount_minor = 1",
}  # fmt: skip


@pytest.fixture
def owner(committing_db: DatabaseUrls) -> Iterator[psycopg.Connection[Any]]:
    """A row in each of the tables, most by the real actions; and their owner, in a transaction."""
    _live()
    with psycopg.connect(committing_db.owner.replace("aval_owner@", "postgres@"), autocommit=True) as master:
        master.execute("SET session_replication_role = replica")
        master.execute(FILLED)
    with psycopg.connect(committing_db.owner) as made:
        yield made
        made.rollback()


@pytest.mark.committing
def test_each_constraint_and_trigger_of_the_money_is_missed(owner: psycopg.Connection[Any]) -> None:
    missed: list[str] = []
    tried = 0

    for name, drop, statement, alone in _objects(owner):
        if statement is None:
            missed.append(f"{name}: nothing tries it")
            continue
        prepare = _alone(owner, alone, name.split(".")[1], drop.split()[-1]) if alone else ""
        with_it = _outcome(owner, prepare, statement)
        without = _outcome(owner, prepare + drop, statement)
        tried += 1
        if with_it in {without, "found nothing to do"} or (alone and name.split(".")[1] not in with_it):
            missed.append(f"{name}: {with_it} with it and without, for {statement}")

    assert missed == [], "\n".join(missed)
    assert tried > 400


def _outcome(owner: psycopg.Connection[Any], prepare: str, statement: str) -> str:
    """Return what a statement meets up to its commit, in a transaction that is taken back."""
    try:
        owner.execute(prepare or "SELECT")
        cursor = owner.execute(statement)
        if cursor.rowcount == 0:
            return "found nothing to do"
        owner.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except psycopg.Error as error:
        broken = error.diag.constraint_name or f"{error.diag.column_name} NOT NULL"
        return f"{error.sqlstate} {broken}: {error.diag.message_primary}"
    else:
        return "let through"
    finally:
        owner.rollback()


def _objects(owner: psycopg.Connection[Any]) -> Iterator[tuple[str, str, str | None, str]]:
    """Yield each object: its name, how it is dropped, what it refuses, and the table whose triggers are off meanwhile."""
    for table, trigger in _rows(
        owner, f"SELECT c.relname, g.tgname FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid"
        f" WHERE NOT g.tgisinternal AND {OURS} ORDER BY 1, 2",
    ):  # fmt: skip
        yield f"{table}.{trigger}", f"DROP TRIGGER {trigger} ON {table}", _against_trigger(owner, table, trigger), ""
    for table, name, source in _rows(
        owner, f"SELECT c.relname, k.conname, f.prosrc FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid"
        f" LEFT JOIN pg_proc f ON f.proname = c.relname || '_is_sound' WHERE k.contype = 'c' AND {OURS} ORDER BY 1, 2",
    ):  # fmt: skip
        # The ledger's checks are one function for each table; each of its rules is tried.
        rules = re.findall(r"CONSTRAINT = '(\w+)'", source) if name == f"{table}_sound" else [name]
        for rule in rules:
            yield f"{table}.{rule}", f"ALTER TABLE {table} DROP CONSTRAINT {name}", _against_check(rule), table
    for domain, rule, table in _rows(
        owner, f"SELECT k.contypid::regtype::text, k.conname, c.relname FROM pg_constraint k"
        f" JOIN pg_attribute a ON a.atttypid = k.contypid JOIN pg_class c ON c.oid = a.attrelid"
        f" WHERE k.contype = 'c' AND c.relkind = 'r' AND {OURS} ORDER BY 1, 2",
    ):  # fmt: skip
        yield f"{domain}.{rule}", f"ALTER DOMAIN {domain} DROP CONSTRAINT {rule}", _against_check(rule), table
    for table, column in _rows(
        owner, f"SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
        f" WHERE a.attnotnull AND a.attnum > 0 AND c.relkind = 'r' AND {OURS}"
        " AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary AND a.attnum = ANY (i.indkey))"
        " ORDER BY 1, 2",
    ):  # fmt: skip
        drop = f"ALTER TABLE {table} ALTER COLUMN {column} DROP NOT NULL"
        yield f"{table}.{column} NOT NULL", drop, f"UPDATE {table} SET {column} = NULL", table
    yield from _keys(owner)


def _keys(owner: psycopg.Connection[Any]) -> Iterator[tuple[str, str, str | None, str]]:
    foreign = _rows(
        owner, f"SELECT c.relname, k.conname, k.conindid, (SELECT array_agg(a.attname::text ORDER BY a.attname)"
        f" FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum = ANY (k.conkey)) FROM pg_constraint k"
        f" JOIN pg_class c ON c.oid = k.conrelid WHERE k.contype = 'f' AND {OURS} ORDER BY 1, 2",
    )  # fmt: skip
    against: dict[int, tuple[str | None, str, str]] = {}
    for table, name, index, columns in foreign:
        # The most telling column of a composite key: one that is in no other key, if there is one.
        others = {one for t, n, _i, cs in foreign if t == table and n != name for one in cs}
        column = next((one for one in columns if one not in others), columns[0])
        statement = _other_value(owner, table, column, columns)
        against[index] = (statement, table, name)
        yield f"{table}.{name}", f"ALTER TABLE {table} DROP CONSTRAINT {name}", statement, table
    for table, name, index, constraint, columns, primary in _rows(
        owner, f"SELECT c.relname, x.relname, i.indexrelid, k.conname, (SELECT array_agg(a.attname::text)"
        f" FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum = ANY (i.indkey)), (SELECT array_agg(a.attname::text)"
        f" FROM pg_index p JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (p.indkey)"
        f" WHERE p.indrelid = c.oid AND p.indisprimary) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid"
        f" JOIN pg_class x ON x.oid = i.indexrelid LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid"
        f" AND k.contype IN ('p', 'u') WHERE i.indisunique AND {OURS} ORDER BY 1, 2",
    ):  # fmt: skip
        drop = f"ALTER TABLE {table} DROP CONSTRAINT {constraint} CASCADE" if constraint else f"DROP INDEX {name}"
        if set(columns) > set(primary):
            # Unique already by the primary key: it is there for the foreign key that points to it.
            statement, whose, foreign_name = against.get(index, (None, table, name))
            yield f"{table}.{foreign_name}", drop, statement, whose
        else:
            yield f"{table}.{name}", drop, _twice(owner, table, name, columns), table


def _against_trigger(owner: psycopg.Connection[Any], table: str, trigger: str) -> str | None:
    wanted = TRIGGERS.get(trigger) or TRIGGERS.get(f"{table} {trigger}")
    if wanted is None:
        column = _rows(owner, f"SELECT attname FROM pg_attribute WHERE attrelid = '{table}'::regclass AND attnum = 1")[
            0
        ][0]
        for ending, statement in (
            ("_append_only", f"UPDATE {table} SET {column} = {column}"),
            ("_stays", f"UPDATE {table} SET {column} = {column}"),
            ("_is_kept", f"DELETE FROM {table}"),
            ("_kept", f"TRUNCATE {table} CASCADE"),
        ):
            if trigger.endswith(ending):
                return statement
        return None
    if not wanted.startswith("{copy"):
        return wanted
    table, changes, where, *joined = wanted.removeprefix("{copy:").removesuffix("}").replace("::text", "@").split(":")
    beside = f", {joined[0]} k" if joined else ""
    same = " AND k.id = r.contract_id" if joined else ""
    changes = re.sub(r"(\w+)_id(?=$|,)", r"k.\1_id", changes) if joined else changes
    changes = changes.replace("@", "::text")
    return (
        f"INSERT INTO {table} SELECT (jsonb_populate_record(r, jsonb_build_object({changes}))).*"
        f" FROM {table} r{beside} WHERE r.ctid = (SELECT min(o.ctid) FROM {table} o WHERE {where}){same}"
    )


def _against_check(rule: str) -> str | None:
    if rule not in CHECKS:
        return None
    table, change, *where = CHECKS[rule]
    return f"UPDATE {table} SET {change}" + (f" WHERE {where[0]}" if where else "")


def _twice(owner: psycopg.Connection[Any], table: str, index: str, columns: list[str]) -> str:
    """A row written once more: the same in these columns, and new in those of all other unique keys."""
    fresh = _rows(
        owner, f"SELECT DISTINCT a.attname, format_type(a.atttypid, NULL) FROM pg_index i JOIN pg_attribute a"
        f" ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey) WHERE i.indisunique AND i.indrelid = '{table}'::regclass"
        " AND (i.indpred IS NULL OR a.attname LIKE '%\\_event')",
    )  # fmt: skip
    where = _rows(owner, f"SELECT pg_get_expr(indpred, indrelid) FROM pg_index WHERE indexrelid = '{index}'::regclass")[
        0
    ][0]
    new = {"uuid": "gen_random_uuid()", "date": "'2090-01-01'", "bytea": "'x'"}
    changes = [
        f"'{name}', {new.get(kind, '77')}"
        for name, kind in fresh
        if name not in columns and (kind in new or "int" in kind or name.endswith("_event"))
    ]
    return (
        f"INSERT INTO {table} SELECT (jsonb_populate_record(r, jsonb_build_object({', '.join(changes)}))).*"
        f" FROM {table} r WHERE r.ctid = (SELECT min(ctid) FROM {table} o WHERE"
        f" {where or ' AND '.join(f'{one} IS NOT NULL' for one in columns)})"
    )


def _other_value(owner: psycopg.Connection[Any], table: str, column: str, columns: list[str]) -> str:
    """A change of a column to something that nothing has."""
    kind = _rows(
        owner, f"SELECT format_type(atttypid, NULL) FROM pg_attribute WHERE attrelid = '{table}'::regclass"
        f" AND attname = '{column}'",
    )[0][0]  # fmt: skip
    value = {"uuid": "gen_random_uuid()", "bytea": "sha256('nobody')", "bigint": f"{column} + 1"}.get(kind, "'XXX'")
    where = " AND ".join(f"{one} IS NOT NULL" for one in columns)
    return f"UPDATE {table} SET {column} = {value} WHERE ctid = (SELECT min(ctid) FROM {table} WHERE {where})"


def _alone(owner: psycopg.Connection[Any], table: str, *kept: str) -> str:
    """Leave a table only the constraint that is to be tried."""
    others = _rows(
        owner, "SELECT k.conrelid::regclass::text, k.conname FROM pg_constraint k WHERE k.contype IN ('c', 'f')"
        f" AND '{table}'::regclass IN (k.conrelid, k.confrelid)",
    )  # fmt: skip
    drops = [f"ALTER TABLE {whose} DROP CONSTRAINT {name};" for whose, name in others if name not in kept]
    return f"ALTER TABLE {table} DISABLE TRIGGER USER;" + "".join(drops)


def _rows(owner: psycopg.Connection[Any], statement: str) -> list[tuple[Any, ...]]:
    return owner.execute(statement).fetchall()


def _live() -> None:
    """Live so much that each of the tables has a row."""
    make.account("Nobody")
    make.mediator("Marta"), make.mediator("Miguel"), make.mediator("Marco")
    accepted = make.delivery()
    contracts.accept_delivery(make.act(accepted.milestone.contract.client), delivery_id=accepted.id)
    make.delivery(silence="counts_as_acceptance")
    make.delivery(silence="ask_mediator")
    for days in range(1, 20):
        make.run_deadlines(days * DAY)
    given = make.funded()
    contracts.consent_to_refund(make.act(given.contract.professional), milestone_id=given.id)
    ended = make.funded().contract
    contracts.end_contract(make.act(ended.client), contract_id=ended.id)
    changed = make.delivery()
    contracts.request_changes(make.act(changed.milestone.contract.client), delivery_id=changed.id, reasons="Larger")
    rejected = make.contract()
    contracts.reject_version(make.act(rejected.professional), version_id=rejected.versions.get().id)
    week = make.funded(make.periodic(Kind.HOURLY))
    make.hours(week)
    contracts.withdraw_work(make.act(week.contract.professional, after=DAY), entry_id=make.hours(week).id)
    contracts.announce_absence(make.act(week.contract.client), starts_at=make.NOON + DAY, ends_at=make.NOON + 3 * DAY)
    make.case()
    make.contract()
    settled = make.case()
    cases.accept_offer(
        make.act(settled.contract.professional, after=2 * DAY), offer_id=settled.offers.latest("number").id
    )
    ruled = make.heard_case()
    act = make.act(make.mediator_of(ruled), after=2 * DAY)
    question = cases.ask_party(
        act, case_id=ruled.id, asked_of=ruled.contract.client_id, text="When?", answer_by=make.NOON + 4 * DAY
    )
    cases.reply(make.act(ruled.contract.client, after=2 * DAY), question_id=question.id, text="Then.")
    cases.state(make.act(ruled.contract.client, after=2 * DAY), case_id=ruled.id, text="It was so.")
    cases.recuse(act, case_id=ruled.id, reason="I know them.")
    ruling = make.ruling(ruled)
    cases.appeal(make.act(ruled.contract.client, after=4 * DAY), ruling_id=ruling.id, reasons="Look again.")
    make.ruling(ruled, after=5 * DAY)
    person = make.wallet(make.client())
    payments.start_deposit(make.act(person), account_id=person.id, amount=Money(100, "USD"), provider="sandbox")
    payout = payments.start_payout(
        make.act(person), account_id=person.id, amount=Money(100, "USD"), destination="alias", provider="sandbox"
    )
    payments.start_payout(
        make.act(person), account_id=person.id, amount=Money(200, "USD"), destination="alias", provider="sandbox"
    )
    payments.mark_sent(make.site_act(), payout_id=payout.id)
    event = ProviderEvent("evt_paid", payout.id, Transition.PAYOUT_PAID, Money(100, "USD"))
    payments.receive_webhook(make.site_act(), provider="sandbox", event=event, body=b"{}")
    with unit():
        ledger.roll_up()
