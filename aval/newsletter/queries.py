"""What an issue holds, and what its archive shows."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from aval.newsletter.models import Issue
from aval.projects.models import Project
from aval.projects.states import ProjectStatus

PROJECTS_MAX = 40


def projects_in(issue: Issue, categories: Sequence[str] = ()) -> QuerySet[Project]:
    """Return an issue's projects that still take proposals, newest first; of these categories, or of all."""
    return published(issue.language, issue.since, issue.until, categories)


def published(language: str, since: datetime, until: datetime, categories: Sequence[str] = ()) -> QuerySet[Project]:
    """Return what was published to everybody in a language within a time and still takes proposals, newest first."""
    found = Project.objects.seen_by(None).filter(
        status=ProjectStatus.PUBLISHED, language=language[:2], published_at__gte=since, published_at__lt=until
    )
    if categories:
        found = found.filter(category__in=categories)
    return found.order_by("-published_at")[:PROJECTS_MAX]


def issues(language: str) -> QuerySet[Issue]:
    """Return the issues in a language, newest first."""
    return Issue.objects.filter(language=language).order_by("-until")
