"""Views of files: a download out of a conversation, and uploads that can be taken up again."""

from collections.abc import Iterator
from http import HTTPStatus
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, JsonResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aval.conversation import access
from aval.files import actions as files
from aval.files import queries
from aval.files.models import Attachment, Upload
from aval.kernel.refusals import Invalid, Refusal
from aval.web.files.limits import uploaded
from aval.web.files.serving import serve
from aval.web.requests import account_of, act_of

PIECE = 256 * 1024


@login_required
@require_safe
def thread_file(request: HttpRequest, contract_id: UUID, attachment_id: UUID) -> FileResponse:
    """Send a file that is attached to a contract, to somebody who may read its conversation."""
    access.thread_for(contract_id, account_of(request).id)
    return serve(request, queries.attached(attachment_id, contract_id))


@login_required
@require_POST
def uploads(request: HttpRequest) -> JsonResponse:
    """Take a whole file (``file``), or announce one that comes in pieces (``name`` and ``size``)."""
    try:
        for file in uploaded(request, "file"):
            return JsonResponse(_attached(files.upload(act_of(request), stream=file, name=file.name or "")), status=201)
        begun = files.begin_upload(act_of(request), name=request.POST.get("name", ""), size=_number(request, "size"))
    except Refusal as refusal:
        return _refused(refusal)
    return JsonResponse(_state(begun), status=HTTPStatus.CREATED)


@login_required
@require_http_methods(["GET", "PUT"])
def upload(request: HttpRequest, upload_id: UUID) -> JsonResponse:
    """Tell how much of a file has arrived, or take its next piece: the body, from ``?offset=`` on."""
    if request.method == "GET":
        return JsonResponse(_state(queries.own_upload(upload_id, account_of(request).id)))
    try:
        offset = int(request.GET.get("offset", ""))
    except ValueError:
        return _refused(files.FileIsIncomplete())
    try:
        coming = files.continue_upload(act_of(request), upload_id=upload_id, offset=offset, pieces=_pieces(request))
    except Refusal as refusal:
        return _refused(refusal)
    return JsonResponse(_state(coming))


def _pieces(request: HttpRequest) -> Iterator[bytes]:
    while piece := request.read(PIECE):
        yield piece


def _number(request: HttpRequest, field: str) -> int:
    try:
        return int(request.POST.get(field, ""))
    except ValueError:
        raise Invalid(field=field) from None


def _attached(attachment: Attachment) -> dict[str, object]:
    return {
        "id": str(attachment.id),
        "name": attachment.name,
        "size": attachment.size,
        "media": attachment.media,
        "sha256": attachment.sha256,
    }


def _state(coming: Upload) -> dict[str, object]:
    state: dict[str, object] = {"id": str(coming.id), "received": coming.received, "size": coming.size}
    if coming.attachment is not None:
        state["file"] = _attached(coming.attachment)
    return state


def _refused(refusal: Refusal) -> JsonResponse:
    return JsonResponse({"says": str(refusal.sentence), "next": str(refusal.advice)}, status=refusal.status)
