"""Check digits of account numbers."""

# ruff: noqa: PLR2004  (the counts of digits and signs are the rule itself)

# How long the accounts of each country are (ISO 13616, the registry's).
IBAN_LENGTHS = {
    "ad": 24, "ae": 23, "at": 20, "be": 16, "bg": 22, "br": 29, "ch": 21, "cr": 22, "cy": 28, "cz": 24, "de": 22, "dk": 18,
    "do": 28, "ee": 20, "es": 24, "fi": 18, "fr": 27, "gb": 22, "gr": 27, "gt": 28, "hr": 21, "hu": 28, "ie": 22, "il": 23,
    "is": 26, "it": 27, "lt": 20, "lu": 20, "lv": 21, "mt": 31, "nl": 18, "no": 15, "pk": 24, "pl": 28, "pt": 25, "ro": 24,
    "rs": 22, "se": 24, "si": 19, "sk": 24, "sv": 28, "tr": 26, "ua": 29,
}  # fmt: skip
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
