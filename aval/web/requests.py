"""From a request to what the domain wants to know, and one answer for a form that is sent twice."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from aval.accounts import requests as answers
from aval.accounts.models import Account
from aval.kernel.acts import Act, Via
from aval.kernel.clock import now
from aval.kernel.ids import new_id
from aval.kernel.refusals import Refusal
from aval.kernel.transactions import unit

P = ParamSpec("P")
T = TypeVar("T")

ONCE = "once"
UNHASHED = frozenset({ONCE, "csrfmiddlewaretoken"})
KEPT_BELOW = 400


class FormSentBefore(Refusal):
    """The form was sent already, with other content than now."""

    sentence = _("This form was sent before with other content, so it was not sent again.")
    advice = _("Open the page anew to see what was sent; if you want to send this too, do it from there.")


def account_of(request: HttpRequest) -> Account:
    """Return the signed-in account; use it behind ``login_required``."""
    assert isinstance(request.user, Account), "this view needs login_required"
    return request.user


def act_of(request: HttpRequest, via: Via = "web") -> Act:
    """Make the act of this request: who, when, and under which id a repeat of it is known."""
    return Act(account_of(request).id, now(), _request_id(request), via)


def once(view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Make a view answer a repeat of the same form by the same account with the answer it gave first.

    The work and its answer are kept in one transaction. Refused forms are not kept: they may be corrected and sent
    again. Forms without ``{% once %}`` are served as ever.

    :raises FormSentBefore: if the form was sent with other content
    """

    @wraps(view)
    def answer(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        request = args[0]
        assert isinstance(request, HttpRequest), "a view's first argument is the request"
        if not isinstance(request.user, Account) or _mark(request) is None:
            return view(*args, **kwargs)
        try:
            return _kept(request) or _answer_and_keep(request, lambda: view(*args, **kwargs))
        except answers.AnsweredMeanwhile:
            return _kept(request) or view(*args, **kwargs)

    return answer


def is_htmx(request: HttpRequest) -> bool:
    """Tell whether htmx asks for a part of a page rather than the page."""
    return bool(getattr(request, "htmx", False))


def page_of(request: HttpRequest, things: QuerySet[Any] | Sequence[T], size: int = 20) -> Page[Any]:
    """Return the page of a list that ``?page=`` asks for; a number beyond the end gives the last one."""
    return Paginator(things, size).get_page(request.GET.get("page"))


def _answer_and_keep(request: HttpRequest, work: Callable[[], HttpResponse]) -> HttpResponse:
    with unit():
        response = work()
        if response.status_code < KEPT_BELOW and not response.streaming:
            answers.keep(
                account_of(request).id,
                _key(request),
                _content(request),
                answers.Answer(
                    response.status_code, response.content, response["Content-Type"], response.get("Location", "")
                ),
                now(),
            )
    return response


def _kept(request: HttpRequest) -> HttpResponse | None:
    try:
        kept = answers.find(account_of(request).id, _key(request), _content(request))
    except answers.KeyUsedForOtherContent:
        raise FormSentBefore from None
    if kept is None:
        return None
    response = HttpResponse(kept.body, status=kept.status, content_type=kept.media)
    if kept.location:
        response["Location"] = kept.location
    return response


def _request_id(request: HttpRequest) -> UUID:
    return new_id() if _mark(request) is None else _key(request)


def _key(request: HttpRequest) -> UUID:
    return answers.key_from(f"form {_mark(request)}", account_of(request).id)


def _mark(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.POST.get(ONCE, ""))
    except ValueError:
        return None


def _content(request: HttpRequest) -> bytes:
    """Hash what the form said; files count by name and size, which is enough to tell a repeat from a change."""
    fields = sorted((name, value) for name, values in request.POST.lists() if name not in UNHASHED for value in values)
    files = sorted((name, file.name, file.size) for name, several in request.FILES.lists() for file in several)
    return answers.content_hash(request.path.encode(), repr(fields).encode(), repr(files).encode())


def came_from(request: HttpRequest) -> str:
    """Return the page of ours that the request came from, or nothing."""
    referer = request.headers.get("Referer", "")
    here = request.build_absolute_uri("/")
    return referer if referer.startswith(here) else ""
