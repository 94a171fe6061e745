"""What a person's contracts add up to, and which reviews may be read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from aval.reputation.models import Review


@dataclass(frozen=True, slots=True)
class Figures:
    """A professional's proven record. Shares are between 0 and 1, None where there is nothing to count.

    :ivar completed: contracts that ended with something paid
    :ivar on_time: share of delivered milestones whose first delivery came by the agreed day
    :ivar accepted: share of ended milestones that the client accepted (or let pass by a signed silence clause)
    :ivar answer_hours: median time in hours between the other side's act and the professional's next one
    :ivar repeat_clients: clients who came back with another contract
    :ivar cases: milestones that went to a settlement or a ruling
    :ivar stars: mean of the open reviews
    :ivar reviews: how many open reviews there are
    """

    completed: int = 0
    on_time: float | None = None
    accepted: float | None = None
    answer_hours: float | None = None
    repeat_clients: int = 0
    cases: int = 0
    stars: float | None = None
    reviews: int = 0

    @property
    def on_time_percent(self) -> int | None:
        """The share on time, in whole percent."""
        return None if self.on_time is None else round(self.on_time * 100)

    @property
    def accepted_percent(self) -> int | None:
        """The share accepted, in whole percent."""
        return None if self.accepted is None else round(self.accepted * 100)

    @property
    def score(self) -> float:
        """One figure between 0 and 1 for ranking: shares pulled towards one half while there is little to count."""
        weight = self.completed / (self.completed + 3)
        parts = [self.on_time, self.accepted, (self.stars - 1) / 4 if self.stars is not None else None]
        known = [part for part in parts if part is not None]
        proven = sum(known) / len(known) if known else 0.5
        return max(0.0, min(1.0, 0.5 + (proven - 0.5) * weight + min(self.repeat_clients, 5) * 0.02))


def open_reviews(account_id: UUID, *, at: datetime) -> QuerySet[Review]:
    """Return the reviews of a person that anyone may read at this moment, the latest first."""
    return (
        _opened(Review.objects.filter(subject_id=account_id), at)
        .select_related("author", "contract", "reply")
        .order_by("-written_at")
    )


def reviews_on(contract_id: UUID, reader_id: UUID, *, at: datetime) -> QuerySet[Review]:
    """Return the reviews on a contract that this reader may read: their own, and what is open."""
    on_it = Review.objects.filter(contract_id=contract_id)
    opened = _opened(on_it, at)
    return on_it.filter(Q(author_id=reader_id) | Q(id__in=opened.values("id"))).select_related("author", "reply")


def figures(account_id: UUID, *, at: datetime) -> Figures:
    """Return a professional's figures."""
    return figures_of([account_id], at=at)[account_id]


def figures_of(account_ids: Iterable[UUID], *, at: datetime) -> dict[UUID, Figures]:
    """Return the figures of several professionals in a fixed number of queries."""
    ids = list(account_ids)
    with connection.cursor() as cursor:
        cursor.execute(_CONTRACTS, [ids])
        contracts = {row[0]: row[1:] for row in cursor.fetchall()}
        cursor.execute(_MILESTONES, [ids])
        milestones = {row[0]: row[1:] for row in cursor.fetchall()}
        cursor.execute(_ANSWERS, [ids])
        answers = dict(cursor.fetchall())
        cursor.execute(_STARS, [ids, at])
        stars = {row[0]: row[1:] for row in cursor.fetchall()}
    found = {}
    for one in ids:
        completed, repeat = contracts.get(one, (0, 0))
        on_time, accepted, cases = milestones.get(one, (None, None, 0))
        mean, count = stars.get(one, (None, 0))
        answer = answers.get(one)
        found[one] = Figures(
            completed=completed,
            on_time=_share(on_time),
            accepted=_share(accepted),
            answer_hours=float(answer) if answer is not None else None,
            repeat_clients=repeat,
            cases=cases,
            stars=_share(mean),
            reviews=count,
        )
    return found


def _opened(reviews: QuerySet[Review], at: datetime) -> QuerySet[Review]:
    other = Review.objects.filter(contract_id=OuterRef("contract_id")).exclude(author_id=OuterRef("author_id"))
    return reviews.filter(Q(opens_at__lte=at) | Exists(other))


def _share(value: object) -> float | None:
    return None if value is None else float(value)  # type: ignore[arg-type]  # numbers from the database


_CONTRACTS = """
    SELECT professional_id, sum(contracts)::int, (count(*) FILTER (WHERE contracts > 1))::int FROM (
        SELECT c.professional_id, c.client_id, count(*) AS contracts FROM contracts_contract c
        WHERE c.professional_id = ANY(%s) AND c.status = 'completed' AND EXISTS (
            SELECT FROM contracts_milestone m
            WHERE m.contract_id = c.id AND m.status IN ('released', 'settled', 'ruled'))
        GROUP BY 1, 2) AS pairs
    GROUP BY 1
"""
_MILESTONES = """
    SELECT c.professional_id,
           avg((first.delivered_at < (m.due_on + 1)::timestamp AT TIME ZONE 'UTC')::int)
               FILTER (WHERE first.delivered_at IS NOT NULL),
           avg((m.status = 'released')::int) FILTER (WHERE m.status IN ('released', 'refunded', 'settled', 'ruled')),
           (count(*) FILTER (WHERE m.status IN ('settled', 'ruled')))::int
    FROM contracts_contract c JOIN contracts_milestone m ON m.contract_id = c.id
    LEFT JOIN LATERAL (
        SELECT min(delivered_at) AS delivered_at FROM contracts_delivery d WHERE d.milestone_id = m.id
    ) AS first ON true
    WHERE c.professional_id = ANY(%s)
    GROUP BY 1
"""
_ANSWERS = """
    SELECT account_id, percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM at - before) / 3600) FROM (
        SELECT a.account_id, a.role, e.at,
               lag(e.at) OVER (PARTITION BY e.contract_id ORDER BY e.seq) AS before,
               lag(a.role) OVER (PARTITION BY e.contract_id ORDER BY e.seq) AS role_before
        FROM record_event e
        JOIN record_logactor a ON a.contract_id = e.contract_id AND a.pseudonym = e.pseudonym
        WHERE a.role IN ('client', 'professional') AND e.contract_id IN (
            SELECT contract_id FROM record_logactor WHERE account_id = ANY(%s) AND role = 'professional')
    ) AS acts
    WHERE role = 'professional' AND role_before = 'client'
    GROUP BY 1
"""
_STARS = """
    SELECT r.subject_id, avg(r.stars), count(*)::int FROM reputation_review r
    WHERE r.subject_id = ANY(%s) AND (r.opens_at <= %s OR EXISTS (
        SELECT FROM reputation_review other WHERE other.contract_id = r.contract_id AND other.author_id <> r.author_id))
    GROUP BY 1
"""
