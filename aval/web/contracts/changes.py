"""What one version of an agreement changes against another, for people to see before they sign."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from django.utils.translation import gettext as _

from aval.contracts.terms import CLAUSES, MilestoneTerms, Terms
from aval.web.formats import day_text, money_text

WORDS_MAX = 6_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words: kept, added or removed."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs, with its words before and after."""

    name: str
    pieces: tuple[Piece, ...]


def changes(before: Terms, after: Terms) -> tuple[Change, ...]:
    """Return what differs between two versions, in the order of the document."""
    return tuple(Change(name, tuple(_pieces(old, new))) for name, old, new in _pairs(before, after) if old != new)


def _pairs(before: Terms, after: Terms) -> Iterator[tuple[str, str, str]]:
    yield _("What the work is"), before.scope, after.scope
    yield from _milestone_pairs(before, after)
    yield _("Periods"), _periods(before), _periods(after)
    for code in CLAUSES:
        yield _clause_names().get(code, code), before.clauses.get(code, ""), after.clauses.get(code, "")
    yield _("Anything else agreed"), before.small_print, after.small_print


def _clause_names() -> dict[str, str]:
    return {
        "escrow": _("Escrow"),
        "review": _("Review"),
        "silence": _("Silence"),
        "revisions": _("Changes included"),
        "ownership": _("Ownership"),
        "commission": _("Commission"),
        "changes": _("Changing this agreement"),
        "disputes": _("Disputes"),
        "evidence": _("Means of proof"),
    }


def _milestone_pairs(before: Terms, after: Terms) -> Iterator[tuple[str, str, str]]:
    # In the order of the later version, then what it drops.
    ids = list(dict.fromkeys([one.id for one in after.milestones] + [one.id for one in before.milestones]))
    for number, milestone_id in enumerate(ids, start=1):
        old, new = before.milestone(milestone_id), after.milestone(milestone_id)
        title = new.title if new else old.title if old else ""
        name = _("Milestone %(number)d: %(title)s") % {"number": number, "title": title}
        yield name, _written(old), _written(new)


def _written(milestone: MilestoneTerms | None) -> str:
    if milestone is None:
        return ""
    return _("%(title)s. %(amount)s, by %(day)s. Accepted when: %(criteria)s") % {
        "title": milestone.title,
        "amount": money_text(milestone.amount),
        "day": day_text(milestone.due_on),
        "criteria": milestone.criteria,
    }


def _periods(terms: Terms) -> str:
    periods = terms.periods
    if periods is None:
        return ""
    values = {
        "price": money_text(periods.price),
        "amount": money_text(periods.amount),
        "unit": _("week") if periods.unit == "week" else _("month"),
        "hours": periods.hours_max,
        "day": day_text(periods.starts_on),
        "criteria": periods.criteria,
    }
    if periods.hours_max:
        return (
            _(
                "%(price)s an hour, at most %(hours)d hours a %(unit)s: %(amount)s funded ahead. From %(day)s on. "
                "Accepted when: %(criteria)s"
            )
            % values
        )
    return _("%(amount)s a %(unit)s, funded ahead. From %(day)s on. Accepted when: %(criteria)s") % values


def _pieces(old: str, new: str) -> Iterable[Piece]:
    """Compare word by word; very long texts line by line, which stays quick."""
    long = len(old) + len(new) > WORDS_MAX * 6
    before, after = (text.splitlines(keepends=True) if long else _words(text) for text in (old, new))
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece("kept", "".join(before[a1:a2]))
            continue
        if a2 > a1:
            yield Piece("removed", "".join(before[a1:a2]))
        if b2 > b1:
            yield Piece("added", "".join(after[b1:b2]))


def _words(text: str) -> list[str]:
    parts = text.split(" ")
    spaced = zip_longest(parts, [" "] * (len(parts) - 1), fillvalue="")
    return [word + space for word, space in spaced]
