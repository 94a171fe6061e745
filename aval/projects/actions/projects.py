"""Drafting, publishing, changing and ending a project."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from aval.kernel.acts import Act
from aval.kernel.refusals import IllegalMove, Refusal
from aval.kernel.transactions import action
from aval.moderation import actions as moderation
from aval.projects import access
from aval.projects.actions.steps import decline_open_proposals
from aval.projects.events import ProjectRevised
from aval.projects.models import Project, ProjectVersion
from aval.projects.states import ProjectStatus
from aval.projects.terms import ProjectTerms, checked_project
from aval.record import actions as record
from aval.record.events import Text


class FixedByProposals(Refusal):
    """How the work is paid can't change under proposals that were priced by it."""

    sentence = _("Proposals were already made on these terms of payment, so kind, period and currency stay.")
    advice = _("Publish another project for work that is paid in another way.")


@action
def draft_project(act: Act, *, terms: ProjectTerms) -> Project:
    """Write a project down for later; only its client sees it.

    :raises Invalid: if a value can't be accepted
    :raises ContactDetailsFound: if screening refuses the title, the description or a skill
    """
    terms = checked_project(terms)
    _screen(act, terms)

    return Project.objects.create(client_id=act.actor_id, drafted_at=act.at, **_columns(terms))


@action
def edit_project(act: Act, *, project_id: UUID, terms: ProjectTerms) -> Project:
    """Change a draft or a published project; of a published one the earlier version is kept.

    Whoever has an open proposal on it finds the new version in their record. Terms that say the same change nothing.

    :raises Project.DoesNotExist: if there is none, or it is not the actor's
    :raises IllegalMove: if the project is awarded or over
    :raises FixedByProposals: if kind, period or currency would change under proposals made by them
    :raises Invalid: if a value can't be accepted
    :raises ContactDetailsFound: if screening refuses the title, the description or a skill
    """
    project = access.lock_project_for_client(project_id, act.actor_id)
    if project.status not in {ProjectStatus.DRAFT, ProjectStatus.PUBLISHED}:
        raise IllegalMove
    terms = checked_project(terms)
    columns = _columns(terms)
    changed = [name for name, value in columns.items() if getattr(project, name) != value]
    if not changed:
        return project
    if {"kind", "period", "currency"} & set(changed) and project.proposals.exists():
        raise FixedByProposals
    _screen(act, terms)

    for name in changed:
        setattr(project, name, columns[name])
    if project.status == ProjectStatus.PUBLISHED:
        _keep_version(act, project)
        changed.append("version")
    project.save(update_fields=changed)
    if project.status == ProjectStatus.PUBLISHED:
        _tell_proposers(act, project)
    return project


@action
def publish_project(act: Act, *, project_id: UUID) -> Project:
    """Open a draft for proposals: to everybody, or to those whom the client invites.

    :raises Project.DoesNotExist: if there is none, or it is not the actor's
    :raises IllegalMove: if it is no draft
    """
    project = access.lock_project_for_client(project_id, act.actor_id)
    project.move_to(ProjectStatus.PUBLISHED)
    project.published_at = act.at
    _keep_version(act, project)
    project.save(update_fields=["status", "published_at", "version"])
    return project


@action
def close_project(act: Act, *, project_id: UUID) -> Project:
    """End a published project without choosing anybody; its page stays, its open proposals are declined.

    :raises Project.DoesNotExist: if there is none, or it is not the actor's
    :raises IllegalMove: if it is not open for proposals
    """
    project = access.lock_project_for_client(project_id, act.actor_id)
    return _end(act, project, ProjectStatus.CLOSED, because="project-closed")


@action
def withdraw_project(act: Act, *, project_id: UUID) -> Project:
    """Take a draft or a published project back: nobody finds it any more, its open proposals are declined.

    :raises Project.DoesNotExist: if there is none, or it is not the actor's
    :raises IllegalMove: if it is awarded or over
    """
    project = access.lock_project_for_client(project_id, act.actor_id)
    return _end(act, project, ProjectStatus.WITHDRAWN, because="project-withdrawn")


def _end(act: Act, project: Project, status: ProjectStatus, *, because: str) -> Project:
    project.move_to(status)
    project.ended_at = act.at
    project.save(update_fields=["status", "ended_at"])
    decline_open_proposals(act, project.id, because=because)
    return project


def _screen(act: Act, terms: ProjectTerms) -> None:
    # Nothing is written before this: a refused text is itself a row that outlives the refusal.
    for text in (terms.title, terms.description, ", ".join(terms.skills)):
        if text:
            moderation.screen(
                act, text=text, place="project", author_id=act.actor_id, subject=terms.title, skills=terms.skills
            )


def _columns(terms: ProjectTerms) -> dict[str, object]:
    least, most = terms.budget or (None, None)
    return {
        "title": terms.title,
        "description": terms.description,
        "kind": terms.kind,
        "period": terms.period or "",
        "category": terms.category,
        "language": terms.language,
        "currency": terms.currency,
        "visibility": terms.visibility,
        "skills": list(terms.skills),
        "budget_from_minor": least.minor if least else None,
        "budget_to_minor": most.minor if most else None,
        "starts_on": terms.starts_on,
        "due_on": terms.due_on,
    }


def _keep_version(act: Act, project: Project) -> None:
    project.version += 1
    ProjectVersion.objects.create(
        project=project,
        number=project.version,
        at=act.at,
        title=project.title,
        description=project.description,
        details={
            "kind": project.kind,
            "period": project.period,
            "category": project.category,
            "language": project.language,
            "visibility": project.visibility,
            "skills": project.skills,
            "currency": project.currency,
            "budget_from_minor": project.budget_from_minor,
            "budget_to_minor": project.budget_to_minor,
            "starts_on": project.starts_on.isoformat() if project.starts_on else None,
            "due_on": project.due_on.isoformat() if project.due_on else None,
        },
    )


def _tell_proposers(act: Act, project: Project) -> None:
    revised = ProjectRevised(project.id, project.version, Text(project.title), Text(project.description))
    for proposal_id in project.proposals.still_open().order_by("id").values_list("id", flat=True):
        record.append(act, proposal_id, revised)
