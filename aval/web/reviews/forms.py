"""What people write about each other."""

from django import forms
from django.utils.translation import gettext_lazy as _

STARS = [(5, _("5: outstanding")), (4, _("4: good")), (3, _("3: fair")), (2, _("2: poor")), (1, _("1: bad"))]


class ReviewForm(forms.Form):
    """Stars and a text."""

    stars = forms.TypedChoiceField(label=_("Stars"), choices=STARS, coerce=int, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("How was it to work together?"),
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Without contact details: reviews are public."),
    )


class ReplyForm(forms.Form):
    """The one reply to a review."""

    text = forms.CharField(label=_("Your reply"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}))
