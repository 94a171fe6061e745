"""Who calls: bearer tokens (RFC 6750) with scopes, looked up by their hash."""

from typing import Any

from django.http import HttpRequest

from aval.accounts import queries as accounts
from aval.accounts.queries import Bearer

READ, WRITE, MONEY = "read", "write", "money"
SCOPES = (READ, WRITE, MONEY)


class MissingScope(Exception):
    """The token is good, but was not given the right to do this."""

    def __init__(self, scope: str) -> None:
        super().__init__(scope)
        self.scope = scope


def bearer_of(request: HttpRequest) -> Bearer | None:
    """Return who calls, looked up once a request, or None if they show no token or it is not good."""
    if not hasattr(request, "_aval_bearer"):
        scheme, _space, secret = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        found = accounts.bearer_of(secret.strip()) if scheme.lower() == "bearer" and secret else None
        request._aval_bearer = found  # type: ignore[attr-defined]  # noqa: SLF001 (the request carries it for us)
    bearer: Bearer | None = request._aval_bearer  # type: ignore[attr-defined]  # noqa: SLF001 (as above)
    return bearer


class TokenAuth:
    """What ninja asks before each operation; ``scope`` narrows what the token must allow.

    Reading needs ``read``, anything else ``write``, unless the operation says more.
    """

    openapi_type = "http"
    openapi_scheme = "bearer"
    openapi_name = "Token"

    def __init__(self, scope: str = "") -> None:
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Any:
        """Return the account, None if nobody signed in.

        :raises MissingScope: if the token does not allow this
        """
        bearer = bearer_of(request)
        if bearer is None:
            return None
        needed = self.scope or (READ if request.method in {"GET", "HEAD"} else WRITE)
        if needed not in bearer.scopes:
            raise MissingScope(needed)
        request.user = bearer.account
        return bearer.account
