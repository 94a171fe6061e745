import ast
import io
import json
import os
import re
import shutil
import struct
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from string import Formatter
from typing import Any

import bagit
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aval.proofs import canonical, checkpoints, events, tree
from aval.proofs.dossier import Dossier, DossierError, Event, HiddenEvent, Opened, TimelineRow, verify, write_dossier
from aval.proofs.dossier.verify import Report
from aval.proofs.notes import Signer, Verifier
from aval.proofs.tests import make

VERIFIER = Path(verify.__file__)


def _report(tmp_path: Path, data: bytes, **known: Any) -> Report:
    path = tmp_path / "dossier.zip"
    path.write_bytes(data)
    return verify.verify_path(path, **known)


def _outcomes(report: Report) -> dict[str, str]:
    return {verdict.property: verdict.outcome for verdict in report.verdicts}


def _codes(report: Report, prop: str) -> list[str]:
    return [f.code for verdict in report.verdicts if verdict.property == prop for f in verdict.findings]


# ------------------------------------------------------------------------------------------------ honest dossiers

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60).map(str.encode)
parts = st.one_of(
    st.tuples(st.just("text"), st.builds(make.opened, texts)),
    st.tuples(st.just("json"), st.builds(make.opened, st.just(b'{"a":1}'), st.just("application/json"))),
    st.tuples(
        st.just("file"),
        st.builds(
            make.opened,
            st.binary(max_size=80),
            st.just("application/pdf"),
            st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
        ),
    ),
)


@settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
@given(st.lists(st.lists(parts, max_size=3), max_size=9), st.data())
def test_every_honest_dossier_is_good(
    tmp_path: Path, wanted: list[list[tuple[str, Opened]]], data: st.DataObject
) -> None:
    log = make.Log()
    for seq, items in enumerate(wanted):
        refs = {"earlier": [data.draw(st.integers(0, seq - 1)), log.leaves[0]]} if seq else None
        log.add("a.b.1", [(f"p{i}", media, item) for i, (media, item) in enumerate(items)], refs=refs)
    texts_at = [seq for seq, items in enumerate(wanted) if items]
    for seq in data.draw(st.lists(st.sampled_from(texts_at), unique=True, max_size=2)) if texts_at else []:
        log.erase(seq, "p0")
    hidden = data.draw(st.sets(st.integers(0, len(log.events) - 1), max_size=2)) if log.events else set()
    erasing = {opening.by for event in log.events for opening in event.openings if hasattr(opening, "by")}

    # Between two neighbours that are both withheld no root can be known.
    heads = [head for size, head in enumerate(log.heads, 1) if not {size - 1, size} <= hidden]
    report = _report(tmp_path, make.write(log.dossier(events=log.hiding(*hidden))), heads=heads)

    assert report.exit_code == (10 if hidden else 0), report.as_text()
    assert _outcomes(report)["erasures"] == ("weaker" if erasing & hidden and _is_claimed(log, hidden) else "good")


def _is_claimed(log: make.Log, hidden: set[int]) -> bool:
    """Whether a disclosed event has a part that a hidden one erased."""
    return any(
        getattr(opening, "by", -1) in hidden
        for seq, event in enumerate(log.events)
        if seq not in hidden
        for opening in event.openings
    )


def test_an_empty_log_makes_a_good_dossier(tmp_path: Path) -> None:
    report = _report(tmp_path, make.write(make.Log().dossier()))

    assert report.exit_code == 0
    assert report.size == 0


def test_the_same_pieces_give_the_same_bytes() -> None:
    assert make.write(make.story().dossier()) == make.write(make.story().dossier())


def test_payloads_may_come_from_files_and_streams(tmp_path: Path) -> None:
    big = os.urandom(300_000)
    (tmp_path / "big.bin").write_bytes(big)
    whole = make.Log()
    whole.add(
        "a.b.1",
        [
            ("one", "file", make.opened(big, "video/mp4", "a.mp4")),
            ("two", "file", make.opened(big, "video/mp4", "b.mp4")),
        ],
    )
    one, two = whole.events[0].openings
    assert isinstance(one, Opened)
    assert isinstance(two, Opened)
    pieces = [replace(one, payload=tmp_path / "big.bin"), replace(two, payload=lambda: io.BytesIO(big))]

    written = make.write(whole.dossier(events=[replace(whole.events[0], openings=pieces)]))

    assert written == make.write(whole.dossier())
    assert _report(tmp_path, written).exit_code == 0


