"""Mobile numbers of 42 countries, as people write them in a sentence that doesn't say what they are."""

import re

import phonenumbers
import pytest
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from aval.screening import Kind, screen

# Shapes of a number that are seen in every sentence, with any ending: n national as libphonenumber writes it, d with
# dots, b in one piece; c the country's code without a plus, w that in one piece. With a plus all are seen.
SEEN = {
    "AR": "bcw", "AU": "ndc", "BD": "n", "BG": "cw", "BO": "cw", "BR": "ndbcw", "CL": "ndcw", "CO": "ndbcw", "CR": "cw",
    "DE": "", "DO": "ndbcw", "EC": "ndbcw", "EG": "n", "ES": "ndcw", "FR": "ndc", "GB": "nbw", "GH": "ndc", "GT": "cw",
    "ID": "ndc", "IE": "ndc", "IN": "bcw", "KE": "cw", "LK": "ndc", "MA": "ndc", "MX": "ndbcw", "NG": "ndbcw",
    "NL": "nc", "PA": "cw", "PE": "ndcw", "PH": "ndbcw", "PK": "ndbcw", "PT": "ndcw", "PY": "bcw", "RO": "ndc",
    "TH": "nd", "TR": "", "UA": "ndc", "US": "ndbw", "UY": "ndbcw", "VE": "ndbcw", "VN": "ndcw", "ZA": "nd",
}  # fmt: skip
SENTENCES = ("Les dejo el {} para lo de mañana.", "Então fica o {} mesmo.", "Sorted, then: {} as of today.")
# The plans' example numbers end in 1234 or 5678: counted up, which no rule takes for a phone.
ENDINGS = ("4807", "9130", "3526")


@pytest.mark.parametrize("country", sorted(SEEN))
def test_mobile_numbers_are_seen_as_their_country_writes_them(country: str) -> None:
    unseen = {shape for shape in ("+", "p", *SEEN[country]) for number in _numbers(country) if not _seen(number, shape)}

    assert not unseen


def _seen(number: phonenumbers.PhoneNumber, shape: str) -> bool:
    written = _written(number, shape)
    verdicts = [screen(sentence.format(written)) for sentence in SENTENCES]
    return all(any(found.kind is Kind.PHONE for found in verdict.findings) for verdict in verdicts)


def _numbers(country: str) -> list[phonenumbers.PhoneNumber]:
    """Return mobile numbers of a country by libphonenumber's plan: its example with other endings."""
    example = phonenumbers.example_number_for_type(country, PhoneNumberType.MOBILE)
    assert example is not None
    begin = str(example.national_number)[:-4]
    numbers = [
        phonenumbers.PhoneNumber(country_code=example.country_code, national_number=int(begin + end)) for end in ENDINGS
    ]
    assert all(map(phonenumbers.is_valid_number, numbers))
    return numbers


def _written(number: phonenumbers.PhoneNumber, shape: str) -> str:
    national = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
    abroad = phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
    return {
        "n": national,
        "d": _GAP.sub(".", national).strip("."),
        "b": _GAP.sub("", national),
        "+": abroad,
        "p": _GAP.sub("", abroad),
        "c": abroad.removeprefix("+"),
        "w": _GAP.sub("", abroad.removeprefix("+")),
    }[shape]


_GAP = re.compile(r"[ ()-]+")
