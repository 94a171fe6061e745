"""Pages of people: home, public profiles, and what everyone sets for themselves."""

from dataclasses import asdict
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aval.accounts import actions
from aval.accounts.models import Profile, Token
from aval.kernel.clock import now
from aval.kernel.refusals import Invalid
from aval.moderation.actions import ContactDetailsFound, screen
from aval.notifications import actions as notifications
from aval.notifications import queries as told
from aval.notifications.kinds import Group
from aval.reputation import queries as reputation
from aval.web import home as cards
from aval.web.countries import country_name, language_name
from aval.web.people.forms import LettersForm, PortfolioForm, ProfileForm, ReadingForm, TokenForm
from aval.web.requests import account_of, act_of, once

GET_POST = ["GET", "HEAD", "POST"]
REVIEWS_SHOWN = 20


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what is expected of the reader by when, and what they have going on."""
    sections = cards.sections(request)
    return render(request, "people/home.html", {"sections": sections, "due": cards.due(sections)})


@require_safe
def profile(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Show someone's public profile."""
    found = Profile.objects.select_related("account").get(account_id=account_id, account__is_active=True)
    context = {
        "profile": found,
        "person": found.account,
        "country": country_name(found.country) if found.country else "",
        "portfolio": found.portfolio.order_by("position"),
        "own": request.user == found.account,
        "languages": [language_name(code) for code in found.languages],
        "figures": _figures(account_id),
        "reviews": reputation.open_reviews(account_id, at=now())[:REVIEWS_SHOWN],
    }
    return render(request, "people/profile.html", context)


@login_required
@require_safe
def settings_page(_request: HttpRequest) -> HttpResponse:
    """Lead to the first page of the settings."""
    return redirect("people:edit_profile")


@login_required
@require_http_methods(GET_POST)
@once
def edit_profile(request: HttpRequest) -> HttpResponse:
    """Edit what others read; a refused text stays in its box, with what was found beside it."""
    found, _made = Profile.objects.select_related("account").get_or_create(account=account_of(request))
    form = ProfileForm(request.POST) if request.method == "POST" else ProfileForm.of(found)
    refusal: ContactDetailsFound | None = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_profile(act_of(request), text=form.text(), screen=screen)
        except ContactDetailsFound as found_details:
            refusal = found_details
        except Invalid as invalid:
            form.add_error(invalid.field or None, str(invalid.sentence))
        else:
            messages.success(request, _("Your profile is saved."))
            return redirect("people:edit_profile")
    context = {"form": form, "refusal": refusal, "portfolio": found.portfolio.order_by("position")}
    return render(request, "people/edit_profile.html", context, status=_status(request))


@login_required
@require_http_methods(GET_POST)
@once
def add_portfolio_item(request: HttpRequest) -> HttpResponse:
    """Show another piece of earlier work."""
    form = PortfolioForm(request.POST or None)
    refusal: ContactDetailsFound | None = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_portfolio_item(act_of(request), **form.cleaned_data, screen=screen)
        except ContactDetailsFound as found:
            refusal = found
        else:
            return redirect("people:edit_profile")
    return render(request, "people/portfolio.html", {"form": form, "refusal": refusal}, status=_status(request))


@login_required
@require_POST
@once
def remove_portfolio_item(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Take a piece out again."""
    actions.remove_portfolio_item(act_of(request), item_id=item_id)
    return redirect("people:edit_profile")


@login_required
@require_http_methods(GET_POST)
def reading(request: HttpRequest) -> HttpResponse:
    """Choose language, time zone and colours."""
    account = account_of(request)
    present = {"language": account.language, "time_zone": account.time_zone, "theme": account.theme}
    form = ReadingForm(request.POST or None, initial=present)
    if request.method == "POST" and form.is_valid():
        actions.choose_reading(act_of(request), **form.cleaned_data)
        return redirect("people:reading")
    return render(request, "people/reading.html", {"form": form}, status=_status(request))


@login_required
@require_http_methods(GET_POST)
def letters(request: HttpRequest) -> HttpResponse:
    """Choose which letters to get."""
    refused = told.refused_groups(account_of(request).id)
    form = LettersForm(request.POST or None, initial={"wanted": [group for group in Group if group not in refused]})
    if request.method == "POST":
        # No box ticked is an answer too, and leaves the body empty but for the token.
        form = LettersForm(request.POST)
        if form.is_valid():
            notifications.choose_letters(act_of(request), wanted=form.cleaned_data["wanted"])
            messages.success(request, _("Your choice is saved."))
            return redirect("people:letters")
    return render(request, "people/letters.html", {"form": form}, status=_status(request))


@login_required
@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Show the ways into the account."""
    return render(request, "people/security.html")


@login_required
@never_cache
@require_http_methods(GET_POST)
@sensitive_variables("made")
def tokens(request: HttpRequest) -> HttpResponse:
    """Give programs access. The secret is in the answer to the form only, and kept nowhere."""
    form = TokenForm(request.POST or None)
    made: actions.NewToken | None = None
    if request.method == "POST" and form.is_valid():
        made = actions.create_token(act_of(request), **form.cleaned_data)
        form = TokenForm()
    found = Token.objects.filter(account=account_of(request)).order_by("-created_at")
    invalid = form.is_bound and not form.is_valid()
    status = HTTPStatus.UNPROCESSABLE_ENTITY if invalid else HTTPStatus.OK
    return render(request, "people/tokens.html", {"form": form, "tokens": found, "made": made}, status=status)


@login_required
@require_POST
def revoke_token(request: HttpRequest, token_id: UUID) -> HttpResponse:
    """End a program's access."""
    actions.revoke_token(act_of(request), token_id=token_id)
    return redirect("people:tokens")


def _figures(account_id: UUID) -> dict[str, Any]:
    """What the person's contracts add up to, shares as whole percents."""
    figures = reputation.figures(account_id, at=now())
    shares = {"on_time_percent": figures.on_time, "accepted_percent": figures.accepted}
    return {
        **asdict(figures),
        **{name: None if share is None else round(share * 100) for name, share in shares.items()},
    }


def _status(request: HttpRequest) -> int:
    """A form that is shown again was not accepted."""
    return HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else HTTPStatus.OK
