"""The verbs of cases."""

from aval.cases.actions.hearing import ask_party, read_file, recuse, reply, state
from aval.cases.actions.negotiation import (
    accept_offer,
    ask_for_mediator,
    make_offer,
    open_case,
    open_case_by_rule,
    withdraw_case,
)
from aval.cases.actions.ruling import appeal, close_case_by_refund, rule, run_deadlines
from aval.cases.refusals import (
    AppealTooLate,
    GroundsMissing,
    NoSuchEvent,
    NotTheLastOffer,
    NotTheMediator,
    NotYourTurn,
    SplitDoesNotAddUp,
)

__all__ = [
    "AppealTooLate",
    "GroundsMissing",
    "NoSuchEvent",
    "NotTheLastOffer",
    "NotTheMediator",
    "NotYourTurn",
    "SplitDoesNotAddUp",
    "accept_offer",
    "appeal",
    "ask_for_mediator",
    "ask_party",
    "close_case_by_refund",
    "make_offer",
    "open_case",
    "open_case_by_rule",
    "read_file",
    "recuse",
    "reply",
    "rule",
    "run_deadlines",
    "state",
    "withdraw_case",
]
