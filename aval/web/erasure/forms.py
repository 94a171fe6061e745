"""What people fill in on erasures. Forms read values; actions check and write."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext_lazy as _

from aval.erasure.actions import REASON_LENGTH_MAX
from aval.record.events import ground_name
from aval.web.projects.forms import DayField

GROUNDS = {
    "gdpr-17-1-d": _("It should never have been kept: it was processed unlawfully"),
    "gdpr-17-1-a": _("It is no longer needed for what it was collected for"),
    "gdpr-17-1-b": _("I take back my consent, and nothing else allows it"),
    "gdpr-17-1-c": _("I object, and nothing outweighs that"),
    "gdpr-17-1-e": _("A law obliges the site to erase it"),
    "lgpd-18-iv": _("It is unnecessary, excessive or processed against the law"),
    "lgpd-18-vi": _("It was processed with my consent, which I take back"),
}


class AskForm(forms.Form):
    """Which events, on which ground, and why."""

    events = forms.CharField(
        label=_("Numbers of the events"),
        help_text=_("As on the record's page, such as 12, 15-18. Edits of a message go with it."),
        max_length=500,
    )
    ground = forms.ChoiceField(
        label=_("Ground"), choices=lambda: [(code, f"{says} ({ground_name(code)})") for code, says in GROUNDS.items()]
    )
    reason = forms.CharField(
        label=_("Why"),
        help_text=_(
            "For the two operators who decide; they don't see what the events say. "
            "Don't repeat here what is to be erased."
        ),
        max_length=REASON_LENGTH_MAX,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class DecisionForm(forms.Form):
    """What an operator decides, and why."""

    granted = forms.ChoiceField(choices=[("yes", ""), ("no", "")])
    reason = forms.CharField(max_length=REASON_LENGTH_MAX)


class HoldForm(forms.Form):
    """What is kept whole, until when and why."""

    contract = forms.UUIDField(label=_("Contract"))
    until = DayField(label=_("Until"))
    reason = forms.CharField(label=_("Why"), help_text=_("Both parties read it."), max_length=500)

    def clean_until(self) -> Any:
        """Take the day as its end, in the operator's time zone."""
        return datetime.combine(self.cleaned_data["until"], time.max, tzinfo=get_current_timezone())
