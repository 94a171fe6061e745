"""Stamps of the site log by a local authority, and the window that they give each event."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from aval.kernel.acts import Act
from aval.kernel.clock import now
from aval.proofs import stamps, tree
from aval.proofs.sitelog import StampEntry
from aval.record import queries, sitelog, stamping, standing
from aval.record.models import SiteHead, SiteLeaf, Stamp
from tests import make
from tests.domain.record.test_append import opened, paint
from tests.domain.record.tsa import Tsa, make_tsa, openssl_verifies

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="session")
def tsa(tmp_path_factory: pytest.TempPathFactory) -> Tsa:
    return make_tsa(tmp_path_factory.mktemp("tsa") / "authority")


@pytest.fixture
def log(tsa: Tsa, tmp_path: Path, settings: Any) -> tuple[UUID, Act]:
    settings.TIME_AUTHORITIES = str(tmp_path / "authorities")
    (tmp_path / "authorities").write_text(f"# who stamps\nlocal https://tsa.test/ {tsa.certificates}\n")
    client, professional = make.client(), make.professional()
    return opened(make.act(client), client.id, professional.id), make.act(client)


def stamp(tsa: Tsa, **more: Any) -> int:
    return stamping.stamp_all(make.site_act(at=now(), **more), send=tsa.stamp)


def test_an_event_lies_between_two_stamps(log: tuple[UUID, Act], tsa: Tsa) -> None:
    contract_id, act = log
    sitelog.run_once(make.site_act())
    assert stamp(tsa) == 1
    paint(act, contract_id)
    assert standing.windows(contract_id, first=0, last=9)[1].not_after is None
    sitelog.run_once(make.site_act())
    stamp(tsa)

    first, second = Stamp.objects.order_by("size")
    windows = standing.windows(contract_id, first=0, last=9)

    assert windows[0] == standing.Window(None, first.at)
    assert windows[1] == standing.Window(first.at, second.at)
    assert first.at is not None
    assert abs(first.at - now()) < timedelta(minutes=1)


def test_what_an_event_names_holds_the_stamp_that_it_is_later_than(log: tuple[UUID, Act], tsa: Tsa) -> None:
    contract_id, act = log
    sitelog.run_once(make.site_act())
    stamp(tsa)
    paint(act, contract_id)

    after = queries.envelope(contract_id, 1).after
    made = Stamp.objects.get()
    assert after is not None
    assert (after.size, made.size, made.position) == (2, 1, 1)
    assert after.root == bytes(SiteHead.objects.get(size=2).root)
    leaf = tree.leaf_hash(StampEntry.of(bytes(made.token)).to_bytes())
    proof = sitelog.tree(after.size).inclusion_proof(made.position)
    tree.verify_inclusion(leaf, made.position, after.size, proof, after.root)


def test_openssl_takes_the_stamp_of_the_head_and_of_nothing_else(log: tuple[UUID, Act], tsa: Tsa) -> None:
    sitelog.run_once(make.site_act())
    stamp(tsa)

    token, text = bytes(Stamp.objects.get().token), stamping.text_of(SiteHead.objects.get(size=1))

    assert openssl_verifies(token, text, tsa.certificates)
    assert not openssl_verifies(token, text + b"x\n", tsa.certificates)


def test_the_same_head_is_stamped_once_and_an_idle_log_each_hour(log: tuple[UUID, Act], tsa: Tsa) -> None:
    contract_id, act = log
    sitelog.run_once(make.site_act())

    assert stamp(tsa) == 1
    assert stamp(tsa) == 0
    assert stamp(tsa, after=timedelta(minutes=59)) == 0
    assert stamp(tsa, after=timedelta(minutes=61)) == 1
    paint(act, contract_id)
    sitelog.run_once(make.site_act())
    assert stamp(tsa) == 1


@pytest.mark.parametrize("kind", ["garbage", "of something else", "an answer to another request", "away"])
def test_a_bad_stamp_is_not_kept(log: tuple[UUID, Act], tsa: Tsa, kind: str) -> None:
    sitelog.run_once(make.site_act())
    earlier: list[bytes] = []

    def answer(url: str, query: bytes) -> bytes:
        if kind == "away":
            raise stamping.NoStamp("nobody there")
        if kind == "garbage":
            return b"<html>"
        if kind == "of something else":
            query = stamps.ask(b"something else").body
        earlier.append(tsa.stamp(url, query))
        return earlier[0]

    if kind == "an answer to another request":
        earlier.append(tsa.stamp("", stamps.ask(stamping.text_of(SiteHead.objects.get())).body))

    assert stamping.stamp_all(make.site_act(), send=answer) == 0
    assert not Stamp.objects.exists()
    assert SiteLeaf.objects.count() == 1


def test_a_stamp_by_somebody_who_is_not_trusted_is_not_kept(log: tuple[UUID, Act], tmp_path: Path) -> None:
    sitelog.run_once(make.site_act())
    other = make_tsa(tmp_path / "other")

    assert stamping.stamp_all(make.site_act(), send=other.stamp) == 0
    assert not Stamp.objects.exists()


def test_without_authorities_nothing_is_stamped(log: tuple[UUID, Act], settings: Any) -> None:
    settings.TIME_AUTHORITIES = ""
    sitelog.run_once(make.site_act())

    assert stamping.stamp_all(make.site_act()) == 0
