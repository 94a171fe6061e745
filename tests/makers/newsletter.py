"""Subscriptions, made through the real actions."""

from aval.newsletter import actions as newsletter
from aval.newsletter.models import Subscription
from tests.makers.people import site_act

__all__ = ["subscriber", "subscription"]


def subscription(
    email: str = "lucia@readers.test", *, language: str = "en", categories: tuple[str, ...] = ()
) -> Subscription:
    """Return a subscription that waits for its confirmation."""
    return newsletter.subscribe(site_act(), email=email, language=language, categories=categories)


def subscriber(
    email: str = "lucia@readers.test", *, language: str = "en", categories: tuple[str, ...] = ()
) -> Subscription:
    """Return a confirmed subscription."""
    asked = subscription(email, language=language, categories=categories)
    return newsletter.confirm(site_act(), token=newsletter.token_for(asked.id, newsletter.CONFIRM))
