"""Searches that somebody keeps."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from aval.search import actions, queries
from aval.search.models import SavedSearch
from aval.web.projects.forms import SearchForm
from aval.web.projects.refusing import attempt
from aval.web.requests import account_of, act_of, once


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def index(request: HttpRequest) -> HttpResponse:
    """List one's saved searches, or keep another: the form's other fields are the search's parameters."""
    if request.method != "POST":
        return _list(request, None)
    form = SearchForm(request.POST)
    if attempt(form, lambda: _save(request, form)).made is None:
        return _list(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    messages.success(request, _("The search is saved."))
    return redirect("projects:searches")


@login_required
@require_POST
@once
def alerts(request: HttpRequest, search_id: UUID) -> HttpResponse:
    """Switch a saved search's daily alert on or off."""
    actions.switch_alerts(act_of(request), search_id=search_id, on=request.POST.get("on") == "1")
    return redirect("projects:searches")


@login_required
@require_POST
@once
def remove(request: HttpRequest, search_id: UUID) -> HttpResponse:
    """Forget a saved search."""
    actions.remove_search(act_of(request), search_id=search_id)
    messages.success(request, _("The search is removed."))
    return redirect("projects:searches")


def _save(request: HttpRequest, form: SearchForm) -> SavedSearch:
    return actions.save_search(
        act_of(request),
        name=form.cleaned_data["name"],
        subject=_subject(request),
        parameters=dict(request.POST.lists()),
        with_alerts=form.cleaned_data["with_alerts"],
    )


def _subject(request: HttpRequest) -> str:
    subject = request.POST.get("subject", "")
    return subject if subject in SavedSearch.Subject.values else SavedSearch.Subject.PROJECTS


def _list(request: HttpRequest, form: SearchForm | None, *, status: int = HTTPStatus.OK) -> HttpResponse:
    subject = _subject(request)
    parameters = actions.filters_of(subject, dict(request.POST.lists())).parameters() if form else {}
    context = {
        "searches": queries.saved_searches(account_of(request).id),
        "form": form,
        "subject": subject,
        "kept": [(name, value) for name, values in parameters.items() for value in values],
    }
    return render(request, "projects/searches.html", context, status=status)
