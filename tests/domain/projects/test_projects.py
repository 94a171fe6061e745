"""Drafting, publishing, changing and ending a project."""

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from aval.kernel.money import Money
from aval.kernel.refusals import IllegalMove, Invalid
from aval.moderation.actions import ContactDetailsFound
from aval.moderation.models import RefusedText
from aval.projects import access
from aval.projects import actions as projects
from aval.projects.choices import Kind, Period, Visibility
from aval.projects.events import ProjectRevised, ProposalDeclined
from aval.projects.models import Project, ProjectVersion
from aval.projects.states import ProjectStatus, ProposalStatus
from aval.projects.terms import TEXT_MAX
from aval.record import queries as record
from tests import make

pytestmark = pytest.mark.django_db


def test_a_draft_is_its_clients_alone() -> None:
    draft = make.draft()

    assert access.project_for(draft.id, draft.client_id) == draft
    for other in (None, make.stranger().id):
        with pytest.raises(Project.DoesNotExist):
            access.project_for(draft.id, other)


def test_a_draft_keeps_what_was_said_in_tidy_form() -> None:
    draft = make.draft(title="  Shop ", description="One\r\ntwo", skills=("Django ", "django", " ", "UX  design"))

    draft.refresh_from_db()
    assert (draft.title, draft.description, draft.skills) == ("Shop", "One\ntwo", ["Django", "UX design"])
    assert draft.budget == (Money(50_000, "USD"), Money(150_000, "USD"))
    assert draft.status == ProjectStatus.DRAFT


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": "   "}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"description": "x" * (TEXT_MAX + 1)}, "description"),
        ({"description": "null \0 byte"}, "description"),
        ({"description": "half a \ud83d pair"}, "description"),
        ({"currency": "XXX", "budget": None}, "currency"),
        ({"budget": (Money(0, "USD"), Money(100, "USD"))}, "budget"),
        ({"budget": (Money(-5, "USD"), Money(100, "USD"))}, "budget"),
        ({"budget": (Money(200, "USD"), Money(100, "USD"))}, "budget"),
        ({"budget": (Money(100, "EUR"), Money(200, "EUR"))}, "budget"),
        ({"budget": (Money(1, "USD"), Money(10**15, "USD"))}, "budget"),
        ({"period": Period.WEEK}, "period"),
        ({"kind": Kind.HOURLY, "period": None}, "period"),
        ({"starts_on": date(2026, 5, 2), "due_on": date(2026, 5, 1)}, "due_on"),
        ({"skills": tuple(f"skill {number}" for number in range(16))}, "skills"),
        ({"skills": ("x" * 41,)}, "skills"),
    ],
)
def test_what_cannot_be_accepted_names_its_field(values: dict[str, Any], field: str) -> None:
    client = make.client()

    with pytest.raises(Invalid) as refusal:
        projects.draft_project(make.act(client), terms=make.project_terms(**values))

    assert refusal.value.field == field
    assert not Project.objects.filter(client=client).exists()


def test_contact_details_are_refused_and_the_project_is_not_written() -> None:
    client = make.client()

    with pytest.raises(ContactDetailsFound):
        projects.draft_project(
            make.act(client), terms=make.project_terms(description="Write to clara.gomez@gmail.com before you propose")
        )

    assert not Project.objects.filter(client=client).exists()
    assert RefusedText.objects.filter(author=client, place="project").count() == 1


def test_a_published_project_is_everybodys_to_see_and_its_words_are_kept() -> None:
    project = make.project()

    assert access.project_for(project.id, None).is_open
    assert project.published_at == make.NOON
    assert list(project.versions.values_list("number", "title")) == [(1, project.title)]


def test_a_project_by_invitation_is_seen_by_the_invited_only() -> None:
    project = make.project(visibility=Visibility.INVITED)
    invitation = make.invitation(project)

    assert access.project_for(project.id, invitation.professional_id) == project
    for other in (None, make.stranger().id):
        with pytest.raises(Project.DoesNotExist):
            access.project_for(project.id, other)


def test_an_edit_of_a_published_project_keeps_both_versions() -> None:
    project = make.project()
    act = make.act(project.client)

    projects.edit_project(act, project_id=project.id, terms=make.project_terms(title="Shop for plates"))

    assert list(project.versions.order_by("number").values_list("title", flat=True)) == [
        "Online shop for hand-made ceramics",
        "Shop for plates",
    ]


