"""Cursor pages: newest first by id (UUIDv7 sorts by time), stable while things are added."""

from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet
from ninja import Schema

PAGE_MAX = 100


class Cursor(Schema):
    """What to ask for: at most ``limit`` things, older than ``before``."""

    before: UUID | None = None
    limit: int = 50


def page(queryset: QuerySet[Any], cursor: Cursor) -> dict[str, Any]:
    """Return ``items`` and, if there are more, the ``next`` value for ``before``."""
    limit = max(1, min(cursor.limit, PAGE_MAX))
    if cursor.before is not None:
        queryset = queryset.filter(id__lt=cursor.before)
    found: list[Model] = list(queryset.order_by("-id")[: limit + 1])
    items = found[:limit]
    return {"items": items, "next": items[-1].pk if len(found) > limit else None}
