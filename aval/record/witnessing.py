"""Asking witnesses to cosign the site log's newest head, and hearing from them whether this database is behind.

It happens apart from everything that people wait for: receipts are upgraded when a witness has answered.
"""

import logging
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus

from django.db import connection

from aval.kernel.acts import Act
from aval.kernel.transactions import unit
from aval.proofs import checkpoints, cosignatures
from aval.proofs.checkpoints import CheckpointError
from aval.proofs.notes import NoteError
from aval.proofs.policy import Witness
from aval.proofs.witness import BODY_MAX, Request
from aval.record import guard, keys, sitelog, standing
from aval.record.models import Cosignature, SiteHead

logger = logging.getLogger(__name__)

SECONDS_MAX = 5.0
TRIES = 2
"""The first try may only teach how far the witness is."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a witness answered over HTTP."""

    status: int
    body: bytes


Send = Callable[[str, bytes | None], Reply]


class NoAnswer(Exception):
    """The witness can't be reached, or answers nonsense."""


def ask_all(act: Act, *, send: Send | None = None) -> list[str]:
    """Ask every witness of the policy for the newest head; return the names of those who cosigned it now.

    One that can't be reached is asked again the next time.

    :raises aval.record.guard.RecordBehind: if a witness has seen more of this log than the database holds
    """
    found = []
    for witness in standing.policy().witnesses:
        if not witness.url:
            continue
        try:
            if _ask(act, witness, send or _send):
                found.append(witness.name)
        except NoAnswer as reason:
            logger.warning("witness %s: %s", witness.name, reason)
    if found:
        sitelog.publish()
    return found


def compare(*, send: Send | None = None) -> list[guard.Anchor]:
    """Return the last heads that the witnesses saw: asked before anything is signed after a start.

    :raises aval.record.guard.RecordBehind: if one of them is ahead of the database
    """
    found = []
    for witness in standing.policy().witnesses:
        if witness.url:
            try:
                anchor = _last_seen(witness, send or _send)
            except NoAnswer as reason:
                logger.warning("witness %s: %s", witness.name, reason)
                continue
            if anchor is not None:
                found.append(anchor)
    for anchor in found:
        guard.note(anchor)
    return found


def _ask(act: Act, witness: Witness, send: Send) -> bool:
    head = SiteHead.objects.order_by("-size").first()
    if head is None or Cosignature.objects.filter(size=head.size, witness=witness.name).exists():
        return False
    last = Cosignature.objects.filter(witness=witness.name).order_by("-size").first()
    old = last.size if last else 0
    for _try in range(TRIES):
        proof = sitelog.tree(head.size).consistency_proof(old) if 0 < old < head.size else []
        request = Request(old, tuple(proof), bytes(head.note))
        reply = send(f"{witness.url.rstrip('/')}/add-checkpoint", request.to_bytes())
        if reply.status == HTTPStatus.OK:
            _keep(act, witness, head, reply.body)
            return True
        if reply.status != HTTPStatus.CONFLICT or not reply.body.strip().isdigit():
            raise NoAnswer(f"it refused the head of {head.size} entries: {reply.status} {reply.body[:200]!r}")
        old = int(reply.body)
        if old > head.size:
            guard.note(guard.Anchor(f"witness {witness.name}", old, b""))
            # Another process may have gone on signing meanwhile; then this one asks again the next time.
            return False
    raise NoAnswer(f"it moved on to {old} while it was asked")


def _keep(act: Act, witness: Witness, head: SiteHead, lines: bytes) -> None:
    try:
        found = cosignatures.cosigned(bytes(head.note) + lines, [witness.verifier])
    except NoteError as error:
        raise NoAnswer(f"its cosignature is not good: {error}") from None
    if witness.verifier not in found:
        raise NoAnswer("it answered without a cosignature of the key that the policy knows")
    prefix = f"— {witness.verifier.name} ".encode()
    own = b"".join(line + b"\n" for line in lines.split(b"\n") if line.startswith(prefix))
    with unit(), connection.cursor() as cursor:
        cursor.execute("SELECT record_site_cosign(%s, %s, %s, %s)", [head.size, witness.name, own, act.at])


def _last_seen(witness: Witness, send: Send) -> guard.Anchor | None:
    place = sha256(keys.site_origin().encode()).hexdigest()
    reply = send(f"{witness.url.rstrip('/')}/{place}/checkpoint", None)
    if reply.status == HTTPStatus.NOT_FOUND:
        return None
    try:
        head = checkpoints.verify(reply.body, origin=keys.site_origin(), verifiers=keys.verifiers())
    except (NoteError, CheckpointError) as error:
        raise NoAnswer(f"what it saw last is no head of this log: {error}") from None
    return guard.Anchor(f"witness {witness.name}", head.size, head.root)


def _send(url: str, body: bytes | None) -> Reply:
    if not url.startswith(("https://", "http://")):
        raise NoAnswer(f"{url} is no address that can be asked")
    request = urllib.request.Request(url, data=body, headers={"Content-Type": "text/plain"})  # noqa: S310 (checked)
    try:
        with urllib.request.urlopen(request, timeout=SECONDS_MAX) as answer:  # noqa: S310 (checked above)
            return Reply(answer.status, answer.read(BODY_MAX))
    except urllib.error.HTTPError as error:
        with error:
            return Reply(error.code, error.read(BODY_MAX))
    except OSError as error:
        raise NoAnswer(str(error)) from None
