"""Filters for the pages of projects."""

from babel.numbers import format_percent
from django import template

from aval.kernel.wording import number_locale
from aval.web.countries import country_name

register = template.Library()


@register.filter
def country(code: str) -> str:
    """Name a country in the reader's language."""
    return country_name(code) if code else ""


@register.filter
def percent(share: float | None) -> str:
    """Write a share between 0 and 1 as a percentage."""
    return "" if share is None else format_percent(share, locale=number_locale())
