"""Where payment providers say what came of a payment. No session, no form: the signature is the permission."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from aval.kernel.acts import Act
from aval.kernel.clock import now
from aval.payments import actions as payments
from aval.payments import providers
from aval.payments.providers.interface import UntrustedWebhook


@csrf_exempt
@require_POST
def webhook(request: HttpRequest, provider: str) -> HttpResponse:
    """Take in one signed message. Whatever came of it, a message that was understood is answered with 200."""
    at = now()
    try:
        chosen = providers.provider(provider)
    except providers.NoProvider:
        return JsonResponse({"error": "no such provider"}, status=HTTPStatus.NOT_FOUND)
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        event = chosen.read_webhook(request.body, headers, at)
    except UntrustedWebhook as error:
        return JsonResponse({"error": str(error)}, status=HTTPStatus.UNAUTHORIZED)
    if event is None:
        return JsonResponse({"outcome": "ignored"})
    outcome = payments.receive_webhook(
        Act.by_site(at, via="webhook"), provider=chosen.name, event=event, body=request.body
    )
    return JsonResponse({"outcome": outcome.value})
