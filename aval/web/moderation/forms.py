"""Forms of the review desk: they check values; the actions write."""

from django import forms
from django.utils.translation import gettext_lazy as _


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
