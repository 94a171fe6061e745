"""The site log: one entry for each contract with news, published as tiles, signed by both keys, found by who has the key."""

import base64
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from aval.kernel.acts import Act
from aval.proofs import checkpoints, cosignatures, notes, tiles, tree
from aval.proofs.sitelog import HeadEntry, KeysEntry, label_of, parse_entry
from aval.record import guard, keys, queries, sitelog, standing
from aval.record.models import Log, SiteHead, SiteLeaf, SiteState
from tests import make
from tests.domain.record.test_append import opened, paint

pytestmark = pytest.mark.django_db


@pytest.fixture
def log() -> tuple[UUID, Act]:
    client, professional = make.client(), make.professional()
    return opened(make.act(client), client.id, professional.id), make.act(client)


def published() -> checkpoints.Checkpoint:
    note = (Path(settings.SITE_LOG_ROOT) / "checkpoint").read_bytes()
    return checkpoints.verify(note, origin=keys.site_origin(), verifiers=keys.verifiers())


def entries() -> list[HeadEntry]:
    bundle = sitelog.read_tile(tiles.Tile(None, 0, published().size))
    return [entry for entry in map(parse_entry, tiles.parse_entries(bundle)) if isinstance(entry, HeadEntry)]


def test_a_contract_with_news_gives_one_entry_that_its_key_opens(log: tuple[UUID, Act]) -> None:
    contract_id, act = log
    paint(act, contract_id)
    paint(act, contract_id)

    assert sitelog.run_once(make.site_act()) == 1

    key = base64.b64decode(queries.events(contract_id)[0].event.site_key)  # type: ignore[attr-defined]  # a RecordOpened
    assert entries()[0].opens(key, 0, checkpoints.parse(queries.head(contract_id)))
    assert not entries()[0].opens(key, 1, checkpoints.parse(queries.head(contract_id)))
    assert not entries()[0].opens(bytes(32), 0, checkpoints.parse(queries.head(contract_id)))


def test_nothing_new_gives_nothing_and_more_gives_the_next_label(log: tuple[UUID, Act]) -> None:
    contract_id, act = log
    sitelog.run_once(make.site_act())
    before = published()

    assert sitelog.run_once(make.site_act()) == 1
    assert published() == before
    paint(act, contract_id)
    assert sitelog.run_once(make.site_act()) == 2

    key = bytes(Log.objects.get(id=contract_id).site_key)
    assert [entry.label for entry in entries()] == [label_of(key, 0), label_of(key, 1)]
    proof = sitelog.tree(2).consistency_proof(1)
    tree.verify_consistency(1, 2, proof, before.root, published().root)


def test_the_head_is_signed_by_both_kinds_of_keys(log: tuple[UUID, Act]) -> None:
    sitelog.run_once(make.site_act())

    note = bytes(SiteHead.objects.get(size=1).note)
    cosigners = [verifier.named(keys.site_origin()) for verifier in keys.cosignature_verifiers()]
    assert list(cosignatures.cosigned(note, cosigners).values()) == [int(make.NOON.timestamp())]
    assert len(notes.parse_note(note).signatures) == 2


def test_a_log_that_grows_past_a_tile_proves_from_its_tiles(log: tuple[UUID, Act]) -> None:
    contract_id, act = log
    for _ in range(3):
        paint(act, contract_id)
        sitelog.run_once(make.site_act())
    _fill(600)
    paint(act, contract_id)
    sitelog.run_once(make.site_act())

    size = published().size
    assert size == 604
    leaves = [bytes(leaf) for leaf in SiteLeaf.objects.order_by("position").values_list("leaf", flat=True)]
    assert published().root == tree.Tree(leaves).root() == sitelog.tree(size).root()
    for index in (0, 2, 255, 256, 511, 603):
        proof = sitelog.tree(size).inclusion_proof(index)
        tree.verify_inclusion(leaves[index], index, size, proof, published().root)
    assert sitelog.tree(3).root() == tree.Tree(leaves[:3]).root()
    assert not (sitelog.folder() / "tile/0/000.p").exists()


def _fill(count: int) -> None:
    """Have as many contracts in the site log, without the work of opening them."""
    state = SiteState.objects.get()
    grown = tree.Frontier.from_bytes(bytes(state.frontier))
    made = [KeysEntry.of(b"%d" % i).to_bytes() for i in range(count)]
    grown.extend(map(tree.leaf_hash, made))
    none = [None] * count
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT record_site_append(%s, %s::uuid[], %s::bigint[], %s::bigint[], %s::bytea[], %s::bytea[],"
            " %s::bytea[], %s, %s, %s)",
            [state.size, none, none, none, none, made, [*map(tree.leaf_hash, made)], grown.to_bytes(), state.xid,
             state.position],
        )  # fmt: skip


