"""Zip archives under our own rules (APPNOTE 6.3.10), since the standard library checks neither overlaps nor ratios.

A zip says everything twice: in the directory at its end and before each file. Both must agree. Where the directory is
missing because the file was cut off, whole files before the cut are still found by walking the local headers.
"""

from __future__ import annotations

import io
import stat
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from aval.channels.container import CHUNK, Container, Damage, Member, check_name, printable, stored_chunks
from aval.channels.limits import Limits
from aval.channels.refusals import BadArchive

END = struct.Struct("<4s4H2LH")
END64 = struct.Struct("<4sQ2H2L4Q")
CENTRAL = struct.Struct("<4s6H3L5H2L")
LOCAL = struct.Struct("<4s5H3L2H")
LOCATOR_SIZE = 20
FULL32 = 0xFFFFFFFF
STORED, DEFLATED = 0, 8
ENCRYPTED, STREAMED, UTF8 = 0x1, 0x8, 0x800


@dataclass(slots=True)
class Record:
    """One file as the archive describes it; sizes in bytes, ``start`` is the place of its local header."""

    name: str
    raw_name: bytes
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    start: int
    mode: int
    data: int = 0


def read_zip(file: BinaryIO, name: str, limits: Limits) -> Container:
    """List the members of a zip.

    :raises BadArchive: encrypted, contradictory, overlapping, bad-name, link, method, duplicate, too-…, unreadable
    """
    damage: list[Damage] = []
    length = file.seek(0, io.SEEK_END)
    directory = _find_directory(file, length)
    if directory is None:
        records = _walk(file, length, limits, damage)
        damage.append(Damage("archive-cut", f"no directory; {len(records)} files found by walking"))
    else:
        place, size, count = directory
        records = _read_directory(file, place, size, count, limits)
        _check_local(file, records, place)
    _check_sizes(records, limits)
    members: dict[str, Member] = {}
    for record in records:
        if record.name in members:
            raise BadArchive("duplicate", name=printable(record.name))
        members[record.name] = Member(record.name, record.size, Opener(file, record, damage, limits.member))
    if not members and damage:
        raise BadArchive("unreadable")
    return Container("zip", name, members, damage)


def _find_directory(file: BinaryIO, length: int) -> tuple[int, int, int] | None:
    """Place, size and count of the central directory, or None where the end is missing."""
    tail_start = max(0, length - END.size - 65_535)
    file.seek(tail_start)
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < END.size:
        return None
    _, _, _, _, count, size, place, _ = END.unpack_from(tail, at)
    end = tail_start + at
    if FULL32 in (size, place) or count == 0xFFFF:  # noqa: PLR2004
        found = _find_directory64(file, end)
        if found is None:
            return None
        place, size, count, end = found
    if place + size > end:
        return None
    if place + size != end:
        raise BadArchive("contradictory", name="central directory")
    return place, size, count


def _find_directory64(file: BinaryIO, end: int) -> tuple[int, int, int, int] | None:
    """The same from the 64-bit end record, with the place where that record starts."""
    if end < LOCATOR_SIZE:
        return None
    file.seek(end - LOCATOR_SIZE)
    locator = file.read(LOCATOR_SIZE)
    if locator[:4] != b"PK\x06\x07":
        return None
    at = struct.unpack_from("<Q", locator, 8)[0]
    if at > end:
        return None
    file.seek(at)
    record = file.read(END64.size)
    if len(record) < END64.size or record[:4] != b"PK\x06\x06":
        return None
    *_, count, size, place = END64.unpack(record)
    return place, size, count, at


