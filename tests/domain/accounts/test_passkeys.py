"""What a passkey signs before an act of weight: taken only if it is this act, of this person, here, for the first time."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import override_settings
from django.utils import translation
from fido2.cose import EdDSA

from aval.accounts import passkeys
from aval.accounts.passkeys import Asked, Assertion, AssertionRefused, PasskeyNeeded
from aval.cases import actions as cases
from aval.cases import deeds as case_deeds
from aval.contracts import actions as contracts
from aval.contracts import deeds, queries
from aval.contracts.events import DeliveryAccepted, RefundConsented, VersionSigned
from aval.contracts.models import AgreementVersion, Delivery, Milestone, Signature
from aval.contracts.states import MilestoneStatus
from aval.kernel.acts import Act
from aval.kernel.money import Money
from aval.proofs import intents
from aval.proofs.dossier import verify as form
from aval.record import queries as record
from aval.record.events import KeyBound
from tests import make
from tests.makers.passkeys import ATTESTED, EXTENDED, PRESENT, VERIFIED, Passkey

pytestmark = pytest.mark.django_db


def asked_to_sign(version: AgreementVersion) -> Asked:
    return passkeys.ask(version.contract.client_id, deeds.signing(version), at=make.NOON)


def sign(version: AgreementVersion, assertion: Assertion | None, act: Act | None = None) -> Signature:
    act = act or make.act(version.contract.client)
    return contracts.sign_agreement(
        act, version_id=version.id, terms_hash=bytes(version.terms_hash), assertion=assertion
    )


def asked_to_accept(delivery: Delivery) -> Asked:
    paid = queries.payment_of(delivery)
    return passkeys.ask(delivery.milestone.contract.client_id, deeds.accepting(delivery, **paid.shares), at=make.NOON)


@pytest.fixture
def version() -> AgreementVersion:
    return make.contract().versions.select_related("contract__client").get()


@pytest.fixture
def passkey(version: AgreementVersion) -> Passkey:
    return Passkey(version.contract.client)


@pytest.mark.parametrize("kind", [None, EdDSA])
def test_an_agreement_is_signed_by_a_passkey_and_the_event_carries_it(version: AgreementVersion, kind: Any) -> None:
    passkey = Passkey(version.contract.client, **({"kind": kind} if kind else {}))
    asked = asked_to_sign(version)

    sign(version, passkey.sign(asked))

    bound, signed = record.events(version.contract_id, kinds=[KeyBound, VersionSigned])
    kept = record.envelope(version.contract_id, signed.seq)
    assert kept.intent == asked.intent
    assert kept.refs["key"] == bound.seq
    assert record.payload_texts(version.contract_id, signed.seq)["statement"] == asked.statement
    assert isinstance(bound.event, KeyBound)
    assert kept.proof is not None
    key = form._unbase64(bound.event.public_key)
    assert not form.assertion_fault(
        kept.intent or b"", dict(kept.proof), algorithm=bound.event.algorithm, public_key=key, site=bound.event.rp_id
    )


def test_without_a_passkey_an_agreement_is_signed_as_ever(version: AgreementVersion) -> None:
    sign(version, None)

    (signed,) = record.events(version.contract_id, kinds=[VersionSigned])
    assert record.envelope(version.contract_id, signed.seq).intent is None
    assert not record.events(version.contract_id, kinds=[KeyBound])


def test_the_statement_says_exactly_what_is_done() -> None:
    delivery = make.delivery()

    with translation.override("en"):
        asked = asked_to_accept(delivery)

    assert asked.statement.splitlines() == [
        f"I accept delivery 1 of milestone 1, “{delivery.milestone.title}”, and release its escrow.",
        "To the professional: 450.00 USD",
        "Commission of the site: 50.00 USD",
    ]


def test_a_delivery_is_accepted_with_the_same_key_which_is_bound_once() -> None:
    delivery = make.delivery()
    client, contract_id = delivery.milestone.contract.client, delivery.contract_id
    passkey = Passkey(client)
    other = make.amendment(delivery.milestone.contract, small_print="Also on Sundays.")
    sign(other, passkey.sign(asked_to_sign(other)))

    contracts.accept_delivery(
        make.act(client), delivery_id=delivery.id, assertion=passkey.sign(asked_to_accept(delivery))
    )

    assert len(record.events(contract_id, kinds=[KeyBound])) == 1
    (accepted,) = record.events(contract_id, kinds=[DeliveryAccepted])
    assert record.envelope(contract_id, accepted.seq).intent is not None
    assert make.status_of(delivery.milestone_id) == MilestoneStatus.RELEASED


def test_money_is_given_back_with_a_passkey_and_its_reason_is_signed() -> None:
    milestone = Milestone.objects.get(id=make.funded().id)
    professional = milestone.contract.professional
    passkey = Passkey(professional)
    asked = passkeys.ask(professional.id, deeds.refunding(milestone, "I fell ill"), at=make.NOON)

    with pytest.raises(AssertionRefused) as refused:
        contracts.consent_to_refund(
            make.act(professional), milestone_id=milestone.id, reason="Other", assertion=passkey.sign(asked)
        )
    contracts.consent_to_refund(
        make.act(professional), milestone_id=milestone.id, reason="I fell ill", assertion=passkey.sign(asked)
    )

    assert refused.value.reason == "other"
    assert "I fell ill" in asked.statement
    (consented,) = record.events(milestone.contract_id, kinds=[RefundConsented])
    assert record.envelope(milestone.contract_id, consented.seq).intent == asked.intent


def test_a_case_is_opened_answered_and_settled_with_passkeys() -> None:
    milestone = make.delivery().milestone
    client, professional = milestone.contract.client, milestone.contract.professional
    hers, his = Passkey(client), Passkey(professional)
    half, third = Money(25_000, "USD"), Money(15_000, "USD")

    asked = passkeys.ask(client.id, case_deeds.opening(milestone, to_client=half, work="client"), at=make.NOON)
    case = cases.open_case(
        make.act(client), milestone_id=milestone.id, reason="not-as-agreed", statement="Broken", to_client=half,
        assertion=hers.sign(asked),
    )  # fmt: skip
    deed = case_deeds.offering(case, to_client=third, work="client", note="It mostly works")
    asked = passkeys.ask(professional.id, deed, at=make.NOON)
    offer = cases.make_offer(
        make.act(professional), case_id=case.id, to_client=third, note="It mostly works", assertion=his.sign(asked)
    )
    asked = passkeys.ask(client.id, case_deeds.settling(offer), at=make.NOON)
    cases.accept_offer(make.act(client), offer_id=offer.id, assertion=hers.sign(asked))

    signed = [one.kind for one in record.events(milestone.contract_id) if one.key is not None]
    assert signed == ["cases.offer-made.1", "cases.offer-made.1", "cases.offer-accepted.1"]
    assert make.status_of(milestone.id) == MilestoneStatus.SETTLED


def _long_form(signature: bytes) -> bytes:
    return b"\x30\x81" + signature[1:]


def _padded(signature: bytes) -> bytes:
    size = signature[3]
    body = b"\x02" + bytes([size + 1]) + b"\0" + signature[4:]
    return b"\x30" + bytes([len(body)]) + body


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "another challenge": ({"over": b"\1" * 32}, "false"),
    "a challenge that is cut": ({"over": b"\1"}, "false"),
    "another site's page": ({"origin": "https://evil.test"}, "false"),
    "another port": ({"origin": "http://127.0.0.1:9"}, "false"),
    "a page whose name only begins alike": ({"origin": "http://127.0.0.1:8800.evil.test"}, "false"),
    "another relying party": ({"site": "evil.test"}, "false"),
    "nobody present": ({"flags": VERIFIED}, "false"),
    "a registration": ({"kind": "webauthn.create"}, "false"),
    "another credential": ({"as_id": b"\2" * 32}, "credential"),
    "a counter that went back": ({"counter": 0}, "counter"),
    "bytes after the end": ({"extensions": b"\0"}, "malformed"),
    "CBOR that breaks off": ({"flags": PRESENT | EXTENDED, "extensions": b"\xa1\x61"}, "malformed"),
    "CBOR of another type": ({"flags": PRESENT | EXTENDED, "extensions": b"\xff"}, "malformed"),
    "CBOR that nests without end": ({"flags": PRESENT | EXTENDED, "extensions": b"\x81" * 5_000}, "malformed"),
    "a credential that is cut": ({"flags": PRESENT | ATTESTED, "extensions": b"\0" * 17}, "malformed"),
    "more than fits into an event": ({"flags": PRESENT | EXTENDED, "extensions": b"\x59\x10\0" + b"x" * 4096}, "malformed"),
    "no signature": ({"odd": lambda _: b""}, "false"),
    "a changed signature": ({"odd": lambda s: s[:-1] + bytes([s[-1] ^ 1])}, "false"),
    "a signature in another spelling": ({"odd": _long_form}, "false"),
    "a signature with a number that is padded": ({"odd": _padded}, "false"),
    "a signature with something behind": ({"odd": lambda s: s + b"\0"}, "false"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_assertion_is_refused_and_nothing_is_done(
    version: AgreementVersion, passkey: Passkey, name: str
) -> None:
    wrong, reason = WRONG[name]
    passkey.row.data["signed"] = passkey.counter = 7
    passkey.row.save()
    size = len(record.events(version.contract_id))

    with pytest.raises(AssertionRefused) as refused:
        sign(version, passkey.sign(asked_to_sign(version), **wrong))

    assert refused.value.reason == reason
    assert len(record.events(version.contract_id)) == size
    assert not version.signatures.exists()
    sign(version, passkey.sign(asked_to_sign(version)))


def test_a_signature_that_one_library_takes_and_the_verifier_does_not_is_refused_at_the_door(
    version: AgreementVersion, passkey: Passkey, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    real = intents.check_assertion

    def check(*args: Any) -> None:
        seen.append("asked")
        return real(*args)

    monkeypatch.setattr("fido2.cose.ES256.verify", lambda *_: None)  # a library that takes anything
    monkeypatch.setattr(intents, "check_assertion", check)

    with pytest.raises(AssertionRefused) as refused:
        sign(version, passkey.sign(asked_to_sign(version), odd=_long_form))

    assert (refused.value.reason, seen) == ("signature", ["asked"])


GARBAGE: list[Any] = [
    {}, {"id": 1}, {"rawId": "AA", "response": {}}, {"rawId": "AA", "response": None}, {"rawId": "A", "id": "B"},
    {"rawId": "AA", "response": {"clientDataJSON": "bm8", "authenticatorData": "AA", "signature": "AA"}},
    {"rawId": "AA", "response": {"clientDataJSON": "e30", "authenticatorData": "AA", "signature": "AA"}},
    {"rawId": "é", "response": {"clientDataJSON": [], "authenticatorData": {}, "signature": 1}},
]  # fmt: skip


@pytest.mark.parametrize("credential", GARBAGE)
def test_garbage_is_refused(version: AgreementVersion, passkey: Passkey, credential: Any) -> None:
    with pytest.raises(AssertionRefused) as refused:
        sign(version, Assertion(asked_to_sign(version).token, credential))

    assert refused.value.reason == "malformed"


def test_a_token_of_ones_own_making_is_refused(version: AgreementVersion, passkey: Passkey) -> None:
    asked = asked_to_sign(version)

    for token in ("", "x", asked.token[:-1], asked.token + "x"):
        with pytest.raises(AssertionRefused, match="something else"):
            sign(version, Assertion(token, passkey.answer(asked.challenge)))


def test_somebody_else_s_passkey_and_somebody_else_s_intent_are_refused(version: AgreementVersion) -> None:
    theirs = Passkey(version.contract.professional)
    stolen = theirs.sign(asked_to_sign(version))
    lent = passkeys.ask(version.contract.professional_id, deeds.signing(version), at=make.NOON)

    for assertion, reason in ((stolen, "credential"), (theirs.sign(lent), "other")):
        with pytest.raises(AssertionRefused) as refused:
            sign(version, assertion)
        assert refused.value.reason == reason


def test_an_assertion_over_another_intent_of_the_same_person_is_refused(
    version: AgreementVersion, passkey: Passkey
) -> None:
    first, second = asked_to_sign(version), asked_to_sign(version)
    elsewhere = make.contract(client=version.contract.client).versions.get()

    with pytest.raises(AssertionRefused, match="not be accepted"):
        sign(version, Assertion(second.token, passkey.answer(first.challenge)))
    with pytest.raises(AssertionRefused, match="something else"):
        sign(version, passkey.sign(asked_to_sign(elsewhere)))
    assert not version.signatures.exists()


def test_what_was_signed_can_t_be_used_for_another_version(version: AgreementVersion, passkey: Passkey) -> None:
    signed = passkey.sign(asked_to_sign(version))
    newer = make.amendment(version.contract, small_print="For half the price.")

    with pytest.raises(AssertionRefused, match="something else"):
        sign(newer, signed)


def test_an_assertion_counts_once() -> None:
    case = make.case()
    contract = case.contract
    passkey = Passkey(contract.professional)
    third = Money(15_000, "USD")
    deed = case_deeds.offering(case, to_client=third, work="client", note="")
    asked = passkeys.ask(contract.professional_id, deed, at=make.NOON)
    cases.ask_for_mediator(make.act(contract.client), case_id=case.id)  # from now on either side may offer at any time
    answer = passkey.answer(asked.challenge)

    def offer() -> None:
        cases.make_offer(
            make.act(contract.professional), case_id=case.id, to_client=third,
            assertion=Assertion(asked.token, answer),
        )  # fmt: skip

    offer()
    passkey.row.refresh_from_db()
    passkey.row.data["signed"] = 0  # as with a passkey that does not count
    passkey.row.save()
    with pytest.raises(AssertionRefused) as refused:
        offer()

    assert refused.value.reason == "other"
    assert case.offers.filter(made_by=contract.professional).count() == 1


def test_a_passkey_that_does_not_count_may_sign_again(version: AgreementVersion, passkey: Passkey) -> None:
    sign(version, passkey.sign(asked_to_sign(version), counter=0))
    newer = make.amendment(version.contract, small_print="Also on Sundays.")

    sign(newer, passkey.sign(asked_to_sign(newer), counter=0))

    assert newer.signatures.count() == 1


def test_what_was_asked_long_ago_is_refused(version: AgreementVersion, passkey: Passkey) -> None:
    signed = passkey.sign(asked_to_sign(version))

    with override_settings(SIGNING_TIME=timedelta(seconds=-1)), pytest.raises(AssertionRefused) as refused:
        sign(version, signed)

    assert refused.value.reason == "outdated"


def test_a_person_signs_in_their_language_and_may_change_it_meanwhile(
    version: AgreementVersion, passkey: Passkey
) -> None:
    with translation.override("es"):
        asked = asked_to_sign(version)

    with translation.override("en"):
        sign(version, passkey.sign(asked))

    assert asked.statement.startswith("Firmo la versión 1")


def test_a_removed_passkey_signs_nothing_any_more(version: AgreementVersion, passkey: Passkey) -> None:
    signed = passkey.sign(asked_to_sign(version))
    passkey.row.delete()

    with pytest.raises(AssertionRefused, match="not one of yours"):
        sign(version, signed)


def test_a_passkey_of_another_site_is_not_asked(version: AgreementVersion) -> None:
    Passkey(version.contract.client, site="elsewhere.test")

    asked = asked_to_sign(version)

    assert not asked.can_sign
    assert asked.options["allowCredentials"] == []
    assert not passkeys.can_sign(version.contract.client_id)


@override_settings(PASSKEY_REQUIRED=True)
def test_a_site_may_require_of_those_who_have_a_passkey_that_they_sign_with_it(
    version: AgreementVersion, passkey: Passkey
) -> None:
    with pytest.raises(PasskeyNeeded):
        sign(version, None)

    contracts.sign_agreement(
        make.act(version.contract.professional), version_id=version.id, terms_hash=bytes(version.terms_hash)
    )
    sign(version, passkey.sign(asked_to_sign(version)))
    assert version.signatures.count() == 2


def test_talk_between_asking_and_signing_does_no_harm(version: AgreementVersion, passkey: Passkey) -> None:
    signed = passkey.sign(asked_to_sign(version))
    contracts.sign_agreement(
        make.act(version.contract.professional), version_id=version.id, terms_hash=bytes(version.terms_hash)
    )

    sign(version, signed)

    assert version.signatures.count() == 2
