"""Sending, editing and deciding on proposals."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from aval.conversation.access import thread_for
from aval.kernel.ids import new_id
from aval.kernel.invariants import check
from aval.kernel.money import Money
from aval.kernel.refusals import IllegalMove, Invalid
from aval.kernel.transactions import StepOutsideAction, action
from aval.moderation.actions import ContactDetailsFound
from aval.projects import access, queries
from aval.projects import actions as projects
from aval.projects.choices import Kind, Period
from aval.projects.events import ProposalDeclined
from aval.projects.invariants import INVARIANTS
from aval.projects.models import Proposal, ProposalVersion
from aval.projects.states import ProjectStatus, ProposalStatus
from aval.record import queries as record
from tests import make

pytestmark = pytest.mark.django_db
mark_chosen, confirm_award, reopen_project = map(
    action, (projects.mark_chosen, projects.confirm_award, projects.reopen_project)
)


def said_last(proposal: Proposal) -> Any:
    """Return the last event in the record of a proposal's relation."""
    return record.events(proposal.id)[-1].event


def test_a_proposal_opens_the_conversation_and_the_record() -> None:
    professional = make.professional()
    proposal = make.proposal(by=professional)

    thread = thread_for(proposal.id, professional.id)
    sent = said_last(proposal)
    assert thread.client_id == proposal.project.client_id
    assert (sent.KIND, sent.price, sent.text) == ("projects.proposal-sent.1", Money(80_000, "USD"), proposal.terms.text)
    assert sent.project_description == proposal.project.description
    assert sent.milestone_titles == ("The catalogue", "The cart")
    assert sent.milestone_dates == (date(2026, 4, 1), date(2026, 4, 20))
    assert "800.00 USD" in sent.sentence()


def test_a_proposal_is_seen_by_its_professional_and_the_client_only() -> None:
    proposal = make.proposal()

    for party_id in (proposal.professional_id, proposal.project.client_id):
        assert access.proposal_for(proposal.id, party_id) == proposal
    for other in (make.stranger(), make.proposal(proposal.project).professional, make.mediator(), make.operator()):
        with pytest.raises(Proposal.DoesNotExist):
            access.proposal_for(proposal.id, other.id)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"text": " "}, "text"),
        ({"text": "x" * 20_001}, "text"),
        ({"price": Money(80_001, "USD")}, "milestones"),
        ({"price": Money(80_000, "EUR")}, "price"),
        ({"price": Money(0, "USD")}, "price"),
        ({"price": Money(-80_000, "USD")}, "price"),
        ({"milestones": ()}, "milestones"),
        ({"milestones": (make.milestone_terms(amount=Money(80_000, "EUR")),)}, "milestones"),
        (
            {
                "milestones": (
                    make.milestone_terms(amount=Money(90_000, "USD")),
                    make.milestone_terms(amount=Money(-10_000, "USD")),
                )
            },
            "milestones",
        ),
        (
            {"milestones": (make.milestone_terms(amount=Money(80_000, "USD"), due_on=date(2026, 2, 1)),)},
            "milestones.0.due_on",
        ),
        ({"milestones": (make.milestone_terms(amount=Money(80_000, "USD"), criteria=""),)}, "milestones.0.criteria"),
        ({"milestones": (make.milestone_terms(amount=Money(80_000, "USD"), title=""),)}, "milestones.0.title"),
        (
            {"milestones": (make.milestone_terms(amount=Money(4_000, "USD")),) * 20 + (make.milestone_terms(),)},
            "milestones",
        ),
        ({"hours_per_period": 10}, "hours_per_period"),
        ({"availability": "x" * 201}, "availability"),
    ],
)
def test_what_cannot_be_accepted_names_its_field(values: dict[str, Any], field: str) -> None:
    project = make.project()

    with pytest.raises(Invalid) as refusal:
        make.proposal(project, **values)

    assert refusal.value.field == field
    assert not project.proposals.exists()


def test_hourly_work_is_offered_by_the_hour_and_ongoing_work_by_the_period() -> None:
    hourly = make.proposal(
        make.project(kind=Kind.HOURLY), milestones=(), price=Money(2_500, "USD"), hours_per_period=20
    )
    ongoing = make.proposal(
        make.project(kind=Kind.ONGOING, period=Period.MONTH), milestones=(), price=Money(90_000, "USD")
    )

    assert (hourly.terms.period, hourly.terms.period_price) == ("week", Money(50_000, "USD"))
    assert (ongoing.terms.period, ongoing.terms.period_price) == ("month", Money(90_000, "USD"))


@pytest.mark.parametrize("hours", [None, 0, 169])
def test_hourly_work_states_hours_that_a_week_has(hours: int | None) -> None:
    project = make.project(kind=Kind.HOURLY)

    with pytest.raises(Invalid):
        make.proposal(project, milestones=(), hours_per_period=hours)

    assert not project.proposals.exists()


