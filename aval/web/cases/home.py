"""What cases put on the home page: an offer to answer, and for a mediator the cases to hear."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from aval.accounts.queries import is_mediator
from aval.cases import queries
from aval.cases.models import Case
from aval.web.home import HomeItem, HomeSection, home_card
from aval.web.requests import account_of

SHOWN = 10


@home_card(order=5)
def due(request: HttpRequest) -> HomeSection | None:
    """Name the cases that wait for the reader; they come first, since their time runs."""
    account_id = account_of(request).id
    items = _items(queries.awaiting(account_id)[:SHOWN], _("Answer the offer in a case"))
    if is_mediator(account_id):
        items += _items(queries.desk_of(account_id)[:SHOWN], _("Hear a case"))
    return HomeSection(_("Cases"), items, reverse("cases:index"), "scale") if items else None


def _items(found: Iterable[Case], title: str | Promise) -> list[HomeItem]:
    return [
        HomeItem(
            title=title,
            href=reverse("cases:detail", args=[case.id]),
            note=case.contract.title,
            due_at=case.due_at,
            chip=(case.status, case.get_status_display()),
            money=case.amount,
            urgent=True,
        )
        for case in found
    ]
