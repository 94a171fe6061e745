"""Live bridges: a request is believed by its signature on the raw bytes, and a chat counts once a party links it."""

import hmac
import json
from base64 import b64encode
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from aval.conversation.models import Thread
from aval.imports import actions as imports
from aval.imports import arrivals, bridging, queries
from aval.imports.events import BridgeEnded, BridgeJoined, BridgeLinked, MessageArrived
from aval.imports.grades import Grade, Standing
from aval.imports.models import Arrival, Bridge, BridgeCode
from aval.imports.refusals import AnsweredAlready, BridgeIsOff, GateIsClosed
from aval.kernel import invariants
from aval.kernel.clock import now
from aval.kernel.refusals import IllegalMove, NotAllowed
from aval.record import queries as record
from tests import make

pytestmark = pytest.mark.django_db

SECRET = "a provider's secret"
Send = Callable[..., Any]


@pytest.fixture(autouse=True)
def _accounts_at_all_providers(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("WHATSAPP_APP_SECRET", "WHATSAPP_VERIFY_TOKEN", "TELEGRAM_SECRET", "SLACK_SIGNING_SECRET"):
        monkeypatch.setenv(f"AVAL_{name}", SECRET)
    monkeypatch.setenv("AVAL_TWILIO_AUTH_TOKEN", SECRET)


@pytest.fixture
def thread() -> Thread:
    return make.thread(gate_open=True)


def whatsapp(client: Client, value: dict[str, Any], *, secret: str = SECRET, field: str = "messages") -> Any:
    body = json.dumps(
        {"object": "whatsapp_business_account", "entry": [{"changes": [{"field": field, "value": value}]}]}
    )
    signature = "sha256=" + hmac.new(secret.encode(), body.encode(), sha256).hexdigest()
    return client.post(
        "/bridges/whatsapp/", body, content_type="application/json", headers={"X-Hub-Signature-256": signature}
    )


def said_on_whatsapp(text: str, *, sender: str = "573001112233", id_: str = "", at: int = 0) -> dict[str, Any]:
    return {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "15550001111", "phone_number_id": "106540352242922"},
        "contacts": [{"profile": {"name": "Clara"}, "wa_id": sender}],
        "messages": [
            {
                "from": sender,
                "id": id_ or f"wamid.{abs(hash(text))}",
                "timestamp": str(at or int(now().timestamp())),
                "type": "text",
                "text": {"body": text},
            }
        ],
    }


def telegram(client: Client, update: dict[str, Any], *, secret: str = SECRET) -> Any:
    return client.post(
        "/bridges/telegram/",
        json.dumps(update),
        content_type="application/json",
        headers={"X-Telegram-Bot-Api-Secret-Token": secret},
    )


def said_on_telegram(text: str, number: int, *, sender: int = 1, **more: Any) -> dict[str, Any]:
    at = int(now().timestamp())
    message = {"message_id": number, "date": at, "chat": {"id": -100, "type": "group"}, "text": text}
    return {"update_id": number, "message": {**message, "from": {"id": sender, "first_name": "Somebody"}, **more}}


def slack(client: Client, said: dict[str, Any], *, at: int = 0, secret: str = SECRET) -> Any:
    body, time = json.dumps(said), str(at or int(now().timestamp()))
    signature = "v0=" + hmac.new(secret.encode(), f"v0:{time}:{body}".encode(), sha256).hexdigest()
    return client.post(
        "/bridges/slack/",
        body,
        content_type="application/json",
        headers={"X-Slack-Signature": signature, "X-Slack-Request-Timestamp": time},
    )


def twilio(client: Client, fields: dict[str, str], *, url: str = "", secret: str = SECRET) -> Any:
    from django.conf import settings  # noqa: PLC0415 (its address is the test's own)

    signed = (url or f"{settings.SITE_URL}/bridges/twilio/") + "".join(name + fields[name] for name in sorted(fields))
    signature = b64encode(hmac.digest(secret.encode(), signed.encode(), "sha1")).decode()
    return client.post(
        "/bridges/twilio/",
        urlencode(fields),
        content_type="application/x-www-form-urlencoded",
        headers={"X-Twilio-Signature": signature},
    )


def code(thread: Thread, by: Any) -> str:
    return bridging.make_code(make.act(by), contract_id=thread.contract_id).code


