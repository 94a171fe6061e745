"""The backend that the settings name; Django looks for ``DatabaseWrapper`` here."""

import logging
import re
from collections.abc import Sequence
from functools import cache
from select import POLLIN, POLLOUT, poll
from time import monotonic
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from django.db.backends.utils import debug_transaction
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, DiagnosticField, ExecStatus, TransactionStatus
from psycopg.pq.abc import PGresult

logger = logging.getLogger(__name__)

ASKED_AGAIN_AFTER = 5.0
"""Seconds. A server that went away is noticed so much later at the most, by the one request that fails then."""

Statement = tuple[str, Sequence[Any]]
"""A statement and its values, whose places are written ``%s``, or ``%b`` for the database's own form."""

_BINARY = 1
_BEGIN: Statement = ("BEGIN", ())
_COMMIT: Statement = ("COMMIT", ())
_PLACE = re.compile("%([sb])")


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, with three things for what passes most often.

    Most requests are spared the round trip by which Django asks each kept connection whether it still lives. Statements
    run past the cursors, prepared: parsed and planned once for each connection. And what nobody has to wait for is
    held until the next round trip, which is the commit if nothing else comes.
    """

    _asked_at = 0.0

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._prepared: dict[tuple[str, tuple[int, ...]], bytes] = {}
        self._held: list[Statement] = []
        self._following: list[Statement] = []

    def is_usable(self) -> bool:
        """Ask the server, unless it answered a moment ago and nothing has failed since."""
        if not self.errors_occurred and monotonic() - self._asked_at < ASKED_AGAIN_AFTER:
            return True
        usable: bool = super().is_usable()
        self._asked_at = monotonic() if usable else 0.0
        return usable

    def connect(self) -> None:
        """Connect, which is an answer too."""
        self._prepared, self._held, self._following = {}, [], []
        super().connect()
        self._values = Transformer(self.connection)
        self._asked_at = monotonic()

    def run(self, statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        """Run a statement, after those that are held, in the transaction under way; return its rows, if it has any.

        :raises psycopg.Error: what the database refuses
        """
        result = self._exchange([*self._take_held(), (statement, values)])[-1]
        if not result.nfields:
            return []
        self._values.set_pgresult(result)
        return self._values.load_rows(0, result.ntuples, tuple)

    def hold(self, statement: str, values: Sequence[Any]) -> None:
        """Keep a statement of which nobody needs the rows until the next round trip; what it raises is raised there."""
        self._held.append((statement, values))

    def follow(self, statement: str, values: Sequence[Any]) -> None:
        """Send a statement along with the commit, to run after it and by itself, unless all is rolled back.

        Where it fails, the log says so.
        """
        self._following.append((statement, values))

    def flush(self) -> None:
        """Run what is held.

        :raises psycopg.Error: what the database refuses
        """
        if self._held:
            self._exchange(self._take_held())

    def create_cursor(self, name: str | None = None) -> Any:
        """Run what is held before anything that goes by Django's own cursors."""
        self.flush()
        return super().create_cursor(name)

    def _commit(self) -> None:
        if self.connection is None or not (self._held or self._following):
            super()._commit()  # type: ignore[misc]  # the stubs leave it out
            return
        following, self._following = self._following, []
        with debug_transaction(self, "COMMIT"), self.wrap_database_errors:
            self._exchange([*self._take_held(), _COMMIT], following)

    def _rollback(self) -> None:
        self._held, self._following = [], []
        super()._rollback()  # type: ignore[misc]  # as above

    def _take_held(self) -> list[Statement]:
        held, self._held = self._held, []
        return held

    def _exchange(self, needed: Sequence[Statement], following: Sequence[Statement] = ()) -> list[PGresult]:
        """Run statements in one round trip and return the results of those that are needed.

        After one that fails, none of the others runs.
        """
        link = self.connection.pgconn
        if not self.connection.autocommit and link.transaction_status == TransactionStatus.IDLE:
            needed = [_BEGIN, *needed]
        statements = [*needed, *following]
        bound = [self._bound(*statement) for statement in statements]
        results = [link.exec_prepared(*bound[0])] if len(bound) == 1 else self._pipe(bound)
        for place, result in enumerate(results):
            if result.status in {ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK}:
                continue
            if place < len(needed):
                raise self._error(result)
            logger.warning("%s failed after the commit", statements[place][0], exc_info=self._error(result))
            break
        return results[: len(needed)]

    def _pipe(self, bound: Sequence[tuple[Any, ...]]) -> list[PGresult]:
        """Send prepared statements together, and wait for all that comes back."""
        link = self.connection.pgconn
        try:
            link.enter_pipeline_mode()
            for one in bound:
                link.send_query_prepared(*one)
            link.pipeline_sync()
            while link.flush():
                self._wait(POLLIN | POLLOUT)
            results: list[PGresult] = []
            while (result := self._next_result()) is not None:
                results.append(result)
            link.exit_pipeline_mode()
        except BaseException:
            # Whoever interrupts it leaves answers unread, and nobody could tell to what they belong.
            self.connection.close()
            raise
        return results

    def _next_result(self) -> PGresult | None:
        """Return what a statement came to, or None once nothing more comes."""
        link = self.connection.pgconn
        while True:
            while link.is_busy():
                self._wait(POLLIN)
            result: PGresult | None = link.get_result()
            if result is not None:
                return None if result.status == ExecStatus.PIPELINE_SYNC else result
            # Between two statements there is a None as well.
            if link.status == ConnStatus.BAD:
                raise psycopg.OperationalError("the connection was lost")

    def _wait(self, events: int) -> None:
        """Wait until the connection can be read, or written to; the other threads go on meanwhile."""
        link = self.connection.pgconn
        waiting = poll()
        waiting.register(link.socket, events)
        waiting.poll()
        link.consume_input()

    def _bound(
        self, statement: str, values: Sequence[Any]
    ) -> tuple[bytes, Sequence[Any] | None, Sequence[int] | None, int]:
        """Return the name under which a statement is prepared, its values as they are sent, and in which forms."""
        sent: Sequence[Any] | None = None
        types: tuple[int, ...] = ()
        formats: Sequence[int] | None = None
        if values:
            sent = self._values.dump_sequence(values, _numbered(statement)[1])
            types, formats = self._values.types or (), self._values.formats
        name = self._prepared.get((statement, types))
        if name is None:
            name = b"aval_%d" % len(self._prepared)
            result = self.connection.pgconn.prepare(name, _numbered(statement)[0], types)
            if result.status != ExecStatus.COMMAND_OK:
                raise self._error(result)
            self._prepared[statement, types] = name
        return name, sent, formats, _BINARY

    def _error(self, result: PGresult) -> psycopg.Error:
        if self.connection.pgconn.status == ConnStatus.BAD and result.error_field(DiagnosticField.SQLSTATE) is None:
            return psycopg.OperationalError(result.get_error_message())
        return error_from_result(result, encoding="utf-8")


@cache
def _numbered(statement: str) -> tuple[bytes, list[PyFormat]]:
    """Return a statement as the database reads it, with the form in which each value goes."""
    pieces = _PLACE.split(statement)
    texts, forms = pieces[::2], pieces[1::2]
    numbered = "".join(f"{text}${number}" for number, text in enumerate(texts[:-1], start=1)) + texts[-1]
    return numbered.encode(), [PyFormat(form) for form in forms]
