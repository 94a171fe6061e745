"""The site log: one tree over the heads of all contracts. Outsiders can link nothing in it, and nobody can fork unseen.

Each second, every contract with new events gives one entry: a one-time label, and a blinded hash of its head. Both are
computed from the contract's key, which is committed in its event 0 and known to its two parties. Whoever has the key
finds every entry of the contract; whoever has not sees 64 random bytes. The entries of one contract are numbered from
0, so that two heads in one place would need the same label twice, which anybody can see, and a later head can't be
kept from somebody who can compute the next label. Key statements and time stamps have entries too, by their hashes.
"""

import base64
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Self

from aval.proofs import canonical
from aval.proofs.checkpoints import Checkpoint
from aval.proofs.tree import HASH_SIZE

KEY_SIZE = 32
VERSION = 1

_LABEL = b"aval/site/label/v1\x00"
_HEAD = b"aval/site/head/v1\x00"
_NUMBER_BYTES = 8


class EntryError(ValueError):
    """The bytes are no entry of a site log."""


@dataclass(frozen=True, slots=True)
class HeadEntry:
    """A contract's head, as the site log holds it: blind, unless one has the contract's key."""

    label: bytes
    head: bytes

    @classmethod
    def of(cls, key: bytes, number: int, checkpoint: Checkpoint) -> Self:
        """Return the entry for a contract's head.

        :param key: the contract's key, 32 bytes
        :param number: how many entries the contract has before this one
        """
        return cls(label_of(key, number), _blinded(key, number, checkpoint))

    def opens(self, key: bytes, number: int, checkpoint: Checkpoint) -> bool:
        """Tell whether this is the entry of this head."""
        return self == HeadEntry.of(key, number, checkpoint)

    def to_bytes(self) -> bytes:
        """Return the entry as it stands in the log."""
        return canonical.encode({"head": _text(self.head), "label": _text(self.label), "v": VERSION})


@dataclass(frozen=True, slots=True)
class KeysEntry:
    """A key statement, by the SHA-256 of its note: from here on nobody can say that it was never made."""

    digest: bytes

    @classmethod
    def of(cls, note: bytes) -> Self:
        """Return the entry for a signed key statement."""
        return cls(sha256(note).digest())

    def to_bytes(self) -> bytes:
        """Return the entry as it stands in the log."""
        return canonical.encode({"keys": _text(self.digest), "v": VERSION})


@dataclass(frozen=True, slots=True)
class StampEntry:
    """A time stamp, by the SHA-256 of its token: whatever names a head that holds it was made after the stamp."""

    digest: bytes

    @classmethod
    def of(cls, token: bytes) -> Self:
        """Return the entry for a token."""
        return cls(sha256(token).digest())

    def to_bytes(self) -> bytes:
        """Return the entry as it stands in the log."""
        return canonical.encode({"stamp": _text(self.digest), "v": VERSION})


def parse_entry(data: bytes) -> HeadEntry | KeysEntry | StampEntry:
    """Read an entry.

    :raises EntryError: if it is no head's, key statement's or stamp's
    """
    try:
        fields = canonical.decode(data)
    except canonical.ProfileError as error:
        raise EntryError(str(error)) from None
    match fields:
        case {"head": str() as head, "label": str() as label, "v": 1, **rest} if not rest:
            return HeadEntry(_hash(label), _hash(head))
        case {"keys": str() as digest, "v": 1, **rest} if not rest:
            return KeysEntry(_hash(digest))
        case {"stamp": str() as digest, "v": 1, **rest} if not rest:
            return StampEntry(_hash(digest))
    raise EntryError("not an entry of a site log")


@dataclass(frozen=True, slots=True)
class Found:
    """An entry of a contract in the site log: where it stands, its number, and the size of the head that it holds.

    ``size`` is None if it holds no head of the log that one was shown: a later one, or one of another history.
    """

    position: int
    number: int
    size: int | None


def trace(*, origin: str, key: bytes, roots: Sequence[bytes], entries: Sequence[bytes]) -> list[Found]:
    """Find a contract's entries in a copy of the site log, and compare them with the log that one was shown.

    :param roots: the roots of the contract's log at sizes 1, 2, 3 and so on
    :param entries: of the site log, from the first
    :raises EntryError: if an entry is none, or a label stands there twice: proof that the site tried to fork a log
    """
    places: dict[bytes, tuple[int, HeadEntry]] = {}
    for position, data in enumerate(entries):
        entry = parse_entry(data)
        if isinstance(entry, HeadEntry):
            if entry.label in places:
                raise EntryError(f"the label of entry {places[entry.label][0]} again at {position}: a fork")
            places[entry.label] = position, entry
    found: list[Found] = []
    last = 0
    while (place := places.get(label_of(key, len(found)))) is not None:
        position, entry = place
        number = len(found)
        sizes = range(last + 1, len(roots) + 1)
        size = next((n for n in sizes if entry.opens(key, number, Checkpoint(origin, n, roots[n - 1]))), None)
        found.append(Found(position, number, size))
        last = size or last
    return found


def label_of(key: bytes, number: int) -> bytes:
    """Return the label of a contract's entry with this number: who has the key can look for the next one.

    :raises ValueError: if the key has not 32 bytes
    """
    return _mac(key, _LABEL, number)


def key_from_text(text: str) -> bytes | None:
    """Return a contract's key from its base64, as the facts of event 0 hold it; None if it is none."""
    try:
        return _hash(text)
    except EntryError:
        return None


def blind_of(key: bytes, number: int) -> bytes:
    """Return what opens the contract's entry with this number, and no other: for somebody who is not to have the key.

    :raises ValueError: if the key has not 32 bytes
    """
    return _mac(key, _HEAD, number)


def _blinded(key: bytes, number: int, checkpoint: Checkpoint) -> bytes:
    return sha256(_HEAD + blind_of(key, number) + checkpoint.to_text()).digest()


def _mac(key: bytes, tag: bytes, number: int) -> bytes:
    if len(key) != KEY_SIZE:
        raise ValueError(f"a contract's key has {KEY_SIZE} bytes")
    return hmac.digest(key, tag + number.to_bytes(_NUMBER_BYTES), "sha256")


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _hash(text: str) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        data = b""
    if len(data) != HASH_SIZE or _text(data) != text:
        raise EntryError("not 32 bytes in base64")
    return data
