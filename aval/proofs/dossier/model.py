"""What a dossier is written from: the log's bytes with what opens them, and the case in words for people."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import BinaryIO, Literal

from aval.proofs.notes import Signer
from aval.proofs.policy import Policy
from aval.proofs.sitelog import HeadEntry

Language = Literal["en", "es", "pt"]

Payload = bytes | Path | Callable[[], BinaryIO]
"""A payload's bytes: themselves, the file that holds them, or a function that opens a stream over them. The last two
are read twice and must give the same bytes both times."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A part that is disclosed: its payload and the salt of its commitment.

    ``name`` is the file's real name, if it has one; ``media_type`` its exact type, such as ``application/pdf``.
    """

    part: str
    salt: bytes
    payload: Payload
    media_type: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """A part that was erased: by which later event of this log, and on which ground (a code such as gdpr-17-1-a)."""

    part: str
    by: int
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """A part that exists and is not disclosed in this dossier."""

    part: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An event with its envelope's bytes, and one opening for each of its parts in the envelope's order."""

    envelope: bytes
    openings: Sequence[Opened | Erased | Withheld] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HiddenEvent:
    """An event that is not disclosed: its leaf hash is in the dossier, or a hash over it and withheld neighbours."""

    leaf: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteEntry:
    """A head of the contract in the site's log: its number among the contract's, and where it stands.

    ``size`` and ``root`` are the contract's head, ``consistency`` the proof that the dossier's head extends it;
    ``entry`` is what stands in the site's log, ``blind`` what opens it, ``path`` its inclusion in the site's head.
    """

    number: int
    position: int
    size: int
    root: bytes
    entry: HeadEntry
    blind: bytes
    consistency: Sequence[bytes]
    path: Sequence[bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteStamp:
    """A stamp of a head of the site's log (``size``, ``root``), which the site's head extends (``consistency``).

    ``kind`` is rfc3161, opentimestamps or ots-promise; ``position`` and ``path`` are the place of the token's own hash.
    """

    kind: str
    authority: str
    token: bytes
    position: int
    size: int
    root: bytes
    consistency: Sequence[bytes]
    path: Sequence[bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteNamed:
    """A head of the site's log that events name as ``after``, which the site's head extends."""

    size: int
    root: bytes
    consistency: Sequence[bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteKeys:
    """What the site's offline root says of its keys: the note, and the roots that signed it, as verifier keys.

    ``position`` and ``path`` are the place of the note's own hash in the site's log.
    """

    note: bytes
    roots: Sequence[str]
    position: int
    path: Sequence[bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteEvidence:
    """What the site's log shows of the contract: all of it under one signed head, with the cosignatures it has.

    ``entries`` are at least one and grow, ``stamps`` go by their positions, ``named`` by their sizes; ``certificates``
    are the authorities', in PEM; ``keys`` is the newest statement of an offline root, if there is one.
    """

    checkpoint: bytes
    policy: Policy
    entries: Sequence[SiteEntry]
    stamps: Sequence[SiteStamp] = ()
    named: Sequence[SiteNamed] = ()
    certificates: bytes = b""
    keys: SiteKeys | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Somebody in the case: the role and the name as people read them, and a line more if needed."""

    role: str
    name: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """A milestone as people read it; money and dates are formatted already."""

    number: int
    title: str
    money: str
    state: str
    due: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineRow:
    """One line of the story: when, who, what happened in a sentence, and the event that shows it.

    ``quote`` is what was said, word for word; ``money`` an amount, formatted already. Files of the event are linked
    without being named here.
    """

    at: datetime
    actor: str
    sentence: str
    seq: int | None = None
    quote: str = ""
    money: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """The case in words, for the page that people open first; all of it plain text in one language."""

    language: Language
    title: str
    summary: str = ""
    parties: Sequence[Party] = ()
    facts: Sequence[tuple[str, str]] = ()
    milestones: Sequence[Milestone] = ()
    timeline: Iterable[TimelineRow] = ()
    zone: tzinfo = UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """All that goes into a dossier.

    ``events`` are the log's from position 0, ``checkpoint`` its signed head at their number, ``heads`` earlier signed
    heads in growing order (at most 1,000), ``site_keys`` the site's verifier keys under the site's name. ``signer`` is
    the site's key, which seals the finished list of files; ``software`` names the program and its version; ``site`` is
    what the site's log shows, if it holds a head of the contract already.
    """

    events: Iterable[Event | HiddenEvent]
    checkpoint: bytes
    site_keys: Sequence[str]
    signer: Signer
    case: CaseFile
    made_at: datetime
    software: str
    heads: Sequence[bytes] = ()
    site: SiteEvidence | None = None
