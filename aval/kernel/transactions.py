"""Actions and steps: where a transaction begins, and what may only run inside one.

An *action* is one thing that can happen, and one database transaction. A *step* is a part of actions (moving money,
appending to the record) and refuses to run alone. Work that must be done once, after everything else in the
transaction and before it commits (signing the record's head), is registered with :func:`before_commit`.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from copy import deepcopy
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import transaction

from aval.kernel.refusals import Refusal

P = ParamSpec("P")
R = TypeVar("R")


class StepOutsideAction(RuntimeError):
    """A step was called without an action around it; its effects could have been kept in part."""


@dataclass(slots=True)
class _Unit:
    """The transaction under way: what is left to do before it commits, and what its steps remember."""

    closing: dict[Hashable, Callable[[], None]] = field(default_factory=dict)
    memory: dict[Hashable, Any] = field(default_factory=dict)
    whole: bool = False
    failed: bool = False


_unit: ContextVar[_Unit | None] = ContextVar("unit", default=None)

CLOSING_CHECKS: list[Callable[[], None]] = []
"""Run at the very end of each action. Empty in production, where COMMIT itself checks deferred constraints;
the tests, whose outer transaction never commits, have them checked here."""


@contextmanager
def unit(*, whole: bool = False) -> Iterator[None]:
    """Open the one transaction of a request; an action called inside joins it instead of opening its own.

    It commits on leaving, and rolls back on any exception but a refusal that ``commits``.

    :param whole: an action that fails inside takes the whole unit with it, even if its failure is turned into an
        answer. That spares the two round trips of a savepoint; without it, what the failed action did is undone alone.
    """
    if _unit.get() is not None:
        raise RuntimeError("a unit of work is open already")
    current = _Unit(whole=whole)
    token = _unit.set(current)
    kept: Refusal | None = None
    try:
        with transaction.atomic(durable=True):
            try:
                yield
            except Refusal as refusal:
                if not refusal.commits:
                    raise
                kept = refusal
            if current.failed:
                transaction.set_rollback(True)
                return
            for finish in current.closing.values():
                finish()
            for check in CLOSING_CHECKS:
                check()
    finally:
        _unit.reset(token)
    if kept is not None:
        raise kept


def action(function: Callable[P, R]) -> Callable[P, R]:
    """Make a function one transaction: everything it does commits together, or nothing does.

    Actions don't call actions; what they share is a step. Inside :func:`unit` the action joins the unit's transaction;
    should it refuse there, what it did is undone, and whoever catches the refusal may go on.
    """

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with unit() if (current := _unit.get()) is None else _part_of(current):
            return function(*args, **kwargs)

    return run


@contextmanager
def _part_of(current: _Unit) -> Iterator[None]:
    if current.whole:
        try:
            yield
        except BaseException as error:
            current.failed = current.failed or not (isinstance(error, Refusal) and error.commits)
            raise
        return
    # What steps remember may be changed in place: it is put back as it was, together with what the database rolls back.
    closing, memory = dict(current.closing), deepcopy(current.memory)
    kept: Refusal | None = None
    try:
        with transaction.atomic():
            try:
                yield
            except Refusal as refusal:
                if not refusal.commits:
                    raise
                kept = refusal
    except BaseException:
        current.closing, current.memory = closing, memory
        raise
    if kept is not None:
        raise kept


def step(function: Callable[P, R]) -> Callable[P, R]:
    """Make a function insist on the action around it.

    :raises StepOutsideAction: when the function is called without one
    """

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if _unit.get() is None:
            raise StepOutsideAction(f"{function.__module__}.{function.__qualname__} needs an action around it")
        return function(*args, **kwargs)

    return run


def before_commit(key: Hashable, finish: Callable[[], None]) -> None:
    """Run ``finish`` once at the end of the present transaction, however often the same key is registered.

    :raises StepOutsideAction: when no action is under way
    """
    _current().closing.setdefault(key, finish)


def memory(key: Hashable, make: Callable[[], R]) -> R:
    """Return what the present transaction remembers under ``key``, made at the first call and forgotten with it.

    :raises StepOutsideAction: when no action is under way
    """
    kept = _current().memory
    if key not in kept:
        kept[key] = make()
    made: R = kept[key]
    return made


def _current() -> _Unit:
    current = _unit.get()
    if current is None:
        raise StepOutsideAction("there is no action under way")
    return current
