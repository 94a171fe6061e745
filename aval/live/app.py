"""The ASGI application: ``GET /events?topic=<ticket>&topic=<ticket>`` answers with server-sent events (WHATWG HTML).

Each event bears the ticket as its name, for the page to know whom to wake, and the event's number as its id.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings
from psycopg.conninfo import make_conninfo

from aval.conversation import tickets
from aval.live.hub import Hub, Listener
from aval.live.source import listen

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aval.config.settings")

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

HEARTBEAT = float(os.environ.get("AVAL_LIVE_HEARTBEAT", "20"))
"""Seconds of silence after which a comment goes out, so that nothing between us and the page hangs up."""
LISTENERS_MAX = int(os.environ.get("AVAL_LIVE_LISTENERS", "10000"))
TOPICS_MAX = 20
RETRY = b"retry: 3000\n\n"


class Live:
    """The application, and what it keeps while it runs: the hub, and the task that feeds it."""

    def __init__(self) -> None:
        self.hub = Hub()
        self._ready = asyncio.Event()
        self._source: asyncio.Task[None] | None = None

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one connection, or the process's own beginning and end."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            await self._serve(scope, receive, send)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._start()
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                await self._stop()
                await send({"type": "lifespan.shutdown.complete"})
                return

    def _start(self) -> None:
        if self._source is None or self._source.done():
            self._source = asyncio.create_task(listen(self.hub, _conninfo(), self._ready))

    async def _stop(self) -> None:
        if self._source is not None:
            self._source.cancel()
            with suppress(asyncio.CancelledError):
                await self._source

    async def _serve(self, scope: Message, receive: Receive, send: Send) -> None:
        self._start()
        if scope["path"] == "/healthz":
            await _answer(send, 200 if self._ready.is_set() else 503, b"ok" if self._ready.is_set() else b"starting")
        elif scope["path"] != "/events" or scope["method"] != "GET":
            await _answer(send, 404, b"there is nothing here but /events")
        elif self.hub.count >= LISTENERS_MAX:
            await _answer(send, 503, b"too many pages are open", (b"retry-after", b"30"))
        else:
            await self._events(scope, receive, send)

    async def _events(self, scope: Message, receive: Receive, send: Send) -> None:
        names = _topics(scope)
        if not names:
            await _answer(send, 403, b"a ticket is needed, and those given are not good")
            return
        listener = Listener(names)
        self.hub.join(listener)
        try:
            await self._ready.wait()
            await send({"type": "http.response.start", "status": 200, "headers": _headers(b"text/event-stream")})
            await send({"type": "http.response.body", "body": RETRY, "more_body": True})
            if any(name == b"last-event-id" for name, _value in scope["headers"]):
                # The page was away: whatever it missed, one look tells it.
                for topic in listener.topics:
                    listener.tell(topic, 0)
            await _first_done(_tell(listener, names, send), _gone(receive))
        finally:
            self.hub.leave(listener)


async def _tell(listener: Listener, names: dict[str, str], send: Send) -> None:
    while True:
        news = await listener.news(patience=HEARTBEAT)
        body = "".join(f"event: {names[topic]}\nid: {number}\ndata: {number}\n\n" for topic, number in news.items())
        await send({"type": "http.response.body", "body": (body or ": still here\n\n").encode(), "more_body": True})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _first_done(*works: Awaitable[None]) -> None:
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        # A page that goes away is no error, whichever of the two notices first.
        await asyncio.gather(*tasks, return_exceptions=True)


async def _answer(send: Send, status: int, body: bytes, *more: tuple[bytes, bytes]) -> None:
    headers = [*_headers(b"text/plain; charset=utf-8"), *more]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _topics(scope: Message) -> dict[str, str]:
    """Return the topics of the good tickets, each with its ticket."""
    now = datetime.now(UTC)
    asked = [value for name, value in parse_qsl(scope["query_string"].decode("latin-1")) if name == "topic"]
    read = ((tickets.read(ticket, at=now, key=settings.SECRET_KEY), ticket) for ticket in asked[:TOPICS_MAX])
    return {topic: ticket for topic, ticket in read if topic}


def _headers(media: bytes) -> Iterable[tuple[bytes, bytes]]:
    return [
        (b"content-type", media),
        (b"cache-control", b"no-store"),
        (b"x-accel-buffering", b"no"),
        (b"x-content-type-options", b"nosniff"),
        (b"access-control-allow-origin", settings.SITE_URL.encode()),
        (b"access-control-allow-credentials", b"true"),
        (b"vary", b"Origin"),
    ]


def _conninfo() -> str:
    database = settings.DATABASES["default"]
    # psycopg's own option and none of libpq's, which is all that a connection string can say.
    options = {name: value for name, value in database["OPTIONS"].items() if name != "prepare_threshold"}
    return make_conninfo(
        dbname=database["NAME"],
        user=database["USER"] or None,
        password=database["PASSWORD"] or None,
        host=database["HOST"] or None,
        port=database["PORT"] or None,
        application_name="aval live",
        **options,
    )


application = Live()
