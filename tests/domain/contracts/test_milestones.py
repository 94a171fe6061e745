"""Funding, delivering, asking for changes and giving back: who may, when, and what it does to the money."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection

from aval.contracts import actions as contracts
from aval.contracts import steps
from aval.contracts.invariants import INVARIANTS
from aval.contracts.models import Contract, Delivery, Milestone
from aval.contracts.states import (
    DISPUTABLE,
    ENDED,
    HELD,
    MILESTONE_MOVES,
    RESUMING,
    THAWING,
    ContractStatus,
    MilestoneStatus,
)
from aval.conversation import queries as conversation
from aval.kernel.acts import Act
from aval.kernel.ids import new_id
from aval.kernel.invariants import check
from aval.kernel.money import Money
from aval.kernel.refusals import IllegalMove, Invalid, Refusal
from aval.kernel.transactions import unit
from aval.ledger import actions as ledger
from aval.ledger import queries as money
from aval.payments import actions as payments
from aval.payments.models import Deposit
from aval.payments.providers.interface import ProviderEvent, Transition
from tests import make

pytestmark = pytest.mark.django_db
S = MilestoneStatus


def held(milestone_id: UUID) -> int:
    return (
        money.contract_holds(Milestone.objects.get(id=milestone_id).contract_id)
        .get(milestone_id, Money(0, "USD"))
        .minor
    )


def put_in_dispute(milestone: Milestone) -> None:
    steps.dispute_milestone(make.act(milestone.contract.client), milestone_id=milestone.id, case_id=new_id())


def dispute(milestone: Milestone) -> None:
    with unit():
        put_in_dispute(milestone)


def decide(milestone: Milestone, kind: str) -> None:
    """Split a disputed milestone's escrow as cases does; no case stands behind it, so it is undone afterwards."""
    put_in_dispute(milestone)
    version = steps.version_in_force(milestone.contract)
    authorisation_id = new_id()
    act = make.site_act()
    ledger.authorise(
        act,
        authorisation_id=authorisation_id,
        kind=kind,
        contract_id=milestone.contract_id,
        hold_id=milestone.id,
        terms_hash=bytes(version.terms_hash),
        to_professional=Money(20_000, "USD"),
        commission=Money(2_000, "USD"),
        to_client=Money(28_000, "USD"),
    )
    step = steps.settle_milestone if kind == "settlement" else steps.rule_milestone
    step(act, milestone_id=milestone.id, authorisation_id=authorisation_id)


def bank_takes_back(contract: Contract, *, for_good: bool) -> None:
    deposit = Deposit.objects.get(account=contract.client)
    said = [Transition.DEPOSIT_CHARGED_BACK, *([Transition.DEPOSIT_LOST] if for_good else [])]
    for transition in said:
        event = ProviderEvent(f"evt_{transition}", deposit.id, transition, deposit.amount, "fraud_claimed")
        payments.receive_webhook(make.site_act(), provider="sandbox", event=event, body=b"{}")
        contracts.follow_chargebacks(make.site_act(), account_id=contract.client_id, currency="USD")


def reach(status: MilestoneStatus) -> Milestone:
    """Return a milestone in that state, by the shortest way."""
    contract = make.agreed()
    milestone = make.milestone(contract)
    client, professional = make.act(contract.client), make.act(contract.professional)
    if status == S.CANCELLED:
        contracts.cancel_contract(client, contract_id=contract.id)
    elif status != S.AGREED:
        contracts.fund_milestone(client, milestone_id=milestone.id)
    milestone = make.milestone(contract)
    if status in {S.DELIVERED, S.CHANGES_REQUESTED, S.RELEASED}:
        delivery = make.delivery(milestone)
        if status == S.CHANGES_REQUESTED:
            contracts.request_changes(make.act(contract.client), delivery_id=delivery.id, reasons="Larger pictures")
        if status == S.RELEASED:
            contracts.accept_delivery(make.act(contract.client), delivery_id=delivery.id)
    if status == S.DISPUTED:
        dispute(milestone)
    if status in {S.FROZEN, S.CHARGED_BACK}:
        bank_takes_back(contract, for_good=status == S.CHARGED_BACK)
    if status == S.REFUNDED:
        contracts.consent_to_refund(professional, milestone_id=milestone.id)
    return make.milestone(contract)


@dataclass(frozen=True)
class Verb:
    """One thing that somebody may do to a milestone, and the states from which it leads where."""

    name: str
    side: str
    do: Callable[[Act, Milestone], object]
    leads: dict[MilestoneStatus, MilestoneStatus]


