"""Pages without people's data, the reader's choices of language and theme, and what browsers and robots ask for."""

from datetime import timedelta
from http import HTTPStatus

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST, require_safe

from aval.accounts import actions as accounts
from aval.accounts.models import Account
from aval.kernel.money import Money
from aval.projects import queries as projects
from aval.web.middleware import THEME_COOKIE, THEMES
from aval.web.pages.design import samples
from aval.web.pages.sitemap import addresses
from aval.web.requests import act_of

YEAR = timedelta(days=365)
NEWEST = 6
EXAMPLE = Money(100_000, "USD")


@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    """Say what this is, in three promises, and show the newest projects."""
    context = {"projects": projects.newest(NEWEST), "price": EXAMPLE}
    return render(request, "pages/landing.html", context)


@require_safe
def plain(request: HttpRequest, page: str) -> HttpResponse:
    """Show one of the pages that are only text."""
    return render(request, f"pages/{page}.html", {"window": settings.REVIEW_WINDOW, "appeal": settings.APPEAL_WINDOW})


@require_safe
def fees(request: HttpRequest) -> HttpResponse:
    """Show what the site takes, from the very settings that the ledger uses, with an example."""
    commission = EXAMPLE.portion(settings.COMMISSION_BASIS_POINTS)
    context = {
        "price": EXAMPLE,
        "commission": commission,
        "net": EXAMPLE - commission,
        "client_fee": EXAMPLE.portion(settings.CLIENT_FEE_BASIS_POINTS),
        "commission_percent": settings.COMMISSION_BASIS_POINTS / 100,
        "client_percent": settings.CLIENT_FEE_BASIS_POINTS / 100,
        "payout_hold": settings.PAYOUT_HOLD,
    }
    return render(request, "pages/fees.html", context)


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remember the language: with the account, or in a cookie for visitors."""
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        return HttpResponse(status=HTTPStatus.BAD_REQUEST)
    if isinstance(request.user, Account):
        _choose(request, language=language)
    response = _back(request)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, language, max_age=YEAR, samesite="Lax", secure=settings.SECURE, httponly=True
    )
    return response


@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Remember light or dark: with the account, or in a cookie for visitors; ``auto`` follows the device."""
    theme = request.POST.get("theme", "")
    if isinstance(request.user, Account) and theme in Account.Theme.values:
        _choose(request, theme=theme)
    response = _back(request)
    if theme in THEMES:
        response.set_cookie(THEME_COOKIE, theme, max_age=YEAR, samesite="Lax", secure=settings.SECURE, httponly=True)
    else:
        response.delete_cookie(THEME_COOKIE)
    return response


@require_GET
@cache_control(max_age=3600, public=True)
def robots(_request: HttpRequest) -> HttpResponse:
    """Tell robots what is worth reading: what everybody may read, and nothing that belongs to two people."""
    closed = ("accounts", "home", "settings", "contracts", "money", "cases", "notifications", "api")
    lines = ["User-agent: *", *(f"Disallow: /{part}/" for part in closed), f"Sitemap: {settings.SITE_URL}/sitemap.xml"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


@require_GET
@cache_control(max_age=3600, public=True)
def sitemap(request: HttpRequest) -> HttpResponse:
    """List the public pages, projects and profiles (sitemaps.org protocol 0.9)."""
    return render(request, "pages/sitemap.xml", {"addresses": addresses()}, content_type="application/xml")


@require_GET
@cache_control(max_age=3600, public=True)
def manifest(_request: HttpRequest) -> HttpResponse:
    """Let phones put the site on their start screen (W3C web application manifest)."""
    return JsonResponse(
        {
            "name": "Aval",
            "short_name": "Aval",
            "start_url": reverse("people:home"),
            "display": "standalone",
            "background_color": "#f7f6f1",
            "theme_color": "#123f5a",
            "icons": [
                {"src": static("aval/seal.svg"), "sizes": "any", "type": "image/svg+xml"},
                {"src": static("aval/seal-180.png"), "sizes": "180x180", "type": "image/png"},
            ],
        },
        content_type="application/manifest+json",
    )


@require_safe
def design(request: HttpRequest) -> HttpResponse:
    """Show every component, where the site is a demonstration or under development."""
    if not (settings.DEBUG or settings.DEMO):
        raise Http404
    return render(request, "pages/design.html", samples())


def _choose(request: HttpRequest, **chosen: str) -> None:
    account = request.user
    assert isinstance(account, Account), "called for signed-in readers only"
    present = {"language": account.language, "time_zone": account.time_zone, "theme": account.theme}
    accounts.choose_reading(act_of(request), **{**present, **chosen})


def _back(request: HttpRequest) -> HttpResponseRedirect:
    """Return to where the choice was made, within this site."""
    target = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return HttpResponseRedirect(target)
    return redirect("pages:landing")
