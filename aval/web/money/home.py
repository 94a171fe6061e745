"""What money puts on the home page: payments that wait for the person, or are on their way."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from aval.payments.models import Deposit, Payout
from aval.payments.queries import under_way
from aval.web.home import HomeItem, HomeSection, home_card
from aval.web.requests import account_of


@home_card(order=60)
def payments(request: HttpRequest) -> HomeSection | None:
    """Show deposits that are not paid yet and payouts that have not arrived yet."""
    items = [_item(payment) for payment in under_way(account_of(request).id)]
    return HomeSection(_("Money on its way"), items, reverse("money:wallet"), "wallet") if items else None


def _item(payment: Deposit | Payout) -> HomeItem:
    chip = (payment.status, payment.get_status_display())
    if isinstance(payment, Payout):
        return HomeItem(_("Payout"), reverse("money:payout", args=[payment.id]), chip=chip, money=payment.amount)
    title = _("A deposit that waits for its payment")
    return HomeItem(title, reverse("money:deposit", args=[payment.id]), chip=chip, money=payment.amount)
