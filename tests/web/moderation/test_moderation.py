"""The pages of refused texts: one's own, and the desk of those who look at them."""

import pytest
from django.test import Client
from django.urls import reverse

from aval.accounts.models import Account
from aval.moderation.models import Appeal, AppealDecision, ReviewDecision, ReviewRequest
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

    browser(thread.client).post(reverse("moderation:appeal", args=[measure.id]), {"text": "It was not meant so"})
    refused = browser(first).post(where, {"decision": "lift", "reason": "Fine"})
    page = browser(make.mediator()).get(where).content.decode()
    browser(make.mediator()).post(where, {"decision": "lift", "reason": "So it was"})
    mine = browser(thread.client).get(reverse("moderation:mine")).content.decode()

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
