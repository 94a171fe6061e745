"""The sandbox's checkout: what a payment provider would host, with buttons for what may happen."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from aval.payments import access, providers
from aval.payments.models import Deposit
from aval.payments.providers.sandbox import behaviour
from aval.payments.providers.sandbox import provider as play
from aval.payments.states import DepositState
from aval.web.money.forms import CardForm
from aval.web.requests import account_of, act_of, once


@login_required
@require_safe
def checkout(request: HttpRequest, deposit_id: UUID) -> HttpResponse:
    """Show what is to be paid, and a card to pay with."""
    deposit = _deposit(request, deposit_id)
    if deposit.status != DepositState.STARTED:
        return redirect("money:deposit", deposit_id=deposit.id)
    return _page(request, deposit, CardForm())


@login_required
@require_POST
@once
def payment(request: HttpRequest, deposit_id: UUID) -> HttpResponse:
    """Pay; the sandbox says later, by webhook, what came of it."""
    deposit = _deposit(request, deposit_id)
    form = CardForm(request.POST)
    if not form.is_valid():
        return _page(request, deposit, form, status=422)
    play.press_pay(act_of(request), deposit=deposit, card=form.cleaned_data["card"])
    return redirect("money:deposit", deposit_id=deposit.id)


@login_required
@require_POST
@once
def refusal(request: HttpRequest, deposit_id: UUID) -> HttpResponse:
    """Leave without paying."""
    deposit = _deposit(request, deposit_id)
    play.press_decline(act_of(request), deposit=deposit)
    return redirect("money:deposit", deposit_id=deposit.id)


def _deposit(request: HttpRequest, deposit_id: UUID) -> Deposit:
    # Where the site does not use the sandbox, its pages refuse too.
    providers.provider(play.Sandbox.name)
    return access.deposit_for(deposit_id, account_of(request).id)


def _page(request: HttpRequest, deposit: Deposit, form: CardForm, status: int = 200) -> HttpResponse:
    cards = [(ending, says) for ending, (says, _planned) in behaviour.CARDS.items()]
    context = {"deposit": deposit, "form": form, "cards": cards}
    return render(request, "money/sandbox_checkout.html", context, status=status)
