"""Money: integer minor units and a currency, by ISO 4217 exponents. No floats anywhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Self

CURRENCIES: dict[str, int] = {
    "USD": 2,
    "EUR": 2,
    "BRL": 2,
    "MXN": 2,
    "ARS": 2,
    "COP": 2,
    "PEN": 2,
    "UYU": 2,
    "BOB": 2,
    "CLP": 0,
    "PYG": 0,
}
"""Currencies a site may work in, with the number of decimals of each (ISO 4217, list one)."""


class UnreadableAmount(ValueError):
    """The text is no amount of this currency, for example because it has too many decimals."""


class MixedCurrencies(TypeError):
    """Two amounts of different currencies met; only an exchange may turn one into the other."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units (cents, for most) of one currency."""

    minor: int
    currency: str

    @classmethod
    def of(cls, text: str, currency: str) -> Self:
        """Read a decimal text with a point, such as ``"1250.50"``.

        :raises UnreadableAmount: if it is no number or has more decimals than the currency
        """
        try:
            scaled = Decimal(text.strip()).scaleb(CURRENCIES[currency])
        except (InvalidOperation, KeyError) as error:
            raise UnreadableAmount(f"{text!r} is not an amount in {currency}") from error
        if not scaled.is_finite() or scaled != scaled.to_integral_value() or abs(scaled) > 10**15:
            raise UnreadableAmount(f"{text!r} is not an amount in {currency}")
        return cls(int(scaled), currency)

    @property
    def decimal(self) -> Decimal:
        """The amount in major units, exactly."""
        return Decimal(self.minor).scaleb(-CURRENCIES[self.currency])

    def __add__(self, other: "Money") -> "Money":
        self._same_currency(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._same_currency(other)
        return Money(self.minor - other.minor, self.currency)

    def __lt__(self, other: "Money") -> bool:
        self._same_currency(other)
        return self.minor < other.minor

    def __le__(self, other: "Money") -> bool:
        self._same_currency(other)
        return self.minor <= other.minor

    def __bool__(self) -> bool:
        return self.minor != 0

    def __str__(self) -> str:
        return f"{self.decimal} {self.currency}"

    def allocate(self, weights: Sequence[int]) -> tuple["Money", ...]:
        """Divide by integer weights so that nothing is lost: largest remainder (Hamilton), ties to the first.

        :raises ValueError: if a weight is negative or all are zero
        """
        total = sum(weights)
        if total <= 0 or min(weights) < 0:
            raise ValueError("weights must not be negative, and one must be positive")
        shares = [self.minor * weight // total for weight in weights]
        by_remainder = sorted(range(len(weights)), key=lambda i: -(self.minor * weights[i] % total))
        for index in by_remainder[: self.minor - sum(shares)]:
            shares[index] += 1
        return tuple(Money(share, self.currency) for share in shares)

    def portion(self, basis_points: int) -> "Money":
        """Return this many hundredths of a percent, the rest going to whoever gets the remainder."""
        return self.allocate((basis_points, 10_000 - basis_points))[0]

    def _same_currency(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise MixedCurrencies(f"{self.currency} met {other.currency}")
