"""A mail world on loopback: DNS answered over UDP, domains that sign, and the site's own SMTP server."""

import asyncio
import base64
import smtplib
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from functools import cache
from typing import Any

import dkim
import dns.flags
import dns.message
import dns.rdatatype
import dns.rrset
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from aval.channels.mail.resolver import dns_asker
from aval.mail.server import serve


@dataclass
class Zone:
    """What DNS says here: (name, type) to values. Asked for more, it says that there is no such name."""

    records: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    silent: bool = False
    port: int = 0

    def add(self, name: str, kind: str, value: str) -> None:
        self.records.setdefault((name.lower(), kind), []).append(value)

    def answer(self, wire: bytes) -> bytes:
        question = dns.message.from_wire(wire)
        reply = dns.message.make_response(question)
        asked = question.question[0]
        name, kind = asked.name.to_text(omit_final_dot=True).lower(), dns.rdatatype.to_text(asked.rdtype)
        values = self.records.get((name, kind), [])
        if values:
            texts = [f'"{_quoted(value)}"' if kind == "TXT" else value for value in values]
            reply.answer.append(dns.rrset.from_text(asked.name, 60, "IN", kind, *texts))
        elif not any(known == name for known, _kind in self.records):
            reply.set_rcode(dns.rcode.NXDOMAIN)
        reply.flags |= dns.flags.RA
        return bytes(reply.to_wire(max_size=65_000))


def _quoted(value: str) -> str:
    return '" "'.join(value[start : start + 250] for start in range(0, len(value), 250))


@contextmanager
def dns_world() -> Iterator[Zone]:
    """Answer DNS questions on a port of the loopback."""
    zone = Zone()

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            wire, socket = self.request
            if not zone.silent:
                socket.sendto(zone.answer(wire), self.client_address)

    with socketserver.ThreadingUDPServer(("127.0.0.1", 0), Handler) as server:
        zone.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield zone
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def smtp_world(zone: Zone, *, timeout: float = 2.0) -> Iterator[int]:
    """Run the site's inbound server with this DNS; yield its port."""
    started: threading.Event = threading.Event()
    found: dict[str, Any] = {}

    def ready(port: int) -> None:
        found["port"] = port
        started.set()

    async def run() -> None:
        ask = dns_asker(["127.0.0.1"], port=zone.port, timeout=timeout)
        task = asyncio.ensure_future(serve("127.0.0.1", 0, ask, ready=ready))
        loop = asyncio.get_running_loop()
        found["stop"] = lambda: loop.call_soon_threadsafe(task.cancel)
        try:
            await task
        except asyncio.CancelledError:
            return

    thread = threading.Thread(target=lambda: asyncio.run(run()))
    thread.start()
    assert started.wait(10)
    try:
        yield found["port"]
    finally:
        found["stop"]()
        thread.join()


@cache
def _key() -> tuple[bytes, str]:
    made = rsa.generate_private_key(65537, 2048)
    pem = made.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    public = made.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return pem, base64.b64encode(public).decode()


def publish(zone: Zone, domain: str, *, policy: str = "reject") -> None:
    """Let a domain have a key to sign with, a policy, and no server that may send for it."""
    zone.add(f"s1._domainkey.{domain}", "TXT", f"v=DKIM1; k=rsa; p={_key()[1]}")
    zone.add(f"_dmarc.{domain}", "TXT", f"v=DMARC1; p={policy}")
    zone.add(domain, "TXT", "v=spf1 -all")


def letter(sender: str, to: str, subject: str, text: str, *, message_id: str = "", **headers: str) -> EmailMessage:
    """Write a mail."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, to, subject
    made["Date"] = headers.pop("date", "Fri, 27 Nov 2026 15:00:00 -0500")
    made["Message-ID"] = message_id or f"<{abs(hash((sender, subject, text)))}@mail.example>"
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made


def signed(made: EmailMessage, domain: str) -> bytes:
    """Return the mail as its domain's server sends it: with a signature over what people read."""
    raw = made.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    names = [b"from", b"to", b"subject", b"date", b"message-id"]
    signature: bytes = dkim.sign(raw, b"s1", domain.encode(), _key()[0], include_headers=names)
    return signature + raw


def send(port: int, raw: bytes | EmailMessage, to: str | list[str], *, sender: str = "bounce@relay.example") -> bytes:
    """Send it by SMTP; return the server's last word.

    :raises smtplib.SMTPException: if it is refused
    """
    body = raw if isinstance(raw, bytes) else raw.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    with smtplib.SMTP("127.0.0.1", port, local_hostname="relay.example", timeout=20) as server:
        server.ehlo()
        server.mail(sender)
        for one in [to] if isinstance(to, str) else to:
            code, said = server.rcpt(one)
            if code != 250:
                raise smtplib.SMTPRecipientsRefused({one: (code, said)})
        code, said = server.data(body)
        if code != 250:
            raise smtplib.SMTPDataError(code, said)
        return said
