"""Money, moments and sizes in the reader's language and time zone."""

import re
from datetime import date, datetime, timedelta

from babel.dates import format_date, format_time, format_timedelta
from babel.numbers import format_currency, format_decimal, get_currency_symbol, get_decimal_symbol
from django.utils import timezone

from aval.kernel.clock import now
from aval.kernel.money import Money
from aval.kernel.wording import locale, number_locale

RELATIVE_UNTIL = timedelta(days=7)


def money_text(money: Money) -> str:
    """Write an amount with its currency, as its reader does: ``$1,250.00``, ``US$1.250,00``, ``R$ 1.250,00``."""
    text = format_currency(money.decimal, money.currency, locale=number_locale())
    symbol = get_currency_symbol(money.currency, locale=number_locale())
    # The CLDR asks for a space between letters and digits (currencySpacing), which Babel leaves out.
    if symbol[-1].isalpha() and re.search(f"{re.escape(symbol)}[0-9]", text):
        text = text.replace(symbol, f"{symbol}\N{NO-BREAK SPACE}", 1)
    return text


def amount_typed(money: Money) -> str:
    """Write an amount as its reader would type it into a form: ``1250.50``, ``1250,50``."""
    return str(money.decimal).replace(".", get_decimal_symbol(number_locale()))


def day_text(moment: datetime | date) -> str:
    """Write the day in the reader's time zone: ``12 March 2026``."""
    return format_date(_local(moment), format="long", locale=locale())


def exact_text(moment: datetime) -> str:
    """Write day, time and zone in full, as a record should: ``12 Mar 2026, 14:05 UTC-5``."""
    local = timezone.localtime(moment)
    day, clock = format_date(local.date(), "medium", locale()), format_time(local.time(), "short", locale=locale())
    return f"{day}, {clock} {_offset(local)}"


def near_text(moment: datetime) -> str:
    """Write how far away a moment is (``3 hours ago``, ``in 2 days``), or its day when that is over a week."""
    if not is_near(moment):
        return format_date(_local(moment), format="medium", locale=locale())
    return format_timedelta(moment - now(), add_direction=True, locale=locale())


def is_near(moment: datetime) -> bool:
    """Tell whether a moment is within a week from now, before or after."""
    return abs(moment - now()) <= RELATIVE_UNTIL


def figure_text(figure: float) -> str:
    """Write a number as the reader's language does: ``4.6``, ``4,6``."""
    return format_decimal(figure, locale=number_locale())


def size_text(size: int) -> str:
    """Write a number of bytes with a unit of 1000: ``3.4 MB``."""
    amount, unit = float(size), "B"
    for bigger in ("kB", "MB", "GB"):
        if amount < 1000:  # noqa: PLR2004 (a thousand of one unit is one of the next)
            break
        amount, unit = amount / 1000, bigger
    return f"{format_decimal(round(amount, 1 if amount < 10 and unit != 'B' else 0), locale=number_locale())} {unit}"  # noqa: PLR2004


def _offset(moment: datetime) -> str:
    minutes = int((moment.utcoffset() or timedelta()).total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    sign = "-" if minutes < 0 else "+"
    return "UTC" if minutes == 0 else f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "")


def _local(moment: datetime | date) -> date:
    return timezone.localdate(moment) if isinstance(moment, datetime) else moment
