"""Projects, questions, invitations and proposals."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status
from pydantic import AwareDatetime

from aval.accounts.models import Account
from aval.api.pages import Cursor, page
from aval.api.requests import act_of
from aval.kernel.money import Money
from aval.projects import access, actions, queries
from aval.projects.choices import Category, Kind, Language, Period, Visibility
from aval.projects.models import (
    Answer,
    Invitation,
    Project,
    Proposal,
    ProposalMilestone,
    ProposalVersion,
    Question,
)
from aval.projects.terms import MilestoneTerms, ProjectTerms, ProposalTerms

router = Router(tags=["projects"])

INTEGER_MAX = 10**15


def caller_id(request: HttpRequest) -> UUID:
    """Return the account whose token the request carries."""
    assert isinstance(request.user, Account), "every operation here needs a token"
    return request.user.id


class MoneyValue(Schema):
    """An amount in minor units (cents, for most currencies)."""

    minor: int = Field(ge=-INTEGER_MAX, le=INTEGER_MAX)
    currency: str = Field(max_length=3)

    def money(self) -> Money:
        """Return it as the domain has it."""
        return Money(self.minor, self.currency)


class ProjectIn(Schema):
    """What a client says about a project."""

    title: str
    description: str
    kind: Kind
    category: Category
    language: Language
    currency: str
    period: Period | None = None
    visibility: Visibility = Visibility.PUBLIC
    skills: list[str] = []
    budget_from: MoneyValue | None = None
    budget_to: MoneyValue | None = None
    starts_on: date | None = None
    due_on: date | None = None

    def terms(self) -> ProjectTerms:
        """Return it as the domain has it; one end of the budget alone stands for both."""
        ends = [end.money() for end in (self.budget_from, self.budget_to) if end is not None]
        return ProjectTerms(
            title=self.title,
            description=self.description,
            kind=self.kind,
            category=self.category,
            language=self.language,
            currency=self.currency,
            period=self.period,
            visibility=self.visibility,
            skills=tuple(self.skills),
            budget=(ends[0], ends[-1]) if ends else None,
            starts_on=self.starts_on,
            due_on=self.due_on,
        )


class ProjectOut(Schema):
    """A project, as whoever asks may see it."""

    id: UUID
    client_id: UUID
    status: str
    visibility: str
    title: str
    description: str
    kind: str
    period: str
    category: str
    language: str
    skills: list[str]
    currency: str
    budget_from: MoneyValue | None
    budget_to: MoneyValue | None
    starts_on: date | None
    due_on: date | None
    version: int
    published_at: AwareDatetime | None

    @staticmethod
    def resolve_budget_from(project: Project) -> Money | None:
        """The least the client has in mind."""
        return project.budget[0] if project.budget else None

    @staticmethod
    def resolve_budget_to(project: Project) -> Money | None:
        """The most the client has in mind."""
        return project.budget[1] if project.budget else None


class ProjectPage(Schema):
    """Some projects, and where the next begin."""

    items: list[ProjectOut]
    next: UUID | None


class TextIn(Schema):
    """A text, in Markdown."""

    text: str


class AnswerOut(Schema):
    """The client's answer to a question."""

    text: str
    answered_at: AwareDatetime


class QuestionOut(Schema):
    """A public question on a project."""

    id: UUID
    project_id: UUID
    asked_by_id: UUID
    text: str
    asked_at: AwareDatetime
    answer: AnswerOut | None

    @staticmethod
    def resolve_answer(question: Question) -> Answer | None:
        """The answer, if there is one."""
        return getattr(question, "answer", None)


class InvitationIn(Schema):
    """Whom to invite, and a word to them."""

    professional_id: UUID
    note: str = ""


class InvitationOut(Schema):
    """An invitation to propose on a project."""

    id: UUID
    project_id: UUID
    professional_id: UUID
    status: str
    note: str
    invited_at: AwareDatetime


class MilestoneIn(Schema):
    """One milestone of a proposal."""

    title: str
    amount: MoneyValue
    due_on: date
    criteria: str


class ProposalIn(Schema):
    """What a professional offers. The price is the milestones' sum, or that of an hour or a period."""

    text: str
    price: MoneyValue
    milestones: list[MilestoneIn] = []
    hours_per_period: int | None = None
    availability: str = ""

    def terms(self) -> ProposalTerms:
        """Return it as the domain has it."""
        return ProposalTerms(
            text=self.text,
            price=self.price.money(),
            milestones=tuple(
                MilestoneTerms(one.title, one.amount.money(), one.due_on, one.criteria) for one in self.milestones
            ),
            hours_per_period=self.hours_per_period,
            availability=self.availability,
        )


