"""What imports and minutes say to the record."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aval.imports.sources import name_of
from aval.record.events import Event, FileRef, Text


@dataclass(frozen=True, slots=True)
class ImportConfirmed(Event):
    """A party brought in an outside conversation. Its entries follow, each as an event of its own."""

    KIND: ClassVar[str] = "imports.import-confirmed.1"
    import_id: UUID
    source: str
    file_name: Text
    file_sha256: str
    file_size: int
    program: str
    """Which version of our reader read it."""
    zone: str | None
    """The time zone that the party named, where the export holds none."""
    day_first: bool | None
    """How the party told days from months, where the export can't."""
    since: date | None
    until: date | None
    new: int
    matched: int
    known: int
    left_out: int
    notices: int
    flagged: int
    omission: Text | None

    def sentence(self) -> str:
        """Say it for people."""
        return ngettext(
            "brought in %(new)s message from %(source)s",
            "brought in %(new)s messages from %(source)s",
            self.new,
        ) % {"new": self.new, "source": name_of(self.source)}


@dataclass(frozen=True, slots=True)
class EntryRecorded(Event):
    """One message of an outside conversation, as a party's export has it."""

    KIND: ClassVar[str] = "imports.entry-recorded.1"
    entry_id: UUID
    import_id: UUID | None
    number: int
    side: str
    label: Text
    kind: str
    text: Text
    at: datetime | None
    at_local: str | None
    flags: tuple[str, ...] = ()
    edited: bool = False
    deleted: bool = False
    attachments: tuple[FileRef, ...] = ()
    missing_files: int = 0
    replaces: UUID | None = None

    def sentence(self) -> str:
        """Say it for people."""
        return _("brought in a message")


@dataclass(frozen=True, slots=True)
class EntryMatched(Event):
    """The other party's own export holds the same message."""

    KIND: ClassVar[str] = "imports.entry-matched.1"
    entry_id: UUID
    import_id: UUID

    def sentence(self) -> str:
        """Say it for people."""
        return _("has the same message in their own export")


@dataclass(frozen=True, slots=True)
class EntriesConfirmed(Event):
    """The other party says that these messages are as they were."""

    KIND: ClassVar[str] = "imports.entries-confirmed.1"
    import_id: UUID | None
    """None for a message that arrived live."""
    entry_ids: tuple[UUID, ...]

    def sentence(self) -> str:
        """Say it for people."""
        count = len(self.entry_ids)
        return ngettext("confirmed %(count)s imported message", "confirmed %(count)s imported messages", count) % {
            "count": count
        }


@dataclass(frozen=True, slots=True)
class EntryContested(Event):
    """The other party says that a message was not so, and why."""

    KIND: ClassVar[str] = "imports.entry-contested.1"
    entry_id: UUID
    reason: Text

    def sentence(self) -> str:
        """Say it for people."""
        return _("contested an imported message")


@dataclass(frozen=True, slots=True)
class AnswerTimeEnded(Event):
    """The other party was told of an import and let the time for an answer pass. Flagged entries stay open."""

    KIND: ClassVar[str] = "imports.answer-time-ended.1"
    import_id: UUID

    def sentence(self) -> str:
        """Say it for people."""
        return _("noted that the time to answer an import has passed")


@dataclass(frozen=True, slots=True)
class MinutesWritten(Event):
    """A party wrote down what was said in a call."""

    KIND: ClassVar[str] = "imports.minutes-written.1"
    minutes_id: UUID
    medium: str
    began_at: datetime
    length_minutes: int | None
    people: Text
    text: Text
    attachments: tuple[FileRef, ...] = ()

    def sentence(self) -> str:
        """Say it for people."""
        return _("wrote minutes of a call")


