"""Every row of the threat table in docs/record.md in which the host cheats: who finds it out, and by what.

The host has the signing key and the owner's rights; what it hands out looks good by itself. What exposes it is what
others hold: a party's receipts and keys, a witness's memory, a copy of the site log, an authority's stamp.
"""

import base64
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, connections

from aval.cli import trace
from aval.cli.audit import audit as run_audit
from aval.kernel import database
from aval.kernel.clock import now
from aval.proofs import checkpoints, tiles, tree, vouching, windows
from aval.proofs import sitelog as pure
from aval.proofs.dossier import SiteEntry, SiteEvidence, verify
from aval.proofs.dossier.library import Library
from aval.proofs.events import parse_envelope
from aval.proofs.notes import NoteError, Signer
from aval.proofs.sitelog import EntryError, HeadEntry
from aval.proofs.tree import ProofError
from aval.proofs.vouching import Standing, Statement, Vouched
from aval.proofs.witness import Request
from aval.record import evidence, guard, keys, queries, sitelog, stamping, standing, witnessing
from aval.record.models import Event, Log, SiteHead, Stamp
from tests import make
from tests.cheating.host import Host, Line, Party
from tests.conftest import SERVER
from tests.domain.record.test_append import paint
from tests.domain.record.test_stamps import tsa
from tests.domain.record.tsa import Tsa
from tests.domain.record.witnesses import Watch, make_watch

__all__ = ["tsa"]

GOOD, WEAKER, INCOMPLETE, CONTRADICTS, INVALID = 0, 10, 20, 30, 40
AFTER = timedelta(days=1)