class OfferedMilestoneOut(Schema):
    """One milestone of a version."""

    position: int
    title: str
    amount: MoneyValue
    due_on: date
    criteria: str


class ProposalVersionOut(Schema):
    """One version of a proposal; earlier ones stay as they were."""

    number: int
    project_version: int
    at: AwareDatetime
    text: str
    kind: str
    period: str
    hours_per_period: int | None
    price: MoneyValue
    availability: str
    milestones: list[OfferedMilestoneOut]

    @staticmethod
    def resolve_milestones(version: ProposalVersion) -> list[ProposalMilestone]:
        """The milestones in their order."""
        return list(version.milestones.all())


class ProposalOut(Schema):
    """A proposal with its present version. Its id is also that of its conversation, record and contract."""

    id: UUID
    project_id: UUID
    professional_id: UUID
    status: str
    version: int
    sent_at: AwareDatetime
    decided_at: AwareDatetime | None
    terms: ProposalVersionOut


class ProposalPage(Schema):
    """Some proposals, and where the next begin."""

    items: list[ProposalOut]
    next: UUID | None


@router.get("/projects", response=ProjectPage)
def list_projects(request: HttpRequest, cursor: Query[Cursor], mine: bool = False) -> dict[str, Any]:  # noqa: FBT001, FBT002 (a query parameter)
    """List open public projects, or with ``mine`` one's own in every state, newest first."""
    projects = Project.objects.filter(client_id=caller_id(request)) if mine else queries.open_projects()
    return page(projects, cursor)


@router.post("/projects", response={201: ProjectOut})
def draft_project(request: HttpRequest, project: ProjectIn) -> Status[Project]:
    """Write a project down; it is a draft until it is published."""
    return Status(201, actions.draft_project(act_of(request), terms=project.terms()))


@router.get("/projects/{uuid:project_id}", response=ProjectOut)
def show_project(request: HttpRequest, project_id: UUID) -> Project:
    """Show a project that one may see."""
    return access.project_for(project_id, caller_id(request))


@router.put("/projects/{uuid:project_id}", response=ProjectOut)
def edit_project(request: HttpRequest, project_id: UUID, project: ProjectIn) -> Project:
    """Change a draft or a published project; a published one's earlier version is kept."""
    return actions.edit_project(act_of(request), project_id=project_id, terms=project.terms())


@router.post("/projects/{uuid:project_id}/publication", response=ProjectOut)
def publish_project(request: HttpRequest, project_id: UUID) -> Project:
    """Open a draft for proposals."""
    return actions.publish_project(act_of(request), project_id=project_id)


@router.post("/projects/{uuid:project_id}/closure", response=ProjectOut)
def close_project(request: HttpRequest, project_id: UUID) -> Project:
    """End a published project without choosing anybody."""
    return actions.close_project(act_of(request), project_id=project_id)


@router.post("/projects/{uuid:project_id}/withdrawal", response=ProjectOut)
def withdraw_project(request: HttpRequest, project_id: UUID) -> Project:
    """Take a project back."""
    return actions.withdraw_project(act_of(request), project_id=project_id)


@router.get("/projects/{uuid:project_id}/questions", response=list[QuestionOut])
def list_questions(request: HttpRequest, project_id: UUID) -> list[Question]:
    """List the questions on a project with their answers, oldest first."""
    return list(queries.questions_on(access.project_for(project_id, caller_id(request)).id))


@router.post("/projects/{uuid:project_id}/questions", response={201: QuestionOut})
def ask_question(request: HttpRequest, project_id: UUID, question: TextIn) -> Status[Question]:
    """Ask something about a project, for everybody who sees it."""
    return Status(201, actions.ask_question(act_of(request), project_id=project_id, text=question.text))


@router.post("/questions/{uuid:question_id}/answer", response={201: AnswerOut})
def answer_question(request: HttpRequest, question_id: UUID, answer: TextIn) -> Status[Answer]:
    """Answer a question about one's project, once."""
    return Status(201, actions.answer_question(act_of(request), question_id=question_id, text=answer.text))


