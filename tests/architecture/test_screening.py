"""Every place where somebody's text reaches another: a number is refused there before escrow, or the text is nobody else's.

The API can do all that the pages can, by the same actions, so its description is the list of what can be said.
"""

import json
import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from aval.accounts import actions as accounts
from aval.accounts.models import Account
from aval.contracts import actions as contracts
from aval.contracts.models import Contract
from aval.moderation.models import RefusedText
from aval.record import queries as record
from aval.reputation import actions as reputation
from tests import make
from tests.web.addresses import operations, schema

pytestmark = pytest.mark.django_db

NUMBER = "+57 300 123 4567"
SAID = f"Write to me: {NUMBER}"
DAY = timedelta(days=1)
CODES = {"currency", "country", "language", "languages", "time_zone", "zone", "provider", "terms_sha256"}
"""Fields that take known values only; what is none of them is refused for that."""
OWN, STAFF = "nobody else reads it", "only people of the site read or write it"
PRIVATE = {
    ("POST", "/me/tokens"): OWN,
    ("POST", "/searches"): OWN,
    ("POST", "/payouts"): OWN,
    ("POST", "/newsletter/subscriptions"): OWN,
    ("POST", "/uploads"): OWN,  # a name is screened when the file is sent, as are its words
    **dict.fromkeys([("POST", "/versions/{version_id}/signature"), ("POST", "/offers/{offer_id}/acceptance")], OWN),
    ("PUT", "/texts/{refused_id}/review"): STAFF,
    ("PUT", "/measures/{measure_id}/appeal"): STAFF,
    ("PUT", "/reviews/{refused_id}"): STAFF,
    ("PUT", "/reviews/{refused_id}/exception"): STAFF,
    ("PUT", "/reviews/{refused_id}/corpus"): STAFF,
    ("PUT", "/appeals/{measure_id}"): STAFF,
    ("POST", "/contracts/{contract_id}/erasures"): STAFF,
    ("PUT", "/erasures/{request_id}/decision"): STAFF,
    ("POST", "/contracts/{contract_id}/legal-holds"): STAFF,
    ("PUT", "/differences/{difference_id}/explanation"): STAFF,
}
BEHIND_THE_GATE = ("/deliveries", "/milestones/", "/cases", "/rulings", "/imports", "/entries/", "/minutes", "/work",
                   "/gaps", "/bridges", "/end", "/reply")  # fmt: skip
"""Parts of paths whose things exist only once a milestone was funded, or that ask for an open gate."""


@dataclass(frozen=True)
class Place:
    """A place where a text is screened: who says it, to which address, in which body."""

    method: str
    path: str
    body: dict[str, Any]
    make: Callable[[], tuple[Account, dict[str, UUID]]]


