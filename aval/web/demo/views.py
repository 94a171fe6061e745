"""The demo's door: who lives here, and a button to be them."""

from uuid import UUID

from django.conf import settings
from django.contrib.auth import login
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from aval.accounts.models import Account

PEOPLE = "@demo.aval"


@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """Say that pages are served and the database answers; for load balancers and start-up."""
    del request
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


@require_GET
def door(request: HttpRequest) -> HttpResponse:
    """List the people of the example marketplace."""
    _only_in_a_demo()
    people = (
        Account.objects.filter(email__endswith=PEOPLE)
        .select_related("profile")
        .prefetch_related("roles")
        .order_by("joined_at", "id")
    )
    return render(request, "demo/door.html", {"people": people, "password": settings.DEMO_PASSWORD})


@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """Sign in as one of them."""
    _only_in_a_demo()
    try:
        account_id = UUID(request.POST.get("account", ""))
    except ValueError:
        raise Http404 from None
    account = get_object_or_404(Account, id=account_id, email__endswith=PEOPLE)
    login(request, account, backend="django.contrib.auth.backends.ModelBackend")
    return redirect("people:home")


def _only_in_a_demo() -> None:
    if not settings.DEMO:
        raise Http404
