"""The forms about passkeys, in our words: allauth's are not translated everywhere."""

from typing import Any

from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm, SignupWebAuthnForm
from django.utils.translation import gettext_lazy as _


class _Named:
    """Says what the field of a passkey's name is for."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("What you call it")


class AddPasskeyForm(_Named, AddWebAuthnForm):
    """Add a passkey to an account."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].label = _("Sign in with it alone, without a password")
        self.fields["passwordless"].help_text = _("The device then has to recognise you, by fingerprint, face or PIN.")


class EditPasskeyForm(_Named, EditWebAuthnForm):
    """Give a passkey another name."""


class SignUpPasskeyForm(_Named, SignupWebAuthnForm):
    """Begin an account with a passkey."""
