"""Accounts, roles, profiles, tokens, and the answers given to requests that may be repeated."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from aval.kernel.clock import now
from aval.kernel.ids import new_id
from aval.kernel.money import Money


class Accounts(BaseUserManager["Account"]):
    """Makes accounts; addresses are kept in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Account":
        """Create an account whose e-mail address is not verified yet."""
        account = self.model(email=email.strip().lower(), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def get_by_natural_key(self, username: str | None) -> "Account":
        """Fetch by e-mail address, whatever its case."""
        return self.get(email=(username or "").lower())


class Account(AbstractBaseUser):
    """A person. What they may do follows from their roles and from what they are party to."""

    class Theme(models.TextChoices):
        """Light or dark pages, or whatever the device prefers."""

        AUTO = "auto", _("As my device")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(unique=True)
    display_name = models.CharField(max_length=80)
    language = models.CharField(max_length=8, default="es")
    time_zone = models.CharField(max_length=64, default="America/Bogota")
    theme = models.CharField(max_length=8, choices=Theme, default=Theme.AUTO)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=now)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name"]

    objects = Accounts()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="account_email_any_case")]

    def __str__(self) -> str:
        return self.display_name


class Role(models.Model):
    """Someone was made mediator or operator of this site."""

    class Kind(models.TextChoices):
        """Staff who hear cases, and staff who run the site."""

        MEDIATOR = "mediator", _("Mediator")
        OPERATOR = "operator", _("Operator")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="roles")
    kind = models.CharField(max_length=16, choices=Kind)
    given_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "kind"], name="role_once")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.kind}"


class Profile(models.Model):
    """What a person tells others about themselves. Public, and always behind a closed gate."""

    class Availability(models.TextChoices):
        """How much time the professional has at present."""

        FULL = "full", _("Full time")
        PART = "part", _("Part time")
        NONE = "none", _("Not at present")

    account = models.OneToOneField(Account, primary_key=True, on_delete=models.PROTECT, related_name="profile")
    headline = models.CharField(max_length=120, blank=True)
    about = models.TextField(max_length=5_000, blank=True)
    skills = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    languages = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    country = models.CharField(max_length=2, blank=True)
    city = models.CharField(max_length=80, blank=True)
    availability = models.CharField(max_length=8, choices=Availability, default=Availability.FULL)
    hourly_rate_minor = models.BigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3, default="USD")
    offers_work = models.BooleanField(default=False)
    updated_at = models.DateTimeField(default=now)

    class Meta:
        indexes = [GinIndex(fields=["skills"], name="profile_skills")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(hourly_rate_minor__isnull=True) | models.Q(hourly_rate_minor__gt=0),
                name="profile_rate_positive",
            )
        ]

    def __str__(self) -> str:
        return f"profile of {self.account_id}"

    @property
    def hourly_rate(self) -> Money | None:
        """What an hour costs, if the professional says so."""
        return None if self.hourly_rate_minor is None else Money(self.hourly_rate_minor, self.currency)


class PortfolioItem(models.Model):
    """A piece of earlier work that a professional shows."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="portfolio")
    title = models.CharField(max_length=120)
    description = models.TextField(max_length=2_000, blank=True)
    image_sha256 = models.CharField(max_length=64, blank=True)
    made_in = models.PositiveSmallIntegerField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return self.title


class Token(models.Model):
    """A key for the API. Only its hash is kept; the person sees it once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=60)
    secret_sha256 = models.BinaryField(max_length=32, unique=True)
    scopes = ArrayField(models.CharField(max_length=32), default=list)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class KeptAnswer(models.Model):
    """The answer given to a request that carried a key: a repeat of the request gets it again."""

    account_id = models.UUIDField()
    key = models.UUIDField()
    content_sha256 = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField()
    location = models.TextField(blank=True)
    media = models.CharField(max_length=80, blank=True)
    body = models.BinaryField()
    answered_at = models.DateTimeField()
    pk = models.CompositePrimaryKey("account_id", "key")

    def __str__(self) -> str:
        return f"{self.account_id} {self.key}"
