"""A conversation from elsewhere and the minutes of a call come into the record, each with the other side's word on it."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import FilePayload, Page, expect

from aval import channels
from aval.imports.models import Import, ImportedEntry
from aval.record.queries import events
from tests import make
from tests.journeys import steps
from tests.journeys.conftest import Site

pytestmark = [pytest.mark.journey, pytest.mark.committing]

CHATS = Path(channels.__file__).parent / "tests" / "data" / "whatsapp"
# One group chat of eleven messages, once as a text and once as a zip, whose first date (12/9/20) can be read in two ways.
TEXT, ZIP = CHATS / "4A_11M.txt", CHATS / "4A_11M.zip"


def test_a_chat_is_previewed_mapped_confirmed_and_contested_and_bad_files_change_nothing(
    site: Site, person: Callable[..., Page]
) -> None:
    client, professional = make.client(), make.professional()
    contract_id = make.funded(client=client, professional=professional).contract_id
    imports = f"{site.address}/conversations/{contract_id}/imports/"
    clara, pedro = person(), person(phone=True)
    steps.sign_in(clara, client)
    steps.sign_in(pedro, professional)

    _try_bad_files(clara, imports, contract_id)
    brought = _bring_in(clara, imports)
    _answer(pedro, brought)
    _bring_in_the_same(pedro, imports)
    _write_minutes(clara, site, contract_id)
    _confirm_minutes(pedro, site, contract_id)


def _try_bad_files(clara: Page, imports: str, contract_id: UUID) -> None:
    before = events(contract_id)
    clara.goto(imports)
    empty: FilePayload = {"name": "empty.txt", "mimeType": "text/plain", "buffer": b""}
    clara.get_by_label("The export, as the app gave it").set_input_files(empty)
    expect(clara.locator(".file-chip")).to_contain_text("This file is empty")
    for name, content, sentence in (
        ("broken.zip", ZIP.read_bytes()[:200], "in this export"),
        ("letter.txt", b"Dear Clara,\nthis is a letter and not a chat.\n", "not an export that Aval can read"),
        ("photo.png", b"\x89PNG\r\n\x1a\n" + bytes(200), "not an export that Aval can read"),
    ):
        _upload(clara, imports, {"name": name, "mimeType": "application/octet-stream", "buffer": content})

        expect(clara.get_by_role("alert")).to_contain_text(sentence)
        assert events(contract_id) == before
        assert not Import.objects.exists()


def _bring_in(clara: Page, imports: str) -> str:
    _upload(clara, imports, TEXT)
    clara.wait_for_url("**/imports/*/")
    expect(clara.get_by_role("main")).to_contain_text("WhatsApp: 11 messages. Only you see this")
    expect(clara.get_by_role("button", name="Put it into the record")).to_have_count(0)
    _read_as(clara, "2020-09-12", zone="America/Bogota")

    _say_who_is_who(clara)
    steps.press(clara, clara.get_by_role("button", name="Put it into the record"))

    expect(clara.get_by_role("main")).to_contain_text("It is in the record now.")
    return clara.url


def _say_who_is_who(page: Page) -> None:
    for label, side in (("Alice", "Clara Gómez"), ("Bob", "Pedro Rocha"), ("Eve", "Somebody else")):
        page.get_by_label(label, exact=True).select_option(label=side)


def _answer(pedro: Page, brought: str) -> None:
    pedro.goto(brought)
    expect(pedro.get_by_role("main")).to_contain_text("11 messages wait for your answer")
    steps.fits(pedro)
    pedro.locator("main li", has_text="im bob").get_by_role("link", name="Answer").click()
    pedro.get_by_label("What is wrong with it?").fill("I never wrote this; somebody had my phone.")
    pedro.get_by_role("button", name="Contest it").click()
    expect(pedro.get_by_role("main")).to_contain_text("somebody had my phone")

    pedro.goto(brought)
    steps.press(pedro, pedro.get_by_role("button", name="Confirm what is right"))

    expect(pedro.get_by_role("main")).to_contain_text("Confirmed.")
    expect(pedro.locator("main li", has_text="im bob")).to_contain_text("contested")
    expect(pedro.locator("main li", has_text="boiii")).to_contain_text("confirmed")


def _bring_in_the_same(pedro: Page, imports: str) -> None:
    _upload(pedro, imports, ZIP)
    pedro.wait_for_url("**/imports/*/")
    _read_as(pedro, "2020-09-12", zone="America/Bogota")

    _say_who_is_who(pedro)
    steps.press(pedro, pedro.get_by_role("button", name="Put it into the record"))

    expect(pedro.get_by_role("main")).to_contain_text("It is in the record now.")
    assert ImportedEntry.objects.count() == 11  # none came in a second time
    pedro.goto(imports)
    pedro.locator("main li", has_text=TEXT.name).get_by_role("link").first.click()
    expect(pedro.locator("main li", has_text="boiii")).to_contain_text("in both parties' exports")


def _write_minutes(clara: Page, site: Site, contract_id: UUID) -> None:
    clara.goto(f"{site.address}/conversations/{contract_id}/minutes/")
    clara.get_by_label("How did you speak?").select_option("phone")
    clara.get_by_label("When did it begin?").fill("2026-03-02T11:00")
    clara.get_by_label("How many minutes?").fill("20")
    clara.get_by_label("Who took part?").fill("Clara and Pedro")
    clara.get_by_label("What was said and agreed?").fill("Shipping is free from 40 dollars on.")
    clara.get_by_role("button", name="Put them into the record").click()

    clara.wait_for_url("**/conversations/*/**")
    expect(clara.get_by_role("main")).to_contain_text("waiting for an answer")


def _confirm_minutes(pedro: Page, site: Site, contract_id: UUID) -> None:
    pedro.goto(f"{site.address}/conversations/{contract_id}/")
    pedro.get_by_role("link", name="Confirm, correct or contest").click()
    expect(pedro.get_by_role("main")).to_contain_text("Shipping is free from 40 dollars on.")

    pedro.locator("main [name=answer][value=confirmed]").check()
    pedro.get_by_role("button", name="Answer", exact=True).click()

    expect(pedro.get_by_role("main")).not_to_contain_text("waiting for an answer")
    pedro.goto(f"{site.address}/conversations/{contract_id}/")
    expect(pedro.locator("main li", has_text="Shipping is free")).to_contain_text("So it was")


def _upload(page: Page, imports: str, file: Path | FilePayload) -> None:
    page.goto(imports)
    page.get_by_label("The export, as the app gave it").set_input_files(file)
    expect(page.locator("main [name=attachments]")).to_have_count(1)  # it came in pieces
    page.get_by_role("button", name="Look at it first").click()


def _read_as(page: Page, first_day: str, *, zone: str) -> None:
    page.get_by_label("Time zone of the phone").select_option(zone)
    page.get_by_label(first_day).check()
    page.get_by_role("button", name="Read it so").click()
    expect(page.get_by_role("heading", name="Who is who?")).to_be_visible()
