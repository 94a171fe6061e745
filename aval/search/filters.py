"""What somebody is looking for, as values that go into an address, into a saved search, and back."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Self, get_type_hints

from aval.accounts.models import Profile
from aval.kernel.money import CURRENCIES, Money, UnreadableAmount
from aval.projects.choices import Category, Kind, Language

TEXT_MAX = 200
VALUES_MAX = 20
PRICE_DIGITS_MAX = 16
_COUNTRY = re.compile(r"[A-Z]{2}")

Parameters = Mapping[str, Iterable[str]]


@dataclass(frozen=True, slots=True)
class _Filters:
    """What both kinds of search share. A field with several values lets any of them pass; skills must all be there."""

    text: str = ""
    exact: bool = False
    sort: str = ""
    skill: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    currency: str = ""
    price_from: str = ""
    price_to: str = ""

    @classmethod
    def read(cls, parameters: Parameters) -> Self:
        """Read an address's parameters. What makes no sense is left out: an address may be old, or typed."""
        kept: dict[str, Any] = {}
        hints = get_type_hints(cls)
        for field in fields(cls):
            given = [value.replace("\0", "").strip() for value in list(parameters.get(field.name, ()))[:VALUES_MAX]]
            known = [value for value in given if value and cls._knows(field.name, value)]
            if not known:
                continue
            if hints[field.name] is bool:
                kept[field.name] = True
            elif hints[field.name] is str:
                kept[field.name] = known[-1]
            else:
                kept[field.name] = tuple(dict.fromkeys(known))
        return cls(**kept)

    def parameters(self) -> dict[str, list[str]]:
        """Return what :meth:`read` reads, without what is left open."""
        written: dict[str, list[str]] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if value in ("", (), False):
                continue
            written[field.name] = (
                [str(one) for one in value] if isinstance(value, tuple) else ["1" if value is True else value]
            )
        return written

    @property
    def chosen(self) -> bool:
        """Whether anything narrows the search."""
        return any(name not in {"sort", "exact", "currency"} for name in self.parameters())

    @property
    def prices(self) -> tuple[Money | None, Money | None]:
        """The least and the most wanted, in :attr:`currency`; None: no limit."""
        return self._price(self.price_from), self._price(self.price_to)

    def _price(self, text: str) -> Money | None:
        if not text or not self.currency:
            return None
        try:
            return Money.of(text, self.currency)
        except UnreadableAmount:
            return None

    @classmethod
    def _knows(cls, name: str, value: str) -> bool:
        if name in {"price_from", "price_to"}:
            return len(value) <= PRICE_DIGITS_MAX and re.fullmatch(r"\d+(\.\d+)?", value, re.ASCII) is not None
        if name == "country":
            return _COUNTRY.fullmatch(value) is not None
        known = cls._choices().get(name)
        return value in known if known is not None else len(value) <= TEXT_MAX and _can_be_kept(value)

    @classmethod
    def _choices(cls) -> dict[str, Iterable[str]]:
        return {"language": Language.values, "currency": CURRENCIES, "exact": ("1",)}


@dataclass(frozen=True, slots=True)
class ProjectFilters(_Filters):
    """What somebody who looks for work wants. Prices are compared within their currency and kind."""

    kind: tuple[str, ...] = ()
    category: tuple[str, ...] = ()

    @classmethod
    def _choices(cls) -> dict[str, Iterable[str]]:
        return {
            **_Filters._choices(),  # noqa: SLF001 (its own base; super() needs the class that slots=True replaced)
            "kind": Kind.values,
            "category": Category.values,
            "sort": ("newest", "budget"),
        }


@dataclass(frozen=True, slots=True)
class ProfessionalFilters(_Filters):
    """What somebody who looks for a professional wants. Prices are of an hour."""

    availability: tuple[str, ...] = ()

    @classmethod
    def _choices(cls) -> dict[str, Iterable[str]]:
        return {
            **_Filters._choices(),  # noqa: SLF001 (as above)
            "availability": Profile.Availability.values,
            "sort": ("newest", "rate"),
        }


def _can_be_kept(value: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in value)
