"""What contracts put on a person's home page: what is expected of them, and what goes on."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from aval.contracts import queries
from aval.kernel.clock import now
from aval.web.home import HomeItem, HomeSection, home_card
from aval.web.requests import account_of

SHOWN = 10


@home_card(order=10)
def due(request: HttpRequest) -> HomeSection | None:
    """Return what the reader is expected to do on their contracts, what is due first in front."""
    items = [
        HomeItem(
            title=expected.what,
            href=reverse("contracts:detail", args=[contract.id])
            + (f"#milestone-{expected.milestone_id}" if expected.milestone_id else ""),
            note=contract.title,
            due_at=expected.due_at,
            chip=(contract.status, contract.get_status_display()),
            urgent=True,
        )
        for contract, expected in queries.expected_of(account_of(request).id, at=now())[:SHOWN]
    ]
    return HomeSection(_("Contracts"), items, reverse("contracts:index"), "briefcase") if items else None
