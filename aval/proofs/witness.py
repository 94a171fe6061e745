"""A witness (C2SP tlog-witness): cosigns a log's head if it continues every head that it cosigned before.

It needs a key, a list of the logs that it knows, and one small SQLite file that holds the last head of each. Whoever
runs one makes it impossible for the log to show different people different trees, without having to read anything.
"""

import base64
import binascii
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path

from aval.proofs import notes
from aval.proofs.checkpoints import Checkpoint, CheckpointError
from aval.proofs.cosignatures import Cosigner
from aval.proofs.notes import NoteError, Verifier
from aval.proofs.tree import HASH_SIZE, ProofError, verify_consistency

BODY_MAX = 256 * 1024
HASHES_MAX = 63
TEXT, SIZE = "text/plain; charset=utf-8", "text/x.tlog.size"

_OLD = re.compile(rb"old (0|[1-9][0-9]{0,18})")
_TABLES = """
CREATE TABLE IF NOT EXISTS log (origin TEXT NOT NULL, vkey TEXT NOT NULL, PRIMARY KEY (origin, vkey)) STRICT;
CREATE TABLE IF NOT EXISTS head (
    origin TEXT PRIMARY KEY, size INTEGER NOT NULL, root BLOB NOT NULL, note BLOB NOT NULL, at INTEGER NOT NULL
) STRICT;
"""


