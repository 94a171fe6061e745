"""People, notifications and the newsletter over the API."""

import json
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client

from aval.accounts import actions as accounts
from aval.accounts.models import Account, Profile, Token
from aval.conversation import actions as conversation
from aval.newsletter.models import Subscription
from aval.notifications import queries
from aval.notifications.kinds import Group
from aval.record import relay
from tests import make

pytestmark = pytest.mark.django_db

PROFILE = {
    "display_name": "Pedro Rocha",
    "headline": "Draws kitchens",
    "skills": ["Kitchens"],
    "languages": ["es"],
    "country": "BR",
    "hourly_rate": {"minor": 3200, "currency": "USD"},
    "offers_work": True,
}


def call(method: str, path: str, by: Account, body: Any = None, scopes: tuple[str, ...] = ("read", "write")) -> Any:
    secret = accounts.create_token(make.act(by), name="test", scopes=scopes).secret
    headers = {"authorization": f"Bearer {secret}", "accept-language": "en"}
    return Client().generic(method, f"/api/v1{path}", _json(body), content_type="application/json", headers=headers)


def _json(body: Any) -> str:
    return "" if body is None else json.dumps(body)


def test_a_profile_is_replaced_and_read_by_others() -> None:
    person = make.professional()

    answer = call("PUT", "/me/profile", person, PROFILE)

    assert answer.status_code == HTTPStatus.OK
    seen = call("GET", f"/people/{person.id}", make.stranger()).json()
    assert seen["headline"] == "Draws kitchens"
    assert seen["hourly_rate"] == {"minor": 3200, "currency": "USD"}


def test_a_contact_detail_is_a_problem_and_changes_nothing() -> None:
    person = make.professional()

    answer = call("PUT", "/me/profile", person, {**PROFILE, "about": "Call +57 300 123 4567"})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert answer["Content-Type"] == "application/problem+json"
    assert Profile.objects.get(account=person).headline == ""


def test_nobody_learns_anothers_address() -> None:
    person = make.professional()

    assert person.email not in call("GET", f"/people/{person.id}", make.stranger()).content.decode()


def test_work_is_added_and_removed_by_its_owner_only() -> None:
    person = make.professional()
    piece = call("POST", "/me/portfolio", person, {"title": "Shop"}).json()

    assert call("DELETE", f"/me/portfolio/{piece['id']}", make.stranger()).status_code == HTTPStatus.NOT_FOUND
    assert call("DELETE", f"/me/portfolio/{piece['id']}", person).status_code == HTTPStatus.NO_CONTENT


def test_a_token_hands_on_no_more_than_it_has() -> None:
    person = make.client()

    more = call("POST", "/me/tokens", person, {"name": "x", "scopes": ["money"]})
    as_much = call("POST", "/me/tokens", person, {"name": "x", "scopes": ["read"]})

    assert more.status_code == HTTPStatus.FORBIDDEN
    assert as_much.json()["secret"].startswith("aval_")
    assert not Token.objects.filter(scopes__contains=["money"]).exists()


def test_lists_of_tokens_hold_no_secret() -> None:
    assert "secret" not in call("GET", "/me/tokens", make.client()).content.decode()


def test_letters_and_reading_are_chosen() -> None:
    person = make.client()

    call("PUT", "/me/letters", person, {"wanted": ["cases"]})
    call("PUT", "/me/reading", person, {"language": "es", "time_zone": "America/Lima"})

    person.refresh_from_db()
    assert person.time_zone == "America/Lima"
    assert queries.refused_groups(person.id) == set(Group) - {Group.CASES}


def test_notifications_are_listed_and_read() -> None:
    thread = make.thread()
    conversation.post_message(make.act(thread.professional), contract_id=thread.contract_id, text="Hello")
    relay.discover()
    relay.run_once()

    (one,) = call("GET", "/notifications", thread.client).json()["items"]
    call("POST", f"/notifications/{one['id']}/reading", thread.client)

    assert one["what"] == "wrote a message"
    assert queries.unread(thread.client_id) == 0


def test_a_stranger_reads_no_notification() -> None:
    thread = make.thread()
    conversation.post_message(make.act(thread.professional), contract_id=thread.contract_id, text="Hello")
    relay.discover()
    relay.run_once()
    (one,) = call("GET", "/notifications", thread.client).json()["items"]

    answer = call("POST", f"/notifications/{one['id']}/reading", make.stranger())

    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert queries.unread(thread.client_id) == 1


def test_the_newsletter_is_asked_for_and_waits_for_its_address() -> None:
    answer = call(
        "POST",
        "/newsletter/subscriptions",
        make.client(),
        {"email": "a@readers.test", "language": "es", "categories": ["design"]},
    )

    assert answer.status_code == HTTPStatus.ACCEPTED
    assert Subscription.objects.get().status == "asked"


@pytest.mark.parametrize("path", ["/me", "/me/tokens", "/notifications", "/newsletter/issues"])
def test_nothing_is_told_without_a_token(path: str) -> None:
    assert Client().get(f"/api/v1{path}").status_code == HTTPStatus.UNAUTHORIZED
