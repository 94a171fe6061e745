"""Cosignatures (C2SP tlog-cosignature): somebody saw a consistent log of this size and root, and when.

Two kinds: Ed25519 (type 04), which signs a text that begins with ``cosignature/v1``, and ML-DSA-44 (type 06), which
also commits to the cosigner's name. A witness makes them; the log itself makes one of type 06 beside its Ed25519
signature, so that its heads outlive Ed25519.
"""

import base64
import binascii
from collections.abc import Iterable, Mapping
from enum import IntEnum
from functools import cached_property
from hashlib import sha256
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey

from aval.proofs.checkpoints import Checkpoint, CheckpointError
from aval.proofs.notes import NoteError, Signature, check_name, parse_note

SEED_SIZE = 32

_TIME_BYTES = 8
_TIME_MAX = 2**63 - 1
_NAME_MAX = 255
_SUBTREE = b"subtree/v1\n\x00"


class Kind(IntEnum):
    """The algorithm, as the signature type that stands in a key."""

    ED25519 = 4
    ML_DSA_44 = 6


_KEY_SIZES = {Kind.ED25519: 32, Kind.ML_DSA_44: 1312}
_SIGNATURE_SIZES = {Kind.ED25519: 64, Kind.ML_DSA_44: 2420}


class CosignatureVerifier:
    """A cosigner's public key under its name."""

    def __init__(self, name: str, kind: Kind, public_key: bytes) -> None:
        """Take a name without spaces or plus signs, and the public key as its algorithm writes it.

        :raises NoteError: if the name or the key is not one
        """
        check_name(name)
        if len(public_key) != _KEY_SIZES[kind]:
            raise NoteError(f"a {kind.name} public key has {_KEY_SIZES[kind]} bytes")
        self.name = name
        self.kind = kind
        self.public_key = public_key
        self.key_id = sha256(name.encode() + b"\n" + bytes([kind]) + public_key).digest()[:4]

    @classmethod
    def from_vkey(cls, vkey: str) -> Self:
        """Read ``name+key id+key``.

        :raises NoteError: if it is malformed, no cosigner's, or its id does not belong to its key
        """
        name, plus, rest = vkey.partition("+")
        key_id, second, encoded = rest.partition("+")
        try:
            key = base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError):
            key = b""
        if not (plus and second and key) or base64.b64encode(key).decode() != encoded:
            raise NoteError("a verifier key has three parts, the last in base64")
        if key[0] not in set(Kind):
            raise NoteError("the verifier key is not a cosigner's")
        verifier = cls(name, Kind(key[0]), key[1:])
        if verifier.key_id.hex() != key_id:
            raise NoteError("the key id does not belong to the verifier key")
        return verifier

    @property
    def vkey(self) -> str:
        """The key as one line to hand out."""
        key = bytes([self.kind]) + self.public_key
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(key).decode()}"

    def named(self, name: str) -> "CosignatureVerifier":
        """Return the same key under another name."""
        return CosignatureVerifier(name, self.kind, self.public_key)

    def time_of(self, value: bytes) -> int:
        """Return when a cosignature says that it was made, in seconds since 1970; 0 if it does not say."""
        return int.from_bytes(value[:_TIME_BYTES])

    def verifies(self, text: bytes, value: bytes) -> bool:
        """Tell whether this cosigner made the cosignature over the text of a checkpoint."""
        at, signature = self.time_of(value), value[_TIME_BYTES:]
        if at > _TIME_MAX or len(signature) != _SIGNATURE_SIZES[self.kind]:
            return False
        try:
            self._key.verify(signature, _message(self.kind, self.name, text, at))
        except (InvalidSignature, CheckpointError):
            return False
        return True

    @cached_property
    def _key(self) -> Ed25519PublicKey | MLDSA44PublicKey:
        if self.kind is Kind.ED25519:
            return Ed25519PublicKey.from_public_bytes(self.public_key)
        return MLDSA44PublicKey.from_public_bytes(self.public_key)


class Cosigner:
    """A cosigner's private key under its name."""

    def __init__(self, name: str, kind: Kind, seed: bytes) -> None:
        """Restore a key from its 32 bytes of seed.

        :raises NoteError: if there are not 32, or the name is not one
        """
        if len(seed) != SEED_SIZE:
            raise NoteError(f"a seed has {SEED_SIZE} bytes")
        self.seed = seed
        self._private: Ed25519PrivateKey | MLDSA44PrivateKey
        if kind is Kind.ED25519:
            self._private = Ed25519PrivateKey.from_private_bytes(seed)
        else:
            self._private = MLDSA44PrivateKey.from_seed_bytes(seed)
        self.verifier = CosignatureVerifier(name, kind, self._private.public_key().public_bytes_raw())

    def named(self, name: str) -> "Cosigner":
        """Return the same key under another name."""
        return Cosigner(name, self.verifier.kind, self.seed)

    def cosign(self, text: bytes, at: int) -> Signature:
        """Cosign the text of a checkpoint.

        :param at: now, in seconds since 1970; 0, only for ML-DSA-44, to say nothing about the time
        :raises CheckpointError: if the text is no checkpoint's
        """
        checkpoint = Checkpoint.from_text(text)
        if not (1 if self.verifier.kind is Kind.ED25519 else 0) <= at <= _TIME_MAX:
            raise NoteError("a cosignature says when it was made")
        signature = self._private.sign(_message(self.verifier.kind, self.verifier.name, checkpoint.to_text(), at))
        return Signature(self.verifier.name, self.verifier.key_id, at.to_bytes(_TIME_BYTES) + signature)


def cosigned(note: bytes, verifiers: Iterable[CosignatureVerifier]) -> Mapping[CosignatureVerifier, int]:
    """Return which of the verifiers cosigned a checkpoint, and when each says it did; others are ignored.

    :raises NoteError: if it is no note, or a cosignature of a known key fails
    """
    parsed = parse_note(note)
    known = {(verifier.name, verifier.key_id): verifier for verifier in verifiers}
    found: dict[CosignatureVerifier, int] = {}
    for signature in parsed.signatures:
        verifier = known.get((signature.name, signature.key_id))
        if verifier is None:
            continue
        if not verifier.verifies(parsed.text, signature.value):
            raise NoteError(f"the cosignature of {signature.name} does not fit the checkpoint")
        found[verifier] = max(found.get(verifier, 0), verifier.time_of(signature.value))
    return found


def _message(kind: Kind, name: str, text: bytes, at: int) -> bytes:
    if kind is Kind.ED25519:
        return b"cosignature/v1\ntime %d\n" % at + text
    checkpoint = Checkpoint.from_text(text)
    return subtree_message(name, at, checkpoint.origin, (0, checkpoint.size), checkpoint.root)


def subtree_message(name: str, at: int, origin: str, leaves: tuple[int, int], root: bytes) -> bytes:
    """Return what an ML-DSA-44 cosigner signs of the subtree over the leaves from one index up to another.

    :raises CheckpointError: if the origin or the name does not fit its length's one byte
    """
    log, signer = origin.encode(), name.encode()
    if not 0 < len(log) <= _NAME_MAX or not 0 < len(signer) <= _NAME_MAX:
        raise CheckpointError("an origin or a cosigner's name has 1 to 255 bytes")
    start, end = leaves
    return b"".join(
        [
            _SUBTREE,
            bytes([len(signer)]) + signer,
            at.to_bytes(8),
            bytes([len(log)]) + log,
            start.to_bytes(8),
            end.to_bytes(8),
            root,
        ]
    )
