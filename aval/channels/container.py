"""What a person uploads: one loose file or an archive, always read as a set of members and never unpacked to disk."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import BinaryIO, NamedTuple

from aval.channels.limits import Limits
from aval.channels.refusals import BadArchive

CHUNK = 64 * 1024
OTHER_ARCHIVES = {
    b"Rar!\x1a\x07": "rar",
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
}


class Damage(NamedTuple):
    """Something in the file that is broken or was left unread; ``code`` for programs, ``detail`` for people."""

    code: str
    detail: str = ""


@dataclass(slots=True)
class Member:
    """One file inside a container. ``name`` is for look-up and display only; ``size`` is its unpacked size in bytes."""

    name: str
    size: int
    _chunks: Callable[[], Iterator[bytes]]
    _hash: str | None = field(default=None, repr=False)

    @property
    def base_name(self) -> str:
        """The last part of the name, as messages cite it."""
        return self.name.rpartition("/")[2]

    def chunks(self) -> Iterator[bytes]:
        """The content in pieces; several readers of one container may take turns.

        :raises BadArchive: when the content turns out larger than the archive says
        """
        return self._chunks()

    def open(self) -> BinaryIO:
        """The content as a readable binary stream; it does not seek."""
        return io.BufferedReader(_Pieces(self.chunks()))

    def head(self, size: int = 65_536) -> bytes:
        """At most the first ``size`` bytes."""
        found = bytearray()
        for chunk in self.chunks():
            found += chunk
            if len(found) >= size:
                break
        return bytes(found[:size])

    def sha256(self) -> str:
        """The content's SHA-256 in hex, computed once, streaming."""
        if self._hash is None:
            digest = sha256()
            for chunk in self.chunks():
                digest.update(chunk)
            self._hash = digest.hexdigest()
        return self._hash


@dataclass(slots=True)
class Container:
    """The members of an upload; ``kind`` is file, zip or tar, ``damage`` fills up while members are read."""

    kind: str
    name: str
    members: dict[str, Member]
    damage: list[Damage]

    def only(self) -> Member | None:
        """The single member of a loose file or of an archive that holds just one."""
        return next(iter(self.members.values())) if len(self.members) == 1 else None

    def named(self, base_name: str) -> list[Member]:
        """Members whose last name part is this, whatever folder they lie in."""
        return [member for member in self.members.values() if member.base_name == base_name]


def open_container(file: BinaryIO, name: str, limits: Limits) -> Container:
    """Look into an upload: ``file`` must seek.

    :raises BadArchive: when it is an archive that breaks a limit or a rule
    """
    file.seek(0)
    head = file.read(512)
    if head[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        # Imported here because both need this module's types.
        from aval.channels.zips import read_zip  # noqa: PLC0415

        return refuse_nested(read_zip(file, name, limits))
    if head[257:262] == b"ustar":
        from aval.channels.tars import read_tar  # noqa: PLC0415

        return refuse_nested(read_tar(file, name, limits))
    for magic, method in OTHER_ARCHIVES.items():
        if head.startswith(magic):
            raise BadArchive("method", name=name, method=method)
    size = file.seek(0, io.SEEK_END)
    if size > limits.loose:
        raise BadArchive("file-too-large", limit=limits.loose)
    damage: list[Damage] = []
    member = Member(name, size, lambda: stored_chunks(file, 0, size))
    return Container("file", name, {name: member}, damage)


def refuse_nested(container: Container) -> Container:
    """Give the container back unless all it holds is another archive.

    :raises BadArchive: nested
    """
    alone = container.only()
    if alone and alone.head(4) in (b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf"):
        raise BadArchive("nested", name=alone.name)
    return container


def check_name(name: str, limits: Limits) -> None:
    """Refuse a member's name that reaches outside the archive or hides what it is.

    :raises BadArchive: bad-name, too-deep
    """
    parts = name.split("/")
    outside = name.startswith("/") or "\\" in name or ".." in parts or name[1:2] == ":"
    if outside or not name or any(ord(character) < 32 or ord(character) == 127 for character in name):  # noqa: PLR2004
        raise BadArchive("bad-name", name=printable(name))
    if len(parts) > limits.depth:
        raise BadArchive("too-deep", name=printable(name), limit=limits.depth)


def printable(name: str) -> str:
    """A name cut short and without control characters, fit for a sentence."""
    return "".join(character if character.isprintable() else "·" for character in name[:80])


def stored_chunks(file: BinaryIO, start: int, size: int) -> Iterator[bytes]:
    """Pieces of a file between two places; seeks before each, so that several readers can take turns."""
    place, end = start, start + size
    while place < end:
        file.seek(place)
        chunk = file.read(min(CHUNK, end - place))
        if not chunk:
            return
        place += len(chunk)
        yield chunk


class _Pieces(io.RawIOBase):
    """A readable stream over an iterator of byte pieces."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = piece
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size
