"""The root of all addresses: each area brings its own."""

from django.urls import URLPattern, URLResolver, include, path

from aval.api.app import api

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
    "erasure",
    "notifications",
    "newsletter",
    "sitelog",
)

urlpatterns: list[URLPattern | URLResolver] = [
    # First, because programs call most often, and each address is looked for in this order.
    path("api/v1/", api.urls),
    path("accounts/", include("allauth.urls")),
    *(path("", include(f"aval.web.{area}.urls")) for area in AREAS),
]