def texts(thread: Thread) -> list[tuple[str, str]]:
    return [(entry.side, entry.text) for entry in queries.entries(thread.contract_id)]


def test_a_chat_comes_in_once_a_party_said_their_code_in_it_and_the_other_joins_by_theirs(
    client: Client, thread: Thread
) -> None:
    whatsapp(client, said_on_whatsapp("Before anything was linked"))
    hers, his = code(thread, thread.client), code(thread, thread.professional)
    whatsapp(client, said_on_whatsapp(f"Linking: {hers.upper()}"))
    whatsapp(client, said_on_whatsapp("450 then, as agreed"))
    echo = said_on_whatsapp("")
    echo["message_echoes"] = [
        {"from": "15550001111", "to": "573001112233", "id": "wamid.echo", "timestamp": str(int(now().timestamp())),
         "type": "text", "text": {"body": "Yes, 450"}}
    ]  # fmt: skip
    del echo["messages"]
    whatsapp(client, echo, field="smb_message_echoes")

    assert texts(thread)[1:] == [("client", "450 then, as agreed")]
    [waits] = queries.waiting_arrivals(thread.contract_id)
    assert (waits.sender, waits.text, waits.proof) == ("15550001111", "Yes, 450", "bridged")
    echo["message_echoes"][0] |= {"id": "wamid.code", "text": {"body": his}}
    whatsapp(client, echo)
    arrivals.claim_arrival(make.act(thread.professional), contract_id=thread.contract_id, arrival_id=waits.id, own=True)
    assert {("professional", "Yes, 450"), ("client", "450 then, as agreed")} <= set(texts(thread))
    assert {entry.grade for entry in queries.entries(thread.contract_id)} == {Grade.BRIDGED}
    kinds = [type(one.event) for one in record.events(thread.contract_id)]
    assert (kinds.count(BridgeLinked), kinds.count(BridgeJoined)) == (1, 1)
    assert not BridgeCode.objects.exists()
    assert not list(invariants.check(invariants.installed()))


def test_a_code_is_good_once_so_that_nobody_becomes_another_by_repeating_it(client: Client, thread: Thread) -> None:
    hers = code(thread, thread.client)
    whatsapp(client, said_on_whatsapp(hers))

    whatsapp(client, said_on_whatsapp(f"{hers} again", sender="570009999999"))
    whatsapp(client, said_on_whatsapp("I release the money", sender="570009999999"))

    assert [side for side, text in texts(thread)] == ["client"]  # his chat with the number is linked to nothing
    assert Bridge.objects.count() == 1


@pytest.mark.parametrize("secret", ["another secret", ""])
def test_a_request_with_another_signature_is_refused_and_nothing_is_kept(
    client: Client, thread: Thread, secret: str
) -> None:
    hers = code(thread, thread.client)

    refused = [
        whatsapp(client, said_on_whatsapp(hers), secret=secret),
        telegram(client, said_on_telegram(hers, 1), secret=secret),
        slack(client, {"type": "event_callback", "event": {"type": "message", "text": hers}}, secret=secret),
        twilio(client, {"MessageSid": "SM1", "From": "+57", "To": "+1", "Body": hers}, secret=secret),
    ]

    assert [answer.status_code for answer in refused] == [401, 401, 401, 401]
    assert not Bridge.objects.exists()
    assert not Arrival.objects.exists()


def test_the_signature_is_checked_on_the_bytes_and_not_on_what_they_mean(client: Client) -> None:
    body = json.dumps({"entry": []})
    signature = "sha256=" + hmac.new(SECRET.encode(), body.encode(), sha256).hexdigest()

    spaced = client.post(
        "/bridges/whatsapp/", body + " ", content_type="application/json", headers={"X-Hub-Signature-256": signature}
    )
    exact = client.post(
        "/bridges/whatsapp/", body, content_type="application/json", headers={"X-Hub-Signature-256": signature}
    )

    assert (spaced.status_code, exact.status_code) == (401, 200)


def test_the_same_message_again_changes_nothing(client: Client, thread: Thread) -> None:
    whatsapp(client, said_on_whatsapp(code(thread, thread.client)))
    for _ in range(3):
        whatsapp(client, said_on_whatsapp("Once", id_="wamid.once"))

    assert [text for _side, text in texts(thread)].count("Once") == 1


