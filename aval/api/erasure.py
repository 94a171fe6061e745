"""Requests to erase what is in a contract's record; for operators, deciding on them and holding them back."""

from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Router, Schema, Status

from aval.accounts import queries as accounts
from aval.api.requests import account_id_of, act_of
from aval.conversation import access
from aval.erasure import actions as erasure
from aval.erasure import queries
from aval.erasure.models import Request
from aval.kernel.clock import now

router = Router(tags=["erasure"])


class ErasureHoldOut(Schema):
    """What holds an erasure back, and until when; no time where that depends on people."""

    code: str
    why: str
    until: datetime | None


class ErasureOut(Schema):
    """A request to erase, with what holds it back."""

    id: UUID
    contract_id: UUID
    ground: str
    events: list[int]
    status: str
    asked_at: datetime
    granted_by: int
    """How many operators granted it so far."""
    carried_out_at: datetime | None
    event: int | None
    """The event that says that it was carried out."""
    holds: list[ErasureHoldOut]

    @classmethod
    def of(cls, request: Request) -> "ErasureOut":
        """Show a request as it stands now."""
        shown = queries.shown(request, now())
        return cls(
            id=request.id,
            contract_id=request.contract_id,
            ground=request.ground,
            events=request.seqs,
            status=request.status,
            asked_at=request.asked_at,
            granted_by=sum(one.granted for one in request.decisions.all()),
            carried_out_at=request.carried_out_at,
            event=request.by_seq,
            holds=[ErasureHoldOut(code=hold.code, why=hold.why, until=hold.until) for hold in shown.holds],
        )


class ErasureIn(Schema):
    """Numbers of events, a ground (a code such as gdpr-17-1-d) and, for the operators, why."""

    events: list[int]
    ground: str
    reason: str


class ErasureDecisionIn(Schema):
    """What an operator decides, and why."""

    granted: bool
    reason: str


class LegalHoldIn(Schema):
    """Until when a record is kept whole, and why: both parties read it."""

    until: datetime
    reason: str


class LegalHoldOut(Schema):
    """A legal hold."""

    id: UUID
    contract_id: UUID
    until: datetime
    reason: str
    lifted_at: datetime | None


@router.get("/contracts/{uuid:contract_id}/erasures", response=list[ErasureOut])
def list_erasures(request: HttpRequest, contract_id: UUID) -> list[ErasureOut]:
    """List the requests to erase on one record, newest first."""
    access.thread_for(contract_id, account_id_of(request))
    return [ErasureOut.of(one.request) for one in queries.of_contract(contract_id, now())]


@router.post("/contracts/{uuid:contract_id}/erasures", response={201: ErasureOut})
def ask_for_erasure(request: HttpRequest, contract_id: UUID, asked: ErasureIn) -> Status[ErasureOut]:
    """Ask that what these events hold be erased; the other party is told."""
    made = erasure.ask(
        act_of(request), contract_id=contract_id, seqs=asked.events, ground=asked.ground, reason=asked.reason
    )
    return Status(201, ErasureOut.of(made))


@router.delete("/erasures/{uuid:request_id}", response=ErasureOut)
def withdraw_erasure(request: HttpRequest, request_id: UUID) -> ErasureOut:
    """Take one's own request back."""
    return ErasureOut.of(erasure.withdraw(act_of(request), request_id=request_id))


@router.get("/erasures", response=list[ErasureOut])
def list_waiting_erasures(request: HttpRequest) -> list[ErasureOut]:
    """List, for operators, what waits for them or is held back."""
    if not accounts.is_operator(account_id_of(request)):
        raise Http404
    return [ErasureOut.of(one.request) for one in queries.waiting(now())]


@router.put("/erasures/{uuid:request_id}/decision", response=ErasureOut)
def decide_erasure(request: HttpRequest, request_id: UUID, decided: ErasureDecisionIn) -> ErasureOut:
    """Grant or refuse a request as an operator; the second one who grants it has it carried out."""
    return ErasureOut.of(
        erasure.decide(act_of(request), request_id=request_id, granted=decided.granted, reason=decided.reason)
    )


@router.post("/contracts/{uuid:contract_id}/legal-holds", response={201: LegalHoldOut})
def place_legal_hold(request: HttpRequest, contract_id: UUID, hold: LegalHoldIn) -> Status[LegalHoldOut]:
    """Keep a record whole until a day, as an operator."""
    made = erasure.place_hold(act_of(request), contract_id=contract_id, until=hold.until, reason=hold.reason)
    return Status(201, LegalHoldOut.from_orm(made))


@router.delete("/legal-holds/{uuid:hold_id}", response=LegalHoldOut)
def lift_legal_hold(request: HttpRequest, hold_id: UUID) -> LegalHoldOut:
    """End a hold before its day; another operator than who placed it does."""
    return LegalHoldOut.from_orm(erasure.lift_hold(act_of(request), hold_id=hold_id))
