"""Key statements: an offline root says which keys sign a site's heads, and for which sizes of the site log.

A statement is a note signed by the root, with these lines: ``Aval keys v1``, the site's name, the statement's number,
then ``key <vkey> <from> <to>`` (``-`` for no end) and ``revoked <vkey> <size>`` for a key that was compromised when the
site log had that size. Sizes are what counts, as no clock has to be believed: a head of the site log is good under a
key if its size is in the key's range, and whatever stands in the site log is dated by the head that holds it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Self

from aval.proofs import notes
from aval.proofs.cosignatures import CosignatureVerifier
from aval.proofs.notes import NoteError, Signer, Verifier, check_name

HEADER = "Aval keys v1"

_LINES_MIN = 4
_NUMBER = re.compile(r"0|[1-9][0-9]{0,14}")
"""Below 2^53, so that a browser reads it whole."""

AnyVerifier = Verifier | CosignatureVerifier


class StatementError(ValueError):
    """The text is no key statement, or it takes back what an earlier one said."""


class Standing(Enum):
    """What a key counts for at a size."""

    GOOD = "good"
    OUTSIDE = "outside"
    """The root vouches for the key, but not at this size."""
    REVOKED = "revoked"
    """The key was compromised by then."""
    DOUBTFUL = "doubtful"
    """The key was revoked later: the head counts only with a stamp or a quorum from before."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Vouched:
    """One key, the sizes of the site log for which it signs (both included), and since when it is compromised."""

    verifier: AnyVerifier
    first: int
    last: int | None
    revoked: int | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """What a root says of a site's keys."""

    name: str
    number: int
    keys: tuple[Vouched, ...]

    def to_text(self) -> bytes:
        """Return the text that the root signs."""
        lines = [HEADER, self.name, str(self.number)]
        lines += [f"key {key.verifier.vkey} {key.first} {'-' if key.last is None else key.last}" for key in self.keys]
        lines += [f"revoked {key.verifier.vkey} {key.revoked}" for key in self.keys if key.revoked is not None]
        return "".join(f"{line}\n" for line in lines).encode()

    @classmethod
    def from_text(cls, text: bytes) -> Self:
        """Read the text of a statement.

        :raises StatementError: if it is not spelled as ``to_text`` would spell it
        """
        lines = text.decode("utf-8", "replace").split("\n")
        if len(lines) <= _LINES_MIN or lines[0] != HEADER or lines[-1]:
            raise StatementError(f"a key statement begins with {HEADER} and has a key")
        keys: dict[str, Vouched] = {}
        try:
            check_name(lines[1])
            for line in lines[3:-1]:
                _read_line(line, keys)
        except NoteError as error:
            raise StatementError(str(error)) from None
        if not _NUMBER.fullmatch(lines[2]):
            raise StatementError("the statement has no number")
        statement = cls(lines[1], int(lines[2]), tuple(keys.values()))
        if statement.to_text() != text:
            raise StatementError("not the one spelling of this statement")
        return statement

    def standing(self, verifier: AnyVerifier, size: int) -> Standing:
        """Return what a key's signature counts for under a head of the site log of this size."""
        for key in self.keys:
            if type(key.verifier) is type(verifier) and key.verifier.public_key == verifier.public_key:
                if key.revoked is not None and size > key.revoked:
                    return Standing.REVOKED
                if size < key.first or (key.last is not None and size > key.last):
                    return Standing.OUTSIDE
                return Standing.GOOD if key.revoked is None else Standing.DOUBTFUL
        return Standing.UNKNOWN

    def check_follows(self, earlier: "Statement") -> None:
        """Refuse what an honest root never does: to forget a key, to move its beginning, or to lift a revocation.

        :raises StatementError: if this statement does that
        """
        if self.name != earlier.name or self.number <= earlier.number:
            raise StatementError(f"number {self.number} of {self.name} after {earlier.number} of {earlier.name}")
        now = {key.verifier.vkey: key for key in self.keys}
        for old in earlier.keys:
            new = now.get(old.verifier.vkey)
            if new is None or new.first != old.first:
                raise StatementError(f"{old.verifier.name}+{old.verifier.key_id.hex()} is gone or begins elsewhere")
            if old.last is not None and (new.last is None or new.last > old.last):
                raise StatementError(f"{old.verifier.name}+{old.verifier.key_id.hex()} would last longer than stated")
            if old.revoked is not None and (new.revoked is None or new.revoked > old.revoked):
                raise StatementError(f"{old.verifier.name}+{old.verifier.key_id.hex()} stays revoked")


def _read_line(line: str, keys: dict[str, Vouched]) -> None:
    match line.split(" "):
        case ["key", vkey, first, last] if _NUMBER.fullmatch(first) and (last == "-" or _NUMBER.fullmatch(last)):
            end = None if last == "-" else int(last)
            if vkey in keys or (end is not None and end < int(first)):
                raise StatementError("a key twice, or one that ends before it begins")
            keys[vkey] = Vouched(read_vkey(vkey), int(first), end)
        case ["revoked", vkey, size] if vkey in keys and _NUMBER.fullmatch(size):
            old = keys[vkey]
            keys[vkey] = Vouched(old.verifier, old.first, old.last, int(size))
        case _:
            raise StatementError("not a line of a key statement")


def read_vkey(vkey: str) -> AnyVerifier:
    """Return a verifier key of either kind.

    :raises NoteError: if it is neither
    """
    try:
        return Verifier.from_vkey(vkey)
    except NoteError:
        return CosignatureVerifier.from_vkey(vkey)


def sign(statement: Statement, root: Signer) -> bytes:
    """Return the statement as a note that the root signed."""
    return notes.sign_note(statement.to_text(), root)


def verify(note: bytes, roots: Iterable[Verifier]) -> Statement:
    """Return the statement that one of the roots signed.

    :raises NoteError: if none of them did
    :raises StatementError: if the note is no key statement
    """
    parsed, _ = notes.open_note(note, roots)
    return Statement.from_text(parsed.text)
