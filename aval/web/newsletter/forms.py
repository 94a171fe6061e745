"""What someone says who wants the newsletter."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from aval.projects.choices import Category


class WantedForm(forms.Form):
    """In which language, and which fields of work."""

    language = forms.ChoiceField(label=_("Language of the projects"), choices=settings.LANGUAGES)
    categories = forms.MultipleChoiceField(
        label=_("Fields of work"),
        help_text=_("None chosen means all."),
        choices=Category.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class SubscribeForm(WantedForm):
    """The same, with the address it goes to."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    field_order = ("email", "language", "categories")

    def __init__(self, *args: object, language: str = "en", **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed through to Django as they came
        self.fields["language"].initial = language
