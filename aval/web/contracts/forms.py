"""What people fill in on contracts. Forms read values; actions check and write."""

from datetime import datetime, time, timedelta
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django import forms
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext_lazy as _

from aval.contracts.agreed import MILESTONES_MAX, REVIEW_DAYS_MAX, REVISIONS_MAX, TEXT_MAX
from aval.contracts.models import Contract, Milestone
from aval.contracts.states import ENDED, MilestoneStatus, Ownership, Silence
from aval.contracts.terms import Draft, MilestoneTerms, PeriodTerms
from aval.kernel.ids import new_id
from aval.kernel.money import Money, UnreadableAmount
from aval.projects.choices import Kind, Period
from aval.web.formats import amount_typed
from aval.web.money.amounts import amount_like, read_amount
from aval.web.projects.forms import AmountField, DayField

TITLE_MAX = 120


def _long(rows: int, **kwargs: Any) -> forms.CharField:
    return forms.CharField(max_length=TEXT_MAX, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class AgreementForm(forms.Form):
    """What can be chosen in a version of an agreement, besides its milestones or periods."""

    scope = _long(
        12,
        label=_("What the work is"),
        help_text=_("What is to be made, what it is for, what is not part of it. Markdown works."),
    )
    review_days = forms.IntegerField(
        label=_("Days to review a delivery"),
        min_value=1,
        max_value=REVIEW_DAYS_MAX,
        help_text=_("Each new delivery starts them anew. Reminders go out before they end."),
    )
    revisions = forms.IntegerField(
        label=_("Rounds of changes included"),
        min_value=0,
        max_value=REVISIONS_MAX,
        help_text=_("In the price of each milestone"),
    )
    silence = forms.ChoiceField(
        label=_("If the client does not answer in that time"), choices=Silence.choices, widget=forms.RadioSelect
    )
    ownership = forms.ChoiceField(
        label=_("When the work becomes the client's"), choices=Ownership.choices, widget=forms.RadioSelect
    )
    small_print = _long(
        4,
        label=_("Anything else you agree on"),
        required=False,
        help_text=_("Confidentiality, working hours, tools, credits"),
    )

    @classmethod
    def initial_of(cls, draft: Draft) -> dict[str, Any]:
        """Return what a version says as this form's initial values."""
        return {name: getattr(draft, name) for name in cls.base_fields}

    def draft(self, *, milestones: tuple[MilestoneTerms, ...] = (), periods: PeriodTerms | None = None) -> Draft:
        """Return what was chosen, for the action."""
        values = self.cleaned_data
        return Draft(
            scope=values["scope"],
            milestones=milestones,
            periods=periods,
            review_days=values["review_days"],
            silence=Silence(values["silence"]),
            revisions=values["revisions"],
            ownership=Ownership(values["ownership"]),
            small_print=values["small_print"],
        )


class MilestoneForm(forms.Form):
    """One milestone of a version. What is funded keeps its price; what has ended, or is in dispute, all of it."""

    id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    title = forms.CharField(label=_("What is delivered"), max_length=TITLE_MAX)
    amount = AmountField(label=_("Price"))
    due_on = DayField(label=_("By"))
    criteria = _long(2, label=_("Accepted when"), help_text=_("How both of you will see that it is done"))

    def __init__(self, *args: Any, contract: Contract, existing: dict[UUID, Milestone], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.contract = contract
        own_id = self._id()
        self.milestone = existing.get(own_id) if own_id else None
        if self.milestone is not None:
            self._close_fields(self.milestone)

    @property
    def is_kept(self) -> bool:
        """Whether the milestone has to stay in the agreement."""
        return self.milestone is not None and self.milestone.status != MilestoneStatus.AGREED

    @property
    def is_fixed(self) -> bool:
        """Whether nothing of it can change any more."""
        fixed = ENDED | {MilestoneStatus.DISPUTED, MilestoneStatus.FROZEN}
        return self.milestone is not None and self.milestone.status in fixed

    def clean(self) -> dict[str, Any]:
        """Read the price in the contract's currency."""
        cleaned = super().clean() or self.cleaned_data
        text = cleaned.get("amount")
        if text:
            try:
                cleaned["money"] = read_amount(text, self.contract.currency)
            except UnreadableAmount:
                self.add_error("amount", amount_like())
        return cleaned

    def terms(self) -> MilestoneTerms:
        """Return what was said, for the action."""
        values = self.cleaned_data
        return MilestoneTerms(
            self._id() or new_id(), values["title"], values["criteria"], values["money"], values["due_on"]
        )

    def _id(self) -> UUID | None:
        given = self.data.get(self.add_prefix("id")) if self.is_bound else self.initial.get("id")
        try:
            return UUID(str(given)) if given else None
        except ValueError:
            return None

    def _close_fields(self, milestone: Milestone) -> None:
        """Show and send back what can't change as it is: a disabled field keeps its initial value whatever is sent."""
        self.initial = {**initial_of_milestone(milestone), **self.initial}
        if self.is_kept:
            self.initial["amount"] = amount_typed(milestone.amount)
            self.fields["amount"].disabled = True
        if self.is_fixed:
            self.initial = initial_of_milestone(milestone)
            for field in self.fields.values():
                field.disabled = True


MilestoneForms = forms.formset_factory(MilestoneForm, extra=0, max_num=MILESTONES_MAX, absolute_max=MILESTONES_MAX)


def initial_of_milestone(milestone: Milestone | MilestoneTerms) -> dict[str, Any]:
    """Return a milestone as initial values of its form."""
    return {
        "id": milestone.id,
        "title": milestone.title,
        "amount": amount_typed(milestone.amount),
        "due_on": milestone.due_on,
        "criteria": milestone.criteria,
    }


class PeriodForm(forms.Form):
    """The clause of ongoing work: what a period costs, how long it is, when the first begins."""

    price = AmountField()
    hours_max = forms.IntegerField(label=_("Hours at most in a period"), min_value=1, max_value=744)
    unit = forms.ChoiceField(label=_("Funded ahead each"), choices=Period.choices)
    starts_on = DayField(label=_("The first begins on"))
    criteria = _long(2, label=_("Accepted when"), help_text=_("What the work of a period is measured by"))

    def __init__(self, *args: Any, contract: Contract, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.contract = contract
        hourly = contract.kind == Kind.HOURLY
        label = _("Price of an hour, in %(currency)s") if hourly else _("Price of a period, in %(currency)s")
        self.fields["price"].label = label % {"currency": contract.currency}
        if not hourly:
            del self.fields["hours_max"]
        if contract.milestones.exists():
            self.fields["starts_on"].disabled = True

    @classmethod
    def initial_of(cls, periods: PeriodTerms) -> dict[str, Any]:
        """Return a clause as this form's initial values."""
        return {
            "price": amount_typed(periods.price),
            "hours_max": periods.hours_max,
            "unit": periods.unit,
            "starts_on": periods.starts_on,
            "criteria": periods.criteria,
        }

    def clean(self) -> dict[str, Any]:
        """Read the price in the contract's currency."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("price"):
            try:
                cleaned["money"] = read_amount(cleaned["price"], self.contract.currency)
            except UnreadableAmount:
                self.add_error("price", amount_like())
        return cleaned

    def terms(self) -> PeriodTerms:
        """Return what was said, for the action."""
        values = self.cleaned_data
        money: Money = values["money"]
        return PeriodTerms(values["unit"], money, values.get("hours_max") or 0, values["starts_on"], values["criteria"])


def status_of(form: forms.BaseForm) -> HTTPStatus:
    """Return the status of a page that shows this form: refused once something was sent with it."""
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK


class SignatureForm(forms.Form):
    """A person signs what the page showed: the hash comes back with the signature."""

    terms_hash = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput)
    agreed = forms.BooleanField(label=_("I have read these terms and sign them"))


class ReasonForm(forms.Form):
    """A word on why."""

    reason = forms.CharField(label=_("Why"), required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}))


class ChangesForm(forms.Form):
    """What should change in a delivery."""

    reasons = _long(
        6, label=_("What should change"), help_text=_("Point by point; the professional works from this list.")
    )


class DeliveryForm(forms.Form):
    """A version of the work: a note, links, files."""

    note = _long(
        6,
        label=_("What you deliver"),
        required=False,
        help_text=_("What it is, and how to look at it. Markdown works."),
    )
    links = forms.CharField(
        label=_("Links"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "inputmode": "url"}),
        help_text=_("One a line"),
    )

    def clean_links(self) -> list[str]:
        """Return the links, without empty lines."""
        return [line.strip() for line in str(self.cleaned_data["links"]).splitlines() if line.strip()]


class WorkForm(forms.Form):
    """Time worked on a day."""

    worked_on = DayField(label=_("Day"))
    hours = forms.IntegerField(label=_("Hours"), min_value=0, max_value=24, initial=0)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=0, max_value=59, initial=0)
    note = _long(2, label=_("What you did"))

    @property
    def total(self) -> int:
        """The whole time, in minutes."""
        return int(self.cleaned_data["hours"]) * 60 + int(self.cleaned_data["minutes"])


class AbsenceForm(forms.Form):
    """Days on which a person will not be there."""

    first = DayField(label=_("First day away"))
    last = DayField(label=_("Last day away"))

    def span(self, now: datetime) -> tuple[datetime, datetime]:
        """Return when it begins and ends, by the reader's own days; today begins now."""
        zone = get_current_timezone()
        begins = datetime.combine(self.cleaned_data["first"], time(), zone)
        ends = datetime.combine(self.cleaned_data["last"] + timedelta(days=1), time(), zone)
        return (now if begins < now <= begins + timedelta(days=1) else begins), ends
