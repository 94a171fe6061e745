"""The story that ends well, from sign-up to payment, with a dossier that anyone can check."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from aval.contracts.models import Contract
from aval.ledger.queries import wallet_balance
from tests.journeys import steps
from tests.journeys.conftest import Site

pytestmark = [pytest.mark.journey, pytest.mark.committing]


def verify(dossier: Path) -> subprocess.CompletedProcess[str]:
    """Check a dossier as its holder would: with the command, offline."""
    return subprocess.run(
        [sys.executable, "-m", "aval.cli.main", "verify", str(dossier)], capture_output=True, text=True, check=False
    )


def test_agreed_funded_delivered_accepted_and_proven(
    site: Site, person: Callable[..., Page], tmp_path: Path
) -> None:
    clara, pedro = person(), person(phone=True)
    steps.join(clara, "Clara Gómez", "clara@people.test")
    steps.join(pedro, "Pedro Rocha", "pedro@people.test")
    project = steps.publish(clara, "Shop for ceramics", "We sell cups and plates and need a shop with a cart.")
    steps.propose(pedro, project, "I have built three such shops.", "The shop", "800", "One can buy with a card.")
    contract = steps.choose(clara, project)

    steps.say(pedro, contract, "Write to me: pedro.rocha@gmail.com")
    expect(pedro.locator("main")).to_contain_text("pedro.rocha@gmail.com")
    expect(pedro.locator("mark")).to_be_visible()
    expect(pedro.locator("form[action$='/messages/'] [name=text]").first).to_have_value(
        "Write to me: pedro.rocha@gmail.com"
    )
    clara.goto(contract)
    expect(clara.locator("main")).not_to_contain_text("pedro.rocha@gmail.com")

    steps.sign(clara, contract)
    steps.sign(pedro, contract)
    steps.add_money(clara, "1000")
    steps.fund(clara, contract)

    pedro.goto(contract)
    clara.goto(contract)
    steps.say(pedro, contract, "Write to me: pedro.rocha@gmail.com")
    # Live: Clara's page shows it without being loaded again.
    expect(clara.locator("main")).to_contain_text("pedro.rocha@gmail.com", timeout=20_000)

    work = tmp_path / "shop.txt"
    work.write_text("The shop is on the test server.")
    steps.deliver(pedro, contract, "The first version of the shop.", work)
    steps.ask_for_changes(clara, contract, "The cart forgets what is in it.")
    work.write_text("The cart remembers.")
    steps.deliver(pedro, contract, "The cart remembers now.", work)
    steps.accept(clara, contract)

    row = Contract.objects.get(id=contract.rstrip("/").rsplit("/", 1)[1])
    assert row.status == "completed"
    assert wallet_balance(row.professional_id, "USD").minor == 72_000
    assert wallet_balance(row.client_id, "USD").minor == 20_000

    dossier = steps.take_dossier(pedro, contract, tmp_path / "dossier.zip")
    good = verify(dossier)
    assert good.returncode == 0, good.stdout
    changed = bytearray(dossier.read_bytes())
    place = changed.index(b"The cart remembers.")
    changed[place] ^= 1
    (tmp_path / "changed.zip").write_bytes(changed)
    bad = verify(tmp_path / "changed.zip")
    assert bad.returncode == 40, bad.stdout
    assert "shop" in bad.stdout or "payloads" in bad.stdout
