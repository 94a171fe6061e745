"""Views of conversations: the page of one, its stream, and what is said in it."""

from collections.abc import Sequence
from http import HTTPStatus
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from aval.conversation import access, queries
from aval.conversation import actions as conversation
from aval.files import actions as files
from aval.files import queries as kept
from aval.files.models import Attachment
from aval.kernel.refusals import Refusal
from aval.moderation.actions import FilesBeingChecked
from aval.web.conversation.panel import Composer, panel
from aval.web.conversation.stream import one
from aval.web.files.limits import uploaded
from aval.web.requests import account_of, act_of, once, page_of


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List one's conversations, the one with the latest message first."""
    reader = account_of(request)
    page = page_of(request, queries.threads_of(reader.id))
    unread = queries.unread(reader.id, [thread.contract_id for thread in page])
    rows = [(thread, thread.other(reader.id), unread.get(thread.contract_id, 0)) for thread in page]
    return render(request, "conversation/index.html", {"page": page, "rows": rows})


@login_required
@require_safe
def thread(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Show a conversation on a page of its own."""
    return render(request, "conversation/thread.html", panel(request, contract_id))


@login_required
@require_safe
def stream(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Draw the stream anew, for a page that is open already."""
    return render(request, "conversation/_stream.html", panel(request, contract_id))


@login_required
@require_safe
def composer(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Draw the form for writing, perhaps as an answer (``reply_to``) or a change (``edit``)."""
    return render(request, "conversation/_composer.html", panel(request, contract_id))


@login_required
@require_POST
@once
def messages(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Say something. What was typed and attached stays in the form if it is refused."""
    text = request.POST.get("text", "")
    reply_to = _uuids(request, "reply_to")
    attachments: list[Attachment] = []
    try:
        attachments = _attachments(request)
        conversation.post_message(
            act_of(request),
            contract_id=contract_id,
            text=text,
            attachments=[item.id for item in attachments],
            reply_to=reply_to[0] if reply_to else None,
        )
    except FilesBeingChecked:
        return _said(request, contract_id)
    except Refusal as refusal:
        return _again(request, contract_id, refusal, text, attachments, reply_to=reply_to)
    return _said(request, contract_id)


@login_required
@require_POST
@once
def versions(request: HttpRequest, contract_id: UUID, message_id: UUID) -> HttpResponse:
    """Change what one's own message says."""
    text = request.POST.get("text", "")
    try:
        conversation.edit_message(act_of(request), contract_id=contract_id, message_id=message_id, text=text)
    except Refusal as refusal:
        return _again(request, contract_id, refusal, text, [], editing=message_id)
    return _said(request, contract_id)


@login_required
@require_POST
@once
def withdrawal(request: HttpRequest, contract_id: UUID, message_id: UUID) -> HttpResponse:
    """Take one's own message back from view."""
    conversation.withdraw_message(act_of(request), contract_id=contract_id, message_id=message_id)
    return _said(request, contract_id)


@login_required
@require_POST
def delivery(request: HttpRequest, contract_id: UUID, refused_id: UUID) -> HttpResponse:
    """Send a text that was refused, now that the gate is open."""
    conversation.send_again(act_of(request), contract_id=contract_id, refused_id=refused_id)
    return redirect(reverse("conversation:thread", args=[contract_id]) + "#said-last")


@login_required
@require_POST
def mark(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Note how far the reader has read."""
    text = request.POST.get("seq", "")
    if text.lstrip("-").isdecimal():
        conversation.mark_read(act_of(request), contract_id=contract_id, seq=int(text[:19]))
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


def _again(
    request: HttpRequest,
    contract_id: UUID,
    refusal: Refusal,
    text: str,
    attachments: Sequence[Attachment],
    *,
    reply_to: Sequence[UUID] = (),
    editing: UUID | None = None,
) -> HttpResponse:
    reader = account_of(request)
    place = access.party_thread(contract_id, reader.id)
    kept_form = Composer(
        text=text,
        attachments=tuple(attachments),
        reply_to=one(place, reader, reply_to[0]) if reply_to else None,
        editing=one(place, reader, editing) if editing else None,
        refusal=refusal,
    )
    template = "conversation/_composer.html" if _by_htmx(request) else "conversation/thread.html"
    return render(request, template, panel(request, contract_id, composer=kept_form), status=refusal.status)


def _said(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    if not _by_htmx(request):
        return redirect(_back(request, contract_id))
    response = render(request, "conversation/_composer.html", panel(request, contract_id, composer=Composer()))
    response["HX-Trigger"] = "said"
    return response


def _back(request: HttpRequest, contract_id: UUID) -> str:
    """Return the page of ours that the form stood on; without its query, which may still say what is answered."""
    came_from = request.POST.get("next", "").split("?")[0]
    if came_from and url_has_allowed_host_and_scheme(came_from, allowed_hosts=None):
        return f"{came_from}#said-last"
    return reverse("conversation:thread", args=[contract_id]) + "#said-last"


def _attachments(request: HttpRequest) -> list[Attachment]:
    """Return the form's files: those that came earlier, by id, and those that come with it."""
    earlier = [kept.own(id_, account_of(request).id) for id_ in _uuids(request, "attachments")]
    new = [files.upload(act_of(request), stream=file, name=file.name or "") for file in uploaded(request, "files")]
    return earlier + new


def _uuids(request: HttpRequest, field: str) -> list[UUID]:
    found = []
    for text in request.POST.getlist(field):
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _by_htmx(request: HttpRequest) -> bool:
    return bool(getattr(request, "htmx", False))
