"""Who fits a project, and asking them."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aval.accounts.models import Account
from aval.kernel.clock import now
from aval.projects import access, actions, queries
from aval.projects.models import Invitation, Project
from aval.reputation.queries import figures_of
from aval.search.matches import best_matches
from aval.web.projects.forms import InvitationForm
from aval.web.projects.refusing import attempt
from aval.web.requests import account_of, act_of, once


@login_required
@require_safe
def matches(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Suggest professionals for one's project, and list whom one invited."""
    project = access.project_for_client(project_id, account_of(request).id)
    found = best_matches(project) if project.is_open else []
    context = {
        "project": project,
        "matches": found,
        "figures": figures_of([match.account.id for match in found], at=now()),
        "invitations": queries.invitations_on(project.id),
    }
    return render(request, "projects/matches.html", context)


@login_required
@require_POST
@once
def invite(request: HttpRequest, project_id: UUID, account_id: UUID) -> HttpResponse:
    """Invite a suggested professional."""
    actions.invite(act_of(request), project_id=project_id, professional_id=account_id)
    messages.success(request, _("Invited."))
    return redirect("projects:matches", project_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def choose_project(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Invite a professional from their profile, to one of one's own projects."""
    professional = Account.objects.get(id=account_id, is_active=True, profile__offers_work=True)
    projects = list(queries.published_of(account_of(request).id))
    if request.method != "POST":
        return _choice_page(request, professional, InvitationForm(projects=projects), projects)
    form = InvitationForm(request.POST, projects=projects)
    sent = attempt(form, lambda: _invite(request, professional, form))
    if sent.made is None:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return _choice_page(request, professional, form, projects, refusal=sent.refusal, status=status)
    messages.success(request, _("Invited."))
    return redirect("projects:matches", sent.made.project_id)


@login_required
@require_POST
@once
def decline(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Say no to an invitation."""
    actions.decline_invitation(act_of(request), invitation_id=invitation_id)
    messages.success(request, _("The client was told that you will not propose."))
    return redirect("projects:proposals-mine")


@login_required
@require_POST
@once
def withdraw(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Take an invitation back."""
    invitation = actions.withdraw_invitation(act_of(request), invitation_id=invitation_id)
    return redirect("projects:matches", invitation.project_id)


def _invite(request: HttpRequest, professional: Account, form: InvitationForm) -> Invitation:
    values = form.cleaned_data
    return actions.invite(
        act_of(request), project_id=UUID(values["project"]), professional_id=professional.id, note=values["note"]
    )


def _choice_page(
    request: HttpRequest,
    professional: Account,
    form: InvitationForm,
    projects: list[Project],
    *,
    status: int = HTTPStatus.OK,
    **context: Any,
) -> HttpResponse:
    context |= {"professional": professional, "form": form, "projects": projects}
    return render(request, "projects/invitation.html", context, status=status)
