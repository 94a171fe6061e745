"""From an agreement to milestones: what a version may change, and what it changes once both have signed it.

A milestone that is not funded may be changed, dropped or added freely. Once funded, its price stays (it can only be
refunded with the professional's consent and agreed anew), while its title, criteria and date may still be changed by a
version that both sign. One that has ended, or is in dispute, stays in every later version as it is.
"""

from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from aval.contracts.models import AgreementVersion, Contract, Milestone
from aval.contracts.periods import open_period
from aval.contracts.refusals import AmendmentOutdated
from aval.contracts.states import ENDED, MilestoneStatus
from aval.contracts.terms import Draft, MilestoneTerms, Terms
from aval.kernel.acts import Act
from aval.kernel.refusals import Invalid
from aval.kernel.transactions import step

MILESTONES_MAX = 50
TITLE_MAX = 120
AMOUNT_MINOR_MAX = 10**12
TEXT_MAX = 20_000
REVIEW_DAYS_MAX = 60
REVISIONS_MAX = 50


def check_draft(draft: Draft, contract: Contract, today: date) -> None:
    """Let a draft pass if its values make sense, for the contract and by themselves.

    :raises Invalid: naming the field, if one doesn't
    """
    _require(bool(draft.scope.strip()), "scope", _("Say what the work is."))
    for name in ("scope", "small_print"):
        _require(len(getattr(draft, name)) <= TEXT_MAX, name, _("This is longer than 20,000 characters."))
    _require(1 <= draft.review_days <= REVIEW_DAYS_MAX, "review_days", _("The review takes from 1 to 60 days."))
    _require(0 <= draft.revisions <= REVISIONS_MAX, "revisions", _("Include from 0 to 50 rounds of changes."))
    if contract.is_periodic:
        _check_periods(draft, contract)
    else:
        _check_milestones(draft, contract, today)


def check_amendment(contract: Contract, draft: Draft) -> None:
    """Let a version pass if it respects what is funded or has ended.

    :raises AmendmentOutdated: if it would change or drop what has to stay
    """
    for milestone in contract.milestones.filter(period_starts_on=None):
        wanted = next((item for item in draft.milestones if item.id == milestone.id), None)
        if not _may_become(milestone, wanted):
            raise AmendmentOutdated


@step
def apply_version(act: Act, contract: Contract, version: AgreementVersion) -> None:
    """Make the milestones what the version now in force says.

    :raises AmendmentOutdated: if a milestone was funded or ended since, and the version would change it
    """
    terms = version.content
    check_amendment(contract, terms)
    if contract.is_periodic:
        _apply_periods(act, contract, terms)
        return
    existing = {milestone.id: milestone for milestone in contract.milestones.all()}
    for milestone in existing.values():
        wanted = terms.milestone(milestone.id)
        if wanted is None and milestone.status == MilestoneStatus.AGREED:
            milestone.move_to(MilestoneStatus.CANCELLED)
        elif wanted is not None:
            _change(milestone, wanted)
    number = max((milestone.number for milestone in existing.values()), default=0)
    for wanted in terms.milestones:
        if wanted.id not in existing:
            number += 1
            _create(contract, number, wanted)


def as_terms(milestone: Milestone) -> MilestoneTerms:
    """Return what is agreed for a milestone at present, for a draft to start from."""
    return MilestoneTerms(milestone.id, milestone.title, milestone.criteria, milestone.amount, milestone.due_on)


def _may_become(milestone: Milestone, wanted: MilestoneTerms | None) -> bool:
    if milestone.status == MilestoneStatus.AGREED:
        return True
    if milestone.status == MilestoneStatus.CANCELLED:
        return wanted is None
    if wanted is None:
        return False
    if milestone.status in ENDED or milestone.status in {MilestoneStatus.DISPUTED, MilestoneStatus.FROZEN}:
        return wanted == as_terms(milestone)
    return wanted.amount == milestone.amount


def _change(milestone: Milestone, wanted: MilestoneTerms) -> None:
    if wanted == as_terms(milestone):
        return
    milestone.title, milestone.criteria = wanted.title, wanted.criteria
    milestone.amount_minor, milestone.due_on = wanted.amount.minor, wanted.due_on
    milestone.save(update_fields=["title", "criteria", "amount_minor", "due_on"])


