"""Acts of weight on the pages and over the API, signed with a passkey: what is handed out, and what comes back."""

import base64
import hashlib
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from aval.contracts.dossier import write_dossier
from aval.contracts.events import DeliveryAccepted
from aval.contracts.models import Contract, Delivery
from aval.contracts.states import MilestoneStatus
from aval.kernel.clock import now
from aval.kernel.money import Money
from aval.proofs.dossier.verify import EVENTS, Report, verify_path
from aval.proofs.tests import make as dossiers
from aval.record import queries as record
from tests import make
from tests.api.test_projects import Caller
from tests.makers.passkeys import Passkey
from tests.web.contracts.test_contracts import browser_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def delivery() -> Delivery:
    return make.delivery()


def answered(passkey: Passkey, said: dict[str, Any], **wrong: Any) -> dict[str, Any]:
    """Let a passkey sign what the page or the API handed out."""
    challenge = base64.urlsafe_b64decode(said["options"]["challenge"] + "=")
    return passkey.answer(challenge, **wrong)


def dossier_of(contract: Contract, folder: Path) -> Report:
    path = folder / "dossier.zip"
    with path.open("wb") as file:
        write_dossier(file, contract_id=contract.id, reader=contract.client, made_at=now())
    return verify_path(path)


def test_the_page_hands_out_words_and_challenge_and_takes_the_signed_form(delivery: Delivery, tmp_path: Path) -> None:
    contract = delivery.milestone.contract
    passkey, browser = Passkey(contract.client), browser_of(contract.client)

    said = json.loads(browser.post(f"/deliveries/{delivery.id}/acceptance/intent/").content)
    assert make.status_of(delivery.milestone_id) == MilestoneStatus.DELIVERED
    assertion = json.dumps({"token": said["token"], "credential": answered(passkey, said)})
    answer = browser.post(f"/deliveries/{delivery.id}/acceptance/", {"assertion": assertion})

    assert answer.status_code == 302
    assert said["statement"].startswith("I accept delivery 1")
    assert said["options"]["rpId"] == "127.0.0.1"
    (event,) = record.events(contract.id, kinds=[DeliveryAccepted])
    assert (event.statement, event.is_weighty) == (said["statement"], True)
    page = browser.get(f"/contracts/{contract.id}/record/").content.decode()
    assert "signed with passkey" in page
    assert page.count("without a passkey: only this site says who it was") == 2
    report = dossier_of(contract, tmp_path)
    assert report.exit_code == 0
    assert f"Event {event.seq}, contracts.delivery-accepted.1: signed by the client" in report.as_text()


def test_a_flipped_byte_of_a_real_assertion_is_named(delivery: Delivery, tmp_path: Path) -> None:
    contract = delivery.milestone.contract
    passkey, browser = Passkey(contract.client), browser_of(contract.client)
    said = json.loads(browser.post(f"/deliveries/{delivery.id}/acceptance/intent/").content)
    assertion = json.dumps({"token": said["token"], "credential": answered(passkey, said)})
    browser.post(f"/deliveries/{delivery.id}/acceptance/", {"assertion": assertion})
    assert dossier_of(contract, tmp_path).exit_code == 0
    path = tmp_path / "dossier.zip"
    files = dossiers.unpack(path.read_bytes())
    events = bytearray(files[EVENTS])
    place = events.index(b'"signature":"') + 40
    events[place] = ord("B") if events[place] == ord("A") else ord("A")
    path.write_bytes(dossiers.pack(files | {EVENTS: bytes(events)}, folder=f"dossier-{contract.id}"))

    report = verify_path(path)

    assert report.exit_code == 40
    assert "personal-false" in {one.code for verdict in report.verdicts for one in verdict.findings}


def _spoiled(good: dict[str, Any]) -> Iterator[str]:
    yield "x"
    yield "[]"
    yield "null"
    yield "1"
    yield "[" * 100_000
    yield json.dumps({"token": good["token"]})
    yield json.dumps({"token": 1, "credential": {}})
    yield json.dumps({"token": good["token"], "credential": []})
    yield json.dumps({"token": good["token"], "credential": {"response": "\udc80"}})