def test_small_texts_stand_in_the_openings_and_files_apart() -> None:
    files = make.unpack(make.write(make.story().dossier()))
    openings = [json.loads(line) for line in files[verify.OPENINGS].splitlines()]

    assert openings[1]["text"].startswith("¿Empezamos? \U0001f680")
    assert [opening.get("path") for opening in openings if opening["seq"] == 2] == [
        "data/payloads/00000002-note.txt",
        "data/payloads/00000002-design.png",
        "data/payloads/00000002-empty.bin",  # an .exe does not start by a double click here
    ]
    assert openings[3]["name"] == "diseño final.PNG"


def test_a_cell_of_the_table_is_no_formula() -> None:
    files = make.unpack(make.write(make.story().dossier()))

    assert '"\'=nota.txt"' in files[verify.LOADFILE].decode()


# ------------------------------------------------------------------------------------------------ what is refused


@pytest.mark.parametrize(
    "spoil",
    [
        lambda log: log.dossier(events=log.events[:-1]),
        lambda log: log.dossier(events=[*log.events[1:], log.events[0]]),
        lambda log: log.dossier(events=[replace(log.events[0], openings=()), *log.events[1:]]),
        lambda log: log.dossier(events=[*log.events[:1], replace(log.events[1], openings=[replace(log.events[1].openings[0], salt=b"x" * 32)]), *log.events[2:]]),
        lambda log: log.dossier(events=[*log.events[:1], replace(log.events[1], openings=[replace(log.events[1].openings[0], payload=b"other")]), *log.events[2:]]),
        lambda log: log.dossier(events=[HiddenEvent(leaf=b"short"), *log.events[1:]]),
        lambda log: log.dossier(events=[Event(envelope=b'{"a":1}'), *log.events[1:]]),
        lambda log: log.dossier(heads=[log.heads[2], log.heads[1]]),
        lambda log: log.dossier(heads=[log.heads[-1]]),
        lambda log: log.dossier(heads=[log.heads[0]] * 1001),
        lambda log: log.dossier(signer=Signer.generate(make.SITE.name)),
        lambda log: log.dossier(site_keys=[Signer.generate(make.SITE.name).vkey]),
        lambda log: log.dossier(site_keys=[make.SITE.named("elsewhere.example").vkey]),
        lambda log: log.dossier(checkpoint=b"nonsense"),
        lambda log: log.dossier(checkpoint=make.Log(origin="record.example.org/c/2").head(0)),
    ],
)  # fmt: skip
def test_pieces_that_do_not_fit_make_no_dossier(spoil: Callable[[make.Log], Dossier]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # which of the documented errors it is depends on the piece
        make.write(spoil(make.story()))


def test_a_payload_that_changes_while_it_is_written_is_noticed() -> None:
    log = make.Log()
    log.add("a.b.1", [("one", "file", make.opened(b"first", "text/plain", "a.txt"))])
    opening = log.events[0].openings[0]
    assert isinstance(opening, Opened)
    contents = iter([b"first", b"other"])
    shifting = replace(opening, payload=lambda: io.BytesIO(next(contents)))

    with pytest.raises(DossierError, match="changed"):
        make.write(log.dossier(events=[replace(log.events[0], openings=[shifting])]))


# --------------------------------------------------------------------------------------- partial, erased, held, folder


def test_a_partial_dossier_is_weaker_and_says_how_much_is_shown(tmp_path: Path) -> None:
    log = make.story()
    log.withhold(0, "facts")

    report = _report(tmp_path, make.write(log.dossier(events=log.hiding(1, 4))))

    assert report.exit_code == 10
    assert "4 of 6 events" in report.as_text("en")
    assert _codes(report, "openings") == ["parts-withheld", "opened"]
    assert {prop for prop, outcome in _outcomes(report).items() if outcome == "weaker"} == {"disclosure", "openings"}


def test_an_erasure_whose_event_is_hidden_is_only_claimed(tmp_path: Path) -> None:
    log = make.story()

    report = _report(tmp_path, make.write(log.dossier(events=log.hiding(5))))

    assert report.exit_code == 10
    assert _codes(report, "erasures") == ["erasure-hidden", "erased"]


def test_heads_and_receipts_that_a_party_kept_are_confirmed(tmp_path: Path) -> None:
    log = make.story()
    kept = tmp_path / "receipt.txt"
    kept.write_bytes(log.receipt(2, 4))

    report = _report(tmp_path, make.write(log.dossier()), heads=[kept, log.receipt(0, 1), log.heads[3], log.heads[-1]])

    assert report.exit_code == 0
    assert _codes(report, "held") == ["held"] * 4


def _rewritten() -> make.Log:
    """The site rewrites event 1 and all that follows, with its own good key."""
    log = make.Log()
    log.add(
        "contracts.contract-opened.1", [make.facts_part(canonical.encode({"amount_minor": 50_000, "currency": "USD"}))]
    )
    log.add("conversation.message-posted.1", [make.text_part("No.")])
    for _ in range(4):
        log.add("a.b.1")
    return log


def test_a_rewritten_history_contradicts_what_a_party_kept(tmp_path: Path) -> None:
    true, forged = make.story(), _rewritten()
    data = make.write(forged.dossier())

    assert _report(tmp_path, data).exit_code == 0
    assert _report(tmp_path, data, heads=[true.heads[0]]).exit_code == 0
    assert _report(tmp_path, data, heads=[true.heads[1]]).exit_code == 30
    assert _report(tmp_path, data, heads=[true.receipt(1, 2)]).exit_code == 30
    assert _report(tmp_path, data, heads=[true.receipt(4), true.heads[0]]).exit_code == 30


def test_a_receipt_put_together_wrongly_contradicts(tmp_path: Path) -> None:
    log = make.story()
    moved = log.receipt(2).replace(b"index 2\n", b"index 3\n")
    beyond = log.receipt(2).replace(b"index 2\n", b"index 77\n")

    for receipt in (moved, beyond):
        assert _report(tmp_path, make.write(log.dossier()), heads=[receipt]).exit_code == 30


def test_a_dossier_older_than_a_kept_head_is_incomplete(tmp_path: Path) -> None:
    log = make.story()
    older = make.Log(events=log.events[:2], leaves=log.leaves[:2], heads=log.heads[:2])

    report = _report(tmp_path, make.write(older.dossier()), heads=[log.heads[-1]])

    assert report.exit_code == 20
    assert _codes(report, "held") == ["held-later"]


@pytest.mark.parametrize(
    "head", [b"", b"nonsense", make.Log(origin="record.example.org/c/2").head(0), Path("/no/such/file")]
)
def test_a_head_that_says_nothing_about_this_log_is_not_taken_for_agreement(tmp_path: Path, head: bytes | Path) -> None:
    assert _report(tmp_path, make.write(make.story().dossier()), heads=[head]).exit_code == 20


def test_the_key_can_be_pinned_under_the_sites_or_the_logs_name(tmp_path: Path) -> None:
    data = make.write(make.story().dossier())

    for vkey in (make.SITE.vkey, make.SITE.named(make.ORIGIN).vkey + "\n"):
        assert _codes(_report(tmp_path, data, keys=[vkey]), "key") == ["key-pinned"]
    assert _report(tmp_path, data, keys=[Signer.generate(make.SITE.name).vkey]).exit_code == 40
    with pytest.raises(ValueError, match="verifier key"):
        _report(tmp_path, data, keys=["nonsense"])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A dossier as it was unpacked."""
    root = tmp_path / "unpacked" / verify.folder_of(make.ORIGIN)
    for name, data in make.unpack(make.write(make.story().dossier())).items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)
    return root


def test_an_unpacked_dossier_is_checked_as_well(folder: Path) -> None:
    for path in (folder, folder.parent):
        report = verify.verify_path(path)

        assert report.exit_code == 0
        assert _codes(report, "container") == ["folder"]


def test_an_unpacked_dossier_may_have_no_links_and_no_extra_files(folder: Path) -> None:
    (folder / "data" / "payloads" / "deep").mkdir()
    (folder / "data" / "payloads" / "deep" / "x").write_bytes(b"")
    assert verify.verify_path(folder).exit_code == 40
    shutil.rmtree(folder / "data" / "payloads" / "deep")

    (folder / ".DS_Store").write_bytes(b"")
    assert verify.verify_path(folder).exit_code == 40
    (folder / ".DS_Store").unlink()

    (folder / "data" / "loadfile.csv").rename(folder.parent / "elsewhere.csv")
    (folder / "data" / "loadfile.csv").symlink_to(folder.parent / "elsewhere.csv")
    assert _codes(verify.verify_path(folder), "container") == ["link"]
    (folder / "data" / "loadfile.csv").unlink()

    assert verify.verify_path(folder).exit_code == 20
    os.mkfifo(folder / "data" / "loadfile.csv")
    assert verify.verify_path(folder).exit_code == 40


def test_paths_without_a_dossier_are_called_so(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "absent.zip", Path("/dev/null"), "a\0b"):
        assert verify.verify_path(path).exit_code == 50


# ------------------------------------------------------------------------------------------- others' tools, by hand


def test_the_bag_is_valid_for_the_bagit_library(folder: Path) -> None:
    bag = bagit.Bag(str(folder))  # type: ignore[no-untyped-call]  # the library has no types

    assert bag.validate()  # type: ignore[no-untyped-call]  # as above
    assert bag.info["External-Identifier"] == make.ORIGIN


@pytest.mark.parametrize("language", ["en", "es", "pt"])
def test_the_commands_of_by_hand_do_what_the_page_says(tmp_path: Path, language: str) -> None:
    log = make.story()
    data = make.write(log.dossier(events=log.hiding(0, 1, 4), case=make.case(language=language)))
    root = tmp_path / verify.folder_of(make.ORIGIN)
    for name, content in make.unpack(data).items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    commands = re.findall(r"^    (.+)$", (root / "verify" / "BY-HAND.md").read_text(), re.MULTILINE)

    done = subprocess.run(
        ["bash", "-e"],
        input="\n".join(commands),
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    key = make.SITE.verifier.fingerprint.replace(" ", "")
    assert done.stdout.splitlines() == [
        "UNCHANGED",
        "NONE-EXTRA",
        key,
        f"{key}:",
        "Signature Verified Successfully",
        "SEALED",
        f"{key}:",
        "Signature Verified Successfully",
        "SAME-ROOT",
        "IN-THE-EVENT",
        "COMMITTED",
    ]


def test_the_commands_of_by_hand_notice_a_changed_event(folder: Path) -> None:
    changed = (folder / verify.EVENTS).read_bytes().replace(b"posted", b"edited")
    (folder / verify.EVENTS).write_bytes(changed)
    commands = re.findall(r"^    (.+)$", (folder / "verify" / "BY-HAND.md").read_text(), re.MULTILINE)

    done = subprocess.run(["bash"], input="\n".join(commands), cwd=folder, capture_output=True, text=True, check=False)

    assert "UNCHANGED" not in done.stdout
    assert "SAME-ROOT" not in done.stdout


# ------------------------------------------------------------------------------------------------ the verifier alone


def test_the_verifier_runs_alone_from_inside_the_dossier(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-S", folder / "verify" / "verify.py", "--json"], capture_output=True, check=False
    )

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["exit_code"] == 0
    # Running it leaves nothing behind that would be an extra file next time.
    assert verify.verify_path(folder).exit_code == 0


def test_the_command_line_takes_heads_keys_and_languages(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "d.zip"
    path.write_bytes(make.write(make.story().dossier()))
    head = tmp_path / "head"
    head.write_bytes(make.story().heads[2])

    assert verify.main([str(path), "--head", str(head), "--key", make.SITE.vkey, "--language", "pt"]) == 0
    assert "Veredito: BOM" in capsys.readouterr().out
    assert verify.main([str(tmp_path / "absent")]) == 50
    with pytest.raises(SystemExit) as wrong:
        verify.main([str(path), "--key", "nonsense"])
    assert wrong.value.code == 2


def test_the_verifier_is_one_file_of_python_3_9_and_its_standard_library() -> None:
    source = ast.parse(VERIFIER.read_text(), feature_version=(3, 9))
    imported = {
        name.partition(".")[0]
        for node in ast.walk(source)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }

    assert imported <= sys.stdlib_module_names


def test_every_sentence_is_there_in_each_language_with_the_same_values() -> None:
    used = set(re.findall(r'"((?:[a-z]+-)*[a-z]+)"', VERIFIER.read_text().partition("SENTENCES: dict")[0]))
    for code, sentences in verify.SENTENCES.items():
        fields = [{name for _, name, _, _ in Formatter().parse(sentence) if name} for sentence in sentences]
        assert len(sentences) == 3
        assert fields[0] == fields[1] == fields[2], code
        assert code in used, code
    assert verify.WORDS["en"].keys() == verify.WORDS["es"].keys() == verify.WORDS["pt"].keys()
    assert set(verify.PROPERTIES) | set(verify.EXIT_CODES) <= verify.WORDS["en"].keys()


def test_a_report_says_what_is_not_proved_and_which_key_to_compare(tmp_path: Path) -> None:
    report = _report(tmp_path, make.write(make.story().dossier()))

    for language in ("en", "es", "pt"):
        text = report.as_text(language)
        assert make.SITE.verifier.fingerprint in text
        assert all(sentences[("en", "es", "pt").index(language)] in text for sentences in verify.NOT_PROVED)
    assert json.loads(report.as_json())["keys"] == [make.SITE.verifier.fingerprint]


# ------------------------------------------------------------------------------- two implementations, one judgement


def test_pure_python_ed25519_judges_as_the_outside_vectors_say() -> None:
    groups = json.loads((Path(__file__).parent / "vectors" / "wycheproof" / "ed25519_test.json").read_bytes())[
        "testGroups"
    ]
    cases = [
        (
            bytes.fromhex(group["publicKey"]["pk"]),
            bytes.fromhex(case["msg"]),
            bytes.fromhex(case["sig"]),
            case["result"],
        )
        for group in groups
        for case in group["tests"]
    ]

    judged = [verify.ed25519_verify(key, message, signature) for key, message, signature, _ in cases]

    assert len(judged) == 151
    assert judged == [result == "valid" for *_, result in cases]


@settings(max_examples=20, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=100), st.integers(0, 511))
def test_pure_python_ed25519_judges_as_the_library_does(seed: bytes, message: bytes, bit: int) -> None:
    signer = Signer.from_seed("x", seed)
    good = signer.sign(message).value
    bad = (int.from_bytes(good) ^ (1 << bit)).to_bytes(64)
    key = signer.verifier.public_key

    assert verify.ed25519_verify(key, message, good)
    assert not verify.ed25519_verify(key, message, bad)
    assert not Verifier("x", key).verifies(message, bad)


def test_a_key_of_small_order_verifies_nothing() -> None:
    for encoded in (b"\1" + bytes(31), bytes(32), b"\xec" + b"\xff" * 30 + b"\x7f"):
        assert not verify.ed25519_verify(encoded, b"message", b"\1" + bytes(63))


ENVELOPES = [event.envelope for event in make.story().events] + [
    events.build_envelope(log=make.ORIGIN, seq=9, kind="a.b.1", at=make.START, prev=b"p" * 32, actor=make.CLIENT, refs={"a": [1, b"h" * 32], "b": 2}, intent=b"said", proof={"k": b"v"}, after=events.After(7, b"r" * 32))
]  # fmt: skip


def _judge(line: bytes) -> tuple[bool, bool, bool]:
    """Ask the pattern, the field-by-field check and the package's own parser whether this is an envelope."""
    try:
        by_pattern = verify._parse_event(line.decode("ascii")) is not None
    except (UnicodeDecodeError, verify._Malformed):
        by_pattern = False
    try:
        by_field = not verify.envelope_fault(verify._canonical(line))
    except verify._Malformed:
        by_field = False
    try:
        events.parse_envelope(line)
    except events.EnvelopeError:
        return by_pattern, by_field, False
    return by_pattern, by_field, True


@settings(max_examples=400)
@given(st.sampled_from(ENVELOPES), st.data())
def test_three_readers_of_envelopes_agree(envelope: bytes, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(envelope)))
    end = data.draw(st.integers(start, min(len(envelope), start + 6)))
    filling = data.draw(
        st.sampled_from(
            [b"", b"0", b"9", b"a", b"A", b'"', b",", b"{}", b" ", b"null", b"1.0", b"\\u0041", "ñ".encode()]
        )
    )

    judged = _judge(envelope[:start] + filling + envelope[end:])

    assert len(set(judged)) == 1, judged
    assert _judge(envelope) == (True, True, True)


