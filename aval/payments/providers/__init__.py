"""Payment providers: one folder each, and the one line that makes it known."""

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from aval.kernel.refusals import Refusal
from aval.payments.providers.interface import Provider

REGISTRY = {
    "sandbox": "aval.payments.providers.sandbox.provider.Sandbox",
    "stripe": "aval.payments.providers.stripe.provider.Stripe",
}


class NoProvider(Refusal):
    """This site takes no payments, or none through this provider."""

    sentence = _("This site has no payment provider for that.")
    advice = _("Ask whoever runs the site to set one up.")


def names() -> tuple[str, ...]:
    """Return the providers that this site uses, the preferred one first."""
    return tuple(settings.PAYMENT_PROVIDERS)


def provider(name: str = "") -> Provider:
    """Return a provider by name; without one, the preferred.

    :raises NoProvider: if the site doesn't use it
    """
    chosen = name or next(iter(names()), "")
    if chosen not in names() or chosen not in REGISTRY:
        raise NoProvider
    made: Provider = import_string(REGISTRY[chosen])()
    return made


def load() -> None:
    """Import this site's providers, so that a worker knows the jobs that they bring along.

    :raises NoProvider: if the settings name one that there is not
    """
    for name in names():
        provider(name)