def test_what_is_no_assertion_is_refused_on_the_page_and_nothing_is_done(delivery: Delivery) -> None:
    contract = delivery.milestone.contract
    passkey, browser = Passkey(contract.client), browser_of(contract.client)
    said = json.loads(browser.post(f"/deliveries/{delivery.id}/acceptance/intent/").content)
    assert passkey.counter == 0

    for text in _spoiled(said):
        answer = browser.post(f"/deliveries/{delivery.id}/acceptance/", {"assertion": text})
        assert answer.status_code == 422, text[:50]
        assert "could not be accepted" in answer.content.decode()

    assert make.status_of(delivery.milestone_id) == MilestoneStatus.DELIVERED


def test_without_a_passkey_the_page_says_what_that_means_and_the_act_counts(delivery: Delivery) -> None:
    contract = delivery.milestone.contract
    browser = browser_of(contract.client)

    page = browser.get(f"/deliveries/{delivery.id}/acceptance/").content.decode()
    answer = browser.post(f"/deliveries/{delivery.id}/acceptance/")

    assert "You have no passkey to sign this with" in page
    assert "data-sign=" not in page
    assert answer.status_code == 302
    assert make.status_of(delivery.milestone_id) == MilestoneStatus.RELEASED


def test_a_form_with_errors_is_not_put_into_words(delivery: Delivery) -> None:
    contract = make.contract()
    browser = browser_of(contract.client)
    case = make.case(delivery.milestone)

    signature = browser.post(f"/contracts/{contract.id}/agreement/1/signature/intent/", {"terms_hash": "x"})
    offer = browser_of(case.contract.professional).post(f"/cases/{case.id}/offers/intent/", {"to_client": "much"})

    assert (signature.status_code, offer.status_code) == (422, 422)
    assert "agreed" in json.loads(signature.content)["errors"]


def test_a_stranger_is_told_nothing_of_what_there_is_to_sign(delivery: Delivery) -> None:
    case = make.case(delivery.milestone)
    stranger = make.stranger()
    (offer,) = case.offers.all()
    browser, caller = browser_of(stranger), Caller(stranger)
    milestone, contract = delivery.milestone_id, delivery.contract_id
    pages = (
        f"/contracts/{contract}/agreement/1/signature/intent/", f"/deliveries/{delivery.id}/acceptance/intent/",
        f"/milestones/{milestone}/refund/intent/", f"/milestones/{milestone}/case/intent/",
        f"/cases/{case.id}/offers/intent/", f"/offers/{offer.id}/acceptance/intent/",
    )  # fmt: skip
    version = case.contract.versions.get()
    split = {"to_client": {"minor": 1, "currency": "USD"}}
    calls: tuple[tuple[str, dict[str, Any]], ...] = (
        (f"/versions/{version.id}/signature/intent", {"terms_sha256": version.fingerprint}),
        (f"/deliveries/{delivery.id}/acceptance/intent", {}),
        (f"/milestones/{milestone}/refund/intent", {}),
        (f"/milestones/{milestone}/case/intent", split),
        (f"/cases/{case.id}/offers/intent", split),
        (f"/offers/{offer.id}/acceptance/intent", {}),
    )

    for address in pages:
        assert browser.post(address).status_code == 404, address
        assert Client().post(address).status_code == 302, address
    for address, body in calls:
        assert caller.send(address, body).status_code == 404, address


