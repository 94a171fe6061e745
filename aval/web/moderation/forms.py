"""Forms of the review desk: they check values; the actions write."""

from django import forms
from django.utils.translation import gettext_lazy as _

from aval.moderation.models import GateException

KIND_NAMES = {
    "email": _("mail address"),
    "phone": _("phone number"),
    "link": _("link"),
    "meeting": _("meeting room"),
    "handle": _("name on a network"),
    "payment": _("way to pay"),
    "address": _("postal address"),
    "invitation": _("a way to meet outside, by its wording"),
}
"""What is found, in people's words."""


class NoteForm(forms.Form):
    """What the author wants the reviewer to know."""

    note = forms.CharField(
        label=_("Anything the reviewer should know"),
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DecisionForm(forms.Form):
    """A reviewer's decision on a refused text."""

    ALLOW, REFUSE, ATTEMPT = "allow", "refuse", "attempt"
    decision = forms.ChoiceField(
        label=_("Decision"),
        widget=forms.RadioSelect,
        choices=[
            (ALLOW, _("Let it through: it holds no way around the gate")),
            (REFUSE, _("It stays held back; an accident, nothing follows")),
            (ATTEMPT, _("It stays held back; a deliberate attempt, the next step of the ladder follows")),
        ],
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The author reads it."),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ExceptionForm(forms.Form):
    """Which contact details pass on a contract for some days, and why."""

    kinds = forms.MultipleChoiceField(
        label=_("What passes"), widget=forms.CheckboxSelectMultiple, choices=list(KIND_NAMES.items())
    )
    ground = forms.ChoiceField(label=_("What it is for"), choices=GateException.Ground)
    days = forms.IntegerField(label=_("For how many days"), min_value=1, max_value=30, initial=7)
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Both parties read it in the record."),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class CorpusForm(forms.Form):
    """A reviewed text on its way into the corpus."""

    marked = forms.CharField(
        label=_("The text, with invented values"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 8})
    )
    lang = forms.ChoiceField(label=_("Language"), choices=[("es", "español"), ("pt", "português"), ("en", "English")])
    kind = forms.CharField(label=_("Kind of text"), max_length=40)
    obfuscation = forms.CharField(label=_("How it was hidden"), max_length=40, initial="none")


class AppealForm(forms.Form):
    """Why a measure is wrong."""

    text = forms.CharField(label=_("Why is it wrong?"), max_length=4_000, widget=forms.Textarea(attrs={"rows": 4}))


class AppealDecisionForm(forms.Form):
    """Another reviewer's answer to an appeal."""

    STANDS, LIFT = "stands", "lift"
    decision = forms.ChoiceField(
        label=_("Decision"),
        widget=forms.RadioSelect,
        choices=[(LIFT, _("Lift the measure")), (STANDS, _("The measure stands"))],
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The person reads it."),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
