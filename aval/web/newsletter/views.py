"""Pages of the newsletter. They ask for no account; the links in the letters say who it is."""

from datetime import timedelta
from http import HTTPStatus
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from aval.kernel.acts import Act
from aval.kernel.clock import now
from aval.newsletter import actions, queries
from aval.newsletter.models import Issue
from aval.newsletter.states import Status
from aval.web.newsletter.forms import SubscribeForm, WantedForm

ONE_CLICK = "One-Click"
ISSUES_SHOWN = 8


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """Show what the newsletter holds, and ask for it."""
    form = SubscribeForm(request.POST or None, language=request.LANGUAGE_CODE)
    if request.method == "POST" and form.is_valid():
        actions.subscribe(_act(), **form.cleaned_data)
        return redirect("newsletter:asked")
    at = now()
    context = {
        "form": form,
        "projects": queries.published(request.LANGUAGE_CODE, at - timedelta(days=7), at),
        "issues": queries.issues(request.LANGUAGE_CODE)[:ISSUES_SHOWN],
    }
    return render(request, "newsletter/index.html", context, status=_status(form))


@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """Say that a letter is on its way; the same whether the address was known or not."""
    return render(request, "newsletter/asked.html")


@require_http_methods(["GET", "HEAD", "POST"])
def confirmation(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm. Opening the link only asks, for mail programs open links too; the button does it."""
    if request.method == "POST":
        subscription = actions.confirm(_act(), token=token)
        return redirect(actions.change_path(subscription.id))
    return render(request, "newsletter/confirmation.html", {"token": token})


@csrf_exempt  # The token is the proof; RFC 8058 posts come from mail services, without cookies.
@require_http_methods(["GET", "HEAD", "POST"])
def subscription(request: HttpRequest, token: str) -> HttpResponse:
    """Show a subscription, change what it brings, or end it, which one click of the mail program does too."""
    if request.method == "POST" and ("end" in request.POST or request.POST.get("List-Unsubscribe") == ONE_CLICK):
        actions.end(_act(), token=token)
        return redirect("newsletter:subscription", token)
    subscribed = actions.subscription_of(token)
    form = WantedForm(
        request.POST or None, initial={"language": subscribed.language, "categories": subscribed.categories}
    )
    changed = request.method == "POST" and form.is_valid()
    if changed:
        subscribed = actions.change(_act(), token=token, **form.cleaned_data)
    context = {"subscription": subscribed, "form": form, "ended": subscribed.status == Status.ENDED, "changed": changed}
    return render(request, "newsletter/subscription.html", context, status=_status(form))


@require_safe
def issue(request: HttpRequest, issue_id: UUID) -> HttpResponse:
    """Show what an issue held, as far as it is still open."""
    found = Issue.objects.get(id=issue_id)
    return render(request, "newsletter/issue_page.html", {"issue": found, "projects": queries.projects_in(found)})


def _act() -> Act:
    # A subscriber is an address, not an account: the site acts on the address's word.
    return Act.by_site(now(), via="web")


def _status(form: WantedForm) -> int:
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound and not form.is_valid() else HTTPStatus.OK
