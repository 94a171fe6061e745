"""A passkey's signature over the API: what it has to sign, and how it comes with the act."""

import base64
from typing import Any

from django.http import HttpRequest
from ninja import Field, Schema

from aval.accounts import passkeys
from aval.accounts.passkeys import Assertion
from aval.api.requests import account_id_of
from aval.kernel.clock import now
from aval.record.signing import Deed

TOKEN_MAX = 100_000


class AssertionIn(Schema):
    """What a passkey signed: the token that came with the intent, and the assertion as WebAuthn's JSON has it."""

    token: str = Field(max_length=TOKEN_MAX)
    credential: dict[str, Any]


class Signable(Schema):
    """An act of weight, which a passkey of the caller's may sign; without one it is recorded as unsigned."""

    assertion: AssertionIn | None = None

    def given(self) -> Assertion | None:
        """Return what a passkey signed, as the domain has it."""
        return Assertion(self.assertion.token, self.assertion.credential) if self.assertion is not None else None


class IntentOut(Schema):
    """What a passkey has to sign.

    ``intent`` is base64 of the bytes whose SHA-256 is the ``challenge`` (base64 too); ``statement`` the words of the
    act that it names; ``options`` what ``navigator.credentials.get`` takes as ``publicKey``, in JSON. ``token`` comes
    back with the assertion. ``can_sign`` tells whether the caller has a passkey that the record's verifiers know.
    """

    statement: str
    intent: str
    challenge: str
    token: str
    options: dict[str, Any]
    can_sign: bool


def asked(request: HttpRequest, deed: Deed) -> dict[str, object]:
    """Return what the caller's passkey has to sign so that it signs this deed."""
    one = passkeys.ask(account_id_of(request), deed, at=now())
    return {
        "statement": one.statement,
        "intent": base64.b64encode(one.intent).decode(),
        "challenge": base64.b64encode(one.challenge).decode(),
        "token": one.token,
        "options": one.options,
        "can_sign": one.can_sign,
    }
