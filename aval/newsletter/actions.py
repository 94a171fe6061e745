"""Asking for the newsletter, confirming it from the address itself (double opt-in), changing and ending it."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from aval.kernel.acts import Act
from aval.kernel.refusals import NotAllowed
from aval.kernel.transactions import action
from aval.newsletter import jobs
from aval.newsletter.models import Consent, Subscription
from aval.newsletter.states import Moment, Status

SALT = "newsletter"
CONFIRM, CHANGE = "confirm", "change"
CONFIRM_WITHIN = timedelta(days=7)


class BadLink(NotAllowed):
    """The link is damaged, too old, or was not made by this site."""

    sentence = _("This link does not work any more.")
    advice = _("Ask for the newsletter again; the next letter brings a new link.")


@action
def subscribe(act: Act, *, email: str, language: str, categories: Sequence[str]) -> Subscription:
    """Ask for the newsletter for an address; nothing is sent to it but the question whether it wants that.

    An address that has it already gets a letter that says so, with a link to change it: the page tells nobody
    whether an address is known.
    """
    subscription, made = Subscription.objects.select_for_update().get_or_create(
        email=email.strip().lower(),
        defaults={"language": language, "categories": sorted(set(categories)), "asked_at": act.at},
    )
    if subscription.status == Status.CONFIRMED:
        jobs.letter_soon(subscription.id, CHANGE)
        return subscription
    if subscription.status == Status.ENDED:
        subscription.move_to(Status.ASKED)
    if not made:
        subscription.language, subscription.categories = language, sorted(set(categories))
        subscription.asked_at = act.at
        subscription.save()
    _consent(act, subscription, Moment.ASKED)
    jobs.letter_soon(subscription.id, CONFIRM)
    return subscription


@action
def confirm(act: Act, *, token: str) -> Subscription:
    """Confirm from the letter; doing it again changes nothing.

    :raises BadLink: if the token is not one of ours, or older than a week
    """
    subscription = _lock(token, CONFIRM, within=CONFIRM_WITHIN)
    if subscription.status == Status.ASKED:
        subscription.move_to(Status.CONFIRMED)
        subscription.save(update_fields=["status"])
        _consent(act, subscription, Moment.CONFIRMED)
    return subscription


@action
def change(act: Act, *, token: str, language: str, categories: Sequence[str]) -> Subscription:
    """Change language and categories of a subscription.

    :raises BadLink: if the token is not one of ours
    """
    subscription = _lock(token, CHANGE)
    subscription.language, subscription.categories = language, sorted(set(categories))
    subscription.save(update_fields=["language", "categories"])
    _consent(act, subscription, Moment.CHANGED)
    return subscription


@action
def end(act: Act, *, token: str) -> Subscription:
    """End the newsletter by one click (RFC 8058); doing it again changes nothing.

    :raises BadLink: if the token is not one of ours
    """
    subscription = _lock(token, CHANGE)
    if subscription.status != Status.ENDED:
        subscription.move_to(Status.ENDED)
        subscription.save(update_fields=["status"])
        _consent(act, subscription, Moment.ENDED)
    return subscription


def subscription_of(token: str) -> Subscription:
    """Return the subscription that a link to change it belongs to.

    :raises BadLink: if the token is not one of ours
    """
    return Subscription.objects.get(id=_read(token, CHANGE))


def token_for(subscription_id: UUID, purpose: str) -> str:
    """Return the token that a letter carries; the address alone can know it."""
    return signing.dumps(str(subscription_id), salt=f"{SALT}.{purpose}")


def change_path(subscription_id: UUID) -> str:
    """Return the address that shows, changes (POST) and ends (one-click POST) a subscription."""
    return reverse("newsletter:subscription", args=[token_for(subscription_id, CHANGE)])


def confirm_path(subscription_id: UUID) -> str:
    """Return the address that confirms a subscription."""
    return reverse("newsletter:confirmation", args=[token_for(subscription_id, CONFIRM)])


def _lock(token: str, purpose: str, *, within: timedelta | None = None) -> Subscription:
    return Subscription.objects.select_for_update().get(id=_read(token, purpose, within))


def _read(token: str, purpose: str, within: timedelta | None = None) -> UUID:
    try:
        return UUID(signing.loads(token, salt=f"{SALT}.{purpose}", max_age=within))
    except signing.BadSignature:
        raise BadLink from None


def _consent(act: Act, subscription: Subscription, moment: Moment) -> None:
    Consent.objects.create(
        subscription=subscription,
        moment=moment,
        language=subscription.language,
        categories=subscription.categories,
        at=act.at,
        request_id=act.request_id,
    )
