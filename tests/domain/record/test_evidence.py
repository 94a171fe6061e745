"""What a dossier brings from the site's log: as much as there is, under one head, and nothing that a verifier refuses."""

import io
import json
import shutil
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from aval.cli import verify as command
from aval.contracts import dossier as dossiers
from aval.contracts.models import Contract
from aval.kernel.clock import now
from aval.proofs import ots
from aval.proofs.dossier import verify
from aval.proofs.dossier.library import Library
from aval.record import anchoring, evidence, sitelog, stamping, witnessing
from aval.record.models import Log, SiteHead, Stamp
from tests import make
from tests.domain.record.test_append import paint
from tests.domain.record.test_stamps import tsa
from tests.domain.record.tsa import Tsa, make_tsa
from tests.domain.record.witnesses import make_watch

__all__ = ["tsa"]

pytestmark = pytest.mark.django_db

Codes = dict[str, list[str]]


@dataclass
class Scene:
    """A contract, an authority that stamps, and how to take a dossier."""

    contract: Contract
    tsa: Tsa
    folder: Path

    def say(self, note: str = "azul") -> int:
        """Append an event, dated by the clock that the authority goes by."""
        return paint(make.act(self.contract.client, at=now()), self.contract.id, note)

    def run(self) -> None:
        """Let the sequencer take in what is new."""
        sitelog.run_once(make.site_act(at=now()))

    def stamp(self) -> None:
        """Have the newest head stamped."""
        stamping.stamp_all(make.site_act(at=now()), send=self.tsa.stamp)

    def export(self, only: Collection[int] | None = None) -> Path:
        """Take a dossier."""
        stream, path = io.BytesIO(), self.folder / "dossier.zip"
        dossiers.write_dossier(
            stream, contract_id=self.contract.id, reader=self.contract.client, made_at=now(), only=only
        )
        path.write_bytes(stream.getvalue())
        return path

    def judge(self, only: Collection[int] | None = None) -> tuple[int, Codes]:
        """Take a dossier and check it with the library; return the exit code, and what was found by property."""
        report = verify.verify_path(self.export(only), library=Library())
        return report.exit_code, {v.property: [found.code for found in v.findings] for v in report.verdicts}


@pytest.fixture
def scene(tsa: Tsa, tmp_path: Path, settings: Any) -> Scene:
    settings.TIME_AUTHORITIES = str(tmp_path / "authorities")
    (tmp_path / "authorities").write_text(f"local https://tsa.test/ {tsa.certificates}\n")
    return Scene(make.contract(), tsa, tmp_path)


def test_a_contract_that_the_site_log_does_not_hold_yet_has_a_good_dossier_that_says_so(scene: Scene) -> None:
    code, found = scene.judge()

    assert code == 0
    assert found["site"] == ["site-none"]
    assert found["witnesses"] == found["time"] == []


def test_a_dossier_shows_who_saw_the_log_and_between_which_moments_its_events_were_made(
    scene: Scene, settings: Any
) -> None:
    watch = make_watch(scene.folder, settings)
    scene.run()
    scene.stamp()
    seq = scene.say()
    scene.run()
    scene.stamp()
    scene.say()
    scene.run()
    witnessing.ask_all(make.site_act(at=now()), send=watch.send)

    code, found = scene.judge()
    said = verify.verify_path(scene.folder / "dossier.zip").as_text("es")

    assert code == 0
    assert found["site"] == ["site"]
    assert found["witnesses"] == ["witness-saw"] * 3 + ["witnesses"]
    assert found["time"][:2] == ["stamp", "stamp-signed"]
    assert found["time"].count("window") == 1
    assert {"window-after", "window", "window-before"} <= set(found["time"])
    assert f"Los primeros {seq + 2} de {seq + 2} eventos constan en el registro del sitio" in said
    assert f"Los eventos {seq} a {seq} se hicieron no antes de" in said


