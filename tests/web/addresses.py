"""Every address of the site and of its API, and who gets what there. A new one needs its line in the tables below."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from aval.api.app import api
from tests.web.world import World

Expected = tuple[str, ...]
"""What each role gets, in the order of ``world.ROLES``: visitor, stranger, client, professional, mediator, operator."""


def _each(*outcomes: str) -> Expected:
    return outcomes


PUBLIC = ("200",) * 6
SIGNED_IN = _each("login", "200", "200", "200", "200", "200")
GOES_ON = _each("login", *["elsewhere"] * 5)
PARTIES = _each("login", "404", "200", "200", "404", "404")
READERS = _each("login", "404", "200", "200", "200", "404")
"""The two parties, and the mediator of their case."""
READERS_GO_ON = _each("login", "404", "elsewhere", "elsewhere", "elsewhere", "404")
CLIENT = _each("login", "404", "200", "404", "404", "404")
CLIENT_GOES_ON = _each("login", "404", "elsewhere", "404", "404", "404")
PROFESSIONAL = _each("login", "404", "404", "200", "404", "404")
REVIEWERS = _each("login", "404", "404", "404", "200", "200")
OPERATORS = _each("login", "404", "404", "404", "404", "200")
OPERATORS_WRITE = _each("login", "404", "404", "404", "404", "405")
NOT_IN_USE = _each("login", *["409"] * 5)
"""Pages of a payment provider that this site does not use."""
ANOTHER_REVIEWER = _each("login", "404", "404", "404", "200", "404")
"""A reviewer other than the one who decided: the operator did."""
WRITES = _each("login", "405", "405", "405", "405", "405")
WRITES_FOR_ANYBODY = ("405",) * 6
NOBODYS = ("404",) * 6
"""There is none: no offline root has spoken on the site of these tests."""

PAGES: dict[str, Expected] = {
    **dict.fromkeys(("demo:health", "demo:door"), PUBLIC),
    "demo:session": WRITES_FOR_ANYBODY,
    **{f"pages:{name}": PUBLIC for name in ("landing", "clients", "professionals", "record", "fees", "terms")},
    **{f"pages:{name}": PUBLIC for name in ("privacy", "robots", "sitemap", "manifest", "design")},
    **dict.fromkeys(("pages:language", "pages:theme"), WRITES_FOR_ANYBODY),
    **{f"sitelog:{name}": PUBLIC for name in ("page", "policy", "checkpoint", "tile")},
    "sitelog:keys": NOBODYS,
    "people:profile": PUBLIC,
    "people:settings": GOES_ON,
    "people:add_passkey": GOES_ON,  # first to the password
    "people:recovery_codes": _each("login", *["404"] * 5),  # nobody has any yet
    **{f"people:{name}": SIGNED_IN for name in ("home", "edit_profile", "portfolio", "reading", "letters", "security")},
    "people:tokens": SIGNED_IN,
    **dict.fromkeys(("people:portfolio_item", "people:token"), WRITES),
    **{f"projects:{name}": PUBLIC for name in ("index", "detail", "professionals", "skills")},
    **{f"projects:{name}": SIGNED_IN for name in ("new", "mine", "propose", "proposals-mine", "invitation")},
    "projects:searches": SIGNED_IN,
    **{f"projects:{name}": CLIENT for name in ("edit", "proposals", "matches")},
    "projects:proposal": PARTIES,
    "projects:proposal-terms": PROFESSIONAL,
    **{
        f"projects:{name}": WRITES for name in ("publication", "closure", "withdrawal", "questions", "answer", "invite")
    },
    **{f"projects:{name}": WRITES for name in ("shortlisting", "proposal-refusal", "proposal-withdrawal")},
    **{f"projects:{name}": WRITES for name in ("invitation-refusal", "invitation-withdrawal")},
    **{f"projects:{name}": WRITES for name in ("search-alerts", "search-removal")},
    **dict.fromkeys(("contracts:index", "contracts:absences"), SIGNED_IN),
    **{
        f"contracts:{name}": READERS
        for name in ("detail", "record", "head", "receipt", "site-receipt", "versions", "version", "terms")
    },
    "contracts:comparison": READERS,
    "contracts:milestone": READERS_GO_ON,
    **{f"contracts:{name}": PARTIES for name in ("cancellation", "end", "draft")},
    **{f"contracts:{name}": CLIENT for name in ("funding", "acceptance", "changes")},
    **{f"contracts:{name}": PROFESSIONAL for name in ("deliveries", "refund", "work")},
    **{f"contracts:{name}": WRITES for name in ("choice", "dossier", "signature", "rejection", "work-withdrawal")},
    **{f"contracts:{name}-intent": WRITES for name in ("signature", "acceptance", "refund")},
    **{f"cases:{name}-intent": WRITES for name in ("new", "offers", "offer-acceptance")},
    "conversation:index": SIGNED_IN,
    **{f"conversation:{name}": READERS for name in ("thread", "stream", "composer")},
    **{f"conversation:{name}": WRITES for name in ("messages", "versions", "withdrawal", "mark", "delivery")},
    "files:thread-file": READERS,
    "files:uploads": WRITES,
    "files:upload": CLIENT,
    **{f"imports:{name}": READERS for name in ("index", "detail", "entry")},
    **{f"imports:{name}": READERS for name in ("arrival", "original", "bridges", "comparison", "gaps")},
    "imports:export": READERS,
    **{f"imports:{name}": WRITES for name in ("claim", "setting-aside", "bridge-end", "gap-dismissal")},
    "imports:webhook": ("404",) * 6,  # no bridge is set up in the tests
    **{f"imports:{name}": PARTIES for name in ("minutes", "minutes-answer")},
    "imports:preview": CLIENT_GOES_ON,
    **{f"imports:{name}": WRITES for name in ("confirmations", "entry-confirmation", "contest")},
    **{f"imports:{name}": WRITES for name in ("reading", "confirmation", "dismissal")},
    **{f"money:{name}": SIGNED_IN for name in ("wallet", "movements", "statement", "deposits", "payouts")},
    **{f"money:{name}": CLIENT for name in ("movement", "deposit", "sandbox_checkout")},
    "money:checkout": CLIENT_GOES_ON,
    **dict.fromkeys(("money:exchange", "money:statement_pdf"), SIGNED_IN),
    "money:receipt": CLIENT,
    "money:desk": OPERATORS,
    **{f"money:{name}": OPERATORS_WRITE for name in ("comparison", "ownership", "explanation", "order", "corrections")},
    **{f"money:{name}": OPERATORS_WRITE for name in ("correction_confirmation", "correction_refusal", "rates")},
    **dict.fromkeys(("money:payout_setup", "money:stripe_checkout"), NOT_IN_USE),
    "money:payout": PROFESSIONAL,
    **dict.fromkeys(("money:sandbox_payment", "money:sandbox_refusal"), WRITES),
    "money:webhook": WRITES_FOR_ANYBODY,
    "cases:index": SIGNED_IN,
    "cases:detail": READERS,
    "cases:new": PARTIES,
    **{f"cases:{name}": WRITES for name in ("offers", "mediation", "withdrawal", "statements", "questions", "ruling")},
    **{f"cases:{name}": WRITES for name in ("recusal", "offer-acceptance", "reply", "appeal")},
    "reviews:write": READERS,
    "reviews:reply": CLIENT,
    "erasure:contract": READERS,
    "erasure:withdrawal": WRITES,
    "erasure:desk": OPERATORS,
    **{f"erasure:{name}": OPERATORS_WRITE for name in ("decision", "holds", "lifting")},
    "moderation:mine": SIGNED_IN,
    **dict.fromkeys(("moderation:text", "moderation:appeal"), PROFESSIONAL),
    **dict.fromkeys(("moderation:desk", "moderation:review"), REVIEWERS),
    "moderation:appeal-decision": ANOTHER_REVIEWER,
    **{f"moderation:{name}": WRITES for name in ("review-request", "consent")},
    "moderation:exception": _each("login", "404", "404", "404", "405", "405"),
    "moderation:figures": PUBLIC,
    **dict.fromkeys(("moderation:corpus", "moderation:corpus-case"), REVIEWERS),
    "moderation:file": _each("login", "404", "404", "200", "200", "200"),  # its author and the reviewers
    **dict.fromkeys(("notifications:index", "notifications:bell"), SIGNED_IN),
    "notifications:follow": CLIENT_GOES_ON,
    "notifications:read_all": WRITES,
    "notifications:letters_of_kind": PUBLIC,  # the link in a letter is the key
    **dict.fromkeys(("notifications:outbox", "notifications:mail"), PUBLIC),  # demonstrations only, tested below
    **{f"newsletter:{name}": PUBLIC for name in ("index", "asked", "confirmation", "subscription", "issue")},
}

OTHERS = ("account_", "mfa_", "api:openapi-json", "api:api-root")
"""Addresses that come with the libraries: never an error, and the rest is theirs to test."""

NO_TOKEN = {name: ("401", *expected[1:]) for name, expected in {
    "own": SIGNED_IN, "client": CLIENT, "professional": PROFESSIONAL, "parties": PARTIES, "readers": READERS,
    "reviewers": REVIEWERS, "operators": OPERATORS,
}.items()}  # fmt: skip
READ: dict[str, Expected] = {
    "/record/key": PUBLIC,
    **dict.fromkeys(("/me", "/me/letters", "/me/tokens"), NO_TOKEN["own"]),
    **dict.fromkeys(("/people/{account_id}", "/people/{account_id}/reviews"), NO_TOKEN["own"]),
    "/people/{account_id}/figures": NO_TOKEN["own"],
    **dict.fromkeys(("/projects", "/projects/{project_id}", "/projects/{project_id}/questions"), NO_TOKEN["own"]),
    **dict.fromkeys(("/invitations", "/proposals", "/contracts", "/cases", "/searches"), NO_TOKEN["own"]),
    **dict.fromkeys(("/search/projects", "/search/professionals"), NO_TOKEN["own"]),
    **dict.fromkeys(("/wallets", "/escrow", "/movements", "/deposits", "/payouts"), NO_TOKEN["own"]),
    **dict.fromkeys(("/texts", "/measures", "/notifications"), NO_TOKEN["own"]),
    **dict.fromkeys(("/newsletter/issues", "/newsletter/issues/{issue_id}"), NO_TOKEN["own"]),
    **{f"/projects/{{project_id}}/{name}": NO_TOKEN["client"] for name in ("invitations", "proposals", "matches")},
    **dict.fromkeys(("/proposals/{proposal_id}", "/proposals/{proposal_id}/versions"), NO_TOKEN["parties"]),
    **dict.fromkeys(("/contracts/{contract_id}", "/contracts/{contract_id}/versions"), NO_TOKEN["readers"]),
    **dict.fromkeys(("/milestones/{milestone_id}", "/cases/{case_id}"), NO_TOKEN["readers"]),
    "/conversations/{contract_id}": NO_TOKEN["readers"],
    **{
        f"/conversations/{{contract_id}}/{name}": NO_TOKEN["readers"]
        for name in ("messages", "held", "imports", "minutes")
    },
    "/conversations/{contract_id}/imports/{import_id}/entries": NO_TOKEN["readers"],
    **{
        f"/conversations/{{contract_id}}/{name}": NO_TOKEN["readers"]
        for name in ("address", "arrivals", "bridges", "comparison", "gaps", "export")
    },
    "/contracts/{contract_id}/files/{attachment_id}": NO_TOKEN["readers"],
    "/contracts/{contract_id}/erasures": NO_TOKEN["readers"],
    "/erasures": NO_TOKEN["operators"],
    "/contracts/{contract_id}/record": NO_TOKEN["readers"],
    "/contracts/{contract_id}/record/head": NO_TOKEN["readers"],
    "/contracts/{contract_id}/record/{seq}/receipt": NO_TOKEN["readers"],
    "/contracts/{contract_id}/record/{seq}/site-receipt": NO_TOKEN["readers"],
    "/contracts/{contract_id}/record/site": NO_TOKEN["readers"],
    "/uploads/{upload_id}": NO_TOKEN["client"],
    "/imports/{import_id}": ("401", "404", "422", "404", "404", "404"),  # confirmed: there is no preview any more
    **dict.fromkeys(("/movements/{operation_id}", "/deposits/{deposit_id}"), NO_TOKEN["client"]),
    **dict.fromkeys(("/payouts/{payout_id}", "/texts/{refused_id}"), NO_TOKEN["professional"]),
    "/reviews": NO_TOKEN["reviewers"],
    **dict.fromkeys(("/reconciliations", "/differences"), NO_TOKEN["operators"]),
    "/exchanges/quote": ("401", *["422"] * 5),  # without saying what
}
"""What reading an address of the API gives to whom."""

BY_LINK = {
    "POST /newsletter/confirmations/{token}",
    "PUT /newsletter/subscriptions/{token}",
    "DELETE /newsletter/subscriptions/{token}",
}
"""Writes for whoever holds the link, which came by mail."""
OPEN_TO_ALL = {
    "POST /projects/{project_id}/questions",
    "POST /projects/{project_id}/proposals",
    "POST /files",
    "POST /uploads",
    "POST /projects",
    "POST /deposits",
    "POST /payouts",
    "POST /exchanges",
    "POST /absences",
    "POST /searches",
    "POST /me/portfolio",
    "POST /me/tokens",
    "PUT /me/profile",
    "PUT /me/reading",
    "PUT /me/letters",
    "POST /notifications/reading",
    "POST /newsletter/subscriptions",
}
"""Writes that anybody with a token may do, on things of their own or that are public."""


FOR_REVIEWERS = {
    "PUT /reviews/{refused_id}/exception",
    "PUT /reviews/{refused_id}/corpus",
}
"""Writes that are the operator's to do, on any text that was refused."""
FOR_OPERATORS = {"POST /contracts/{contract_id}/legal-holds"}
"""Writes that an operator does on any record, without having a part in it."""


