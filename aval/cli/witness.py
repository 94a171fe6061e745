"""``aval witness``: run a witness of somebody's site log. It needs neither database nor site, only a folder."""

import argparse
import base64
import os
import secrets
import sys
import time
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from aval.proofs.cosignatures import Cosigner, Kind
from aval.proofs.notes import NoteError, Verifier
from aval.proofs.witness import BODY_MAX, Answer, Store, Witness

KINDS = {"ed25519": Kind.ED25519, "ml-dsa-44": Kind.ML_DSA_44}
SECONDS_MAX = 20
"""How long a connection may keep one of the witness's threads."""


def run(arguments: list[str]) -> int:
    """Make, teach, show or run a witness; 0 if it could."""
    parser = argparse.ArgumentParser(prog="aval witness", description="Run a witness of a site log.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    make = commands.add_parser("init", help="make a witness with keys of its own in a folder")
    make.add_argument("folder", type=Path)
    make.add_argument("--name", required=True, help="its name for ever, such as witness.example.org/w1")
    make.add_argument("--kind", choices=KINDS, action="append", help="kind of key, may be repeated (ed25519)")
    teach = commands.add_parser("add", help="let it know a log by the verifier key that its site publishes")
    teach.add_argument("folder", type=Path)
    teach.add_argument("vkey", help="as in the site's policy, /log/policy: the word after 'log'")
    teach.add_argument("--origin", help="the log's name, if it is not the key's")
    show = commands.add_parser("show", help="print its keys, and what it saw last")
    show.add_argument("folder", type=Path)
    serve = commands.add_parser("serve", help="answer over HTTP until it is stopped")
    serve.add_argument("folder", type=Path)
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=7380)
    options = parser.parse_args(arguments)
    try:
        code: int = {"init": _init, "add": _add, "show": _show, "serve": _serve}[options.command](options)
    except (NoteError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return code


def _init(options: argparse.Namespace) -> int:
    options.folder.mkdir(parents=True, exist_ok=True)
    lines = [
        f"{kind} {options.name} {base64.b64encode(secrets.token_bytes(32)).decode()}"
        for kind in options.kind or ["ed25519"]
    ]
    for line in lines:
        _cosigner(line)  # refuses a name that can't be one, before anything is written
    descriptor = os.open(options.folder / "keys", os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write("\n".join(lines) + "\n")
    Store(options.folder / "seen.sqlite")
    return _show(options)


def _add(options: argparse.Namespace) -> int:
    verifier = Verifier.from_vkey(options.vkey)
    Store(options.folder / "seen.sqlite").add_log(options.origin or verifier.name, verifier)
    return _show(options)


def _show(options: argparse.Namespace) -> int:
    for cosigner in _cosigners(options.folder):
        print(f"key  {cosigner.verifier.vkey}")
    store = Store(options.folder / "seen.sqlite")
    for origin in store.logs():
        seen = store.seen(origin)
        print(f"log  {origin} " + (f"{seen.size} {base64.b64encode(seen.root).decode()}" if seen else "nothing yet"))
    return 0


def _serve(options: argparse.Namespace) -> int:
    server = server_of(options.folder, options.host, options.port)
    print(f"witness at http://{options.host}:{server.server_address[1]}/", flush=True)
    try:
        server.serve_forever()
    finally:
        server.server_close()
    return 0


def server_of(folder: Path, host: str, port: int) -> ThreadingHTTPServer:
    """Return a server that answers for the witness in a folder, not yet started."""
    witness = Witness(Store(folder / "seen.sqlite"), *_cosigners(folder))
    server = ThreadingHTTPServer((host, port), type("Handler", (_Handler,), {"witness": witness}))
    server.daemon_threads = True
    return server


class _Handler(BaseHTTPRequestHandler):
    """Translates between HTTP and the witness."""

    witness: Witness
    timeout = SECONDS_MAX
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "aval-witness", ""

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if self.path != "/add-checkpoint":
            return self._send(Answer(HTTPStatus.NOT_FOUND, b"POST /add-checkpoint\n"), close=True)
        if not length.isdecimal() or int(length) > BODY_MAX:
            return self._send(Answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, b"too large\n"), close=True)
        return self._send(self.witness.add_checkpoint(self.rfile.read(int(length)), int(time.time())))

    def do_GET(self) -> None:
        place, _, name = self.path.strip("/").partition("/")
        found = name == "checkpoint"
        self._send(self.witness.checkpoint(place) if found else Answer(HTTPStatus.NOT_FOUND, b"nothing here\n"))

    def log_message(self, form: str, *values: Any) -> None:
        print(form % values, file=sys.stderr)

    def _send(self, answer: Answer, *, close: bool = False) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        if close:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(answer.body)


def _cosigners(folder: Path) -> list[Cosigner]:
    return [_cosigner(line) for line in (folder / "keys").read_text().splitlines()]


def _cosigner(line: str) -> Cosigner:
    kind, name, seed = line.split(" ")
    return Cosigner(name, KINDS[kind], base64.b64decode(seed))
