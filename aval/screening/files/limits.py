"""How much of a file is read, and what reading it may cost."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What is past them could not be checked, and a person looks."""

    seconds: float = 300
    """Until the process is ended, whatever it does."""
    cpu_seconds: int = 120
    memory_bytes: int = 2_400 * 1024 * 1024
    """Of address space; reading a picture's text takes most of it."""
    bytes_max: int = 110 * 1024 * 1024
    """Of the file as it came."""
    member_bytes: int = 40 * 1024 * 1024
    """Of one file inside an archive, unpacked."""
    unpacked_bytes: int = 150 * 1024 * 1024
    """Of everything unpacked, at any depth."""
    ratio: int = 150
    """How many times larger than packed a member of more than 1 MB may be."""
    members: int = 500
    depth: int = 3
    """Archives within archives; a document counts as one."""
    characters: int = 1_000_000
    pages: int = 200
    frames: int = 12
    """Of an animation, or pages of a TIFF."""
    pixels: int = 50_000_000
    """Of a picture that has to be unpacked whole; a JPEG is unpacked smaller and may have four times as many."""
    readings: int = 120
    """How many pictures, pages or parts of large ones are read for text; the most costly thing there is."""
    findings: int = 12
    """After these, nothing more is looked for."""
