"""The contract page and what is done from it: translation only; the rules are tested in the domain."""

import base64
import hashlib
import html
import io
import re
import zipfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from aval.accounts.models import Account
from aval.contracts import actions as contracts
from aval.contracts.models import AgreementVersion, Contract
from aval.contracts.states import ContractStatus, MilestoneStatus
from aval.kernel.clock import now
from aval.kernel.ids import new_id
from aval.kernel.money import Money
from aval.ledger import queries as money
from aval.proofs import checkpoints, tree
from aval.proofs.dossier.verify import verify_path
from aval.record import queries as record
from tests import make

pytestmark = pytest.mark.django_db


def browser_of(account: Account) -> Client:
    browser = Client()
    browser.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def page(account: Account, address: str) -> str:
    answer = browser_of(account).get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def contract_page(contract: Contract, account: Account) -> str:
    return page(account, f"/contracts/{contract.id}/")


def test_choosing_a_proposal_leads_to_the_agreement_to_sign() -> None:
    sent = make.proposal()

    answer = browser_of(sent.project.client).post(f"/proposals/{sent.id}/choice/")

    assert answer.headers["Location"] == f"/contracts/{sent.id}/agreement/1/"
    assert Contract.objects.get().status == ContractStatus.AGREEING


def test_the_sign_page_shows_exactly_what_is_signed_and_its_fingerprint() -> None:
    contract = make.contract()
    version = contract.versions.get()

    shown = page(contract.client, f"/contracts/{contract.id}/agreement/1/")
    file = browser_of(contract.client).get(f"/contracts/{contract.id}/agreement/1/terms.json").content

    assert version.fingerprint in shown
    assert "Every piece has a page with a price." in shown
    assert "as means of proof" in shown
    assert hashlib.sha256(file).hexdigest() == version.fingerprint


def test_both_sign_and_the_client_funds_from_the_pages() -> None:
    contract = make.contract()
    make.wallet(contract.client)
    version = contract.versions.get()
    for account in (contract.client, contract.professional):
        browser_of(account).post(
            f"/contracts/{contract.id}/agreement/1/signature/",
            {"terms_hash": version.fingerprint, "agreed": "on", "once": str(new_id())},
        )
    milestone = contract.milestones.get(number=1)

    answer = browser_of(contract.client).post(f"/milestones/{milestone.id}/funding/", {"once": str(new_id())})

    assert make.status_of(milestone.id) == MilestoneStatus.FUNDED
    after = browser_of(contract.client).get(answer.headers["Location"].split("#", maxsplit=1)[0]).content.decode()
    assert "Recorded as no." in after
    assert "Open since" in after


def test_signing_without_the_tick_signs_nothing() -> None:
    contract = make.contract()
    version = contract.versions.get()

    answer = browser_of(contract.client).post(
        f"/contracts/{contract.id}/agreement/1/signature/", {"terms_hash": version.fingerprint}
    )

    assert answer.status_code == 422
    assert not version.signatures.exists()


def test_the_same_form_sent_twice_acts_once_and_shows_the_same_receipt() -> None:
    delivery = make.delivery()
    client = delivery.milestone.contract.client
    form = {"once": str(new_id())}
    browser = browser_of(client)

    answers = [browser.post(f"/deliveries/{delivery.id}/acceptance/", form) for _ in range(2)]

    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert money.wallet_balance(delivery.delivered_by_id, "USD") == Money(45_000, "USD")


def test_a_second_tab_is_told_that_things_have_moved_on() -> None:
    delivery = make.delivery()
    client = delivery.milestone.contract.client
    browser = browser_of(client)
    browser.post(f"/deliveries/{delivery.id}/acceptance/", {"once": str(new_id())})

    answer = browser.post(f"/deliveries/{delivery.id}/acceptance/", {"once": str(new_id())})

    assert answer.status_code == 409
    assert "moved on" in answer.content.decode()
    assert money.wallet_balance(delivery.delivered_by_id, "USD") == Money(45_000, "USD")


def test_each_side_sees_whose_turn_it_is_and_its_own_buttons() -> None:
    delivery = make.delivery()
    contract = delivery.milestone.contract

    for_client = contract_page(contract, contract.client)
    for_professional = contract_page(contract, contract.professional)

    assert "Accept delivery 1 of milestone 1, or ask for changes" in for_client
    assert f"/deliveries/{delivery.id}/acceptance/" in for_client
    assert f"/deliveries/{delivery.id}/acceptance/" not in for_professional
    assert f"/milestones/{delivery.milestone_id}/refund/" in for_professional
    assert f"/milestones/{delivery.milestone_id}/refund/" not in for_client
    assert "Waiting for Clara Gómez" in for_professional


