"""What callers rely on: spans, policies, context, sentences."""

import pytest

from aval.screening import Context, Disguise, Finding, Kind, Policy, file_name, screen, screen_messages, under_name


def test_a_finding_points_at_the_original_text() -> None:
    text = "Hola 👋 escribime a ana.rios@estudiorios.com.ar y vemos"

    verdict = screen(text)

    (finding,) = verdict.findings
    assert text[finding.start : finding.end] == "ana.rios@estudiorios.com.ar"
    assert (finding.kind, finding.disguise) == (Kind.EMAIL, Disguise.NONE)


def test_a_span_covers_what_was_written_even_when_it_was_hidden() -> None:
    hidden = "\u200b".join("11 6044 9130")
    text = f"anotá: {hidden} gracias"

    (finding,) = screen(text).findings

    assert text[finding.start : finding.end] == hidden
    assert (finding.kind, finding.disguise) == (Kind.PHONE, Disguise.INVISIBLE)


def test_of_a_name_only_details_count() -> None:
    names = ("Clara Gómez", "Daniela Hernández", "José Mail", "Sofía Cash", "Liam Young", "Ana María Gómez López")

    assert [name for name in names if under_name(name, policy=Policy.PUBLIC_PROFILE).flagged] == []
    assert under_name("Clara Gómez 11 6044 9130", policy=Policy.PUBLIC_PROFILE).flagged
    assert under_name("clara arroba gmail punto com", policy=Policy.PUBLIC_PROFILE).flagged
    text = "Clara Gómez\nte paso mi whatsapp por fuera de aquí"
    (finding,) = under_name(*text.split("\n")).findings
    assert "whatsapp" in text[finding.start : finding.end]


def test_an_open_gate_lets_everything_through() -> None:
    verdict = screen("llamame al 11 6044 9130", policy=Policy.OPEN_GATE)

    assert not verdict.flagged
    assert verdict.findings == ()


def test_a_public_profile_may_not_carry_a_bare_name_that_a_conversation_may() -> None:
    text = "Gracias @martin, quedó muy bien"

    assert not screen(text).flagged
    assert screen(text, policy=Policy.PUBLIC_PROFILE).flagged


def test_talk_of_the_project_is_not_an_invitation_but_a_number_is_one_all_the_same() -> None:
    context = Context(subject="Bot de WhatsApp para una clínica", skills=("WhatsApp API",))

    assert not screen("mejor WhatsApp que SMS, creo", context=context).flagged
    assert screen("mejor WhatsApp: 11 6044 9130", context=context).flagged


@pytest.mark.parametrize(
    ("language", "start"),
    [
        ("es", "Esto parece"),
        ("pt", "Isto parece"),
        ("pt-BR", "Isto parece"),
        ("en", "This looks"),
        ("de", "This looks"),
    ],
)
def test_the_author_is_told_in_their_language(language: str, start: str) -> None:
    (finding,) = screen("+54 9 11 6044-9130").findings

    assert finding.sentence(language).startswith(start)


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("language", ["es", "pt", "en"])
def test_every_kind_has_its_sentence_in_every_language(kind: Kind, language: str) -> None:
    sentence = Finding(0, 1, kind, Disguise.SPELLED, 0.9).sentence(language)

    assert sentence.endswith(".")
    assert ": " in sentence


def test_a_number_spread_over_messages_is_reported_in_the_newest() -> None:
    messages = ["te paso el dato", "11", "6044", "9130"]

    verdict = screen_messages(messages)

    assert verdict.flagged
    assert verdict.about(3).flagged
    assert {finding.disguise for finding in verdict.about(3).findings} == {Disguise.SPLIT}
    assert not verdict.about(0).flagged


def test_each_message_of_a_thread_is_judged_alone_too() -> None:
    verdict = screen_messages(["hola", "soy ana.rios@gmail.com", "¿qué te parece el boceto?"])

    (finding,) = verdict.findings
    assert finding.message == 1
    assert not verdict.about(2).flagged


def test_no_messages_and_no_text_are_allowed() -> None:
    assert not screen("").flagged
    assert not screen_messages([]).flagged


@pytest.mark.parametrize(
    "name",
    ["ana_arroba_gmail_punto_com.pdf", "11-6044-9130.png", "llamame_al_11_6044_9130.jpg", "ana.rios@gmail.com.txt"],
)
def test_a_file_may_not_be_named_for_a_contact(name: str) -> None:
    assert file_name(name).flagged


@pytest.mark.parametrize(
    "name", ["IMG_20260412_183022.jpg", "factura_0003-00012847.pdf", "logo-final-v2.svg", "main.py", ".gitignore", ""]
)
def test_usual_file_names_pass(name: str) -> None:
    assert not file_name(name).flagged
