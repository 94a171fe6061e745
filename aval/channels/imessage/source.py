"""Reading chat.db, and single blobs out of one."""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from aval.channels.clock import Clock
from aval.channels.container import Container, Damage, Member
from aval.channels.entry import Attachment, Entry, Flag
from aval.channels.files import Files
from aval.channels.imessage.bodies import ATTACHMENT, MAGIC, apple_moment, body_of, versions_of
from aval.channels.limits import Limits
from aval.channels.sources import Guess, Options
from aval.channels.structured import Structured, entry

NAME = "imessage"
LOOKED_FOR = (
    "Messages' database (chat.db)",
    "la base de datos de Mensajes (chat.db)",
    "o banco de dados do Mensagens (chat.db)",
)
ME = "(me)"
DATABASE, PLIST = b"SQLite format 3\0", b"bplist00"
# Of a damaged database even the message that says so may not be text.
BROKEN = (sqlite3.Error, UnicodeError)
BLOB_MAX = 16 * 1024 * 1024
ROUNDS, ROUND, BYTES_A_ROUND = 20_000, 1000, 64  # a database may cost so many instructions, more if it is large
_FIRST_TAPBACK, _TAPBACK_END = 2000, 4000
_TAPBACKS = ("loved", "liked", "disliked", "laughed", "emphasized", "questioned", "emoji", "sticker")
_COLUMNS = (
    "guid", "text", "attributedBody", "handle_id", "is_from_me", "date", "date_edited", "date_retracted",
    "associated_message_type", "associated_message_guid", "thread_originator_guid", "service", "item_type",
    "group_title", "message_summary_info", "subject",
)  # fmt: skip


def guess(container: Container) -> Guess | None:
    """By the tables of a database, or by the first bytes of a blob."""
    member = _member(container)
    if member is None:
        return None
    head = member.head(65_536)
    if head.startswith(DATABASE):
        if _has_messages(member):
            return Guess(NAME, 0.9, "a database with Messages' tables")
        return None
    if head.startswith(MAGIC):
        return Guess(NAME, 0.9, "a typed stream")
    if head.startswith(PLIST) and member.size <= BLOB_MAX and versions_of(member.head(BLOB_MAX)):
        return Guess(NAME, 0.9, "a property list with versions of a message")
    return None


def read(container: Container, options: Options, clock: Clock, limits: Limits) -> Structured:  # noqa: ARG001
    """All messages in the order of their moments."""
    member = _member(container)
    assert member is not None
    files = Files(container, {member.name})
    head = member.head(len(DATABASE))
    if head != DATABASE:
        return Structured(NAME, files, partial(_blob, member, head))
    reader = Structured(NAME, files, partial(_entries, container, member, files))
    reader.remarks.append("What the Mac had not yet written into chat.db (its -wal file) is missing.")
    return reader


def _member(container: Container) -> Member | None:
    alone = container.only()
    databases = [member for name, member in container.members.items() if name.endswith((".db", ".sqlite"))]
    return alone or (databases[0] if len(databases) == 1 else None)


def _has_messages(member: Member) -> bool:
    try:
        with _opened(member) as database:
            return {"message", "handle"} <= _tables(database)
    except BROKEN:
        # Cut or damaged: then its beginning has to tell.
        head = member.head(65_536)
        return b"CREATE TABLE message" in head and b"CREATE TABLE handle" in head


@contextmanager
def _opened(member: Member) -> Iterator[sqlite3.Connection]:
    """The database, for reading only and distrusted."""
    with tempfile.NamedTemporaryFile(prefix="aval-") as copy:
        for chunk in member.chunks():
            copy.write(chunk)
        copy.flush()
        address = f"{Path(copy.name).as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(address, uri=True)) as database:
            budget = [ROUNDS + member.size // BYTES_A_ROUND]

            def spend() -> int:
                budget[0] -= 1
                return int(budget[0] <= 0)

            database.set_progress_handler(spend, ROUND)
            database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 4 * BLOB_MAX)
            database.execute("PRAGMA trusted_schema = OFF")
            database.execute("PRAGMA cell_size_check = ON")
            database.execute("PRAGMA mmap_size = 0")
            # Text in another encoding than it claims must not stop the reading.
            database.text_factory = lambda data: data.decode("utf-8", "replace")
            database.row_factory = sqlite3.Row
            yield database


