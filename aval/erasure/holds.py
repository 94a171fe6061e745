"""What holds an erasure back: why, and until when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from aval.cases.models import Case
from aval.cases.states import OPEN
from aval.contracts.models import Contract, ContractEnd
from aval.erasure.models import LegalHold, Request
from aval.moderation.models import RefusedText

UNLAWFUL = frozenset({"gdpr-17-1-d", "gdpr-17-1-e", "lgpd-18-iv"})
"""Grounds on which a content may not be kept at all, so that no period of keeping delays it."""


@dataclass(frozen=True, slots=True)
class Hold:
    """One thing that delays an erasure; ``until`` is None where the end depends on people."""

    code: str
    why: str
    until: datetime | None = None


def holds_on(request: Request, at: datetime) -> list[Hold]:
    """Return what holds a request back at this moment; empty if nothing does."""
    found = [*_notice(request), *_of_contract(request.contract_id), *_keeping(request)]
    return [hold for hold in found if hold.until is None or hold.until > at]


def _notice(request: Request) -> Iterator[Hold]:
    yield Hold(
        "notice",
        _("The other party was told, and has until then to take a dossier, to open a case or to write to us."),
        request.asked_at + settings.ERASURE_NOTICE,
    )


def _of_contract(contract_id: UUID) -> Iterator[Hold]:
    if Case.objects.filter(contract_id=contract_id, status__in=OPEN).exists():
        yield Hold(
            "case",
            _(
                "A case is open on this contract: until it ends, its record is evidence "
                "(GDPR Art. 17(3)(e), LGPD Art. 16, I)."
            ),
        )
    if RefusedText.objects.filter(contract_id=contract_id, request__isnull=False, decision=None).exists():
        yield Hold("review", _("A text that was held back on this contract is under review."))
    for hold in LegalHold.objects.filter(contract_id=contract_id, lifted_at=None).order_by("until"):
        yield Hold("legal", hold.reason, hold.until)


def _keeping(request: Request) -> Iterator[Hold]:
    if request.ground in UNLAWFUL:
        return
    contract = Contract.objects.filter(id=request.contract_id).first()
    if contract is None:
        return
    if contract.is_open:
        yield Hold("contract", _("The contract is not over: what was said on it may still be needed for a claim."))
        return
    end = ContractEnd.objects.filter(contract_id=contract.id).first()
    if end is not None:
        yield Hold(
            "keeping",
            _("A bank can take a payment back and either of you can make a claim until then (GDPR Art. 17(3)(e))."),
            end.ended_at + settings.ERASURE_KEEPING,
        )
