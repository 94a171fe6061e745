"""What a dossier brings from the site's log: the contract's heads in it, who saw that log, and when.

All of it hangs on one signed head of the site's log, and says as much of the events' times as some tens of stamps can.
"""

import logging
from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from itertools import pairwise
from typing import TypeVar
from uuid import UUID

from cryptography.hazmat.primitives.serialization import Encoding
from django.db import connection

from aval.proofs import notes, stamps
from aval.proofs.checkpoints import Checkpoint
from aval.proofs.dossier import SiteEntry, SiteEvidence, SiteKeys, SiteNamed, SiteStamp
from aval.proofs.sitelog import HeadEntry, blind_of, parse_entry
from aval.proofs.stamps import StampError, Trust
from aval.proofs.tiles import TileError, TileTree
from aval.proofs.tree import Tree
from aval.record import keys, sitelog, stamping, standing
from aval.record.anchoring import PROMISE, PROOF
from aval.record.models import Event, KeyStatement, Log, SiteHead, Stamp
from aval.record.standing import Place

logger = logging.getLogger(__name__)

STAMPS_MAX = 20
"""At most so many moments after which events were not made, and as many before which they were not."""
WITNESSED_WITHIN = timedelta(days=1)
"""A head that enough witnesses saw is taken instead of the newest one, unless it is older by more than this."""

_T = TypeVar("_T")


def of(contract_id: UUID, size: int, only: Collection[int] | None = None) -> SiteEvidence | None:
    """Return what the site's log shows of a contract's first events; None if it holds no head of them yet.

    :param size: how many events the dossier has; heads of later ones are left out
    :param only: the events that it discloses: of the others it shall not tell when they were made; all unless told
    """
    known = [place for place in standing.places(contract_id) if place.size <= size]
    for head in _heads() if known else ():
        places = [place for place in known if place.position < head.size]
        if places:
            try:
                return _Collector(contract_id, size, head, places, only).collect()
            except (OSError, TileError) as error:
                # The proofs come from the published files. A dossier without them is still one, and says so.
                logger.warning("no proof from the site log for a dossier of %s: %s", contract_id, error)
                return None
    return None


def _heads() -> Iterable[SiteHead]:
    newest, witnessed = SiteHead.objects.order_by("-size").first(), standing.quorum_head()
    if newest is None:
        return
    said = KeyStatement.objects.order_by("-number").first()
    # A head from before the root spoke last would bring keys that are no longer good, or not those that sign now.
    is_known = witnessed is not None and (said is None or said.position < witnessed.size)
    if witnessed is not None and is_known and newest.at - witnessed.at <= WITNESSED_WITHIN:
        yield witnessed
    yield newest


