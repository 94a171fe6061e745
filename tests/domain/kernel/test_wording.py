"""Amounts and days inside sentences follow the language that is spoken."""

from datetime import date

import pytest
from django.utils.translation import override

from aval.kernel.money import Money
from aval.kernel.wording import amount_text, day_text


@pytest.mark.parametrize(
    ("language", "amount", "day"),
    [
        ("en", "1,250.50 USD", "Nov 12, 2026"),
        ("es", "1,250.50 USD", "12 nov 2026"),
        ("pt-br", "1.250,50 USD", "12 de nov. de 2026"),
    ],
)
def test_they_are_written_as_the_language_does(language: str, amount: str, day: str) -> None:
    with override(language):
        assert amount_text(Money(125_050, "USD")) == amount
        assert day_text(date(2026, 11, 12)) == day


def test_a_currency_without_cents_has_none() -> None:
    with override("pt-br"):
        assert amount_text(Money(12_500, "CLP")) == "12.500 CLP"
