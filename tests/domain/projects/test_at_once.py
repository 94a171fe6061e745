"""Two people, or one person twice, at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from aval.kernel.refusals import Refusal
from aval.kernel.transactions import action
from aval.projects import actions as projects
from aval.projects.models import Proposal
from tests import make

pytestmark = pytest.mark.committing


def together(*works: Callable[[], Any]) -> list[Any]:
    """Do all at once, each on a connection of its own, and return what each made or was refused with."""
    start = Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        start.wait(timeout=10)
        try:
            return work()
        except Refusal as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def test_a_proposal_sent_twice_at_once_is_one(committing_db: object) -> None:
    project, professional = make.project(), make.professional()

    def send() -> Proposal:
        return make.proposal(project, professional)

    results = together(send, send, send)

    assert sum(isinstance(result, projects.AlreadyProposed) for result in results) == 2
    assert project.proposals.count() == 1


def test_of_two_choices_at_once_one_counts(committing_db: object) -> None:
    project = make.project()
    proposals = [make.proposal(project) for _number in range(2)]
    choose = action(projects.mark_chosen)

    results = together(*(lambda p=p: choose(make.act(project.client), proposal_id=p.id) for p in proposals))

    assert sum(isinstance(result, Proposal) for result in results) == 1
    assert project.proposals.filter(status="chosen").count() == 1


def test_no_proposal_slips_into_a_project_that_closes(committing_db: object) -> None:
    project = make.project()

    together(
        lambda: projects.close_project(make.act(project.client), project_id=project.id),
        lambda: make.proposal(project),
        lambda: make.proposal(project),
    )

    assert not project.proposals.still_open().exists()
