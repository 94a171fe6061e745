"""The ledger against a plain model: the same requests, with retries and duplicates, must get the same replies."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from aval.accounts.models import Account
from aval.kernel.acts import Act
from aval.kernel.ids import SITE_ID, new_id
from aval.kernel.invariants import check
from aval.kernel.money import Money
from aval.kernel.refusals import Refusal
from aval.kernel.transactions import unit
from aval.ledger import actions as ledger
from aval.ledger import queries
from aval.ledger.invariants import INVARIANTS
from aval.ledger.shares import split_gross
from tests.ledger_alone import ledger_alone  # noqa: F401  # fixtures
from tests.makers import people as make
from tests.makers.money import TERMS

PEOPLE = 3
HOLDS = 4
CURRENCIES = ("USD", "CLP")
# Small amounts meet each other's limits often.
amounts = st.integers(min_value=-1, max_value=9)
people = st.integers(min_value=0, max_value=PEOPLE - 1)
holds = st.integers(min_value=0, max_value=HOLDS - 1)
currencies = st.sampled_from(CURRENCIES)
kinds = st.sampled_from(["acceptance", "silence", "consent", "settlement", "ruling"])
FITS = {
    "release": {"acceptance", "silence", "settlement", "ruling"},
    "refund": {"consent", "settlement", "ruling"},
    "split": {"acceptance", "silence", "settlement", "ruling"},
}


@dataclass
class Hold:
    """What the model knows of a milestone's escrow."""

    contract: UUID
    payer: int
    payee: int
    currency: str
    money: int = 0


@dataclass
class Leave:
    """What the model knows of an authorisation."""

    hold: int
    kind: str
    shares: tuple[int, int, int]
    used: bool = False


@dataclass
class Model:
    """The ledger as anybody would describe it: numbers that move."""

    wallets: dict[tuple[int, str], int] = field(default_factory=dict)
    holds: dict[int, Hold] = field(default_factory=dict)
    leaves: dict[UUID, Leave] = field(default_factory=dict)
    payouts: dict[UUID, list[Any]] = field(default_factory=dict)
    fees: dict[str, int] = field(default_factory=dict)
    clearing: dict[str, int] = field(default_factory=dict)
    owed: dict[tuple[int, str], int] = field(default_factory=dict)

    def wallet(self, person: int, currency: str) -> int:
        return self.wallets.get((person, currency), 0)

    def add(self, person: int, currency: str, minor: int) -> None:
        self.wallets[person, currency] = self.wallet(person, currency) + minor


