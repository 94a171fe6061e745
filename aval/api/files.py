"""Files: whole, or in pieces that can be taken up again. An attachment's id goes into the thing that it belongs to."""

from base64 import b64encode
from collections.abc import Iterator
from uuid import UUID

from django.http import FileResponse, HttpRequest
from ninja import Router, Schema, Status

from aval.api.requests import act_of
from aval.conversation import access
from aval.files import actions as files
from aval.files import queries
from aval.files.models import Attachment, Upload

router = Router(tags=["files"])

PIECE = 256 * 1024


class AttachmentOut(Schema):
    """A kept file under the name that its sender gave it."""

    id: UUID
    name: str
    size: int
    media: str
    sha256: str

    @classmethod
    def of(cls, attachment: Attachment) -> "AttachmentOut":
        """Show an attachment."""
        return cls(
            id=attachment.id,
            name=attachment.name,
            size=attachment.size,
            media=attachment.media,
            sha256=attachment.sha256,
        )


class UploadIn(Schema):
    """A file that is to come in pieces: its name, and its size in bytes."""

    name: str
    size: int


class UploadOut(Schema):
    """How much of a file has arrived, and the attachment once it is whole."""

    id: UUID
    received: int
    size: int
    file: AttachmentOut | None = None

    @classmethod
    def of(cls, coming: Upload) -> "UploadOut":
        """Show an upload."""
        attached = coming.attachment
        return cls(
            id=coming.id,
            received=coming.received,
            size=coming.size,
            file=AttachmentOut.of(attached) if attached else None,
        )


@router.post("/files", response={201: AttachmentOut})
def keep_file(request: HttpRequest, name: str) -> Status[AttachmentOut]:
    """Keep a file; the body is its bytes, ``name`` what it is called.

    Send no idempotency key for a body of more than 2 MB; keeping the same bytes twice stores them once anyway.
    """
    return Status(201, AttachmentOut.of(files.upload(act_of(request), stream=request, name=name)))


@router.post("/uploads", response={201: UploadOut})
def begin_upload(request: HttpRequest, upload: UploadIn) -> Status[UploadOut]:
    """Announce a file that comes in pieces."""
    return Status(201, UploadOut.of(files.begin_upload(act_of(request), name=upload.name, size=upload.size)))


@router.get("/uploads/{uuid:upload_id}", response=UploadOut)
def show_upload(request: HttpRequest, upload_id: UUID) -> UploadOut:
    """Tell how much of a file has arrived."""
    return UploadOut.of(queries.own_upload(upload_id, act_of(request).actor_id))


@router.put("/uploads/{uuid:upload_id}", response=UploadOut)
def continue_upload(request: HttpRequest, upload_id: UUID, offset: int) -> UploadOut:
    """Take the next piece of a file; the body is its bytes, ``offset`` where they begin."""
    coming = files.continue_upload(act_of(request), upload_id=upload_id, offset=offset, pieces=_pieces(request))
    return UploadOut.of(coming)


@router.get("/contracts/{uuid:contract_id}/files/{uuid:attachment_id}")
def show_file(request: HttpRequest, contract_id: UUID, attachment_id: UUID) -> FileResponse:
    """Return the bytes of a file that is attached to a contract."""
    access.thread_for(contract_id, act_of(request).actor_id)
    attachment = queries.attached(attachment_id, contract_id)
    response = FileResponse(
        queries.open_file(attachment.sha256),
        as_attachment=True,
        filename=attachment.name,
        content_type="application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Content-Digest"] = f"sha-256=:{_base64(attachment.sha256)}:"
    return response


def _base64(sha256: str) -> str:
    # The field's form is RFC 9530's.
    return b64encode(bytes.fromhex(sha256)).decode()


def _pieces(request: HttpRequest) -> Iterator[bytes]:
    while piece := request.read(PIECE):
        yield piece
