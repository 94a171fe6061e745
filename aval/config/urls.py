"""The root of all addresses: each area brings its own."""

from importlib import import_module
from importlib.util import find_spec

from django.urls import include, path

AREAS = (
    "demo",
    "pages",
    "people",
    "projects",
    "contracts",
    "conversation",
    "files",
    "imports",
    "money",
    "cases",
    "reviews",
    "moderation",
    "notifications",
    "newsletter",
)

urlpatterns = []
# First, because programs call most often, and each address is looked for in this order.
if find_spec("aval.api.app"):
    urlpatterns.append(path("api/v1/", import_module("aval.api.app").api.urls))
urlpatterns.append(path("accounts/", include("allauth.urls")))
urlpatterns += [
    path("", include(f"aval.web.{area}.urls"))
    for area in AREAS
    if find_spec(f"aval.web.{area}") and find_spec(f"aval.web.{area}.urls")
]
