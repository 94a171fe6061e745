"""Finding projects and professionals, saved searches, and who fits a project."""

from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import AwareDatetime

from aval.api.projects import MoneyValue, ProjectOut, caller_id
from aval.api.requests import act_of
from aval.projects import access
from aval.search import actions, queries
from aval.search.filters import ProfessionalFilters, ProjectFilters
from aval.search.matches import best_matches
from aval.search.models import SavedSearch
from aval.search.queries import Found

router = Router(tags=["search"])

FOUND_MAX = 50
OFFSET_MAX = 10_000


class FacetOut(Schema):
    """One value to narrow the search to, and how many results that would leave."""

    value: str
    count: int
    chosen: bool


class ProjectsFound(Schema):
    """The best results; the filters are those of the site's addresses (text, skill, kind, category, language ...)."""

    total: int
    corrected: str
    items: list[ProjectOut]
    facets: dict[str, list[FacetOut]]


class ProfessionalOut(Schema):
    """Somebody who offers work."""

    id: UUID
    display_name: str
    headline: str
    skills: list[str]
    languages: list[str]
    country: str
    availability: str
    hourly_rate: MoneyValue | None


class ProfessionalsFound(Schema):
    """The best results."""

    total: int
    corrected: str
    items: list[ProfessionalOut]
    facets: dict[str, list[FacetOut]]


class MatchOut(Schema):
    """A professional who fits a project, and by which of its skills."""

    professional: ProfessionalOut
    shared_skills: list[str]


class SearchIn(Schema):
    """A search to keep; the parameters are those of the site's addresses."""

    name: str
    subject: Literal["projects", "professionals"] = "projects"
    parameters: dict[str, list[str]] = {}
    with_alerts: bool = True


class SearchOut(Schema):
    """A saved search."""

    id: UUID
    name: str
    subject: str
    parameters: dict[str, list[str]]
    with_alerts: bool
    saved_at: AwareDatetime


class AlertsIn(Schema):
    """Whether to be told daily."""

    on: bool


@router.get("/search/projects", response=ProjectsFound)
def search_projects(request: HttpRequest, offset: int = 0) -> dict[str, Any]:
    """Find open public projects by the filters of the site's addresses, fifty at a time."""
    filters = ProjectFilters.read(dict(request.GET.lists()))
    found = queries.find_projects(filters, reader_id=caller_id(request))
    return _found(found, [document.project for document in _slice(found, offset)])


@router.get("/search/professionals", response=ProfessionalsFound)
def search_professionals(request: HttpRequest, offset: int = 0) -> dict[str, Any]:
    """Find people who offer work by the filters of the site's addresses, fifty at a time."""
    filters = ProfessionalFilters.read(dict(request.GET.lists()))
    found = queries.find_professionals(filters, reader_id=caller_id(request))
    return _found(found, [_professional(document.account.profile) for document in _slice(found, offset)])


@router.get("/projects/{uuid:project_id}/matches", response=list[MatchOut])
def list_matches(request: HttpRequest, project_id: UUID) -> list[dict[str, Any]]:
    """Suggest professionals for one's own project."""
    project = access.project_for_client(project_id, caller_id(request))
    return [
        {"professional": _professional(match.profile), "shared_skills": list(match.shared_skills)}
        for match in best_matches(project)
    ]


@router.get("/searches", response=list[SearchOut])
def list_searches(request: HttpRequest) -> list[SavedSearch]:
    """List one's saved searches by name."""
    return list(queries.saved_searches(caller_id(request)))


@router.post("/searches", response={201: SearchOut})
def save_search(request: HttpRequest, search: SearchIn) -> Status[SavedSearch]:
    """Keep a search, with a daily alert if wanted."""
    return Status(
        201,
        actions.save_search(
            act_of(request),
            name=search.name,
            subject=search.subject,
            parameters=search.parameters,
            with_alerts=search.with_alerts,
        ),
    )


@router.put("/searches/{uuid:search_id}/alerts", response=SearchOut)
def switch_alerts(request: HttpRequest, search_id: UUID, alerts: AlertsIn) -> SavedSearch:
    """Have a saved search looked at daily, or not."""
    return actions.switch_alerts(act_of(request), search_id=search_id, on=alerts.on)


@router.delete("/searches/{uuid:search_id}", response={204: None})
def remove_search(request: HttpRequest, search_id: UUID) -> Status[None]:
    """Forget a saved search."""
    actions.remove_search(act_of(request), search_id=search_id)
    return Status(204, None)


def _slice(found: Found, offset: int) -> Any:
    start = max(0, min(offset, OFFSET_MAX))
    return found.documents[start : start + FOUND_MAX]


def _found(found: Found, items: list[Any]) -> dict[str, Any]:
    return {"total": found.documents.count(), "corrected": found.corrected, "items": items, "facets": found.facets}


def _professional(profile: Any) -> dict[str, Any]:
    return {
        "id": profile.account_id,
        "display_name": profile.account.display_name,
        "headline": profile.headline,
        "skills": profile.skills,
        "languages": profile.languages,
        "country": profile.country,
        "availability": profile.availability,
        "hourly_rate": profile.hourly_rate,
    }
