"""Where other apps' providers say what was written. No session, no form: the signature is the permission."""

from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from aval.imports import bridging
from aval.imports.bridges import registry
from aval.imports.bridges.interface import Request, UntrustedRequest
from aval.kernel.acts import Act
from aval.kernel.clock import now


@csrf_exempt
@require_http_methods(["GET", "POST"])
def webhook(request: HttpRequest, provider: str) -> HttpResponse:
    """Take in one signed request; whatever it held, one that was understood is answered with 200."""
    bridge = registry.on().get(provider)
    if bridge is None:
        return JsonResponse({"error": "no such bridge"}, status=HTTPStatus.NOT_FOUND)
    # Providers sign the address that they were given, whatever the proxies in between make of it.
    asked = Request(
        method=request.method or "",
        url=f"{settings.SITE_URL}{request.get_full_path()}",
        query=request.GET.dict(),
        headers={name.lower(): value for name, value in request.headers.items()},
        body=request.body,
        at=now(),
    )
    try:
        greeting = bridge.greeting(asked)
        if greeting is not None:
            return HttpResponse(greeting, content_type="text/plain")
        if request.method != "POST":
            return HttpResponse(status=HTTPStatus.METHOD_NOT_ALLOWED)
        taken = bridging.take_in(Act.by_site(asked.at, via="webhook"), provider=provider, request=asked)
    except UntrustedRequest as error:
        return JsonResponse({"error": str(error)}, status=HTTPStatus.UNAUTHORIZED)
    return JsonResponse({"taken": taken})
