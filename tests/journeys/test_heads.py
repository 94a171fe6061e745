"""A browser keeps the last head of a record that it was shown, and says so when the next one does not extend it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from aval.proofs import checkpoints, tree
from aval.record import keys
from aval.record import queries as record
from tests import make
from tests.journeys import steps
from tests.journeys.conftest import Site

pytestmark = [pytest.mark.journey, pytest.mark.committing]

FORKED = "This record is not the one that you were shown before"


def test_a_forked_or_shortened_record_raises_an_alarm_and_a_grown_one_does_not(
    site: Site, person: Callable[..., Page]
) -> None:
    contract = make.delivery().milestone.contract
    leaves = [one.leaf for one in record.events(contract.id)]
    clara = person()
    steps.sign_in(clara, contract.client)
    shown, alarm = record.head(contract.id).decode(), clara.get_by_role("alert").filter(has_text=FORKED)

    assert _watched(clara, contract.id) == shown
    for size in range(1, len(leaves)):
        assert _watched(clara, contract.id, _head(contract.id, size, tree.Tree(leaves[:size]).root())) == shown
        expect(alarm).to_be_hidden()

    forks = [
        _head(contract.id, len(leaves), b"f" * 32),
        _head(contract.id, len(leaves) - 1, b"f" * 32),
        _head(contract.id, 1, b"f" * 32),
        _head(contract.id, len(leaves) + 5, b"f" * 32),
    ]
    for fork in forks:
        clara.evaluate("([key, head]) => localStorage.setItem(key, head)", [f"head:{contract.id}", fork])
        clara.goto(f"/contracts/{contract.id}/")
        expect(alarm).to_be_visible()
        expect(alarm).to_contain_text(fork.splitlines()[2])
        assert clara.evaluate("(key) => localStorage.getItem(key)", f"head:{contract.id}") == fork  # the evidence stays


def _watched(page: Page, contract_id: object, kept: str = "") -> str:
    """Open the contract, with this head kept from before, and return the head that is kept then."""
    if kept:
        page.evaluate("([key, head]) => localStorage.setItem(key, head)", [f"head:{contract_id}", kept])
    page.goto(f"/contracts/{contract_id}/record/")
    page.wait_for_function("() => document.documentElement.dataset.headKept")
    now_kept: str = page.evaluate("(key) => localStorage.getItem(key)", f"head:{contract_id}")
    return now_kept


def _head(contract_id: object, size: int, root: bytes) -> str:
    return checkpoints.sign(keys.signer(), origin=keys.origin_of(str(contract_id)), size=size, root=root).decode()