def _tables(database: sqlite3.Connection) -> set[str]:
    """Real tables only: a view could compute anything."""
    return {
        row[0]
        for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE TABLE%'")
    }


def _columns(database: sqlite3.Connection, table: str) -> set[str]:
    return {row[1] for row in database.execute(f"PRAGMA table_info({table})")}


def _entries(container: Container, member: Member, files: Files) -> Iterator[Entry]:
    try:
        with _opened(member) as database:
            yield from _rows(database, files)
    except BROKEN as error:
        damage = Damage("database-damaged", str(error))
        if damage not in container.damage:
            container.damage.append(damage)


def _rows(database: sqlite3.Connection, files: Files) -> Iterator[Entry]:
    tables = _tables(database)
    if "message" not in tables:
        raise sqlite3.DatabaseError("there is no table of messages")
    known = _columns(database, "message")
    columns = [name if name in known else f"NULL AS {name}" for name in _COLUMNS]
    people = _people(database) if "handle" in tables else {}
    rooms = _rooms(database, tables)
    attached = _attached(database, tables)
    query = f"SELECT ROWID AS row, {', '.join(columns)} FROM message ORDER BY date, ROWID"  # noqa: S608 (own names)
    for number, row in enumerate(database.execute(query)):
        yield _entry(row, number, people, rooms, attached, files)


def _people(database: sqlite3.Connection) -> dict[Any, str]:
    return {row[0]: str(row[1]) for row in database.execute("SELECT ROWID, id FROM handle")}


def _rooms(database: sqlite3.Connection, tables: set[str]) -> dict[Any, str]:
    """The conversation of each message, where the database has them."""
    if not {"chat", "chat_message_join"} <= tables:
        return {}
    known = _columns(database, "chat")
    if not {"display_name", "chat_identifier"} <= known:
        return {}
    return {
        row[0]: str(row[1] or row[2] or "")
        for row in database.execute(
            "SELECT j.message_id, c.display_name, c.chat_identifier FROM chat_message_join j"
            " JOIN chat c ON c.ROWID = j.chat_id"
        )
    }


def _attached(database: sqlite3.Connection, tables: set[str]) -> dict[Any, list[tuple[str, str, int | None]]]:
    """Name, media class and size of each message's files."""
    if not {"attachment", "message_attachment_join"} <= tables:
        return {}
    known = _columns(database, "attachment")
    wanted = [name if name in known else "NULL" for name in ("transfer_name", "filename", "mime_type", "total_bytes")]
    found: dict[Any, list[tuple[str, str, int | None]]] = {}
    for row in database.execute(
        f"SELECT j.message_id, {', '.join(wanted)} FROM message_attachment_join j"  # noqa: S608 (own names)
        " JOIN attachment ON attachment.ROWID = j.attachment_id"
    ):
        name = str(row[1] or str(row[2] or "").rpartition("/")[2])
        size = row[4] if isinstance(row[4], int) and row[4] > 0 else None
        found.setdefault(row[0], []).append((name, str(row[3] or "").partition("/")[0], size))
    return found


