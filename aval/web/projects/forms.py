"""What people fill in about projects and proposals. Forms read values; actions check and write."""

from datetime import date
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from aval.kernel.money import Money, UnreadableAmount
from aval.projects.actions.invitations import NOTE_MAX
from aval.projects.actions.questions import ANSWER_MAX, QUESTION_MAX
from aval.projects.choices import CURRENCY_CHOICES, Category, Kind, Language, Period, Visibility
from aval.projects.models import Project, ProposalVersion
from aval.projects.terms import (
    AVAILABILITY_MAX,
    CRITERIA_MAX,
    MILESTONES_MAX,
    TEXT_MAX,
    TITLE_MAX,
    MilestoneTerms,
    ProjectTerms,
    ProposalTerms,
)
from aval.search.actions import NAME_MAX
from aval.web.formats import amount_typed
from aval.web.money.amounts import amount_like, read_amount


class DayField(forms.DateField):
    """A day, chosen from the browser's own calendar."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)

    def to_python(self, value: Any) -> date | None:
        """Read ISO dates whatever the reader's language, and no year that a database can't keep."""
        day = super().to_python(value)
        if day is not None and not 2000 <= day.year <= 2200:  # noqa: PLR2004 (a century around now)
            raise forms.ValidationError(self.error_messages["invalid"])
        return day


class AmountField(forms.CharField):
    """An amount as people write it; the form reads it in its currency."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(max_length=24, widget=widget, **kwargs)


class ProjectForm(forms.Form):
    """Everything a client says about a project."""

    title = forms.CharField(
        label=_("What do you need?"), max_length=TITLE_MAX, help_text=_("One line, as you would say it")
    )
    description = forms.CharField(
        label=_("Describe the work"),
        max_length=TEXT_MAX,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_(
            "What there is today, what should be there at the end, and how you will know that it is good."
            " Markdown works. Addresses, numbers and links wait until the money is in escrow."
        ),
    )
    category = forms.ChoiceField(label=_("Category"), choices=[("", _("Choose…")), *Category.choices])
    skills = forms.CharField(
        label=_("Skills"),
        required=False,
        max_length=900,
        widget=forms.TextInput(
            attrs={
                "list": "known-skills",
                "autocomplete": "off",
                "hx-get": reverse_lazy("projects:skills"),
                "hx-trigger": "input changed delay:250ms",
                "hx-target": "#known-skills",
            }
        ),
        help_text=_("Separated by commas; they decide whom we suggest to you"),
    )
    kind = forms.ChoiceField(
        label=_("How is it paid?"), choices=Kind.choices, widget=forms.RadioSelect, initial=Kind.FIXED
    )
    period = forms.ChoiceField(
        label=_("Paid ahead each"),
        choices=[("", "—"), *Period.choices],
        required=False,
        help_text=_("For work by the hour and ongoing work"),
    )
    budget_from = AmountField(label=_("Budget from"), required=False)
    budget_to = AmountField(label=_("to"), required=False)
    currency = forms.ChoiceField(label=_("Currency"), choices=CURRENCY_CHOICES)
    starts_on = DayField(label=_("Start"), required=False)
    due_on = DayField(label=_("Needed by"), required=False)
    language = forms.ChoiceField(label=_("Language of the work"), choices=Language.choices)
    visibility = forms.ChoiceField(
        label=_("Who may propose?"), choices=Visibility.choices, widget=forms.RadioSelect, initial=Visibility.PUBLIC
    )

    @classmethod
    def of(cls, project: Project) -> "ProjectForm":
        """Return the form as it stands for a project."""
        least, most = project.budget or (None, None)
        return cls(
            initial={
                **{name: getattr(project, name) for name in cls.base_fields if hasattr(project, name)},
                "skills": ", ".join(project.skills),
                "budget_from": amount_typed(least) if least else "",
                "budget_to": amount_typed(most) if most else "",
            }
        )

    def clean(self) -> dict[str, Any]:
        """Read the budget in its currency; one end alone stands for both."""
        cleaned = super().clean() or self.cleaned_data
        ends = [_read(self, name, cleaned.get("currency")) for name in ("budget_from", "budget_to")]
        given = [end for end in ends if end is not None]
        cleaned["budget"] = (given[0], given[-1]) if given else None
        if cleaned.get("kind") == Kind.FIXED:
            cleaned["period"] = ""
        elif cleaned.get("kind") and not cleaned.get("period"):
            self.add_error("period", _("Choose whether a week or a month is paid ahead."))
        return cleaned

    def terms(self) -> ProjectTerms:
        """Return what was said, for the action."""
        values = self.cleaned_data
        return ProjectTerms(
            title=values["title"],
            description=values["description"],
            kind=Kind(values["kind"]),
            category=Category(values["category"]),
            language=Language(values["language"]),
            currency=values["currency"],
            period=Period(values["period"]) if values["period"] else None,
            visibility=Visibility(values["visibility"]),
            skills=tuple(values["skills"].split(",")),
            budget=values["budget"],
            starts_on=values["starts_on"],
            due_on=values["due_on"],
        )


