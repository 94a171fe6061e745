"""Keeping searches and being told what is new."""

from datetime import timedelta

import pytest

from aval.kernel.refusals import Invalid
from aval.search import actions as search
from aval.search import jobs
from aval.search.models import Alert, SavedSearch
from tests import make

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def saved(name: str = "Shops", **values: object) -> SavedSearch:
    account = values.pop("account", None) or make.professional()
    parameters = {"text": ["shop"], "kind": ["fixed", "nonsense"]}
    return search.save_search(make.act(account), name=name, subject="projects", parameters=parameters, **values)  # type: ignore[arg-type]


def test_a_saved_search_keeps_what_makes_sense() -> None:
    assert saved().parameters == {"text": ["shop"], "kind": ["fixed"]}


def test_the_daily_look_tells_what_appeared_since_once() -> None:
    kept = saved()
    make.project(title="Boats")
    new = make.project(title="Shop for cups")
    new.published_at = make.NOON + timedelta(hours=3)
    new.save()

    for days in (1, 2):
        jobs.look_for_news(int((make.NOON + days * DAY).timestamp()))

    alert = Alert.objects.get(search=kept)
    assert (alert.found, alert.total, alert.at) == ([new.id], 1, make.NOON + DAY)


def test_what_the_searcher_published_is_no_news() -> None:
    account = make.client()
    saved(account=account)
    make.project(account, title="My shop")

    jobs.look_for_news(int((make.NOON + DAY).timestamp()))

    assert not Alert.objects.exists()


def test_a_search_without_alerts_is_not_looked_at() -> None:
    kept = saved()
    search.switch_alerts(make.act(kept.account), search_id=kept.id, on=False)

    with pytest.raises(SavedSearch.DoesNotExist):
        search.look_for_news(make.site_act(after=DAY), search_id=kept.id)

    assert search.due(make.NOON + DAY) == []


def test_names_are_needed_and_taken_once() -> None:
    account = make.professional()
    saved(account=account)

    with pytest.raises(search.NameTaken):
        saved(account=account)
    with pytest.raises(Invalid):
        saved("  ", account=account)

    assert SavedSearch.objects.filter(account=account).count() == 1


def test_twenty_searches_are_enough() -> None:
    account = make.professional()
    for number in range(20):
        saved(f"Search {number}", account=account)

    with pytest.raises(search.TooManySearches):
        saved("One more", account=account)

    assert SavedSearch.objects.filter(account=account).count() == 20


def test_a_stranger_can_do_nothing_to_a_saved_search() -> None:
    kept, stranger = saved(), make.act(make.stranger())

    with pytest.raises(SavedSearch.DoesNotExist):
        search.switch_alerts(stranger, search_id=kept.id, on=False)
    with pytest.raises(SavedSearch.DoesNotExist):
        search.remove_search(stranger, search_id=kept.id)

    kept.refresh_from_db()
    assert kept.with_alerts


def test_a_saved_search_can_be_removed() -> None:
    kept = saved()

    search.remove_search(make.act(kept.account), search_id=kept.id)

    assert not SavedSearch.objects.exists()