@pytest.mark.parametrize(
    "path",
    [
        "/contracts/{contract}/",
        "/contracts/{contract}/agreement/",
        "/contracts/{contract}/agreement/1/",
        "/contracts/{contract}/agreement/1/terms.json",
        "/contracts/{contract}/agreement/1/comparison/",
        "/contracts/{contract}/agreement/draft/",
        "/contracts/{contract}/record/",
        "/contracts/{contract}/record/0/receipt/",
        "/contracts/{contract}/cancellation/",
        "/contracts/{contract}/end/",
        "/milestones/{milestone}/",
        "/milestones/{milestone}/funding/",
        "/milestones/{milestone}/deliveries/",
        "/milestones/{milestone}/refund/",
        "/milestones/{milestone}/work/",
        "/deliveries/{delivery}/acceptance/",
        "/deliveries/{delivery}/changes/",
    ],
)
def test_strangers_and_staff_find_nothing_and_visitors_are_asked_to_sign_in(path: str) -> None:
    delivery = make.delivery()
    address = path.format(contract=delivery.contract_id, milestone=delivery.milestone_id, delivery=delivery.id)

    for other in (make.stranger(), make.mediator(), make.operator()):
        assert browser_of(other).get(address).status_code == 404
        assert browser_of(other).post(address).status_code in {404, 405}
    assert Client().get(address).headers["Location"].startswith("/accounts/login/")
    assert make.status_of(delivery.milestone_id) == MilestoneStatus.DELIVERED


def test_a_delivery_comes_with_files_of_the_form_itself() -> None:
    milestone = make.funded()
    browser = browser_of(milestone.contract.professional)
    file = io.BytesIO(b"the plan")
    file.name = "plan.txt"

    browser.post(
        f"/milestones/{milestone.id}/deliveries/",
        {"note": "The plan", "links": "https://shop.example/\n", "files": file},
    )

    delivery = milestone.deliveries.get()
    assert delivery.links == ["https://shop.example/"]
    assert "plan.txt" in contract_page(milestone.contract, milestone.contract.client)


def test_what_was_typed_stays_when_a_delivery_is_refused() -> None:
    milestone = make.funded()

    answer = browser_of(milestone.contract.professional).post(
        f"/milestones/{milestone.id}/deliveries/", {"note": "Have a look", "links": "no address"}
    )

    assert answer.status_code == 422
    assert "Have a look" in answer.content.decode()
    assert "is not a web address" in answer.content.decode()
    assert not milestone.deliveries.exists()


def form_of(version: AgreementVersion, **changes: Any) -> dict[str, Any]:
    content = version.content
    rows = {
        f"milestones-{index}-{name}": value
        for index, one in enumerate(content.milestones)
        for name, value in {
            "id": one.id,
            "title": one.title,
            "amount": str(one.amount.decimal),
            "due_on": (now().date() + timedelta(days=60)).isoformat() if one.due_on < now().date() else one.due_on,
            "criteria": one.criteria,
        }.items()
    }
    return {
        "scope": content.scope,
        "review_days": content.review_days,
        "revisions": content.revisions,
        "silence": content.silence.value,
        "ownership": content.ownership.value,
        "small_print": content.small_print,
        "milestones-TOTAL_FORMS": len(content.milestones),
        "milestones-INITIAL_FORMS": 0,
        "once": str(new_id()),
        **rows,
        **changes,
    }


def test_a_party_puts_an_amendment_forward_and_sees_what_it_changes() -> None:
    contract = make.agreed()
    browser = browser_of(contract.professional)

    browser.post(
        f"/contracts/{contract.id}/agreement/draft/",
        form_of(contract.versions.get(), review_days=7, **{"milestones-1-amount": "450"}),
    )

    version = contract.versions.get(number=2)
    assert version.content.review_days == 7
    assert version.content.milestones[1].amount == Money(45_000, "USD")
    shown = page(contract.client, f"/contracts/{contract.id}/agreement/2/")
    assert "What changes against version 1" in shown
    assert "<ins>" in shown


def test_a_funded_milestones_price_is_not_taken_from_the_form() -> None:
    contract = make.agreed()
    make.funded(contract)

    browser_of(contract.client).post(
        f"/contracts/{contract.id}/agreement/draft/",
        form_of(contract.versions.get(), **{"milestones-0-amount": "1"}),
    )

    assert contract.versions.get(number=2).content.milestones[0].amount == Money(50_000, "USD")


def test_adding_a_milestone_keeps_what_was_typed_and_sends_nothing() -> None:
    contract = make.agreed()

    answer = browser_of(contract.client).post(
        f"/contracts/{contract.id}/agreement/draft/",
        form_of(contract.versions.get(), add="1", scope="Something new that I typed"),
    )

    assert 'name="milestones-TOTAL_FORMS" value="3"' in answer.content.decode()
    assert "Something new that I typed" in answer.content.decode()
    assert contract.versions.count() == 1


