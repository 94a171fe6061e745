"""The sandbox signs, delays, doubles and confuses as it says it does."""

import json
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection

from aval.kernel.ids import new_id
from aval.payments import actions as payments
from aval.payments.providers.interface import Transition, UntrustedWebhook
from aval.payments.providers.sandbox import behaviour, jobs, signing
from aval.payments.providers.sandbox.provider import Sandbox, press_decline, press_pay
from tests.makers import people as make
from tests.makers.money import usd

SAID = json.dumps(
    {"type": "deposit_confirmed", "reference": str(new_id()), "minor": 5, "currency": "USD", "reason": ""}
).encode()


def test_a_signed_message_is_read() -> None:
    headers = signing.sign(settings.SANDBOX_SECRET, "evt_1", make.NOON, SAID)

    event = Sandbox().read_webhook(SAID, headers, make.NOON + timedelta(minutes=4))

    assert (event.event_id, event.transition, event.amount) == ("evt_1", Transition.DEPOSIT_CONFIRMED, usd(5))


def test_a_message_that_was_changed_or_is_not_ours_or_is_old_is_not_trusted() -> None:
    right = signing.sign(settings.SANDBOX_SECRET, "evt_1", make.NOON, SAID)
    wrong = [
        (SAID.replace(b"5", b"6"), right, make.NOON),
        (SAID + b" ", right, make.NOON),
        (SAID, signing.sign("another secret", "evt_1", make.NOON, SAID), make.NOON),
        (SAID, {**right, signing.ID: "evt_2"}, make.NOON),
        (SAID, {**right, signing.TIMESTAMP: str(int(make.NOON.timestamp()) + 60)}, make.NOON),
        (SAID, {**right, signing.SIGNATURE: ""}, make.NOON),
        (SAID, {}, make.NOON),
        (SAID, right, make.NOON + timedelta(minutes=6)),
        (SAID, right, make.NOON - timedelta(minutes=6)),
    ]

    for body, headers, at in wrong:
        with pytest.raises(UntrustedWebhook):
            Sandbox().read_webhook(body, headers, at)


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"type": "x"}', SAID.replace(b"deposit_confirmed", b"gift")])
def test_a_signed_message_that_can_not_be_read_is_not_trusted(body: bytes) -> None:
    headers = signing.sign(settings.SANDBOX_SECRET, "evt_1", make.NOON, body)

    with pytest.raises(UntrustedWebhook):
        Sandbox().read_webhook(body, headers, make.NOON)


def test_a_message_may_carry_several_signatures_while_a_key_rotates() -> None:
    headers = signing.sign(settings.SANDBOX_SECRET, "evt_1", make.NOON, SAID)
    headers[signing.SIGNATURE] = f"v1,bm90IHRoaXM= {headers[signing.SIGNATURE]}"

    assert Sandbox().read_webhook(SAID, headers, make.NOON).event_id == "evt_1"


def planned() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args ->> 'transition', args ->> 'event_id' FROM procrastinate_jobs"
            " WHERE task_name = 'payments.sandbox.send_webhook' ORDER BY scheduled_at, id"
        )
        return list(cursor.fetchall())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("card", "expected"),
    [
        ("4000123456780000", ["deposit_confirmed"]),
        ("4000123456789999", ["deposit_confirmed"]),
        ("4000123456780001", ["deposit_refused"]),
        ("4000123456780004", ["deposit_confirmed", "deposit_confirmed"]),
        ("4000123456780005", ["deposit_confirmed", "deposit_refused"]),
        ("4000123456780006", ["deposit_confirmed", "deposit_charged_back"]),
        ("4000123456780007", []),
    ],
)
def test_a_card_does_what_its_last_digits_say(card: str, expected: list[str]) -> None:
    client = make.client()
    deposit = payments.start_deposit(make.act(client), account_id=client.id, amount=usd(5))

    press_pay(make.act(client), deposit=deposit, card=card)

    said = planned()
    assert [transition for transition, _event in said] == expected
    assert len({event for _transition, event in said}) == len(expected)


@pytest.mark.django_db
def test_leaving_the_checkout_is_said_too() -> None:
    client = make.client()
    deposit = payments.start_deposit(make.act(client), account_id=client.id, amount=usd(5))

    press_decline(make.act(client), deposit=deposit)

    assert [transition for transition, _event in planned()] == ["deposit_refused"]


@pytest.mark.parametrize(
    ("minor", "expected"),
    [
        (5_000, [Transition.PAYOUT_PAID]),
        (5_013, [Transition.PAYOUT_FAILED]),
        (5_019, [Transition.PAYOUT_PAID, Transition.PAYOUT_PAID]),
        (5_023, [Transition.PAYOUT_PAID, Transition.PAYOUT_FAILED]),
    ],
)
def test_a_payout_does_what_its_amount_says(minor: int, expected: list[Transition]) -> None:
    assert [one.transition for one in behaviour.after_payout(minor)] == expected


def test_a_message_that_is_not_taken_is_sent_again() -> None:
    with pytest.raises(OSError, match="503"):
        jobs.deliver("evt_1", {"type": "x"}, post=lambda _url, _body, _headers: 503)
