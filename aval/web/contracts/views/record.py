"""A contract's record: all that was done, the receipts, and the dossier that each party can hold."""

import base64
import tempfile
from typing import BinaryIO, cast
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from aval.accounts import queries as accounts
from aval.contracts import access
from aval.contracts import dossier as dossiers
from aval.kernel.clock import now
from aval.record import queries as queries_of_record
from aval.record import standing
from aval.record.models import Event
from aval.web.requests import account_of, act_of

IN_MEMORY_MAX = 8 * 1024 * 1024
SHOWN = 100


@login_required
@require_safe
def record(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Show everything that was done on a contract, latest first, a hundred at a time."""
    contract = access.contract_for(contract_id, account_of(request).id)
    before = request.GET.get("before", "")
    found = queries_of_record.events(contract.id)
    if before.isdecimal():
        found = [one for one in found if one.seq < int(before)]
    shown = found[::-1][:SHOWN]
    values = {
        "contract": contract,
        "events": shown,
        "keys": queries_of_record.keys_of(contract.id),
        "names": accounts.display_names({one.actor_id for one in shown}),
        "head": queries_of_record.head(contract.id).decode(),
        "record_name": queries_of_record.fingerprint(contract.id),
        "in_site_log": standing.covered(contract.id),
        "windows": standing.windows(contract.id, first=shown[-1].seq, last=shown[0].seq) if shown else {},
        "erased": queries_of_record.erased(contract.id, [one.seq for one in shown]),
        "earlier": shown[-1].seq if len(found) > SHOWN else None,
    }
    return render(request, "contracts/record.html", values)


@login_required
@require_safe
def head(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Give the latest signed head, and the proof that it extends the one of a size that the browser was shown."""
    access.contract_for(contract_id, account_of(request).id)
    before = request.GET.get("from", "")
    note, proof = queries_of_record.extension(contract_id, int(before) if before.isdecimal() else 0)
    encoded = None if proof is None else [base64.b64encode(item).decode() for item in proof]
    return JsonResponse({"checkpoint": note.decode(), "proof": encoded})


@login_required
@require_safe
def receipt(request: HttpRequest, contract_id: UUID, seq: int) -> HttpResponse:
    """Give the receipt of one event: the proof that it is in a head that the site signed."""
    access.contract_for(contract_id, account_of(request).id)
    try:
        text = queries_of_record.receipt(contract_id, seq)
    except Event.DoesNotExist:
        raise Http404 from None
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="receipt-{seq}.tlog-proof"'
    return response


@login_required
@require_safe
def site_receipt(request: HttpRequest, contract_id: UUID, seq: int) -> HttpResponse:
    """Give the proof that a head which holds this event is in the site log, with who witnessed it; 404 until it is."""
    access.contract_for(contract_id, account_of(request).id)
    text = standing.site_receipt(contract_id, seq)
    if text is None:
        raise Http404
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="site-receipt-{seq}.tlog-proof"'
    return response


@login_required
@require_POST
def dossier(request: HttpRequest, contract_id: UUID) -> HttpResponseBase:
    """Give the record with its proofs as one file, whole or some events of it, and note in it that it was taken."""
    reader = account_of(request)
    access.contract_for(contract_id, reader.id)
    wanted = request.POST.get("only", "").strip()
    only = dossiers.chosen_events(contract_id, wanted) if wanted else None
    dossiers.note_export(act_of(request), contract_id=contract_id)
    # Kept in memory while small, in a file without a name beyond that; the response closes it.
    stream = cast(BinaryIO, tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_MAX))  # noqa: SIM115
    dossiers.write_dossier(stream, contract_id=contract_id, reader=reader, made_at=now(), only=only)
    stream.seek(0)
    name = f"dossier-{contract_id}.zip" if only is None else f"dossier-{contract_id}-partial.zip"
    return FileResponse(stream, as_attachment=True, filename=name)
