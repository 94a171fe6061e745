"""The list of contracts, the contract page, and how contracts begin and end."""

from collections.abc import Callable
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aval.cases import queries as cases
from aval.contracts import access, queries
from aval.contracts import actions as contracts
from aval.contracts.models import Absence, Contract
from aval.contracts.states import OPEN_CONTRACTS
from aval.kernel.clock import now
from aval.record import queries as record
from aval.web.contracts.forms import AbsenceForm, ReasonForm, status_of
from aval.web.contracts.receipts import noted, size_before, to_contract
from aval.web.conversation.panel import panel
from aval.web.projects.refusing import attempt
from aval.web.requests import account_of, act_of, once, page_of

VIEWS = ("work", "conversation", "agreement")


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the reader's contracts: those that are open, or those that have ended."""
    ended = request.GET.get("state") == "ended"
    found = queries.contracts_of(account_of(request).id)
    found = found.exclude(status__in=OPEN_CONTRACTS) if ended else found.filter(status__in=OPEN_CONTRACTS)
    page = page_of(request, found)
    shown = [queries.show(contract, account_of(request).id, at=now()) for contract in page]
    return render(request, "contracts/index.html", {"page": page, "shown": shown, "ended": ended})


@login_required
@require_POST
@once
def choose(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Choose a proposal; the way leads to the agreement that was drafted from it."""
    contract = contracts.choose_proposal(act_of(request), proposal_id=proposal_id)
    return redirect("contracts:version", contract.id, 1)


@login_required
@require_safe
def detail(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Show the contract page. For htmx, only the part that changes when something happens."""
    contract = access.contract_for(contract_id, account_of(request).id)
    view = request.GET.get("view", "work")
    values = {
        "shown": queries.show(contract, account_of(request).id, at=now()),
        "view": view if view in VIEWS else "work",
        "record_name": record.fingerprint(contract.id),
        "events": record.events(contract.id, limit=6),
        "cases": cases.cases_on(contract.id),
        "noted": noted(request, contract.id),
        **panel(request, contract.id),
    }
    template = "contracts/_now.html" if request.headers.get("HX-Target") == "contract-now" else "contracts/detail.html"
    return render(request, template, values)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def cancel(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Call off a contract on which no money came in."""
    return _ending(request, contract_id, contracts.cancel_contract, "contracts/cancellation.html")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def end(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Say that nothing more will be funded."""
    return _ending(request, contract_id, contracts.end_contract, "contracts/end.html")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def absences(request: HttpRequest) -> HttpResponse:
    """Announce an absence, and show those announced."""
    form = AbsenceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and attempt(form, lambda: _announce(request, form)).made:
        return redirect("contracts:absences")
    own = Absence.objects.filter(account=account_of(request), ends_at__gte=now()).order_by("starts_at")
    return render(request, "contracts/absences.html", {"form": form, "absences": own}, status=status_of(form))


def _announce(request: HttpRequest, form: AbsenceForm) -> Absence:
    act = act_of(request)
    starts_at, ends_at = form.span(act.at)
    return contracts.announce_absence(act, starts_at=starts_at, ends_at=ends_at)


def _ending(request: HttpRequest, contract_id: UUID, verb: Callable[..., object], template: str) -> HttpResponse:
    contract = access.contract_for(contract_id, account_of(request).id)
    if not contract.is_party(account_of(request).id):
        raise Contract.DoesNotExist
    form = ReasonForm(request.POST if request.method == "POST" else None)
    tried = None
    if request.method == "POST":
        before = size_before(contract.id)
        tried = attempt(
            form, lambda: verb(act_of(request), contract_id=contract.id, reason=form.cleaned_data["reason"])
        )
        if tried.made:
            return to_contract(contract.id, before)
    values = {"contract": contract, "shown": queries.show(contract, account_of(request).id, at=now()), "form": form}
    return render(request, template, {**values, "refusal": tried and tried.refusal}, status=status_of(form))
