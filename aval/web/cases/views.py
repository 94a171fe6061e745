"""Cases: from a request to one call, and back."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aval.accounts.queries import is_mediator
from aval.cases import access, deeds, queries
from aval.cases import actions as cases
from aval.cases.casefile import case_file
from aval.cases.models import Case, Question, Ruling
from aval.cases.states import HEARD, CaseStatus
from aval.contracts import access as contracts
from aval.contracts.models import Milestone
from aval.kernel.clock import now
from aval.kernel.refusals import Invalid
from aval.web import signing
from aval.web.cases.forms import CaseForm, CitingForm, OfferForm, QuestionForm, ReasonForm, RulingForm
from aval.web.requests import account_of, act_of, once, page_of


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the reader's cases; a mediator sees the desk first."""
    account = account_of(request)
    context: dict[str, Any] = {"page": page_of(request, queries.cases_of(account.id))}
    if is_mediator(account.id):
        context |= {"desk": queries.desk_of(account.id), "heard": queries.heard_by(account.id)[:20], "mediates": True}
    return render(request, "cases/index.html", context)


@login_required
@require_safe
def detail(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Show a case to a party or to its mediator, whose look is an event of the record."""
    return _page(request, case_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def open_case(request: HttpRequest, milestone_id: UUID) -> HttpResponse:
    """Ask what happened and what is wanted; then open a case."""
    milestone = contracts.milestone_for(milestone_id, account_of(request).id)
    if not milestone.contract.is_party(account_of(request).id):
        raise Milestone.DoesNotExist
    form = CaseForm(request.POST or None, total=milestone.amount)
    context = {"form": form, "milestone": milestone}
    if request.method != "POST" or not form.is_valid():
        return render(request, "cases/new.html", context, status=422 if request.method == "POST" else 200)
    assertion = signing.given(request)
    opened = cases.open_case(act_of(request), milestone_id=milestone_id, **form.cleaned_data, assertion=assertion)
    return redirect("cases:detail", case_id=opened.id)


@login_required
@require_POST
def intend_to_open(request: HttpRequest, milestone_id: UUID) -> HttpResponse:
    """Say what a passkey is to sign so that it makes the offer that a case is opened with."""
    milestone = contracts.milestone_for(milestone_id, account_of(request).id)
    if not milestone.contract.is_party(account_of(request).id):
        raise Milestone.DoesNotExist
    form = CaseForm(request.POST, total=milestone.amount)
    if not form.is_valid():
        return signing.not_yet(form)
    said = form.cleaned_data
    return signing.asked(request, deeds.opening(milestone, to_client=said["to_client"], work=said["work"]))


@login_required
@require_POST
@once
def make_offer(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Answer with an offer."""
    case = access.case_for(case_id, account_of(request).id)
    form = OfferForm(request.POST, total=case.amount)
    if not form.is_valid():
        return _page(request, case_id, offer_form=form)
    cases.make_offer(act_of(request), case_id=case_id, **form.cleaned_data, assertion=signing.given(request))
    return redirect("cases:detail", case_id=case_id)


@login_required
@require_POST
def intend_to_offer(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Say what a passkey is to sign so that it makes an offer."""
    case = access.case_for_party(case_id, account_of(request).id)
    form = OfferForm(request.POST, total=case.amount)
    if not form.is_valid():
        return signing.not_yet(form)
    return signing.asked(request, deeds.offering(case, **form.cleaned_data))


@login_required
@require_POST
@once
def accept_offer(request: HttpRequest, offer_id: UUID) -> HttpResponse:
    """Accept the other side's offer: the case is settled."""
    settled = cases.accept_offer(act_of(request), offer_id=offer_id, assertion=signing.given(request))
    return redirect("cases:detail", case_id=settled.case_id)


@login_required
@require_POST
def intend_to_settle(request: HttpRequest, offer_id: UUID) -> HttpResponse:
    """Say what a passkey is to sign so that it accepts an offer."""
    return signing.asked(request, deeds.settling(access.offer_for_party(offer_id, account_of(request).id)))


@login_required
@require_POST
@once
def ask_for_mediator(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Bring in a mediator."""
    cases.ask_for_mediator(act_of(request), case_id=case_id)
    return redirect("cases:detail", case_id=case_id)


@login_required
@require_POST
@once
def withdraw(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Withdraw the case."""
    cases.withdraw_case(act_of(request), case_id=case_id, reason=request.POST.get("reason", "")[:2_000])
    return redirect("cases:detail", case_id=case_id)


@login_required
@require_POST
@once
def make_statement(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Make a statement to the mediator."""
    form = CitingForm(request.POST, prefix="statement")
    if not form.is_valid():
        return _page(request, case_id, statement_form=form)
    try:
        cases.state(act_of(request), case_id=case_id, **form.cleaned_data)
    except cases.NoSuchEvent as refusal:
        return _page(request, case_id, statement_form=_marked(form, refusal))
    return redirect("cases:detail", case_id=case_id)


@login_required
@require_POST
@once
def ask_party(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Ask a party something, as the mediator."""
    case = access.case_for(case_id, account_of(request).id)
    form = QuestionForm(request.POST, contract=case.contract)
    if not form.is_valid():
        return _page(request, case_id, question_form=form)
    act = act_of(request)
    cases.ask_party(
        act,
        case_id=case_id,
        asked_of=UUID(form.cleaned_data["asked_of"]),
        text=form.cleaned_data["text"],
        answer_by=act.at + form.time,
    )
    return redirect("cases:detail", case_id=case_id)


@login_required
@require_POST
@once
def reply(request: HttpRequest, question_id: UUID) -> HttpResponse:
    """Answer the mediator's question."""
    question = Question.objects.get(id=question_id, asked_of=account_of(request))
    form = CitingForm(request.POST)
    if not form.is_valid():
        return _page(request, question.case_id, reply_form=form)
    try:
        cases.reply(act_of(request), question_id=question_id, **form.cleaned_data)
    except cases.NoSuchEvent as refusal:
        return _page(request, question.case_id, reply_form=_marked(form, refusal))
    return redirect("cases:detail", case_id=question.case_id)


@login_required
@require_POST
@once
def rule(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Rule, as the mediator."""
    case = access.case_for(case_id, account_of(request).id)
    form = RulingForm(request.POST, total=case.amount, prefix="ruling")
    if not form.is_valid():
        return _page(request, case_id, ruling_form=form)
    try:
        cases.rule(act_of(request), case_id=case_id, **form.cleaned_data)
    except Invalid as refusal:
        return _page(request, case_id, ruling_form=_marked(form, refusal))
    return redirect("cases:detail", case_id=case_id)


@login_required
@require_POST
@once
def recuse(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Step down from the case."""
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, case_id, recusal_form=form)
    cases.recuse(act_of(request), case_id=case_id, reason=form.cleaned_data["reason"])
    return redirect("cases:index")


@login_required
@require_POST
@once
def appeal(request: HttpRequest, ruling_id: UUID) -> HttpResponse:
    """Appeal against the ruling."""
    ruling = Ruling.objects.get(id=ruling_id)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, ruling.case_id, appeal_form=form)
    cases.appeal(act_of(request), ruling_id=ruling_id, reasons=form.cleaned_data["reason"])
    return redirect("cases:detail", case_id=ruling.case_id)


def _page(request: HttpRequest, case_id: UUID, **forms_with_errors: forms.Form) -> HttpResponse:
    """Show the case with whatever forms came back marked; what was typed is still in them."""
    account = account_of(request)
    case = access.case_for(case_id, account.id)
    hears = not case.contract.is_party(account.id)
    if hears and case.status in HEARD:
        cases.read_file(act_of(request), case_id=case_id)
    context = {**_shown(case, account.id, hears=hears), **forms_with_errors}
    return render(request, "cases/detail.html", context, status=422 if forms_with_errors else 200)


def _shown(case: Case, reader_id: UUID, *, hears: bool) -> dict[str, Any]:
    contract = case.contract
    offers = list(case.offers.select_related("made_by").order_by("-number"))
    rulings = list(case.rulings.select_related("mediator", "appeal").order_by("number"))
    answerable = bool(offers) and case.is_open and not hears and offers[0].made_by_id != reader_id
    return {
        "case": case,
        "contract": contract,
        "hears": hears,
        "offers": offers,
        "answerable": answerable,
        "may_offer": not hears
        and case.is_open
        and (case.status != CaseStatus.NEGOTIATION or case.turn_id == reader_id),
        "may_withdraw": case.opened_by_id == reader_id
        and case.status in {CaseStatus.NEGOTIATION, CaseStatus.MEDIATION},
        "heard": case.status in HEARD,
        "assignment": access.present_assignment(case),
        "statements": case.statements.select_related("author").order_by("made_at"),
        "questions": case.questions.select_related("asked_of", "reply").order_by("asked_at"),
        "rulings": rulings,
        "appealable": case.status == CaseStatus.RULED and not hears and now() < rulings[-1].final_at,
        "file": case_file(case),
        "offer_form": OfferForm(total=case.amount),
        "statement_form": CitingForm(prefix="statement"),
        "reply_form": CitingForm(),
        "question_form": QuestionForm(contract=contract),
        "ruling_form": RulingForm(total=case.amount, prefix="ruling"),
        "recusal_form": ReasonForm(),
        "appeal_form": ReasonForm(),
    }


def _marked(form: forms.Form, refusal: Invalid) -> forms.Form:
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.sentence))
    return form
