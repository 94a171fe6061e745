"""What a bridge is to the rest of the site."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class UntrustedRequest(Exception):
    """The signature does not fit the bytes, or the request is older than the provider's window."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it came, before anything of it was parsed.

    :ivar url: as the provider knows it, which some schemes sign
    :ivar headers: by their names in lower case
    """

    method: str
    url: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    at: datetime


@dataclass(frozen=True, slots=True)
class Heard:
    """One message as a provider reports it.

    :ivar source: the app as :mod:`aval.imports.sources` names it
    :ivar chat: what tells this chat from others: a group, a channel, or a pair of numbers
    :ivar provider_id: unique among this source's messages; an edit or a deletion has one of its own
    :ivar changes: the id of the message that this one edits or deletes
    :ivar past: whether it was said before the bridge was there, and the provider tells of it now
    """

    source: str
    chat: str
    provider_id: str
    sender: str
    at: datetime
    text: str
    name: str = ""
    kind: str = "message"
    answers: str = ""
    changes: str = ""
    deleted: bool = False
    missing_files: int = 0
    past: bool = False


class Bridge(Protocol):
    """A provider's side of it. Secrets come from the environment."""

    @property
    def is_on(self) -> bool:
        """Whether this site has an account there: all secrets are set."""
        ...

    @property
    def scheme(self) -> str:
        """How its requests are signed, for the evidence."""
        ...

    @property
    def meeting_point(self) -> str:
        """Where people find the site in that app: a number, the name of a bot."""
        ...

    def greeting(self, request: Request) -> str | None:
        """Return what to answer to the provider's question whether this address is really ours; None if it is none.

        :raises UntrustedRequest: if it does not know our secret
        """
        ...

    def read(self, request: Request) -> list[Heard]:
        """Check a request and return what it reports, in its order.

        :raises UntrustedRequest: if the signature does not fit, or the request is too old
        """
        ...
