"""What the offline root says of a site's keys travels in the dossier: who has the root's key alone can judge them."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from aval.proofs import vouching
from aval.proofs.cosignatures import Cosigner, Kind
from aval.proofs.dossier import verify
from aval.proofs.dossier.verify import Report
from aval.proofs.notes import Signer, sign_note
from aval.proofs.tests import make, test_site
from aval.proofs.vouching import Statement, Vouched

OTHER_ROOT = Signer.from_seed("root.example.org", b"\x0e" * 32)
OTHER = Signer.from_seed(make.SITE.name, b"\x08" * 32)
MINE, THEIRS = make.SITE.verifier, OTHER.verifier
QUANTUM = Cosigner(make.SITE.name, Kind.ML_DSA_44, b"\x0c" * 32).verifier
ROOTS = [make.ROOT.vkey]

Story = tuple[make.Log, make.SiteLog]


def write(story: Story, **changes: Any) -> bytes:
    """Return the dossier of a story."""
    log, site = story
    return make.write(log.dossier(site=site.evidence(log), **changes))


def judge(tmp_path: Path, data: bytes, roots: list[str]) -> Report:
    """Return what the verifier says to somebody who knows these roots."""
    path = tmp_path / "dossier.zip"
    path.write_bytes(data)
    return verify.verify_path(path, roots=roots)


def found(report: Report) -> list[tuple[str, str]]:
    """Return what was found about the root."""
    return [(f.outcome, f.code) for v in report.verdicts if v.property == "vouching" for f in v.findings]


def rotated(signer: Signer = OTHER, ends: int | None = 25, **revoked: int) -> Story:
    """Return a story that one key began and another one goes on with, which signs and seals the dossier.

    The contract's heads of 2, 4 and 6 events stand in the site's log at 3, 11 and 14.
    """
    log, site = make.rooted_story(Vouched(MINE, 0, ends, **revoked), Vouched(THEIRS, 13, None))
    log.signer = site.signer = signer
    return log, site


def sealed(story: Story) -> bytes:
    """Return the dossier of a rotated story: its earlier heads are by the first key."""
    return write(story, site_keys=[OTHER.vkey, make.SITE.vkey])


def test_a_party_with_the_roots_key_alone_learns_that_the_root_names_the_key(tmp_path: Path) -> None:
    report = judge(tmp_path, write(make.rooted_story()), ROOTS)

    assert report.exit_code == 0
    assert found(report) == [("good", "root-pinned"), ("good", "root-key")]
    assert f"Key {MINE.fingerprint} made 6 signatures here." in report.as_text()


def test_without_the_roots_key_its_fingerprint_is_shown_to_be_compared(tmp_path: Path) -> None:
    report = judge(tmp_path, write(make.rooted_story()), [])

    assert report.exit_code == 0
    assert found(report) == [("note", "root-says"), ("good", "root-key")]
    assert f"Compare the root's fingerprint: {make.ROOT.verifier.fingerprint}" in report.as_text()


def test_who_knows_the_root_is_told_that_its_statement_is_not_there(tmp_path: Path) -> None:
    data = write(make.witnessed_story())

    assert (judge(tmp_path, data, []).exit_code, found(judge(tmp_path, data, []))) == (0, [("note", "root-none")])
    assert (judge(tmp_path, data, ROOTS).exit_code, found(judge(tmp_path, data, ROOTS))) == (
        20,
        [("incomplete", "root-none")],
    )


def test_keys_that_followed_one_another_are_told_apart(tmp_path: Path) -> None:
    report = judge(tmp_path, sealed(rotated()), ROOTS)

    assert report.exit_code == 0, report.as_text()
    assert found(report) == [("good", "root-pinned"), ("good", "root-key-until"), ("good", "root-key")]
    said = report.as_text()
    assert f"Key {MINE.fingerprint} made 3 signatures here. The root allows it at sizes 0 to 25" in said
    assert f"Key {THEIRS.fingerprint} made 3 signatures here. The root allows it from size 13" in said


def test_a_partial_dossier_is_judged_as_well(tmp_path: Path) -> None:
    log, site = make.rooted_story()

    report = judge(tmp_path, write((log, site), events=log.hiding(0, 1, 2, 4, 5)), ROOTS)

    assert report.exit_code == 10
    assert found(report) == [("good", "root-pinned"), ("good", "root-key")]


def revoked(size: int, witnesses: int = 2) -> bytes:
    """Return a dossier all of whose signatures are by a key that was revoked from a size on."""
    log, site = make.rooted_story(Vouched(MINE, 0, None, size), Vouched(THEIRS, 13, None))
    note = site.note(witnesses=make.WITNESSES[:witnesses])
    return make.write(log.dossier(site=site.evidence(log, checkpoint=note)))


def misplaced() -> bytes:
    """Return a dossier whose statement the site's log does not hold."""
    log, site = make.rooted_story()
    site.entries[-3] = site.entries[0]
    return write((log, site))


