"""What someone may do to a dossier: none of it may pass, and none of it may end in a traceback."""

import random
import re
import struct
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest

from aval.proofs import canonical, checkpoints, tree
from aval.proofs.dossier import Opened, verify
from aval.proofs.dossier.verify import Report
from aval.proofs.notes import Signer
from aval.proofs.tests import make

GOOD = make.write(make.story().dossier())
FILES = make.unpack(GOOD)
# Who can seal (the site) may put these to other words; nothing in the log could contradict them.
SEALED_WORDS = {verify.PAGE, "verify/BY-HAND.md", "verify/verify.html", "verify/verify.py"}

Check = Callable[[bytes], Report]


@pytest.fixture
def check(tmp_path: Path) -> Check:
    path = tmp_path / "dossier.zip"

    def run(data: bytes) -> Report:
        path.write_bytes(data)
        return verify.verify_path(path)

    return run


def _assert_refused(report: Report, what: object) -> None:
    codes = [finding.code for verdict in report.verdicts for finding in verdict.findings]
    assert report.exit_code in {20, 30, 40, 50}, (what, report.as_text())
    assert "internal" not in codes, (what, report.as_text())
    assert all(report.as_text(language) for language in ("en", "es", "pt"))


def _flips(data: bytes, count: int, seed: int) -> Iterator[tuple[int, bytes]]:
    dice = random.Random(seed)
    for _ in range(count):
        place = dice.randrange(len(data))
        changed = bytearray(data)
        changed[place] ^= dice.randrange(1, 256)
        yield place, bytes(changed)


def test_the_untouched_dossier_is_good(check: Check) -> None:
    assert check(GOOD).exit_code == 0
    assert make.pack(FILES) == make.pack(make.seal(FILES)) == GOOD


@pytest.mark.parametrize("seed", range(4))
def test_no_changed_byte_of_the_archive_passes(check: Check, seed: int) -> None:
    for place, data in _flips(GOOD, 300, seed):
        _assert_refused(check(data), place)


def test_no_changed_byte_outside_the_contents_passes(check: Check) -> None:
    contents = bytearray(GOOD)
    for data in FILES.values():
        start = contents.find(data) if data else 0
        contents[start : start + len(data)] = b"\0" * len(data)
    outside = [place for place, byte in enumerate(contents) if byte]
    dice = random.Random(5)

    assert len(outside) > 1500
    for place in dice.sample(outside, 900):
        changed = bytearray(GOOD)
        changed[place] ^= 1 << dice.randrange(8)
        _assert_refused(check(bytes(changed)), place)


@pytest.mark.parametrize("name", sorted(FILES))
def test_no_changed_byte_of_a_file_passes_though_the_archive_fits_again(check: Check, name: str) -> None:
    for place, data in _flips(FILES[name] or b"\0", 25, 1):
        _assert_refused(check(make.pack(FILES | {name: data})), (name, place))


@pytest.mark.parametrize("name", sorted(FILES.keys() - {verify.SEAL}))
def test_no_changed_byte_of_a_file_passes_though_the_manifests_fit_again(check: Check, name: str) -> None:
    listed = (make.list_files(FILES | {name: data}) for _, data in _flips(FILES[name] or b"\0", 10, 2))
    for files in listed:
        if files != FILES:  # a manifest is written anew, and is then as it was
            _assert_refused(check(make.pack(files)), name)


@pytest.mark.parametrize(
    "name", sorted(FILES.keys() - SEALED_WORDS - {verify.SEAL, verify.MANIFEST, verify.TAG_MANIFEST, "bag-info.txt"})
)
def test_no_changed_byte_of_the_evidence_passes_even_with_the_sites_seal(check: Check, name: str) -> None:
    for place, data in _flips(FILES[name] or b"\0", 60, 3):
        _assert_refused(check(make.pack(make.seal(FILES | {name: data}))), (name, place))