def test_an_agreement_is_signed_over_the_api_with_a_passkey() -> None:
    contract = make.contract()
    version = contract.versions.get()
    client, passkey = Caller(contract.client), Passkey(contract.client)
    body = {"terms_sha256": version.fingerprint}

    said = json.loads(client.send(f"/versions/{version.id}/signature/intent", body).content)
    wrong = {"token": said["token"], "credential": answered(passkey, said, origin="https://evil.test")}
    refused = client.send(f"/versions/{version.id}/signature", {**body, "assertion": wrong})
    good = {"token": said["token"], "credential": answered(passkey, said)}
    signed = client.send(f"/versions/{version.id}/signature", {**body, "assertion": good}, key="once")
    again = client.send(f"/versions/{version.id}/signature", {**body, "assertion": good}, key="once")

    challenge = hashlib.sha256(base64.b64decode(said["intent"])).digest()
    assert base64.b64decode(said["challenge"]) == challenge
    assert said["can_sign"] is True
    assert refused.status_code == 422
    assert json.loads(refused.content)["reason"] == "false"
    assert (signed.status_code, again.content) == (201, signed.content)
    last = client.get(f"/contracts/{contract.id}/record")[-1]
    assert (last["kind"], last["statement"]) == ("contracts.version-signed.1", said["statement"])
    assert last["passkey"] == record.keys_of(contract.id)[last["seq"] - 1].name


def test_a_case_goes_over_the_api_with_passkeys(delivery: Delivery) -> None:
    milestone = delivery.milestone
    client = Caller(milestone.contract.client, "read", "write", "money")
    professional = Caller(milestone.contract.professional)
    hers, his = Passkey(milestone.contract.client), Passkey(milestone.contract.professional)
    half = {"to_client": {"minor": 25_000, "currency": "USD"}}
    third = {"to_client": {"minor": 15_000, "currency": "USD"}, "note": "It mostly works."}

    def signed(caller: Caller, passkey: Passkey, address: str, body: dict[str, Any], **more: Any) -> dict[str, Any]:
        said = json.loads(caller.send(f"{address}/intent", body).content)
        assertion = {"token": said["token"], "credential": answered(passkey, said)}
        answer = caller.send(address, {**body, **more, "assertion": assertion})
        assert answer.status_code in {200, 201}, answer.content
        made: dict[str, Any] = json.loads(answer.content)
        return made

    why = {"reason": "not-as-agreed", "statement": "Broken"}
    case = signed(client, hers, f"/milestones/{milestone.id}/case", half, **why)
    offer = signed(professional, his, f"/cases/{case['id']}/offers", third)
    signed(client, hers, f"/offers/{offer['id']}/acceptance", {})

    weighty = [one for one in record.events(milestone.contract_id) if one.kind.startswith("cases.offer")]
    assert [one.key is not None for one in weighty] == [True, True, True]
    assert "My note: It mostly works." in weighty[1].statement
    assert make.status_of(milestone.id) == MilestoneStatus.SETTLED


def test_money_is_given_back_over_the_api_with_a_passkey() -> None:
    milestone = make.funded()
    caller, passkey = Caller(milestone.contract.professional), Passkey(milestone.contract.professional)
    body = {"reason": "I fell ill."}

    said = json.loads(caller.send(f"/milestones/{milestone.id}/refund/intent", body).content)
    assertion = {"token": said["token"], "credential": answered(passkey, said)}
    other = caller.send(f"/milestones/{milestone.id}/refund", {"reason": "No time.", "assertion": assertion})
    given = caller.send(f"/milestones/{milestone.id}/refund", {**body, "assertion": assertion})

    assert (other.status_code, json.loads(other.content)["reason"]) == (422, "other")
    assert given.status_code == 201
    assert milestone.amount == Money(50_000, "USD")


def test_the_reading_page_of_a_dossier_says_which_acts_a_passkey_signed(delivery: Delivery) -> None:
    contract = delivery.milestone.contract
    passkey, caller = Passkey(contract.client), Caller(contract.client)
    said = json.loads(caller.send(f"/deliveries/{delivery.id}/acceptance/intent").content)
    credential = answered(passkey, said)
    caller.send(
        f"/deliveries/{delivery.id}/acceptance", {"assertion": {"token": said["token"], "credential": credential}}
    )
    stream = io.BytesIO()

    write_dossier(stream, contract_id=contract.id, reader=contract.client, made_at=now())

    page = stream.getvalue().decode("latin-1")
    assert "Signed with the person&#x27;s own passkey" in page
    assert page.count("Without a passkey: only the site says who it was.") == 2
