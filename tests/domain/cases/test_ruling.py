"""Mediators: assigned without ties, ruling with grounds, appealed once, carried out by the ledger."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from aval.cases import actions as cases
from aval.cases.casefile import case_file
from aval.cases.events import FileRead
from aval.cases.models import Question, Ruling
from aval.cases.states import CaseStatus
from aval.contracts.access import contract_for
from aval.contracts.models import Contract
from aval.contracts.states import MilestoneStatus
from aval.conversation.access import thread_for
from aval.conversation.models import Thread
from aval.kernel.acts import Act
from aval.kernel.money import Money
from aval.kernel.refusals import IllegalMove
from aval.kernel.transactions import action
from aval.ledger import actions as ledger
from aval.ledger.queries import hold_balance, wallet_balance
from aval.record import queries as record
from tests import make

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def usd(minor: int) -> Money:
    return Money(minor, "USD")


def test_the_mediator_with_fewer_open_cases_is_assigned() -> None:
    busy, free = make.mediator("Berta"), make.mediator("Fabio")
    first = make.heard_case()

    second = make.heard_case()

    assert make.mediator_of(first) == busy
    assert make.mediator_of(second) == free


def test_nobody_who_ever_worked_with_a_party_is_assigned() -> None:
    tied = make.mediator("Teresa")
    delivery = make.delivery(client=tied)
    professional = delivery.milestone.contract.professional

    case = make.heard_case(make.delivery(professional=professional).milestone)

    assert case.assignments.count() == 0


def test_a_case_without_a_mediator_gets_one_as_soon_as_there_is_one() -> None:
    case = make.heard_case()
    mediator = make.mediator()

    cases.run_deadlines(make.site_act(after=3 * DAY))

    assert make.mediator_of(case) == mediator


def test_a_ruling_is_carried_out_when_the_time_to_appeal_is_over() -> None:
    make.mediator()
    case = make.heard_case()
    make.ruling(case, to_client=20_000)
    assert hold_balance(case.milestone_id) == usd(50_000)

    assert cases.run_deadlines(make.site_act(after=7 * DAY)) == 0
    assert cases.run_deadlines(make.site_act(after=8 * DAY)) == 1
    assert cases.run_deadlines(make.site_act(after=9 * DAY)) == 0

    case.refresh_from_db()
    assert case.status == CaseStatus.EXECUTED
    assert make.status_of(case.milestone_id) == MilestoneStatus.RULED
    assert wallet_balance(case.contract.professional_id, "USD") == usd(27_000)
    assert wallet_balance(case.contract.client_id, "USD") == usd(70_000)


@pytest.mark.parametrize(("reasons", "relied_on"), [("", [0]), ("Because.", [])])
def test_a_ruling_needs_reasons_and_events(reasons: str, relied_on: list[int]) -> None:
    make.mediator()
    case = make.heard_case()

    with pytest.raises(cases.GroundsMissing):
        cases.rule(
            make.act(make.mediator_of(case), after=3 * DAY),
            case_id=case.id,
            to_client=usd(0),
            reasons=reasons,
            relied_on=relied_on,
        )

    assert Ruling.objects.count() == 0


def test_a_ruling_cites_events_that_exist() -> None:
    make.mediator()
    case = make.heard_case()

    with pytest.raises(cases.NoSuchEvent):
        cases.rule(
            make.act(make.mediator_of(case), after=3 * DAY),
            case_id=case.id,
            to_client=usd(0),
            reasons="Because.",
            relied_on=[9_999],
        )


def test_an_appeal_goes_to_another_mediator_whose_ruling_is_final_at_once() -> None:
    make.mediator("Marta"), make.mediator("Miguel")
    case = make.heard_case()
    first = make.ruling(case, to_client=50_000)
    author = make.mediator_of(case)

    cases.appeal(make.act(case.contract.professional, after=4 * DAY), ruling_id=first.id, reasons="It was agreed so.")
    case.refresh_from_db()
    second = make.mediator_of(case)
    make.ruling(case, to_client=0, after=5 * DAY)

    case.refresh_from_db()
    assert second != author
    assert case.status == CaseStatus.EXECUTED
    assert wallet_balance(case.contract.professional_id, "USD") == usd(45_000)
    assert wallet_balance(case.contract.client_id, "USD") == usd(50_000)


def test_whoever_ruled_cannot_rule_on_the_appeal() -> None:
    make.mediator("Marta"), make.mediator("Miguel")
    case = make.heard_case()
    first = make.ruling(case)
    author = make.mediator_of(case)
    cases.appeal(make.act(case.contract.client, after=4 * DAY), ruling_id=first.id, reasons="Look again.")

    with pytest.raises(cases.NotTheMediator):
        cases.rule(make.act(author, after=5 * DAY), case_id=case.id, to_client=usd(0), reasons="Again.", relied_on=[0])

    assert Ruling.objects.count() == 1
    assert hold_balance(case.milestone_id) == usd(50_000)


def test_an_appeal_that_nobody_is_free_to_hear_waits_and_is_not_the_first_mediators() -> None:
    mediator = make.mediator()
    case = make.heard_case()
    first = make.ruling(case)
    cases.appeal(make.act(case.contract.client, after=4 * DAY), ruling_id=first.id, reasons="Look again.")

    with pytest.raises(cases.NotTheMediator):
        cases.rule(
            make.act(mediator, after=5 * DAY), case_id=case.id, to_client=usd(0), reasons="As before.", relied_on=[0]
        )

    assert Ruling.objects.get() == first


def test_a_late_appeal_is_refused() -> None:
    make.mediator()
    case = make.heard_case()
    ruling = make.ruling(case)

    with pytest.raises(cases.AppealTooLate):
        cases.appeal(make.act(case.contract.client, after=8 * DAY), ruling_id=ruling.id, reasons="Too late.")

    case.refresh_from_db()
    assert case.status == CaseStatus.RULED


def test_the_two_may_still_settle_while_a_ruling_waits() -> None:
    make.mediator()
    case = make.heard_case()
    make.ruling(case)
    offer = cases.make_offer(
        make.act(case.contract.professional, after=4 * DAY), case_id=case.id, to_client=usd(25_000)
    )

    cases.accept_offer(make.act(case.contract.client, after=4 * DAY), offer_id=offer.id)

    case.refresh_from_db()
    assert case.status == CaseStatus.SETTLED
    assert cases.run_deadlines(make.site_act(after=30 * DAY)) == 0
    assert wallet_balance(case.contract.client_id, "USD") == usd(75_000)


def test_a_mediators_look_is_an_event_once_a_day() -> None:
    make.mediator()
    case = make.heard_case()
    mediator = make.mediator_of(case)

    cases.read_file(make.act(mediator, after=3 * DAY), case_id=case.id)
    cases.read_file(make.act(mediator, after=3 * DAY), case_id=case.id)

    looks = [one for one in record.events(case.contract_id) if isinstance(one.event, FileRead)]
    assert [look.role for look in looks] == ["mediator"]


def test_questions_are_answered_once_by_whoever_was_asked() -> None:
    make.mediator()
    case = make.heard_case()
    question = cases.ask_party(
        make.act(make.mediator_of(case), after=3 * DAY),
        case_id=case.id,
        asked_of=case.contract.professional_id,
        text="Which payments were agreed?",
        answer_by=make.NOON + 5 * DAY,
    )

    with pytest.raises(Question.DoesNotExist):
        cases.reply(make.act(case.contract.client, after=4 * DAY), question_id=question.id, text="I know!")
    cases.reply(make.act(case.contract.professional, after=4 * DAY), question_id=question.id, text="Cards.", cites=[1])

    with pytest.raises(IllegalMove):
        cases.reply(make.act(case.contract.professional, after=4 * DAY), question_id=question.id, text="And cash.")


def test_a_mediator_can_step_down_and_another_takes_over() -> None:
    make.mediator("Marta"), make.mediator("Miguel")
    case = make.heard_case()
    first = make.mediator_of(case)

    cases.recuse(make.act(first, after=3 * DAY), case_id=case.id, reason="I know the client.")

    assert make.mediator_of(case) != first
    with pytest.raises(Contract.DoesNotExist):
        contract_for(case.contract_id, first.id)
    with pytest.raises(Thread.DoesNotExist):
        thread_for(case.contract_id, first.id)
    with pytest.raises(cases.NotTheMediator):
        cases.read_file(make.act(first, after=3 * DAY), case_id=case.id)


def test_the_case_file_cites_an_event_for_every_fact() -> None:
    make.mediator()
    case = make.heard_case()
    size = len(record.events(case.contract_id))

    sections = case_file(case)

    lines = {section.key: section.lines for section in sections}
    assert {"agreed", "dates", "deliveries", "money", "case"} <= {key for key, found in lines.items() if found}
    assert all(0 <= seq < size for found in lines.values() for line in found for seq in line.cites)
    assert all(line.cites for key in ("agreed", "deliveries", "money", "case") for line in lines[key])


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        ("UPDATE cases_ruling SET to_client_minor = 0", "permission denied"),
        ("DELETE FROM cases_offer", "permission denied"),
        ("DELETE FROM cases_case", "permission denied"),
        (
            "INSERT INTO cases_assignment (id, case_id, mediator_id, on_appeal, assigned_at) "
            "SELECT gen_random_uuid(), c.id, k.client_id, false, now() FROM cases_case c "
            "JOIN contracts_contract k ON k.id = c.contract_id",
            "a party cannot hear its own case",
        ),
        (
            "INSERT INTO cases_ruling (id, case_id, contract_id, milestone_id, number, mediator_id, "
            "to_professional_minor, commission_minor, to_client_minor, currency, terms_hash, work, reasons, relied_on, "
            "ruled_at, final_at) SELECT gen_random_uuid(), c.id, c.contract_id, c.milestone_id, 1, k.client_id, 0, 0, "
            "50000, 'USD', '', 'client', 'mine', ARRAY[0], now(), now() FROM cases_case c "
            "JOIN contracts_contract k ON k.id = c.contract_id",
            "does not come from the mediator",
        ),
    ],
)
def test_the_database_refuses_what_no_action_would_do(statement: str, constraint: str) -> None:
    make.mediator()
    make.ruling(make.heard_case())

    with pytest.raises(Exception, match=constraint), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_no_ruling_pays_before_it_is_final() -> None:
    make.mediator()
    case = make.heard_case()
    ruling = make.ruling(case)

    @action
    def pay_early(act: Act) -> None:
        ledger.authorise(
            act,
            authorisation_id=ruling.id,
            kind="ruling",
            contract_id=case.contract_id,
            hold_id=case.milestone_id,
            terms_hash=bytes(ruling.terms_hash),
            to_professional=ruling.to_professional,
            commission=ruling.commission,
            to_client=ruling.to_client,
        )

    with pytest.raises(IntegrityError, match="no ruling stands behind"):
        pay_early(make.site_act(after=4 * DAY))

    assert hold_balance(case.milestone_id) == usd(50_000)
