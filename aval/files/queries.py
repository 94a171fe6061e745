"""The questions that other modules ask about files. Who may ask is theirs to decide."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from aval.files import storage
from aval.files.models import Attachment, Upload


def open_file(sha256: str) -> BinaryIO:
    """Open stored bytes for reading.

    :raises FileNotFoundError: if there are none of that hash
    """
    return storage.read(sha256)


@contextmanager
def on_disk(sha256: str) -> Iterator[Path]:
    """Give stored bytes a path while they are looked at, for programs that read files themselves.

    :raises FileNotFoundError: if there are none of that hash
    """
    with storage.read(sha256) as body, tempfile.NamedTemporaryFile() as copy:
        here = Path(str(getattr(body, "name", "")))
        if here.is_file():
            yield here
            return
        shutil.copyfileobj(body, copy)
        copy.flush()
        yield Path(copy.name)


def attachments(ids: Sequence[UUID]) -> list[Attachment]:
    """Return these attachments with their files, in the order given; unknown ones are left out."""
    found = Attachment.objects.select_related("file").in_bulk(ids)
    return [found[id_] for id_ in ids if id_ in found]


def attached(attachment_id: UUID, contract_id: UUID) -> Attachment:
    """Return a file attached to this contract (or proposal).

    :raises Attachment.DoesNotExist: if it is attached elsewhere, or nowhere
    """
    return Attachment.objects.select_related("file").get(id=attachment_id, contract_id=contract_id)


def own(attachment_id: UUID, account_id: UUID) -> Attachment:
    """Return a person's own upload, attached or not.

    :raises Attachment.DoesNotExist: if it is another's
    """
    return Attachment.objects.select_related("file").get(id=attachment_id, kept_by_id=account_id)


def own_upload(upload_id: UUID, account_id: UUID) -> Upload:
    """Return a person's upload in pieces, to learn how much has arrived.

    :raises Upload.DoesNotExist: if it is another's
    """
    return Upload.objects.get(id=upload_id, kept_by_id=account_id)
