"""Amounts and days inside sentences follow the language that is spoken."""

from datetime import date

import pytest
from django.utils import timezone
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


@pytest.mark.parametrize(
    ("zone", "amount"),
    [
        ("America/Mexico_City", "1,250.50 USD"),
        ("America/Lima", "1,250.50 USD"),
        ("America/Bogota", "1.250,50 USD"),
        ("America/Santiago", "1.250,50 USD"),
        ("America/Argentina/Buenos_Aires", "1.250,50 USD"),
        ("America/Buenos_Aires", "1.250,50 USD"),
        ("Asia/Tokyo", "1,250.50 USD"),
        ("UTC", "1,250.50 USD"),
    ],
)
def test_spanish_amounts_are_written_as_where_the_reader_is(zone: str, amount: str) -> None:
    with override("es"), timezone.override(zone):
        assert amount_text(Money(125_050, "USD")) == amount


def test_other_languages_write_amounts_alike_everywhere() -> None:
    with override("en"), timezone.override("America/Bogota"):
        assert amount_text(Money(125_050, "USD")) == "1,250.50 USD"


def test_a_currency_without_cents_has_none() -> None:
    with override("pt-br"):
        assert amount_text(Money(12_500, "CLP")) == "12.500 CLP"
