"""The questions that pages and other modules ask about people."""

import hashlib
from functools import cache
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


def token_for(secret: str) -> Token | None:
    """Return the token of this secret with its account, unless it was revoked or the account closed.

    Every call to the API passes here, so the statement is put together once and not by the ORM each time.
    """
    statement, tokens_fields, account_fields = _token_statement()
    rows = statements.run(statement, [hashlib.sha256(secret.encode()).digest()])
    if not rows:
        return None
    (row,) = rows
    token = Token.from_db(connection.alias, tokens_fields, row[: len(tokens_fields)])
    token.account = Account.from_db(connection.alias, account_fields, row[len(tokens_fields) :])
    return token


@cache
def _token_statement() -> tuple[str, list[str], list[str]]:
    token, account = Token._meta.concrete_fields, Account._meta.concrete_fields  # noqa: SLF001 (Django's own public name)
    columns = [f"t.{field.column}" for field in token] + [f"a.{field.column}" for field in account]
    statement = (
        f"SELECT {', '.join(columns)} FROM accounts_token t JOIN accounts_account a ON a.id = t.account_id"  # noqa: S608
        " WHERE t.secret_sha256 = %s AND t.revoked_at IS NULL AND a.is_active"
    )
    return statement, [field.attname for field in token], [field.attname for field in account]


def display_names(account_ids: set[UUID]) -> dict[UUID, str]:
    """Return the public names of these accounts."""
    return dict(Account.objects.filter(id__in=account_ids).values_list("id", "display_name"))
