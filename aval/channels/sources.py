"""What every source offers: a guess whether an upload is its own, and a reader for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from aval.channels.clock import Clock
from aval.channels.container import Container
from aval.channels.entry import Entry
from aval.channels.files import Files
from aval.channels.limits import Limits
from aval.channels.summary import Dates


class Guess(NamedTuple):
    """That an upload comes from a source: ``score`` from 0 to 1, ``why`` in English."""

    source: str
    score: float
    why: str


@dataclass(frozen=True, slots=True)
class Options:
    """What the person told about the file."""

    day_first: bool | None = None


class Reader(Protocol):
    """One opened export. ``language``, ``notes`` and the container's damage are complete once it was read through."""

    source: str
    zone_needed: bool
    platform: str | None
    style: str | None
    files: Files

    @property
    def dates(self) -> Dates:
        """The order of dates, as far as known."""

    @property
    def notes(self) -> tuple[str, ...]:
        """Remarks for people."""

    @property
    def language(self) -> str | None:
        """The app's language, if its texts show it."""

    def batches(self) -> Iterator[list[Entry]]:
        """All entries in file order, as many at a time as the source likes; may be called again."""


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of export; ``looked_for`` tells people what it would be, in English, Spanish and Portuguese."""

    name: str
    looked_for: tuple[str, str, str]
    guess: Callable[[Container], Guess | None]
    read: Callable[[Container, Options, Clock, Limits], Reader]
