"""Small explicit state machines: a table of moves, and one function that makes them."""

from collections.abc import Mapping
from typing import TypeVar

from aval.kernel.refusals import IllegalMove

S = TypeVar("S")

Moves = Mapping[S, frozenset[S] | set[S]]


def check_move(moves: Moves[S], current: S, target: S) -> None:
    """Let the move pass if the table has it.

    :raises IllegalMove: if the table does not allow going from ``current`` to ``target``
    """
    if target not in moves.get(current, ()):
        raise IllegalMove
