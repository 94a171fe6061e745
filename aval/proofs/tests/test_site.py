"""What a dossier brings from the site's log: each piece that is wrong is named, and none of them passes."""

import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from aval.proofs import canonical, checkpoints, tree
from aval.proofs.cosignatures import Cosigner, Kind
from aval.proofs.dossier import SiteEvidence, verify
from aval.proofs.dossier.library import Library
from aval.proofs.dossier.verify import Report
from aval.proofs.notes import Signer, sign_note
from aval.proofs.sitelog import HeadEntry
from aval.proofs.tests import make
from aval.proofs.tests.tsa import SHA256_OID, Tsa, tlv

Files = dict[str, bytes]
Change = Callable[[Files], Files]


def story(**changes: Any) -> Files:
    """Return the files of a dossier with evidence of every kind."""
    log, site = make.witnessed_story()
    return make.unpack(make.write(log.dossier(site=site.evidence(log, **changes))))


GOOD = story()


def _report(tmp_path: Path, files: Files, **more: Any) -> Report:
    path = tmp_path / "dossier.zip"
    path.write_bytes(make.pack(files))
    return verify.verify_path(path, **more)


def _codes(report: Report, *properties: str) -> list[str]:
    return [f.code for v in report.verdicts if v.property in properties for f in v.findings]


def _bad(report: Report) -> list[tuple[str, str]]:
    ranks = verify.EXIT_CODES
    return [(f.outcome, f.code) for v in report.verdicts for f in v.findings if ranks[f.outcome]]


def _sealed(files: Files) -> Files:
    return make.seal(files)


# ------------------------------------------------------------------------------------------------------------ honest


def test_a_dossier_with_all_evidence_is_good_and_says_it_in_words(tmp_path: Path) -> None:
    report = _report(tmp_path, GOOD)

    assert report.exit_code == 0
    assert _codes(report, "site", "witnesses", "time") == [
        "site", "witness-saw", "witness-saw", "witnesses", "stamp", "stamp-unsigned", "opentimestamps", "ots-promise",
        "window-after", "window", "window-before",
    ]  # fmt: skip
    text = report.as_text("en")
    assert "The first 6 of 7 events stand in the site's log" in text
    assert (
        "The first 4 of 7 events stood in the site's log before 2026-03-02 14:29:00 UTC, says the time authority"
        in text
    )
    assert "2 of 3 witnesses saw it" in text
    assert "Events 2 to 3 were made not before 2026-03-02 14:15:00 UTC and not after 2026-03-02 14:29:00 UTC." in text


def test_without_evidence_a_dossier_is_good_and_says_that_it_brings_none(tmp_path: Path) -> None:
    report = _report(tmp_path, make.unpack(make.write(make.story().dossier())))

    assert report.exit_code == 0
    assert _codes(report, "site", "witnesses", "time") == ["site-none"]


def test_with_the_library_the_authoritys_signature_and_the_proofs_block_are_told(tmp_path: Path) -> None:
    report = _report(tmp_path, GOOD, library=Library())

    assert report.exit_code == 0
    assert _codes(report, "time")[:4] == ["stamp", "stamp-signed", "anchored", "ots-promise"]
    assert "signed by CN=Test time" in report.as_text()
    assert "bitcoin 90" in report.as_text()


def test_a_partial_dossier_opens_its_entries_without_the_key(tmp_path: Path) -> None:
    log, site = make.witnessed_story()
    files = make.unpack(make.write(log.dossier(site=site.evidence(log), events=log.hiding(0, 1, 2, 4, 5))))

    report = _report(tmp_path, files)

    assert report.exit_code == 10
    assert _codes(report, "site") == ["site", "site-unlabelled"]
    assert make.SITE_KEY not in b"".join(files.values())
    assert "Events 3 to 3 were made not before 2026-03-02 14:15:00 UTC and not after" in report.as_text()