@dataclass
class Stage:
    """A contract with some history, its two parties, and who watches."""

    host: Host
    client: Party
    professional: Party
    watch: Watch
    mirror: list[bytes]

    def copy_site_log(self) -> None:
        """Copy the public site log, as anybody may who does not want to trust later copies."""
        size = sitelog.published_size()
        bundles = range(-(-size // tiles.WIDTH))
        found: list[bytes] = []
        for index in bundles:
            width = min(tiles.WIDTH, size - index * tiles.WIDTH)
            found += tiles.parse_entries(sitelog.read_tile(tiles.Tile(None, index, width)))[:width]
        self.mirror = found

    def forge(self, entry: SiteEntry) -> SiteEntry:
        """Make an entry of this number that opens to the history which the host shows now."""
        rows = Event.objects.filter(contract_id=self.host.contract_id).order_by("seq")
        log = tree.Tree([bytes(row.leaf) for row in rows])
        root, origin = log.root(entry.size), Log.objects.get(id=self.host.contract_id).origin
        made = HeadEntry.of(self.client.site_key, entry.number, checkpoints.Checkpoint(origin, entry.size, root))
        return replace(entry, root=root, entry=made, consistency=log.consistency_proof(entry.size))

    def trace(self) -> list[pure.Found]:
        """Compare what the host shows of the contract now with the copy of the site log, by the contract's key."""
        leaves = [bytes(row.leaf) for row in Event.objects.filter(contract_id=self.host.contract_id).order_by("seq")]
        grown, roots = tree.Frontier(), []
        for leaf in leaves:
            grown.append(leaf)
            roots.append(grown.root())
        origin = Log.objects.get(id=self.host.contract_id).origin
        return pure.trace(origin=origin, key=self.client.site_key, roots=roots, entries=self.mirror)


@pytest.fixture
def stage(committing_db: database.DatabaseUrls, owner_sql: Any, tmp_path: Path, settings: Any) -> Stage:
    """Live a little, honestly: both parties keep receipts, witnesses have seen the head, somebody has a copy."""
    watch = make_watch(tmp_path, settings)
    made = make.contract()
    client, professional = Party(made.client, made.id), Party(made.professional, made.id)
    for note in ("azul", "verde", "rojo", "gris"):
        paint(client.act(after=AFTER), made.id, note)
        sitelog.run_once(make.site_act(after=AFTER))
    client.keep()
    paint(professional.act(after=AFTER), made.id, "negro")
    professional.keep()
    sitelog.run_once(make.site_act(after=AFTER))
    witnessing.ask_all(make.site_act(after=AFTER), send=watch.send)
    built = Stage(Host(owner_sql, made.id), client, professional, watch, [])
    built.copy_site_log()
    return built


def test_an_honest_host_is_not_accused(stage: Stage, tmp_path: Path) -> None:
    paint(stage.client.act(after=2 * AFTER), stage.host.contract_id, "blanco")
    sitelog.run_once(make.site_act(after=2 * AFTER))
    dossier = stage.host.dossier(stage.client.account, tmp_path)

    assert stage.client.judge(dossier) in {GOOD, WEAKER}
    assert stage.professional.judge(dossier) in {GOOD, WEAKER}
    assert all(found.size for found in stage.trace())
    assert witnessing.ask_all(make.site_act(after=2 * AFTER), send=stage.watch.send) == ["w1", "w2", "w3"]
    assert run_audit(go_on=True, quiet=True) == 0


def _changed(lines: list[Line]) -> list[Line]:
    name, media, salt, _content = lines[-3].parts[-1]
    lines[-3].parts[-1] = (name, media, salt, b"amarillo")
    return lines


def _same(lines: list[Line]) -> list[Line]:
    return lines


def _reborn(lines: list[Line]) -> list[Line]:
    """Begin anew with the same people: a fresh salt alone makes it another event 0."""
    lines[0].parts = [(name, media, os.urandom(32), content) for name, media, _salt, content in lines[0].parts]
    return lines


def _removed(lines: list[Line]) -> list[Line]:
    return [*lines[:-3], *lines[-2:]]


def _inserted(lines: list[Line]) -> list[Line]:
    return [*lines[:-3], replace(lines[-3], parts=list(lines[-3].parts)), *lines[-3:]]


def _reordered(lines: list[Line]) -> list[Line]:
    return [*lines[:-4], lines[-3], lines[-4], *lines[-2:]]


@pytest.mark.parametrize("cheat", [_changed, _removed, _inserted, _reordered], ids=lambda cheat: cheat.__name__)
def test_a_rewritten_history_contradicts_receipts_and_the_site_log(
    stage: Stage, tmp_path: Path, cheat: Callable[[list[Line]], list[Line]]
) -> None:
    stage.host.rewrite(cheat)

    # What the site's log shows of the contract, which belongs to its dossier, contradicts the new history.
    assert stage.client.judge(stage.host.dossier(stage.client.account, tmp_path), forgetful=True) == CONTRADICTS
    dossier = stage.host.dossier(stage.client.account, tmp_path, site=None)
    # Left out, the dossier is good by itself: whoever kept nothing and compares with nothing sees no more than that.
    assert stage.client.judge(dossier, forgetful=True) in {GOOD, WEAKER}
    assert "site-none" in _codes(dossier)
    # The party who kept a receipt sees the contradiction, also the one whose own event was left alone.
    assert stage.professional.judge(dossier) in {CONTRADICTS, INCOMPLETE}
    assert CONTRADICTS in {stage.client.judge(dossier), stage.professional.judge(dossier)}
    # So does whoever has the contract's key and a copy of the site log, without any receipt.
    assert None in [found.size for found in stage.trace()]
    # And the site's own audit, if somebody honest runs it.
    assert run_audit(go_on=True, quiet=True) == 1


def _codes(dossier: Path) -> set[str]:
    return {found.code for verdict in verify.verify_path(dossier).verdicts for found in verdict.findings}


def test_entries_of_the_true_history_can_not_be_made_to_open_to_another(stage: Stage, tmp_path: Path) -> None:
    true = evidence.of(stage.host.contract_id, Log.objects.get(id=stage.host.contract_id).size)
    assert true is not None
    stage.host.rewrite(_changed)
    entry = true.entries[-1]
    forged = stage.forge(entry)

    # The true root with whatever proof; a blind of its own; another entry in that place.
    for shown in (entry, replace(forged, entry=entry.entry), forged):
        dossier = stage.host.dossier(stage.client.account, tmp_path, site=replace(true, entries=[shown]))
        assert stage.client.judge(dossier, forgetful=True) in {CONTRADICTS, INVALID}


def test_a_site_log_that_only_the_host_signed_weakens_the_dossier(stage: Stage, tmp_path: Path) -> None:
    true = evidence.of(stage.host.contract_id, Log.objects.get(id=stage.host.contract_id).size)
    assert true is not None
    assert stage.client.judge(stage.host.dossier(stage.client.account, tmp_path)) == GOOD
    stage.host.rewrite(_changed)
    forged = stage.forge(true.entries[-1])
    entries = [*stage.mirror[: forged.position], forged.entry.to_bytes(), *stage.mirror[forged.position + 1 :]]
    forked = tree.Tree([tree.leaf_hash(entry) for entry in entries])
    signer = keys.signer().named(keys.site_origin())
    note = checkpoints.sign(signer, origin=keys.site_origin(), size=forked.size, root=forked.root())
    shown = replace(
        true, checkpoint=note, entries=[replace(forged, path=forked.inclusion_proof(forged.position))],
        stamps=(), named=(),
    )  # fmt: skip
    dossier = stage.host.dossier(stage.client.account, tmp_path, site=shown)

    # All fits, but no witness stands behind it, and a cosignature of the true head can't be moved to it.
    assert stage.client.judge(dossier, forgetful=True) == WEAKER
    assert "witnesses-few" in _codes(dossier)
    lines = true.checkpoint.partition(b"\n\n")[2].splitlines(keepends=True)
    moved = note + b"".join(line for line in lines if b".test/w " in line)
    dossier = stage.host.dossier(stage.client.account, tmp_path, site=replace(shown, checkpoint=moved))
    assert stage.client.judge(dossier, forgetful=True) == INVALID
    assert "witness-false" in _codes(dossier)


def test_the_apps_own_rights_do_not_allow_any_of_it(stage: Stage) -> None:
    for statement in ("UPDATE record_event SET at = now()", "DELETE FROM record_head", "TRUNCATE record_event"):
        with pytest.raises(DatabaseError), connection.cursor() as cursor:
            cursor.execute(statement)


def test_an_event_that_is_dated_back_lies_outside_its_window(
    stage: Stage, tsa: Tsa, tmp_path: Path, settings: Any
) -> None:
    settings.TIME_AUTHORITIES = str(tmp_path / "authorities")
    (tmp_path / "authorities").write_text(f"local https://tsa.test/ {tsa.certificates}\n")
    stamping.stamp_all(make.site_act(at=now()), send=tsa.stamp)
    seq = paint(stage.client.act(after=2 * AFTER), stage.host.contract_id, "como si fuera marzo")
    sitelog.run_once(make.site_act(at=now()))
    stamping.stamp_all(make.site_act(at=now()), send=tsa.stamp)

    events = [parse_envelope(bytes(row.envelope)) for row in Event.objects.filter(
        contract_id=stage.host.contract_id).order_by("seq")]  # fmt: skip
    places = [(place.position, place.size) for place in standing.places(stage.host.contract_id)]
    made = [windows.Stamp(one.at, one.size, one.position) for one in Stamp.objects.exclude(at=None) if one.at]
    window = windows.windows([event.after for event in events], places, made)[seq]

    assert window.not_before is not None
    assert window.not_after is not None
    assert not window.allows(events[seq].at)  # the host's clock said March; the authority's says today
    assert window.allows(window.not_before)
    assert standing.windows(stage.host.contract_id, first=seq, last=seq)[seq].not_before == window.not_before
    # Its dossier says so by itself, and the claim of the event.
    dossier = stage.host.dossier(stage.client.account, tmp_path)
    assert stage.client.judge(dossier) == WEAKER
    assert f"Event {seq} claims to be of {events[seq].at:%Y-%m-%d %H:%M:%S} UTC" in (
        verify.verify_path(dossier, library=Library()).as_text()
    )
    # Naming no stamp, or an older one, does not help: the event stands after one that names a newer.
    again = [*[event.after for event in events], None]
    assert windows.windows(again, places, made)[-1].not_before == window.not_before


def test_a_fork_from_the_middle_needs_a_label_twice(stage: Stage, tmp_path: Path) -> None:
    log, shown = Log.objects.get(id=stage.host.contract_id), len(stage.mirror)
    other = checkpoints.Checkpoint(log.origin, log.size, b"r" * 32)
    number = len(standing.places(stage.host.contract_id)) - 1
    twin = HeadEntry.of(bytes(log.site_key), number, other).to_bytes()

    # Anybody with a copy of the site log sees the label twice, without knowing whose it is.
    with pytest.raises(EntryError, match="fork"):
        pure.trace(origin="any", key=bytes(32), roots=[], entries=[*stage.mirror, twin])
    # The database of an honest version refuses it.
    free = stage.host.sql(
        "SELECT min(size) FROM record_head h WHERE contract_id = %s AND NOT EXISTS ("
        "SELECT FROM record_siteleaf l WHERE l.contract_id = h.contract_id AND l.size = h.size)",
        [stage.host.contract_id],
    )[0][0]
    label = HeadEntry.of(bytes(log.site_key), number, other).label
    with pytest.raises(psycopg.errors.UniqueViolation, match="label"):
        stage.host.sql(
            "INSERT INTO record_siteleaf (position, contract_id, number, size, label, entry, leaf)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s)",
            [shown, stage.host.contract_id, number + 1, free, label, twin, tree.leaf_hash(twin)],
        )
    # A head that is kept out of the site log never gets its proof: the party to whom it was shown waits in vain.
    paint(stage.client.act(after=2 * AFTER), stage.host.contract_id, "solo para ella")
    assert standing.site_receipt(stage.host.contract_id, log.size) is None


def test_two_histories_of_the_site_log_get_no_quorum(stage: Stage) -> None:
    entries = [
        *stage.mirror[:-1],
        HeadEntry(b"l" * 32, b"h" * 32).to_bytes(),
        b'{"keys":"%s","v":1}' % (b"A" * 43 + b"="),
    ]
    forked = tree.Tree([tree.leaf_hash(entry) for entry in entries])
    signer = keys.signer().named(keys.site_origin())
    old = len(stage.mirror)
    note = checkpoints.sign(signer, origin=keys.site_origin(), size=forked.size, root=forked.root())

    answers = [
        stage.watch.of(name).add_checkpoint(Request(old, tuple(forked.consistency_proof(old)), note).to_bytes(), 9)
        for name in stage.watch.names
    ]

    assert [answer.status for answer in answers] == [422, 422, 422]
    assert not standing.policy().judge(note).is_quorum


def test_a_fork_from_birth_shows_two_short_names(stage: Stage) -> None:
    true = queries.fingerprint(stage.host.contract_id)
    signed = bytes(Event.objects.get(contract_id=stage.host.contract_id, seq=0).leaf)

    stage.host.rewrite(_reborn)

    # Each side compares the four groups that the agreement and the record page show.
    assert queries.fingerprint(stage.host.contract_id) != true
    assert bytes(Event.objects.get(contract_id=stage.host.contract_id, seq=0).leaf) != signed


def test_a_log_that_is_cut_off_is_shorter_than_a_receipt_and_than_the_site_log(stage: Stage, tmp_path: Path) -> None:
    stage.host.rewrite(lambda lines: lines[:-2])
    dossier = stage.host.dossier(stage.client.account, tmp_path)

    assert stage.professional.judge(dossier) in {INCOMPLETE, CONTRADICTS}
    # Without any receipt: the labels after the last head shown are in the copy of the site log.
    assert stage.trace()[-1].size is None


def test_a_log_that_is_cut_off_to_an_earlier_head_as_it_was_is_found_by_its_labels(stage: Stage) -> None:
    rows = Event.objects.filter(contract_id=stage.host.contract_id).order_by("seq")[: Log.objects.get(
        id=stage.host.contract_id).size - 1]  # fmt: skip
    grown, roots = tree.Frontier(), []
    for row in rows:
        grown.append(bytes(row.leaf))
        roots.append(grown.root())
    origin = Log.objects.get(id=stage.host.contract_id).origin

    found = pure.trace(origin=origin, key=stage.client.site_key, roots=roots, entries=stage.mirror)

    assert [one.size is None for one in found] == [False] * (len(found) - 1) + [True]


def test_swapped_keys_are_known_to_nobody(stage: Stage, tmp_path: Path, settings: Any) -> None:
    root = Signer.generate("root.example.org")
    said = Statement(keys.site_name(), 1, (Vouched(keys.signer().verifier, 0, None),))
    new = Signer.generate(keys.site_name())
    stage.host.signer = new
    stage.host.rewrite(_same)
    settings.RECORD_KEY = base64.b64encode(new.seed).decode()
    keys.forget()
    dossier = stage.host.dossier(stage.client.account, tmp_path)

    # The pinned fingerprint, a witness who knows the old key, and the offline root's statement each tell.
    assert stage.client.judge(dossier) >= CONTRADICTS
    note = checkpoints.sign(new, origin=keys.site_origin(), size=99, root=b"r" * 32)
    assert stage.watch.of("w1").add_checkpoint(Request(len(stage.mirror), (), note).to_bytes(), 9).status == 403
    assert vouching.verify(vouching.sign(said, root), [root.verifier]).standing(new.verifier, 99) is Standing.UNKNOWN
    with pytest.raises(NoteError):
        vouching.verify(vouching.sign(said, new), [root.verifier])


def test_a_party_with_the_roots_key_alone_finds_swapped_keys_in_the_dossier(
    stage: Stage, tmp_path: Path, settings: Any
) -> None:
    root, own = Signer.generate("root.example.org"), Signer.generate("root.example.org")
    settings.RECORD_ROOTS = [root.vkey]
    said = Statement(keys.site_name(), 1, (Vouched(keys.signer().verifier, 0, None),))
    sitelog.state_keys(make.site_act(after=AFTER), vouching.sign(said, root))
    honest = stage.host.dossier(stage.client.account, tmp_path)
    assert verify.verify_path(honest, roots=[root.vkey]).exit_code == WEAKER  # no witness was asked since
    true = evidence.of(stage.host.contract_id, Log.objects.get(id=stage.host.contract_id).size)
    assert true is not None
    assert true.keys is not None

    # The host signs with another key, in its own name as much as before, and shows all else as it is.
    new = Signer.generate(keys.site_name())
    stage.host.signer = new
    stage.host.rewrite(_same)
    settings.RECORD_KEY = base64.b64encode(new.seed).decode()
    keys.forget()
    keys._kept.statement, keys._kept.read_at = None, time.monotonic()
    named = new.named(keys.site_origin())
    note = checkpoints.sign(named, origin=keys.site_origin(), size=len(stage.mirror) + 1, root=_root_of(true))
    policy = replace(true.policy, logs=(named.verifier,))
    shown = replace(true, checkpoint=note, policy=policy)
    forged = vouching.sign(Statement(keys.site_name(), 1, (Vouched(new.verifier, 0, None),)), own)
    other = replace(true.keys, note=forged, roots=[own.vkey])
    for site, code, exit_code in (
        (shown, "root-unnamed", INVALID),
        (replace(shown, keys=replace(true.keys, note=forged)), "root-signature", INVALID),
        (replace(shown, keys=other), "root-other", INVALID),
        (replace(shown, keys=None), "root-none", INCOMPLETE),
        (None, "root-none", INCOMPLETE),
    ):
        dossier = stage.host.dossier(stage.client.account, tmp_path, site=site)
        report = verify.verify_path(dossier, roots=[root.vkey])
        assert report.exit_code == exit_code, report.as_text()
        assert code in {f.code for v in report.verdicts for f in v.findings}


def _root_of(site: SiteEvidence) -> bytes:
    return checkpoints.parse(site.checkpoint).root


def test_a_head_that_is_shown_again_does_not_extend_the_one_that_was_kept(stage: Stage) -> None:
    old = SiteHead.objects.order_by("size")[1]
    kept = SiteHead.objects.latest("size")

    # Who keeps the last head asks each new one to extend it; a smaller one can't.
    with pytest.raises(ProofError):
        tree.verify_consistency(kept.size, old.size, [], bytes(kept.root), bytes(old.root))
    answer = stage.watch.of("w1").add_checkpoint(Request(old.size, (), bytes(old.note)).to_bytes(), 9)
    assert (answer.status, answer.body) == (409, b"%d\n" % kept.size)
    # To somebody new it is a valid head; the witnesses' time on it says how old it is.
    assert standing.policy().judge(sitelog.with_cosignatures(kept)).is_quorum


def test_an_old_backup_signs_nothing_and_if_forced_is_exposed(stage: Stage, tmp_path: Path) -> None:
    urls = stage.host.sql("SELECT current_database()")[0][0]
    backup = _backup(str(urls))
    paint(stage.client.act(after=2 * AFTER), stage.host.contract_id, "perdido")
    stage.client.keep()
    sitelog.run_once(make.site_act(after=2 * AFTER))
    witnessing.ask_all(make.site_act(after=2 * AFTER), send=stage.watch.send)
    published = sitelog.published_size()

    _restore(str(urls), backup)
    guard.forget()  # every process starts anew after a restore

    # By the files beside the database, nothing is signed.
    with pytest.raises(guard.RecordBehind):
        paint(stage.client.act(after=3 * AFTER), stage.host.contract_id, "otro")
    with pytest.raises(guard.RecordBehind):
        sitelog.run_once(make.site_act(after=3 * AFTER))
    # With the files gone too, the witnesses say it.
    for name in (guard.LAST_SIGNED, guard.PUBLISHED):
        (sitelog.folder() / name).unlink()
    guard.forget()
    with pytest.raises(guard.RecordBehind):
        witnessing.compare(send=stage.watch.send)
    with pytest.raises(guard.RecordBehind):
        paint(stage.client.act(after=3 * AFTER), stage.host.contract_id, "otro")
    # A host that patches all that away forks its log: no witness follows, and the party's receipt contradicts it.
    (sitelog.folder() / guard.WITNESSED).unlink()
    guard.forget()
    paint(stage.client.act(after=3 * AFTER), stage.host.contract_id, "otro")
    assert stage.client.judge(stage.host.dossier(stage.client.account, tmp_path)) == CONTRADICTS
    sitelog.run_once(make.site_act(after=3 * AFTER))
    assert sitelog.published_size() == published
    head = SiteHead.objects.latest("size")
    body = Request(published, (), bytes(head.note)).to_bytes()
    assert {stage.watch.of(name).add_checkpoint(body, 9).status for name in stage.watch.names} == {409}


def _backup(name: str) -> str:
    """Copy the database aside."""
    connections.close_all()
    copy = f"{name}_backup"
    _psql(f'DROP DATABASE IF EXISTS "{copy}" WITH (FORCE)')
    _end_sessions(name)
    _psql(f'CREATE DATABASE "{copy}" TEMPLATE "{name}"')
    return copy


def _restore(name: str, backup: str) -> None:
    connections.close_all()
    _psql(f'DROP DATABASE "{name}" WITH (FORCE)')
    _psql(f'ALTER DATABASE "{backup}" RENAME TO "{name}"')


def _end_sessions(name: str) -> None:
    _psql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")


def _psql(statement: str) -> None:
    with psycopg.connect(os.environ[SERVER], autocommit=True) as server:
        server.execute(statement)  # type: ignore[call-overload]  # names of our own making


def test_the_command_for_strangers_says_the_same(
    stage: Stage, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = str(sitelog.folder())
    (tmp_path / "rules").write_bytes(standing.policy_text())
    dossier = stage.host.dossier(stage.client.account, tmp_path)
    arguments = [str(dossier), copy, "--policy", str(tmp_path / "rules")]

    assert trace.run(arguments) == GOOD
    assert "witnessed by w1, w2, w3" in capsys.readouterr().out

    (tmp_path / "rules").write_bytes(standing.policy_text().replace(b"quorum most", b"quorum none"))
    assert trace.run(arguments) == WEAKER

    paint(stage.client.act(after=2 * AFTER), stage.host.contract_id, "blanco")
    assert trace.run([str(stage.host.dossier(stage.client.account, tmp_path)), *arguments[1:]]) == INCOMPLETE

    stage.host.rewrite(_changed)
    assert trace.run([str(stage.host.dossier(stage.client.account, tmp_path)), *arguments[1:]]) == CONTRADICTS
    stage.host.rewrite(lambda lines: lines[:-3])
    assert trace.run([str(stage.host.dossier(stage.client.account, tmp_path)), *arguments[1:]]) == CONTRADICTS

    bundle = next((sitelog.folder() / "tile" / "entries").rglob(str(len(stage.mirror))))
    bundle.write_bytes(bundle.read_bytes().replace(b"head", b"head", 1)[:-1] + b"]")
    assert trace.run([str(dossier), *arguments[1:]]) >= CONTRADICTS
    assert trace.run([str(dossier), str(tmp_path / "nowhere")]) == INCOMPLETE
    (tmp_path / "no-dossier").write_bytes(b"no dossier")
    assert trace.run([str(tmp_path / "no-dossier"), copy]) == 50


def test_an_erasure_without_an_event_for_it_is_no_erasure(stage: Stage, tmp_path: Path) -> None:
    row = Event.objects.filter(contract_id=stage.host.contract_id).order_by("-seq")[1]
    without_note = (
        "UPDATE record_event SET parts = parts[:n - 1], medias = medias[:n - 1], bodies = bodies[:n - 1],"
        " salts = substring(salts FOR 32 * (n - 1)) FROM (SELECT cardinality(parts) AS n FROM record_event"
        " WHERE contract_id = %(log)s AND seq = %(seq)s) AS c WHERE contract_id = %(log)s AND seq = %(seq)s"
        " AND parts[n] = 'note'"
    )
    its = {"log": stage.host.contract_id, "seq": row.seq}
    with pytest.raises(Exception, match="append-only"):
        stage.host.sql(without_note, its)
    stage.host.sql("ALTER TABLE record_event DISABLE TRIGGER USER")
    stage.host.sql(without_note, its)
    stage.host.sql("ALTER TABLE record_event ENABLE TRIGGER USER")

    # The site itself can't write a full dossier without it: there is no event that says who erased it, and why.
    with pytest.raises(Exception):  # noqa: B017, PT011 (whatever it is: no dossier comes out)
        stage.host.dossier(stage.client.account, tmp_path)