def test_the_past_that_whatsapp_tells_of_comes_in_with_its_own_time(client: Client, thread: Thread) -> None:
    whatsapp(client, said_on_whatsapp(code(thread, thread.client)))
    past = said_on_whatsapp("")
    del past["messages"]
    past["history"] = [
        {"metadata": {"phase": 0, "chunk_order": 1, "progress": 100},
         "threads": [{"id": "573001112233", "messages": [
             {"from": "573001112233", "id": "wamid.old", "timestamp": "1770000000", "type": "text",
              "text": {"body": "Said in February"}}]}]}
    ]  # fmt: skip
    whatsapp(client, past, field="history")

    first = queries.entries(thread.contract_id)[0]
    assert first.at is not None
    assert (first.text, first.side, first.at.year, first.grade) == ("Said in February", "client", 2026, "bridged")


def test_meta_and_slack_are_answered_that_the_address_is_ours(client: Client) -> None:
    asked = {"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": SECRET}
    assert client.get("/bridges/whatsapp/", asked).content == b"1158201444"
    assert client.get("/bridges/whatsapp/", {**asked, "hub.verify_token": "no"}).status_code == 401
    assert slack(client, {"type": "url_verification", "challenge": "abc"}).content == b"abc"
    assert client.get("/bridges/telegram/").status_code == 405
    assert client.post("/bridges/nothing/").status_code == 404


def test_a_telegram_edit_is_another_version_and_the_first_stays(client: Client, thread: Thread) -> None:
    telegram(client, said_on_telegram(code(thread, thread.client), 1))
    telegram(client, said_on_telegram("450", 2))
    edited = said_on_telegram("540", 2, edit_date=int(now().timestamp()) + 5)
    telegram(client, {"update_id": 9, "edited_message": edited["message"]})
    telegram(
        client, said_on_telegram("The plan", 3, document={"file_name": "plan.pdf"}, reply_to_message={"message_id": 2})
    )

    _code, first, last, changed = sorted(queries.entries(thread.contract_id), key=lambda one: one.text == "540")
    assert (first.text, changed.text, changed.replaces, changed.edited) == ("450", "540", first.id, True)
    assert (last.missing_files, last.reply_to) == (1, first.id)


def test_slack_tells_of_edits_and_deletions_and_old_requests_are_refused(client: Client, thread: Thread) -> None:
    base = {"type": "message", "channel": "C1", "user": "U1"}
    when = f"{int(now().timestamp())}.000100"

    def event(**more: Any) -> dict[str, Any]:
        return {"type": "event_callback", "team_id": "T1", "event": {**base, **more}}

    slack(client, event(ts=when, text=code(thread, thread.client)))
    later = f"{int(now().timestamp()) + 1}.000200"
    slack(client, event(ts=later, text="450", files=[{"name": "a.pdf"}]))
    said = {"user": "U1", "ts": later, "text": "460"}
    slack(client, event(subtype="message_changed", ts=f"{later}1", event_ts="1.1", message=said))
    slack(client, event(subtype="message_deleted", ts=f"{later}2", event_ts="1.2", previous_message=said))
    old = slack(client, event(ts="1.1", text="Replayed"), at=int((now() - timedelta(minutes=6)).timestamp()))

    shown = {entry.text: entry for entry in queries.entries(thread.contract_id)}
    assert old.status_code == 401
    assert shown["460"].replaces == shown["450"].id == shown[""].replaces
    assert (shown["460"].edited, shown[""].deleted, shown["450"].missing_files) == (True, True, 1)


def test_texts_and_calls_over_twilio_come_in_and_a_call_stands_by_its_minutes(client: Client, thread: Thread) -> None:
    number = {"From": "+573001112233", "To": "+15550001111"}
    sms = {**number, "MessageSid": "SM1", "Body": code(thread, thread.client), "NumMedia": "0"}
    assert twilio(client, sms).json() == {"taken": 1}
    twilio(client, {**number, "MessageSid": "SM2", "Body": "On my way", "NumMedia": "1"})
    twilio(client, {**number, "CallSid": "CA1", "CallStatus": "ringing"})
    twilio(client, {**number, "CallSid": "CA1", "CallStatus": "completed", "CallDuration": "1260"})
    assert twilio(client, sms, url="https://elsewhere.example/bridges/twilio/").status_code == 401

    call = next(entry for entry in queries.entries(thread.contract_id) if entry.kind == "call")
    assert (call.text, call.side, call.grade) == ("1260 s", "client", Grade.BRIDGED)
    written = make.minutes(thread, began_at=call.at, at=now())
    [shown] = [one for one in queries.minutes(thread.contract_id) if one.minutes.id == written.id]
    assert [one.id for one in shown.calls] == [call.id]


