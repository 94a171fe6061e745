"""The questions that pages ask about erasures. Access is checked by the caller, but for what operators may see."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from aval.erasure.holds import Hold, holds_on
from aval.erasure.models import LegalHold, Request
from aval.record.models import Event


@dataclass(frozen=True, slots=True)
class Shown:
    """A request with what holds it back now, and the kinds of the events it is about; never what they say."""

    request: Request
    holds: list[Hold]
    kinds: list[tuple[int, str, datetime]]


def of_contract(contract_id: UUID, at: datetime) -> list[Shown]:
    """Return the requests on one contract, the newest first."""
    rows = Request.objects.filter(contract_id=contract_id).prefetch_related("decisions").order_by("-asked_at")
    return [shown(one, at) for one in rows]


def waiting(at: datetime) -> list[Shown]:
    """Return the requests that wait for operators or for a hold to end, the oldest first."""
    rows = Request.objects.filter(status__in=[Request.Status.ASKED, Request.Status.GRANTED])
    rows = rows.select_related("asked_by").prefetch_related("decisions__decided_by").order_by("asked_at")
    return [shown(one, at) for one in rows]


def granted() -> list[UUID]:
    """Return the requests that only a hold delays."""
    return list(Request.objects.filter(status=Request.Status.GRANTED).values_list("id", flat=True))


def holds(at: datetime) -> list[LegalHold]:
    """Return the legal holds that stand."""
    standing = LegalHold.objects.filter(lifted_at=None, until__gt=at).select_related("placed_by")
    return list(standing.order_by("until"))


def shown(request: Request, at: datetime) -> Shown:
    """Return a request with what holds it back at this moment."""
    open_ = request.status in {Request.Status.ASKED, Request.Status.GRANTED}
    events = Event.objects.filter(contract_id=request.contract_id, seq__in=request.seqs).order_by("seq")
    return Shown(request, holds_on(request, at) if open_ else [], list(events.values_list("seq", "kind", "at")))