@dataclass(frozen=True, slots=True)
class Address:
    """One address of the resolver: its name with its namespace, and its route."""

    name: str
    route: str

    def path(self, world: World) -> str:
        """Return it with the world's objects for its parameters."""
        return "/" + re.sub(r"<\w+:(\w+)>", lambda found: _value(world, self.name, found[1]), self.route)


def pages() -> list[Address]:
    """Return all addresses but the API's and the libraries'."""
    found = {address.name: address for address in _walk(get_resolver())}
    return [address for name, address in found.items() if not name.startswith(("api:", *OTHERS))]


def library_pages() -> list[Address]:
    """Return the addresses of the libraries that need no parameter."""
    return [one for one in _walk(get_resolver()) if one.name.startswith(OTHERS) and not re.search(r"[<(]", one.route)]


@cache
def schema() -> dict[str, Any]:
    """Return the API's own description of itself."""
    made: dict[str, Any] = api.get_openapi_schema()
    return made


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield each operation of the API: method, path below ``/api/v1``, and what the schema says of it."""
    for path, methods in schema()["paths"].items():
        for method, said in methods.items():
            yield method.upper(), path.removeprefix("/api/v1"), said


def api_path(world: World, path: str) -> str:
    """Return a path of the API with the world's objects for its parameters."""
    scope = "cases:" if path.endswith("/reply") else "contracts:work" if path.startswith("/work/") else ""
    return "/api/v1" + re.sub(r"{(\w+)}", lambda found: _value(world, scope, found[1]), path)


