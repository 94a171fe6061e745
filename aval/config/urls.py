"""The root of all addresses: each area brings its own."""

from django.urls import URLPattern, URLResolver, include, path

from aval.api.app import api
from aval.web.people import passkeys

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
    # Before allauth's own of the same names, which know no way back.
    path("accounts/2fa/webauthn/add/", passkeys.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("accounts/2fa/recovery-codes/", passkeys.RecoveryCodes.as_view(), name="mfa_view_recovery_codes"),
    path("accounts/", include("allauth.urls")),
    *(path("", include(f"aval.web.{area}.urls")) for area in AREAS),
]
