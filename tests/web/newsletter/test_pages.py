"""The newsletter's pages: for visitors, by links that only the address knows."""

from http import HTTPStatus

import pytest
from django.test import Client

from aval.newsletter import actions
from aval.newsletter.models import Issue, Subscription
from aval.newsletter.states import Status
from tests import make

pytestmark = pytest.mark.django_db


def test_asking_answers_the_same_whether_the_address_is_known_or_not(client: Client) -> None:
    make.subscriber("known@readers.test")

    answers = [
        client.post("/newsletter/", {"email": email, "language": "en"})
        for email in ("known@readers.test", "new@readers.test")
    ]

    assert {answer["Location"] for answer in answers} == {"/newsletter/asked/"}
    assert client.get("/newsletter/asked/").status_code == HTTPStatus.OK


def test_the_landing_page_asks_in_the_readers_language(client: Client) -> None:
    page = client.get("/", headers={"accept-language": "es"}).content.decode()

    assert '<input type="hidden" name="language" value="es">' in page


def test_an_address_that_is_none_is_explained(client: Client) -> None:
    response = client.post("/newsletter/", {"email": "nobody", "language": "en"})

    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not Subscription.objects.exists()


def test_opening_the_confirmation_only_asks_and_the_button_confirms(client: Client) -> None:
    path = actions.confirm_path(make.subscription().id)

    client.get(path)
    before = Subscription.objects.get().status
    client.post(path)

    assert before == Status.ASKED
    assert Subscription.objects.get().status == Status.CONFIRMED


def test_one_changes_what_one_gets(client: Client) -> None:
    path = actions.change_path(make.subscriber().id)

    response = client.post(path, {"language": "es", "categories": ["design"]})

    assert response.status_code == HTTPStatus.OK
    assert Subscription.objects.get().categories == ["design"]


def test_one_click_of_a_mail_program_ends_it_without_cookies() -> None:
    path = actions.change_path(make.subscriber().id)

    Client(enforce_csrf_checks=True).post(path, {"List-Unsubscribe": "One-Click"})

    assert Subscription.objects.get().status == Status.ENDED


def test_the_button_ends_it_too_and_the_page_says_so(client: Client) -> None:
    path = actions.change_path(make.subscriber().id)

    page = client.post(path, {"end": "1"}, follow=True, headers={"accept-language": "en"}).content.decode()

    assert "You get no more of these letters" in page


@pytest.mark.parametrize("kind", ["confirmation", "subscription"])
def test_a_damaged_link_does_nothing(kind: str, client: Client) -> None:
    make.subscription()

    assert client.post(f"/newsletter/{kind}/made-up/").status_code == HTTPStatus.FORBIDDEN
    assert Subscription.objects.get().status == Status.ASKED


def test_an_issue_stays_readable(client: Client) -> None:
    project = make.project(language="en")
    issue = Issue.objects.create(language="en", since=make.NOON.replace(year=2020), until=make.NOON.replace(year=2100))

    page = client.get(f"/newsletter/issues/{issue.id}/").content.decode()

    assert project.title in page
