"""What is told although no record holds it."""

from datetime import timedelta

import pytest

from aval.kernel.acts import Act
from aval.moderation.models import RefusedText
from aval.notifications import jobs, queries
from aval.notifications.models import Notification
from aval.notifications.rows import SOURCES
from aval.projects import actions as projects
from aval.projects.models import Invitation
from aval.search.models import Alert, SavedSearch
from tests import make

pytestmark = pytest.mark.django_db

SOON = int((make.NOON + timedelta(hours=1)).timestamp())


def told_in_words() -> list[queries.Told]:
    jobs.tell_of_rows(timestamp=SOON)
    return queries.in_words(list(Notification.objects.order_by("id")))


def test_an_invitation_is_told_to_whom_it_invites_once() -> None:
    invitation: Invitation = make.invitation()

    told_in_words()
    (told,) = told_in_words()

    assert told.notification.account_id == invitation.professional_id
    assert told.what == "invited you to a project"
    assert told.about == invitation.project.title
    assert str(invitation.project_id) in told.path


def test_a_question_is_told_to_the_client_and_its_answer_to_whoever_asked() -> None:
    question = make.question()
    projects.answer_question(make.act(question.project.client), question_id=question.id, text="Yes, in March.")

    told = {one.what: one.notification.account_id for one in told_in_words()}

    assert told == {
        "asked a question about your project": question.project.client_id,
        "answered your question": question.asked_by_id,
    }


def test_what_a_reviewer_decided_is_told_to_the_author_by_the_site() -> None:
    refused: RefusedText = make.decision(allow=True).refused

    told = [one for one in told_in_words() if one.notification.kind == "moderation.decided"]

    (one,) = told
    assert (one.notification.account_id, one.who) == (refused.author_id, "The site")


def test_news_in_a_saved_search_are_told_to_its_owner() -> None:
    owner = make.professional()
    search = SavedSearch.objects.create(
        account=owner, name="Kitchens", subject="projects", parameters={}, saved_at=make.NOON, looked_until=make.NOON
    )
    Alert.objects.create(search=search, at=make.NOON, found=[], total=3)

    (told,) = told_in_words()

    assert (told.notification.account_id, told.what, told.about) == (owner.id, "found 3 new matches", "Kitchens")


def test_what_is_long_past_is_not_told_late() -> None:
    make.invitation()

    jobs.tell_of_rows(timestamp=int((make.NOON + timedelta(days=10)).timestamp()))

    assert not Notification.objects.exists()


def test_a_row_that_is_gone_is_left_out() -> None:
    owner = make.professional()
    search = SavedSearch.objects.create(
        account=owner, name="Kitchens", subject="projects", parameters={}, saved_at=make.NOON, looked_until=make.NOON
    )
    Alert.objects.create(search=search, at=make.NOON, found=[], total=3)
    told_in_words()

    search.delete()

    assert queries.in_words(list(Notification.objects.all())) == []


def test_every_source_can_be_asked() -> None:
    for source in SOURCES.values():
        assert list(source.untold(Act.by_site(make.NOON).at)) == []
