"""The second reading: cutting entries out of the text with what the survey found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import repeat

from aval.channels.clock import Clock
from aval.channels.container import Container, Damage, Member
from aval.channels.entry import Attachment, Entry, Flag
from aval.channels.files import Files
from aval.channels.limits import Limits
from aval.channels.prints import Prints
from aval.channels.summary import AMBIGUOUS, DAY_FIRST, MONTH_FIRST, NONE, Dates
from aval.channels.texts import lines_in
from aval.channels.whatsapp.bodies import APP_MARKS, HEADS, Bodies, without_marks
from aval.channels.whatsapp.dates import read, written
from aval.channels.whatsapp.headers import ANY, NO_STYLE, Style, pattern_of
from aval.channels.whatsapp.moments import Moments, doubt_order, iso_date
from aval.channels.whatsapp.senders import Sender, Senders
from aval.channels.whatsapp.survey import survey

LABEL = r"(?:([^\n:]*+(?::(?!\ )[^\n:]*+)*+):\ )?"
OWN_STYLE = 0.5
BATCH = 200  # few enough that Python's garbage collector has nothing to look through
SECONDS_TOLERANCE, MINUTES_TOLERANCE = 5, 60
# Last characters of everything the app might have added to a person's words.
ENDS = frozenset((">", ")", ""))


Row = tuple[Moments, str, str, str, str | None, str]


class Reader:
    """One WhatsApp conversation."""

    source = "whatsapp"
    zone_needed = True

    def __init__(
        self,
        container: Container,
        member: Member,
        *,
        conversation: str,
        clock: Clock,
        day_first: bool | None,
        limits: Limits,
    ) -> None:
        self._container, self._member, self._limits = container, member, limits
        self._conversation = conversation
        found = self._survey = survey(member, limits)
        orders = _told(found.orders, day_first)
        self.dates = orders.get(found.style.dates, Dates(NONE)) if found.style else Dates(NONE)
        if self.dates.order == AMBIGUOUS:
            self.dates = Dates(AMBIGUOUS, alternatives=_alternatives(found.first_dates), certain=False)
        self.files = Files(container, {member.name})
        self._main = found.style or NO_STYLE
        self._precision = "s" if self._main.seconds else "min"
        self.platform = found.style.platform if found.style else None
        self.style = found.style.shape if found.style else None
        self.notes = tuple(f"name with a colon: {name} (known by {by})" for name, by in found.names.items())
        self._moments = [
            Moments(
                style,
                orders[style.dates].order,
                padded=found.padded.get(style.dates),
                padded_hours=found.padded_hours.get(style.shape),
                clock=clock,
            )
            for style in found.styles
        ]
        self._senders = Senders(found.labels, found.names, found.beginnings)
        self._plain_senders: Mapping[str | None, Sender] = self._senders.plain  # type: ignore[assignment]
        ios = bool(found.style and found.style.bracket)
        self._bodies = Bodies(ios=ios, reliable=found.marks_reliable, attach=self.files.attach)
        self._style_flags = {style.shape: self._style_doubt(style) for style in found.styles}

    @property
    def language(self) -> str | None:
        """The app's language, as far as its texts in the file show it (after reading)."""
        known = [(count, language) for language, count in self._bodies.languages.items() if language]
        return max(known)[1] if known else None

    def batches(self) -> Iterator[list[Entry]]:
        """All entries in file order, a few hundred at a time."""
        self._bodies.languages.clear()
        style = self._survey.style
        tolerance = SECONDS_TOLERANCE if style and style.seconds else MINUTES_TOLERANCE
        return doubt_order(self._cut(), tolerance)

    def _cut(self) -> Iterator[list[Entry]]:
        """Pieces of text from header to header, read as entries; a list for each block of the file."""
        styles, most = self._survey.styles, self._limits.entry_chars
        if not styles:
            return
        pattern = pattern_of(styles, LABEL)
        width = 2 * len(styles) + 3  # groups of the pattern, and the body after them
        prints, crlf = Prints(), self._survey.crlf
        rest, number, typed = "", 0, False
        for block in lines_in(self._member, most, self._container.damage):
            before, *parts = pattern.split(rest + block)
            if not parts:
                rest = before
            else:
                self._note("text-before-first-entry", before)
                rest = parts[-width] + parts[-1]
                batch = []
                for row in self._rows(parts[:-width], width):
                    batch.append(self._entry(*row, number, typed, prints))
                    typed = crlf and row[-1][-2:] != "\r\n"
                    number += 1
                    if len(batch) == BATCH:
                        yield batch
                        batch = []
                yield batch
            if len(rest) > most:
                # No message is this long: the rest up to the next header is left out, and said so.
                self._note("entry-too-long", f"entry {number}")
                rest = rest[:most] + "\n"
        _, *parts = pattern.split(rest)
        yield [self._entry(*row, number, typed, prints) for row in self._rows(parts, width)]

    def _rows(self, parts: list[str], width: int) -> Iterator[Row]:
        """The parts of a split text by entry."""
        columns = [parts[column::width] for column in range(width)]
        if width == 5 and not self._main.time_first:  # noqa: PLR2004
            return zip(repeat(self._moments[0]), *columns, strict=False)
        return (self._row(*row) for row in zip(*columns, strict=True))

    def _row(self, head: str, *groups: str) -> Row:
        """A row of a file that mixes styles, with the one that matched."""
        for index, moments in enumerate(self._moments):
            first, second = groups[2 * index], groups[2 * index + 1]
            if first:
                date_text, time_text = (second, first) if moments.style.time_first else (first, second)
                return moments, head, date_text, time_text, groups[-2], groups[-1]
        raise AssertionError(groups)

    def _entry(
        self,
        moments: Moments,
        head: str,
        date_text: str,
        time_text: str,
        label: str | None,
        body: str,
        number: int,
        typed: bool,  # noqa: FBT001
        prints: Prints,
    ) -> Entry:
        """The entry with this header and body.

        ``typed`` says that the line before the header ends as lines inside messages do (iOS ends entries with CRLF).
        This runs for every entry: what most entries don't need stands behind a cheap question.
        """
        body = body.rstrip("\r\n")
        raw = head + body
        if "\r" in body:
            body = body.replace("\r\n", "\n")
        if "\ufeff" in body:
            body = body.replace("\ufeff", "")
        at_local, at, flags, extra, minute = moments.of(date_text, time_text)
        sender = self._plain_senders.get(label)
        if sender is None:
            split = self._senders.without_label(body) if label is None else self._senders.split(label, body)
            sender, body = split
        author = sender.name
        if typed or sender.flags or moments.style is not self._main:
            flags += (
                sender.flags + self._style_flags[moments.style.shape] + ((Flag("line-end-differs"),) if typed else ())
            )

        kind, said, edited, deleted = "message", body, False, False
        attachments: tuple[Attachment, ...] = ()
        line_end = body.find("\n")
        if author is None:
            kind, said = "notice", without_marks(body)
        elif (
            body[-1:] in ENDS
            or body[:4].lower() in HEADS
            or body[0] in APP_MARKS
            or head[0] in APP_MARKS
            or (line_end >= 0 and body[line_end - 1] in ENDS)
        ):
            told = self._bodies.read(body, line_marked=head[0] in APP_MARKS)
            kind, said, attachments, edited, deleted, more, doubts = told
            extra = {**extra, **more} if more else extra
            flags += doubts
        if line_end >= 0 and author is not None:
            flags += _header_inside(body, line_end)
        # Joined as the file has them: whether "Obra: cocina: hola" is by "Obra" may be known in one export only.
        identity = prints.of(f"whatsapp\x1f{minute}\x1f{len(attachments)}\x1f{author}: {said}")
        # The constructor of a named tuple with twenty names costs as much as all the rest; this is what it calls.
        values = (
            "whatsapp", self._conversation, identity, number, at, at_local, author if kind != "notice" else None, kind,
            said, attachments, edited, deleted, None, None, raw, flags, author, identity, self._precision, extra,
        )  # fmt: skip
        return tuple.__new__(Entry, values)

    def _style_doubt(self, style: Style) -> tuple[Flag, ...]:
        """A doubt about every header in this style, when nearly all others are written in another one."""
        if style is self._main:
            return ()
        if self._survey.shares[self._main.shape] >= OWN_STYLE * self._survey.shares.total():
            return (Flag("style-differs", style.shape),)
        return ()

    def _note(self, code: str, detail: str) -> None:
        damage = Damage(code, without_marks(detail).strip()[:80])
        if damage.detail and damage not in self._container.damage:
            self._container.damage.append(damage)


def _header_inside(body: str, line_end: int) -> tuple[Flag, ...]:
    """A doubt when a line of a body after the first looks like a header, in whatever style."""
    found = ANY.search(body, line_end)
    if found is None:
        return ()
    return (Flag("header-in-body", body[found.start() : found.start() + 80].partition("\n")[0]),)


def _told(found: Mapping[str, Dates], day_first: bool | None) -> dict[str, Dates]:  # noqa: FBT001
    """The orders once the person's answer is taken in; it counts only where the file leaves the question open."""
    if day_first is None:
        return dict(found)
    told = Dates(DAY_FIRST if day_first else MONTH_FIRST, "told")
    return {key: told if dates.order == AMBIGUOUS or not dates.certain else dates for key, dates in found.items()}


def _alternatives(texts: list[str]) -> tuple[str, str] | None:
    """Both readings of the first date that has two."""
    for text in texts:
        numbers = written(text)
        if numbers is None:
            continue
        one, other = read(numbers, DAY_FIRST), read(numbers, MONTH_FIRST)
        if one and other and one != other:
            return iso_date(one), iso_date(other)
    return None
