"""The pages of projects: what each reader sees, kept input, one effect for a form sent twice."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from aval.accounts.models import Account
from aval.moderation.models import RefusedText
from aval.projects.choices import Visibility
from aval.projects.models import Project, Question
from tests import make

pytestmark = pytest.mark.django_db


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def filled_in(**values: Any) -> dict[str, Any]:
    return {
        "title": "A logo for a bakery",
        "description": "Something with **bread**.",
        "category": "design",
        "language": "en",
        "skills": "Illustration, Figma",
        "kind": "fixed",
        "budget_from": "100",
        "budget_to": "250.50",
        "currency": "USD",
        "visibility": "public",
        **values,
    }


def test_a_visitor_finds_and_reads_a_public_project() -> None:
    project = make.project(title="Café website", description="A *page* with the menu.")
    visitor = Client()

    listed = visitor.get("/projects/", {"text": "cafe"})
    page = visitor.get(f"/projects/{project.id}/")

    assert "Café website" in listed.content.decode()
    assert "<title>Café website · Aval</title>" in page.content.decode()
    assert "<em>page</em>" in page.content.decode()
    assert "noindex" not in page.content.decode()


@pytest.mark.parametrize("make_hidden", [make.draft, lambda: make.project(visibility=Visibility.INVITED)])
def test_what_is_not_public_is_not_found_by_others(make_hidden: Callable[[], Project]) -> None:
    project = make_hidden()

    assert Client().get(f"/projects/{project.id}/").status_code == 404
    assert signed_in(make.stranger()).get(f"/projects/{project.id}/").status_code == 404
    assert signed_in(project.client).get(f"/projects/{project.id}/").status_code == 200


def test_a_project_is_drafted_previewed_and_published() -> None:
    client = make.client()
    browser = signed_in(client)

    preview = browser.post("/projects/new/", filled_in(preview="1"))
    assert "<strong>bread</strong>" in preview.content.decode()
    assert not Project.objects.filter(client=client).exists()
    drafted = browser.post("/projects/new/", filled_in())
    project = Project.objects.get(client=client)
    published = browser.post(f"/projects/{project.id}/publication/")

    project.refresh_from_db()
    assert (drafted["Location"], published["Location"]) == (
        f"/projects/{project.id}/",
        f"/projects/{project.id}/matches/",
    )
    assert (project.status, project.skills, project.budget_to_minor) == (
        "published",
        ["Illustration", "Figma"],
        25_050,
    )


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"budget_from": "a lot"}, "Write an amount like this"),
        ({"budget_from": "0"}, "more than zero"),
        ({"budget_from": "-100"}, "Write an amount like this"),
        ({"budget_from": "9" * 20}, "Write an amount like this"),
        ({"budget_from": "300", "budget_to": "200"}, "lies below"),
        ({"kind": "hourly"}, "Choose whether a week or a month"),
        ({"due_on": "0001-01-01"}, "Enter a valid date"),
        ({"due_on": "2026-02-30"}, "Enter a valid date"),
        ({"starts_on": "2026-05-02", "due_on": "2026-05-01"}, "due before it starts"),
        ({"description": "x" * 20_001}, "at most 20000 characters"),
        ({"category": "nonsense"}, "not one of the available choices"),
        ({"title": "nul \0"}, "Null characters"),
        ({"skills": ",".join(map(str, range(16)))}, "at most 15 skills"),
    ],
)
def test_bad_values_are_marked_and_everything_typed_is_kept(values: dict[str, str], sentence: str) -> None:
    client = make.client()

    page = signed_in(client).post("/projects/new/", filled_in(**values))

    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert "Something with **bread**." in page.content.decode() or "description" in values
    assert not Project.objects.filter(client=client).exists()


def test_contact_details_are_shown_and_kept_for_review() -> None:
    client = make.client()

    page = signed_in(client).post("/projects/new/", filled_in(description="Mail clara@example.com", once=str(uuid4())))

    assert page.status_code == 422
    assert "Mail clara@example.com" in page.content.decode()
    assert not Project.objects.filter(client=client).exists()
    assert RefusedText.objects.filter(author=client).count() == 1


def test_a_form_sent_twice_drafts_one_project() -> None:
    client = make.client()
    browser = signed_in(client)
    form = filled_in(once=str(uuid4()))

    first, second = browser.post("/projects/new/", form), browser.post("/projects/new/", form)

    assert first["Location"] == second["Location"]
    assert Project.objects.filter(client=client).count() == 1


def test_the_edit_form_shows_what_stands_and_saves_what_is_said() -> None:
    project = make.project()
    browser = signed_in(project.client)

    shown = browser.get(f"/projects/{project.id}/terms/").content.decode()
    saved = browser.post(f"/projects/{project.id}/terms/", filled_in())

    project.refresh_from_db()
    assert "500.00" in shown
    assert saved.status_code == 302
    assert (project.title, project.version) == ("A logo for a bakery", 2)


@pytest.mark.parametrize("name", ["closure", "withdrawal"])
def test_a_client_ends_a_project(name: str) -> None:
    project = make.project()

    answer = signed_in(project.client).post(f"/projects/{project.id}/{name}/")

    project.refresh_from_db()
    assert answer.status_code == 302
    assert project.status == {"closure": "closed", "withdrawal": "withdrawn"}[name]


def test_strangers_and_visitors_change_nothing() -> None:
    project = make.project()
    stranger, visitor = signed_in(make.stranger()), Client()

    for name in ("publication", "closure", "withdrawal", "terms"):
        address = f"/projects/{project.id}/{name}/"
        assert stranger.post(address, filled_in()).status_code == 404
        assert visitor.post(address, filled_in())["Location"].startswith("/accounts/login/")
    for name in ("proposals", "matches", "terms"):
        assert stranger.get(f"/projects/{project.id}/{name}/").status_code == 404

    project.refresh_from_db()
    assert (project.status, project.version) == ("published", 1)


def test_questions_are_asked_and_answered_in_public() -> None:
    project = make.project()

    asked = signed_in(make.professional()).post(f"/projects/{project.id}/questions/", {"text": "How many cups?"})
    question = Question.objects.get(project=project)
    answered = signed_in(project.client).post(f"/questions/{question.id}/answer/", {"text": "Thirty-two."})

    assert (asked.status_code, answered.status_code) == (302, 302)
    page = Client().get(f"/projects/{project.id}/").content.decode()
    assert "How many cups?" in page
    assert "Thirty-two." in page


def test_a_refused_question_stays_in_its_box() -> None:
    project = make.project()

    page = signed_in(make.professional()).post(f"/projects/{project.id}/questions/", {"text": "Call +57 310 555 0101"})

    assert page.status_code == 422
    assert "Call +57 310 555 0101" in page.content.decode()
    assert not project.questions.exists()


def test_a_refused_answer_stays_in_its_own_box() -> None:
    question = make.question()

    page = signed_in(question.project.client).post(f"/questions/{question.id}/answer/", {"text": "clara@example.com"})

    assert page.status_code == 422
    assert "clara@example.com" in page.content.decode()


def test_own_projects_are_listed_with_a_few_queries(django_assert_max_num_queries: Callable[[int], Any]) -> None:
    client = make.client()
    for _number in range(3):
        make.proposal(make.project(client))
    browser = signed_in(client)
    browser.get(reverse("projects:mine"))

    with django_assert_max_num_queries(8):
        page = browser.get(reverse("projects:mine")).content.decode()

    assert page.count("Online shop for hand-made ceramics") == 3


def test_the_public_list_takes_the_same_queries_however_long(
    django_assert_max_num_queries: Callable[[int], Any],
) -> None:
    for number in range(5):
        make.project(title=f"Shop {number}")

    with django_assert_max_num_queries(10):
        page = Client().get("/projects/", {"text": "shop", "category": "development"}).content.decode()

    assert all(f"Shop {number}" in page for number in range(5))


@pytest.mark.parametrize(
    "query",
    [
        "text=%00",
        "text=" + "x" * 5000,
        "page=nonsense",
        "page=-1",
        "page=99999999999",
        "price_from=1e9&currency=USD",
        "price_from=1.234&currency=CLP",
        "skill=%27%3B--",
        "kind=free",
        "country=%3Cscript%3E",
        "text=%22",
        "text=-",
        "sort=x",
    ],
)
def test_odd_addresses_are_read_as_far_as_they_make_sense(query: str) -> None:
    make.project()

    assert Client().get(f"/projects/?{query}").status_code == 200
    assert Client().get(f"/professionals/?{query}").status_code == 200
