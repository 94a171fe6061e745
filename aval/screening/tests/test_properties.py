"""What holds for all inputs: no failure, spans inside, no disguise that turns a refusal into a permission, linear time."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aval.screening import Policy, file_name, screen, screen_messages

REFUSED = [
    "Escribime a carolina.ibanez@estudionube.com.ar y empiezo hoy",
    "Meu e-mail é lu_fernandes@hotmail.com, qualquer coisa",
    "You can reach me at devin.park91@gmail.com tonight",
    "Llámame al +34 612 90 44 17 por la tarde",
    "liga no 41 99203 8810",
    "Call me at (415) 555-0182 after lunch",
    "hablemos por whatsapp mejor",
    "me chama no telegram",
    "add me on skype please",
    "marcela arroba estudionube punto com",
    "https://wa.me/5491160449130",
]
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a\u202e\u2066\U000e0020"
LOOKALIKES = str.maketrans("aceopxyiAEOPCTHKMBX", "асеорхуіАЕОРСТНКМВХ")
DETAILS = [
    "carolina.ibanez@estudionube.com.ar",
    "lu_fernandes@hotmail.com",
    "+34 612 90 44 17",
    "41 99203 8810",
    "(415) 555-0182",
    "wa.me/5491160449130",
]
modest = settings(max_examples=60, deadline=None)


@modest
@given(st.sampled_from(REFUSED), st.lists(st.tuples(st.integers(0, 80), st.sampled_from(INVISIBLE)), max_size=40))
def test_invisible_signs_never_free_a_text(text: str, inserted: list[tuple[int, str]]) -> None:
    for place, sign in inserted:
        text = text[:place] + sign + text[place:]

    assert screen(text).flagged


@modest
@given(st.sampled_from(REFUSED), st.integers(0, 2**80))
def test_changing_case_never_frees_a_text(text: str, bits: int) -> None:
    changed = "".join(sign.upper() if bits >> place & 1 else sign.lower() for place, sign in enumerate(text))

    assert screen(changed).flagged


@modest
@given(st.sampled_from(REFUSED), st.integers(0, 2**80))
def test_homoglyphs_never_free_a_text(text: str, bits: int) -> None:
    changed = "".join(sign.translate(LOOKALIKES) if bits >> place & 1 else sign for place, sign in enumerate(text))

    assert screen(changed).flagged


@modest
@given(st.sampled_from(REFUSED), st.integers(0, 2**80))
def test_full_width_signs_never_free_a_text(text: str, bits: int) -> None:
    changed = "".join(
        chr(ord(sign) + 0xFEE0) if bits >> place & 1 and "!" <= sign <= "~" else sign for place, sign in enumerate(text)
    )

    assert screen(changed).flagged


@modest
@given(st.sampled_from(REFUSED), st.integers(0, 2**80))
def test_wider_gaps_between_words_never_free_a_text(text: str, bits: int) -> None:
    changed = "".join("  " if sign == " " and bits >> place & 1 else sign for place, sign in enumerate(text))

    assert screen(changed).flagged


@pytest.mark.parametrize("detail", DETAILS)
def test_pulling_a_detail_apart_letter_by_letter_never_frees_it(detail: str) -> None:
    for separator in (" ", "  ", "\u00a0", "\u2009", "\u3000"):
        assert screen(separator.join(detail)).flagged, separator


@modest
@given(st.text(max_size=200))
def test_no_text_makes_it_fail_and_spans_lie_inside(text: str) -> None:
    for policy in Policy:
        for finding in screen(text, policy=policy).findings:
            assert 0 <= finding.start < finding.end <= len(text)
            assert 0.5 <= finding.confidence <= 1
    file_name(text)


@modest
@given(st.text(alphabet="ab1 2@.:/-+()\n`wspgmailcom\u200b\u0301\ud800\u202e٠①🅰🇦$#&%\\ux", max_size=160))
def test_no_mixture_of_telling_signs_makes_it_fail(text: str) -> None:
    for finding in screen(text).findings:
        assert 0 <= finding.start < finding.end <= len(text)


@modest
@given(st.lists(st.text(alphabet="a1 5@.\nwhatsgmailcom", max_size=30), max_size=6))
def test_spans_of_a_thread_lie_inside_their_message(messages: list[str]) -> None:
    for finding in screen_messages(messages).findings:
        assert 0 <= finding.start < finding.end <= len(messages[finding.message])


@pytest.mark.parametrize(
    "text",
    [
        "\ud800" * 500,
        "\u200b" * 10_000,
        "a" + "\u0301" * 10_000,
        "\u202e" * 10_000 + "moc.liamg@ana",
        "\x00" * 1_000,
        "\U0010ffff" * 100,
        "`" * 9_999,
        "&#99999999999;&#xffffffff;\\u{ffffff}\\ud800%ff%fe",
    ],
)
def test_hostile_texts_are_judged_like_any_other(text: str) -> None:
    verdict = screen(text)

    assert all(0 <= finding.start < finding.end <= len(text) for finding in verdict.findings)


def test_ten_thousand_invisible_signs_hide_nothing() -> None:
    assert screen("ana.rios" + "\u200b" * 10_000 + "@gmail.com").flagged


@pytest.mark.parametrize(
    "unit",
    ["a", "1 ", "@", "a@", "a.", "uno ", "\u200b", "a\u0301", "`", "`a", ".- ", "wsp ", "google ", "1\n", "1-", "x.com ",
     "a#1", "w h a t s ", "gb33 ", "&#64;", "pago por ", "escribime al ", "$1 ", "QUJD", "av 1", "no ", "l1",
     "..... ", "@.._ ", ".-._-", "a de a ", "alfa ", "cinque ", "(1+1)", "///a.", "👻:", "mi ", "sigamos por "],
)  # fmt: skip
def test_time_grows_with_the_length_alone(unit: str) -> None:
    small, large = unit * (6_000 // len(unit)), unit * (36_000 // len(unit))
    screen(small)

    taken = [min(_seconds(text) for _ in range(2)) for text in (small, large)]

    # Six times the text: a quadratic step anywhere would take 36 times as long.
    assert taken[1] < 18 * max(taken[0], 0.002)


@pytest.mark.parametrize(
    "text", ["a ..... ..... ..... ..... ..... ..... ..... .....", "@ " + ".... " * 60, ".-._ " * 60]
)
def test_signs_that_may_be_read_in_many_ways_take_no_longer_than_others(text: str) -> None:
    assert _seconds(text) < 0.1


def test_a_long_text_is_not_cut_within_what_a_sentence_says() -> None:
    talk = "El texto de la portada va en azul y los pies de foto en gris. "

    for size in range(8, 24):
        assert not screen(talk * size + "Prefiero no hablar por fuera de la plataforma. " + talk * 8).flagged


def _seconds(text: str) -> float:
    begun = time.process_time()
    screen(text)
    return time.process_time() - begun
