"""Exceptions that a person grants on one contract, and reviewed texts that help to measure."""

from datetime import timedelta

import pytest

from aval.conversation.models import Message
from aval.kernel.refusals import IllegalMove, Invalid
from aval.moderation import actions as moderation
from aval.moderation import anonymous, queries
from aval.moderation.events import ExceptionGranted
from aval.moderation.models import CorpusCase, CorpusConsent, GateException, RefusedText
from aval.record import queries as record
from tests import make

pytestmark = pytest.mark.django_db

GRANT = {"kinds": ["phone", "invitation"], "ground": "access", "reason": "The bank calls back", "days": 3}


def test_what_an_exception_names_passes_on_that_contract_alone_and_for_its_days_alone() -> None:
    thread, other = make.thread(), make.thread()
    refused = make.refused(thread)

    exception = moderation.grant_exception(make.act(make.operator()), refused_id=refused.id, **GRANT)

    make.message(thread, refused.text)
    make.message(thread, refused.text, by=thread.professional)
    make.refused(other)
    make.refused(thread, "Write to ana@example.com")
    assert queries.excepted_kinds(thread.contract_id, at=exception.until) == frozenset()
    assert Message.objects.count() == 2
    [event] = record.events(thread.contract_id, kinds=[ExceptionGranted])
    assert isinstance(event.event, ExceptionGranted)
    assert event.event.exception_id == exception.id
    assert record.payload_texts(thread.contract_id, event.seq) == {"reason": "The bank calls back"}


@pytest.mark.parametrize("wrong", [{"kinds": []}, {"kinds": ["all"]}, {"ground": "x"}, {"reason": " "}, {"days": 31}])
def test_an_exception_says_what_passes_why_and_for_how_long(wrong: dict[str, object]) -> None:
    refused = make.refused()

    with pytest.raises(Invalid):
        moderation.grant_exception(make.act(make.operator()), refused_id=refused.id, **{**GRANT, **wrong})

    assert not GateException.objects.exists()


def test_only_a_reviewer_without_a_part_in_it_grants_an_exception_once() -> None:
    thread = make.thread()
    refused = make.refused(thread)

    for someone in (thread.client, thread.professional, make.stranger()):
        with pytest.raises(RefusedText.DoesNotExist):
            moderation.grant_exception(make.act(someone), refused_id=refused.id, **GRANT)
    moderation.grant_exception(make.act(make.operator()), refused_id=refused.id, **GRANT)
    with pytest.raises(IllegalMove):
        moderation.grant_exception(make.act(make.operator()), refused_id=refused.id, **GRANT)

    assert GateException.objects.count() == 1


def test_a_party_who_is_a_reviewer_too_decides_on_nothing_that_was_written_to_them() -> None:
    operator = make.operator()
    thread = make.thread(professional=operator)
    refused = make.refused(thread)

    with pytest.raises(moderation.OwnText):
        make.decision(refused, allow=True, by=operator)
    with pytest.raises(moderation.OwnText):
        moderation.grant_exception(make.act(operator), refused_id=refused.id, **GRANT)


def test_only_the_author_agrees_and_only_after_a_decision() -> None:
    thread = make.thread()
    refused = make.refused(thread)
    with pytest.raises(IllegalMove):
        moderation.agree_to_corpus(make.act(thread.client), refused_id=refused.id)
    make.decision(refused)

    with pytest.raises(RefusedText.DoesNotExist):
        moderation.agree_to_corpus(make.act(thread.professional), refused_id=refused.id)
    for _time in range(2):
        moderation.agree_to_corpus(make.act(thread.client, after=timedelta(days=1)), refused_id=refused.id)

    assert CorpusConsent.objects.count() == 1


def test_without_consent_nothing_goes_into_the_corpus() -> None:
    refused = make.refused()
    make.decision(refused)

    with pytest.raises(moderation.NoConsent):
        moderation.add_to_corpus(
            make.act(make.operator()), refused_id=refused.id, marked="[[x]]", lang="es", kind="phone"
        )

    assert not CorpusCase.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "Soy Ana, escribime a ana.suarez+web@gmail.com o al +54 11 6044-9130",
        "meu zap: onze nove oito oito sete sete meia meia cinco cinco",
        "llamame al cero once quince cuarenta y cinco, 6044 9130",
    ],
)
def test_a_text_keeps_its_shape_and_nothing_of_its_values(text: str) -> None:
    thread = make.thread()
    refused = make.refused(thread, text)

    marked = anonymous.marked(refused, ["Ana Suárez"])
    plain, spans = anonymous.taken_apart(marked)

    assert anonymous.still_there(refused, plain, ["Ana Suárez"]) == []
    assert "Ana" not in plain
    assert len(plain.split()) == len(refused.text.split())
    assert len(spans) == len(refused.findings)
