"""Countries by ISO 3166-1 code, named in the reader's language by the CLDR (through Babel)."""

from babel import Locale
from django.utils.functional import lazystr

from aval.kernel.wording import locale

ALPHA_2 = 2
NOT_COUNTRIES = frozenset({"EU", "EZ", "UN", "XA", "XB", "QO", "ZZ"})

_IN_ENGLISH: dict[str, str] = {str(code): str(name) for code, name in Locale("en").territories.items()}
CODES = sorted(code for code in _IN_ENGLISH if len(code) == ALPHA_2 and code.isalpha() and code not in NOT_COUNTRIES)


class _Country:
    """A country's name, found when it is shown."""

    def __init__(self, code: str) -> None:
        self.code = code

    def __str__(self) -> str:
        return country_name(self.code)


def country_name(code: str) -> str:
    """Return a country's name in the reader's language, the code itself if it has none."""
    return str(locale().territories.get(code, code))


def language_name(code: str) -> str:
    """Return a language's name in the reader's language, the code itself if it has none."""
    return str(locale().languages.get(code, code))


COUNTRIES = sorted(((code, lazystr(_Country(code))) for code in CODES), key=lambda pair: _IN_ENGLISH[pair[0]])
