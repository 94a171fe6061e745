"""Mail to a contract's address, by real SMTP and real DNS on loopback."""

import smtplib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from aval import channels
from aval.accounts.models import Account
from aval.channels.mail.answers import kept_answers
from aval.channels.mail.authenticity import verify
from aval.conversation.models import Thread
from aval.files import queries as files
from aval.imports import actions as imports
from aval.imports import arrivals, queries
from aval.imports.addresses import address_of
from aval.imports.events import ArrivalHeld, MessageArrived
from aval.imports.grades import Grade, Standing
from aval.imports.models import Arrival, ImportedEntry
from aval.imports.refusals import ClaimForOther
from aval.kernel import invariants
from aval.record import queries as record
from aval.record.events import Event
from tests import mailing, make

pytestmark = pytest.mark.committing

FIXTURES = Path(channels.__file__).parent / "tests" / "data" / "dkim-arc"


@dataclass
class Post:
    """The mail world of one test, with a contract whose gate is open."""

    zone: mailing.Zone
    port: int
    thread: Thread
    client: Account
    professional: Account

    @property
    def address(self) -> str:
        return address_of(self.thread.contract_id)

    @property
    def events(self) -> list[Event]:
        return [one.event for one in record.events(self.thread.contract_id)]

    def shown(self) -> list[queries.Shown]:
        return queries.entries(self.thread.contract_id)

    def is_sound(self) -> bool:
        return not list(invariants.check(invariants.installed()))


@pytest.fixture
def post(committing_db: object) -> Iterator[Post]:
    client, professional = make.client(), make.professional()
    for account, email in ((client, "clara@clara.example"), (professional, "pedro@pedro.example")):
        account.email = email
        account.save(update_fields=["email"])
    thread = make.thread(client=client, professional=professional, gate_open=True)
    with mailing.dns_world() as zone:
        mailing.publish(zone, "clara.example")
        mailing.publish(zone, "pedro.example")
        with mailing.smtp_world(zone) as port:
            yield Post(zone, port, thread, client, professional)


def from_clara(post: Post, text: str = "I accept 450.", **more: str) -> bytes:
    letter = mailing.letter("Clara <clara@clara.example>", post.address, "The drawings", text, **more)
    return mailing.signed(letter, "clara.example")


def test_a_signed_mail_is_in_the_record_at_once_and_can_be_checked_when_the_key_is_gone(post: Post) -> None:
    mailing.send(post.port, from_clara(post), post.address)

    [entry] = post.shown()
    assert (entry.side, entry.text, entry.subject) == ("client", "I accept 450.", "The drawings")
    assert (entry.grade, entry.standing, entry.doubts) == (Grade.SIGNED, Standing.PROVEN, ())
    [event] = [one for one in post.events if isinstance(one, MessageArrived)]
    assert (event.proof, event.claimed, str(event.sender)) == ("signed", False, "clara@clara.example")
    post.zone.records.clear()
    assert event.original is not None
    raw = content(event.original.sha256)
    assert entry.arrival is not None
    verdict = entry.arrival.evidence["verdict"]
    again = verify(raw, ask=kept_answers(verdict["answers"]), at=datetime.fromisoformat(verdict["at"]))
    assert (again.grade, again.from_address) == ("signed", "clara@clara.example")
    assert post.is_sound()


def test_files_and_thread_come_along_and_what_is_repeated_stands_apart(post: Post) -> None:
    mailing.send(post.port, from_clara(post, "Do you agree?", message_id="<first@clara.example>"), post.address)
    answer = mailing.letter(
        "pedro@pedro.example",
        post.address,
        "Re: The drawings",
        "Yes.\n\nOn Fri, 27 Nov 2026, Clara <clara@clara.example> wrote:\n> Do you agree?\n",
        In_Reply_To="<first@clara.example>",
    )
    answer.add_attachment(b"%PDF-1.4 plan", maintype="application", subtype="pdf", filename="../../etc/plan ñ.pdf")
    mailing.send(post.port, mailing.signed(answer, "pedro.example"), post.address)

    asked, answered = post.shown()
    assert (answered.side, answered.text, answered.reply_to) == ("professional", "Yes.", asked.id)
    assert answered.quoted == "On Fri, 27 Nov 2026, Clara <clara@clara.example> wrote:\n> Do you agree?"
    [file] = answered.files
    assert (file.name, content(file.sha256)) == ("plan ñ.pdf", b"%PDF-1.4 plan")


def test_the_same_mail_twice_is_one_and_another_under_the_same_id_is_another(post: Post) -> None:
    raw = from_clara(post, message_id="<one@clara.example>")
    mailing.send(post.port, raw, post.address)
    mailing.send(post.port, b"Received: from elsewhere\r\n" + raw, post.address)
    mailing.send(post.port, from_clara(post, "I accept 540.", message_id="<one@clara.example>"), post.address)

    assert [entry.text for entry in post.shown()] == ["I accept 450.", "I accept 540."]


