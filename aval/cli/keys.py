"""``aval keys``: the keys that sign the record, and what an offline root says of them.

The root stays on a machine without network: there ``aval keys root`` makes it and ``aval keys vouch`` signs with it.
The site only ever sees its public key (``AVAL_RECORD_ROOTS``) and the statements that it signed.
"""

import argparse
import base64
import os
import secrets
import sys
from pathlib import Path

from aval.cli.installation import setup, site_database
from aval.kernel.refusals import Refusal
from aval.proofs import vouching
from aval.proofs.notes import NoteError, Signer
from aval.proofs.vouching import AnyVerifier, Statement, StatementError, Vouched

OVERLAP = 100_000
"""Entries of the site log during which an old and a new key both sign, unless told otherwise."""
LEAD = 1_000
"""Entries from now until a statement takes effect, so that every process has read it by then."""


def run(arguments: list[str]) -> int:
    """Do one thing to the keys; 0 if it could."""
    options = _parser().parse_args(arguments)
    try:
        if options.command in OFFLINE:
            return OFFLINE[options.command](options)
        with site_database():
            setup()
            return ONLINE[options.command](options)
    except (NoteError, StatementError, Refusal, OSError, RuntimeError) as error:
        print(error, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="aval keys", description="The keys that sign the record.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("show", help="which keys there are, and which sign now")
    add = commands.add_parser(
        "add",
        help="make one more key; it signs when the root has vouched for it",
        epilog="A key in a device is made with the device's own tool; --device takes it in once it has signed.",
    )
    what = add.add_mutually_exclusive_group()
    what.add_argument("--kind", choices=("ed25519", "ml-dsa-44"), default="ed25519", help="of the key to make")
    what.add_argument("--device", metavar="URI", help="take in an Ed25519 key that is in a PKCS#11 device: pkcs11:…")
    commands.add_parser("first", help="write the first statement, unsigned: today's keys, from now on")
    rotate = commands.add_parser("rotate", help="write a statement, unsigned: the newest key follows the others")
    rotate.add_argument("--overlap", type=int, default=OVERLAP, help=f"entries signed by both ({OVERLAP})")
    revoke = commands.add_parser("revoke", help="write a statement, unsigned: a key was compromised")
    revoke.add_argument("key", help="its id, eight hex digits, as `aval keys show` prints it")
    revoke.add_argument("--since", type=int, required=True, help="size of the site log up to which it was safe")
    rotate.add_argument("--lead", type=int, default=LEAD, help=f"entries from now until it takes effect ({LEAD})")
    install = commands.add_parser("install", help="take in a statement that the root signed")
    install.add_argument("note", type=Path)
    root = commands.add_parser("root", help="offline: make a root key in a file; print its public key")
    root.add_argument("file", type=Path)
    root.add_argument("--name", required=True, help="its name, such as root.example.org")
    vouch = commands.add_parser("vouch", help="offline: read a statement, show it, sign it with the root")
    vouch.add_argument("file", type=Path, help="the root key's file")
    vouch.add_argument("statement", type=Path)
    return parser


def _root(options: argparse.Namespace) -> int:
    seed = secrets.token_bytes(32)
    signer = Signer.from_seed(options.name, seed)
    descriptor = os.open(options.file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(f"{options.name} {base64.b64encode(seed).decode()}\n")
    print(signer.vkey)
    return 0


def _vouch(options: argparse.Namespace) -> int:
    name, seed = options.file.read_text().split()
    said = Statement.from_text(options.statement.read_bytes())
    sys.stdout.write(vouching.sign(said, Signer.from_seed(name, base64.b64decode(seed))).decode())
    return 0


def _show(options: argparse.Namespace) -> int:
    del options
    from aval.record import keys  # noqa: PLC0415 (needs Django)

    size, said = _size(), keys.statement()
    known: list[AnyVerifier] = [*keys.verifiers(), *keys.cosignature_verifiers()]
    held, places = {verifier.public_key for verifier in _held()}, keys.ring().places
    now = {verifier.public_key for verifier in _signing(size)}
    print(f"the site log has {size} entries; {'statement ' + str(said.number) if said else 'no root has spoken'}")
    for verifier in known:
        states = ["held" if verifier.public_key in held else "not here"]
        states += [f"in {places[verifier.public_key]}"] if verifier.public_key in places else []
        states += ["signs now"] if verifier.public_key in now else []
        states += [said.standing(verifier, size).value] if said else []
        print(f"{verifier.key_id.hex()}  {', '.join(states)}  {verifier.vkey}")
    return 0


def _add(options: argparse.Namespace) -> int:
    from aval.record import keys  # noqa: PLC0415 (needs Django)

    print(keys.add_device(options.device) if options.device else keys.add(options.kind))
    return 0


def _first(options: argparse.Namespace) -> int:
    from aval.record import keys  # noqa: PLC0415 (needs Django)

    del options
    if keys.statement() is not None:
        raise StatementError("the root has spoken already; see: aval keys rotate, aval keys revoke")
    return _print(Statement(keys.site_name(), 1, tuple(Vouched(one, 0, None) for one in _signing(0))))


def _rotate(options: argparse.Namespace) -> int:
    said, start = _said(), _size() + options.lead
    known = {key.verifier.public_key for key in said.keys}
    new = [verifier for verifier in _held() if verifier.public_key not in known]
    if not new:
        raise StatementError("there is no new key; make one first: aval keys add, or aval keys add --device URI")
    kinds = {type(verifier) for verifier in new}
    ending = start + options.overlap
    old = [
        Vouched(key.verifier, key.first, ending, key.revoked)
        if type(key.verifier) in kinds and key.last is None
        else key
        for key in said.keys
    ]
    return _print(Statement(said.name, said.number + 1, (*old, *(Vouched(one, start, None) for one in new))))


def _revoke(options: argparse.Namespace) -> int:
    said = _said()
    if options.key not in {key.verifier.key_id.hex() for key in said.keys}:
        raise StatementError(f"no key {options.key} was stated; see: aval keys show")
    return _print(
        Statement(
            said.name,
            said.number + 1,
            tuple(
                Vouched(key.verifier, key.first, key.last, options.since)
                if key.verifier.key_id.hex() == options.key
                else key
                for key in said.keys
            ),
        )
    )


def _install(options: argparse.Namespace) -> int:
    from aval.kernel.acts import Act  # noqa: PLC0415 (needs Django)
    from aval.kernel.clock import now  # noqa: PLC0415 (as above)
    from aval.record import sitelog  # noqa: PLC0415 (as above)

    said = sitelog.state_keys(Act.by_site(now()), options.note.read_bytes())
    print(f"statement {said.number} is in the site log, and published at /log/keys")
    return 0


def _held() -> list[AnyVerifier]:
    from aval.record import keys  # noqa: PLC0415 (needs Django)

    return [*(one.verifier for one in keys.ring().signers), *(one.verifier for one in keys.ring().cosigners)]


def _signing(size: int) -> list[AnyVerifier]:
    from aval.record import keys  # noqa: PLC0415 (needs Django)

    return [*(one.verifier for one in keys.signers(size)), *(one.verifier for one in keys.cosigners(size))]


def _said() -> Statement:
    from aval.record import keys  # noqa: PLC0415 (needs Django)

    said = keys.statement()
    if said is None:
        raise StatementError("no root has spoken yet; begin with: aval keys first")
    return said


def _size() -> int:
    from aval.record.models import SiteState  # noqa: PLC0415 (needs Django)

    size: int = SiteState.objects.values_list("size", flat=True).get()
    return size


def _print(said: Statement) -> int:
    sys.stdout.write(said.to_text().decode())
    return 0


OFFLINE = {"root": _root, "vouch": _vouch}
ONLINE = {"show": _show, "add": _add, "first": _first, "rotate": _rotate, "revoke": _revoke, "install": _install}
