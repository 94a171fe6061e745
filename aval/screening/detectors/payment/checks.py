"""Check digits of account numbers."""

# ruff: noqa: PLR2004  (the counts of digits and signs are the rule itself)

# How long the accounts of each country are (ISO 13616, the registry's).
_IBAN_COUNTRIES = {
    15: "no",
    16: "be",
    18: "dk fi nl",
    19: "si",
    20: "at ee lt lu",
    21: "ch hr lv",
    22: "bg cr de gb ie rs",
    23: "ae il",
    24: "ad cz es pk ro se sk",
    25: "pt",
    26: "is tr",
    27: "fr gr it",
    28: "cy do gt hu pl sv",
    29: "br ua",
    31: "mt",
}
IBAN_LENGTHS = {country: size for size, countries in _IBAN_COUNTRIES.items() for country in countries.split()}
_CBU_BANK = (7, 1, 3, 9, 7, 1, 3)
_CBU_ACCOUNT = (3, 9, 7, 1, 3, 9, 7, 1, 3, 9, 7, 1, 3)
_CLABE = (3, 7, 1)


def is_cbu(digits: str) -> bool:
    """Whether 22 digits are an Argentine bank or virtual key: both halves end in their check digit."""
    return _weighted(digits[:7], _CBU_BANK) == int(digits[7]) and _weighted(digits[8:21], _CBU_ACCOUNT) == int(
        digits[21]
    )


def is_clabe(digits: str) -> bool:
    """Whether 18 digits are a Mexican standard bank key."""
    total = sum(int(digit) * _CLABE[place % 3] % 10 for place, digit in enumerate(digits[:17]))
    return (10 - total % 10) % 10 == int(digits[17])


def is_iban(account: str) -> bool:
    """Whether an account number passes ISO 13616's check (mod 97)."""
    moved = account[4:] + account[:4]
    return len(account) >= 15 and int("".join(str(int(sign, 36)) for sign in moved)) % 97 == 1


def looks_random(token: str) -> bool:
    """Whether letters and digits mix as in an address of a chain, unlike a long word."""
    digits = sum(sign.isdigit() for sign in token)
    return digits >= 4 and len(token) - digits >= 4 and len(set(token)) >= 12


def _weighted(digits: str, weights: tuple[int, ...]) -> int:
    return (10 - sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True)) % 10) % 10
