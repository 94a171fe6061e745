"""Asking about a project in public, and answering."""

from uuid import UUID

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from aval.kernel.acts import Act
from aval.kernel.refusals import IllegalMove, Refusal
from aval.kernel.transactions import action
from aval.moderation import actions as moderation
from aval.projects import access
from aval.projects.actions.proposals import NotOpenForProposals, OwnProject
from aval.projects.models import Answer, Project, Question
from aval.projects.terms import tidy

QUESTION_MAX = 2_000
ANSWER_MAX = 5_000
QUESTIONS_EACH_MAX = 10


class TooManyQuestions(Refusal):
    """One person asked as often as is fair on one project."""

    sentence = format_lazy(_("You have asked {most} questions on this project already."), most=QUESTIONS_EACH_MAX)
    advice = _("Send a proposal: it opens a conversation with the client.")


class AlreadyAnswered(Refusal):
    """The question has its answer; what was said in public stays."""

    sentence = _("This question is answered already, and the answer stays as it is.")
    advice = _("If things have changed, edit the project: its description is what counts.")


@action
def ask_question(act: Act, *, project_id: UUID, text: str) -> Question:
    """Ask something about a project, for everybody who sees it.

    :raises Project.DoesNotExist: if there is none, or the actor may not see it
    :raises OwnProject: if it is the actor's own
    :raises NotOpenForProposals: if it is not published (any more)
    :raises TooManyQuestions: if the actor asked ten times on it
    :raises Invalid: if the text is empty or too long
    :raises ContactDetailsFound: if screening refuses the text
    """
    project = access.lock_project_for_reader(project_id, act.actor_id)
    if project.client_id == act.actor_id:
        raise OwnProject
    if not project.is_open:
        raise NotOpenForProposals
    if project.questions.filter(asked_by_id=act.actor_id).count() >= QUESTIONS_EACH_MAX:
        raise TooManyQuestions
    text = tidy(text, field="text", most=QUESTION_MAX)
    _screen(act, project, text, place="question")

    return Question.objects.create(project=project, asked_by_id=act.actor_id, text=text, asked_at=act.at)


@action
def answer_question(act: Act, *, question_id: UUID, text: str) -> Answer:
    """Answer a question about one's project, once, for everybody who sees it.

    :raises Question.DoesNotExist: if there is none, or it is not about a project of the actor's
    :raises AlreadyAnswered: if it has an answer
    :raises IllegalMove: if the project is not published (any more)
    :raises Invalid: if the text is empty or too long
    :raises ContactDetailsFound: if screening refuses the text
    """
    question = access.lock_question_for_client(question_id, act.actor_id)
    if Answer.objects.filter(question=question).exists():
        raise AlreadyAnswered
    if not question.project.is_open:
        raise IllegalMove
    text = tidy(text, field="text", most=ANSWER_MAX)
    _screen(act, question.project, text, place="answer")

    return Answer.objects.create(question=question, text=text, answered_at=act.at)


def _screen(act: Act, project: Project, text: str, *, place: str) -> None:
    moderation.screen(
        act, text=text, place=place, author_id=act.actor_id, subject=project.title, skills=tuple(project.skills)
    )