@pytest.mark.parametrize(
    "change",
    [
        lambda e: e.update(at="2026-02-30T00:00:00.000000Z"),
        lambda e: e.update(seq=2**53),
        lambda e: e.update(seq=0),
        lambda e: e.update(v=True),
        lambda e: e.update(refs={}),
        lambda e: e.update(refs={"a": 10}),
        lambda e: e.update(refs={"a": []}),
        lambda e: e.update(refs={"a": [True]}),
        lambda e: e.update(after={}),
        lambda e: e["after"].update(size=0),
        lambda e: e["after"].update(size=2**53),
        lambda e: e["after"].update(size=True),
        lambda e: e["after"].update(root=""),
        lambda e: e["after"].update(at=1),
        lambda e: e.update(intent=""),
        lambda e: e.update(intent="AB=="),
        lambda e: e.pop("intent"),
        lambda e: e.pop("prev"),
        lambda e: e.update(prev=""),
        lambda e: e.update(proof={}),
        lambda e: e.update(proof={"a": ""}),
        lambda e: e.update(parts=[{"n": "a", "m": "b", "c": "A" * 43 + "="}] * 2),
        lambda e: e["actor"].update(p=""),
        lambda e: e.update(log="x"),
        lambda e: e.update(extra=1),
        lambda e: e.update({"": 1}),
    ],
)
def test_three_readers_of_envelopes_agree_on_fields_that_do_not_fit(change: Callable[[dict[str, Any]], object]) -> None:
    fields = canonical.decode(ENVELOPES[-1])
    change(fields)

    assert _judge(json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()) == (False, False, False)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_the_pattern_of_texts_takes_exactly_their_canonical_spelling(text: str) -> None:
    spelled = canonical.encode(text).decode()[1:-1]

    assert re.fullmatch(verify._TEXT, spelled)
    assert verify._unescaped(spelled) == text


