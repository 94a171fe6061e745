"""The addresses worth finding."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from aval.accounts.models import Profile
from aval.projects import queries as projects

TEXTS = ("landing", "clients", "professionals", "record", "fees", "terms", "privacy")
EACH_MAX = 5_000
"""A sitemap may hold 50,000 addresses; projects and profiles share it with room to spare."""


@dataclass(frozen=True, slots=True)
class Address:
    """One page, with the moment it last changed if that is known."""

    url: str
    changed_at: datetime | None = None


def addresses() -> Iterator[Address]:
    """Yield all public pages: texts, projects that take proposals, profiles of those who offer work."""
    for name in TEXTS:
        yield Address(_absolute(reverse(f"pages:{name}")))
    for project in projects.newest(EACH_MAX):
        yield Address(_absolute(reverse("projects:detail", args=[project.id])), project.published_at)
    shown = Profile.objects.filter(offers_work=True, account__is_active=True).order_by("-updated_at")[:EACH_MAX]
    for profile in shown:
        yield Address(_absolute(reverse("people:profile", args=[profile.account_id])), profile.updated_at)


def _absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"
