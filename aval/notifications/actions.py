"""Reading what one was told, and choosing which letters to get."""

from collections.abc import Collection
from uuid import UUID

from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from aval.kernel.acts import Act
from aval.kernel.ids import SITE_ID
from aval.kernel.refusals import NotAllowed
from aval.kernel.transactions import action
from aval.notifications.kinds import Group
from aval.notifications.models import MailRefusal, Notification

SALT = "notifications.unsubscribe"


class BadLink(NotAllowed):
    """The link to stop letters is damaged or was not made by this site."""

    sentence = _("This link does not work any more.")
    advice = _("Sign in and choose your letters in your settings.")


@action
def read_notification(act: Act, *, notification_id: UUID) -> Notification:
    """Mark one as read; the first time counts.

    :raises Notification.DoesNotExist: if there is none, or it is someone else's
    """
    notification = Notification.objects.select_for_update().get(id=notification_id, account_id=act.actor_id)
    if notification.read_at is None:
        notification.read_at = act.at
        notification.save(update_fields=["read_at"])
    return notification


@action
def read_all(act: Act) -> int:
    """Mark everything that the actor was told until now as read, and return how many that were."""
    return Notification.objects.filter(account_id=act.actor_id, read_at=None, at__lte=act.at).update(read_at=act.at)


@action
def read_about(act: Act, *, contract_id: UUID) -> int:
    """Mark what the actor was told about one contract as read, because they are looking at it."""
    mine = Notification.objects.filter(account_id=act.actor_id, about_id=contract_id, read_at=None)
    return mine.update(read_at=act.at)


@action
def choose_letters(act: Act, *, wanted: Collection[str]) -> None:
    """Get letters of these groups by mail, and of no other."""
    keep = {Group(group) for group in wanted}
    MailRefusal.objects.filter(account_id=act.actor_id, group__in=keep).delete()
    for group in set(Group) - keep:
        MailRefusal.objects.get_or_create(account_id=act.actor_id, group=group, defaults={"refused_at": act.at})


@action
def refuse_letters(act: Act, *, token: str) -> Group:
    """Stop letters of one group for whoever the link was made for; doing it again changes nothing.

    :raises BadLink: if the token is not one of ours
    """
    account_id, group = _read(token)
    MailRefusal.objects.get_or_create(account_id=account_id, group=group, defaults={"refused_at": act.at})
    return group


def group_of(token: str) -> Group:
    """Return the kind of letters that a link would stop.

    :raises BadLink: if the token is not one of ours
    """
    return _read(token)[1]


def unsubscribe_path(account_id: UUID, group: str) -> str:
    """Return the address that stops letters of this group for this person by one POST, without signing in."""
    token = signing.dumps([str(account_id), str(group)], salt=SALT)
    return reverse("notifications:letters_of_kind", args=[token])


def _read(token: str) -> tuple[UUID, Group]:
    try:
        account_id, group = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        raise BadLink from None
    if UUID(account_id) == SITE_ID:
        raise BadLink
    return UUID(account_id), Group(group)
