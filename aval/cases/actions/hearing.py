"""What is said in front of a mediator: statements, questions, answers; and who looked at the file."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from aval.cases import access
from aval.cases.actions.assigning import assign
from aval.cases.events import FileRead, MediatorRecused, QuestionAsked, QuestionReplied, StatementMade
from aval.cases.models import Assignment, Case, Question, Recusal, Reply, Statement
from aval.cases.refusals import NoSuchEvent
from aval.cases.states import HEARD
from aval.conversation import actions as conversation
from aval.kernel.acts import Act
from aval.kernel.refusals import IllegalMove, Invalid
from aval.kernel.transactions import action
from aval.record import actions as record
from aval.record.events import Text
from aval.record.models import Event as EventRow
from aval.record.models import Log

LOOK_AGAIN_AFTER = timedelta(days=1)


@action
def read_file(act: Act, *, case_id: UUID) -> Case:
    """Open the case file as its mediator: the look is itself an event, once a day at most.

    :raises Case.DoesNotExist: if the actor does not hear the case
    :raises NotTheMediator: if another mediator hears it now
    """
    case = access.lock_case_for_mediator(case_id, act.actor_id)
    last = EventRow.objects.filter(contract_id=case.contract_id, kind=FileRead.KIND).order_by("-seq").first()
    if last is None or act.at - last.at >= LOOK_AGAIN_AFTER:
        record.append(act, case.contract_id, FileRead(case.id))
    return case


@action
def state(act: Act, *, case_id: UUID, text: str, cites: Iterable[int] = ()) -> Statement:
    """Make a statement to the mediator; the other side sees it at once.

    :param cites: numbers of events that it rests on
    :raises Case.DoesNotExist: if there is none, or the actor is not a party
    :raises IllegalMove: if the case is over
    :raises NoSuchEvent: if an event cited does not exist
    """
    case = access.lock_case_for_party(case_id, act.actor_id)
    if not case.is_open:
        raise IllegalMove
    made = Statement.objects.create(
        case=case,
        author_id=act.actor_id,
        text=_text(text),
        cites=check_cites(case, cites, field="cites"),
        made_at=act.at,
    )
    record.append(act, case.contract_id, StatementMade(case.id, made.id, tuple(made.cites), Text(text)))
    return made


@action
def ask_party(act: Act, *, case_id: UUID, asked_of: UUID, text: str, answer_by: datetime) -> Question:
    """Ask a party something, to be answered by a moment; both sides see it.

    :raises NotTheMediator: if the actor does not hear the case now
    :raises Invalid: if the person asked is not a party, or the moment is past
    """
    case = access.lock_case_for_mediator(case_id, act.actor_id)
    if case.status not in HEARD:
        raise IllegalMove
    if not case.contract.is_party(asked_of):
        raise Invalid(field="asked_of")
    if answer_by <= act.at:
        raise Invalid(field="answer_by")
    question = Question.objects.create(
        case=case,
        asked_by_id=act.actor_id,
        asked_of_id=asked_of,
        text=_text(text),
        asked_at=act.at,
        answer_by=answer_by,
    )
    side = "client" if asked_of == case.contract.client_id else "professional"
    record.append(act, case.contract_id, QuestionAsked(case.id, question.id, side, answer_by, Text(text)))
    return question


@action
def reply(act: Act, *, question_id: UUID, text: str, cites: Iterable[int] = ()) -> Reply:
    """Answer a question of the mediator, once.

    :raises Question.DoesNotExist: if it was not asked of the actor
    :raises IllegalMove: if it was answered, or the case is over
    """
    question = access.lock_question_for(question_id, act.actor_id)
    case = question.case
    if not case.is_open or Reply.objects.filter(question=question).exists():
        raise IllegalMove
    made = Reply.objects.create(
        question=question,
        text=_text(text),
        cites=check_cites(case, cites, field="cites"),
        replied_at=act.at,
    )
    record.append(act, case.contract_id, QuestionReplied(case.id, question.id, tuple(made.cites), Text(text)))
    return made


@action
def recuse(act: Act, *, case_id: UUID, reason: str) -> Assignment | None:
    """Step down from a case, which goes to another mediator; returns the new assignment, if somebody is free.

    :raises NotTheMediator: if the actor does not hear the case now
    :raises IllegalMove: if it has been ruled upon
    """
    case = access.lock_case_for_mediator(case_id, act.actor_id)
    present = access.present_assignment(case)
    if case.status not in HEARD or present is None:
        raise IllegalMove
    Recusal.objects.create(assignment=present, reason=_text(reason), recused_at=act.at)
    record.append(act, case.contract_id, MediatorRecused(case.id, Text(reason)))
    conversation.dismiss_reader(act, contract_id=case.contract_id, account_id=act.actor_id)
    return assign(act, case)


def check_cites(case: Case, cites: Iterable[int], *, field: str) -> list[int]:
    """Return the numbers in order and once each.

    :raises NoSuchEvent: if the contract's record has no event of that number
    """
    size = Log.objects.values_list("size", flat=True).get(id=case.contract_id)
    numbers = sorted(set(cites))
    for number in numbers:
        if not 0 <= number < size:
            raise NoSuchEvent(number, field)
    return numbers


def _text(text: str) -> str:
    if not text.strip():
        raise Invalid(field="text")
    return text
