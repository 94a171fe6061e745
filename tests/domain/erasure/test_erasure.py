"""Who may have something erased, on whose decision, and what holds it back."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from aval.accounts import requests as answers
from aval.accounts.models import Role
from aval.conversation.models import Message, Thread
from aval.erasure import actions as erasure
from aval.erasure.holds import holds_on
from aval.erasure.models import Request
from aval.kernel.acts import Act
from aval.kernel.ids import new_id
from aval.kernel.refusals import IllegalMove, Invalid
from aval.kernel.transactions import unit
from aval.record import queries as record
from aval.record.models import ErasedPart
from tests import make

pytestmark = pytest.mark.django_db

HOUR, WEEK = timedelta(hours=1), timedelta(days=7)


def thread_of(message: Message) -> Thread:
    return Thread.objects.select_related("client", "professional").get(contract_id=message.contract_id)


def codes(request: Request, after: timedelta) -> list[str]:
    return [hold.code for hold in holds_on(request, make.NOON + after)]


def test_two_operators_have_it_erased_and_both_parties_see_why() -> None:
    message = make.message(text="My son is ill")

    request = make.erased(message)

    assert request.status == Request.Status.CARRIED_OUT
    assert Message.objects.get(id=message.id).text == ""
    last = record.events(message.contract_id)[-1]
    assert (last.seq, last.role) == (request.by_seq, "site")
    assert last.event.sentence() == "erased 1 content of this record (GDPR Art. 17(1)(d))"
    assert [part.part for part in record.erased(message.contract_id)[message.seq]] == ["text"]


def test_one_operator_is_not_enough() -> None:
    request, who = make.asked(), make.operator()
    erasure.decide(make.act(who, after=WEEK * 2), request_id=request.id, granted=True, reason="Yes.")

    with pytest.raises(erasure.DecidedBefore):
        erasure.decide(make.act(who, after=WEEK * 2), request_id=request.id, granted=True, reason="Yes.")

    assert not ErasedPart.objects.exists()


def test_nobody_but_an_operator_decides_and_none_on_their_own() -> None:
    request = make.asked()
    thread = Thread.objects.get(contract_id=request.contract_id)
    Role.objects.create(account=thread.client, kind=Role.Kind.OPERATOR, given_at=make.NOON)

    for who in (thread.client, thread.professional, make.stranger(), make.mediator()):
        with pytest.raises(erasure.NotTheirErasure):
            erasure.decide(make.act(who), request_id=request.id, granted=True, reason="Yes.")

    assert not request.decisions.exists()


def test_a_stranger_can_ask_for_nothing() -> None:
    message = make.message()

    with pytest.raises(Thread.DoesNotExist):
        erasure.ask(make.act(make.stranger()), contract_id=message.contract_id, seqs=[message.seq],
                    ground="gdpr-17-1-d", reason="I want it.")  # fmt: skip

    assert not Request.objects.exists()


@pytest.mark.parametrize(("seqs", "ground", "reason"), [
    ([0], "gdpr-17-1-d", "why"), ([], "gdpr-17-1-d", "why"), ([99], "gdpr-17-1-d", "why"),
    ([1], "because", "why"), ([1], "gdpr-17-1-d", " "),
])  # fmt: skip
def test_what_can_not_be_asked_is_refused(seqs: list[int], ground: str, reason: str) -> None:
    message = make.message()

    with pytest.raises(Invalid):
        erasure.ask(make.act(thread_of(message).client), contract_id=message.contract_id, seqs=seqs, ground=ground,
                    reason=reason)  # fmt: skip

    assert not Request.objects.exists()


def test_the_other_party_has_a_week_and_then_the_clock_carries_it_out() -> None:
    request = make.granted()
    assert (request.status, codes(request, HOUR)) == (Request.Status.GRANTED, ["notice"])

    assert not erasure.carry_out(make.site_act(after=WEEK), request_id=request.id)
    assert erasure.carry_out(make.site_act(after=WEEK + HOUR * 2), request_id=request.id)
    assert not erasure.carry_out(make.site_act(after=WEEK + HOUR * 2), request_id=request.id)

    assert ErasedPart.objects.count() == 1


def test_an_open_case_holds_it_back_until_it_ends() -> None:
    case = make.case()
    message = make.message(Thread.objects.select_related("client").get(contract_id=case.contract_id))
    request = make.granted(make.asked(message), after=WEEK * 2)

    assert codes(request, WEEK * 2) == ["case"]
    assert not erasure.carry_out(make.site_act(after=WEEK * 9), request_id=request.id)

    assert not ErasedPart.objects.exists()


def test_what_is_only_no_longer_needed_waits_for_the_contract_to_end() -> None:
    contract = make.agreed()
    message = make.message(Thread.objects.select_related("client").get(contract_id=contract.id))

    assert codes(make.asked(message, ground="gdpr-17-1-a"), WEEK * 9) == ["contract"]
    assert codes(make.asked(message, ground="lgpd-18-iv"), WEEK * 9) == []


def test_a_legal_hold_stands_until_its_day_or_until_another_operator_lifts_it() -> None:
    request, one, other = make.asked(), make.operator(), make.operator("Olga Ríos")
    hold = erasure.place_hold(
        make.act(one), contract_id=request.contract_id, until=make.NOON + WEEK * 4, reason="A court."
    )
    assert codes(request, WEEK * 2) == ["legal"]
    assert codes(request, WEEK * 5) == []

    with pytest.raises(erasure.AnotherLifts):
        erasure.lift_hold(make.act(one), hold_id=hold.id)
    erasure.lift_hold(make.act(other), hold_id=hold.id)

    assert codes(request, WEEK * 2) == []


def test_a_request_that_was_taken_back_or_refused_can_not_be_granted() -> None:
    taken, refused = make.asked(), make.asked()
    asker = Act(taken.asked_by_id, make.NOON, new_id())
    erasure.withdraw(asker, request_id=taken.id)
    erasure.decide(make.act(make.operator()), request_id=refused.id, granted=False, reason="It is needed.")

    for request in (taken, refused):
        with pytest.raises(IllegalMove):
            erasure.decide(make.act(make.operator()), request_id=request.id, granted=True, reason="Yes.")


def test_the_database_refuses_an_erasure_that_nobody_granted() -> None:
    message = make.message()

    def erase_alone() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT record_erase(%s, 5, 'gdpr-17-1-d', %s, ARRAY['text'], now())",
                [message.contract_id, [message.seq]],
            )
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    with pytest.raises(DatabaseError, match=r"no event says|two operators"):
        erase_alone()

    assert record.payload_texts(message.contract_id, message.seq)


def test_a_repeat_of_a_request_whose_answer_was_erased_is_told_so() -> None:
    message = make.message()
    author, key = thread_of(message).client, new_id()
    with unit():
        answers.keep(author.id, key, b"x", answers.Answer(200, b"My son"), make.NOON + HOUR)

    make.erased(message)

    with pytest.raises(answers.AnswerErased):
        answers.find(author.id, key, b"x")
