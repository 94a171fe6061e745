"""Signing with a passkey: registered in the browser, asked for at acts of weight, and checked from the dossier alone."""

import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import CDPSession, Locator, Page, expect

from aval.accounts.models import Account
from tests import make
from tests.journeys import dossiers, steps

pytestmark = [pytest.mark.journey, pytest.mark.committing]

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_an_agreement_and_a_delivery_are_signed_with_a_passkey_and_the_dossier_proves_it(
    person: Callable[..., Page], tmp_path: Path
) -> None:
    contract = make.contract()
    make.wallet(contract.client)
    address = f"/contracts/{contract.id}/"
    clara, pedro = person(), person(phone=True)
    steps.sign_in(clara, contract.client)
    steps.sign_in(pedro, contract.professional)
    session, device = _give_device(clara)
    _register_passkey(clara, contract.client)

    clara.goto(f"{address}agreement/1/")
    name = clara.locator("main p.receipt").last.inner_text().strip()
    clara.check("main [name=agreed]")
    steps.form(clara, "/signature/").locator("button").click()
    with _locked(session, device):
        _dialog(clara).get_by_role("button", name="Sign", exact=True).click()
        expect(_dialog(clara).get_by_role("alert")).to_contain_text("Nothing was sent")
    _dialog(clara).get_by_role("button", name="No, go back").click()
    expect(clara.locator("main [name=agreed]")).to_be_checked()
    _sign(clara, "/signature/", "I sign version 1 of the agreement")
    expect(clara.get_by_role("main")).to_contain_text("Recorded")
    steps.sign(pedro, address)
    pedro.goto(f"{address}agreement/1/")
    expect(pedro.locator("main")).to_contain_text("signed with passkey")
    expect(pedro.locator("main")).to_contain_text("without a passkey: only this site says who it was")
    assert pedro.locator("main p.receipt").last.inner_text().strip() == name
    steps.fits(pedro)

    steps.fund(clara, address)
    (tmp_path / "shop.txt").write_text("The shop is on the test server.")
    steps.deliver(pedro, address, "The shop.", tmp_path / "shop.txt")
    clara.goto(address)
    clara.locator("a[href$='/acceptance/']").first.click()
    _sign(clara, "/acceptance/", "To the professional: 450.00 USD")
    clara.wait_for_url(re.compile(re.escape(address)))
    clara.goto(f"{address}record/")
    expect(clara.locator("main")).to_contain_text("I accept delivery 1 of milestone 1")
    dossier = steps.take_dossier(clara, address, tmp_path / "dossier.zip")

    said = dossiers.verify(dossier)
    assert said.returncode == 0, said.stdout + said.stderr
    _lists_both(said.stdout)
    assert "1 acts of weight" in said.stdout
    _lists_both(_by_the_program_inside(dossier, tmp_path))
    assert dossiers.verify(_with_a_flipped_assertion(dossier, tmp_path / "flipped.zip")).returncode == dossiers.BROKEN


def test_who_puts_the_passkey_away_may_go_on_without_it(person: Callable[..., Page]) -> None:
    delivery = make.delivery()
    milestone = delivery.milestone
    pedro = person(color_scheme="dark")
    steps.sign_in(pedro, milestone.contract.professional)
    session, device = _give_device(pedro)
    _register_passkey(pedro, milestone.contract.professional)
    pedro.goto(f"/milestones/{milestone.id}/refund/")
    pedro.fill("main [name=reason]", "I fell ill")

    steps.form(pedro, "/refund/").locator("button").click()
    expect(_dialog(pedro)).to_contain_text("My reason: I fell ill")
    with _locked(session, device):
        _dialog(pedro).get_by_role("button", name="Sign", exact=True).click()
        expect(_dialog(pedro).get_by_role("alert")).to_be_visible()
    _dialog(pedro).get_by_role("button", name="No, go back").click()
    expect(pedro.locator("main [name=reason]")).to_have_value("I fell ill")
    steps.form(pedro, "/refund/").locator("button").click()
    _dialog(pedro).get_by_role("button", name="Go on without the passkey").click()

    pedro.wait_for_url(re.compile(rf"/contracts/{milestone.contract_id}/"))
    pedro.goto(f"/contracts/{milestone.contract_id}/record/")
    expect(pedro.locator("#event-0 ~ li, li[id^=event-]").first).to_contain_text("gave")
    expect(pedro.locator("main")).to_contain_text("without a passkey: only this site says who it was")