def test_nobody_proposes_on_their_own_project() -> None:
    client = make.client()
    project = make.project(client)

    with pytest.raises(projects.OwnProject):
        make.proposal(project, client)

    assert not project.proposals.exists()


def test_there_is_one_open_proposal_of_each_professional() -> None:
    professional = make.professional()
    first = make.proposal(by=professional)

    with pytest.raises(projects.AlreadyProposed):
        make.proposal(first.project, professional)

    assert first.project.proposals.count() == 1


def test_a_withdrawn_proposal_may_be_followed_by_another_but_a_declined_one_may_not() -> None:
    professional = make.professional()
    first = make.proposal(by=professional)
    projects.withdraw_proposal(make.act(professional), proposal_id=first.id)
    second = make.proposal(first.project, professional)
    projects.decline_proposal(make.act(second.project.client), proposal_id=second.id)

    with pytest.raises(projects.DeclinedBefore):
        make.proposal(first.project, professional)

    assert first.project.proposals.count() == 2


def test_a_closed_project_takes_no_proposals() -> None:
    project = make.project()
    projects.close_project(make.act(project.client), project_id=project.id)

    with pytest.raises(projects.NotOpenForProposals):
        make.proposal(project)

    assert not project.proposals.exists()


@pytest.mark.parametrize(
    "values",
    [
        {"text": "Call me on +57 310 555 0101 today"},
        {"availability": "ask pedro@example.com"},
        {"milestones": (make.milestone_terms(amount=Money(80_000, "USD"), criteria="Approved on wa.me/573105550101"),)},
    ],
)
def test_contact_details_anywhere_in_a_proposal_are_refused(values: dict[str, Any]) -> None:
    project = make.project()

    with pytest.raises(ContactDetailsFound):
        make.proposal(project, **values)

    assert not project.proposals.exists()


def test_an_edit_makes_a_version_and_keeps_the_earlier_one() -> None:
    professional = make.professional()
    proposal = make.proposal(by=professional)
    projects.edit_project(
        make.act(proposal.project.client), project_id=proposal.project_id, terms=make.project_terms(title="Small shop")
    )

    edited = projects.edit_proposal(
        make.act(professional),
        proposal_id=proposal.id,
        terms=make.proposal_terms(price=Money(50_000, "USD"), milestones=(make.milestone_terms(),)),
    )

    assert edited.terms.price == Money(50_000, "USD")
    assert list(edited.versions.order_by("number").values_list("price_minor", "project_version")) == [
        (80_000, 1),
        (50_000, 2),
    ]
    assert [milestone.title for milestone in proposal.terms.milestones.all()] == ["The catalogue", "The cart"]
    assert said_last(proposal).version == 2


def test_a_refused_edit_changes_nothing() -> None:
    professional = make.professional()
    proposal = make.proposal(by=professional)

    with pytest.raises(Invalid):
        projects.edit_proposal(
            make.act(professional), proposal_id=proposal.id, terms=make.proposal_terms(price=Money(1, "USD"))
        )

    proposal.refresh_from_db()
    assert (proposal.version, proposal.versions.count()) == (1, 1)


def test_a_client_shortlists_and_declines() -> None:
    proposal = make.proposal()
    act = make.act(proposal.project.client)

    projects.shortlist_proposal(act, proposal_id=proposal.id)
    projects.decline_proposal(act, proposal_id=proposal.id)

    kinds = [recorded.kind for recorded in record.events(proposal.id)]
    assert kinds[-2:] == ["projects.proposal-shortlisted.1", "projects.proposal-declined.1"]


def test_choosing_awards_the_project_and_leaves_the_others_open() -> None:
    project = make.project()
    chosen, other = make.proposal(project), make.proposal(project)

    mark_chosen(make.act(project.client), proposal_id=chosen.id)

    project.refresh_from_db()
    other.refresh_from_db()
    assert (project.status, other.status) == (ProjectStatus.AWARDED, ProposalStatus.SENT)
    assert said_last(chosen).price == Money(80_000, "USD")


def test_only_one_proposal_is_chosen() -> None:
    project = make.project()
    chosen, other = make.proposal(project), make.proposal(project)
    mark_chosen(make.act(project.client), proposal_id=chosen.id)

    with pytest.raises(IllegalMove):
        mark_chosen(make.act(project.client), proposal_id=other.id)

    other.refresh_from_db()
    assert other.status == ProposalStatus.SENT


def test_the_others_are_declined_when_the_agreement_is_in_force_however_often_that_is_said() -> None:
    project = make.project()
    chosen, other = make.proposal(project), make.proposal(project)
    mark_chosen(make.act(project.client), proposal_id=chosen.id)

    for _again in range(2):
        confirm_award(make.act(chosen.professional), proposal_id=chosen.id)

    other.refresh_from_db()
    assert other.status == ProposalStatus.DECLINED
    declined = [one.event for one in record.events(other.id) if isinstance(one.event, ProposalDeclined)]
    assert [one.because for one in declined] == ["another-chosen"]


