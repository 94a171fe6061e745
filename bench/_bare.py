"""The site's own application with two more addresses: a Django view that does nothing but answer."""

from aval.config.wsgi import application

# isort: split
# Django has been set up by the import above, and not before.
from django.http import HttpRequest, HttpResponse
from django.urls import path

from aval.config import urls

__all__ = ["application"]


def bare(request: HttpRequest) -> HttpResponse:
    """Answer as short a text as a posted message's answer is."""
    del request
    return HttpResponse(b'{"id":"01a209ab-5f14-76fd-9915-e67f78902ccd","seq":1}', content_type="application/json")


# Once as any view of the site is reached, and once under the API's prefix, past the pages' middleware.
urls.urlpatterns[:0] = [path("bare", bare), path("api/v1/bare", bare)]
