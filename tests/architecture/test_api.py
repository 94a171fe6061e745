"""What a program reads about the API is true of each operation by itself."""

from collections import defaultdict
from importlib import import_module

import pytest
from ninja import Schema

from aval.api.app import AREAS, api

SCHEMA = api.get_openapi_schema()
OPERATIONS = {
    f"{method.upper()} {path}": said for path, methods in SCHEMA["paths"].items() for method, said in methods.items()
}


def test_no_two_schemas_share_a_name() -> None:
    # Where two do, the document shows one of them in the other's place.
    homes: dict[str, set[str]] = defaultdict(set)
    for area in AREAS:
        for name, value in vars(import_module(f"aval.api.{area}")).items():
            if isinstance(value, type) and issubclass(value, Schema) and value.__module__.startswith("aval."):
                homes[name].add(value.__module__)

    assert {name: modules for name, modules in homes.items() if len(modules) > 1} == {}


def test_no_two_operations_share_a_name() -> None:
    names = [said["operationId"] for said in OPERATIONS.values()]

    assert len(names) == len(set(names)) > 100


@pytest.mark.parametrize("operation", OPERATIONS)
def test_an_operation_says_what_it_does_and_under_which_heading(operation: str) -> None:
    said = OPERATIONS[operation]

    assert said.get("description") or said.get("summary")
    assert said["tags"]


@pytest.mark.parametrize("name", sorted(SCHEMA["components"]["schemas"]))
def test_a_schema_says_what_it_stands_for(name: str) -> None:
    assert SCHEMA["components"]["schemas"][name].get("description") or "enum" in SCHEMA["components"]["schemas"][name]
