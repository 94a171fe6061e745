"""The pages of proposals: making, comparing and deciding, with and without JavaScript."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from aval.projects.choices import Kind
from aval.projects.models import Proposal
from tests import make
from tests.web.projects.test_projects import signed_in

pytestmark = pytest.mark.django_db


def rows(*amounts: str) -> dict[str, str]:
    """Return the fields of so many milestones, as a browser sends them."""
    fields = {"milestones-TOTAL_FORMS": str(len(amounts)), "milestones-INITIAL_FORMS": "0"}
    for place, amount in enumerate(amounts):
        fields |= {
            f"milestones-{place}-title": f"Part {place + 1}",
            f"milestones-{place}-amount": amount,
            f"milestones-{place}-due_on": "2199-01-31",
            f"milestones-{place}-criteria": "It works.",
        }
    return fields


def filled_in(*amounts: str, **values: str) -> dict[str, str]:
    return {
        "text": "I would begin with the catalogue.",
        "availability": "Now",
        **rows(*(amounts or ("300", "200.50"))),
        **values,
    }


def test_a_proposal_is_sent_once_even_if_the_form_comes_twice() -> None:
    project, professional = make.project(), make.professional()
    browser, form = signed_in(professional), filled_in(once=str(uuid4()))

    answers = [browser.post(f"/projects/{project.id}/proposals/new/", form) for _again in range(2)]

    proposal = Proposal.objects.with_terms().get(project=project)
    assert [answer["Location"] for answer in answers] == [f"/proposals/{proposal.id}/"] * 2
    assert str(proposal.terms.price) == "500.50 USD"
    assert [milestone.title for milestone in proposal.terms.milestones.all()] == ["Part 1", "Part 2"]


def test_rows_are_added_and_removed_by_posting_back() -> None:
    project = make.project()
    browser = signed_in(make.professional())
    address = f"/projects/{project.id}/proposals/new/"

    added = browser.post(address, filled_in(add="1"))
    removed = browser.post(address, filled_in(remove="0"))

    assert (added.status_code, removed.status_code) == (200, 200)
    assert added.context["rows"].total_form_count() == 3
    assert [form["title"].value() for form in removed.context["rows"]] == ["Part 2"]
    assert "I would begin with the catalogue." in removed.content.decode()
    assert not project.proposals.exists()


@pytest.mark.parametrize("count", ["x", "", "-1", "9999999", "999"])
def test_a_forged_count_of_rows_is_harmless(count: str) -> None:
    project = make.project()
    browser = signed_in(make.professional())

    for extra in ({"add": "1"}, {}):
        form = filled_in(**{"milestones-TOTAL_FORMS": count, **extra})
        assert browser.post(f"/projects/{project.id}/proposals/new/", form).status_code in {200, 422, 302}

    assert project.proposals.count() <= 1


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        (filled_in("lots"), "Write an amount like this"),
        (filled_in("-5"), "Write an amount like this"),
        (filled_in("0"), "more than zero"),
        (filled_in("100", **{"milestones-0-due_on": "2001-01-01"}), "in the past"),
        (filled_in("100", **{"milestones-0-criteria": ""}), "This field is required"),
        (filled_in("100", text=""), "This field is required"),
        (filled_in("100", text="x" * 20_001), "at most 20000 characters"),
        (filled_in("100", text="Write to pedro@example.com"), "pedro@example.com"),
    ],
)
def test_bad_values_are_marked_and_nothing_is_sent(form: dict[str, str], sentence: str) -> None:
    project = make.project()

    page = signed_in(make.professional()).post(f"/projects/{project.id}/proposals/new/", form)

    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert not project.proposals.exists()


def test_hourly_work_asks_for_a_rate_and_hours() -> None:
    project = make.project(kind=Kind.HOURLY)
    browser = signed_in(make.professional())

    browser.post(f"/projects/{project.id}/proposals/new/", {"text": "Gladly.", "price": "25", "hours_per_period": "20"})

    assert str(Proposal.objects.with_terms().get(project=project).terms.period_price) == "500.00 USD"


def test_an_edit_shows_the_present_version_and_saves_the_next() -> None:
    professional = make.professional()
    proposal = make.proposal(by=professional)
    browser = signed_in(professional)

    shown = browser.get(f"/proposals/{proposal.id}/terms/").content.decode()
    saved = browser.post(f"/proposals/{proposal.id}/terms/", filled_in("900"))
    page = browser.get(f"/proposals/{proposal.id}/").content.decode()

    assert "The catalogue" in shown
    assert saved["Location"] == f"/proposals/{proposal.id}/"
    assert "$900.00" in page
    assert "Earlier versions" in page


def test_a_proposal_is_its_parties_alone_to_see() -> None:
    proposal = make.proposal()
    address = f"/proposals/{proposal.id}/"

    assert signed_in(proposal.project.client).get(address).status_code == 200
    assert signed_in(proposal.professional).get(address).status_code == 200
    for other in (make.stranger(), make.mediator(), make.operator()):
        assert signed_in(other).get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_a_client_compares_shortlists_and_declines() -> None:
    project = make.project()
    first, second = make.proposal(project), make.proposal(project, make.professional("Paula Reis"))
    browser = signed_in(project.client)

    page = browser.get(f"/projects/{project.id}/proposals/").content.decode()
    browser.post(f"/proposals/{first.id}/shortlisting/", {"from": "comparison"})
    answer = browser.post(f"/proposals/{second.id}/refusal/", {"from": "comparison"})

    assert "Paula Reis" in page
    assert f"/proposals/{first.id}/choice/" in page
    assert answer["Location"] == f"/projects/{project.id}/proposals/"
    assert dict(Proposal.objects.values_list("id", "status")) == {first.id: "shortlisted", second.id: "declined"}


def test_the_comparison_takes_the_same_queries_however_many(
    django_assert_max_num_queries: Callable[[int], Any],
) -> None:
    project = make.project()
    for _number in range(4):
        make.proposal(project)
    browser = signed_in(project.client)
    browser.get(f"/projects/{project.id}/proposals/")

    with django_assert_max_num_queries(14):
        page = browser.get(f"/projects/{project.id}/proposals/").content.decode()

    assert page.count('class="side') == 4


def test_strangers_change_nothing() -> None:
    proposal = make.proposal()
    browser = signed_in(make.stranger())

    for name in ("shortlisting", "refusal", "withdrawal", "terms"):
        assert browser.post(f"/proposals/{proposal.id}/{name}/", filled_in("1")).status_code == 404

    proposal.refresh_from_db()
    assert (proposal.status, proposal.version) == ("sent", 1)


def test_ones_own_project_refuses_with_a_page_that_says_why() -> None:
    project = make.project()

    page = signed_in(project.client).post(f"/projects/{project.id}/proposals/new/", filled_in())

    assert page.status_code == 403
    assert "This project is your own" in page.content.decode()


def test_own_proposals_and_invitations_are_listed() -> None:
    professional = make.offering()
    proposal = make.proposal(by=professional)
    invitation = make.invitation(make.project(title="Come and see"), professional.id)
    browser = signed_in(professional)

    page = browser.get("/proposals/").content.decode()
    answer = browser.post(f"/invitations/{invitation.id}/refusal/")

    assert proposal.project.title in page
    assert "Come and see" in page
    assert answer.status_code == 302
    assert "Come and see" not in browser.get("/proposals/").content.decode()
