"""What people do about themselves."""

import hashlib
from dataclasses import replace
from typing import Any

import pytest

from aval.accounts import actions, queries
from aval.accounts.actions import ProfileText, TooMany
from aval.accounts.models import Account, PortfolioItem, Profile, Token
from aval.kernel.money import Money
from aval.kernel.refusals import Invalid
from aval.moderation.actions import ContactDetailsFound, decide_review, screen, send_for_review
from aval.moderation.models import RefusedText
from tests import make

pytestmark = pytest.mark.django_db

TEXT = ProfileText(
    display_name="Pedro Rocha",
    headline="Draws kitchens",
    about="I draw what can be built.",
    skills=["Kitchens", "kitchens", " SketchUp "],
    languages=["es", "pt"],
    country="BR",
    city="Recife",
    availability="part",
    hourly_rate=Money(3_200, "USD"),
    offers_work=True,
)


def test_a_profile_says_what_its_person_says() -> None:
    person = make.professional()

    profile = actions.edit_profile(make.act(person), text=TEXT, screen=screen)

    profile.refresh_from_db()
    assert profile.hourly_rate == Money(3_200, "USD")
    assert profile.skills == ["Kitchens", "SketchUp"]
    assert profile.updated_at == make.NOON


@pytest.mark.parametrize("name", ["Clara Gómez", "Ana María Gómez López"])
def test_how_a_name_reads_is_never_held_against_it(name: str) -> None:
    person = make.professional()

    actions.edit_profile(make.act(person), text=replace(TEXT, display_name=name), screen=screen)

    assert Account.objects.get(id=person.id).display_name == name


@pytest.mark.parametrize("field", ["about", "headline", "city", "display_name"])
def test_contact_details_are_held_back_wherever_they_stand_and_nothing_changes(field: str) -> None:
    person = make.professional()
    text: Any = replace(TEXT, **{field: "Reach me at +57 300 123 4567"})  # type: ignore[arg-type]  # one text field

    with pytest.raises(ContactDetailsFound):
        actions.edit_profile(make.act(person), text=text, screen=screen)

    assert Profile.objects.get(account=person).headline == ""
    assert Account.objects.get(id=person.id).display_name == person.display_name
    assert RefusedText.objects.get().author_id == person.id


def test_a_rate_must_be_more_than_nothing() -> None:
    person = make.professional()

    with pytest.raises(Invalid) as refused:
        actions.edit_profile(make.act(person), text=replace(TEXT, hourly_rate=Money(0, "USD")), screen=screen)

    assert refused.value.field == "hourly_rate"
    assert Profile.objects.get(account=person).hourly_rate is None


@pytest.mark.parametrize("field", ["about", "display_name"])
def test_what_a_reviewer_let_through_passes_as_a_whole(field: str) -> None:
    person = make.professional()
    text: Any = replace(TEXT, **{field: "Reach me at +57 300 123 4567"})  # type: ignore[arg-type]  # one text field
    with pytest.raises(ContactDetailsFound):
        actions.edit_profile(make.act(person), text=text, screen=screen)
    send_for_review(make.act(person), refused_id=RefusedText.objects.get().id)
    decide_review(
        make.act(make.operator()), refused_id=RefusedText.objects.get().id, allow=True, reason="A shop's own line."
    )

    actions.edit_profile(make.act(person), text=text, screen=screen)

    assert RefusedText.objects.count() == 1


def test_too_many_skills_are_refused() -> None:
    person = make.professional()

    with pytest.raises(Invalid):
        actions.edit_profile(
            make.act(person), text=replace(TEXT, skills=[f"skill {n}" for n in range(21)]), screen=screen
        )

    assert Profile.objects.get(account=person).skills == []


def test_earlier_work_stands_in_the_order_it_was_added() -> None:
    person = make.professional()

    for title in ("One", "Two"):
        actions.add_portfolio_item(make.act(person), title=title, description="", made_in=2024, screen=screen)

    assert list(PortfolioItem.objects.order_by("position").values_list("title", flat=True)) == ["One", "Two"]


def test_earlier_work_is_screened_too() -> None:
    person = make.professional()

    with pytest.raises(ContactDetailsFound):
        actions.add_portfolio_item(
            make.act(person), title="Shop", description="write to pedro.rocha@gmail.com", made_in=None, screen=screen
        )

    assert not PortfolioItem.objects.exists()


def test_nobody_removes_anothers_work() -> None:
    item = actions.add_portfolio_item(
        make.act(make.professional()), title="Shop", description="", made_in=None, screen=screen
    )

    with pytest.raises(PortfolioItem.DoesNotExist):
        actions.remove_portfolio_item(make.act(make.stranger()), item_id=item.id)

    assert PortfolioItem.objects.filter(id=item.id).exists()


@pytest.mark.parametrize("wrong", [{"language": "xx"}, {"time_zone": "Mars/Olympus"}, {"time_zone": "../etc/passwd"}])
def test_an_unknown_language_or_zone_changes_nothing(wrong: dict[str, str]) -> None:
    person = make.client()
    chosen = {"language": "es", "time_zone": "America/Lima", "theme": "dark", **wrong}

    with pytest.raises(Invalid):
        actions.choose_reading(make.act(person), **chosen)

    assert Account.objects.get(id=person.id).theme == "auto"


def test_a_token_is_shown_once_and_kept_as_a_hash() -> None:
    person = make.client()

    made = actions.create_token(make.act(person), name="Script", scopes=["write", "read"])

    kept = Token.objects.get()
    assert bytes(kept.secret_sha256) == hashlib.sha256(made.secret.encode()).digest()
    assert kept.scopes == ["read", "write"]
    found = queries.bearer_of(made.secret)
    assert found is not None
    assert found.account.id == person.id
    assert found.scopes == ["read", "write"]


@pytest.mark.parametrize("scopes", [[], ["everything"]])
def test_a_token_needs_known_scopes(scopes: list[str]) -> None:
    with pytest.raises(Invalid):
        actions.create_token(make.act(make.client()), name="Script", scopes=scopes)

    assert not Token.objects.exists()


def test_a_revoked_token_opens_nothing_and_may_be_revoked_again() -> None:
    person = make.client()
    made = actions.create_token(make.act(person), name="Script", scopes=["read"])

    for _ in range(2):
        actions.revoke_token(make.act(person), token_id=made.token.id)

    assert queries.bearer_of(made.secret) is None


def test_nobody_revokes_anothers_token() -> None:
    made = actions.create_token(make.act(make.client()), name="Script", scopes=["read"])

    with pytest.raises(Token.DoesNotExist):
        actions.revoke_token(make.act(make.stranger()), token_id=made.token.id)

    assert queries.bearer_of(made.secret) is not None


def test_an_account_has_only_so_many_working_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "TOKENS_MAX", 1)
    person = make.client()
    first = actions.create_token(make.act(person), name="One", scopes=["read"])

    with pytest.raises(TooMany):
        actions.create_token(make.act(person), name="Two", scopes=["read"])

    actions.revoke_token(make.act(person), token_id=first.token.id)
    actions.create_token(make.act(person), name="Three", scopes=["read"])
