"""``aval audit``: passes over a marketplace that was lived in, and finds every kind of planted fault."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections, transaction

from aval.accounts.models import Account
from aval.accounts.requests import Answer, keep
from aval.cases import actions as cases
from aval.cli.audit import audit
from aval.cli.main import main
from aval.contracts import actions as contracts
from aval.kernel import invariants
from aval.kernel.ids import new_id
from aval.kernel.money import Money
from aval.kernel.transactions import unit
from aval.ledger import actions as ledger
from tests import make
from tests.cli.stage import database_of
from tests.web.world import build

DAY = timedelta(days=1)
SUPERUSER = "postgres"

CORRECTION = (
    "INSERT INTO ledger_correction (id, debit_id, credit_id, amount_minor, currency, reason, proposed_by_id,"
    " confirmed_by_id, at) SELECT gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 1, 'USD', 'because',"
    " gen_random_uuid(), gen_random_uuid(), now()"
)
UNCHECKED = "ALTER TABLE ledger_operation DROP CONSTRAINT IF EXISTS ledger_operation_sound;"
ANYBODY = "ALTER TABLE ledger_authorisation DROP CONSTRAINT ledger_authorisation_sound;"
# For each invariant, what nobody could do while the guards stand. What begins with a constraint's name drops it first.
FAULTS: dict[str, str] = {
    # 1: money is neither made nor lost
    "each balance is the sum of its transfers": "UPDATE ledger_balance SET minor = minor + 1",
    "every wallet, hold and payout has a balance, and nothing else has": (
        "DELETE FROM ledger_balance WHERE purse_id IN (SELECT id FROM ledger_purse WHERE kind = 'payout')"
    ),
    "what the site's purses owe is what people have, in each currency": "UPDATE ledger_balance SET minor = minor + 1",
    "a subtotal is the sum of the transfers below it": (
        "UPDATE ledger_subtotal SET minor = minor + 1 WHERE minor <> 0"
    ),
    "a transfer keeps to one currency: its operation's and both purses'": (
        f"{UNCHECKED}UPDATE ledger_operation SET currency = 'EUR' WHERE number = (SELECT min(number) FROM ledger_operation)"
    ),
    "a transfer goes where its operation may send money": f"{UNCHECKED}UPDATE ledger_operation SET kind = 'payout' WHERE kind = 'fund'",
    "an operation moves its amount, between purses of its own account, hold, payout and provider": (
        f"{UNCHECKED}UPDATE ledger_operation SET hold_id = gen_random_uuid() WHERE kind = 'fund'"
    ),
    "no more was taken back from anybody than they owed": (
        f"{UNCHECKED}UPDATE ledger_operation SET kind = 'recovery', provider_event = NULL WHERE kind = 'deposit'"
    ),
    "an exchange is its two halves at the rate on record": (
        "INSERT INTO ledger_exchange (id, account_id, source_currency, source_minor, target_currency, target_minor,"
        " spread_minor, rate, rate_source, quoted_at, at) VALUES (gen_random_uuid(), gen_random_uuid(), 'USD', 100,"
        " 'EUR', 90, 0, 0.9, 'nobody', now(), now())"
    ),
    # 2: nothing is negative
    "no wallet or hold is negative": (
        "ALTER DOMAIN ledger_held DROP CONSTRAINT ledger_balance_floor;"
        "UPDATE ledger_balance SET minor = -1 WHERE minor > 0"
    ),
    # 3: every release cites what authorises it, once
    "money left a hold only by an authorisation for that hold": (
        "UPDATE ledger_authorisation SET hold_id = gen_random_uuid()"
    ),
    "frozen escrow was frozen for a chargeback of its payer, and came out of its reserve whole and once": (
        f"{UNCHECKED}UPDATE ledger_operation SET kind = 'freeze', cause_id = gen_random_uuid() WHERE kind = 'fund'"
    ),
    "escrow was forfeited only where nothing had been delivered, and the bank's decision was final": (
        f"{UNCHECKED}UPDATE ledger_operation SET kind = 'forfeit', cause_id = gen_random_uuid() WHERE kind = 'fund'"
    ),
    "a frozen milestone's price is in its reserve, and nothing before or after": (
        "UPDATE contracts_milestone SET status = 'frozen'"
    ),
    "a deposit is taken back, and given back, if and only if its money is": (
        "UPDATE payments_deposit SET status = 'lost', finished_at = now()"
    ),
    "a correction was written down by one person and confirmed by another, neither with a wallet in it": CORRECTION,
    "a correction was proposed and confirmed, word for word": CORRECTION,
    "no authorisation paid twice": (
        "DROP INDEX ledger_operation_once;"
        f"{UNCHECKED}UPDATE ledger_operation SET authorisation_id = (SELECT id FROM ledger_authorisation WHERE kind = 'acceptance'"
        " LIMIT 1) WHERE authorisation_kind = 'acceptance'"
    ),
    "each side got exactly what was authorised": (
        "UPDATE ledger_authorisation SET to_professional_minor = to_professional_minor - 1,"
        " commission_minor = commission_minor + 1 WHERE kind = 'acceptance'"
    ),
    "each authorisation of ours has one row behind it that says the same, and each row its authorisation": (
        "DELETE FROM contracts_acceptance"
    ),
    "what lets escrow go stands on a version that both parties signed": "DELETE FROM contracts_signature",
    "only the client accepted, only the latest delivery, and only the professional gave back": (
        "UPDATE contracts_acceptance a SET accepted_by_id = c.professional_id FROM contracts_contract c"
        " WHERE c.id = a.contract_id"
    ),
    "silence released only by a signed clause, after its time and all its reminders": (
        "DELETE FROM contracts_remindersent"
    ),
    "a ruling is only carried out once it is final": "UPDATE cases_case SET status = 'ruled' WHERE status = 'executed'",
    "each authorisation by settlement or ruling has one row behind it that says the same": (
        "UPDATE cases_ruling SET to_client_minor = to_client_minor - 1, commission_minor = commission_minor + 1"
    ),
    "a settlement is an offer of one party that the other accepted, to the unit": (
        "UPDATE cases_settlement SET accepted_by_id = (SELECT id FROM accounts_account WHERE email LIKE 'oscar%' LIMIT 1)"
    ),
    # 4: ledger and record only grow
    "the guards of the ledger stand": "ALTER TABLE ledger_operation DISABLE TRIGGER ledger_operation_append_only",
    "the guards of the record stand": "GRANT DELETE ON record_event TO aval_app",
    "every event has its place and its bytes": "DELETE FROM record_event WHERE seq = 3",
    "what an event holds is there, or was erased by a later event that says so and why": (
        "UPDATE record_event SET parts = parts[:0], medias = medias[:0], salts = '', bodies = bodies[:0],"
        " names = NULL, files = NULL WHERE 'text' = ANY (parts)"
    ),
    "every payload belongs to a part of its event": (
        "UPDATE record_event SET bodies[array_position(parts, 'text')] = convert_to('something else', 'UTF8')"
        " WHERE 'text' = ANY (parts)"
    ),
    "what was erased was asked for by a party and granted by two operators who are none": (
        "INSERT INTO record_erasedpart (contract_id, seq, part, by_seq, ground, erased_at)"
        " SELECT contract_id, seq, 'nothing', seq + 1, 'gdpr-17-1-d', now() FROM conversation_message"
    ),
    "what was erased from a record is in no message, import or minutes any more": (
        "UPDATE conversation_message m SET text = 'It is back' FROM record_erasedpart x"
        " WHERE x.contract_id = m.contract_id AND x.seq = m.seq"
    ),
    "the guards of erasure stand": "ALTER TABLE erasure_decision DISABLE TRIGGER erasure_decision_kept",
    # 5: state, money and event commit together
    "a case and its milestone stand where they belong together": (
        "UPDATE contracts_milestone SET status = 'disputed' WHERE status = 'settled'"
    ),
    "each offer, settlement, statement and ruling has its event in the record, and each event its row": (
        "DELETE FROM cases_offer"
    ),
    "a milestone's escrow holds its price while it is funded, and nothing before or after": (
        "UPDATE contracts_milestone SET status = 'delivered' WHERE status = 'released'"
    ),
    "a milestone's state has the row of the moment it stands for": (
        "UPDATE contracts_milestone SET status = 'refunded' WHERE status = 'released'"
    ),
    "milestones are what the agreement in force says: price, date, title and criteria": (
        "UPDATE contracts_milestone SET due_on = due_on + 1"
    ),
    "each version, signature, payment and delivery has its event in the record, and each event its row": (
        "DELETE FROM contracts_changerequest; DELETE FROM contracts_delivery"
    ),
    "every message has its event, and the event has its words": "UPDATE conversation_message SET text = 'something else'",
    "every posted event has its message": "DELETE FROM conversation_message",
    "edits and withdrawals are as many as their events": (
        "INSERT INTO conversation_withdrawal (contract_id, message_id, withdrawn_at) SELECT contract_id, id, now()"
        " FROM conversation_message"
    ),
    "every gate that is open was opened once, in the record": "DELETE FROM conversation_gateopening",
    "every imported entry has its event, and the event has its words": (
        "UPDATE imports_importedentry SET text = 'something else'"
    ),
    "every imported entry is attested by whoever brought it in": "DELETE FROM imports_attestation",
    "every minutes have their event": "UPDATE imports_minutes SET seq = seq + 1",
    "a deposit is confirmed if and only if its money is in the ledger": (
        "UPDATE payments_deposit SET status = 'confirmed', finished_at = now()"
    ),
    "a payout's state is what its money did": (
        "UPDATE payments_payout SET status = 'paid', sent_at = now(), finished_at = now()"
    ),
    "each deposit in the ledger is one that somebody started": "DELETE FROM payments_deposit",
    "a proposal's milestones come to its price": "UPDATE projects_proposalversion SET price_minor = price_minor + 1",
    "each project and proposal has every version up to its present one": "UPDATE projects_proposal SET version = 7",
    "a published project says what its last version says": "UPDATE projects_project SET title = 'Other'",
    "a project is awarded if, and only if, one of its proposals is chosen": (
        "UPDATE projects_project SET status = 'published'"
    ),
    "each proposal began a record": "UPDATE projects_proposal SET id = gen_random_uuid()",
    # 6: a repeat has one effect and the same answer
    "a request was answered once": (
        "ALTER TABLE accounts_keptanswer DROP CONSTRAINT accounts_keptanswer_pkey;"
        "INSERT INTO accounts_keptanswer SELECT account_id, key, content_sha256, 403, location, media, body, answered_at"
        " FROM accounts_keptanswer"
    ),
    "a provider's word was counted once": (
        "DROP INDEX ledger_operation_once;"
        f"{UNCHECKED}UPDATE ledger_operation SET provider_event = 'the same' WHERE provider_event IS NOT NULL"
    ),
    "a provider's message was taken in once": (
        "ALTER TABLE payments_webhook DROP CONSTRAINT {payments_webhook};"
        "UPDATE payments_webhook SET event_id = 'the same'"
    ),
    "a payout started once, and finished at most once": (
        f"{UNCHECKED}UPDATE ledger_operation SET payout_id = gen_random_uuid() WHERE kind = 'fund'"
    ),
    # 7: place, time and content can't change unseen
    "every event is in the tree that was signed": (
        "ALTER TABLE record_event DROP CONSTRAINT record_event_leaf;"
        "UPDATE record_event SET envelope = convert_to(replace(convert_from(envelope, 'UTF8'), '2026-03', '2026-02'), 'UTF8')"
    ),
    "every kept file has the bytes of its name": (
        "UPDATE files_storedfile SET sha256 = repeat('0', 64) WHERE sha256 = (SELECT min(sha256) FROM files_storedfile)"
    ),
    "the site log is what was signed and published": "UPDATE record_sitestate SET size = 5",
    "the site log holds the heads of contracts, each once": (
        "INSERT INTO record_siteleaf (position, contract_id, number, size, label, entry, leaf)"
        " SELECT 1000000, id, 0, 1, 'label', 'entry', sha256('\\x00'::bytea || 'entry'::bytea) FROM record_log LIMIT 1"
    ),
    # 8: behind a closed gate nothing refused is shown
    "a gate is open only where a milestone was funded": "DELETE FROM contracts_funding",
    "a refused message is shown only as it was, from whom it was, after a person allowed it or the gate opened": (
        "UPDATE conversation_message SET refused_id = (SELECT id FROM moderation_refusedtext LIMIT 1)"
        " WHERE (contract_id, seq) = (SELECT contract_id, max(seq) FROM conversation_message GROUP BY 1 LIMIT 1)"
    ),
    "no text that stays refused was shown while the gate was closed": (
        "UPDATE conversation_message m SET text = r.text, author_id = r.author_id, posted_at = r.refused_at"
        " FROM moderation_refusedtext r WHERE r.contract_id = m.contract_id AND r.place = 'message'"
        " AND r.id NOT IN (SELECT refused_id FROM moderation_reviewdecision WHERE allowed); DELETE FROM conversation_gateopening"
    ),
    "no file was shown while the gate was closed before it was looked at and allowed": (
        "DELETE FROM conversation_gateopening"
    ),
    "every refusal in a record's place is in that record, without its words": (
        "UPDATE moderation_refusedtext SET id = gen_random_uuid()"
    ),
    "nobody decided on a text of their own": (
        "UPDATE moderation_reviewdecision d SET decided_by_id = r.author_id FROM moderation_refusedtext r"
        " WHERE r.id = d.refused_id"
    ),
    "every measure follows a person's decision that the attempt was deliberate": (
        "UPDATE moderation_reviewdecision SET deliberate = false"
    ),
    "nothing came in from outside while the gate was closed": (
        "UPDATE conversation_gateopening SET opened_at = opened_at + interval '1 year'"
    ),
    # 9: a contract is visible to its parties, and to a mediator from a case on
    "a contract's parties are those of its conversation, and differ": (
        "UPDATE contracts_contract SET professional_id = (SELECT id FROM accounts_account WHERE email LIKE 'samuel%' LIMIT 1)"
    ),
    "the parties of a record are those of its conversation": (
        "UPDATE conversation_thread SET client_id = (SELECT id FROM accounts_account WHERE email LIKE 'samuel%' LIMIT 1)"
    ),
    "only its two parties write in a thread": (
        "UPDATE conversation_message SET author_id = (SELECT id FROM accounts_account WHERE email LIKE 'samuel%' LIMIT 1)"
    ),
    "nobody reads a conversation but its parties and those whom the record admitted": (
        "INSERT INTO conversation_admission (contract_id, account_id, role, admitted_at) SELECT t.contract_id, a.id,"
        " 'mediator', now() FROM conversation_thread t, accounts_account a WHERE a.email LIKE 'oscar%' LIMIT 1"
    ),
    "besides the parties only a mediator of a case reads its contract": (
        "INSERT INTO conversation_admission (contract_id, account_id, role, admitted_at) SELECT t.contract_id, a.id,"
        " 'mediator', now() FROM conversation_thread t, accounts_account a WHERE a.email LIKE 'oscar%' LIMIT 1"
    ),
    "a record has two parties and the site, and its own words admit whoever else acts in it": (
        "INSERT INTO record_logactor (contract_id, account_id, pseudonym, role) SELECT l.id, a.id, 'unseen', 'mediator'"
        " FROM record_log l, accounts_account a WHERE a.email LIKE 'oscar%' LIMIT 1"
    ),
    "whoever hears a case is no party to it": (
        "UPDATE cases_assignment a SET mediator_id = k.client_id FROM cases_case c, contracts_contract k"
        " WHERE c.id = a.case_id AND k.id = c.contract_id"
    ),
    "what arrived is an entry once it was recorded, and what nothing proves was claimed": (
        "UPDATE imports_arrival SET status = 'recorded', decided_at = now()"
    ),
    "nobody answered what they themselves brought in or wrote": (
        "INSERT INTO imports_minutesanswer (contract_id, minutes_id, answered_by_id, kind, text, sentences,"
        " answered_at) SELECT contract_id, id, written_by_id, 'confirmed', '', ARRAY[]::int[], now() FROM imports_minutes"
    ),
    "nobody proposes on their own project": (
        "UPDATE projects_project p SET client_id = o.professional_id FROM projects_proposal o WHERE o.project_id = p.id"
    ),
    "exactly the public projects that take proposals can be found": "DELETE FROM search_projectdocument",
    "exactly the people who offer work can be found": (
        "UPDATE accounts_profile SET offers_work = NOT offers_work"
    ),
    # 10: staff move escrow by a ruling only, and its author does not hear the appeal
    "each authorisation is for a hold, of its own contract, currency and parties": (
        f"{ANYBODY}UPDATE ledger_authorisation SET payee_id = gen_random_uuid()"
    ),
    "each authorisation was given by whose it is to give; staff give none but rulings": (
        f"{ANYBODY}UPDATE ledger_authorisation SET authorised_by = (SELECT id FROM accounts_account WHERE email LIKE 'oscar%' LIMIT 1)"
        " WHERE kind = 'acceptance'"
    ),
    "another person heard each appeal": (
        "INSERT INTO moderation_appealdecision (appeal_id, decided_by_id, lifted, reason, decided_at)"
        " SELECT measure_id, m.account_id, true, 'mine', now() FROM moderation_appeal a"
        " JOIN moderation_measure m ON m.id = a.measure_id"
    ),
    "a ruling comes from a mediator whom the case was assigned to": "DELETE FROM cases_assignment",
    "whoever ruled does not hear the appeal": (
        "UPDATE cases_assignment SET on_appeal = true; UPDATE cases_ruling SET number = 1"
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def lived_in(
    django_db_setup: None, django_db_blocker: Any, worker_name: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """A database of its own in which every kind of thing has happened, and was committed."""
    with database_of("audited", worker_name, django_db_blocker, tmp_path_factory.mktemp("files")):
        world = build(heard=False)
        _also(world.people["client"])
        yield


@pytest.fixture(autouse=True)
def _files_of_their_own() -> None:
    """Leave the files where the stories put them."""


def _also(client: Account) -> None:
    """Add what the world lacks: an ending by silence, a refund, a settlement, a ruling carried out, a kept answer."""
    make.delivery(silence="counts_as_acceptance")
    for share in (50, 85, 95, 100):
        make.run_deadlines(timedelta(days=14) * share / 100)
    refunded = make.funded()
    contracts.consent_to_refund(make.act(refunded.contract.professional), milestone_id=refunded.id)
    settled = make.case(make.delivery().milestone)
    offer = cases.make_offer(
        make.act(settled.contract.professional, after=2 * DAY), case_id=settled.id, to_client=Money(10_000, "USD")
    )
    cases.accept_offer(make.act(settled.contract.client, after=2 * DAY), offer_id=offer.id)
    cases.run_deadlines(make.site_act(after=12 * DAY))
    with unit():
        keep(client.id, new_id(), b"\x00" * 32, Answer(200, b"{}"), make.NOON)
    with unit():
        ledger.roll_up()


@contextmanager
def as_superuser() -> Iterator[Any]:
    """Connect as one who may switch the guards off, in a transaction that is undone at the end."""
    before = connection.settings_dict["USER"]
    connections.close_all()
    connection.settings_dict["USER"] = SUPERUSER
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            yield cursor
            transaction.set_rollback(True)
    finally:
        connections.close_all()
        connection.settings_dict["USER"] = before


def test_the_audit_passes_over_a_marketplace_that_was_lived_in(
    lived_in: None, capsys: pytest.CaptureFixture[str]
) -> None:
    code = audit()

    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if not line.startswith("holds")] == []
    assert code == 0
    assert len(lines) == len(invariants.installed())


@pytest.mark.parametrize("name", FAULTS)
def test_the_audit_names_what_a_planted_fault_broke(
    lived_in: None, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    promise = next(one for one in invariants.installed() if one.name == name)
    with as_superuser() as cursor:
        for statement in FAULTS[name].split(";"):
            cursor.execute(_with_names(cursor, statement))
        assert list(invariants.check([promise])), "the fault went unseen"

        code = audit(go_on=True, quiet=True)

    said = capsys.readouterr().out
    assert code == 1
    assert f"FAILS  {promise.number:>2}  {name}" in said


def test_the_audit_stops_at_the_first_that_fails_unless_told_otherwise(
    lived_in: None, capsys: pytest.CaptureFixture[str]
) -> None:
    with as_superuser() as cursor:
        cursor.execute("UPDATE ledger_balance SET minor = minor + 1")

        assert audit() == 1

    assert capsys.readouterr().out.count("FAILS") == 1


def test_every_promise_of_every_module_has_a_fault_planted_here() -> None:
    installed = [one.name for one in invariants.installed()]

    assert sorted(installed) == sorted(FAULTS)
    assert len(installed) == len(set(installed))
    assert {one.number for one in invariants.installed()} == set(range(1, 11))


def test_the_command_audits_the_database_it_is_given(lived_in: None, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["audit", "--quiet"])

    assert code == 0
    assert capsys.readouterr().out == ""


def _with_names(cursor: Any, statement: str) -> str:
    """Put a table's own unique key where a statement names the table in braces."""
    if "{" not in statement:
        return statement
    table = statement.split("{")[1].split("}", maxsplit=1)[0]
    cursor.execute(
        "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype IN ('u', 'p')"
        " ORDER BY contype DESC LIMIT 1",
        [table],
    )
    return statement.replace("{" + table + "}", cursor.fetchone()[0])
