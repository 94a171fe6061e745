"""What must always hold, written as queries that return offenders. ``aval audit`` and the property tests run them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from itertools import islice

from django.apps import apps
from django.db import connection
from django.utils.module_loading import module_has_submodule


@dataclass(frozen=True, slots=True)
class Invariant:
    """One promise, re-derived from the tables.

    :ivar name: what must hold, in a few words
    :ivar number: which of the ten invariants of docs/architecture.md it belongs to
    :ivar query: SQL that returns one row for each offender, its first column saying which
    :ivar find: for what SQL can't re-derive (hashes, signatures): returns a line for each offender
    """

    name: str
    number: int
    query: str = ""
    find: Callable[[], Iterable[str]] | None = None


@dataclass(frozen=True, slots=True)
class Offence:
    """An invariant that does not hold, with up to ten of its offenders."""

    invariant: Invariant
    offenders: tuple[str, ...]


def check(invariants: Iterable[Invariant]) -> Iterable[Offence]:
    """Run each query and yield those that found something."""
    for invariant in invariants:
        offenders = tuple(islice(_offenders(invariant), 10))
        if offenders:
            yield Offence(invariant, offenders)


def _offenders(invariant: Invariant) -> Iterator[str]:
    if invariant.find is not None:
        yield from invariant.find()
    if invariant.query:
        with connection.cursor() as cursor:
            cursor.execute(invariant.query)
            for row in cursor.fetchmany(10):
                yield " ".join(str(value) for value in row)


def installed() -> list[Invariant]:
    """Return the invariants of all installed modules, in the order of their numbers."""
    found: list[Invariant] = []
    for config in apps.get_app_configs():
        if module_has_submodule(config.module, "invariants") and config.name.startswith("aval."):
            found += import_module(f"{config.name}.invariants").INVARIANTS
    return sorted(found, key=lambda invariant: invariant.number)
