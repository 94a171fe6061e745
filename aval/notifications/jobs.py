"""Letters about what happened: gathered for a moment, then one letter for everything new."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import UUID, uuid5

from django.core.mail import EmailMultiAlternatives
from django.db import connection, transaction
from django.utils import timezone, translation
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from aval.accounts import letters
from aval.accounts.models import Account
from aval.conversation import queries as gates
from aval.imports.addresses import address_of
from aval.kernel.clock import now
from aval.kernel.transactions import before_commit, unit
from aval.notifications import actions, queries, receipts, rows
from aval.notifications.kinds import Group
from aval.notifications.models import Notification

GATHERING = timedelta(minutes=2)
"""How long a letter waits for more to tell; whoever reads the page meanwhile gets none."""
LATEST_MAX = 50
LOOKING_BACK = timedelta(days=2)
"""How long the worker may have stood still without anybody missing anything."""


def tell_outside(account_id: UUID) -> None:
    """Let the person's open pages know at the commit, and plan a letter unless one is planned already."""
    before_commit(("bell", account_id), partial(_ring, account_id))
    try:
        # A savepoint: the lock is a unique key, and a refused row would spoil the whole transaction.
        with transaction.atomic():
            mail_notifications.configure(
                schedule_in={"seconds": int(GATHERING.total_seconds())}, queueing_lock=f"letters {account_id}"
            ).defer(account_id=str(account_id))
    except AlreadyEnqueued:
        return


@app.periodic(cron="* * * * *")
@app.task(name="notifications.rows", queueing_lock="notifications.rows")
def tell_of_rows(timestamp: int) -> None:
    """Tell of rows that no record holds: invitations, questions, reviews of texts, news in saved searches."""
    since = datetime.fromtimestamp(timestamp, UTC) - LOOKING_BACK
    for source in rows.SOURCES.values():
        with unit():
            for row_id, account_id, at, target_id in source.untold(since):
                _notification, told = Notification.objects.get_or_create(
                    account_id=account_id,
                    about_id=row_id,
                    kind=source.kind,
                    seq=None,
                    defaults={"group": source.group, "at": at, "target_id": target_id},
                )
                if told:
                    tell_outside(account_id)


@app.task(name="notifications.mail", retry=5)
def mail_notifications(account_id: str) -> None:
    """Send what is unread and was not mailed yet, one letter for each kind, so that each can be turned down by itself.

    Sent first and marked after: should the mark be lost, the same letter goes out again under the same Message-ID.
    """
    account = Account.objects.get(id=account_id)
    refused = queries.refused_groups(account.id)
    waiting = Notification.objects.filter(account=account, read_at=None, mailed_at=None).order_by("id")[:LATEST_MAX]
    letters_: dict[tuple[str, UUID | None], list[Notification]] = defaultdict(list)
    for notification in waiting:
        # Messages of one contract make a letter of their own, so that it can be answered.
        about = notification.about_id if notification.group == Group.MESSAGES else None
        letters_[notification.group, about].append(notification)
    for (group, _about), some in letters_.items():
        if group not in refused and account.is_active:
            _letter(account, group, some).send()
        with unit():
            Notification.objects.filter(id__in=[one.id for one in some]).update(mailed_at=now())


@app.periodic(cron="10 5 * * *")
@app.task(name="notifications.receipts", queueing_lock="notifications.receipts", pass_context=False)
def plan_receipts(timestamp: int) -> int:
    """Plan the day's letter for each party of a record that grew, and return how many."""
    del timestamp
    people = receipts.people_to_tell()
    for account_id in people:
        mail_receipts.defer(account_id=str(account_id))
    return len(people)


@app.task(name="notifications.receipt_letter", retry=5)
def mail_receipts(account_id: str) -> None:
    """Send a person the receipts of their records that grew."""
    receipts.send(UUID(account_id))


def _letter(account: Account, group: str, some: list[Notification]) -> EmailMultiAlternatives:
    reader = letters.Reader(account.email, account.language, account.time_zone)
    with translation.override(account.language), timezone.override(account.time_zone):
        told = queries.in_words(some)
    return letters.write(
        reader,
        "notifications/letter",
        {"account": account, "told": told, "group": some[0].get_group_display},
        unsubscribe_path=actions.unsubscribe_path(account.id, group),
        message_id=str(uuid5(account.id, " ".join(str(one.id) for one in some))),
        reply_to=_reply_address(some),
    )


def _reply_address(some: list[Notification]) -> str:
    """Return where an answer to this letter goes: into the one contract that it is about, once its gate is open."""
    about = {one.about_id for one in some}
    contract_id = next(iter(about))
    if len(about) > 1 or contract_id is None or not gates.gate(contract_id).is_open:
        return ""
    return address_of(contract_id)


def _ring(account_id: UUID) -> None:
    """Tell the live process that this account's bell has changed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify('aval_live', %s)", [f"account/{account_id}"])
