"""Logs, their actors, events, payloads and heads, and the site log over them.

Written by SQL functions only; the app's role may read. An event's row holds its payloads and, where a transaction
ended, the head that was signed: heads, payloads and how far logs have grown are views of it.
"""

from django.db import models
from django.db.models.functions import Now

from aval.record.events import ground_name


class Origin(models.Model):
    """What a log is called, and the key to its entries in the site log. ``id`` is the contract's."""

    id = models.UUIDField(primary_key=True, editable=False)
    origin = models.CharField(max_length=200, unique=True)
    site_key = models.BinaryField()

    def __str__(self) -> str:
        return self.origin


class Log(models.Model):
    """One contract's log and how far it has grown. ``id`` is the contract's."""

    id = models.UUIDField(primary_key=True, editable=False)
    origin = models.CharField(max_length=200)
    size = models.BigIntegerField()
    frontier = models.BinaryField()
    last_leaf = models.BinaryField()
    note = models.BinaryField()
    site_key = models.BinaryField()

    class Meta:
        managed = False

    def __str__(self) -> str:
        return self.origin


class LogActor(models.Model):
    """Under which pseudonym an account acts in one log, and as what."""

    contract_id = models.UUIDField()
    account_id = models.UUIDField()
    pseudonym = models.CharField(max_length=32)
    role = models.CharField(max_length=16)
    pk = models.CompositePrimaryKey("contract_id", "account_id")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contract_id", "pseudonym"], name="logactor_pseudonym")]

    def __str__(self) -> str:
        return f"{self.role} {self.pseudonym}"


class Event(models.Model):
    """One entry: the envelope's bytes as hashed, its leaf, and what is needed to find it."""

    contract_id = models.UUIDField()
    seq = models.BigIntegerField()
    kind = models.CharField(max_length=64)
    at = models.DateTimeField()
    pseudonym = models.CharField(max_length=32)
    envelope = models.BinaryField()
    leaf = models.BinaryField()
    xid = models.BigIntegerField(db_default=0)
    position = models.BigIntegerField(db_default=0)
    appended_at = models.DateTimeField(db_default=Now())
    pk = models.CompositePrimaryKey("contract_id", "seq")

    def __str__(self) -> str:
        return f"{self.contract_id} {self.seq} {self.kind}"


class Payload(models.Model):
    """One part of an event: its salt and its bytes, or the hash of the stored file. Erasable on its own."""

    contract_id = models.UUIDField()
    seq = models.BigIntegerField()
    part = models.CharField(max_length=64)
    media = models.CharField(max_length=80)
    name = models.TextField(blank=True)
    salt = models.BinaryField()
    body = models.BinaryField(null=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    pk = models.CompositePrimaryKey("contract_id", "seq", "part")

    class Meta:
        managed = False

    def __str__(self) -> str:
        return f"{self.contract_id} {self.seq} {self.part}"


class ErasedPart(models.Model):
    """One part of an event whose payload and salt were destroyed: by which event of the log, and on which ground."""

    contract_id = models.UUIDField()
    seq = models.BigIntegerField()
    part = models.CharField(max_length=64)
    by_seq = models.BigIntegerField()
    ground = models.CharField(max_length=32)
    erased_at = models.DateTimeField()
    pk = models.CompositePrimaryKey("contract_id", "seq", "part")

    def __str__(self) -> str:
        return f"{self.contract_id} {self.seq} {self.part} erased"

    @property
    def ground_name(self) -> str:
        """The ground as people cite it."""
        return ground_name(self.ground)


class Head(models.Model):
    """A signed checkpoint of a contract's log: one for each transaction that wrote to it.

    ``seq`` is its last event's number, by which it is found at once; ``size`` is one more.
    """

    contract_id = models.UUIDField()
    seq = models.BigIntegerField()
    size = models.BigIntegerField()
    note = models.BinaryField()
    pk = models.CompositePrimaryKey("contract_id", "size")

    class Meta:
        managed = False

    def __str__(self) -> str:
        return f"{self.contract_id} {self.size}"


class ReaderCursor(models.Model):
    """How far a reader has heard the events, in the order of their commits."""

    reader = models.CharField(max_length=64, primary_key=True)
    xid = models.BigIntegerField(default=0)
    position = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return self.reader


class SiteState(models.Model):
    """How far the site log has grown and what it has taken in; its first head that holds the newest stamp. One row."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    size = models.BigIntegerField(default=0)
    frontier = models.BinaryField()
    xid = models.BigIntegerField(default=0)
    position = models.BigIntegerField(default=0)
    after_size = models.BigIntegerField(null=True)
    after_root = models.BinaryField(null=True)

    def __str__(self) -> str:
        return f"site log {self.size}"


class SiteLeaf(models.Model):
    """One entry of the site log: of which contract's head, the how many-eth of that contract, and the bytes."""

    position = models.BigIntegerField(primary_key=True)
    contract_id = models.UUIDField(null=True)
    number = models.BigIntegerField(null=True)
    size = models.BigIntegerField(null=True)
    label = models.BinaryField(null=True, unique=True)
    entry = models.BinaryField()
    leaf = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract_id", "number"], name="siteleaf_number"),
            models.UniqueConstraint(fields=["contract_id", "size"], name="siteleaf_size"),
        ]

    def __str__(self) -> str:
        return f"{self.position}"


class SiteHead(models.Model):
    """A signed checkpoint of the site log."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField()
    note = models.BinaryField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.size}"


class Cosignature(models.Model):
    """What a witness answered: it saw this head of the site log, consistent with all it saw before."""

    size = models.BigIntegerField()
    witness = models.CharField(max_length=200)
    line = models.BinaryField()
    at = models.DateTimeField()
    pk = models.CompositePrimaryKey("size", "witness")

    def __str__(self) -> str:
        return f"{self.size} {self.witness}"


class Stamp(models.Model):
    """What a time authority says of a head of the site log: it existed at that time.

    ``at`` is the token's time; ``position`` is where the token's own hash stands in the log.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    size = models.BigIntegerField()
    kind = models.CharField(max_length=16)
    authority = models.CharField(max_length=200)
    token = models.BinaryField()
    at = models.DateTimeField(null=True)
    position = models.BigIntegerField(unique=True)

    class Meta:
        indexes = [models.Index(fields=["size"], name="stamp_size")]

    def __str__(self) -> str:
        return f"{self.size} {self.authority}"


class KeyStatement(models.Model):
    """What the offline root said of the site's keys, and where that stands in the site log."""

    number = models.BigIntegerField(primary_key=True)
    note = models.BinaryField()
    position = models.BigIntegerField(unique=True)

    def __str__(self) -> str:
        return f"{self.number}"
