"""No stage of a judgement takes more time than the text grows: each function is watched, so that none hides another."""

import time
from collections.abc import Callable
from cProfile import Profile
from types import CodeType
from typing import Any

import pytest

from aval.screening import Verdict, screen, screen_messages

TIMES_LONGER = 6
# A quadratic step takes 36 times as long.
TIMES_SLOWER_MAX = 15
# What takes less time is below what a clock can tell.
SECONDS_MIN = 0.002

Spent = dict[CodeType, tuple[int, float]]


@pytest.mark.parametrize(
    ("unit", "stage", "calls_min"),
    [
        ("El texto va en azul y los pies de foto en gris. ", "detect", 40),
        ("El texto va en azul y los pies de foto en gris. ", "judge", 40),
        ("w h a t s a p p ", "views", 40),
        ("&#97;&#110;&#97; ", "decoded", 1),
        ("Escribime a ana@gmail.com o al 11 6044 9130. ", "_finding", 800),
        ("Section 4.2 forbids off-platform payments. ", "_is_doubted", 800),
        ("Section 4.2 forbids off-platform payments. ", "doubts", 800),
        ("Va de atrás para adelante el plano. ", "familiar", 80),
    ],
)
def test_no_stage_takes_more_time_than_the_text_grows(unit: str, stage: str, calls_min: int) -> None:
    count = 6_000 // len(unit)

    small, large = _spent(screen, unit * count), _spent(screen, unit * count * TIMES_LONGER)

    assert _calls(large, stage) >= calls_min
    assert not _slower(small, large)


@pytest.mark.parametrize(
    ("message", "stage", "calls_min"),
    [
        ("El texto va en azul", "judge", 300),
        ("11 60", "joined", 1),
        ("me chama no ", "_across", 1),
        ("Escribime a ana@gmail.com", "_split", 300),
        ("Section 4.2 forbids off-platform payments.", "_is_doubted", 300),
    ],
)
def test_no_stage_takes_more_time_than_the_messages_grow(message: str, stage: str, calls_min: int) -> None:
    count = 50

    small = _spent(screen_messages, [message] * count)
    large = _spent(screen_messages, [message] * count * TIMES_LONGER)

    assert _calls(large, stage) >= calls_min
    assert not _slower(small, large)


def _spent(judge: Callable[[Any], Verdict], given: object) -> Spent:
    """Judge twice, and return for each function of ours its calls and its and its callees' seconds, the fewer of both."""
    # What is made once and kept is no part of it.
    judge(given)
    spent: Spent = {}
    for _ in range(2):
        profile = Profile(time.process_time)
        profile.runcall(judge, given)
        for entry in profile.getstats():
            if isinstance(entry.code, CodeType) and "screening" in entry.code.co_filename:
                _, before = spent.get(entry.code, (0, entry.totaltime))
                spent[entry.code] = entry.callcount, min(before, entry.totaltime)
    return spent


def _calls(spent: Spent, stage: str) -> int:
    return sum(calls for code, (calls, _) in spent.items() if code.co_name == stage)


def _slower(small: Spent, large: Spent) -> dict[str, float]:
    """Return the functions whose time grew faster than the text, and by how much."""
    grown = {code: seconds / max(small.get(code, (0, 0.0))[1], SECONDS_MIN) for code, (_, seconds) in large.items()}
    return {code.co_qualname: times for code, times in grown.items() if times > TIMES_SLOWER_MAX}
