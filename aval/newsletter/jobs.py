"""The letters: the question whether one wants it, and each week's issue."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from django.conf import settings
from procrastinate.contrib.django import app

from aval.accounts import letters
from aval.kernel.clock import now
from aval.kernel.transactions import unit
from aval.newsletter import queries
from aval.newsletter.models import Issue, Sending, Subscription
from aval.newsletter.states import Status

WEEK = timedelta(days=7)


def letter_soon(subscription_id: UUID, purpose: str) -> None:
    """Plan the letter that confirms a subscription or offers to change it; it leaves after the commit."""
    ask.defer(subscription_id=str(subscription_id), purpose=purpose)


@app.task(name="newsletter.ask", retry=5)
def ask(subscription_id: str, purpose: str) -> None:
    """Send the letter with the link that only the address itself can know."""
    from aval.newsletter import actions  # noqa: PLC0415 (actions plan these jobs)

    subscription = Subscription.objects.get(id=subscription_id)
    confirming = purpose == actions.CONFIRM
    path = actions.confirm_path(subscription.id) if confirming else actions.change_path(subscription.id)
    letters.write(
        letters.Reader(subscription.email, subscription.language),
        "newsletter/confirm" if confirming else "newsletter/known",
        {"path": path},
        message_id=str(uuid5(subscription.id, f"{purpose} {subscription.asked_at.isoformat()}")),
    ).send()


@app.periodic(cron="0 12 * * 1")
@app.task(name="newsletter.compose", queueing_lock="newsletter.compose")
def compose(timestamp: int) -> None:
    """Make the week's issue in each language, and plan a letter to each subscriber whom it has something for."""
    until = datetime.fromtimestamp(timestamp, UTC).replace(minute=0, second=0, microsecond=0)
    for language, _name in settings.LANGUAGES:
        with unit():
            issue, _made = Issue.objects.get_or_create(
                language=language, until=until, defaults={"since": _end_of_last(language, until)}
            )
            for subscription in Subscription.objects.filter(status=Status.CONFIRMED, language=language):
                if queries.projects_in(issue, subscription.categories).exists():
                    send.defer(issue_id=str(issue.id), subscription_id=str(subscription.id))


@app.task(name="newsletter.send", retry=5)
def send(issue_id: str, subscription_id: str) -> None:
    """Send one issue to one subscriber, once: not again, and not after they ended it."""
    from aval.newsletter import actions  # noqa: PLC0415 (as above)

    issue = Issue.objects.get(id=issue_id)
    subscription = Subscription.objects.get(id=subscription_id)
    if (
        subscription.status != Status.CONFIRMED
        or Sending.objects.filter(issue=issue, subscription=subscription).exists()
    ):
        return
    letters.write(
        letters.Reader(subscription.email, subscription.language),
        "newsletter/issue",
        {"projects": list(queries.projects_in(issue, subscription.categories)), "issue": issue},
        unsubscribe_path=actions.change_path(subscription.id),
        message_id=str(uuid5(issue.id, str(subscription.id))),
    ).send()
    with unit():
        Sending.objects.get_or_create(issue=issue, subscription=subscription, defaults={"sent_at": now()})


def _end_of_last(language: str, until: datetime) -> datetime:
    last = Issue.objects.filter(language=language, until__lt=until).order_by("-until").first()
    return max(last.until, until - 4 * WEEK) if last else until - WEEK
