"""What people fill in to add money or to take it out. Forms check values; actions write."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aval.kernel.money import CURRENCIES, Money, UnreadableAmount
from aval.payments.models import DESTINATION_LENGTH_MAX
from aval.web.money.amounts import read_amount

CARD_PATTERN = r"^\d{4} ?\d{4} ?\d{4} ?\d{4}$"


class AmountForm(forms.Form):
    """An amount in one of the given currencies; ``cleaned_data["money"]`` is what was meant."""

    amount = forms.CharField(
        label=_("Amount"), max_length=20, widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    )
    currency = forms.ChoiceField(label=_("Currency"))

    def __init__(self, *args: Any, currencies: tuple[str, ...] = tuple(CURRENCIES), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["currency"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(code, code) for code in currencies]

    def clean(self) -> dict[str, Any]:
        """Read the amount in its currency."""
        cleaned = super().clean() or self.cleaned_data
        text, currency = cleaned.get("amount"), cleaned.get("currency")
        if text and currency:
            try:
                money = read_amount(text, currency)
            except UnreadableAmount:
                self.add_error("amount", _("Write the amount like this: 1250.50"))
            else:
                cleaned["money"] = money
                if money.minor <= 0:
                    self.add_error("amount", _("The amount must be more than zero."))
        return cleaned

    @property
    def money(self) -> Money:
        """The amount, once the form is valid."""
        money = self.cleaned_data["money"]
        assert isinstance(money, Money)
        return money


class DepositForm(AmountForm):
    """How much to add, and where to go afterwards."""

    next = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)


class PayoutForm(AmountForm):
    """How much to take out, and where to."""

    destination = forms.CharField(
        label=_("Pay to"),
        min_length=4,
        max_length=DESTINATION_LENGTH_MAX,
        help_text=_("Account number, IBAN, CLABE, CBU, Pix key or alias"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class CardForm(forms.Form):
    """The sandbox's card."""

    card = forms.RegexField(
        CARD_PATTERN,
        label=_("Card number"),
        initial="4000 1234 5678 0000",
        help_text=_("16 digits of your choice; the last four decide what happens."),
        error_messages={"invalid": _("A card number has 16 digits.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean_card(self) -> str:
        """Take the spaces out."""
        return str(self.cleaned_data["card"]).replace(" ", "")
