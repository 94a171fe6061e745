"""An authenticator in software, registered with an account as allauth keeps it."""

import base64
import json
from hashlib import sha256
from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.hashes import SHA256
from django.conf import settings
from fido2.cose import ES256, CoseKey, EdDSA
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

from aval.accounts.models import Account
from aval.accounts.passkeys import Asked, Assertion

__all__ = ["Passkey"]

PRESENT, VERIFIED, ATTESTED, EXTENDED = 1, 4, 64, 128


class Passkey:
    """A passkey of somebody's: it signs what it is asked to, and whatever else a test wants."""

    def __init__(self, account: Account, *, kind: type[CoseKey] = ES256, site: str = "", counter: int = 0) -> None:
        """Make a key, and register it unless its owner is not to have it."""
        self.site = site or settings.SITE_DOMAIN
        self.counter = counter
        self._key: Any = (
            ed25519.Ed25519PrivateKey.generate() if kind is EdDSA else ec.generate_private_key(ec.SECP256R1())
        )
        public = kind.from_cryptography_key(self._key.public_key())
        self.id = sha256(repr(public).encode()).digest()
        self.row = Authenticator.objects.create(
            user=account,
            type=Authenticator.Type.WEBAUTHN,
            data={"name": "Phone", "credential": self._registration(public)},
        )

    def sign(self, asked: Asked, **wrong: Any) -> Assertion:
        """Return what comes with the act: the token and the browser's answer, wrong where a test wants it."""
        return Assertion(asked.token, self.answer(asked.challenge, **wrong))

    def answer(
        self,
        challenge: bytes,
        *,
        over: bytes = b"",
        origin: str = "",
        site: str = "",
        flags: int = PRESENT | VERIFIED,
        counter: int | None = None,
        extensions: bytes = b"",
        kind: str = "webauthn.get",
        as_id: bytes = b"",
        odd: Any = bytes,
    ) -> dict[str, Any]:
        """Return an assertion in WebAuthn's JSON.

        :param over: what is signed instead of the challenge
        :param extensions: bytes after the counter, whatever the flags say
        :param odd: changes the signature's spelling
        """
        self.counter += 1
        said = {
            "type": kind,
            "challenge": _url(over or challenge),
            "origin": origin or settings.SITE_URL,
            "crossOrigin": False,
        }
        client = json.dumps(said, separators=(",", ":")).encode()
        place = self.counter if counter is None else counter
        data = sha256((site or self.site).encode()).digest() + bytes([flags]) + place.to_bytes(4, "big") + extensions
        signed = data + sha256(client).digest()
        is_curve = isinstance(self._key, ec.EllipticCurvePrivateKey)
        signature = self._key.sign(signed, ec.ECDSA(SHA256())) if is_curve else self._key.sign(signed)
        name = _url(as_id or self.id)
        return {
            "id": name,
            "rawId": name,
            "type": "public-key",
            "clientExtensionResults": {},
            "response": {
                "clientDataJSON": _url(client),
                "authenticatorData": _url(data),
                "signature": _url(odd(signature)),
                "userHandle": _url(b"somebody"),
            },
        }

    def _registration(self, public: CoseKey) -> dict[str, Any]:
        data = AuthenticatorData.create(
            sha256(self.site.encode()).digest(),
            AuthenticatorData.FLAG(PRESENT | VERIFIED | ATTESTED),
            self.counter,
            AttestedCredentialData.create(Aaguid.NONE, self.id, public),
        )
        client = {"type": "webauthn.create", "challenge": _url(bytes(32)), "origin": settings.SITE_URL}
        response = {
            "clientDataJSON": _url(json.dumps(client).encode()),
            "attestationObject": _url(AttestationObject.create("none", data, {})),
        }
        return {"id": _url(self.id), "rawId": _url(self.id), "type": "public-key", "response": response}


def _url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
