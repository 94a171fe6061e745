"""Money on bad days: a bank takes a deposit back in mid-case, payouts come back; and the papers that people take home."""

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from aval.ledger.queries import wallet_balance
from aval.payments.models import Deposit
from aval.payments.providers.sandbox import jobs as bank
from tests import make
from tests.journeys import steps
from tests.journeys.conftest import Site

pytestmark = [pytest.mark.journey, pytest.mark.committing]


def test_a_bank_takes_back_and_gives_back_payouts_return_and_papers_are_taken_home(
    site: Site, person: Callable[..., Page], tmp_path: Path
) -> None:
    delivery = make.delivery()
    make.case(delivery.milestone)
    contract = delivery.milestone.contract
    deposit = Deposit.objects.get(account=contract.client)
    clara, pedro = person(), person(phone=True)
    steps.sign_in(clara, contract.client)
    steps.sign_in(pedro, contract.professional)

    _bank_says(deposit, "deposit_charged_back")
    _waits_for(pedro, f"/contracts/{contract.id}/", "Frozen by a bank's dispute")
    _waits_for(clara, "/money/", "A bank took back money that you had added")
    assert wallet_balance(contract.client_id, "USD").minor == 0
    _bank_says(deposit, "deposit_reinstated")
    _waits_for(pedro, f"/contracts/{contract.id}/", "In dispute")
    assert wallet_balance(contract.client_id, "USD").minor == 50_000

    _pay_out(clara, "100.13", "Returned to your wallet")
    _pay_out(clara, "100.23", "Returned by the bank")
    assert wallet_balance(contract.client_id, "USD").minor == 50_000
    _papers(clara, tmp_path)


def _bank_says(deposit: Deposit, transition: str) -> None:
    """Send what the sandbox would send, by the same road."""
    said = {
        "type": transition, "reference": str(deposit.id), "minor": deposit.amount_minor, "currency": deposit.currency,
        "reason": "fraud_claimed",
    }  # fmt: skip
    bank.deliver(f"sbx_{deposit.id.hex}_{transition}", said)


def _waits_for(page: Page, address: str, words: str) -> None:
    """Look at a page until the worker has done its part, at the latest with the next minute's round."""
    for _look in range(180):
        page.goto(address)
        if words in " ".join((page.get_by_role("main").text_content() or "").split()):
            break
        page.wait_for_timeout(500)
    expect(page.get_by_role("main")).to_contain_text(words)
    steps.fits(page)


def _pay_out(page: Page, amount: str, end: str) -> None:
    page.goto("/money/payouts/")
    page.fill("main [name=amount]", amount)
    page.fill("main [name=destination]", "ES91 2100 0418 4502 0005 1332")
    steps.form(page, "/money/payouts/").get_by_role("button", name="Pay out").click()
    page.wait_for_url(re.compile(r"/money/payouts/[0-9a-f-]{36}/$"))

    _waits_for(page, page.url, end)
    expect(page.get_by_role("main")).to_contain_text("The money is back in your wallet.")


def _papers(page: Page, folder: Path) -> None:
    page.goto("/money/movements/")
    for name, file in (("USD as PDF", folder / "statement.pdf"), ("USD as CSV", folder / "statement.csv")):
        with page.expect_download() as download:
            page.get_by_role("link", name=name).click()
        download.value.save_as(file)
    assert (folder / "statement.pdf").read_bytes().startswith(b"%PDF-")
    rows = list(csv.DictReader((folder / "statement.csv").read_text().splitlines()))
    kinds = [row["movement"] for row in rows]
    assert kinds[-2:] == ["payout", "payout_returned"]
    assert {"deposit", "fund", "recovery", "repayment", "payout_failed"} <= set(kinds)
    assert rows[-1]["balance"] == "500.00"
