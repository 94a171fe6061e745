"""Receipts: the proof that one event is in a signed head, in the text form of C2SP tlog-proof.

Who keeps a receipt can later show that the log held this event at this place, whatever the site says then.
"""

import base64
import binascii
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from aval.proofs import checkpoints, notes
from aval.proofs.tree import HASH_SIZE, verify_inclusion

HEADER = b"c2sp.org/tlog-proof@v1"
HASHES_MAX = 63

_INDEX = re.compile(rb"index (0|[1-9][0-9]{0,18})")


class ReceiptError(ValueError):
    """The bytes are no receipt."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """An index, the inclusion proof from there, and the checkpoint it leads to; nothing is checked yet."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes = b""

    def to_bytes(self) -> bytes:
        """Return the receipt as text."""
        lines = [HEADER]
        if self.extra:
            lines.append(b"extra " + base64.b64encode(self.extra))
        lines.append(b"index %d" % self.index)
        lines += map(base64.b64encode, self.hashes)
        return b"\n".join([*lines, b"", self.checkpoint])


def build(*, index: int, proof: Sequence[bytes], checkpoint: bytes) -> bytes:
    """Return the receipt of the event at ``index``: its inclusion proof and the signed checkpoint, kept verbatim."""
    return Receipt(index, tuple(proof), checkpoint).to_bytes()


def parse(receipt: bytes) -> Receipt:
    """Take a receipt apart without checking it.

    :raises ReceiptError: if it is not well formed
    """
    head, gap, checkpoint = receipt.partition(b"\n\n")
    header, *lines = head.split(b"\n")
    if header != HEADER or not gap:
        raise ReceiptError(
            f"not a receipt: it begins with {HEADER.decode()} and has an empty line before its checkpoint"
        )
    extra = _decode(lines.pop(0).removeprefix(b"extra ")) if lines and lines[0].startswith(b"extra ") else b""
    index = _INDEX.fullmatch(lines.pop(0)) if lines else None
    if index is None:
        raise ReceiptError("the index is missing or not a number")
    hashes = tuple(map(_decode, lines))
    if len(hashes) > HASHES_MAX or any(len(item) != HASH_SIZE for item in hashes):
        raise ReceiptError("a hash is not 32 bytes long, or there are too many")
    return Receipt(int(index[1]), hashes, checkpoint, extra)


def verify(receipt: bytes, *, leaf: bytes, origin: str, verifiers: Iterable[notes.Verifier]) -> checkpoints.Checkpoint:
    """Return the signed head in which the event with this leaf hash is included.

    :raises ReceiptError: if it is no receipt
    :raises aval.proofs.notes.NoteError: if its checkpoint is not signed by a known key
    :raises aval.proofs.checkpoints.CheckpointError: if its checkpoint is none, or another log's
    :raises aval.proofs.tree.ProofError: if the event is not where the receipt says
    """
    parsed = parse(receipt)
    checkpoint = checkpoints.verify(parsed.checkpoint, origin=origin, verifiers=verifiers)
    verify_inclusion(leaf, parsed.index, checkpoint.size, parsed.hashes, checkpoint.root)
    return checkpoint


def _decode(encoded: bytes) -> bytes:
    try:
        decoded = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        raise ReceiptError("not base64") from None
    if not decoded or base64.b64encode(decoded) != encoded:
        raise ReceiptError("not the canonical spelling of base64")
    return decoded
