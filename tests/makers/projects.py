"""Projects, invitations, questions and proposals, made through the real actions."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from aval.accounts.models import Account, Profile
from aval.kernel.money import Money
from aval.projects import actions as projects
from aval.projects.choices import Category, Kind, Language, Period
from aval.projects.models import Invitation, Project, Proposal, Question
from aval.projects.terms import MilestoneTerms, ProjectTerms, ProposalTerms
from tests.makers.people import act, client, professional

__all__ = [
    "draft",
    "invitation",
    "milestone_terms",
    "offering",
    "project",
    "project_terms",
    "proposal",
    "proposal_terms",
    "question",
]


def project_terms(**values: Any) -> ProjectTerms:
    """Return what a client might say about a fixed-price project; ``values`` replace single fields."""
    usual = ProjectTerms(
        title="Online shop for hand-made ceramics",
        description="We sell cups and plates and need a **shop** with a catalogue and a cart.",
        kind=Kind.FIXED,
        category=Category.DEVELOPMENT,
        language=Language.ENGLISH,
        currency="USD",
        skills=("Django", "PostgreSQL"),
        budget=(Money(50_000, "USD"), Money(150_000, "USD")),
    )
    if values.get("kind") in {Kind.HOURLY, Kind.ONGOING}:
        values.setdefault("period", Period.WEEK)
    return replace(usual, **values)


def draft(of: Account | None = None, **values: Any) -> Project:
    """Return a project that nobody but its client sees yet."""
    return projects.draft_project(act(of or client()), terms=project_terms(**values))


def project(of: Account | None = None, **values: Any) -> Project:
    """Return a published project."""
    of = of or client()
    return projects.publish_project(act(of), project_id=draft(of, **values).id)


def milestone_terms(**values: Any) -> MilestoneTerms:
    """Return one milestone of 500.00 USD."""
    usual = MilestoneTerms(
        "The catalogue", Money(50_000, "USD"), date(2026, 4, 1), "Every piece has a page with a price."
    )
    return replace(usual, **values)


def proposal_terms(**values: Any) -> ProposalTerms:
    """Return a fixed-price offer of 800.00 USD in two milestones; ``values`` replace single fields."""
    usual = ProposalTerms(
        text="I have built three such shops, and would begin with the catalogue.",
        price=Money(80_000, "USD"),
        milestones=(
            milestone_terms(),
            milestone_terms(title="The cart", amount=Money(30_000, "USD"), due_on=date(2026, 4, 20)),
        ),
        availability="Twenty hours a week",
    )
    return replace(usual, **values)


def proposal(on: Project | None = None, by: Account | None = None, **values: Any) -> Proposal:
    """Return a proposal that was sent; by default on a fresh project, by a fresh professional."""
    on = on or project()
    return projects.send_proposal(act(by or professional()), project_id=on.id, terms=proposal_terms(**values))


def offering(name: str = "Pedro Rocha", **profile: Any) -> Account:
    """Return a professional whose profile says that they offer work; ``profile`` fills its columns."""
    account = professional(name)
    Profile.objects.filter(account=account).update(offers_work=True, **profile)
    return account


def invitation(on: Project | None = None, to: UUID | None = None) -> Invitation:
    """Return an invitation to a project, by default for a fresh professional."""
    on = on or project()
    asked = act(Account.objects.get(id=on.client_id))
    return projects.invite(asked, project_id=on.id, professional_id=to or offering().id, note="Your work fits.")


def question(on: Project | None = None, by: Account | None = None) -> Question:
    """Return a question asked about a project."""
    on = on or project()
    return projects.ask_question(act(by or professional()), project_id=on.id, text="Which payment methods do you need?")
