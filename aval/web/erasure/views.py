"""Asking for an erasure and following it; for operators, deciding and holding back."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aval.contracts.dossier import chosen_events
from aval.conversation import access
from aval.erasure import actions as erasure
from aval.erasure import queries
from aval.kernel.clock import now
from aval.kernel.refusals import Invalid
from aval.web.erasure.forms import AskForm, DecisionForm, HoldForm
from aval.web.money.desk import for_operators
from aval.web.requests import account_of, act_of, once


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def of_contract(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Show the requests on one record, and take a new one from a party."""
    reader = account_of(request)
    thread = access.thread_for(contract_id, reader.id)
    form = AskForm(
        request.POST if request.method == "POST" else None, initial={"events": request.GET.get("events", "")}
    )
    if request.method == "POST" and form.is_valid():
        try:
            erasure.ask(
                act_of(request),
                contract_id=contract_id,
                seqs=chosen_events(contract_id, form.cleaned_data["events"]),
                ground=form.cleaned_data["ground"],
                reason=form.cleaned_data["reason"],
            )
        except Invalid as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else "events", str(refusal.sentence))
        else:
            messages.success(request, _("Your request is with the operators. The other party was told."))
            return redirect("erasure:contract", contract_id)
    values = {
        "thread": thread,
        "form": form,
        "is_party": reader.id in {thread.client_id, thread.professional_id},
        "requests": queries.of_contract(contract_id, now()),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "erasure/contract.html", values, status=status)


@login_required
@require_POST
@once
def withdrawal(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Take one's own request back."""
    asked = erasure.withdraw(act_of(request), request_id=request_id)
    return redirect("erasure:contract", asked.contract_id)


@for_operators
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Show what waits for operators. They see which events are meant, never what these say."""
    return _desk(request)


@for_operators
@require_POST
@once
def decision(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Grant or refuse a request; the second operator who grants it has it carried out."""
    form = DecisionForm(request.POST)
    form.is_valid()
    erasure.decide(
        act_of(request),
        request_id=request_id,
        granted=form.cleaned_data.get("granted") == "yes",
        reason=form.cleaned_data.get("reason", ""),
    )
    return redirect("erasure:desk")


@for_operators
@require_POST
@once
def holds(request: HttpRequest) -> HttpResponse:
    """Keep a record whole until a day."""
    form = HoldForm(request.POST)
    if form.is_valid():
        try:
            erasure.place_hold(
                act_of(request),
                contract_id=form.cleaned_data["contract"],
                until=form.cleaned_data["until"],
                reason=form.cleaned_data["reason"],
            )
        except Invalid as refusal:
            form.add_error(refusal.field or None, str(refusal.sentence))
        else:
            return redirect("erasure:desk")
    return _desk(request, form)


@for_operators
@require_POST
@once
def lifting(request: HttpRequest, hold_id: UUID) -> HttpResponse:
    """End a hold before its day."""
    erasure.lift_hold(act_of(request), hold_id=hold_id)
    return redirect("erasure:desk")


def _desk(request: HttpRequest, form: HoldForm | None = None) -> HttpResponse:
    at = now()
    values = {"requests": queries.waiting(at), "holds": queries.holds(at), "form": form or HoldForm()}
    return render(
        request, "erasure/desk.html", values, status=HTTPStatus.UNPROCESSABLE_ENTITY if form else HTTPStatus.OK
    )
