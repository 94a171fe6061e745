"""The second opinion: what no detector sees may still read like a way to meet outside."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aval.screening import Context, Disguise, Kind, measure, screen, screen_messages, wording
from aval.screening.detectors import DETECTORS
from aval.screening.text.fold import fold
from aval.screening.text.reading import Reading

HINTED = "Te espero donde ya sabes, ahí te digo lo que aquí no se puede poner"


def judged(text: str, *, subject: frozenset[str] = frozenset()) -> str | None:
    reading = Reading(text, fold(text), subject=subject)
    hit = wording.judge(reading)
    return hit and text[slice(*reading.folded.original(hit.start, hit.end))]


def test_the_weights_were_learned_from_the_corpus_as_it_is() -> None:
    assert json.loads(wording.WEIGHTS.read_text(encoding="utf-8"))["corpus"] == measure.digest()


def test_a_text_in_which_no_detector_sees_anything_may_be_refused_for_its_wording() -> None:
    reading = Reading(HINTED, fold(HINTED))
    assert not [hit for detect in DETECTORS for hit in detect(reading)]

    [finding] = screen(HINTED).findings

    assert finding.kind is Kind.INVITATION
    assert HINTED[finding.start : finding.end].startswith("Te espero donde ya sabes")


def test_words_of_the_project_itself_do_not_count_against_a_text() -> None:
    about = Context("Te espero donde sabes, ahí digo", ("aquí", "puede", "poner"))

    assert not screen(HINTED, context=about).flagged


def test_code_is_not_judged_by_its_wording() -> None:
    assert judged(f"El texto del botón es `<b title='{HINTED}'>` y no cambia") is None


def test_what_was_found_is_not_judged_again() -> None:
    assert [one.kind for one in screen(f"{HINTED}: ana.ruiz@estudioruiz.es").findings] == [Kind.EMAIL]


@given(
    st.lists(st.sampled_from([*HINTED.lower().split(), "donde", "11", "@", "?", "ñandú", "“", ".", "\n"]), max_size=60)
)
def test_the_passage_shown_lies_inside_the_text(words: list[str]) -> None:
    text = " ".join(words)
    reading = Reading(text, fold(text))
    hit = wording.judge(reading)

    assert hit is None or 0 <= hit.start < hit.end <= len(reading.text)


def test_a_soft_finding_in_an_honest_sentence_of_an_honest_text_is_dropped() -> None:
    honest = "Section 4.2 forbids off-platform payments. It's boring but it protects both of us."
    reading = Reading(honest, fold(honest))
    assert [hit for detect in DETECTORS for hit in detect(reading)]

    assert not screen(honest).flagged


def test_honest_words_around_it_do_not_free_an_invitation() -> None:
    talk = (
        "Ya revisé los planos y solo falta la medida de la ventana. Mañana subo la segunda versión con los dos colores."
    )

    assert screen(f"{talk} Escríbeme al WhatsApp y lo cerramos por fuera. {talk}").flagged


def test_a_sure_detail_is_never_doubted() -> None:
    assert screen(
        "El informe de suelos quedó listo y lo mandé con la memoria de cálculo a ana.ruiz@gmail.com ayer"
    ).flagged


def test_what_may_be_a_detail_of_the_work_is_dropped_where_the_wording_is_honest_and_kept_where_it_is_not() -> None:
    work = "Django puts @require_POST above the view that saves the form, and the test of it is still missing."

    assert not screen(work).flagged
    assert screen(f"{work} I answer faster as @require_post there, look me up").flagged


def test_a_sentence_that_leads_outside_is_seen_among_honest_ones() -> None:
    talk = "Ya revisé los planos y solo falta la medida de la ventana. Mañana subo la segunda versión con dos colores. "
    text = f"{talk}{HINTED}. {talk}"

    shown = judged(text)

    assert shown is not None
    assert shown in HINTED


@given(
    st.lists(
        st.sampled_from(["Hola", "ya subí el plano", "node.js", "a 5,50", ".", "!", "?", ";", " ", "\n"]), max_size=40
    )
)
def test_the_tokens_of_the_sentences_are_those_of_the_text_in_its_order(pieces: list[str]) -> None:
    text = "".join(pieces)
    worded = wording.Worded(Reading(text, fold(text)))

    assert [token for part in worded.sentences for token in worded.tokens[part]] == list(worded.tokens)
    assert [fold(text).text[slice(*place)] for place in worded.places] == list(worded.tokens)


def test_a_sentence_ends_where_a_space_or_a_line_follows_and_is_no_shorter_than_a_few_words() -> None:
    text = (
        "Uso node.js y lo demás también. Va: todo listo ya; sigo mañana con esto! Ok. ¿Seguimos el lunes con eso?\nSí"
    )
    worded = wording.Worded(Reading(text, fold(text)))

    assert [" ".join(worded.tokens[part]) for part in worded.sentences] == [
        "uso node js y lo demas tambien",
        "va : todo listo ya",
        "sigo manana con esto ok",
        "seguimos el lunes con eso ? si",
    ]


@pytest.mark.parametrize(
    ("text", "flagged"), [("whatsapp?", True), ("WhatsApp", False), ("Facebook", False), ("¿precio?", False)]
)
def test_a_single_word_is_judged_only_if_it_asks(text: str, flagged: bool) -> None:  # noqa: FBT001
    assert screen(text).flagged is flagged


def test_a_text_is_judged_from_behind_only_where_that_makes_more_sense() -> None:
    [finding] = screen("me chama no zap e a gente fecha por fora"[::-1]).findings

    assert (finding.kind, finding.disguise) == (Kind.INVITATION, Disguise.REVERSED)
    assert not screen("El número de página va abajo a la derecha.").flagged
    assert not screen("El log dice 2026-03-14T09:21:33.482Z ERROR timeout tras 30000 ms.").flagged


def test_saying_the_same_again_makes_nothing_worse() -> None:
    assert not screen_messages([f"Message {number}!" for number in range(9)]).flagged
    assert not screen("una palabra " * 300).flagged


def test_messages_are_judged_by_their_wording_together_and_never_by_words_that_were_glued() -> None:
    assert not screen_messages(["Blue tiles", "Red tiles", "Green tiles", "Yellow tiles"]).flagged
    assert screen_messages(["te paso lo que falta", "pero por fuera de aquí,", "dime a qué celular te marco"]).flagged


@pytest.mark.parametrize(
    ("hidden", "plain"),
    [
        ("pode ser um vídео de fоrа dаquі", "pode ser um vídeo de fora daqui"),
        ("bora p0r f0ra d4qu1 entao", "a parte p0r e a parte b2b do m3 entao"),
    ],
)
def test_hidden_letters_make_a_text_surer_to_ask_for_more(hidden: str, plain: str) -> None:
    assert screen(hidden).flagged
    assert not screen(plain).flagged


def test_the_name_of_an_app_torn_over_messages_is_refused_in_the_last_of_them() -> None:
    verdict = screen_messages(["Listo", "tele", "gram"])

    assert [(finding.message, finding.disguise) for finding in verdict.findings] == [(2, Disguise.SPLIT)]
    assert not screen_messages(["Hola", "Dale, seguimos", "mañana"]).flagged


@pytest.mark.parametrize("name", ["José Gómez", "Sofía de la Cruz", "Ana María López Hernández", "Jean-Luc O’Neill"])
def test_a_name_reads_like_nothing(name: str) -> None:
    assert not screen(name).flagged
    assert screen(f"{name}, write to me on WhatsApp").flagged