def test_tiles_are_written_again_from_the_database_as_they_were(log: tuple[UUID, Act]) -> None:
    _fill(300)
    sitelog.run_once(make.site_act())
    before = {path: path.read_bytes() for path in sitelog.folder().rglob("*") if path.is_file()}
    for path in before:
        if "tile" in path.parts:
            path.unlink()

    assert sitelog.rebuild() == 301

    assert {path: path.read_bytes() for path in sitelog.folder().rglob("*") if path.is_file()} == before


def test_a_crash_after_the_decision_to_sign_is_made_good(
    log: tuple[UUID, Act], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(sitelog, "_signed", _pull_the_plug)
        with pytest.raises(OSError, match="pulled"):
            sitelog.run_once(make.site_act())
    assert guard.last_signed() is not None
    assert not SiteHead.objects.exists()

    assert sitelog.run_once(make.site_act()) == 1

    assert published().root == bytes(SiteHead.objects.get().root)


def _pull_the_plug(*_: object) -> bytes:
    raise OSError("pulled")


def test_a_database_behind_what_was_published_signs_nothing(log: tuple[UUID, Act]) -> None:
    contract_id, act = log
    sitelog.run_once(make.site_act())
    note = (sitelog.folder() / "checkpoint").read_bytes()
    head = keys.signer().named(keys.site_origin())
    (sitelog.folder() / "checkpoint").write_bytes(
        checkpoints.sign(head, origin=keys.site_origin(), size=9, root=b"r" * 32)
    )
    guard.forget()

    with pytest.raises(guard.RecordBehind):
        paint(act, contract_id)
    with pytest.raises(guard.RecordBehind):
        sitelog.run_once(make.site_act())

    assert len(queries.events(contract_id)) == 1
    (sitelog.folder() / "checkpoint").write_bytes(note)
    guard.forget()
    paint(act, contract_id)


def test_a_process_notices_that_the_database_under_it_was_exchanged(log: tuple[UUID, Act]) -> None:
    contract_id, act = log
    guard.require(7)

    with pytest.raises(guard.RecordBehind):
        paint(act, contract_id)


def test_another_root_at_a_size_that_was_signed_is_not_signed(log: tuple[UUID, Act]) -> None:
    del log
    (sitelog.folder()).mkdir(parents=True)
    (sitelog.folder() / "last-signed").write_bytes(checkpoints.Checkpoint(keys.site_origin(), 1, b"r" * 32).to_text())

    with pytest.raises(sitelog.SiteLogForked):
        sitelog.run_once(make.site_act())

    assert not SiteHead.objects.exists()
    assert not (sitelog.folder() / "checkpoint").exists()


def test_one_sequencer_works_at_a_time(log: tuple[UUID, Act], monkeypatch: pytest.MonkeyPatch) -> None:
    with connection.copy().cursor() as other:
        other.execute("SELECT pg_advisory_lock(%s)", [sitelog._LOCK])

        assert sitelog.run_once(make.site_act()) is None

        other.execute("SELECT pg_advisory_unlock(%s)", [sitelog._LOCK])
        other.connection.close()
    assert sitelog.run_once(make.site_act()) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE record_siteleaf SET size = 9",
        "DELETE FROM record_siteleaf",
        "INSERT INTO record_siteleaf (position, entry, leaf) VALUES (9, '', sha256('\\x00'))",
        "UPDATE record_sitestate SET size = 0",
        "UPDATE record_sitehead SET root = ''",
        "DELETE FROM record_sitehead",
        "INSERT INTO record_stamp (id, size, kind, authority, token) VALUES (gen_random_uuid(), 1, '', '', '')",
    ],
)
def test_the_app_writes_to_the_site_log_through_functions_alone(log: tuple[UUID, Act], statement: str) -> None:
    sitelog.run_once(make.site_act())

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_label_is_taken_once(log: tuple[UUID, Act]) -> None:
    contract_id, act = log
    sitelog.run_once(make.site_act())
    paint(act, contract_id)
    leaf = SiteLeaf.objects.get()

    with pytest.raises(DatabaseError, match="label"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT record_site_append(1, %s::uuid[], %s::bigint[], %s::bigint[], %s::bytea[], %s::bytea[],"
            " %s::bytea[], %s, 0, 0)",
            [[contract_id], [1], [2], [bytes(leaf.label or b"")], [bytes(leaf.entry)], [bytes(leaf.leaf)], b""],
        )


def test_a_contract_is_covered_up_to_what_the_site_log_holds_of_it(log: tuple[UUID, Act]) -> None:
    contract_id, act = log
    assert (standing.covered(contract_id), standing.site_receipt(contract_id, 0)) == (0, None)
    sitelog.run_once(make.site_act())
    paint(act, contract_id)

    assert standing.covered(contract_id) == 1
    assert standing.site_receipt(contract_id, 0) is not None
    assert standing.site_receipt(contract_id, 1) is None
