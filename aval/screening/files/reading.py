"""One file on its way through the readers: what it says is judged as it comes, and what it costs is counted."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from aval.screening.files import kinds
from aval.screening.files.limits import Limits
from aval.screening.files.verdicts import Doubt, FileVerdict, Found, Where
from aval.screening.names import file_name
from aval.screening.screen import screen
from aval.screening.verdicts import Context, Finding, Kind, Policy

EXCERPT_AROUND = 90
SHORT_MAX = 400
"""A text up to this long is shown whole."""


class Enough(Exception):
    """Nothing more is read: a limit was passed, or enough was found."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file or a part of one: its bytes, what it is called, and where within the whole it lies."""

    body: BinaryIO
    name: str
    size: int
    member: str = ""
    depth: int = 0

    def start(self, count: int) -> bytes:
        """Return its first bytes."""
        self.body.seek(0)
        return self.body.read(count)

    def whole(self) -> bytes:
        """Return all its bytes."""
        self.body.seek(0)
        return self.body.read()

    def path_of(self, name: str) -> str:
        """Return where a file of this name lies within the whole."""
        return f"{self.member} › {name}" if self.member else name

    def within(self, name: str, body: bytes) -> "Source":
        """Return a file that lies within this one."""
        return Source(io.BytesIO(body), PurePosixPath(name).name, len(body), self.path_of(name), self.depth + 1)


@dataclass(slots=True)
class Reading:
    """What was found so far, and what is left to spend."""

    limits: Limits
    policy: Policy
    context: Context
    name: str
    found: list[Found] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    characters: int = 0
    unpacked: int = 0
    members: int = 0
    readings: int = 0

    def read_whole(self, path: Path) -> None:
        """Read the file as it came. Never raises: what goes wrong becomes a doubt."""
        with self.doubting():
            self.say_name(self.name)
            size = path.stat().st_size
            if size > self.limits.bytes_max:
                raise self.enough(Doubt.TOO_LARGE)
            with path.open("rb") as body:
                self.read(Source(body, self.name, size))

    def read(self, source: Source) -> None:
        """Read a file, or one that lies within another, by the reader for its kind."""
        kinds.read(self, source)

    def say(self, where: Where, text: str, source: Source, *, page: int = 0) -> None:
        """Judge a text that stands in the file.

        :raises Enough: if there is more text than is read, or enough was found
        """
        text = text[: self.limits.characters - self.characters + 1]
        self.characters += len(text)
        for finding in screen(text, policy=self.policy, context=self.context).findings:
            self._keep(where, text, finding, source.member, page)
        if self.characters > self.limits.characters:
            raise self.enough(Doubt.TOO_LONG)

    def say_properties(self, values: dict[str, str], source: Source) -> None:
        """Judge a file's properties; the programs that wrote it may name their own site."""
        for name, value in values.items():
            for finding in screen(f"{name}: {value}", policy=self.policy, context=self.context).findings:
                if finding.kind is not Kind.LINK or not _names_a_program(name):
                    self._keep(Where.METADATA, f"{name}: {value}", finding, source.member, 0)

    def say_name(self, name: str, member: str = "") -> None:
        """Judge a name."""
        for finding in file_name(name, policy=self.policy).findings:
            self._keep(Where.NAME, name, finding, member, 0)

    def doubt(self, doubt: Doubt) -> None:
        """Note that something could not be judged, and go on with the rest."""
        if doubt not in self.doubts:
            self.doubts.append(doubt)

    def enough(self, doubt: Doubt) -> Enough:
        """Note why the rest is not read; the caller raises what this returns."""
        self.doubt(doubt)
        return Enough()

    @contextmanager
    def doubting(self) -> Iterator[None]:
        """Turn whatever goes wrong inside into a doubt.

        Formats are read by libraries that fail in many ways on purpose-made files; none of them may matter here.
        """
        try:
            yield
        except Enough:
            pass
        except MemoryError:
            self.doubt(Doubt.TOO_LARGE)
        except RecursionError:
            self.doubt(Doubt.TOO_DEEP)
        except Exception:  # noqa: BLE001 (see above)
            self.doubt(Doubt.DAMAGED)

    def count_member(self, depth: int) -> None:
        """Count a file within the file.

        :raises Enough: if there are too many, or they lie too deep
        """
        self.members += 1
        if self.members > self.limits.members or depth > self.limits.depth:
            raise self.enough(Doubt.TOO_DEEP)

    def read_packed(self, source: Source, name: str, body: bytes) -> None:
        """Read a file whose bytes stand inside another, such as a picture in a page.

        :raises Enough: if there are too many, or they hold too much
        """
        self.count_member(source.depth + 1)
        self.read(source.within(name, self.unpack(io.BytesIO(body), most=self.limits.member_bytes)))

    def unpack(self, stream: BinaryIO, *, most: int) -> bytes:
        """Take what a packed member holds, under the limits of one and of all.

        :raises Enough: if it holds more
        """
        most = min(most, self.limits.member_bytes, self.limits.unpacked_bytes - self.unpacked)
        body = stream.read(most + 1)
        if len(body) > most:
            raise self.enough(Doubt.TOO_LARGE)
        self.unpacked += len(body)
        return body

    def may_read_picture(self) -> None:
        """Count a picture that is read for its text.

        :raises Enough: if there were too many
        """
        self.readings += 1
        if self.readings > self.limits.readings:
            raise self.enough(Doubt.TOO_LONG)

    def verdict(self, seconds: float) -> FileVerdict:
        """Sum up."""
        return FileVerdict(tuple(self.found), tuple(self.doubts), round(seconds, 3))

    def _keep(self, where: Where, text: str, finding: Finding, member: str, page: int) -> None:
        start, end = 0, len(text)
        if end > SHORT_MAX:
            start, end = max(0, finding.start - EXCERPT_AROUND), min(end, finding.end + EXCERPT_AROUND)
        shown = replace(finding, start=finding.start - start, end=finding.end - start, message=0)
        kept = Found(where, text[start:end], shown, member, page)
        # The same page drawn twice, or a name that stands in every part of a document, is one thing to its author.
        if not any(_alike(kept, other) for other in self.found):
            self.found.append(kept)
        if len(self.found) >= self.limits.findings:
            raise Enough


def _alike(one: Found, other: Found) -> bool:
    return _words(one) == _words(other) and (one.where, one.member, one.page) == (
        other.where,
        other.member,
        other.page,
    )


def _words(found: Found) -> str:
    return found.excerpt[found.finding.start : found.finding.end]


def _names_a_program(name: str) -> bool:
    return name.lower() in {"creator", "producer", "software", "creatortool", "generator", "application"}