@pytest.mark.parametrize(("language", "said"), [
    ("en", "The first 4 of 7 events stood in the site&#x27;s log before 2026-03-02 14:29:00 UTC"),
    ("es", "Los eventos 2 a 3 se hicieron no antes de 2026-03-02 14:15:00 UTC ni después de"),
    ("pt", "2 de 3 testemunhas o viram"),
])  # fmt: skip
def test_the_reading_page_tells_what_others_can_confirm(language: str, said: str) -> None:
    log, site = make.witnessed_story()
    files = make.unpack(make.write(log.dossier(site=site.evidence(log), case=make.case(language=language))))

    assert said in files[verify.PAGE].decode()
    young = make.unpack(make.write(log.dossier(case=make.case(language=language))))
    assert said not in young[verify.PAGE].decode()


@pytest.mark.parametrize("language", ["en", "es", "pt"])
def test_the_commands_of_by_hand_check_entry_and_stamp(tmp_path: Path, language: str) -> None:
    log, site = make.witnessed_story()
    files = make.unpack(make.write(log.dossier(site=site.evidence(log), case=make.case(language=language))))

    done = _by_hand(tmp_path / "good", files)

    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-10:-2] == [
        "IN-THE-EVENT",
        "COMMITTED",
        f"{make.SITE.verifier.fingerprint.replace(' ', '')}:",
        "Signature Verified Successfully",
        "IN-THE-SITE-LOG",
        "THIS-LOG",
        "Verification: OK",
        "Time stamp: Mar  2 14:29:00 2026 GMT",
    ]
    assert "subject=CN = Test time root" in done.stdout


def test_the_commands_of_by_hand_notice_another_authoritys_stamp_and_another_entry(tmp_path: Path) -> None:
    stamp = next(name for name in sorted(GOOD, reverse=True) if name.endswith(".tsr"))
    forged = Tsa("Somebody else").stamp(b"other", make.START)
    line = GOOD[verify.SITE].splitlines(keepends=True)[2]
    moved = GOOD[verify.SITE].replace(line, line.replace(b'"position":14', b'"position":15'))

    said = _by_hand(tmp_path / "stamp", GOOD | {stamp: forged}, strict=False).stdout
    also = _by_hand(tmp_path / "entry", GOOD | {verify.SITE: moved}, strict=False).stdout

    assert "Verification: OK" not in said
    assert "IN-THE-SITE-LOG" in said
    assert "IN-THE-SITE-LOG" not in also


