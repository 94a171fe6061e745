"""Before escrow: a number refused with its place shown, corrected, reviewed by a person, and delivered."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from aval.conversation.models import Thread
from tests import make
from tests.journeys import steps
from tests.journeys.conftest import Site

pytestmark = [pytest.mark.journey, pytest.mark.committing]

WITH_NUMBER = "The part has number +57 300 123 4567, write to me"
NUMBER = "+57 300 123 4567"


def test_a_refused_text_is_shown_corrected_and_let_through_by_a_person(site: Site, person: Callable[..., Page]) -> None:
    thread, operator = make.thread(), make.operator()
    clara, pedro, oscar = _open(person, thread), person(), person()

    steps.write(clara, WITH_NUMBER)
    expect(clara.locator("main mark", has_text=NUMBER)).to_be_visible()
    expect(steps.composer(clara)).to_have_value(WITH_NUMBER)
    clara.get_by_role("button", name="Send for review").click()
    expect(clara.get_by_role("status").filter(has_text="A person looks at it until")).to_be_visible()
    expect(steps.composer(clara)).to_have_value(WITH_NUMBER)
    steps.write(clara, "The part has been ordered.")
    expect(clara.get_by_role("listitem").filter(has_text="The part has been ordered.")).to_be_visible()

    _decide(oscar, operator, WITH_NUMBER)

    expect(clara.get_by_role("listitem").filter(has_text="let through by a reviewer")).to_contain_text(NUMBER)
    steps.sign_in(pedro, thread.professional)
    pedro.goto(f"/conversations/{thread.contract_id}/")
    expect(pedro.get_by_role("listitem").filter(has_text=NUMBER)).to_be_visible()


def _open(person: Callable[..., Page], thread: Thread) -> Page:
    page = person()
    steps.sign_in(page, thread.client)
    page.goto(f"/conversations/{thread.contract_id}/")
    return page


def _decide(page: Page, operator: object, text: str) -> None:
    """Find a text at the desk, read it in its place, and let it through with a reason."""
    steps.sign_in(page, operator)  # type: ignore[arg-type]  # an account
    page.goto("/reviews/")
    page.get_by_role("main").get_by_role("link", name=text).click()
    expect(page.locator("main mark").first).to_be_visible()
    page.check("main [name=decision][value=allow]")
    page.locator("main form:has([name=decision]) [name=reason]").fill("It is the number of a part.")
    page.get_by_role("button", name="Decide").click()
    page.wait_for_url("**/reviews/")
