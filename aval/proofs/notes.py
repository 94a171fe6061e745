"""Signed notes and verifier keys, as C2SP signed-note defines them, with Ed25519 (type 01).

A note is a text that ends in a newline, an empty line, and signature lines ``— name base64(key id ‖ signature)``. A
verifier key ("vkey") is written ``name+key id+base64(type ‖ public key)``. Notes are bytes here: what was signed is
kept and passed on as it is.
"""

import base64
import binascii
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Protocol, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

SIGNATURES_MAX = 64

_ED25519 = b"\x01"
_KEY_SIZE = 32
_KEY_ID_SIZE = 4
_DASH = "\N{EM DASH} ".encode()
_CONTROL = re.compile(rb"[\x00-\x09\x0b-\x1f]")
_P = 2**255 - 19
_EIGHTH = 2707385501144840649318225287225658788936804267575313519463743609750303402022
_LOW_ORDER = frozenset(
    (y | sign << 255).to_bytes(32, "little")
    for y in (0, 1, _P - 1, _P, _P + 1, _EIGHTH, _P - _EIGHTH)
    for sign in (0, 1)
)
"""The public keys under which one signature fits many texts, and on which libraries disagree."""


class NoteError(ValueError):
    """The bytes are no note, or nobody known signed it, or someone known did not sign it as it says."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: who claims to have signed, with which key id, and the signature itself."""

    name: str
    key_id: bytes
    value: bytes

    def to_line(self) -> bytes:
        """Return the line as it stands in a note, newline included."""
        return _DASH + self.name.encode() + b" " + base64.b64encode(self.key_id + self.value) + b"\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A note taken apart; nothing in it is checked yet, see ``open_note``."""

    text: bytes
    signatures: tuple[Signature, ...]


class Verifier:
    """A public key under a name."""

    def __init__(self, name: str, public_key: bytes) -> None:
        """Take a name without spaces or plus signs, and the 32 bytes of an Ed25519 public key.

        :raises NoteError: if the name or the key is not one
        """
        check_name(name)
        if len(public_key) != _KEY_SIZE:
            raise NoteError("an Ed25519 public key has 32 bytes")
        self.name = name
        self.public_key = public_key
        self.key_id = sha256(name.encode() + b"\n" + _ED25519 + public_key).digest()[:_KEY_ID_SIZE]

    @classmethod
    def from_vkey(cls, vkey: str) -> Self:
        """Read ``name+key id+key``.

        :raises NoteError: if it is malformed, of another type than Ed25519, or its id does not belong to its key
        """
        name, plus, rest = vkey.partition("+")
        key_id, second_plus, encoded = rest.partition("+")
        if not (plus and second_plus):
            raise NoteError("a verifier key has three parts")
        key = _decode(encoded)
        if key[:1] != _ED25519:
            raise NoteError("the verifier key is not of type Ed25519")
        verifier = cls(name, key[1:])
        if verifier.key_id.hex() != key_id:
            raise NoteError("the key id does not belong to the verifier key")
        return verifier

    @property
    def vkey(self) -> str:
        """The key as one line to hand out."""
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(_ED25519 + self.public_key).decode()}"

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the public key in 16 groups of 4 hex digits, for people to compare; the name plays no part."""
        digits = sha256(self.public_key).hexdigest()
        return " ".join(digits[i : i + 4] for i in range(0, len(digits), 4))

    def named(self, name: str) -> "Verifier":
        """Return the same key under another name."""
        return Verifier(name, self.public_key)

    def verifies(self, text: bytes, signature: bytes) -> bool:
        """Tell whether the signature is this key's over the text; a key of small order signs nothing."""
        if self.public_key in _LOW_ORDER:
            return False
        try:
            self._key.verify(signature, text)
        except InvalidSignature:
            return False
        return True

    @cached_property
    def _key(self) -> Ed25519PublicKey:
        return Ed25519PublicKey.from_public_bytes(self.public_key)


class SigningKey(Protocol):
    """An Ed25519 private key, wherever it is kept."""

    def sign(self, data: bytes, /) -> bytes:
        """Return the 64 bytes of its signature over the data, as RFC 8032 defines it (pure Ed25519)."""


