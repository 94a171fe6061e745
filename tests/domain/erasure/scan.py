"""Looking for a marker everywhere that the running system keeps something, in whatever writing it may stand there."""

import base64
import json
import os
import quopri
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import psycopg
from psycopg import sql

from tests.conftest import SERVER

MARKER = "Zwölfmarke-7f3k9-Ñandú"
"""Not only ASCII, so that its writings differ."""


def _in_base64(data: bytes) -> Iterator[bytes]:
    # Base64 goes by threes: what is in the middle of other bytes has one of three spellings.
    for shift in range(3):
        whole = base64.b64encode(b"\0" * shift + data)
        yield whole[4 if shift else 0 : len(whole) // 4 * 4 - 4]


def writings(marker: str = MARKER) -> list[bytes]:
    """Return how the marker may be written."""
    data = marker.encode()
    found = [
        data,
        marker.encode("utf-16-le"),
        marker.encode("utf-16-be"),
        data.hex().encode(),
        data.hex().upper().encode(),
        json.dumps(marker)[1:-1].encode(),
        quopri.encodestring(data).strip(),
        urllib.parse.quote(marker).encode(),
        *_in_base64(data),
        *(one.replace(b"+", b"-").replace(b"/", b"_") for one in _in_base64(data)),
    ]
    return list(dict.fromkeys(found))


WRITINGS = writings()


def holds(data: bytes) -> bool:
    """Whether the marker is in it."""
    return any(one in data for one in WRITINGS)


def in_tables(database: str) -> set[str]:
    """Return the columns, as ``table.column``, that hold the marker in any row, whatever their type is."""
    found = set()
    with psycopg.connect(os.environ[SERVER], dbname=database, autocommit=True) as server:
        columns = server.execute(
            "SELECT c.table_schema, c.table_name, c.column_name, c.data_type FROM information_schema.columns c"
            " JOIN information_schema.tables t USING (table_schema, table_name)"
            " WHERE t.table_type = 'BASE TABLE' AND c.table_schema NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        for schema, table, column, kind in columns:
            value = sql.SQL("{}" if kind == "bytea" else "{}::text").format(sql.Identifier(column))
            rows = server.execute(
                sql.SQL("SELECT {} FROM {}.{} WHERE {} IS NOT NULL").format(
                    value, sql.Identifier(schema), sql.Identifier(table), sql.Identifier(column)
                )
            )
            if any(holds(bytes(one) if isinstance(one, bytes) else one.encode()) for (one,) in rows):
                found.add(f"{table}.{column}")
    return found


def in_files(folder: Path) -> set[str]:
    """Return the files below a folder whose name or bytes hold the marker, by their folder's name."""
    return {
        f"files/{path.relative_to(folder).parts[0] if 'incoming' in path.parts else 'stored'}"
        for path in folder.rglob("*")
        if path.is_file() and (holds(path.read_bytes()) or holds(path.name.encode()))
    }


def in_servers_files(database: str) -> set[str]:
    """Return the database's own files that hold the marker once it has cleaned up, its indexes among them."""
    with psycopg.connect(os.environ[SERVER], dbname=database, autocommit=True) as server:
        server.execute("VACUUM FULL")
        server.execute("CHECKPOINT")
        folder = Path(server.execute("SHOW data_directory").fetchone()[0])  # type: ignore[index]
        oid = server.execute("SELECT oid FROM pg_database WHERE datname = %s", [database]).fetchone()[0]  # type: ignore[index]
    return {path.name for path in (folder / "base" / str(oid)).iterdir() if path.is_file() and holds(path.read_bytes())}
