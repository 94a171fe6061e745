"""What stands on a person's home page: each area brings its own sections, in its ``home.py``."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules

from django.http import HttpRequest
from django.utils.functional import Promise

from aval import web
from aval.kernel.money import Money


@dataclass(frozen=True, slots=True)
class HomeItem:
    """One line: what it is, where it leads, and what is expected by when.

    :ivar note: more words under the title
    :ivar due_at: by when the reader must have acted, if they must
    :ivar chip: a state's code and its label
    :ivar urgent: whether it stands among what waits for the reader
    """

    title: str | Promise
    href: str
    note: str | Promise = ""
    due_at: datetime | None = None
    chip: tuple[str, str | Promise] | None = None
    money: Money | None = None
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class HomeSection:
    """Some lines under a heading, with a link to all of them."""

    title: str | Promise
    items: Sequence[HomeItem]
    href: str = ""
    icon: str = "list"


Card = Callable[[HttpRequest], HomeSection | None]


@dataclass(slots=True)
class _Cards:
    known: dict[str, tuple[int, Card]] = field(default_factory=dict)


_cards = _Cards()


def home_card(order: int = 50) -> Callable[[Card], Card]:
    """Register a function that makes a section for the signed-in reader, or None; lower orders stand first."""

    def register(card: Card) -> Card:
        _cards.known[f"{card.__module__}.{card.__qualname__}"] = (order, card)
        return card

    return register


def sections(request: HttpRequest) -> list[HomeSection]:
    """Return the reader's sections in their order, without the empty ones."""
    _discover()
    made = (card(request) for _order, card in sorted(_cards.known.values(), key=lambda known: known[0]))
    return [section for section in made if section and section.items]


def due(found: Sequence[HomeSection]) -> list[HomeItem]:
    """Return what waits for the reader, whatever waits least first."""
    waiting = [item for section in found for item in section.items if item.urgent]
    return sorted(waiting, key=lambda item: (item.due_at is None, item.due_at.timestamp() if item.due_at else 0))


@cache
def _discover() -> None:
    for area in iter_modules(web.__path__):
        name = f"aval.web.{area.name}.home"
        if area.ispkg and find_spec(name):
            import_module(name)
