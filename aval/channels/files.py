"""The files that came along with an export: looked up by the name a message cites, read as streams, never unpacked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import sha256
from itertools import chain
from typing import BinaryIO, NamedTuple
from unicodedata import normalize

from aval.channels.container import Container, Member
from aval.channels.entry import Attachment
from aval.channels.summary import FileTally

SHOWN, MOST_INSIDE = 100, 20_000


class AttachmentFile(NamedTuple):
    """A file of the export. ``name`` is for people and look-up only and may be hostile; ``size`` is in bytes."""

    name: str
    size: int
    member: Member

    def open(self) -> BinaryIO:
        """The content as a readable binary stream."""
        return self.member.open()

    def sha256(self) -> str:
        """The content's SHA-256 in hex."""
        return self.member.sha256()


class Files:
    """Files of one export, without those that hold the messages themselves."""

    def __init__(self, container: Container, own: set[str]) -> None:
        """``own`` are members that the source reads itself."""
        self._members = {name: member for name, member in container.members.items() if name not in own}
        self._by_base = {normalize("NFC", member.base_name): member for member in self._members.values()}
        self._inside: dict[str, Member] = {}
        self._cited: set[str] = set()
        self._missing: dict[str, None] = {}
        self._missing_count = 0

    def names(self) -> Iterator[str]:
        """Names of all files, with their folders; of files inside messages those that were read so far."""
        return chain(self._members, self._inside)

    def get(self, name: str) -> AttachmentFile | None:
        """The file of this name, with or without folders; None if it did not come along."""
        member = (
            self._members.get(name)
            or self._inside.get(name)
            or self._by_base.get(normalize("NFC", name.rpartition("/")[2]))
        )
        return AttachmentFile(member.name, member.size, member) if member else None

    def attach(self, name: str, media: str = "") -> Attachment:
        """What a message that cites this name has: size and hash if the file came along."""
        found = self.get(name)
        if found is None:
            self._missing_count += 1
            if len(self._missing) < SHOWN:
                self._missing[name] = None
            return Attachment(name, media=media)
        self._cited.add(found.name)
        return Attachment(name, found.size, found.sha256(), present=True, media=media, member=found.name)

    def add(self, number: int, name: str, media: str, chunks: Callable[[], Iterator[bytes]]) -> Attachment:
        """A file that stands inside entry ``number`` itself; ``chunks`` gives its bytes anew each time."""
        key = f"{number}/{len(self._inside)}/{name.rpartition('/')[2]}"
        digest, size = sha256(), 0
        for chunk in chunks():
            digest.update(chunk)
            size += len(chunk)
        if len(self._inside) < MOST_INSIDE:
            self._inside[key] = Member(key, size, chunks, digest.hexdigest())
        return Attachment(name or None, size, digest.hexdigest(), present=True, media=media, member=key)

    def start_over(self) -> None:
        """Forget what was cited; a new reading begins."""
        self._cited.clear()
        self._inside.clear()
        self._missing.clear()
        self._missing_count = 0

    def tally(self) -> FileTally:
        """Announced, missing and unannounced files of the reading so far."""
        unannounced = [name for name in self._members if name not in self._cited]
        return FileTally(
            len(self._cited) + len(self._inside),
            self._missing_count,
            len(unannounced),
            tuple(self._missing),
            tuple(unannounced[:SHOWN]),
        )
