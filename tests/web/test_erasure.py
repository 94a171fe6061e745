"""Pages of erasure: a person asks, two operators decide, and the place says what was erased and why."""

import pytest
from django.test import Client
from django.urls import reverse

from aval.accounts.models import Account
from aval.conversation.models import Message
from aval.erasure.models import Request
from tests import make

pytestmark = pytest.mark.django_db


def browser(who: Account) -> Client:
    client = Client()
    client.force_login(who)
    return client


def test_a_party_asks_and_sees_what_holds_it_back() -> None:
    message = make.message(text="My son is ill")
    mine = browser(message_author(message))
    address = reverse("erasure:contract", args=[message.contract_id])

    sent = mine.post(address, {"events": str(message.seq), "ground": "gdpr-17-1-d", "reason": "It names my son."})

    assert sent.status_code == 302
    page = mine.get(address).content.decode()
    assert "Held back until" in page
    assert "My son is ill" not in page


def test_what_can_not_be_erased_is_said_at_the_field() -> None:
    message = make.message()
    mine = browser(message_author(message))

    answer = mine.post(
        reverse("erasure:contract", args=[message.contract_id]), {"events": "0", "ground": "gdpr-17-1-d", "reason": "x"}
    )

    assert answer.status_code == 422
    assert "These can&#x27;t be erased" in answer.content.decode()
    assert not Request.objects.exists()


def test_the_desk_shows_no_content_and_takes_decisions() -> None:
    message = make.message(text="My son is ill")
    request, operator = make.asked(message), make.operator()
    desk = browser(operator)

    page = desk.get(reverse("erasure:desk")).content.decode()
    desk.post(reverse("erasure:decision", args=[request.id]), {"granted": "yes", "reason": "It is personal."})

    assert "It names my son." in page
    assert "My son is ill" not in page
    assert request.decisions.get().decided_by == operator


def test_the_thread_says_what_was_erased_and_why() -> None:
    message = make.message(text="My son is ill")
    make.erased(message)

    page = browser(message_author(message)).get(reverse("conversation:thread", args=[message.contract_id]))

    assert "because of GDPR Art. 17(1)(d)" in page.content.decode()
    assert "My son is ill" not in page.content.decode()


def message_author(message: Message) -> Account:
    return Account.objects.get(id=message.author_id)
