"""What people fill in to add money or to take it out. Forms check values; actions write."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aval.kernel.money import CURRENCIES, Money, UnreadableAmount
from aval.payments.models import DESTINATION_LENGTH_MAX
from aval.web.money.amounts import amount_like, read_amount

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
                self.add_error("amount", amount_like())
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

    def __init__(self, *args: Any, asks_destination: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Where the provider checked an account itself, nobody types one.
        self.fields["destination"].required = asks_destination


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


class CorrectionForm(AmountForm):
    """A transfer that puts something right."""

    source = forms.CharField(
        label=_("From"),
        max_length=254,
        help_text=_("An e-mail address, or fees, chargebacks, exchange, or a provider's name"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    target = forms.CharField(label=_("To"), max_length=254, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    contract = forms.UUIDField(
        label=_("Contract"), required=False, help_text=_("Its record tells both parties. Needed between two people")
    )
    reason = forms.CharField(label=_("Reason"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 2}))


class ExplanationForm(forms.Form):
    """What a difference comes from."""

    explanation = forms.CharField(label=_("Explanation"), max_length=2_000)


class RateForm(forms.Form):
    """So many of one currency for one of another, and who says so."""

    source = forms.ChoiceField(label=_("For one"), choices=[(code, code) for code in CURRENCIES])
    target = forms.ChoiceField(label=_("so many"), choices=[(code, code) for code in CURRENCIES])
    rate = forms.DecimalField(label=_("Rate"), max_digits=18, decimal_places=8)
    published_by = forms.CharField(label=_("Published by"), max_length=100)


class ExchangeForm(AmountForm):
    """How much to exchange, and into which currency; the rate is the one that the page showed."""

    target = forms.ChoiceField(label=_("Into"))
    rate = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, targets: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["target"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(code, code) for code in targets]
