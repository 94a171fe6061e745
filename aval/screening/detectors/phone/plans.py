"""Numbering plans, from libphonenumber's metadata: what could be dialled at all."""

# ruff: noqa: E501  (an expression is read one alternative a line)
# ruff: noqa: PLR2004  (the counts of digits and signs are the rule itself)

import re
from functools import cache

import phonenumbers

# Where the people of our three languages mostly are, and so what a number without a country code may mean.
REGIONS = ("AR", "BO", "BR", "CL", "CO", "CR", "DO", "EC", "ES", "GT", "MX", "PA", "PE", "PT", "PY", "US", "UY", "VE")

# Whose people write their numbers with a trunk zero.
REGIONS_ABROAD = ("PK", "GB", "NG", "PH", "ID", "BD", "UA", "FR", "DE", "KE", "GH", "EG", "ZA", "TR", "RO", "BG", "LK", "MA", "VN", "TH", "AU", "NL", "IE", "IN")  # fmt: skip

# How people group the digits of a number; each was seen on shop fronts, cards and in messages.
SHAPES = frozenset(
    {
        (2, 4, 4), (2, 5, 4), (3, 3, 4), (3, 3, 3), (3, 2, 2, 2), (3, 3, 2, 2), (1, 4, 4), (1, 2, 4, 4), (2, 1, 4, 4),
        (2, 9), (2, 8), (3, 7), (4, 6), (2, 2, 4, 4), (2, 2, 5, 4), (2, 3, 3, 4), (2, 3, 3, 3), (2, 3, 2, 2, 2), (1, 3, 3, 4),
        (2, 1, 2, 4, 4), (2, 1, 3, 3, 4), (3, 4, 4), (3, 5, 4), (2, 1, 4, 2, 2), (2, 2, 2, 2, 2), (5, 4), (5, 5), (3, 6), (4, 3, 3, 3), (3, 4, 3),
        (4, 2, 3, 4), (3, 2, 3, 4), (4, 2, 7), (4, 2, 6), (3, 2, 4, 4), (2, 2, 9), (2, 10), (2, 11), (3, 2, 3, 4), (3, 8), (3, 9), (2, 1, 8), (4, 3, 3), (4, 2, 2, 2), (2, 3, 7), (3, 2, 4, 4), (2, 2, 3, 4),
        (1, 2, 3, 4), (2, 1, 4, 5), (4, 2, 4), (1, 2, 2, 2, 2), (1, 10), (2, 5, 5), (3, 1, 4, 4), (3, 2, 5, 4), (4, 4, 4), (2, 1, 10), (2, 6, 4),
        (4, 5, 4), (3, 3, 3, 3), (1, 8), (3, 3, 3, 1), (2, 4, 2, 2), (2, 2, 2, 2, 1), (3, 3, 5), (6, 4), (2, 3, 4), (2, 3, 6), (2, 7), (4, 3, 2), (4, 3, 4), (2, 3, 2, 2), (4, 3, 2, 2), (3, 3, 6),
    }
)  # fmt: skip


def international(digits: str) -> bool:
    """Whether the digits are a country code and a number of that country's plan."""
    for size in (1, 2, 3):
        pattern = _country(digits[:size])
        if pattern is not None:
            return pattern.fullmatch(digits[size:]) is not None
    return False


def national(digits: str) -> bool:
    """Whether some country of ours dials these digits, with or without the trunk prefix."""
    return any(pattern.fullmatch(digits) or pattern.fullmatch(digits[1:]) for pattern in _nationals())


def likely_ten(digits: str) -> bool:
    """Whether ten bare digits look dialled rather than counted: North America, Colombia, Mexico, Argentina's 11."""
    return (digits[0] in "23456789" and national(digits) and len(set(digits)) > 2) or digits.startswith("11")


def likely_eleven(digits: str) -> bool:
    """Whether eleven bare digits look dialled: a Brazilian mobile, or a code and a number."""
    known = _BRAZILIAN_MOBILE.fullmatch(digits) or _VENEZUELAN_MOBILE.fullmatch(digits)
    return known is not None or likely_with_code(digits) or digits.startswith("011")


