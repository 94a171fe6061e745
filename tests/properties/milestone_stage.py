"""The same milestone on the real actions and the real database, and its comparison with the model, act by act."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, transaction

from aval.accounts.models import Account
from aval.cases import access as cases_access
from aval.cases import actions as cases
from aval.cases.invariants import INVARIANTS as CASES
from aval.cases.models import Case
from aval.cases.states import CaseStatus
from aval.contracts import actions as contracts
from aval.contracts.invariants import INVARIANTS as CONTRACTS
from aval.contracts.models import Contract, Delivery, MediatorAwaited, Milestone
from aval.contracts.states import ContractStatus, MilestoneStatus, Silence
from aval.kernel.acts import Act as RealAct
from aval.kernel.ids import new_id
from aval.kernel.invariants import check
from aval.kernel.money import Money
from aval.kernel.refusals import Refusal
from aval.ledger.invariants import INVARIANTS as LEDGER
from aval.payments import actions as payments
from aval.payments.invariants import INVARIANTS as PAYMENTS
from aval.payments.providers.interface import ProviderEvent, Transition
from aval.payments.states import DepositState
from tests import make
from tests.properties.milestone_model import (
    FIRST_OFFER,
    LATER_OFFER,
    PRICE,
    REVISIONS,
    CaseState,
    Space,
    State,
)

BANK = {
    "confirms": Transition.DEPOSIT_CONFIRMED,
    "refuses": Transition.DEPOSIT_REFUSED,
    "charges back": Transition.DEPOSIT_CHARGED_BACK,
    "reinstates": Transition.DEPOSIT_REINSTATED,
    "keeps for good": Transition.DEPOSIT_LOST,
}
_SEEN = """
    WITH m AS (SELECT * FROM contracts_milestone WHERE id = %(milestone)s),
    d AS (SELECT * FROM contracts_delivery WHERE milestone_id = %(milestone)s ORDER BY number DESC LIMIT 1),
    c AS (SELECT * FROM cases_case WHERE milestone_id = %(milestone)s AND status <> 'withdrawn'),
    o AS (SELECT * FROM cases_offer WHERE case_id = (SELECT id FROM c) ORDER BY number DESC LIMIT 1),
    held AS (SELECT p.*, b.minor FROM ledger_purse p JOIN ledger_balance b ON b.purse_id = p.id)
    SELECT k.status, EXISTS (SELECT FROM contracts_contractend e WHERE e.contract_id = k.id), m.status, m.disputed_from,
        (SELECT f.was FROM contracts_freeze f WHERE f.milestone_id = m.id
            AND NOT EXISTS (SELECT FROM contracts_freezeend e WHERE e.freeze_id = f.id)),
        EXISTS (SELECT FROM d),
        (SELECT count(*) FROM contracts_changerequest r WHERE r.contract_id = k.id),
        CASE WHEN m.next_deadline_at IS NOT NULL THEN
            (SELECT count(*) FROM contracts_remindersent r WHERE r.delivery_id = (SELECT id FROM d)) END,
        EXISTS (SELECT FROM contracts_mediatorawaited a WHERE a.contract_id = k.id),
        least(m.next_deadline_at, (SELECT c.due_at FROM c WHERE c.status IN ('negotiation', 'ruled'))),
        (SELECT coalesce(minor, 0) FROM held WHERE kind = 'wallet' AND account_id = k.client_id),
        (SELECT minor FROM held WHERE kind = 'hold' AND id = m.id),
        (SELECT minor FROM held WHERE kind = 'reserve' AND contract_id = k.id),
        (SELECT minor FROM held WHERE kind = 'wallet' AND account_id = k.professional_id),
        ledger_owed(k.client_id, 'USD'),
        ARRAY(SELECT a.kind FROM ledger_operation p JOIN ledger_authorisation a ON a.id = p.authorisation_id
              WHERE p.hold_id = m.id ORDER BY p.at),
        (SELECT coalesce(sum(CASE WHEN t.credit_id = f.id THEN t.amount_minor ELSE -t.amount_minor END), 0)
            FROM ledger_purse f JOIN ledger_transfer t ON f.id IN (t.debit_id, t.credit_id) WHERE f.kind = 'fees'),
        ARRAY(SELECT p.status FROM payments_deposit p WHERE p.account_id = k.client_id ORDER BY p.id),
        (SELECT ROW(c.status, c.opened_by_id, c.turn_id, (SELECT o.made_by_id FROM o), (SELECT o.to_client_minor FROM o),
            (SELECT r.to_client_minor FROM cases_ruling r WHERE r.case_id = c.id AND r.number = 1)) FROM c)
    FROM m JOIN contracts_contract k ON k.id = m.contract_id
