"""Joining and signing in, in our look and the reader's language."""

import re
from http import HTTPStatus

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client

from aval.accounts.models import Account
from tests import make

pytestmark = pytest.mark.django_db

FORM = {
    "display_name": "Ana Lima",
    "email": "Ana@People.Test",
    "password1": "correct horse battery",
    "terms": "on",
    "time_zone": "America/Recife",
}


@pytest.fixture(autouse=True)
def _no_limits_from_other_tests() -> None:
    cache.clear()


def joined(client: Client, **other: str) -> object:
    return client.post("/accounts/signup/", {**FORM, **other}, headers={"accept-language": "pt-br"})


def test_one_joins_with_address_password_and_name_and_confirms_by_code(client: Client) -> None:
    joined(client)
    code = re.search(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", str(mail.outbox[0].body))
    assert code

    response = client.post("/accounts/confirm-email/", {"code": code[0]})

    assert response["Location"] == "/home/"
    account = Account.objects.get()
    assert account.email == "ana@people.test"
    assert (account.display_name, account.language, account.time_zone) == ("Ana Lima", "pt-br", "America/Recife")
    assert account.profile.headline == ""
    assert EmailAddress.objects.get().verified


def test_without_the_code_one_is_not_in(client: Client) -> None:
    joined(client)

    assert client.get("/home/").status_code == HTTPStatus.FOUND


@pytest.mark.parametrize("missing", ["display_name", "email", "password1", "terms"])
def test_nothing_may_be_left_out(missing: str, client: Client) -> None:
    joined(client, **{missing: ""})

    assert not Account.objects.exists()


def test_a_name_is_no_place_for_a_number(client: Client) -> None:
    joined(client, display_name="Ana +57 300 123 4567")

    assert not Account.objects.exists()


def test_a_weak_password_is_refused(client: Client) -> None:
    joined(client, password1="password")

    assert not Account.objects.exists()


def test_an_unknown_time_zone_is_left_as_it_is_by_default(client: Client) -> None:
    joined(client, time_zone="Mars/Olympus")

    assert Account.objects.get().time_zone == "America/Bogota"


def test_an_address_that_is_known_is_not_given_away(client: Client) -> None:
    person = make.client()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)

    known = joined(client, email=person.email)
    unknown = joined(Client(), email="new@people.test")

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])  # type: ignore[attr-defined,index]


def test_one_signs_in_by_address_in_any_case(client: Client) -> None:
    person = make.client()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)

    response = client.post("/accounts/login/", {"login": person.email.upper(), "password": "correct horse"})

    assert response["Location"] == "/home/"


def test_a_wrong_password_says_so_and_keeps_the_address(client: Client) -> None:
    person = make.client()

    response = client.post("/accounts/login/", {"login": person.email, "password": "wrong"})

    assert response.status_code == HTTPStatus.OK
    assert person.email in response.content.decode()


def test_guessing_is_slowed_down(client: Client) -> None:
    person = make.client()

    answers = [client.post("/accounts/login/", {"login": person.email, "password": "wrong"}) for _ in range(12)]

    assert any("Too many" in answer.content.decode() or answer.status_code == 429 for answer in answers)


def test_pages_for_joining_speak_the_readers_language(client: Client) -> None:
    page = client.get("/accounts/signup/", headers={"accept-language": "es"}).content.decode()

    assert '<html lang="es"' in page


@pytest.mark.parametrize(
    "path", ["/accounts/login/", "/accounts/signup/", "/accounts/signup/passkey/", "/accounts/password/reset/"]
)
def test_pages_for_joining_are_in_our_frame(path: str, client: Client) -> None:
    page = client.get(path).content.decode()

    assert 'class="site-header"' in page
    assert "aval/tokens.css" in page


def test_a_second_account_with_the_same_address_is_answered_by_mail_in_our_words(client: Client) -> None:
    known = make.client()
    EmailAddress.objects.create(user=known, email=known.email, verified=True, primary=True)

    joined(client, email=known.email)

    assert Account.objects.count() == 1
    assert "Já existe uma conta com este endereço" in mail.outbox[0].body
