"""The questions that pages and other modules ask about people."""

import hashlib
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from aval.accounts.models import Account, Role
from aval.kernel import statements


def is_mediator(account_id: UUID) -> bool:
    """Tell whether the account hears cases on this site."""
    return Role.objects.filter(account_id=account_id, kind=Role.Kind.MEDIATOR).exists()


def is_operator(account_id: UUID) -> bool:
    """Tell whether the account runs this site."""
    return Role.objects.filter(account_id=account_id, kind=Role.Kind.OPERATOR).exists()


_ACCOUNT = ("id", "display_name", "language", "time_zone", "is_active")
_BEARER_STATEMENT = (
    f"SELECT t.scopes, {', '.join(f'a.{name}' for name in _ACCOUNT)}"  # noqa: S608
    " FROM accounts_token t JOIN accounts_account a ON a.id = t.account_id"
    " WHERE t.secret_sha256 = %b AND t.revoked_at IS NULL AND a.is_active"
)


class Bearer(NamedTuple):
    """Who calls the API, and what the token that they showed allows."""

    account: Account
    scopes: list[str]


def bearer_of(secret: str) -> Bearer | None:
    """Return who calls with the token of this secret, unless it was revoked or the account closed.

    Every call to the API passes here, so only what most of them need is read; the rest is fetched when it is asked for.
    """
    rows = statements.run(_BEARER_STATEMENT, [hashlib.sha256(secret.encode()).digest()])
    if not rows:
        return None
    ((scopes, *account),) = rows
    return Bearer(Account.from_db(connection.alias, _ACCOUNT, account), scopes)


def display_names(account_ids: set[UUID]) -> dict[UUID, str]:
    """Return the public names of these accounts."""
    return dict(Account.objects.filter(id__in=account_ids).values_list("id", "display_name"))
