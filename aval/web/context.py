"""What every page shows around its content: where one can go, what is unread, which site this is."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from aval.accounts import passkeys
from aval.accounts import queries as accounts
from aval.accounts.models import Account
from aval.conversation import tickets
from aval.kernel.clock import now
from aval.notifications import queries as notifications
from aval.web.requests import came_from


@dataclass(frozen=True, slots=True)
class Link:
    """One place to go."""

    label: str | Promise
    href: str
    icon: str
    current: bool


@dataclass(frozen=True, slots=True)
class Language:
    """One language to read in; ``pressed`` is what its button tells a screen reader."""

    code: str
    name: str
    pressed: str


OWN_NAMES = {"es": "Español", "pt-br": "Português", "en": "English"}

_MAIN = (
    (_("Find work"), "projects:index", "search"),
    (_("Find professionals"), "projects:professionals", "users"),
)
_PUBLISH = (_("Publish a project"), "projects:new", "plus")
_HOME = (_("Home"), "people:home", "home")
_OWN = (
    (_("Contracts"), "contracts:index", "briefcase"),
    (_("Conversations"), "conversation:index", "chat"),
    (_("My projects"), "projects:mine", "list"),
    (_("My proposals"), "projects:proposals-mine", "send"),
    (_("Money"), "money:wallet", "wallet"),
    (_("Cases"), "cases:index", "scale"),
    (_("Texts under review"), "moderation:mine", "hand"),
    (_("Settings"), "people:settings", "settings"),
)
_REVIEW = (_("Review desk"), "moderation:desk", "eye")
_OPERATOR = (
    _REVIEW,
    (_("Money desk"), "money:desk", "wallet"),
    (_("Erasures"), "erasure:desk", "trash"),
)


class Site:
    """The page's frame, each part worked out when the template asks for it."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self.demo = settings.DEMO
        self.live_url = settings.LIVE_URL
        self.url = settings.SITE_URL
        self.path = request.get_full_path()
        self.theme = getattr(request, "theme", "")

    @property
    def came_from(self) -> str:
        """The page of ours that led here, or nothing."""
        return came_from(self._request)

    @property
    def languages(self) -> list[Language]:
        """The languages one can read in, each by its own name."""
        present = get_language()
        return [
            Language(code, OWN_NAMES.get(code, code), "true" if code == present else "false")
            for code, _name in settings.LANGUAGES
        ]

    @property
    def nav(self) -> list[Link]:
        """Where everybody can go; staff publish nothing."""
        return list(self._links(_MAIN if self.is_staff else (*_MAIN, _PUBLISH)))

    @property
    def own(self) -> list[Link]:
        """Where the signed-in person can go, by what they may do."""
        account = self._account
        if account is None:
            return []
        desks = _OPERATOR if self._is_operator else (_REVIEW,) if self._is_mediator else ()
        return list(self._links((_HOME, *desks, *_OWN)))

    @cached_property
    def is_staff(self) -> bool:
        """Whether the reader hears cases or runs the site, and so neither publishes nor proposes."""
        return self._is_operator or self._is_mediator

    @cached_property
    def unread(self) -> int:
        """How many notifications wait."""
        return notifications.unread(self._account.id) if self._account else 0

    @cached_property
    def can_sign(self) -> bool:
        """Whether the reader has a passkey to sign acts of weight with."""
        return self._account is not None and passkeys.can_sign(self._account.id)

    @property
    def bell_ticket(self) -> str:
        """The ticket under which the page hears of new notifications."""
        account = self._account
        if account is None:
            return ""
        return tickets.issue(f"account/{account.id}", account_id=account.id, at=now(), key=settings.SECRET_KEY)

    @property
    def _account(self) -> Account | None:
        # An answer to an error may come from before the sign-in was looked at.
        user = getattr(self._request, "user", None)
        return user if isinstance(user, Account) else None

    @cached_property
    def _is_operator(self) -> bool:
        return self._account is not None and accounts.is_operator(self._account.id)

    @cached_property
    def _is_mediator(self) -> bool:
        return self._account is not None and accounts.is_mediator(self._account.id)

    def _links(self, places: tuple[tuple[Promise, str, str], ...]) -> Iterator[Link]:
        for label, name, icon in places:
            try:
                href = reverse(name)
            except NoReverseMatch:
                continue  # this installation does not have that area
            yield Link(label, href, icon, self._request.path == href)


def site(request: HttpRequest) -> dict[str, object]:
    """Give every template the page's frame as ``aval`` (allauth has a ``site`` of its own)."""
    return {"aval": Site(request)}
