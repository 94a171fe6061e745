from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aval.proofs.ots import MAGIC, OtsError, Proof
from aval.proofs.tests.test_notes import VECTORS

FOLDER = VECTORS / "ots"
GOOD = sorted(path for path in FOLDER.rglob("*.ots") if path.parent.name != "invalid")
BAD = sorted((FOLDER / "invalid").glob("*.ots"))
HELLO = FOLDER / "hello-world.txt.ots"
ROOT_358391 = bytes.fromhex("007ee445d23ad061af4a36b809501fab1ac4f2d7e7a739817dd0cbb7ec661b8a")


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.name)
def test_a_proof_is_followed_and_is_of_its_file(path: Path) -> None:
    proof = Proof.from_bytes(path.read_bytes())

    assert proof.attestations
    source = path.with_suffix("")
    if source.exists():
        assert proof.is_of(source.read_bytes())
        assert not proof.is_of(source.read_bytes() + b"\n")


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.name)
def test_an_invalid_proof_is_refused(path: Path) -> None:
    with pytest.raises(OtsError):
        Proof.from_bytes(path.read_bytes())


def test_the_vectors_are_there() -> None:
    assert (len(GOOD), len(BAD)) == (14, 3)


def test_a_proof_leads_to_the_root_of_its_block() -> None:
    (attestation,) = Proof.from_bytes(HELLO.read_bytes()).attestations
    header = bytes(36) + attestation.digest + bytes(12)

    assert (attestation.kind, attestation.height, attestation.digest) == ("bitcoin", 358_391, ROOT_358391)
    assert attestation.is_in(header)
    assert not attestation.is_in(bytes(80))
    assert not attestation.is_in(header[:-1])


def test_calendars_that_have_not_finished_are_named() -> None:
    proof = Proof.from_bytes((FOLDER / "two-calendars.txt.ots").read_bytes())

    assert [one.kind for one in proof.attestations] == ["pending", "pending"]
    assert {one.calendar for one in proof.attestations} == {
        "https://alice.btc.calendar.opentimestamps.org",
        "https://bob.btc.calendar.opentimestamps.org",
    }


def test_two_files_may_lie_below_one_timestamp() -> None:
    proof = Proof.from_bytes((FOLDER / "sha1" / "a-or-b.ots").read_bytes())

    assert proof.is_of((FOLDER / "sha1" / "a").read_bytes())
    assert proof.is_of((FOLDER / "sha1" / "b").read_bytes())  # the two famous files of one SHA-1


# Here Bitcoin's tree hashes a node that has no neighbour with itself: put before it or behind it, it is the same.
BEFORE_OR_BEHIND = (603, 0xF0 ^ 0xF1)


@given(st.integers(0, 687), st.integers(1, 255))
@example(*BEFORE_OR_BEHIND)
def test_a_changed_proof_says_something_else_or_nothing(place: int, change: int) -> None:
    data = bytearray(HELLO.read_bytes())
    data[place % len(data)] ^= change

    try:
        proof = Proof.from_bytes(bytes(data))
    except OtsError:
        return
    same = proof.is_of(b"Hello World!\n") and [(one.height, one.digest) for one in proof.attestations] == [
        (358_391, ROOT_358391)
    ]
    assert same == ((place, change) == BEFORE_OR_BEHIND)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        MAGIC,
        MAGIC + b"\x01\x08" + bytes(32),
        MAGIC + b"\x01\x08" + bytes(32) + b"\xff" * 300,
        MAGIC + b"\x01\x08" + bytes(32) + b"\x08" * 300,
        MAGIC + b"\xff" * 12,
        HELLO.read_bytes() + b"\x00",
        HELLO.read_bytes()[:-1],
    ],
)
def test_bytes_that_are_no_proof_are_refused(data: bytes) -> None:
    with pytest.raises(OtsError):
        Proof.from_bytes(data)
