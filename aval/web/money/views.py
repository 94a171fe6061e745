"""Wallet, movements, deposits and payouts: from a request to one call, and back."""

from datetime import UTC, date, datetime
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from aval.contracts import papers
from aval.kernel.clock import now
from aval.kernel.money import CURRENCIES
from aval.kernel.refusals import Invalid
from aval.ledger import queries as ledger
from aval.payments import access, providers
from aval.payments import actions as payments
from aval.payments import queries as payments_known
from aval.web.formats import money_text
from aval.web.money import shown
from aval.web.money.forms import DepositForm, PayoutForm
from aval.web.requests import account_of, act_of, once

RECENT = 10
PAGE = 50


@login_required
@require_safe
def wallet(request: HttpRequest) -> HttpResponse:
    """Show what the reader has, what is in escrow on either side, and what moved last."""
    account = account_of(request)
    context = {
        "wallets": shown.wallets_of(account.id, now()),
        "held": shown.held_by(account.id),
        "movements": shown.with_milestones(ledger.movements(account.id, limit=RECENT)),
        "under_way": payments_known.under_way(account.id),
        "payout_hold": settings.PAYOUT_HOLD,
    }
    return render(request, "money/wallet.html", context)


@login_required
@require_safe
def movements(request: HttpRequest) -> HttpResponse:
    """Show every movement of the reader's wallets, page by page into the past."""
    before = request.GET.get("before", "")
    found = ledger.movements(
        account_of(request).id,
        limit=PAGE + 1,
        before=int(before) if before.isdecimal() and len(before) < 19 else None,  # noqa: PLR2004  # more would not fit a bigint
    )
    context = {
        "movements": shown.with_milestones(found[:PAGE]),
        "older": found[PAGE - 1].id if len(found) > PAGE else None,
        "currencies": [money.currency for money in ledger.wallets(account_of(request).id)],
        "months": ledger.months_of(account_of(request).id),
    }
    return render(request, "money/movements.html", context)


@login_required
@require_safe
def movement(request: HttpRequest, operation_id: UUID) -> HttpResponse:
    """Explain one movement: why it was made, what authorised it, and where each part went."""
    found = ledger.movement(account_of(request).id, operation_id)
    (one,) = shown.with_milestones([found])
    context = {
        "one": one,
        "movement": found,
        "legs": ledger.operation_legs(operation_id),
        "event": shown.event_of(found),
    }
    return render(request, "money/movement.html", context)


@login_required
@require_safe
def statement(request: HttpRequest) -> HttpResponse:
    """Give the reader their movements as a CSV file: of a currency, a month, a contract, or all."""
    chosen = _statements(request)
    text = papers.as_csv(chosen[0])
    for further in chosen[1:]:
        text += papers.as_csv(further).split("\r\n", 1)[1]
    return _file(text.encode(), "text/csv; charset=utf-8", f"{_paper_name(request)}.csv")


@login_required
@require_safe
def statement_pdf(request: HttpRequest) -> HttpResponse:
    """Give the reader a statement of one currency as PDF, with the site's invoice for what it kept."""
    return _file(papers.as_pdf(_statements(request)[0]), "application/pdf", f"{_paper_name(request)}.pdf")


@login_required
@require_safe
def receipt(request: HttpRequest, operation_id: UUID) -> HttpResponse:
    """Give the reader the receipt of one movement as PDF."""
    return _file(
        papers.receipt(account_of(request).id, operation_id), "application/pdf", f"aval-receipt-{operation_id}.pdf"
    )


def _statements(request: HttpRequest) -> list[papers.Statement]:
    account_id = account_of(request).id
    wanted = request.GET.get("currency", "")
    mine = [money.currency for money in ledger.wallets(account_id)] or ["USD"]
    currencies = [wanted] if wanted in CURRENCIES else mine
    month, contract_id = _month(request), _contract(request)
    return [papers.statement(account_id, currency, month=month, contract_id=contract_id) for currency in currencies]


def _month(request: HttpRequest) -> date | None:
    try:
        return datetime.strptime(request.GET.get("month", ""), "%Y-%m").replace(tzinfo=UTC).date()
    except ValueError:
        return None


def _contract(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.GET.get("contract", ""))
    except ValueError:
        return None


