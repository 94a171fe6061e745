"""Samples for the page that shows every component."""

from datetime import timedelta
from typing import Any

from django import forms

from aval.kernel.clock import now
from aval.kernel.money import Money
from aval.kernel.refusals import IllegalMove
from aval.web.icons import ICONS
from aval.web.tones import TONES


class _SampleForm(forms.Form):
    name = forms.CharField(label="Title", help_text="A hint stands under its label.")
    about = forms.CharField(label="Text", widget=forms.Textarea, required=False)
    kind = forms.ChoiceField(label="One of some", choices=[("a", "Fixed price"), ("b", "By the hour")])
    pace = forms.ChoiceField(
        label="One of few", choices=[("a", "Ask a mediator"), ("b", "Counts as acceptance")], widget=forms.RadioSelect
    )
    wanted = forms.MultipleChoiceField(
        label="Several", choices=[("a", "Design"), ("b", "Data"), ("c", "Legal")], widget=forms.CheckboxSelectMultiple
    )
    file = forms.FileField(label="A file", required=False)
    agree = forms.BooleanField(label="I agree to this")


class _Person:
    def __init__(self, name: str) -> None:
        self.display_name = name


def samples() -> dict[str, Any]:
    """Return what the page shows."""
    at = now()
    invalid = _SampleForm({"name": "", "about": "What was typed stays.", "kind": "a", "pace": "b"})
    invalid.is_valid()
    return {
        "icons": sorted(ICONS),
        "states": list(TONES),
        "form": _SampleForm(auto_id="id_a_%s"),
        "invalid": invalid,
        "price": Money(125_050, "USD"),
        "small": Money(40_000, "USD"),
        "reais": Money(1_980_000, "BRL"),
        "soon": at + timedelta(hours=30),
        "before": at - timedelta(hours=3),
        "refusal": IllegalMove(),
        "clara": _Person("Clara Gómez"),
        "pedro": _Person("Pedro Rocha"),
        "people": [_Person(name) for name in ("Ana Lima", "Bruno Díaz", "Ciro", "Dora Ek", "Eva Paz", "Félix Roa")],
        "sample": "Delivered **version 2**:\n\n- the drawings, to scale\n- the list of parts\n\n> as you asked",
    }
