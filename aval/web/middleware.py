"""What happens around every view: the reader's language, zone and theme, and refusals turned into answers."""

import logging
import zoneinfo
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.http.response import HttpResponseRedirectBase
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.defaults import page_not_found

from aval.accounts.models import Account
from aval.kernel.refusals import Refusal
from aval.web.requests import came_from

logger = logging.getLogger(__name__)

GetResponse = Callable[[HttpRequest], HttpResponse]

THEME_COOKIE = "theme"
THEMES = frozenset({"light", "dark"})


class ReaderMiddleware:
    """Answer in the language, time zone and theme of whoever reads; visitors choose by cookie or browser."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Set the reader's ways for the length of the request."""
        theme = request.COOKIES.get(THEME_COOKIE, "")
        if isinstance(request.user, Account):
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
            timezone.activate(_zone(request.user.time_zone))
            theme = request.user.theme
        request.theme = theme if theme in THEMES else ""  # type: ignore[attr-defined]  # read by the base template
        try:
            response = self.get_response(request)
        finally:
            timezone.deactivate()
        response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
        return response


class RefusalMiddleware:
    """Answer refusals with a page or, for htmx, a fragment; what is not there (or not yours) is not found.

    It also turns a redirect that answers htmx into one of the whole page, which is what views mean by it; has whoever
    must sign in first come back to the form they sent; and shows a page at addresses that only take forms.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Turn redirects, and answer who opens an address that only takes forms."""
        response = self.get_response(request)
        # A program that asks is answered as it was.
        if isinstance(response, HttpResponseNotAllowed) and "text/html" in request.headers.get("Accept", ""):
            return _only_takes_forms(request, response)
        if isinstance(response, HttpResponseRedirectBase) and request.method == "POST":
            _come_back_to_the_form(request, response)
        if isinstance(response, HttpResponseRedirectBase) and _by_htmx(request):
            return _redirect_of_the_page(response)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Translate what the domain raised; anything else is left to Django."""
        if isinstance(error, ObjectDoesNotExist):
            return page_not_found(request, Http404())
        if isinstance(error, Refusal):
            return refusal_answer(request, error)
        return None


def refusal_answer(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Show a refusal: what happened, why, what next. app.js puts the fragment into the form's own slot."""
    if refusal.status == HTTPStatus.SERVICE_UNAVAILABLE:
        logger.critical("%s", refusal)
    template = "parts/refusal.html" if _by_htmx(request) else "refused.html"
    response = render(request, template, {"refusal": refusal, "back": came_from(request)}, status=refusal.status)
    if _by_htmx(request):
        response["Aval-Refusal"] = "1"
    return response


def _only_takes_forms(request: HttpRequest, refused: HttpResponse) -> HttpResponse:
    response = render(request, "405.html", status=refused.status_code)
    response["Allow"] = refused["Allow"]
    return response


def _come_back_to_the_form(request: HttpRequest, redirect: HttpResponseRedirectBase) -> None:
    """Where the session ended before the form was sent: lead back to the form, not to where it was to go."""
    path, _mark, query = redirect.url.partition("?")
    wanted, back = QueryDict(query, mutable=True), came_from(request)
    if path == settings.LOGIN_URL and REDIRECT_FIELD_NAME in wanted and back:
        wanted[REDIRECT_FIELD_NAME] = back.removeprefix(request.build_absolute_uri("/")[:-1])
        redirect["Location"] = f"{path}?{wanted.urlencode(safe='/')}"


def _redirect_of_the_page(redirect: HttpResponseRedirectBase) -> HttpResponse:
    answer = HttpResponse(status=HTTPStatus.NO_CONTENT)
    answer["HX-Redirect"] = redirect.url
    answer.cookies = redirect.cookies
    return answer


def _by_htmx(request: HttpRequest) -> bool:
    return bool(getattr(request, "htmx", False))


def _zone(name: str) -> zoneinfo.ZoneInfo:
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo("UTC")
