"""Stored bytes, and the names under which people brought them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from aval.accounts.models import Account
from aval.kernel.ids import new_id
from aval.record.events import FileRef


class StoredFile(models.Model):
    """Bytes, stored once and named by their SHA-256. Never changed."""

    sha256 = models.CharField(max_length=64, primary_key=True, editable=False)
    size = models.BigIntegerField()
    media = models.CharField(max_length=100)
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(size__gt=0), name="stored_file_not_empty"),
            models.CheckConstraint(condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$"), name="stored_file_hash"),
        ]

    def __str__(self) -> str:
        return self.sha256


class DoomedFile(models.Model):
    """Bytes that were erased and are still to be taken from the disk, after the commit."""

    sha256 = models.CharField(max_length=64, primary_key=True, editable=False)

    def __str__(self) -> str:
        return self.sha256


class Attachment(models.Model):
    """One person's file, under the name they gave it. It belongs to a place once it is attached there."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    kept_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    kept_at = models.DateTimeField()
    contract_id = models.UUIDField(null=True, blank=True)
    """The contract (or proposal) whose people may open it; empty until attached, and for public places."""
    attached_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["contract_id", "id"], name="attachment_by_contract")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(contract_id=None) | models.Q(attached_at__isnull=False),
                name="attachment_place_has_time",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def sha256(self) -> str:
        """The name of its bytes."""
        return self.file_id

    @property
    def size(self) -> int:
        """Its length in bytes."""
        return self.file.size

    @property
    def media(self) -> str:
        """Its media type, as its first bytes tell."""
        return self.file.media

    @property
    def is_picture(self) -> bool:
        """Whether a browser may show it in place: a raster image, which can't run anything."""
        return self.file.media in PICTURES

    @property
    def ref(self) -> FileRef:
        """How an event names it."""
        return FileRef(sha256=self.file_id, name=self.name, media=self.file.media, size=self.file.size)


class Upload(models.Model):
    """A file on its way here in several pieces: it can be taken up again where it was cut off."""

    class Status(models.TextChoices):
        """Whether more bytes are expected."""

        RECEIVING = "receiving", _("on its way")
        DONE = "done", _("complete")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kept_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    size = models.BigIntegerField()
    received = models.BigIntegerField(default=0)
    status = models.CharField(max_length=12, choices=Status, default=Status.RECEIVING)
    attachment = models.OneToOneField(Attachment, null=True, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(received__gte=0, received__lte=models.F("size")), name="upload_within_size"
            ),
            models.CheckConstraint(
                condition=models.Q(status="receiving", attachment=None)
                | models.Q(status="done", attachment__isnull=False),
                name="upload_done_has_attachment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.received}/{self.size}"


PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""Raster images: media that a browser shows without running anything in them."""
