import base64
import json
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aval.proofs import tree
from aval.proofs.tree import Frontier, ProofError, Tree

MERKLE = Path(__file__).parent / "vectors" / "merkle"

hashes = st.binary(min_size=32, max_size=32)


def _leaves(count: int) -> list[bytes]:
    return [tree.leaf_hash(b"%d" % i) for i in range(count)]


def _root_by_definition(leaves: list[bytes]) -> bytes:
    """RFC 6962 section 2.1, word for word."""
    if not leaves:
        return sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\x01" + _root_by_definition(leaves[:split]) + _root_by_definition(leaves[split:])).digest()


def _decode(text: str | None) -> bytes:
    return base64.b64decode(text or "")


INCLUSION = sorted((MERKLE / "inclusion").rglob("*.json"))
CONSISTENCY = sorted((MERKLE / "consistency").rglob("*.json"))


def test_all_196_outside_vectors_are_there() -> None:
    assert (len(INCLUSION), len(CONSISTENCY)) == (98, 98)


@pytest.mark.parametrize("path", INCLUSION, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_inclusion_is_judged_as_the_vectors_say(path: Path) -> None:
    case = json.loads(path.read_bytes())

    def verify() -> None:
        tree.verify_inclusion(
            _decode(case["leafHash"]),
            case["leafIdx"],
            case["treeSize"],
            [_decode(item) for item in case["proof"] or ()],
            _decode(case["root"]),
        )

    if case["wantErr"]:
        with pytest.raises(ProofError):
            verify()
    else:
        verify()


@pytest.mark.parametrize("path", CONSISTENCY, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_consistency_is_judged_as_the_vectors_say(path: Path) -> None:
    case = json.loads(path.read_bytes())

    def verify() -> None:
        tree.verify_consistency(
            case["size1"],
            case["size2"],
            [_decode(item) for item in case["proof"] or ()],
            _decode(case["root1"]),
            _decode(case["root2"]),
        )

    if case["wantErr"]:
        with pytest.raises(ProofError):
            verify()
    else:
        verify()


def test_the_reference_tree_of_eight_leaves_has_its_known_root() -> None:
    # Entries and root from certificate-transparency, python/ct/crypto/merkle_test.py.
    entries = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
    frontier = Frontier()

    frontier.extend(tree.leaf_hash(bytes.fromhex(entry)) for entry in entries)

    assert frontier.root().hex() == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


@given(st.lists(hashes, max_size=70))
def test_frontier_and_tree_agree_with_the_definition_at_every_size(leaves: list[bytes]) -> None:
    frontier = Frontier()
    proving = Tree(leaves)

    for size, leaf in enumerate(leaves):
        assert frontier.root() == proving.root(size) == _root_by_definition(leaves[:size])
        frontier.append(leaf)

    assert frontier.size == len(leaves)
    assert frontier.root() == proving.root() == _root_by_definition(leaves)


@given(st.integers(0, 300))
def test_a_stored_frontier_comes_back_equal_and_grows_alike(size: int) -> None:
    frontier = Frontier()
    frontier.extend(_leaves(size))

    restored = Frontier.from_bytes(frontier.to_bytes())
    copied = frontier.copy()
    frontier.append(b"x" * 32)

    assert restored == copied != frontier
    restored.append(b"x" * 32)
    assert restored == frontier


@pytest.mark.parametrize("data", [b"", b"\0" * 7, b"\0" * 9, b"\0" * 7 + b"\1", b"\0" * 7 + b"\3" + b"\0" * 32])
def test_bytes_that_are_no_frontier_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="not a frontier"):
        Frontier.from_bytes(data)


@given(st.integers(1, 140), st.data())
def test_every_leaf_is_proven_and_no_other_leaf_place_size_or_root_is(size: int, data: st.DataObject) -> None:
    leaves = _leaves(size)
    proving = Tree(leaves)
    index = data.draw(st.integers(0, size - 1))
    at = data.draw(st.integers(index + 1, size))
    proof, root = proving.inclusion_proof(index, at), proving.root(at)

    tree.verify_inclusion(leaves[index], index, at, proof, root)

    other = data.draw(st.integers(0, size - 1).filter(lambda other: other != index) if size > 1 else st.just(index + 1))
    for leaf, place, length, hashes_, top in (
        (b"\0" * 32, index, at, proof, root),
        (leaves[index], other, at, proof, root),
        (leaves[index], index, at, [*proof, root], root),
        (leaves[index], index, at, proof, b"\0" * 32),
        (leaves[index], -1, at, proof, root),
        (leaves[index][:-1], index, at, proof, root),
    ):
        with pytest.raises(ProofError):
            tree.verify_inclusion(leaf, place, length, hashes_, top)
    if proof:
        with pytest.raises(ProofError):
            tree.verify_inclusion(leaves[index], index, at, _flipped(proof, data), root)
        with pytest.raises(ProofError):
            tree.verify_inclusion(leaves[index], index, at, proof[:-1], root)


@given(st.integers(1, 140), st.data())
def test_every_growth_is_proven_and_no_altered_one_is(size: int, data: st.DataObject) -> None:
    proving = Tree(_leaves(size))
    old = data.draw(st.integers(1, size))
    proof, old_root, root = proving.consistency_proof(old), proving.root(old), proving.root()

    tree.verify_consistency(old, size, proof, old_root, root)

    with pytest.raises(ProofError):
        tree.verify_consistency(old, size, [*proof, root], old_root, root)
    with pytest.raises(ProofError):
        tree.verify_consistency(old, size, proof, b"\0" * 32, root)
    with pytest.raises(ProofError):
        tree.verify_consistency(old, size, proof, old_root, b"\0" * 32)
    if proof:
        with pytest.raises(ProofError):
            tree.verify_consistency(old, size, _flipped(proof, data), old_root, root)
        with pytest.raises(ProofError):
            tree.verify_consistency(old, size, proof[:-1], old_root, root)


@given(st.integers(0, 90), st.integers(1, 20))
def test_a_frontier_and_the_new_leaves_prove_what_the_whole_log_proves(before: int, added: int) -> None:
    leaves = _leaves(before + added)
    frontier = Frontier()
    frontier.extend(leaves[:before])

    tail, whole = Tree(leaves[before:], after=frontier), Tree(leaves)

    assert tail.size == whole.size
    assert tail.root() == whole.root()
    for index in range(before, before + added):
        assert tail.inclusion_proof(index) == whole.inclusion_proof(index)
        assert tail.root(index) == whole.root(index)
    for size in range(max(before, 1), before + added):
        assert tail.consistency_proof(size) == whole.consistency_proof(size)


@given(st.lists(st.integers(0, 40), max_size=5))
def test_leaves_added_together_make_the_frontier_that_they_make_one_by_one(steps: list[int]) -> None:
    leaves, together, single, at = _leaves(sum(steps)), Frontier(), Frontier(), 0

    for step in steps:
        together.extend(leaves[at : at + step])
        at += step
    for leaf in leaves:
        single.append(leaf)

    assert together.to_bytes() == single.to_bytes()
    assert together.root() == _root_by_definition(leaves)


@settings(max_examples=30)
@given(st.integers(0, 20), st.integers(-2, 25))
def test_proofs_out_of_reach_are_refused(before: int, index: int) -> None:
    frontier = Frontier()
    frontier.extend(_leaves(before))
    tail = Tree(_leaves(2), after=frontier)

    if not before <= index < before + 2:
        with pytest.raises(IndexError):
            tail.inclusion_proof(index)
    if not max(before, 1) <= index <= before + 2:
        with pytest.raises(IndexError):
            tail.consistency_proof(index)


def _flipped(proof: list[bytes], data: st.DataObject) -> list[bytes]:
    place = data.draw(st.integers(0, len(proof) - 1))
    bit = data.draw(st.integers(0, 255))
    number = int.from_bytes(proof[place]) ^ (1 << bit)
    return [*proof[:place], number.to_bytes(32), *proof[place + 1 :]]
