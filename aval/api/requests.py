"""From a request to an act, and the one answer that a repeated request gets."""

from collections.abc import Callable
from http import HTTPStatus
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from aval.accounts import requests as answers
from aval.api.auth import bearer_of
from aval.kernel.acts import Act
from aval.kernel.clock import now
from aval.kernel.ids import new_id
from aval.kernel.transactions import unit

HEADER = "HTTP_IDEMPOTENCY_KEY"
"""``Idempotency-Key``, as WSGI spells it."""
KEY_MAX = 255


class BadKey(ValueError):
    """The idempotency key is empty or too long."""


class _RolledBack(Exception):
    def __init__(self, response: HttpResponse) -> None:
        self.response = response


def act_of(request: HttpRequest) -> Act:
    """Return the act that this request is: by the token's account, now; a repeat under the same key is the same act."""
    account_id = account_id_of(request)
    key = request.META.get(HEADER)
    request_id = answers.key_from(key, account_id) if key else new_id()
    return Act(account_id, now(), request_id, "api")


def account_id_of(request: HttpRequest) -> UUID:
    """Return the account of the caller's token, in an operation that asks for one."""
    account_id: UUID | None = request.user.pk
    assert account_id is not None, "every operation that acts asks for a token"
    return account_id


def answer_once(request: HttpRequest, view: Callable[[HttpRequest], HttpResponse]) -> HttpResponse:
    """Answer a write: work and answer commit together under the request's key, and a repeat gets the same answer.

    :raises BadKey: if the key can't be one
    :raises KeyUsedForOtherContent: if the key came before with other content
    """
    key_text = request.META.get(HEADER)
    bearer = bearer_of(request)
    if request.method in {"GET", "HEAD", "OPTIONS"} or key_text is None or bearer is None:
        return view(request)
    if not 0 < len(key_text) <= KEY_MAX:
        raise BadKey(f"1 to {KEY_MAX} characters")
    key = answers.key_from(key_text, bearer.account.id)
    content = answers.content_hash((request.method or "").encode(), request.get_full_path().encode(), request.body)
    try:
        with unit(whole=True):
            response = view(request)
            if response.status_code >= HTTPStatus.BAD_REQUEST and not getattr(request, "refusal_commits", False):
                raise _RolledBack(response)  # noqa: TRY301 (it has to leave the transaction)
            answer = answers.Answer(response.status_code, response.content, response.get("Content-Type", ""))
            answers.keep(bearer.account.id, key, content, answer, now())
    except _RolledBack as rolled_back:
        return _replayed(bearer.account.id, key, content) or rolled_back.response
    except answers.AnsweredMeanwhile:
        replayed = _replayed(bearer.account.id, key, content)
        if replayed is None:
            raise
        return replayed
    return response


def _replayed(account_id: UUID, key: UUID, content: bytes) -> HttpResponse | None:
    # Looked up last, for few requests are repeats: what a repeat did was refused or rolled back just now.
    kept = answers.find(account_id, key, content)
    if kept is None:
        return None
    response = HttpResponse(kept.body, status=kept.status, content_type=kept.media or None)
    response["Idempotent-Replayed"] = "true"
    return response
