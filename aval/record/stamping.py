"""Having the site log's head stamped by time authorities (RFC 3161), and entering each stamp in the site log.

A stamp of a head says that everything below it existed by then. The stamp's own hash in the log says that whatever
names a later head was made after it. Both together give each event a window that does not rest on the site's clock.
"""

import logging
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection

from aval.kernel.acts import Act
from aval.kernel.ids import new_id
from aval.kernel.transactions import unit
from aval.proofs import stamps
from aval.proofs.checkpoints import Checkpoint
from aval.proofs.sitelog import StampEntry
from aval.proofs.stamps import Stamped, StampError, Trust
from aval.record import keys, sitelog
from aval.record.models import SiteHead, SiteLeaf, Stamp

logger = logging.getLogger(__name__)

RFC3161 = "rfc3161"
IDLE = timedelta(hours=1)
"""With nothing new but stamps themselves, a head is stamped so often and no more."""
SECONDS_MAX = 20.0
TOKEN_MAX = 64 * 1024


@dataclass(frozen=True, slots=True)
class Authority:
    """Somebody who stamps: a name, an address, and the certificates by which the stamps are checked."""

    name: str
    url: str
    trust: Trust


class NoStamp(Exception):
    """The authority can't be reached, or its answer is not good."""


Send = Callable[[str, bytes], bytes]


def authorities() -> list[Authority]:
    """Return the authorities of ``AVAL_TIME_AUTHORITIES``: one a line, its name, its address and its certificates.

    :raises StampError: if a line is not of that form, or its file holds no root certificate
    """
    if not settings.TIME_AUTHORITIES:
        return []
    path = Path(settings.TIME_AUTHORITIES)
    found = []
    for line in path.read_text().splitlines():
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        if len(words) != 3:  # noqa: PLR2004 (name, address, file)
            raise StampError(f"{path}: a line has a name, an address and a file of certificates: {line}")
        found.append(Authority(words[0], words[1], Trust.from_pem((path.parent / words[2]).read_bytes())))
    return found


def stamp_all(act: Act, *, send: Send | None = None) -> int:
    """Have the newest head stamped by every authority; return how many did."""
    head = SiteHead.objects.order_by("-size").first()
    if head is None:
        return 0
    made = 0
    for authority in authorities():
        if not _is_due(act.at, authority, head):
            continue
        try:
            token, stamped = _stamp(authority, head, send or _send)
        except NoStamp as reason:
            logger.warning("time authority %s: %s", authority.name, reason)
            continue
        _keep(authority, head, token, stamped)
        made += 1
    if made:
        # The head that holds the stamps is what events name from now on.
        sitelog.run_once(act)
    return made


def text_of(head: SiteHead) -> bytes:
    """Return what is stamped: the text of the head, without its signatures."""
    return Checkpoint(keys.site_origin(), head.size, bytes(head.root)).to_text()


def _is_due(at: datetime, authority: Authority, head: SiteHead) -> bool:
    last = Stamp.objects.filter(kind=RFC3161, authority=authority.name).order_by("-size").first()
    if last is None:
        return True
    if last.size >= head.size:
        return False
    return is_news(last.size, head.size) or last.at is None or at - last.at >= IDLE


def is_news(old_size: int, size: int) -> bool:
    """Tell whether anything but stamps came into the site log between two sizes."""
    stamped = Stamp.objects.values_list("position", flat=True)
    return SiteLeaf.objects.filter(position__gte=old_size, position__lt=size).exclude(position__in=stamped).exists()


def _stamp(authority: Authority, head: SiteHead, send: Send) -> tuple[bytes, Stamped]:
    text = text_of(head)
    asked = stamps.ask(text)
    token = send(authority.url, asked.body)
    try:
        return token, stamps.verify(token, text, authority.trust, nonce=asked.nonce)
    except StampError as error:
        raise NoStamp(f"its stamp is not good: {error}") from None


def _keep(authority: Authority, head: SiteHead, token: bytes, stamped: Stamped) -> None:
    with sitelog.alone(), unit():
        position = sitelog.enter(StampEntry.of(token).to_bytes())
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT record_site_stamp(%s, %s, %s, %s, %s, %s, %s)",
                [new_id(), head.size, RFC3161, authority.name, token, stamped.at, position],
            )


def _send(url: str, body: bytes) -> bytes:
    if not url.startswith(("https://", "http://")):
        raise NoStamp(f"{url} is no address that can be asked")
    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    request = urllib.request.Request(url, data=body, headers=headers)  # noqa: S310 (checked above)
    try:
        with urllib.request.urlopen(request, timeout=SECONDS_MAX) as answer:  # noqa: S310 (checked above)
            token: bytes = answer.read(TOKEN_MAX)
    except OSError as error:
        raise NoStamp(str(error)) from None
    return token
