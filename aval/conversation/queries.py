"""The questions that pages and other modules ask about conversations. Access is checked by the caller."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from aval.conversation.models import (
    GateOpening,
    Message,
    MessageFile,
    MessageVersion,
    ReadMark,
    Thread,
    Withdrawal,
)
from aval.files.models import Attachment
from aval.moderation import queries as moderation


@dataclass(frozen=True, slots=True)
class Gate:
    """Whether contact details may be exchanged here, since when, and because of which milestone."""

    is_open: bool
    since: datetime | None = None
    because: UUID | None = None

    @property
    def sentence(self) -> str:
        """Say how it stands and why, to either party."""
        if self.is_open:
            return _("The gate is open: a milestone's money is in escrow, so you may exchange contact details.")
        return _(
            "The gate is closed until the first milestone's money is in escrow. Until then, contact details wait; "
            "everything else can be said here."
        )


@dataclass(frozen=True, slots=True)
class Version:
    """What a message said, from when on."""

    number: int
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as it stands: its present text, what it said before, its files, and what it answers."""

    id: UUID
    seq: int
    author_id: UUID
    at: datetime
    text: str
    withdrawn_at: datetime | None = None
    reply_to: UUID | None = None
    earlier: tuple[Version, ...] = ()
    edited_at: datetime | None = None
    files: tuple[Attachment, ...] = field(default=())
    let_through: bool = False


def sent_again(contract_id: UUID, refused_ids: Iterable[UUID]) -> set[UUID]:
    """Return which of these refused texts were sent since."""
    sent = Message.objects.filter(contract_id=contract_id, refused_id__in=list(refused_ids))
    return {refused_id for refused_id in sent.values_list("refused_id", flat=True) if refused_id}


def gate(contract_id: UUID) -> Gate:
    """Return how the gate of this conversation stands. Where there is no conversation, it is closed."""
    opening = GateOpening.objects.filter(thread_id=contract_id).first()
    return Gate(False) if opening is None else Gate(True, opening.opened_at, opening.because)


def gate_of(thread: Thread) -> Gate:
    """Return how the gate of a thread stands that was fetched with its opening: no further query."""
    opening: GateOpening | None = getattr(thread, "opening", None)
    return Gate(False) if opening is None else Gate(True, opening.opened_at, opening.because)


def messages(contract_id: UUID, *, before: int | None = None, after: int = -1, limit: int = 50) -> list[Shown]:
    """Return the latest messages in their order, with all that belongs to them, in four queries.

    :param before: only those with a lower place in the record (to page back)
    :param after: only those with a higher one (to catch up)
    """
    rows = Message.objects.filter(contract_id=contract_id, seq__gt=after)
    if before is not None:
        rows = rows.filter(seq__lt=before)
    return _shown(contract_id, list(reversed(rows.order_by("-seq")[:limit])))


def message(contract_id: UUID, message_id: UUID) -> Shown:
    """Return one message.

    :raises Message.DoesNotExist: if the thread has none of this id
    """
    return _shown(contract_id, [Message.objects.get(contract_id=contract_id, id=message_id)])[0]


def messages_of(contract_id: UUID, message_ids: Iterable[UUID]) -> list[Shown]:
    """Return these messages of a thread, in their order; none for ids that it does not have."""
    ids = list(message_ids)
    if not ids:
        return []
    return _shown(contract_id, list(Message.objects.filter(contract_id=contract_id, id__in=ids).order_by("seq")))


def time_of(contract_id: UUID, seq: int) -> datetime | None:
    """Return when the message at a place of the record was posted, if there is one."""
    return Message.objects.filter(contract_id=contract_id, seq=seq).values_list("posted_at", flat=True).first()


def around(contract_id: UUID, at: datetime, *, each_side: int = 5) -> list[Shown]:
    """Return the messages just before and after a moment: what a reviewer needs to understand a refused text."""
    thread = Message.objects.filter(contract_id=contract_id)
    earlier = list(thread.filter(posted_at__lte=at).order_by("-seq")[:each_side])
    later = list(thread.filter(posted_at__gt=at).order_by("seq")[:each_side])
    return _shown(contract_id, [*reversed(earlier), *later])