def _read_directory(file: BinaryIO, place: int, size: int, count: int, limits: Limits) -> list[Record]:
    if count > limits.members:
        raise BadArchive("too-many", limit=limits.members)
    file.seek(place)
    directory = file.read(min(size, limits.members * 1024))
    records: list[Record] = []
    at = 0
    while at < len(directory):
        if len(records) > limits.members:
            raise BadArchive("too-many", limit=limits.members)
        if len(directory) - at < CENTRAL.size or directory[at : at + 4] != b"PK\x01\x02":
            raise BadArchive("unreadable")
        fields = CENTRAL.unpack_from(directory, at)
        _, made_by, _, flags, method, _, _, crc, packed, full, name_size, extra_size, note_size, _, _, mode, start = (
            fields
        )
        at += CENTRAL.size
        raw_name = directory[at : at + name_size]
        extra = directory[at + name_size : at + name_size + extra_size]
        at += name_size + extra_size + note_size
        full, packed, start = _sizes64(extra, full, packed, start)
        unix_mode = mode >> 16 if made_by >> 8 in (3, 19) else 0
        record = Record(_decode(raw_name, flags), raw_name, flags, method, crc, packed, full, start, unix_mode)
        _check_record(record, limits)
        records.append(record)
    if len(records) != count:
        raise BadArchive("contradictory", name="central directory")
    return [record for record in records if not _is_noise(record.name)]


def _sizes64(extra: bytes, full: int, packed: int, start: int) -> tuple[int, int, int]:
    """Sizes and place from the 64-bit extra field, for those that didn't fit into 32 bits."""
    values, at = [full, packed, start], 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<2H", extra, at)
        if kind == 1:
            place, end = at + 4, min(at + 4 + size, len(extra))
            for index, value in enumerate(values):
                if value == FULL32 and place + 8 <= end:
                    values[index] = struct.unpack_from("<Q", extra, place)[0]
                    place += 8
        at += 4 + size
    return values[0], values[1], values[2]


def _decode(raw_name: bytes, flags: int) -> str:
    """A member's name. Many phones write UTF-8 without saying so."""
    try:
        return raw_name.decode("utf-8")
    except UnicodeDecodeError:
        return raw_name.decode("utf-8" if flags & UTF8 else "cp437", "replace")


def _is_noise(name: str) -> bool:
    """Folders, and what macOS adds."""
    return name.endswith("/") or name.startswith("__MACOSX/") or name.rpartition("/")[2] == ".DS_Store"


def _check_record(record: Record, limits: Limits) -> None:
    check_name(record.name.rstrip("/"), limits)
    if record.flags & ENCRYPTED:
        raise BadArchive("encrypted", name=printable(record.name))
    kind = stat.S_IFMT(record.mode)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise BadArchive("link", name=printable(record.name))
    if record.method not in (STORED, DEFLATED):
        raise BadArchive("method", name=printable(record.name), method=record.method)


def _check_local(file: BinaryIO, records: list[Record], directory: int) -> None:
    """Compare each local header with the directory and see that no two files share bytes."""
    end, before = 0, ""
    for record in sorted(records, key=lambda record: record.start):
        if record.start < end:
            raise BadArchive("overlapping", name=printable(record.name or before))
        file.seek(record.start)
        header = file.read(LOCAL.size)
        if len(header) < LOCAL.size or header[:4] != b"PK\x03\x04":
            raise BadArchive("contradictory", name=printable(record.name))
        _, _, flags, method, _, _, crc, packed, full, name_size, extra_size = LOCAL.unpack(header)
        same = file.read(name_size) == record.raw_name and method == record.method and not flags & ENCRYPTED
        if not flags & STREAMED:
            same = same and crc == record.crc and packed in (record.packed, FULL32) and full in (record.size, FULL32)
        if not same:
            raise BadArchive("contradictory", name=printable(record.name))
        record.data = record.start + LOCAL.size + name_size + extra_size
        end, before = record.data + record.packed, record.name
        if end > directory:
            raise BadArchive("overlapping", name=printable(record.name))


def _check_sizes(records: list[Record], limits: Limits) -> None:
    if len(records) > limits.members:
        raise BadArchive("too-many", limit=limits.members)
    total = packed = 0
    for record in records:
        total += record.size
        packed += record.packed
        if record.size > limits.member:
            raise BadArchive("too-large", limit=limits.member)
        if record.size > limits.ratio_free and record.size > limits.member_ratio * max(record.packed, 1):
            raise BadArchive("too-dense", name=printable(record.name), limit=limits.member_ratio)
    if total > limits.total:
        raise BadArchive("too-large", limit=limits.total)
    if total > limits.ratio_free and total > limits.total_ratio * max(packed, 1):
        raise BadArchive("too-dense", name="*", limit=limits.total_ratio)