PROJECT: dict[str, Any] = {
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
PROPOSAL: dict[str, Any] = {
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
    "availability": "Mornings",
}
PROFILE: dict[str, Any] = {
    "display_name": "Ana",
    "headline": "Designer",
    "about": "I draw.",
    "skills": ["Illustration"],
    "languages": ["es"],
    "country": "CO",
    "city": "Cali",
}


def _draft() -> dict[str, Any]:
    milestones = [
        {"title": title, "amount": {"minor": minor, "currency": "USD"}, "due_on": "2199-01-31", "criteria": "In SVG."}
        for title, minor in (("The logo", 50_000), ("The menu", 30_000))
    ]
    return {"scope": "A logo and a menu", "milestones": milestones, "small_print": "None."}


PERIODS = {"unit": "week", "price": {"minor": 1, "currency": "USD"}, "starts_on": "2199-01-31", "criteria": "Weekly."}
"""The clause of ongoing work, for the place that takes either milestones or periods."""


def _somebody() -> tuple[Account, dict[str, UUID]]:
    return make.client(), {}


def _client_of_a_draft() -> tuple[Account, dict[str, UUID]]:
    drafted = make.draft()
    return drafted.client, {"project_id": drafted.id}


def _reader_of_a_project() -> tuple[Account, dict[str, UUID]]:
    return make.professional(), {"project_id": make.project().id}


def _client_who_was_asked() -> tuple[Account, dict[str, UUID]]:
    asked = make.question()
    return asked.project.client, {"question_id": asked.id}


def _client_who_invites() -> tuple[Account, dict[str, UUID]]:
    published = make.project()
    return published.client, {"project_id": published.id, "professional_id": make.offering().id}


def _author_of_a_proposal() -> tuple[Account, dict[str, UUID]]:
    sent = make.proposal()
    return sent.professional, {"proposal_id": sent.id}


def _party() -> tuple[Account, dict[str, UUID]]:
    made = make.agreed()
    return made.client, {"contract_id": made.id}


def _party_of_a_draft() -> tuple[Account, dict[str, UUID]]:
    made = make.contract()
    return made.professional, {"contract_id": made.id, "version_id": made.versions.get().id}


def _author_of_a_message() -> tuple[Account, dict[str, UUID]]:
    thread = make.thread()
    return thread.client, {"contract_id": thread.contract_id, "message_id": make.message(thread).id}


def _author_of_a_review() -> tuple[Account, dict[str, UUID]]:
    made = _completed()
    return made.client, {"contract_id": made.id}


def _reviewed() -> tuple[Account, dict[str, UUID]]:
    made = _completed()
    for author in (made.client, made.professional):
        review = reputation.write_review(make.act(author, after=2 * DAY), contract_id=made.id, stars=5, text="On time.")
    return made.client, {"review_id": review.id}


def _completed() -> Contract:
    made = make.agreed()
    for number in (1, 2):
        delivery = make.delivery(make.funded(made, number))
        contracts.accept_delivery(make.act(made.client, after=DAY), delivery_id=delivery.id)
    return made


PLACES = (
    Place("PUT", "/me/profile", PROFILE, _somebody),
    Place("POST", "/me/portfolio", {"title": "A poster", "description": "For a fair"}, _somebody),
    Place("POST", "/projects", PROJECT, _somebody),
    Place("PUT", "/projects/{project_id}", PROJECT, _client_of_a_draft),
    Place("POST", "/projects/{project_id}/questions", {"text": "When?"}, _reader_of_a_project),
    Place("POST", "/questions/{question_id}/answer", {"text": "Soon."}, _client_who_was_asked),
    Place("POST", "/projects/{project_id}/invitations", {"note": "It fits."}, _client_who_invites),
    Place("POST", "/projects/{project_id}/proposals", PROPOSAL, _reader_of_a_project),
    Place("PUT", "/proposals/{proposal_id}", PROPOSAL, _author_of_a_proposal),
    Place("POST", "/contracts/{contract_id}/versions", _draft(), _party),
    Place("POST", "/versions/{version_id}/rejection", {"reason": "Too soon."}, _party_of_a_draft),
    Place("POST", "/contracts/{contract_id}/cancellation", {"reason": "No more."}, _party),
    Place("POST", "/conversations/{contract_id}/messages", {"text": "Hello"}, _author_of_a_message),
    Place("PUT", "/conversations/{contract_id}/messages/{message_id}", {"text": "Hello"}, _author_of_a_message),
    Place("POST", "/contracts/{contract_id}/review", {"stars": 5, "text": "Fine."}, _author_of_a_review),
    Place("POST", "/reviews/{review_id}/reply", {"text": "Thanks."}, _reviewed),
)


@pytest.fixture(autouse=True)
def _a_few_days_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aval.api.requests.now", lambda: make.NOON + 3 * DAY)


def test_every_text_that_the_api_takes_has_its_place_here() -> None:
    placed = {(place.method, place.path) for place in PLACES}

    missing = {
        f"{method} {path}: {', '.join(leaves)}"
        for method, path, leaves in _texts()
        if (method, path) not in placed | set(PRIVATE) and not _behind_the_gate(path)
    }

    assert missing == set(), "say in this file whether it is screened, or who alone reads it"
    assert {(method, path) for method, path, _leaves in _texts()} >= placed


@pytest.mark.parametrize("place", PLACES, ids=lambda place: f"{place.method} {place.path}")
def test_a_number_is_refused_in_each_text(place: Place) -> None:
    account, ids = place.make()
    caller = _caller(account)

    for leaf in next(leaves for method, path, leaves in _texts() if (method, path) == (place.method, place.path)):
        before = RefusedText.objects.count()
        answer = caller(place.method, place.path.format(**ids), _with(_filled(place.body, ids), leaf.split("."), SAID))

        document = answer.json()
        assert (answer.status_code, document["type"].rpartition("#")[2]) == (422, "contact-details-found"), leaf
        assert {finding["kind"] for finding in document["findings"]} & {"phone", "invitation"}, leaf
        assert all(finding["sentence"] for finding in document["findings"])
        refused = RefusedText.objects.get(id=document["refused_id"])
        assert (RefusedText.objects.count(), refused.author_id) == (before + 1, account.id)
        assert NUMBER in refused.text


@pytest.mark.parametrize("place", PLACES, ids=lambda place: f"{place.method} {place.path}")
def test_the_same_without_a_number_goes_through(place: Place) -> None:
    account, ids = place.make()

    answer = _caller(account)(place.method, place.path.format(**ids), _filled(place.body, ids))

    assert answer.status_code < 300, answer.content


def test_what_needs_escrow_takes_no_text_before_it() -> None:
    made = make.agreed()
    ids = {"contract_id": made.id, "milestone_id": make.milestone(made).id}
    events = len(record.events(made.id))

    takes_text = {(method, path) for method, path, _leaves in _texts()}
    for method, path, said in operations():
        known = set(re.findall(r"{(\w+)}", path)) <= set(ids)
        if (method, path) not in takes_text or not _behind_the_gate(path) or not known:
            continue
        for party in (made.client, made.professional):
            body = _example(said)
            answer = _caller(party)(method, path.format(**ids), body)
            assert 400 <= answer.status_code < 500, (method, path, answer.content)

    assert len(record.events(made.id)) == events


def _texts() -> Iterator[tuple[str, str, list[str]]]:
    """Yield each write of the API that takes words, with the paths of the fields that hold them."""
    for method, path, said in operations():
        body = said.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
        leaves = list(_leaves(body)) if body and method != "GET" else []
        if leaves:
            yield method, path, leaves


def _leaves(of: dict[str, Any], path: str = "") -> Iterator[str]:
    while "$ref" in of:
        of = schema()["components"]["schemas"][of["$ref"].rsplit("/", 1)[1]]
    for one in (*of.get("anyOf", ()), *of.get("allOf", ())):
        yield from _leaves(one, path)
    if of.get("type") == "array":
        yield from _leaves(of["items"], f"{path}.0")
    for name, one in of.get("properties", {}).items():
        yield from _leaves(one, f"{path}.{name}" if path else name)
    free = of.get("type") == "string" and not {"format", "enum", "const", "pattern"} & set(of)
    if free and path.removesuffix(".0").rsplit(".", 1)[-1] not in CODES:
        yield path


def _with(body: dict[str, Any], path: list[str], text: str) -> dict[str, Any]:
    """Return the body with a text in one of its fields."""
    changed = deepcopy({**body, "periods": PERIODS} if path[0] == "periods" else body)
    inside: Any = changed
    for step in path[:-1]:
        inside = inside[int(step) if step.isdigit() else step]
    last = path[-1]
    inside[int(last) if last.isdigit() else last] = text
    return changed


def _filled(body: dict[str, Any], ids: dict[str, UUID]) -> dict[str, Any]:
    return body | {name: str(value) for name, value in ids.items() if name == "professional_id"}


def _example(said: dict[str, Any]) -> dict[str, Any]:
    body = said.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    while body and "$ref" in body:
        body = schema()["components"]["schemas"][body["$ref"].rsplit("/", 1)[1]]
    fields = (body or {}).get("properties", {})
    return {name: SAID for name, one in fields.items() if one.get("type") == "string" and "format" not in one}


def _behind_the_gate(path: str) -> bool:
    return any(part in path for part in BEHIND_THE_GATE) and not path.startswith("/reviews")


def _caller(account: Account) -> Callable[[str, str, Any], Any]:
    secret = accounts.create_token(make.act(account), name="places", scopes=["read", "write", "money"]).secret

    def call(method: str, path: str, body: Any) -> Any:
        headers = {"authorization": f"Bearer {secret}"}
        return Client().generic(
            method, f"/api/v1{path}", json.dumps(body), content_type="application/json", headers=headers
        )

    return call
