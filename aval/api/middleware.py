"""The API's own way through the site: past cookies, sessions and everything else that pages need."""

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import resolve
from django.utils import translation

from aval.api import problems
from aval.api.auth import bearer_of
from aval.api.requests import answer_once

PREFIX = "/api/v1/"


class ApiMiddleware:
    """Answers what is under ``/api/v1/`` and lets everything else pass on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the caller's language, always as JSON, never with a trace."""
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        with translation.override(_language(request)):
            try:
                response = answer_once(request, _view)
            except Exception as error:  # noqa: BLE001 (whatever it is, the caller gets a problem document)
                response = problems.of(request, error)
        if not response.streaming:
            response.headers.setdefault("Content-Length", str(len(response.content)))
        return response


def _view(request: HttpRequest) -> HttpResponse:
    try:
        match = resolve(request.path_info)
    except Http404 as error:
        return problems.of(request, error)
    response: HttpResponse = match.func(request, *match.args, **match.kwargs)
    return response


def _language(request: HttpRequest) -> str:
    if request.META.get("HTTP_ACCEPT_LANGUAGE"):
        return translation.get_language_from_request(request)
    bearer = bearer_of(request)
    return bearer.account.language if bearer else settings.LANGUAGE_CODE