@dataclass(frozen=True, slots=True)
class MinutesAnswered(Event):
    """The other party confirmed, corrected or contested minutes."""

    KIND: ClassVar[str] = "imports.minutes-answered.1"
    minutes_id: UUID
    answer: str
    text: Text | None
    sentences: tuple[int, ...] = ()
    """Which sentences are contested, counted from 1."""

    def sentence(self) -> str:
        """Say it for people."""
        return {
            "confirmed": _("confirmed minutes of a call"),
            "corrected": _("corrected minutes of a call"),
        }.get(self.answer, _("contested minutes of a call"))


@dataclass(frozen=True, slots=True)
class MessageArrived(Event):
    """A message that arrived live, by mail or over a bridge, with what shows where it comes from."""

    KIND: ClassVar[str] = "imports.message-arrived.1"
    entry_id: UUID
    arrival_id: UUID
    source: str
    side: str
    proof: str
    kind: str
    sender: Text
    label: Text
    subject: Text | None
    text: Text
    quoted: Text | None
    evidence: Text
    """What was found out about its origin, as canonical JSON: results, and each DNS answer that they rest on."""
    original: FileRef | None
    at: datetime
    received_at: datetime
    claimed: bool
    """Whether a party said whose it is; otherwise the message itself shows it."""
    flags: tuple[str, ...] = ()
    edited: bool = False
    deleted: bool = False
    attachments: tuple[FileRef, ...] = ()
    missing_files: int = 0
    reply_to: UUID | None = None
    replaces: UUID | None = None

    def sentence(self) -> str:
        """Say it for people."""
        return _("took in a message from %(source)s") % {"source": name_of(self.source)}


@dataclass(frozen=True, slots=True)
class ArrivalHeld(Event):
    """A message arrived of which nothing shows that it is a party's; it waits for one of them to claim it."""

    KIND: ClassVar[str] = "imports.arrival-held.1"
    arrival_id: UUID
    source: str
    original: FileRef | None
    sender: Text
    evidence: Text

    def sentence(self) -> str:
        """Say it for people."""
        return _("holds a message from %(source)s that nobody has claimed") % {"source": name_of(self.source)}


@dataclass(frozen=True, slots=True)
class ArrivalSetAside(Event):
    """A party says that a message that arrived has nothing to do with the contract."""

    KIND: ClassVar[str] = "imports.arrival-set-aside.1"
    arrival_id: UUID
    source: str

    def sentence(self) -> str:
        """Say it for people."""
        return _("set a message aside that had arrived from %(source)s") % {"source": name_of(self.source)}


@dataclass(frozen=True, slots=True)
class BridgeLinked(Event):
    """A party linked a chat of another app: from now on its messages come into the record as they are written."""

    KIND: ClassVar[str] = "imports.bridge-linked.1"
    bridge_id: UUID
    source: str
    chat: Text

    def sentence(self) -> str:
        """Say it for people."""
        return _("linked a chat of %(source)s to this record") % {"source": name_of(self.source)}


@dataclass(frozen=True, slots=True)
class BridgeJoined(Event):
    """The other party, too, showed which sender they are in a linked chat."""

    KIND: ClassVar[str] = "imports.bridge-joined.1"
    bridge_id: UUID
    source: str

    def sentence(self) -> str:
        """Say it for people."""
        return _("joined the linked chat of %(source)s") % {"source": name_of(self.source)}


@dataclass(frozen=True, slots=True)
class BridgeEnded(Event):
    """A party ended a bridge: what is written there afterwards does not come in by itself."""

    KIND: ClassVar[str] = "imports.bridge-ended.1"
    bridge_id: UUID
    source: str

    def sentence(self) -> str:
        """Say it for people."""
        return _("ended the link to a chat of %(source)s") % {"source": name_of(self.source)}


@dataclass(frozen=True, slots=True)
class GapDismissed(Event):
    """A party says why nothing is missing where the record seemed to have a gap."""

    KIND: ClassVar[str] = "imports.gap-dismissed.1"
    gap: str
    word: Text

    def sentence(self) -> str:
        """Say it for people."""
        return _("said why nothing is missing from the record")
