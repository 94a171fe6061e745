"""Both stories, lived to their end; their dossiers, checked as a party would; and every way a check can end."""

import io
import json
import random
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from aval.cases.models import Ruling
from aval.cli.audit import audit
from aval.cli.main import main
from aval.cli.stories import accepted, disputed
from aval.cli.stories.teller import Teller
from aval.cli.story import BEGINS_AT
from aval.contracts.dossier import write_dossier
from aval.contracts.models import Milestone
from aval.kernel.money import Money
from aval.ledger import queries as money
from aval.proofs import checkpoints
from aval.record import keys
from aval.record import queries as record
from tests.cli.stage import database_of

STORIES = {"accepted": accepted, "disputed": disputed}
CHANGES_PER_MEMBER = 2


@dataclass(frozen=True)
class Told:
    """A story's dossier, and what its teller knows."""

    file: Path
    contract_id: Any
    events: int


@pytest.fixture(scope="module")
def told(
    django_db_setup: None, django_db_blocker: Any, worker_name: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Told]]:
    """Both stories in one database, from the same moment on, as ``aval story`` tells each in its own."""
    folder = tmp_path_factory.mktemp("stories")
    with database_of("stories", worker_name, django_db_blocker, folder / "files"):
        made = {}
        for name, story in STORIES.items():
            teller = Teller(BEGINS_AT)
            contract, reader = story.tell(teller)
            file = folder / f"{name}.zip"
            with file.open("wb") as stream:
                write_dossier(stream, contract_id=contract.id, reader=reader, made_at=teller.now)
            made[name] = Told(file, contract.id, len(record.events(contract.id)))
        yield made


@pytest.fixture(autouse=True)
def _files_of_their_own() -> None:
    """Leave the files where the stories put them."""


def verify(path: Path, *options: str) -> int:
    """Run ``aval verify`` and return its exit code."""
    return main(["verify", str(path), *options])


def report(path: Path, capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, dict[str, Any]]:
    """Run ``aval verify --json`` and return its exit code and report."""
    capsys.readouterr()
    code = verify(path, "--json", *options)
    said: dict[str, Any] = json.loads(capsys.readouterr().out)
    return code, said


def test_the_accepted_story_ends_with_everybody_paid(told: dict[str, Told]) -> None:
    milestones = Milestone.objects.filter(contract_id=told["accepted"].contract_id).order_by("number")

    assert {milestone.status for milestone in milestones} == {"released"}
    assert all(not money.hold_balance(milestone.id) for milestone in milestones)


def test_the_disputed_story_ends_with_a_ruling_carried_out(told: dict[str, Told]) -> None:
    (ruling,) = Ruling.objects.filter(contract_id=told["disputed"].contract_id)

    assert ruling.milestone.status == "ruled"
    assert money.hold_balance(ruling.milestone_id) == Money(0, "USD")
    assert ruling.to_professional + ruling.commission + ruling.to_client == ruling.milestone.amount


def test_the_audit_passes_after_both_stories(told: dict[str, Told]) -> None:
    assert audit(go_on=True, quiet=True) == 0


@pytest.mark.parametrize("name", STORIES)
def test_a_dossier_as_it_was_made_is_good(told: dict[str, Told], name: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = report(told[name].file, capsys)

    assert code == 0, said
    assert {verdict["outcome"] for verdict in said["verdicts"]} <= {"good", "note", "unchecked"}


@pytest.mark.parametrize("name", STORIES)
def test_a_dossier_agrees_with_every_receipt_and_head_of_its_log(
    told: dict[str, Told], name: str, tmp_path: Path
) -> None:
    story = told[name]
    options = []
    for seq in (0, story.events // 2, story.events - 1):
        kept = tmp_path / f"{seq}.receipt"
        kept.write_bytes(record.receipt(story.contract_id, seq))
        options += ["--head", str(kept)]
    head = tmp_path / "head"
    head.write_bytes(record.head(story.contract_id))

    assert verify(story.file, *options, "--head", str(head), "--key", keys.signer().vkey) == 0


@pytest.mark.parametrize("name", STORIES)
def test_one_changed_byte_in_any_member_is_invalid(told: dict[str, Told], name: str, tmp_path: Path) -> None:
    whole = told[name].file.read_bytes()
    changed, chance, passed = tmp_path / "changed.zip", random.Random(7), {}

    for member, start, size in _members(whole):
        for offset in {0, size - 1, *(chance.randrange(size) for _ in range(CHANGES_PER_MEMBER))}:
            place = start + offset
            changed.write_bytes(whole[:place] + bytes([whole[place] ^ 0x20]) + whole[place + 1 :])
            if (code := verify(changed)) != 40:
                passed[member, offset] = code

    assert passed == {}


def _members(whole: bytes) -> list[tuple[str, int, int]]:
    """Return each member's name, where its bytes begin in the archive, and how many they are."""
    found = []
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        for one in archive.infolist():
            at = one.header_offset
            lengths = int.from_bytes(whole[at + 26 : at + 28], "little") + int.from_bytes(
                whole[at + 28 : at + 30], "little"
            )
            assert one.compress_type == zipfile.ZIP_STORED
            if one.file_size:
                found.append((one.filename, at + 30 + lengths, one.file_size))
    assert len(found) > 10
    return found


@pytest.mark.parametrize("name", STORIES)
def test_a_head_of_another_history_is_contradicted(
    told: dict[str, Told], name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    story, kept = told[name], tmp_path / "kept"
    kept.write_bytes(
        checkpoints.sign(
            keys.signer(), origin=keys.origin_of(str(story.contract_id)), size=story.events - 1, root=b"\x07" * 32
        )
    )

    code, said = report(story.file, capsys, "--head", str(kept))

    assert code == 30
    assert "contradicts" in {verdict["outcome"] for verdict in said["verdicts"]}


def test_a_receipt_of_the_other_contract_is_not_taken_for_agreement(told: dict[str, Told], tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.write_bytes(record.receipt(told["disputed"].contract_id, 1))

    assert verify(told["accepted"].file, "--head", str(kept)) != 0


def test_what_is_no_dossier_is_called_so(tmp_path: Path) -> None:
    text, archive = tmp_path / "notes.txt", tmp_path / "photos.zip"
    text.write_text("not a dossier")
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("photo.jpg", b"...")

    assert [verify(path) for path in (text, archive, tmp_path / "missing.zip")] == [50, 50, 50]


@pytest.mark.parametrize("language", ["en", "es", "pt"])
def test_the_report_is_read_in_the_readers_language(
    told: dict[str, Told], language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()

    assert verify(told["accepted"].file, "--language", language) == 0

    assert len(capsys.readouterr().out.splitlines()) > 5


def test_the_story_tells_itself_without_a_contact_behind_the_closed_gate(told: dict[str, Told]) -> None:
    events = record.events(told["accepted"].contract_id)
    opened = next(one.seq for one in events if one.kind == "conversation.gate-opened.1")
    before = " ".join(text for one in events if one.seq < opened for _part, text in one.event.texts())

    assert "barrovivo punto co" not in before
    assert any(one.kind == "moderation.text-refused.1" for one in events if one.seq < opened)
