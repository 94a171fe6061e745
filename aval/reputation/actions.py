"""Writing a review, and replying to one."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from aval.contracts import access as contracts
from aval.contracts.events import ContractCompleted
from aval.contracts.models import Contract
from aval.contracts.states import MilestoneStatus
from aval.kernel.acts import Act
from aval.kernel.refusals import IllegalMove, Invalid, Refusal
from aval.kernel.transactions import action
from aval.moderation import actions as moderation
from aval.record import actions as record
from aval.record.events import Text
from aval.record.models import Event as EventRow
from aval.reputation.events import ReviewReplied, ReviewWritten
from aval.reputation.models import Review, ReviewReply

PAID = (MilestoneStatus.RELEASED, MilestoneStatus.SETTLED, MilestoneStatus.RULED)
REPLY_TIME = timedelta(days=28)


class NothingToReview(Refusal):
    """The contract has not ended, or nothing was paid under it."""

    sentence = _("Reviews are written when a contract has ended and something was paid under it.")
    advice = _("Come back when it has.")


class ReviewTooLate(Refusal):
    """The time to write is over."""

    sentence = _("The time to write this is over.")
    advice = _(
        "A review can be written for fourteen days after the end, a reply for four weeks after the review opened."
    )


@action
def write_review(act: Act, *, contract_id: UUID, stars: int, text: str) -> Review:
    """Review the other party, once; it opens when both have written, or fourteen days after the end (a setting).

    :raises Contract.DoesNotExist: if there is none, or the actor is not a party
    :raises NothingToReview: if it has not ended, or no milestone was paid
    :raises ReviewTooLate: if more than fourteen days have passed
    :raises IllegalMove: if the actor has written one already
    :raises Invalid: if there are not 1 to 5 stars, or no text
    :raises ContactDetailsFound: if screening refuses the text
    """
    contract = contracts.lock_contract_for_party(contract_id, act.actor_id)
    ended_at = _ended_at(contract)
    if ended_at is None or not contract.milestones.filter(status__in=PAID).exists():
        raise NothingToReview
    opens_at = ended_at + settings.REVIEW_BLIND_TIME
    if act.at >= opens_at:
        raise ReviewTooLate
    if Review.objects.filter(contract=contract, author_id=act.actor_id).exists():
        raise IllegalMove
    if stars not in range(1, 6):
        raise Invalid(field="stars")
    if not text.strip():
        raise Invalid(field="text")
    moderation.screen(act, text=text, place="review", author_id=act.actor_id, contract_id=contract.id)
    review = Review.objects.create(
        contract=contract,
        author_id=act.actor_id,
        subject_id=contract.other(act.actor_id),
        stars=stars,
        text=text.strip(),
        written_at=act.at,
        opens_at=opens_at,
    )
    record.append(act, contract.id, ReviewWritten(review.id))
    return review


@action
def reply_to_review(act: Act, *, review_id: UUID, text: str) -> ReviewReply:
    """Reply to a review of oneself, once, within four weeks after it opened.

    :raises Review.DoesNotExist: if there is none of the actor, or it is not open yet
    :raises ReviewTooLate: if the time is over
    :raises IllegalMove: if there is a reply already
    :raises ContactDetailsFound: if screening refuses the text
    """
    review = Review.objects.get(id=review_id, subject_id=act.actor_id)
    contracts.lock_contract(review.contract_id)
    both = list(Review.objects.filter(contract_id=review.contract_id).order_by("written_at"))
    opened_at = min(review.opens_at, both[-1].written_at) if len(both) == 2 else review.opens_at  # noqa: PLR2004 (the two parties)
    if act.at < opened_at:
        raise Review.DoesNotExist
    if act.at >= opened_at + REPLY_TIME:
        raise ReviewTooLate
    if ReviewReply.objects.filter(review=review).exists():
        raise IllegalMove
    if not text.strip():
        raise Invalid(field="text")
    moderation.screen(act, text=text, place="reply", author_id=act.actor_id, contract_id=review.contract_id)
    reply = ReviewReply.objects.create(review=review, text=text.strip(), written_at=act.at)
    record.append(act, review.contract_id, ReviewReplied(review.id, Text(reply.text)))
    return reply


def _ended_at(contract: Contract) -> datetime | None:
    ended = EventRow.objects.filter(contract_id=contract.id, kind=ContractCompleted.KIND).order_by("-seq").first()
    return ended.at if ended is not None else None
