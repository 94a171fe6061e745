"""Writing, showing and ending projects, and questions about them."""

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
from aval.projects import access, actions, queries
from aval.projects.models import Project
from aval.web.projects.forms import AnswerForm, ProjectForm, QuestionForm
from aval.web.projects.refusing import attempt
from aval.web.requests import account_of, act_of, once, page_of

GET_POST = ["GET", "HEAD", "POST"]
LANGUAGES = {"es", "pt", "en"}


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """List the reader's projects, and where each stands."""
    projects = page_of(request, queries.projects_of(account_of(request).id))
    return render(request, "projects/mine.html", {"page": projects})


@login_required
@require_http_methods(GET_POST)
def new(request: HttpRequest) -> HttpResponse:
    """Write a project; it is a draft until its page's button publishes it."""
    if request.method != "POST":
        if invited := _uuid(request.GET.get("invite", "")):
            return redirect("projects:invitation", invited)
        language = account_of(request).language[:2]
        return _form_page(request, ProjectForm(initial={"language": language if language in LANGUAGES else "en"}))
    if "preview" in request.POST:
        return _preview(request)
    return _draft(request)


@login_required
@require_http_methods(GET_POST)
def edit(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Change a draft or a published project."""
    project = _own(request, project_id)
    if request.method != "POST":
        return _form_page(request, ProjectForm.of(project), project=project)
    if "preview" in request.POST:
        return _preview(request, project)
    return _change(request, project)


@require_safe
def detail(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Show a project: to visitors what it says, to its client what to do next, to others how to propose."""
    return _page(request, access.project_for(project_id, _reader_id(request)))


@login_required
@require_POST
@once
def publish(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Open a draft for proposals."""
    project = actions.publish_project(act_of(request), project_id=project_id)
    messages.success(
        request, _("Published. We write to you when a proposal comes in; meanwhile you may invite people.")
    )
    return redirect("projects:matches", project.id)


@login_required
@require_POST
@once
def close(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """End a project without choosing anybody."""
    actions.close_project(act_of(request), project_id=project_id)
    messages.success(request, _("The project is closed, and everybody who had proposed was told."))
    return redirect("projects:detail", project_id)


@login_required
@require_POST
@once
def withdraw(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Take a project back."""
    actions.withdraw_project(act_of(request), project_id=project_id)
    messages.success(request, _("The project is withdrawn: nobody finds it any more."))
    return redirect("projects:mine")


@login_required
@require_POST
@once
def ask(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Ask something about a project in public."""
    project = access.project_for(project_id, account_of(request).id)
    form = QuestionForm(request.POST)
    asked = attempt(
        form, lambda: actions.ask_question(act_of(request), project_id=project_id, text=form.cleaned_data["text"])
    )
    if asked.made is None:
        return _page(
            request, project, question_form=form, refusal=asked.refusal, status=HTTPStatus.UNPROCESSABLE_ENTITY
        )
    messages.success(request, _("Your question stands below; the client was told."))
    return redirect("projects:detail", project_id)


@login_required
@require_POST
@once
def answer(request: HttpRequest, question_id: UUID) -> HttpResponse:
    """Answer a question about one's project."""
    question = access.question_for_client(question_id, account_of(request).id)
    form = AnswerForm(request.POST)
    answered = attempt(
        form, lambda: actions.answer_question(act_of(request), question_id=question_id, text=form.cleaned_data["text"])
    )
    if answered.made is not None:
        return redirect("projects:detail", question.project_id)
    return _page(
        request,
        access.project_for(question.project_id, account_of(request).id),
        answer_form=form,
        answering=question_id,
        refusal=answered.refusal,
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
    )


@once
def _draft(request: HttpRequest) -> HttpResponse:
    form = ProjectForm(request.POST)
    drafted = attempt(form, lambda: actions.draft_project(act_of(request), terms=form.terms()))
    if drafted.made is None:
        return _form_page(request, form, refusal=drafted.refusal, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    messages.success(request, _("Saved as a draft. This is how it will look: publish it when you like it."))
    return redirect("projects:detail", drafted.made.id)


@once
def _change(request: HttpRequest, project: Project) -> HttpResponse:
    form = ProjectForm(request.POST)
    edited = attempt(form, lambda: actions.edit_project(act_of(request), project_id=project.id, terms=form.terms()))
    if edited.made is None:
        return _form_page(
            request, form, project=project, refusal=edited.refusal, status=HTTPStatus.UNPROCESSABLE_ENTITY
        )
    messages.success(request, _("Saved."))
    return redirect("projects:detail", project.id)


def _preview(request: HttpRequest, project: Project | None = None) -> HttpResponse:
    return _form_page(request, ProjectForm(request.POST), project=project, preview=request.POST.get("description", ""))


def _form_page(request: HttpRequest, form: ProjectForm, *, status: int = HTTPStatus.OK, **context: Any) -> HttpResponse:
    return render(request, "projects/form.html", {"form": form, **context}, status=status)


def _page(request: HttpRequest, project: Project, *, status: int = HTTPStatus.OK, **context: Any) -> HttpResponse:
    reader_id = _reader_id(request)
    own = project.client_id == reader_id
    context = {
        "project": project,
        "own": own,
        "proposal_count": queries.proposal_count(project.id),
        "questions": queries.questions_on(project.id),
        "question_form": QuestionForm(),
        "answer_form": AnswerForm(),
        **context,
    }
    if reader_id is not None and not own:
        context["proposal"] = queries.proposal_of(reader_id, project.id)
        context["invitation"] = queries.invitation_for(reader_id, project.id)
    return render(request, "projects/detail.html", context, status=status)


def _own(request: HttpRequest, project_id: UUID) -> Project:
    return access.project_for_client(project_id, account_of(request).id)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _reader_id(request: HttpRequest) -> UUID | None:
    return request.user.id if isinstance(request.user, Account) else None
