"""The passkeys of an account (allauth keeps them), and the acts of weight that are signed with them.

An act is signed in two steps. :func:`ask` puts it into words and hands out the intent that the passkey is to sign.
The act then comes with the assertion, and :func:`sign` checks it: against the passkeys that the account has now,
against what is done now, in the words that were shown. Who has no passkey acts as ever, and the record says so.
"""

import base64
import hashlib
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core import signing
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from fido2.cose import ES256, CoseKey, EdDSA
from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    AuthenticatorData,
    PublicKeyCredentialRpEntity,
    RegistrationResponse,
    UserVerificationRequirement,
)

from aval.kernel.acts import Act
from aval.kernel.refusals import Refusal
from aval.kernel.transactions import step
from aval.proofs import intents
from aval.proofs.intents import Key
from aval.record.signing import Deed, Intended, OtherIntent, Signed, check_intent, intend

CLIENT_BYTES_MAX, AUTHENTICATOR_BYTES_MAX, SIGNATURE_BYTES_MAX = 2048, 1024, 256
"""More than any browser and device sends; what is kept has to fit into an event."""

# What a stranger's JSON and CBOR make the library's readers fail with.
_UNREADABLE = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError, struct.error)
_SALT = "aval.accounts.passkeys"
_P256, _ED25519 = 1, 6
_COORDINATE = 32


class AssertionRefused(Refusal):
    """What came as a passkey's signature does not sign this act; ``reason`` says which check failed."""

    sentence = _("The passkey's signature could not be accepted, so nothing was done.")
    advice = _("Open the page anew and sign again, or go on without the passkey.")
    status = 422

    def __init__(self, reason: str) -> None:
        super().__init__(_REASONS.get(reason))
        self.reason = reason

    def facts(self) -> dict[str, str]:
        """Return which check failed, for programs."""
        return {"reason": self.reason}


class PasskeyNeeded(Refusal):
    """The person has a passkey, and this site wants acts of weight signed with it."""

    sentence = _("On this site, who has a passkey signs this with it. Nothing was done.")
    advice = _("Do it again and let the passkey sign.")
    status = 422


_REASONS = {
    "outdated": _("Too much time passed between asking for the signature and sending it, so nothing was done."),
    "other": _("The passkey signed something else than what would be done now, so nothing was done."),
    "credential": _("The passkey that signed is not one of yours on this site, so nothing was done."),
    "counter": _("This passkey's counter went back, as a copy's would, so its signature was not accepted."),
}


