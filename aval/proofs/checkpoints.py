"""Checkpoints: signed statements of a log's size and root (C2SP tlog-checkpoint).

The signature's key name is the log's origin, as the specification asks, so one site key signs every contract's log
under the name of that log; the key itself, and its fingerprint, stay the same.
"""

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from aval.proofs import notes
from aval.proofs.tree import HASH_SIZE

_LINES_MIN = 3
_SIZE = re.compile(rb"0|[1-9][0-9]{0,18}")


class CheckpointError(ValueError):
    """The bytes are no checkpoint, or not one of the log that was asked for."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A log's head: how many leaves it has and the root over them."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def to_text(self) -> bytes:
        """Return the text that gets signed."""
        lines = [self.origin, str(self.size), base64.b64encode(self.root).decode(), *self.extensions]
        return "".join(f"{line}\n" for line in lines).encode()

    @classmethod
    def from_text(cls, text: bytes) -> Self:
        """Read the text of a note.

        :raises CheckpointError: if it is not a checkpoint's
        """
        lines = text.split(b"\n")
        # The text ends in a newline, so that the last piece is empty; no other may be.
        if lines.pop() or len(lines) < _LINES_MIN or not all(lines):
            raise CheckpointError("a checkpoint has at least three lines and no empty one")
        origin, size, root, *extensions = lines
        if not _SIZE.fullmatch(size):
            raise CheckpointError("the tree size is not a decimal number")
        try:
            decoded = base64.b64decode(root, validate=True)
        except binascii.Error:
            raise CheckpointError("the root is not base64") from None
        if len(decoded) != HASH_SIZE or base64.b64encode(decoded) != root:
            raise CheckpointError("the root is not 32 bytes in base64")
        try:
            return cls(origin.decode(), int(size), decoded, tuple(line.decode() for line in extensions))
        except UnicodeDecodeError:
            raise CheckpointError("a checkpoint is UTF-8") from None


def sign(*signers: notes.Signer, origin: str, size: int, root: bytes) -> bytes:
    """Return the signed checkpoint of a log's head, under the log's own name.

    Several keys sign while one follows another.

    :raises aval.proofs.notes.NoteError: if the origin cannot be a key name
    """
    under = [signer if signer.name == origin else signer.named(origin) for signer in signers]
    return notes.sign_note(Checkpoint(origin, size, root).to_text(), *under)


def parse(note: bytes) -> Checkpoint:
    """Read a signed checkpoint without checking its signatures.

    :raises aval.proofs.notes.NoteError: if it is no note
    :raises CheckpointError: if the note is no checkpoint
    """
    return Checkpoint.from_text(notes.parse_note(note).text)


def verify(note: bytes, *, origin: str, verifiers: Iterable[notes.Verifier]) -> Checkpoint:
    """Return the checkpoint that one of the verifiers' keys signed for the log of this origin.

    The keys count under the origin's name, whichever name they came with.

    :raises aval.proofs.notes.NoteError: if no known key signed it, or a known key's signature fails
    :raises CheckpointError: if the note is no checkpoint, or of another log
    """
    known = [verifier if verifier.name == origin else verifier.named(origin) for verifier in verifiers]
    parsed, _ = notes.open_note(note, known)
    checkpoint = Checkpoint.from_text(parsed.text)
    if checkpoint.origin != origin:
        raise CheckpointError(f"a checkpoint of {checkpoint.origin}, not of {origin}")
    return checkpoint
