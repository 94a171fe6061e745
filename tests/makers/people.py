"""The cast: client, professional, mediator, operator, and a stranger who tries everything."""

from datetime import UTC, datetime, timedelta
from itertools import count

from aval.accounts.models import Account, Profile, Role
from aval.kernel.acts import Act
from aval.kernel.ids import new_id

__all__ = ["NOON", "account", "act", "client", "mediator", "operator", "professional", "site_act", "stranger"]

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
_numbers = count(1)


def act(actor: Account, *, at: datetime = NOON, after: timedelta = timedelta()) -> Act:
    """Return a fresh act of this person; ``after`` moves the clock on from ``at``."""
    return Act(actor.id, at + after, new_id())


def site_act(*, at: datetime = NOON, after: timedelta = timedelta()) -> Act:
    """Return an act of the site itself."""
    return Act.by_site(at + after)


def account(name: str, **fields: object) -> Account:
    """Return a new account with a profile; the password is ``correct horse``."""
    number = next(_numbers)
    fields = {"language": "en", "time_zone": "America/Bogota", "display_name": name, **fields}
    made = Account.objects.create_user(f"{name.lower().split()[0]}{number}@people.test", "correct horse", **fields)
    Profile.objects.create(account=made)
    return made


def client(name: str = "Clara Gómez", **fields: object) -> Account:
    """Return someone who needs work done."""
    return account(name, **fields)


def professional(name: str = "Pedro Rocha", **fields: object) -> Account:
    """Return someone who does work."""
    return account(name, **fields)


def stranger(name: str = "Samuel Ortiz", **fields: object) -> Account:
    """Return someone who has no part in anything."""
    return account(name, **fields)


def mediator(name: str = "Marta Lima", **fields: object) -> Account:
    """Return someone who hears cases."""
    made = account(name, **fields)
    Role.objects.create(account=made, kind=Role.Kind.MEDIATOR, given_at=NOON)
    return made


def operator(name: str = "Oscar Díaz", **fields: object) -> Account:
    """Return someone who runs the site."""
    made = account(name, **fields)
    Role.objects.create(account=made, kind=Role.Kind.OPERATOR, given_at=NOON)
    return made
