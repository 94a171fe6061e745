"""Appending: places, chains, receipts, and what the database refuses to everybody."""

from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from aval.kernel.acts import Act
from aval.kernel.ids import new_id
from aval.kernel.money import Money
from aval.kernel.refusals import Refusal
from aval.kernel.transactions import StepOutsideAction, action, unit
from aval.proofs import checkpoints, receipts
from aval.proofs.tree import leaf_hash
from aval.record import actions as record
from aval.record import keys, queries, relay
from aval.record.events import Event, FileRef, Ref, Text
from aval.record.invariants import logs_that_do_not_add_up
from aval.record.models import Event as EventRow
from tests import make


@dataclass(frozen=True, slots=True)
class Painted(Event):
    KIND: ClassVar[str] = "tests.painted.1"
    room_id: UUID
    price: Money
    note: Text
    plans: tuple[FileRef, ...] = ()
    follows: Ref | None = None

    def sentence(self) -> str:
        return "painted a room"


ROOM = UUID(int=7)
PLAN = FileRef("ab" * 32, "plano.pdf", "application/pdf", 12)


@action
def opened(act: Act, client: UUID, professional: UUID) -> UUID:
    contract_id = new_id()
    record.open_log(
        act,
        contract_id=contract_id,
        client_id=client,
        professional_id=professional,
        client_name="Clara",
        professional_name="Pedro",
    )
    return contract_id


@action
def paint(act: Act, contract_id: UUID, note: str = "azul", **more: Any) -> int:
    return record.append(act, contract_id, Painted(ROOM, Money(100, "USD"), Text(note), **more)).seq


@pytest.fixture
def log(db: None) -> tuple[UUID, Act]:
    client, professional = make.client(), make.professional()
    return opened(make.act(client), client.id, professional.id), make.act(client)


def test_events_come_back_as_they_were_said(log: tuple[UUID, Act]) -> None:
    contract_id, act = log

    paint(act, contract_id, "azul con ñ 🎨", plans=(PLAN,), follows=Ref(0))

    first, second = queries.events(contract_id)
    assert first.kind == "record.opened.1"
    assert second.actor_id == act.actor_id
    assert second.role == "client"
    assert second.event == Painted(
        ROOM, Money(100, "USD"), Text("azul con ñ 🎨"), (FileRef("ab" * 32, "plano.pdf", "application/pdf", 0),), Ref(0)
    )


def test_each_act_gets_a_receipt_that_anyone_can_check(log: tuple[UUID, Act]) -> None:
    contract_id, act = log

    paint(act, contract_id)

    (receipt,) = record.receipts_of(act)
    event = EventRow.objects.get(contract_id=contract_id, seq=1)
    parsed = receipts.parse(receipt.text)
    head = checkpoints.verify(
        parsed.checkpoint, origin=keys.origin_of(str(contract_id)), verifiers=[keys.signer().verifier]
    )
    assert head.size == 2
    assert parsed.index == receipt.seq == 1
    assert bytes(event.leaf) == leaf_hash(bytes(event.envelope))
    assert queries.receipt(contract_id, 1) == receipt.text


def test_one_transaction_signs_one_head(log: tuple[UUID, Act]) -> None:
    contract_id, act = log

    @action
    def paint_twice(act: Act) -> None:
        record.append(act, contract_id, Painted(ROOM, Money(1, "USD"), Text("a")))
        record.append(act, contract_id, Painted(ROOM, Money(2, "USD"), Text("b")))

    paint_twice(act)

    assert checkpoints.parse(queries.head(contract_id)).size == 3
    assert [receipt.seq for receipt in record.receipts_of(act)] == [1, 2]
    assert list(logs_that_do_not_add_up()) == []


def test_nobody_but_parties_and_admitted_people_can_append(log: tuple[UUID, Act]) -> None:
    contract_id, _act = log
    stranger = make.act(make.stranger())

    with pytest.raises(record.NotInThisLog):
        paint(stranger, contract_id)

    assert len(queries.events(contract_id)) == 1


def test_an_admitted_mediator_acts_under_a_pseudonym(log: tuple[UUID, Act]) -> None:
    contract_id, _act = log
    mediator = make.mediator()

    @action
    def admit_and_paint(act: Act) -> None:
        record.admit(act, contract_id=contract_id, account_id=mediator.id, role="mediator", name="Marta")
        paint(act, contract_id)

    admit_and_paint(make.act(mediator))

    _opened, admitted, painted = queries.events(contract_id)
    assert admitted.role == "site"
    assert painted.role == "mediator"
    assert str(mediator.id) not in bytes(EventRow.objects.get(contract_id=contract_id, seq=2).envelope).decode()