def _entry(
    row: sqlite3.Row,
    number: int,
    people: dict[Any, str],
    rooms: dict[Any, str],
    attached: dict[Any, list[tuple[str, str, int | None]]],
    files: Files,
) -> Entry:
    blob = row["attributedBody"]
    body = body_of(blob) if isinstance(blob, bytes) else None
    written = row["text"] if isinstance(row["text"], str) else None
    text = written if written is not None else body.text if body else ""
    handle = people.get(row["handle_id"], "")
    own_id = str(row["guid"] or f"row:{row['row']}")
    history = versions_of(row["message_summary_info"]) if isinstance(row["message_summary_info"], bytes) else []
    kind, deleted = _kind(row, text)
    extra = {key: str(row[key]) for key in ("service", "subject", "group_title") if row[key]}
    extra |= {f"version_{place}": version.text for place, version in enumerate(history, 1)}
    if kind == "reaction":
        extra["reaction"] = _tapback(row["associated_message_type"])
    flags: tuple[Flag, ...] = ()
    if written is not None and body and written != body.text:
        flags = (Flag("texts-disagree", f"{written[:60]!r} / {body.text[:60]!r}"),)
    return entry(
        NAME,
        rooms.get(row["row"]) or handle,
        number,
        id=own_id,
        author=ME if row["is_from_me"] else handle or None,
        text="" if deleted else text.replace(ATTACHMENT, "").strip(),
        at=apple_moment(row["date"]),
        kind=kind,
        attachments=tuple(_files(attached.get(row["row"], []), body.files if body else (), files)),
        edited=bool(apple_moment(row["date_edited"])) or len(history) > 1,
        deleted=deleted,
        reply_to=_target(row) or None,
        thread=row["thread_originator_guid"] or None,
        raw=json.dumps({key: row[key] for key in row.keys() if not isinstance(row[key], bytes)}, ensure_ascii=False),  # noqa: SIM118 (a Row iterates over values)
        flags=flags,
        precision="ms",
        extra=extra,
    )


def _kind(row: sqlite3.Row, text: str) -> tuple[str, bool]:
    """The kind, and whether the message was taken back."""
    kind = row["associated_message_type"]
    if isinstance(kind, int) and _FIRST_TAPBACK <= kind < _TAPBACK_END:
        return "reaction", False
    if row["item_type"] and not text:
        return "notice", False
    return "message", bool(apple_moment(row["date_retracted"]))


def _tapback(kind: int) -> str:
    removed = kind >= _FIRST_TAPBACK + 1000
    index = kind % 1000
    name = _TAPBACKS[index] if index < len(_TAPBACKS) else str(kind)
    return f"removed {name}" if removed else name


def _target(row: sqlite3.Row) -> str:
    """The message that this one answers or reacts to; a tapback's has the part in front ("p:0/")."""
    associated = str(row["associated_message_guid"] or "").rpartition("/")[2].removeprefix("bp:")
    return associated or str(row["thread_originator_guid"] or "")


def _files(listed: list[tuple[str, str, int | None]], transfers: tuple[str, ...], files: Files) -> Iterator[Attachment]:
    """Files that the database lists; where it lists none, those that the text only marks."""
    for name, media, size in listed:
        kind = media if media in ("image", "video", "audio") else "document"
        found = files.attach(name, kind)
        yield found if found.present else found._replace(size=size)
    if not listed:
        for transfer in transfers:
            yield Attachment(transfer, omitted=True)


def _blob(member: Member, head: bytes) -> Iterator[Entry]:
    """A single blob: the text it holds, or every version of it."""
    blob = member.head(BLOB_MAX)
    if not head.startswith(PLIST):
        body = body_of(blob)
        if body:
            attachments = tuple(Attachment(name, omitted=True) for name in body.files)
            text = body.text.replace(ATTACHMENT, "\n" if len(body.files) > 1 else "").strip()
            yield entry(
                NAME, "", 0, id="blob", author=None, text=text, attachments=attachments, precision="unknown",
                raw=body.text, identity=(member.sha256(),),
            )  # fmt: skip
        return
    for number, version in enumerate(versions_of(blob)):
        yield entry(
            NAME, "", number, id=f"version:{number + 1}", author=None, text=version.text.strip(), at=version.at,
            edited=number > 0, reply_to="version:1" if number else None, raw=version.text, precision="ms",
            extra={"part": version.part}, identity=(member.sha256(), str(number)),
        )  # fmt: skip