@pytest.mark.parametrize("name", sorted(FILES))
def test_no_file_can_be_taken_out(check: Check, name: str) -> None:
    without = {other: data for other, data in FILES.items() if other != name}

    _assert_refused(check(make.pack(without)), name)
    if name not in {verify.SEAL, verify.MANIFEST, verify.TAG_MANIFEST, "bag-info.txt"}:
        _assert_refused(check(make.pack(make.seal(without))), name)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("data/extra.txt", "name-unknown"),
        ("data/payloads/00000099-note.txt", "extra"),
        ("../escape.txt", "name-dots"),
        ("data/../bagit.txt", "name-dots"),
        ("data//events.jsonl", "name-dots"),
        ("data\\events.jsonl", "name-dots"),
        ("/etc/passwd", "name-absolute"),
        ("C:/windows.txt", "name-absolute"),
        ("DATA/events.jsonl", "name-case"),
        ("data/payloads/00000002-NOTE.txt", "name-case"),
        ("data/events\uff0ejsonl", "name-unicode"),
        ("data/event\u017f.jsonl", "name-unicode"),
        ("data/payloads/00000002-note.txt ", "name-unknown"),
        ("data/\x1b[2Jx", "name-unknown"),
        ("", "name-dots"),
    ],
)
def test_no_file_can_be_added_and_the_verdict_says_why(check: Check, name: str, code: str) -> None:
    report = check(make.pack(FILES | {name: b"x"}))

    _assert_refused(report, name)
    assert code in [finding.code for verdict in report.verdicts for finding in verdict.findings]
    assert "\x1b" not in report.as_text()


def test_a_file_that_no_event_knows_does_not_pass_even_with_the_sites_seal(check: Check) -> None:
    report = check(make.pack(make.seal(FILES | {"data/payloads/00000001-text.txt": b"x"})))

    _assert_refused(report, "unused")
    assert report.exit_code == 40


def test_files_cannot_be_swapped_or_renamed(check: Check) -> None:
    note, design = "data/payloads/00000002-note.txt", "data/payloads/00000002-design.png"
    swapped = FILES | {note: FILES[design], design: FILES[note]}
    renamed = {("data/payloads/00000002-nota.txt" if name == note else name): data for name, data in FILES.items()}

    for files in (
        swapped,
        make.list_files(swapped),
        make.seal(swapped),
        renamed,
        make.list_files(renamed),
        make.seal(renamed),
    ):
        _assert_refused(check(make.pack(files)), "swap")


def test_the_folder_cannot_be_renamed(check: Check) -> None:
    _assert_refused(check(make.pack(FILES, "dossier-other")), "folder")


# ------------------------------------------------------------------------------------------------- zip tricks


def _rezip(**how: int) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", **how) as archive:  # type: ignore[call-overload]  # ints that it knows
        for name, data in FILES.items():
            archive.writestr(zipfile.ZipInfo(f"{verify.folder_of(make.ORIGIN)}/{name}"), data)
    return stream.getvalue()


def _directory_at(data: bytes) -> int:
    return int.from_bytes(data[-6:-2], "little")


