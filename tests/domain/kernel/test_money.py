"""Money: exact reading, exact division, no mixing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aval.kernel.ids import new_id
from aval.kernel.money import MixedCurrencies, Money, UnreadableAmount


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [("12.50", "USD", 1250), ("12", "USD", 1200), ("1500", "CLP", 1500), ("0.01", "BRL", 1)],
)
def test_amounts_are_read_by_the_decimals_of_their_currency(text: str, currency: str, minor: int) -> None:
    assert Money.of(text, currency) == Money(minor, currency)


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("12.505", "USD"),
        ("1.5", "CLP"),
        ("", "USD"),
        ("NaN", "USD"),
        ("Infinity", "USD"),
        ("1e30", "USD"),
        ("5", "XXX"),
    ],
)
def test_what_is_no_amount_is_refused(text: str, currency: str) -> None:
    with pytest.raises(UnreadableAmount):
        Money.of(text, currency)


def test_currencies_do_not_mix() -> None:
    with pytest.raises(MixedCurrencies):
        Money(1, "USD") + Money(1, "BRL")


@given(st.integers(0, 10**12), st.lists(st.integers(0, 10_000), min_size=1, max_size=8).filter(any))
def test_dividing_loses_and_makes_nothing(minor: int, weights: list[int]) -> None:
    shares = Money(minor, "USD").allocate(weights)

    assert sum(share.minor for share in shares) == minor
    assert all(
        abs(share.minor * sum(weights) - minor * weight) < sum(weights)
        for share, weight in zip(shares, weights, strict=True)
    )


def test_ids_sort_by_time_and_say_their_version() -> None:
    first, second = new_id(), new_id()

    assert first.version == 7
    assert first.bytes[:6] <= second.bytes[:6]