def _by_hand(folder: Path, files: Files, *, strict: bool = True) -> subprocess.CompletedProcess[str]:
    root = folder / verify.folder_of(make.ORIGIN)
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    commands = re.findall(r"^    (.+)$", (root / "verify" / "BY-HAND.md").read_text(), re.MULTILINE)
    return subprocess.run(
        ["bash", *(["-e"] if strict else [])], input="\n".join(commands), cwd=root, capture_output=True, text=True,
        check=False,
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------- what is wrong is named


def _lines(files: Files) -> list[dict[str, Any]]:
    return [canonical.decode(line) for line in files[verify.SITE].splitlines()]


def _changed(line: int, **values: Any) -> Change:
    def change(files: Files) -> Files:
        lines = _lines(files)
        lines[line] |= values
        return files | {verify.SITE: b"".join(canonical.encode(one) + b"\n" for one in lines)}

    return change


def _without(*names: str) -> Change:
    return lambda files: {name: data for name, data in files.items() if name not in names}


def _put(name: str, data: bytes) -> Change:
    return lambda files: files | {name: data}


def _replaced(name: str, old: bytes, new: bytes) -> Change:
    def change(files: Files) -> Files:
        assert old in files[name]
        return files | {name: files[name].replace(old, new, 1)}

    return change


def _moved(*order: int) -> Change:
    def change(files: Files) -> Files:
        lines = files[verify.SITE].splitlines(keepends=True)
        return files | {verify.SITE: b"".join(lines[i] for i in order)}

    return change


HASH = "A" * 43 + "="
STAMP, PROOF = "proofs/stamps/00000006.tsr", "proofs/stamps/00000012.ots"
STRANGER = Signer.from_seed("record.example.org", b"\x08" * 32)

WRONG: dict[str, tuple[Change, str, str]] = {
    "no head": (_without(verify.SITE_HEAD), "incomplete", "missing"),
    "no lines": (_without(verify.SITE), "incomplete", "missing"),
    "no policy": (_without(verify.SITE_POLICY), "incomplete", "missing"),
    "a stamp's file is gone": (_without(STAMP), "incomplete", "missing"),
    "no certificates": (_without(verify.AUTHORITIES), "incomplete", "missing"),
    "a stamp too many": (_put("proofs/stamps/00000099.tsr", b"x"), "invalid", "stamp-unused"),
    "head: nonsense": (_put(verify.SITE_HEAD, b"nonsense"), "invalid", "head-malformed"),
    "head: the contract's": (lambda files: files | {verify.SITE_HEAD: files[verify.CHECKPOINT]}, "invalid", "head-malformed"),
    "head: a false signature": (_replaced(verify.SITE_HEAD, b"\n22\n", b"\n23\n"), "invalid", "site-signature"),
    "policy: another key": (
        lambda files: files | {verify.SITE_POLICY: f"log {STRANGER.named(make.SITE_ORIGIN).vkey}\nquorum none\n".encode()},
        "invalid", "trust-unlisted",
    ),
    "policy: another log's key": (
        lambda files: files | {verify.SITE_POLICY: f"log {make.SITE.named('record.example.org/x').vkey}\nquorum none\n".encode()},
        "invalid", "trust-unlisted",
    ),
    "policy: no quorum line": (_replaced(verify.SITE_POLICY, b"quorum most\n", b""), "invalid", "site-policy"),
    "policy: an unknown quorum": (_replaced(verify.SITE_POLICY, b"quorum most", b"quorum more"), "invalid", "site-policy"),
    "policy: a threshold too high": (_replaced(verify.SITE_POLICY, b"most 2 ", b"most 4 "), "invalid", "site-policy"),
    "policy: a member twice": (_replaced(verify.SITE_POLICY, b"w2 w3", b"w2 w2"), "invalid", "site-policy"),
    "policy: without end": (_put(verify.SITE_POLICY, b"witness w w\n" * 50_000), "invalid", "site-policy"),
    "policy: two spaces": (_replaced(verify.SITE_POLICY, b"most 2 ", b"most  2 "), "invalid", "site-policy"),
    "policy: a key that is none": (_replaced(verify.SITE_POLICY, b"witness w1 w1", b"witness w1 w9"), "invalid", "site-policy"),
    "lines: none": (_put(verify.SITE, b""), "invalid", "line"),
    "lines: no entry": (_moved(3, 4, 5), "invalid", "line"),
    "lines: another order": (_moved(1, 0, 2), "invalid", "line"),
    "lines: stamps first": (_moved(3, 0, 1, 2), "invalid", "line"),
    "lines: one twice": (_moved(0, 0), "invalid", "line"),
    "lines: no end": (lambda files: files | {verify.SITE: files[verify.SITE][:-1]}, "invalid", "line"),
    "lines: a space": (_replaced(verify.SITE, b'":', b'": '), "invalid", "line"),
    "lines: a field more": (_changed(0, more=HASH), "invalid", "line"),
    "lines: a kind of stamp unknown": (_changed(3, kind="sundial"), "invalid", "line"),
    "lines: a size of nothing": (_changed(0, size=0), "invalid", "line"),
    "lines: a truth for a number": (_changed(0, number=True), "invalid", "line"),
    "lines: a path too long": (_changed(0, path=[HASH] * 64), "invalid", "line"),
    "lines: a control character": (_changed(3, authority="a\nb"), "invalid", "line"),
    "entry: elsewhere": (_changed(0, position=2), "invalid", "site-entry"),
    "entry: another path": (_changed(0, path=[HASH] * 5), "invalid", "site-entry"),
    "entry: another label": (_changed(0, label=HASH), "invalid", "site-entry"),
    "entry: another number": (_changed(2, number=7), "invalid", "site-label"),
    "entry: another blind": (_changed(0, blind=HASH), "invalid", "site-label"),
    "entry: of another root": (_changed(0, root=HASH), "contradicts", "site-other"),
    "entry: of another size": (_changed(0, size=1), "contradicts", "site-other"),
    "entry: no consistency": (_changed(0, consistency=[]), "contradicts", "site-history"),
    "stamp: another head": (_changed(3, size=5), "invalid", "stamp-head"),
    "stamp: another root": (_changed(3, root=HASH), "invalid", "stamp-head"),
    "stamp: not in the log": (_changed(3, path=[]), "invalid", "stamp-entry"),
    "stamp: another token": (_replaced(STAMP, b"Test time", b"Best time"), "invalid", "stamp-entry"),
    "proof: another": (_replaced(PROOF, b"\x5a", b"\x5b"), "invalid", "stamp-entry"),
    "after: another root": (_changed(7, root=HASH), "invalid", "after-head"),
    "after: no consistency": (_changed(7, consistency=[]), "invalid", "after-head"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_the_site_itself_sealed_wrongly_is_named(tmp_path: Path, name: str) -> None:
    change, outcome, code = WRONG[name]

    report = _report(tmp_path, _sealed(change(GOOD)))

    assert (outcome, code) in _bad(report), report.as_text()
    assert report.exit_code == max(verify.EXIT_CODES[found] for found, _code in _bad(report))
    assert "internal" not in _codes(report, *verify.PROPERTIES)
    assert all(report.as_text(language) for language in verify.LANGUAGES)


_AT, _TEXT = make.START + timedelta(minutes=24), make.witnessed_story()[1].head(13).to_text()
_TOKEN = Tsa().stamp(_TEXT, _AT)
TOKENS = {
    "another hash": Tsa().stamp(_TEXT, _AT, algorithm=SHA256_OID[:-1] + b"\x02"),
    "not granted": Tsa().stamp(_TEXT, _AT, status=2),
    "no day": Tsa().stamp(_TEXT, _AT, made=b"20260230140000Z"),
    "no zone": Tsa().stamp(_TEXT, _AT, made=b"20260302140000"),
    "a fraction that ends in zero": Tsa().stamp(_TEXT, _AT, made=b"20260302140000.10Z"),
    "before all calendars": Tsa().stamp(_TEXT, _AT, made=b"00010101000000Z"),
    "cut": _TOKEN[:-1],
    "more behind": _TOKEN + b"\x05\x00",
    "a long form of the length": b"\x30\x83\x00" + _TOKEN[2:],
    "no end of it": b"\x30\x84\xff\xff\xff\xff",
    "an indefinite length": b"\x30\x80" + _TOKEN[4:] + b"\0\0",
    "a tag of two bytes": tlv(0x30, b"\x1f\x81\x01\x00"),
    "one byte": b"\x30",
    "a page": b"<html>",
}


def test_the_token_that_is_spoiled_here_is_good_by_itself() -> None:
    assert make.witnessed_story()[1].stamps[2][2] == _TOKEN
    assert make.witnessed_story(token=_TOKEN)[1].entries == make.witnessed_story()[1].entries


@pytest.mark.parametrize("name", TOKENS)
def test_a_token_that_is_none_is_named_even_if_its_hash_is_in_the_log(tmp_path: Path, name: str) -> None:
    log, site = make.witnessed_story(token=TOKENS[name])

    report = _report(tmp_path, make.unpack(make.write(log.dossier(site=site.evidence(log)))))

    assert _bad(report) == [("invalid", "stamp-malformed")]


def test_a_fraction_of_a_second_is_no_fault(tmp_path: Path) -> None:
    log, site = make.witnessed_story(token=Tsa().stamp(_TEXT, _AT, made=b"20260302142900.25Z"))

    assert _report(tmp_path, make.unpack(make.write(log.dossier(site=site.evidence(log))))).exit_code == 0


def test_a_stamp_of_something_else_is_named(tmp_path: Path) -> None:
    log, site = make.witnessed_story(token=Tsa().stamp(b"other", _AT))

    report = _report(tmp_path, make.unpack(make.write(log.dossier(site=site.evidence(log)))))

    assert _bad(report) == [("invalid", "stamp-other")]


def test_a_stamp_that_nobody_trusted_signed_is_named_by_the_library_alone(tmp_path: Path) -> None:
    files = _sealed(GOOD | {verify.AUTHORITIES: Tsa("Somebody else").pem})

    assert _report(tmp_path, files).exit_code == 0
    report = _report(tmp_path, files, library=Library())

    assert report.exit_code == 40
    assert _bad(report) == [("invalid", "stamp-signature")] * 2


def test_events_that_name_another_site_log_contradict_it(tmp_path: Path) -> None:
    log, site = make.witnessed_story()
    site.entries[0] = HeadEntry(b"l" * 32, b"h" * 32).to_bytes()

    report = _report(tmp_path, make.unpack(make.write(log.dossier(site=site.evidence(log)))))

    assert ("contradicts", "after-other") in _bad(report)
    assert report.exit_code == 40  # the stamps are of that other log as well


def test_a_log_whose_history_is_not_the_one_in_the_site_log_contradicts_it(tmp_path: Path) -> None:
    true, site = make.witnessed_story()
    forged = make.Log()
    forged.events, forged.leaves = true.events[:1], true.leaves[:1]
    forged.heads = [forged.head(1)]
    for number in range(6):
        forged.add("conversation.message-posted.1", [make.text_part(f"otra cosa {number}")])
    honest = site.evidence(true)
    theirs = replace(
        site.evidence(forged), stamps=honest.stamps, named=honest.named,
        entries=[
            replace(mine, entry=entry.entry)
            for mine, entry in zip(site.evidence(forged).entries, honest.entries, strict=True)
        ],
    )  # fmt: skip
    shown = replace(honest, entries=[replace(one, consistency=()) for one in honest.entries])

    for evidence, code in ((theirs, "site-other"), (shown, "site-history")):
        report = _report(tmp_path, make.unpack(make.write(forged.dossier(site=evidence))))
        assert report.exit_code == 30
        assert ("contradicts", code) in _bad(report)


def test_entries_of_another_contract_are_not_taken_for_this_ones(tmp_path: Path) -> None:
    log, site = make.witnessed_story(key=b"\x0c" * 32)

    report = _report(tmp_path, make.unpack(make.write(log.dossier(site=site.evidence(log)))))
    hidden = _report(tmp_path, make.unpack(make.write(log.dossier(site=closed(site, log), events=log.hiding(0)))))

    assert _bad(report) == [("invalid", "site-label")] * 3
    assert ("invalid", "site-closed") in _bad(hidden)


def closed(site: make.SiteLog, log: make.Log) -> SiteEvidence:
    """Return evidence of which no entry opens."""
    made = site.evidence(log)
    return replace(made, entries=[replace(one, blind=b"b" * 32) for one in made.entries])


def test_an_event_that_claims_a_time_outside_of_its_window_weakens_the_dossier(tmp_path: Path) -> None:
    early, late = make.witnessed_story(late=12), make.witnessed_story(late=-9)

    for (log, site), seq in ((early, 4), (late, 3)):
        report = _report(tmp_path, make.unpack(make.write(log.dossier(site=site.evidence(log)))))
        (claim,) = [f for v in report.verdicts for f in v.findings if f.code == "window-claim"]
        assert report.exit_code == 10
        assert claim.values["seq"] == seq


def test_a_minute_between_two_clocks_is_no_reason_to_doubt(tmp_path: Path) -> None:
    log, site = make.witnessed_story(late=5)  # the last stamp says 14:34, the event that names it 14:33

    assert _report(tmp_path, make.unpack(make.write(log.dossier(site=site.evidence(log))))).exit_code == 0


# ---------------------------------------------------------------------------------------------------------- witnesses


def _witnessed(tmp_path: Path, note: bytes, policy: Any, **more: Any) -> Report:
    log, site = make.witnessed_story()
    evidence = site.evidence(log, checkpoint=note, policy=policy)
    return _report(tmp_path, make.unpack(make.write(log.dossier(site=evidence))), **more)


def test_too_few_witnesses_weaken_a_dossier_and_none_asked_for_does_not(tmp_path: Path) -> None:
    site = make.witnessed_story()[1]

    few = _witnessed(tmp_path, site.note(witnesses=make.WITNESSES[2:]), site.policy())
    nobody = _witnessed(tmp_path, site.note(), site.policy("quorum none\n", ()))
    optional = _witnessed(tmp_path, site.note(), site.policy("quorum none\n"))

    assert (few.exit_code, _codes(few, "witnesses")) == (10, ["witness-saw", "witnesses-few"])
    assert (nobody.exit_code, _codes(nobody, "witnesses")) == (0, ["witnesses-none"])
    assert (optional.exit_code, _codes(optional, "witnesses")) == (0, ["witnesses"])


def test_a_false_cosignature_of_a_known_witness_is_named(tmp_path: Path) -> None:
    site = make.witnessed_story()[1]
    other = site.note(site.head(3), make.WITNESSES[1:2]).splitlines(keepends=True)[-1]

    report = _witnessed(tmp_path, site.note(witnesses=make.WITNESSES[:1]) + other, site.policy())

    assert _bad(report) == [("invalid", "witness-false")]


def test_a_witness_with_a_key_of_another_kind_is_left_to_the_library(tmp_path: Path) -> None:
    site = make.witnessed_story()[1]
    other = Cosigner("w9.example/w", Kind.ML_DSA_44, b"\x09" * 32)
    note, policy = site.note(witnesses=[other]), site.policy("quorum w1\n", [other])
    forged = note[:-100] + (b"B" if note[-100:-99] == b"A" else b"A") + note[-99:]

    alone = _witnessed(tmp_path, note, policy)
    helped = _witnessed(tmp_path, note, policy, library=Library())

    assert (alone.exit_code, _codes(alone, "witnesses")) == (0, ["witness-unchecked", "witnesses-few"])
    assert _codes(helped, "witnesses") == ["witness-saw", "witnesses"]
    assert _witnessed(tmp_path, forged, policy, library=Library()).exit_code == 40


# ---------------------------------------------------------------------------------------- two implementations, one judgement


@pytest.mark.parametrize("old", range(1, 20))
def test_consistency_is_judged_as_the_package_judges_it(old: int) -> None:
    leaves = [bytes([i]) * 32 for i in range(20)]
    proving = tree.Tree(leaves)
    for size in range(old, 21):
        path, before, root = proving.consistency_proof(old, size), proving.root(old), proving.root(size)

        assert verify._extends(old, before, size, root, path)
        for wrong in ([*path, b"x" * 32], path[:-1], [b"x" * 32, *path[1:]]):
            if wrong != path:
                assert not verify._extends(old, before, size, root, wrong)
        assert not verify._extends(old, b"x" * 32, size, root, path)
        assert not verify._extends(old, before, size, b"x" * 32, path)
    assert not verify._extends(0, b"", old, proving.root(old), [])
    assert not verify._extends(old + 1, before, old, proving.root(old), [])


def test_what_is_signed_by_the_site_but_is_no_head_of_its_log_is_refused(tmp_path: Path) -> None:
    note = sign_note(b"hello\nworld\nx\n", make.SITE.named(make.SITE_ORIGIN))
    empty = checkpoints.sign(make.SITE, origin=make.SITE_ORIGIN, size=0, root=tree.EMPTY_ROOT)

    assert ("invalid", "head-malformed") in _bad(_report(tmp_path, _sealed(GOOD | {verify.SITE_HEAD: note})))
    assert ("invalid", "site-entry") in _bad(_report(tmp_path, _sealed(GOOD | {verify.SITE_HEAD: empty})))


def test_a_witnesss_time_beyond_all_calendars_is_shown_as_it_is() -> None:
    assert verify._moment_of(0) == "1970-01-01 00:00:00 UTC"
    assert verify._moment_of(2**64 - 1) == str(2**64 - 1)
