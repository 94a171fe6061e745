"""The ways in which an export is refused; each one can say so to a person."""

from __future__ import annotations

from collections.abc import Sequence

from aval.channels.sentences import in_language, place_of


class ExportRefused(Exception):
    """An export can't be read; the subclass says why, :meth:`sentence` says it to a person."""

    def __init__(self, code: str, **values: object) -> None:
        self.code = code
        self.values = values
        super().__init__(self.sentence("en"))

    def sentence(self, language: str) -> str:
        """Why, in one sentence, in "es", "pt" or "en"."""
        return in_language(self.code, language, **self.values)


class UnknownExport(ExportRefused):
    """No source recognises the file; ``looked_for`` lists what would have been, each in every language."""

    def __init__(self, looked_for: Sequence[tuple[str, ...]]) -> None:
        self.looked_for = tuple(looked_for)
        super().__init__("unknown-export", looked_for="; ".join(each[0] for each in looked_for))

    def sentence(self, language: str) -> str:
        """The refusal in one sentence, in "es", "pt" or "en"."""
        place = place_of(language)
        return in_language(self.code, language, looked_for="; ".join(each[place] for each in self.looked_for))


class BadArchive(ExportRefused):
    """The archive is damaged, protected, over a limit or built to deceive; ``reason`` is the short code."""

    def __init__(self, reason: str, **values: object) -> None:
        self.reason = reason
        super().__init__(f"archive.{reason}", **values)


class AmbiguousDates(ExportRefused):
    """Nothing in the file tells days from months; ask the person and open again with ``day_first``."""

    def __init__(self, day_first: str, month_first: str) -> None:
        self.day_first = day_first
        self.month_first = month_first
        super().__init__("ambiguous-dates", day_first=day_first, month_first=month_first)


class UnknownZone(ExportRefused):
    """The name given for a time zone is none that the system knows."""

    def __init__(self, zone: str) -> None:
        super().__init__("unknown-zone", zone=zone)
