"""One milestone, its case and its money as a table of acts: pure, finite, and small enough to be searched whole.

It says again, apart from the code that does it, what each act of client, professional, mediators, bank, clock and the
site's jobs does, and when it is refused. Nothing is bounded: how often people deliver, offer or withdraw a case changes
nothing that any rule looks at, so it is not part of the state, and the states are finitely many. The scope is one
milestone of 500 USD, so many deposits of 500 USD as are asked for, offers of two sizes, rulings of two.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from aval.cases.states import HEARD, OPEN, CaseStatus
from aval.contracts.states import DISPUTABLE, ENDED, HELD, ContractStatus, MilestoneStatus
from aval.payments.states import ARRIVED, DepositState

PRICE = 50_000
FIRST_OFFER, LATER_OFFER = 20_000, 0
"""How much of the escrow whoever opens a case wants to go to the client, and how much every later offer."""
RULINGS = (20_000, PRICE)
COMMISSION_PERCENT = 10
REVISIONS = 1
REMINDERS = 3
BANK = ("charges back", "reinstates", "keeps for good")
PARTIES = ("client", "professional")


class CaseState(NamedTuple):
    """A case that was not withdrawn."""

    status: CaseStatus
    opener: str
    """Empty if the silence clause opened it."""
    turn: str = ""
    offered_by: str = ""
    offered: int = 0
    ruled: int | None = None
    """What the first ruling gives the client."""


class State(NamedTuple):
    """All that any act or rule looks at: no times, no ids, no counts of what may be repeated."""

    deposits: tuple[DepositState, ...]
    contract: ContractStatus = ContractStatus.AWAITING_ESCROW
    ended: bool = False
    milestone: MilestoneStatus = MilestoneStatus.AGREED
    disputed_from: MilestoneStatus | None = None
    frozen_from: MilestoneStatus | None = None
    delivered: bool = False
    changes: int = 0
    """How often the client asked for changes; the agreement includes so many rounds."""
    reminded: int | None = None
    """How many reminders of the running review were sent; None if none is running."""
    awaited: bool = False
    """A review ran out, and the agreement asks for a mediator."""
    case: CaseState | None = None
    due: bool = False
    """The next deadline has passed, and the site has not looked yet."""
    wallet: int = 0
    hold: int = 0
    reserve: int = 0
    professional: int = 0
    fees: int = 0
    owed: int = 0
    """What deposits that were taken back still cost the site."""
    paid: tuple[str, ...] = ()
    """The authorisations that were carried out."""


Step = Callable[[State], State | None]
"""What an act leads to; None if it is refused. The same state if it is harmless."""


class Act(NamedTuple):
    """Something that somebody may try at any moment."""

    name: str
    by: str
    """Client, professional, mediator, bank, or site: the clock and the jobs."""
    step: Step


def beginning(deposits: int) -> State:
    """Return the state after both signed and the client started so many deposits."""
    return State(deposits=(DepositState.STARTED,) * deposits)


def acts(deposits: int, *, silence_accepts: bool) -> list[Act]:
    """Return everything that can be tried.

    :param silence_accepts: whether by the agreement silence counts as acceptance; else a mediator is asked
    """

    def mine(name: str, step: Callable[[State, str], State | None]) -> list[Act]:
        return [Act(f"{who} {name}", who, lambda s, who=who: step(s, who)) for who in PARTIES]  # type: ignore[misc]

    found = [
        Act("client funds", "client", _fund),
        Act("client accepts", "client", lambda s: _pay(s, "acceptance", 0) if s.milestone == _M.DELIVERED else None),
        Act("client asks for changes", "client", _ask_for_changes),
        Act("client cancels", "client", _cancel),
        Act("professional delivers", "professional", _deliver),
        Act("professional gives back", "professional", _give_back),
        Act("professional ends", "professional", _end),
        *mine("opens a case", _open_case),
        *mine("offers", _offer),
        *mine("accepts the offer", _accept_offer),
        *mine("asks for a mediator", lambda s, _who: _ask_for_mediator(s)),
        *mine("withdraws the case", _withdraw),
        *mine("appeals", lambda s, _who: _appeal(s)),
        *(Act(f"mediator rules {part}", "mediator", lambda s, part=part: _rule(s, part)) for part in RULINGS),  # type: ignore[misc]
        Act("time passes", "site", lambda s: s._replace(due=True) if _has_deadline(s) and not s.due else None),
        Act("site looks", "site", lambda s: _look(s, silence_accepts=silence_accepts)),
        Act("job follows chargebacks", "site", _follow_chargebacks),
        Act("job opens a case", "site", _open_by_rule),
        Act("job closes the case", "site", _close_by_refund),
    ]
    for n in range(deposits):
        said: tuple[tuple[str, Callable[[State, int], State]], ...] = (
            ("confirms", _confirm),
            ("refuses", _refuse),
            ("charges back", _charge_back),
            ("reinstates", _reinstate),
            ("keeps for good", _lose),
        )
        found += [Act(f"bank {name} {n}", "bank", lambda s, n=n, step=step: step(s, n)) for name, step in said]  # type: ignore[misc]
    return found


_M, _C, _D = MilestoneStatus, CaseStatus, DepositState


def _fund(s: State) -> State | None:
    if s.milestone != _M.AGREED or s.contract not in {"awaiting_escrow", "active"} or s.wallet < PRICE:
        return None
    return s._replace(milestone=_M.FUNDED, contract=ContractStatus.ACTIVE, wallet=s.wallet - PRICE, hold=PRICE)


def _deliver(s: State) -> State | None:
    if s.milestone not in DISPUTABLE:
        return None
    return _moved(s, _M.DELIVERED)._replace(delivered=True, reminded=0)


def _ask_for_changes(s: State) -> State | None:
    if s.milestone != _M.DELIVERED or s.changes == REVISIONS:
        return None
    return _moved(s, _M.CHANGES_REQUESTED)._replace(changes=s.changes + 1)


def _give_back(s: State) -> State | None:
    return _pay(s, "consent", PRICE) if s.milestone in HELD else None


def _cancel(s: State) -> State | None:
    if s.contract != ContractStatus.AWAITING_ESCROW:
        return None
    return s._replace(contract=ContractStatus.CANCELLED, milestone=_M.CANCELLED)


def _end(s: State) -> State | None:
    return s._replace(ended=True) if s.contract == ContractStatus.ACTIVE and not s.ended else None


def _open_case(s: State, who: str) -> State | None:
    if s.milestone not in DISPUTABLE:
        return None
    case = CaseState(_C.NEGOTIATION, who, turn=_other(who), offered_by=who, offered=FIRST_OFFER)
    return _moved(s, _M.DISPUTED)._replace(disputed_from=s.milestone, case=case)


def _open_by_rule(s: State) -> State | None:
    # The job exists once a review has run out; from then on it may run at any moment.
    if not s.awaited:
        return None
    if s.case is not None or s.milestone != _M.DELIVERED:
        return s
    return _moved(s, _M.DISPUTED)._replace(disputed_from=s.milestone, case=CaseState(_C.MEDIATION, ""))


def _offer(s: State, who: str) -> State | None:
    if s.case is None or s.case.status not in OPEN:
        return None
    case = s.case._replace(offered_by=who, offered=LATER_OFFER)
    if s.case.status != _C.NEGOTIATION:
        return s._replace(case=case)
    return s._replace(case=case._replace(turn=_other(who)), due=False) if s.case.turn == who else None


def _accept_offer(s: State, who: str) -> State | None:
    if not _is_live(s) or s.case.offered_by != _other(who) or s.milestone != _M.DISPUTED:  # type: ignore[union-attr]
        return None
    return _pay(s, "settlement", s.case.offered)  # type: ignore[union-attr]


def _ask_for_mediator(s: State) -> State | None:
    if not _is_live(s) or s.case.status != _C.NEGOTIATION:  # type: ignore[union-attr]
        return None
    return _case_moved(s, _C.MEDIATION)


def _withdraw(s: State, who: str) -> State | None:
    if not _is_live(s) or s.milestone != _M.DISPUTED or s.disputed_from is None:
        return None
    if s.case.opener != who or s.case.status not in {_C.NEGOTIATION, _C.MEDIATION}:  # type: ignore[union-attr]
        return None
    return _moved(s, s.disputed_from)._replace(disputed_from=None, case=None, due=False)


def _rule(s: State, to_client: int) -> State | None:
    if not _is_live(s) or s.case.status not in HEARD:  # type: ignore[union-attr]
        return None
    if s.case.status == _C.MEDIATION:  # type: ignore[union-attr]
        return _case_moved(s, _C.RULED, ruled=to_client)
    return _pay(s, "ruling", to_client) if s.milestone == _M.DISPUTED else None


def _appeal(s: State) -> State | None:
    if not _is_live(s) or s.case.status != _C.RULED or s.due:  # type: ignore[union-attr]
        return None
    return _case_moved(s, _C.APPEALED)


def _look(s: State, *, silence_accepts: bool) -> State | None:
    if not s.due:
        return s
    if s.reminded is not None:
        if s.reminded < REMINDERS:
            return s._replace(reminded=s.reminded + 1, due=False)
        if silence_accepts:
            return _pay(s, "silence", 0)
        return s._replace(reminded=None, due=False, awaited=True)
    if s.milestone == _M.REFUNDED:
        return _close_by_refund(s)
    if s.case is not None and s.case.status == _C.NEGOTIATION:
        return _case_moved(s, _C.MEDIATION)
    if s.case is not None and s.case.ruled is not None and s.milestone == _M.DISPUTED:
        return _pay(s, "ruling", s.case.ruled)
    return s


def _close_by_refund(s: State) -> State | None:
    if s.milestone != _M.REFUNDED:
        return None
    return _case_moved(s, _C.REFUNDED) if s.case is not None and s.case.status in OPEN else s


def _follow_chargebacks(s: State) -> State:
    undecided = _D.CHARGED_BACK in s.deposits
    if s.milestone == _M.FROZEN and s.frozen_from is not None:
        if s.owed and undecided:
            return s
        if s.owed and s.frozen_from == _M.FUNDED and not s.delivered:
            back = _moved(s, _M.CHARGED_BACK)._replace(reserve=0, wallet=s.wallet + s.reserve, frozen_from=None)
            return _completed(_recovered(back))
        return _moved(s, s.frozen_from)._replace(reserve=0, hold=s.reserve, frozen_from=None)
    if s.milestone in HELD and undecided and s.reserve < s.owed:
        return _moved(s, _M.FROZEN)._replace(frozen_from=s.milestone, reserve=s.hold, hold=0)
    return s


def _confirm(s: State, n: int) -> State:
    if s.deposits[n] in ARRIVED:
        return s
    return _recovered(_said(s, n, _D.CONFIRMED)._replace(wallet=s.wallet + PRICE))


def _refuse(s: State, n: int) -> State:
    return _said(s, n, _D.REFUSED) if s.deposits[n] == _D.STARTED else s


def _charge_back(s: State, n: int) -> State:
    if s.deposits[n] in ARRIVED - {_D.CONFIRMED}:
        return s
    come = _confirm(s, n)
    return _recovered(_said(come, n, _D.CHARGED_BACK)._replace(owed=come.owed + PRICE))


def _reinstate(s: State, n: int) -> State:
    if s.deposits[n] in {_D.REINSTATED, _D.LOST}:
        return s
    back = _charge_back(s, n)
    too_much = max(0, PRICE - back.owed)
    return _said(back, n, _D.REINSTATED)._replace(owed=max(0, back.owed - PRICE), wallet=back.wallet + too_much)


def _lose(s: State, n: int) -> State:
    return s if s.deposits[n] in {_D.REINSTATED, _D.LOST} else _said(_charge_back(s, n), n, _D.LOST)


def _said(s: State, n: int, status: DepositState) -> State:
    return s._replace(deposits=(*s.deposits[:n], status, *s.deposits[n + 1 :]))


def _recovered(s: State) -> State:
    taken = min(s.wallet, s.owed)
    return s._replace(wallet=s.wallet - taken, owed=s.owed - taken)


def _pay(s: State, by: str, to_client: int) -> State:
    """Dispose of the hold, once, by an authorisation."""
    gross = PRICE - to_client
    commission = gross * COMMISSION_PERCENT // 100
    end = {"consent": _M.REFUNDED, "settlement": _M.SETTLED, "ruling": _M.RULED}.get(by, _M.RELEASED)
    paid = _moved(s, end)._replace(
        hold=s.hold - PRICE,
        wallet=s.wallet + to_client,
        professional=s.professional + gross - commission,
        fees=s.fees + commission,
        paid=(*s.paid, by),
        disputed_from=None,
    )
    if by == "consent":  # the case, if there is one, hears of it from a job, and its deadline goes on until then
        paid = paid._replace(due=s.due and s.reminded is None)
    elif by in {"settlement", "ruling"}:
        status = _C.SETTLED if by == "settlement" else _C.EXECUTED
        paid = _case_moved(paid, status)
    return _completed(paid)


def _completed(s: State) -> State:
    return s._replace(contract=ContractStatus.COMPLETED) if s.contract == ContractStatus.ACTIVE else s


def _moved(s: State, status: MilestoneStatus) -> State:
    """Move the milestone: its own deadline is gone; that of a case goes on."""
    in_case = s.case is not None and s.case.status in OPEN and _has_deadline(s)
    return s._replace(milestone=status, reminded=None, due=s.due and in_case)


def _case_moved(s: State, status: CaseStatus, ruled: int | None = None) -> State:
    assert s.case is not None
    kept = s.case.ruled if ruled is None else ruled
    return s._replace(case=s.case._replace(status=status, turn="", ruled=kept), due=False)


def _is_live(s: State) -> bool:
    """Tell whether there is an open case with something left to divide."""
    return s.case is not None and s.case.status in OPEN and s.milestone != _M.REFUNDED


def _has_deadline(s: State) -> bool:
    return s.reminded is not None or (s.case is not None and s.case.status in {_C.NEGOTIATION, _C.RULED})


def _other(who: str) -> str:
    return PARTIES[1 - PARTIES.index(who)]


def faults(s: State) -> Iterator[str]:
    """Yield what is wrong with a state, whichever way led to it."""
    came = sum(PRICE for one in s.deposits if one in {_D.CONFIRMED, _D.REINSTATED})
    if s.wallet + s.hold + s.reserve + s.professional + s.fees != came + s.owed:
        yield "money without an owner"
    if min(s.wallet, s.hold, s.reserve, s.owed) < 0:
        yield "an overdrawn purse"
    if (s.hold, s.reserve) != (PRICE * (s.milestone in HELD), PRICE * (s.milestone == _M.FROZEN)):
        yield "escrow that is not where the milestone is"
    if len(s.paid) > 1:
        yield "paid twice"
    fitting = {
        _M.RELEASED: {("acceptance",), ("silence",)},
        _M.REFUNDED: {("consent",)},
        _M.SETTLED: {("settlement",)},
        _M.RULED: {("ruling",)},
    }
    if s.paid not in fitting.get(s.milestone, {()}):
        yield "released without an authorisation"
    if (s.professional or s.fees) and not s.paid:
        yield "paid out without an authorisation"


def is_open(s: State) -> bool:
    """Tell whether something waits for an end: money in escrow, or a case."""
    return s.milestone in HELD | {_M.FROZEN} or (s.case is not None and s.case.status in OPEN)


def is_over(s: State) -> bool:
    """Tell whether the milestone has ended, and its case too."""
    return s.milestone in ENDED and not is_open(s)


class Space:
    """Every state that some order of acts leads to, and every step between them."""

    def __init__(self, start: State, tried: list[Act]) -> None:
        self.start, self.tried = start, tried
        self.steps: dict[State, list[tuple[Act, State]]] = {}
        self.depth = {start: 0}
        self.first: dict[State, tuple[State, Act]] = {}
        """Where a state was first met from, and by which act: the shortest way to it."""
        waiting = [start]
        for here in waiting:
            self.steps[here] = []
            for act in tried:
                there = act.step(here)
                if there is None:
                    continue
                self.steps[here].append((act, there))
                if there not in self.depth:
                    self.depth[there] = self.depth[here] + 1
                    self.first[there] = (here, act)
                    waiting.append(there)

    @property
    def transitions(self) -> int:
        """How many steps change something."""
        return sum(there != here for here, steps in self.steps.items() for _act, there in steps)

    def near(self, depth: int | None) -> set[State]:
        """Return the states so many acts away from the beginning; all of them if None."""
        return {state for state, away in self.depth.items() if depth is None or away <= depth}

    def corners(self) -> set[State]:
        """Return the states on the shortest ways to each state of milestone, case, review and deposit, and each payment."""
        firsts: dict[tuple[str, object], State] = {}
        for state in self.depth:
            case = state.case or CaseState(CaseStatus.WITHDRAWN, "")
            kinds = {
                "milestone": state.milestone,
                "case": case.status,
                "opener": state.case and case.opener,
                "deposit": state.deposits[0],
                "reminded": state.reminded,
                "awaited": state.awaited,
                "paid": state.paid,
            }
            for what in kinds.items():
                firsts.setdefault(what, state)
        found = set(firsts.values())
        for state in firsts.values():
            while state in self.first:
                state = self.first[state][0]  # noqa: PLW2901  # back to the beginning
                found.add(state)
        return found

    def way(self, state: State) -> list[str]:
        """Return the names of the acts that lead there."""
        names: list[str] = []
        while state in self.first:
            state, act = self.first[state]
            names.append(act.name)
        return names[::-1]

    def stuck(self, without: str = "") -> list[State]:
        """Return the open states from which no order of acts leads to an end.

        :param without: who does nothing any more
        """
        back: dict[State, list[State]] = {}
        for here, steps in self.steps.items():
            for act, there in steps:
                if act.by != without:
                    back.setdefault(there, []).append(here)
        good = {state for state in self.steps if is_over(state)}
        waiting = list(good)
        while waiting:
            for before in back.get(waiting.pop(), ()):
                if before not in good:
                    good.add(before)
                    waiting.append(before)
        return [state for state in self.steps if is_open(state) and state not in good]
