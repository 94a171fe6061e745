"""Views that bring an outside conversation in, and that answer what the other party brought."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aval.conversation import access as conversation
from aval.conversation import queries as gates
from aval.conversation.models import Thread
from aval.files import queries as stored
from aval.files.actions import FileIsEmpty
from aval.files.models import Attachment
from aval.imports import access, comparing, queries
from aval.imports import actions as imports
from aval.imports.addresses import address_of
from aval.imports.bridges import registry
from aval.imports.models import Import
from aval.kernel.refusals import Refusal
from aval.web.files.limits import uploaded
from aval.web.imports.forms import ConfirmationForm, ContestForm, ReadingForm
from aval.web.requests import account_of, act_of, once, page_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """List what was brought into a contract, and take an export in for a preview."""
    reader = account_of(request)
    thread = conversation.thread_for(contract_id, reader.id)
    refusal = None
    if request.method == "POST":
        try:
            return redirect("imports:preview", _preview(request, contract_id).id)
        except Refusal as refused:
            refusal = refused
    context = {
        "thread": thread,
        "refusal": refusal,
        "gate": gates.gate_of(thread),
        "imports": queries.imports(contract_id),
        "waiting": queries.waiting(contract_id, reader.id) if _is_party(thread, reader.id) else {},
        "previews": queries.own_previews(contract_id, reader.id),
        "is_party": _is_party(thread, reader.id),
        "arrivals": queries.waiting_arrivals(contract_id),
        "bridges": queries.bridges(contract_id),
        "providers": registry.on(),
        "address": address_of(contract_id),
        "comparisons": comparing.comparisons(thread),
    }
    return render(request, "imports/index.html", context, status=refusal.status if refusal else HTTPStatus.OK)


@login_required
@require_safe
def preview(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Show an export to whoever uploaded it, before anything of it is in the record."""
    held = access.own_import(import_id, account_of(request).id)
    if held.status == Import.Status.CONFIRMED:
        return redirect("imports:detail", held.contract_id, held.id)
    if held.status == Import.Status.DISCARDED:
        return redirect("imports:index", held.contract_id)
    return _previewed(request, held)


