"""Views of what arrives live: mails that wait to be claimed, and chats of other apps that are linked."""

import tempfile
from typing import BinaryIO, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aval.conversation import access as conversation
from aval.conversation import queries as gates
from aval.files import queries as stored
from aval.imports import arrivals, bridging, comparing, exports, queries
from aval.imports.arrivals import EMAIL, EML
from aval.imports.bridges import registry
from aval.imports.models import Arrival, BridgeCode
from aval.kernel.clock import now
from aval.kernel.refusals import Refusal
from aval.web.files.serving import SANDBOX
from aval.web.requests import account_of, act_of, once

IN_MEMORY_MAX = 8 * 1024 * 1024


@login_required
@require_safe
def arrival(request: HttpRequest, contract_id: UUID, arrival_id: UUID) -> HttpResponse:
    """Show something that arrived, what shows where it comes from, and the ways to say whose it is."""
    return _arrival(request, contract_id, arrival_id)


@login_required
@require_POST
@once
def claim(request: HttpRequest, contract_id: UUID, arrival_id: UUID) -> HttpResponse:
    """Say whose a waiting message is: one's own, or somebody else's."""
    own = request.POST.get("own") == "yes"
    try:
        arrivals.claim_arrival(act_of(request), contract_id=contract_id, arrival_id=arrival_id, own=own)
    except Refusal as refusal:
        return _arrival(request, contract_id, arrival_id, refusal=refusal)
    messages.success(request, _("It is in the record now."))
    return redirect("imports:index", contract_id)


@login_required
@require_POST
@once
def setting_aside(request: HttpRequest, contract_id: UUID, arrival_id: UUID) -> HttpResponse:
    """Say that a waiting message has nothing to do with the contract."""
    arrivals.set_arrival_aside(act_of(request), contract_id=contract_id, arrival_id=arrival_id)
    messages.success(request, _("Set aside. Its bytes are kept."))
    return redirect("imports:index", contract_id)


@login_required
@require_safe
def original(request: HttpRequest, contract_id: UUID, arrival_id: UUID) -> FileResponse:
    """Send a mail as it arrived, byte for byte. A bridge's request may hold others' chats, so it is not sent."""
    conversation.thread_for(contract_id, account_of(request).id)
    found = queries.arrival(contract_id, arrival_id)
    if found.source != EMAIL or found.raw_id is None:
        raise Arrival.DoesNotExist
    response = FileResponse(
        stored.open_file(found.raw_id), as_attachment=True, filename=EML, content_type="application/octet-stream"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def bridges(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Show the chats that are linked, and give a party the code that links one."""
    reader = account_of(request)
    thread = conversation.thread_for(contract_id, reader.id)
    refusal = None
    if request.method == "POST":
        try:
            bridging.make_code(act_of(request), contract_id=contract_id)
            return redirect("imports:bridges", contract_id)
        except Refusal as refused:
            refusal = refused
    context = {
        "thread": thread,
        "gate": gates.gate_of(thread),
        "bridges": queries.bridges(contract_id),
        "providers": registry.on(),
        "code": BridgeCode.objects.filter(contract_id=contract_id, account_id=reader.id).first(),
        "is_party": reader.id in {thread.client_id, thread.professional_id},
        "refusal": refusal,
    }
    return render(request, "imports/bridges.html", context, status=refusal.status if refusal else 200)


@login_required
@require_POST
@once
def bridge_end(request: HttpRequest, contract_id: UUID, bridge_id: UUID) -> HttpResponse:
    """End the link to a chat."""
    bridging.end_bridge(act_of(request), contract_id=contract_id, bridge_id=bridge_id)
    messages.success(request, _("Ended. What came in stays; what is written there from now on does not come in."))
    return redirect("imports:bridges", contract_id)


@login_required
@require_safe
def comparison(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Show where the two parties' exports of one conversation differ, side by side."""
    thread = conversation.thread_for(contract_id, account_of(request).id)
    context = {"thread": thread, "comparisons": comparing.comparisons(thread)}
    return render(request, "imports/comparison.html", context)


@login_required
@require_safe
def export(request: HttpRequest, contract_id: UUID, form: str) -> FileResponse:
    """Give the conversation, with what was brought in, in a form that other tools read."""
    reader = account_of(request)
    thread = conversation.thread_for(contract_id, reader.id)
    if form not in exports.FORMS:
        raise Http404
    # Kept in memory while small, in a file without a name beyond that; the response closes it.
    stream = cast(BinaryIO, tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_MAX))  # noqa: SIM115
    exports.write_conversation(stream, thread=thread, form=form, reader_id=reader.id, made_at=now())
    stream.seek(0)
    name = f"conversation-{contract_id}.{form}"
    return FileResponse(stream, as_attachment=True, filename=name, content_type=exports.FORMS[form])


def _arrival(
    request: HttpRequest, contract_id: UUID, arrival_id: UUID, *, refusal: Refusal | None = None
) -> HttpResponse:
    reader = account_of(request)
    thread = conversation.thread_for(contract_id, reader.id)
    found = queries.arrival(contract_id, arrival_id)
    context = {
        "thread": thread,
        "arrival": found,
        "doubts": queries.doubts_of(found),
        "refusal": refusal,
        "may_claim": found.status == Arrival.Status.WAITING and reader.id in {thread.client_id, thread.professional_id},
        "is_mail": found.source == EMAIL,
    }
    return render(request, "imports/arrival.html", context, status=refusal.status if refusal else 200)