def _paper_name(request: HttpRequest) -> str:
    parts = (_month(request), _contract(request))
    currency = request.GET.get("currency", "").lower()
    said = [
        f"{parts[0]:%Y-%m}" if parts[0] else "",
        str(parts[1] or ""),
        currency if currency.upper() in CURRENCIES else "",
    ]
    return "-".join(["aval", *(part for part in said if part)]) if any(said) else "aval-all"


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def deposits(request: HttpRequest) -> HttpResponse:
    """Ask how much to add; then start the deposit and go on to the checkout."""
    chosen = providers.provider()
    if request.method != "POST":
        wanted = {
            "amount": request.GET.get("amount", "")[:20],
            "currency": request.GET.get("currency") or _usual_currency(request),
            "next": request.GET.get("next", ""),
        }
        form = DepositForm(initial=wanted, currencies=chosen.currencies)
        return render(request, "money/deposit_new.html", {"form": form, "provider": chosen})
    form = DepositForm(request.POST, currencies=chosen.currencies)
    if not form.is_valid():
        return render(request, "money/deposit_new.html", {"form": form, "provider": chosen}, status=422)
    started = payments.start_deposit(
        act_of(request),
        account_id=account_of(request).id,
        amount=form.money,
        return_to=_own_path(form.cleaned_data["next"]),
    )
    return redirect("money:checkout", deposit_id=started.id)


@login_required
@require_safe
def checkout(request: HttpRequest, deposit_id: UUID) -> HttpResponse:
    """Send the reader to where the provider takes the payment. Asking the provider may use the network."""
    found = access.deposit_for(deposit_id, account_of(request).id)
    if found.status != "started":
        return redirect("money:deposit", deposit_id=found.id)
    return redirect(providers.provider(found.provider).checkout_url(found))


@login_required
@require_safe
def deposit(request: HttpRequest, deposit_id: UUID) -> HttpResponse:
    """Show how far a deposit is; the page asks again by itself as long as it waits."""
    found = access.deposit_for(deposit_id, account_of(request).id)
    template = "money/_deposit.html" if request.headers.get("HX-Request") else "money/deposit.html"
    return render(request, template, {"deposit": found})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def payouts(request: HttpRequest) -> HttpResponse:
    """Ask how much to take out and where to; then order the payout."""
    account = account_of(request)
    wallets = [one for one in shown.wallets_of(account.id, now()) if one.balance]
    currencies = tuple(one.balance.currency for one in wallets)
    chosen = providers.provider()
    form = PayoutForm(request.POST or None, currencies=currencies, asks_destination=chosen.asks_destination)
    context = {"form": form, "wallets": wallets, "payout_hold": settings.PAYOUT_HOLD, "provider": chosen}
    if request.method != "POST":
        return render(request, "money/payout_new.html", context)
    if not form.is_valid() or not _enough(form, wallets):
        return render(request, "money/payout_new.html", context, status=422)
    try:
        started = payments.start_payout(
            act_of(request),
            account_id=account.id,
            amount=form.money,
            destination=form.cleaned_data["destination"],
        )
    except Invalid as refusal:
        form.add_error(refusal.field or None, str(refusal.sentence))
        return render(request, "money/payout_new.html", context, status=422)
    return redirect("money:payout", payout_id=started.id)


@login_required
@require_safe
def payout(request: HttpRequest, payout_id: UUID) -> HttpResponse:
    """Show how far a payout is; the page asks again by itself as long as it is open."""
    found = access.payout_for(payout_id, account_of(request).id)
    template = "money/_payout.html" if request.headers.get("HX-Request") else "money/payout.html"
    return render(request, template, {"payout": found})


def _usual_currency(request: HttpRequest) -> str:
    """Return the currency that the reader has money in, if there is one."""
    return next((money.currency for money in ledger.wallets(account_of(request).id)), "USD")


def _enough(form: PayoutForm, wallets: list[shown.WalletShown]) -> bool:
    """Say beside the field what the ledger would refuse; it decides in any case."""
    now_available = {one.balance.currency: one.available.now for one in wallets}[form.money.currency]
    if form.money <= now_available:
        return True
    form.add_error("amount", _("At most %(amount)s can be paid out now.") % {"amount": money_text(now_available)})
    return False


def _own_path(path: str) -> str:
    """Return the path if it leads into this site, else nothing."""
    own = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if own else ""
