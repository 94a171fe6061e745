"""Finding projects: by words in three languages, with accents or typos, by facets, ranked by what fits."""

from collections.abc import Callable
from typing import Any

import pytest

from aval.accounts.models import Profile
from aval.kernel.invariants import check
from aval.kernel.money import Money
from aval.projects import actions as projects
from aval.projects.choices import Category, Kind, Language, Visibility
from aval.search.filters import ProjectFilters
from aval.search.invariants import INVARIANTS
from aval.search.queries import Found, find_projects, known_skills
from tests import make

pytestmark = pytest.mark.django_db


def found(text: str = "", **parameters: Any) -> Found:
    return find_projects(ProjectFilters.read({"text": [text], **parameters}))


def titles(text: str = "", **parameters: Any) -> list[str]:
    return [document.project.title for document in found(text, **parameters).documents]


@pytest.fixture
def market() -> None:
    make.project(
        title="Programación de una tienda en línea",
        description="Diseño y construcción con pasarela de pagos.",
        language=Language.SPANISH,
        skills=("Django", "Diseño web"),
        category=Category.DEVELOPMENT,
    )
    make.project(
        title="Tradução de manuais técnicos",
        description="Traduzir do inglês: 120 páginas de informação sobre máquinas.",
        language=Language.PORTUGUESE,
        skills=("Tradução", "Inglês"),
        category=Category.WRITING,
        kind=Kind.ONGOING,
        currency="BRL",
        budget=(Money(100_000, "BRL"), Money(300_000, "BRL")),
    )
    make.project(
        title="C++ engineer for a drawing program",
        description="Maintaining a library; node.js bindings are a plus.",
        language=Language.ENGLISH,
        skills=("C++", "Qt"),
        category=Category.ENGINEERING,
        kind=Kind.HOURLY,
        budget=None,
    )


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("programación", "Programación de una tienda en línea"),
        ("programacion", "Programación de una tienda en línea"),
        ("programador", "Programación de una tienda en línea"),
        ("TIENDAS", "Programación de una tienda en línea"),
        ("diseno web", "Programación de una tienda en línea"),
        ("tradução", "Tradução de manuais técnicos"),
        ("traducao manual", "Tradução de manuais técnicos"),
        ("informações", "Tradução de manuais técnicos"),
        ("maintained libraries", "C++ engineer for a drawing program"),
        ("c++", "C++ engineer for a drawing program"),
        ("node", "C++ engineer for a drawing program"),
        ('"drawing program"', "C++ engineer for a drawing program"),
    ],
)
def test_words_are_found_in_each_language_with_or_without_accents(market: None, typed: str, title: str) -> None:
    assert titles(typed)[0] == title


@pytest.mark.parametrize(
    ("typed", "corrected", "title"),
    [
        ("programasion", "programacion", "Programación de una tienda en línea"),
        ("djnago", "django", "Programación de una tienda en línea"),
        ("maquinsa tecnicos", "maquinas tecnicos", "Tradução de manuais técnicos"),
        ("enginer libary", "engineer library", "C++ engineer for a drawing program"),
    ],
)
def test_typos_are_forgiven_and_said(market: None, typed: str, corrected: str, title: str) -> None:
    result = found(typed)

    assert result.corrected == corrected
    assert [document.project.title for document in result.documents] == [title]
    assert titles(typed, exact=["1"]) == []


@pytest.mark.parametrize(
    "typed", ["xyzzyplugh", "' OR 1=1 --", "& | ! :*", "((((", "\\", "%", "🦊🦊🦊🦊", "-", '"', "x" * 200]
)
def test_nonsense_finds_nothing_and_breaks_nothing(market: None, typed: str) -> None:
    assert titles(typed) in ([], titles())


def test_a_word_may_be_ruled_out(market: None) -> None:
    assert titles("-tienda -manuais") == ["C++ engineer for a drawing program"]


def test_facets_count_what_choosing_them_would_leave(market: None) -> None:
    facets = found(category=["writing"]).facets

    assert {facet.value: (facet.count, facet.chosen) for facet in facets["category"]} == {
        "writing": (1, True),
        "development": (1, False),
        "engineering": (1, False),
    }
    assert [(facet.value, facet.count) for facet in facets["kind"]] == [("ongoing", 1)]
    assert [facet.value for facet in facets["skill"]] == ["ingles", "traducao"]


