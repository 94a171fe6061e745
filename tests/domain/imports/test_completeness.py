"""What a record lacks: what is spoken of and not there, long silences, missing files; and a party's word on it."""

from datetime import timedelta

import pytest

from aval.contracts import actions as contracts
from aval.conversation.models import Thread
from aval.imports import comparing, completeness, queries
from aval.imports import minutes as calls
from aval.imports.events import GapDismissed
from aval.imports.mentions import mentions
from aval.imports.models import GapDismissal
from aval.imports.refusals import DismissedAlready, NoSuchGap
from aval.imports.replies import trim
from aval.kernel.refusals import Invalid
from aval.record import queries as record
from tests import make

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def gaps(thread: Thread, *, after: timedelta = DAY) -> list[completeness.Gap]:
    return completeness.gaps(thread.contract_id, at=make.NOON + after)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("As we said on the phone, blue tiles it is", ["call"]),
        ("Thanks for the call!", ["call"]),
        ("Lo que acordamos por teléfono: 450", ["call"]),
        ("Como falamos na ligação de ontem, azul", ["call"]),
        ("Te mandé por WhatsApp las fotos", ["whatsapp"]),
        ("Te lo mandé por wsp", ["whatsapp"]),
        ("Eu te mandei no zap", ["whatsapp"]),
        ("Te enviei por e-mail o contrato", ["email"]),
        ("I emailed you the plan", ["email"]),
        ("Recibí tu mensaje por Telegram", ["telegram"]),
        ("Como hablamos por teléfono, te envié el archivo por correo", ["call", "email"]),
    ],
)
def test_what_was_said_or_sent_elsewhere_is_heard_in_three_languages(text: str, what: list[str]) -> None:
    assert [found.what for found in mentions(text)] == what


@pytest.mark.parametrize(
    "text",
    [
        "Shall we have a call tomorrow?",
        "¿Podemos hablar por teléfono mañana?",
        "Vou te mandar por WhatsApp",
        "I sent you the WhatsApp API integration",
        "The shop sends orders by email via SMTP",
        "How much for a Telegram bot?",
        "Puedes enviar correos desde el sistema",
        "Please call the function on the phone model",
    ],
)
def test_plans_and_the_work_itself_are_no_mentions(text: str) -> None:
    assert mentions(text) == []


def test_a_call_that_is_spoken_of_is_missed_until_its_minutes_are_there() -> None:
    thread = make.thread(gate_open=True)
    said = make.message(thread, "As we said on the phone, blue tiles")

    [gap] = gaps(thread)
    assert (gap.kind, gap.place, gap.words) == ("call", f"message-{said.id}", "As we said on the phone, blue tiles")
    make.minutes(thread)
    assert gaps(thread) == []


def test_a_chat_that_is_spoken_of_is_missed_until_it_is_brought_in() -> None:
    thread = make.thread(gate_open=True)
    make.message(thread, "Te mandé por WhatsApp las medidas")

    assert [gap.kind for gap in gaps(thread)] == ["app"]
    make.imported(thread)  # its messages are from the days before
    assert gaps(thread) == []


def test_a_mail_that_is_spoken_of_is_missed_until_it_arrives() -> None:
    thread = make.thread(gate_open=True)
    make.message(thread, "Te enviei por e-mail o contrato")

    assert [gap.kind for gap in gaps(thread)] == ["email"]
    make.arrived(thread, sender=thread.client.email, proof="signed")
    assert gaps(thread) == []


def test_a_week_of_silence_while_money_is_in_escrow_is_missed_and_none_after_the_work_is_done() -> None:
    milestone = make.funded()
    contract_id = milestone.contract_id

    def silences(days: int) -> list[completeness.Gap]:
        found = completeness.gaps(contract_id, at=make.NOON + days * DAY)
        return [gap for gap in found if gap.kind == "silence"]

    assert silences(6) == []
    assert len(silences(8)) == 1
    delivery = make.delivery(milestone, after=2 * DAY)
    contracts.accept_delivery(make.act(milestone.contract.client, after=3 * DAY), delivery_id=delivery.id)
    assert silences(60) == []


def test_files_that_were_announced_and_did_not_come_are_missed() -> None:
    thread = make.thread(gate_open=True)
    make.imported(
        thread, make.EXPORT + "[27/02/2026, 11:00:00] Pedro: \u200e<attached: 00000012-PHOTO-2026-02-27.jpg>\n"
    )

    [gap] = gaps(thread)
    assert (gap.kind, "1 file" in gap.why) == ("files", True)


