"""Views of refused texts: one's own, and the desk of those who look at them."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, ParamSpec
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from aval.accounts import queries as accounts
from aval.conversation import queries as conversation
from aval.moderation import actions as moderation
from aval.moderation import queries
from aval.moderation.highlights import highlights, pieces
from aval.moderation.models import RefusedText
from aval.web.moderation.forms import AppealDecisionForm, AppealForm, DecisionForm, NoteForm
from aval.web.requests import account_of, act_of, once

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def for_reviewers(view: View[P]) -> View[P]:
    """Let mediators and operators in; for everybody else there is nothing here."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        account_id = account_of(request).id
        if not (accounts.is_mediator(account_id) or accounts.is_operator(account_id)):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded  # type: ignore[return-value]  # the same parameters; wraps only hides that


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """List one's own refused texts and the measures taken, with the way to appeal."""
    account_id = account_of(request).id
    context = {"texts": queries.own_refused(account_id), "measures": queries.measures_of(account_id)}
    return render(request, "moderation/mine.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def text(request: HttpRequest, refused_id: UUID) -> HttpResponse:
    """Show one's own refused text, and send it for review."""
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        moderation.send_for_review(act_of(request), refused_id=refused_id, note=form.cleaned_data["note"])
        return redirect("moderation:text", refused_id)
    refused = queries.own_refused_text(refused_id, account_of(request).id)
    return render(request, "moderation/text.html", {**_shown(refused), "form": form}, status=_status(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def appeal(request: HttpRequest, measure_id: UUID) -> HttpResponse:
    """Appeal against a measure taken against oneself."""
    form = AppealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        moderation.appeal_measure(act_of(request), measure_id=measure_id, text=form.cleaned_data["text"])
        return redirect("moderation:mine")
    measure = queries.own_measure(measure_id, account_of(request).id)
    return render(request, "moderation/appeal.html", {"measure": measure, "form": form}, status=_status(form))


@for_reviewers
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """List what waits for a person to look at it."""
    reviewer_id = account_of(request).id
    context = {
        "texts": queries.queue(reviewer_id),
        "appeals": queries.appeals_waiting(reviewer_id),
        "tally": queries.false_positives(),
    }
    return render(request, "moderation/desk.html", context)


@for_reviewers
@require_http_methods(["GET", "HEAD", "POST"])
@once
def review(request: HttpRequest, refused_id: UUID) -> HttpResponse:
    """Show a refused text in its place, with the thread around it and nothing else, and decide."""
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["decision"]
        moderation.decide_review(
            act_of(request),
            refused_id=refused_id,
            allow=chosen == DecisionForm.ALLOW,
            deliberate=chosen == DecisionForm.ATTEMPT,
            reason=form.cleaned_data["reason"],
        )
        return redirect("moderation:desk")
    refused = queries.for_review(refused_id)
    if refused.author_id == account_of(request).id:
        raise Http404
    context = {
        **_shown(refused),
        "form": form,
        "around": [] if refused.contract_id is None else conversation.around(refused.contract_id, refused.refused_at),
        "measures": queries.measures_of(refused.author_id),
    }
    return render(request, "moderation/review.html", context, status=_status(form))


@for_reviewers
@require_http_methods(["GET", "HEAD", "POST"])
@once
def appeal_decision(request: HttpRequest, measure_id: UUID) -> HttpResponse:
    """Show an appeal with what it is about, and decide."""
    form = AppealDecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        moderation.decide_appeal(
            act_of(request),
            measure_id=measure_id,
            lift=form.cleaned_data["decision"] == AppealDecisionForm.LIFT,
            reason=form.cleaned_data["reason"],
        )
        return redirect("moderation:desk")
    waiting = queries.appeal_for_decision(measure_id, account_of(request).id)
    context = {**_shown(waiting.measure.because.refused), "appeal": waiting, "form": form}
    return render(request, "moderation/appeal_decision.html", context, status=_status(form))


def _shown(refused: RefusedText) -> dict[str, object]:
    return {
        "refused": refused,
        "pieces": pieces(refused),
        "findings": highlights(refused, get_language() or "en"),
    }


def _status(form: Form) -> int:
    """Return 422 for a form that came back because something in it can't be accepted."""
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