def test_a_failed_agreement_opens_the_project_again() -> None:
    project = make.project()
    chosen, other = make.proposal(project), make.proposal(project)
    mark_chosen(make.act(project.client), proposal_id=chosen.id)

    reopen_project(make.act(chosen.professional), proposal_id=chosen.id)
    mark_chosen(make.act(project.client), proposal_id=other.id)

    chosen.refresh_from_db()
    project.refresh_from_db()
    assert (chosen.status, project.status) == (ProposalStatus.DECLINED, ProjectStatus.AWARDED)


def test_steps_insist_on_an_action() -> None:
    proposal = make.proposal()

    with pytest.raises(StepOutsideAction):
        projects.mark_chosen(make.act(proposal.project.client), proposal_id=proposal.id)

    proposal.refresh_from_db()
    assert proposal.status == ProposalStatus.SENT


Move = Callable[..., Proposal]


@pytest.mark.parametrize("end", [projects.decline_proposal, mark_chosen])
def test_nothing_moves_a_proposal_that_was_decided(end: Move) -> None:
    proposal = make.proposal()
    client, professional = make.act(proposal.project.client), make.act(proposal.professional)
    status = end(client, proposal_id=proposal.id).status

    for act, move in (
        (client, projects.shortlist_proposal),
        (client, projects.decline_proposal),
        (client, mark_chosen),
        (professional, projects.withdraw_proposal),
    ):
        with pytest.raises(IllegalMove):
            move(act, proposal_id=proposal.id)
    with pytest.raises(IllegalMove):
        projects.edit_proposal(professional, proposal_id=proposal.id, terms=make.proposal_terms())

    proposal.refresh_from_db()
    assert (proposal.status, proposal.version) == (status, 1)


def test_a_stranger_and_the_other_side_can_do_nothing_to_a_proposal() -> None:
    proposal = make.proposal()
    stranger, client, professional = map(make.act, (make.stranger(), proposal.project.client, proposal.professional))
    for_clients = (projects.shortlist_proposal, projects.decline_proposal, mark_chosen)

    for act, moves in (
        (stranger, (*for_clients, projects.withdraw_proposal)),
        (client, (projects.withdraw_proposal,)),
        (professional, for_clients),
    ):
        for move in moves:
            with pytest.raises(Proposal.DoesNotExist):
                move(act, proposal_id=proposal.id)
    for act in (stranger, client):
        with pytest.raises(Proposal.DoesNotExist):
            projects.edit_proposal(act, proposal_id=proposal.id, terms=make.proposal_terms())

    proposal.refresh_from_db()
    assert (proposal.status, proposal.version) == (ProposalStatus.SENT, 1)


def test_listing_proposals_takes_the_same_few_queries_however_many(
    django_assert_max_num_queries: Callable[[int], object],
) -> None:
    project = make.project()
    for _number in range(4):
        make.proposal(project)

    with django_assert_max_num_queries(3):  # type: ignore[attr-defined]
        listed = [
            (proposal.terms.price, len(proposal.terms.milestones.all()))
            for proposal in queries.proposals_on(project.id)
        ]

    assert listed == [(Money(80_000, "USD"), 2)] * 4


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE projects_proposalversion SET price_minor = price_minor + 1",
        "DELETE FROM projects_proposalmilestone",
        "UPDATE projects_proposal SET status = 'sent' WHERE status = 'declined'",
        "UPDATE projects_proposal SET professional_id = (SELECT client_id FROM projects_project LIMIT 1)",
        "DELETE FROM projects_proposal",
    ],
)
def test_the_database_refuses_to_rewrite_proposals(statement: str) -> None:
    proposal = make.proposal()
    projects.decline_proposal(make.act(proposal.project.client), proposal_id=proposal.id)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    proposal.refresh_from_db()
    assert proposal.status == ProposalStatus.DECLINED


def test_the_database_refuses_milestones_that_do_not_come_to_the_price() -> None:
    version = make.proposal().terms
    version.pk, version.number, version.price_minor = new_id(), 2, 90_000

    with pytest.raises(DatabaseError):
        _save_at_once(version)

    assert ProposalVersion.objects.count() == 1


@transaction.atomic
def _save_at_once(version: ProposalVersion) -> None:
    version.save(force_insert=True)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_audit_finds_nothing_where_all_is_well() -> None:
    project = make.project()
    chosen = make.proposal(project)
    make.proposal(project)
    make.proposal(make.project(kind=Kind.HOURLY), milestones=(), price=Money(2_500, "USD"), hours_per_period=20)
    mark_chosen(make.act(project.client), proposal_id=chosen.id)

    assert list(check(INVARIANTS)) == []
