"""Reading amounts as people write them: 1,250.50 or 1.250,50 or 1250.5."""

import re

from babel.numbers import get_group_symbol
from django.utils.translation import gettext as _

from aval.kernel.money import CURRENCIES, Money, UnreadableAmount
from aval.kernel.wording import number_locale
from aval.web.formats import amount_typed

EXAMPLE = Money(125_050, "USD")
_GROUPED = re.compile(r"[0-9]{1,3}(?:([.,])[0-9]{3})(?:\1[0-9]{3})*")
_PLAIN = re.compile(r"[0-9]+(?:[.,][0-9]+)?")
_SPACES = re.compile(r"[\s'\u2019]")


def read_amount(text: str, currency: str) -> Money:
    """Read an amount with points or commas, whichever of them parts the thousands.

    :raises UnreadableAmount: if it is none, or could mean two amounts, such as ``1.250`` in a currency with cents, from
        a reader who is shown commas between the thousands
    """
    text = _SPACES.sub("", text)
    point, comma = text.rfind("."), text.rfind(",")
    if point >= 0 and comma >= 0:
        thousands = "," if point > comma else "."
        whole, _mark, rest = text.rpartition("." if thousands == "," else ",")
        if not _GROUPED.fullmatch(whole) or not _PLAIN.fullmatch(rest):
            raise UnreadableAmount(f"{text!r} is not an amount in {currency}")
        return Money.of(f"{whole.replace(thousands, '')}.{rest}", currency)
    if _GROUPED.fullmatch(text):
        marks = re.findall(r"[.,]", text)
        is_grouped = len(marks) > 1 or marks[0] == get_group_symbol(number_locale())
        if not is_grouped and CURRENCIES.get(currency, 0) > 0:
            raise UnreadableAmount(f"{text!r} could mean two amounts")
        return Money.of(re.sub(r"[.,]", "", text), currency)
    if not _PLAIN.fullmatch(text):
        raise UnreadableAmount(f"{text!r} is not an amount in {currency}")
    return Money.of(text.replace(",", "."), currency)


def amount_like() -> str:
    """Say how an amount is written, as the reader would: for a form whose amount can't be read."""
    return _("Write an amount like this: %(example)s") % {"example": amount_typed(EXAMPLE)}