def search(contract_id: UUID, words: str, *, limit: int = 50) -> list[Shown]:
    """Return the messages whose present text holds these words, the newest first. Withdrawn ones are left out."""
    newest = MessageVersion.objects.filter(contract_id=OuterRef("contract_id"), message_id=OuterRef("id"))
    rows = Message.objects.filter(contract_id=contract_id).annotate(
        present=Coalesce(Subquery(newest.order_by("-number").values("text")[:1]), F("text"))
    )
    rows = rows.annotate(words=SearchVector("present", config="simple"))
    asked = SearchQuery(words, config="simple", search_type="websearch")
    hidden = Withdrawal.objects.filter(contract_id=contract_id).values("message_id")
    rows = rows.exclude(id__in=hidden).filter(Q(words=asked) | Q(present__icontains=words.strip()))
    return _shown(contract_id, list(rows.order_by("-seq")[:limit]))


def threads_of(account_id: UUID) -> QuerySet[Thread]:
    """Return the threads to which the account is a party, those with the latest message first."""
    last = Message.objects.filter(contract_id=OuterRef("contract_id")).order_by("-seq").values("posted_at")[:1]
    own = Thread.objects.filter(Q(client_id=account_id) | Q(professional_id=account_id))
    own = own.annotate(last_at=Coalesce(Subquery(last), F("opened_at")))
    return own.select_related("client", "professional").order_by("-last_at", "contract_id")


def unread(account_id: UUID, contract_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Return how many messages of the other party the account has not read yet, for each thread that has any."""
    ids = list(contract_ids)
    mark = ReadMark.objects.filter(contract_id=OuterRef("contract_id"), account_id=account_id).values("seq")
    rows = Message.objects.filter(contract_id__in=ids).exclude(author_id=account_id)
    rows = rows.filter(seq__gt=Coalesce(Subquery(mark), -1))
    return dict(rows.values_list("contract_id").annotate(number=Count("id")).order_by())


def read_marks(contract_id: UUID) -> dict[UUID, ReadMark]:
    """Return how far each person has read."""
    return {mark.account_id: mark for mark in ReadMark.objects.filter(contract_id=contract_id)}


def last_seq(contract_id: UUID) -> int:
    """Return the place of the last message, or -1."""
    last = Message.objects.filter(contract_id=contract_id).aggregate(last=Max("seq"))["last"]
    return -1 if last is None else int(last)


def _shown(contract_id: UUID, rows: Sequence[Message]) -> list[Shown]:
    ids = [row.id for row in rows]
    versions = defaultdict(list)
    for version in MessageVersion.objects.filter(contract_id=contract_id, message_id__in=ids).order_by("number"):
        versions[version.message_id].append(Version(version.number, version.text, version.edited_at))
    withdrawn = dict(
        Withdrawal.objects.filter(contract_id=contract_id, message_id__in=ids).values_list("message_id", "withdrawn_at")
    )
    files = defaultdict(list)
    carried = MessageFile.objects.filter(contract_id=contract_id, message_id__in=ids)
    for item in carried.select_related("attachment__file").order_by("position"):
        files[item.message_id].append(item.attachment)
    reviewed = [row.refused_id for row in rows if row.refused_id]
    allowed = moderation.allowed_among(reviewed) if reviewed else set()
    return [
        _one(row, versions[row.id], withdrawn.get(row.id), files[row.id], let_through=row.refused_id in allowed)
        for row in rows
    ]


def _one(
    row: Message, versions: list[Version], withdrawn_at: datetime | None, files: list[Attachment], *, let_through: bool
) -> Shown:
    said = [Version(1, row.text, row.posted_at), *versions]
    return Shown(
        id=row.id,
        seq=row.seq,
        author_id=row.author_id,
        at=row.posted_at,
        text=said[-1].text,
        withdrawn_at=withdrawn_at,
        reply_to=row.reply_to,
        earlier=tuple(said[:-1]),
        edited_at=said[-1].at if versions else None,
        files=tuple(files),
        let_through=let_through,
    )
