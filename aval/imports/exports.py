"""The whole conversation, with what was brought in, in the forms that other tools read: RSMF and vCon.

For everything that can be checked there is the dossier; these hold the words, the files and each entry's grade.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import BinaryIO
from uuid import UUID

from aval.channels import Attachment, Entry
from aval.channels.writers import Person, write_rsmf, write_vcon
from aval.conversation import queries as conversation
from aval.conversation.models import Thread
from aval.files import queries as stored
from aval.files.models import Attachment as Kept
from aval.imports import queries
from aval.imports.models import Side

FORMS = {"rsmf": "application/vnd.relativity.rsmf", "vcon": "application/vcon+json"}
"""The forms there are, with their media types."""
HERE = "aval"
ALL = 1_000_000
PIECE = 256 * 1024


def write_conversation(out: BinaryIO, *, thread: Thread, form: str, reader_id: UUID, made_at: datetime) -> int:
    """Write a conversation in one of :data:`FORMS`, and return how many messages it holds.

    Whoever calls this has checked that the reader may have it.
    """
    told: dict[str, Mapping[str, str]] = {}
    entries = sorted(_entries(thread, told), key=lambda entry: entry.at or datetime.max.replace(tzinfo=UTC))
    people = [Person(str(account.id), account.display_name) for account in (thread.client, thread.professional)]

    def says(entry: Entry) -> Mapping[str, str]:
        return told.get(entry.id, {})

    if form == "rsmf":
        custodian = str(reader_id) if reader_id in {thread.client_id, thread.professional_id} else ""
        return write_rsmf(
            out, entries, people=people, title=thread.subject, custodian=custodian, content=_content, says=says
        )
    return write_vcon(out, entries, made_at=made_at, people=people, title=thread.subject, content=_content, says=says)


def _entries(thread: Thread, told: dict[str, Mapping[str, str]]) -> Iterator[Entry]:
    for message in conversation.messages(thread.contract_id, limit=ALL):
        id_ = str(message.id)
        told[id_] = {"place in the record": str(message.seq), "said": "here"}
        yield Entry(
            source=HERE,
            conversation=thread.subject,
            id=id_,
            number=message.seq,
            at=message.at,
            at_local=None,
            author=str(message.author_id),
            kind="message",
            text="" if message.withdrawn_at else message.text,
            attachments=() if message.withdrawn_at else tuple(map(_attached, message.files)),
            edited=bool(message.earlier),
            deleted=message.withdrawn_at is not None,
            reply_to=str(message.reply_to) if message.reply_to else None,
            extra={"text_before": message.earlier[-1].text} if message.earlier else {},
        )
    for brought in queries.entries(thread.contract_id):
        yield _brought(thread, brought, told)
    for minutes in queries.minutes(thread.contract_id):
        yield _minutes(thread, minutes, told)


def _brought(thread: Thread, one: queries.Shown, told: dict[str, Mapping[str, str]]) -> Entry:
    id_ = str(one.id)
    told[id_] = {
        "place in the record": str(one.seq),
        "grade": str(one.grade.value),
        "standing": str(one.standing.value),
        "contested": one.contest_reason,
        "subject": one.subject,
        "repeats": one.quoted,
        **{f"doubt {number}": doubt for number, doubt in enumerate(one.doubts, 1)},
    }
    sides = {Side.CLIENT: str(thread.client_id), Side.PROFESSIONAL: str(thread.professional_id)}
    missing = tuple(Attachment(None) for _ in range(one.missing_files))
    return Entry(
        source=one.source,
        conversation=f"{thread.subject} ({one.source_name})",
        id=id_,
        number=one.seq,
        at=one.at,
        at_local=one.at_local or None,
        author=sides.get(Side(one.side), one.label or "?"),
        kind=one.kind,
        text=one.text,
        attachments=(*map(_attached, one.files), *missing),
        edited=one.edited,
        deleted=one.deleted,
        reply_to=str(one.reply_to or one.replaces) if one.reply_to or one.replaces else None,
        label=one.label,
    )


def _minutes(thread: Thread, shown: queries.ShownMinutes, told: dict[str, Mapping[str, str]]) -> Entry:
    minutes, answer, id_ = shown.minutes, shown.answer, str(shown.minutes.id)
    told[id_] = {
        "place in the record": str(minutes.seq),
        "spoken by": minutes.medium,
        "took part": minutes.people,
        "answer": answer.kind if answer else "",
        "answer in words": answer.text if answer else "",
        "sentences contested": ", ".join(map(str, answer.sentences)) if answer else "",
    }
    return Entry(
        source="minutes",
        conversation=f"{thread.subject} (minutes)",
        id=id_,
        number=minutes.seq,
        at=minutes.began_at,
        at_local=None,
        author=str(minutes.written_by_id),
        kind="minutes",
        text=minutes.text,
        attachments=tuple(map(_attached, shown.files)),
    )


def _attached(kept: Kept) -> Attachment:
    return Attachment(kept.name, kept.size, kept.sha256, present=True, media=kept.media.partition("/")[0])


def _content(attachment: Attachment) -> Iterator[bytes] | None:
    return _pieces(attachment.sha256) if attachment.sha256 else None


def _pieces(sha256: str) -> Iterator[bytes]:
    with stored.open_file(sha256) as file:
        while piece := file.read(PIECE):
            yield piece
