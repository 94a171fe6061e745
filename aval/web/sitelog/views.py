"""The site log's files as C2SP tlog-tiles has them, and the page that says how it stands."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from aval.proofs import tiles
from aval.record import sitelog, standing

SECONDS, FOR_EVER = "public, max-age=2", "public, max-age=31536000, immutable"
TEXT, BYTES = "text/plain; charset=utf-8", "application/octet-stream"


@require_safe
def site_log(request: HttpRequest) -> HttpResponse:
    """Show people how large the log is, who signs it, who watches it, and when it was last stamped."""
    return render(request, "sitelog/page.html", {"log": standing.site()})


@require_safe
def checkpoint(request: HttpRequest) -> HttpResponse:
    """Give the newest signed head, with the witnesses' cosignatures."""
    return _file(request, "checkpoint", SECONDS, TEXT)


@require_safe
def statement(request: HttpRequest) -> HttpResponse:
    """Give what the offline root says of the site's keys."""
    return _file(request, "keys", SECONDS, TEXT)


@require_safe
def policy(request: HttpRequest) -> HttpResponse:
    """Give the policy by which this site's heads count."""
    del request
    return _answer(standing.policy_text(), SECONDS, TEXT)


@require_safe
def tile(request: HttpRequest, place: str) -> HttpResponse:
    """Give a tile of hashes or a bundle of entries: these never change."""
    try:
        wanted = tiles.parse_path(place)
    except tiles.TileError:
        return _nothing()
    return _file(request, wanted.path, FOR_EVER, BYTES)


def _file(request: HttpRequest, name: str, caching: str, content_type: str) -> HttpResponse:
    del request
    try:
        data = (sitelog.folder() / name).read_bytes()
    except FileNotFoundError:
        return _nothing()
    return _answer(data, caching, content_type)


def _answer(data: bytes, caching: str, content_type: str) -> HttpResponse:
    headers = {"Cache-Control": caching, "Access-Control-Allow-Origin": "*", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(data, content_type=content_type, headers=headers)


def _nothing() -> HttpResponse:
    return HttpResponse(
        "Not in this log.\n",
        status=HTTPStatus.NOT_FOUND,
        content_type=TEXT,
        headers={"Cache-Control": "no-store", "Access-Control-Allow-Origin": "*"},
    )
