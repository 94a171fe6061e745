"""The start-up guard: a database that was restored from before what was published must not sign.

Two heads of one size with different roots are what a forged record looks like, whoever made them and however honestly.
So each process remembers the largest size of the site log that it knows of (from the published files at first), and
refuses to sign for a database that is behind it.
"""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from aval.kernel.refusals import Refusal
from aval.proofs import checkpoints
from aval.proofs.checkpoints import Checkpoint, CheckpointError
from aval.proofs.notes import NoteError
from aval.record import keys

LAST_SIGNED = "last-signed"
PUBLISHED = "checkpoint"


class RecordBehind(Refusal):
    """The database is older than what this site has published: nothing can be signed on it."""

    sentence = _("The record is closed for now: this site's database is older than what it has already published.")
    advice = _("Nothing that you wrote was kept. The site's operators have to bring the missing part back first.")
    status = 503


@dataclass(frozen=True, slots=True)
class Anchor:
    """A head of the site log that is known from outside the database."""

    source: str
    size: int
    root: bytes


@dataclass(slots=True)
class _Seen:
    size: int | None = None


_seen = _Seen()


def require(size: int) -> None:
    """Insist that the database's site log has not shrunk: called with every head that is about to be signed.

    :param size: of the site log, by the database
    :raises RecordBehind: if more than that was published, or seen by this process before
    """
    if _seen.size is None:
        _seen.size = max((anchor.size for anchor in anchors()), default=0)
    if size < _seen.size:
        raise RecordBehind
    _seen.size = size


def anchors() -> list[Anchor]:
    """Return the heads that the files beside the database speak of: the last one signed, and the published one."""
    folder = Path(settings.SITE_LOG_ROOT)
    found = []
    if (last := last_signed()) is not None:
        found.append(Anchor(str(folder / LAST_SIGNED), last.size, last.root))
    if (note := _read(folder / PUBLISHED)) is not None:
        try:
            head = checkpoints.verify(note, origin=keys.site_origin(), verifiers=keys.verifiers())
        except (NoteError, CheckpointError):
            return found
        found.append(Anchor(str(folder / PUBLISHED), head.size, head.root))
    return found


def last_signed() -> Checkpoint | None:
    """Return the last head of the site log that this installation made up its mind to sign."""
    text = _read(Path(settings.SITE_LOG_ROOT) / LAST_SIGNED)
    return None if text is None else Checkpoint.from_text(text)


def forget() -> None:
    """Forget what was seen: after a recovery, and between tests."""
    _seen.size = None


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