def latest(milestone: Milestone) -> UUID:
    delivery = milestone.deliveries.order_by("-number").first()
    return delivery.id if delivery else new_id()


VERBS = (
    Verb("fund", "client", lambda act, m: contracts.fund_milestone(act, milestone_id=m.id), {S.AGREED: S.FUNDED}),
    Verb(
        "deliver",
        "professional",
        lambda act, m: contracts.deliver(act, milestone_id=m.id, note="Version two"),
        {S.FUNDED: S.DELIVERED, S.DELIVERED: S.DELIVERED, S.CHANGES_REQUESTED: S.DELIVERED},
    ),
    Verb(
        "request changes",
        "client",
        lambda act, m: contracts.request_changes(act, delivery_id=latest(m), reasons="Larger pictures"),
        {S.DELIVERED: S.CHANGES_REQUESTED},
    ),
    Verb(
        "accept",
        "client",
        lambda act, m: contracts.accept_delivery(act, delivery_id=latest(m)),
        {S.DELIVERED: S.RELEASED},
    ),
    Verb(
        "consent to a refund",
        "professional",
        lambda act, m: contracts.consent_to_refund(act, milestone_id=m.id),
        dict.fromkeys(HELD, S.REFUNDED),
    ),
    Verb("dispute", "client", lambda _act, m: dispute(m), dict.fromkeys(DISPUTABLE, S.DISPUTED)),
)
REACHABLE = [status for status in S if status not in {S.ACCEPTED, S.SETTLED, S.RULED}]


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
@pytest.mark.parametrize("status", REACHABLE)
def test_each_verb_works_from_its_states_and_from_no_other(status: MilestoneStatus, verb: Verb) -> None:
    milestone = reach(status)
    before = (held(milestone.id), milestone.deliveries.count())
    actor = getattr(milestone.contract, verb.side)

    if status in verb.leads:
        verb.do(make.act(actor, after=timedelta(minutes=1)), milestone)
        expected = verb.leads[status]
        assert make.status_of(milestone.id) == expected
        assert held(milestone.id) == (50_000 if expected in HELD else 0)
    else:
        with pytest.raises((Refusal, Delivery.DoesNotExist)):
            verb.do(make.act(actor, after=timedelta(minutes=1)), milestone)
        assert make.status_of(milestone.id) == status
        assert (held(milestone.id), milestone.deliveries.count()) == before
    assert list(check(INVARIANTS)) == []


@pytest.mark.parametrize("verb", VERBS[:-1], ids=lambda verb: verb.name)
@pytest.mark.parametrize("status", [S.AGREED, S.FUNDED, S.DELIVERED])
def test_the_other_side_staff_and_strangers_can_do_none_of_it(status: MilestoneStatus, verb: Verb) -> None:
    milestone = reach(status)
    before = held(milestone.id)
    other_side = milestone.contract.client if verb.side == "professional" else milestone.contract.professional

    for other in (other_side, make.stranger(), make.mediator(), make.operator()):
        with pytest.raises((Milestone.DoesNotExist, Delivery.DoesNotExist)):
            verb.do(make.act(other), milestone)

    assert make.status_of(milestone.id) == status
    assert held(milestone.id) == before


