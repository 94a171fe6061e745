"""Tar archives, as Skype and Teams make them: plain files only, under the same limits as zips."""

from __future__ import annotations

import io
import tarfile
from functools import partial
from typing import BinaryIO

from aval.channels.container import Container, Damage, Member, check_name, printable, stored_chunks
from aval.channels.limits import Limits
from aval.channels.refusals import BadArchive


def read_tar(file: BinaryIO, name: str, limits: Limits) -> Container:
    """List the members of an unpacked tar.

    :raises BadArchive: link, bad-name, duplicate, too-many, too-large, too-deep, unreadable
    """
    length = file.seek(0, io.SEEK_END)
    file.seek(0)
    damage: list[Damage] = []
    members: dict[str, Member] = {}
    total = 0
    for info in _infos(file, limits, damage):
        check_name(info.name.removeprefix("./").rstrip("/") or ".", limits)
        if info.isdir():
            continue
        if not info.isreg() or info.issparse():
            raise BadArchive("link", name=printable(info.name))
        total += info.size
        if total > limits.total or info.size > limits.member:
            raise BadArchive("too-large", limit=limits.total)
        key = info.name.removeprefix("./")
        if key in members:
            raise BadArchive("duplicate", name=printable(key))
        if info.offset_data + info.size > length:
            damage.append(Damage("file-cut", printable(key)))
        size = max(0, min(info.size, length - info.offset_data))
        members[key] = Member(key, size, partial(stored_chunks, file, info.offset_data, size))
    if not members:
        raise BadArchive("unreadable")
    return Container("tar", name, members, damage)


def _infos(file: BinaryIO, limits: Limits, damage: list[Damage]) -> list[tarfile.TarInfo]:
    found: list[tarfile.TarInfo] = []
    try:
        with tarfile.open(fileobj=file, mode="r:") as archive:
            for info in archive:
                found.append(info)
                if len(found) > limits.members:
                    raise BadArchive("too-many", limit=limits.members)
    except (tarfile.TarError, EOFError, ValueError, UnicodeError, OverflowError) as error:
        damage.append(Damage("archive-cut", type(error).__name__))
    return found
