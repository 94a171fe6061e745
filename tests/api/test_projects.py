"""Projects, proposals and searches over the API: the same verbs as the pages, with tokens, keys and problems."""

import hashlib
import json
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from aval.accounts.models import Account, Token
from aval.projects.models import Project, Proposal
from tests import make

pytestmark = pytest.mark.django_db

PROJECT = {
    "title": "A logo for a bakery",
    "description": "Something with bread.",
    "kind": "fixed",
    "category": "design",
    "language": "en",
    "currency": "USD",
    "skills": ["Illustration"],
    "budget_from": {"minor": 10_000, "currency": "USD"},
    "budget_to": {"minor": 25_000, "currency": "USD"},
}
PROPOSAL = {
    "text": "Gladly.",
    "price": {"minor": 20_000, "currency": "USD"},
    "milestones": [
        {
            "title": "The logo",
            "amount": {"minor": 20_000, "currency": "USD"},
            "due_on": "2199-01-31",
            "criteria": "In SVG.",
        }
    ],
}


class Caller:
    """Somebody with a token that may read and write."""

    def __init__(self, account: Account, *scopes: str) -> None:
        secret = f"secret of {account.id} {scopes}"
        Token.objects.create(
            account=account,
            name="test",
            secret_sha256=hashlib.sha256(secret.encode()).digest(),
            scopes=list(scopes or ("read", "write")),
            created_at=make.NOON,
        )
        self.headers = {"authorization": f"Bearer {secret}"}

    def get(self, path: str, **query: Any) -> Any:
        return json.loads(Client().get(f"/api/v1{path}", query, headers=self.headers).content)

    def send(self, path: str, body: Any = None, key: str = "", method: str = "post") -> HttpResponse:
        headers = {**self.headers, **({"idempotency-key": key} if key else {})}
        answer: HttpResponse = getattr(Client(), method)(
            f"/api/v1{path}", json.dumps(body or {}), content_type="application/json", headers=headers
        )
        return answer


def read(answer: HttpResponse, status: int) -> Any:
    assert answer.status_code == status, answer.content
    return json.loads(answer.content)


def test_a_project_goes_from_draft_to_choice_of_proposals() -> None:
    client, professional = make.client(), make.professional()
    clients, professionals = Caller(client), Caller(professional)

    draft = read(clients.send("/projects", PROJECT), 201)
    read(clients.send(f"/projects/{draft['id']}/publication"), 200)
    question = read(professionals.send(f"/projects/{draft['id']}/questions", {"text": "Which colours?"}), 201)
    read(clients.send(f"/questions/{question['id']}/answer", {"text": "Brown."}), 201)
    sent = read(professionals.send(f"/projects/{draft['id']}/proposals", PROPOSAL), 201)
    edited = read(
        professionals.send(f"/proposals/{sent['id']}", {**PROPOSAL, "text": "Very gladly."}, method="put"), 200
    )
    listed = read(clients.send(f"/proposals/{sent['id']}/shortlisting"), 200)

    assert (draft["status"], draft["budget_to"]) == ("draft", {"minor": 25_000, "currency": "USD"})
    assert (edited["version"], edited["terms"]["text"]) == (2, "Very gladly.")
    assert edited["terms"]["milestones"][0]["due_on"] == "2199-01-31"
    assert listed["status"] == "shortlisted"
    assert [one["number"] for one in professionals.get(f"/proposals/{sent['id']}/versions")] == [2, 1]
    assert professionals.get(f"/projects/{draft['id']}/questions")[0]["answer"]["text"] == "Brown."
    assert [one["id"] for one in clients.get(f"/projects/{draft['id']}/proposals")["items"]] == [sent["id"]]


def test_a_repeat_under_the_same_key_has_one_effect_and_the_same_answer() -> None:
    client = make.client()
    caller = Caller(client)

    answers = [read(caller.send("/projects", PROJECT, key="one"), 201) for _again in range(2)]

    assert answers[0] == answers[1]
    assert Project.objects.filter(client=client).count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"description": "x" * 20_001}, "description"),
        ({"description": "a\0b"}, "description"),
        ({"budget_from": {"minor": -1, "currency": "USD"}}, "budget"),
        ({"budget_to": {"minor": 1, "currency": "USD"}}, "budget"),
        ({"currency": "EUR"}, "budget"),
        ({"kind": "hourly"}, "period"),
    ],
)
def test_what_cannot_be_accepted_is_a_problem_that_names_its_field(changes: dict[str, Any], field: str) -> None:
    client = make.client()

    problem = read(Caller(client).send("/projects", {**PROJECT, **changes}), 422)

    assert problem["field"] == field
    assert not Project.objects.filter(client=client).exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "free"},
        {"budget_from": {"minor": 10**30, "currency": "USD"}},
        {"budget_from": 5},
        {"due_on": "tomorrow"},
        {"skills": "a"},
    ],
)
def test_what_is_no_project_at_all_is_a_problem_too(changes: dict[str, Any]) -> None:
    client = make.client()

    read(Caller(client).send("/projects", {**PROJECT, **changes}), 422)

    assert not Project.objects.filter(client=client).exists()


