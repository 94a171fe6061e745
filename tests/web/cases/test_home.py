"""A case on the home page of whoever it waits for, and of nobody else."""

from datetime import timedelta

import pytest
from django.test import Client

from aval.accounts.models import Account
from aval.cases.models import Case
from aval.kernel.clock import now
from tests import make

pytestmark = pytest.mark.django_db


def home_of(account: Account) -> str:
    browser = Client()
    browser.force_login(account)
    return browser.get("/home/").content.decode()


def test_an_offer_to_answer_stands_on_the_home_page_of_whose_turn_it_is() -> None:
    case = make.case()

    assert f"/cases/{case.id}/" in home_of(case.contract.professional)
    assert f"/cases/{case.id}/" not in home_of(case.contract.client)


def test_a_mediator_finds_the_case_to_hear_on_the_home_page() -> None:
    make.mediator()
    heard = make.heard_case()

    assert f"/cases/{heard.id}/" in home_of(make.mediator_of(heard))
    assert f"/cases/{heard.id}/" not in home_of(heard.contract.professional)


def test_a_deadline_that_was_missed_says_so() -> None:
    case = make.case()

    Case.objects.update(due_at=now() + timedelta(hours=1))
    assert "was due" not in home_of(case.contract.professional)
    Case.objects.update(due_at=now() - timedelta(hours=1))
    assert "was due" in home_of(case.contract.professional)


def test_staff_are_not_asked_to_say_what_they_offer() -> None:
    assert "/settings/profile/" in home_of(make.client())
    mediator = make.mediator()

    assert "Say what you do" not in home_of(mediator)