def test_who_adds_a_passkey_to_sign_comes_back_to_what_they_had_typed(person: Callable[..., Page]) -> None:
    milestone = make.delivery().milestone
    pedro = person(phone=True)
    steps.sign_in(pedro, milestone.contract.professional)
    session, device = _give_device(pedro)
    pedro.goto(f"/milestones/{milestone.id}/case/")
    pedro.fill("main [name=statement]", "The client asks for more than we agreed.")
    pedro.fill("main [name=to_client]", "12.50")
    pedro.select_option("main [name=work]", "professional")

    pedro.get_by_role("main").get_by_role("link", name="Add a passkey").click()
    pedro.fill("main [name=password]", steps.MADE_PASSWORD)
    pedro.locator("main form:has([name=password]) button").first.click()
    pedro.fill("main [name=name]", "Phone")
    with _locked(session, device):
        pedro.locator("#mfa_webauthn_add").click()
        expect(pedro.get_by_role("alert")).to_contain_text("No passkey was made")
    pedro.locator("#mfa_webauthn_add").click()
    back = pedro.get_by_role("link", name="back to what I was signing")
    expect(back).to_be_visible()
    steps.fits(pedro)
    back.click()

    pedro.wait_for_url(f"**/milestones/{milestone.id}/case/")
    expect(pedro.locator("main [name=statement]")).to_have_value("The client asks for more than we agreed.")
    expect(pedro.locator("main [name=to_client]")).to_have_value("12.50")
    expect(pedro.locator("main [name=work]")).to_have_value("professional")
    steps.form(pedro, "/case/").locator("button").click()
    expect(_dialog(pedro)).to_contain_text("Back to the client: 12.50 USD")


def _give_device(page: Page) -> tuple[CDPSession, str]:
    """Plug in Chromium's own authenticator in software."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return session, made["authenticatorId"]


@contextmanager
def _locked(session: CDPSession, device: str) -> Iterator[None]:
    """Have the device refuse: the person does not unlock it."""
    session.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    yield
    session.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": True})


def _register_passkey(page: Page, account: Account) -> None:
    page.goto("/accounts/2fa/webauthn/add/")
    page.fill("main [name=password]", steps.MADE_PASSWORD)
    page.locator("main form:has([name=password]) button").first.click()
    page.fill("main [name=name]", "Phone")
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url(lambda url: "/webauthn/add/" not in url)
    assert account.authenticator_set.filter(type="webauthn").exists()


def _dialog(page: Page) -> Locator:
    return page.get_by_role("dialog")


def _sign(page: Page, ending: str, words: str) -> None:
    """Press the form's button and let the passkey sign what the dialog says."""
    steps.form(page, ending).locator("button").click()
    expect(_dialog(page)).to_contain_text(words)
    _dialog(page).get_by_role("button", name="Sign", exact=True).click()
    page.wait_for_url(re.compile(r"\?recorded="))


def _lists_both(said: str) -> None:
    for kind in ("contracts.version-signed.1", "contracts.delivery-accepted.1"):
        assert re.search(rf"{re.escape(kind)}: signed by the client .* of localhost, unlocked by the person", said), (
            said
        )


def _by_the_program_inside(dossier: Path, folder: Path) -> str:
    """Check the dossier with the program that it brings along."""
    with zipfile.ZipFile(dossier) as archive:
        (name,) = [one for one in archive.namelist() if one.endswith("/verify/verify.py")]
        program = Path(archive.extract(name, folder))
    done = subprocess.run(
        [sys.executable, "-I", str(program), str(dossier)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def _with_a_flipped_assertion(dossier: Path, to: Path) -> Path:
    data = bytearray(dossier.read_bytes())
    data[data.index(b'"signature":"') + 40] ^= 1
    to.write_bytes(data)
    return to
