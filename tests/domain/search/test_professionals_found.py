"""Finding professionals, and the ones who fit a project best."""

from typing import Any

import pytest

from aval.accounts.models import Account, Profile
from aval.kernel.invariants import check
from aval.search import jobs
from aval.search.filters import ProfessionalFilters
from aval.search.invariants import INVARIANTS
from aval.search.matches import best_matches
from aval.search.models import Standing
from aval.search.queries import find_professionals
from tests import make

pytestmark = pytest.mark.django_db


def names(text: str = "", **parameters: Any) -> list[str]:
    filters = ProfessionalFilters.read({"text": [text], **parameters})
    return [document.account.display_name for document in find_professionals(filters).documents]


@pytest.fixture
def people() -> dict[str, Account]:
    make.professional("Nobody Yet")
    return {
        "ana": make.offering(
            "Ana Núñez",
            headline="Diseñadora gráfica",
            skills=["Ilustración", "Figma"],
            languages=["es", "pt-br"],
            country="CO",
            hourly_rate_minor=2_000,
            availability="part",
        ),
        "bruno": make.offering(
            "Bruno Araújo",
            headline="Python developer",
            skills=["Django", "PostgreSQL"],
            languages=["en"],
            country="BR",
            hourly_rate_minor=4_000,
        ),
    }


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("diseñadora", "Ana Núñez"),
        ("disenadora grafica", "Ana Núñez"),
        ("nunez", "Ana Núñez"),
        ("ilustracoin", "Ana Núñez"),
        ("python", "Bruno Araújo"),
        ("pyhton developer", "Bruno Araújo"),
    ],
)
def test_people_are_found_by_what_they_say_of_themselves(people: dict[str, Account], typed: str, name: str) -> None:
    assert names(typed) == [name]


def test_filters_narrow(people: dict[str, Account]) -> None:
    assert names(language=["pt"]) == ["Ana Núñez"]
    assert names(availability=["full"]) == ["Bruno Araújo"]
    assert names(country=["BR"]) == ["Bruno Araújo"]
    assert names(currency=["USD"], price_to=["25"]) == ["Ana Núñez"]
    assert names(sort=["rate"]) == ["Ana Núñez", "Bruno Araújo"]


def test_who_stops_offering_work_or_leaves_is_found_no_more(people: dict[str, Account]) -> None:
    Profile.objects.filter(account=people["ana"]).update(offers_work=False)
    Account.objects.filter(id=people["bruno"].id).update(is_active=False)

    assert names() == []
    assert list(check(INVARIANTS)) == []


def test_a_proven_record_comes_first_among_equals(people: dict[str, Account]) -> None:
    other = make.offering("Carla Paz", headline="Python developer", skills=["Django", "PostgreSQL"])
    Standing.objects.create(account_id=other.id, score=0.8, kept_at=make.NOON)

    assert names("python developer") == ["Carla Paz", "Bruno Araújo"]


def test_the_best_matches_share_skills_and_were_not_asked_yet(people: dict[str, Account]) -> None:
    project = make.project(skills=("django", "postgresql"))
    match = best_matches(project)[0]
    assert (match.account, match.shared_skills) == (people["bruno"], ("django", "postgresql"))

    make.invitation(project, people["bruno"].id)

    assert people["bruno"] not in [one.account for one in best_matches(project)]


def test_a_client_is_no_match_for_their_own_project() -> None:
    client = make.offering("Clara Gómez", skills=["Django"])

    assert best_matches(make.project(client)) == []


def test_standings_are_worked_out_from_the_record_and_new_people_stand_in_the_middle(
    people: dict[str, Account],
) -> None:
    for _again in range(2):
        jobs.refresh_standings(int(make.NOON.timestamp()))

    assert dict(Standing.objects.values_list("account_id", "score")) == {one.id: 0.5 for one in people.values()}
