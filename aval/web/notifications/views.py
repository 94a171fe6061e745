"""Pages of notifications: the bell, the list, the way out of letters, and the demonstration's outbox."""

from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aval.kernel.acts import Act
from aval.kernel.clock import now
from aval.notifications import actions, queries
from aval.notifications.models import Notification, SentMail
from aval.web.requests import account_of, act_of, page_of


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List what one was told, newest first."""
    page = page_of(request, Notification.objects.filter(account=account_of(request)).order_by("-at", "-id"))
    return render(request, "notifications/index.html", {"page": page, "told": queries.in_words(list(page))})


@login_required
@require_safe
def bell(request: HttpRequest) -> HttpResponse:
    """Draw the bell with its count, for a page that is open already."""
    return render(request, "notifications/_bell.html")


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything as read."""
    actions.read_all(act_of(request))
    return redirect("notifications:index")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, notification_id: UUID) -> HttpResponse:
    """Mark one as read by following it (POST), and go to what it is about."""
    if request.method == "POST":
        return redirect(queries.path_of(actions.read_notification(act_of(request), notification_id=notification_id)))
    return redirect(queries.path_of(Notification.objects.get(id=notification_id, account=account_of(request))))


@csrf_exempt  # The signed token is the proof; RFC 8058 posts come from mail services, without cookies.
@require_http_methods(["GET", "HEAD", "POST"])
def letters_of_kind(request: HttpRequest, token: str) -> HttpResponse:
    """Stop letters of one kind by one click, without signing in."""
    if request.method == "POST":
        group = actions.refuse_letters(Act.by_site(now(), via="web"), token=token)
        return render(request, "notifications/stopped.html", {"group": group.label})
    return render(request, "notifications/stop.html", {"group": actions.group_of(token).label, "token": token})


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """Show the letters of a demonstration, which go nowhere else."""
    _only_in_a_demonstration()
    return render(
        request, "notifications/outbox.html", {"page": page_of(request, SentMail.objects.order_by("-sent_at"))}
    )


@require_safe
def mail(request: HttpRequest, mail_id: UUID) -> HttpResponse:
    """Show one letter of a demonstration as text."""
    _only_in_a_demonstration()
    return render(request, "notifications/mail.html", {"mail": SentMail.objects.get(id=mail_id)})


def _only_in_a_demonstration() -> None:
    """Answer as if there were nothing, where letters are real."""
    if not settings.DEMO:
        raise Http404
