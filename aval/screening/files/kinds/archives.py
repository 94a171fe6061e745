"""Archives: every file in them is read, under limits of count, depth, size and ratio.

The standard library's readers serve here, because the process around them has limits of its own, and because what two
programs could read in two ways is left for a person.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, BinaryIO, cast

from aval.screening.files.verdicts import Doubt, Where

if TYPE_CHECKING:
    from aval.screening.files.reading import Reading, Source

_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_PACKED: dict[bytes, Callable[[BinaryIO], object]] = {
    b"\x1f\x8b": lambda body: gzip.GzipFile(fileobj=body),
    b"BZh": bz2.BZ2File,
    b"\xfd7zXZ\x00": lzma.LZMAFile,
}
_OTHERS = (b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\x28\xb5\x2f\xfd", b"MSCF", b"!<arch>")
_TAR_AT, _TAR = 257, b"ustar"
RATIO_FREE = 1024 * 1024
_ENCRYPTED = 0x1
_END_AT_MOST = 65_557
_NOISE = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


def is_zip(start: bytes) -> bool:
    """Whether it begins like a zip."""
    return start.startswith(_ZIP)


def has_zip_at_its_end(source: Source) -> bool:
    """Whether the end of a zip's directory stands at the end of something else."""
    source.body.seek(max(0, source.size - _END_AT_MOST))
    return b"PK\x05\x06" in source.body.read() and zipfile.is_zipfile(source.body)


def is_one(start: bytes, source: Source) -> bool:
    """Whether it is an archive or a packed file."""
    del source
    return is_zip(start) or start.startswith((*_PACKED, *_OTHERS)) or start[_TAR_AT : _TAR_AT + 5] == _TAR


def read(reading: Reading, source: Source) -> None:
    """Read every file in it."""
    start = source.start(_TAR_AT + 5)
    if is_zip(start):
        read_zip(reading, source)
    elif start.startswith(_OTHERS):
        reading.doubt(Doubt.UNKNOWN)
    elif start[_TAR_AT:] == _TAR:
        _read_tar(reading, source)
    else:
        _read_packed(reading, source, start)


def read_zip(reading: Reading, source: Source) -> None:
    """Read every file in a zip."""
    with opened_zip(reading, source) as archive:
        for info in archive.infolist():
            with reading.doubting():
                read_member(reading, source, archive, info)
            if reading.doubts and reading.doubts[-1] in {Doubt.TOO_DEEP, Doubt.TOO_LARGE, Doubt.TOO_LONG}:
                return


def opened_zip(reading: Reading, source: Source) -> zipfile.ZipFile:
    """Open a zip and look at its directory before anything is unpacked.

    :raises Enough: if it holds too much, or is locked
    """
    source.body.seek(0)
    archive = zipfile.ZipFile(source.body)
    infos = archive.infolist()
    if len(infos) + reading.members > reading.limits.members * 4:
        raise reading.enough(Doubt.TOO_DEEP)
    if sum(info.file_size for info in infos) + reading.unpacked > reading.limits.unpacked_bytes:
        raise reading.enough(Doubt.TOO_LARGE)
    if any(_too_dense(reading, info.file_size, info.compress_size) for info in infos):
        raise reading.enough(Doubt.TOO_LARGE)
    if any(info.flag_bits & _ENCRYPTED for info in infos):
        for info in infos:
            reading.say_name(PurePosixPath(info.filename).name, info.filename)
        raise reading.enough(Doubt.ENCRYPTED)
    if archive.comment:
        reading.say(Where.METADATA, archive.comment.decode("utf-8", "replace"), source)
    return archive


def read_member(reading: Reading, source: Source, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
    """Unpack one file of a zip and read it."""
    if info.is_dir() or info.filename.startswith(_NOISE[0]) or info.filename.endswith(_NOISE[1:]):
        return
    reading.count_member(source.depth + 1)
    reading.say_name(PurePosixPath(info.filename).name, source.path_of(info.filename))
    with archive.open(info) as stream:
        body = reading.unpack(cast("BinaryIO", stream), most=info.file_size)
    reading.read(source.within(info.filename, body))


def _read_tar(reading: Reading, source: Source) -> None:
    source.body.seek(0)
    with tarfile.open(fileobj=source.body, mode="r:") as archive:
        for info in archive:
            if not info.isreg():
                continue
            reading.count_member(source.depth + 1)
            reading.say_name(PurePosixPath(info.name).name, source.path_of(info.name))
            stream = archive.extractfile(info)
            if stream is not None:
                body = reading.unpack(cast("BinaryIO", stream), most=info.size)
                reading.read(source.within(info.name, body))


def _read_packed(reading: Reading, source: Source, start: bytes) -> None:
    """Unpack a single packed file, which may be a tar."""
    opener = next(opener for begins, opener in _PACKED.items() if start.startswith(begins))
    source.body.seek(0)
    reading.count_member(source.depth + 1)
    body = reading.unpack(cast("BinaryIO", opener(source.body)), most=reading.limits.member_bytes)
    if _too_dense(reading, len(body), source.size):
        raise reading.enough(Doubt.TOO_LARGE)
    name = PurePosixPath(source.name)
    reading.read(source.within(name.stem if name.suffix != ".tgz" else f"{name.stem}.tar", body))


def _too_dense(reading: Reading, size: int, packed: int) -> bool:
    return size > RATIO_FREE and size > max(packed, 1) * reading.limits.ratio
