"""Who calls: bearer tokens (RFC 6750) with scopes, looked up by their hash."""

from typing import Any

from django.http import HttpRequest

from aval.accounts import queries as accounts
from aval.accounts.models import Token

READ, WRITE, MONEY = "read", "write", "money"
SCOPES = (READ, WRITE, MONEY)


class MissingScope(Exception):
    """The token is good, but was not given the right to do this."""

    def __init__(self, scope: str) -> None:
        super().__init__(scope)
        self.scope = scope


def token_of(request: HttpRequest) -> Token | None:
    """Return the caller's token, looked up once a request, or None if there is none or it is not good."""
    if not hasattr(request, "_aval_token"):
        scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
        found = accounts.token_for(secret.strip()) if scheme.lower() == "bearer" and secret else None
        request._aval_token = found  # type: ignore[attr-defined]  # noqa: SLF001 (the request carries it for us)
    token: Token | None = request._aval_token  # type: ignore[attr-defined]  # noqa: SLF001 (as above)
    return token


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
        token = token_of(request)
        if token is None:
            return None
        needed = self.scope or (READ if request.method in {"GET", "HEAD"} else WRITE)
        if needed not in token.scopes:
            raise MissingScope(needed)
        request.user = token.account
        return token.account
