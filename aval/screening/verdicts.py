"""The values that go in and out of screening."""

from dataclasses import dataclass
from enum import StrEnum

from aval.screening.sentences import sentence_for


class Policy(StrEnum):
    """Under which rule a text is judged."""

    CLOSED_GATE = "closed-gate"
    """Conversations before escrow, projects, proposals, reviews: nothing that leads outside."""
    OPEN_GATE = "open-gate"
    """A conversation whose contract is funded: nothing is refused."""
    PUBLIC_PROFILE = "public-profile"
    """Pages that anyone can read: as closed, and a person's own pages and @names count even without a cue."""


class Kind(StrEnum):
    """What was found."""

    EMAIL = "email"
    PHONE = "phone"
    LINK = "link"
    MEETING = "meeting"
    HANDLE = "handle"
    PAYMENT = "payment"
    ADDRESS = "address"
    INVITATION = "invitation"
    """Its wording reads like a way to meet or pay outside."""


class Disguise(StrEnum):
    """How it was hidden, as far as the reading could tell."""

    NONE = "none"
    LOOKALIKES = "look-alikes"
    """Letters of other alphabets, full-width, mathematical or enclosed forms, emoji digits."""
    INVISIBLE = "invisible"
    """Zero-width or direction controls, or combining marks, between the letters."""
    SPELLED = "spelled"
    """Digits or signs written as words."""
    SPACED = "spaced"
    """Letters or digits pulled apart by spaces or signs."""
    SWAPPED = "swapped"
    """Digits or signs in the place of letters, or the other way round."""
    REVERSED = "reversed"
    ENCODED = "encoded"
    """Base64, hexadecimal, character references, ROT13, Morse and the like."""
    SPLIT = "split"
    """Spread over several messages."""
    PARAPHRASED = "paraphrased"
    """Named without its name."""


@dataclass(frozen=True, slots=True)
class Context:
    """What the project is about, in the words of its own page.

    A project to build a WhatsApp bot talks of WhatsApp; that talk is then about the work. It never excuses a number,
    an address or a link that reaches a person.
    """

    subject: str = ""
    skills: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that has to wait for the gate, in code points [start, end) of the message it stands in.

    `confidence` lies between 0 and 1; `message` is the place of the text among those that were screened, 0 for a
    single text. What is spread over several messages is reported in the newest one that it touches.
    """

    start: int
    end: int
    kind: Kind
    disguise: Disguise
    confidence: float
    message: int = 0

    def sentence(self, language: str) -> str:
        """Tell the author what was seen and why it must wait, in "es", "pt" or "en" (also "pt-br"; else English)."""
        return sentence_for(self.kind, language)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What screening found, in the order of the text; nothing found means allowed."""

    findings: tuple[Finding, ...] = ()

    @property
    def flagged(self) -> bool:
        """Whether the text has to wait."""
        return bool(self.findings)

    def about(self, message: int) -> "Verdict":
        """Keep only what was found in one of the messages; earlier ones were judged when they were sent."""
        return Verdict(tuple(finding for finding in self.findings if finding.message == message))


ALLOWED = Verdict()
