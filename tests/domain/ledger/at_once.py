"""Several requests at the same moment, each in an action and on a connection of its own."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connections

from aval.kernel.refusals import Refusal
from aval.kernel.transactions import unit

__all__ = ["Step", "at_once"]

Step = Callable[[], object]


def at_once(steps: Sequence[Step]) -> list[object]:
    """Run each step in an action of its own, all at the same moment; a refusal's class stands for its answer."""
    barrier = Barrier(len(steps))

    def run(step: Step) -> object:
        try:
            barrier.wait(timeout=10)
            with unit():
                return step()
        except Refusal as refusal:
            return type(refusal)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(steps)) as pool:
        return list(pool.map(run, steps))
