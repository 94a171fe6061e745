"""Amounts and days inside a sentence, in the language that is spoken just now."""

from datetime import date
from functools import cache

from babel import Locale
from babel.core import UnknownLocaleError, get_global
from babel.dates import format_date
from babel.numbers import format_decimal
from django.utils import timezone
from django.utils.translation import get_language

from aval.kernel.money import CURRENCIES, Money

LOCALES = {"es": "es_419", "pt-br": "pt_BR", "en": "en_US"}
"""The language in use as babel knows it; Spanish is written as in Latin America."""


def locale() -> Locale:
    """Return the locale of the language in use."""
    return Locale.parse(LOCALES.get(get_language() or "en", "en_US"))


def number_locale() -> Locale:
    """Return the locale that numbers are written in: 1,234.50 in Mexico is 1.234,50 in Argentina, both in Spanish.

    The reader's place is told by the time zone in use, which everybody has; without one it is Latin America at large.
    """
    language = get_language() or "en"
    return _of_place(timezone.get_current_timezone_name()) if language == "es" else locale()


@cache
def _of_place(zone: str) -> Locale:
    known = get_global("zone_aliases").get(zone, zone)  # browsers still say America/Buenos_Aires
    territory = get_global("zone_territories").get(known, "419")
    try:
        return Locale("es", territory)
    except UnknownLocaleError:
        return Locale.parse(LOCALES["es"])


def amount_text(money: Money) -> str:
    """Write an amount as the reader does, with the currency's code, which is nobody's own: ``1.250,00 USD``."""
    decimals = "0" * CURRENCIES[money.currency]
    number = format_decimal(money.decimal, format=f"#,##0.{decimals}" if decimals else "#,##0", locale=number_locale())
    return f"{number} {money.currency}"


def day_text(day: date) -> str:
    """Write a day in few signs and with the month's name: ``12 nov 2026``."""
    return format_date(day, format="medium", locale=locale())