def test_filters_narrow(market: None) -> None:
    assert titles(skill=["Diseño Web", "django"]) == ["Programación de una tienda en línea"]
    assert titles(kind=["hourly"]) == ["C++ engineer for a drawing program"]
    assert titles(language=["pt", "en"]) == ["C++ engineer for a drawing program", "Tradução de manuais técnicos"]
    assert titles(skill=["django", "qt"]) == []


@pytest.mark.parametrize(
    ("least", "most", "expected"),
    [("", "400", []), ("", "500", ["shop"]), ("1500", "", ["shop"]), ("1500.01", "", []), ("700", "800", ["shop"])],
)
def test_a_price_range_finds_the_budgets_it_touches_and_the_open_ones(
    least: str, most: str, expected: list[str]
) -> None:
    make.project(title="shop")
    make.project(title="open", budget=None)
    make.project(title="euros", currency="EUR", budget=(Money(60_000, "EUR"), Money(70_000, "EUR")))

    assert sorted(titles(currency=["USD"], price_from=[least], price_to=[most])) == ["open", *expected]


def test_what_makes_no_sense_in_an_address_is_left_out() -> None:
    filters = ProjectFilters.read(
        {
            "text": ["a\0b"],
            "kind": ["fixed", "free"],
            "country": ["CO", "xx", "<b>"],
            "currency": ["XXX"],
            "price_from": ["-5"],
            "price_to": ["1e9"],
            "sort": ["payment"],
            "page": ["7"],
        }
    )

    assert filters.parameters() == {"text": ["ab"], "kind": ["fixed"], "country": ["CO"]}


def test_only_what_is_public_and_open_is_found_at_every_moment() -> None:
    project = make.project(title="Wooden boats")
    make.project(title="Secret boats", visibility=Visibility.INVITED)
    make.draft(title="Unfinished boats")
    assert titles("boats") == ["Wooden boats"]

    act = make.act(project.client)
    projects.edit_project(act, project_id=project.id, terms=make.project_terms(title="Paper kites"))
    assert (titles("boats"), titles("kites")) == ([], ["Paper kites"])
    projects.close_project(act, project_id=project.id)

    assert titles("kites") == []
    assert list(check(INVARIANTS)) == []


def test_a_readers_own_projects_are_left_out(market: None) -> None:
    client = make.client()
    make.project(client, title="My own tienda")

    assert "My own tienda" not in [
        d.project.title for d in find_projects(ProjectFilters(), reader_id=client.id).documents
    ]


def test_the_place_is_the_clients_and_follows_the_profile() -> None:
    project = make.project()
    Profile.objects.filter(account_id=project.client_id).update(country="PE")

    assert titles(country=["PE"]) == [project.title]


def test_the_title_weighs_more_than_the_text() -> None:
    make.project(title="Logo", description="The jeweller wants something simple.")
    make.project(title="Jeweller", description="A logo, something simple.")

    assert titles("jeweller") == ["Jeweller", "Logo"]


def test_the_readers_skills_decide_between_equals() -> None:
    fitting = make.project(title="Bakery signs", skills=("Lettering",))
    make.project(title="Bakery signs", skills=("Welding",))
    reader = make.offering(skills=["lettering"])

    listed = find_projects(ProjectFilters(text="bakery"), reader_id=reader.id).documents

    assert listed[0].project == fitting


def test_skills_are_suggested_by_their_beginning(market: None) -> None:
    assert known_skills("Dis") == ["diseno web"]


def test_a_page_of_results_takes_the_same_few_queries_however_many(
    django_assert_num_queries: Callable[[int], Any],
) -> None:
    for number in range(5):
        make.proposal(make.project(title=f"Shop {number}"))

    with django_assert_num_queries(8):
        result = found("shop")
        listed = [(d.project.client.profile.country, d.proposals) for d in result.documents[:20]]

    assert listed == [("", 1)] * 5
