"""Many appends at once give what the same appends give one by one, and leave the database's guards as they are."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any, ClassVar
from uuid import UUID

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aval.kernel.acts import Act
from aval.kernel.ids import new_id
from aval.kernel.money import Money
from aval.kernel.transactions import action
from aval.proofs import canonical, checkpoints
from aval.proofs.canonical import ProfileError
from aval.proofs.events import Actor, Part, build_envelope, commitment_of
from aval.proofs.tree import Frontier, leaf_hash
from aval.record import actions as record
from aval.record import keys, queries
from aval.record.events import Event, FileRef, Ref, Text
from aval.record.invariants import logs_that_do_not_add_up
from aval.record.models import Event as EventRow
from aval.record.models import Head, Log, LogActor, Payload
from tests import make


@dataclass(frozen=True, slots=True)
class Remark(Event):
    KIND: ClassVar[str] = "tests.remark.1"
    id: UUID
    text: Text
    more: tuple[Text, ...] = ()
    number: int = 0
    word: str | None = None
    done: bool = False
    when: datetime | None = None
    day: date | None = None
    price: Money | None = None
    plans: tuple[FileRef, ...] = ()
    follows: Ref | None = None

    def sentence(self) -> str:
        return "made a remark"


@dataclass(frozen=True, slots=True)
class Nod(Event):
    KIND: ClassVar[str] = "tests.nod.1"
    note: Text | None = None

    def sentence(self) -> str:
        return "nodded"


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
remarks = st.builds(
    Remark,
    id=st.uuids(),
    text=words.map(Text),
    more=st.sampled_from([(), (), (Text("uno"), Text("100 %b"))]),
    number=st.integers(-(2**53) + 1, 2**53 - 1),
    word=st.none() | words,
    done=st.booleans(),
    when=st.none() | st.datetimes(timezones=st.just(UTC)),
    day=st.none() | st.dates(),
    price=st.none() | st.just(Money(100, "USD")),
    plans=st.sampled_from([(), (), (FileRef("ab" * 32, "plano.pdf", "application/pdf", 12),)]),
    follows=st.none() | st.just(Ref(0)),
)
nods = st.builds(Nod, note=st.none() | words.map(Text))


@action
def open_log(act: Act, client: UUID, professional: UUID) -> UUID:
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
def append_in_steps(act: Act, contract_id: UUID, events: Sequence[Event], steps: Sequence[int]) -> None:
    at = 0
    for step in steps:
        record.append_many(act, contract_id, events[at : at + step])
        at += step


@pytest.fixture
def log(db: None) -> tuple[UUID, Act]:
    client, professional = make.client(), make.professional()
    return open_log(make.act(client), client.id, professional.id), make.act(client)


def as_one_by_one(log: Log, act: Act, events: Sequence[Event]) -> tuple[list[tuple[Any, ...]], Frontier]:
    """What ``split``, ``encode`` and ``build_envelope`` make of these events and the salts that were drawn."""
    actor = LogActor.objects.get(contract_id=log.id, account_id=act.actor_id)
    salts = {
        (seq, part): bytes(salt)
        for seq, part, salt in Payload.objects.filter(contract_id=log.id).values_list("seq", "part", "salt")
    }
    leaf = bytes(EventRow.objects.get(contract_id=log.id, seq=0).leaf)
    frontier = Frontier()
    frontier.append(leaf)
    rows: list[tuple[Any, ...]] = []
    for seq, event in enumerate(events, start=1):
        pieces = event.split()
        said = [("facts", "json", canonical.encode(pieces.facts))] if pieces.facts else []
        said += [(name, "text", text.encode()) for name, text in pieces.texts]
        parts = [
            Part(name, media, commitment_of(salts[seq, name], sha256(body).digest())) for name, media, body in said
        ]
        parts += [
            Part(name, "file", commitment_of(salts[seq, name], bytes.fromhex(file.sha256)))
            for name, file in pieces.files
        ]
        envelope = build_envelope(
            log=log.origin, seq=seq, kind=event.KIND, at=act.at, prev=leaf,
            actor=Actor(actor.pseudonym, actor.role, act.via), parts=parts, refs=pieces.references,
        )  # fmt: skip
        leaf = leaf_hash(envelope)
        frontier.append(leaf)
        rows.append((seq, event.KIND, act.at, actor.pseudonym, envelope, leaf))
    return rows, frontier


@given(
    some=st.lists(remarks | nods, min_size=1, max_size=7),
    steps=st.lists(st.sampled_from([1, 2, 63, 64, 65, 251]), min_size=1, max_size=3),
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_appended_together_is_what_one_by_one_gives(db: None, some: list[Event], steps: list[int]) -> None:
    client, professional = make.client(), make.professional()
    act, events = make.act(client), [some[place % len(some)] for place in range(sum(steps))]
    contract_id = open_log(make.act(client), client.id, professional.id)

    append_in_steps(act, contract_id, events, steps)

    log = Log.objects.get(id=contract_id)
    expected, frontier = as_one_by_one(log, act, events)
    found = EventRow.objects.filter(contract_id=contract_id, seq__gt=0).order_by("seq")
    columns = ("seq", "kind", "at", "pseudonym", "envelope", "leaf")
    assert [
        tuple(bytes(x) if isinstance(x, memoryview) else x for x in row) for row in found.values_list(*columns)
    ] == expected
    assert bytes(log.frontier) == frontier.to_bytes()
    assert list(Head.objects.filter(contract_id=contract_id).order_by("size").values_list("size", flat=True)) == [
        1,
        len(events) + 1,
    ]
    head = checkpoints.verify(bytes(log.note), origin=log.origin, verifiers=[keys.signer().verifier])
    assert (head.size, head.root) == (len(events) + 1, frontier.root())
    said = [one.event for one in queries.events(contract_id)][1:]
    assert [(type(event), event.facts(), event.texts()) for event in said] == [
        (type(event), event.facts(), event.texts()) for event in events
    ]
    assert {receipt.text for receipt in record.receipts_of(act)} == {
        queries.receipt(contract_id, seq) for seq in range(1, len(events) + 1)
    }


def test_a_log_is_walked_span_by_span(log: tuple[UUID, Act], monkeypatch: pytest.MonkeyPatch) -> None:
    contract_id, act = log
    append_in_steps(act, contract_id, [Nod(Text(str(number))) for number in range(7)], [7])

    monkeypatch.setattr(queries, "SPAN", 3)

    assert list(queries.walk(contract_id)) == queries.events(contract_id)


def test_many_of_which_one_is_wrong_leave_nothing(log: tuple[UUID, Act]) -> None:
    contract_id, act = log
    good = [Nod(Text(str(number))) for number in range(300)]

    for wrong in (Remark(new_id(), Text("ok"), number=2**53), Remark(new_id(), Text("ok"), word="\ud800")):
        with pytest.raises(ProfileError):
            append_in_steps(act, contract_id, [*good, wrong], [301])

    assert EventRow.objects.filter(contract_id=contract_id).count() == 1
    append_in_steps(act, contract_id, good, [300])
    assert list(logs_that_do_not_add_up()) == []


def extend(contract_id: UUID, envelope: bytes, values: dict[str, Any]) -> None:
    """Add one event of one part, and have what is looked at before the commit looked at."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT record_extend(%s, %s, ARRAY[%s], ARRAY[%s], ARRAY[%s]::int[], ARRAY['text'], ARRAY['text'], %s,"
            " %s, ARRAY[%s::bytea], %s, %s, %s)",
            [
                contract_id, values["size"], envelope, values["leaf"], values["end"], values["names"], values["salts"],
                values["body"], values["files"], values["frontier"], values["note"],
            ],
        )  # fmt: skip
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def append(contract_id: UUID, envelope: bytes, values: dict[str, Any]) -> None:
    """Add the same by the function for one event, which takes no files and always a head."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT record_append(%s, %s, %s, %s, 'text', 'text', %s, ARRAY[%s::bytea], %s, %s)",
            [
                contract_id, values["size"], envelope, values["leaf"], values["salts"], values["body"],
                values["frontier"], values["note"],
            ],
        )  # fmt: skip


WRONG: list[tuple[dict[str, Any], str | None]] = [
    ({"size": 0}, "record_event_envelope"),
    ({"size": 1}, "record_event_envelope"),
    ({"size": 7}, None),
    ({"seq": 1, "size": 1}, "record_event_pkey"),
    ({"seq": 3}, "record_event_envelope"),
    ({"leaf": b"\x01" * 32}, "record_event_leaf"),
    ({"salts": b""}, "record_event_parts"),
    ({"salts": b"s" * 31}, "record_event_parts"),
    ({"body": None}, "record_event_parts"),
    ({"frontier": None}, "record_event_parts"),
    ({"actor": "nobody"}, "record_event_actor"),
    ({"prev": b"\x02" * 32}, "record_event_follows"),
]


@pytest.mark.parametrize(
    ("add", "changed", "constraint"),
    [
        *((add, *one) for add in (extend, append) for one in WRONG),
        (extend, {"note": None}, "record_log_sealed"),
        (append, {"note": None}, "record_event_parts"),
        (append, {"note": b""}, "record_event_parts"),
        (extend, {"end": 0}, "record_event_parts"),
        (extend, {"names": ["plan.pdf"], "files": ["ab" * 32]}, "record_event_parts"),
        (extend, {"names": [""], "files": [None], "body": None}, "record_event_parts"),
        (extend, {"files": []}, "record_event_parts"),
    ],
)
def test_the_database_refuses_an_event_that_does_not_fit(
    log: tuple[UUID, Act], add: Callable[..., None], changed: dict[str, Any], constraint: str | None
) -> None:
    contract_id, act = log
    append_in_steps(act, contract_id, [Nod(Text("one"))], [1])
    rows = EventRow.objects.filter(contract_id=contract_id).order_by("seq")
    seq = changed.get("seq", 2)
    actor = LogActor.objects.get(contract_id=contract_id, account_id=act.actor_id)
    envelope = build_envelope(
        log=Log.objects.get(id=contract_id).origin, seq=seq, kind=rows[1].kind, at=rows[1].at,
        prev=changed.get("prev", bytes(rows[min(seq, 2) - 1].leaf)),
        actor=Actor(changed.get("actor", actor.pseudonym), actor.role, "web"),
    )  # fmt: skip
    values = {
        "size": 2, "leaf": leaf_hash(envelope), "end": 1, "names": None, "salts": b"s" * 32, "body": b"body",
        "files": None, "note": b"a head", "frontier": b"a frontier",
    } | changed  # fmt: skip

    with pytest.raises(DatabaseError) as refused:
        add(contract_id, envelope, values)

    assert refused.value.__cause__.diag.constraint_name == constraint  # type: ignore[union-attr]  # psycopg's own
    assert rows.count() == 2


@pytest.mark.committing
@pytest.mark.parametrize(
    "statement",
    ["UPDATE record_logactor SET pseudonym = 'x'", "DELETE FROM record_logactor", "TRUNCATE record_logactor"],
)
def test_not_even_the_owner_can_change_who_acts(committing_db: object, owner_sql: Any, statement: str) -> None:
    client, professional = make.client(), make.professional()
    open_log(make.act(client), client.id, professional.id)

    with pytest.raises(psycopg.Error) as refused:
        owner_sql(statement)

    assert refused.value.diag.constraint_name == "record_append_only"
