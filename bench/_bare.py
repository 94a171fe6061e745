"""The site's own application with one more address: a Django view that does nothing but answer."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aval.config.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from django.http import HttpRequest, HttpResponse  # noqa: E402 (Django must be set up first)
from django.urls import path  # noqa: E402

from aval.config import urls  # noqa: E402


def bare(request: HttpRequest) -> HttpResponse:
    """Answer as short a text as a posted message's answer is."""
    del request
    return HttpResponse(b'{"id":"01a209ab-5f14-76fd-9915-e67f78902ccd","seq":1}', content_type="application/json")


# Under the API's prefix, so that it passes by the pages' middleware just as the API does.
urls.urlpatterns.insert(0, path("api/v1/bare", bare))
