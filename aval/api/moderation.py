"""Refused texts: one's own, sending them for review, and the measures that may follow; for reviewers, deciding."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import get_language
from ninja import Router, Schema, Status

from aval.accounts import queries as accounts
from aval.api.requests import act_of
from aval.moderation import actions as moderation
from aval.moderation import queries
from aval.moderation.highlights import doubts, highlights
from aval.moderation.models import Measure, RefusedText

router = Router(tags=["moderation"])


class FindingOut(Schema):
    """What was found, in code points of the text, with a sentence for its author."""

    start: int
    end: int
    kind: str
    sentence: str


class DecisionOut(Schema):
    """What a reviewer decided, and why."""

    allowed: bool
    reason: str
    decided_at: datetime


class RefusedOut(Schema):
    """A text that was held back, and what became of it."""

    id: UUID
    place: str
    text: str
    refused_at: datetime
    findings: list[FindingOut]
    asked_at: datetime | None
    due_at: datetime | None
    """Until when a person looks at it."""
    note: str
    doubts: list[str]
    """Of files: why no machine could judge them."""
    decision: DecisionOut | None

    @classmethod
    def of(cls, refused: RefusedText) -> "RefusedOut":
        """Show a refused text."""
        request, decision = getattr(refused, "request", None), getattr(refused, "decision", None)
        return cls(
            id=refused.id,
            place=refused.place,
            text=refused.text,
            refused_at=refused.refused_at,
            findings=[
                FindingOut(start=one.start, end=one.end, kind=one.kind, sentence=one.sentence)
                for one in highlights(refused, get_language() or "en")
            ],
            asked_at=request.asked_at if request else None,
            due_at=request.due_at if request else None,
            note=request.note if request else "",
            doubts=doubts(refused, get_language() or "en"),
            decision=DecisionOut(allowed=decision.allowed, reason=decision.reason, decided_at=decision.decided_at)
            if decision
            else None,
        )


class MeasureOut(Schema):
    """A measure taken against oneself."""

    id: UUID
    rung: str
    reason: str
    taken_at: datetime
    until: datetime | None
    appealed: bool
    lifted: bool

    @classmethod
    def of(cls, measure: Measure) -> "MeasureOut":
        """Show a measure."""
        appeal = getattr(measure, "appeal", None)
        decision = getattr(appeal, "decision", None)
        return cls(
            id=measure.id,
            rung=measure.rung,
            reason=measure.because.reason,
            taken_at=measure.taken_at,
            until=measure.until,
            appealed=appeal is not None,
            lifted=decision is not None and decision.lifted,
        )


class ReviewRequestIn(Schema):
    """What the reviewer should know."""

    note: str = ""


class ExceptionIn(Schema):
    """Which contact details pass on a contract, for what, for how many days, and why."""

    kinds: list[str]
    ground: str
    reason: str
    days: int = 7


class CorpusIn(Schema):
    """A reviewed text with invented values; what leads outside stands between ``[[`` and ``]]``."""

    marked: str
    lang: str
    kind: str
    obfuscation: str = "none"


class AppealIn(Schema):
    """Why a measure is wrong."""

    text: str


class DecideIn(Schema):
    """A reviewer's decision on a refused text."""

    allow: bool
    reason: str
    deliberate: bool = False


class DecideAppealIn(Schema):
    """A reviewer's decision on an appeal."""

    lift: bool
    reason: str


@router.get("/texts", response=list[RefusedOut])
def list_texts(request: HttpRequest) -> list[RefusedOut]:
    """List one's own refused texts, newest first."""
    return [RefusedOut.of(one) for one in queries.own_refused(act_of(request).actor_id)]


@router.get("/texts/{uuid:refused_id}", response=RefusedOut)
def show_text(request: HttpRequest, refused_id: UUID) -> RefusedOut:
    """Show one's own refused text."""
    return RefusedOut.of(queries.own_refused_text(refused_id, act_of(request).actor_id))


@router.put("/texts/{uuid:refused_id}/review", response=RefusedOut)
def send_for_review(request: HttpRequest, refused_id: UUID, review: ReviewRequestIn) -> RefusedOut:
    """Ask a person to look at one's own refused text."""
    moderation.send_for_review(act_of(request), refused_id=refused_id, note=review.note)
    return RefusedOut.of(queries.own_refused_text(refused_id, act_of(request).actor_id))


@router.put("/texts/{uuid:refused_id}/consent", response={204: None})
def agree_to_corpus(request: HttpRequest, refused_id: UUID) -> Status[None]:
    """Agree that one's own reviewed text helps to measure screening, without personal data."""
    moderation.agree_to_corpus(act_of(request), refused_id=refused_id)
    return Status(204, None)


@router.get("/measures", response=list[MeasureOut])
def list_measures(request: HttpRequest) -> list[MeasureOut]:
    """List the measures taken against oneself, newest first."""
    return [MeasureOut.of(one) for one in queries.measures_of(act_of(request).actor_id)]


@router.put("/measures/{uuid:measure_id}/appeal", response={204: None})
def appeal_measure(request: HttpRequest, measure_id: UUID, appeal: AppealIn) -> Status[None]:
    """Appeal against a measure taken against oneself."""
    moderation.appeal_measure(act_of(request), measure_id=measure_id, text=appeal.text)
    return Status(204, None)


@router.get("/reviews", response=list[RefusedOut])
def list_reviews(request: HttpRequest) -> list[RefusedOut]:
    """List, for mediators and operators, the texts that wait for a look."""
    account_id = act_of(request).actor_id
    if not (accounts.is_mediator(account_id) or accounts.is_operator(account_id)):
        raise RefusedText.DoesNotExist
    return [RefusedOut.of(one) for one in queries.queue(account_id)]


@router.put("/reviews/{uuid:refused_id}", response={204: None})
def decide_review(request: HttpRequest, refused_id: UUID, decision: DecideIn) -> Status[None]:
    """Decide on a refused text, as a mediator or operator."""
    moderation.decide_review(
        act_of(request),
        refused_id=refused_id,
        allow=decision.allow,
        reason=decision.reason,
        deliberate=decision.deliberate,
    )
    return Status(204, None)


@router.put("/reviews/{uuid:refused_id}/exception", response={204: None})
def grant_exception(request: HttpRequest, refused_id: UUID, exception: ExceptionIn) -> Status[None]:
    """Let some contact details through on the contract of a refused text, as a mediator or operator."""
    moderation.grant_exception(act_of(request), refused_id=refused_id, **exception.dict())
    return Status(204, None)


@router.put("/reviews/{uuid:refused_id}/corpus", response={204: None})
def add_to_corpus(request: HttpRequest, refused_id: UUID, case: CorpusIn) -> Status[None]:
    """Add a reviewed text to the corpus, with its author's consent and invented values."""
    moderation.add_to_corpus(act_of(request), refused_id=refused_id, **case.dict())
    return Status(204, None)


@router.put("/appeals/{uuid:measure_id}", response={204: None})
def decide_appeal(request: HttpRequest, measure_id: UUID, decision: DecideAppealIn) -> Status[None]:
    """Decide on an appeal, as another reviewer than the one who took the measure."""
    moderation.decide_appeal(act_of(request), measure_id=measure_id, lift=decision.lift, reason=decision.reason)
    return Status(204, None)
