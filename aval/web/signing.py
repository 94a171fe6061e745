"""A passkey's signature on the pages: what it is to sign, for the page's script, and how it comes with the form."""

import json
from http import HTTPStatus

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

from aval.accounts import passkeys
from aval.accounts.passkeys import Assertion, AssertionRefused
from aval.kernel.clock import now
from aval.record.signing import Deed
from aval.web.requests import account_of

FIELD = "assertion"


def asked(request: HttpRequest, deed: Deed) -> HttpResponse:
    """Answer the page's script: the words, and what the passkey is to sign."""
    one = passkeys.ask(account_of(request).id, deed, at=now())
    required = settings.PASSKEY_REQUIRED
    return JsonResponse({"statement": one.statement, "token": one.token, "options": one.options, "required": required})


def not_yet(form: forms.Form) -> HttpResponse:
    """Tell the page's script that the form has errors: it sends the form, and the page shows them."""
    return JsonResponse({"errors": form.errors}, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def given(request: HttpRequest) -> Assertion | None:
    """Return what a passkey signed, if the form brought it.

    :raises AssertionRefused: if what it brought is something else
    """
    text = request.POST.get(FIELD, "")
    if not text:
        return None
    try:
        said = json.loads(text)
        token, credential = said["token"], said["credential"]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise AssertionRefused("malformed") from None
    if not isinstance(token, str) or not isinstance(credential, dict):
        raise AssertionRefused("malformed")
    return Assertion(token, credential)
