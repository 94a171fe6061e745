"""The newsletter: asking for it and ending it by the token that its letters carry."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from aval.api.requests import act_of
from aval.newsletter import actions, queries
from aval.newsletter.models import Issue
from aval.projects.choices import Category
from aval.projects.models import Project

router = Router(tags=["newsletter"])

Language = Literal["es", "pt-br", "en"]


class Wanted(Schema):
    """Which projects, in which language; no category means all."""

    language: Language
    categories: list[Category] = []


class SubscriptionIn(Wanted):
    """The same, with the address it goes to."""

    email: str = Field(max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")


class Asked(Schema):
    """The same answer whether the address was known or not: the rest is in the letter."""

    asked: bool = True


class SubscriptionOut(Wanted):
    """A subscription, as its own link shows it."""

    email: str
    status: str


class IssueOut(Schema):
    """A week's letter."""

    id: UUID
    language: str
    since: datetime
    until: datetime


class ProjectLine(Schema):
    """A project in an issue."""

    id: UUID
    title: str
    category: str
    published_at: datetime


@router.post("/newsletter/subscriptions", response={202: Asked})
def subscribe(request: HttpRequest, subscription: SubscriptionIn) -> Status[Asked]:
    """Ask for the newsletter; a letter asks the address to confirm."""
    actions.subscribe(act_of(request), **subscription.dict())
    return Status(202, Asked())


@router.post("/newsletter/confirmations/{token}", response=SubscriptionOut)
def confirm(request: HttpRequest, token: str) -> object:
    """Confirm by the token of the letter."""
    return actions.confirm(act_of(request), token=token)


@router.put("/newsletter/subscriptions/{token}", response=SubscriptionOut)
def change(request: HttpRequest, token: str, wanted: Wanted) -> object:
    """Change language and categories."""
    return actions.change(act_of(request), token=token, **wanted.dict())


@router.delete("/newsletter/subscriptions/{token}", response=SubscriptionOut)
def end(request: HttpRequest, token: str) -> object:
    """End the newsletter."""
    return actions.end(act_of(request), token=token)


@router.get("/newsletter/issues", response=list[IssueOut])
def list_issues(request: HttpRequest, language: Language = "en") -> list[Issue]:  # noqa: ARG001 (ninja hands it in by this name)
    """List the latest fifty issues in a language, newest first."""
    return list(queries.issues(language)[:50])


@router.get("/newsletter/issues/{uuid:issue_id}", response=list[ProjectLine])
def show_issue(request: HttpRequest, issue_id: UUID) -> list[Project]:  # noqa: ARG001 (ninja hands it in by this name)
    """Return the projects of an issue that still take proposals."""
    return list(queries.projects_in(Issue.objects.get(id=issue_id)))
