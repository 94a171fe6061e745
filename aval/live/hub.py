"""Who listens to what, and what each listener has not been told yet."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable


class Listener:
    """One open page. What it has not been told yet is one number for each topic, so it can't grow past its topics."""

    def __init__(self, topics: Iterable[str]) -> None:
        self.topics = tuple(topics)
        self._news: dict[str, int] = {}
        self._woken = asyncio.Event()

    def tell(self, topic: str, number: int) -> None:
        """Note that something happened; several notes of one topic become one."""
        self._news[topic] = max(number, self._news.get(topic, 0))
        self._woken.set()

    async def news(self, *, patience: float) -> dict[str, int]:
        """Wait for something to tell, for at most ``patience`` seconds; empty if nothing happened."""
        try:
            await asyncio.wait_for(self._woken.wait(), patience)
        except TimeoutError:
            return {}
        self._woken.clear()
        news, self._news = self._news, {}
        return news


class Hub:
    """All listeners of this process."""

    def __init__(self) -> None:
        self._listeners: dict[str, set[Listener]] = defaultdict(set)
        self.count = 0

    def join(self, listener: Listener) -> None:
        """Let a listener hear of its topics from now on."""
        self.count += 1
        for topic in listener.topics:
            self._listeners[topic].add(listener)

    def leave(self, listener: Listener) -> None:
        """Forget a listener."""
        self.count -= 1
        for topic in listener.topics:
            self._listeners[topic].discard(listener)
            if not self._listeners[topic]:
                del self._listeners[topic]

    def tell(self, topic: str, number: int) -> None:
        """Tell everybody who listens to a topic."""
        for listener in self._listeners.get(topic, ()):
            listener.tell(topic, number)

    def tell_all(self) -> None:
        """Tell everybody to look again: something may have been missed."""
        for topic, listeners in self._listeners.items():
            for listener in listeners:
                listener.tell(topic, 0)