def test_a_forged_mail_is_kept_apart_and_only_the_one_it_names_can_claim_it(post: Post) -> None:
    forged = from_clara(post).replace(b"450", b"9000")
    mailing.send(post.port, forged, post.address)
    mailing.send(post.port, mailing.letter("clara@clara.example", post.address, "Me", "No signature"), post.address)

    assert post.shown() == []
    unsigned, changed = queries.waiting_arrivals(post.thread.contract_id)
    assert [one.flags[0]["code"] for one in (unsigned, changed)] == ["mail-rejected", "mail-rejected"]
    assert sum(isinstance(one, ArrivalHeld) for one in post.events) == 2
    with pytest.raises(ClaimForOther):
        claim(post, changed, by=post.professional)
    arrivals.set_arrival_aside(make.act(post.client), contract_id=post.thread.contract_id, arrival_id=changed.id)
    claim(post, unsigned, by=post.client)
    [entry] = post.shown()
    assert (entry.grade, entry.standing) == (Grade.CONTESTED, Standing.WAITING)  # in doubt until the other says yes
    imports.confirm_entry(make.act(post.professional), contract_id=post.thread.contract_id, entry_id=entry.id)
    [entry] = post.shown()
    assert (entry.grade, entry.standing) == (Grade.PLAIN, Standing.AGREED)
    assert post.is_sound()


def test_a_strangers_mail_waits_and_after_a_claim_the_address_is_known(post: Post) -> None:
    mailing.publish(post.zone, "other.example")

    def from_other(text: str) -> bytes:
        return mailing.signed(mailing.letter("clara@other.example", post.address, "Hi", text), "other.example")

    mailing.send(post.port, from_other("From my other address"), post.address)
    [waits] = queries.waiting_arrivals(post.thread.contract_id)
    assert (waits.proof, waits.flags) == ("signed", [])
    claim(post, waits, by=post.client)
    mailing.send(post.port, from_other("And once more"), post.address)

    assert [(entry.text, entry.side, entry.grade) for entry in post.shown()] == [
        ("From my other address", "client", "signed"),
        ("And once more", "client", "signed"),
    ]


def test_a_server_that_the_domain_permits_shows_it_too_but_to_us_alone(post: Post) -> None:
    post.zone.records["clara.example", "TXT"] = ["v=spf1 ip4:127.0.0.1 -all"]
    letter = mailing.letter("clara@clara.example", post.address, "Hi", "By a permitted server")

    mailing.send(post.port, letter, post.address, sender="clara@clara.example")

    assert [(entry.side, entry.grade) for entry in post.shown()] == [("client", Grade.BRIDGED)]


def test_nothing_is_taken_for_an_address_that_is_not_open(post: Post) -> None:
    closed = make.thread()
    for address in (
        address_of(closed.contract_id),
        f"c-{'a' * 26}@inbound.aval.test",
        address_of(post.thread.contract_id).replace("@", "x@"),
        "postmaster@elsewhere.example",
    ):
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            mailing.send(post.port, from_clara(post), address)
        assert next(iter(refused.value.recipients.values()))[0] == 550
    assert not Arrival.objects.exists()


def test_where_dns_is_silent_the_sender_is_asked_to_come_again(post: Post) -> None:
    post.zone.silent = True

    with pytest.raises(smtplib.SMTPDataError) as later:
        mailing.send(post.port, from_clara(post), post.address)

    assert later.value.smtp_code == 451
    assert not Arrival.objects.exists()
    post.zone.silent = False
    mailing.send(post.port, from_clara(post), post.address)
    assert [entry.grade for entry in post.shown()] == ["signed"]


def test_the_published_samples_are_judged_as_their_authors_say(post: Post) -> None:
    post.zone.add("test._domainkey.example.com", "TXT", (FIXTURES / "authheaders_test.txt").read_text().strip())
    post.zone.add("_dmarc.example.com", "TXT", "v=DMARC1; p=reject")
    for name in ("authheaders_test.message_signed", "authheaders_test.message_multi", "authheaders_test.message"):
        mailing.send(post.port, (FIXTURES / name).read_bytes().replace(b"\n", b"\r\n"), post.address)

    found = {
        one.proof: [flag["code"] for flag in one.flags] for one in queries.waiting_arrivals(post.thread.contract_id)
    }
    assert found["signed"] == []
    assert sorted(
        code for one in queries.waiting_arrivals(post.thread.contract_id) for code in (f["code"] for f in one.flags)
    ) == ["mail-rejected", "mail-several-authors"]
    assert not ImportedEntry.objects.exists()


def test_a_mail_too_large_or_to_too_many_is_refused(post: Post, settings: Any) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        mailing.send(post.port, from_clara(post), [post.address] * 11)
    assert next(iter(refused.value.recipients.values()))[0] == 452
    with pytest.raises(smtplib.SMTPDataError) as large:
        mailing.send(post.port, from_clara(post, "x" * 80 + "\n" + ("y" * 76 + "\n") * 500_000), post.address)
    assert large.value.smtp_code == 552


def claim(post: Post, waits: Arrival, *, by: Account, own: bool = True) -> ImportedEntry:
    return arrivals.claim_arrival(make.act(by), contract_id=post.thread.contract_id, arrival_id=waits.id, own=own)


def content(sha256: str) -> bytes:
    with files.open_file(sha256) as stored:
        return stored.read()
