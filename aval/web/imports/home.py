"""What imports put on the home page: what the other party brought in and waits for an answer."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aval.imports import queries
from aval.web.home import HomeItem, HomeSection, home_card
from aval.web.requests import account_of


@home_card(order=40)
def to_answer(request: HttpRequest) -> HomeSection | None:
    """List the imports and minutes that wait for the reader's answer."""
    items = [
        HomeItem(
            ngettext("%(n)s imported message to answer", "%(n)s imported messages to answer", due.number)
            % {"n": due.number},
            reverse("imports:detail", args=[due.contract_id, due.import_id]),
            note=due.subject,
            due_at=due.until,
            urgent=True,
        )
        for due in queries.due_answers(account_of(request).id)
    ]
    return HomeSection(_("Brought in from outside"), items, icon="download") if items else None