def test_contact_details_are_a_problem_with_their_places() -> None:
    client = make.client()

    problem = read(Caller(client).send("/projects", {**PROJECT, "description": "Mail clara@example.com"}, key="k"), 422)

    assert problem["type"].endswith("contact-details-found")
    assert not Project.objects.filter(client=client).exists()


def test_a_stranger_finds_nothing_of_others() -> None:
    draft, proposal, invitation = make.draft(), make.proposal(), make.invitation()
    stranger = Caller(make.stranger())

    for path in (
        f"/projects/{draft.id}",
        f"/proposals/{proposal.id}",
        f"/proposals/{proposal.id}/versions",
        f"/projects/{proposal.project_id}/proposals",
        f"/projects/{proposal.project_id}/invitations",
        f"/projects/{proposal.project_id}/matches",
    ):
        assert stranger.get(path)["status"] == 404
    for path in (
        f"/projects/{draft.id}/publication",
        f"/projects/{proposal.project_id}/closure",
        f"/projects/{proposal.project_id}/withdrawal",
        f"/proposals/{proposal.id}/shortlisting",
        f"/proposals/{proposal.id}/refusal",
        f"/proposals/{proposal.id}/withdrawal",
        f"/invitations/{invitation.id}/refusal",
        f"/invitations/{invitation.id}/withdrawal",
    ):
        read(stranger.send(path), 404)
    read(stranger.send(f"/proposals/{proposal.id}", PROPOSAL, method="put"), 404)
    read(stranger.send(f"/projects/{draft.id}", PROJECT, method="put"), 404)

    proposal.refresh_from_db()
    assert (proposal.status, proposal.version) == ("sent", 1)


def test_a_token_that_may_only_read_writes_nothing() -> None:
    project = make.project()

    read(Caller(make.professional(), "read").send(f"/projects/{project.id}/proposals", PROPOSAL), 403)

    assert not Proposal.objects.exists()


def test_invitations_are_sent_listed_and_declined() -> None:
    project, professional = make.project(), make.offering(skills=["Django"])
    clients, professionals = Caller(project.client), Caller(professional)

    (match,) = clients.get(f"/projects/{project.id}/matches")
    sent = read(
        clients.send(f"/projects/{project.id}/invitations", {"professional_id": match["professional"]["id"]}), 201
    )
    assert [one["id"] for one in professionals.get("/invitations")] == [sent["id"]]
    declined = read(professionals.send(f"/invitations/{sent['id']}/refusal"), 200)

    assert match["shared_skills"] == ["Django"]
    assert declined["status"] == "declined"


def test_projects_and_professionals_are_found() -> None:
    make.project(title="Café website")
    make.offering("Bruno Araújo", headline="Python developer", hourly_rate_minor=4_000)
    caller = Caller(make.stranger())

    projects = caller.get("/search/projects", text="cafe")
    professionals = caller.get("/search/professionals", text="pyhton")

    assert [one["title"] for one in projects["items"]] == ["Café website"]
    assert {"value": "development", "count": 1, "chosen": False} in projects["facets"]["category"]
    assert (professionals["corrected"], professionals["items"][0]["display_name"]) == ("python", "Bruno Araújo")


def test_searches_are_kept() -> None:
    caller, stranger = Caller(make.professional()), Caller(make.stranger())
    kept = read(caller.send("/searches", {"name": "Shops", "parameters": {"text": ["shop"]}}), 201)

    switched = read(caller.send(f"/searches/{kept['id']}/alerts", {"on": False}, method="put"), 200)
    read(stranger.send(f"/searches/{kept['id']}", method="delete"), 404)

    assert (switched["with_alerts"], switched["parameters"]) == (False, {"text": ["shop"]})
    assert caller.send(f"/searches/{kept['id']}", method="delete").status_code == 204
    assert caller.get("/searches") == []