def _create(contract: Contract, number: int, wanted: MilestoneTerms) -> None:
    Milestone.objects.create(
        id=wanted.id,
        contract=contract,
        number=number,
        title=wanted.title,
        criteria=wanted.criteria,
        amount_minor=wanted.amount.minor,
        currency=wanted.amount.currency,
        due_on=wanted.due_on,
    )


def _apply_periods(act: Act, contract: Contract, terms: Terms) -> None:
    periods = terms.periods
    assert periods is not None, "checked when the version was drafted"
    if not contract.milestones.exists():
        open_period(act, contract, periods, starts_on=max(periods.starts_on, act.at.date()))
        return
    for waiting in contract.milestones.filter(status=MilestoneStatus.AGREED):
        waiting.amount_minor, waiting.criteria = periods.amount.minor, periods.criteria
        waiting.rate_minor = periods.price.minor if periods.hours_max else None
        waiting.hours_max = periods.hours_max or None
        waiting.save(update_fields=["amount_minor", "criteria", "rate_minor", "hours_max"])


def _check_periods(draft: Draft, contract: Contract) -> None:
    periods = draft.periods
    _require(periods is not None and not draft.milestones, "price", _("Say what a period costs."))
    assert periods is not None, "required just above"
    _require(periods.unit in {"week", "month"}, "unit", _("A period is a week or a month."))
    _require(periods.price.currency == contract.currency, "price", _("The currency of a contract does not change."))
    _require(0 < periods.amount.minor <= AMOUNT_MINOR_MAX, "price", _("The price must be above zero."))
    _require(
        (periods.hours_max > 0) == (contract.kind == "hourly") and periods.hours_max <= 744,  # noqa: PLR2004 (31 days)
        "hours_max",
        _("Say how many hours a period may have at most."),
    )
    _require(bool(periods.criteria.strip()), "criteria", _("Say what the work of a period is measured by."))
    in_force = contract.version_in_force
    before = in_force.content.periods if in_force else None
    _require(
        before is None or before.starts_on == periods.starts_on,
        "starts_on",
        _("The first period has been agreed; its first day does not change any more."),
    )


def _check_milestones(draft: Draft, contract: Contract, today: date) -> None:
    _require(draft.periods is None, "milestones", _("Work at a fixed price has milestones, not periods."))
    _require(0 < len(draft.milestones) <= MILESTONES_MAX, "milestones", _("An agreement has 1 to 50 milestones."))
    existing = {milestone.id: milestone for milestone in contract.milestones.all()}
    agreed = _agreed_before(contract)
    ids = [milestone.id for milestone in draft.milestones]
    unknown = set(ids) - set(existing)
    # An id names the milestone's hold in the ledger, so it can't be one that another contract uses.
    taken = Milestone.objects.filter(id__in=unknown).exists()
    _require(len(set(ids)) == len(ids) and not taken, "milestones", _("Two milestones can't be the same one."))
    for milestone in draft.milestones:
        _check_milestone(milestone, contract)
        _require(
            milestone.due_on >= today or milestone.due_on == agreed.get(milestone.id),
            "milestones",
            _("A new date can't lie in the past."),
        )


def _check_milestone(milestone: MilestoneTerms, contract: Contract) -> None:
    title, criteria, amount = milestone.title.strip(), milestone.criteria.strip(), milestone.amount
    named = 0 < len(title) <= TITLE_MAX
    _require(named, "milestones", _("Name each milestone, in up to 120 characters."))
    measured = 0 < len(criteria) <= TEXT_MAX
    _require(measured, "milestones", _("Say for each milestone how you will both know that it is done."))
    same = amount.currency == contract.currency
    _require(same, "milestones", _("The currency of a contract does not change."))
    _require(0 < amount.minor <= AMOUNT_MINOR_MAX, "milestones", _("Each milestone has a price above zero."))


def _agreed_before(contract: Contract) -> dict[UUID, date]:
    return {milestone.id: milestone.due_on for milestone in contract.milestones.all()}


def _require(condition: bool, field: str, sentence: str) -> None:  # noqa: FBT001 (reads as a sentence)
    if not condition:
        raise Invalid(sentence, field=field)