"""


class _Undo(Exception):
    """Take a try back."""


class NotThere(Exception):
    """What the act is about does not exist: there is no delivery, no case, no such job."""


@contextmanager
def taken_back() -> Iterator[None]:
    """Run in a savepoint around which actions may be durable, and undo it."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]  # Django's own test cases set it so too
    try:
        with block:
            yield
            raise _Undo  # noqa: TRY301  # it is what takes back
    except _Undo:
        pass


@dataclass
class Tally:
    """What was compared, of how many states."""

    of: int
    states: int = 0
    tried: int = 0
    refused: int = 0


class Stage:
    """One contract with one milestone of 500 USD, its people, and a clock that goes from deadline to deadline."""

    def __init__(self, *, deposits: int, silence_accepts: bool) -> None:
        self.mediators = [make.mediator("Marta"), make.mediator("Miguel")]
        made = make.contract()
        silence = Silence.COUNTS_AS_ACCEPTANCE if silence_accepts else Silence.ASK_MEDIATOR
        first = made.versions.get().content.milestones[:1]
        draft = make.draft_of(made, silence=silence, milestones=first, revisions=REVISIONS)
        make.signed(contracts.draft_version(make.act(made.client), contract_id=made.id, draft=draft))
        self.contract = Contract.objects.select_related("client", "professional").get(id=made.id)
        self.parties = {"client": self.contract.client, "professional": self.contract.professional}
        self.names: dict[str | None, str] = {str(account.id): name for name, account in self.parties.items()}
        self.names[None] = ""
        self.milestone_id = made.milestones.get().id
        self.price = Money(PRICE, "USD")
        self.deposits = sorted(
            payments.start_deposit(
                make.act(made.client), account_id=made.client_id, amount=self.price, provider="sandbox"
            ).id
            for _n in range(deposits)
        )
        self.now = make.NOON
        self.deadline: datetime | None = None

    def seen(self) -> State:
        """Return the state that the database is in, in the model's terms."""
        with connection.cursor() as cursor:
            cursor.execute(_SEEN, {"milestone": self.milestone_id})
            (contract, ended, status, disputed, frozen, delivered, changes, reminded, awaited, deadline,
             wallet, hold, reserve, professional, owed, paid, fees, deposits, case) = cursor.fetchone()  # fmt: skip
        self.deadline = deadline
        return State(
            deposits=tuple(DepositState(one) for one in deposits),
            contract=ContractStatus(contract),
            ended=ended,
            milestone=MilestoneStatus(status),
            disputed_from=MilestoneStatus(disputed) if disputed else None,
            frozen_from=MilestoneStatus(frozen) if frozen else None,
            delivered=delivered,
            changes=changes,
            reminded=reminded,
            awaited=awaited,
            case=self._case_of(*case) if case else None,
            due=deadline is not None and deadline <= self.now,
            wallet=wallet or 0,
            hold=hold or 0,
            reserve=reserve or 0,
            professional=professional or 0,
            fees=int(fees),
            owed=owed,
            paid=tuple(paid),
        )

    def _case_of(self, status: str, *row: str | None) -> CaseState:
        # A row within a row comes as texts.
        opener, turn, by, offered, ruled = row
        names = self.names
        return CaseState(
            CaseStatus(status),
            names[opener],
            names[turn],
            names[by],
            int(offered or 0),
            None if ruled is None else int(ruled),
        )

    def do(self, name: str) -> None:
        """Try an act.

        :raises Refusal: or that something does not exist, as the action itself says
        :raises NotThere: if there is nothing that it could be tried on
        """
        who, _, what = name.partition(" ")
        match who:
            case "bank":
                self._bank(what)
            case "mediator":
                self._rule(Money(int(what.removeprefix("rules ")), "USD"))
            case "client" | "professional":
                self._party(self.parties[who], what)
            case _:
                self._site(name)

    def _bank(self, what: str) -> None:
        transition, _, n = what.rpartition(" ")
        # A word of its own each time: what is known already decides, not the message's id.
        event = ProviderEvent(str(new_id()), self.deposits[int(n)], BANK[transition], self.price)
        payments.receive_webhook(self._by_site(), provider="sandbox", event=event, body=b"{}")

    def _party(self, who: Account, what: str) -> None:
        act, milestone = make.act(who, at=self.now), self.milestone_id
        doing: dict[str, Callable[[], object]] = {
            "funds": lambda: contracts.fund_milestone(act, milestone_id=milestone),
            "accepts": lambda: contracts.accept_delivery(act, delivery_id=self._delivery().id),
            "asks for changes": lambda: contracts.request_changes(act, delivery_id=self._delivery().id, reasons="More"),
            "cancels": lambda: contracts.cancel_contract(act, contract_id=self.contract.id),
            "delivers": lambda: contracts.deliver(act, milestone_id=milestone, note="Done"),
            "gives back": lambda: contracts.consent_to_refund(act, milestone_id=milestone),
            "ends": lambda: contracts.end_contract(act, contract_id=self.contract.id),
            "opens a case": lambda: cases.open_case(
                act, milestone_id=milestone, reason="other", statement="No.", to_client=Money(FIRST_OFFER, "USD")
            ),
            "offers": lambda: cases.make_offer(act, case_id=self._case().id, to_client=Money(LATER_OFFER, "USD")),
            "accepts the offer": lambda: cases.accept_offer(act, offer_id=self._last(self._case().offers).id),
            "asks for a mediator": lambda: cases.ask_for_mediator(act, case_id=self._case().id),
            "withdraws the case": lambda: cases.withdraw_case(act, case_id=self._case().id),
            "appeals": lambda: cases.appeal(act, ruling_id=self._last(self._case().rulings).id, reasons="Again"),
        }
        doing[what]()

    def _rule(self, to_client: Money) -> None:
        case = self._case()
        present = cases_access.present_assignment(case)
        mediator = present.mediator if present else self.mediators[0]
        act = make.act(mediator, at=self.now)
        cases.rule(act, case_id=case.id, to_client=to_client, reasons="So it is.", relied_on=[0])

    def _site(self, name: str) -> None:
        site = self._by_site()
        match name:
            case "time passes":
                if self.deadline is None or self.deadline <= self.now:
                    raise NotThere
                self.now = self.deadline
            case "site looks":
                contracts.run_deadlines(site)
                try:
                    cases.run_deadlines(site)
                except Refusal as refusal:
                    raise AssertionError(f"the clock itself was refused: {refusal!r}") from refusal
            case "job follows chargebacks":
                contracts.follow_chargebacks(site, account_id=self.contract.client_id, currency="USD")
            case "job opens a case":
                if not MediatorAwaited.objects.filter(contract_id=self.contract.id).exists():
                    raise NotThere
                cases.open_case_by_rule(site, milestone_id=self.milestone_id)
            case _:
                if Milestone.objects.get(id=self.milestone_id).status != MilestoneStatus.REFUNDED:
                    raise NotThere
                cases.close_case_by_refund(site, milestone_id=self.milestone_id)

    def _by_site(self) -> RealAct:
        return RealAct.by_site(self.now)

    def _delivery(self) -> Delivery:
        delivery: Delivery = self._last(Delivery.objects.filter(milestone_id=self.milestone_id))
        return delivery

    def _case(self) -> Case:
        """Return the case; a withdrawn one if there is no other, so that it is tried on that too."""
        found = list(Case.objects.filter(milestone_id=self.milestone_id).order_by("opened_at", "id"))
        if not found:
            raise NotThere
        return max(found, key=lambda case: case.status != CaseStatus.WITHDRAWN)

    def _last(self, of: Any) -> Any:
        found = of.order_by("-number").first()
        if found is None:
            raise NotThere
        return found


