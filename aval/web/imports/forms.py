"""Forms of imports and minutes: they check values; the actions write."""

import zoneinfo
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aval.imports.models import Minutes, MinutesAnswer
from aval.imports.queries import Person, Preview
from aval.imports.recording import LEAVE


def _zones() -> list[tuple[str, Any]]:
    names = sorted(
        name
        for name in zoneinfo.available_timezones()
        if "/" in name and not name.startswith(("Etc/", "posix/", "right/"))
    )
    return [("", _("Choose…")), *((name, name.replace("_", " ")) for name in names), ("UTC", "UTC")]


class ReadingForm(forms.Form):
    """In which zone the export's times are, and which reading of its dates is right."""

    zone = forms.ChoiceField(label=_("Time zone of the phone"), choices=_zones, required=False)
    day_first = forms.ChoiceField(label=_("Which date is right?"), widget=forms.RadioSelect, required=False)

    def __init__(self, *args: Any, preview: Preview, **kwargs: Any) -> None:
        # Most phones stand where their owner reads this; the person still says yes to it.
        zone = preview.held.zone or timezone.get_current_timezone_name()
        kwargs.setdefault("initial", {"zone": zone, "day_first": _spoken(preview.held.day_first)})
        super().__init__(*args, **kwargs)
        self.fields["zone"].required = preview.summary.zone_needed
        if preview.alternatives:
            day_first, month_first = preview.alternatives
            self.fields["day_first"].choices = [("yes", day_first), ("no", month_first)]  # type: ignore[attr-defined]
        else:
            del self.fields["day_first"]

    @property
    def chosen_day_first(self) -> bool | None:
        """Whether the day stands first, as the person says; None if they were not asked."""
        return {"yes": True, "no": False}.get(self.cleaned_data.get("day_first", ""))


class ConfirmationForm(forms.Form):
    """Who is who, which days, what is left out and why."""

    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    omission = forms.CharField(
        label=_("Why something is left out"),
        help_text=_("The other party reads it. What you leave out stays out; that you did is recorded."),
        max_length=500,
        required=False,
    )

    def __init__(self, *args: Any, people: Sequence[Person], client: str, professional: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = list(people)
        sides = [
            ("client", client),
            ("professional", professional),
            ("other", _("Somebody else")),
            (LEAVE, _("Leave their messages out")),
        ]
        for place, person in enumerate(self.people):
            self.fields[f"person_{place}"] = forms.ChoiceField(
                label=person.label, choices=sides, initial=person.suggestion
            )

    @property
    def chosen_people(self) -> dict[str, str]:
        """Each name with the side chosen for it."""
        return {person.label: self.cleaned_data[f"person_{place}"] for place, person in enumerate(self.people)}

    @property
    def people_fields(self) -> list[tuple[Person, forms.BoundField]]:
        """Each name with its field."""
        return [(person, self[f"person_{place}"]) for place, person in enumerate(self.people)]

    def clean(self) -> dict[str, Any]:
        """Check that the days are in order."""
        values: dict[str, Any] = super().clean() or {}
        since, until = values.get("since"), values.get("until")
        if isinstance(since, date) and isinstance(until, date) and since > until:
            self.add_error("until", _("This is before the first day."))
        return values


class ContestForm(forms.Form):
    """Why an imported message was not so."""

    reason = forms.CharField(
        label=_("What is wrong with it?"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 3})
    )


class MinutesForm(forms.Form):
    """A written account of a call."""

    medium = forms.ChoiceField(label=_("How did you speak?"), choices=Minutes.Medium)
    began_at = forms.DateTimeField(
        label=_("When did it begin?"),
        help_text=_("In your own time zone."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
    )
    length_minutes = forms.IntegerField(label=_("How many minutes?"), required=False, min_value=1, max_value=1_440)
    people = forms.CharField(label=_("Who took part?"), max_length=300)
    text = forms.CharField(
        label=_("What was said and agreed?"),
        help_text=_("Write what matters for the work: what was agreed, what stays open, who does what by when."),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )


class DismissalForm(forms.Form):
    """Why nothing is missing where the record seemed to have a gap."""

    gap = forms.CharField(max_length=100, widget=forms.HiddenInput)
    word = forms.CharField(label=_("Why nothing is missing"), max_length=500)


class MinutesAnswerForm(forms.Form):
    """What the other party says of minutes."""

    answer = forms.ChoiceField(label=_("Your answer"), choices=MinutesAnswer.Kind, widget=forms.RadioSelect)
    sentences = forms.TypedMultipleChoiceField(
        label=_("Which sentences?"),
        help_text=_("Only if you correct or contest some of them; leave all empty if you mean the whole."),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    text = forms.CharField(
        label=_("In your words"),
        help_text=_("Needed if you correct or contest."),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, sentences: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sentences"].choices = list(enumerate(sentences, 1))  # type: ignore[attr-defined]


def _spoken(day_first: bool | None) -> str:  # noqa: FBT001 (three-valued: yes, no, not asked)
    return "" if day_first is None else ("yes" if day_first else "no")
