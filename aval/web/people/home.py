"""What people's own settings put on the home page: the steps that are still missing."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from aval.accounts.models import Profile
from aval.accounts.queries import is_mediator, is_operator
from aval.web.home import HomeItem, HomeSection, home_card
from aval.web.requests import account_of


@home_card(order=90)
def missing(request: HttpRequest) -> HomeSection | None:
    """Name what would make the account complete, as long as something is missing."""
    if is_mediator(account_of(request).id) or is_operator(account_of(request).id):
        return None  # staff neither propose nor publish
    profile = Profile.objects.filter(account=account_of(request)).first()
    items = []
    if profile is None or not profile.headline:
        items.append(
            HomeItem(
                _("Say what you do"),
                reverse("people:edit_profile"),
                _("A line and a few skills: people look at the profile before they answer."),
            )
        )
    return HomeSection(_("To complete your account"), items, icon="user") if items else None
