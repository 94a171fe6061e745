"""Merkle trees as RFC 6962 section 2.1 defines them: hashing, growing, proving and checking.

A leaf hash is SHA-256(00 ‖ entry), an inner node SHA-256(01 ‖ left ‖ right). Hashes are 32 bytes throughout, indexes
count from 0, and a tree of size n holds the leaves 0 to n - 1.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Self

HASH_SIZE = 32
EMPTY_ROOT = sha256().digest()

_SIZE_BYTES = 8


class ProofError(ValueError):
    """The proof does not show what it is said to show."""


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash under which an entry of the log enters the tree."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node."""
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """The right edge of a growing tree: all that is needed to append and to know the root, in at most 64 hashes.

    It holds the roots of the complete subtrees that make up the tree, largest first: one for each 1 in the binary
    form of the size.
    """

    __slots__ = ("_peaks", "_size")

    def __init__(self) -> None:
        """Start with the empty tree."""
        self._size = 0
        self._peaks: list[bytes] = []

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Restore what ``to_bytes`` gave.

        :raises ValueError: if the bytes are not a frontier
        """
        frontier = cls()
        size = int.from_bytes(data[:_SIZE_BYTES])
        if len(data) != _SIZE_BYTES + HASH_SIZE * size.bit_count():
            raise ValueError("not a frontier: the number of hashes does not go with the size")
        frontier._size = size
        frontier._peaks = [data[i : i + HASH_SIZE] for i in range(_SIZE_BYTES, len(data), HASH_SIZE)]
        return frontier

    def to_bytes(self) -> bytes:
        """Return the size in eight bytes, most significant first, then the hashes."""
        return self._size.to_bytes(_SIZE_BYTES) + b"".join(self._peaks)

    def copy(self) -> Self:
        """Return an equal frontier that grows on its own."""
        return type(self).from_bytes(self.to_bytes())

    @property
    def size(self) -> int:
        """How many leaves the tree has."""
        return self._size

    @property
    def peaks(self) -> tuple[bytes, ...]:
        """The roots of the complete subtrees, largest first."""
        return tuple(self._peaks)

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash at the right."""
        peaks = self._peaks
        carry = self._size
        while carry & 1:
            leaf = sha256(b"\x01" + peaks.pop() + leaf).digest()
            carry >>= 1
        peaks.append(leaf)
        self._size += 1

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Add leaf hashes at the right, in order: level by level, which for thousands costs half of one by one."""
        nodes, start, left = list(leaves), self._size, []
        self._size += len(nodes)
        while nodes:
            if start & 1:
                nodes.insert(0, self._peaks.pop())
            if len(nodes) & 1:
                left.append(nodes.pop())
            nodes = [sha256(b"\x01" + low + high).digest() for low, high in zip(nodes[::2], nodes[1::2], strict=True)]
            start >>= 1
        self._peaks += reversed(left)

    def root(self) -> bytes:
        """Return the root of the tree as it stands."""
        if not self._peaks:
            return EMPTY_ROOT
        root = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            root = sha256(b"\x01" + peak + root).digest()
        return root

    def __eq__(self, other: object) -> bool:
        """Two frontiers are equal if they stand for the same tree."""
        return isinstance(other, Frontier) and self.to_bytes() == other.to_bytes()

    def __hash__(self) -> int:
        """Refuse: a frontier grows, and would get lost in a set."""
        raise TypeError("a Frontier can change and has no hash")


class Tree:
    """A tree that can prove: from leaf hashes, or from a frontier and the leaf hashes that came after it.

    With a frontier it proves whatever does not reach inside that frontier: the inclusion of later leaves, and
    consistency from the frontier's size on. So a receipt never needs the whole log.
    """

    def __init__(self, leaves: Sequence[bytes], *, after: Frontier | None = None) -> None:
        """Take the leaf hashes that follow ``after`` (the empty tree unless told)."""
        self._leaves = leaves
        self._start = after.size if after else 0
        self.size = self._start + len(leaves)
        # Nodes by the range of leaves they cover. What is computed once stays, so that the first proof costs a walk
        # over the leaves and each further one only its own path.
        self._nodes: dict[tuple[int, int], bytes] = {}
        low = 0
        for peak in after.peaks if after else ():
            high = low + (1 << ((self._start - low).bit_length() - 1))
            self._nodes[low, high] = peak
            low = high

    def root(self, size: int | None = None) -> bytes:
        """Return the root at a size (the whole tree's unless told).

        :raises IndexError: if the tree cannot know it
        """
        size = self._known_size(size)
        return self._node(0, size) if size else EMPTY_ROOT

    def inclusion_proof(self, index: int, size: int | None = None) -> list[bytes]:
        """Return the proof that the leaf at ``index`` is in the tree of ``size``, the leaf's sibling first.

        :raises IndexError: if there is no such leaf in that tree, or it lies inside the frontier
        """
        size = self._known_size(size)
        if not self._start <= index < size:
            raise IndexError(f"no proof for leaf {index} from leaves {self._start} to {size}")
        proof = []
        low, high = 0, size
        while high - low > 1:
            middle = low + _split(high - low)
            if index < middle:
                proof.append(self._node(middle, high))
                high = middle
            else:
                proof.append(self._node(low, middle))
                low = middle
        proof.reverse()
        return proof

    def consistency_proof(self, old_size: int, size: int | None = None) -> list[bytes]:
        """Return the proof that the tree of ``size`` begins with the tree of ``old_size``.

        :raises IndexError: if the sizes are out of order or out of reach, or the old one is zero, for which there is
            nothing to prove
        """
        size = self._known_size(size)
        if not max(self._start, 1) <= old_size <= size:
            raise IndexError(f"no proof from size {old_size} to {size}")
        proof = []
        low, high = 0, size
        while high != old_size:
            middle = low + _split(high - low)
            if old_size <= middle:
                proof.append(self._node(middle, high))
                high = middle
            else:
                proof.append(self._node(low, middle))
                low = middle
        # The walk ends at the node that closes the old tree; whoever checks knows it when it is the whole old tree.
        if low:
            proof.append(self._node(low, high))
        proof.reverse()
        return proof

    def _known_size(self, size: int | None) -> int:
        if size is None:
            return self.size
        if not self._start <= size <= self.size:
            raise IndexError(f"size {size} is not between {self._start} and {self.size}")
        return size

    def _node(self, low: int, high: int) -> bytes:
        known = self._nodes.get((low, high))
        if known is not None:
            return known
        if high - low == 1:
            return self._leaves[low - self._start]
        middle = low + _split(high - low)
        node = node_hash(self._node(low, middle), self._node(middle, high))
        self._nodes[low, high] = node
        return node


def _split(size: int) -> int:
    """Return the largest power of two below ``size``: how many leaves go to the left."""
    return 1 << ((size - 1).bit_length() - 1)


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Check that a leaf hash is at ``index`` in the tree of ``size`` with this ``root``.

    :raises ProofError: if the proof does not show it
    """
    if not 0 <= index < size:
        raise ProofError(f"index {index} is outside a tree of {size}")
    _check_hashes(leaf, *proof)
    _, top = _climb(leaf, index, size - 1, proof)
    if top != root:
        raise ProofError("the proof leads to another root")


def verify_consistency(old_size: int, size: int, proof: Sequence[bytes], old_root: bytes, root: bytes) -> None:
    """Check that the tree of ``size`` with ``root`` begins with the tree of ``old_size`` with ``old_root``.

    :raises ProofError: if the proof does not show it, or the old tree is empty, which every tree begins with
    """
    if not 0 < old_size <= size:
        raise ProofError(f"no consistency to show from size {old_size} to {size}")
    if old_size == size:
        if proof:
            raise ProofError("the proof is too long")
        if old_root != root:
            raise ProofError("two roots for one size")
        return
    _check_hashes(old_root, root, *proof)
    # Begin at the largest subtree that closes the old tree; nodes below it are in both trees.
    shift = (old_size & -old_size).bit_length() - 1
    index, last = (old_size - 1) >> shift, (size - 1) >> shift
    # When that is the whole old tree, whoever checks has its hash already and the proof leaves it out.
    if index and not proof:
        raise ProofError("the proof is too short")
    start, *siblings = proof if index else (old_root, *proof)
    old_top, top = _climb(start, index, last, siblings)
    if old_top != old_root:
        raise ProofError("the proof leads to another old root")
    if top != root:
        raise ProofError("the proof leads to another root")


def _climb(node: bytes, index: int, last: int, siblings: Sequence[bytes]) -> tuple[bytes, bytes]:
    """Follow siblings from the node at ``index`` of a level that ends at ``last`` up to the root.

    Returns the hash over this node and all that lies left of it (the root of the tree that ended here), then the root.
    """
    old = node
    for sibling in siblings:
        if last == 0:
            raise ProofError("the proof is too long")
        if index & 1 or index == last:
            old, node = node_hash(sibling, old), node_hash(sibling, node)
            # At the right edge a node without a sibling moves up unchanged.
            while not index & 1 and index:
                index >>= 1
                last >>= 1
        else:
            node = node_hash(node, sibling)
        index >>= 1
        last >>= 1
    if last:
        raise ProofError("the proof is too short")
    return old, node


def _check_hashes(*hashes: bytes) -> None:
    if any(len(item) != HASH_SIZE for item in hashes):
        raise ProofError(f"a hash is not {HASH_SIZE} bytes long")
