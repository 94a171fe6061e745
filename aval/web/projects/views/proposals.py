"""Making, showing, comparing and deciding on proposals."""

from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import BaseFormSet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aval.kernel.clock import now
from aval.projects import access, actions, queries
from aval.projects.choices import Kind
from aval.projects.models import Project, Proposal
from aval.projects.terms import ProposalTerms
from aval.reputation.queries import figures_of
from aval.web.conversation.panel import panel
from aval.web.formats import amount_typed
from aval.web.projects.forms import MilestoneForm, MilestoneForms, ProposalForm
from aval.web.projects.refusing import attempt
from aval.web.requests import account_of, act_of, once, page_of

GET_POST = ["GET", "HEAD", "POST"]
ROWS_ADDRESSED = ("add", "remove")
if TYPE_CHECKING:
    Milestones = BaseFormSet[MilestoneForm]
else:
    Milestones = BaseFormSet  # generic to the type checker only


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """List the reader's proposals and open invitations."""
    reader_id = account_of(request).id
    context = {
        "page": page_of(request, queries.proposals_of(reader_id)),
        "invitations": queries.invitations_of(reader_id),
    }
    return render(request, "projects/proposals_mine.html", context)


@login_required
@require_safe
def compare(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Show a client the proposals on a project beside each other."""
    project = access.project_for_client(project_id, account_of(request).id)
    page = page_of(request, queries.proposals_on(project.id), size=12)
    figures = figures_of([proposal.professional_id for proposal in page], at=now())
    return render(request, "projects/proposals.html", {"project": project, "page": page, "figures": figures})


@login_required
@require_safe
def proposal(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Show a proposal, its earlier versions, and the conversation about it, to its professional or the client."""
    found = access.proposal_for(contract_id, account_of(request).id)
    context = {
        "proposal": found,
        "project": found.project,
        "own": found.professional_id == account_of(request).id,
        "versions": queries.versions_of(found.id),
        "figures": figures_of([found.professional_id], at=now()),
        **panel(request, found.id),
    }
    return render(request, "projects/proposal.html", context)


@login_required
@require_http_methods(GET_POST)
def propose(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Make an offer on a project."""
    project = access.project_for(project_id, account_of(request).id)
    earlier = queries.proposal_of(account_of(request).id, project.id)
    if earlier is not None and earlier.is_editable:
        return redirect("projects:proposal", earlier.id)
    if request.method != "POST":
        return _form_page(request, project, ProposalForm(project=project), _rows(project, count=1))
    if any(name in request.POST for name in ROWS_ADDRESSED):
        return _changed_rows(request, project)
    return _send(request, project)


@login_required
@require_http_methods(GET_POST)
def edit(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Change one's open proposal."""
    found = access.proposal_for_professional(contract_id, account_of(request).id)
    project = found.project
    if request.method != "POST":
        form = ProposalForm(project=project, initial=ProposalForm.initial_of(found.terms))
        return _form_page(request, project, form, _rows_of(found), proposal=found)
    if any(name in request.POST for name in ROWS_ADDRESSED):
        return _changed_rows(request, project, proposal=found)
    return _change(request, project, found)


@login_required
@require_POST
@once
def shortlist(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Put a proposal on the short list."""
    found = actions.shortlist_proposal(act_of(request), proposal_id=contract_id)
    return _back(request, found)


@login_required
@require_POST
@once
def decline(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Decline a proposal."""
    found = actions.decline_proposal(act_of(request), proposal_id=contract_id)
    messages.success(request, _("Declined; the professional was told."))
    return _back(request, found)


@login_required
@require_POST
@once
def withdraw(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Take one's own proposal back."""
    actions.withdraw_proposal(act_of(request), proposal_id=contract_id)
    messages.success(request, _("Your proposal is withdrawn."))
    return redirect("projects:proposals-mine")


@once
def _send(request: HttpRequest, project: Project) -> HttpResponse:
    form, rows = ProposalForm(request.POST, project=project), _rows(project, request.POST)
    sent = attempt(
        form,
        lambda: actions.send_proposal(act_of(request), project_id=project.id, terms=_terms(form, rows)),
        valid=_are_valid(form, rows),
    )
    if sent.made is None:
        return _refused(request, project, form, rows, refusal=sent.refusal)
    messages.success(request, _("Sent. Here you can talk with the client; nobody else sees it."))
    return redirect("projects:proposal", sent.made.id)


@once
def _change(request: HttpRequest, project: Project, found: Proposal) -> HttpResponse:
    form, rows = ProposalForm(request.POST, project=project), _rows(project, request.POST)
    edited = attempt(
        form,
        lambda: actions.edit_proposal(act_of(request), proposal_id=found.id, terms=_terms(form, rows)),
        valid=_are_valid(form, rows),
    )
    if edited.made is None:
        return _refused(request, project, form, rows, proposal=found, refusal=edited.refusal)
    messages.success(request, _("Saved as version %(number)s; the client was told.") % {"number": edited.made.version})
    return redirect("projects:proposal", edited.made.id)


def _changed_rows(request: HttpRequest, project: Project, **context: Any) -> HttpResponse:
    """Show the form again with a row more or less; nothing is judged yet."""
    data = _with_row_added_or_removed(request.POST)
    # Unbound, so that rows still to be filled in are not marked as wrong.
    form = ProposalForm(project=project, initial=data.dict())
    count = _count(data)
    rows = _rows(project, initial=[_typed(data, place) for place in range(count)])
    return _form_page(request, project, form, rows, **context)


def _with_row_added_or_removed(posted: QueryDict) -> QueryDict:
    data = posted.copy()
    count = _count(posted)
    kept = [place for place in range(count) if str(place) != posted.get("remove")]
    for new_place, old_place in enumerate(kept):
        for name, value in _typed(posted, old_place).items():
            data[f"milestones-{new_place}-{name}"] = value
    added = 1 if "add" in posted and len(kept) < MilestoneForms.max_num else 0
    for name in MilestoneForm.base_fields:
        data[f"milestones-{len(kept)}-{name}"] = ""
    data["milestones-TOTAL_FORMS"] = str(max(1, len(kept) + added))
    return data


def _typed(data: QueryDict, place: int) -> dict[str, str]:
    return {name: data.get(f"milestones-{place}-{name}", "") for name in MilestoneForm.base_fields}


def _count(posted: QueryDict) -> int:
    text = posted.get("milestones-TOTAL_FORMS", "")
    return min(int(text), MilestoneForms.max_num) if text.isdecimal() and len(text) < 4 else 1  # noqa: PLR2004


def _rows(
    project: Project, data: QueryDict | None = None, *, count: int = 0, initial: list[dict[str, Any]] | None = None
) -> Milestones | None:
    """Return the rows of milestones; None where the work is not paid by them."""
    if project.kind != Kind.FIXED:
        return None
    given = initial if initial is not None else [{}] * count
    return MilestoneForms(data, prefix="milestones", initial=given, form_kwargs={"currency": project.currency})


def _rows_of(found: Proposal) -> Milestones | None:
    initial = [
        {
            "title": milestone.title,
            "amount": amount_typed(milestone.amount),
            "due_on": milestone.due_on,
            "criteria": milestone.criteria,
        }
        for milestone in found.terms.milestones.all()
    ]
    return _rows(found.project, initial=initial)


def _are_valid(form: ProposalForm, rows: Milestones | None) -> bool:
    return all([form.is_valid(), rows is None or rows.is_valid()])


def _terms(form: ProposalForm, rows: Milestones | None) -> ProposalTerms:
    return form.terms([row.terms() for row in rows or () if row.has_changed()])


def _form_page(
    request: HttpRequest,
    project: Project,
    form: ProposalForm,
    rows: Milestones | None,
    *,
    status: int = HTTPStatus.OK,
    **context: Any,
) -> HttpResponse:
    context |= {"project": project, "form": form, "rows": rows}
    return render(request, "projects/proposal_form.html", context, status=status)


def _refused(
    request: HttpRequest, project: Project, form: ProposalForm, rows: Milestones | None, **context: Any
) -> HttpResponse:
    return _form_page(request, project, form, rows, status=HTTPStatus.UNPROCESSABLE_ENTITY, **context)


def _back(request: HttpRequest, found: Proposal) -> HttpResponse:
    """Return to where the button was: the comparison, or the proposal's own page."""
    if request.POST.get("from") == "comparison":
        return redirect("projects:proposals", found.project_id)
    return redirect("projects:proposal", found.id)
