"""Asking about a project in public, and answering."""

import pytest

from aval.moderation.actions import ContactDetailsFound
from aval.projects import actions as projects
from aval.projects import queries
from aval.projects.models import Question
from tests import make

pytestmark = pytest.mark.django_db


def test_a_question_and_its_answer_stand_on_the_project() -> None:
    question = make.question()
    project = question.project

    projects.answer_question(make.act(project.client), question_id=question.id, text="Cards and transfers.")

    listed = queries.questions_on(project.id).get()
    assert (listed.text, listed.answer.text) == (question.text, "Cards and transfers.")


def test_a_question_is_answered_once() -> None:
    question = make.question()
    act = make.act(question.project.client)
    projects.answer_question(act, question_id=question.id, text="Cards.")

    with pytest.raises(projects.AlreadyAnswered):
        projects.answer_question(act, question_id=question.id, text="Transfers.")

    assert queries.questions_on(question.project_id).get().answer.text == "Cards."


def test_only_the_client_answers() -> None:
    question = make.question()

    for other in (make.stranger(), question.asked_by):
        with pytest.raises(Question.DoesNotExist):
            projects.answer_question(make.act(other), question_id=question.id, text="Cards.")

    assert not hasattr(queries.questions_on(question.project_id).get(), "answer")


def test_nobody_asks_about_their_own_project_nor_a_closed_one() -> None:
    project = make.project()

    with pytest.raises(projects.OwnProject):
        make.question(project, project.client)
    projects.close_project(make.act(project.client), project_id=project.id)
    with pytest.raises(projects.NotOpenForProposals):
        make.question(project)

    assert not project.questions.exists()


def test_one_person_asks_ten_times_at_most() -> None:
    project, curious = make.project(), make.professional()
    for _number in range(10):
        make.question(project, curious)

    with pytest.raises(projects.TooManyQuestions):
        make.question(project, curious)

    assert project.questions.count() == 10
    assert "10 questions" in str(projects.TooManyQuestions().sentence)


def test_contact_details_are_refused_in_questions_and_answers() -> None:
    question = make.question()
    project = question.project

    with pytest.raises(ContactDetailsFound):
        projects.ask_question(make.act(make.stranger()), project_id=project.id, text="Mail me: samuel@example.com")
    with pytest.raises(ContactDetailsFound):
        projects.answer_question(make.act(project.client), question_id=question.id, text="Telegram @clara_ceramics")

    assert project.questions.count() == 1
    assert not hasattr(queries.questions_on(project.id).get(), "answer")
