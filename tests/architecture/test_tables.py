"""What no linter knows about tables: where they may point, what may cascade, and what the application may write."""

import io

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.models import CASCADE, PROTECT, Model

from tests.architecture.ladder import ROOT, folder_of, our_models, our_modules, rungs

KEPT = {
    "record",
    "ledger",
    "payments",
    "files",
    "moderation",
    "conversation",
    "projects",
    "contracts",
    "imports",
    "cases",
    "reputation",
}
"""Modules whose rows never vanish because something else was deleted."""

ALL, NO_DELETE, ONCE, NONE = "INSERT UPDATE DELETE", "INSERT UPDATE", "INSERT", ""
RIGHTS = {
    # Money and record: through functions only.
    **dict.fromkeys(("record_origin", "record_logactor", "record_event"), NONE),
    **dict.fromkeys(("record_log", "record_payload", "record_head"), NONE),
    "record_erasedpart": NONE,
    "files_doomedfile": "DELETE",
    **dict.fromkeys((f"record_{name}" for name in ("sitestate", "siteleaf", "sitehead", "cosignature")), NONE),
    **dict.fromkeys(("record_stamp", "record_keystatement"), NONE),
    **dict.fromkeys(("ledger_purse", "ledger_balance", "ledger_subtotal", "ledger_flow", "ledger_fit"), NONE),
    **dict.fromkeys(("ledger_authorisation", "ledger_operation", "ledger_transfer"), NONE),
    **dict.fromkeys(("ledger_exchange", "ledger_correction"), NONE),
    "contracts_milestone_move": NONE,
    "ledger_following": NONE,
    # Moments: written once.
    **dict.fromkeys(("files_storedfile", "payments_webhook"), ONCE),
    **dict.fromkeys((f"payments_{name}" for name in ("statementline", "reconciliation", "sandboxentry")), ONCE),
    **dict.fromkeys(("payments_exchangerate", "contracts_freeze", "contracts_freezeend"), ONCE),
    **dict.fromkeys((f"moderation_{name}" for name in ("refusedtext", "reviewrequest", "reviewdecision")), ONCE),
    **dict.fromkeys((f"moderation_{name}" for name in ("measure", "appeal", "appealdecision")), ONCE),
    **dict.fromkeys((f"moderation_{name}" for name in ("heldpost", "filecheck", "fileresult", "heldrelease")), ONCE),
    **dict.fromkeys((f"moderation_{name}" for name in ("gateexception", "corpusconsent", "corpuscase")), ONCE),
    **dict.fromkeys((f"conversation_{name}" for name in ("gateopening", "message", "messageversion")), ONCE),
    **dict.fromkeys((f"conversation_{name}" for name in ("withdrawal", "messagefile")), ONCE),
    **dict.fromkeys((f"projects_{name}" for name in ("projectversion", "answer", "proposalversion")), ONCE),
    "projects_proposalmilestone": ONCE,
    **dict.fromkeys((f"contracts_{name}" for name in ("contractend", "absence", "signature", "rejection")), ONCE),
    **dict.fromkeys((f"contracts_{name}" for name in ("funding", "delivery", "changerequest", "remindersent")), ONCE),
    **dict.fromkeys((f"contracts_{name}" for name in ("mediatorawaited", "workentry", "workwithdrawal")), ONCE),
    **dict.fromkeys((f"contracts_{name}" for name in ("acceptance", "silenceacceptance", "refundconsent")), ONCE),
    **dict.fromkeys((f"imports_{name}" for name in ("importedentry", "attestation", "entryfile", "answer")), ONCE),
    **dict.fromkeys((f"imports_{name}" for name in ("minutes", "minutesanswer", "minutesfile")), ONCE),
    **dict.fromkeys((f"imports_{name}" for name in ("correspondent", "gapdismissal")), ONCE),
    **dict.fromkeys(("imports_arrival", "imports_bridge"), NO_DELETE),
    **dict.fromkeys((f"cases_{name}" for name in ("offer", "settlement", "assignment", "recusal", "statement")), ONCE),
    **dict.fromkeys((f"cases_{name}" for name in ("question", "reply", "ruling", "appeal")), ONCE),
    **dict.fromkeys(("reputation_review", "reputation_reviewreply"), ONCE),
    "newsletter_consent": ONCE,
    "erasure_decision": ONCE,
    **dict.fromkeys(("erasure_request", "erasure_legalhold"), NO_DELETE),
    # Things with a state: it moves, they stay. Of contracts, versions and milestones only named columns move.
    **dict.fromkeys(("contracts_contract", "contracts_agreementversion", "contracts_milestone"), ONCE),
    **dict.fromkeys(("payments_deposit", "payments_payout", "cases_case"), NO_DELETE),
    **dict.fromkeys((f"payments_{name}" for name in ("difference", "correctionproposal", "payoutaccount")), NO_DELETE),
    **dict.fromkeys(("conversation_thread", "conversation_admission"), NO_DELETE),
    **dict.fromkeys((f"projects_{name}" for name in ("project", "proposal", "question", "invitation")), NO_DELETE),
    # Attached files and confirmed imports are guarded row by row.
    **dict.fromkeys(("files_attachment", "imports_import", "imports_bridgecode"), ALL),
    # Ordinary tables.
    **dict.fromkeys(("record_readercursor", "conversation_readmark", "files_upload"), ALL),
    **dict.fromkeys((f"accounts_{name}" for name in ("account", "role", "profile", "portfolioitem", "token")), ALL),
    "accounts_keptanswer": ALL,
    **dict.fromkeys((f"search_{name}" for name in ("projectdocument", "professionaldocument", "word")), ALL),
    **dict.fromkeys((f"search_{name}" for name in ("standing", "savedsearch", "alert")), ALL),
    **dict.fromkeys((f"newsletter_{name}" for name in ("subscription", "issue", "sending")), ALL),
    **dict.fromkeys(
        (f"notifications_{name}" for name in ("notification", "mailrefusal", "sentmail", "mailedhead")), ALL
    ),
}
"""What the application's role may do to each of our tables; a new table needs its entry."""


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_foreign_keys_go_down_the_ladder(model: type[Model]) -> None:
    rung = rungs()

    upward = [
        field.name
        for field in model._meta.get_fields()
        if (field.many_to_one or field.one_to_one) and not field.auto_created
        if field.related_model.__module__.startswith("aval.")
        if folder_of(field.related_model) != folder_of(model)  # type: ignore[arg-type]
        if rung[folder_of(field.related_model)] >= rung[folder_of(model)]  # type: ignore[arg-type]
    ]

    assert upward == []


