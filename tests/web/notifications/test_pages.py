"""The bell, the list, letters to turn down, and the outbox of a demonstration."""

from http import HTTPStatus
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import Client

from aval.conversation import actions as conversation
from aval.conversation.models import Thread
from aval.notifications import actions, queries
from aval.notifications.kinds import Group
from aval.notifications.models import Notification, SentMail
from aval.notifications.outbox import OutboxBackend
from aval.record import relay
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(client: Client) -> Thread:
    made = make.thread()
    conversation.post_message(make.act(made.professional), contract_id=made.contract_id, text="Hello")
    relay.discover()
    relay.run_once()
    client.force_login(made.client)
    return made


def test_the_list_says_who_did_what_on_which_work(client: Client, thread: Thread) -> None:
    page = client.get("/notifications/").content.decode()

    assert thread.professional.display_name in page
    assert "wrote a message" in page
    assert thread.subject in page


def test_every_page_shows_the_count_at_the_bell(client: Client, thread: Thread) -> None:
    assert '<span class="count" aria-hidden="true">1</span>' in client.get("/fees/").content.decode()


def test_the_bell_can_be_drawn_alone(client: Client, thread: Thread) -> None:
    bell = client.get("/notifications/bell/").content.decode()

    assert 'id="bell"' in bell
    assert "<html" not in bell


def test_following_one_reads_it_and_leads_to_it(client: Client, thread: Thread) -> None:
    notification = Notification.objects.get()

    response = client.post(f"/notifications/{notification.id}/")

    assert str(thread.contract_id) in response["Location"]
    assert queries.unread(thread.client_id) == 0


def test_opening_the_link_alone_reads_nothing(client: Client, thread: Thread) -> None:
    client.get(f"/notifications/{Notification.objects.get().id}/")

    assert queries.unread(thread.client_id) == 1


def test_all_are_read_at_once(client: Client, thread: Thread) -> None:
    client.post("/notifications/reading/")

    assert queries.unread(thread.client_id) == 0


def test_a_stranger_sees_and_reads_none_of_it(thread: Thread) -> None:
    other = Client()
    other.force_login(make.stranger())
    notification = Notification.objects.get()

    assert other.post(f"/notifications/{notification.id}/").status_code == HTTPStatus.NOT_FOUND
    assert thread.subject not in other.get("/notifications/").content.decode()
    assert Notification.objects.get().read_at is None


@pytest.mark.parametrize("path", ["/notifications/", "/notifications/bell/"])
def test_a_visitor_is_asked_to_sign_in(path: str) -> None:
    assert Client().get(path)["Location"].startswith("/accounts/login/")


def test_one_click_of_a_mail_program_stops_a_kind_of_letter_without_cookies() -> None:
    person = make.client()
    path = actions.unsubscribe_path(person.id, Group.MESSAGES)

    response = Client(enforce_csrf_checks=True).post(path, {"List-Unsubscribe": "One-Click"})

    assert response.status_code == HTTPStatus.OK
    assert queries.refused_groups(person.id) == {Group.MESSAGES}


def test_opening_that_link_only_asks() -> None:
    person = make.client()

    response = Client().get(actions.unsubscribe_path(person.id, Group.MESSAGES))

    assert response.status_code == HTTPStatus.OK
    assert queries.refused_groups(person.id) == set()


def test_a_damaged_link_is_refused_kindly() -> None:
    assert Client().get("/letters/made-up/").status_code == HTTPStatus.FORBIDDEN


def test_letters_of_a_demonstration_can_be_read(client: Client) -> None:
    letter = EmailMultiAlternatives("Hello <b>", "Text https://example.org", to=["a@people.test"])
    letter.attach_alternative("<p>Text</p>", "text/html")
    OutboxBackend().send_messages([letter])
    kept = SentMail.objects.get()

    page = client.get(f"/outbox/{kept.id}/").content.decode()

    assert "Hello &lt;b&gt;" in page
    assert kept.html == "<p>Text</p>"
    assert str(kept.id) in client.get("/outbox/").content.decode()


def test_there_is_no_outbox_elsewhere(client: Client, settings: Any) -> None:
    settings.DEMO = False

    assert client.get("/outbox/").status_code == HTTPStatus.NOT_FOUND