def likely_with_code(digits: str) -> bool:
    """Whether bare digits begin with the code of one of our countries, or are a mobile of some others, by its plan."""
    if digits[0] == "0":
        return _BRAZILIAN_MOBILE.fullmatch(digits[1:]) is not None
    return (_OUR_CODES.match(digits) or _MOBILE_WITH_CODE.fullmatch(digits)) is not None and international(digits)


def fits_shape(digits: str, shape: tuple[int, ...], gaps: str) -> bool:
    """Whether digits in a phone's grouping can be a phone, and not thousands or a range."""
    if sum(shape) < 9 or len(set(digits)) < 3:
        return False
    if shape == (3, 3, 3):
        return (digits[0] in "679" or digits.startswith("09")) and gaps.count(",") == 0
    if shape in {(4, 3, 4), (4, 3, 2, 2)}:
        return digits[0] == "0" and (national(digits[1:]) or digits.startswith("0800"))
    if shape == (2, 3, 2, 2):
        return digits[0] == "9" and national(digits)
    if shape in {(4, 4, 4), (3, 3, 3, 3), (4, 5, 4)}:
        return international(digits)
    if _ARGENTINE_MOBILE.fullmatch(digits):
        return True
    return national(digits) or international(digits) or (digits[0] == "0" and national(digits[1:]))


def national_abroad(digits: str) -> bool:
    """Whether the digits, after a trunk zero, are a number of one of many more countries."""
    return digits.startswith("0") and any(pattern.fullmatch(digits[1:]) for pattern in _abroad())


def mobile_with_zero(digits: str) -> bool:
    """Whether nine to eleven bare digits are a mobile with its trunk zero, of the countries that write it so."""
    pattern = _MOBILES_WITH_ZERO.get(len(digits))
    if pattern is None or pattern.fullmatch(digits) is None or len(set(digits)) < 4:
        return False
    # Many of those of eleven digits are of no plan.
    return len(digits) < 11 or national_abroad(digits)


@cache
def _abroad() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(f"(?:{pattern})") for region in REGIONS_ABROAD if (pattern := _pattern(region)) is not None)


@cache
def _country(code: str) -> re.Pattern[str] | None:
    if not code.isdigit():
        return None
    regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(int(code), ()) if code[0] != "0" else ()
    patterns = [pattern for region in regions if (pattern := _pattern(region)) is not None]
    # The Argentine 9 and the old Mexican 1 before mobiles, and a trunk zero that people leave in.
    return re.compile(f"[019]?(?:{'|'.join(patterns)})") if patterns else None


@cache
def _nationals() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(f"(?:{pattern})") for region in REGIONS if (pattern := _pattern(region)) is not None)


def _pattern(region: str) -> str | None:
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(region)
    if metadata is None or metadata.general_desc is None:
        return None
    return metadata.general_desc.national_number_pattern


_BRAZILIAN_MOBILE = re.compile(r"[1-9][1-9]9\d{8}")
# Written at home: trunk zero, area, 15, number.
_ARGENTINE_MOBILE = re.compile(r"0?\d{2,4}15\d{6,8}")
_VENEZUELAN_MOBILE = re.compile(r"04(?:1[246]|2[246])\d{7}")
_MOBILES_WITH_ZERO = {
    # Uruguay, Paraguay
    9: re.compile(r"09[1-9]\d{6}"),
    # Ecuador, Paraguay
    10: re.compile(r"09[2-9]\d{7}"),
    # the Philippines, Nigeria, Britain, Pakistan
    11: re.compile(r"0(?:9\d|[789][01]|7[1-9]|3[0-4])\d{8}"),
}
_MOBILE_WITH_CODE = re.compile(r"234[789][01]\d{8}|254[17]\d{8}|91[6-9]\d{9}|923[0-4]\d{8}|447[1-9]\d{8}|639\d{9}")
_OUR_CODES = re.compile("1[2-9]|34|351|5[1-8]|50[2-7]|59[1358]")
