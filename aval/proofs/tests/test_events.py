from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aval.proofs import canonical, events
from aval.proofs.events import Actor, EnvelopeError, Part

LOG = "record.example.org/c/0197a4c2"
AT = datetime(2026, 3, 2, 14, 5, 6, 789, tzinfo=UTC)
ACTOR = Actor("x7Qp", "client", "web")
VALUES: dict[str, Any] = {
    "log": LOG,
    "seq": 5,
    "kind": "contracts.delivery-accepted.1",
    "at": AT,
    "prev": b"p" * 32,
    "actor": ACTOR,
}

words = st.from_regex(r"[a-z0-9][a-z0-9._-]{0,20}", fullmatch=True)


@given(
    seq=st.integers(0, canonical.INTEGER_MAX),
    at=st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30)),  # noqa: DTZ001  # zones come below
    zone=st.integers(-720, 720),
    names=st.lists(words, unique=True, max_size=5),
    refs=st.dictionaries(
        words.map(lambda word: word.replace(".", "_").replace("-", "_")),
        st.binary(min_size=32, max_size=32),
        max_size=3,
    ),
    intent=st.none() | st.binary(min_size=1, max_size=50),
    after=st.none()
    | st.builds(events.After, st.integers(1, canonical.INTEGER_MAX), st.binary(min_size=32, max_size=32)),
)
def test_an_envelope_comes_back_as_it_was_built(  # one argument for each field
    seq: int,
    at: datetime,
    zone: int,
    names: list[str],
    refs: dict[str, bytes],
    intent: bytes | None,
    after: events.After | None,
) -> None:
    moment = at.replace(tzinfo=timezone(timedelta(minutes=zone)))
    parts = tuple(Part(name, "text", sha256(name.encode()).digest()) for name in names)
    prev = b"p" * 32 if seq else None
    proof = {"signature": b"s"} if intent else None

    data = events.build_envelope(
        log=LOG,
        seq=seq,
        kind="a.b-c.1",
        at=moment,
        prev=prev,
        actor=ACTOR,
        parts=parts,
        refs=refs,
        intent=intent,
        proof=proof,
        after=after,
    )

    assert events.parse_envelope(data) == events.Envelope(
        LOG, seq, "a.b-c.1", moment.astimezone(UTC), prev, ACTOR, parts, refs, intent, proof, after
    )
    assert canonical.encode(canonical.decode(data)) == data


def test_an_envelope_is_spelled_as_documented() -> None:
    data = events.build_envelope(
        **VALUES, parts=[Part("facts", "json", b"c" * 32)], refs={"delivery": 3, "seen": [1, b"h" * 32]}
    )

    assert data.decode() == (
        '{"actor":{"p":"x7Qp","role":"client","via":"web"},"at":"2026-03-02T14:05:06.000789Z",'
        '"log":"record.example.org/c/0197a4c2",'
        '"parts":[{"c":"Y2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2M=","m":"json","n":"facts"}],'
        '"prev":"cHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHA=",'
        '"refs":{"delivery":3,"seen":[1,"aGhoaGhoaGhoaGhoaGhoaGhoaGhoaGhoaGhoaGhoaGg="]},'
        '"seq":5,"type":"contracts.delivery-accepted.1","v":1}'
    )


@pytest.mark.parametrize(
    "change",
    [
        {"log": "Record.example.org/c/1"},
        {"log": "record.example.org"},
        {"log": "record.example.org/c/../d"},
        {"seq": -1},
        {"seq": 0},
        {"seq": True},
        {"seq": 2**53},
        {"prev": None},
        {"prev": b"short"},
        {"kind": "DeliveryAccepted"},
        {"kind": "contracts.delivery-accepted"},
        {"at": datetime(2026, 3, 2)},  # noqa: DTZ001  # this is what must be refused
        {"actor": Actor("ana@example.org", "client", "web")},
        {"actor": Actor("x", "Client", "web")},
        {"parts": [Part("text", "text", b"short")]},
        {"parts": [Part("text", "text", b"c" * 32), Part("text", "json", b"c" * 32)]},
        {"parts": [Part("mi nota.pdf", "file", b"c" * 32)]},
        {"refs": {"delivery": 5}},
        {"refs": {"delivery": -1}},
        {"refs": {"delivery": b"short"}},
        {"refs": {"delivery": []}},
        {"refs": {"Delivery": 1}},
        {"after": events.After(0, b"r" * 32)},
        {"after": events.After(2**53, b"r" * 32)},
        {"after": events.After(True, b"r" * 32)},
        {"after": events.After(1, b"short")},
        {"intent": b""},
        {"proof": {"signature": b"s"}},
        {"intent": b"i", "proof": {}},
        {"intent": b"i" * 20_000},
    ],
)
def test_values_that_do_not_fit_are_refused(change: dict[str, Any]) -> None:
    with pytest.raises(EnvelopeError):
        events.build_envelope(**{**VALUES, **change})


