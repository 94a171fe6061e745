from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aval.proofs import checkpoints, tiles, tree
from aval.proofs.notes import Verifier
from aval.proofs.tests.test_notes import TESSERA, TESSERA_VKEY
from aval.proofs.tiles import Tile, TileError, TileTree


def _write(old: int, leaves: list[bytes], store: dict[str, bytes]) -> None:
    """Write what a log writes when it grows from one size to that of the leaves."""
    for tile in tiles.tiles_between(old, len(leaves)):
        if tile.level is not None:
            span = tiles.WIDTH**tile.level
            hashes = [
                tree.Tree(leaves[i * span : (i + 1) * span]).root() for i in range(tile.start, tile.start + tile.width)
            ]
            store[tile.path] = b"".join(hashes)


@pytest.mark.parametrize("size", range(1, 16))
def test_proofs_from_the_tiles_of_another_implementation_lead_to_its_signed_roots(size: int) -> None:
    def read(tile: Tile) -> bytes:
        return (TESSERA / tile.path).read_bytes()

    head = checkpoints.verify(
        (TESSERA / f"checkpoint.{size}").read_bytes(),
        origin="example.com/log/testdata",
        verifiers=[Verifier.from_vkey(TESSERA_VKEY)],
    )

    proving = TileTree(size, read)
    entries = tiles.parse_entries(read(Tile(None, 0, size)))

    assert proving.root() == head.root
    for index, entry in enumerate(entries):
        assert proving.leaf(index) == tree.leaf_hash(entry)
        tree.verify_inclusion(tree.leaf_hash(entry), index, size, proving.inclusion_proof(index), head.root)
    for old in range(1, size + 1):
        earlier = checkpoints.parse((TESSERA / f"checkpoint.{old}").read_bytes())
        tree.verify_consistency(old, size, proving.consistency_proof(old), earlier.root, head.root)
    assert {tile.path for tile in tiles.tiles_between(size - 1, size)} <= {
        str(path.relative_to(TESSERA)) for path in TESSERA.rglob("*") if path.is_file()
    }


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 700), min_size=1, max_size=4), st.data())
def test_a_log_grown_in_any_steps_proves_from_its_tiles_what_its_tree_proves(
    steps: list[int], data: st.DataObject
) -> None:
    store: dict[str, bytes] = {}
    leaves: list[bytes] = []
    for step in steps:
        old = len(leaves)
        leaves = leaves + [tree.leaf_hash(b"%d" % i) for i in range(old, old + step)]
        _write(old, leaves, store)

    plain = tree.Tree(leaves)
    size = data.draw(st.sampled_from([sum(steps[: i + 1]) for i in range(len(steps))]))
    index = data.draw(st.integers(0, size - 1))
    old = data.draw(st.integers(1, size))
    proving = TileTree(size, lambda tile: store[tile.path])

    assert proving.root() == tree.Tree(leaves[:size]).root()
    assert proving.inclusion_proof(index) == plain.inclusion_proof(index, size)
    assert proving.consistency_proof(old) == plain.consistency_proof(old, size)


def test_a_log_of_70000_has_the_tiles_of_the_specification() -> None:
    grown = list(tiles.tiles_between(0, 70_000))

    assert [sum(tile.level == level and tile.width == 256 for tile in grown) for level in (0, 1, 2)] == [273, 1, 0]
    assert [tile.width for tile in grown if tile.width < 256 and tile.level is not None] == [112, 17, 1]
    assert [tile for tile in tiles.tiles_between(255, 256) if tile.level is not None] == [Tile(0, 0), Tile(1, 0, 1)]
    assert not list(tiles.tiles_between(256, 256))


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0), "tile/0/000"),
        (Tile(0, 1_234_067), "tile/0/x001/x234/067"),
        (Tile(3, 1000, 7), "tile/3/x001/000.p/7"),
        (Tile(None, 999, 255), "tile/entries/999.p/255"),
    ],
)
def test_a_tile_has_one_path(tile: Tile, path: str) -> None:
    assert tile.path == path
    assert tiles.parse_path(path) == tile


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/0",
        "tile/00/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/0/x000/001",
        "tile/0/001/002",
        "tile/0/x001",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/07",
        "tile/0/000/",
        "tile/0/../000",
        "tile/entries/٠٠٠",
        "checkpoint",
        "",
    ],
)
def test_other_paths_are_refused(path: str) -> None:
    with pytest.raises(TileError):
        tiles.parse_path(path)


@given(st.lists(st.binary(max_size=300), max_size=256))
def test_a_bundle_holds_its_entries(entries: list[bytes]) -> None:
    assert tiles.parse_entries(tiles.pack_entries(entries)) == entries


@pytest.mark.parametrize("bundle", [b"\0", b"\0\2a", b"\0\1a\0", b"\0\0" * 257])
def test_a_broken_bundle_is_refused(bundle: bytes) -> None:
    with pytest.raises(TileError):
        tiles.parse_entries(bundle)


def test_an_entry_that_is_too_long_is_refused() -> None:
    with pytest.raises(TileError):
        tiles.pack_entries([bytes(65_536)])


@pytest.mark.parametrize("held", [b"", bytes(31), bytes(32), bytes(32 * 257)])
def test_a_tile_that_is_too_small_or_no_tile_proves_nothing(held: bytes) -> None:
    with pytest.raises(TileError):
        TileTree(3, lambda _tile: held).root()


def test_a_full_tile_stands_in_for_a_partial_one() -> None:
    leaves = [tree.leaf_hash(b"%d" % i) for i in range(256)]

    proving = TileTree(5, lambda _tile: b"".join(leaves))

    assert proving.root() == tree.Tree(leaves[:5]).root()


@pytest.mark.parametrize(("index", "size"), [(5, 5), (-1, 5), (0, 6)])
def test_what_is_not_in_the_tree_is_not_proved(index: int, size: int) -> None:
    leaves = [tree.leaf_hash(b"%d" % i) for i in range(5)]

    with pytest.raises(IndexError):
        TileTree(5, lambda _tile: b"".join(leaves)).inclusion_proof(index, size)


def test_a_tile_stands_above_by_its_root() -> None:
    leaves = [tree.leaf_hash(b"%d" % i) for i in range(256)]

    assert tiles.tile_root(b"".join(leaves)) == tree.Tree(leaves).root()
    with pytest.raises(TileError):
        tiles.tile_root(b"".join(leaves[:-1]))


def test_the_vectors_are_there() -> None:
    assert len([path for path in Path(TESSERA / "tile" / "0").rglob("*") if path.is_file()]) == 15
