"""What a search can be narrowed by, in the reader's words."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from aval.accounts.models import Profile
from aval.projects.choices import Category, Kind, Language
from aval.search.queries import Found
from aval.web.countries import country_name

Label = str | Promise


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter."""

    value: str
    label: Label
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Group:
    """One filter with its values."""

    name: str
    title: Label
    choices: list[Choice]

    @property
    def is_open(self) -> bool:
        """Whether something of it is chosen, so that it should not be folded away."""
        return any(choice.chosen for choice in self.choices)


_TITLES: dict[str, Label] = {
    "category": _("Category"),
    "kind": _("Payment"),
    "skill": _("Skills"),
    "availability": _("Availability"),
    "language": _("Language"),
    "country": _("Country"),
}
_LABELS: dict[str, Callable[[str], Label]] = {
    "category": lambda value: Category(value).label,
    "kind": lambda value: Kind(value).label,
    "availability": lambda value: Profile.Availability(value).label,
    "language": lambda value: Language(value).label if value in Language.values else value.upper(),
    "country": country_name,
}


def groups(found: Found) -> list[Group]:
    """Return the facets of a search that have anything to choose, in the order of a page."""
    return list(_groups(found))


def _groups(found: Found) -> Iterable[Group]:
    for name, title in _TITLES.items():
        facets = found.facets.get(name, [])
        label = _LABELS.get(name, str)
        if facets:
            yield Group(
                name, title, [Choice(facet.value, label(facet.value), facet.count, facet.chosen) for facet in facets]
            )
