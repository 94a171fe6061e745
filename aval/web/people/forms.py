"""What people say about themselves. Forms check values; actions write."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from aval import screening
from aval.accounts.actions import SCOPES, SKILLS_MAX, ProfileText
from aval.accounts.models import Account, Profile
from aval.kernel.money import CURRENCIES, UnreadableAmount
from aval.notifications.kinds import Group
from aval.web.countries import COUNTRIES
from aval.web.formats import amount_typed
from aval.web.money.amounts import amount_like, read_amount

LANGUAGES_SPOKEN = [
    ("es", _("Spanish")),
    ("pt", _("Portuguese")),
    ("en", _("English")),
    ("fr", _("French")),
    ("de", _("German")),
    ("it", _("Italian")),
]
YEAR_FIRST, YEAR_LAST = 1970, 2100
ZONES = sorted(
    zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "posix/", "right/"))
)


class SignUpForm(forms.Form):
    """What we ask besides address and password: a name, and agreement to the terms."""

    display_name = forms.CharField(
        label=_("Your name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    terms = forms.BooleanField(label=_("I accept the terms and have read how data is treated."))
    field_order = ("display_name", "email", "password1", "terms", "time_zone")

    time_zone = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"data-time-zone": ""}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["terms"].label = format_html(
            '{} <a href="{}">{}</a> · <a href="{}">{}</a>',
            _("I accept the terms and have read how data is treated:"),
            reverse("pages:terms"),
            _("terms"),
            reverse("pages:privacy"),
            _("privacy"),
        )

    def clean_display_name(self) -> str:
        """Keep ways to meet outside the site out of the name, as in every public text."""
        name = " ".join(self.cleaned_data["display_name"].split())
        if screening.under_name(name, policy=screening.Policy.PUBLIC_PROFILE).flagged:
            raise forms.ValidationError(_("Please give only your name: contact details are exchanged later."))
        return name

    def signup(self, request: HttpRequest, user: Account) -> None:  # noqa: ARG002 (allauth calls it so)
        """Complete the account that allauth has just made (its hook for this form)."""
        user.display_name = self.cleaned_data["display_name"]
        user.language = get_language() or settings.LANGUAGE_CODE
        if self.cleaned_data["time_zone"] in ZONES:
            user.time_zone = self.cleaned_data["time_zone"]
        user.save(update_fields=["display_name", "language", "time_zone"])
        Profile.objects.get_or_create(account=user)


class ProfileForm(forms.Form):
    """A profile, with the rate as an amount in one of the site's currencies."""

    display_name = forms.CharField(label=_("Name"), max_length=80)
    headline = forms.CharField(
        label=_("What you do, in one line"),
        max_length=120,
        required=False,
        help_text=_("Industrial designer for small kitchens"),
    )
    about = forms.CharField(
        label=_("About you"),
        max_length=5_000,
        required=False,
        widget=forms.Textarea,
        help_text=_("Markdown works. Addresses, numbers and links are exchanged once a contract's money is in escrow."),
    )
    offers_work = forms.BooleanField(label=_("I offer work: show me among the professionals"), required=False)
    skills = forms.CharField(label=_("Skills"), required=False, max_length=900, help_text=_("Separated by commas"))
    hourly_rate = forms.CharField(label=_("Hourly rate"), required=False, max_length=16)
    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in CURRENCIES])
    availability = forms.ChoiceField(label=_("Availability"), choices=Profile.Availability.choices)
    languages = forms.MultipleChoiceField(
        label=_("Languages you work in"), choices=LANGUAGES_SPOKEN, required=False, widget=forms.CheckboxSelectMultiple
    )
    country = forms.ChoiceField(label=_("Country"), required=False, choices=[("", "—"), *COUNTRIES])
    city = forms.CharField(label=_("City"), max_length=80, required=False)

    @classmethod
    def of(cls, profile: Profile) -> "ProfileForm":
        """Return the form as it stands for a profile."""
        rate = profile.hourly_rate
        return cls(
            initial={
                **{name: getattr(profile, name) for name in cls.base_fields if hasattr(profile, name)},
                "display_name": profile.account.display_name,
                "skills": ", ".join(profile.skills),
                "hourly_rate": amount_typed(rate) if rate else "",
            }
        )

    def clean_skills(self) -> list[str]:
        """Take the commas apart."""
        skills = [" ".join(skill.split())[:40] for skill in self.cleaned_data["skills"].split(",") if skill.strip()]
        if len(skills) > SKILLS_MAX:
            raise forms.ValidationError(_("Name at most %(max)s skills.") % {"max": SKILLS_MAX})
        return skills

    def clean(self) -> dict[str, Any]:
        """Read the rate in its currency."""
        cleaned = super().clean() or self.cleaned_data
        text, currency = cleaned.get("hourly_rate", ""), cleaned.get("currency")
        cleaned["rate"] = None
        if text and currency:
            try:
                cleaned["rate"] = read_amount(text, currency)
            except UnreadableAmount:
                self.add_error("hourly_rate", amount_like())
        return cleaned

    def text(self) -> ProfileText:
        """Return what was said, for the action."""
        values = self.cleaned_data
        return ProfileText(
            display_name=values["display_name"],
            headline=values["headline"],
            about=values["about"],
            skills=values["skills"],
            languages=values["languages"],
            country=values["country"],
            city=values["city"],
            availability=values["availability"],
            hourly_rate=values["rate"],
            offers_work=values["offers_work"],
        )


class PortfolioForm(forms.Form):
    """A piece of earlier work."""

    title = forms.CharField(label=_("Title"), max_length=120)
    description = forms.CharField(
        label=_("What it was, and your part in it"), max_length=2_000, required=False, widget=forms.Textarea
    )
    made_in = forms.IntegerField(label=_("Year"), required=False, min_value=YEAR_FIRST, max_value=YEAR_LAST)


class ReadingForm(forms.Form):
    """How the site looks and speaks to its reader."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=[(zone, zone.replace("_", " ")) for zone in ZONES],
        help_text=_("All times and deadlines are shown in it."),
    )
    theme = forms.ChoiceField(label=_("Colours"), choices=Account.Theme.choices, widget=forms.RadioSelect)


class LettersForm(forms.Form):
    """Which kinds of letters one gets."""

    wanted = forms.MultipleChoiceField(
        label=_("Tell me by mail about"), choices=Group.choices, required=False, widget=forms.CheckboxSelectMultiple
    )


class TokenForm(forms.Form):
    """A new key for a program."""

    name = forms.CharField(label=_("Which program is it for?"), max_length=60)
    scopes = forms.MultipleChoiceField(
        label=_("What may it do?"),
        choices=list(
            zip(
                SCOPES,
                (
                    _("Look at everything that I can see"),
                    _("Act in my name, except on money"),
                    _("Move money in my name"),
                ),
                strict=True,
            )
        ),
        widget=forms.CheckboxSelectMultiple,
    )
