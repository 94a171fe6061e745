"""Whatever two people do to a milestone, in whatever order: only legal moves happen, and no money is made or lost."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from aval.contracts import actions as contracts
from aval.contracts import steps
from aval.contracts.invariants import INVARIANTS
from aval.contracts.models import Delivery, Milestone
from aval.contracts.states import ENDED, HELD, MILESTONE_MOVES, RESUMING, MilestoneStatus, Silence
from aval.kernel.acts import Act
from aval.kernel.ids import new_id
from aval.kernel.invariants import check
from aval.kernel.refusals import Refusal
from aval.kernel.transactions import unit
from aval.ledger import queries as money
from tests import make

S = MilestoneStatus
STARTED_WITH = 100_000


class MilestoneMachine(RuleBasedStateMachine):
    """A contract of two milestones (500 and 300 USD), a client with 1,000, and a clock that only goes forward."""

    def __init__(self) -> None:
        super().__init__()
        self.rolled_back = transaction.atomic()
        # As in Django's own test cases, around which actions may be durable.
        self.rolled_back._from_testcase = True  # type: ignore[attr-defined]  # Django sets it so too
        self.rolled_back.__enter__()

    def teardown(self) -> None:
        """Undo the run."""
        transaction.set_rollback(True)
        self.rolled_back.__exit__(None, None, None)

    @initialize(silence=st.sampled_from(Silence))
    def begin(self, silence: Silence) -> None:
        """Let both sign."""
        self.contract = make.agreed(silence=silence)
        self.ids = list(self.contract.milestones.order_by("number").values_list("id", flat=True))
        self.clock = timedelta()
        self.silence = silence
        self.known = self.states()

    @rule(hours=st.integers(1, 24 * 8))
    def time_passes(self, hours: int) -> None:
        """Move the clock and do what is due."""
        self.clock += timedelta(hours=hours)
        make.run_deadlines(self.clock)
        moved = {S.RELEASED} if self.silence == Silence.COUNTS_AS_ACCEPTANCE else set()
        for milestone_id, status in self.states().items():
            before = self.known[milestone_id]
            assert status == before or (before == S.DELIVERED and status in moved)
        self.known = self.states()

    @rule(index=st.integers(0, 1), by=st.sampled_from(["client", "professional"]))
    def fund(self, index: int, by: str) -> None:
        """Try to fund."""
        self.attempt(
            index, S.FUNDED, by == "client", lambda act, one: contracts.fund_milestone(act, milestone_id=one), by
        )

    @rule(index=st.integers(0, 1), by=st.sampled_from(["client", "professional"]))
    def deliver(self, index: int, by: str) -> None:
        """Try to deliver."""
        work = lambda act, one: contracts.deliver(act, milestone_id=one, note="Here it is")  # noqa: E731
        self.attempt(index, S.DELIVERED, by == "professional", work, by)

    @rule(index=st.integers(0, 1), back=st.integers(0, 1), by=st.sampled_from(["client", "professional"]))
    def accept(self, index: int, back: int, by: str) -> None:
        """Try to accept the latest delivery, or the one before it."""
        delivery = self.delivery(index, back)
        work = lambda act, _one: contracts.accept_delivery(act, delivery_id=delivery)  # noqa: E731
        self.attempt(index, S.ACCEPTED, by == "client" and self.is_latest(index, delivery), work, by)

    @rule(index=st.integers(0, 1), by=st.sampled_from(["client", "professional"]))
    def request_changes(self, index: int, by: str) -> None:
        """Try to ask for changes, which the agreement includes twice."""
        delivery = self.delivery(index, 0)
        asked = Delivery.objects.filter(milestone_id=self.ids[index], change_request__isnull=False).count()
        work = lambda act, _one: contracts.request_changes(act, delivery_id=delivery, reasons="Larger")  # noqa: E731
        allowed = by == "client" and asked < 2 and self.is_latest(index, delivery)
        self.attempt(index, S.CHANGES_REQUESTED, allowed, work, by)

    @rule(index=st.integers(0, 1), by=st.sampled_from(["client", "professional"]))
    def give_back(self, index: int, by: str) -> None:
        """Try to give the escrow back."""
        work = lambda act, one: contracts.consent_to_refund(act, milestone_id=one)  # noqa: E731
        self.attempt(index, S.REFUNDED, by == "professional", work, by)

    @rule(index=st.integers(0, 1))
    def dispute(self, index: int) -> None:
        """Try to put in dispute, as cases does."""
        work = lambda act, one: steps.dispute_milestone(act, milestone_id=one, case_id=new_id())  # noqa: E731
        self.attempt(index, S.DISPUTED, True, work, "client")

    @rule(index=st.integers(0, 1))
    def resume(self, index: int) -> None:
        """Try to withdraw the case."""
        before = self.known[self.ids[index]]
        try:
            with unit():
                steps.resume_milestone(self.act("client"), milestone_id=self.ids[index])
        except Refusal:
            assert before != S.DISPUTED
        else:
            assert self.states()[self.ids[index]] in RESUMING[before]
        self.known = self.states()

    @invariant()
    def money_is_neither_made_nor_lost(self) -> None:
        """What the client began with is in the two wallets, in escrow, or was kept as commission of what was paid."""
        if not hasattr(self, "ids"):
            return
        client = money.wallet_balance(self.contract.client_id, "USD").minor
        professional = money.wallet_balance(self.contract.professional_id, "USD").minor
        holds = money.contract_holds(self.contract.id)
        paid = [m.amount_minor for m in Milestone.objects.filter(id__in=self.ids, status=S.RELEASED)]
        assert client + professional + sum(one.minor for one in holds.values()) + sum(paid) // 10 == STARTED_WITH
        assert professional == sum(paid) * 9 // 10
        for milestone in Milestone.objects.filter(id__in=self.ids):
            held = holds[milestone.id].minor if milestone.id in holds else 0
            assert held == (milestone.amount_minor if milestone.status in HELD else 0)

    @invariant()
    def the_audit_finds_nothing(self) -> None:
        """Every invariant of the module holds after every step."""
        if hasattr(self, "ids"):
            assert list(check(INVARIANTS)) == []

    def attempt(
        self,
        index: int,
        target: MilestoneStatus,
        allowed: bool,  # noqa: FBT001 (what the model expects)
        work: Callable[[Act, UUID], object],
        by: str,
    ) -> None:
        """Do it if the table has the move and the person may; otherwise it is refused and nothing changes."""
        milestone_id = self.ids[index]
        before = self.known[milestone_id]
        legal = allowed and target in MILESTONE_MOVES.get(before, ())
        try:
            with unit():
                work(self.act(by), milestone_id)
        except (Refusal, Milestone.DoesNotExist, Delivery.DoesNotExist):
            assert not legal, f"{target} from {before} was refused"
            assert self.states() == self.known
        else:
            reached = S.RELEASED if target == S.ACCEPTED else target
            assert legal, f"{target} from {before} was let through"
            assert self.states()[milestone_id] == reached
            assert before not in ENDED
        self.known = self.states()

    def act(self, by: str) -> Act:
        """Return an act of one of the two, now."""
        return make.act(getattr(self.contract, by), after=self.clock)

    def states(self) -> dict[UUID, MilestoneStatus]:
        """Return where both milestones stand."""
        rows = Milestone.objects.filter(id__in=self.ids).values_list("id", "status")
        return {milestone_id: MilestoneStatus(status) for milestone_id, status in rows}

    def delivery(self, index: int, back: int) -> UUID:
        """Return a delivery's id, counted from the latest; one of nothing if there is none."""
        found = Delivery.objects.filter(milestone_id=self.ids[index]).order_by("-number")
        return found[back].id if len(found) > back else new_id()

    def is_latest(self, index: int, delivery: UUID) -> bool:
        """Tell whether this is the delivery that counts."""
        return self.delivery(index, 0) == delivery


@pytest.mark.django_db
def test_whatever_happens_the_milestones_and_their_money_stay_legal() -> None:
    run_state_machine_as_test(
        MilestoneMachine,
        settings=settings(
            max_examples=10,
            stateful_step_count=16,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
        ),
    )
