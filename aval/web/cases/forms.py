"""What people type in a case. Forms check values; actions write."""

import re
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aval.cases.states import Reason, Work
from aval.contracts.models import Contract
from aval.kernel.money import Money, UnreadableAmount
from aval.kernel.wording import amount_text
from aval.web.money.amounts import amount_like, read_amount

NUMBERS = re.compile(r"[\d\s,;.#noº°]*", re.IGNORECASE)


class SplitForm(forms.Form):
    """How the escrow should be divided."""

    to_client = forms.CharField(
        label=_("Back to the client"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    work = forms.ChoiceField(label=_("Who keeps the work"), choices=Work.choices, initial=Work.CLIENT)

    def __init__(self, *args: Any, total: Money, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.total = total
        self.fields["to_client"].help_text = _(
            "Between 0 and %(total)s; what remains goes to the professional, less the commission agreed."
        ) % {"total": amount_text(total)}

    def clean_to_client(self) -> Money:
        """Read the amount in the currency of the escrow."""
        try:
            money = read_amount(self.cleaned_data["to_client"], self.total.currency)
        except UnreadableAmount:
            raise forms.ValidationError(amount_like()) from None
        if not 0 <= money.minor <= self.total.minor:
            raise forms.ValidationError(
                _("The amount must be between 0 and %(total)s.") % {"total": amount_text(self.total)}
            )
        return money


class CaseForm(SplitForm):
    """Opening a case: why, what happened, what is asked."""

    reason = forms.ChoiceField(label=_("What is it about?"), choices=[])
    statement = forms.CharField(
        label=_("What happened?"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Facts, with dates. The record speaks too: you need not repeat what is in it."),
    )
    field_order = ("reason", "statement", "to_client", "work")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reason"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [choice for choice in Reason.choices if choice[0] != Reason.REVIEW_RAN_OUT]


class OfferForm(SplitForm):
    """An offer of a split."""

    note = forms.CharField(
        label=_("Why this is fair"), max_length=5_000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class CitingForm(forms.Form):
    """A text, with the events that it rests on."""

    text = forms.CharField(label=_("Text"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 4}))
    cites = forms.CharField(
        label=_("Events it rests on"), required=False, max_length=500, help_text=_("Their numbers, such as: 4, 17, 23")
    )

    def clean_cites(self) -> list[int]:
        """Read numbers out of whatever separates them."""
        return read_numbers(self.cleaned_data["cites"])


class QuestionForm(forms.Form):
    """A question of the mediator to one party."""

    asked_of = forms.ChoiceField(label=_("Who should answer?"))
    text = forms.CharField(label=_("Question"), max_length=5_000, widget=forms.Textarea(attrs={"rows": 3}))
    days = forms.IntegerField(label=_("Days to answer"), min_value=1, max_value=10, initial=3)

    def __init__(self, *args: Any, contract: Contract, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["asked_of"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (str(contract.client_id), contract.client.display_name),
            (str(contract.professional_id), contract.professional.display_name),
        ]

    @property
    def time(self) -> timedelta:
        """How long the party has to answer."""
        return timedelta(days=self.cleaned_data["days"])


class RulingForm(SplitForm):
    """A ruling: the split, the reasons, the events relied on."""

    reasons = forms.CharField(
        label=_("Reasons"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What was agreed, what the record shows, and why this split follows from both."),
    )
    relied_on = forms.CharField(
        label=_("Events relied on"), max_length=500, help_text=_("Their numbers in the case file, such as: 4, 17, 23")
    )
    field_order = ("to_client", "work", "reasons", "relied_on")

    def clean_relied_on(self) -> list[int]:
        """Read numbers out of whatever separates them."""
        return read_numbers(self.cleaned_data["relied_on"])


class ReasonForm(forms.Form):
    """Just a reason: to appeal, to step down, to withdraw."""

    reason = forms.CharField(label=_("Why"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 3}))


def read_numbers(text: str) -> list[int]:
    """Return the numbers in a text such as "4, 17 and no. 23".

    :raises ValidationError: if there is something else between them
    """
    if not NUMBERS.fullmatch(text):
        raise forms.ValidationError(_("Write only the numbers of events, such as: 4, 17, 23"))
    numbers = [int(number) for number in re.findall(r"\d{1,9}", text)]
    return sorted(set(numbers))