@router.get("/projects/{uuid:project_id}/invitations", response=list[InvitationOut])
def list_project_invitations(request: HttpRequest, project_id: UUID) -> list[Invitation]:
    """List whom one invited to one's project."""
    return list(queries.invitations_on(access.project_for_client(project_id, caller_id(request)).id))


@router.post("/projects/{uuid:project_id}/invitations", response={201: InvitationOut})
def invite(request: HttpRequest, project_id: UUID, invitation: InvitationIn) -> Status[Invitation]:
    """Ask a professional for a proposal."""
    return Status(
        201,
        actions.invite(
            act_of(request),
            project_id=project_id,
            professional_id=invitation.professional_id,
            note=invitation.note,
        ),
    )


@router.get("/invitations", response=list[InvitationOut])
def list_invitations(request: HttpRequest) -> list[Invitation]:
    """List the invitations that one has not answered."""
    return list(queries.invitations_of(caller_id(request)))


@router.post("/invitations/{uuid:invitation_id}/refusal", response=InvitationOut)
def decline_invitation(request: HttpRequest, invitation_id: UUID) -> Invitation:
    """Tell the client that one will not propose."""
    return actions.decline_invitation(act_of(request), invitation_id=invitation_id)


@router.post("/invitations/{uuid:invitation_id}/withdrawal", response=InvitationOut)
def withdraw_invitation(request: HttpRequest, invitation_id: UUID) -> Invitation:
    """Take an invitation back."""
    return actions.withdraw_invitation(act_of(request), invitation_id=invitation_id)


@router.get("/projects/{uuid:project_id}/proposals", response=ProposalPage)
def list_project_proposals(request: HttpRequest, project_id: UUID, cursor: Query[Cursor]) -> dict[str, Any]:
    """List the proposals on one's project, newest first."""
    project = access.project_for_client(project_id, caller_id(request))
    return page(Proposal.objects.filter(project=project).with_terms(), cursor)


@router.post("/projects/{uuid:project_id}/proposals", response={201: ProposalOut})
def send_proposal(request: HttpRequest, project_id: UUID, proposal: ProposalIn) -> Status[Proposal]:
    """Make an offer; this opens the conversation and the record between the two."""
    return Status(201, actions.send_proposal(act_of(request), project_id=project_id, terms=proposal.terms()))


@router.get("/proposals", response=ProposalPage)
def list_proposals(request: HttpRequest, cursor: Query[Cursor]) -> dict[str, Any]:
    """List one's own proposals, newest first."""
    return page(queries.proposals_of(caller_id(request)), cursor)


@router.get("/proposals/{uuid:proposal_id}", response=ProposalOut)
def show_proposal(request: HttpRequest, proposal_id: UUID) -> Proposal:
    """Show a proposal to its professional or the project's client."""
    return access.proposal_for(proposal_id, caller_id(request))


@router.get("/proposals/{uuid:proposal_id}/versions", response=list[ProposalVersionOut])
def list_versions(request: HttpRequest, proposal_id: UUID) -> list[ProposalVersion]:
    """List all versions of a proposal, newest first."""
    return list(queries.versions_of(access.proposal_for(proposal_id, caller_id(request)).id))


@router.put("/proposals/{uuid:proposal_id}", response=ProposalOut)
def edit_proposal(request: HttpRequest, proposal_id: UUID, proposal: ProposalIn) -> Proposal:
    """Replace an open proposal by a new version."""
    return actions.edit_proposal(act_of(request), proposal_id=proposal_id, terms=proposal.terms())


@router.post("/proposals/{uuid:proposal_id}/shortlisting", response=ProposalOut)
def shortlist_proposal(request: HttpRequest, proposal_id: UUID) -> Proposal:
    """Put a proposal on the project's short list."""
    return actions.shortlist_proposal(act_of(request), proposal_id=proposal_id)


@router.post("/proposals/{uuid:proposal_id}/refusal", response=ProposalOut)
def decline_proposal(request: HttpRequest, proposal_id: UUID) -> Proposal:
    """Tell a professional that their proposal was not chosen."""
    return actions.decline_proposal(act_of(request), proposal_id=proposal_id)


@router.post("/proposals/{uuid:proposal_id}/withdrawal", response=ProposalOut)
def withdraw_proposal(request: HttpRequest, proposal_id: UUID) -> Proposal:
    """Take one's own proposal back."""
    return actions.withdraw_proposal(act_of(request), proposal_id=proposal_id)