def _walk(file: BinaryIO, length: int, limits: Limits, damage: list[Damage]) -> list[Record]:
    """Find files by their local headers in an archive whose end is missing."""
    records: list[Record] = []
    place = 0
    while len(records) <= limits.members:
        file.seek(place)
        header = file.read(LOCAL.size)
        if len(header) < LOCAL.size or header[:4] != b"PK\x03\x04":
            return records
        _, _, flags, method, _, _, crc, packed, full, name_size, extra_size = LOCAL.unpack(header)
        raw_name = file.read(name_size)
        extra = file.read(extra_size)
        full, packed, _ = _sizes64(extra, full, packed, 0)
        record = Record(_decode(raw_name, flags), raw_name, flags, method, crc, packed, full, place, 0)
        record.data = place + LOCAL.size + name_size + extra_size
        if record.data >= length:
            return records
        _check_record(record, limits)
        streamed = flags & STREAMED and not packed
        place = _measure(file, record, length, limits) if streamed else record.data + packed
        if place > length:
            damage.append(Damage("file-cut", printable(record.name)))
            record.packed = length - record.data
            record.crc = -1
        if not _is_noise(record.name):
            records.append(record)
    raise BadArchive("too-many", limit=limits.members)


def _measure(file: BinaryIO, record: Record, length: int, limits: Limits) -> int:
    """Sizes of a streamed file, which stand only after its data; gives the place of the next header."""
    record.crc = -1
    if record.method != DEFLATED:
        record.packed = record.size = length - record.data
        return length + 1
    inflate = zlib.decompressobj(-15)
    for chunk in stored_chunks(file, record.data, length - record.data):
        record.packed += len(chunk)
        try:
            pending = chunk
            while pending and not inflate.eof:
                record.size += len(inflate.decompress(pending, CHUNK))
                pending = inflate.unconsumed_tail
                if record.size > limits.member:
                    raise BadArchive("too-large", limit=limits.member)
        except zlib.error:
            break
        if inflate.eof:
            record.packed -= len(inflate.unused_data)
            file.seek(record.data + record.packed)
            marked = file.read(4) == b"PK\x07\x08"
            return record.data + record.packed + (16 if marked else 12)
    record.packed = length - record.data
    return length + 1


@dataclass(slots=True)
class Opener:
    """Gives a member's bytes, counting them; notes damage once instead of failing, so that what is whole survives."""

    file: BinaryIO
    record: Record
    damage: list[Damage]
    most: int

    def __call__(self) -> Iterator[bytes]:
        """The unpacked bytes in pieces, up to the first damage."""
        record, seen, crc = self.record, 0, 0
        declared = record.size if record.crc >= 0 else self.most
        for piece in self._unpacked():
            seen += len(piece)
            if seen > declared:
                raise BadArchive("contradictory", name=printable(record.name))
            crc = zlib.crc32(piece, crc)
            yield piece
        if record.crc >= 0 and (seen != record.size or crc != record.crc):
            self._note("content-damaged")

    def _unpacked(self) -> Iterator[bytes]:
        packed = stored_chunks(self.file, self.record.data, self.record.packed)
        if self.record.method == STORED:
            yield from packed
            return
        inflate = zlib.decompressobj(-15)
        for chunk in packed:
            pending = chunk
            while pending and not inflate.eof:
                try:
                    piece = inflate.decompress(pending, CHUNK)
                except zlib.error:
                    self._note("content-damaged")
                    return
                pending = inflate.unconsumed_tail
                if piece:
                    yield piece
        if not inflate.eof:
            self._note("content-cut")

    def _note(self, code: str) -> None:
        damage = Damage(code, printable(self.record.name))
        if damage not in self.damage:
            self.damage.append(damage)
