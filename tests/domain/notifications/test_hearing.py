"""Who is told of what, once, and which letters go out."""

import pytest
from django.core import mail
from django.utils.module_loading import autodiscover_modules
from procrastinate.contrib.django.models import ProcrastinateJob

from aval.conversation import actions as conversation
from aval.conversation.models import Thread
from aval.imports.addresses import address_of, contract_of
from aval.kernel.transactions import unit
from aval.notifications import actions, jobs, queries
from aval.notifications.actions import BadLink
from aval.notifications.kinds import HEARINGS, Group, hearing_of
from aval.notifications.models import MailRefusal, Notification
from aval.notifications.readers import hear
from aval.record import events as record_events
from aval.record import queries as record
from aval.record import relay
from tests import make

pytestmark = pytest.mark.django_db


def told_of_a_message() -> tuple[Thread, Notification]:
    thread = make.thread()
    conversation.post_message(make.act(thread.professional), contract_id=thread.contract_id, text="Hello")
    relay.discover()
    relay.run_once()
    return thread, Notification.objects.get()


def test_the_other_side_is_told_and_whoever_wrote_is_not() -> None:
    thread, notification = told_of_a_message()

    assert notification.account == thread.client
    assert notification.group == Group.MESSAGES


def test_hearing_the_same_event_again_tells_nobody_twice() -> None:
    thread, notification = told_of_a_message()
    recorded = record.event(thread.contract_id, notification.seq or 0)

    with unit():
        hear(recorded)

    assert Notification.objects.count() == 1


def test_a_notification_is_worded_from_the_record_in_the_readers_language() -> None:
    thread, notification = told_of_a_message()

    (told,) = queries.in_words([notification])

    assert told.who == thread.professional.display_name
    assert told.what == "wrote a message"
    assert told.about == thread.subject


def test_a_text_held_back_is_told_to_nobody() -> None:
    assert hearing_of("moderation.text-refused.1") is None


def test_the_longest_beginning_decides() -> None:
    assert hearing_of("contracts.milestone-funded.1") == HEARINGS["contracts.milestone-funded"]
    assert hearing_of("contracts.milestone-ruled.1") == HEARINGS["contracts.milestone-"]
    assert hearing_of("record.opened.1") is None


def test_every_line_of_the_table_is_about_an_event_that_exists() -> None:
    autodiscover_modules("events")
    kinds = record_events.kinds()
    for start in HEARINGS:
        assert any(kind.startswith(start) for kind in kinds), start


def test_unread_is_counted_until_read() -> None:
    thread, notification = told_of_a_message()
    assert queries.unread(thread.client_id) == 1

    actions.read_notification(make.act(thread.client), notification_id=notification.id)

    assert queries.unread(thread.client_id) == 0


def test_a_stranger_marks_nothing_as_read() -> None:
    _thread, notification = told_of_a_message()

    with pytest.raises(Notification.DoesNotExist):
        actions.read_notification(make.act(make.stranger()), notification_id=notification.id)

    assert Notification.objects.get().read_at is None


def test_looking_at_a_contract_reads_what_was_told_about_it() -> None:
    thread, _notification = told_of_a_message()

    assert actions.read_about(make.act(thread.client), contract_id=thread.contract_id) == 1
    assert queries.unread(thread.client_id) == 0


def test_many_events_are_gathered_into_one_planned_letter() -> None:
    thread = make.thread()
    for text in ("One", "Two", "Three"):
        conversation.post_message(make.act(thread.professional), contract_id=thread.contract_id, text=text)

    relay.discover()
    relay.run_once()

    assert ProcrastinateJob.objects.filter(task_name="notifications.mail").count() == 1


def test_a_letter_says_what_happened_in_the_readers_language_with_one_click_out() -> None:
    thread, _notification = told_of_a_message()
    thread.client.language = "en"
    thread.client.save()

    jobs.mail_notifications(account_id=str(thread.client_id))

    (letter,) = mail.outbox
    assert letter.to == [thread.client.email]
    assert letter.subject == f"{thread.professional.display_name} wrote a message"
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "/letters/" in letter.extra_headers["List-Unsubscribe"]
    assert str(thread.contract_id) in letter.body


def test_an_answer_to_a_letter_about_messages_goes_into_their_conversation_once_the_gate_is_open() -> None:
    client = make.client()
    closed, first, second = (make.thread(client=client, gate_open=is_open) for is_open in (False, True, True))
    for thread in (closed, first, second):
        conversation.post_message(make.act(thread.professional), contract_id=thread.contract_id, text="Good morning")
    relay.discover()
    relay.run_once()

    jobs.mail_notifications(account_id=str(client.id))

    answers = {tuple(letter.reply_to) for letter in mail.outbox if "wrote a message" in letter.subject}
    assert answers == {(), (address_of(first.contract_id),), (address_of(second.contract_id),)}
    assert contract_of(address_of(first.contract_id)) == first.contract_id


def test_a_letter_goes_out_once() -> None:
    thread, _notification = told_of_a_message()

    for _ in range(2):
        jobs.mail_notifications(account_id=str(thread.client_id))

    assert len(mail.outbox) == 1


def test_what_was_read_meanwhile_is_not_mailed() -> None:
    thread, _notification = told_of_a_message()
    actions.read_all(make.act(thread.client))

    jobs.mail_notifications(account_id=str(thread.client_id))

    assert mail.outbox == []


def test_a_letter_that_was_sent_but_not_marked_goes_out_under_the_same_number() -> None:
    thread, _notification = told_of_a_message()
    jobs.mail_notifications(account_id=str(thread.client_id))
    Notification.objects.update(mailed_at=None)

    jobs.mail_notifications(account_id=str(thread.client_id))

    first, second = mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]


def test_letters_turned_down_do_not_come_but_the_page_still_tells() -> None:
    thread, _notification = told_of_a_message()
    actions.choose_letters(make.act(thread.client), wanted=[group for group in Group if group != Group.MESSAGES])

    jobs.mail_notifications(account_id=str(thread.client_id))

    assert mail.outbox == []
    assert queries.unread(thread.client_id) == 1


def test_one_click_stops_one_kind_and_a_second_changes_nothing() -> None:
    person = make.client()
    token = actions.unsubscribe_path(person.id, Group.CASES).rstrip("/").rsplit("/", 1)[1]

    for _ in range(2):
        actions.refuse_letters(make.site_act(), token=token)

    assert queries.refused_groups(person.id) == {Group.CASES}


def test_a_link_that_is_not_ours_stops_nothing() -> None:
    with pytest.raises(BadLink):
        actions.refuse_letters(make.site_act(), token="made-up")

    assert not MailRefusal.objects.exists()