def test_contact_details_in_a_draft_are_shown_and_the_form_stays() -> None:
    contract = make.agreed()

    answer = browser_of(contract.client).post(
        f"/contracts/{contract.id}/agreement/draft/",
        form_of(contract.versions.get(), small_print="Write to clara.gomez@gmail.com"),
    )

    assert answer.status_code == 422
    assert "clara.gomez@gmail.com" in answer.content.decode()
    assert contract.versions.count() == 1


def test_rejecting_keeps_the_reason() -> None:
    contract = make.agreed()
    version = make.amendment(contract, review_days=7)

    browser_of(contract.professional).post(
        f"/contracts/{contract.id}/agreement/{version.number}/rejection/", {"reason": "Too short"}
    )

    assert "Too short" in page(contract.client, f"/contracts/{contract.id}/agreement/")


def test_hours_are_logged_and_taken_back() -> None:
    contract = make.periodic(balance=100_000)
    period = make.funded(contract)
    period.refresh_from_db()
    browser = browser_of(contract.professional)
    # The real clock is past the tests' week, so the entry goes on its first day.
    browser.post(
        f"/milestones/{period.id}/work/",
        {"worked_on": "2026-03-03", "hours": "1", "minutes": "30", "note": "Pages of the catalogue"},
    )
    entry = period.work.get()
    assert "Pages of the catalogue" in contract_page(contract, contract.client)

    browser.post(f"/work/{entry.id}/withdrawal/")

    assert entry.minutes == 90
    assert "(taken back)" in contract_page(contract, contract.client)


def test_changes_refund_cancellation_end_and_absence_have_their_pages() -> None:
    delivery = make.delivery()
    contract = delivery.milestone.contract
    client, professional = browser_of(contract.client), browser_of(contract.professional)

    client.post(f"/deliveries/{delivery.id}/changes/", {"reasons": "Larger pictures"})
    assert "Larger pictures" in contract_page(contract, contract.professional)
    assert "What was asked to change" in page(contract.professional, f"/milestones/{delivery.milestone_id}/deliveries/")
    client.post(f"/contracts/{contract.id}/end/", {"reason": "Our budget was cut"})
    professional.post(f"/milestones/{delivery.milestone_id}/refund/", {"reason": "Sorry"})
    first = date.today() + timedelta(days=10)  # noqa: DTZ011 (any day ahead)
    client.post("/absences/", {"first": first.isoformat(), "last": (first + timedelta(days=3)).isoformat()})

    contract.refresh_from_db()
    assert contract.status == ContractStatus.COMPLETED
    assert make.status_of(delivery.milestone_id) == MilestoneStatus.REFUNDED
    assert contract.client.absences.count() == 1
    assert "Refunded" in contract_page(contract, contract.client)


def test_the_list_shows_open_and_ended_contracts_to_their_parties() -> None:
    contract = make.agreed()
    other = make.contract()

    assert contract.title in page(contract.client, "/contracts/")
    assert "No open contracts" in page(make.stranger(), "/contracts/")
    browser_of(contract.client).post(f"/contracts/{contract.id}/cancellation/", {"reason": ""})

    assert contract.title in page(contract.client, "/contracts/?state=ended")
    assert str(other.id) not in page(contract.client, "/contracts/")


def test_the_record_its_receipts_and_the_dossier_are_the_parties_to_take() -> None:
    delivery = make.delivery()
    contract = delivery.milestone.contract
    browser = browser_of(contract.professional)

    shown = page(contract.professional, f"/contracts/{contract.id}/record/")
    receipt = browser.get(f"/contracts/{contract.id}/record/3/receipt/").content.decode()
    dossier = browser.post(f"/contracts/{contract.id}/dossier/")

    assert "delivered version 1 of milestone 1" in shown
    assert receipt.startswith("c2sp.org/tlog-proof")
    with zipfile.ZipFile(io.BytesIO(b"".join(dossier.streaming_content))) as bag:  # type: ignore[attr-defined]
        assert any(name.endswith("bagit.txt") for name in bag.namelist())
    assert browser.get(f"/contracts/{contract.id}/record/99999/receipt/").status_code == 404
    assert browser_of(make.stranger()).post(f"/contracts/{contract.id}/dossier/").status_code == 404


def test_both_see_the_same_name_of_their_record_beside_the_agreement() -> None:
    contract = make.delivery().milestone.contract

    for party in (contract.client, contract.professional):
        assert record.fingerprint(contract.id) in page(party, f"/contracts/{contract.id}/agreement/1/")