def test_nothing_comes_in_after_either_party_ended_it(client: Client, thread: Thread) -> None:
    bridge = make.bridge(thread, chat="-100")

    ended = bridging.end_bridge(make.act(thread.professional), contract_id=thread.contract_id, bridge_id=bridge.id)
    telegram(client, said_on_telegram("Afterwards", 2))

    assert ended.ended_by_id == thread.professional_id
    assert texts(thread) == []
    assert sum(isinstance(one.event, BridgeEnded) for one in record.events(thread.contract_id)) == 1
    with pytest.raises(IllegalMove):
        bridging.end_bridge(make.act(thread.client), contract_id=thread.contract_id, bridge_id=bridge.id)


def test_a_stranger_links_nothing_ends_nothing_and_claims_nothing(thread: Thread) -> None:
    bridge, waits, stranger = make.bridge(thread), make.arrived(thread), make.stranger()

    for attempt in (
        lambda: bridging.make_code(make.act(stranger), contract_id=thread.contract_id),
        lambda: bridging.end_bridge(make.act(stranger), contract_id=thread.contract_id, bridge_id=bridge.id),
        lambda: arrivals.claim_arrival(
            make.act(stranger), contract_id=thread.contract_id, arrival_id=waits.id, own=True
        ),
        lambda: arrivals.set_arrival_aside(make.act(stranger), contract_id=thread.contract_id, arrival_id=waits.id),
    ):
        with pytest.raises(Thread.DoesNotExist):
            attempt()
    assert Bridge.objects.get().ended_at is None
    assert Arrival.objects.get().status == "waiting"


def test_no_code_before_the_gate_is_open_nor_without_a_provider(
    thread: Thread, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = make.thread()
    with pytest.raises(GateIsClosed):
        code(closed, closed.client)
    for name in ("WHATSAPP_APP_SECRET", "TELEGRAM_SECRET", "SLACK_SIGNING_SECRET", "TWILIO_AUTH_TOKEN"):
        monkeypatch.delenv(f"AVAL_{name}")
    with pytest.raises(BridgeIsOff):
        code(thread, thread.client)


def test_what_arrived_is_claimed_or_set_aside_once_and_its_claimer_does_not_answer_it(thread: Thread) -> None:
    waits, other = make.arrived(thread, "From the architect"), make.arrived(thread, "Spam")
    entry = arrivals.claim_arrival(
        make.act(thread.client), contract_id=thread.contract_id, arrival_id=waits.id, own=False
    )
    arrivals.set_arrival_aside(make.act(thread.client), contract_id=thread.contract_id, arrival_id=other.id)

    assert (entry.side, entry.text) == ("other", "From the architect")
    for again in (waits, other):
        with pytest.raises(IllegalMove):
            arrivals.claim_arrival(
                make.act(thread.professional), contract_id=thread.contract_id, arrival_id=again.id, own=True
            )
    with pytest.raises(NotAllowed):
        imports.confirm_entry(make.act(thread.client), contract_id=thread.contract_id, entry_id=entry.id)
    imports.contest_entry(
        make.act(thread.professional), contract_id=thread.contract_id, entry_id=entry.id, reason="Unknown to me"
    )
    with pytest.raises(AnsweredAlready):
        imports.confirm_entry(make.act(thread.professional), contract_id=thread.contract_id, entry_id=entry.id)
    [shown] = queries.entries(thread.contract_id)
    assert (shown.grade, shown.standing, shown.contest_reason) == (
        Grade.CONTESTED, Standing.CONTESTED, "Unknown to me",
    )  # fmt: skip
    assert sum(isinstance(one.event, MessageArrived) for one in record.events(thread.contract_id)) == 1
