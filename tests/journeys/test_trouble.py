"""What goes wrong in life: impatience, two tabs, no network, cards that don't pay, no password at hand, no JavaScript."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from aval.contracts.models import Acceptance, ChangeRequest, Contract
from aval.conversation.models import Message
from aval.ledger.queries import wallet_balance
from aval.payments.models import Deposit
from tests import make
from tests.journeys import steps
from tests.journeys.conftest import Site

pytestmark = [pytest.mark.journey, pytest.mark.committing]

REASONS = "The cart forgets what is in it as soon as one looks away."
MESSAGE = "The blue cups have arrived, and the plates come on Friday."
DECLINED, LATE = "4000 0000 0000 0001", "4000 0000 0000 0003"


def test_impatience_two_tabs_and_a_lost_connection_pay_once_and_lose_nothing_typed(
    site: Site, person: Callable[..., Page]
) -> None:
    delivery = make.delivery()
    contract = delivery.milestone.contract
    clara = person()
    steps.sign_in(clara, contract.client)
    late_tab, stale_tab = clara.context.new_page(), clara.context.new_page()

    _lose_the_connection(clara, f"{site.address}/contracts/{contract.id}/")
    _lose_the_connection_in_a_form(clara, f"{site.address}/deliveries/{delivery.id}/changes/")
    late_tab.goto(f"/deliveries/{delivery.id}/acceptance/")
    stale_tab.goto(f"/deliveries/{delivery.id}/changes/")
    _accept_with_two_clicks(clara, contract, f"/deliveries/{delivery.id}/acceptance/")
    _accept_in_another_tab(late_tab, contract)
    _ask_for_changes_in_a_stale_tab(stale_tab)


def test_a_refused_card_takes_nothing_and_a_late_confirmation_is_waited_for(
    site: Site, person: Callable[..., Page]
) -> None:
    client = make.client()
    clara = person(phone=True)
    steps.sign_in(clara, client)

    clara.goto("/money/deposits/")
    clara.fill("main [name=amount]", "1.250")  # one or one thousand: nobody guesses
    steps.form(clara, "/money/deposits/").locator("[type=submit]").click()
    expect(clara.locator("main [name=amount][aria-invalid=true]")).to_be_focused()

    steps.check_out(clara, "250.50", DECLINED)
    expect(clara.get_by_role("main")).to_contain_text("No money was taken.")
    assert wallet_balance(client.id, "USD").minor == 0
    clara.get_by_role("link", name="Try again").click()
    expect(clara.locator("main [name=amount]")).to_have_value("250.50")

    steps.check_out(clara, "250.50", LATE)
    expect(clara.get_by_role("main")).to_contain_text("You can leave this page; nothing is lost.")
    assert wallet_balance(client.id, "USD").minor == 0
    expect(clara.get_by_role("main")).to_contain_text(
        "The money is in your wallet.", timeout=60_000
    )  # not loaded again
    assert wallet_balance(client.id, "USD").minor == 25_050
    assert list(Deposit.objects.order_by("id").values_list("status", flat=True)) == ["refused", "confirmed"]


def test_somebody_chooses_language_and_colours_and_comes_in_with_a_passkey(
    site: Site, person: Callable[..., Page]
) -> None:
    client = make.client()
    clara = person()
    clara.goto("/")

    for button, language, words in (("Español", "es", "Iniciar sesión"), ("Português", "pt-br", "Entrar")):
        clara.get_by_role("contentinfo").get_by_role("button", name=button).click()
        expect(clara.locator("html")).to_have_attribute("lang", language)
        expect(clara.get_by_role("banner")).to_contain_text(words)
    clara.get_by_role("contentinfo").get_by_role("button", name="English").click()
    expect(clara.locator("html")).to_have_attribute("lang", "en")

    light = _background(clara)
    clara.get_by_role("contentinfo").get_by_role("button", name="Dark").click()
    expect(clara.locator("html")).to_have_attribute("data-theme", "dark")
    assert sum(_background(clara)) < sum(light) / 2

    steps.sign_in(clara, client)
    _add_passkey(clara)
    clara.context.clear_cookies()
    clara.goto("/accounts/login/")
    clara.get_by_role("button", name="Sign in with a passkey").click()
    clara.wait_for_url("**/home/")


def test_without_javascript_people_publish_propose_and_write_and_two_clicks_count_once(
    site: Site, person: Callable[..., Page]
) -> None:
    client, professional = make.client(), make.professional()
    clara, pedro = person(java_script_enabled=False), person(phone=True, java_script_enabled=False)
    steps.sign_in(clara, client)
    steps.sign_in(pedro, professional)

    project = steps.publish(clara, "Shop for ceramics", "We sell cups and plates and need a shop with a cart.")
    proposal = steps.propose(pedro, project, "I have built three such shops.", "The shop", "800", "It takes cards.")
    thread = f"{site.address}/conversations/{proposal.rstrip('/').rsplit('/', 1)[1]}/"
    pedro.goto(thread)
    steps.composer(pedro).fill(MESSAGE)
    pedro.get_by_role("button", name="Send", exact=True).dblclick()

    expect(pedro.get_by_role("listitem").filter(has_text=MESSAGE)).to_have_count(1)
    assert Message.objects.count() == 1
    clara.goto(thread)
    expect(clara.get_by_role("main")).to_contain_text(MESSAGE)
    steps.write(clara, "Call me: +57 601 555 0142")
    expect(clara.locator("main mark", has_text="601 555 0142")).to_be_visible()
    expect(steps.composer(clara)).to_have_value("Call me: +57 601 555 0142")


def _lose_the_connection(clara: Page, contract: str) -> None:
    steps.listen(clara, contract)
    clara.context.set_offline(True)
    steps.write(clara, MESSAGE)
    expect(clara.get_by_role("alert")).to_contain_text("The connection was lost. Nothing is lost.")
    expect(steps.composer(clara)).to_have_value(MESSAGE)

    clara.context.set_offline(False)
    clara.get_by_role("button", name="Send", exact=True).click()

    expect(clara.get_by_role("listitem").filter(has_text=MESSAGE)).to_have_count(1)
    expect(steps.composer(clara)).to_have_value("")
    assert Message.objects.count() == 1


def _lose_the_connection_in_a_form(clara: Page, changes: str) -> None:
    clara.goto(changes)
    clara.locator("main [name=reasons]").fill(REASONS)
    clara.context.set_offline(True)
    with clara.expect_event("requestfailed"):
        clara.get_by_role("button", name="Ask for these changes").click()

    clara.context.set_offline(False)
    clara.goto(changes)

    expect(clara.locator("main [name=reasons]")).to_have_value(REASONS)
    assert not ChangeRequest.objects.exists()


def _accept_with_two_clicks(clara: Page, contract: Contract, acceptance: str) -> None:
    clara.goto(acceptance)
    clara.get_by_role("button", name="Accept and pay").dblclick()

    clara.wait_for_url("**/contracts/**")
    assert Acceptance.objects.count() == 1
    assert wallet_balance(contract.professional_id, "USD").minor == 45_000


def _accept_in_another_tab(tab: Page, contract: Contract) -> None:
    tab.get_by_role("button", name="Accept and pay").click()

    expect(tab.get_by_role("alert")).to_be_visible()
    _reads_like_a_sentence(tab)
    assert wallet_balance(contract.professional_id, "USD").minor == 45_000


def _ask_for_changes_in_a_stale_tab(tab: Page) -> None:
    tab.locator("main [name=reasons]").fill(REASONS)
    tab.get_by_role("button", name="Ask for these changes").click()
    expect(tab.get_by_role("alert")).to_be_visible()
    _reads_like_a_sentence(tab)

    tab.get_by_role("link", name="Back to where you were").click()

    expect(tab.locator("main [name=reasons]")).to_have_value(REASONS)
    assert not ChangeRequest.objects.exists()


def _reads_like_a_sentence(page: Page) -> None:
    said = page.get_by_role("alert").inner_text()
    assert re.match(r"[A-Z][^_{}<>]{20,}\.\n", said), said


def _background(page: Page) -> list[int]:
    colour: str = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return [int(part) for part in re.findall(r"\d+", colour)[:3]]


def _add_passkey(clara: Page) -> None:
    """Let the browser have a key of its own, as a phone or laptop has, and add it as a way in."""
    device = clara.context.new_cdp_session(clara)
    device.send("WebAuthn.enable")
    abilities = {"hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}
    presence = {"protocol": "ctap2", "transport": "internal", "automaticPresenceSimulation": True}
    device.send("WebAuthn.addVirtualAuthenticator", {"options": {**abilities, **presence}})
    clara.goto("/settings/security/")
    clara.get_by_role("link", name="Manage").click()
    clara.locator("main a[href$='/webauthn/add/']").click()
    clara.get_by_label("Password", exact=True).fill(steps.MADE_PASSWORD)
    clara.get_by_role("button", name="Confirm").click()
    clara.get_by_label("Sign in with it alone, without a password").check()
    clara.get_by_role("main").get_by_role("button", name="Add").click()
    expect(clara.get_by_role("main")).to_contain_text("Security key added.")