def compare(
    space: Space, within: set[State], *, silence_accepts: bool, tell: Callable[[Tally], None] | None = None
) -> Tally:
    """Try every act in these states, on the model and on the actions, and want the same of both.

    The states are walked along the shortest ways to them, each try and each way back in a savepoint.

    :param within: states of the space, with those on the shortest ways to them
    :param silence_accepts: as the space was made
    :param tell: hears of each state
    :raises AssertionError: where they differ, or where the audit finds something
    """
    tally = Tally(of=len(within))
    with taken_back():
        stage = Stage(deposits=len(space.start.deposits), silence_accepts=silence_accepts)
        assert stage.seen() == space.start
        for _state in _walk(stage, space, space.start, within, tally):
            if tell is not None:
                tell(tally)
    assert tally.states == tally.of
    return tally


def _walk(stage: Stage, space: Space, here: State, within: set[State], tally: Tally) -> Iterator[State]:
    tally.states += 1
    yield here
    offences = [(one.invariant.name, one.offenders) for one in check([*LEDGER, *PAYMENTS, *CONTRACTS, *CASES])]
    assert offences == [], space.way(here)
    now, deadline = stage.now, stage.deadline
    for act in space.tried:
        expected = act.step(here)
        tally.tried += 1
        with taken_back():
            there = None
            with suppress(Refusal, ObjectDoesNotExist, NotThere):
                stage.do(act.name)
                there = stage.seen()
            assert there == expected, f"{space.way(here)}, then {act.name}: {there}, and not {expected}"
            tally.refused += there is None
            if there in within and space.first.get(there) == (here, act):
                yield from _walk(stage, space, there, within, tally)
        stage.now, stage.deadline = now, deadline
