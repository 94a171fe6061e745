"""The keys that sign the record: Ed25519 for every head, ML-DSA-44 beside it for the site log's.

A site begins with a key of each kind, made once. When an offline root has spoken (``aval keys``), its statement says
which key signs at which size of the site log: during an overlap several do. Each key signs under the log's own name.
"""

import base64
import os
import re
import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from aval.kernel.database import home
from aval.proofs.cosignatures import CosignatureVerifier, Cosigner, Kind
from aval.proofs.notes import Signer, Verifier
from aval.proofs.vouching import Standing, Statement
from aval.record.models import KeyStatement, SiteState

ED25519, ML_DSA_44 = "ed25519", "ml-dsa-44"
STATEMENT_SECONDS = 30.0
"""How long a process goes on with the statement that it read. A statement names sizes further ahead than that."""

_SPACE = re.compile(r"[\s,]+")


class NoKey(RuntimeError):
    """None of the keys that this installation holds may sign at this size of the site log."""


@dataclass(frozen=True, slots=True)
class Ring:
    """The private keys that this installation holds."""

    signers: tuple[Signer, ...]
    cosigners: tuple[Cosigner, ...]


@dataclass(slots=True)
class _Kept:
    ring: Ring | None = None
    statement: Statement | None = None
    read_at: float | None = None


_kept = _Kept()


def site_name() -> str:
    """Return the name under which the site's keys are handed out."""
    return f"record.{settings.SITE_DOMAIN}"


def site_origin() -> str:
    """Return the name of the site log."""
    return f"{site_name()}/site"


def origin_of(log: str) -> str:
    """Return the name by which a log is known outside, for ever: ``record.<domain>/c/<id>``."""
    return f"{site_name()}/c/{log}"


def ring() -> Ring:
    """Return the keys at hand, from ``AVAL_RECORD_KEY`` or from the home folder, where they are made once."""
    if _kept.ring is None:
        signers, cosigners = [], []
        for kind, seed in _seeds(settings.RECORD_KEY or _key_file().read_text()):
            if kind == ED25519:
                signers.append(Signer.from_seed(site_name(), seed))
            else:
                cosigners.append(Cosigner(site_name(), Kind.ML_DSA_44, seed))
        _kept.ring = Ring(tuple(signers), tuple(cosigners))
    return _kept.ring


def statement() -> Statement | None:
    """Return what the offline root said last of the site's keys, if it has spoken."""
    now = time.monotonic()
    if _kept.read_at is None or now - _kept.read_at > STATEMENT_SECONDS:
        latest = KeyStatement.objects.order_by("-number").first()
        _kept.statement = Statement.from_text(_text_of(bytes(latest.note))) if latest else None
        _kept.read_at = now
    return _kept.statement


def signers(size: int) -> tuple[Signer, ...]:
    """Return the keys that sign heads while the site log grows to this size, the oldest first.

    :raises NoKey: if there is none
    """
    said, held = statement(), ring().signers
    if said is None:
        return held[:1]
    found = tuple(one for one in held if said.standing(one.verifier, size) is Standing.GOOD)
    if not found:
        raise NoKey(f"no key of this installation may sign at size {size} of the site log; see: aval keys show")
    return found


def cosigners(size: int) -> tuple[Cosigner, ...]:
    """Return the ML-DSA-44 keys that sign the site log's heads at this size; none is no reason to stop."""
    said, held = statement(), ring().cosigners
    if said is None:
        return held[:1]
    return tuple(one for one in held if said.standing(one.verifier, size) is Standing.GOOD)


def signer(size: int | None = None) -> Signer:
    """Return the newest key that signs now."""
    if size is None and statement() is not None:
        size = SiteState.objects.values_list("size", flat=True).get()
    return signers(size or 0)[-1]


def verifiers() -> list[Verifier]:
    """Return every Ed25519 key that this site has signed with, today's and those of before."""
    said = statement()
    stated = [key.verifier for key in said.keys] if said else []
    return _once([*(one.verifier for one in ring().signers), *(one for one in stated if isinstance(one, Verifier))])


def cosignature_verifiers() -> list[CosignatureVerifier]:
    """Return every ML-DSA-44 key that this site has signed with."""
    said = statement()
    stated = [key.verifier for key in said.keys] if said else []
    held = [one.verifier for one in ring().cosigners]
    found = {one.public_key: one for one in [*held, *(one for one in stated if isinstance(one, CosignatureVerifier))]}
    return list(found.values())


def add(kind: str) -> str:
    """Make one more key and keep it in the home folder; return its verifier key.

    :raises NoKey: if the keys come from the environment, where a program can't add one
    """
    if settings.RECORD_KEY:
        raise NoKey("the keys come from AVAL_RECORD_KEY: add one there, as KIND:SEED in base64, after a comma")
    seed = secrets.token_bytes(32)
    path = _key_file()
    _write(path, path.read_text().rstrip("\n") + f"\n{_line(kind, seed)}")
    forget()
    return (
        Signer.from_seed(site_name(), seed).vkey
        if kind == ED25519
        else Cosigner(site_name(), Kind.ML_DSA_44, seed).verifier.vkey
    )


def forget() -> None:
    """Forget what was read, so that it is read again."""
    _kept.ring = _kept.statement = _kept.read_at = None


def _key_file() -> Path:
    path = home() / "secrets" / "record_key"
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = [(ED25519, secrets.token_bytes(32)), (ML_DSA_44, secrets.token_bytes(32))]
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write("\n".join(_line(kind, seed) for kind, seed in made))
    return path


def _write(path: Path, text: str) -> None:
    beside = path.with_suffix(".new")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def _line(kind: str, seed: bytes) -> str:
    return f"{kind}:{base64.b64encode(seed).decode()}"


def _seeds(text: str) -> Iterable[tuple[str, bytes]]:
    """Yield the kinds and seeds of ``KIND:SEED``, one after another; a bare seed is an Ed25519 one."""
    for word in filter(None, _SPACE.split(text)):
        kind, colon, seed = word.rpartition(":")
        yield (kind if colon else ED25519), base64.b64decode(seed)


def _text_of(note: bytes) -> bytes:
    return note.rpartition(b"\n\n")[0] + b"\n"


def _once(found: Iterable[Verifier]) -> list[Verifier]:
    return list({one.public_key: one for one in found}.values())
