"""Keeping files: whole, in pieces, and not at all."""

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.db import DatabaseError, connection, transaction

from aval.files import actions as files
from aval.files import queries, storage
from aval.files.models import Attachment, StoredFile, Upload
from aval.files.naming import clean_name, media_of
from tests import make

pytestmark = pytest.mark.django_db

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40


def bytes_on_disk() -> list[Path]:
    return [path for path in Path(site.FILES_ROOT).rglob("*") if path.is_file()]


def test_bytes_are_kept_under_their_hash() -> None:
    person = make.client()

    kept = files.upload(make.act(person), stream=io.BytesIO(PNG), name="plan.png")

    assert kept.sha256 == hashlib.sha256(PNG).hexdigest()
    assert (kept.name, kept.size, kept.media, kept.kept_by_id) == ("plan.png", len(PNG), "image/png", person.id)
    with queries.open_file(kept.sha256) as stored:
        assert stored.read() == PNG
    assert bytes_on_disk() == [storage.path_of(kept.sha256)]


def test_the_same_bytes_are_kept_once_under_two_names() -> None:
    first, second = make.uploaded(make.client(), name="a.txt"), make.uploaded(make.client(), name="b.txt")

    assert first.sha256 == second.sha256
    assert StoredFile.objects.count() == 1
    assert len(bytes_on_disk()) == 1


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(files.FileIsEmpty):
        files.upload(make.act(make.client()), stream=io.BytesIO(b""), name="empty.txt")

    assert not StoredFile.objects.exists()
    assert not bytes_on_disk()


def test_a_file_past_the_limit_is_refused_and_leaves_nothing(settings: Any) -> None:
    settings.FILE_BYTES_MAX = 1_000

    with pytest.raises(files.FileIsTooLarge) as caught:
        files.upload(make.act(make.client()), stream=io.BytesIO(b"a" * 1_001), name="large.txt")

    assert "1000" in str(caught.value.sentence)
    assert not Attachment.objects.exists()
    assert not bytes_on_disk()


def test_a_connection_that_breaks_leaves_nothing() -> None:
    class Broken:
        def __init__(self) -> None:
            self.given = 0

        def read(self, _size: int = -1, /) -> bytes:
            self.given += 1
            if self.given > 2:
                raise OSError("gone")
            return b"a" * 1_000

    with pytest.raises(OSError, match="gone"):
        files.upload(make.act(make.client()), stream=Broken(), name="half.txt")

    assert not Attachment.objects.exists()
    assert not bytes_on_disk()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("plan.pdf", "plan.pdf"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("C:\\Users\\ana\\Desktop\\plan.pdf", "plan.pdf"),
        ("/", "file"),
        ("..", "file"),
        ("", "file"),
        ("\x00\x1f", "file"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ('a"b\r\nSet-Cookie: x.txt', "abSet-Cookie x.txt"),
        ("a" * 300 + ".pdf", "a" * 146 + ".pdf"),
        ("  plano   da  casa.pdf ", "plano da casa.pdf"),
        (".htaccess", "htaccess"),
    ],
)
def test_a_name_is_made_harmless(given: str, kept: str) -> None:
    assert clean_name(given) == kept
    assert make.uploaded(make.client(), name=given).name == kept


@pytest.mark.parametrize(
    ("body", "name", "media"),
    [
        (PNG, "a.txt", "image/png"),
        (b"<html><script>", "a.png", "application/octet-stream"),
        (b"<svg onload=alert(1)>", "a.svg", "image/svg+xml"),
        (b"hello", "a.txt", "text/plain"),
        (b"PK\x03\x04...", "a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (b"%PDF-1.7", "a.bin", "application/pdf"),
        (b"\x00\x01", "noending", "application/octet-stream"),
    ],
)
def test_the_bytes_say_what_a_file_is(body: bytes, name: str, media: str) -> None:
    assert media_of(body, name) == media


def test_a_file_in_pieces_can_be_taken_up_again() -> None:
    person = make.client()
    coming = files.begin_upload(make.act(person), name="plan.png", size=len(PNG))

    files.continue_upload(make.act(person), upload_id=coming.id, offset=0, pieces=[PNG[:10]])
    with pytest.raises(files.FileIsIncomplete):
        files.continue_upload(make.act(person), upload_id=coming.id, offset=0, pieces=[PNG[:10]])
    stands_at = queries.own_upload(coming.id, person.id).received
    done = files.continue_upload(make.act(person), upload_id=coming.id, offset=stands_at, pieces=[PNG[10:]])

    assert stands_at == 10
    assert done.attachment is not None
    with queries.open_file(done.attachment.sha256) as stored:
        assert stored.read() == PNG
    assert len(bytes_on_disk()) == 1


def test_more_than_announced_is_refused() -> None:
    person = make.client()
    coming = files.begin_upload(make.act(person), name="plan.png", size=10)

    with pytest.raises(files.FileIsTooLarge):
        files.continue_upload(make.act(person), upload_id=coming.id, offset=0, pieces=[b"a" * 11])

    assert Upload.objects.get().received == 0
    assert not Attachment.objects.exists()


def test_announcing_nothing_or_too_much_is_refused(settings: Any) -> None:
    settings.FILE_BYTES_MAX = 1_000

    with pytest.raises(files.FileIsEmpty):
        files.begin_upload(make.act(make.client()), name="a.txt", size=0)
    with pytest.raises(files.FileIsTooLarge):
        files.begin_upload(make.act(make.client()), name="a.txt", size=2 * 1024**3)

    assert not Upload.objects.exists()


def test_a_stranger_reaches_no_upload_of_another() -> None:
    person, stranger = make.client(), make.stranger()
    coming = files.begin_upload(make.act(person), name="plan.png", size=10)
    kept = make.uploaded(person)

    with pytest.raises(Upload.DoesNotExist):
        files.continue_upload(make.act(stranger), upload_id=coming.id, offset=0, pieces=iter_of(b"a"))
    with pytest.raises(Upload.DoesNotExist):
        queries.own_upload(coming.id, stranger.id)
    with pytest.raises(Attachment.DoesNotExist):
        queries.own(kept.id, stranger.id)

    assert Upload.objects.get().received == 0


def iter_of(*pieces: bytes) -> Iterator[bytes]:
    yield from pieces


@pytest.mark.parametrize(
    "statement", ["UPDATE files_storedfile SET media = 'text/html'", "UPDATE files_attachment SET name = 'other'"]
)
def test_the_database_refuses_to_change_a_kept_file(statement: str) -> None:
    make.uploaded(make.client(), name="plan.txt")

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert Attachment.objects.get().name == "plan.txt"