class MilestoneForm(forms.Form):
    """One milestone of a proposal."""

    title = forms.CharField(label=_("What you deliver"), max_length=TITLE_MAX)
    amount = AmountField(label=_("Amount"))
    due_on = DayField(label=_("By"))
    criteria = forms.CharField(
        label=_("Accepted when"),
        max_length=CRITERIA_MAX,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("How both of you will see that it is done"),
    )

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency

    def clean(self) -> dict[str, Any]:
        """Read the amount in the project's currency."""
        cleaned = super().clean() or self.cleaned_data
        cleaned["money"] = _read(self, "amount", self.currency)
        return cleaned

    def terms(self) -> MilestoneTerms:
        """Return what was said, for the action."""
        values = self.cleaned_data
        return MilestoneTerms(values["title"], values["money"], values["due_on"], values["criteria"])


class ProposalForm(forms.Form):
    """What a professional offers, besides the milestones of fixed-price work."""

    text = forms.CharField(
        label=_("Your proposal"),
        max_length=TEXT_MAX,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_(
            "How you would go about it, what you have done that is like it, what you need from the client."
            " Markdown works."
        ),
    )
    price = AmountField(label=_("Price"))
    hours_per_period = forms.IntegerField(label=_("Hours"), min_value=1)
    availability = forms.CharField(
        label=_("When you can begin, and how much time you have"), max_length=AVAILABILITY_MAX, required=False
    )

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.project = project
        if project.kind == Kind.FIXED:
            del self.fields["price"]
        elif project.kind == Kind.HOURLY:
            self.fields["price"].label = _("Price of an hour, in %(currency)s") % {"currency": project.currency}
        else:
            self.fields["price"].label = _("Price of each %(period)s, in %(currency)s") % {
                "period": project.get_period_display(),
                "currency": project.currency,
            }
        if project.kind == Kind.HOURLY:
            self.fields["hours_per_period"].label = _("Hours in a %(period)s") % {
                "period": project.get_period_display()
            }
        else:
            del self.fields["hours_per_period"]

    @classmethod
    def initial_of(cls, version: ProposalVersion) -> dict[str, Any]:
        """Return a proposal's version as this form's initial values."""
        return {
            "text": version.text,
            "price": amount_typed(version.price),
            "hours_per_period": version.hours_per_period,
            "availability": version.availability,
        }

    def clean(self) -> dict[str, Any]:
        """Read the price in the project's currency."""
        cleaned = super().clean() or self.cleaned_data
        if "price" in self.fields:
            cleaned["money"] = _read(self, "price", self.project.currency)
        return cleaned

    def terms(self, milestones: list[MilestoneTerms]) -> ProposalTerms:
        """Return what was offered, for the action; a fixed price is what the milestones come to."""
        values = self.cleaned_data
        total = Money(sum(milestone.amount.minor for milestone in milestones), self.project.currency)
        return ProposalTerms(
            text=values["text"],
            price=values.get("money") or total,
            milestones=tuple(milestones),
            hours_per_period=values.get("hours_per_period"),
            availability=values["availability"],
        )


MilestoneForms = forms.formset_factory(MilestoneForm, extra=0, max_num=MILESTONES_MAX, absolute_max=MILESTONES_MAX)


class QuestionForm(forms.Form):
    """A question for everybody who sees the project."""

    text = forms.CharField(label=_("Your question"), max_length=QUESTION_MAX, widget=forms.Textarea(attrs={"rows": 3}))


class AnswerForm(forms.Form):
    """The client's answer."""

    text = forms.CharField(label=_("Your answer"), max_length=ANSWER_MAX, widget=forms.Textarea(attrs={"rows": 3}))


class InvitationForm(forms.Form):
    """Which of one's projects a professional is invited to, and a word to them."""

    project = forms.ChoiceField(label=_("Project"))
    note = forms.CharField(
        label=_("A word to them"), max_length=NOTE_MAX, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, projects: list[Project], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["project"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(project.id), project.title) for project in projects]


class SearchForm(forms.Form):
    """The name under which a search is kept."""

    name = forms.CharField(label=_("Name of this search"), max_length=NAME_MAX)
    with_alerts = forms.BooleanField(label=_("Tell me once a day what is new"), required=False, initial=True)


def _read(form: forms.Form, name: str, currency: str | None) -> Money | None:
    text = form.cleaned_data.get(name)
    if not text or not currency:
        return None
    try:
        return read_amount(text, currency)
    except UnreadableAmount:
        form.add_error(name, amount_like())
        return None
