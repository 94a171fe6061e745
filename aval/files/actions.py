"""Keeping files: as one stream or in pieces, and attaching them to a place."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from aval.files import storage
from aval.files.models import Attachment, DoomedFile, StoredFile, Upload
from aval.files.naming import clean_name, media_of
from aval.files.storage import Readable, Written
from aval.kernel.acts import Act
from aval.kernel.refusals import Refusal
from aval.kernel.transactions import action, step, unit


class FileIsEmpty(Refusal):
    """The file holds no bytes."""

    sentence = _("This file is empty, so there is nothing to keep.")
    advice = _("Check that it was saved, then choose it again.")
    status = 422


class FileIsTooLarge(Refusal):
    """The file is larger than the site takes."""

    sentence = _("This file is too large.")
    status = 413

    def __init__(self) -> None:
        limit = filesizeformat(settings.FILE_BYTES_MAX)
        super().__init__(
            gettext("This file is larger than %(limit)s, the most this site takes.") % {"limit": limit},
            advice=gettext("Make it smaller, or share it in parts. Nothing of it was kept."),
        )


class FileIsIncomplete(Refusal):
    """A piece does not follow the ones before it."""

    sentence = _("This piece of the file does not follow what has arrived so far.")
    advice = _("Ask how much has arrived, and go on from there.")


class TooManyFiles(Refusal):
    """More files came with one thing than it may carry."""

    sentence = _("That is more files than one message can carry.")
    advice = _("Send some of them with a second message.")
    status = 422


FILES_AT_ONCE_MAX = 20


def upload(act: Act, *, stream: Readable, name: str) -> Attachment:
    """Keep a person's file under its name, not attached to anything yet.

    The bytes are on disk before the transaction begins, so a slow sender holds no lock.

    :raises FileIsEmpty: if there is nothing in it
    :raises FileIsTooLarge: if it is larger than ``FILE_BYTES_MAX``
    """
    written = _write(stream)
    return _register(act, written=written, name=name)


@step
def keep(act: Act, *, stream: Readable, name: str) -> StoredFile:
    """Keep bytes that no person uploaded by hand, such as the original of an import.

    :raises FileIsEmpty: if there is nothing in it
    :raises FileIsTooLarge: if it is larger than ``FILE_BYTES_MAX``
    """
    return _row(act, _write(stream), name)


@step
def bring(act: Act, *, stream: Readable, name: str, contract_id: UUID) -> Attachment:
    """Keep a file and attach it to a contract at once, as for the media of an import.

    :raises FileIsEmpty: if there is nothing in it
    :raises FileIsTooLarge: if it is larger than ``FILE_BYTES_MAX``
    """
    stored = _row(act, _write(stream), name)
    return Attachment.objects.create(
        file=stored,
        name=clean_name(name),
        kept_by_id=act.actor_id,
        kept_at=act.at,
        contract_id=contract_id,
        attached_at=act.at,
    )


@step
def attach(act: Act, *, attachment_ids: Sequence[UUID], contract_id: UUID | None) -> list[Attachment]:
    """Attach the actor's own uploads to a place, in the order given, and return them.

    :raises Attachment.DoesNotExist: if one is not theirs, or is attached elsewhere already
    :raises TooManyFiles: if there are more than 20
    """
    chosen = choose(act, attachment_ids=attachment_ids)
    if chosen:
        Attachment.objects.filter(id__in=attachment_ids).update(contract_id=contract_id, attached_at=act.at)
    return chosen


@step
def choose(act: Act, *, attachment_ids: Sequence[UUID]) -> list[Attachment]:
    """Return the actor's own uploads that wait to be attached, in the order given, and lock them.

    For places that look at files (their names are screened) before they attach them.

    :raises Attachment.DoesNotExist: if one is not theirs, or is attached already
    :raises TooManyFiles: if there are more than 20
    """
    if not attachment_ids:
        return []
    if len(attachment_ids) > FILES_AT_ONCE_MAX:
        raise TooManyFiles
    own = Attachment.objects.select_for_update(of=("self",)).select_related("file")
    found = own.filter(id__in=attachment_ids, kept_by_id=act.actor_id, attached_at=None).order_by("id").in_bulk()
    if set(found) != set(attachment_ids):
        raise Attachment.DoesNotExist
    return [found[id_] for id_ in dict.fromkeys(attachment_ids)]


@action
def begin_upload(act: Act, *, name: str, size: int) -> Upload:
    """Announce a file that will come in pieces.

    :raises FileIsEmpty: if it is said to hold nothing
    :raises FileIsTooLarge: if it is said to be larger than ``FILE_BYTES_MAX``
    """
    if size <= 0:
        raise FileIsEmpty
    if size > settings.FILE_BYTES_MAX:
        raise FileIsTooLarge
    return Upload.objects.create(kept_by_id=act.actor_id, name=clean_name(name), size=size, begun_at=act.at)


@action
def continue_upload(act: Act, *, upload_id: UUID, offset: int, pieces: Iterable[bytes]) -> Upload:
    """Take the next bytes of an announced file; the last ones make it an attachment.

    :param offset: how many bytes the sender knows to have arrived
    :raises Upload.DoesNotExist: if there is none, or it is another person's
    :raises FileIsIncomplete: if the offset is not where the file stands
    :raises FileIsTooLarge: if more comes than was announced
    """
    coming = Upload.objects.select_for_update().get(id=upload_id, kept_by_id=act.actor_id)
    if coming.status == Upload.Status.DONE or offset != coming.received:
        raise FileIsIncomplete
    path = storage.part_path(coming.id)
    try:
        coming.received = storage.append(path, pieces, at=offset, limit=coming.size)
    except storage.TooManyBytes:
        raise FileIsTooLarge from None
    if coming.received == coming.size:
        with path.open("rb") as whole:
            stored = _row(act, _write(whole), coming.name)
        coming.attachment = _attachment(act, stored, coming.name)
        coming.status = Upload.Status.DONE
        path.unlink()
    coming.save(update_fields=["received", "status", "attachment"])
    return coming


def sweep() -> int:
    """Take from the disk what was erased, and return how many files went. Safe to run at any time, and twice."""
    gone = 0
    for sha256 in DoomedFile.objects.values_list("sha256", flat=True):
        with unit():
            _lock_bytes(sha256)
            # The same file may have come in anew since: then it is kept again.
            if not StoredFile.objects.filter(sha256=sha256).exists():
                storage.remove(sha256)
                gone += 1
            DoomedFile.objects.filter(sha256=sha256).delete()
    return gone


def _lock_bytes(sha256: str) -> None:
    """Wait for whoever keeps or removes these bytes at this moment, until the commit."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 5))", [f"files {sha256}"])


def _write(stream: Readable) -> Written:
    try:
        written = storage.write(stream, limit=settings.FILE_BYTES_MAX)
    except storage.TooManyBytes:
        raise FileIsTooLarge from None
    if not written.size:
        raise FileIsEmpty
    return written


@action
def _register(act: Act, *, written: Written, name: str) -> Attachment:
    return _attachment(act, _row(act, written, name), name)


def _row(act: Act, written: Written, name: str) -> StoredFile:
    _lock_bytes(written.sha256)
    if not storage.path_of(written.sha256).exists():
        # Erased between the writing and the lock, because the same bytes were erased elsewhere.
        raise FileIsIncomplete
    stored, _created = StoredFile.objects.get_or_create(
        sha256=written.sha256,
        defaults={"size": written.size, "media": media_of(written.first_bytes, name), "kept_at": act.at},
    )
    return stored


def _attachment(act: Act, stored: StoredFile, name: str) -> Attachment:
    return Attachment.objects.create(file=stored, name=clean_name(name), kept_by_id=act.actor_id, kept_at=act.at)
