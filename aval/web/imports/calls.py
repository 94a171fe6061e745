"""Views of minutes: writing them, and answering the other party's."""

from http import HTTPStatus
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from aval.conversation import access as conversation
from aval.conversation import queries as gates
from aval.files import actions as files
from aval.imports import minutes as calls
from aval.imports import queries
from aval.kernel.refusals import Invalid, Refusal
from aval.web.files.limits import uploaded
from aval.web.imports.forms import MinutesAnswerForm, MinutesForm
from aval.web.requests import account_of, act_of, once


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def minutes(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Write minutes of a call."""
    thread = conversation.party_thread(contract_id, account_of(request).id)
    form = MinutesForm(request.POST or None)
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        try:
            return _write(request, contract_id, form)
        except Refusal as refused:
            refusal = refused
            if isinstance(refused, Invalid) and refused.field in form.fields:
                form.add_error(refused.field, str(refused.sentence))
    context = {"thread": thread, "form": form, "refusal": refusal, "gate": gates.gate_of(thread)}
    return render(request, "imports/minutes.html", context, status=_status(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def answer(request: HttpRequest, contract_id: UUID, minutes_id: UUID) -> HttpResponse:
    """Confirm, correct or contest the other party's minutes."""
    thread = conversation.party_thread(contract_id, account_of(request).id)
    shown = next((one for one in queries.minutes(contract_id) if one.minutes.id == minutes_id), None)
    if shown is None:
        raise Http404
    form = MinutesAnswerForm(request.POST or None, sentences=[text for text, _named in shown.sentences])
    if request.method == "POST" and form.is_valid():
        try:
            calls.answer_minutes(
                act_of(request),
                contract_id=contract_id,
                minutes_id=minutes_id,
                answer=form.cleaned_data["answer"],
                text=form.cleaned_data["text"],
                sentences=form.cleaned_data["sentences"],
            )
            return redirect(reverse("conversation:thread", args=[contract_id]) + f"#minutes-{minutes_id}")
        except Invalid as refused:
            form.add_error(refused.field or None, str(refused.sentence))
    context = {"thread": thread, "shown": shown, "form": form, "reader": account_of(request)}
    return render(request, "imports/minutes_answer.html", context, status=_status(form))


def _write(request: HttpRequest, contract_id: UUID, form: MinutesForm) -> HttpResponse:
    kept = [files.upload(act_of(request), stream=file, name=file.name or "") for file in uploaded(request, "files")]
    written = calls.write_minutes(
        act_of(request), contract_id=contract_id, attachments=[item.id for item in kept], **form.cleaned_data
    )
    return redirect(reverse("conversation:thread", args=[contract_id]) + f"#minutes-{written.id}")


def _status(form: MinutesForm | MinutesAnswerForm) -> int:
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
