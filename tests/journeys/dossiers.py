"""Checking a dossier as its holder would, and damaging it as somebody with an interest would."""

import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from aval.cli.main import main

BROKEN = 40


def verify(dossier: Path) -> subprocess.CompletedProcess[str]:
    """Run ``aval verify`` in a process that is given nothing but the file: no settings, no database."""
    return subprocess.run(
        [sys.executable, "-m", "aval.cli.main", "verify", str(dossier)],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": ""},
    )


def judge(dossier: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Return the command's exit code and what it said, without a process for each."""
    capsys.readouterr()
    code = main(["verify", str(dossier)])
    return code, capsys.readouterr().out


def damaged(dossier: Path, to: Path) -> Iterator[tuple[str, Path]]:
    """Change one bit of the dossier at a time: in the first and the last byte of each file in it, and in seven between.

    :return: the damaged file's name and the damaged dossier, which the next round overwrites
    """
    whole = dossier.read_bytes()
    with zipfile.ZipFile(dossier) as archive:
        members = [(one.filename, *_place(whole, one)) for one in archive.infolist() if one.file_size]
    for name, start, size in members:
        for offset in sorted({(size - 1) * step // 8 for step in range(9)}):
            yield name.split("/", 1)[1], _flipped(whole, start + offset, to)


def damaged_container(dossier: Path, to: Path) -> Iterator[tuple[int, Path]]:
    """Change the archive around the files: headers, names, directory, end; one bit at a time."""
    whole = dossier.read_bytes()
    with zipfile.ZipFile(dossier) as archive:
        first, directory = archive.infolist()[0], archive.start_dir
    name = first.header_offset + 30
    for place in (
        0,
        14,
        18,
        name,
        name + 5,
        directory,
        directory + 16,
        directory + 46,
        len(whole) - 22,
        len(whole) - 2,
    ):
        yield place, _flipped(whole, place, to)


def _place(whole: bytes, member: zipfile.ZipInfo) -> tuple[int, int]:
    """Return where a member's bytes lie in the archive: after a header of 30 bytes, its name and its extra field."""
    header = member.header_offset
    name, extra = (int.from_bytes(whole[header + at : header + at + 2], "little") for at in (26, 28))
    return header + 30 + name + extra, member.compress_size


def _flipped(whole: bytes, place: int, to: Path) -> Path:
    changed = bytearray(whole)
    changed[place] ^= 1
    to.write_bytes(changed)
    return to
