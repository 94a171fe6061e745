"""Small archives for tests, honest and otherwise."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

CHAT = "13/5/24, 10:00 - Ana: hola\n13/5/24, 10:01 - Ana: IMG-20240513-WA0001.jpg (file attached)\n13/5/24, 10:02 - Luis: falta.pdf (file attached)\n"


def zip_of(files: dict[str, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip with these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def chat_zip(chat: str = CHAT) -> bytes:
    """A WhatsApp zip with one of its two announced files, and one that nobody announced."""
    return zip_of({"_chat.txt": chat, "IMG-20240513-WA0001.jpg": b"\xff\xd8picture", "stray.txt": "x"})


def raw_zip(entries: list[tuple[bytes, bytes, int, int]], *, flags: int = 0, shared: bool = False) -> bytes:
    """A hand-made zip: (name, stored content, declared size, external attributes) for each file.

    ``shared`` lets all directory records point to the first file's data, as zip bombs do.
    """
    body, records, first = b"", [], None
    for name, content, size, mode in entries:
        place = len(body)
        local = struct.pack(
            "<4s5H3L2H", b"PK\x03\x04", 20, flags, 0, 0, 0, zlib.crc32(content), len(content), size, len(name), 0
        )
        first = place if first is None else first
        if not shared or place == 0:
            body += local + name + content
        records.append(
            struct.pack(
                "<4s6H3L5H2L", b"PK\x01\x02", 0x0314, 20, flags, 0, 0, 0, zlib.crc32(content), len(content), size, len(name), 0, 0, 0, 0,
                mode, first if shared else place,
            ) + name
        )  # fmt: skip
    directory = b"".join(records)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, len(records), len(records), len(directory), len(body), 0)
    return body + directory + end