class RequestError(ValueError):
    """The bytes are no request to cosign."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a log sends: from which size on, the proof, and its signed head."""

    old: int
    proof: tuple[bytes, ...]
    note: bytes

    def to_bytes(self) -> bytes:
        """Return the body of the request."""
        lines = [b"old %d" % self.old, *map(base64.b64encode, self.proof), b""]
        return b"".join(line + b"\n" for line in lines) + self.note

    @classmethod
    def from_bytes(cls, body: bytes) -> "Request":
        """Read the body of a request.

        :raises RequestError: if it is none
        """
        head, gap, note = body.partition(b"\n\n")
        first, *lines = head.split(b"\n")
        old = _OLD.fullmatch(first)
        if old is None or not gap:
            raise RequestError("it begins with the old size, and has an empty line before the checkpoint")
        if len(lines) > HASHES_MAX:
            raise RequestError(f"more than {HASHES_MAX} hashes")
        return cls(int(old[1]), tuple(map(_hash, lines)), note)


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back: a status, a body, and its type."""

    status: HTTPStatus
    body: bytes
    content_type: str = TEXT


@dataclass(frozen=True, slots=True)
class Seen:
    """The last head of a log that a witness cosigned, and when, in seconds since 1970."""

    origin: str
    size: int
    root: bytes
    note: bytes
    at: int


class Store:
    """What a witness must not forget: the logs it knows, and the last head of each."""

    def __init__(self, path: Path) -> None:
        """Open the file, and make it where it is missing."""
        self._path = path
        with self._open() as database:
            database.executescript(_TABLES)

    def add_log(self, origin: str, verifier: Verifier) -> None:
        """Get to know a log, or one more key of it."""
        with self._open() as database:
            database.execute("INSERT OR IGNORE INTO log VALUES (?, ?)", [origin, verifier.vkey])

    def logs(self) -> dict[str, list[Verifier]]:
        """Return the known logs with their keys."""
        found: dict[str, list[Verifier]] = {}
        with self._open() as database:
            for origin, vkey in database.execute("SELECT origin, vkey FROM log ORDER BY origin, vkey"):
                found.setdefault(origin, []).append(Verifier.from_vkey(vkey))
        return found

    def seen(self, origin: str) -> Seen | None:
        """Return the last head of a log."""
        with self._open() as database:
            return _seen(database, origin)

    @contextmanager
    def moving(self, origin: str) -> Iterator["_Move"]:
        """Hold everybody else back while one head is compared and replaced; on disk when the context ends."""
        with self._open() as database:
            database.execute("BEGIN IMMEDIATE")
            try:
                yield _Move(database, _seen(database, origin))
            except BaseException:
                database.execute("ROLLBACK")
                raise
            database.execute("COMMIT")

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._path, timeout=10, isolation_level=None)) as database:
            database.execute("PRAGMA synchronous = FULL")
            yield database


@dataclass(frozen=True, slots=True)
class _Move:
    database: sqlite3.Connection
    seen: Seen | None

    def to(self, head: Checkpoint, note: bytes, at: int) -> None:
        self.database.execute(
            "INSERT OR REPLACE INTO head VALUES (?, ?, ?, ?, ?)", [head.origin, head.size, head.root, note, at]
        )


def _seen(database: sqlite3.Connection, origin: str) -> Seen | None:
    row = database.execute("SELECT origin, size, root, note, at FROM head WHERE origin = ?", [origin]).fetchone()
    return None if row is None else Seen(*row)


class Witness:
    """A witness: its keys, and what it has seen."""

    def __init__(self, store: Store, *cosigners: Cosigner) -> None:
        """Take the store, and the keys that cosign."""
        self._store = store
        self._cosigners = cosigners

    def add_checkpoint(self, body: bytes, at: int) -> Answer:
        """Answer ``POST /add-checkpoint``.

        :param at: now, in seconds since 1970
        """
        try:
            request = Request.from_bytes(body)
            # The signatures are looked at once it is known whose they should be.
            origin = Checkpoint.from_text(request.note.rpartition(b"\n\n")[0] + b"\n").origin
        except (RequestError, CheckpointError) as error:
            return _no(HTTPStatus.BAD_REQUEST, str(error))
        verifiers = self._store.logs().get(origin)
        if verifiers is None:
            return _no(HTTPStatus.NOT_FOUND, "unknown log")
        try:
            parsed, _ = notes.open_note(request.note, verifiers)
        except NoteError as error:
            return _no(HTTPStatus.FORBIDDEN, f"invalid signature: {error}")
        return self._move(request, parsed.text, at)

    def checkpoint(self, origin_hash: str) -> Answer:
        """Answer ``GET /<hex SHA-256 of an origin>/checkpoint``: the last head cosigned, for monitors and recovery."""
        for origin in self._store.logs():
            if sha256(origin.encode()).hexdigest() == origin_hash:
                seen = self._store.seen(origin)
                if seen is not None:
                    return Answer(HTTPStatus.OK, seen.note)
        return _no(HTTPStatus.NOT_FOUND, "nothing seen")

    def _move(self, request: Request, text: bytes, at: int) -> Answer:
        head = Checkpoint.from_text(text)
        if request.old > head.size:
            return _no(HTTPStatus.BAD_REQUEST, "the old size is above the checkpoint's")
        with self._store.moving(head.origin) as move:
            size = move.seen.size if move.seen else 0
            if request.old != size:
                return Answer(HTTPStatus.CONFLICT, b"%d\n" % size, SIZE)
            if move.seen and head.size == size and head.root != move.seen.root:
                return _no(HTTPStatus.CONFLICT, "another root at this size")
            try:
                _check(move.seen, request, head)
            except ProofError as error:
                return _no(HTTPStatus.UNPROCESSABLE_ENTITY, f"consistency proof: {error}")
            lines = b"".join(cosigner.cosign(text, at).to_line() for cosigner in self._cosigners)
            move.to(head, request.note + lines, at)
        return Answer(HTTPStatus.OK, lines)


def _check(seen: Seen | None, request: Request, head: Checkpoint) -> None:
    if seen is None or seen.size == 0:
        if request.proof:
            raise ProofError("nothing to prove from size 0")
        return
    verify_consistency(seen.size, head.size, request.proof, seen.root, head.root)


def _no(status: HTTPStatus, why: str) -> Answer:
    return Answer(status, f"{why}\n".encode())


def _hash(line: bytes) -> bytes:
    try:
        data = base64.b64decode(line, validate=True)
    except binascii.Error:
        data = b""
    if len(data) != HASH_SIZE or base64.b64encode(data) != line:
        raise RequestError("a line of the proof is not 32 bytes in base64")
    return data