@login_required
@require_POST
@once
def reading(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Say in which zone the export's times are, and how its dates are to be read."""
    held = access.own_import(import_id, account_of(request).id)
    form = ReadingForm(request.POST, preview=queries.preview(held, _thread(held)))
    if not form.is_valid():
        return _previewed(request, held, reading_form=form)
    imports.read_differently(
        act_of(request), import_id=import_id, zone=form.cleaned_data["zone"], day_first=form.chosen_day_first
    )
    return redirect("imports:preview", import_id)


@login_required
@require_POST
@once
def confirmation(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Bring what was chosen into the record."""
    held = access.own_import(import_id, account_of(request).id)
    form = _confirmation_form(request, held, queries.preview(held, _thread(held)))
    if not form.is_valid():
        return _previewed(request, held, form=form)
    try:
        imports.confirm_import(
            act_of(request),
            import_id=import_id,
            people=form.chosen_people,
            since=form.cleaned_data["since"],
            until=form.cleaned_data["until"],
            leave_out=[int(text) for text in request.POST.getlist("leave_out") if text.isdecimal()],
            omission=form.cleaned_data["omission"],
        )
    except Refusal as refusal:
        return _previewed(request, held, form=form, refusal=refusal)
    messages.success(request, _("It is in the record now. The other party has been told and may answer."))
    return redirect("imports:detail", held.contract_id, import_id)


@login_required
@require_POST
@once
def dismissal(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Let an export go that was only looked at."""
    held = imports.discard_import(act_of(request), import_id=import_id)
    messages.success(request, _("Discarded. Nothing of it stays."))
    return redirect("imports:index", held.contract_id)


@login_required
@require_safe
def detail(request: HttpRequest, contract_id: UUID, import_id: UUID) -> HttpResponse:
    """Show a confirmed import with its entries, their grades, and the way to answer them."""
    reader = account_of(request)
    thread = conversation.thread_for(contract_id, reader.id)
    brought = queries.confirmed_import(contract_id, import_id)
    page = page_of(request, queries.of_import(contract_id, import_id), size=100)
    context = {
        "thread": thread,
        "brought": brought,
        "page": page,
        "entries": queries.shown(contract_id, list(page)),
        "answer_due": queries.answer_due(brought),
        "may_answer": _is_party(thread, reader.id) and brought.uploaded_by_id != reader.id,
        "waiting": queries.waiting(contract_id, reader.id).get(import_id, 0),
    }
    return render(request, "imports/detail.html", context)


@login_required
@require_POST
@once
def confirmations(request: HttpRequest, contract_id: UUID, import_id: UUID) -> HttpResponse:
    """Confirm all that nobody doubts of what the other party brought in."""
    imports.confirm_entries(act_of(request), contract_id=contract_id, import_id=import_id)
    messages.success(request, _("Confirmed. What is in doubt still waits for you, one by one."))
    return redirect("imports:detail", contract_id, import_id)


@login_required
@require_safe
def entry(request: HttpRequest, contract_id: UUID, entry_id: UUID) -> HttpResponse:
    """Show one imported entry, and the ways to answer it."""
    return _entry(request, contract_id, entry_id, ContestForm())


@login_required
@require_POST
@once
def entry_confirmation(request: HttpRequest, contract_id: UUID, entry_id: UUID) -> HttpResponse:
    """Confirm one entry by name."""
    imports.confirm_entry(act_of(request), contract_id=contract_id, entry_id=entry_id)
    return redirect(_place(contract_id, entry_id))


@login_required
@require_POST
@once
def contest(request: HttpRequest, contract_id: UUID, entry_id: UUID) -> HttpResponse:
    """Contest one entry, with a reason."""
    form = ContestForm(request.POST)
    if not form.is_valid():
        return _entry(request, contract_id, entry_id, form)
    imports.contest_entry(
        act_of(request), contract_id=contract_id, entry_id=entry_id, reason=form.cleaned_data["reason"]
    )
    return redirect(_place(contract_id, entry_id))


def _preview(request: HttpRequest, contract_id: UUID) -> Import:
    # Sent ahead in pieces by the page's script, or with the form.
    for ahead in request.POST.getlist("attachments")[:1]:
        kept = stored.own(_uuid(ahead), account_of(request).id)
        with stored.open_file(kept.sha256) as stream:
            return imports.preview_import(act_of(request), contract_id=contract_id, stream=stream, name=kept.name)
    files = uploaded(request, "file")
    if not files:
        raise FileIsEmpty(_("Choose the file that the app exported."))
    return imports.preview_import(
        act_of(request), contract_id=contract_id, stream=files[0], name=files[0].name or "export"
    )


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Attachment.DoesNotExist from None


def _previewed(
    request: HttpRequest,
    held: Import,
    *,
    form: ConfirmationForm | None = None,
    reading_form: ReadingForm | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    thread = _thread(held)
    shown = queries.preview(held, thread)
    bad = form is not None or reading_form is not None
    context = {
        "thread": thread,
        "preview": shown,
        "form": form or _confirmation_form(request, held, shown),
        "reading_form": reading_form or ReadingForm(preview=shown),
        "refusal": refusal,
        "left_out": set(request.POST.getlist("leave_out")),
    }
    status = refusal.status if refusal else (HTTPStatus.UNPROCESSABLE_ENTITY if bad else HTTPStatus.OK)
    return render(request, "imports/preview.html", context, status=status)


def _confirmation_form(request: HttpRequest, held: Import, shown: queries.Preview) -> ConfirmationForm:
    thread = _thread(held)
    return ConfirmationForm(
        request.POST if request.method == "POST" and "omission" in request.POST else None,
        people=shown.people,
        client=thread.client.display_name,
        professional=thread.professional.display_name,
    )


def _entry(request: HttpRequest, contract_id: UUID, entry_id: UUID, form: ContestForm) -> HttpResponse:
    reader = account_of(request)
    thread = conversation.thread_for(contract_id, reader.id)
    shown = queries.entry(contract_id, entry_id)
    context = {
        "thread": thread,
        "entry": shown,
        "form": form,
        "may_answer": _is_party(thread, reader.id)
        and shown.brought_by != reader.id
        and shown.standing in {"waiting", "silent", "proven"},
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "imports/entry.html", context, status=status)


def _thread(held: Import) -> Thread:
    return conversation.party_thread(held.contract_id, held.uploaded_by_id)


def _is_party(thread: Thread, account_id: UUID) -> bool:
    return account_id in {thread.client_id, thread.professional_id}


def _place(contract_id: UUID, entry_id: UUID) -> str:
    return reverse("conversation:thread", args=[contract_id]) + f"#entry-{entry_id}"