@dataclass(frozen=True, slots=True)
class Assertion:
    """What comes with an act: the token handed out with the intent, and the browser's answer as its JSON has it."""

    token: str
    credential: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person is asked to sign.

    :ivar token: comes back with the assertion
    :ivar options: what ``navigator.credentials.get`` takes as ``publicKey``, in JSON
    :ivar can_sign: whether the account has a passkey whose signatures the record knows
    """

    token: str
    intent: bytes
    statement: str
    options: dict[str, Any]
    can_sign: bool

    @property
    def challenge(self) -> bytes:
        """What the passkey signs: the SHA-256 of the intent."""
        return intents.challenge_of(self.intent)


@dataclass(frozen=True, slots=True)
class _Passkey:
    row: Authenticator
    credential: AttestedCredentialData
    key: Key
    counter: int


def can_sign(account_id: UUID) -> bool:
    """Tell whether the account has a passkey of this site whose signatures the record knows."""
    return bool(_passkeys(account_id))


def ask(account_id: UUID, deed: Deed, *, at: datetime) -> Asked:
    """Put an act into words, in the active language, and return what a passkey of the account has to sign."""
    intended = intend(deed, at=at)
    known = {
        "account": str(account_id),
        "intent": base64.b64encode(intended.intent).decode(),
        "salt": base64.b64encode(intended.salt).decode(),
        "statement": intended.statement,
        "language": translation.get_language(),
    }
    passkeys = _passkeys(account_id)
    options: dict[str, Any] = {
        "challenge": websafe_encode(intents.challenge_of(intended.intent)),
        "rpId": settings.SITE_DOMAIN,
        "timeout": int(settings.SIGNING_TIME.total_seconds() * 1000),
        "userVerification": UserVerificationRequirement.PREFERRED.value,
        "allowCredentials": [
            {"type": "public-key", "id": websafe_encode(one.credential.credential_id)} for one in passkeys
        ],
    }
    token = signing.dumps(known, salt=_SALT, compress=True)
    return Asked(token, intended.intent, intended.statement, options, bool(passkeys))


@step
def sign(act: Act, deed: Deed, assertion: Assertion | None) -> Signed | None:
    """Check what a passkey signed of this act; the contract is locked, and all else about the act was looked at.

    :return: what the event is to carry; None without an assertion
    :raises AssertionRefused: if it does not sign this act, here, by a passkey of the actor's, for the first time
    :raises PasskeyNeeded: if there is none, the site wants one, and the actor could have given it
    """
    if assertion is None:
        if settings.PASSKEY_REQUIRED and act.via in {"web", "api"} and can_sign(act.actor_id):
            raise PasskeyNeeded
        return None
    intended, language = _known(act, assertion.token)
    try:
        with translation.override(language):
            check_intent(intended, deed)
    except OtherIntent:
        raise AssertionRefused("other") from None
    key, proof = _check(act, intended.intent, assertion.credential)
    return Signed(key, intended, proof)


def _known(act: Act, token: str) -> tuple[Intended, str]:
    """Return what this person was asked to sign not long ago, and in which language."""
    try:
        known = signing.loads(token, salt=_SALT, max_age=settings.SIGNING_TIME)
    except signing.SignatureExpired:
        raise AssertionRefused("outdated") from None
    except signing.BadSignature:
        raise AssertionRefused("other") from None
    if known["account"] != str(act.actor_id):
        raise AssertionRefused("other")
    intent, salt = (base64.b64decode(known[name]) for name in ("intent", "salt"))
    return Intended(intent, known["statement"], salt), known["language"]


def _check(act: Act, intent: bytes, credential: Mapping[str, Any]) -> tuple[Key, dict[str, bytes]]:
    """Check an assertion by the library, by the dossier's verifier, and against the passkey's own counter."""
    try:
        answer = AuthenticationResponse.from_dict(credential)
    except _UNREADABLE:
        raise AssertionRefused("malformed") from None
    data = answer.response.authenticator_data
    if data.has_extension_data() and not isinstance(data.extensions, Mapping):
        raise AssertionRefused("malformed")
    proof = {
        "client": bytes(answer.response.client_data),
        "authenticator": bytes(data),
        "signature": bytes(answer.response.signature),
    }
    sizes = (CLIENT_BYTES_MAX, AUTHENTICATOR_BYTES_MAX, SIGNATURE_BYTES_MAX)
    if any(len(piece) > size for piece, size in zip(proof.values(), sizes, strict=True)):
        raise AssertionRefused("malformed")
    passkeys = _passkeys(act.actor_id, lock=True)
    passkey = next((one for one in passkeys if one.credential.credential_id == answer.raw_id), None)
    if passkey is None:
        raise AssertionRefused("credential")
    server = Fido2Server(
        PublicKeyCredentialRpEntity(id=settings.SITE_DOMAIN, name=settings.SITE_DOMAIN), verify_origin=_is_ours
    )
    state = {
        "challenge": websafe_encode(intents.challenge_of(intent)),
        "user_verification": UserVerificationRequirement.PREFERRED,
    }
    try:
        server.authenticate_complete(state, [passkey.credential], credential)
        intents.check_assertion(intent, proof, passkey.key)
    except intents.AssertionRefused as refused:
        raise AssertionRefused(str(refused)) from None
    except ValueError:
        raise AssertionRefused("false") from None
    if data.counter <= passkey.counter and (data.counter or passkey.counter):
        raise AssertionRefused("counter")
    passkey.row.data["signed"] = data.counter
    passkey.row.last_used_at = act.at
    passkey.row.save(update_fields=["data", "last_used_at"])
    return passkey.key, proof


def _is_ours(origin: str) -> bool:
    return origin == settings.SITE_URL.rstrip("/")


def _passkeys(account_id: UUID, *, lock: bool = False) -> list[_Passkey]:
    """Return the account's passkeys of this domain, of the two kinds that the record's verifiers know."""
    rows = Authenticator.objects.filter(user_id=account_id, type=Authenticator.Type.WEBAUTHN).order_by("pk")
    found = []
    for row in rows.select_for_update() if lock else rows:
        data: AuthenticatorData = RegistrationResponse.from_dict(
            row.data["credential"]
        ).response.attestation_object.auth_data
        credential = data.credential_data
        if credential is None:
            continue
        key = _key(credential.public_key)
        if key is not None and data.rp_id_hash == hashlib.sha256(settings.SITE_DOMAIN.encode()).digest():
            found.append(_Passkey(row, credential, key, max(data.counter, row.data.get("signed", 0))))
    return found


def _key(cose: CoseKey) -> Key | None:
    curve = cose.get(-1)
    if isinstance(cose, ES256) and curve == _P256:
        point = b"\x04" + cose[-2].rjust(_COORDINATE, b"\0") + cose[-3].rjust(_COORDINATE, b"\0")
        return Key(intents.ES256, point, settings.SITE_DOMAIN)
    if isinstance(cose, EdDSA) and curve == _ED25519:
        return Key(intents.ED25519, bytes(cose[-2]), settings.SITE_DOMAIN)
    return None
