"""Views of refused texts: one's own, and the desk of those who look at them."""

import json
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, ParamSpec
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aval.accounts import queries as accounts
from aval.conversation import queries as conversation
from aval.kernel.clock import now
from aval.kernel.refusals import Invalid
from aval.moderation import actions as moderation
from aval.moderation import queries
from aval.moderation.anonymous import marked
from aval.moderation.highlights import doubts, highlights, pieces
from aval.moderation.models import Place, RefusedText
from aval.web.files.serving import serve
from aval.web.moderation.figures import shown_figures
from aval.web.moderation.forms import (
    AppealDecisionForm,
    AppealForm,
    CorpusForm,
    DecisionForm,
    ExceptionForm,
    NoteForm,
)
from aval.web.requests import account_of, act_of, is_htmx, once

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
    context = {"texts": queries.own_refused(account_id), "measures": queries.measures_of(account_id), "now": now()}
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
    sent = conversation.sent_again(refused.contract_id, [refused.id]) if refused.contract_id else set()
    can_send_again = (
        refused.contract_id is not None
        and refused.place in {Place.MESSAGE, Place.FILE, Place.FILE_NAME}
        and refused.resume is not None
        and not getattr(getattr(refused, "decision", None), "allowed", False)
        and conversation.gate(refused.contract_id).is_open
        and not sent
    )
    context = {**_shown(refused), "form": form, "can_send_again": can_send_again}
    return render(request, "moderation/text.html", context, status=_status(form))


@login_required
@require_POST
def review_request(request: HttpRequest, refused_id: UUID) -> HttpResponse:
    """Send one's own refused text for review in one click; doing it twice changes nothing."""
    moderation.send_for_review(act_of(request), refused_id=refused_id)
    if not is_htmx(request):
        return redirect("moderation:text", refused_id)
    refused = queries.own_refused_text(refused_id, account_of(request).id)
    return render(request, "moderation/_asked.html", {"refused": refused})


@login_required
@require_POST
def consent(request: HttpRequest, refused_id: UUID) -> HttpResponse:
    """Agree that one's own reviewed text helps to measure screening, without personal data."""
    moderation.agree_to_corpus(act_of(request), refused_id=refused_id)
    return redirect("moderation:text", refused_id)


@login_required
@require_safe
def file(request: HttpRequest, held_text_id: UUID, held_file_id: UUID) -> FileResponse:
    """Send a file that was held back to its author or to a reviewer."""
    account_id = account_of(request).id
    reviewer = accounts.is_mediator(account_id) or accounts.is_operator(account_id)
    return serve(request, queries.file_for(held_text_id, held_file_id, account_id, reviewer=reviewer))


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Show anybody how often screening is wrong on this site."""
    return render(request, "moderation/figures.html", {"figures": shown_figures()})


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
    context = {**_shown(measure.because.refused), "measure": measure, "form": form}
    return render(request, "moderation/appeal.html", context, status=_status(form))


@for_reviewers
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """List what waits for a person to look at it."""
    reviewer_id = account_of(request).id
    context = {
        "texts": queries.queue(reviewer_id),
        "appeals": queries.appeals_waiting(reviewer_id),
        "corpus": queries.for_corpus(),
        "now": now(),
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
        messages.success(request, _("Decided. Whoever wrote it reads your reason."))
        return redirect("moderation:desk")
    return _review_page(request, refused_id, form, ExceptionForm())


@for_reviewers
@require_POST
@once
def exception(request: HttpRequest, refused_id: UUID) -> HttpResponse:
    """Let some contact details through on the contract of a refused text, for some days."""
    form = ExceptionForm(request.POST)
    if not form.is_valid():
        return _review_page(request, refused_id, DecisionForm(), form)
    moderation.grant_exception(act_of(request), refused_id=refused_id, **form.cleaned_data)
    return redirect("moderation:review", refused_id)


@for_reviewers
@require_http_methods(["GET", "HEAD", "POST"])
@once
def corpus_case(request: HttpRequest, refused_id: UUID) -> HttpResponse:
    """Show a reviewed text with invented values, and add it to the corpus once it was read again."""
    form = CorpusForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            moderation.add_to_corpus(act_of(request), refused_id=refused_id, **form.cleaned_data)
        except Invalid as invalid:
            form.add_error(invalid.field if invalid.field in form.fields else None, str(invalid.sentence))
        else:
            return redirect("moderation:desk")
    refused = queries.for_review(refused_id)
    if not hasattr(refused, "consent") or refused.author_id == account_of(request).id:
        raise Http404
    if not form.is_bound:
        kinds = refused.kinds
        form = CorpusForm(
            initial={
                "marked": marked(refused, [refused.author.display_name]),
                "lang": refused.author.language[:2],
                "kind": kinds[0] if kinds else "",
                "obfuscation": refused.findings[0]["disguise"] if refused.findings else "none",
            }
        )
    return render(request, "moderation/corpus_case.html", {"form": form}, status=_status(form))


@for_reviewers
@require_safe
def corpus(request: HttpRequest) -> HttpResponse:
    """Send the reviewed texts that were added to the corpus, one a line."""
    del request
    lines = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in queries.corpus_lines())
    response = HttpResponse(lines, content_type="application/jsonl; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="reviewed.jsonl"'
    return response


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
        messages.success(request, _("Decided. Whoever appealed reads your reason."))
        return redirect("moderation:desk")
    waiting = queries.appeal_for_decision(measure_id, account_of(request).id)
    context = {**_shown(waiting.measure.because.refused), "appeal": waiting, "form": form}
    return render(request, "moderation/appeal_decision.html", context, status=_status(form))


def _review_page(request: HttpRequest, refused_id: UUID, form: DecisionForm, exception: ExceptionForm) -> HttpResponse:
    """Show what a reviewer needs: the text, its files and what was said around it; nothing else of that person."""
    refused = queries.for_review(refused_id)
    account_id = account_of(request).id
    if refused.author_id == account_id or queries.is_party(account_id, refused.contract_id):
        raise Http404
    around = [] if refused.contract_id is None else conversation.around(refused.contract_id, refused.refused_at)
    context = {**_shown(refused), "form": form, "exception_form": exception, "around": around}
    bound = form.is_bound or exception.is_bound
    status = HTTPStatus.UNPROCESSABLE_ENTITY if bound else HTTPStatus.OK
    return render(request, "moderation/review.html", context, status=status)


def _shown(refused: RefusedText) -> dict[str, object]:
    language = get_language() or "en"
    return {
        "refused": refused,
        "pieces": pieces(refused),
        "findings": highlights(refused, language),
        "doubts": doubts(refused, language),
        "files": queries.files_of(refused),
        "now": now(),
    }


def _status(form: Form) -> int:
    """Return 422 for a form that came back because something in it can't be accepted."""
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
