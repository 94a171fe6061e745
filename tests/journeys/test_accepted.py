"""The story that ends well, from sign-up to payment, with a dossier that anyone can check."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from aval.contracts.models import Contract
from aval.ledger.queries import movements, wallet_balance
from aval.payments.models import Deposit, Outcome, Webhook
from tests.journeys import dossiers, steps

pytestmark = [pytest.mark.journey, pytest.mark.committing]

WITH_ADDRESS = "Write to me: pedro.rocha@gmail.com"


def test_agreed_funded_delivered_accepted_paid_reviewed_and_proven(
    person: Callable[..., Page], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clara, pedro = person(), person(phone=True)
    steps.join(clara, "Clara Gómez", "clara@people.test")
    steps.join(pedro, "Pedro Rocha", "pedro@people.test")

    contract = _agree(clara, pedro)
    _pay_into_escrow(clara, contract)
    _exchange_addresses(clara, pedro, contract)
    _work(clara, pedro, contract, tmp_path / "shop.txt")
    _see_the_money(pedro, contract)
    _review_each_other(clara, pedro, contract)
    dossier = steps.take_dossier(pedro, contract, tmp_path / "dossier.zip")

    good = dossiers.verify(dossier)
    assert good.returncode == 0, good.stdout + good.stderr
    for name, broken in dossiers.damaged(dossier, tmp_path / "damaged.zip"):
        code, said = dossiers.judge(broken, capsys)
        assert code == dossiers.BROKEN, (name, said)
        assert name in said
    for place, broken in dossiers.damaged_container(dossier, tmp_path / "damaged.zip"):
        code, said = dossiers.judge(broken, capsys)
        assert code == dossiers.BROKEN, (place, said)


def _agree(clara: Page, pedro: Page) -> str:
    project = steps.publish(clara, "Shop for ceramics", "We sell cups and plates and need a shop with a cart.")
    steps.propose(pedro, project, "I have built three such shops.", "The shop", "800", "One can buy with a card.")
    contract = steps.choose(clara, project)

    steps.listen(pedro, contract)
    steps.write(pedro, WITH_ADDRESS)
    expect(pedro.locator("main mark")).to_have_text("pedro.rocha@gmail.com")
    expect(steps.composer(pedro)).to_have_value(WITH_ADDRESS)
    steps.listen(clara, contract)
    expect(clara.get_by_role("main")).not_to_contain_text("pedro.rocha@gmail.com")

    steps.sign(clara, contract)
    steps.sign(pedro, contract)
    return contract


def _pay_into_escrow(clara: Page, contract: str) -> None:
    steps.add_money(clara, "1000")
    deposit = Deposit.objects.get()
    # The checkout's answer moved nothing: the provider's signed message did, which a worker posted later.
    assert Webhook.objects.get(reference=deposit.id).outcome == Outcome.APPLIED

    steps.fund(clara, contract)


def _exchange_addresses(clara: Page, pedro: Page, contract: str) -> None:
    steps.listen(clara, contract)
    steps.listen(pedro, contract)

    steps.write(pedro, WITH_ADDRESS)

    expect(pedro.locator("main mark")).to_have_count(0)
    expect(steps.composer(pedro)).to_have_value("")
    expect(clara.get_by_role("main")).to_contain_text(WITH_ADDRESS)  # Clara's page was not loaded again


def _work(clara: Page, pedro: Page, contract: str, file: Path) -> None:
    file.write_text("The shop is on the test server.")
    steps.deliver(pedro, contract, "The first version of the shop.", file)
    steps.fits(pedro)

    steps.ask_for_changes(clara, contract, "The cart forgets what is in it.")
    file.write_text("The cart remembers.")
    steps.deliver(pedro, contract, "The cart remembers now.", file)
    expect(pedro.get_by_role("article", name="Delivery 2")).to_contain_text("The cart remembers now.")
    steps.accept(clara, contract)

    expect(clara.get_by_role("main")).to_contain_text("Completed")
    row = Contract.objects.get(id=UUID(contract.rstrip("/").rsplit("/", 1)[1]))
    assert row.status == "completed"
    assert wallet_balance(row.professional_id, "USD").minor == 72_000
    assert wallet_balance(row.client_id, "USD").minor == 20_000
    assert movements(row.professional_id, limit=1)[0].authorisation is not None


def _see_the_money(pedro: Page, contract: str) -> None:
    pedro.goto(contract)
    expect(pedro.get_by_role("main")).to_contain_text("$720.00 · commission $80.00")

    pedro.goto("/money/")
    pedro.get_by_role("link", name="Pay out").click()

    expect(pedro.get_by_role("heading", name="Pay out")).to_be_visible()
    expect(pedro.get_by_role("main")).to_contain_text("$720.00")
    steps.fits(pedro)


def _review_each_other(clara: Page, pedro: Page, contract: str) -> None:
    steps.review(clara, contract, 5, "He listens, and the shop sells.")
    pedro.goto(f"{contract}review/")
    expect(pedro.get_by_role("main")).not_to_contain_text("He listens")

    steps.review(pedro, contract, 4, "She knew what she wanted.")

    expect(pedro.get_by_role("main")).to_contain_text("He listens, and the shop sells.")
    clara.reload()
    expect(clara.get_by_role("main")).to_contain_text("She knew what she wanted.")
