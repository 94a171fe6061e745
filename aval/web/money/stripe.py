"""Where a card is paid by Stripe: our page, in which Stripe's own script takes the card's number."""

from uuid import UUID

from csp.decorators import csp_update
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from aval.kernel.acts import Act
from aval.payments import access, providers
from aval.payments import actions as payments
from aval.payments.models import PayoutAccount
from aval.payments.providers.stripe.provider import Stripe
from aval.payments.states import DepositState
from aval.web.requests import account_of, act_of

_FRAMES = ["https://js.stripe.com", "https://hooks.stripe.com"]


@login_required
@csp_update(  # type: ignore[arg-type]  # typed for views without parameters only
    {
        "script-src": [settings.STRIPE_JS],
        "frame-src": _FRAMES,
        "connect-src": [settings.STRIPE_API],
    }
)
@require_safe
def checkout(request: HttpRequest, deposit_id: UUID) -> HttpResponse:
    """Show what is to be paid and the field for the card. The card's number never reaches this site."""
    provider = _stripe()
    deposit = access.deposit_for(deposit_id, account_of(request).id)
    if deposit.status != DepositState.STARTED:
        return redirect("money:deposit", deposit_id=deposit.id)
    if request.headers.get("HX-Request"):  # the page that waits for the job to announce it
        return HttpResponse(headers={"HX-Refresh": "true"} if deposit.provider_ref else {})
    secret = provider.client_secret(deposit) if deposit.provider_ref else ""
    context = {
        "deposit": deposit,
        "secret": secret,
        "key": settings.STRIPE_PUBLISHABLE_KEY,
        "script": settings.STRIPE_JS,
    }
    return render(request, "money/stripe_checkout.html", context)


@login_required
@csp_update({"form-action": ["https://connect.stripe.com"]})
@require_http_methods(["GET", "HEAD", "POST"])
def setup(request: HttpRequest) -> HttpResponse:
    """Lead the reader to where Stripe asks for their details, and see afterwards whether it has them all."""
    provider, account, act = _stripe(), account_of(request), act_of(request)
    kept = PayoutAccount.objects.filter(account=account, provider=provider.name).first()
    if request.method == "POST":
        if kept is None:
            kept = _keep(act, provider.payout_account(account), ready=False)
        return redirect(provider.setup_url(kept))
    if kept is not None and kept.ready_at is None and provider.pays_out_to(kept):
        kept = _keep(act, kept.provider_ref, ready=True)
    return render(request, "money/payout_setup.html", {"kept": kept, "provider": provider})


def _keep(act: Act, provider_ref: str, *, ready: bool) -> PayoutAccount:
    return payments.keep_payout_account(
        act, account_id=act.actor_id, provider=Stripe.name, provider_ref=provider_ref, ready=ready
    )


def _stripe() -> Stripe:
    # Where the site does not use Stripe, its pages refuse too.
    providers.provider(Stripe.name)
    return Stripe()
