"""Actions, steps and units: what commits, what does not, and what can't be half done."""

import pytest

from aval.accounts.models import Account
from aval.kernel.refusals import Refusal
from aval.kernel.transactions import StepOutsideAction, action, before_commit, memory, step, unit
from tests import make

pytestmark = pytest.mark.django_db


class Refused(Refusal):
    pass


class RefusedAndKept(Refusal):
    commits = True


@action
def join(name: str, refusal: type[Refusal] | None = None) -> Account:
    account = make.account(name)
    if refusal is not None:
        raise refusal
    return account


@step
def part() -> str:
    return "done"


def names() -> set[str]:
    return set(Account.objects.values_list("display_name", flat=True))


def test_a_refused_action_leaves_nothing() -> None:
    with pytest.raises(Refused):
        join("Ana", Refused)

    assert names() == set()


def test_a_refusal_that_commits_keeps_what_was_written() -> None:
    with pytest.raises(RefusedAndKept):
        join("Ana", RefusedAndKept)

    assert names() == {"Ana"}


def test_a_step_refuses_to_run_alone() -> None:
    with pytest.raises(StepOutsideAction):
        part()
    with unit():
        assert part() == "done"


def test_actions_in_a_unit_commit_together() -> None:
    def fail_later() -> None:
        with unit():
            join("Ana")
            raise ValueError("later")

    with pytest.raises(ValueError, match="later"):
        fail_later()

    assert names() == set()


def test_half_an_action_is_not_kept_when_the_view_answers_its_refusal() -> None:
    with unit():
        make.account("Before")
        with pytest.raises(Refused):
            join("Ana", Refused)

    assert names() == {"Before"}


def test_a_kept_refusal_answered_inside_a_unit_is_kept() -> None:
    with unit(), pytest.raises(RefusedAndKept):
        join("Ana", RefusedAndKept)

    assert names() == {"Ana"}


def test_what_is_left_for_the_end_is_done_once() -> None:
    done: list[str] = []

    with unit():
        before_commit("sign", lambda: done.append("first"))
        before_commit("sign", lambda: done.append("second"))
        assert done == []

    assert done == ["first"]


def test_a_units_memory_ends_with_it() -> None:
    with unit():
        memory("list", list[int]).append(1)
        assert memory("list", list[int]) == [1]
    with unit():
        assert memory("list", list[int]) == []
