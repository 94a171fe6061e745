"""What is done to a milestone: funding, work, delivery, answers, giving back."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aval.contracts import access, deeds, queries
from aval.contracts import actions as contracts
from aval.contracts.models import Delivery, Milestone, RefundConsent, WorkEntry
from aval.contracts.states import Side
from aval.files import actions as files
from aval.kernel.clock import now
from aval.ledger import queries as money
from aval.web import signing
from aval.web.contracts.forms import ChangesForm, DeliveryForm, ReasonForm, WorkForm, status_of
from aval.web.contracts.receipts import size_before, to_contract
from aval.web.projects.refusing import attempt
from aval.web.requests import account_of, act_of, once

GET_POST = ["GET", "HEAD", "POST"]


@login_required
@require_safe
def milestone(request: HttpRequest, milestone_id: UUID) -> HttpResponse:
    """Show one milestone: for htmx alone, otherwise in its contract's page."""
    found = access.milestone_for(milestone_id, account_of(request).id)
    if not getattr(request, "htmx", False):
        return redirect(f"/contracts/{found.contract_id}/#milestone-{found.id}")
    shown = queries.show_milestone(found, account_of(request).id, at=now())
    return render(request, "contracts/_milestone.html", {"one": shown, "contract": found.contract})


@login_required
@require_http_methods(GET_POST)
@once
def fund(request: HttpRequest, milestone_id: UUID) -> HttpResponse:
    """Put a milestone's price into escrow; the page before says what that does."""
    found = _milestone_of(request, milestone_id, Side.CLIENT)
    if request.method == "POST":
        before = size_before(found.contract_id)
        contracts.fund_milestone(act_of(request), milestone_id=milestone_id)
        return to_contract(found.contract_id, before, f"milestone-{milestone_id}")
    balance = money.wallet_balance(account_of(request).id, found.currency)
    fee = queries.fee_of(found)
    needed = found.amount + fee
    values = {"milestone": found, "contract": found.contract, "balance": balance, "is_enough": needed <= balance}
    return render(request, "contracts/funding.html", {**values, "fee": fee, "missing": needed - balance})


@login_required
@require_http_methods(GET_POST)
@once
def deliver(request: HttpRequest, milestone_id: UUID) -> HttpResponse:
    """Deliver a version of the work."""
    found = _milestone_of(request, milestone_id, Side.PROFESSIONAL)
    form = DeliveryForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        before = size_before(found.contract_id)
        if attempt(form, lambda: _deliver(request, milestone_id, form)).made:
            return to_contract(found.contract_id, before, f"milestone-{milestone_id}")
    shown = queries.show_milestone(found, account_of(request).id, at=now())
    values = {"milestone": found, "contract": found.contract, "one": shown, "form": form}
    return render(request, "contracts/delivery.html", values, status=status_of(form))