class LedgerMachine(RuleBasedStateMachine):
    """Each rule asks the model what must happen, then the ledger, and compares reply and balances."""

    account_of: ClassVar[list[Account]]

    @initialize()
    def begin(self) -> None:
        self.model = Model()
        self.people = [make.account(f"Person {number}") for number in range(PEOPLE)]
        self.hold_ids = [new_id() for _ in range(HOLDS)]
        self.contracts = [new_id(), new_id()]
        self.done: list[tuple[Callable[[], object], object]] = []

    def ask(self, expected: type[Refusal] | None, call: Callable[[], object]) -> bool:
        """Make a call, check the reply, and remember it for a later repetition."""
        if expected is not None:
            with pytest.raises(Refusal) as refusal, unit():
                call()
            assert refusal.type is expected
            return False
        with unit():
            answer = call()
        self.done.append((call, answer))
        return True

    def act(self, person: int | None) -> Act:
        return Act(SITE_ID if person is None else self.people[person].id, make.NOON, new_id())

    @rule(person=people, minor=amounts, currency=currencies)
    def deposit(self, person: int, minor: int, currency: str) -> None:
        event, act = f"{new_id()}:confirmed", self.act(None)
        amount = Money(minor, currency)
        expected = None if minor > 0 else ledger.NothingToMove
        if self.ask(
            expected,
            lambda: ledger.deposit(
                act, account_id=self.people[person].id, amount=amount, provider="sandbox", provider_event=event
            ),
        ):
            self.model.add(person, currency, minor)
            self.model.clearing[currency] = self.model.clearing.get(currency, 0) - minor

    @rule(number=holds, contract=st.integers(0, 1), payer=people, payee=people, minor=amounts, currency=currencies)
    def fund(self, *, number: int, contract: int, payer: int, payee: int, minor: int, currency: str) -> None:
        hold = self.model.holds.get(number)
        asked = (self.contracts[contract], payer, payee, currency)
        known = hold and (hold.contract, hold.payer, hold.payee, hold.currency)
        if (hold is None and payer == payee) or (hold and known != asked):
            expected: type[Refusal] | None = ledger.HoldDiffers
        elif minor <= 0:
            expected = ledger.NothingToMove
        else:
            expected = ledger.NotEnoughMoney if self.model.wallet(payer, currency) < minor else None
        act = self.act(payer)
        if self.ask(
            expected,
            lambda: ledger.fund(
                act,
                hold_id=self.hold_ids[number],
                contract_id=self.contracts[contract],
                payer_id=self.people[payer].id,
                payee_id=self.people[payee].id,
                amount=Money(minor, currency),
            ),
        ):
            hold = self.model.holds.setdefault(number, Hold(*asked))
            hold.money += minor
            self.model.add(payer, currency, -minor)

    @rule(number=holds, kind=kinds, shares=st.tuples(amounts, amounts, amounts), whole=st.booleans())
    def authorise(self, number: int, kind: str, shares: tuple[int, int, int], *, whole: bool) -> None:
        hold = self.model.holds.get(number)
        if hold is None:
            return
        if whole:
            # What would really be asked: a division of what the hold has.
            client = hold.money if kind == "consent" else min(max(shares[2], 0), hold.money)
            fee = 0 if kind == "consent" else min(max(shares[1], 0), hold.money - client)
            shares = (hold.money - client - fee, fee, client)
        giver = {"acceptance": hold.payer, "consent": hold.payee, "settlement": hold.payer}.get(kind)
        act, leave = self.act(giver), new_id()
        expected: type[Refusal] | None = None
        if min(shares) < 0 or sum(shares) <= 0:
            expected = ledger.NothingToMove
        wrong = (kind == "consent" and (shares[0] or shares[1])) or (
            kind in {"acceptance", "silence"} and shares[0] <= 0
        )
        if wrong and expected is None:
            expected = ledger.WrongMovement
        if wrong and expected is ledger.NothingToMove:
            return  # two rules broken at once: which of them is named is the database's choice
        money = [Money(minor, hold.currency) for minor in shares]
        if self.ask(
            expected,
            lambda: ledger.authorise(
                act,
                authorisation_id=leave,
                kind=kind,
                contract_id=hold.contract,
                hold_id=self.hold_ids[number],
                terms_hash=TERMS,
                to_professional=money[0],
                commission=money[1],
                to_client=money[2],
            ),
        ):
            self.model.leaves[leave] = Leave(number, kind, shares)

    @rule(movement=st.sampled_from(["release", "refund", "split"]), data=st.data())
    def execute(self, movement: str, data: st.DataObject) -> None:
        known = list(self.model.leaves)
        chosen = data.draw(st.integers(-1, len(known) - 1)) if known else -1
        leave_id = known[chosen] if chosen >= 0 else new_id()
        leave = self.model.leaves.get(leave_id)
        act = self.act(None)
        move = {"release": ledger.release, "refund": ledger.refund, "split": ledger.split}[movement]
        if self.ask(self._expected(movement, leave), lambda: move(act, authorisation_id=leave_id)):
            assert leave is not None
            hold = self.model.holds[leave.hold]
            self.model.add(hold.payee, hold.currency, leave.shares[0])
            self.model.fees[hold.currency] = self.model.fees.get(hold.currency, 0) + leave.shares[1]
            self.model.add(hold.payer, hold.currency, leave.shares[2])
            hold.money, leave.used = 0, True

    def _expected(self, movement: str, leave: Leave | None) -> type[Refusal] | None:
        if leave is None:
            return ledger.NoSuchAuthorisation
        professional, fee, client = leave.shares
        if (
            leave.kind not in FITS[movement]
            or (movement == "release" and client)
            or (movement == "refund" and professional + fee)
        ):
            return ledger.WrongMovement
        if leave.used:
            return ledger.AlreadyUsed
        money = self.model.holds[leave.hold].money
        if money < sum(leave.shares):
            return ledger.NotEnoughMoney
        return ledger.AmountsDiffer if money > sum(leave.shares) else None

    @rule(person=people, minor=amounts, currency=currencies)
    def start_payout(self, person: int, minor: int, currency: str) -> None:
        payout, act = new_id(), self.act(person)
        expected: type[Refusal] | None = None
        if minor > self.model.wallet(person, currency):
            expected = ledger.NotEnoughMoney
        if minor <= 0:
            expected = ledger.NothingToMove
        if self.ask(
            expected,
            lambda: ledger.start_payout(
                act,
                payout_id=payout,
                account_id=self.people[person].id,
                amount=Money(minor, currency),
                provider="sandbox",
            ),
        ):
            self.model.add(person, currency, -minor)
            self.model.payouts[payout] = [person, currency, minor, "open"]

    @rule(paid=st.booleans(), data=st.data())
    def finish_payout(self, data: st.DataObject, *, paid: bool) -> None:
        known = list(self.model.payouts)
        chosen = data.draw(st.integers(-1, len(known) - 1)) if known else -1
        payout_id = known[chosen] if chosen >= 0 else new_id()
        payout, act = self.model.payouts.get(payout_id), self.act(None)
        word = "paid" if paid else "failed"
        expected: type[Refusal] | None = None
        if payout is None:
            expected = ledger.NoSuchPayout
        elif payout[3] not in {"open", word}:
            expected = ledger.AlreadyFinished
        if self.ask(
            expected,
            lambda: ledger.finish_payout(act, payout_id=payout_id, paid=paid, provider_event=f"{payout_id}:{word}"),
        ):
            assert payout is not None
            person, currency, minor, state = payout
            if state == "open" and paid:
                self.model.clearing[currency] = self.model.clearing.get(currency, 0) + minor
            elif state == "open":
                self.model.add(person, currency, minor)
            payout[3] = word

    @rule(person=people, minor=amounts, currency=currencies)
    def charge_back(self, person: int, minor: int, currency: str) -> None:
        event, act = f"{new_id()}:charged_back", self.act(None)
        if self.ask(
            None if minor > 0 else ledger.NothingToMove,
            lambda: ledger.charge_back(
                act,
                account_id=self.people[person].id,
                amount=Money(minor, currency),
                provider="sandbox",
                provider_event=event,
            ),
        ):
            self.model.owed[person, currency] = self.model.owed.get((person, currency), 0) + minor
            self.model.clearing[currency] = self.model.clearing.get(currency, 0) + minor

    @rule(person=people, currency=currencies)
    def recover(self, person: int, currency: str) -> None:
        act, owed = self.act(None), self.model.owed.get((person, currency), 0)
        taken = min(self.model.wallet(person, currency), owed)
        with unit():
            operation = ledger.recover(act, account_id=self.people[person].id, currency=currency, purpose="test")
        assert (operation is not None) == (taken > 0)
        if taken:
            self.model.add(person, currency, -taken)
            self.model.owed[person, currency] = owed - taken

    @rule(data=st.data())
    def repeat(self, data: st.DataObject) -> None:
        """Any request that succeeded may be sent again, however much has happened since."""
        if self.done:
            call, answer = self.done[data.draw(st.integers(0, len(self.done) - 1))]
            with unit():
                assert call() == answer

    @rule()
    def roll_up(self) -> None:
        with unit():
            ledger.roll_up()

    @invariant()
    def balances_agree(self) -> None:
        if not hasattr(self, "people"):
            return
        for number, person in enumerate(self.people):
            for currency in CURRENCIES:
                assert queries.wallet_balance(person.id, currency).minor == self.model.wallet(number, currency)
                assert queries.owed(person.id, currency).minor == self.model.owed.get((number, currency), 0)
        for number, hold in self.model.holds.items():
            assert queries.hold_balance(self.hold_ids[number]).minor == hold.money

    def teardown(self) -> None:
        if not hasattr(self, "people"):
            return
        site = queries.site_balances()
        for currency in CURRENCIES:
            assert self._site(site, "fees", "", currency) - self.fees_before.get(currency, 0) == self.model.fees.get(
                currency, 0
            )
        assert [offence.invariant.name for offence in check(INVARIANTS)] == []
        for number, person in enumerate(self.people):
            self._statement_agrees(number, person)

    def _statement_agrees(self, number: int, person: Account) -> None:
        for currency in CURRENCIES:
            movements = queries.movements(person.id, currency=currency, limit=None)
            assert sum(one.amount.minor for one in movements) == self.model.wallet(number, currency)
            if movements:
                assert movements[0].balance.minor == self.model.wallet(number, currency)

    fees_before: ClassVar[dict[str, int]] = {}

    @staticmethod
    def _site(site: dict[tuple[str, str, str], Money], kind: str, provider: str, currency: str) -> int:
        return site.get((kind, provider, currency), Money(0, currency)).minor


@pytest.mark.django_db
def test_the_ledger_behaves_like_a_plain_model() -> None:
    class Machine(LedgerMachine):
        """One run begins where the last one ended, so what the fees were then is noted first."""

        def __init__(self) -> None:
            LedgerMachine.fees_before = {
                currency: money.minor
                for (kind, _provider, currency), money in queries.site_balances().items()
                if kind == "fees"
            }
            super().__init__()

    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=25,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.django_db
def test_every_gross_amount_divides_without_loss() -> None:
    @settings(max_examples=200, deadline=timedelta(seconds=1))
    @given(minor=st.integers(1, 10**15), basis_points=st.integers(0, 10_000))
    def divides(minor: int, basis_points: int) -> None:
        shares = split_gross(Money(minor, "USD"), basis_points)

        assert shares.to_professional + shares.commission == Money(minor, "USD")
        assert abs(shares.commission.minor * 10_000 - minor * basis_points) <= 5_000

    divides()