def _without(field: str) -> Callable[[dict[str, Any]], None]:
    return lambda fields: fields.pop(field)


@pytest.mark.parametrize(
    "change",
    [
        *map(_without, ("actor", "at", "log", "parts", "prev", "seq", "type", "v")),
        lambda fields: fields.update(user_id=7),
        lambda fields: fields.update(after={}),
        lambda fields: fields.update(after={"size": 1}),
        lambda fields: fields.update(after={"root": "cHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHA=", "size": 1, "x": 1}),
        lambda fields: fields.update(v=2),
        lambda fields: fields.update(v=True),
        lambda fields: fields.update(at="2026-03-02T14:05:06Z"),
        lambda fields: fields.update(at="2026-02-30T14:05:06.000000Z"),
        lambda fields: fields.update(parts={}),
        lambda fields: fields.update(parts=[1]),
        lambda fields: fields.update(refs={}),
        lambda fields: fields.update(refs=[1]),
        lambda fields: fields.update(refs={"a": [[1]]}),
        lambda fields: fields.update(prev="cHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHB="),
        lambda fields: fields["actor"].update(ip="127.0.0.1"),
        lambda fields: fields.update(intent="AA==", proof={"s": "A"}),
        lambda fields: fields.update(intent=5),
    ],
)
def test_fields_that_do_not_fit_are_refused(change: Callable[[dict[str, Any]], None]) -> None:
    fields = canonical.decode(events.build_envelope(**VALUES))
    change(fields)

    with pytest.raises(EnvelopeError):
        events.parse_envelope(canonical.encode(fields))


@pytest.mark.parametrize("data", [b"", b"[]", b"1", b"{}", b" " * 20_000])
def test_bytes_that_are_no_envelope_are_refused(data: bytes) -> None:
    with pytest.raises(EnvelopeError):
        events.parse_envelope(data)


def test_an_envelope_may_not_exceed_its_size() -> None:
    parts = [Part(f"p{i}", "file", b"c" * 32) for i in range(400)]

    with pytest.raises(EnvelopeError, match="16384"):
        events.build_envelope(**VALUES, parts=parts)


@given(st.binary(max_size=200), st.binary(max_size=200))
def test_a_commitment_opens_with_its_payload_and_salt_alone(payload: bytes, other: bytes) -> None:
    made = events.commit(payload)

    assert events.opens(made.commitment, salt=made.salt, payload=payload)
    assert events.opens(made.commitment, salt=made.salt, payload=other) == (payload == other)
    assert not events.opens(made.commitment, salt=bytes(32), payload=payload)


def test_a_commitment_is_computed_as_documented() -> None:
    salt = bytes(range(32))

    assert (
        events.commitment_of(salt, sha256(b"hello").digest())
        == sha256(b"aval/commit/v1" + b"\0" + salt + sha256(b"hello").digest()).digest()
    )


def test_the_same_payload_is_committed_differently_each_time() -> None:
    assert events.commit(b"x") != events.commit(b"x")


def test_a_file_can_be_committed_by_its_digest() -> None:
    made = events.commit_digest(sha256(b"file").digest())

    assert events.opens(made.commitment, salt=made.salt, payload=b"file")


@pytest.mark.parametrize(("salt", "digest"), [(b"s" * 31, b"d" * 32), (b"s" * 32, b"d" * 33), (b"", b"")])
def test_salts_and_digests_of_other_lengths_are_refused(salt: bytes, digest: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        events.commitment_of(salt, digest)


def test_an_actor_is_a_value() -> None:
    assert replace(ACTOR, role="professional") != ACTOR
