"""Finding projects and professionals."""

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from aval.accounts.models import Account
from aval.kernel.clock import now
from aval.kernel.money import CURRENCIES
from aval.reputation.queries import figures_of
from aval.search.filters import ProfessionalFilters, ProjectFilters
from aval.search.queries import Found, find_professionals, find_projects, known_skills
from aval.web.projects.facets import groups
from aval.web.projects.forms import SearchForm
from aval.web.requests import page_of

PREFIX_MAX = 40
PROJECT_SORTS = [("", _("Best match")), ("newest", _("Newest")), ("budget", _("Highest budget"))]
PROFESSIONAL_SORTS = [("", _("Best match")), ("rate", _("Lowest rate")), ("newest", _("Newest"))]


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the public projects that take proposals, narrowed by what the address says."""
    filters = ProjectFilters.read(dict(request.GET.lists()))
    found = find_projects(filters, reader_id=_reader_id(request))
    return _results(request, "projects/index.html", filters, found, sorts=PROJECT_SORTS, subject="projects")


@require_safe
def professionals(request: HttpRequest) -> HttpResponse:
    """List people who offer work, narrowed by what the address says."""
    filters = ProfessionalFilters.read(dict(request.GET.lists()))
    found = find_professionals(filters, reader_id=_reader_id(request))
    return _results(
        request, "projects/professionals.html", filters, found, sorts=PROFESSIONAL_SORTS, subject="professionals"
    )


@require_safe
def skills(request: HttpRequest) -> HttpResponse:
    """Suggest skills that begin with what was typed after the last comma, as options of a data list."""
    typed = request.GET.get("skills", "").replace("\0", "")
    before, comma, last = typed.rpartition(",")
    prefix = last.strip()[:PREFIX_MAX]
    suggested = known_skills(prefix) if prefix else []
    return render(request, "projects/_skills.html", {"before": f"{before}{comma} ".lstrip(), "skills": suggested})


def _results(
    request: HttpRequest,
    template: str,
    filters: ProjectFilters | ProfessionalFilters,
    found: Found,
    *,
    sorts: Sequence[tuple[str, object]],
    subject: str,
) -> HttpResponse:
    page = page_of(request, found.documents)
    context = {
        "filters": filters,
        "page": page,
        "figures": figures_of([document.pk for document in page], at=now()) if subject == "professionals" else {},
        "groups": groups(found),
        "corrected": found.corrected,
        "sorts": sorts,
        "currencies": CURRENCIES,
        "subject": subject,
        "search_form": SearchForm(initial={"name": filters.text}) if request.user.is_authenticated else None,
        "kept": [(name, value) for name, values in filters.parameters().items() for value in values],
    }
    return render(request, template, context)


def _reader_id(request: HttpRequest) -> UUID | None:
    return request.user.id if isinstance(request.user, Account) else None
