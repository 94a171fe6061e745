"""Passkeys in our words, allauth's are not translated everywhere, and the way back for who needed one to sign."""

from typing import Any

from allauth.account.mixins import NextRedirectMixin
from allauth.account.utils import get_next_redirect_url, passthrough_next_redirect_url
from allauth.mfa.recovery_codes.views import ViewRecoveryCodesView
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm, SignupWebAuthnForm
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.urls import reverse
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


class AddPasskey(NextRedirectMixin, AddWebAuthnView):
    """Add a passkey, then go on to ``next``: what the person was signing when they saw that they have none."""

    def get_success_url(self) -> str:
        """Return where to go on; by way of the recovery codes if they were just made, as they are shown once."""
        if self.did_generate_recovery_codes:
            return passthrough_next_redirect_url(self.request, reverse("people:recovery_codes"), REDIRECT_FIELD_NAME)
        return get_next_redirect_url(self.request) or reverse("mfa_list_webauthn")


class RecoveryCodes(NextRedirectMixin, ViewRecoveryCodesView):
    """The codes for whoever loses their device, and the way on to ``next``."""
