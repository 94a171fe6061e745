"""What reviews put on the home page: a measure in force, and for staff what waits for a look."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aval.accounts import queries as accounts
from aval.kernel.clock import now
from aval.moderation import queries
from aval.web.home import HomeItem, HomeSection, home_card
from aval.web.requests import account_of


@home_card(order=80)
def reviews(request: HttpRequest) -> HomeSection | None:
    """Name a pause that is in force, and how many texts wait at the desk."""
    account_id = account_of(request).id
    items = []
    if queries.is_paused(account_id, at=now()):
        items.append(
            HomeItem(
                _("Your new proposals are paused"), reverse("moderation:mine"), _("See why, and appeal."), urgent=True
            )
        )
    if accounts.is_mediator(account_id) or accounts.is_operator(account_id):
        waiting = len(queries.queue(account_id)) + len(queries.appeals_waiting(account_id))
        if waiting:
            title = ngettext("%(n)s text waits for a look", "%(n)s texts wait for a look", waiting) % {"n": waiting}
            items.append(HomeItem(title, reverse("moderation:desk"), urgent=True))
    return HomeSection(_("Texts under review"), items, icon="eye") if items else None
