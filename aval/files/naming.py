"""What a file may be called here, and what its first bytes say it is. No file is ever written under a given name."""

import mimetypes
import unicodedata
from pathlib import PurePosixPath

NAME_LENGTH_MAX = 150
SNIFF_BYTES = 512

# First bytes of formats that matter to people (each by its own specification); what is unknown stays unknown.
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"PK\x05\x06", "application/zip"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"\x1f\x8b", "application/gzip"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"fLaC", "audio/flac"),
)
_ZIPPED = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".epub": "application/epub+zip",
}
UNKNOWN = "application/octet-stream"


def clean_name(name: str) -> str:
    """Return a name that is safe to show and to send back: no folders, controls or direction marks, at most 150 long.

    The ending survives shortening, because people choose programs by it.
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C" and letter not in '"<>|:*?')
    plain = " ".join(plain.split()).strip(". ")
    if not plain:
        return "file"
    ending = PurePosixPath(plain).suffix[:20]
    return plain if len(plain) <= NAME_LENGTH_MAX else plain[: NAME_LENGTH_MAX - len(ending)].rstrip() + ending


def media_of(first_bytes: bytes, name: str) -> str:
    """Return the media type that the bytes show; the name only refines what the bytes allow.

    A picture is only ever called one if its bytes say so: the pages show pictures in place.
    """
    ending = PurePosixPath(name).suffix.lower()
    if first_bytes[:4] == b"RIFF" and first_bytes[8:12] == b"WEBP":
        return "image/webp"
    if first_bytes[4:8] == b"ftyp":
        return "audio/mp4" if ending in {".m4a", ".aac"} else "video/mp4"
    for magic, media in _MAGIC:
        if first_bytes.startswith(magic):
            return _ZIPPED.get(ending, media) if media == "application/zip" else media
    guessed, _encoding = mimetypes.guess_type(f"x{ending}")
    if guessed and guessed.startswith("image/") and guessed != "image/svg+xml":
        return UNKNOWN
    return (guessed or UNKNOWN)[:100]