@pytest.mark.parametrize(
    "spelled", ["\\/", "\\u0041", "\\u001F", "\\u000a", "\\u0008", "\\ud83d\\ude00", '"', "\n", "\\", "\\x"]
)
def test_the_pattern_of_texts_takes_no_other_spelling(spelled: str) -> None:
    assert not re.fullmatch(verify._TEXT, spelled)


def test_a_long_text_costs_no_more_than_its_length() -> None:
    line = '{"n":"a","salt":"' + "\\n" * 200_000

    assert verify._OPEN.fullmatch(line) is None
    assert verify._OPEN.fullmatch('{"n":"a","name":"' + "a\\n" * 200_000) is None


# --------------------------------------------------------------------------------------------- the container's limits


def test_headers_beyond_four_gigabytes_and_65535_files_follow_zip64() -> None:
    offset = 5_000_000_000

    entry = verify.central_header(b"a", 1, 2, offset)
    end = verify.end_records(70_000, 123, offset)

    assert struct.unpack_from("<I", entry, 42) == (0xFFFFFFFF,)
    assert entry.endswith(b"a" + struct.pack("<HHQ", 1, 8, offset))
    assert end[:4] == verify.END64
    assert struct.unpack_from("<QQQQ", end, 24) == (70_000, 70_000, 123, offset)
    assert struct.unpack_from("<4sIQI", end, 56) == (verify.LOCATOR64, 0, offset + 123, 1)
    assert end[76:] == struct.pack("<4sHHHHIIH", verify.END, 0, 0, 0xFFFF, 0xFFFF, 123, 0xFFFFFFFF, 0)


