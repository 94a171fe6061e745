"""Every refusal tells people what happened and what to do next, and programs which one it is."""

import inspect
import json
import pkgutil
from importlib import import_module
from typing import Any

import pytest
from django.test import RequestFactory
from django.utils import translation

import aval
from aval.api import problems
from aval.kernel.refusals import Refusal


def _all_refusals() -> list[type[Refusal]]:
    for folder in ("kernel", "record", "accounts", "files", "ledger", "moderation", "payments", "conversation",
                   "projects", "contracts", "imports", "cases", "reputation", "search", "newsletter",
                   "notifications", "api", "web"):  # fmt: skip
        package = import_module(f"aval.{folder}")
        for found in pkgutil.walk_packages(package.__path__, f"aval.{folder}."):
            if ".migrations" not in found.name and not found.name.endswith(("urls", ".app", "__main__")):
                import_module(found.name)
    return sorted(_below(Refusal), key=lambda one: f"{one.__module__}.{one.__qualname__}")


def _below(kind: type[Refusal]) -> set[type[Refusal]]:
    found = {one for one in kind.__subclasses__() if one.__module__.startswith(f"{aval.__name__}.")}
    return found | {deeper for one in kind.__subclasses__() for deeper in _below(one)}


REFUSALS = _all_refusals()


def made(kind: type[Refusal]) -> Refusal:
    """Return a refusal of this kind, without caring for what its own constructor wants to know."""
    refusal = kind.__new__(kind)
    Exception.__init__(refusal, "refused")
    for name, value in (("field", ""), ("facts", dict)):
        if not hasattr(refusal, name) or name == "facts":
            setattr(refusal, name, value)
    return refusal


def says(value: object) -> bool:
    return len(str(value)) > 10 and str(value)[-1] in ".!?"


def test_the_refusals_of_all_modules_were_found() -> None:
    assert len(REFUSALS) > 40
    assert {"NotEnoughMoney", "ContactDetailsFound", "NotTheMediator"} <= {kind.__name__ for kind in REFUSALS}


@pytest.mark.parametrize("kind", REFUSALS, ids=lambda kind: kind.__name__)
def test_a_refusal_says_what_happened_and_what_to_do_next(kind: type[Refusal]) -> None:
    own_words = "__init__" in vars(kind)

    assert says(kind.advice)
    assert says(kind.sentence)
    assert own_words or kind.sentence is not Refusal.sentence, "it says only that it can't be done"
    assert kind.__doc__


@pytest.mark.parametrize("kind", REFUSALS, ids=lambda kind: kind.__name__)
def test_a_refusal_has_a_problem_document_with_its_status(kind: type[Refusal]) -> None:
    answer = problems.of(RequestFactory().post("/api/v1/"), made(kind))

    document: dict[str, Any] = json.loads(answer.content)
    assert answer.status_code == kind.status == document["status"]
    kept = kind.status == 202 and kind.commits  # it goes on by itself later
    assert 400 <= kind.status < 500 or kind.status == 503 or kept
    assert answer["Content-Type"] == "application/problem+json"
    assert document["type"].endswith(problems._kebab(kind.__name__))
    assert document["title"]
    assert document["detail"]


@pytest.mark.parametrize("kind", REFUSALS, ids=lambda kind: kind.__name__)
def test_a_refusal_is_translated_when_it_is_read_and_not_when_it_is_declared(kind: type[Refusal]) -> None:
    for text in (kind.sentence, kind.advice):
        if not isinstance(text, property) and not inspect.isfunction(text):
            with translation.override("es"):
                assert str(text)
            assert not isinstance(text, str), "use gettext_lazy"