def _zip_tricks() -> Iterator[tuple[str, bytes]]:
    at = _directory_at(GOOD)
    first_end = GOOD.find(b"PK\x03\x04", 4)
    yield "prepended", b"#!/bin/sh\n" + GOOD
    yield "appended", GOOD + b"\0"
    yield "appended archive", GOOD + GOOD
    yield "cut by one", GOOD[:-1]
    yield "cut in half", GOOD[: len(GOOD) // 2]
    yield "without directory", GOOD[:at]
    yield "only its beginning", GOOD[:20]
    yield "comment", GOOD[:-2] + b"\x02\x00hi"
    yield "packed again", _rezip()
    yield "compressed", _rezip(compression=zipfile.ZIP_DEFLATED)
    yield "gap between members", GOOD[:first_end] + b"\0\0" + GOOD[first_end:]
    yield "first member twice", GOOD[:first_end] + GOOD
    yield "directory twice", GOOD[:-22] + GOOD[at:]
    yield "encrypted flag", GOOD[:6] + b"\x01" + GOOD[7:]
    yield "data descriptor flag", GOOD[:6] + b"\x08" + GOOD[7:]
    yield "method", GOOD[:8] + b"\x08" + GOOD[9:]
    yield "extra field", GOOD[:28] + b"\x04\x00" + GOOD[30:first_end] + GOOD[first_end:]
    yield "size beyond the file", GOOD[:18] + b"\xff\xff\xff\x7f" * 2 + GOOD[26:]
    yield "size of zip64", GOOD[:18] + b"\xff\xff\xff\xff" * 2 + GOOD[26:]
    yield "link", GOOD[: at + 38] + struct.pack("<I", 0o120777 << 16) + GOOD[at + 42 :]
    yield "overlap", GOOD[: at + 42] + struct.pack("<I", first_end) + GOOD[at + 46 :]
    members = [f"{verify.folder_of(make.ORIGIN)}/{name}".encode() for name in sorted(FILES)]
    second = GOOD.find(b"PK\x03\x04", first_end + 4)
    yield "two members exchanged", GOOD[first_end:second] + GOOD[:first_end] + GOOD[second:]
    yield "directory names another file", GOOD[:at] + GOOD[at:].replace(members[0], members[0][:-1] + b"_")


@pytest.mark.parametrize(("what", "data"), list(_zip_tricks()), ids=[what for what, _ in _zip_tricks()])
def test_no_trick_with_the_archive_passes(check: Check, what: str, data: bytes) -> None:
    _assert_refused(check(data), what)


def test_a_link_a_cipher_and_a_compressed_file_are_called_by_their_names(check: Check) -> None:
    tricks = dict(_zip_tricks())

    def codes(what: str) -> list[str]:
        return [finding.code for verdict in check(tricks[what]).verdicts for finding in verdict.findings]

    assert "link" in codes("link")
    assert "encrypted" in codes("encrypted flag")
    assert "compressed" in codes("method")
    assert "trailing" in codes("appended")
    assert "prefix" in codes("prepended")
    assert "truncated" in codes("cut in half")
    assert "duplicate" in codes("first member twice")


def test_no_stretch_can_be_cut_out_or_doubled(check: Check) -> None:
    dice = random.Random(11)
    for _ in range(300):
        start = dice.randrange(len(GOOD) - 1)
        end = min(len(GOOD), start + dice.choice([1, 2, 30, 46, 500, 20_000]))
        changed = dice.choice([GOOD[:start] + GOOD[end:], GOOD[:end] + GOOD[start:]])
        if changed != GOOD:
            _assert_refused(check(changed), (start, end))


# ---------------------------------------------------------------------------------- the record itself, sealed anew


def _lines(name: str) -> list[bytes]:
    return FILES[name].splitlines(keepends=True)


def _with_lines(name: str, lines: list[bytes]) -> dict[str, bytes]:
    return make.seal(FILES | {name: b"".join(lines)})


@pytest.mark.parametrize("name", [verify.EVENTS, verify.OPENINGS, verify.HEADS, verify.LOADFILE])
def test_lines_cannot_be_dropped_doubled_or_exchanged_even_with_the_sites_seal(check: Check, name: str) -> None:
    lines = _lines(name)
    for i in range(len(lines)):
        if name != verify.HEADS:  # the site chooses which earlier heads it adds
            _assert_refused(check(make.pack(_with_lines(name, lines[:i] + lines[i + 1 :]))), ("dropped", i))
        _assert_refused(check(make.pack(_with_lines(name, [*lines[: i + 1], *lines[i:]]))), ("doubled", i))
        for j in range(i):
            exchanged = lines.copy()
            exchanged[i], exchanged[j] = exchanged[j], exchanged[i]
            if exchanged != lines:
                _assert_refused(check(make.pack(_with_lines(name, exchanged))), ("exchanged", i, j))


def test_a_log_that_was_cut_off_is_incomplete(check: Check) -> None:
    log = make.story()
    short = make.Log(events=log.events[:2], leaves=log.leaves[:2], heads=log.heads[:2])
    files = make.unpack(make.write(short.dossier()))

    report = check(make.pack(make.seal(files | {verify.CHECKPOINT: log.heads[-1]})))

    assert report.exit_code == 40  # the bag's own size does not fit; without that it would be 20
    assert "too-few-events" in [finding.code for verdict in report.verdicts for finding in verdict.findings]


def test_a_log_signed_by_another_key_does_not_pass_under_the_sites_keys(check: Check) -> None:
    log = make.story()
    forged = make.Log(Signer.from_seed(make.SITE.name, b"\x08" * 32), events=log.events, leaves=log.leaves)
    files = make.unpack(make.write(forged.dossier()))

    files |= {verify.KEYS: FILES[verify.KEYS], verify.POLICY: FILES[verify.POLICY]}

    _assert_refused(check(make.pack(make.seal(files, forged.signer))), "re-signed")
    _assert_refused(check(make.pack(make.seal(files))), "re-signed, the seal good")


def test_a_dossier_signed_by_another_key_contradicts_the_pinned_one(tmp_path: Path) -> None:
    forged = make.story()
    forged.signer = Signer.from_seed(make.SITE.name, b"\x08" * 32)
    forged.heads = [forged.head(size + 1) for size in range(len(forged.leaves))]
    path = tmp_path / "forged.zip"
    path.write_bytes(make.write(forged.dossier()))

    unpinned = verify.verify_path(path)
    pinned = verify.verify_path(path, keys=[make.SITE.vkey])
    against_head = verify.verify_path(path, heads=[make.story().heads[-1]])

    assert unpinned.exit_code == 0  # nothing in the file can tell: hence the fingerprint to compare
    assert unpinned.fingerprints == (forged.signer.verifier.fingerprint,) != (make.SITE.verifier.fingerprint,)
    assert pinned.exit_code == 40
    assert against_head.exit_code == 30


def test_another_policy_key_than_the_sites_does_not_pass(check: Check) -> None:
    other = Signer.generate("record.example.org").named(make.ORIGIN)

    for policy in (f"log {other.vkey}\nquorum none\n", f"log {make.SITE.vkey}\nquorum none\n", "quorum none\n", ""):
        _assert_refused(check(make.pack(make.seal(FILES | {verify.POLICY: policy.encode()}))), policy)


def test_a_policy_that_asks_for_witnesses_is_not_waved_through(check: Check) -> None:
    witness = Signer.generate("witness.example").vkey
    policy = FILES[verify.POLICY].decode().replace("quorum none", f"witness w {witness}\nquorum w")

    assert check(make.pack(make.seal(FILES | {verify.POLICY: policy.encode()}))).exit_code == 20


def test_a_payload_cannot_be_called_erased_without_an_event_that_says_so(check: Check) -> None:
    lines = _lines(verify.OPENINGS)
    claims = [
        {"seq": 1, "n": "text", "erased": {"by": 5, "ground": "gdpr-17-1-a"}},
        {"seq": 1, "n": "text", "erased": {"by": 4, "ground": "gdpr-17-1-a"}},
        {"seq": 1, "n": "text", "erased": {"by": 99, "ground": "gdpr-17-1-a"}},
        {"seq": 1, "n": "text", "erased": {"by": 0, "ground": "gdpr-17-1-a"}},
    ]
    for claim in claims:
        _assert_refused(
            check(make.pack(_with_lines(verify.OPENINGS, [lines[0], canonical.encode(claim) + b"\n", *lines[2:]]))),
            claim,
        )
    other_ground = FILES[verify.OPENINGS].replace(b'"ground":"gdpr-17-1-a"},', b'"ground":"gdpr-17-1-b"},')
    assert other_ground != FILES[verify.OPENINGS]
    _assert_refused(check(make.pack(make.seal(FILES | {verify.OPENINGS: other_ground}))), "ground")


def test_a_payload_that_should_be_canonical_json_and_is_not_does_not_pass(check: Check) -> None:
    log = make.Log()
    log.add("a.b.1", [make.facts_part(b'{"a": 1}')])

    report = check(make.write(log.dossier()))

    assert report.exit_code == 40
    assert {verdict.property: verdict.outcome for verdict in report.verdicts}["types"] == "invalid"


@pytest.mark.parametrize(
    ("media", "opening"),
    [
        ("text", make.opened(b"\xff\xfe", "text/plain", "a.txt")),
        ("image", make.opened(b"MZ", "application/x-msdownload", "a.png")),
        ("json", make.opened(b'{"a":1.5}', "application/json")),
        ("json", make.opened(b'{"a":null}', "application/json", "a.json")),
    ],
)
def test_payloads_of_another_kind_than_said_do_not_pass(check: Check, media: str, opening: Opened) -> None:
    log = make.Log()
    log.add("a.b.1", [("part", media, opening)])

    assert check(make.write(log.dossier())).exit_code == 40


def test_earlier_heads_of_another_history_do_not_pass(check: Check) -> None:
    wrong = checkpoints.sign(make.SITE, origin=make.ORIGIN, size=3, root=tree.leaf_hash(b"x"))
    stranger = checkpoints.sign(Signer.generate("x"), origin=make.ORIGIN, size=3, root=b"r" * 32)
    elsewhere = checkpoints.sign(make.SITE, origin="record.example.org/c/other", size=3, root=b"r" * 32)

    for head in (wrong, stranger, elsewhere, b"nonsense\n"):
        line = canonical.encode({"checkpoint": head.decode()}) + b"\n"
        _assert_refused(check(make.pack(make.seal(FILES | {verify.HEADS: line}))), head)


def test_the_seal_bears_no_second_signature_that_nobody_checks(check: Check) -> None:
    stranger = Signer.generate("stranger.example").sign(b"whatever").to_line()

    _assert_refused(check(make.pack(FILES | {verify.SEAL: FILES[verify.SEAL] + stranger})), "two signatures")


def test_bytes_of_another_world_are_no_dossier(check: Check) -> None:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("hello.txt", "hello")

    for data in (b"", b"PK", b"hello", stream.getvalue(), b"\0" * 100_000):
        assert check(data).exit_code == 50


@pytest.mark.parametrize(
    "bag", sorted((Path(__file__).parent / "vectors" / "bagit" / "v1.0").glob("*/*")), ids=lambda bag: bag.name
)
def test_bags_that_are_no_dossiers_are_called_so(bag: Path) -> None:
    assert verify.verify_path(bag).exit_code == 50


@pytest.mark.parametrize(
    "name", ["same-filename-listed-twice-with-different-hashes", "same-filename-listed-twice-with-the-same-hash"]
)
def test_a_manifest_that_names_a_file_twice_is_refused(check: Check, name: str) -> None:
    foreign = Path(__file__).parent / "vectors" / "bagit" / "v1.0" / "invalid" / name / "manifest-sha256.txt"
    doubled = FILES[verify.MANIFEST] + FILES[verify.MANIFEST].splitlines(keepends=True)[-1]

    for manifest in (foreign.read_bytes(), doubled):
        report = check(make.pack(FILES | {verify.MANIFEST: manifest}))

        _assert_refused(report, name)
        codes = [finding.code for verdict in report.verdicts for finding in verdict.findings]
        assert "manifest-twice" in codes


def test_a_flood_of_findings_is_cut_short_without_losing_the_worst(check: Check) -> None:
    log = make.Log()
    for _ in range(60):
        log.add("a.b.1", [("file", "file", make.opened(b"x", "text/plain", "a.txt"))])
    files = make.unpack(make.write(log.dossier()))
    names = sorted(name for name in files if "payloads" in name)
    gone = {name: data for name, data in files.items() if name not in names[:30]} | {names[-1]: b"y"}

    report = check(make.pack(gone))

    bag = next(verdict for verdict in report.verdicts if verdict.property == "bag")
    assert report.exit_code == 40
    assert len(bag.findings) == 21
    assert re.search(r"and \d+ more", report.as_text("en"))
