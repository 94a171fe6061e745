"""What a project says and what a proposal offers, as values: checked once, whatever interface they came through."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from aval.kernel.money import CURRENCIES, Money
from aval.kernel.refusals import Invalid
from aval.kernel.wording import amount_text
from aval.projects.choices import Category, Kind, Language, Period, Visibility

TITLE_MAX = 120
TEXT_MAX = 20_000
CRITERIA_MAX = 4_000
AVAILABILITY_MAX = 200
SKILL_MAX = 40
SKILLS_MAX = 15
MILESTONES_MAX = 20
AMOUNT_MINOR_MAX = 10**12
HOURS_MAX = {Period.WEEK: 7 * 24, Period.MONTH: 31 * 24}


@dataclass(frozen=True, slots=True)
class ProjectTerms:
    """Everything a client says about a project.

    :ivar budget: least and most, in all, an hour or a period by ``kind``; ``None``: open to proposals
    :ivar currency: the currency of the budget and of every proposal
    """

    title: str
    description: str
    kind: Kind
    category: Category
    language: Language
    currency: str
    period: Period | None = None
    visibility: Visibility = Visibility.PUBLIC
    skills: tuple[str, ...] = ()
    budget: tuple[Money, Money] | None = None
    starts_on: date | None = None
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class MilestoneTerms:
    """One milestone as a professional proposes it."""

    title: str
    amount: Money
    due_on: date
    criteria: str


@dataclass(frozen=True, slots=True)
class ProposalTerms:
    """Everything a professional offers.

    :ivar price: the sum of the milestones (fixed price), of an hour (hourly) or of a period (ongoing)
    :ivar hours_per_period: for hourly work only: how many hours are funded ahead
    """

    text: str
    price: Money
    milestones: tuple[MilestoneTerms, ...] = ()
    hours_per_period: int | None = None
    availability: str = ""


def checked_project(terms: ProjectTerms) -> ProjectTerms:
    """Return the terms with tidy texts.

    :raises Invalid: naming the first field that can't be accepted
    """
    if terms.currency not in CURRENCIES:
        raise Invalid(_("This site does not work in that currency."), field="currency")
    if (terms.period is None) != (terms.kind == Kind.FIXED):
        raise Invalid(
            _("Choose a week or a month for hourly and ongoing work, and neither for a fixed price."), field="period"
        )
    if terms.budget is not None:
        _check_budget(terms.budget, terms.currency)
    if terms.starts_on and terms.due_on and terms.due_on < terms.starts_on:
        raise Invalid(_("The work can't be due before it starts."), field="due_on")
    return ProjectTerms(
        title=tidy(terms.title, field="title", most=TITLE_MAX),
        description=tidy(terms.description, field="description", most=TEXT_MAX),
        kind=terms.kind,
        category=terms.category,
        language=terms.language,
        currency=terms.currency,
        period=terms.period,
        visibility=terms.visibility,
        skills=_tidy_skills(terms.skills),
        budget=terms.budget,
        starts_on=terms.starts_on,
        due_on=terms.due_on,
    )


def checked_proposal(terms: ProposalTerms, *, kind: str, period: str, currency: str, today: date) -> ProposalTerms:
    """Return the terms with tidy texts, if they fit a project of this kind, period and currency.

    :raises Invalid: naming the first field that can't be accepted
    """
    _check_amount(terms.price, currency, field="price")
    if kind == Kind.FIXED:
        _check_sum(terms)
    elif terms.milestones:
        raise Invalid(_("Only fixed-price work is cut into milestones beforehand."), field="milestones")
    if kind == Kind.HOURLY:
        _check_hours(terms.hours_per_period, Period(period))
    elif terms.hours_per_period is not None:
        raise Invalid(_("Only hourly work states hours."), field="hours_per_period")
    return ProposalTerms(
        text=tidy(terms.text, field="text", most=TEXT_MAX),
        price=terms.price,
        milestones=tuple(
            _checked_milestone(milestone, place, currency, today) for place, milestone in enumerate(terms.milestones)
        ),
        hours_per_period=terms.hours_per_period,
        availability=tidy(terms.availability, field="availability", most=AVAILABILITY_MAX, least=0),
    )


def tidy(text: str, *, field: str, most: int, least: int = 1) -> str:
    """Return the text with one kind of line end and nothing blank around it.

    :raises Invalid: if it is shorter than ``least`` or longer than ``most`` characters, or no database could keep it
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise Invalid(_("The text contains characters that can't be kept."), field=field)
    if len(text) < least:
        raise Invalid(_("Please write something here."), field=field)
    if len(text) > most:
        raise Invalid(
            _("This text has %(length)s characters; %(most)s fit.") % {"length": len(text), "most": most}, field=field
        )
    return text


def _check_budget(budget: tuple[Money, Money], currency: str) -> None:
    for amount in budget:
        _check_amount(amount, currency, field="budget")
    if budget[1] < budget[0]:
        raise Invalid(_("The budget's upper end lies below its lower end."), field="budget")


def _check_amount(amount: Money, currency: str, *, field: str) -> None:
    if amount.currency != currency:
        raise Invalid(
            _("Amounts on this project are in %(currency)s.") % {"currency": currency},
            field=field,
        )
    if not 0 < amount.minor <= AMOUNT_MINOR_MAX:
        raise Invalid(_("An amount must be more than zero, and within reason."), field=field)


def _check_sum(terms: ProposalTerms) -> None:
    if not 1 <= len(terms.milestones) <= MILESTONES_MAX:
        raise Invalid(
            _("A fixed-price proposal has between one and %(most)s milestones.") % {"most": MILESTONES_MAX},
            field="milestones",
        )
    for milestone in terms.milestones:
        _check_amount(milestone.amount, terms.price.currency, field="milestones")
    total = sum(milestone.amount.minor for milestone in terms.milestones)
    if total != terms.price.minor:
        raise Invalid(
            _("The milestones come to %(total)s, but the price is %(price)s.")
            % {"total": amount_text(Money(total, terms.price.currency)), "price": amount_text(terms.price)},
            field="milestones",
        )


def _check_hours(hours: int | None, period: Period) -> None:
    if hours is None or not 1 <= hours <= HOURS_MAX[period]:
        raise Invalid(_("Say how many hours you offer in each period."), field="hours_per_period")


def _checked_milestone(milestone: MilestoneTerms, place: int, currency: str, today: date) -> MilestoneTerms:
    _check_amount(milestone.amount, currency, field=f"milestones.{place}.amount")
    # "Today" is counted in UTC: in the Americas it may still be yesterday.
    if milestone.due_on < today - timedelta(days=1):
        raise Invalid(_("A milestone can't be due in the past."), field=f"milestones.{place}.due_on")
    return MilestoneTerms(
        title=tidy(milestone.title, field=f"milestones.{place}.title", most=TITLE_MAX),
        amount=milestone.amount,
        due_on=milestone.due_on,
        criteria=tidy(milestone.criteria, field=f"milestones.{place}.criteria", most=CRITERIA_MAX),
    )


def _tidy_skills(skills: Iterable[str]) -> tuple[str, ...]:
    kept: dict[str, str] = {}
    for skill in skills:
        words = " ".join(tidy(skill, field="skills", most=SKILL_MAX, least=0).split())
        if words:
            kept.setdefault(words.casefold(), words)
    if len(kept) > SKILLS_MAX:
        raise Invalid(_("Name at most %(most)s skills.") % {"most": SKILLS_MAX}, field="skills")
    return tuple(kept.values())
