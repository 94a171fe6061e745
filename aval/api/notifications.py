"""Notifications: what the caller was told."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema

from aval.accounts.models import Account
from aval.api.pages import Cursor, page
from aval.api.requests import act_of
from aval.notifications import actions, queries
from aval.notifications.models import Notification

router = Router(tags=["notifications"])


class NotificationOut(Schema):
    """One thing that the caller was told, in the language asked for."""

    id: UUID
    about_id: UUID
    seq: int | None
    kind: str
    group: str
    at: datetime
    read_at: datetime | None
    who: str
    what: str
    about: str


class NotificationPage(Schema):
    """Notifications, newest first, and where to go on."""

    items: list[NotificationOut]
    next: UUID | None
    unread: int


class ReadCount(Schema):
    """How many were marked as read."""

    read: int


@router.get("/notifications", response=NotificationPage)
def list_notifications(request: HttpRequest, cursor: Query[Cursor]) -> dict[str, Any]:
    """List what the caller was told."""
    caller = _caller(request)
    found = page(Notification.objects.filter(account=caller), cursor)
    return {
        **found,
        "items": [_out(told) for told in queries.in_words(found["items"])],
        "unread": queries.unread(caller.id),
    }


@router.post("/notifications/{uuid:notification_id}/reading", response=NotificationOut)
def read_notification(request: HttpRequest, notification_id: UUID) -> NotificationOut:
    """Mark one as read."""
    read = actions.read_notification(act_of(request), notification_id=notification_id)
    return _out(queries.in_words([read])[0])


@router.post("/notifications/reading", response=ReadCount)
def read_all(request: HttpRequest) -> ReadCount:
    """Mark everything as read."""
    return ReadCount(read=actions.read_all(act_of(request)))


def _caller(request: HttpRequest) -> Account:
    assert isinstance(request.user, Account), "every operation here needs a token"
    return request.user


def _out(told: queries.Told) -> NotificationOut:
    one = told.notification
    return NotificationOut(
        id=one.id,
        about_id=one.about_id,
        seq=one.seq,
        kind=one.kind,
        group=one.group,
        at=one.at,
        read_at=one.read_at,
        who=told.who,
        what=told.what,
        about=told.about,
    )
