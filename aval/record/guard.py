"""The start-up guard: a database that was restored from before what was published must not sign.

Two heads of one size with different roots are what a forged record looks like, whoever made them and however honestly.
So each process remembers the largest size of the site log that it knows of (from the published files at first), and
refuses to sign for a database that is behind it.
"""

import logging
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _

from aval.kernel.refusals import Refusal
from aval.proofs import checkpoints
from aval.proofs.checkpoints import Checkpoint, CheckpointError
from aval.proofs.notes import NoteError
from aval.record import keys
from aval.record.models import SiteHead

logger = logging.getLogger(__name__)

LAST_SIGNED = "last-signed"
PUBLISHED = "checkpoint"
WITNESSED = "witnessed"


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
    if (witnessed := _read(folder / WITNESSED)) is not None:
        source, size, root = witnessed.decode().split("\n")[:3]
        found.append(Anchor(source, int(size), bytes.fromhex(root)))
    if (published := _read(folder / PUBLISHED)) is not None:
        try:
            head = checkpoints.verify(published, origin=keys.site_origin(), verifiers=keys.verifiers())
        except (NoteError, CheckpointError):
            return found
        found.append(Anchor(str(folder / PUBLISHED), head.size, head.root))
    return found


def last_signed() -> Checkpoint | None:
    """Return the last head of the site log that this installation made up its mind to sign."""
    text = _read(Path(settings.SITE_LOG_ROOT) / LAST_SIGNED)
    return None if text is None else Checkpoint.from_text(text)


def note(anchor: Anchor) -> None:
    """Take in what a witness says of the site log; the other processes hear of it when they start.

    :raises RecordBehind: if the database is older than that, or holds another root at that size
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT size FROM record_sitestate WHERE id = 1")
        (size,) = cursor.fetchone()
    known = SiteHead.objects.filter(size=anchor.size).first()
    forked = known is not None and anchor.root not in {b"", bytes(known.root)}
    if size < anchor.size or forked:
        logger.critical("%s saw %s entries, the database has %s", anchor.source, anchor.size, size)
        folder = Path(settings.SITE_LOG_ROOT)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / WITNESSED).write_text(f"{anchor.source}\n{anchor.size}\n{anchor.root.hex()}\n")
        _seen.size = max(_seen.size or 0, anchor.size, size + 1)
        raise RecordBehind


def forget() -> None:
    """Forget what was seen: after a recovery, and between tests."""
    _seen.size = None


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
