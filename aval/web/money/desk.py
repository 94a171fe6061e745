"""The money desk of operators: what differs, what is stuck, what banks took back, and what two people put right."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from aval.accounts import queries as accounts
from aval.kernel.clock import now
from aval.kernel.refusals import Invalid
from aval.ledger import queries as ledger
from aval.ledger.models import PurseKind
from aval.payments import actions as payments
from aval.payments import queries as known
from aval.web.money import shown
from aval.web.money.forms import CorrectionForm, ExplanationForm, RateForm
from aval.web.requests import account_of, act_of, once

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def for_operators(view: View[P]) -> View[P]:
    """Let operators in; for everybody else there is nothing here."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not accounts.is_operator(account_of(request).id):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded  # type: ignore[return-value]  # the same parameters; wraps only hides that


@for_operators
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Show everything that waits for a person."""
    return _page(request)


@for_operators
@require_POST
@once
def comparison(request: HttpRequest) -> HttpResponse:
    """Have the statements read and compared now, and not only tonight."""
    payments.reconcile_soon(act_of(request))
    return redirect("money:desk")


@for_operators
@require_POST
@once
def ownership(request: HttpRequest, difference_id: UUID) -> HttpResponse:
    """Take a difference over."""
    payments.take_difference(act_of(request), difference_id=difference_id)
    return redirect("money:desk")


@for_operators
@require_POST
@once
def explanation(request: HttpRequest, difference_id: UUID) -> HttpResponse:
    """Close a difference with what it comes from."""
    form = ExplanationForm(request.POST)
    text = form.cleaned_data["explanation"] if form.is_valid() else ""
    payments.explain_difference(act_of(request), difference_id=difference_id, explanation=text)
    return redirect("money:desk")


@for_operators
@require_POST
@once
def order(request: HttpRequest, payout_id: UUID) -> HttpResponse:
    """Have a payout ordered at its provider once more; it knows the payout, so that it pays once."""
    payments.order_again(act_of(request), payout_id=payout_id)
    return redirect("money:desk")


@for_operators
@require_POST
@once
def corrections(request: HttpRequest) -> HttpResponse:
    """Propose a transfer that puts something right."""
    form = CorrectionForm(request.POST)

    def propose() -> None:
        payments.propose_correction(
            act_of(request),
            source=form.cleaned_data["source"],
            target=form.cleaned_data["target"],
            amount=form.money,
            reason=form.cleaned_data["reason"],
            contract_id=form.cleaned_data["contract"],
        )

    return _done(request, form, propose, correction=form)


@for_operators
@require_POST
@once
def confirmation(request: HttpRequest, correction_id: UUID) -> HttpResponse:
    """Confirm what somebody else proposed."""
    payments.confirm_correction(act_of(request), proposal_id=correction_id)
    return redirect("money:desk")


@for_operators
@require_POST
@once
def refusal(request: HttpRequest, correction_id: UUID) -> HttpResponse:
    """Turn a proposal down."""
    payments.decline_correction(act_of(request), proposal_id=correction_id)
    return redirect("money:desk")


@for_operators
@require_POST
@once
def rates(request: HttpRequest) -> HttpResponse:
    """Enter a rate that somebody published."""
    form = RateForm(request.POST)

    def enter() -> None:
        payments.enter_rate(act_of(request), published_at=now(), **form.cleaned_data)

    return _done(request, form, enter, rate=form)


def _done(request: HttpRequest, form: Form, do: Callable[[], None], **again: Any) -> HttpResponse:
    """Do what a form asks for; what can't be done is said beside its field, with all that was typed."""
    if form.is_valid():
        try:
            do()
        except Invalid as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.sentence))
        else:
            return redirect("money:desk")
    return _page(request, **again, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def _page(
    request: HttpRequest,
    *,
    correction: CorrectionForm | None = None,
    rate: RateForm | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    context = {
        "reconciliations": known.latest_reconciliations(),
        "differences": known.open_differences(),
        "messages_kept": known.needs_a_person()[:50],
        "stuck": known.stuck_payouts(now()),
        "disputes": [(deposit, ledger.owed(deposit.account_id, deposit.currency)) for deposit in known.disputed()],
        "frozen": shown.frozen_escrow(),
        "proposals": known.proposals(),
        "holds": ledger.held_by_currency(),
        "site": [(PurseKind(kind).label, at, money) for (kind, at, _), money in ledger.site_balances().items()],
        "rates": known.latest_rates(),
        "correction": correction or CorrectionForm(),
        "rate": rate or RateForm(),
    }
    return render(request, "money/desk.html", context, status=status)
