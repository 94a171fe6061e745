"""The questions that pages and other modules ask about people."""

import hashlib
from uuid import UUID

from django.db import connection

from aval.accounts.models import Account, Role, Token
from aval.kernel import statements


def is_mediator(account_id: UUID) -> bool:
    """Tell whether the account hears cases on this site."""
    return Role.objects.filter(account_id=account_id, kind=Role.Kind.MEDIATOR).exists()


def is_operator(account_id: UUID) -> bool:
    """Tell whether the account runs this site."""
    return Role.objects.filter(account_id=account_id, kind=Role.Kind.OPERATOR).exists()


_TOKEN = ("id", "account_id", "scopes")
_ACCOUNT = ("id", "display_name", "language", "time_zone", "is_active")
_TOKEN_STATEMENT = (
    f"SELECT {', '.join(f't.{name}' for name in _TOKEN)}, {', '.join(f'a.{name}' for name in _ACCOUNT)}"  # noqa: S608
    " FROM accounts_token t JOIN accounts_account a ON a.id = t.account_id"
    " WHERE t.secret_sha256 = %s AND t.revoked_at IS NULL AND a.is_active"
)


def token_for(secret: str) -> Token | None:
    """Return the token of this secret with its account, unless it was revoked or the account closed.

    Every call to the API passes here, so only what most of them need is read; the rest is fetched when it is asked for.
    """
    rows = statements.run(_TOKEN_STATEMENT, [hashlib.sha256(secret.encode()).digest()])
    if not rows:
        return None
    (row,) = rows
    token = Token.from_db(connection.alias, _TOKEN, row[: len(_TOKEN)])
    token.account = Account.from_db(connection.alias, _ACCOUNT, row[len(_TOKEN) :])
    return token


def display_names(account_ids: set[UUID]) -> dict[UUID, str]:
    """Return the public names of these accounts."""
    return dict(Account.objects.filter(id__in=account_ids).values_list("id", "display_name"))