def test_the_command_checks_what_authorities_signed(scene: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    scene.run()
    scene.stamp()
    scene.say()
    scene.run()

    code = command.run([str(scene.export()), "--json"])

    codes = [found["code"] for one in json.loads(capsys.readouterr().out)["verdicts"] for found in one["findings"]]
    assert code == 0
    assert "stamp-signed" in codes
    assert "stamp-unsigned" not in codes


def test_events_that_came_after_the_newest_entry_are_not_said_to_be_in_the_site_log(scene: Scene) -> None:
    scene.run()
    covered = Log.objects.get(id=scene.contract.id).size
    scene.say()

    made = evidence.of(scene.contract.id, covered + 1)

    assert made is not None
    assert [entry.size for entry in made.entries] == [covered]
    code, found = scene.judge()
    assert (code, found["site"]) == (0, ["site"])


def test_a_partial_dossier_opens_its_entries_without_the_contracts_key(scene: Scene) -> None:
    scene.run()
    scene.stamp()
    hidden = scene.say("secreto")
    scene.run()
    scene.stamp()
    shown = scene.say()
    scene.run()
    scene.stamp()

    code, found = scene.judge([shown])
    made = evidence.of(scene.contract.id, shown + 1, [shown])

    assert code == 10
    assert found["site"] == ["site", "site-unlabelled"]
    assert "window" in found["time"]
    # Nothing tells when the event was made that is not shown.
    assert made is not None
    assert [entry.size for entry in made.entries] == [shown + 1]
    assert hidden + 1 not in [entry.size for entry in made.entries]
    assert len(made.named) == 1


def test_a_head_that_enough_witnesses_saw_is_taken_unless_it_is_long_ago(scene: Scene, settings: Any) -> None:
    watch = make_watch(scene.folder, settings)
    scene.run()
    witnessing.ask_all(make.site_act(at=now()), send=watch.send)
    witnessed = SiteHead.objects.latest("size").size
    scene.say()
    scene.run()

    assert verify._parse_head(_site_head(scene)).size == witnessed
    scene.say()
    sitelog.run_once(make.site_act(at=now() + evidence.WITNESSED_WITHIN + timedelta(hours=1)))
    assert verify._parse_head(_site_head(scene)).size > witnessed
    assert scene.judge()[1]["witnesses"] == ["witnesses-few"]


def _site_head(scene: Scene) -> bytes:
    made = evidence.of(scene.contract.id, Log.objects.get(id=scene.contract.id).size)
    assert made is not None
    return made.checkpoint


def test_stamps_that_the_certificates_do_not_bear_out_any_more_are_left_out(scene: Scene, tmp_path: Path) -> None:
    scene.run()
    scene.stamp()
    scene.say()
    scene.run()
    other = make_tsa(tmp_path / "other")
    (tmp_path / "authorities").write_text(f"local https://tsa.test/ {other.certificates}\n")

    made = evidence.of(scene.contract.id, 1 << 40)

    assert made is not None
    assert (made.stamps, made.certificates) == ([], b"")
    (tmp_path / "authorities").write_text("local https://tsa.test/\n")
    assert scene.judge()[1]["time"] == ["time-none"]


def test_a_long_record_brings_some_of_its_stamps_and_stays_good(scene: Scene) -> None:
    for _ in range(evidence.STAMPS_MAX + 6):
        scene.say()
        scene.run()
        scene.stamp()

    made = evidence.of(scene.contract.id, Log.objects.get(id=scene.contract.id).size)

    assert made is not None
    assert len(made.entries) == evidence.STAMPS_MAX
    assert len(made.named) == evidence.STAMPS_MAX
    assert Stamp.objects.latest("size").position in [one.position for one in made.stamps]
    code, found = scene.judge()
    assert code == 0
    assert found["site"] == ["site"]
    assert found["time"][:2] == ["stamp", "stamp-signed"]


def test_anchors_in_a_chain_come_along_and_a_kept_promise_takes_the_place_of_the_promise(
    scene: Scene, settings: Any
) -> None:
    settings.OTS_CALENDARS = ["https://calendar.test"]
    scene.run()
    anchoring.anchor(make.site_act(at=now()), fetch=_calendar(bytes.fromhex("0083dfe30d2ef90c8e0706") + b"http:/"))

    assert scene.judge()[1]["time"] == ["time-none", "ots-promise"]
    anchoring.upgrade(make.site_act(at=now()), fetch=_calendar(bytes.fromhex("000588960d73d71901") + b"\x01\x5a"))
    assert scene.judge()[1]["time"] == ["time-none", "anchored"]
    said = verify.verify_path(scene.export(), library=Library()).as_text()
    (proof,) = [ots.Proof.from_bytes(bytes(one.token)) for one in Stamp.objects.filter(kind=anchoring.PROOF)]
    assert f"bitcoin 90 (Merkle root {proof.digest[::-1].hex()})" in said


def _calendar(answer: bytes) -> Callable[[str, bytes | None], bytes]:
    return lambda _url, _body: answer


def test_when_the_published_files_are_lost_a_dossier_is_written_without_them(scene: Scene) -> None:
    scene.run()
    scene.say()
    scene.run()
    shutil.rmtree(sitelog.folder() / "tile")

    code, found = scene.judge()

    assert code == 0
    assert found["site"] == ["site-none"]