def test_the_table_in_the_database_is_the_one_in_python(django_db_blocker: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT before, after FROM contracts_milestone_move")
        stored = set(cursor.fetchall())

    # Delivered to delivered is no change of state for the database.
    ours = {
        (str(a), str(b))
        for moves in (MILESTONE_MOVES, RESUMING, THAWING)
        for a, targets in moves.items()
        for b in targets
        if a != b
    }
    assert stored == ours
    assert not ENDED & set(MILESTONE_MOVES)


def test_the_first_funded_milestone_opens_the_gate_and_makes_the_contract_active() -> None:
    contract = make.agreed()
    assert not conversation.gate(contract.id).is_open

    milestone = make.funded(contract)

    contract.refresh_from_db()
    gate = conversation.gate(contract.id)
    assert contract.status == ContractStatus.ACTIVE
    assert gate.is_open
    assert gate.because == milestone.id
    assert money.wallet_balance(contract.client_id, "USD") == Money(50_000, "USD")


def test_without_enough_money_nothing_is_funded() -> None:
    contract = make.contract()
    make.signed(contract.versions.get())
    make.wallet(contract.client, Money(49_999, "USD"))
    milestone = make.milestone(contract)

    with pytest.raises(ledger.NotEnoughMoney), unit():
        contracts.fund_milestone(make.act(contract.client), milestone_id=milestone.id)

    assert make.status_of(milestone.id) == S.AGREED
    assert not conversation.gate(contract.id).is_open


def test_before_both_sign_there_is_nothing_to_fund() -> None:
    contract = make.contract()

    assert not contract.milestones.exists()
    with pytest.raises(Milestone.DoesNotExist):
        contracts.fund_milestone(make.act(contract.client), milestone_id=new_id())


def test_a_delivery_keeps_note_files_and_links_in_its_order() -> None:
    milestone = make.funded()
    professional = milestone.contract.professional
    upload = make.uploaded(professional)

    delivery = contracts.deliver(
        make.act(professional),
        milestone_id=milestone.id,
        note="See the files",
        attachments=[upload.id],
        links=["https://shop.example/test"],
    )

    assert delivery.attachments == [upload.id]
    assert delivery.links == ["https://shop.example/test"]
    assert delivery.number == 1
    assert delivery.review_ends_at == make.NOON + timedelta(days=14)


@pytest.mark.parametrize(
    ("note", "links"), [("", ()), ("x" * 20_001, ()), ("ok", ("javascript:alert(1)",)), ("ok", ("ftp://x.example",))]
)
def test_a_delivery_of_nothing_or_with_odd_links_is_refused(note: str, links: tuple[str, ...]) -> None:
    milestone = make.funded()

    with pytest.raises(Invalid):
        contracts.deliver(make.act(milestone.contract.professional), milestone_id=milestone.id, note=note, links=links)

    assert not milestone.deliveries.exists()
    assert make.status_of(milestone.id) == S.FUNDED


def test_only_the_rounds_of_changes_that_were_agreed_can_be_asked_for() -> None:
    milestone = make.funded(revisions=1)
    client = milestone.contract.client
    contracts.request_changes(make.act(client), delivery_id=make.delivery(milestone).id, reasons="Larger pictures")
    second = make.delivery(milestone)

    with pytest.raises(contracts.RevisionsUsedUp):
        contracts.request_changes(make.act(client), delivery_id=second.id, reasons="Smaller pictures")

    assert make.status_of(milestone.id) == S.DELIVERED


def test_asking_for_changes_needs_reasons() -> None:
    delivery = make.delivery()

    with pytest.raises(Invalid):
        contracts.request_changes(make.act(delivery.milestone.contract.client), delivery_id=delivery.id, reasons=" ")

    assert make.status_of(delivery.milestone_id) == S.DELIVERED


def test_a_refund_gives_everything_back_without_commission() -> None:
    delivery = make.delivery()
    contract = delivery.milestone.contract

    consent = contracts.consent_to_refund(
        make.act(contract.professional), milestone_id=delivery.milestone_id, reason="I can't finish it."
    )

    assert consent.to_client == Money(50_000, "USD")
    assert money.wallet_balance(contract.client_id, "USD") == Money(100_000, "USD")
    assert money.wallet_balance(contract.professional_id, "USD") == Money(0, "USD")


def test_a_withdrawn_case_gives_the_milestone_back_to_where_it_was() -> None:
    milestone = reach(S.CHANGES_REQUESTED)
    dispute(milestone)

    with unit():
        steps.resume_milestone(make.site_act(), milestone_id=milestone.id)

    assert make.status_of(milestone.id) == S.CHANGES_REQUESTED
    assert held(milestone.id) == 50_000


def test_only_a_dispute_can_be_resumed() -> None:
    milestone = reach(S.FUNDED)

    with pytest.raises(IllegalMove), unit():
        steps.resume_milestone(make.site_act(), milestone_id=milestone.id)

    assert make.status_of(milestone.id) == S.FUNDED


@pytest.mark.parametrize(("kind", "status"), [("settlement", S.SETTLED), ("ruling", S.RULED)])
def test_a_settlement_or_ruling_splits_the_escrow_and_ends_the_milestone(kind: str, status: MilestoneStatus) -> None:
    milestone = reach(S.DELIVERED)
    contract = Contract.objects.get(id=milestone.contract_id)

    class Undo(Exception):
        pass

    with pytest.raises(Undo), unit():  # noqa: PT012 (the source row is cases'; without it this must not commit)
        decide(milestone, kind)
        assert make.status_of(milestone.id) == status
        assert money.wallet_balance(contract.professional_id, "USD") == Money(20_000, "USD")
        assert money.wallet_balance(contract.client_id, "USD") == Money(78_000, "USD")
        raise Undo

    assert make.status_of(milestone.id) == S.DELIVERED