def body_for(world: World, said: dict[str, Any]) -> Any:
    """Return a well-formed body for an operation, as the schema describes it; None if it takes none."""
    content = said.get("requestBody", {}).get("content", {}).get("application/json")
    return None if content is None else _example(world, content["schema"])


def _example(world: World, of: dict[str, Any], name: str = "") -> Any:
    while "$ref" in of:
        of = schema()["components"]["schemas"][of["$ref"].rsplit("/", 1)[1]]
    if "allOf" in of or "anyOf" in of:
        return _example(world, (of.get("allOf") or of["anyOf"])[0], name)
    if "enum" in of or "const" in of:
        return of["const"] if "const" in of else of["enum"][0]
    if of.get("type") == "object":
        required, fields = of.get("required", ()), of.get("properties", {})
        given = [key for key, one in fields.items() if key in required or one.get("type") == "string"]
        return {key: _example(world, fields[key], key) for key in given}
    if of.get("type") == "array":
        return [_example(world, of["items"], name)] * of.get("minItems", 0)
    if of.get("type") == "string":
        return _text(world, of, name)
    return {"integer": of.get("minimum", 1), "number": 1, "boolean": True}.get(of.get("type", ""))


def _text(world: World, of: dict[str, Any], name: str) -> str:
    formats = {"date": "2026-12-01", "date-time": "2026-12-01T12:00:00Z", "uuid": str(world.contract.id)}
    named = {"currency": "USD", "email": "somebody@people.test", "language": "en", "time_zone": "UTC", "zone": "UTC"}
    named |= {"terms_sha256": "0" * 64, "country": "CO"}
    text = formats.get(of.get("format", "")) or named.get(name) or "a word or two"
    return text[: of.get("maxLength", len(text))]


def _value(world: World, name: str, parameter: str) -> str:
    if name.startswith("cases:") and parameter == "question_id":
        parameter = "cases:question_id"
    elif name.startswith("contracts:work") and parameter == "entry_id":
        parameter = "work:entry_id"
    elif name == "notifications:letters_of_kind":
        parameter = "letters:token"
    return str(world.values[parameter])


def _walk(resolver: URLResolver, prefix: str = "", space: str = "") -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, route, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        else:
            assert isinstance(pattern, URLPattern)
            yield Address(f"{space}{pattern.name}", route)