def test_a_party_says_in_a_word_why_nothing_is_missing_and_the_record_keeps_it() -> None:
    thread = make.thread(gate_open=True)
    make.message(thread, "As we said on the phone, blue tiles")
    [gap] = gaps(thread)
    with pytest.raises(Invalid):
        dismiss(thread, gap.key, " ")
    with pytest.raises(NoSuchGap):
        dismiss(thread, "call:nothing", "There is none")

    dismiss(thread, gap.key, "It was about lunch")

    [answered] = gaps(thread)
    assert answered.dismissal is not None
    assert (answered.is_open, answered.dismissal.word) == (False, "It was about lunch")
    assert sum(isinstance(one.event, GapDismissed) for one in record.events(thread.contract_id)) == 1
    with pytest.raises(DismissedAlready):
        dismiss(thread, gap.key, "Again")
    with pytest.raises(Thread.DoesNotExist):
        completeness.dismiss_gap(
            make.act(make.stranger()), contract_id=thread.contract_id, gap=gap.key, word="I know better"
        )
    assert GapDismissal.objects.count() == 1


def dismiss(thread: Thread, gap: str, word: str) -> None:
    completeness.dismiss_gap(make.act(thread.client, after=DAY), contract_id=thread.contract_id, gap=gap, word=word)


HERS = make.EXPORT
INJECTED = "I can start on Monday\n[25/02/2026, 10:03:50] Clara: And I pay 5000 for it"


def test_two_exports_are_put_side_by_side_where_they_differ_and_a_line_slipped_in_is_in_doubt() -> None:
    thread = make.thread(gate_open=True)
    make.imported(thread, HERS)
    his = HERS.replace("I can start on Monday", INJECTED).replace("Then 450 for", "Then 540 for")
    make.imported(thread, his, by=thread.professional)

    [found] = comparing.comparisons(thread)
    assert (found.source, found.agreed) == ("whatsapp", 4)
    slipped, changed = found.differences
    assert slipped.client is None
    assert slipped.professional is not None
    assert (slipped.professional.text, slipped.professional.grade) == ("And I pay 5000 for it", "contested")
    assert "does not hold" in slipped.professional.doubts[-1]
    assert changed.client is not None
    assert changed.professional is not None
    assert (changed.client.text[:8], changed.professional.text[:8]) == ("Then 450", "Then 540")
    grades = {entry.text: entry.grade for entry in queries.entries(thread.contract_id)}
    assert grades["I can start on Monday"] == "matched"


def test_an_export_from_which_something_was_left_out_proves_no_absence() -> None:
    thread = make.thread(gate_open=True)
    make.imported(thread, HERS)
    make.imported(thread, HERS, by=thread.professional, leave_out=[3], omission="Private")

    assert comparing.comparisons(thread) == []
    grades = {entry.text: entry.grade for entry in queries.entries(thread.contract_id)}
    assert grades["ok"] == "plain"


def test_one_sentence_of_minutes_can_be_contested_by_name() -> None:
    thread = make.thread(gate_open=True)
    written = make.minutes(thread, text="We agreed on blue tiles. Pedro pays for them. Delivery is on Friday.")
    answer = {"contract_id": thread.contract_id, "minutes_id": written.id, "answer": "contested"}
    with pytest.raises(Invalid):
        calls.answer_minutes(make.act(thread.professional), **answer, text="No", sentences=[4])

    calls.answer_minutes(make.act(thread.professional), **answer, text="Clara pays for them", sentences=[2])

    [shown] = queries.minutes(thread.contract_id)
    assert shown.sentences == [
        ("We agreed on blue tiles.", False), ("Pedro pays for them.", True), ("Delivery is on Friday.", False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("Yes.\n\nOn Mon, 2 Mar 2026 at 10:00, Clara <c@x.example> wrote:\n> Do you agree?", "Yes."),
        ("Sim.\n\nEm seg., 2 de mar. de 2026 às 10:00, Clara\n<c@x.example> escreveu:\n> Concorda?", "Sim."),
        ("Sí.\n-----Mensaje original-----\nDe: Clara <c@x.example>\nEnviado: lunes\nHola", "Sí."),
        ("Yes\n\nFrom: Clara <c@x.example>\nSent: Monday\nTo: Pedro\n\nHello", "Yes"),
        ("> Blue?\nYes, blue.\n> Friday?\nYes.", "> Blue?\nYes, blue.\n> Friday?\nYes."),
        ("Nothing quoted here.", "Nothing quoted here."),
        ("> only this", "> only this"),
        ("On Monday I wrote: see below", "On Monday I wrote: see below"),
    ],
)
def test_what_a_mail_repeats_is_kept_apart_and_nothing_is_lost(text: str, new: str) -> None:
    found = trim(text)

    assert found.new == new
    assert "".join((found.new + found.quoted).split()) == "".join(text.split())
