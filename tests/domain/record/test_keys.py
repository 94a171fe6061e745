"""Keys: made, vouched for by an offline root, rotated with an overlap, revoked; by the commands that operators use."""

import shutil
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from aval.cli import keys as command
from aval.contracts import dossier as dossiers
from aval.kernel.acts import Act
from aval.kernel.refusals import Refusal
from aval.proofs import checkpoints, dossier, notes, vouching
from aval.proofs.dossier import verify
from aval.proofs.notes import NoteError, Verifier
from aval.proofs.sitelog import KeysEntry
from aval.proofs.vouching import Standing, Statement, StatementError
from aval.record import devices, evidence, keys, queries, sitelog
from aval.record.models import KeyStatement, Log, SiteLeaf, SiteState
from aval.record.pkcs11_uri import DeviceUri
from tests import make
from tests.domain.record.softhsm import SoftToken
from tests.domain.record.test_append import opened, paint

pytestmark = pytest.mark.django_db

SEED = "AwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM="


@pytest.fixture
def log(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> tuple[UUID, Act]:
    """A site whose keys are in its own folder, and whose root was told."""
    monkeypatch.setenv("AVAL_HOME", str(tmp_path / "home"))
    settings.RECORD_KEY = ""
    keys.forget()
    client, professional = make.client(), make.professional()
    return opened(make.act(client), client.id, professional.id), make.act(client)


def run(capsys: pytest.CaptureFixture[str], *arguments: object, code: int = 0) -> str:
    """Run what ``aval keys`` does, on the test's own database."""
    capsys.readouterr()
    options = command._parser().parse_args([str(one) for one in arguments])
    assert {**command.OFFLINE, **command.ONLINE}[options.command](options) == code
    return capsys.readouterr().out


def vouch(capsys: pytest.CaptureFixture[str], tmp_path: Path, text: str) -> Statement:
    """Carry a statement to the offline machine and back, and install it."""
    (tmp_path / "statement").write_text(text)
    (tmp_path / "note").write_text(run(capsys, "vouch", tmp_path / "root", tmp_path / "statement"))
    run(capsys, "install", tmp_path / "note")
    said = keys.statement()
    assert said is not None
    return said


@pytest.fixture
def root(capsys: pytest.CaptureFixture[str], tmp_path: Path, settings: Any) -> Verifier:
    settings.RECORD_ROOTS = [run(capsys, "root", tmp_path / "root", "--name", "root.example.org").strip()]
    return Verifier.from_vkey(settings.RECORD_ROOTS[0])


def signers_of(note: bytes, origin: str) -> set[bytes]:
    _, found = notes.open_note(note, [one.named(origin) for one in keys.verifiers()])
    return {one.public_key for one in found}


def test_a_new_site_makes_a_key_of_each_kind(log: tuple[UUID, Act], capsys: pytest.CaptureFixture[str]) -> None:
    shown = run(capsys, "show")

    assert shown.count("held, signs now") == 2
    assert "no root has spoken" in shown
    assert (len(keys.ring().signers), len(keys.ring().cosigners)) == (1, 1)


def test_a_key_is_followed_by_another_with_an_overlap(
    log: tuple[UUID, Act], root: Verifier, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    contract_id, act = log
    origin = keys.origin_of(str(contract_id))
    old = keys.signer().verifier.public_key
    vouch(capsys, tmp_path, run(capsys, "first"))
    new = Verifier.from_vkey(run(capsys, "add").strip()).public_key
    vouch(capsys, tmp_path, run(capsys, "rotate", "--lead", 1, "--overlap", 2))
    start = SiteState.objects.get().size

    signed = []
    for _ in range(5):
        paint(act, contract_id)
        sitelog.run_once(make.site_act())
        signed.append(signers_of(queries.head(contract_id), origin))

    assert signed[0] == {old, new}
    assert signed[-1] == {new}
    assert start == 3  # the contract's own entry, and two statements
    # What the old key signed before goes on verifying, and the dossier names both keys.
    assert len(keys.verifiers()) == 2
    published = (sitelog.folder() / "checkpoint").read_bytes()
    head = checkpoints.verify(published, origin=keys.site_origin(), verifiers=keys.verifiers())
    said = vouching.verify((sitelog.folder() / "keys").read_bytes(), [root])
    assert said.standing(Verifier(keys.site_name(), new), head.size) is Standing.GOOD
    assert said.standing(Verifier(keys.site_name(), old), head.size) is Standing.OUTSIDE


def test_a_revoked_key_signs_no_more(
    log: tuple[UUID, Act], root: Verifier, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    contract_id, act = log
    old = keys.signer().verifier
    vouch(capsys, tmp_path, run(capsys, "first"))
    run(capsys, "add")
    vouch(capsys, tmp_path, run(capsys, "rotate", "--lead", 0, "--overlap", 100))
    said = vouch(capsys, tmp_path, run(capsys, "revoke", old.key_id.hex(), "--since", 1))

    paint(act, contract_id)

    assert signers_of(queries.head(contract_id), keys.origin_of(str(contract_id))) == {
        keys.signer().verifier.public_key
    }
    assert keys.signer().verifier.public_key != old.public_key
    assert said.standing(old, 1) is Standing.DOUBTFUL
    assert said.standing(old, 2) is Standing.REVOKED


def test_a_statement_stands_in_the_site_log(
    log: tuple[UUID, Act], root: Verifier, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    vouch(capsys, tmp_path, run(capsys, "first"))

    note = (sitelog.folder() / "keys").read_bytes()
    stated = SiteLeaf.objects.get(position=KeyStatement.objects.get().position)
    assert bytes(stated.entry) == KeysEntry.of(note).to_bytes()
    assert sitelog.published_size() == 2


def test_a_dossier_brings_the_roots_newest_statement_and_who_knows_the_root_can_judge_it(
    log: tuple[UUID, Act], root: Verifier, capsys: pytest.CaptureFixture[str], tmp_path: Path, settings: Any
) -> None:
    contract_id, act = log
    first = keys.signer().verifier
    sitelog.run_once(make.site_act())
    vouch(capsys, tmp_path, run(capsys, "first"))
    run(capsys, "add")
    vouch(capsys, tmp_path, run(capsys, "rotate", "--lead", 1, "--overlap", 2))
    for _ in range(5):
        paint(act, contract_id)
        sitelog.run_once(make.site_act())
    second = keys.signer().verifier

    report = judged(contract_id, tmp_path, root)

    assert report.exit_code == 0, report.as_text()
    said = {f.code: f.values for v in report.verdicts if v.property == "vouching" for f in v.findings}
    assert said["root-pinned"]["number"] == 2
    assert said["root-key-until"]["key"] == first.fingerprint
    assert said["root-key"]["key"] == second.fingerprint

    vouch(capsys, tmp_path, run(capsys, "revoke", first.key_id.hex(), "--since", 2))
    report = judged(contract_id, tmp_path, root)
    # Heads of the time after that are held by the site's log alone, whose head the new key signs.
    assert report.exit_code == 10, report.as_text()
    assert {f.where.partition(" ")[0] for v in report.verdicts for f in v.findings if f.code == "root-revoked"} == {
        verify.HEADS
    }
    settings.RECORD_ROOTS = []
    assert judged(contract_id, tmp_path, root).exit_code == 20  # nothing tells who signed the statement


def judged(contract_id: UUID, folder: Path, root: Verifier | None) -> verify.Report:
    """Write the dossier of a log, and check it knowing the root's key at most."""
    log = Log.objects.get(id=contract_id)
    pieces = dossier.Dossier(
        events=dossiers.events_of(contract_id, log.size),
        checkpoint=bytes(log.note),
        heads=dossiers.heads_of(contract_id, log.size),
        site_keys=[verifier.vkey for verifier in keys.verifiers()],
        signer=keys.signer(),
        case=dossier.CaseFile(language="en", title="A log"),
        made_at=make.NOON,
        software="aval",
        site=evidence.of(contract_id, log.size),
    )
    path = folder / "dossier.zip"
    with path.open("wb") as stream:
        dossier.write_dossier(stream, pieces)
    return verify.verify_path(path, roots=[root.vkey] if root else [])


def test_a_statement_by_somebody_else_or_that_takes_back_is_refused(
    log: tuple[UUID, Act], root: Verifier, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    text = run(capsys, "first")
    other = notes.Signer.generate("root.example.org")
    with pytest.raises(NoteError):
        sitelog.state_keys(make.site_act(), vouching.sign(Statement.from_text(text.encode()), other))
    vouch(capsys, tmp_path, text)

    (tmp_path / "statement").write_text(text)
    (tmp_path / "note").write_text(run(capsys, "vouch", tmp_path / "root", tmp_path / "statement"))
    with pytest.raises(StatementError):
        sitelog.state_keys(make.site_act(), (tmp_path / "note").read_bytes())
    with pytest.raises(StatementError):
        run(capsys, "rotate")  # there is no new key
    with pytest.raises(StatementError):
        run(capsys, "revoke", "00000000", "--since", 1)


def test_no_key_that_may_sign_signs_nothing(
    log: tuple[UUID, Act], root: Verifier, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    contract_id, act = log
    vouch(capsys, tmp_path, run(capsys, "first"))
    with pytest.raises(keys.NoKey):
        vouch(capsys, tmp_path, run(capsys, "revoke", keys.ring().signers[0].verifier.key_id.hex(), "--since", 0))

    with pytest.raises(keys.NoKey):
        paint(act, contract_id)

    assert len(queries.events(contract_id)) == 1


def test_a_seed_is_followed_by_a_key_in_a_device(
    log: tuple[UUID, Act], root: Verifier, token: SoftToken, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    contract_id, act = log
    first = keys.signer().verifier
    sitelog.run_once(make.site_act())
    vouch(capsys, tmp_path, run(capsys, "first"))
    new = Verifier.from_vkey(run(capsys, "add", "--device", token.make_key("record")).strip())
    vouch(capsys, tmp_path, run(capsys, "rotate", "--lead", 1, "--overlap", 2))
    signed = []
    for _ in range(5):
        paint(act, contract_id)
        sitelog.run_once(make.site_act())
        signed.append(signers_of(queries.head(contract_id), keys.origin_of(str(contract_id))))

    report = judged(contract_id, tmp_path, root)

    assert signed[0] == {first.public_key, new.public_key}
    assert signed[-1] == {new.public_key}
    assert report.exit_code == 0, report.as_text()
    said = {f.code: f.values for v in report.verdicts if v.property == "vouching" for f in v.findings}
    assert (said["root-key-until"]["key"], said["root-key"]["key"]) == (first.fingerprint, new.fingerprint)
    head = (sitelog.folder() / "checkpoint").read_bytes()
    assert signers_of(head, keys.site_origin()) == {new.public_key}
    assert f"held, in pkcs11:token=site;object=record, signs now, good  {new.vkey}" in run(capsys, "show")


def test_a_site_may_begin_with_a_key_in_a_device(
    log: tuple[UUID, Act], token: SoftToken, settings: Any, tmp_path: Path
) -> None:
    contract_id, act = log
    settings.RECORD_KEY = f"{token.make_key('record')},ml-dsa-44:{SEED}"
    keys.forget()
    (own,) = keys.ring().signers

    paint(act, contract_id)
    sitelog.run_once(make.site_act())

    assert signers_of(queries.head(contract_id), keys.origin_of(str(contract_id))) == {own.verifier.public_key}
    assert len(keys.ring().cosigners) == 1
    assert len(sitelog.publish().split(b"\n\n")[1].splitlines()) == 2  # the device's signature, and the seed's


def test_without_a_root_a_key_in_front_of_the_earlier_one_signs_and_old_heads_are_still_known(
    log: tuple[UUID, Act], token: SoftToken, settings: Any, tmp_path: Path
) -> None:
    contract_id, act = log
    paint(act, contract_id)
    sitelog.run_once(make.site_act())
    settings.RECORD_KEY = f"{token.make_key('record')} {keys._key_file().read_text()}"
    keys.forget()
    new, _ = keys.ring().signers

    paint(act, contract_id)
    sitelog.run_once(make.site_act())

    assert signers_of(queries.head(contract_id), keys.origin_of(str(contract_id))) == {new.verifier.public_key}
    assert signers_of((sitelog.folder() / "checkpoint").read_bytes(), keys.site_origin()) == {new.verifier.public_key}
    report = judged(contract_id, tmp_path, None)
    assert report.exit_code in {0, 10}, report.as_text()


def test_a_device_that_fails_at_a_head_leaves_nothing_behind(
    log: tuple[UUID, Act], token: SoftToken, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    contract_id, act = log
    settings.RECORD_KEY = token.make_key("record")
    keys.forget()
    paint(act, contract_id)
    for path in (token.pin_file.parent / "tokens").iterdir():
        shutil.rmtree(path)
    devices.forget()

    with pytest.raises(devices.DeviceFailed, match="no token for"):
        paint(act, contract_id)

    assert len(queries.events(contract_id)) == 2


@pytest.mark.parametrize("between", [",", " ", "\n", ", ", " ,", ",,"])
def test_words_stand_side_by_side_and_a_uri_keeps_its_commas(
    settings: Any, monkeypatch: pytest.MonkeyPatch, between: str
) -> None:
    uri = "pkcs11:token=Snake%20Oil,%20Inc.;object=a,b?module-path=/m.so&pin-value=1,2"
    seen: list[DeviceUri] = []
    own = notes.Signer.generate("x")

    def device(named: DeviceUri) -> Any:
        seen.append(named)
        return SimpleNamespace(public_key=own.verifier.public_key, sign=own._private.sign)

    monkeypatch.setattr(devices, "DeviceKey", device)
    settings.RECORD_KEY = between.join([f"ed25519:{SEED}", uri, SEED, uri, f"ml-dsa-44:{SEED}"])

    ring = keys.ring()

    assert (len(ring.signers), len(ring.cosigners)) == (4, 1)
    assert seen == [DeviceUri.parse(uri)] * 2
    assert ring.places == {own.verifier.public_key: "pkcs11:token=Snake%20Oil%2C%20Inc.;object=a%2Cb"}


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("rsa:c2VjcmV0", "where KIND is ed25519 or ml-dsa-44"),
        ("c2VjcmV0", "an Ed25519 seed has 32 bytes"),
        ("ed25519:sec ret", "not base64"),
        ("ml-dsa-44:c2VjcmV0", "a seed has 32 bytes"),
        ("pkcs11:object=x", "names no module"),
        ("pkcs11:object=x?module-path=/m.so&pin=c2VjcmV0", "behind the question mark"),
    ],
)
def test_a_word_that_names_no_key_is_refused_by_its_place_and_not_repeated(
    settings: Any, word: str, reason: str
) -> None:
    settings.RECORD_KEY = f"{SEED},{word}"

    with pytest.raises(keys.NoKey) as refused:
        keys.ring()

    assert reason in str(refused.value)
    assert str(refused.value).startswith("key 2 of AVAL_RECORD_KEY can't be read: ")
    assert "c2VjcmV0" not in str(refused.value)
    assert "sec" not in str(refused.value).split("read: ")[1]


def test_without_its_library_a_device_is_out_of_reach_and_the_reason_says_what_to_install(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.RECORD_KEY = "pkcs11:object=x?module-path=/m.so"
    monkeypatch.setitem(sys.modules, "pkcs11", None)
    monkeypatch.delitem(sys.modules, "aval.record.devices")
    monkeypatch.delattr("aval.record.devices")

    with pytest.raises(keys.NoKey, match=r"pip install 'aval\[pkcs11\]'"):
        keys.ring()


def test_a_key_in_a_device_is_added_by_a_uri_of_a_key_that_signs_and_only_to_the_file(
    log: tuple[UUID, Act], token: SoftToken, settings: Any
) -> None:
    uri = token.make_key("record")
    before = keys._key_file().read_text()

    for wrong in ("record", f"{uri} {uri}", token.uri("nothing")):
        with pytest.raises(Refusal):
            keys.add_device(wrong)
    assert keys._key_file().read_text() == before
    added = keys.add_device(uri)
    keys.forget()
    assert [one.vkey for one in keys.ring().signers][1:] == [added]

    settings.RECORD_KEY = SEED
    with pytest.raises(keys.NoKey, match="add this one there"):
        keys.add_device(uri)
