"""Versions of an agreement: put forward, signed by both, rejected, amended. Nothing else changes a price or a date."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from aval.contracts import actions as contracts
from aval.contracts import terms
from aval.contracts.models import AgreementVersion, Contract, Milestone
from aval.contracts.states import ContractStatus, MilestoneStatus, Silence, VersionStatus
from aval.contracts.terms import MilestoneTerms
from aval.kernel.ids import new_id
from aval.kernel.money import Money
from aval.kernel.refusals import IllegalMove, Invalid
from aval.ledger import queries as money
from aval.moderation.actions import ContactDetailsFound
from aval.projects.models import Proposal
from aval.projects.states import ProjectStatus, ProposalStatus
from tests import make

pytestmark = pytest.mark.django_db


def extra(amount: int = 20_000) -> MilestoneTerms:
    return MilestoneTerms(new_id(), "The blog", "Ten posts are online.", Money(amount, "USD"), date(2026, 5, 1))


def test_choosing_a_proposal_drafts_its_agreement() -> None:
    sent = make.proposal()

    contract = contracts.choose_proposal(make.act(sent.project.client), proposal_id=sent.id)

    content = contract.versions.get().content
    assert contract.id == sent.id
    assert contract.status == ContractStatus.AGREEING
    assert [item.amount.minor for item in content.milestones] == [50_000, 30_000]
    assert sent.project.description in content.scope
    assert content.commission_basis_points == 1_000
    assert content.silence == Silence.ASK_MEDIATOR
    assert not contract.milestones.exists()


def test_a_stranger_chooses_nothing() -> None:
    sent = make.proposal()

    for other in (make.stranger(), sent.professional):
        with pytest.raises(Proposal.DoesNotExist):
            contracts.choose_proposal(make.act(other), proposal_id=sent.id)

    assert not Contract.objects.exists()


def test_a_proposal_is_chosen_once() -> None:
    contract = make.contract()

    with pytest.raises(IllegalMove):
        contracts.choose_proposal(make.act(contract.client), proposal_id=contract.id)

    assert Contract.objects.count() == 1


def test_the_terms_that_are_signed_can_be_read_back_and_their_hash_found_again() -> None:
    version = make.contract().versions.get()

    again = terms.write(version.content)

    assert again == bytes(version.terms)
    assert terms.fingerprint(again) == bytes(version.terms_hash)


def test_one_signature_brings_nothing_into_force() -> None:
    contract = make.contract()
    version = contract.versions.get()

    contracts.sign_agreement(make.act(contract.client), version_id=version.id, terms_hash=bytes(version.terms_hash))

    version.refresh_from_db()
    contract.refresh_from_db()
    assert version.status == VersionStatus.SIGNED_BY_ONE
    assert contract.status == ContractStatus.AGREEING
    assert not contract.milestones.exists()


def test_both_signatures_bring_it_into_force_and_decline_the_other_proposals() -> None:
    sent = make.proposal()
    other = make.proposal(sent.project)
    contract = contracts.choose_proposal(make.act(sent.project.client), proposal_id=sent.id)

    version = make.signed(contract.versions.get())

    contract.refresh_from_db()
    other.refresh_from_db()
    assert version.status == VersionStatus.IN_FORCE
    assert contract.status == ContractStatus.AWAITING_ESCROW
    assert [milestone.amount_minor for milestone in contract.milestones.order_by("number")] == [50_000, 30_000]
    assert other.status == ProposalStatus.DECLINED


def test_signing_twice_is_refused() -> None:
    contract = make.contract()
    version = contract.versions.get()
    hashed = bytes(version.terms_hash)
    contracts.sign_agreement(make.act(contract.client), version_id=version.id, terms_hash=hashed)

    with pytest.raises(contracts.SignedAlready):
        contracts.sign_agreement(make.act(contract.client), version_id=version.id, terms_hash=hashed)

    assert version.signatures.count() == 1


def test_one_signs_only_what_was_shown() -> None:
    contract = make.contract()
    shown = contract.versions.get()
    now = make.amendment(contract, by=contract.professional, revisions=0)

    with pytest.raises(contracts.NotTheTermsShown):
        contracts.sign_agreement(make.act(contract.client), version_id=now.id, terms_hash=bytes(shown.terms_hash))
    with pytest.raises(IllegalMove):
        contracts.sign_agreement(make.act(contract.client), version_id=shown.id, terms_hash=bytes(shown.terms_hash))

    assert not now.signatures.exists()


def test_a_stranger_signs_drafts_and_rejects_nothing() -> None:
    contract = make.contract()
    version = contract.versions.get()

    for other in (make.stranger(), make.mediator(), make.operator()):
        with pytest.raises(AgreementVersion.DoesNotExist):
            contracts.sign_agreement(make.act(other), version_id=version.id, terms_hash=bytes(version.terms_hash))
        with pytest.raises(AgreementVersion.DoesNotExist):
            contracts.reject_version(make.act(other), version_id=version.id)
        with pytest.raises(Contract.DoesNotExist):
            contracts.draft_version(make.act(other), contract_id=contract.id, draft=make.draft_of(contract))

    assert contract.versions.count() == 1
    assert not version.signatures.exists()


def test_a_new_draft_takes_the_place_of_the_one_that_waited() -> None:
    contract = make.contract()
    first = contract.versions.get()
    contracts.sign_agreement(make.act(contract.client), version_id=first.id, terms_hash=bytes(first.terms_hash))

    second = make.amendment(contract, by=contract.professional, review_days=7)

    first.refresh_from_db()
    assert first.status == VersionStatus.REPLACED
    assert second.status == VersionStatus.DRAFTED
    assert second.number == 2


def test_a_rejected_version_leaves_what_is_in_force() -> None:
    contract = make.agreed()
    newer = make.amendment(contract, review_days=7)

    contracts.reject_version(make.act(contract.professional), version_id=newer.id, reason="Seven days are too few.")

    newer.refresh_from_db()
    in_force = contract.version_in_force
    assert newer.status == VersionStatus.REJECTED
    assert newer.rejection.reason == "Seven days are too few."
    assert in_force is not None
    assert in_force.number == 1


def test_what_is_in_force_can_not_be_rejected() -> None:
    contract = make.agreed()
    version = contract.versions.get()

    with pytest.raises(IllegalMove):
        contracts.reject_version(make.act(contract.client), version_id=version.id)

    version.refresh_from_db()
    assert version.status == VersionStatus.IN_FORCE


def test_an_amendment_adds_changes_and_drops_what_is_not_funded() -> None:
    contract = make.agreed()
    make.funded(contract)
    first, second = make.draft_of(contract).milestones
    dearer = replace(second, amount=Money(45_000, "USD"), due_on=date(2026, 6, 1))

    make.signed(make.amendment(contract, milestones=(first, dearer, extra())))

    assert [(item.amount_minor, item.due_on.month) for item in contract.milestones.order_by("number")] == [
        (50_000, 4),
        (45_000, 6),
        (20_000, 5),
    ]

    make.signed(make.amendment(contract, milestones=(first,)))

    assert [item.status for item in contract.milestones.order_by("number")] == ["funded", "cancelled", "cancelled"]
    assert money.hold_balance(make.milestone(contract).id) == Money(50_000, "USD")


@pytest.mark.parametrize("amount", [49_999, 50_001, None])
def test_the_price_of_a_funded_milestone_can_not_be_amended(amount: int | None) -> None:
    contract = make.agreed()
    make.funded(contract)
    first, second = make.draft_of(contract).milestones
    wanted = (second,) if amount is None else (replace(first, amount=Money(amount, "USD")), second)

    with pytest.raises(contracts.AmendmentOutdated):
        make.amendment(contract, milestones=wanted)

    assert contract.versions.count() == 1


def test_the_date_of_a_funded_milestone_changes_when_both_sign() -> None:
    contract = make.agreed()
    funded = make.funded(contract)
    first, second = make.draft_of(contract).milestones
    newer = make.amendment(contract, milestones=(replace(first, due_on=date(2026, 4, 15)), second))
    funded.refresh_from_db()
    assert funded.due_on == date(2026, 4, 1)

    make.signed(newer)

    funded.refresh_from_db()
    assert funded.due_on == date(2026, 4, 15)
    assert funded.status == MilestoneStatus.FUNDED


def test_a_version_drafted_before_a_milestone_was_funded_can_not_change_its_price_afterwards() -> None:
    contract = make.agreed()
    first, second = make.draft_of(contract).milestones
    cheaper = make.amendment(contract, milestones=(replace(first, amount=Money(100, "USD")), second))
    hashed = bytes(cheaper.terms_hash)
    contracts.sign_agreement(make.act(contract.client), version_id=cheaper.id, terms_hash=hashed)
    make.funded(contract)

    with pytest.raises(contracts.AmendmentOutdated):
        contracts.sign_agreement(make.act(contract.professional), version_id=cheaper.id, terms_hash=hashed)

    assert make.milestone(contract).amount == Money(50_000, "USD")
    assert cheaper.signatures.count() == 1


def test_what_has_ended_stays_in_every_later_version_as_it_was() -> None:
    delivery = make.delivery()
    contract = delivery.milestone.contract
    contracts.accept_delivery(make.act(contract.client), delivery_id=delivery.id)
    first, second = make.draft_of(contract).milestones

    for wanted in ((replace(first, title="Something else"), second), (second,)):
        with pytest.raises(contracts.AmendmentOutdated):
            make.amendment(contract, milestones=wanted)

    assert contract.versions.count() == 1


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("scope", {"scope": " "}),
        ("review_days", {"review_days": 0}),
        ("review_days", {"review_days": 61}),
        ("revisions", {"revisions": -1}),
        ("milestones", {"milestones": ()}),
        ("milestones", {"milestones": (replace(extra(), amount=Money(0, "USD")),)}),
        ("milestones", {"milestones": (replace(extra(), amount=Money(5, "EUR")),)}),
        ("milestones", {"milestones": (replace(extra(), title=""),)}),
        ("milestones", {"milestones": (replace(extra(), criteria=""),)}),
        ("milestones", {"milestones": (replace(extra(), due_on=date(2026, 3, 1)),)}),
        ("milestones", {"milestones": (same := extra(), same)}),
    ],
)
def test_a_draft_that_makes_no_sense_names_its_field(field: str, changes: dict[str, Any]) -> None:
    contract = make.contract()

    with pytest.raises(Invalid) as refused:
        make.amendment(contract, **changes)

    assert refused.value.field == field
    assert contract.versions.count() == 1


def test_another_contracts_milestone_can_not_be_agreed_here() -> None:
    theirs = make.milestone()
    contract = make.contract()

    with pytest.raises(Invalid):
        make.amendment(contract, milestones=(replace(extra(), id=theirs.id),))

    assert Milestone.objects.get(id=theirs.id).contract_id == theirs.contract_id


def test_contact_details_in_the_terms_wait_for_the_gate() -> None:
    contract = make.contract()

    with pytest.raises(ContactDetailsFound):
        make.amendment(contract, small_print="Write to me at pedro.rocha@gmail.com for the rest.")

    assert contract.versions.count() == 1

    make.signed(contract.versions.get())
    make.wallet(contract.client)
    make.funded(contract)
    newer = make.amendment(contract, small_print="Write to me at pedro.rocha@gmail.com for the rest.")

    assert newer.number == 2


def test_cancelling_before_escrow_reopens_the_project() -> None:
    contract = make.agreed()

    contracts.cancel_contract(make.act(contract.professional), contract_id=contract.id, reason="I fell ill.")

    contract.refresh_from_db()
    assert contract.status == ContractStatus.CANCELLED
    assert contract.project.status == ProjectStatus.PUBLISHED
    assert {milestone.status for milestone in contract.milestones.all()} == {MilestoneStatus.CANCELLED}
    assert money.wallet_balance(contract.client_id, "USD") == Money(100_000, "USD")


def test_with_money_in_escrow_a_contract_is_ended_and_not_cancelled() -> None:
    funded = make.funded()
    contract = funded.contract

    with pytest.raises(contracts.MoneyInEscrow):
        contracts.cancel_contract(make.act(contract.client), contract_id=contract.id)
    contracts.end_contract(make.act(contract.client), contract_id=contract.id, reason="Our budget was cut.")

    contract.refresh_from_db()
    assert contract.status == ContractStatus.ACTIVE
    assert [item.status for item in contract.milestones.order_by("number")] == ["funded", "cancelled"]
    delivery = make.delivery(funded)
    contracts.accept_delivery(make.act(contract.client), delivery_id=delivery.id)
    contract.refresh_from_db()
    assert contract.status == ContractStatus.COMPLETED


def test_an_ended_contract_takes_no_new_version_and_no_second_end() -> None:
    contract = make.funded().contract
    contracts.end_contract(make.act(contract.client), contract_id=contract.id)

    with pytest.raises(contracts.EndedAlready):
        make.amendment(contract, review_days=7)
    with pytest.raises(contracts.EndedAlready):
        contracts.end_contract(make.act(contract.professional), contract_id=contract.id)

    assert contract.versions.count() == 1


def test_an_amendment_under_way_keeps_the_contract_open() -> None:
    contract = make.agreed()
    first, second = make.draft_of(contract).milestones
    for number in (1, 2):
        delivery = make.delivery(make.funded(contract, number))
        if number == 2:
            version = make.amendment(contract, milestones=(first, second, extra()), after=timedelta(days=1))
        contracts.accept_delivery(make.act(contract.client), delivery_id=delivery.id)
    contract.refresh_from_db()
    assert contract.status == ContractStatus.ACTIVE

    contracts.reject_version(make.act(contract.professional), version_id=version.id)

    contract.refresh_from_db()
    assert contract.status == ContractStatus.COMPLETED
