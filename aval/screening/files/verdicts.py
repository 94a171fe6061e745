"""What comes out of looking at a file."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from aval.screening.files.sentences import doubt_in, place_in
from aval.screening.verdicts import Disguise, Finding, Kind


class Outcome(StrEnum):
    """What follows for the file while the gate is closed."""

    ALLOWED = "allowed"
    FOUND = "found"
    """Something in it must wait for the gate."""
    PERSON = "person"
    """No machine could judge it: a person has to look."""


class Where(StrEnum):
    """In which part of a file something was found."""

    NAME = "name"
    TEXT = "text"
    METADATA = "metadata"
    PICTURE = "picture"
    """Text that was read from a picture."""
    CODE = "code"
    """A QR code or another two-dimensional or bar code."""
    LINK = "link"
    """Where a link leads, which the reader does not see."""


class Doubt(StrEnum):
    """Why a file could not be judged."""

    SOUND = "sound"
    """Audio or video: nobody but a person can tell what is said in it."""
    ENCRYPTED = "encrypted"
    UNKNOWN = "unknown"
    """A format that is not read here."""
    DAMAGED = "damaged"
    TOO_LARGE = "too-large"
    TOO_LONG = "too-long"
    """Reading it takes more time than there is."""
    TOO_DEEP = "too-deep"
    """Too many files inside, or too many within one another."""


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that must wait, with the words around it: ``finding`` points into ``excerpt``."""

    where: Where
    excerpt: str
    finding: Finding
    member: str = ""
    """The path within the archive or document; empty for the file itself."""
    page: int = 0
    """The page it stands on, from 1; 0 where there are none."""

    def place(self, language: str) -> str:
        """Say where in the file it stands, in "es", "pt" or "en"."""
        return place_in(self.where, self.member, self.page, language)


@dataclass(frozen=True, slots=True)
class FileVerdict:
    """What was found, and why a person may have to look."""

    found: tuple[Found, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    seconds: float = 0.0
    """The processor time it took."""

    @property
    def outcome(self) -> Outcome:
        """What follows."""
        if self.found:
            return Outcome.FOUND
        return Outcome.PERSON if self.doubts else Outcome.ALLOWED

    def sentence(self, language: str) -> str:
        """Say why a person has to look at it, in "es", "pt" or "en"; empty if none has to."""
        return doubt_in(self.doubts[0], language) if self.doubts else ""

    def as_json(self) -> dict[str, Any]:
        """Return the verdict as plain values, for another process."""
        return {
            "found": [
                {
                    "where": str(one.where),
                    "excerpt": one.excerpt,
                    "member": one.member,
                    "page": one.page,
                    "start": one.finding.start,
                    "end": one.finding.end,
                    "kind": str(one.finding.kind),
                    "disguise": str(one.finding.disguise),
                    "confidence": one.finding.confidence,
                }
                for one in self.found
            ],
            "doubts": [str(doubt) for doubt in self.doubts],
            "seconds": self.seconds,
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "FileVerdict":
        """Read what ``as_json`` wrote.

        :raises KeyError, TypeError, ValueError: if it is something else
        """
        return cls(
            found=tuple(
                Found(
                    where=Where(one["where"]),
                    excerpt=str(one["excerpt"]),
                    finding=Finding(
                        int(one["start"]),
                        int(one["end"]),
                        Kind(one["kind"]),
                        Disguise(one["disguise"]),
                        float(one["confidence"]),
                    ),
                    member=str(one["member"]),
                    page=int(one["page"]),
                )
                for one in value["found"]
            ),
            doubts=tuple(Doubt(doubt) for doubt in value["doubts"]),
            seconds=float(value["seconds"]),
        )
