"""Cases: open, offer, settle, be heard, rule, appeal."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema
from ninja.responses import Status

from aval.api.auth import MONEY, TokenAuth
from aval.api.money import Amount
from aval.api.requests import account_id_of, act_of
from aval.api.signing import IntentOut, Signable, asked
from aval.cases import access, deeds, queries
from aval.cases import actions as cases
from aval.cases.casefile import case_file
from aval.cases.models import Case, Offer, Ruling
from aval.contracts import access as contracts
from aval.kernel.money import Money

router = Router(tags=["cases"])


class CaseOut(Schema):
    """Where a case stands, whose turn it is, and until when."""

    id: UUID
    contract_id: UUID
    milestone_id: UUID
    status: str
    reason: str
    statement: str
    opened_by_id: UUID | None
    opened_at: datetime
    turn_id: UUID | None
    due_at: datetime | None
    amount: Amount


class OfferOut(Schema):
    """A split that was offered; the professional's share is before commission."""

    id: UUID
    case_id: UUID
    number: int
    made_by_id: UUID
    made_at: datetime
    to_professional: Amount
    to_client: Amount
    work: str
    note: str


class RulingOut(Schema):
    """A decision with its reasons and the numbers of the events it relies on."""

    id: UUID
    case_id: UUID
    number: int
    mediator_id: UUID
    to_professional: Amount
    commission: Amount
    to_client: Amount
    work: str
    reasons: str
    relied_on: list[int]
    ruled_at: datetime
    final_at: datetime


class LineOut(Schema):
    """One fact of the case file, with the numbers of the events it rests on."""

    text: str
    cites: list[int]
    at: datetime | None
    detail: str
    role: str


class SectionOut(Schema):
    """A chapter of the case file."""

    key: str
    title: str
    lines: list[LineOut]


class CaseWhole(CaseOut):
    """A case with all that was offered, decided and found."""

    offers: list[OfferOut]
    rulings: list[RulingOut]
    file: list[SectionOut]


class CaseIn(Signable):
    """Why a case is opened and what is asked."""

    reason: str
    statement: str = Field(max_length=20_000)
    to_client: Amount
    work: str = "client"


class SplitIn(Schema):
    """How the escrow is to be divided."""

    to_client: Amount
    work: str = "client"


class NotedSplitIn(SplitIn):
    """How the escrow is to be divided, and why."""

    note: str = Field("", max_length=5_000)


class OfferIn(NotedSplitIn, Signable):
    """A split to offer, and the passkey's signature if there is one."""


class StatementIn(Schema):
    """A statement or a reply, with the events it rests on."""

    text: str = Field(max_length=20_000)
    cites: list[int] = []


class QuestionIn(Schema):
    """A mediator's question."""

    asked_of: UUID
    text: str = Field(max_length=5_000)
    answer_by: datetime


class RulingIn(Schema):
    """A mediator's decision."""

    to_client: Amount
    work: str = "client"
    reasons: str = Field(max_length=20_000)
    relied_on: list[int]


class CaseReasonIn(Schema):
    """Just a reason."""

    reason: str = Field("", max_length=20_000)


class Made(Schema):
    """The id of what was made."""

    id: UUID


@router.get("/cases", response=list[CaseOut])
def list_cases(request: HttpRequest) -> list[Case]:
    """List the caller's cases, and those on their desk if they mediate."""
    account_id = account_id_of(request)
    return [*queries.desk_of(account_id), *queries.cases_of(account_id)[:100]]


@router.get("/cases/{uuid:case_id}", response=CaseWhole)
def show_case(request: HttpRequest, case_id: UUID) -> dict[str, object]:
    """Show a case with its offers, its rulings and its file; a mediator's look is an event of the record."""
    case = access.case_for(case_id, account_id_of(request))
    if not case.contract.is_party(account_id_of(request)) and case.is_open:
        cases.read_file(act_of(request), case_id=case_id)
    file = [
        {"key": section.key, "title": str(section.title), "lines": list(section.lines)} for section in case_file(case)
    ]
    return {
        **CaseOut.from_orm(case).model_dump(),
        "offers": list(case.offers.order_by("number")),
        "rulings": list(case.rulings.order_by("number")),
        "file": file,
    }


@router.post("/milestones/{uuid:milestone_id}/case", response={201: CaseOut})
def open_case(request: HttpRequest, milestone_id: UUID, data: CaseIn) -> Status[Case]:
    """Open a case on a milestone; what is asked is the first offer."""
    opened = cases.open_case(
        act_of(request),
        milestone_id=milestone_id,
        reason=data.reason,
        statement=data.statement,
        to_client=_money(data.to_client),
        work=data.work,
        assertion=data.given(),
    )
    return Status(201, opened)


