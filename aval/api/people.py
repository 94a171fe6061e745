"""People: the caller's own profile, settings and tokens, and the public profiles of others."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from aval.accounts import actions
from aval.accounts.actions import ProfileText
from aval.accounts.models import Account, PortfolioItem, Profile, Token
from aval.api.auth import bearer_of
from aval.api.requests import act_of
from aval.kernel.money import CURRENCIES, Money
from aval.kernel.refusals import Invalid, NotAllowed
from aval.moderation.actions import screen
from aval.notifications import actions as notifications
from aval.notifications import queries as told
from aval.notifications.kinds import Group

router = Router(tags=["people"])

Code = Annotated[str, Field(pattern="^[a-z]{2,3}$")]


class Rate(Schema):
    """What an hour costs, in minor units."""

    minor: int = Field(gt=0, le=10**12)
    currency: str = Field(max_length=3)


class PieceIn(Schema):
    """A piece of earlier work."""

    title: str = Field(min_length=1, max_length=120)
    description: str = Field("", max_length=2_000)
    made_in: int | None = Field(None, ge=1970, le=2100)


class PieceOut(PieceIn):
    """The same, with the id it is removed by."""

    id: UUID


class ProfileIn(Schema):
    """A profile, whole: what is left out becomes empty."""

    display_name: str = Field(min_length=1, max_length=80)
    headline: str = Field("", max_length=120)
    about: str = Field("", max_length=5_000)
    skills: list[Annotated[str, Field(min_length=1, max_length=40)]] = []
    languages: list[Code] = []
    country: str = Field("", pattern="^([A-Z]{2})?$")
    city: str = Field("", max_length=80)
    availability: Profile.Availability = Profile.Availability.FULL
    hourly_rate: Rate | None = None
    offers_work: bool = False


class ProfileOut(ProfileIn):
    """A profile as everybody may read it."""

    account_id: UUID
    joined_at: datetime
    portfolio: list[PieceOut]


class Me(Schema):
    """The caller, as the site knows them."""

    id: UUID
    email: str
    display_name: str
    language: str
    time_zone: str
    theme: str


class ReadingIn(Schema):
    """How the site speaks to the caller."""

    language: str
    time_zone: str
    theme: Account.Theme = Account.Theme.AUTO


class Letters(Schema):
    """The kinds of letters that the caller gets by mail."""

    wanted: list[Group]


class TokenIn(Schema):
    """A further token, with no more rights than the one it is asked with."""

    name: str = Field(min_length=1, max_length=60)
    scopes: list[Literal["read", "write", "money"]]


class TokenOut(Schema):
    """A token without its secret."""

    id: UUID
    name: str
    scopes: list[str]
    created_at: datetime
    revoked_at: datetime | None


class NewTokenOut(TokenOut):
    """A token with its secret, which is told only now."""

    secret: str


@router.get("/me", response=Me)
def show_me(request: HttpRequest) -> Account:
    """Return the caller's account."""
    return _caller(request)


@router.get("/people/{uuid:account_id}", response=ProfileOut)
def show_profile(request: HttpRequest, account_id: UUID) -> ProfileOut:  # noqa: ARG001 (ninja hands it in by this name)
    """Return a public profile."""
    found = Profile.objects.select_related("account").get(account_id=account_id, account__is_active=True)
    return _profile(found)


@router.put("/me/profile", response=ProfileOut)
def edit_profile(request: HttpRequest, profile: ProfileIn) -> ProfileOut:
    """Replace the caller's profile; a contact detail in it is refused, with where it stands."""
    text = ProfileText(**{**dict(profile), "hourly_rate": _rate(profile.hourly_rate)})
    edited = actions.edit_profile(act_of(request), text=text, screen=screen)
    return _profile(Profile.objects.select_related("account").get(account_id=edited.account_id))


@router.post("/me/portfolio", response={201: PieceOut})
def add_piece(request: HttpRequest, piece: PieceIn) -> Status[PortfolioItem]:
    """Show a piece of earlier work."""
    return Status(201, actions.add_portfolio_item(act_of(request), **piece.dict(), screen=screen))


@router.delete("/me/portfolio/{uuid:item_id}", response={204: None})
def remove_piece(request: HttpRequest, item_id: UUID) -> Status[None]:
    """Take a piece out again."""
    actions.remove_portfolio_item(act_of(request), item_id=item_id)
    return Status(204, None)


@router.put("/me/reading", response=Me)
def choose_reading(request: HttpRequest, reading: ReadingIn) -> Account:
    """Set language, time zone and theme."""
    return actions.choose_reading(act_of(request), **reading.dict())


@router.get("/me/letters", response=Letters)
def show_letters(request: HttpRequest) -> Letters:
    """Return the kinds of letters that the caller gets."""
    refused = told.refused_groups(_caller(request).id)
    return Letters(wanted=[group for group in Group if group not in refused])


@router.put("/me/letters", response=Letters)
def choose_letters(request: HttpRequest, letters: Letters) -> Letters:
    """Get letters of these kinds, and of no other."""
    notifications.choose_letters(act_of(request), wanted=letters.wanted)
    return show_letters(request)


@router.get("/me/tokens", response=list[TokenOut])
def list_tokens(request: HttpRequest) -> list[Token]:
    """List the caller's tokens, newest first."""
    return list(Token.objects.filter(account=_caller(request)).order_by("-created_at"))


@router.post("/me/tokens", response={201: NewTokenOut})
def create_token(request: HttpRequest, token: TokenIn) -> Status[NewTokenOut]:
    """Make a further token. A program can hand on what it may do, and nothing beyond.

    :raises NotAllowed: if the new token would be allowed more than the one in use
    """
    own = bearer_of(request)
    if own is None or set(token.scopes) - set(own.scopes):
        raise NotAllowed
    made = actions.create_token(act_of(request), name=token.name, scopes=token.scopes)
    return Status(201, NewTokenOut(**TokenOut.from_orm(made.token).dict(), secret=made.secret))


@router.delete("/me/tokens/{uuid:token_id}", response=TokenOut)
def revoke_token(request: HttpRequest, token_id: UUID) -> Token:
    """End a token at once."""
    return actions.revoke_token(act_of(request), token_id=token_id)


def _caller(request: HttpRequest) -> Account:
    assert isinstance(request.user, Account), "every operation here needs a token"
    return request.user


def _rate(rate: Rate | None) -> Money | None:
    if rate is None:
        return None
    if rate.currency not in CURRENCIES:
        raise Invalid(field="hourly_rate")
    return Money(rate.minor, rate.currency)


def _profile(profile: Profile) -> ProfileOut:
    rate = profile.hourly_rate
    return ProfileOut(
        account_id=profile.account_id,
        joined_at=profile.account.joined_at,
        display_name=profile.account.display_name,
        headline=profile.headline,
        about=profile.about,
        skills=profile.skills,
        languages=profile.languages,
        country=profile.country,
        city=profile.city,
        availability=Profile.Availability(profile.availability),
        hourly_rate=Rate(minor=rate.minor, currency=rate.currency) if rate else None,
        offers_work=profile.offers_work,
        portfolio=[PieceOut.from_orm(item) for item in profile.portfolio.order_by("position")],
    )
