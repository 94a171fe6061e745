"""The pages of refused texts: one's own, and the desk of those who look at them."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from aval.accounts.models import Account
from aval.conversation import queries as conversation
from aval.kernel.clock import now
from aval.moderation import actions as moderation
from aval.moderation import figures, queries
from aval.moderation.models import Appeal, AppealDecision, ReviewDecision, ReviewRequest
from aval.screening import screen
from tests import make

pytestmark = pytest.mark.django_db


def browser(account: Account) -> Client:
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_an_author_sees_what_was_found_and_sends_it_for_review() -> None:
    thread = make.thread()
    refused = make.refused(thread)
    where = reverse("moderation:text", args=[refused.id])

    page = browser(thread.client).get(where).content.decode()
    browser(thread.client).post(where, {"note": "It is an order number"})
    later = browser(thread.client).get(where).content.decode()

    assert "<mark>" in page
    assert ReviewRequest.objects.get().note == "It is an order number"
    assert "within 24 hours" in later


def test_nobody_else_sees_a_refused_text() -> None:
    thread = make.thread()
    refused = make.refused(thread)

    for someone in (thread.professional, make.stranger(), make.operator()):
        where = reverse("moderation:text", args=[refused.id])
        assert browser(someone).get(where).status_code == 404
        assert browser(someone).post(where, {}).status_code == 404
    page = browser(thread.professional).get(reverse("conversation:thread", args=[thread.contract_id]))

    assert refused.text not in page.content.decode()
    assert not ReviewRequest.objects.exists()


@pytest.mark.parametrize("name", ["desk", "review", "appeal-decision"])
def test_the_desk_is_for_reviewers(name: str) -> None:
    thread = make.thread()
    measure = make.measure(thread)
    given = {"desk": [], "review": [measure.because.refused_id], "appeal-decision": [measure.id]}[name]

    for someone in (thread.client, thread.professional, make.stranger()):
        assert browser(someone).get(reverse(f"moderation:{name}", args=given)).status_code == 404
        assert browser(someone).post(reverse(f"moderation:{name}", args=given), {}).status_code in {404, 405}


def test_the_desk_names_what_was_found_in_the_reviewers_language() -> None:
    make.refused()
    make.held_file()
    operator = make.operator()
    Account.objects.filter(id=operator.id).update(language="es")
    operator.refresh_from_db()

    page = browser(operator).get(reverse("moderation:desk")).content.decode()

    assert "· número de teléfono ·" in page
    assert "·  ·" not in page


def test_a_reviewer_sees_the_text_and_only_what_was_said_around_it() -> None:
    thread = make.thread()
    for number in range(12):
        make.message(thread, f"Message {number}!")
    refused = make.refused(thread)
    operator = browser(make.operator())

    page = operator.get(reverse("moderation:review", args=[refused.id])).content.decode()
    whole = operator.get(reverse("conversation:thread", args=[thread.contract_id]))

    assert "Message 11!" in page
    assert "Message 2!" not in page
    assert "<mark>" in page
    assert whole.status_code == 404


@pytest.mark.parametrize(
    ("decision", "allowed", "deliberate"), [("allow", True, False), ("refuse", False, False), ("attempt", False, True)]
)
def test_a_reviewer_decides_with_a_reason(decision: str, allowed: bool, deliberate: bool) -> None:  # noqa: FBT001
    thread = make.thread()
    refused = make.refused(thread)
    where = reverse("moderation:review", args=[refused.id])
    operator = browser(make.operator())

    wordless = operator.post(where, {"decision": decision, "reason": ""})
    operator.post(where, {"decision": decision, "reason": "Because"})
    mine = browser(thread.client).get(reverse("moderation:text", args=[refused.id])).content.decode()

    assert wordless.status_code == 422
    row = ReviewDecision.objects.get()
    assert (row.allowed, row.deliberate) == (allowed, deliberate)
    assert "Because" in mine


def test_a_measure_is_appealed_and_another_reviewer_lifts_it() -> None:
    thread = make.thread()
    first = make.operator()
    measure = make.measure(thread, by=first)
    where = reverse("moderation:appeal-decision", args=[measure.id])

    appealing = browser(thread.client).get(reverse("moderation:appeal", args=[measure.id])).content.decode()
    browser(thread.client).post(reverse("moderation:appeal", args=[measure.id]), {"text": "It was not meant so"})
    refused = browser(first).post(where, {"decision": "lift", "reason": "Fine"})
    page = browser(make.mediator()).get(where).content.decode()
    browser(make.mediator()).post(where, {"decision": "lift", "reason": "So it was"})
    mine = browser(thread.client).get(reverse("moderation:mine")).content.decode()

    assert 'class="marked-text"' in appealing
    assert Appeal.objects.count() == 1
    assert refused.status_code == 403
    assert "It was not meant so" in page
    assert AppealDecision.objects.get().lifted
    assert "Lifted on appeal" in mine


def test_strangers_appeal_nothing() -> None:
    measure = make.measure()

    assert (
        browser(make.stranger()).post(reverse("moderation:appeal", args=[measure.id]), {"text": "No"}).status_code
        == 404
    )
    assert not Appeal.objects.exists()


def test_a_deadline_is_shown_and_what_is_overdue_is_marked() -> None:
    thread = make.thread()
    refused, late = make.refused(thread), make.refused(thread, "My other number is +57 311 765 4321")
    moderation.send_for_review(make.act(thread.client, at=now()), refused_id=refused.id)
    moderation.send_for_review(make.act(thread.client, at=now() - timedelta(hours=25)), refused_id=late.id)

    desk = browser(make.operator()).get(reverse("moderation:desk")).content.decode()
    pages = [
        browser(thread.client).get(reverse("moderation:text", args=[one.id])).content.decode()
        for one in (refused, late)
    ]

    assert desk.count('data-state="overdue"') == 1
    assert desk.index(late.text) < desk.index(refused.text)
    assert "A person looks at it until" in pages[0]
    assert "It is late" in pages[1]


def test_a_reviewer_opens_a_file_that_was_held_back_and_nobody_else_does() -> None:
    thread = make.thread()
    refused = make.held_file(thread)
    [file] = queries.files_of(refused)
    where = reverse("moderation:file", args=[refused.id, file.id])

    page = browser(make.operator()).get(reverse("moderation:review", args=[refused.id])).content.decode()
    people = (make.operator(), thread.client, thread.professional, make.stranger())
    answers = [browser(person).get(where) for person in people]

    assert where in page
    assert "can&#x27;t be checked by a machine" in page
    assert [answer.status_code for answer in answers] == [200, 200, 404, 404]
    assert [b"".join(answer.streaming_content) for answer in answers[:2]] == [b"a drawing"] * 2  # type: ignore[attr-defined]


def test_a_reviewer_sees_nothing_else_of_that_person() -> None:
    thread = make.thread()
    other = make.thread(client=thread.client)
    make.measure(other)
    elsewhere = make.refused(other, "My other number is +57 311 765 4321")
    refused = make.refused(thread)

    page = browser(make.operator()).get(reverse("moderation:review", args=[refused.id])).content.decode()

    assert elsewhere.text not in page
    assert "Notice" not in page
    assert thread.client.display_name not in page
    assert thread.client.email not in page


def test_an_exception_is_granted_from_the_page_and_shown_to_both() -> None:
    thread = make.thread()
    refused = make.refused(thread)
    where = reverse("moderation:exception", args=[refused.id])
    form = {"kinds": ["phone", "invitation"], "ground": "access", "days": "3", "reason": "The bank calls back"}

    wordless = browser(make.operator()).post(where, {**form, "reason": ""})
    browser(make.operator()).post(where, form)

    assert wordless.status_code == 422
    for party in (thread.client, thread.professional):
        page = browser(party).get(reverse("conversation:thread", args=[thread.contract_id])).content.decode()
        assert "The bank calls back" in page
    said = {"text": refused.text}
    browser(thread.client).post(reverse("conversation:messages", args=[thread.contract_id]), said)
    assert [shown.text for shown in conversation.messages(thread.contract_id)] == [refused.text]


def test_the_figures_are_public_and_count_what_people_decided() -> None:
    thread = make.thread()
    make.decision(make.refused(thread), allow=True)
    make.decision(make.refused(thread, "My other number is +57 311 765 4321"))
    make.held_file(thread)

    page = Client().get(reverse("moderation:figures")).content.decode()
    counted = figures.figures()

    assert "phone number" in page
    assert "(50 %)" in page
    assert (counted.whole.refused, counted.whole.reviewed, counted.whole.allowed) == (3, 2, 1)
    assert counted.files == {"allowed": 0, "found": 0, "person": 1}
    assert thread.client.display_name not in page


def test_a_reviewed_text_goes_into_the_corpus_with_consent_and_without_its_numbers() -> None:
    thread = make.thread()
    refused = make.refused(thread)
    make.decision(refused)
    case = reverse("moderation:corpus-case", args=[refused.id])
    operator = browser(make.operator())
    before = operator.get(case).status_code
    browser(thread.client).post(reverse("moderation:consent", args=[refused.id]))

    page = operator.get(case)
    proposed = page.context["form"].initial
    as_it_was = operator.post(case, {**proposed, "marked": f"[[{refused.text}]]"})
    operator.post(case, proposed)
    lines = operator.get(reverse("moderation:corpus")).content.decode().splitlines()

    assert (before, as_it_was.status_code) == (404, 422)
    line = json.loads(lines[0])
    assert (len(lines), line["label"], line["lang"]) == (1, "contact", thread.client.language[:2])
    assert "300 123 4567" not in line["text"]
    assert all(0 <= start < end <= len(line["text"]) for start, end in line["spans"])
    assert screen(line["text"]).flagged
