"""Bytes on disk: hashed while they stream in, flushed, and only then named by their hash."""

import hashlib
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO, Protocol

from django.conf import settings

from aval.files.naming import SNIFF_BYTES

CHUNK = 256 * 1024


class Readable(Protocol):
    """Anything that gives bytes piece by piece."""

    def read(self, size: int = -1, /) -> bytes:
        """Return up to ``size`` bytes; none at the end."""
        ...


class TooManyBytes(Exception):
    """The stream went past the limit; what was written is gone again."""


@dataclass(frozen=True, slots=True)
class Written:
    """What came in: its hash, its length, and its first bytes."""

    sha256: str
    size: int
    first_bytes: bytes


def write(stream: Readable, *, limit: int) -> Written:
    """Store a stream under its SHA-256. An interruption leaves nothing behind.

    :param limit: the most bytes to take
    :raises TooManyBytes: if there are more
    """
    handle, temporary = tempfile.mkstemp(dir=_incoming())
    try:
        with os.fdopen(handle, "wb") as target:
            written = _pour(stream, target, limit)
            target.flush()
            os.fsync(target.fileno())
        if written.size:
            _settle(Path(temporary), path_of(written.sha256))
    finally:
        Path(temporary).unlink(missing_ok=True)
    return written


def hold(key: object, stream: Readable, *, limit: int) -> Written:
    """Keep a working copy that may have to go again, under a key of ours: an export that is only being looked at.

    :raises TooManyBytes: if there are more than ``limit`` bytes; nothing is held then
    """
    try:
        with held_path(key).open("wb") as target:
            return _pour(stream, target, limit)
    except BaseException:
        drop_held(key)
        raise


def held_path(key: object) -> Path:
    """Return where the working copy of this key is."""
    return _incoming() / f"held-{key}"


def drop_held(key: object) -> None:
    """Let a working copy go; harmless if it went before."""
    held_path(key).unlink(missing_ok=True)


def read(sha256: str) -> BufferedReader:
    """Open stored bytes for reading.

    :raises FileNotFoundError: if there are none of that hash
    """
    return path_of(sha256).open("rb")


def remove(sha256: str) -> None:
    """Take stored bytes from the disk; harmless if they went before."""
    path_of(sha256).unlink(missing_ok=True)


def path_of(sha256: str) -> Path:
    """Return where the bytes of this hash are, or would be: FILES_ROOT/aa/bb/<sha256>."""
    if len(sha256) != hashlib.sha256().digest_size * 2 or not set(sha256) <= set("0123456789abcdef"):
        raise FileNotFoundError(sha256)
    return Path(settings.FILES_ROOT) / sha256[:2] / sha256[2:4] / sha256


def part_path(upload_id: object) -> Path:
    """Return where the pieces of an upload gather until it is complete."""
    return _incoming() / f"upload-{upload_id}"


def append(path: Path, pieces: Iterable[bytes], *, at: int, limit: int) -> int:
    """Write pieces into a gathering file from an offset on, and return its new length; they are on disk then.

    :raises TooManyBytes: if it would grow past the limit; what came before stays
    """
    size = at
    with path.open("r+b" if path.exists() else "w+b") as target:
        target.seek(at)
        for piece in pieces:
            if size + len(piece) > limit:
                raise TooManyBytes
            target.write(piece)
            size += len(piece)
        target.truncate(size)
        target.flush()
        os.fsync(target.fileno())
    return size


def _pour(stream: Readable, target: BinaryIO, limit: int) -> Written:
    """Copy a stream piece by piece, so that memory stays small however long it is."""
    digest, size, first = hashlib.sha256(), 0, b""
    while piece := stream.read(CHUNK):
        size += len(piece)
        if size > limit:
            raise TooManyBytes
        if len(first) < SNIFF_BYTES:
            first += piece[: SNIFF_BYTES - len(first)]
        digest.update(piece)
        target.write(piece)
    return Written(digest.hexdigest(), size, first)


def _incoming() -> Path:
    folder = Path(settings.FILES_ROOT) / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _settle(temporary: Path, target: Path) -> None:
    """Give the bytes their name; what is there under it already is the same bytes."""
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary.chmod(0o440)
    temporary.rename(target)
    # The name, too, must survive a power cut: rename is durable once its folder is flushed.
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
