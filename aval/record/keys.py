"""The keys that sign the record: Ed25519 for every head, ML-DSA-44 beside it for the site log's.

A site begins with a key of each kind, made once; an Ed25519 key may also stay in a PKCS#11 device. When an offline root
has spoken (``aval keys``), its statement says which key signs at which size of the site log: during an overlap several
do. Each key signs under the log's own name.
"""

import base64
import binascii
import os
import re
import secrets
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from aval.kernel.database import home
from aval.kernel.refusals import Refusal
from aval.proofs.cosignatures import CosignatureVerifier, Cosigner, Kind
from aval.proofs.notes import NoteError, Signer, Verifier
from aval.proofs.vouching import Standing, Statement
from aval.record.models import KeyStatement, SiteState
from aval.record.pkcs11_uri import SCHEME, DeviceUri, NotAUri

ED25519, ML_DSA_44 = "ed25519", "ml-dsa-44"
STATEMENT_SECONDS = 30.0
"""How long a process goes on with the statement that it read. A statement names sizes further ahead than that."""

_SEED_ALONE = r"[A-Za-z0-9+/]{43}=(?:[\s,]|$)"
_WORD = re.compile(
    rf"(?i:{SCHEME})(?:[^\s,]|,(?![\s,]|$|(?i:{SCHEME})|{ED25519}:|{ML_DSA_44}:|{_SEED_ALONE}))+|[^\s,]+"
)
"""A word of a list: commas part words, but one in a URI is the URI's own unless another word begins behind it."""


class NoKey(Refusal):
    """None of the keys that this installation holds may sign at this size of the site log, or they can't be read.

    As a text it is the reason, for the operator; people are told that the record is closed.
    """

    sentence = _("The record is closed for now: this site has no key to sign it with.")
    advice = _("Nothing that you wrote was kept. The site's operators have to see to the key first.")
    status = 503

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.args = (reason,)


class _NotASeed(ValueError):
    """A word of the list is neither a seed nor a URI."""


@dataclass(frozen=True, slots=True)
class Ring:
    """The private keys that this installation holds.

    :ivar places: which device a key is in, by its public key; those made from a seed have no entry
    """

    signers: tuple[Signer, ...]
    cosigners: tuple[Cosigner, ...]
    places: Mapping[bytes, str]


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
    """Return the keys at hand, from ``AVAL_RECORD_KEY`` or from the home folder, where they are made once.

    A key in a device has signed once when this returns, and its public key fits.

    :raises NoKey: if one of them can't be read, or its device does not sign with it
    """
    if _kept.ring is None:
        _kept.ring = _read(settings.RECORD_KEY, "AVAL_RECORD_KEY") if settings.RECORD_KEY else _read_file()
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
    _refuse_environment("as KIND:SEED in base64")
    word = _line(kind, secrets.token_bytes(32))
    _append(word)
    made = _read(word, "the key just made")
    return [*(one.verifier.vkey for one in made.signers), *(one.verifier.vkey for one in made.cosigners)][0]


def add_device(uri: str) -> str:
    """Take in a key that was made in a device, once it has signed; return its verifier key.

    :raises NoKey: if the keys come from the environment, if the URI is none, or if the key can't sign
    """
    _refuse_environment("in single quotes where a shell reads it")
    if not _is_uri(uri) or len(_words(uri)) != 1:
        raise NoKey(f"a key in a device is named by one URI that begins with {SCHEME}, with %20 for a space")
    (signer,) = _read(uri, "--device").signers
    _append(uri)
    return signer.vkey


def forget() -> None:
    """Forget what was read, so that it is read again."""
    _kept.ring = _kept.statement = _kept.read_at = None


def _refuse_environment(how: str) -> None:
    if settings.RECORD_KEY:
        raise NoKey(f"the keys come from AVAL_RECORD_KEY: add this one there after a comma, {how}")


def _append(word: str) -> None:
    path = _key_file()
    _write(path, path.read_text().rstrip("\n") + f"\n{word}")
    forget()


def _read_file() -> Ring:
    path = _key_file()
    return _read(path.read_text(), str(path))


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


def _read(text: str, source: str) -> Ring:
    """Return the keys that a list names: ``KIND:SEED``, a bare Ed25519 seed, or the URI of a key in a device.

    :raises NoKey: if a word is none of these; the reason names the word's place, for the word may be a secret
    """
    signers, cosigners, places = [], [], {}
    for number, word in enumerate(_words(text), start=1):
        try:
            if _is_uri(word):
                signer = _from_device(word)
                places[signer.verifier.public_key] = str(DeviceUri.parse(word))
                signers.append(signer)
                continue
            kind, seed = _seed(word)
            if kind == ED25519:
                signers.append(Signer.from_seed(site_name(), seed))
            else:
                cosigners.append(Cosigner(site_name(), Kind.ML_DSA_44, seed))
        except (NotAUri, _NotASeed, NoteError) as error:
            raise NoKey(f"key {number} of {source} can't be read: {error}") from None
    return Ring(tuple(signers), tuple(cosigners), places)


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _is_uri(word: str) -> bool:
    return word[: len(SCHEME)].lower() == SCHEME


def _from_device(uri: str) -> Signer:
    named = DeviceUri.parse(uri)
    try:
        # Needs python-pkcs11, which few sites install.
        from aval.record import devices  # noqa: PLC0415
    except ModuleNotFoundError as missing:
        if missing.name != "pkcs11":
            raise
        raise NoKey(
            f"the key {named} is in a device, and python-pkcs11, which speaks to devices, is not installed: "
            "pip install 'aval[pkcs11]'"
        ) from None
    key = devices.DeviceKey(named)
    return Signer(key, Verifier(site_name(), key.public_key))


def _seed(word: str) -> tuple[str, bytes]:
    kind, colon, encoded = word.rpartition(":")
    if colon and kind not in {ED25519, ML_DSA_44}:
        raise _NotASeed(
            f"it is written KIND:SEED, where KIND is {ED25519} or {ML_DSA_44}, or is a URI that begins with {SCHEME}"
        )
    try:
        return (kind if colon else ED25519), base64.b64decode(encoded, validate=True)
    except binascii.Error:
        raise _NotASeed("its seed is not base64") from None


def _text_of(note: bytes) -> bytes:
    return note.rpartition(b"\n\n")[0] + b"\n"


def _once(found: Iterable[Verifier]) -> list[Verifier]:
    return list({one.public_key: one for one in found}.values())
