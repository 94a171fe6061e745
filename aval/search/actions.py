"""Keeping searches, telling what is new in them, and keeping how people's contracts went."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from aval.accounts.models import Account
from aval.kernel.acts import Act
from aval.kernel.refusals import Invalid, Refusal
from aval.kernel.transactions import action
from aval.projects.terms import tidy
from aval.reputation import queries as reputation
from aval.search import queries
from aval.search.filters import Parameters, ProfessionalFilters, ProjectFilters
from aval.search.models import Alert, SavedSearch, Standing

NAME_MAX = 80
SEARCHES_MAX = 20
FOUND_MAX = 20


class TooManySearches(Refusal):
    """Somebody keeps as many searches as one can look through."""

    sentence = format_lazy(_("You have saved {most} searches already."), most=SEARCHES_MAX)
    advice = _("Remove one that you no longer need.")


class NameTaken(Invalid):
    """Another saved search of the same person has the name."""

    sentence = _("You have another saved search with that name.")
    advice = _("Choose another name for this one.")

    def __init__(self) -> None:
        super().__init__(field="name")


@action
def save_search(act: Act, *, name: str, subject: str, parameters: Parameters, with_alerts: bool = True) -> SavedSearch:
    """Keep a search, and look once a day whether it finds something new.

    :param subject: ``projects`` or ``professionals``
    :param parameters: an address's; what makes no sense is left out
    :raises Invalid: if the name is empty or too long
    :raises NameTaken: if another one of the actor's has the name
    :raises TooManySearches: if twenty are kept
    """
    name = tidy(name, field="name", most=NAME_MAX)
    Account.objects.select_for_update(no_key=True).get(id=act.actor_id)  # one at a time, or the limit could be passed
    kept = SavedSearch.objects.filter(account_id=act.actor_id)
    if kept.filter(name=name).exists():
        raise NameTaken
    if kept.count() >= SEARCHES_MAX:
        raise TooManySearches
    return SavedSearch.objects.create(
        account_id=act.actor_id,
        name=name,
        subject=SavedSearch.Subject(subject),
        parameters=filters_of(subject, parameters).parameters(),
        with_alerts=with_alerts,
        saved_at=act.at,
        looked_until=act.at,
    )


@action
def switch_alerts(act: Act, *, search_id: UUID, on: bool) -> SavedSearch:
    """Have a saved search looked at daily, or not; what appeared in between is not told later.

    :raises SavedSearch.DoesNotExist: if there is none, or it is not the actor's
    """
    search = SavedSearch.objects.select_for_update().get(id=search_id, account_id=act.actor_id)
    search.with_alerts, search.looked_until = on, act.at
    search.save(update_fields=["with_alerts", "looked_until"])
    return search


@action
def remove_search(act: Act, *, search_id: UUID) -> None:
    """Forget a saved search and its alerts.

    :raises SavedSearch.DoesNotExist: if there is none, or it is not the actor's
    """
    SavedSearch.objects.select_for_update().get(id=search_id, account_id=act.actor_id).delete()


@action
def look_for_news(act: Act, *, search_id: UUID) -> Alert | None:
    """Look what a saved search finds that appeared since it was last looked at; None if there is nothing.

    :raises SavedSearch.DoesNotExist: if there is none with alerts (any more)
    """
    search = SavedSearch.objects.select_for_update().get(id=search_id, with_alerts=True)
    new = _found(search).filter(appeared_at__gt=search.looked_until, appeared_at__lte=act.at)
    ids = list(new.values_list("pk", flat=True))
    search.looked_until = act.at
    search.save(update_fields=["looked_until"])
    if not ids:
        return None
    return Alert.objects.create(search=search, at=act.at, found=ids[:FOUND_MAX], total=len(ids))


@action
def refresh_standings(act: Act, *, account_ids: Sequence[UUID]) -> None:
    """Work out anew how well these professionals' contracts went, for ranking."""
    figures = reputation.figures_of(account_ids, at=act.at)
    Standing.objects.bulk_create(
        [Standing(account_id=account_id, score=one.score, kept_at=act.at) for account_id, one in figures.items()],
        update_conflicts=True,
        unique_fields=["account_id"],
        update_fields=["score", "kept_at"],
    )


def filters_of(subject: str, parameters: Parameters) -> ProjectFilters | ProfessionalFilters:
    """Read parameters for this subject."""
    if subject == SavedSearch.Subject.PROJECTS:
        return ProjectFilters.read(parameters)
    return ProfessionalFilters.read(parameters)


def due(before: datetime) -> list[UUID]:
    """Return the saved searches with alerts that nobody has looked at since."""
    searches = SavedSearch.objects.filter(with_alerts=True, looked_until__lte=before, account__is_active=True)
    return list(searches.order_by("looked_until").values_list("id", flat=True))


def _found(search: SavedSearch) -> QuerySet[Any]:
    filters = filters_of(search.subject, search.parameters)
    if isinstance(filters, ProjectFilters):
        return queries.find_projects(filters, reader_id=search.account_id).documents
    return queries.find_professionals(filters, reader_id=search.account_id).documents
