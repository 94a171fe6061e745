"""What a person signs with a key of their own: the intent, and a passkey's assertion over it.

The server can't know beforehand what place an event will get, so a person signs an object of its own: which act, in
what log, about which earlier event, in which words, and the log's head at that time. So each side's signature
acknowledges the other side's history, and a host who shows two histories needs a key that it does not have.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.hashes import SHA256

from aval.proofs import canonical
from aval.proofs.dossier import verify as form
from aval.proofs.events import format_time

KEY_KIND = form.KEY_KIND
"""The event that binds a key to an actor of a log."""

STATEMENT = form.STATEMENT
"""The part of a signed event that holds the words which were put to the person."""

WEIGHTY_KINDS = form.WEIGHTY_KINDS
"""The events that should carry such a signature, and are graded lower without one."""

ES256, ED25519 = "es256", "ed25519"
VERSION = 1


class AssertionRefused(ValueError):
    """A passkey's assertion does not sign this intent; the message names the piece that is wrong."""


@dataclass(frozen=True, slots=True)
class Key:
    """A passkey's public key as an event of the log keeps it: 65 bytes for es256, 32 for ed25519."""

    algorithm: str
    public: bytes
    site: str

    @property
    def name(self) -> str:
        """The key in short, for people to compare: four groups of four, as the verifiers say it."""
        digest = sha256(self.public).hexdigest().upper()
        return "-".join(digest[start : start + 4] for start in range(0, 16, 4))

    def facts(self) -> dict[str, str]:
        """Return the structured part of the event that binds it."""
        return {"algorithm": self.algorithm, "public_key": _text(self.public), "rp_id": self.site}


def build_intent(
    *, log: str, kind: str, about: bytes, what: bytes, seen_size: int, seen_root: bytes, at: datetime, nonce: bytes
) -> bytes:
    """Return the bytes that a person's key signs, in canonical JSON.

    :param kind: the type of the event that the act will append
    :param about: the leaf hash of the earlier event that the act is about
    :param what: the commitment to the words in which the act was put to the person: the event's part ``statement``
    :param seen_size: how many events the head had that the person last saw
    :param nonce: 32 random bytes
    """
    return canonical.encode(
        {
            "v": VERSION,
            "log": log,
            "type": kind,
            "about": _text(about),
            "what": _text(what),
            "seen": {"size": seen_size, "root": _text(seen_root)},
            "at": format_time(at),
            "nonce": _text(nonce),
        }
    )


def digest_of(statement: str) -> bytes:
    """Return the digest of the words of an act, which a commitment to them is made of."""
    return sha256(statement.encode()).digest()


def challenge_of(intent: bytes) -> bytes:
    """Return what a passkey is asked to sign."""
    return sha256(intent).digest()


def check_assertion(intent: bytes, proof: Mapping[str, bytes], key: Key) -> None:
    """Accept an assertion only if every verifier that will ever look at it accepts it.

    :raises AssertionRefused: if the dossier's verifier or the library refuses it: they differ on odd signatures
    """
    fault = form.assertion_fault(intent, dict(proof), algorithm=key.algorithm, public_key=key.public, site=key.site)
    if fault:
        raise AssertionRefused(fault)
    signed = proof["authenticator"] + sha256(proof["client"]).digest()
    try:
        if key.algorithm == ED25519:
            ed25519.Ed25519PublicKey.from_public_bytes(key.public).verify(proof["signature"], signed)
        else:
            public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key.public)
            public.verify(proof["signature"], signed, ec.ECDSA(SHA256()))
    except (InvalidSignature, ValueError):
        raise AssertionRefused("signature") from None


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
