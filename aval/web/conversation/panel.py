"""The conversation as a part of other pages."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from aval.accounts.models import Account
from aval.conversation import access, queries, tickets
from aval.conversation.models import Thread
from aval.files.models import Attachment
from aval.imports import queries as imports
from aval.imports.addresses import address_of
from aval.imports.models import Import
from aval.kernel.clock import now
from aval.kernel.refusals import Refusal
from aval.moderation import queries as moderation
from aval.moderation.models import GateException, HeldPost, RefusedText
from aval.web.conversation.stream import Item, Stream, found, one, stream
from aval.web.requests import account_of


@dataclass(frozen=True, slots=True)
class Composer:
    """The form that writes: what was typed, what it answers or changes, and why it was refused if it was."""

    text: str = ""
    attachments: tuple[Attachment, ...] = ()
    reply_to: Item | None = None
    editing: Item | None = None
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class WaitingPost:
    """A message whose files are being looked at, or were refused."""

    post: HeldPost
    files: tuple[Attachment, ...]
    refused: RefusedText | None


@dataclass(frozen=True, slots=True)
class Panel:
    """A conversation as one of its readers sees it."""

    thread: Thread
    reader: Account
    gate: queries.Gate
    stream: Stream
    topic: str
    """The ticket under which live events of this conversation come."""
    composer: Composer = field(default_factory=Composer)
    words: str = ""
    found: tuple[Item, ...] = ()
    imports: tuple[Import, ...] = ()
    waiting: dict[UUID, int] = field(default_factory=dict)
    came_from: str = ""
    waiting_posts: tuple[WaitingPost, ...] = ()
    """The reader's own messages that nobody else has yet, because of their files."""
    again: tuple[RefusedText, ...] = ()
    """The reader's own refused messages that the open gate lets go now."""
    exceptions: tuple[GateException, ...] = ()
    now: datetime | None = None

    @property
    def is_party(self) -> bool:
        """Whether the reader writes here too, or only reads."""
        return self.reader.id in {self.thread.client_id, self.thread.professional_id}

    @property
    def other(self) -> Account:
        """Whom the reader writes to."""
        return self.thread.other(self.reader.id)

    @property
    def address(self) -> str:
        """Where mail about this contract can be sent or copied, once its gate is open."""
        return address_of(self.thread.contract_id) if self.gate.is_open else ""

    @property
    def waiting_count(self) -> int:
        """How many imported entries wait for the reader's answer."""
        return sum(self.waiting.values())

    @property
    def placeholder(self) -> str:
        """What stands in the empty field."""
        return _("Write to %(name)s") % {"name": self.other.display_name}


def panel(request: HttpRequest, contract_id: UUID, *, composer: Composer | None = None) -> dict[str, Panel]:
    """Return what ``conversation/_panel.html`` needs, under the name ``panel``.

    :raises Thread.DoesNotExist: if the reader may not see this conversation
    """
    reader = account_of(request)
    thread = access.thread_for(contract_id, reader.id)
    words = request.GET.get("words", "").strip()
    return {
        "panel": Panel(
            thread=thread,
            reader=reader,
            gate=queries.gate_of(thread),
            stream=stream(thread, reader, before=_number(request.GET.get("before", ""))),
            topic=topic(f"contract/{contract_id}", reader.id),
            composer=composer or _composer(request, thread, reader),
            words=words,
            found=found(thread, reader, words) if words else (),
            imports=tuple(imports.imports(contract_id)),
            waiting=_waiting(thread, reader),
            came_from=request.POST.get("next") or request.get_full_path(),
            waiting_posts=_waiting_posts(thread, reader),
            again=_again(thread, reader),
            exceptions=tuple(moderation.exceptions_of(contract_id).filter(until__gt=now())),
            now=now(),
        )
    }


def topic(name: str, account_id: UUID) -> str:
    """Return the ticket with which an account's pages hear of something; the caller has checked that they may."""
    return tickets.issue(name, account_id=account_id, at=now(), key=settings.SECRET_KEY)


def _composer(request: HttpRequest, thread: Thread, reader: Account) -> Composer:
    if answered := _uuid(request.GET.get("reply_to", "")):
        return Composer(reply_to=one(thread, reader, answered))
    if changed := _uuid(request.GET.get("edit", "")):
        item = one(thread, reader, changed)
        return Composer(text=item.shown.text, editing=item) if item.mine and not item.shown.withdrawn_at else Composer()
    return Composer()


def _waiting(thread: Thread, reader: Account) -> dict[UUID, int]:
    if reader.id not in {thread.client_id, thread.professional_id}:
        return {}
    return imports.waiting(thread.contract_id, reader.id)


def _waiting_posts(thread: Thread, reader: Account) -> tuple[WaitingPost, ...]:
    posts = moderation.waiting_posts(reader.id, thread.contract_id)
    return tuple(
        WaitingPost(post, tuple(moderation.held_files(post.id)), getattr(post, "refused", None)) for post in posts
    )


def _again(thread: Thread, reader: Account) -> tuple[RefusedText, ...]:
    """Return what the reader may send now that the gate is open: refused messages that they have not sent since."""
    if not queries.gate_of(thread).is_open:
        return ()
    refused = [one for one in moderation.refused_in(reader.id, thread.contract_id) if one.resume is not None]
    sent = queries.sent_again(thread.contract_id, [one.id for one in refused])
    return tuple(one for one in refused if one.id not in sent)


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 19 else None  # noqa: PLR2004 (digits of a bigint)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
