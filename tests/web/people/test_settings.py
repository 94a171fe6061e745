"""Profiles and settings: what each page does for its owner, and that nobody else gets there."""

from collections.abc import Callable
from http import HTTPStatus
from uuid import uuid4

import pytest
from django.test import Client

from aval.accounts import actions as accounts
from aval.accounts.models import Account, Profile, Token
from aval.moderation.actions import screen
from aval.notifications import queries
from aval.notifications.kinds import Group
from tests import make

pytestmark = pytest.mark.django_db

OWN = [
    "/home/",
    "/settings/profile/",
    "/settings/portfolio/",
    "/settings/reading/",
    "/settings/letters/",
    "/settings/security/",
    "/settings/tokens/",
    "/accounts/2fa/",
    "/accounts/email/",
    "/accounts/password/change/",
]
PROFILE = {
    "display_name": "Pedro Rocha",
    "headline": "Draws kitchens",
    "about": "To scale, with a **parts list**.",
    "skills": "Kitchens, SketchUp",
    "hourly_rate": "32.50",
    "currency": "USD",
    "availability": "full",
    "country": "BR",
    "city": "Recife",
    "offers_work": "on",
}


@pytest.fixture
def person(client: Client) -> Account:
    account = make.professional()
    client.force_login(account)
    return account


@pytest.mark.parametrize("path", OWN)
def test_a_visitor_is_asked_to_sign_in(path: str) -> None:
    response = Client().get(path)

    assert response.status_code == HTTPStatus.FOUND
    assert response["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("path", OWN)
def test_a_person_reads_their_own_pages(path: str, client: Client, person: Account) -> None:
    response = client.get(path)

    assert response.status_code == HTTPStatus.OK
    assert response.content.count(b"<h1") == 1


def test_a_profile_is_public_and_worded_safely(client: Client, person: Account) -> None:
    client.post("/settings/profile/", PROFILE)

    page = Client().get(f"/people/{person.id}/", headers={"accept-language": "en"}).content.decode()

    assert "Draws kitchens" in page
    assert "<strong>parts list</strong>" in page
    assert "$32.50" in page
    assert "Brazil" in page


def test_a_refused_text_stays_in_its_box_with_what_was_found(client: Client, person: Account) -> None:
    typed = "Call me: +57 300 123 4567"

    response = client.post("/settings/profile/", {**PROFILE, "about": typed, "once": str(uuid4())})

    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert typed in response.content.decode()
    assert 'role="alert"' in response.content.decode()
    assert Profile.objects.get(account=person).about == ""


def test_an_amount_that_is_none_is_explained_at_its_field(client: Client, person: Account) -> None:
    response = client.post("/settings/profile/", {**PROFILE, "hourly_rate": "thirty"})

    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'aria-invalid="true"' in response.content.decode()


@pytest.mark.parametrize("account_id", [uuid4()])
def test_nobodys_profile_is_not_found(account_id: object, client: Client) -> None:
    assert client.get(f"/people/{account_id}/").status_code == HTTPStatus.NOT_FOUND


def test_a_closed_accounts_profile_is_not_found(client: Client) -> None:
    gone = make.professional(is_active=False)

    assert client.get(f"/people/{gone.id}/").status_code == HTTPStatus.NOT_FOUND


def test_language_zone_and_theme_are_chosen_together(client: Client, person: Account) -> None:
    client.post("/settings/reading/", {"language": "es", "time_zone": "America/Lima", "theme": "dark"})

    person.refresh_from_db()
    assert (person.language, person.time_zone, person.theme) == ("es", "America/Lima", "dark")


def test_no_letters_at_all_is_a_choice(client: Client, person: Account) -> None:
    client.post("/settings/letters/", {})

    assert queries.refused_groups(person.id) == set(Group)


def test_a_tokens_secret_is_in_one_answer_only(client: Client, person: Account) -> None:
    made = client.post("/settings/tokens/", {"name": "Script", "scopes": ["read"]})
    later = client.get("/settings/tokens/")

    assert "aval_" in made.content.decode()
    assert "aval_" not in later.content.decode()
    assert "no-store" in made["Cache-Control"]


def test_a_stranger_ends_no_token_and_removes_no_work(client: Client) -> None:
    owner = make.professional()
    token = accounts.create_token(make.act(owner), name="Script", scopes=["read"]).token
    item = accounts.add_portfolio_item(make.act(owner), title="Shop", description="", made_in=None, screen=screen)
    client.force_login(make.stranger())

    paths = [f"/settings/tokens/{token.id}/revocation/", f"/settings/portfolio/{item.id}/removal/"]
    answers = [client.post(path).status_code for path in paths]

    assert answers == [HTTPStatus.NOT_FOUND, HTTPStatus.NOT_FOUND]
    assert Token.objects.get().revoked_at is None
    assert owner.profile.portfolio.count() == 1


def test_home_names_what_is_missing_until_it_is_there(client: Client, person: Account) -> None:
    before = client.get("/home/").content.decode()
    client.post("/settings/profile/", PROFILE)

    assert "Say what you do" in before
    assert "Say what you do" not in client.get("/home/").content.decode()


@pytest.mark.parametrize("role", [make.mediator, make.operator])
def test_staff_are_led_to_their_desk_and_not_to_publishing(role: Callable[[], Account], client: Client) -> None:
    client.force_login(role())

    shown = client.get("/home/").content.decode()

    assert 'href="/reviews/"' in shown
    assert 'href="/projects/new/"' not in shown


def test_a_rate_is_read_with_a_comma_too(client: Client, person: Account) -> None:
    client.post("/settings/profile/", {**PROFILE, "hourly_rate": "32,50"})

    assert str(Profile.objects.get(account=person).hourly_rate) == "32.50 USD"
