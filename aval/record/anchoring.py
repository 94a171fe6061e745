"""Anchoring the site log's head in Bitcoin by OpenTimestamps calendars: free, and exact to some hours.

A calendar answers at once with a promise and has the proof some hours later. Both are kept as stamps without a time of
their own, for what the block's time is can only be said by whoever has the block: they narrow no event's window here,
but a dossier's reader with a node can check them when all authorities are gone.
"""

import logging
import urllib.request
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.db import connection

from aval.kernel.acts import Act
from aval.kernel.ids import new_id
from aval.kernel.transactions import unit
from aval.proofs import ots
from aval.proofs.ots import OtsError, Proof
from aval.proofs.sitelog import StampEntry
from aval.record import sitelog, stamping
from aval.record.models import SiteHead, Stamp

logger = logging.getLogger(__name__)

PROMISE, PROOF = "ots-promise", "opentimestamps"
AGE_MAX = timedelta(days=7)
"""A promise that was not kept by then is not asked for any more."""
SECONDS_MAX = 20.0
ANSWER_MAX = 10_000

Fetch = Callable[[str, bytes | None], bytes]


class NoCalendar(Exception):
    """The calendar can't be reached, has no proof yet, or its answer is not good."""


def anchor(act: Act, *, fetch: Fetch | None = None) -> int:
    """Ask each calendar to anchor the newest head, unless nothing is new; return how many promised."""
    head = SiteHead.objects.order_by("-size").first()
    made = 0
    for calendar in settings.OTS_CALENDARS if head is not None else ():
        assert head is not None
        last = Stamp.objects.filter(kind=PROMISE, authority=calendar).order_by("-size").first()
        if last is not None and not stamping.is_news(last.size, head.size):
            continue
        text = stamping.text_of(head)
        try:
            answer = (fetch or _fetch)(f"{calendar.rstrip('/')}/digest", sha256(text).digest())
            token = ots.build(sha256(text).digest(), answer)
            _check(token, text)
        except (NoCalendar, OtsError) as reason:
            logger.warning("calendar %s: %s", calendar, reason)
            continue
        _keep(PROMISE, calendar, head.size, token)
        made += 1
    if made:
        sitelog.run_once(act)
    return made


def upgrade(act: Act, *, fetch: Fetch | None = None) -> int:
    """Ask the calendars for the proofs that they promised; return how many there are now that were not."""
    done = set(Stamp.objects.filter(kind=PROOF).values_list("authority", "size"))
    made = 0
    for promise in Stamp.objects.filter(kind=PROMISE, authority__in=settings.OTS_CALENDARS).order_by("size"):
        head = SiteHead.objects.get(size=promise.size)
        if (promise.authority, promise.size) in done or act.at - head.at > AGE_MAX:
            continue
        try:
            token = _upgraded(promise, fetch or _fetch)
            found = _check(token, stamping.text_of(head))
        except (NoCalendar, OtsError) as reason:
            logger.info("calendar %s: %s", promise.authority, reason)
            continue
        if any(one.kind == "bitcoin" for one in found.attestations):
            _keep(PROOF, promise.authority, promise.size, token)
            made += 1
    if made:
        sitelog.run_once(act)
    return made


def _upgraded(promise: Stamp, fetch: Fetch) -> bytes:
    """Put what the calendar has by now in the place of its promise."""
    token = bytes(promise.token)
    pending = [one for one in Proof.from_bytes(token).attestations if one.kind == "pending"]
    if not pending:
        raise NoCalendar("the promise names no calendar")
    last = pending[-1]
    # The site asks the calendar that it was told of, whichever one the promise names.
    answer = fetch(f"{promise.authority.rstrip('/')}/timestamp/{last.digest.hex()}", None)
    return token[: last.start] + answer


def _check(token: bytes, text: bytes) -> Proof:
    proof = Proof.from_bytes(token)
    if not proof.is_of(text):
        raise OtsError("a proof of something else")
    return proof


def _keep(kind: str, calendar: str, size: int, token: bytes) -> None:
    with sitelog.alone(), unit():
        position = sitelog.enter(StampEntry.of(token).to_bytes())
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT record_site_stamp(%s, %s, %s, %s, %s, NULL, %s)",
                [new_id(), size, kind, calendar, token, position],
            )


def _fetch(url: str, body: bytes | None) -> bytes:
    if not url.startswith(("https://", "http://")):
        raise NoCalendar(f"{url} is no address that can be asked")
    headers = {"Accept": "application/vnd.opentimestamps.v1", "User-Agent": "aval"}
    request = urllib.request.Request(url, data=body, headers=headers)  # noqa: S310 (checked above)
    try:
        with urllib.request.urlopen(request, timeout=SECONDS_MAX) as answer:  # noqa: S310 (checked above)
            data: bytes = answer.read(ANSWER_MAX)
    except OSError as error:
        raise NoCalendar(str(error)) from None
    return data
