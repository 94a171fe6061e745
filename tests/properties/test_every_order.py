"""In every order of acts the money has an owner, is paid once, by an authorisation, and there is a way on.

The model is searched whole; on the ways to each state of milestone, case, review and deposit every act is tried on
the real actions too. ``python -m bench.every_order`` tries them everywhere.
"""

import pytest

from aval.contracts.states import MilestoneStatus, Silence
from tests.properties.milestone_model import PARTIES, Space, acts, beginning, faults
from tests.properties.milestone_stage import compare

SILENCES = pytest.mark.parametrize("silence", list(Silence))


@SILENCES
def test_no_order_of_acts_makes_or_loses_money_or_pays_it_twice_or_unauthorised(silence: Silence) -> None:
    space = _space(silence)

    assert [(fault, space.way(state)) for state in space.steps for fault in faults(state)] == []
    assert {state.milestone for state in space.steps} == set(MilestoneStatus) - {MilestoneStatus.ACCEPTED}


@SILENCES
def test_neither_side_can_keep_the_other_waiting_for_ever(silence: Silence) -> None:
    space = _space(silence)

    for missing in ("", *PARTIES, "mediator"):
        assert [space.way(state) for state in space.stuck(missing)] == []
    # Only what a bank has frozen waits for the bank.
    assert {state.milestone for state in space.stuck("bank")} == {MilestoneStatus.FROZEN}


@SILENCES
@pytest.mark.django_db
def test_the_actions_do_what_the_model_says(silence: Silence) -> None:
    space = _space(silence)

    tally = compare(space, space.corners(), silence_accepts=silence == Silence.COUNTS_AS_ACCEPTANCE)

    assert tally.refused > tally.states


def _space(silence: Silence) -> Space:
    return Space(beginning(1), acts(1, silence_accepts=silence == Silence.COUNTS_AS_ACCEPTANCE))