def noted(text: bytes, root: Signer = make.ROOT) -> bytes:
    """Return a dossier with a statement in these words."""
    log, site = make.witnessed_story()
    site.keep_statement(sign_note(text, root), root)
    return write((log, site))


def respelled(old: bytes, new: bytes) -> bytes:
    """Return a dossier with a statement that is spelled otherwise."""
    keys = Vouched(MINE, 0, 90, 80), Vouched(THEIRS, 5, None, 70), Vouched(QUANTUM, 0, None)
    text = Statement(make.SITE.name, 7, keys).to_text()
    assert old in text
    return noted(text.replace(old, new))


def changed(change: Callable[[dict[str, bytes]], dict[str, bytes]]) -> bytes:
    """Return a dossier in which files are others, sealed anew as the site could."""
    return make.pack(make.seal(change(make.unpack(write(make.rooted_story())))))


def moved(name: str, old: bytes, new: bytes) -> bytes:
    """Return a dossier in which a file says something else."""
    return changed(lambda files: files | {name: files[name].replace(old, new)})


def without(name: str) -> bytes:
    """Return a dossier in which a file is missing."""
    return changed(lambda files: {one: data for one, data in files.items() if one != name})


def reordered() -> bytes:
    """Return a dossier with a statement whose last two lines have changed places."""
    keys = Vouched(MINE, 0, None, 80), Vouched(THEIRS, 5, None, 70)
    lines = Statement(make.SITE.name, 7, keys).to_text().splitlines(keepends=True)
    return noted(b"".join([*lines[:-2], lines[-1], lines[-2]]))


