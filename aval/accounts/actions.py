"""What people do about themselves: begin, describe themselves, choose how to read, and give programs access."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID
from zoneinfo import available_timezones

from django.conf import settings
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from aval.accounts.models import Account, PortfolioItem, Profile, Token
from aval.kernel.acts import Act
from aval.kernel.money import CURRENCIES, Money
from aval.kernel.refusals import Invalid, Refusal
from aval.kernel.transactions import action

TOKEN_PREFIX = "aval_"  # noqa: S105 (what every token begins with, so that leaks can be recognised)
TOKENS_MAX = 20
PORTFOLIO_MAX = 24
SKILLS_MAX = 20
SCOPES = ("read", "write", "money")
"""What a token may be given: to look, to act, and to act on money."""


class TooMany(Refusal):
    """The person has as many of these as one may have."""

    sentence = _("You already have as many of these as one account can have.")
    advice = _("Remove one that you no longer need, then add this one.")


class Screen(Protocol):
    """The judgement of a public text against the closed gate; it raises what the author is to read."""

    def __call__(self, act: Act, *, text: str, place: str, author_id: UUID, name: str = "") -> None:
        """Let the text, under a person's name if one is given, pass or raise."""


@dataclass(frozen=True, slots=True)
class ProfileText:
    """What a person says about themselves: all that :func:`edit_profile` replaces."""

    display_name: str
    headline: str
    about: str
    skills: Sequence[str]
    languages: Sequence[str]
    country: str
    city: str
    availability: str
    hourly_rate: Money | None
    offers_work: bool


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token and its secret, which is shown once and kept nowhere."""

    token: Token
    secret: str


@action
def edit_profile(act: Act, *, text: ProfileText, screen: Screen) -> Profile:
    """Replace the actor's profile.

    :param screen: judges every word of it, for profiles stand behind a closed gate; moderation's ``screen``
    :raises Refusal: what ``screen`` raises, if there is a contact detail in it
    :raises Invalid: if there are too many skills or the rate is not positive
    """
    if len(text.skills) > SKILLS_MAX:
        raise Invalid(_("Name at most %(max)s skills.") % {"max": SKILLS_MAX}, field="skills")
    if text.hourly_rate is not None and text.hourly_rate.minor <= 0:
        raise Invalid(_("The rate must be more than zero."), field="hourly_rate")
    said = "\n".join(filter(None, [text.headline, text.about, text.city, ", ".join(text.skills)]))
    screen(act, text=said, place="profile", author_id=act.actor_id, name=text.display_name)
    Account.objects.filter(id=act.actor_id).update(display_name=text.display_name)
    profile, _made = Profile.objects.update_or_create(
        account_id=act.actor_id,
        defaults={
            "headline": text.headline,
            "about": text.about,
            "skills": _distinct(text.skills),
            "languages": _distinct(text.languages),
            "country": text.country,
            "city": text.city,
            "availability": Profile.Availability(text.availability),
            "hourly_rate_minor": text.hourly_rate.minor if text.hourly_rate else None,
            "currency": text.hourly_rate.currency if text.hourly_rate else _usual_currency(act.actor_id),
            "offers_work": text.offers_work,
            "updated_at": act.at,
        },
    )
    return profile


@action
def add_portfolio_item(act: Act, *, title: str, description: str, made_in: int | None, screen: Screen) -> PortfolioItem:
    """Show a piece of earlier work, last in the list.

    :param screen: as for :func:`edit_profile`
    :raises TooMany: if there are ``PORTFOLIO_MAX`` pieces already
    """
    profile = Profile.objects.select_for_update().get(account_id=act.actor_id)
    if profile.portfolio.count() >= PORTFOLIO_MAX:
        raise TooMany
    screen(act, text=f"{title}\n{description}", place="profile", author_id=act.actor_id)
    last = profile.portfolio.aggregate(last=Max("position"))["last"]
    return PortfolioItem.objects.create(
        profile=profile,
        title=title,
        description=description,
        made_in=made_in,
        position=0 if last is None else last + 1,
    )


@action
def remove_portfolio_item(act: Act, *, item_id: UUID) -> None:
    """Take a piece of work out of the actor's portfolio.

    :raises PortfolioItem.DoesNotExist: if there is none, or it is someone else's
    """
    PortfolioItem.objects.get(id=item_id, profile_id=act.actor_id).delete()


@action
def choose_reading(act: Act, *, language: str, time_zone: str, theme: str) -> Account:
    """Set the language, time zone (IANA name) and theme in which the actor reads the site.

    :raises Invalid: if one of them is not known here
    """
    if language not in dict(settings.LANGUAGES):
        raise Invalid(_("This site does not speak that language."), field="language")
    if time_zone not in available_timezones():
        raise Invalid(_("That is no time zone that we know."), field="time_zone")
    account = Account.objects.select_for_update().get(id=act.actor_id)
    account.language, account.time_zone, account.theme = language, time_zone, Account.Theme(theme)
    account.save(update_fields=["language", "time_zone", "theme"])
    return account


@action
def create_token(act: Act, *, name: str, scopes: Sequence[str]) -> NewToken:
    """Give a program access to the API in the actor's name.

    :raises Invalid: if a scope is unknown or none is given
    :raises TooMany: if there are ``TOKENS_MAX`` working tokens already
    """
    if not scopes or set(scopes) - set(SCOPES):
        raise Invalid(_("Choose at least one thing that the token may do."), field="scopes")
    Account.objects.select_for_update().get(id=act.actor_id)
    if Token.objects.filter(account_id=act.actor_id, revoked_at=None).count() >= TOKENS_MAX:
        raise TooMany
    secret = TOKEN_PREFIX + secrets.token_urlsafe(32)
    token = Token.objects.create(
        account_id=act.actor_id,
        name=name,
        secret_sha256=hashlib.sha256(secret.encode()).digest(),
        scopes=[scope for scope in SCOPES if scope in scopes],
        created_at=act.at,
    )
    return NewToken(token, secret)


@action
def revoke_token(act: Act, *, token_id: UUID) -> Token:
    """End a token of the actor's at once; ending it again changes nothing.

    :raises Token.DoesNotExist: if there is none, or it is someone else's
    """
    token = Token.objects.select_for_update().get(id=token_id, account_id=act.actor_id)
    if token.revoked_at is None:
        token.revoked_at = act.at
        token.save(update_fields=["revoked_at"])
    return token


def _distinct(words: Sequence[str]) -> list[str]:
    """Drop repetitions, whatever their case; the first spelling stays."""
    return list({word.strip().casefold(): word.strip() for word in reversed(words) if word.strip()}.values())[::-1]


def _usual_currency(account_id: UUID) -> str:
    known = Profile.objects.filter(account_id=account_id).values_list("currency", flat=True).first()
    return known if known in CURRENCIES else "USD"
