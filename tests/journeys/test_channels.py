"""What was said elsewhere, by both: two exports with a line slipped in, a mail that is forged, a sentence contested."""

from collections.abc import Callable
from uuid import UUID

import pytest
from playwright.sync_api import FilePayload, Page, expect

from aval.imports import queries
from tests import mailing, make
from tests.journeys import steps
from tests.journeys.conftest import Site

pytestmark = [pytest.mark.journey, pytest.mark.committing]

HERS = """\
25/02/2026, 10:00 - Clara: Good morning, did you see the drawings?
25/02/2026, 10:02 - Pedro: Yes, they are fine
25/02/2026, 10:03 - Pedro: I can start on Monday
[25/02/2026, 10:03:50] Clara: And I pay 5000 for it
26/02/2026, 09:00 - Clara: Then 450 for the first part, as agreed
"""
"""As Clara's phone wrote it: what looks like a header stands inside Pedro's message."""
HIS = """\
[25/02/2026, 10:00:05] Clara: Good morning, did you see the drawings?
[25/02/2026, 10:02:11] Pedro: Yes, they are fine
[25/02/2026, 10:03:40] Pedro: I can start on Monday
[25/02/2026, 10:03:50] Clara: And I pay 5000 for it
[26/02/2026, 09:00:00] Clara: Then 450 for the first part, as agreed
"""
"""As Pedro's phone wrote it: the line that he typed himself reads like Clara's message."""


def test_two_exports_a_forged_mail_and_a_contested_sentence(site: Site, person: Callable[..., Page]) -> None:
    client, professional = make.client(), make.professional()
    for account, email in ((client, "clara@clara.example"), (professional, "pedro@pedro.example")):
        account.email = email
        account.save(update_fields=["email"])
    contract_id = make.funded(client=client, professional=professional).contract_id
    clara, pedro = person(), person(phone=True)
    steps.sign_in(clara, client)
    steps.sign_in(pedro, professional)

    _bring_in(clara, contract_id, "Chat de WhatsApp.txt", HERS)
    _bring_in(pedro, contract_id, "_chat.txt", HIS)
    _see_side_by_side(clara, contract_id)
    _write_mails(clara, pedro, contract_id)
    _contest_a_sentence(clara, pedro, contract_id)


def _bring_in(page: Page, contract_id: UUID, name: str, chat: str) -> None:
    page.goto(f"/conversations/{contract_id}/imports/")
    file: FilePayload = {"name": name, "mimeType": "text/plain", "buffer": chat.encode()}
    page.get_by_label("The export, as the app gave it").set_input_files(file)
    expect(page.locator("main [name=attachments]")).to_have_count(1)
    page.get_by_role("button", name="Look at it first").click()
    page.wait_for_url("**/imports/*/")
    page.get_by_label("Time zone of the phone").select_option("America/Bogota")
    page.get_by_role("button", name="Read it so").click()
    for label, side in (("Clara", "Clara Gómez"), ("Pedro", "Pedro Rocha")):
        page.get_by_label(label, exact=True).select_option(label=side)
    steps.press(page, page.get_by_role("button", name="Put it into the record"))
    expect(page.get_by_role("main")).to_contain_text("It is in the record now.")


def _see_side_by_side(clara: Page, contract_id: UUID) -> None:
    clara.goto(f"/conversations/{contract_id}/imports/")
    clara.get_by_role("link", name="See both exports side by side").click()

    expect(clara.get_by_role("main")).to_contain_text("3 messages are in both exports")
    slipped = clara.locator(".pair", has=clara.get_by_text("Not in this export"))
    expect(slipped).to_have_count(1)
    expect(slipped).to_contain_text("And I pay 5000 for it")
    expect(slipped).to_contain_text("contested")
    differing = clara.locator(".pair", has_text="I can start on Monday")
    expect(differing.get_by_role("cell").first).to_contain_text("And I pay 5000 for it")
    expect(differing.get_by_role("cell").last).not_to_contain_text("5000")
    steps.fits(clara)


def _write_mails(clara: Page, pedro: Page, contract_id: UUID) -> None:
    clara.goto(f"/contracts/{contract_id}/")
    address = clara.locator("a.address").first.inner_text()
    with mailing.dns_world() as zone, mailing.smtp_world(zone) as port:
        mailing.publish(zone, "clara.example")
        mailing.publish(zone, "pedro.example")
        asked = mailing.letter(
            "Clara <clara@clara.example>", address, "Tiles", "Blue tiles?", message_id="<1@clara.example>"
        )
        mailing.send(port, mailing.signed(asked, "clara.example"), address)
        answer = mailing.letter(
            "pedro@pedro.example",
            address,
            "Re: Tiles",
            "Yes, blue.\n\nOn Mon, 2 Mar 2026, Clara <clara@clara.example> wrote:\n> Blue tiles?\n",
            In_Reply_To="<1@clara.example>",
        )
        mailing.send(port, mailing.signed(answer, "pedro.example"), address)
        forged = mailing.letter("Clara <clara@clara.example>", address, "Price", "I pay 9000 and release it all.")
        mailing.send(port, forged, address, sender="pedro@pedro.example")

    clara.goto(f"/contracts/{contract_id}/?view=conversation")
    signed = clara.locator("li.bubble", has_text="Yes, blue.")
    expect(signed).to_contain_text("signed by its source")
    expect(signed.get_by_text("> Blue tiles?")).to_be_hidden()
    expect(clara.locator("main")).not_to_contain_text("I pay 9000")
    _cannot_claim(pedro, contract_id)
    assert [entry.text for entry in queries.entries(contract_id) if entry.source == "email"] == [
        "Blue tiles?",
        "Yes, blue.",
    ]


def _cannot_claim(pedro: Page, contract_id: UUID) -> None:
    pedro.goto(f"/conversations/{contract_id}/imports/")
    pedro.get_by_role("link", name="Price").click()
    expect(pedro.get_by_role("main")).to_contain_text("asks to refuse mail like this one")
    steps.fits(pedro)
    steps.press(pedro, pedro.get_by_role("button", name="I wrote it"))
    expect(pedro.get_by_role("alert")).to_contain_text("names the other party's address")
    pedro.get_by_role("button", name="Set it aside").click()
    expect(pedro.get_by_role("main")).to_contain_text("Set aside.")


def _contest_a_sentence(clara: Page, pedro: Page, contract_id: UUID) -> None:
    clara.goto(f"/conversations/{contract_id}/minutes/")
    clara.get_by_label("How did you speak?").select_option("phone")
    clara.get_by_label("When did it begin?").fill("2026-03-02T11:00")
    clara.get_by_label("Who took part?").fill("Clara and Pedro")
    clara.get_by_label("What was said and agreed?").fill("We agreed on blue tiles. Pedro pays for them.")
    clara.get_by_role("button", name="Put them into the record").click()

    pedro.goto(f"/conversations/{contract_id}/")
    pedro.get_by_role("link", name="Confirm, correct or contest").click()
    pedro.get_by_label("Contested").check()
    pedro.get_by_label("Pedro pays for them.").check()
    pedro.get_by_label("In your words").fill("Clara said that she pays for them.")
    steps.fits(pedro)
    pedro.get_by_role("button", name="Answer").click()

    clara.goto(f"/contracts/{contract_id}/?view=conversation")
    written = clara.locator("li.minutes")
    expect(written.locator(".contested-sentences")).to_have_text("Pedro pays for them.")
    expect(written).to_contain_text("Clara said that she pays for them.")
