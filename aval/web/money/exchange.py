"""Changing one's money into another currency: first the rate, then yes or no."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from aval.kernel.clock import now
from aval.kernel.refusals import Refusal
from aval.ledger import queries as ledger
from aval.payments import actions as payments
from aval.payments import queries as known
from aval.web.money.forms import ExchangeForm
from aval.web.requests import account_of, act_of, once


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def exchange(request: HttpRequest) -> HttpResponse:
    """Show what an amount would become; with the rate that was shown, do it."""
    mine = [money for money in ledger.wallets(account_of(request).id) if money]
    asked = request.POST or (request.GET if "amount" in request.GET else None)
    targets = known.targets_of_rates(now())
    form = ExchangeForm(asked, currencies=tuple(money.currency for money in mine), targets=targets)
    context = {"form": form, "wallets": mine, "targets": targets}
    if asked is None:
        return render(request, "money/exchange.html", context)
    if not form.is_valid():
        return render(request, "money/exchange.html", context, status=422)
    target = form.cleaned_data["target"]
    if request.method == "POST":
        rate_id = form.cleaned_data["rate"] or 0
        payments.exchange_money(act_of(request), source=form.money, target=target, rate_id=rate_id)
        return redirect("money:movements")
    try:
        quote = payments.quote(form.money, target, at=now())
    except Refusal as refusal:
        form.add_error(None, str(refusal.sentence))
        return render(request, "money/exchange.html", context, status=409)
    return render(request, "money/exchange.html", {**context, "quote": quote})
