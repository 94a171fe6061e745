"""Opening an export: detect what it is, read it as a stream, look at it as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from aval.channels.clock import Clock
from aval.channels.container import Container, open_container
from aval.channels.entry import Entry
from aval.channels.files import Files
from aval.channels.limits import Limits
from aval.channels.refusals import AmbiguousDates, UnknownExport
from aval.channels.registry import SOURCES
from aval.channels.sources import Guess, Options, Reader, Source
from aval.channels.summary import AMBIGUOUS, Dates, Participant, Summary

THRESHOLD = 0.3
MOST_PARTICIPANTS = 10_000
NEVER = "~"  # after every ISO date


def detect(file: Path | str | BinaryIO, name: str = "") -> list[Guess]:
    """Which sources an upload may come from, best guess first; by content, never by its ending alone.

    :raises UnknownExport: if no source recognises it
    :raises BadArchive: if it is an archive that breaks a limit or a rule
    """
    with ExitStack() as stack:
        container = _open(file, name, Limits(), stack)
        return [guess for guess, _ in _guesses(container)]


def open_export(
    file: Path | str | BinaryIO,
    name: str = "",
    *,
    zone: str | None = None,
    day_first: bool | None = None,
    limits: Limits | None = None,
    source: str | None = None,
) -> Export:
    """Open an export (a path, or a binary file that seeks) for reading.

    ``name`` is the upload's own name. ``zone`` is the IANA zone of the phone, for exports without one; ``day_first``
    answers an earlier :class:`AmbiguousDates`; ``source`` overrides detection.

    :raises UnknownExport: if no source recognises it
    :raises BadArchive: if it is an archive that breaks a limit or a rule
    :raises UnknownZone: if there is no such zone
    """
    clock, bounds = Clock(zone), limits or Limits()
    with ExitStack() as stack:
        container = _open(file, name, bounds, stack)
        chosen = _chosen(container, source)
        reader = chosen.read(container, Options(day_first), clock, bounds)
        return Export(container, reader, clock, stack.pop_all())


class Export:
    """An opened export: iterate for its entries, ask for its summary and files, close it at the end."""

    def __init__(self, container: Container, reader: Reader, clock: Clock, stack: ExitStack) -> None:
        self._container, self._reader, self._clock, self._stack = container, reader, clock, stack
        self._summary: Summary | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file if this module opened it."""
        self._stack.close()

    def __iter__(self) -> Iterator[Entry]:
        """Entries in file order, as a stream; each iteration reads the file anew."""
        tally = Tally()
        self._reader.files.start_over()
        for batch in self._reader.batches():
            tally.add(batch)
            yield from batch
        self._summary = self._summarise(tally)

    @property
    def source(self) -> str:
        """Which source this is."""
        return self._reader.source

    @property
    def dates(self) -> Dates:
        """The order of day and month, with the evidence for it."""
        return self._reader.dates

    def require_dates(self) -> None:
        """Refuse to go on while days can't be told from months.

        :raises AmbiguousDates: with both readings of the first date
        """
        dates = self._reader.dates
        if dates.order == AMBIGUOUS:
            raise AmbiguousDates(*(dates.alternatives or ("?", "?")))

    @property
    def attachments(self) -> Files:
        """The files that came along."""
        return self._reader.files

    @property
    def summary(self) -> Summary:
        """The export at a glance; reads it through unless it was iterated to its end before."""
        if self._summary is None:
            for _ in self:
                pass
        assert self._summary is not None
        return self._summary

    def _summarise(self, tally: Tally) -> Summary:
        reader = self._reader
        return Summary(
            source=reader.source,
            name=self._container.name,
            conversations=tuple(tally.conversations),
            entries=tally.entries,
            messages=tally.entries - tally.kinds["notice"],
            kinds=dict(tally.kinds),
            participants=tally.participants(),
            first=tally.first,
            last=tally.last,
            earliest=tally.earliest if tally.latest else None,
            latest=tally.latest or None,
            dates=reader.dates,
            zone=self._clock.name,
            zone_needed=reader.zone_needed,
            platform=reader.platform,
            style=reader.style,
            language=reader.language,
            files=reader.files.tally(),
            flagged=dict(tally.flagged),
            damage=tuple(self._container.damage),
            notes=reader.notes,
        )


@dataclass(slots=True)
class _Author:
    entries: int
    first: str | None
    last: str | None


class Tally:
    """Counts entries as they pass."""

    def __init__(self) -> None:
        self.entries = 0
        self.kinds: Counter[str] = Counter()
        self.flagged: Counter[str] = Counter()
        self.conversations: dict[str, None] = {}
        self.first: str | None = None
        self.last: str | None = None
        self.earliest = NEVER
        self.latest = ""
        self._authors: dict[str, _Author] = {}

    def add(self, batch: list[Entry]) -> None:
        """Count some entries; column by column, which for a million of them makes a difference."""
        self.entries += len(batch)
        self.kinds.update(map(attrgetter("kind"), batch))
        if len(self.conversations) < MOST_PARTICIPANTS:
            self.conversations.update(dict.fromkeys(map(attrgetter("conversation"), batch)))
        for entry in batch:
            if entry.flags:
                self.flagged.update(flag.code for flag in entry.flags)
        when = [entry.at_local or (entry.at.isoformat() if entry.at else None) for entry in batch]
        known = [time for time in when if time is not None]
        if known:
            self.first, self.last = self.first or known[0], known[-1]
            self.earliest = min(self.earliest, *known)
            self.latest = max(self.latest, *known)
        authors = list(map(attrgetter("author"), batch))
        firsts = dict(zip(reversed(authors), reversed(when), strict=True))
        lasts = dict(zip(authors, when, strict=True))
        for author, count in Counter(authors).items():
            self._add_author(author, count, firsts[author], lasts[author])

    def _add_author(self, author: str | None, count: int, first: str | None, last: str | None) -> None:
        known = self._authors.get(author) if author is not None else None
        if known is not None:
            known.entries += count
            known.first, known.last = known.first or first, last or known.last
        elif author is not None and len(self._authors) < MOST_PARTICIPANTS:
            self._authors[author] = _Author(count, first, last)

    def participants(self) -> tuple[Participant, ...]:
        """Those who wrote, busiest first."""
        people = [Participant(label, who.entries, who.first, who.last) for label, who in self._authors.items()]
        return tuple(sorted(people, key=lambda person: (-person.entries, person.label)))


def _open(file: Path | str | BinaryIO, name: str, limits: Limits, stack: ExitStack) -> Container:
    if isinstance(file, Path | str):
        path = Path(file)
        return open_container(stack.enter_context(path.open("rb")), name or path.name, limits)
    return open_container(file, name or "upload", limits)


def _guesses(container: Container) -> list[tuple[Guess, Source]]:
    found = [(guess, source) for source in SOURCES if (guess := source.guess(container)) and guess.score >= THRESHOLD]
    if not found:
        raise UnknownExport([source.looked_for for source in SOURCES])
    return sorted(found, key=lambda pair: -pair[0].score)


def _chosen(container: Container, name: str | None) -> Source:
    if name is None:
        return _guesses(container)[0][1]
    told = [source for source in SOURCES if source.name == name]
    if told and told[0].guess(container) is not None:
        return told[0]
    # A person may insist where several sources would do, not where nothing of a source is there.
    raise UnknownExport([source.looked_for for source in told or SOURCES])
