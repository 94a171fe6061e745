"""The figures of screening in people's words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from aval.moderation import figures
from aval.moderation.models import Place
from aval.web.moderation.forms import KIND_NAMES


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table."""

    name: str
    count: figures.Count


@dataclass(frozen=True, slots=True)
class Table:
    """A table of figures."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page of figures shows."""

    figures: figures.Figures
    tables: tuple[Table, ...]


def shown_figures() -> Shown:
    """Return this site's figures."""
    found = figures.figures()
    tables = (
        _table(_("What was found"), found.by_kind, _kind),
        _table(_("Where"), found.by_place, lambda place: str(Place(place).label)),
        _table(_("Month"), found.by_month, _month),
    )
    return Shown(found, tuple(table for table in tables if table.lines))


def _table(title: str, counts: dict[str, figures.Count], name: Callable[[str], str]) -> Table:
    return Table(title, tuple(Line(name(key), count) for key, count in counts.items()))


def _kind(kind: str) -> str:
    return str(KIND_NAMES.get(kind, _("a file that no machine could judge")))


def _month(month: str) -> str:
    return date_format(date.fromisoformat(f"{month}-01"), "F Y")
