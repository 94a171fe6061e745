"""The site asks its witnesses, over HTTP too: receipts are upgraded, nothing waits, and who is behind is told."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from aval.cli import witness as command
from aval.kernel.acts import Act
from aval.proofs import checkpoints, receipts, tree
from aval.proofs.policy import Policy
from aval.proofs.witness import Request
from aval.record import guard, keys, sitelog, standing, witnessing
from aval.record.models import Cosignature, SiteLeaf
from tests import make
from tests.domain.record.test_append import opened, paint
from tests.domain.record.witnesses import Watch, make_watch

pytestmark = pytest.mark.django_db


@pytest.fixture
def watch(tmp_path: Path, settings: Any) -> Watch:
    return make_watch(tmp_path, settings)


@pytest.fixture
def log(watch: Watch) -> tuple[UUID, Act]:
    client, professional = make.client(), make.professional()
    made = opened(make.act(client), client.id, professional.id), make.act(client)
    sitelog.run_once(make.site_act())
    return made


def test_a_receipt_is_upgraded_when_enough_witnesses_have_seen_its_head(log: tuple[UUID, Act], watch: Watch) -> None:
    contract_id, _act = log
    rules = Policy.from_text(standing.policy_text())
    watch.away = frozenset({"w2", "w3"})
    assert witnessing.ask_all(make.site_act(), send=watch.send) == ["w1"]
    early = standing.site_receipt(contract_id, 0)

    watch.away = frozenset({"w3"})
    assert witnessing.ask_all(make.site_act(), send=watch.send) == ["w2"]
    late = standing.site_receipt(contract_id, 0)

    assert early is not None
    assert late is not None
    assert not rules.judge(receipts.parse(early).checkpoint).is_quorum
    judged = rules.judge(receipts.parse(late).checkpoint)
    assert judged.is_quorum
    assert judged.witnesses == dict.fromkeys(("w1", "w2"), int(make.NOON.timestamp()))
    parsed, leaf = receipts.parse(late), SiteLeaf.objects.get()
    tree.verify_inclusion(bytes(leaf.leaf), parsed.index, 1, parsed.hashes, judged.checkpoint.root)
    assert rules.judge((sitelog.folder() / "checkpoint").read_bytes()).is_quorum
    assert len(late) < 1_600 + 3_400  # the ML-DSA signature alone has 3,300


def test_witnesses_follow_as_the_log_grows(log: tuple[UUID, Act], watch: Watch) -> None:
    contract_id, act = log
    for size in range(2, 6):
        paint(act, contract_id)
        sitelog.run_once(make.site_act())
        watch.away = frozenset({"w3"} if size < 5 else ())
        assert len(witnessing.ask_all(make.site_act(), send=watch.send)) == (2 if size < 5 else 3)

    assert Cosignature.objects.filter(size=5).count() == 3
    assert witnessing.ask_all(make.site_act(), send=watch.send) == []
    head = standing.quorum_head()
    assert head is not None
    assert head.size == 5


def test_a_site_that_forgot_what_a_witness_saw_learns_it_from_the_witness(
    log: tuple[UUID, Act], watch: Watch, settings: Any
) -> None:
    contract_id, act = log
    note = (sitelog.folder() / "checkpoint").read_bytes()
    watch.of("w1").add_checkpoint(Request(0, (), note).to_bytes(), 1)
    paint(act, contract_id)
    sitelog.run_once(make.site_act())

    assert "w1" in witnessing.ask_all(make.site_act(), send=watch.send)


def test_a_cosignature_by_another_key_is_not_kept(log: tuple[UUID, Act], watch: Watch) -> None:
    def swapped(url: str, body: bytes | None) -> witnessing.Reply:
        return watch.send(url.replace("w1", "w2"), body) if "w1" in url else watch.send(url, body)

    assert witnessing.ask_all(make.site_act(), send=swapped) == ["w2", "w3"]
    assert set(Cosignature.objects.values_list("witness", flat=True)) == {"w2", "w3"}


def test_a_database_that_a_witness_is_ahead_of_signs_nothing(log: tuple[UUID, Act], watch: Watch) -> None:
    contract_id, act = log
    signer = keys.signer().named(keys.site_origin())
    note = checkpoints.sign(signer, origin=keys.site_origin(), size=40, root=b"r" * 32)
    watch.of("w2").add_checkpoint(Request(0, (), note).to_bytes(), 1)

    with pytest.raises(guard.RecordBehind):
        witnessing.compare(send=watch.send)

    with pytest.raises(guard.RecordBehind):
        paint(act, contract_id)
    guard.forget()  # another process, which starts now
    with pytest.raises(guard.RecordBehind):
        paint(act, contract_id)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    command.run(
        ["init", str(tmp_path / "partner"), "--name", "partner.test/w", "--kind", "ed25519", "--kind", "ml-dsa-44"]
    )
    running = command.server_of(tmp_path / "partner", "127.0.0.1", 0)
    thread = threading.Thread(target=running.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{running.server_address[1]}"
    running.shutdown()
    thread.join()
    running.server_close()


def test_a_partners_witness_is_asked_over_http(
    log: tuple[UUID, Act], server: str, tmp_path: Path, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    policy = tmp_path / "policy"
    own = command._cosigners(tmp_path / "partner")
    policy.write_text(f"witness partner {own[0].verifier.vkey} {server}/\nquorum partner\n")
    settings.RECORD_POLICY = str(policy)
    assert witnessing.ask_all(make.site_act()) == []  # it does not know this log yet

    command.run(["add", str(tmp_path / "partner"), keys.signer().named(keys.site_origin()).vkey])

    assert witnessing.ask_all(make.site_act()) == ["partner"]
    assert [anchor.size for anchor in witnessing.compare()] == [1]
    assert witnessing._send(f"{server}/elsewhere", None).status == 404
    assert witnessing._send(f"{server}/add-checkpoint", b"x" * 300_000).status == 413
    command.run(["show", str(tmp_path / "partner")])
    assert f"log  {keys.site_origin()} 1 " in capsys.readouterr().out


@pytest.mark.parametrize("url", ["ftp://w.test/", "file:///etc/passwd", "http://127.0.0.1:1/"])
def test_an_address_that_can_not_be_asked_gives_no_answer(url: str) -> None:
    with pytest.raises(witnessing.NoAnswer):
        witnessing._send(url, b"")
