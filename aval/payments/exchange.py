"""Changing money from one currency into another, at a rate whose source is on record."""

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_FLOOR, Decimal
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from aval.kernel.acts import Act
from aval.kernel.money import CURRENCIES, Money
from aval.kernel.refusals import Invalid, Refusal
from aval.kernel.transactions import action
from aval.ledger import actions as ledger
from aval.payments.models import ExchangeRate
from aval.payments.reconciliation import check_operator

PLACES = Decimal("1e-12")


class NoRate(Refusal):
    """Nobody published a rate between these currencies recently enough."""

    sentence = _("There is no rate for these two currencies today, so nothing is exchanged.")
    advice = _("Try again later: rates are published on banking days.")


class RateMoved(Refusal):
    """A newer rate was published since the page was shown."""

    sentence = _("The rate has changed since you looked at it. Nothing was exchanged.")
    advice = _("Look at the new rate, and decide again.")


class BadRate(Invalid):
    """A rate is a number above zero between two currencies of the site, with its publisher."""

    sentence = _("A rate needs two currencies of this site, a number above zero, and who published it.")


@dataclass(frozen=True, slots=True)
class Quote:
    """What an amount would become, by which rate.

    :ivar spread: what the site keeps, in the target's currency
    :ivar minor_rate: minor units of the target for one of the source
    """

    rate: ExchangeRate
    source: Money
    target: Money
    spread: Money
    minor_rate: Decimal


@action
def enter_rate(
    act: Act, *, source: str, target: str, rate: Decimal, published_by: str, published_at: datetime
) -> ExchangeRate:
    """Enter a rate that somebody published, for instance a central bank: so many of ``target`` for one ``source``.

    :raises NotTheirDesk: if the actor is no operator
    :raises BadRate: if it makes no sense
    """
    check_operator(act.actor_id)
    known = source in CURRENCIES and target in CURRENCIES and source != target
    if not known or rate <= 0 or not published_by.strip() or published_at > act.at:
        raise BadRate(field="rate")
    return ExchangeRate.objects.create(
        source=source,
        target=target,
        rate=rate,
        published_by=published_by.strip(),
        published_at=published_at,
        entered_by_id=act.actor_id,
        entered_at=act.at,
    )


def quote(source: Money, target: str, *, at: datetime) -> Quote:
    """Return what an amount would become now. The fraction below a minor unit stays with the site.

    :raises NoRate: if there is no rate that is recent enough
    """
    rates = ExchangeRate.objects.filter(
        source=source.currency, target=target, published_at__gt=at - settings.EXCHANGE_RATE_AGE, published_at__lte=at
    )
    rate = rates.order_by("-published_at", "-id").first()
    if rate is None:
        raise NoRate
    minor_rate = rate.rate.scaleb(CURRENCIES[target] - CURRENCIES[source.currency]).quantize(PLACES, ROUND_FLOOR)
    gross = Money(int((source.minor * minor_rate).to_integral_value(ROUND_FLOOR)), target)
    spread = gross.portion(settings.EXCHANGE_SPREAD_BASIS_POINTS)
    return Quote(rate, source, gross - spread, spread, minor_rate)


@action
def exchange_money(act: Act, *, source: Money, target: str, rate_id: int) -> UUID:
    """Change money of the actor's wallet into another currency, at the rate that they saw.

    :param rate_id: the rate that the page showed
    :raises NoRate: if there is no rate that is recent enough
    :raises RateMoved: if another rate counts by now
    :raises NothingToMove: if nothing would come of it
    :raises NotEnoughMoney: if the wallet has less
    """
    found = quote(source, target, at=act.at)
    if found.rate.id != rate_id:
        raise RateMoved
    return ledger.exchange(
        act,
        account_id=act.actor_id,
        source=source,
        target=found.target,
        spread=found.spread,
        rate=found.minor_rate,
        rate_source=f"{found.rate.published_by}, 1 {source.currency} = {found.rate.rate.normalize():f} {target}",
        quoted_at=found.rate.published_at,
    )
