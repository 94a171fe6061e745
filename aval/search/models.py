"""What is searched in, and the searches that people keep."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from aval.kernel.ids import new_id
from aval.projects.models import Project


class ProjectDocument(models.Model):
    """A project that everybody may find and that takes proposals. Kept by triggers alone (sql/documents.sql)."""

    project = models.OneToOneField(Project, primary_key=True, on_delete=models.PROTECT, related_name="document")
    client_id = models.UUIDField()
    kind = models.CharField(max_length=7)
    category = models.CharField(max_length=11)
    language = models.CharField(max_length=2)
    country = models.CharField(max_length=2)
    skills = ArrayField(models.TextField())
    currency = models.CharField(max_length=3)
    price_from_minor = models.BigIntegerField(null=True)
    price_to_minor = models.BigIntegerField(null=True)
    appeared_at = models.DateTimeField()
    vector = SearchVectorField()

    class Meta:
        indexes = [
            GinIndex(fields=["vector"], name="project_document_words"),
            GinIndex(fields=["skills"], name="project_document_skills"),
            models.Index(fields=["-appeared_at"], name="project_document_newest"),
            models.Index(fields=["category", "-appeared_at"], name="project_document_category"),
            models.Index(fields=["client_id"], name="project_document_client"),
        ]

    def __str__(self) -> str:
        return str(self.project_id)


class ProfessionalDocument(models.Model):
    """Somebody who offers work. Kept by triggers alone (sql/documents.sql)."""

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.PROTECT, related_name="document"
    )
    language = models.CharField(max_length=2)
    """What the profile is written in; ``languages`` are those worked in."""
    languages = ArrayField(models.TextField())
    country = models.CharField(max_length=2)
    availability = models.CharField(max_length=8)
    skills = ArrayField(models.TextField())
    currency = models.CharField(max_length=3)
    rate_minor = models.BigIntegerField(null=True)
    appeared_at = models.DateTimeField()
    vector = SearchVectorField()

    class Meta:
        indexes = [
            GinIndex(fields=["vector"], name="professional_document_words"),
            GinIndex(fields=["skills"], name="professional_document_skills"),
        ]

    def __str__(self) -> str:
        return str(self.account_id)


class Word(models.Model):
    """A word that occurs in some document, without accents: what a mistyped one may have been meant to be."""

    word = models.TextField(primary_key=True)

    class Meta:
        indexes = [GinIndex(OpClass("word", name="gin_trgm_ops"), name="word_trigrams")]

    def __str__(self) -> str:
        return self.word


class Standing(models.Model):
    """How well a professional's contracts went by the record, from 0 to 1; one half stands for "nothing known yet"."""

    account_id = models.UUIDField(primary_key=True)
    score = models.FloatField()
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(score__gte=0, score__lte=1), name="standing_between_0_and_1")
        ]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.score}"


class SavedSearch(models.Model):
    """A search that somebody keeps, with or without a daily alert."""

    class Subject(models.TextChoices):
        """What is searched for."""

        PROJECTS = "projects", _("Projects")
        PROFESSIONALS = "professionals", _("Professionals")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_searches")
    name = models.CharField(max_length=80)
    subject = models.CharField(max_length=13, choices=Subject.choices)
    parameters = models.JSONField()
    with_alerts = models.BooleanField(default=True)
    saved_at = models.DateTimeField()
    looked_until = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "name"], name="saved_search_name_once"),
            models.CheckConstraint(
                condition=models.Q(subject__in=["projects", "professionals"]), name="saved_search_subject_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def query(self) -> str:
        """The parameters as an address has them."""
        return urlencode(self.parameters, doseq=True)


class Alert(models.Model):
    """A saved search found something new; notifications tells its owner."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    search = models.ForeignKey(SavedSearch, on_delete=models.CASCADE, related_name="alerts")
    at = models.DateTimeField()
    found = ArrayField(models.UUIDField())
    total = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["at"], name="alert_at")]

    def __str__(self) -> str:
        return f"{self.search_id}: {self.total}"