@router.post("/milestones/{uuid:milestone_id}/case/intent", response=IntentOut)
def intend_to_open_case(request: HttpRequest, milestone_id: UUID, data: SplitIn) -> dict[str, object]:
    """Return what a passkey has to sign so that it makes the offer a case is opened with; nothing is done."""
    milestone = contracts.milestone_for(milestone_id, account_id_of(request))
    contracts.contract_for_party(milestone.contract_id, account_id_of(request))
    return asked(request, deeds.opening(milestone, to_client=_money(data.to_client), work=data.work))


@router.post("/cases/{uuid:case_id}/offers", response={201: OfferOut})
def make_offer(request: HttpRequest, case_id: UUID, data: OfferIn) -> Status[Offer]:
    """Offer a split."""
    made = cases.make_offer(
        act_of(request),
        case_id=case_id,
        to_client=_money(data.to_client),
        work=data.work,
        note=data.note,
        assertion=data.given(),
    )
    return Status(201, made)


@router.post("/cases/{uuid:case_id}/offers/intent", response=IntentOut)
def intend_to_offer(request: HttpRequest, case_id: UUID, data: NotedSplitIn) -> dict[str, object]:
    """Return what a passkey has to sign so that it makes this offer; nothing is done."""
    case = access.case_for_party(case_id, account_id_of(request))
    return asked(request, deeds.offering(case, to_client=_money(data.to_client), work=data.work, note=data.note))


@router.post("/offers/{uuid:offer_id}/acceptance", response=CaseOut, auth=TokenAuth(MONEY))
def accept_offer(request: HttpRequest, offer_id: UUID, data: Signable | None = None) -> Case:
    """Accept the other side's last offer: the escrow is divided at once."""
    given = data.given() if data is not None else None
    return cases.accept_offer(act_of(request), offer_id=offer_id, assertion=given).case


@router.post("/offers/{uuid:offer_id}/acceptance/intent", response=IntentOut)
def intend_to_accept_offer(request: HttpRequest, offer_id: UUID) -> dict[str, object]:
    """Return what a passkey has to sign so that it accepts this offer; nothing is done."""
    return asked(request, deeds.settling(access.offer_for_party(offer_id, account_id_of(request))))


@router.post("/cases/{uuid:case_id}/mediation", response=CaseOut)
def ask_for_mediator(request: HttpRequest, case_id: UUID) -> Case:
    """Bring in a mediator."""
    return cases.ask_for_mediator(act_of(request), case_id=case_id)


@router.post("/cases/{uuid:case_id}/withdrawal", response=CaseOut)
def withdraw_case(request: HttpRequest, case_id: UUID, data: CaseReasonIn) -> Case:
    """Withdraw a case."""
    return cases.withdraw_case(act_of(request), case_id=case_id, reason=data.reason)


@router.post("/cases/{uuid:case_id}/statements", response={201: Made})
def make_statement(request: HttpRequest, case_id: UUID, data: StatementIn) -> Status[Made]:
    """Make a statement to the mediator."""
    made = cases.state(act_of(request), case_id=case_id, text=data.text, cites=data.cites)
    return Status(201, Made(id=made.id))


@router.post("/cases/{uuid:case_id}/questions", response={201: Made})
def ask_party(request: HttpRequest, case_id: UUID, data: QuestionIn) -> Status[Made]:
    """Ask a party something, as the mediator."""
    asked = cases.ask_party(
        act_of(request), case_id=case_id, asked_of=data.asked_of, text=data.text, answer_by=data.answer_by
    )
    return Status(201, Made(id=asked.id))


@router.post("/questions/{uuid:question_id}/reply", response={201: Made})
def reply(request: HttpRequest, question_id: UUID, data: StatementIn) -> Status[Made]:
    """Answer the mediator's question."""
    made = cases.reply(act_of(request), question_id=question_id, text=data.text, cites=data.cites)
    return Status(201, Made(id=made.pk))


@router.post("/cases/{uuid:case_id}/ruling", response={201: RulingOut})
def rule(request: HttpRequest, case_id: UUID, data: RulingIn) -> Status[Ruling]:
    """Rule, as the mediator who hears the case."""
    made = cases.rule(
        act_of(request),
        case_id=case_id,
        to_client=_money(data.to_client),
        reasons=data.reasons,
        relied_on=data.relied_on,
        work=data.work,
    )
    return Status(201, made)


@router.post("/cases/{uuid:case_id}/recusal", response={204: None})
def recuse(request: HttpRequest, case_id: UUID, data: CaseReasonIn) -> Status[None]:
    """Step down from a case."""
    cases.recuse(act_of(request), case_id=case_id, reason=data.reason)
    return Status(204, None)


@router.post("/rulings/{uuid:ruling_id}/appeal", response={201: Made})
def appeal(request: HttpRequest, ruling_id: UUID, data: CaseReasonIn) -> Status[Made]:
    """Appeal against a ruling."""
    made = cases.appeal(act_of(request), ruling_id=ruling_id, reasons=data.reason)
    return Status(201, Made(id=made.pk))


def _money(amount: Amount) -> Money:
    return Money(amount.minor, amount.currency)
