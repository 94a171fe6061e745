import re
from collections.abc import Iterator
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path

import pytest

from aval.proofs import checkpoints, cosignatures, notes, tree
from aval.proofs.checkpoints import Checkpoint
from aval.proofs.cosignatures import Cosigner, Kind
from aval.proofs.notes import Signer, Verifier
from aval.proofs.tests.test_notes import VECTORS
from aval.proofs.witness import Request, Store, Witness

ORIGIN = "record.example.org/site"
LOG = Signer.from_seed(ORIGIN, b"\x07" * 32)
COSIGNERS = [Cosigner("w.example/1", kind, b"w" * 32) for kind in Kind]
LEAVES = [tree.leaf_hash(b"%d" % i) for i in range(300)]
AT = 1_790_000_000


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path / "seen.sqlite")
    made.add_log(ORIGIN, LOG.verifier)
    return made


@pytest.fixture
def witness(store: Store) -> Witness:
    return Witness(store, *COSIGNERS)


def body(old: int, size: int, leaves: list[bytes] = LEAVES, signer: Signer = LOG) -> bytes:
    whole = tree.Tree(leaves[:size])
    proof = whole.consistency_proof(old) if 0 < old <= size else []
    note = checkpoints.sign(signer, origin=ORIGIN, size=size, root=whole.root())
    return Request(old, tuple(proof), note).to_bytes()


def test_a_witness_follows_a_log_that_only_grows(witness: Witness, store: Store) -> None:
    for old, size in ((0, 1), (1, 7), (7, 7), (7, 256), (256, 300)):
        answer = witness.add_checkpoint(body(old, size), AT)

        assert answer.status == HTTPStatus.OK
        note = Request.from_bytes(body(old, size)).note + answer.body
        assert set(cosignatures.cosigned(note, [one.verifier for one in COSIGNERS]).values()) == {AT}
    seen = store.seen(ORIGIN)
    assert seen is not None
    assert (seen.size, seen.root) == (300, tree.Tree(LEAVES).root())


def test_a_witness_does_not_follow_a_fork(witness: Witness, store: Store) -> None:
    witness.add_checkpoint(body(0, 7), AT)
    forked = [*LEAVES[:5], *LEAVES[50:]]

    for old, size, status in ((7, 9, 422), (7, 7, 409), (5, 9, 409), (0, 9, 409)):
        answer = witness.add_checkpoint(body(old, size, forked), AT)
        assert answer.status == status, (old, size)
        assert "—".encode() not in answer.body

    seen = store.seen(ORIGIN)
    assert seen is not None
    assert seen.root == tree.Tree(LEAVES[:7]).root()


def test_a_witness_says_how_far_it_is(witness: Witness) -> None:
    witness.add_checkpoint(body(0, 7), AT)

    answer = witness.add_checkpoint(body(0, 9), AT)

    assert (answer.status, answer.body, answer.content_type) == (409, b"7\n", "text/x.tlog.size")


def test_a_witness_shows_what_it_saw_last(witness: Witness) -> None:
    place = sha256(ORIGIN.encode()).hexdigest()
    assert witness.checkpoint(place).status == 404
    witness.add_checkpoint(body(0, 7), AT)

    shown = witness.checkpoint(place).body

    assert checkpoints.verify(shown, origin=ORIGIN, verifiers=[LOG.verifier]).size == 7
    assert len(notes.parse_note(shown).signatures) == 3
    assert witness.checkpoint("0" * 64).status == 404


def test_an_unknown_log_and_a_strange_key_are_told_apart(witness: Witness) -> None:
    strange = Signer.from_seed(ORIGIN, b"\x08" * 32)
    other = checkpoints.sign(strange, origin="other.example/site", size=1, root=LEAVES[0])

    assert witness.add_checkpoint(body(0, 7, signer=strange), AT).status == 403
    assert witness.add_checkpoint(Request(0, (), other).to_bytes(), AT).status == 404


@pytest.mark.parametrize(
    "request_body",
    [
        b"",
        b"old 0\n",
        b"old 00\n\nx",
        b"old -1\n\nx",
        b"old 0\nAA==\n\n" + body(0, 1).partition(b"\n\n")[2],
        b"old 0\n" + b"KgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n" * 64 + b"\n" + body(0, 1).partition(b"\n\n")[2],
        b"old 5\n\n" + body(0, 1).partition(b"\n\n")[2],
        b"old 0\n\nno checkpoint\n",
        b"old 0\n\n\xff\n\n\xff\n",
        b"old 0\n\n" + ORIGIN.encode(),
    ],
)
def test_what_is_no_request_is_refused(witness: Witness, request_body: bytes) -> None:
    assert witness.add_checkpoint(request_body, AT).status == HTTPStatus.BAD_REQUEST


def test_a_proof_from_nothing_is_refused(witness: Witness) -> None:
    note = Request.from_bytes(body(0, 3)).note

    assert witness.add_checkpoint(Request(0, (bytes(32),), note).to_bytes(), AT).status == 422


def test_an_interrupted_move_leaves_the_head_where_it_was(store: Store) -> None:
    head = Checkpoint(ORIGIN, 3, b"r" * 32)

    def move() -> None:
        with store.moving(ORIGIN) as moving:
            moving.to(head, b"note", AT)
            raise OSError("pulled")

    with pytest.raises(OSError, match="pulled"):
        move()

    assert store.seen(ORIGIN) is None


def _transcript() -> Iterator[tuple[bytes, int, str]]:
    """Yield each request of the other implementation's test, the status it answers with, and what it says."""
    text = (VECTORS / "torchwood" / "litewitness.txt").read_text()
    for part in text.split("POST http://localhost:7380/add-checkpoint\n")[1:]:
        found = re.match(r"```\n(.*?)```\nHTTP (\d+)\n\[Asserts\]\nbody (?:contains|==) \"(.*?)\"\n", part, re.DOTALL)
        assert found
        yield found[1].encode(), int(found[2]), found[3].replace("\\n", "\n")


def test_the_transcript_of_another_witness_is_answered_alike(tmp_path: Path) -> None:
    text = (VECTORS / "torchwood" / "litewitness.txt").read_text()
    key = re.search(r"add-sigsum-log -key=(\S+)", text)
    assert key
    public = bytes.fromhex(key[1])
    origin = f"sigsum.org/v1/tree/{sha256(public).hexdigest()}"
    store = Store(tmp_path / "seen.sqlite")
    store.add_log(origin, Verifier(origin, public))
    witness = Witness(store, Cosigner("example.com/witness", Kind.ED25519, b"w" * 32))

    played = 0
    for request, status, says in _transcript():
        answer = witness.add_checkpoint(request, AT)
        # The specification says 404 for a log that is not known, where this implementation still answers 403.
        expected = 404 if says == "unknown log" else status
        assert (answer.status, says in answer.body.decode()) == (expected, True), request
        played += 1

    assert played == 9
    seen = store.seen(origin)
    assert seen is not None
    assert seen.size == 5
