"""Who acts, when, and through which request. Made at the edge, handed down, never invented by the domain."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Self
from uuid import UUID, uuid5

from aval.kernel.ids import SITE_ID, new_id

Via = Literal["web", "api", "console", "cli", "worker", "mail", "webhook"]


@dataclass(frozen=True, slots=True)
class Act:
    """One person's (or the site's) doing, as the interface saw it.

    :ivar actor_id: the account that acts, or ``SITE_ID`` for the site itself
    :ivar at: aware UTC time of the request
    :ivar request_id: the same for a retry of the same request; keys of money movements derive from it
    :ivar via: the interface it came through
    """

    actor_id: UUID
    at: datetime
    request_id: UUID
    via: Via = "web"

    @classmethod
    def by_site(cls, at: datetime, *, request_id: UUID | None = None, via: Via = "worker") -> Self:
        """Return an act of the site itself, such as a deadline that ran out or a provider's event."""
        return cls(SITE_ID, at, request_id or new_id(), via)

    def key(self, purpose: str) -> UUID:
        """Return the idempotency key of one effect of this act; the same act and purpose give the same key."""
        return uuid5(self.request_id, purpose)
