"""No expression of ours can be driven to exponential time by what a stranger writes (CWE-1333)."""

import importlib
import pkgutil
import re
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import product
from types import ModuleType
from typing import Any

import pytest

import aval

SECONDS_MAX = 0.5
"""Of one search in some 200 characters; a linear one takes microseconds, an exponential one longer than anyone waits."""
SIGNS = ("a", "1", ".", " ", "-", "_", "@", "/", ":", ",", "=", "\n")
# What makes an expression try again is a stretch that it can cut up in many ways, with an end that fits none.
_PIECES = [*product(SIGNS, repeat=1), *product(SIGNS, repeat=2), *product("a. -_@", repeat=3)]
STRETCHES = ["".join(signs) * (160 // len(signs)) for signs in _PIECES]
ATTACKS = [opening + stretch + "\x00!" for stretch in STRETCHES for opening in ("", "a b c d ")]


class _TooSlow(Exception):
    pass


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Raise in the midst of what takes more processor time than that; expressions look for signals as they go."""

    def stop(*_anything: object) -> None:
        raise _TooSlow

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _modules() -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(aval.__path__, "aval."):
        if not found.name.endswith("__main__") and ".migrations" not in found.name and ".tests" not in found.name:
            yield importlib.import_module(found.name)


def _expressions(value: Any, depth: int = 3) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth and isinstance(value, Mapping):
        for one in value.values():
            yield from _expressions(one, depth - 1)
    elif depth and isinstance(value, tuple | list | set | frozenset):
        for one in value:
            yield from _expressions(one, depth - 1)


def _slow(expression: re.Pattern[Any]) -> str | None:
    in_bytes = isinstance(expression.pattern, bytes)
    attack = ""
    try:
        for attack in ATTACKS:
            with at_most(SECONDS_MAX):
                expression.search(attack.encode() if in_bytes else attack)
    except _TooSlow:
        return attack
    return None


def test_the_search_finds_an_exponential_expression() -> None:
    assert _slow(re.compile(r"(?:[a-z.](?:\s|[.-]{1,3}\s?)){3,120}[a-z](?![a-z])")) is not None


@pytest.mark.parametrize("part", sorted({module.__name__.split(".")[1] for module in _modules()}))
def test_no_expression_takes_exponential_time(part: str) -> None:
    found = {
        expression: module.__name__
        for module in _modules()
        if module.__name__.split(".")[1] == part
        for value in vars(module).values()
        for expression in _expressions(value)
    }

    slow = {
        f"{name}: {expression.pattern}": attack for expression, name in found.items() if (attack := _slow(expression))
    }

    assert slow == {}
