"""Before escrow: a number refused with its place shown, corrected, reviewed, hidden in files, and sent once it may be."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from aval.conversation.models import Thread
from aval.screening.files.tests import make as bodies
from tests import make
from tests.journeys import steps
from tests.journeys.conftest import Site

pytestmark = [pytest.mark.journey, pytest.mark.committing]

WITH_NUMBER = "The part has number +57 300 123 4567, write to me"
NUMBER = "+57 300 123 4567"
CHECKED_WITHIN = 200_000


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


def test_a_code_in_a_picture_and_a_number_in_a_scan_wait_until_the_gate_opens(
    site: Site, person: Callable[..., Page], tmp_path: Path
) -> None:
    thread = make.thread()
    picture, scan, plan = tmp_path / "card.png", tmp_path / "quote.pdf", tmp_path / "plan.txt"
    picture.write_bytes(bodies.encoded(bodies.code("https://wa.me/573001234567")))
    scan.write_bytes(bodies.scanned_pdf(bodies.picture("Propuesta de trabajo", "Contacto: 300 123 4567")))
    plan.write_text(bodies.HONEST)
    clara, pedro = _open(person, thread), person(phone=True)
    steps.sign_in(pedro, thread.professional)
    pedro.goto(f"/conversations/{thread.contract_id}/")

    _send_file(clara, plan, "Here is the plan")
    expect(pedro.get_by_role("listitem").filter(has_text="plan.txt")).to_be_visible(timeout=CHECKED_WITHIN)
    for file, text in ((picture, "Our card"), (scan, "Our quote")):
        _send_file(clara, file, text)
    expect(clara.locator("#stream").get_by_text("See why, and what you can do")).to_have_count(
        2, timeout=CHECKED_WITHIN
    )
    _is_explained(clara, "card.png (in a code to scan)", "wa.me/573001234567")
    _is_explained(clara, "quote.pdf (page 1, in a picture)", "300 123 4567")
    pedro.reload()
    expect(pedro.get_by_role("main")).not_to_contain_text("Our card")
    expect(pedro.get_by_role("main")).not_to_contain_text("Our quote")

    make.open_gate(thread)

    again = clara.get_by_role("region", name="Held back before, and free to go now")
    again.get_by_role("listitem").filter(has_text="Our quote").get_by_role("button", name="Send it now").click()
    expect(pedro.get_by_role("listitem").filter(has_text="Our quote")).to_contain_text("quote.pdf")
    expect(pedro.get_by_role("main")).not_to_contain_text("Our card")


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


def _send_file(page: Page, file: Path, text: str) -> None:
    steps.composer(page).fill(text)
    page.get_by_label("Add files").set_input_files(str(file))
    expect(page.locator("#composer [name=attachments]")).to_have_count(1)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(steps.composer(page)).to_have_value("")


def _is_explained(page: Page, place: str, words: str) -> None:
    """Open the page that explains a refused file, and come back."""
    found, here = False, page.url
    links = page.locator("#stream").get_by_text("See why, and what you can do")
    expect(links).to_have_count(2)
    for address in [str(links.nth(number).get_attribute("href")) for number in range(links.count())]:
        page.goto(address)
        found = found or (
            place in page.get_by_role("main").inner_text()
            and words in " ".join(page.locator("main mark").all_inner_texts())
        )
        page.goto(here)
    assert found, place