class Signer:
    """A private key under a name."""

    def __init__(self, key: SigningKey, verifier: Verifier) -> None:
        """Take the key and the public one that belongs to it, under its name."""
        self._private = key
        self.verifier = verifier

    @classmethod
    def generate(cls, name: str) -> Self:
        """Make a new key.

        :raises NoteError: if the name is empty or has spaces or plus signs
        """
        key = Ed25519PrivateKey.generate()
        return cls(key, Verifier(name, key.public_key().public_bytes_raw()))

    @classmethod
    def from_seed(cls, name: str, seed: bytes) -> Self:
        """Restore a key from its 32 bytes of seed.

        :raises NoteError: if there are not 32, or the name is not one
        """
        if len(seed) != _KEY_SIZE:
            raise NoteError("an Ed25519 seed has 32 bytes")
        key = Ed25519PrivateKey.from_private_bytes(seed)
        return cls(key, Verifier(name, key.public_key().public_bytes_raw()))

    @property
    def seed(self) -> bytes:
        """The 32 secret bytes.

        :raises NoteError: if the key is kept where nobody can read it
        """
        if not isinstance(self._private, Ed25519PrivateKey):
            raise NoteError("this key was not made from a seed")
        return self._private.private_bytes_raw()

    @property
    def name(self) -> str:
        """The name under which it signs."""
        return self.verifier.name

    @property
    def vkey(self) -> str:
        """The public key as one line to hand out."""
        return self.verifier.vkey

    def named(self, name: str) -> "Signer":
        """Return the same key under another name."""
        return Signer(self._private, self.verifier.named(name))

    def sign(self, text: bytes) -> Signature:
        """Sign a text."""
        return Signature(self.name, self.verifier.key_id, self._private.sign(text))


def sign_note(text: bytes, *signers: Signer) -> bytes:
    """Return the note in which the signers sign a text that ends in a newline.

    :raises NoteError: if the text cannot be a note's, or nobody signs
    """
    _check_text(text)
    if not signers:
        raise NoteError("a note needs a signature")
    return text + b"\n" + b"".join(signer.sign(text).to_line() for signer in signers)


def parse_note(note: bytes) -> Note:
    """Take a note apart without checking any signature.

    :raises NoteError: if it is not well formed
    """
    text, gap, lines = note.rpartition(b"\n\n")
    if not gap or not lines.endswith(b"\n"):
        raise NoteError("no empty line before the signatures, or no newline at the end")
    text += b"\n"
    _check_text(text)
    _check_text(lines)
    found = lines[:-1].split(b"\n")
    if len(found) > SIGNATURES_MAX:
        raise NoteError(f"more than {SIGNATURES_MAX} signatures")
    return Note(text, tuple(_parse_signature(line) for line in found))


def open_note(note: bytes, verifiers: Iterable[Verifier]) -> tuple[Note, Sequence[Verifier]]:
    """Return the note and those of the verifiers who signed it; signatures by others are ignored.

    :raises NoteError: if it is not well formed, if a signature of a known key fails, or if no known key signed
    """
    parsed = parse_note(note)
    known = {(verifier.name, verifier.key_id): verifier for verifier in verifiers}
    signed: list[Verifier] = []
    for signature in parsed.signatures:
        verifier = known.get((signature.name, signature.key_id))
        if verifier is None:
            continue
        if not verifier.verifies(parsed.text, signature.value):
            raise NoteError(f"the signature of {signature.name} does not fit the text")
        if verifier not in signed:
            signed.append(verifier)
    if not signed:
        raise NoteError("no known key signed this note")
    return parsed, signed


def check_name(name: str) -> None:
    """Refuse what cannot be a key's name.

    :raises NoteError: if it is empty or has spaces or plus signs
    """
    if "+" in name or name.split() != [name]:
        raise NoteError("a key name is not empty and has neither spaces nor plus signs")


def _parse_signature(line: bytes) -> Signature:
    name, space, encoded = line.removeprefix(_DASH).decode().rpartition(" ")
    if not line.startswith(_DASH) or not space:
        raise NoteError("a signature line is malformed")
    check_name(name)
    blob = _decode(encoded)
    if len(blob) <= _KEY_ID_SIZE:
        raise NoteError("a signature is too short")
    return Signature(name, blob[:_KEY_ID_SIZE], blob[_KEY_ID_SIZE:])


def _check_text(text: bytes) -> None:
    if not text.endswith(b"\n"):
        raise NoteError("a note's text ends in a newline")
    if _CONTROL.search(text):
        raise NoteError("control characters are not allowed in a note")
    try:
        text.decode()
    except UnicodeDecodeError:
        raise NoteError("a note is UTF-8") from None


def _decode(encoded: str) -> bytes:
    try:
        decoded = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise NoteError("not base64") from None
    # Base64 has spare bits at its end; only one spelling of the same bytes is taken.
    if base64.b64encode(decoded).decode() != encoded:
        raise NoteError("not the canonical spelling of base64")
    return decoded