def test_a_browser_is_given_the_head_and_the_proof_that_it_extends_the_one_it_kept() -> None:
    contract = make.delivery().milestone.contract
    browser = browser_of(contract.client)

    now_given = browser.get(f"/contracts/{contract.id}/record/head/?from=3").json()
    head = checkpoints.parse(now_given["checkpoint"].encode())
    leaves = [one.leaf for one in record.events(contract.id)]
    proof = [base64.b64decode(item) for item in now_given["proof"]]

    tree.verify_consistency(3, head.size, proof, tree.Tree(leaves[:3]).root(), head.root)
    assert browser.get(f"/contracts/{contract.id}/record/head/").json()["proof"] == []
    assert browser.get(f"/contracts/{contract.id}/record/head/?from=9999").json()["proof"] is None
    assert browser_of(make.stranger()).get(f"/contracts/{contract.id}/record/head/").status_code == 404


def test_a_party_can_take_a_dossier_of_some_events_only(tmp_path: Path) -> None:
    delivery = make.delivery()
    contract = delivery.milestone.contract
    browser, path = browser_of(contract.professional), tmp_path / "dossier.zip"

    taken = browser.post(f"/contracts/{contract.id}/dossier/", {"only": "0, 0-0"})
    path.write_bytes(b"".join(taken.streaming_content))  # type: ignore[attr-defined]
    report = verify_path(path)

    assert report.exit_code == 10, report.as_text()
    assert f"1 of {report.size} events are disclosed" in report.as_text()
    with zipfile.ZipFile(path) as bag:
        shown = b"".join(bag.read(name) for name in bag.namelist() if "/data/" in name)
    assert delivery.milestone.title.encode() not in shown  # of what was agreed, nothing is among these events
    for wrong in ("x", "3-1", "99999", "1;2", "-4"):
        refused = browser.post(f"/contracts/{contract.id}/dossier/", {"only": wrong})
        assert refused.status_code == 422, wrong


def test_the_part_that_changes_can_be_asked_for_alone() -> None:
    contract = make.agreed()

    answer = browser_of(contract.client).get(
        f"/contracts/{contract.id}/", headers={"HX-Request": "true", "HX-Target": "contract-now"}
    )

    assert 'id="contract-now"' in answer.content.decode()
    assert "<html" not in answer.content.decode()


def test_who_lacks_money_for_escrow_is_led_to_add_just_that_and_back() -> None:
    contract = make.agreed(balance=12_550)
    funding = f"/milestones/{contract.milestones.get(number=1).id}/funding/"

    shown = page(contract.client, funding)
    [wanted] = re.findall(r'href="(/money/deposits/[^"]+)"', shown)
    adding = page(contract.client, html.unescape(wanted))

    assert "Your wallet lacks $374.50 for this" in shown
    assert 'value="374.50"' in adding
    assert f'value="{funding}"' in adding


def test_a_contract_leads_with_the_price_to_sign_then_what_is_agreed_then_what_is_in_escrow() -> None:
    contract = make.contract()

    to_sign = contract_page(contract, contract.client)
    make.signed(contract.versions.get())
    agreed = contract_page(contract, contract.professional)
    make.wallet(contract.client)
    make.funded(contract)
    funded = contract_page(contract, contract.client)

    assert "Price to sign" in to_sign
    assert "800.00" in to_sign.split("Price to sign")[1][:200]
    assert "800.00" in agreed.split("Agreed price")[1][:200]
    assert "500.00" in funded.split("In escrow now")[1][:200]


def test_a_completed_contract_leads_with_what_was_paid_and_offers_the_dossier() -> None:
    contract = make.agreed()
    for number in (1, 2):
        delivery = make.delivery(make.funded(contract, number))
        contracts.accept_delivery(make.act(contract.client), delivery_id=delivery.id)
    contract.refresh_from_db()

    client, professional = (contract_page(contract, one) for one in (contract.client, contract.professional))
    listed = page(contract.client, "/contracts/?state=ended")

    assert contract.status == ContractStatus.COMPLETED
    assert "In escrow now" not in client
    assert "800.00" in client.split("You paid")[1][:200]
    assert "$720.00 of it to the professional" in client
    assert "720.00" in professional.split("You were paid")[1][:200]
    assert "Take the dossier with you" in client
    assert "$0.00 in escrow" not in listed
    assert "$800.00 paid" in listed


def test_a_contract_page_asks_a_fixed_number_of_questions(django_assert_max_num_queries: Any) -> None:
    contract = make.agreed()
    browser = browser_of(contract.client)
    for _ in range(3):
        make.delivery(
            make.funded(contract)
            if not contract.milestones.filter(status="delivered").exists()
            else make.milestone(contract)
        )

    with django_assert_max_num_queries(60):
        assert browser.get(f"/contracts/{contract.id}/").status_code == 200


def test_an_unknown_milestone_is_not_found() -> None:
    assert browser_of(make.client()).get(f"/milestones/{UUID(int=1)}/").status_code == 404