@login_required
@require_http_methods(GET_POST)
@once
def accept(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    """Accept a delivery; the page before says what is paid to whom."""
    found = _delivery_of_client(request, delivery_id)
    if request.method == "POST":
        before = size_before(found.contract_id)
        contracts.accept_delivery(act_of(request), delivery_id=delivery_id, assertion=signing.given(request))
        return to_contract(found.contract_id, before, f"milestone-{found.milestone_id}")
    if found.milestone.deliveries.filter(number__gt=found.number).exists():
        raise contracts.NotTheLatestDelivery
    paid = queries.payment_of(found)
    values = {"delivery": found, "milestone": found.milestone, "contract": found.milestone.contract, "paid": paid}
    return render(request, "contracts/acceptance.html", values)


@login_required
@require_POST
def intend_to_accept(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    """Say what a passkey is to sign so that it accepts a delivery."""
    found = _delivery_of_client(request, delivery_id)
    return signing.asked(request, deeds.accepting(found, **queries.payment_of(found).shares))


@login_required
@require_http_methods(GET_POST)
@once
def request_changes(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    """Ask for changes to a delivery."""
    found = _delivery_of_client(request, delivery_id)
    form = ChangesForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        before = size_before(found.contract_id)
        act = act_of(request)
        work = lambda: contracts.request_changes(act, delivery_id=delivery_id, reasons=form.cleaned_data["reasons"])  # noqa: E731
        if attempt(form, work).made:
            return to_contract(found.contract_id, before, f"milestone-{found.milestone_id}")
    shown = queries.show_milestone(found.milestone, account_of(request).id, at=now())
    values = {"delivery": found, "milestone": found.milestone, "contract": found.milestone.contract, "one": shown}
    return render(request, "contracts/changes.html", {**values, "form": form}, status=status_of(form))


@login_required
@require_http_methods(GET_POST)
@once
def refund(request: HttpRequest, milestone_id: UUID) -> HttpResponse:
    """Give a milestone's escrow back to the client."""
    found = _milestone_of(request, milestone_id, Side.PROFESSIONAL)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        before = size_before(found.contract_id)
        if attempt(form, lambda: _give_back(request, milestone_id, form)).made:
            return to_contract(found.contract_id, before, f"milestone-{milestone_id}")
    values = {"milestone": found, "contract": found.contract, "form": form}
    return render(request, "contracts/refund.html", values, status=status_of(form))


@login_required
@require_POST
def intend_to_refund(request: HttpRequest, milestone_id: UUID) -> HttpResponse:
    """Say what a passkey is to sign so that it gives a milestone's escrow back."""
    found = _milestone_of(request, milestone_id, Side.PROFESSIONAL)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return signing.not_yet(form)
    return signing.asked(request, deeds.refunding(found, form.cleaned_data["reason"]))


@login_required
@require_http_methods(GET_POST)
@once
def log_work(request: HttpRequest, milestone_id: UUID) -> HttpResponse:
    """Write down time worked in a period."""
    found = _milestone_of(request, milestone_id, Side.PROFESSIONAL)
    form = WorkForm(request.POST if request.method == "POST" else None, initial={"worked_on": now().date()})
    if request.method == "POST":
        before = size_before(found.contract_id)
        if attempt(form, lambda: _log_work(request, milestone_id, form)).made:
            return to_contract(found.contract_id, before, f"milestone-{milestone_id}")
    shown = queries.show_milestone(found, account_of(request).id, at=now())
    values = {"milestone": found, "contract": found.contract, "one": shown, "form": form}
    return render(request, "contracts/work.html", values, status=status_of(form))


@login_required
@require_POST
@once
def withdraw_work(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Take a work entry back."""
    milestone_id = WorkEntry.objects.values_list("milestone_id", flat=True).get(id=entry_id)
    found = access.milestone_for(milestone_id, account_of(request).id)
    before = size_before(found.contract_id)
    contracts.withdraw_work(act_of(request), entry_id=entry_id)
    return to_contract(found.contract_id, before, f"milestone-{found.id}")


def _milestone_of(request: HttpRequest, milestone_id: UUID, side: Side) -> Milestone:
    """Fetch a milestone for the side whose doing the page is about."""
    found = access.milestone_for(milestone_id, account_of(request).id)
    if found.contract.side_of(account_of(request).id) != side:
        raise Milestone.DoesNotExist
    return found


def _delivery_of_client(request: HttpRequest, delivery_id: UUID) -> Delivery:
    """Fetch a delivery for the client who is to answer it."""
    found = access.delivery_for(delivery_id, account_of(request).id)
    if found.milestone.contract.side_of(account_of(request).id) != Side.CLIENT:
        raise Delivery.DoesNotExist
    return found


def _deliver(request: HttpRequest, milestone_id: UUID, form: DeliveryForm) -> Delivery:
    return contracts.deliver(
        act_of(request),
        milestone_id=milestone_id,
        note=form.cleaned_data["note"],
        links=form.cleaned_data["links"],
        attachments=_attachments(request),
    )


def _give_back(request: HttpRequest, milestone_id: UUID, form: ReasonForm) -> RefundConsent:
    return contracts.consent_to_refund(
        act_of(request),
        milestone_id=milestone_id,
        reason=form.cleaned_data["reason"],
        assertion=signing.given(request),
    )


def _log_work(request: HttpRequest, milestone_id: UUID, form: WorkForm) -> WorkEntry:
    return contracts.log_work(
        act_of(request),
        milestone_id=milestone_id,
        minutes=form.total,
        worked_on=form.cleaned_data["worked_on"],
        note=form.cleaned_data["note"],
        attachments=_attachments(request),
    )


def _attachments(request: HttpRequest) -> Sequence[UUID]:
    """Return the files that came with a form: uploaded ahead by the page's script, or sent with the form itself."""
    ahead = []
    for text in request.POST.getlist("attachments"):
        try:
            ahead.append(UUID(text))
        except ValueError:
            continue  # not a file of ours; the action refuses what is missing
    act = act_of(request)
    sent = [files.upload(act, stream=file, name=file.name or "") for file in request.FILES.getlist("files")]
    return [*ahead, *(attachment.id for attachment in sent)]
