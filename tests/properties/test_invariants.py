"""Whatever five people do to one contract, in whatever order and by whatever door: the ten invariants hold."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, transaction
from django.test import Client
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from aval.accounts import actions as accounts
from aval.accounts.models import Account
from aval.cases import access as cases_access
from aval.cases import actions as cases
from aval.cases.models import Case
from aval.contracts import access as contracts_access
from aval.contracts import actions as contracts
from aval.contracts.models import Contract, Delivery
from aval.conversation import access as conversation_access
from aval.conversation import actions as conversation
from aval.conversation.models import GateOpening, Message, Thread
from aval.kernel.acts import Act
from aval.kernel.ids import new_id
from aval.kernel.invariants import check, installed
from aval.kernel.money import Money
from aval.kernel.refusals import Refusal
from aval.ledger import queries as money
from aval.moderation import actions as moderation
from aval.moderation.models import RefusedText, ReviewDecision
from aval.proofs import checkpoints, receipts
from aval.proofs.tree import Tree
from aval.record import relay
from aval.record.actions import receipts_of
from aval.record.models import Event
from tests import make

PARTIES = ("client", "professional")
STAFF = ("mediator", "second mediator", "operator")
CAST = (*PARTIES, *STAFF, "stranger")
SECRET = "+57 300 123 4567"
TEXTS = ("Good morning, here is the plan", f"Call me: {SECRET}", "The second page is ready", "3 0 0 1 2 3 4 5 6 7")
STARTED_WITH = 100_000

HEARING = "whoever hears the case"
STAGES = ("agreed", "funded", "delivered", "disputed", "heard", "ruled")

roles = st.sampled_from(CAST)
numbers = st.integers(1, 2)


def mostly(*right: str) -> st.SearchStrategy[str]:
    """Return those whose turn it could be, and now and then anybody else."""
    return st.sampled_from((*right * (6 // len(right)), *CAST))


class MarketplaceMachine(RuleBasedStateMachine):
    """One contract of two milestones (500 and 300 USD), its people, a few outsiders, and a clock that goes forward.

    Every rule lets anybody try anything. What is refused must leave no trace but a refused text; what is done must
    leave every promise kept.
    """

    def __init__(self) -> None:
        super().__init__()
        self.rolled_back = transaction.atomic()
        # As in Django's own test cases, around which actions may be durable.
        self.rolled_back._from_testcase = True  # type: ignore[attr-defined]
        self.rolled_back.__enter__()

    def teardown(self) -> None:
        """Check what takes long, once a run; then undo the run."""
        try:
            relay.run_once()
            assert list(check(installed())) == []
            self.proofs_still_hold()
        finally:
            transaction.set_rollback(True)
            self.rolled_back.__exit__(None, None, None)

    @initialize(silence=st.sampled_from(["ask_mediator", "counts_as_acceptance"]), stage=st.sampled_from(STAGES))
    def begin(self, silence: str, stage: str) -> None:
        """Let the two agree, and perhaps come some way."""
        makers = {"mediator": make.mediator, "second mediator": make.mediator, "operator": make.operator}
        makers |= {"client": make.client, "professional": make.professional, "stranger": make.stranger}
        self.people: dict[str, Account] = {role: makers[role]() for role in CAST}
        self.contract: Contract = make.agreed(
            silence=silence, client=self.people["client"], professional=self.people["professional"]
        )
        self.milestones = list(self.contract.milestones.order_by("number").values_list("id", flat=True))
        self.clock = timedelta()
        self.come_to(stage)
        self.kept: list[bytes] = []
        self.programs: dict[str, Client] = {}
        self.known = self.everything()

    def come_to(self, stage: str) -> None:
        """Live the first milestone up to this stage, for the rules to go on from there."""
        steps: dict[str, Callable[[], object]] = {
            "funded": lambda: make.funded(self.contract),
            "delivered": lambda: make.delivery(self.contract.milestones.select_related("contract").get(number=1)),
            "disputed": lambda: make.case(self.contract.milestones.select_related("contract").get(number=1)),
            "heard": lambda: cases.ask_for_mediator(
                make.act(self.people["professional"], after=timedelta(days=2)), case_id=Case.objects.get().id
            ),
            "ruled": lambda: make.ruling(Case.objects.get()),
        }
        for name in STAGES[1 : STAGES.index(stage) + 1]:
            steps[name]()
        self.clock = timedelta(days=max(0, STAGES.index(stage) - 2))

    # What anybody may try.

    @rule(hours=st.integers(1, 24 * 6))
    def time_passes(self, hours: int) -> None:
        """Move the clock and let the site do what is due."""
        self.clock += timedelta(hours=hours)
        make.run_deadlines(self.clock)
        cases.run_deadlines(make.site_act(after=self.clock))
        relay.run_once()
        self.known = self.everything()

    @rule(who=mostly(*PARTIES), text=st.sampled_from(TEXTS))
    def say(self, who: str, text: str) -> None:
        """Write to the other party, perhaps a number."""
        self.attempt(who, lambda act: conversation.post_message(act, contract_id=self.contract.id, text=text))

    @rule(who=mostly(*PARTIES), text=st.sampled_from(TEXTS))
    def change_what_was_said(self, who: str, text: str) -> None:
        """Edit the last message."""
        last = Message.objects.filter(contract_id=self.contract.id).order_by("-seq").first()
        if last is not None:
            self.attempt(
                who,
                lambda act: conversation.edit_message(act, contract_id=self.contract.id, message_id=last.id, text=text),
            )

    @rule(who=mostly("operator", "mediator"), allow=st.booleans())
    def review(self, who: str, allow: bool) -> None:  # noqa: FBT001 (hypothesis passes by name)
        """Decide on a refused text that nobody has decided on."""
        waiting = RefusedText.objects.exclude(id__in=ReviewDecision.objects.values("refused_id")).first()
        if waiting is not None:
            self.attempt(
                who,
                lambda act: moderation.decide_review(act, refused_id=waiting.id, allow=allow, reason="I looked."),
            )
            relay.run_once()
            self.known = self.everything()

    @rule(who=mostly("client"), number=numbers)
    def fund(self, who: str, number: int) -> None:
        """Put a milestone's price into escrow."""
        self.attempt(who, lambda act: contracts.fund_milestone(act, milestone_id=self.milestones[number - 1]))

    @rule(who=mostly("client"), number=numbers)
    def fund_twice_by_program(self, who: str, number: int) -> None:
        """Send the same request two times under one key, as a program does after a lost answer."""
        path = f"/api/v1/milestones/{self.milestones[number - 1]}/funding"
        key = str(new_id())
        with patch("aval.api.requests.now", lambda: make.NOON + self.clock):
            first = self.program(who).post(path, headers={"idempotency-key": key})
            once = self.everything()
            again = self.program(who).post(path, headers={"idempotency-key": key})

        assert first.status_code < 500
        assert (again.status_code, again.content) == (first.status_code, first.content)
        assert self.everything() == once
        if first.status_code >= 400:
            assert once == self.known
        self.known = once

    @rule(who=mostly("professional"), number=numbers)
    def deliver(self, who: str, number: int) -> None:
        """Hand in a milestone's work."""
        self.attempt(who, lambda act: contracts.deliver(act, milestone_id=self.milestones[number - 1], note="Ready."))

    @rule(who=mostly("client"))
    def ask_for_changes(self, who: str) -> None:
        """Send the last delivery back."""
        if (last := self.last_delivery()) is not None:
            self.attempt(
                who, lambda act: contracts.request_changes(act, delivery_id=last.id, reasons="The colours are wrong.")
            )

    @rule(who=mostly("client"))
    def accept(self, who: str) -> None:
        """Accept the last delivery."""
        if (last := self.last_delivery()) is not None:
            self.attempt(who, lambda act: contracts.accept_delivery(act, delivery_id=last.id))

    @rule(who=mostly("professional"), number=numbers)
    def give_back(self, who: str, number: int) -> None:
        """Consent to a refund."""
        self.attempt(who, lambda act: contracts.consent_to_refund(act, milestone_id=self.milestones[number - 1]))

    @rule(who=mostly(*PARTIES), number=numbers, back=st.integers(0, 50_000))
    def open_a_case(self, who: str, number: int, back: int) -> None:
        """Dispute a milestone."""
        self.attempt(
            who,
            lambda act: cases.open_case(
                act,
                milestone_id=self.milestones[number - 1],
                reason="not-as-agreed",
                statement="It is not what we agreed.",
                to_client=Money(back, "USD"),
            ),
        )

    @rule(who=mostly(*PARTIES), back=st.integers(0, 50_000))
    def offer(self, who: str, back: int) -> None:
        """Offer another split."""
        self.in_case(who, lambda act, case: cases.make_offer(act, case_id=case.id, to_client=Money(back, "USD")))

    @rule(who=mostly(*PARTIES))
    def take_the_offer(self, who: str) -> None:
        """Settle by the last offer."""
        self.in_case(who, lambda act, case: cases.accept_offer(act, offer_id=case.offers.latest("number").id))

    @rule(who=mostly(*PARTIES))
    def ask_for_a_mediator(self, who: str) -> None:
        """End the negotiation."""
        self.in_case(who, lambda act, case: cases.ask_for_mediator(act, case_id=case.id))

    @rule(who=mostly(HEARING))
    def look(self, who: str) -> None:
        """Read the case file as its mediator."""
        self.in_case(who, lambda act, case: cases.read_file(act, case_id=case.id))

    @rule(who=mostly(HEARING))
    def step_down(self, who: str) -> None:
        """Leave the case to another mediator."""
        self.in_case(who, lambda act, case: cases.recuse(act, case_id=case.id, reason="I know them."))

    @rule(who=mostly(HEARING), back=st.integers(0, 50_000))
    def decide(self, who: str, back: int) -> None:
        """Rule."""
        self.in_case(
            who,
            lambda act, case: cases.rule(
                act, case_id=case.id, to_client=Money(back, "USD"), reasons="The record says so.", relied_on=[0]
            ),
            may_move=True,
        )

    @rule(who=mostly(*PARTIES))
    def contest_the_ruling(self, who: str) -> None:
        """Appeal."""
        self.in_case(
            who,
            lambda act, case: cases.appeal(act, ruling_id=case.rulings.latest("number").id, reasons="Look again."),
        )

    # What must hold after each of them.

    @invariant()
    def money_is_neither_made_nor_lost(self) -> None:
        """The client's first deposit is still all there is, and nobody's part of it is negative."""
        parts = [minor for _purse, minor in self.everything()["money"]]
        fees = sum(amount.minor for place, amount in money.site_balances().items() if place[0] == "fees")

        assert min(parts) >= 0
        assert sum(parts) + fees == STARTED_WITH

    @invariant()
    def nothing_refused_is_shown_behind_a_closed_gate(self) -> None:
        """The number is in no message before the escrow, unless a person let it through."""
        if not GateOpening.objects.filter(thread_id=self.contract.id).exists():
            allowed = ReviewDecision.objects.filter(allowed=True).values_list("refused__text", flat=True)
            for text in Message.objects.filter(contract_id=self.contract.id).values_list("text", flat=True):
                assert SECRET not in text or text in set(allowed)

    @invariant()
    def only_parties_and_the_mediators_of_a_case_see_the_contract(self) -> None:
        """Everybody else is told that there is nothing."""
        heard_by = {
            account for case in Case.objects.filter(contract=self.contract) for account in case.assignments.values_list(
                "mediator_id", flat=True)
        }  # fmt: skip
        for role in CAST:
            account = self.people[role].id
            if role not in PARTIES and account not in heard_by:
                with pytest.raises(Contract.DoesNotExist):
                    contracts_access.contract_for(self.contract.id, account)
                with pytest.raises(Thread.DoesNotExist):
                    conversation_access.thread_for(self.contract.id, account)

    def proofs_still_hold(self) -> None:
        """Every receipt and head that anybody was given still fits the record as it stands."""
        rows = Event.objects.filter(contract_id=self.contract.id).order_by("seq")
        leaves = [bytes(leaf) for leaf in rows.values_list("leaf", flat=True)]
        for note in self.kept:
            head = checkpoints.parse(note)
            assert Tree(leaves[: head.size]).root() == head.root

    # How a try is made.

    def attempt(self, who: str, do: Callable[[Act], object], *, may_move: bool = False) -> None:
        """Let somebody try; what is refused changes nothing, and staff move no money but by a ruling."""
        act = make.act(self.people[who], after=self.clock)
        before = self.known
        try:
            do(act)
        except moderation.ContactDetailsFound:
            assert self.everything(but_texts=True)["money"] == before["money"]
            assert who in PARTIES
        except (Refusal, ObjectDoesNotExist):
            assert self.everything() == before
        else:
            assert who != "stranger"
            self.kept += [receipts.parse(receipt.text).checkpoint for receipt in receipts_of(act)]
            if who in STAFF and not may_move:
                assert self.everything()["money"] == before["money"]
        self.known = self.everything()

    def in_case(self, who: str, do: Callable[[Act, Case], object], *, may_move: bool = False) -> None:
        """Let somebody try something in the latest case."""
        case = Case.objects.filter(contract=self.contract).order_by("-opened_at", "-id").first()
        if case is None:
            return
        if who == HEARING:
            present = cases_access.present_assignment(case)
            found = [role for role, account in self.people.items() if present and account.id == present.mediator_id]
            who = found[0] if found else "mediator"
        self.attempt(who, lambda act: do(act, case), may_move=may_move)

    def everything(self, *, but_texts: bool = False) -> dict[str, Any]:
        """Return what an attempt could have changed."""
        counts = ["record_event", "ledger_operation", "ledger_authorisation", "conversation_message",
                  "conversation_messageversion", "contracts_delivery", "contracts_acceptance", "cases_offer",
                  "cases_ruling", "cases_assignment", "conversation_admission"]  # fmt: skip
        counts += [] if but_texts else ["moderation_refusedtext"]
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(f"SELECT '{table}', count(*) FROM {table}" for table in counts))
            rows = dict(cursor.fetchall())
            cursor.execute("SELECT purse_id, minor FROM ledger_balance ORDER BY purse_id")
            balances = cursor.fetchall()
            cursor.execute(
                "SELECT id, status FROM contracts_milestone UNION SELECT id, status FROM cases_case ORDER BY 1"
            )
            return {"rows": rows, "money": balances, "states": cursor.fetchall()}

    def last_delivery(self) -> Delivery | None:
        """Return the latest delivery of the contract."""
        return Delivery.objects.filter(contract_id=self.contract.id).order_by("-delivered_at", "-number").first()

    def program(self, who: str) -> Client:
        """Return a program with this person's token."""
        if who not in self.programs:
            scopes = ["read", "write", "money"]
            secret = accounts.create_token(make.act(self.people[who]), name="till", scopes=scopes).secret
            self.programs[who] = Client(raise_request_exception=False, headers={"authorization": f"Bearer {secret}"})
        return self.programs[who]


@pytest.mark.django_db
def test_whatever_people_do_the_invariants_hold() -> None:
    relay.discover()

    run_state_machine_as_test(
        MarketplaceMachine,
        settings=settings(
            max_examples=12,
            stateful_step_count=25,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
