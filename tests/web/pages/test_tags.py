"""Tags and filters: money, moments, Markdown and small parts."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.template import Context, Template
from django.utils import timezone, translation
from hypothesis import given, settings
from hypothesis import strategies as st

from aval.kernel.clock import now
from aval.kernel.money import Money
from aval.web import formats
from aval.web.icons import ICONS
from aval.web.markdown import plain, render
from aval.web.money.amounts import read_amount
from aval.web.tones import TONES

NIGHT = datetime(2026, 3, 2, 3, 30, tzinfo=UTC)


def drawn(source: str, **context: Any) -> str:
    return Template(source).render(Context(context))


@pytest.mark.parametrize(
    ("language", "shown"), [("en", "R$1,234.50"), ("pt-br", "R$\xa01.234,50"), ("es", "BRL\xa01,234.50")]
)
def test_money_is_written_as_the_reader_writes_it(language: str, shown: str) -> None:
    with translation.override(language):
        assert formats.money_text(Money(123_450, "BRL")) == shown


@pytest.mark.parametrize(("language", "typed"), [("en", "1250.50"), ("es", "1250.50"), ("pt-br", "1250,50")])
def test_a_form_holds_an_amount_as_its_reader_types_it(language: str, typed: str) -> None:
    with translation.override(language):
        assert formats.amount_typed(Money(125_050, "USD")) == typed
        assert read_amount(typed, "USD") == Money(125_050, "USD")


@pytest.mark.parametrize(
    ("zone", "shown", "typed"),
    [
        ("America/Mexico_City", "USD\xa01,250.50", "1250.50"),
        ("America/Bogota", "US$1.250,50", "1250,50"),
        ("America/Buenos_Aires", "US$1.250,50", "1250,50"),
    ],
)
def test_spanish_amounts_are_written_and_typed_as_where_the_reader_is(zone: str, shown: str, typed: str) -> None:
    with translation.override("es"), timezone.override(zone):
        assert formats.money_text(Money(125_050, "USD")) == shown
        assert formats.amount_typed(Money(125_050, "USD")) == typed
        assert read_amount(typed, "USD") == Money(125_050, "USD")


def test_a_day_is_said_once_when_it_is_far_away() -> None:
    source = "{% if m|is_near %}near{% else %}far{% endif %}"

    assert drawn(source, m=now() + timedelta(days=6)) == "near"
    assert drawn(source, m=now() + timedelta(days=8)) == "far"


def test_money_carries_its_exact_value() -> None:
    assert 'value="12.30"' in drawn("{{ m|money }}", m=Money(1_230, "USD"))


def test_money_without_decimals_has_none() -> None:
    with translation.override("en"):
        assert formats.money_text(Money(1_230, "CLP")) == "CLP\xa01,230"


def test_a_moment_is_shown_in_the_readers_zone() -> None:
    with translation.override("en"), timezone.override("America/Bogota"):
        assert formats.exact_text(NIGHT) == "Mar 1, 2026, 10:30\u202fPM UTC-5"
        assert "March 1, 2026" in drawn("{{ t|day }}", t=NIGHT)


def test_a_near_moment_says_how_near_with_the_exact_time_behind_it() -> None:
    with translation.override("en"):
        shown = drawn("{{ t|when }}", t=now() - timedelta(hours=3, minutes=1))

    assert ">3 hours ago<" in shown
    assert "title=" in shown


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "<img src=x onerror=alert(1)>",
        "![x](https://tracker.test/pixel.png)",
        '<a href="https://x.test" onclick="x()">x</a>',
        "<iframe src=//x.test></iframe>",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
    ],
)
def test_markdown_lets_nothing_dangerous_through(hostile: str) -> None:
    html = str(render(hostile))

    assert "<script" not in html
    assert "<img" not in html
    assert "<iframe" not in html
    assert 'href="javascript' not in html
    assert 'href="data' not in html
    assert 'onclick="' not in html or "&lt;a" in html


@settings(max_examples=60)
@given(st.text(max_size=300))
def test_markdown_of_any_text_holds_only_allowed_tags(text: str) -> None:
    html = str(render(text)).lower()

    assert "<script" not in html
    assert "<style" not in html


def test_headings_of_people_stay_below_those_of_the_page() -> None:
    assert str(render("# Big")).strip() == "<h3>Big</h3>"


def test_links_of_people_give_no_credit_and_no_referrer() -> None:
    assert 'rel="nofollow ugc noopener noreferrer"' in str(render("[here](https://example.org)"))


def test_plain_text_has_no_markup() -> None:
    assert plain("**Hello** [you](https://example.org)") == "Hello you"


def test_every_tone_has_an_icon_that_exists() -> None:
    assert {icon for _tone, icon in TONES.values()} <= set(ICONS)


def test_an_unknown_state_is_shown_plainly() -> None:
    assert 'class="chip tone-plain"' in drawn('{% chip "unheard-of" "Unheard of" %}')


def test_a_name_is_escaped_wherever_it_is_drawn() -> None:
    shown = drawn("{% avatar who %}{% chip who who %}", who="<b>x</b>")

    assert "<b>" not in shown


def test_file_sizes_have_units() -> None:
    with translation.override("en"):
        assert [formats.size_text(size) for size in (0, 999, 1_500, 3_400_000)] == ["0 B", "999 B", "1.5 kB", "3.4 MB"]


def test_each_form_gets_a_mark_of_its_own() -> None:
    assert drawn("{% once %}") != drawn("{% once %}")
