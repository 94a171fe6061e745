"""Stripe's stand-in in a process of its own, and an ear that hears its webhooks."""

import json
import queue
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

SECRET, KEY = "whsec_of_the_tests", "sk_test_of_the_tests"
WAIT_SECONDS = 20
DECLINED = 402


@dataclass(frozen=True)
class Message:
    """A webhook as it came over the wire."""

    body: bytes
    signature: str

    @property
    def said(self) -> dict[str, Any]:
        """What it says."""
        said: dict[str, Any] = json.loads(self.body)
        return said


@dataclass
class Stage:
    """Stripe's stand-in: to be asked, to be acted upon, and to be heard."""

    address: str
    heard: "queue.Queue[Message]" = field(default_factory=queue.Queue)

    def hear(self, kind: str) -> Message:
        """Wait for the next webhook of a kind; others before it are dropped."""
        while True:
            message = self.heard.get(timeout=WAIT_SECONDS)
            if message.said["type"] == kind:
                return message

    def outside(self, what: str, **data: Any) -> None:
        """Let the outside do something."""
        self._post(f"/_outside/{what}", json.dumps(data).encode(), "application/json")

    def pay(self, intent: str, card: str = "4242424242424242") -> None:
        """Pay a payment intent as a person would in the browser."""
        method = self.call("/v1/payment_methods", {
            "type": "card", "card[number]": card, "card[exp_month]": "12", "card[exp_year]": "2040", "card[cvc]": "123",
        })  # fmt: skip
        self.call(f"/v1/payment_intents/{intent}", {"payment_method": method["id"]})
        try:
            self.call(f"/v1/payment_intents/{intent}/confirm", {"key": "pk_test"})
        except urllib.error.HTTPError as error:
            if error.code != DECLINED:
                raise

    def call(self, path: str, data: dict[str, str]) -> dict[str, Any]:
        """Ask the stand-in itself."""
        return self._post(path, urllib.parse.urlencode(data).encode(), "application/x-www-form-urlencoded")

    def orders(self) -> list[str]:
        """Return every order that was carried out."""
        with urllib.request.urlopen(f"{self.address}/_orders") as answer:
            taken: list[str] = json.loads(answer.read())
        return taken

    def _post(self, path: str, body: bytes, kind: str) -> dict[str, Any]:
        headers = {"Content-Type": kind, "Authorization": f"Bearer {KEY}"}
        request = urllib.request.Request(f"{self.address}{path}", data=body, headers=headers, method="POST")
        with urllib.request.urlopen(request) as answer:
            said = answer.read()
        made: dict[str, Any] = json.loads(said) if said else {}
        return made


@pytest.fixture
def stripe(settings: Any) -> Iterator[Stage]:
    """Start the stand-in and the ear; the site is set up to use them."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    stage = Stage(f"http://127.0.0.1:{port}")
    ear = _ear(stage)
    settings.PAYMENT_PROVIDERS = ["stripe"]
    settings.STRIPE_API, settings.STRIPE_SECRET_KEY = stage.address, KEY
    settings.STRIPE_WEBHOOK_SECRETS = ["whsec_of_connected_accounts", SECRET]
    process = subprocess.Popen([sys.executable, "-m", "tests.providers.stripe_stage", str(port)])
    try:
        _wait_for(stage, process)
        stage.call("/_config/webhooks/ours", {"url": f"http://127.0.0.1:{ear.server_port}/", "secret": SECRET})
        yield stage
    finally:
        process.terminate()
        process.wait(10)
        ear.shutdown()
        ear.server_close()


def _ear(stage: Stage) -> HTTPServer:
    class Ear(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            stage.heard.put(Message(body, self.headers["Stripe-Signature"]))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            pass

    ear = HTTPServer(("127.0.0.1", 0), Ear)
    threading.Thread(target=ear.serve_forever, daemon=True).start()
    return ear


def _wait_for(stage: Stage, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, "the stand-in ended"
        try:
            stage.orders()
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)  # a start has no event to wait for
        else:
            return
    pytest.fail("the stand-in did not start")
