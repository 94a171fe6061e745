"""How the site log stands, where a contract stands in it, and between which moments its events were made."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection

from aval.proofs import receipts
from aval.proofs.policy import NOBODY, Policy
from aval.record import keys, sitelog
from aval.record.models import Cosignature, Log, SiteHead, SiteLeaf, Stamp


@dataclass(frozen=True, slots=True)
class Watcher:
    """A witness, and what it saw last."""

    name: str
    size: int | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Standing:
    """The site log for people: its size and root, who signs, who watches, when it was last stamped."""

    origin: str
    size: int
    root: str
    at: datetime | None
    fingerprints: tuple[str, ...]
    watchers: tuple[Watcher, ...]
    quorum_size: int | None
    stamped_at: datetime | None
    stamped_by: str
    has_statement: bool


@dataclass(frozen=True, slots=True)
class Window:
    """Between which moments an event was made, by authorities that are not the site; None where nobody says."""

    not_before: datetime | None
    not_after: datetime | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a contract's head stands in the site log."""

    position: int
    number: int
    size: int
    entry: bytes


def policy() -> Policy:
    """Return the policy by which this site's heads count: its own keys, and the witnesses of ``AVAL_RECORD_POLICY``.

    :raises aval.proofs.policy.PolicyError: if that file is no policy
    """
    return Policy.from_text(policy_text())


def policy_text() -> bytes:
    """Return the policy as a file that anybody may use."""
    own = "".join(f"log {verifier.named(keys.site_origin()).vkey}\n" for verifier in keys.verifiers())
    rules = Path(settings.RECORD_POLICY).read_text() if settings.RECORD_POLICY else f"quorum {NOBODY}\n"
    return (own + rules).encode()


def site() -> Standing:
    """Return how the site log stands."""
    head = SiteHead.objects.order_by("-size").first()
    rules = policy()
    last = {one.witness: one for one in Cosignature.objects.order_by("witness", "-size").distinct("witness")}
    stamp = Stamp.objects.exclude(at=None).order_by("-size").first()
    quorum = quorum_head()
    return Standing(
        origin=keys.site_origin(),
        size=head.size if head else 0,
        root=bytes(head.root).hex() if head else "",
        at=head.at if head else None,
        fingerprints=tuple(verifier.fingerprint for verifier in keys.verifiers()),
        watchers=tuple(
            Watcher(one.name, last[one.name].size, last[one.name].at)
            if one.name in last
            else Watcher(one.name, None, None)
            for one in rules.witnesses
        ),
        quorum_size=quorum.size if quorum else None,
        stamped_at=stamp.at if stamp else None,
        stamped_by=stamp.authority if stamp else "",
        has_statement=keys.statement() is not None,
    )


def quorum_head() -> SiteHead | None:
    """Return the newest head that enough witnesses saw; None if there is none, or nobody has to see it."""
    rules = policy()
    if rules.quorum == NOBODY:
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT size, array_agg(witness::text) FROM record_cosignature GROUP BY size ORDER BY size DESC LIMIT 100"
        )
        rows = cursor.fetchall()
    for size, names in rows:
        if rules.is_met(set(names)):
            return SiteHead.objects.get(size=size)
    return None


def places(contract_id: UUID) -> list[Place]:
    """Return where the contract's heads stand in the site log, in order."""
    rows = SiteLeaf.objects.filter(contract_id=contract_id).order_by("number")
    return [Place(row.position, row.number or 0, row.size or 0, bytes(row.entry)) for row in rows]


def site_receipt(contract_id: UUID, seq: int) -> bytes | None:
    """Return the proof that a head which holds this event is in the site log (a C2SP tlog-proof), if it is already.

    The head of the site log is the newest that enough witnesses saw, if it reaches so far; else the newest there is.
    The ``extra`` line names the contract's entry: its number among the contract's, and the size of its head.
    """
    leaf = SiteLeaf.objects.filter(contract_id=contract_id, size__gt=seq).order_by("number").first()
    if leaf is None:
        return None
    quorum = quorum_head()
    head = quorum if quorum and quorum.size > leaf.position else SiteHead.objects.order_by("-size").first()
    if head is None or head.size <= leaf.position:
        return None
    proof = sitelog.tree(head.size).inclusion_proof(leaf.position)
    extra = b"%d %d" % (leaf.number or 0, leaf.size or 0)
    return receipts.Receipt(leaf.position, tuple(proof), sitelog.with_cosignatures(head), extra).to_bytes()


def covered(contract_id: UUID) -> int:
    """Return how many of the contract's events are below the site log's newest head."""
    head = SiteHead.objects.order_by("-size").values_list("size", flat=True).first()
    leaves = SiteLeaf.objects.filter(contract_id=contract_id, position__lt=head or 0).order_by("-number")
    return leaves.values_list("size", flat=True).first() or 0


def site_key(contract_id: UUID) -> bytes:
    """Return the key that finds the contract's entries in the site log: for its two parties.

    :raises Log.DoesNotExist: if there is no such log
    """
    return bytes(Log.objects.values_list("site_key", flat=True).get(id=contract_id))


def windows(contract_id: UUID, *, first: int, last: int) -> Mapping[int, Window]:
    """Return for the events from one number to another between which moments they were made.

    Not before the stamp that the event's ``after`` holds; not after the first stamp of a head that holds the event.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT e.seq,
                (SELECT t.at FROM record_stamp t WHERE t.at IS NOT NULL
                    AND t.position < (convert_from(e.envelope, 'UTF8')::jsonb -> 'after' ->> 'size')::bigint
                 ORDER BY t.position DESC LIMIT 1),
                (SELECT t.at FROM record_stamp t WHERE t.at IS NOT NULL AND t.size > (
                    SELECT l.position FROM record_siteleaf l
                    WHERE l.contract_id = e.contract_id AND l.size > e.seq ORDER BY l.size LIMIT 1)
                 ORDER BY t.size, t.at LIMIT 1)
            FROM record_event e WHERE e.contract_id = %s AND e.seq BETWEEN %s AND %s ORDER BY e.seq
            """,
            [contract_id, first, last],
        )
        rows = cursor.fetchall()
    return {seq: Window(_utc(before), _utc(after)) for seq, before, after in rows}


def is_waiting() -> bool:
    """Tell whether there are events that the site log has not taken in yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM record_event e, record_sitestate s"
            " WHERE (e.xid, e.position) > (s.xid, s.position)), (SELECT size FROM record_sitestate)"
        )
        waiting, size = cursor.fetchone()
    head = SiteHead.objects.order_by("-size").first()
    return bool(waiting) or size > (head.size if head else 0)


def _utc(at: datetime | None) -> datetime | None:
    return None if at is None else at.astimezone(UTC)
