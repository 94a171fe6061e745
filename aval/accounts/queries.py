"""The questions that pages and other modules ask about people."""

import hashlib
from uuid import UUID

from aval.accounts.models import Account, Role, Token


def is_mediator(account_id: UUID) -> bool:
    """Tell whether the account hears cases on this site."""
    return Role.objects.filter(account_id=account_id, kind=Role.Kind.MEDIATOR).exists()


def is_operator(account_id: UUID) -> bool:
    """Tell whether the account runs this site."""
    return Role.objects.filter(account_id=account_id, kind=Role.Kind.OPERATOR).exists()


def token_for(secret: str) -> Token | None:
    """Return the token of this secret with its account, unless it was revoked or the account closed."""
    digest = hashlib.sha256(secret.encode()).digest()
    return (
        Token.objects.select_related("account")
        .filter(secret_sha256=digest, revoked_at=None, account__is_active=True)
        .first()
    )


def display_names(account_ids: set[UUID]) -> dict[UUID, str]:
    """Return the public names of these accounts."""
    return dict(Account.objects.filter(id__in=account_ids).values_list("id", "display_name"))