def test_appending_needs_an_action_around_it(log: tuple[UUID, Act]) -> None:
    contract_id, act = log

    with pytest.raises(StepOutsideAction):
        record.append(act, contract_id, Painted(ROOM, Money(1, "USD"), Text("a")))


def test_a_failed_action_leaves_no_event_and_no_gap(log: tuple[UUID, Act]) -> None:
    contract_id, act = log

    @action
    def fail(act: Act) -> None:
        record.append(act, contract_id, Painted(ROOM, Money(1, "USD"), Text("a")))
        raise ValueError("half way")

    with pytest.raises(ValueError, match="half way"):
        fail(act)

    assert paint(act, contract_id) == 1


def test_a_refused_action_inside_a_unit_takes_its_events_back(log: tuple[UUID, Act]) -> None:
    contract_id, act = log

    @action
    def refuse(act: Act) -> None:
        record.append(act, contract_id, Painted(ROOM, Money(1, "USD"), Text("never")))
        raise Refusal

    with unit():
        paint(act, contract_id, "before")
        with pytest.raises(Refusal):
            refuse(act)
        paint(act, contract_id, "after")

    notes = [one.event.note for one in queries.events(contract_id, kinds=[Painted])]  # type: ignore[attr-defined]
    assert notes == ["before", "after"]
    assert list(logs_that_do_not_add_up()) == []


def test_readers_hear_each_event_once_and_in_order(log: tuple[UUID, Act]) -> None:
    contract_id, act = log
    heard: list[tuple[int, str]] = []
    relay.reader("tests", Painted)(lambda recorded: heard.append((recorded.seq, recorded.event.note)))  # type: ignore[attr-defined]

    try:
        paint(act, contract_id, "uno")
        relay.run_once()
        paint(act, contract_id, "dos")
        relay.run_once()
        relay.run_once()
    finally:
        del relay._READERS["tests"]

    assert heard == [(1, "uno"), (2, "dos")]


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO record_event (contract_id, seq, kind, at, pseudonym, envelope, leaf) "
        "SELECT contract_id, 9, kind, at, pseudonym, envelope, leaf FROM record_event LIMIT 1",
        "UPDATE record_event SET at = at + interval '1 hour'",
        "DELETE FROM record_event",
        "TRUNCATE record_event CASCADE",
        "UPDATE record_event SET bodies = '{}'",
        "UPDATE record_head SET note = ''",
        "DELETE FROM record_head",
        "UPDATE record_origin SET origin = 'record.example.org/c/other'",
        "DELETE FROM record_origin",
        "UPDATE record_logactor SET role = 'client'",
        "SELECT setval('record_position', 1)",
    ],
)
def test_the_app_role_cannot_write_the_record(log: tuple[UUID, Act], statement: str) -> None:
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


ANOTHER = (
    "INSERT INTO record_event (contract_id, seq, kind, at, pseudonym, envelope, leaf, parts, medias, salts, bodies)"
    " SELECT contract_id, 9, kind, at, pseudonym, envelope, sha256(envelope), parts, medias, salts, bodies"
)
UNGUARDED = "BEGIN; ALTER TABLE record_event DISABLE TRIGGER record_event_appended;"


@pytest.mark.committing
@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        ("UPDATE record_event SET at = at + interval '1 hour'", "record_append_only"),
        ("DELETE FROM record_event", "record_append_only"),
        ("TRUNCATE record_event CASCADE", "record_append_only"),
        ("UPDATE record_event SET bodies[1] = 'otro'", "record_append_only"),
        ("UPDATE record_event SET parts = '{}', medias = '{}', salts = '', bodies = '{}'", "record_append_only"),
        ("UPDATE record_event SET kind = kind", "record_append_only"),
        ("UPDATE record_head SET note = ''", "record_append_only"),
        ("DELETE FROM record_head", "record_append_only"),
        ("DELETE FROM record_origin", "record_append_only"),
        ("TRUNCATE record_origin CASCADE", "record_append_only"),
        ("UPDATE record_origin SET site_key = ''", "record_append_only"),
        (f"{ANOTHER} FROM record_event WHERE seq = 0", "record_append_only"),
        (f"{UNGUARDED} {ANOTHER} FROM record_event", "record_event_leaf"),
    ],
)
def test_not_even_the_owner_can_change_what_was_recorded(
    committing_db: object, owner_sql: object, statement: str, constraint: str
) -> None:
    client, professional = make.client(), make.professional()
    opened(make.act(client), client.id, professional.id)

    with pytest.raises(psycopg.Error) as refused:
        owner_sql(statement)  # type: ignore[operator]

    assert refused.value.diag.constraint_name == constraint
    assert list(logs_that_do_not_add_up()) == []
