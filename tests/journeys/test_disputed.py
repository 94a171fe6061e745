"""The story that goes wrong: changes, a case, offers, a mediator who rules, money split exactly, and all of it provable."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from aval.accounts.models import Account
from aval.cases import access
from aval.cases import actions as cases
from aval.cases.models import Case
from aval.contracts.events import VersionInForce, WorkDelivered
from aval.kernel.acts import Act
from aval.kernel.clock import now
from aval.ledger.queries import hold_balance, wallet_balance
from aval.record.events import Event
from aval.record.queries import events
from tests import make
from tests.journeys import dossiers, steps
from tests.journeys.conftest import Site

pytestmark = [pytest.mark.journey, pytest.mark.committing]


def test_delivered_disputed_offered_mediated_ruled_split_and_proven(
    site: Site, person: Callable[..., Page], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    client, professional = make.client(), make.professional()
    make.mediator()
    milestone = make.funded(client=client, professional=professional)
    contract = f"{site.address}/contracts/{milestone.contract_id}/"
    clara, pedro, marta = person(), person(phone=True), person()
    steps.sign_in(clara, client)
    steps.sign_in(pedro, professional)

    _fall_out(clara, pedro, contract, tmp_path / "shop.txt")
    case = _open_case(clara, contract)
    _negotiate(clara, pedro, case)
    _read_everything(marta, _mediator_of(case), case, contract)
    _see_that_it_was_read(clara, pedro, contract)
    _hear(marta, pedro, case)
    _rule(marta, case, _seqs(milestone.contract_id, VersionInForce, WorkDelivered))
    cases.run_deadlines(Act.by_site(now() + timedelta(days=6)))

    clara.goto(case)
    expect(clara.get_by_role("main")).to_contain_text("The ruling was carried out")
    expect(clara.get_by_role("main")).to_contain_text("$270.00")
    assert hold_balance(milestone.id).minor == 0
    assert wallet_balance(professional.id, "USD").minor == 27_000  # 300.00 less a tenth
    assert wallet_balance(client.id, "USD").minor == 50_000 + 20_000

    dossier = steps.take_dossier(clara, contract, tmp_path / "dossier.zip")
    good = dossiers.verify(dossier)
    assert good.returncode == 0, good.stdout + good.stderr
    for name, broken in dossiers.damaged(dossier, tmp_path / "damaged.zip"):
        code, said = dossiers.judge(broken, capsys)
        assert code == dossiers.BROKEN, (name, said)
        assert name in said


def _fall_out(clara: Page, pedro: Page, contract: str, file: Path) -> None:
    file.write_text("The shop is on the test server.")
    steps.deliver(pedro, contract, "The shop is on the test server.", file)

    steps.ask_for_changes(clara, contract, "The cart forgets what is in it.")

    pedro.goto(contract)
    expect(pedro.get_by_role("article", name="Delivery 1")).to_contain_text("The cart forgets what is in it.")


def _open_case(clara: Page, contract: str) -> str:
    clara.goto(contract)
    clara.get_by_role("link", name="Open a case").first.click()
    clara.locator("main [name=reason]").select_option("not-as-agreed")
    clara.fill("main [name=statement]", "We agreed on a cart that works; there is none.")
    clara.fill("main [name=to_client]", "500")
    steps.press(clara, clara.get_by_role("button", name="Open the case"))
    clara.wait_for_url("**/cases/**")
    expect(clara.get_by_role("main")).to_contain_text("The other side's answer is awaited")
    return clara.url


def _negotiate(clara: Page, pedro: Page, case: str) -> None:
    _offer(pedro, case, "100", "The catalogue is done.")
    _offer(clara, case, "350", "Half of it doesn't work.")
    pedro.goto(case)
    expect(pedro.get_by_role("button", name="Accept this offer")).to_have_count(1)
    steps.fits(pedro)

    steps.press(pedro, pedro.get_by_role("button", name="Ask for a mediator"))

    expect(pedro.get_by_role("main")).to_contain_text("A mediator hears this case")


def _offer(page: Page, case: str, to_client: str, note: str) -> None:
    page.goto(case)
    steps.unfold(page, "Make an offer")
    form = steps.form(page, "/offers/")
    form.locator("[name=to_client]").fill(to_client)
    form.locator("[name=note]").fill(note)
    steps.press(page, form.get_by_role("button"))
    expect(page.locator("main article").first).to_contain_text(note)


def _mediator_of(case: str) -> Account:
    present = access.present_assignment(Case.objects.get(id=UUID(case.rstrip("/").rsplit("/", 1)[1])))
    assert present is not None
    return present.mediator


def _read_everything(marta: Page, mediator: Account, case: str, contract: str) -> None:
    steps.sign_in(marta, mediator)
    marta.goto("/cases/")
    marta.get_by_role("link", name="Online shop for hand-made ceramics").first.click()
    marta.wait_for_url(case)
    expect(marta.get_by_role("heading", name="Case file")).to_be_visible()
    for heading in ("What was agreed", "Dates promised and kept", "Deliveries and changes", "Money"):
        expect(marta.locator("summary", has_text=heading)).to_be_visible()

    marta.get_by_role("link", name="The whole contract").click()

    marta.wait_for_url(f"{contract}**")
    expect(marta.get_by_role("article", name="Delivery 1")).to_contain_text("The shop is on the test server.")
    expect(marta.locator("main form[action$='/messages/']")).to_have_count(0)


def _see_that_it_was_read(clara: Page, pedro: Page, contract: str) -> None:
    for party in (clara, pedro):
        party.goto(f"{contract}record/")
        expect(party.get_by_role("main")).to_contain_text("Marta Lima looked at the case file")


def _hear(marta: Page, pedro: Page, case: str) -> None:
    marta.goto(case)
    steps.unfold(marta, "Ask a party")
    question = steps.form(marta, "/questions/")
    question.locator("[name=asked_of]").select_option("Pedro Rocha")
    question.locator("[name=text]").fill("When will the cart remember?")
    question.get_by_role("button").click()
    expect(marta.get_by_role("main")).to_contain_text("No answer yet")

    pedro.goto(case)
    expect(pedro.get_by_role("main")).to_contain_text("When will the cart remember?")
    answer = steps.form(pedro, "/reply/")
    answer.locator("[name=text]").fill("I can't say yet.")
    answer.get_by_role("button").click()

    expect(pedro.locator("main blockquote")).to_have_text("I can't say yet.")
    marta.reload()
    expect(marta.locator("main blockquote")).to_have_text("I can't say yet.")


def _rule(marta: Page, case: str, relied_on: list[int]) -> None:
    marta.goto(case)
    steps.unfold(marta, "Rule")
    ruling = steps.form(marta, "/ruling/")
    ruling.locator("[name$=to_client]").fill("200")
    ruling.locator("[name$=reasons]").fill("The catalogue was delivered as agreed, the cart was not.")
    ruling.locator("[name$=relied_on]").fill(", ".join(map(str, relied_on)))
    steps.press(marta, ruling.get_by_role("button"))

    expect(marta.get_by_role("main")).to_contain_text("The ruling can be appealed")
    for seq in relied_on:
        expect(marta.get_by_role("main")).to_contain_text(f"no. {seq}")


def _seqs(contract_id: UUID, *kinds: type[Event]) -> list[int]:
    return [one.seq for one in events(contract_id, kinds=kinds)]
