"""Asking DNS itself, for whoever receives mail. The only place in this package that touches the network."""

from __future__ import annotations

from collections.abc import Sequence

from dns.exception import DNSException
from dns.rdata import Rdata
from dns.resolver import NXDOMAIN, NoAnswer, Resolver

from aval.channels.mail.answers import FAILED, FOUND, NO_NAME, NOTHING, Answer, Ask


def dns_asker(nameservers: Sequence[str] = (), *, port: int = 53, timeout: float = 5.0) -> Ask:
    """Ask these servers (the machine's own if none are given), each question within ``timeout`` seconds."""
    resolver = Resolver(configure=not nameservers)
    if nameservers:
        resolver.nameservers = list(nameservers)
        resolver.port = port
    resolver.lifetime = timeout

    def ask(name: str, kind: str) -> Answer:
        try:
            answer = resolver.resolve(name, kind, search=False)
        except NXDOMAIN:
            return Answer(NO_NAME)
        except NoAnswer:
            return Answer(NOTHING)
        except (DNSException, OSError, ValueError):
            return Answer(FAILED)
        return Answer(FOUND, tuple(_text(kind, record) for record in answer))

    return ask


def _text(kind: str, record: Rdata) -> str:
    if kind == "TXT":
        return b"".join(record.strings).decode("latin-1")  # type: ignore[attr-defined]
    return record.to_text().rstrip(".")
