"""What a conversation shows, in the order in which it happened: messages, what the record says, imports and minutes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import chain
from typing import Any
from uuid import UUID

from django.utils.timezone import localtime

from aval.accounts.models import Account
from aval.conversation import queries
from aval.conversation.models import Thread
from aval.imports import queries as imports
from aval.imports.models import Side
from aval.record import queries as record
from aval.record.events import Event, kinds
from aval.record.models import ErasedPart

MESSAGES_SHOWN = 50
ENTRIES_SHOWN = 200
EVENTS_SHOWN = 200
SPOKEN_FOR = frozenset(
    {
        "conversation.message-posted.1",
        "conversation.message-edited.1",
        "conversation.message-withdrawn.1",
        "imports.entry-recorded.1",
        "imports.entry-matched.1",
        "imports.message-arrived.1",
        "imports.minutes-written.1",
        "imports.minutes-answered.1",
        "moderation.text-refused.1",
        "moderation.review-asked.1",
        "moderation.files-allowed.1",
        "record.opened.1",
    }
)
"""Events that need no line of their own: what they report is shown as it is, or concerns its author alone."""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the conversation; ``template`` draws it from ``shown``."""

    template: str
    at: datetime
    seq: int
    shown: Any
    who: Account | None = None
    name: str = ""
    mine: bool = False
    answers: queries.Shown | None = None
    seen: bool = False
    erased: ErasedPart | None = None
    """What says that its content was erased, and why."""


@dataclass(frozen=True, slots=True)
class Stream:
    """A stretch of a conversation, with where to go for what came before it."""

    items: tuple[Item, ...]
    before: int | None
    """The place from which an earlier stretch ends; None at the beginning."""
    last_seq: int
    entries_left_out: bool
    """Whether more was brought in from outside than fits here; the import's own page has it all."""


def stream(thread: Thread, reader: Account, *, before: int | None = None) -> Stream:
    """Return the latest stretch of a conversation, or the one before a place in the record."""
    said = queries.messages(thread.contract_id, before=before, limit=MESSAGES_SHOWN + 1)
    more, said = len(said) > MESSAGES_SHOWN, said[-MESSAGES_SHOWN:]
    since = said[0].at if more else None
    until = _end(thread.contract_id, before)
    entries = imports.entries(thread.contract_id, since=since, until=until, limit=ENTRIES_SHOWN)
    minutes = [one for one in imports.minutes(thread.contract_id) if _within(one.minutes.began_at, since, until)]
    items = chain(
        _messages(thread, reader, said),
        _events(thread, after=said[0].seq if more else -1, before=before),
        (_entry(thread, reader, entry) for entry in entries),
        (_minutes(thread, reader, one) for one in minutes),
    )
    gone = record.erased(thread.contract_id)
    told = (replace(item, erased=gone[item.seq][0]) if item.seq in gone else item for item in items)
    in_order = sorted(told, key=lambda item: (item.at, item.seq))
    return Stream(
        items=tuple(_with_days(in_order)),
        before=said[0].seq if more else None,
        last_seq=max((message.seq for message in said), default=-1),
        entries_left_out=len(entries) == ENTRIES_SHOWN,
    )


def found(thread: Thread, reader: Account, words: str) -> tuple[Item, ...]:
    """Return the messages that hold these words, the newest first."""
    return tuple(_messages(thread, reader, queries.search(thread.contract_id, words)))


def one(thread: Thread, reader: Account, message_id: UUID) -> Item:
    """Return one message as the conversation shows it.

    :raises Message.DoesNotExist: if the thread has none of this id
    """
    item = next(iter(_messages(thread, reader, [queries.message(thread.contract_id, message_id)])))
    gone = record.erased(thread.contract_id, [item.seq])
    return replace(item, erased=gone[item.seq][0]) if item.seq in gone else item


def _messages(thread: Thread, reader: Account, said: Iterable[queries.Shown]) -> Iterator[Item]:
    said = list(said)
    here = {message.id: message for message in said}
    missing = {message.reply_to for message in said if message.reply_to and message.reply_to not in here}
    here |= {message.id: message for message in queries.messages_of(thread.contract_id, missing)}
    marks = queries.read_marks(thread.contract_id)
    for message in said:
        other = thread.other(message.author_id)
        mark = marks.get(other.id)
        yield Item(
            "conversation/_message.html",
            message.at,
            message.seq,
            message,
            who=thread.client if message.author_id == thread.client_id else thread.professional,
            mine=message.author_id == reader.id,
            answers=here.get(message.reply_to) if message.reply_to else None,
            seen=mark is not None and mark.seq >= message.seq,
        )


def _events(thread: Thread, *, after: int, before: int | None) -> Iterator[Item]:
    shown = [kind for name, kind in kinds().items() if name not in SPOKEN_FOR]
    for event in record.events(thread.contract_id, after=after, kinds=shown, limit=EVENTS_SHOWN):
        if before is None or event.seq < before:
            yield Item(
                "conversation/_event.html",
                event.at,
                event.seq,
                event,
                who=_party(thread, event.actor_id),
                name=_sentence(event.event),
            )


def _sentence(event: Event) -> str:
    return event.sentence()


def _entry(thread: Thread, reader: Account, entry: imports.Shown) -> Item:
    who = {Side.CLIENT: thread.client, Side.PROFESSIONAL: thread.professional}.get(Side(entry.side))
    return Item(
        "conversation/_entry.html",
        entry.at or thread.opened_at,
        entry.seq,
        entry,
        who=who,
        name=who.display_name if who else entry.label,
        mine=who is not None and who.id == reader.id,
    )


def _minutes(thread: Thread, reader: Account, written: imports.ShownMinutes) -> Item:
    return Item(
        "conversation/_minutes.html",
        written.minutes.began_at,
        written.minutes.seq,
        written,
        who=_party(thread, written.minutes.written_by_id),
        mine=written.minutes.written_by_id == reader.id,
    )


def _party(thread: Thread, account_id: UUID) -> Account | None:
    return {thread.client_id: thread.client, thread.professional_id: thread.professional}.get(account_id)


def _end(contract_id: UUID, before: int | None) -> datetime | None:
    return None if before is None else queries.time_of(contract_id, before)


def _within(at: datetime, since: datetime | None, until: datetime | None) -> bool:
    return (since is None or at >= since) and (until is None or at < until)


def _with_days(items: Iterable[Item]) -> Iterator[Item]:
    """Put a line before each new day, in the reader's own time zone."""
    day: date | None = None
    for item in items:
        if localtime(item.at).date() != day:
            day = localtime(item.at).date()
            yield Item("conversation/_day.html", item.at, item.seq, item.at)
        yield item