FIRST_KEY = f"key {MINE.vkey} 0 90".encode()
LAST_LINE = f"revoked {THEIRS.vkey} 70\n".encode()
WRONG: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "the key is another": (lambda: write(make.rooted_story(Vouched(THEIRS, 0, None))), "invalid", "root-unnamed"),
    "another kind of key": (lambda: write(make.rooted_story(Vouched(QUANTUM, 0, None))), "invalid", "root-unnamed"),
    "the key has ended": (lambda: write(make.rooted_story(Vouched(MINE, 0, 20))), "invalid", "root-outside"),
    "the key has not begun": (lambda: write(make.rooted_story(Vouched(MINE, 5, None))), "invalid", "root-outside"),
    "the old key goes on": (lambda: write(rotated(make.SITE, 20)), "invalid", "root-outside"),
    "the new key came early": (lambda: write(make.rooted_story(Vouched(MINE, 5, 90))), "invalid", "root-outside"),
    "the key is revoked": (lambda: revoked(16), "invalid", "root-revoked"),
    "only the site's log vouches": (lambda: sealed(rotated(OTHER, None, revoked=9)), "weaker", "root-revoked"),
    "another root": (lambda: write(make.rooted_story(root=OTHER_ROOT)), "invalid", "root-other"),
    "nobody's signature": (lambda: moved(verify.KEY_STATEMENT, b"root.example.org", b"toor.example.org"), "invalid", "root-signature"),
    "another site": (lambda: write(make.rooted_story(name="record.example.com")), "invalid", "root-statement"),
    "not in the site's log": (misplaced, "invalid", "root-entry"),
    "at no place": (lambda: changed(lambda files: files | {verify.SITE: files[verify.SITE].rpartition(b'{"path"')[0]}), "invalid", "root-entry"),
    "at another place": (lambda: moved(verify.SITE, b'"position":22}', b'"position":21}'), "invalid", "root-entry"),
    "no statement": (lambda: without(verify.KEY_STATEMENT), "incomplete", "missing"),
    "no root": (lambda: without(verify.ROOT), "incomplete", "missing"),
    "a root that is none": (lambda: moved(verify.ROOT, b"+", b"-"), "invalid", "root-statement"),
    "words: other words": (lambda: noted(b"hello\nworld\n1\nkey\n"), "invalid", "root-statement"),
    "words: no key": (lambda: noted(b"Aval keys v1\nrecord.example.org\n1\n"), "invalid", "root-statement"),
    "words: a zero in front": (lambda: respelled(b"\n7\n", b"\n07\n"), "invalid", "root-statement"),
    "words: a size too large": (lambda: respelled(b" 0 90", b" 0 1000000000000000"), "invalid", "root-statement"),
    "words: an end before its beginning": (lambda: respelled(b" 0 90", b" 91 90"), "invalid", "root-statement"),
    "words: a space more": (lambda: respelled(b" 0 90", b" 0  90"), "invalid", "root-statement"),
    "words: a key twice": (lambda: respelled(FIRST_KEY, FIRST_KEY + b"\n" + FIRST_KEY), "invalid", "root-statement"),
    "words: revoked twice": (lambda: respelled(LAST_LINE, LAST_LINE * 2), "invalid", "root-statement"),
    "words: revoked in another order": (reordered, "invalid", "root-statement"),
    "words: revoked before it is named": (lambda: respelled(FIRST_KEY, LAST_LINE + FIRST_KEY), "invalid", "root-statement"),
    "words: another id": (lambda: respelled(MINE.key_id.hex().encode(), b"00000000"), "invalid", "root-statement"),
    "words: another word": (lambda: respelled(b"revoked", b"Revoked"), "invalid", "root-statement"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_the_root_did_not_say_is_named(tmp_path: Path, name: str) -> None:
    dossier, outcome, code = WRONG[name]

    report = judge(tmp_path, dossier(), ROOTS)

    assert (outcome, code) in found(report), report.as_text()
    assert report.exit_code == verify.EXIT_CODES[outcome]
    assert all(report.as_text(language) for language in verify.LANGUAGES)


def test_another_roots_statement_passes_only_where_no_root_is_known(tmp_path: Path) -> None:
    data = write(make.rooted_story(root=OTHER_ROOT))

    assert judge(tmp_path, data, []).exit_code == 0
    assert judge(tmp_path, data, [make.ROOT.vkey, OTHER_ROOT.vkey]).exit_code == 0
    assert judge(tmp_path, data, ROOTS).exit_code == 40


def test_a_statement_of_two_keys_of_each_kind_is_read_as_the_package_reads_it() -> None:
    keys = Vouched(MINE, 0, 90, 80), Vouched(QUANTUM, 0, None), Vouched(THEIRS, 5, None)
    text = Statement(make.SITE.name, 7, keys).to_text()

    said = verify._parse_statement(text)

    assert said.spelled() == text == Statement.from_text(text).to_text()
    assert [(one.first, one.last, one.revoked) for one in said.keys.values()] == [
        (0, 90, 80), (0, None, None), (5, None, None),
    ]  # fmt: skip


@pytest.mark.parametrize(("witnesses", "outcomes"), [(2, set()), (1, {"weaker"})])
def test_a_head_below_the_revocation_counts_with_a_quorum(tmp_path: Path, witnesses: int, outcomes: set[str]) -> None:
    log, site = rotated(OTHER, None, revoked=30)
    site.signer = make.SITE
    evidence = site.evidence(log, checkpoint=site.note(witnesses=make.WITNESSES[:witnesses]))

    report = judge(tmp_path, make.write(log.dossier(site=evidence, site_keys=[OTHER.vkey, make.SITE.vkey])), ROOTS)

    assert {outcome for outcome, code in found(report) if code == "root-revoked"} == outcomes


def test_an_unnamed_key_beside_a_named_one_does_no_harm(tmp_path: Path) -> None:
    log, site = make.rooted_story()
    head = log.head(7)
    both = sign_note(head.partition(b"\n\n")[0] + b"\n", make.SITE.named(log.origin), OTHER.named(log.origin))

    report = judge(tmp_path, write((log, site), checkpoint=both, site_keys=[make.SITE.vkey, OTHER.vkey]), ROOTS)

    assert report.exit_code == 0


def test_the_package_reads_no_number_that_a_browser_could_not() -> None:
    text = Statement(make.SITE.name, 10**15, (Vouched(MINE, 0, None),)).to_text()

    with pytest.raises(vouching.StatementError):
        Statement.from_text(text)


@pytest.mark.parametrize("language", ["en", "es", "pt"])
def test_the_commands_of_by_hand_tell_which_key_signed_and_that_the_root_names_it(
    tmp_path: Path, language: str
) -> None:
    log, site = rotated()
    # In the overlap both keys sign.
    text = log.head(7).partition(b"\n\n")[0] + b"\n"
    both = sign_note(text, make.SITE.named(log.origin), OTHER.named(log.origin))
    keys = [make.SITE.vkey, OTHER.vkey]
    case = make.case(language=language)
    files = make.unpack(write((log, site), checkpoint=both, site_keys=keys, case=case))

    done = test_site._by_hand(tmp_path, files)

    assert done.returncode == 0, done.stderr
    said = done.stdout.splitlines()
    mine, theirs, root = (sha256(one.public_key).hexdigest() for one in (MINE, THEIRS, make.ROOT.verifier))
    good = "Signature Verified Successfully"
    assert said[2:4] == [mine, theirs]
    assert said[4:8] == [f"{mine}:", good, f"{theirs}:", good]
    assert said[said.index(f"{root}:") + 1] == good
    end = said.index("STATEMENT-IN-THE-SITE-LOG")
    assert said[end - 2 : end] == [mine, theirs]


@pytest.mark.parametrize(("change", "gone"), [
    (lambda files: files | {verify.ROOT: f"{OTHER_ROOT.vkey}\n".encode()}, "root"),
    (lambda files: files | {verify.KEY_STATEMENT: files[verify.KEY_STATEMENT] + b"\n"}, "entry"),
])  # fmt: skip
def test_the_commands_of_by_hand_notice_another_root_and_another_statement(
    tmp_path: Path, change: Callable[[dict[str, bytes]], dict[str, bytes]], gone: str
) -> None:
    honest = make.unpack(write(make.rooted_story()))

    said = test_site._by_hand(tmp_path, change(honest), strict=False).stdout

    root = sha256(make.ROOT.verifier.public_key).hexdigest()
    assert (f"{root}:" in said) == (gone != "root")
    assert ("STATEMENT-IN-THE-SITE-LOG" in said) == (gone != "entry")


@pytest.mark.parametrize(("language", "said"), [
    ("en", "<dt>The offline root</dt><dd><p>Statement 1 of the root root.example.org names the keys"),
    ("es", "<dt>La raíz sin red</dt><dd><p>La declaración 1 de la raíz root.example.org nombra las claves"),
    ("pt", "<dt>A raiz sem rede</dt><dd><p>A declaração 1 da raiz root.example.org nomeia as chaves"),
])  # fmt: skip
def test_the_reading_page_names_the_root(language: str, said: str) -> None:
    files = make.unpack(write(make.rooted_story(), case=make.case(language=language)))

    assert said in files[verify.PAGE].decode()
