"""Views of what a contract's record lacks."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from aval.conversation import access as conversation
from aval.conversation import queries as gates
from aval.imports import completeness
from aval.kernel.clock import now
from aval.kernel.refusals import Refusal
from aval.web.imports.forms import DismissalForm
from aval.web.requests import account_of, act_of, is_htmx, once


@login_required
@require_safe
def index(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Tell what the record lacks, why Aval thinks so, and what to do; for htmx, in short."""
    return _index(request, contract_id)


@login_required
@require_POST
@once
def dismissal(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Say in a word why nothing is missing there."""
    form = DismissalForm(request.POST)
    if not form.is_valid():
        return _index(request, contract_id, form=form)
    try:
        completeness.dismiss_gap(act_of(request), contract_id=contract_id, **form.cleaned_data)
    except Refusal as refusal:
        return _index(request, contract_id, refusal=refusal)
    messages.success(request, _("Your word stands beside it, and the other party can read it."))
    return redirect("imports:gaps", contract_id)


def _index(
    request: HttpRequest, contract_id: UUID, *, form: DismissalForm | None = None, refusal: Refusal | None = None
) -> HttpResponse:
    reader = account_of(request)
    thread = conversation.thread_for(contract_id, reader.id)
    gaps = completeness.gaps(contract_id, at=now())
    context = {
        "thread": thread,
        "gate": gates.gate_of(thread),
        "gaps": [gap for gap in gaps if gap.is_open],
        "answered": [gap for gap in gaps if not gap.is_open],
        "is_party": reader.id in {thread.client_id, thread.professional_id},
        "form": form,
        "refusal": refusal,
    }
    template = "imports/_gaps_in_short.html" if is_htmx(request) and request.method == "GET" else "imports/gaps.html"
    return render(request, template, context, status=refusal.status if refusal else 422 if form else 200)
