"""Reviews: double-blind, after payment only, replied to once; and figures that nobody can write."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from aval.contracts import actions as contracts
from aval.contracts.models import Contract
from aval.kernel.refusals import IllegalMove, Invalid
from aval.moderation.actions import ContactDetailsFound
from aval.record import queries as record
from aval.reputation import actions as reputation
from aval.reputation.models import Review, ReviewReply
from aval.reputation.queries import figures, open_reviews, reviews_on
from tests import make

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def completed() -> Contract:
    """Return a contract of which both milestones were delivered and accepted on the second day."""
    contract = make.agreed()
    for number in (1, 2):
        delivery = make.delivery(make.funded(contract, number), after=DAY)
        contracts.accept_delivery(make.act(contract.client, after=2 * DAY), delivery_id=delivery.id)
    contract.refresh_from_db()
    return contract


def write(contract: Contract, *, by: str = "client", stars: int = 5, after: timedelta = 3 * DAY) -> Review:
    author = getattr(contract, by)
    return reputation.write_review(
        make.act(author, after=after), contract_id=contract.id, stars=stars, text="Clear, careful and on time."
    )


def test_a_review_stays_closed_until_both_have_written() -> None:
    contract = completed()
    write(contract)
    assert list(open_reviews(contract.professional_id, at=make.NOON + 4 * DAY)) == []
    assert list(reviews_on(contract.id, contract.professional_id, at=make.NOON + 4 * DAY)) == []

    write(contract, by="professional", stars=4)

    assert [review.stars for review in open_reviews(contract.professional_id, at=make.NOON + 4 * DAY)] == [5]
    assert reviews_on(contract.id, contract.professional_id, at=make.NOON + 4 * DAY).count() == 2


def test_a_review_opens_after_fourteen_days_even_if_the_other_stays_silent() -> None:
    contract = completed()
    write(contract)

    assert open_reviews(contract.professional_id, at=make.NOON + 15 * DAY).count() == 0
    assert open_reviews(contract.professional_id, at=make.NOON + 16 * DAY).count() == 1


def test_the_record_says_that_a_review_was_written_and_not_what_it_says() -> None:
    contract = completed()
    write(contract)

    last = record.events(contract.id)[-1]

    assert last.event.sentence() == "wrote a review"
    assert list(last.event.texts()) == []


def test_nobody_reviews_before_the_end() -> None:
    contract = make.delivery().milestone.contract

    with pytest.raises(reputation.NothingToReview):
        write(contract)

    assert Review.objects.count() == 0


def test_each_side_writes_once_and_in_time() -> None:
    contract = completed()
    write(contract)

    with pytest.raises(IllegalMove):
        write(contract)
    with pytest.raises(reputation.ReviewTooLate):
        write(contract, by="professional", after=16 * DAY)

    assert Review.objects.count() == 1


def test_a_stranger_cannot_review() -> None:
    contract = completed()

    with pytest.raises(Contract.DoesNotExist):
        reputation.write_review(make.act(make.stranger()), contract_id=contract.id, stars=1, text="Never met.")

    assert Review.objects.count() == 0


@pytest.mark.parametrize(("stars", "text"), [(0, "x"), (6, "x"), (3, "  ")])
def test_a_review_has_one_to_five_stars_and_a_text(stars: int, text: str) -> None:
    contract = completed()

    with pytest.raises(Invalid):
        reputation.write_review(
            make.act(contract.client, after=3 * DAY), contract_id=contract.id, stars=stars, text=text
        )


def test_contact_details_do_not_pass_in_a_review() -> None:
    contract = completed()

    with pytest.raises(ContactDetailsFound):
        reputation.write_review(
            make.act(contract.client, after=3 * DAY),
            contract_id=contract.id,
            stars=5,
            text="Great! Write to him at pedro.rocha@tallerrocha.com",
        )

    assert Review.objects.count() == 0


def test_the_reviewed_person_replies_once_after_it_opened() -> None:
    contract = completed()
    review = write(contract, stars=2)
    answer = make.act(contract.professional, after=4 * DAY)

    with pytest.raises(Review.DoesNotExist):
        reputation.reply_to_review(answer, review_id=review.id, text="The photos came late.")
    write(contract, by="professional")
    reputation.reply_to_review(answer, review_id=review.id, text="The photos came late.")

    with pytest.raises(IllegalMove):
        reputation.reply_to_review(answer, review_id=review.id, text="And once more.")
    assert ReviewReply.objects.count() == 1


def test_figures_come_from_what_happened() -> None:
    contract = completed()
    write(contract)
    write(contract, by="professional")

    found = figures(contract.professional_id, at=make.NOON + 4 * DAY)

    assert (found.completed, found.on_time, found.accepted, found.cases) == (1, 1.0, 1.0, 0)
    assert (found.stars, found.reviews) == (5.0, 1)
    assert found.score > 0.5


def test_a_newcomer_has_no_figures_and_a_middling_score() -> None:
    found = figures(make.professional().id, at=make.NOON)

    assert found.on_time is None
    assert found.score == 0.5


@pytest.mark.parametrize("statement", ["UPDATE reputation_review SET stars = 5", "DELETE FROM reputation_review"])
def test_a_review_can_be_neither_changed_nor_removed(statement: str) -> None:
    write(completed(), stars=1)

    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