class _Collector:
    """Evidence in the making: which entries and stamps say the most, and the proofs of them."""

    def __init__(
        self, contract_id: UUID, size: int, head: SiteHead, places: Sequence[Place], only: Collection[int] | None
    ) -> None:
        self._contract_id = contract_id
        self._size = size
        self._head = head
        self._places = places
        self._only = None if only is None else frozenset(only)
        self._site: TileTree = sitelog.tree(head.size)
        self._trusted = _trusted()

    def collect(self) -> SiteEvidence:
        made = [one for one in self._stamps(stamping.RFC3161) if one.authority in self._trusted]
        pairs = self._not_after(made)
        named, before = self._not_before(made)
        entries = {place.number: place for place, _stamp in pairs} | {self._places[-1].number: self._places[-1]}
        chosen = {stamp.position: stamp for _place, stamp in pairs} | {stamp.position: stamp for stamp in before}
        chosen |= {stamp.position: stamp for stamp in self._newest_of_each(made)}
        good = [stamp for _position, stamp in sorted(chosen.items()) if self._is_good(stamp)]
        anchors = self._newest_of_each(self._stamps(PROOF))
        reach = {one.authority: one.size for one in anchors}
        promised = self._newest_of_each(self._stamps(PROMISE))
        anchors += [one for one in promised if one.size > reach.get(one.authority, 0)]
        return SiteEvidence(
            checkpoint=sitelog.with_cosignatures(self._head),
            policy=standing.policy(),
            entries=self._entries([entries[number] for number in sorted(entries)]),
            stamps=[self._stamp(one) for one in sorted([*good, *anchors], key=lambda one: one.position)],
            named=[
                SiteNamed(size=size, root=self._site.root(size), consistency=self._site.consistency_proof(size))
                for size in named
            ],
            certificates=b"".join(_pem(self._trusted[name]) for name in sorted({one.authority for one in good})),
            keys=self._keys(),
        )

    def _keys(self) -> SiteKeys | None:
        """Return what the offline root said last, with the roots that this installation was told of and that signed."""
        said = KeyStatement.objects.filter(position__lt=self._head.size).order_by("-number").first()
        if said is None:
            return None
        note = bytes(said.note)
        try:
            _parsed, signed = notes.open_note(note, sitelog.roots())
        except notes.NoteError as error:
            logger.warning("key statement %s is left out of a dossier: %s", said.number, error)
            return None
        path = self._site.inclusion_proof(said.position)
        return SiteKeys(note=note, roots=[root.vkey for root in signed], position=said.position, path=path)

    def _stamps(self, kind: str) -> list[Stamp]:
        """Return the stamps whose own hashes are below the head, in the order of the heads that they are of."""
        return list(Stamp.objects.filter(kind=kind, position__lt=self._head.size).order_by("size", "position"))

    def _not_after(self, made: Sequence[Stamp]) -> list[tuple[Place, Stamp]]:
        """Return heads of the contract, each with the first stamp that covers it, and no other head below that."""
        sizes = [stamp.size for stamp in made]
        last: dict[int, Place] = {}
        for place in self._places:
            first = bisect_right(sizes, place.position)
            if first < len(made):
                last[first] = place
        pairs = [(place, made[first]) for first, place in sorted(last.items())]
        ends = [0, *(place.size for place, _stamp in pairs)]
        wanted = [pair for pair, (begin, end) in zip(pairs, pairwise(ends), strict=True) if self._shows(begin, end)]
        return _thinned(wanted)

    def _not_before(self, made: Sequence[Stamp]) -> tuple[list[int], list[Stamp]]:
        """Return the sizes of heads that events name, and for each the newest stamp that it holds."""
        positions = sorted(made, key=lambda stamp: stamp.position)
        found = []
        for size in self._named():
            count = bisect_right([stamp.position for stamp in positions], size - 1)
            if count:
                found.append((size, positions[count - 1]))
        chosen = _thinned(found)
        return [size for size, _stamp in chosen], [stamp for _size, stamp in chosen]

    def _named(self) -> list[int]:
        """Return the sizes of the heads that the events to be shown name, in order."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT DISTINCT (convert_from(envelope, 'UTF8')::jsonb -> 'after' ->> 'size')::bigint"
                " FROM record_event WHERE contract_id = %s AND seq < %s AND (%s::bigint[] IS NULL OR seq = ANY(%s))"
                " ORDER BY 1",
                [self._contract_id, self._size, *[None if self._only is None else sorted(self._only)] * 2],
            )
            return [size for (size,) in cursor.fetchall() if size is not None and size <= self._head.size]

    def _newest_of_each(self, made: Iterable[Stamp]) -> list[Stamp]:
        """Return for each authority the first stamp that covers the newest head, or else its newest that covers any."""
        found: dict[str, Stamp] = {}
        for stamp in made:
            known = found.get(stamp.authority)
            is_enough = known is not None and known.size > self._places[-1].position
            if stamp.size > self._places[0].position and not is_enough:
                found[stamp.authority] = stamp
        return list(found.values())

    def _shows(self, begin: int, end: int) -> bool:
        return self._only is None or any(begin <= seq < end for seq in self._only)

    def _is_good(self, stamp: Stamp) -> bool:
        """Tell whether the certificates that are handed out with a stamp still bear it out."""
        text = Checkpoint(keys.site_origin(), stamp.size, self._site.root(stamp.size)).to_text()
        try:
            stamps.verify(bytes(stamp.token), text, self._trusted[stamp.authority])
        except StampError as error:
            logger.warning("a stamp by %s is left out of a dossier: %s", stamp.authority, error)
            return False
        return True

    def _entries(self, places: Sequence[Place]) -> list[SiteEntry]:
        key = bytes(Log.objects.values_list("site_key", flat=True).get(id=self._contract_id))
        leaves = Event.objects.filter(contract_id=self._contract_id, seq__lt=self._size).order_by("seq")
        log = Tree([bytes(leaf) for leaf in leaves.values_list("leaf", flat=True)])
        found = []
        for place in places:
            entry = parse_entry(place.entry)
            assert isinstance(entry, HeadEntry)
            found.append(
                SiteEntry(
                    number=place.number,
                    position=place.position,
                    size=place.size,
                    root=log.root(place.size),
                    entry=entry,
                    blind=blind_of(key, place.number),
                    consistency=log.consistency_proof(place.size),
                    path=self._site.inclusion_proof(place.position),
                )
            )
        return found

    def _stamp(self, stamp: Stamp) -> SiteStamp:
        return SiteStamp(
            kind=stamp.kind,
            authority=stamp.authority,
            token=bytes(stamp.token),
            position=stamp.position,
            size=stamp.size,
            root=self._site.root(stamp.size),
            consistency=self._site.consistency_proof(stamp.size),
            path=self._site.inclusion_proof(stamp.position),
        )


def _trusted() -> dict[str, Trust]:
    """Return the certificates of the authorities that this site asks now, by their names."""
    try:
        return {authority.name: authority.trust for authority in stamping.authorities()}
    except (StampError, OSError) as error:
        logger.warning("no stamps in a dossier: %s", error)
        return {}


def _pem(trust: Trust) -> bytes:
    return b"".join(one.public_bytes(Encoding.PEM) for one in (*trust.roots, *trust.intermediates))


def _thinned(found: Sequence[_T]) -> list[_T]:
    """Return at most as many as a dossier takes, evenly apart, the first and the last among them."""
    if len(found) <= STAMPS_MAX:
        return list(found)
    return [found[i * (len(found) - 1) // (STAMPS_MAX - 1)] for i in range(STAMPS_MAX)]
