"""Anchors of the site log by a calendar: a promise at once, the proof later, nothing that is not good."""

from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest

from aval.kernel.acts import Act
from aval.proofs.ots import Proof
from aval.record import anchoring, sitelog, stamping
from aval.record.models import SiteHead, SiteLeaf, Stamp
from tests import make
from tests.domain.record.test_append import opened, paint

pytestmark = pytest.mark.django_db

CALENDAR = "https://calendar.test"
PENDING = bytes.fromhex("83dfe30d2ef90c8e")
BITCOIN = bytes.fromhex("0588960d73d71901")


class Calendar:
    """Somebody else's calendar: it appends a nonce and hashes, and later knows a block."""

    def __init__(self) -> None:
        self.ready = False
        self.asked: list[str] = []

    def fetch(self, url: str, body: bytes | None) -> bytes:
        self.asked.append(url)
        if body is not None:
            uri = CALENDAR.encode()
            payload = bytes([len(uri)]) + uri
            return b"\xf0\x04nonc\x08" + b"\x00" + PENDING + bytes([len(payload)]) + payload
        if not self.ready:
            raise anchoring.NoCalendar("not yet")
        return b"\xf1\x04tree\x08\x08" + b"\x00" + BITCOIN + b"\x03\x80\x89\x7a"


@pytest.fixture
def log(settings: Any) -> tuple[UUID, Act]:
    settings.OTS_CALENDARS = [CALENDAR]
    client, professional = make.client(), make.professional()
    made = opened(make.act(client), client.id, professional.id), make.act(client)
    sitelog.run_once(make.site_act())
    return made


def test_a_promise_becomes_a_proof(log: tuple[UUID, Act]) -> None:
    calendar = Calendar()
    assert anchoring.anchor(make.site_act(), fetch=calendar.fetch) == 1
    assert anchoring.upgrade(make.site_act(), fetch=calendar.fetch) == 0

    calendar.ready = True
    assert anchoring.upgrade(make.site_act(), fetch=calendar.fetch) == 1
    assert anchoring.upgrade(make.site_act(), fetch=calendar.fetch) == 0

    text = stamping.text_of(SiteHead.objects.get(size=1))
    proof = Proof.from_bytes(bytes(Stamp.objects.get(kind=anchoring.PROOF).token))
    (attestation,) = proof.attestations
    promised = sha256(sha256(text).digest() + b"nonc").digest()
    assert proof.is_of(text)
    assert (attestation.kind, attestation.height) == ("bitcoin", 2_000_000)
    assert attestation.digest == sha256(sha256(b"tree" + promised).digest()).digest()
    assert calendar.asked[1] == f"{CALENDAR}/timestamp/{promised.hex()}"


def test_a_head_is_anchored_once_and_stamps_are_no_news(log: tuple[UUID, Act]) -> None:
    contract_id, act = log
    calendar = Calendar()

    assert [anchoring.anchor(make.site_act(), fetch=calendar.fetch) for _ in range(3)] == [1, 0, 0]

    paint(act, contract_id)
    sitelog.run_once(make.site_act())
    assert anchoring.anchor(make.site_act(), fetch=calendar.fetch) == 1


@pytest.mark.parametrize("answer", [b"", b"<html>", b"\xf0\x04nonc\x08"])
def test_a_bad_answer_is_not_kept(log: tuple[UUID, Act], answer: bytes) -> None:
    assert anchoring.anchor(make.site_act(), fetch=lambda _url, _body: answer) == 0
    assert not Stamp.objects.exists()
    assert SiteLeaf.objects.count() == 1


def test_without_calendars_nothing_is_asked(log: tuple[UUID, Act], settings: Any) -> None:
    settings.OTS_CALENDARS = []

    assert anchoring.anchor(make.site_act()) == 0
    assert anchoring.upgrade(make.site_act()) == 0