def test_more_files_than_zip_counts_in_sixteen_bits_are_read_by_others_as_well(tmp_path: Path) -> None:
    files = {f"data/payloads/{i:08d}-a.bin": b"" for i in range(65_600)}
    path = tmp_path / "many.zip"
    path.write_bytes(make.pack(files | make.unpack(make.write(make.Log().dossier()))))

    report = verify.verify_path(path)

    assert _codes(report, "container") == ["archive"]
    assert report.exit_code == 40  # so many files, and no event that knows them
    done = subprocess.run(["unzip", "-tqq", path], capture_output=True, check=False)
    assert done.returncode == 0, done.stdout


# ------------------------------------------------------------------------------------------------- the page to read


class _Page(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@pytest.mark.parametrize(
    ("language", "word"), [("en", "What happened"), ("es", "Lo que pasó"), ("pt", "O que aconteceu")]
)
def test_the_page_is_readable_offline_in_each_language(language: str, word: str) -> None:
    html = make.unpack(make.write(make.story().dossier(case=make.case(language=language))))[verify.PAGE].decode()
    page = _Page(html)

    assert word in html
    assert not {"script", "img", "iframe", "object", "embed", "form", "base"} & {tag for tag, _ in page.tags}
    assert [tag for tag, attrs in page.tags if "src" in attrs or any(name.startswith("on") for name in attrs)] == []
    hrefs = [attrs["href"] for tag, attrs in page.tags if tag in ("a", "link")]
    assert hrefs == ["payloads/00000002-note.txt", "payloads/00000002-design.png", "payloads/00000002-empty.bin"]


def test_what_people_wrote_is_text_on_the_page() -> None:
    html = make.unpack(make.write(make.story().dossier()))[verify.PAGE].decode()

    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;<br>" in html
    assert "Logotipo para &lt;Café Luna&gt;" in html
    assert "diseño final.PNG" in html
    assert "contenido borrado" in html


@given(st.text(max_size=40))
def test_no_text_breaks_out_of_the_page(text: str) -> None:
    clean = text.encode("utf-8", "replace").decode()
    row = TimelineRow(at=make.START, actor=clean, sentence=clean, seq=0, quote=clean, money=clean)
    words = make.case(title=clean, summary=clean, timeline=[row], facts=[(clean, clean)])
    log = make.Log()
    log.add("a.b.1")

    pages = [
        make.unpack(make.write(log.dossier(case=case)))[verify.PAGE].decode()
        for case in (
            words,
            make.case(
                timeline=[replace(row, actor="x", sentence="x", quote="x", money="x")],
                title="x",
                summary="x",
                facts=[("x", "x")],
            ),
        )
    ]

    shapes = [[tag for tag, _ in _Page(page).tags if tag != "br"] for page in pages]
    assert not clean or shapes[0] == shapes[1] or not (clean.strip())


def test_a_long_story_streams(tmp_path: Path) -> None:
    log = make.Log()
    for _ in range(200):
        log.add("a.b.1", [make.text_part("x")])
    rows = (TimelineRow(at=make.START + timedelta(hours=i), actor="Ana", sentence="dijo", seq=i) for i in range(200))

    report = _report(
        tmp_path, make.write(log.dossier(heads=[], events=iter(log.events), case=make.case(timeline=rows)))
    )

    assert report.exit_code == 0


def test_a_dossier_goes_to_any_stream_that_can_be_written_to() -> None:
    class Once:
        def __init__(self) -> None:
            self.data = b""

        def write(self, data: bytes, /) -> None:
            self.data += data

    sink = Once()
    write_dossier(sink, make.story().dossier())

    assert sink.data == make.write(make.story().dossier())


def test_the_verifiers_tree_is_the_packages(tmp_path: Path) -> None:
    log = make.Log()
    for _ in range(33):
        log.add("a.b.1")

    report = _report(tmp_path, make.write(log.dossier(heads=log.heads[:-1])), heads=[log.receipt(i) for i in range(33)])

    assert report.exit_code == 0
    assert checkpoints.parse(log.heads[-1]).root == tree.Tree(log.leaves).root()
