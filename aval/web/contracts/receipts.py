"""Telling a person what their act put into the record, with the receipt that proves it."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

from aval.record import queries as record
from aval.record.models import Log
from aval.web.requests import account_of

RECORDED = "recorded"
SHOWN_MAX = 5


@dataclass(frozen=True, slots=True)
class Noted:
    """An event of the reader's own, just recorded."""

    seq: int
    sentence: str


def size_before(contract_id: UUID) -> int:
    """Return how many events a contract's record has, to tell afterwards what an act added."""
    return Log.objects.values_list("size", flat=True).get(id=contract_id)


def to_contract(contract_id: UUID, before: int, anchor: str = "") -> HttpResponseRedirect:
    """Return to the contract's page, which then says what was recorded since ``before``.

    The number stands in the address, so that a repeated form, which is answered as it was the first time, shows the
    same receipts.
    """
    address = reverse("contracts:detail", args=[contract_id])
    return HttpResponseRedirect(f"{address}?{RECORDED}={before}{'#' + anchor if anchor else ''}")


def noted(request: HttpRequest, contract_id: UUID) -> list[Noted]:
    """Return what the reader's last act put into the record, if the address says that they come from one."""
    text = request.GET.get(RECORDED, "")
    if not text.isdecimal() or len(text) > 15:  # noqa: PLR2004 (more digits than a log has events)
        return []
    own = account_of(request).id
    since = record.events(contract_id, after=int(text) - 1)
    return [Noted(one.seq, one.event.sentence()) for one in since if one.actor_id == own][:SHOWN_MAX]