@pytest.mark.django_db
def test_the_keys_that_sql_adds_go_down_the_ladder_too() -> None:
    rung, folders = rungs(), {model._meta.db_table: folder_of(model) for model in our_models()}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, confrelid::regclass::text, conname FROM pg_constraint WHERE contype = 'f'"
        )
        keys = [(folders.get(source), folders.get(target), name) for source, target, name in cursor.fetchall()]

    ours = [(source, target, name) for source, target, name in keys if source and target]
    assert len(ours) > 100
    assert [name for source, target, name in ours if source != target and rung[source] <= rung[target]] == []


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_nothing_cascades_into_money_or_record(model: type[Model]) -> None:
    rules = {
        field.name: field.remote_field.on_delete  # type: ignore[union-attr]
        for field in model._meta.get_fields()
        if (field.many_to_one or field.one_to_one) and not field.auto_created
    }

    if folder_of(model) in KEPT:
        assert set(rules.values()) <= {PROTECT}
    else:
        assert set(rules.values()) <= {PROTECT, CASCADE}


@pytest.mark.django_db
def test_the_database_cascades_nothing_by_itself() -> None:
    tables = tuple(RIGHTS)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE contype = 'f' AND conrelid::regclass::text = ANY(%s)"
            " AND (confdeltype NOT IN ('a', 'r') OR confupdtype NOT IN ('a', 'r'))",
            [list(tables)],
        )

        assert cursor.fetchall() == []


@pytest.mark.django_db
def test_the_application_may_write_to_each_table_what_is_said_here_and_no_more() -> None:
    ours = tuple(name.split(".")[1] for name in our_modules())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, concat_ws(' ',"
            " CASE WHEN has_table_privilege('aval_app', c.oid, 'INSERT') THEN 'INSERT' END,"
            " CASE WHEN has_table_privilege('aval_app', c.oid, 'UPDATE') THEN 'UPDATE' END,"
            " CASE WHEN has_table_privilege('aval_app', c.oid, 'DELETE') THEN 'DELETE' END,"
            " CASE WHEN has_table_privilege('aval_app', c.oid, 'TRUNCATE') THEN 'TRUNCATE' END)"
            " FROM pg_class c WHERE c.relkind IN ('r', 'p', 'v') AND c.relnamespace = 'public'::regnamespace"
        )
        found = {table: rights for table, rights in cursor.fetchall() if table.split("_")[0] in ours}

    assert found == RIGHTS
    assert {model._meta.db_table for model in our_models()} <= set(RIGHTS)


@pytest.mark.django_db
def test_of_what_was_agreed_the_application_may_change_only_named_columns() -> None:
    tables = ["contracts_contract", "contracts_agreementversion", "contracts_milestone"]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.column_privileges"
            " WHERE grantee = 'aval_app' AND privilege_type = 'UPDATE' AND table_name = ANY(%s)",
            [tables],
        )
        found = {(table, column) for table, column in cursor.fetchall()}

    assert {column for table, column in found if table == "contracts_contract"} == {"status", "next_period_at"}
    assert {column for table, column in found if table == "contracts_agreementversion"} == {"status"}
    fixed = {"id", "contract_id", "number", "currency"}
    assert not fixed & {column for table, column in found if table == "contracts_milestone"}


@pytest.mark.django_db
def test_the_application_owns_nothing_and_is_no_superuser() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE pg_get_userbyid(relowner) = 'aval_app'")
        assert cursor.fetchall() == []
        cursor.execute(
            "SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls OR rolreplication"
            " FROM pg_roles WHERE rolname = 'aval_app'"
        )
        assert cursor.fetchone() == (False,)


@pytest.mark.django_db
def test_functions_with_the_owners_rights_fix_where_they_look_names_up() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace"
            " AND NOT coalesce(array_to_string(proconfig, ';') LIKE '%search_path=public, pg_temp%', false)"
        )

        assert cursor.fetchall() == []


@pytest.mark.django_db
def test_the_migrations_say_what_the_models_say() -> None:
    said = io.StringIO()

    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=said, stderr=said)
    except SystemExit:
        pytest.fail(said.getvalue())


@pytest.mark.parametrize("name", our_modules())
def test_every_module_says_which_migration_is_its_last(name: str) -> None:
    folder = ROOT / name.replace(".", "/") / "migrations"
    migrations = sorted(path.stem for path in folder.glob("0*.py"))

    if not list(apps.get_app_config(name.split(".")[1]).get_models()):
        assert migrations == []
    else:
        assert (folder / "max_migration.txt").read_text().strip() == migrations[-1]
