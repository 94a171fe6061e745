"""The files of the site log are answered before anything asks who reads: they are the same for all, and cached."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import resolve
from django.urls.exceptions import Resolver404

PREFIX = "/log/"

GetResponse = Callable[[HttpRequest], HttpResponse]


class PublishedFiles:
    """Answers requests for the site log's files without session, language or reader."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve a file of the log, or pass the request on."""
        if request.path.startswith(PREFIX) and request.path != PREFIX:
            try:
                match = resolve(request.path)
            except Resolver404:
                return self.get_response(request)
            answer: HttpResponse = match.func(request, *match.args, **match.kwargs)
            return answer
        return self.get_response(request)
