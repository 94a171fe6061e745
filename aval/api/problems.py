"""Refusals as problem documents (RFC 9457): one table from what went wrong to what the caller is told."""

import logging
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from aval.api.auth import MissingScope
from aval.api.requests import BadKey
from aval.kernel.refusals import Invalid, Refusal
from aval.proofs.canonical import encode

logger = logging.getLogger(__name__)
MEDIA = "application/problem+json"


def problem(status: int, kind: str, title: str, detail: str = "", **more: Any) -> HttpResponse:
    """Return a problem document: what happened, and what to do next."""
    document = {
        "type": f"{settings.SITE_URL}/api/problems#{kind}",
        "title": title,
        "status": status,
        **({"detail": detail} if detail else {}),
        **{name: value for name, value in more.items() if value},
    }
    return HttpResponse(encode(document), status=status, content_type=MEDIA)


def of(request: HttpRequest, error: Exception) -> HttpResponse:
    """Return the problem document for whatever a view raised; what is unknown is logged and told as our fault."""
    if isinstance(error, Refusal):
        if error.status == HTTPStatus.SERVICE_UNAVAILABLE:
            logger.critical("%s", error)
        request.refusal_commits = error.commits  # type: ignore[attr-defined]  # read where the transaction ends
        field = error.field if isinstance(error, Invalid) else ""
        facts = getattr(error, "facts", None)
        more = {"field": field, **(facts() if callable(facts) else {})}
        return problem(error.status, _kebab(type(error).__name__), str(error.sentence), str(error.advice), **more)
    if isinstance(error, ObjectDoesNotExist | Http404):
        return problem(404, "not-found", _("There is nothing here that you can see."), _("Check the address."))
    if isinstance(error, ValidationError):
        errors = [{"at": ".".join(map(str, one["loc"])), "says": one["msg"]} for one in error.errors]
        return problem(422, "invalid", _("Something in the request can't be accepted."), errors=errors)
    if isinstance(error, AuthenticationError):
        answer = problem(
            401, "no-token", _("This needs a token."), _("Make one in your settings and send it as a bearer token.")
        )
        answer["WWW-Authenticate"] = "Bearer"
        return answer
    if isinstance(error, MissingScope):
        return problem(
            403,
            "missing-scope",
            _("The token may not do this."),
            _("Make one with the scope that is missing."),
            scope=error.scope,
        )
    if isinstance(error, BadKey):
        return problem(400, "bad-key", _("The idempotency key can't be one."), str(error))
    if isinstance(error, RequestDataTooBig):
        return problem(413, "too-large", _("The request is too large."), _("Send files by their own address."))
    if isinstance(error, HttpError):
        return problem(error.status_code, "refused", error.message)
    logger.error("%s %s failed", request.method, request.path, exc_info=error)
    return problem(
        500, "our-fault", _("Something went wrong on our side. Nothing was changed."), _("Try again with the same key.")
    )


def install(api: NinjaAPI) -> None:
    """Have the API answer every error as a problem document."""
    for kind in (
        Refusal,
        ObjectDoesNotExist,
        Http404,
        ValidationError,
        AuthenticationError,
        MissingScope,
        HttpError,
        Exception,
    ):
        api.add_exception_handler(kind, of)  # type: ignore[arg-type]  # one handler for all


def _kebab(name: str) -> str:
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("-")
