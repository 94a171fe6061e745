"""Reviews and a professional's proven record."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema
from ninja.responses import Status

from aval.api.requests import act_of
from aval.kernel.clock import now
from aval.reputation import actions as reputation
from aval.reputation import queries
from aval.reputation.models import Review

router = Router(tags=["reviews"])


class ReviewOut(Schema):
    """A review that the caller may read."""

    id: UUID
    contract_id: UUID
    author_id: UUID
    subject_id: UUID
    stars: int
    text: str
    written_at: datetime


class ReviewIn(Schema):
    """A review to write."""

    stars: int = Field(ge=1, le=5)
    text: str = Field(max_length=5_000)


class ReplyIn(Schema):
    """The one reply to a review."""

    text: str = Field(max_length=2_000)


class FiguresOut(Schema):
    """What a professional's contracts add up to; shares are between 0 and 1, absent where nothing is to be counted."""

    completed: int
    on_time: float | None
    accepted: float | None
    answer_hours: float | None
    repeat_clients: int
    cases: int
    stars: float | None
    reviews: int


@router.get("/people/{uuid:account_id}/reviews", response=list[ReviewOut])
def list_reviews(request: HttpRequest, account_id: UUID) -> list[Review]:
    """List a person's open reviews, the latest first."""
    del request
    return list(queries.open_reviews(account_id, at=now())[:100])


@router.get("/people/{uuid:account_id}/figures", response=FiguresOut)
def show_figures(request: HttpRequest, account_id: UUID) -> queries.Figures:
    """Show a professional's proven record."""
    del request
    return queries.figures(account_id, at=now())


@router.post("/contracts/{uuid:contract_id}/review", response={201: ReviewOut})
def write_review(request: HttpRequest, contract_id: UUID, data: ReviewIn) -> Status[Review]:
    """Review the other party."""
    made = reputation.write_review(act_of(request), contract_id=contract_id, stars=data.stars, text=data.text)
    return Status(201, made)


@router.post("/reviews/{uuid:review_id}/reply", response={204: None})
def reply_to_review(request: HttpRequest, review_id: UUID, data: ReplyIn) -> Status[None]:
    """Reply to a review of the caller, once."""
    reputation.reply_to_review(act_of(request), review_id=review_id, text=data.text)
    return Status(204, None)
