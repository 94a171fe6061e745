"""The newsletter's life: asked, confirmed, changed, ended, asked again; and its issues."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import Error, connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from aval.kernel.refusals import IllegalMove
from aval.newsletter import actions, jobs
from aval.newsletter.actions import CHANGE, CONFIRM, BadLink
from aval.newsletter.models import Consent, Issue, Sending, Subscription
from aval.newsletter.states import MOVES, Moment, Status
from tests import make

pytestmark = pytest.mark.django_db


def moments(subscription: Subscription) -> list[str]:
    return list(subscription.consents.order_by("at", "id").values_list("moment", flat=True))


def planned(task: str) -> int:
    return ProcrastinateJob.objects.filter(task_name=task).count()


def test_asking_sends_nothing_but_the_question() -> None:
    asked = make.subscription()

    jobs.ask(subscription_id=str(asked.id), purpose=CONFIRM)

    assert asked.status == Status.ASKED
    assert moments(asked) == [Moment.ASKED]
    assert planned("newsletter.ask") == 1
    (letter,) = mail.outbox
    assert "/newsletter/confirmation/" in letter.body


def test_confirming_from_the_letter_subscribes_once() -> None:
    asked = make.subscription()
    token = actions.token_for(asked.id, CONFIRM)

    for _ in range(2):
        confirmed = actions.confirm(make.site_act(), token=token)

    assert confirmed.status == Status.CONFIRMED
    assert moments(asked) == [Moment.ASKED, Moment.CONFIRMED]


def test_a_token_to_change_does_not_confirm() -> None:
    asked = make.subscription()

    with pytest.raises(BadLink):
        actions.confirm(make.site_act(), token=actions.token_for(asked.id, CHANGE))

    assert Subscription.objects.get().status == Status.ASKED


def test_a_question_older_than_a_week_confirms_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = make.subscription()
    token = actions.token_for(asked.id, CONFIRM)
    monkeypatch.setattr(actions, "CONFIRM_WITHIN", timedelta(seconds=-1))

    with pytest.raises(BadLink):
        actions.confirm(make.site_act(), token=token)

    assert Subscription.objects.get().status == Status.ASKED


def test_asking_for_a_subscribed_address_changes_nothing_and_offers_to_change() -> None:
    make.subscriber(categories=("design",))

    again = make.subscription(categories=("data",))

    assert again.status == Status.CONFIRMED
    assert Subscription.objects.get().categories == ["design"]
    assert ProcrastinateJob.objects.filter(task_name="newsletter.ask", args__purpose=CHANGE).count() == 1


def test_changing_ending_and_asking_again_are_all_kept_as_moments() -> None:
    subscribed = make.subscriber()
    token = actions.token_for(subscribed.id, CHANGE)

    actions.change(make.site_act(), token=token, language="es", categories=["data"])
    actions.end(make.site_act(), token=token)
    actions.end(make.site_act(), token=token)
    make.subscription()

    assert sorted(moments(subscribed)) == sorted(
        [Moment.ASKED, Moment.CONFIRMED, Moment.CHANGED, Moment.ENDED, Moment.ASKED]
    )
    assert Subscription.objects.get().status == Status.ASKED


def test_every_move_that_is_not_in_the_table_is_refused() -> None:
    for start in Status:
        for target in Status:
            subscription = Subscription(status=start)
            if target in MOVES[start]:
                subscription.move_to(target)
            else:
                with pytest.raises(IllegalMove):
                    subscription.move_to(target)


def test_the_database_lets_nobody_change_a_consent() -> None:
    make.subscription()

    for statement in ("UPDATE newsletter_consent SET moment = 'ended'", "DELETE FROM newsletter_consent"):
        with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

    assert Consent.objects.get().moment == Moment.ASKED


def issue_with_projects(*, language: str = "en") -> Issue:
    return Issue.objects.create(
        language=language, since=make.NOON - timedelta(days=1), until=make.NOON + timedelta(days=1)
    )


def test_an_issue_brings_new_projects_in_the_wanted_fields_with_one_click_out() -> None:
    project = make.project(language="en")
    subscribed = make.subscriber(categories=(project.category,))

    jobs.send(issue_id=str(issue_with_projects().id), subscription_id=str(subscribed.id))

    (letter,) = mail.outbox
    assert project.title in letter.body
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_an_issue_goes_to_a_subscriber_once() -> None:
    make.project(language="en")
    subscribed, issue = make.subscriber(), issue_with_projects()

    for _ in range(2):
        jobs.send(issue_id=str(issue.id), subscription_id=str(subscribed.id))

    assert len(mail.outbox) == 1
    assert Sending.objects.count() == 1


def test_whoever_ended_it_meanwhile_gets_nothing() -> None:
    make.project(language="en")
    subscribed, issue = make.subscriber(), issue_with_projects()
    actions.end(make.site_act(), token=actions.token_for(subscribed.id, CHANGE))

    jobs.send(issue_id=str(issue.id), subscription_id=str(subscribed.id))

    assert mail.outbox == []


def test_composing_plans_letters_only_where_there_is_something_to_say() -> None:
    project = make.project(language="en")
    make.subscriber("a@readers.test", categories=(project.category,))
    make.subscriber("b@readers.test", categories=("legal" if project.category != "legal" else "data",))
    make.subscription("c@readers.test")

    jobs.compose(timestamp=int((make.NOON + timedelta(days=1)).timestamp()))

    assert planned("newsletter.send") == 1


def test_issues_follow_one_another_without_a_gap_and_composing_again_adds_none() -> None:
    first, second = make.NOON + timedelta(days=7), make.NOON + timedelta(days=16)

    for moment in (first, second, second):
        jobs.compose(timestamp=int(moment.timestamp()))

    in_english = list(Issue.objects.filter(language="en").order_by("until"))
    assert [issue.until for issue in in_english] == [first, second]
    assert in_english[1].since == first
