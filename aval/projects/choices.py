"""The closed lists a project is described with."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from aval.kernel.money import CURRENCIES


class Kind(TextChoices):
    """How the work is paid, and so what a price on it means."""

    FIXED = "fixed", _("Fixed price")
    HOURLY = "hourly", _("By the hour")
    ONGOING = "ongoing", _("Ongoing")


class Period(TextChoices):
    """How often ongoing and hourly work is funded ahead and accounted for."""

    WEEK = "week", _("week")
    MONTH = "month", _("month")


class Visibility(TextChoices):
    """Who may find and see a project."""

    PUBLIC = "public", _("Everybody may find it and propose")
    INVITED = "invited", _("Only professionals whom I invite")


class Language(TextChoices):
    """The language a project is written in and worked on in."""

    SPANISH = "es", _("Spanish")
    PORTUGUESE = "pt", _("Portuguese")
    ENGLISH = "en", _("English")


class Category(TextChoices):
    """The fields of work; the newsletter and saved searches go by them."""

    DEVELOPMENT = "development", _("IT and programming")
    DESIGN = "design", _("Design and multimedia")
    WRITING = "writing", _("Writing and translation")
    MARKETING = "marketing", _("Marketing and sales")
    SUPPORT = "support", _("Administrative support")
    LEGAL = "legal", _("Legal")
    FINANCE = "finance", _("Finance and management")
    ENGINEERING = "engineering", _("Engineering and manufacturing")
    DATA = "data", _("Data and artificial intelligence")
    TEACHING = "teaching", _("Teaching and training")
    OTHER = "other", _("Something else")


CURRENCY_CHOICES = [(code, code) for code in CURRENCIES]