def test_an_edit_that_says_the_same_makes_no_version() -> None:
    project = make.project()

    projects.edit_project(make.act(project.client), project_id=project.id, terms=make.project_terms())

    assert project.versions.count() == 1


def test_a_draft_is_edited_without_versions() -> None:
    draft = make.draft()

    projects.edit_project(make.act(draft.client), project_id=draft.id, terms=make.project_terms(title="Other"))

    draft.refresh_from_db()
    assert (draft.title, draft.version) == ("Other", 0)


def test_an_edit_reaches_the_record_of_each_open_proposal() -> None:
    project = make.project()
    open_one, withdrawn = make.proposal(project), make.proposal(project)
    projects.withdraw_proposal(make.act(withdrawn.professional), proposal_id=withdrawn.id)

    projects.edit_project(
        make.act(project.client), project_id=project.id, terms=make.project_terms(description="Cups only, no plates.")
    )

    heard = record.events(open_one.id)[-1].event
    assert isinstance(heard, ProjectRevised)
    assert heard.project_description == "Cups only, no plates."
    assert record.events(withdrawn.id)[-1].kind == "projects.proposal-withdrawn.1"


def test_the_terms_of_payment_stay_once_there_are_proposals() -> None:
    project = make.project()
    make.proposal(project)

    with pytest.raises(projects.FixedByProposals):
        projects.edit_project(
            make.act(project.client), project_id=project.id, terms=make.project_terms(currency="EUR", budget=None)
        )

    project.refresh_from_db()
    assert (project.currency, project.version) == ("USD", 1)


def test_closing_declines_the_open_proposals_and_keeps_the_page() -> None:
    proposal = make.proposal()

    project = projects.close_project(make.act(proposal.project.client), project_id=proposal.project_id)

    proposal.refresh_from_db()
    assert proposal.status == ProposalStatus.DECLINED
    declined = record.events(proposal.id)[-1].event
    assert isinstance(declined, ProposalDeclined)
    assert declined.because == "project-closed"
    assert access.project_for(project.id, None).status == ProjectStatus.CLOSED


def test_a_withdrawn_project_is_seen_by_those_who_proposed_only() -> None:
    proposal = make.proposal()

    projects.withdraw_project(make.act(proposal.project.client), project_id=proposal.project_id)

    assert access.project_for(proposal.project_id, proposal.professional_id).status == ProjectStatus.WITHDRAWN
    with pytest.raises(Project.DoesNotExist):
        access.project_for(proposal.project_id, None)


@pytest.mark.parametrize("move", [projects.publish_project, projects.close_project, projects.withdraw_project])
def test_nothing_moves_a_project_that_is_over(move: object) -> None:
    project = make.project()
    act = make.act(project.client)
    projects.close_project(act, project_id=project.id)

    with pytest.raises(IllegalMove):
        move(act, project_id=project.id)  # type: ignore[operator]
    with pytest.raises(IllegalMove):
        projects.edit_project(act, project_id=project.id, terms=make.project_terms(title="New"))

    project.refresh_from_db()
    assert (project.status, project.version) == (ProjectStatus.CLOSED, 1)


def test_a_stranger_can_do_nothing_to_a_project() -> None:
    project, draft = make.project(), make.draft()
    act = make.act(make.stranger())

    for refused in (
        lambda: projects.edit_project(act, project_id=project.id, terms=make.project_terms(title="Mine now")),
        lambda: projects.close_project(act, project_id=project.id),
        lambda: projects.withdraw_project(act, project_id=project.id),
        lambda: projects.publish_project(act, project_id=draft.id),
        lambda: projects.invite(act, project_id=project.id, professional_id=make.offering().id),
        lambda: projects.send_proposal(act, project_id=draft.id, terms=make.proposal_terms()),
        lambda: projects.ask_question(act, project_id=draft.id, text="What is this?"),
    ):
        with pytest.raises(Project.DoesNotExist):
            refused()

    assert list(Project.objects.filter(id__in=[project.id, draft.id]).order_by("version").values_list("status")) == [
        ("draft",),
        ("published",),
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE projects_projectversion SET title = 'never said'",
        "DELETE FROM projects_projectversion",
        "UPDATE projects_project SET status = 'awarded' WHERE status = 'draft'",
        "UPDATE projects_project SET client_id = (SELECT id FROM accounts_account WHERE id <> client_id LIMIT 1)",
        "DELETE FROM projects_project",
    ],
)
def test_the_database_refuses_to_rewrite_projects(statement: str) -> None:
    make.project()
    make.draft()
    make.stranger()

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert ProjectVersion.objects.count() == 1
