"""Check a dossier: whether the record in it is whole, unchanged and signed. Needs Python 3.9 or later, nothing else.

    python3 verify.py DOSSIER.zip [--head FILE]... [--key VKEY]... [--language es|pt|en] [--json]

DOSSIER is the file as it was received, or the folder that it was unpacked into (the folder above this file, if none is
given). ``--head`` takes a checkpoint or a receipt that you kept: the log in the dossier must agree with it. ``--key``
takes the site's verifier key as you know it from elsewhere: the dossier must be signed by it. No network is used.

Exit codes: 0 good, 10 good but weaker, 20 incomplete, 30 contradicts a head you hold, 40 invalid, 50 not a dossier,
2 the command line was wrong. A dossier brings its own copy of this program; someone who distrusts the sender takes the
program from elsewhere. What each check means is described in docs/record.md of Aval's source.
"""

# This one file is a program, a library and the definition of the format for the writer beside it. It stays in one piece
# and within Python 3.9 because it travels inside every dossier and has to run wherever that is opened.
from __future__ import annotations

import argparse
import base64
import binascii
import hmac
import io
import json
import os
import re
import stat
import struct
import sys
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache, partial
from hashlib import sha256, sha512
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, Protocol

# ----------------------------------------------------------------------------------------------------- the format

VERSION = "1"
ENVELOPE_VERSION = 1
ENVELOPE_MAX = 16 * 1024
OPENING_MAX = 1024 * 1024
INLINE_MAX = 64 * 1024
HEADS_MAX = 1000
SITE_LINES_MAX = 1000
MEMBERS_MAX = 100_000
SMALL_MAX = 1024 * 1024
INTEGER_MAX = 2**53 - 1
DEPTH_MAX = 32
SIGNATURES_MAX = 64
PATH_MAX = 63
HASH_SIZE, KEY_SIZE, KEY_ID_SIZE, SIGNATURE_SIZE = 32, 32, 4, 64

BAGIT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
BAG_INFO = (
    "Aval-Dossier-Version",
    "External-Identifier",
    "Aval-Log-Size",
    "Aval-Disclosure",
    "Bag-Software-Agent",
    "Bagging-Date",
    "Payload-Oxum",
)
MANIFEST, TAG_MANIFEST, SEAL = "manifest-sha256.txt", "tagmanifest-sha256.txt", "proofs/dossier.seal"
EVENTS, OPENINGS, LOADFILE, PAGE = (
    "data/events.jsonl",
    "data/openings.jsonl",
    "data/loadfile.csv",
    "data/START-HERE.html",
)
CHECKPOINT, HEADS, KEYS, POLICY = "proofs/contract.checkpoint", "proofs/heads.jsonl", "trust/keys", "trust/policy"
SITE_HEAD, SITE, SITE_POLICY = "proofs/site.checkpoint", "proofs/site.jsonl", "trust/site-policy"
AUTHORITIES = "trust/authorities.pem"
ROOT, KEY_STATEMENT = "trust/root", "trust/key-statement"
FILES = (
    "bag-info.txt",
    "bagit.txt",
    PAGE,
    EVENTS,
    LOADFILE,
    OPENINGS,
    MANIFEST,
    CHECKPOINT,
    SEAL,
    HEADS,
    TAG_MANIFEST,
    KEYS,
    POLICY,
    "verify/BY-HAND.md",
    "verify/verify.html",
    "verify/verify.py",
)
SITE_FILES = (SITE_HEAD, SITE, SITE_POLICY)
ROOT_FILES = (ROOT, KEY_STATEMENT)
STAMP = re.compile(r"proofs/stamps/([0-9]{8,16})\.(tsr|ots)")
PAYLOAD = re.compile(r"data/payloads/([0-9]{8,16})-([a-z0-9][a-z0-9._-]{0,63})\.[a-z0-9]{1,8}")
ORIGIN = re.compile(r"[a-z0-9.-]+(?::[0-9]{1,5})?(?:/[a-z0-9_-][a-z0-9._-]{0,63})+")
SEAL_TITLE = "Aval dossier v1"
KEYS_TITLE = "Aval keys v1"
COMMIT_TAG = b"aval/commit/v1\x00"
SITE_LABEL_TAG, SITE_HEAD_TAG = b"aval/site/label/v1\x00", b"aval/site/head/v1\x00"
FACTS = "facts"
STATEMENT = "statement"
ERASURE_KIND = "record.erasure-executed.1"
KEY_KIND = "record.key-bound.1"
WEIGHTY_KINDS = frozenset({
    "contracts.version-signed.1", "contracts.delivery-accepted.1", "contracts.refund-consented.1",
    "cases.offer-made.1", "cases.offer-accepted.1",
})  # fmt: skip
LOADFILE_COLUMNS = (
    "seq", "at", "event", "actor", "role", "via", "part", "class", "state", "name", "type", "path", "sha256",
)  # fmt: skip


def folder_of(origin: str) -> str:
    """Return the name of the one folder in the archive: it follows from the log's origin."""
    return "dossier-" + origin.rpartition("/")[2]


def seal_text(origin: str, tag_manifest: bytes) -> bytes:
    """Return what the site signs to seal a dossier: the digest of the manifest over everything else."""
    return f"{SEAL_TITLE}\n{origin}\n{sha256(tag_manifest).hexdigest()}\n".encode()


def loadfile_row(cells: Iterable[str]) -> bytes:
    """Return one line of the table for review tools (RFC 4180); the cells hold no quotes but doubled ones."""
    return ('"' + '","'.join(cells) + '"\r\n').encode()


def loadfile_cells(
    event: tuple[int, str, str, str, str, str],
    part: tuple[str, str] = ("", ""),
    state: str = "",
    opening: tuple[str, str, str, str] = ("", "", "", ""),
) -> tuple[str, ...]:
    """Return the cells of the table for one part of an event, or for an event without parts.

    :param event: position, time, kind; the actor's pseudonym, role and way in
    :param part: name and media class
    :param state: open, erased or withheld
    :param opening: real name, media type, path and SHA-256 of an open part
    """
    name, media_type, path, digest = opening
    return (str(event[0]), *event[1:], *part, state, _cell(name), _cell(media_type), path, digest)


def hidden_cells(seq: int, count: int = 1) -> tuple[str, ...]:
    """Return the cells of the table for so many events in a row that are not disclosed."""
    return (str(seq) if count == 1 else f"{seq}-{seq + count - 1}", *[""] * 7, "withheld", *[""] * 4)


def run_levels(seq: int, count: int) -> list[int]:
    """Return by which complete subtrees (RFC 6962) so many leaves from a position on are covered: their heights."""
    levels = []
    while count:
        level = count.bit_length() - 1
        if seq:
            level = min(level, (seq & -seq).bit_length() - 1)
        levels.append(level)
        seq, count = seq + (1 << level), count - (1 << level)
    return levels


def _cell(text: str) -> str:
    if not text:
        return text
    # A row is one line; and a spreadsheet takes a cell that begins like this for a formula. Names come from strangers.
    text = _CONTROL.sub(" ", text).replace('"', '""')
    return "'" + text if text.startswith(("=", "+", "-", "@")) else text


_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
LOADFILE_HEAD = "\ufeff".encode() + loadfile_row(LOADFILE_COLUMNS)


# ------------------------------------------------------------------------------------------------------- the archive
# A dossier's zip holds stored (uncompressed) members in the order of their names, with fixed times and attributes.
# Every byte of it that is not content follows from the names and contents, so that a reader can compare instead of
# interpret: what zip leaves open (comments, extra fields, two directories that disagree) has no room here.

LOCAL, CENTRAL, END, END64, LOCATOR64 = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_CENTRAL = struct.Struct("<4sHHHHHHIIIHHHHHII")
_END = struct.Struct("<4sHHHHIIH")
_ZIP_VERSION, _ZIP_MADE_BY, _ZIP_DATE, _ZIP_MODE = 20, 0x0314, 0x0021, 0o100644 << 16  # Unix, 1980-01-01, -rw-r--r--
_MAX16, _MAX32 = 0xFFFF, 0xFFFFFFFF
MEMBER_MAX = _MAX32 - 1
_CHUNK = 256 * 1024


def local_header(name: bytes, crc: int, size: int) -> bytes:
    """Return the header in front of a member's bytes."""
    return _LOCAL.pack(LOCAL, _ZIP_VERSION, 0, 0, 0, _ZIP_DATE, crc, size, size, len(name), 0) + name


def central_header(name: bytes, crc: int, size: int, offset: int) -> bytes:
    """Return a member's entry in the directory at the archive's end."""
    extra = struct.pack("<HHQ", 1, 8, offset) if offset >= _MAX32 else b""
    sizes = crc, size, size, len(name), len(extra)
    fields = CENTRAL, _ZIP_MADE_BY, _ZIP_VERSION, 0, 0, 0, _ZIP_DATE, *sizes, 0, 0, 0, _ZIP_MODE, min(offset, _MAX32)
    return _CENTRAL.pack(*fields) + name + extra


def end_records(count: int, size: int, offset: int) -> bytes:
    """Return what follows the directory of ``count`` members and ``size`` bytes that begins at ``offset``."""
    large = b""
    if count >= _MAX16 or size >= _MAX32 or offset >= _MAX32:
        large = struct.pack(
            "<4sQHHIIQQQQ", END64, 44, _ZIP_MADE_BY, 45, 0, 0, count, count, size, offset
        ) + struct.pack("<4sIQI", LOCATOR64, 0, offset + size, 1)
    short = min(count, _MAX16)
    return large + _END.pack(END, 0, 0, short, short, min(size, _MAX32), min(offset, _MAX32), 0)


# ------------------------------------------------------------------------------------------------------ the findings

GOOD, NOTE, WEAKER, INCOMPLETE, CONTRADICTS, INVALID, FOREIGN = (
    "good", "note", "weaker", "incomplete", "contradicts", "invalid", "not-a-dossier",
)  # fmt: skip
UNCHECKED = "unchecked"
EXIT_CODES = {
    UNCHECKED: 0, GOOD: 0, NOTE: 0, WEAKER: 10, INCOMPLETE: 20, CONTRADICTS: 30, INVALID: 40, FOREIGN: 50,
}  # fmt: skip
PROPERTIES = (
    "container", "bag", "seal", "key", "signature", "policy", "form", "chain", "tree", "disclosure", "openings",
    "erasures", "types", "table", "heads", "site", "vouching", "witnesses", "time", "held", "personal",
)  # fmt: skip
FINDINGS_MAX = 20
_SHOWN_MAX = 300


@dataclass(frozen=True)
class Finding:
    """One thing that was seen: what (a code with values, see ``SENTENCES``), where, and how it counts."""

    outcome: str
    code: str
    where: str = ""
    values: dict[str, str | int] = field(default_factory=dict)

    def sentence(self, language: str = "en") -> str:
        """Say it in a language: es, pt or en."""
        said = SENTENCES[self.code][LANGUAGES.index(language)].format(**self.values)
        return f"{self.where}: {said}" if self.where else said


@dataclass(frozen=True)
class Verdict:
    """What holds for one property of the dossier: the worst of what was found about it."""

    property: str
    outcome: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Report:
    """The verdicts on a dossier, property by property."""

    path: str
    log: str
    size: int | None
    root: str
    fingerprints: tuple[str, ...]
    verdicts: tuple[Verdict, ...]

    @property
    def exit_code(self) -> int:
        """0 good, 10 good but weaker, 20 incomplete, 30 contradicts a head you hold, 40 invalid, 50 not a dossier."""
        return max(EXIT_CODES[verdict.outcome] for verdict in self.verdicts)

    def as_json(self) -> str:
        """Return the report as JSON, with English sentences."""
        return json.dumps(
            {
                "dossier": self.path,
                "log": self.log,
                "size": self.size,
                "root": self.root,
                "keys": list(self.fingerprints),
                "exit_code": self.exit_code,
                "verdict": WORDS["en"][f"exit{self.exit_code}"],
                "verdicts": [
                    {
                        "property": verdict.property,
                        "outcome": verdict.outcome,
                        "findings": [
                            {
                                "outcome": finding.outcome,
                                "code": finding.code,
                                "where": finding.where,
                                "values": finding.values,
                                "sentence": finding.sentence(),
                            }
                            for finding in verdict.findings
                        ],
                    }
                    for verdict in self.verdicts
                ],
                "not_proved": [sentences[LANGUAGES.index("en")] for sentences in NOT_PROVED],
            },
            indent=2,
        )

    def as_text(self, language: str = "en") -> str:
        """Return the report as plain sentences in es, pt or en."""
        words = WORDS[language]
        size = "?" if self.size is None else str(self.size)
        lines = [
            f"{words['dossier']} {_plain(self.path)}",
            f"{words['log']} {self.log or '?'}, {size} {words['events']}",
            "",
        ]
        lines += [f"{words['verdict']}: {words[f'exit{self.exit_code}']}", ""]
        for verdict in self.verdicts:
            if verdict.outcome == UNCHECKED:
                continue
            lines.append(f"[{words[verdict.outcome]}] {words[verdict.property]}")
            lines += [f"    {finding.sentence(language)}" for finding in verdict.findings]
        if self.fingerprints:
            lines += ["", words["compare"], *(f"    {fingerprint}" for fingerprint in self.fingerprints)]
        if self.exit_code < EXIT_CODES[FOREIGN]:
            lines += ["", words["not_proved"]]
            lines += [f"  - {sentences[LANGUAGES.index(language)]}" for sentences in NOT_PROVED]
        return "\n".join(lines) + "\n"


class _Stop(Exception):
    """What was found makes it pointless to look further."""


class _Book:
    """Where the checks write down what they find."""

    def __init__(self) -> None:
        self.log = ""
        self.size: int | None = None
        self.root = ""
        self.keys: list[_Key] = []
        self.signed: list[tuple[str, int, list[_Key]]] = []
        """Which of the site's keys signed the contract's heads: the file, the head's size, the keys."""
        self.sealed: list[_Key] = []
        self._findings: dict[str, list[Finding]] = {}
        self._more: dict[str, list[str]] = {}

    def add(self, prop: str, outcome: str, code: str, where: str = "", **values: str | int) -> None:
        found = self._findings.setdefault(prop, [])
        if len(found) >= FINDINGS_MAX:
            self._more.setdefault(prop, []).append(outcome)
            return
        safe = {name: _plain(value) if isinstance(value, str) else value for name, value in values.items()}
        found.append(Finding(outcome, code, _plain(where), safe))

    def stop(self, prop: str, outcome: str, code: str, where: str = "", **values: str | int) -> _Stop:
        self.add(prop, outcome, code, where, **values)
        return _Stop()

    def failed(self, *props: str) -> bool:
        return any(
            EXIT_CODES[finding.outcome] >= EXIT_CODES[INCOMPLETE]
            for p in props
            for finding in self._findings.get(p, ())
        )

    def verdicts(self) -> Iterator[Verdict]:
        for prop in PROPERTIES:
            found = self._findings.get(prop, [])
            if more := self._more.get(prop):
                found = [*found, Finding(max(more, key=_rank), "more", "", {"count": len(more)})]
            outcome = max((finding.outcome for finding in found), key=_rank, default=UNCHECKED)
            yield Verdict(prop, outcome, tuple(found))


def _rank(outcome: str) -> tuple[int, bool]:
    return EXIT_CODES[outcome], outcome == NOTE


def _plain(text: str) -> str:
    """Make text from a stranger's file fit for a terminal: one short line, no control or invisible characters."""
    shown = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text[:_SHOWN_MAX])
    return shown if len(text) <= _SHOWN_MAX else shown + "…"


# --------------------------------------------------------------------------------------------------------- Ed25519
# RFC 8032 section 5.1.7, without cofactor, and stricter where libraries differ: only canonical encodings, no key of
# small order. Speed comes from each point's multiples, kept; nothing here is secret, so timing does not matter.

_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
_D2 = 2 * _D % _P
_I = pow(2, (_P - 1) // 4, _P)
_Point = tuple[int, int, int, int]
_ZERO: _Point = (0, 1, 1, 0)
_WINDOW = 4
_MASK = (1 << _WINDOW) - 1


def ed25519_verify(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Tell whether the signature is this key's over the message."""
    if len(public_key) != KEY_SIZE or len(signature) != SIGNATURE_SIZE:  # RFC 8032's sizes
        return False
    of_key = _of_key(public_key)
    s = int.from_bytes(signature[32:], "little")
    if of_key is None or s >= _L:
        return False
    h = int.from_bytes(sha512(signature[:32] + public_key + message).digest(), "little") % _L
    return _compress(_combine(s, _of_base(), h, of_key)) == signature[:32]


def _decompress(encoded: bytes) -> _Point | None:
    y = int.from_bytes(encoded, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if y >= _P:
        return None
    u, v = (y * y - 1) % _P, (_D * y * y + 1) % _P
    x = u * v**3 * pow(u * v**7 % _P, (_P - 5) // 8, _P) % _P
    if v * x * x % _P == -u % _P:
        x = x * _I % _P
    if v * x * x % _P != u or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = _P - x
    return x, y, 1, x * y % _P


def _compress(point: _Point) -> bytes:
    inverse = pow(point[2], _P - 2, _P)
    x, y = point[0] * inverse % _P, point[1] * inverse % _P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _is_zero(point: _Point) -> bool:
    return point[0] % _P == 0 and (point[1] - point[2]) % _P == 0


def _add(p: _Point, q: _Point) -> _Point:
    a = (p[1] - p[0]) * (q[1] - q[0]) % _P
    b = (p[1] + p[0]) * (q[1] + q[0]) % _P
    c = p[3] * _D2 * q[3] % _P
    d = 2 * p[2] * q[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _double(p: _Point) -> _Point:
    a, b = p[0] * p[0] % _P, p[1] * p[1] % _P
    c = 2 * p[2] * p[2]
    h = a + b
    e = h - (p[0] + p[1]) ** 2
    g = a - b
    f = (c + g) % _P
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _table(point: _Point) -> list[_Point]:
    table = [_ZERO, point]
    while len(table) < 1 << _WINDOW:
        table.append(_add(table[-1], point))
    return table


def _rows(point: _Point) -> list[list[_Point]]:
    """Return a point's multiples by each digit at each place: whatever is multiplied with it later is a sum."""
    rows = []
    for _ in range(256 // _WINDOW):
        rows.append(_table(point))
        for _ in range(_WINDOW):
            point = _double(point)
    return rows


@lru_cache(maxsize=1)
def _of_base() -> list[list[_Point]]:
    base = _decompress((4 * pow(5, _P - 2, _P) % _P).to_bytes(32, "little"))
    assert base is not None
    return _rows(base)


@lru_cache(maxsize=8)
def _of_key(public_key: bytes) -> list[list[_Point]] | None:
    """Return the multiples of the key's negative; None if it is no key. One key signs all heads of a dossier."""
    key = _decompress(public_key)
    if key is None or _is_zero(_double(_double(_double(key)))):
        return None
    x, y, z, t = key
    return _rows((-x % _P, y, z, -t % _P))


def _combine(s: int, of_base: list[list[_Point]], h: int, of_key: list[list[_Point]]) -> _Point:
    point = _ZERO
    for base, key in zip(of_base, of_key):  # noqa: B905  # strict= is Python 3.10's
        point = _add(_add(point, base[s & _MASK]), key[h & _MASK])
        s, h = s >> _WINDOW, h >> _WINDOW
    return point


# ----------------------------------------------------------------------------------------------- ECDSA over P-256
# FIPS 186-5 section 6.4.2 with SHA-256, the signature in DER (RFC 3279) with no freedom in its spelling. Nothing here
# is secret either.

_P256 = 2**256 - 2**224 + 2**192 + 2**96 - 1
_N256 = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_B256 = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
_G256 = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
    1,
)
_Jacobian = tuple[int, int, int]


def p256_verify(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Tell whether a DER signature is this key's over the message; the key is an uncompressed point of 65 bytes."""
    pair = _parse_der(signature)
    if pair is None or len(public_key) != 65 or public_key[0] != 4:  # noqa: PLR2004  # the form of SEC 1
        return False
    x, y = int.from_bytes(public_key[1:33], "big"), int.from_bytes(public_key[33:], "big")
    if x >= _P256 or y >= _P256 or (y * y - x * x * x + 3 * x - _B256) % _P256:
        return False
    r, s = pair
    if not (0 < r < _N256 and 0 < s < _N256):
        return False
    w = pow(s, _N256 - 2, _N256)
    digest = int.from_bytes(sha256(message).digest(), "big")
    point = _combine256(digest * w % _N256, r * w % _N256, (x, y, 1))
    if not point[2]:
        return False
    return point[0] * pow(point[2], 2 * (_P256 - 2), _P256) % _P256 % _N256 == r


def _parse_der(signature: bytes) -> tuple[int, int] | None:
    """Take r and s out of their one DER spelling."""
    if len(signature) > 72 or signature[:1] != b"\x30" or signature[1:2] != bytes([len(signature) - 2]):  # noqa: PLR2004
        return None
    rest, found = signature[2:], []
    for _ in range(2):
        size = rest[1] if len(rest) > 1 else 0
        number, tag, rest = rest[2 : 2 + size], rest[:1], rest[2 + size :]
        if tag != b"\x02" or not number or len(number) != size or number[0] & 0x80:
            return None
        if len(number) > 1 and number[0] == 0 and not number[1] & 0x80:
            return None
        found.append(int.from_bytes(number, "big"))
    return None if rest else (found[0], found[1])


def _combine256(u: int, v: int, key: _Jacobian) -> _Jacobian:
    """Return u times the base point plus v times the key."""
    both = _add256(_G256, key)
    choices = (None, _G256, key, both)
    point: _Jacobian = (1, 1, 0)
    for place in range(255, -1, -1):
        point = _double256(point)
        chosen = choices[(u >> place & 1) | (v >> place & 1) << 1]
        if chosen is not None:
            point = _add256(point, chosen)
    return point


def _double256(point: _Jacobian) -> _Jacobian:
    x, y, z = point
    if not z or not y:
        return 1, 1, 0
    square = y * y % _P256
    slope = 3 * (x - z * z) * (x + z * z) % _P256
    s = 4 * x * square % _P256
    new = (slope * slope - 2 * s) % _P256
    return new, (slope * (s - new) - 8 * square * square) % _P256, 2 * y * z % _P256


def _add256(p: _Jacobian, q: _Jacobian) -> _Jacobian:
    if not p[2]:
        return q
    if not q[2]:
        return p
    zz, ww = p[2] * p[2] % _P256, q[2] * q[2] % _P256
    u, v = p[0] * ww % _P256, q[0] * zz % _P256
    s, t = p[1] * ww * q[2] % _P256, q[1] * zz * p[2] % _P256
    if u == v:
        return _double256(p) if s == t else (1, 1, 0)
    h, r = v - u, t - s
    hh = h * h % _P256
    hhh, uhh = h * hh % _P256, u * hh % _P256
    x = (r * r - hhh - 2 * uhh) % _P256
    return x, (r * (uhh - x) - s * hhh) % _P256, h * p[2] * q[2] % _P256


# --------------------------------------------------------------------------------------- signatures by persons' keys
# A weighty act may carry what the person's own key (a passkey) signed: the intent, which names the act, the log, the
# event that it is about, the words in which the act was put to the person, and the head that the person had seen; and
# the pieces of a WebAuthn assertion over its SHA-256.


class _Intent(NamedTuple):
    """What a person signed."""

    log: str
    kind: str
    about: str
    what: str
    seen_size: int
    seen_root: str


class _BoundKey(NamedTuple):
    """A key that an earlier event says is an actor's."""

    pseudonym: str
    algorithm: str
    public: bytes
    site: str

    @property
    def name(self) -> str:
        """The key in short, for people to compare: four groups of four."""
        digest = sha256(self.public).hexdigest().upper()
        return "-".join(digest[start : start + 4] for start in range(0, 16, 4))


_INTENT_FIELDS = {"about", "at", "log", "nonce", "seen", "type", "v", "what"}
_PROOF_FIELDS = {"authenticator", "client", "signature"}
_USER_PRESENT = 1
_USER_VERIFIED = 4
_ORIGIN_OF_PAGE = re.compile(r"https?://([a-z0-9.-]+)(?::[0-9]{1,5})?")


def _parse_intent(data: bytes) -> _Intent | None:
    try:
        value = _canonical(data)
    except _Malformed:
        return None
    if type(value) is not dict or value.keys() != _INTENT_FIELDS:
        return None
    seen = value["seen"]
    if type(value["v"]) is not int or value["v"] != 1 or type(seen) is not dict or seen.keys() != {"root", "size"}:
        return None
    if not (_fits(ORIGIN, value["log"]) and _fits(_KIND, value["type"]) and _is_moment(value["at"])):
        return None
    if not all(_fits(_HASH, item) for item in (value["about"], value["nonce"], value["what"], seen["root"])):
        return None
    if type(seen["size"]) is not int or not 0 < seen["size"] <= INTEGER_MAX:
        return None
    return _Intent(value["log"], value["type"], value["about"], value["what"], seen["size"], seen["root"])


def assertion_fault(intent: bytes, proof: dict[str, bytes], *, algorithm: str, public_key: bytes, site: str) -> str:
    """Return which piece of a passkey's assertion over an intent is wrong; an empty text if none is.

    :param site: the relying party's id, the domain for which the passkey was made
    """
    client, authenticator = proof.get("client", b""), proof.get("authenticator", b"")
    challenge = base64.urlsafe_b64encode(sha256(intent).digest()).rstrip(b"=")
    begin = b'{"type":"webauthn.get","challenge":"' + challenge + b'","origin":"'
    origin, _, after = client[len(begin) :].partition(b'"')
    page = _ORIGIN_OF_PAGE.fullmatch(origin.decode("latin-1"))
    # WebAuthn section 5.8.1.2: the first four fields are always these, in this order and spelling.
    if not client.startswith(begin) or page is None or not re.match(rb',"crossOrigin":false[,}]', after):
        return "client"
    if page[1] != site and not page[1].endswith("." + site):
        return "client"
    if authenticator[:32] != sha256(site.encode()).digest() or len(authenticator) < 37:  # noqa: PLR2004
        return "authenticator"
    if not authenticator[32] & _USER_PRESENT:
        return "authenticator"
    signed, signature = authenticator + sha256(client).digest(), proof.get("signature", b"")
    check = {"es256": p256_verify, "ed25519": ed25519_verify}.get(algorithm)
    return "" if check is not None and check(public_key, signed, signature) else "signature"


def _bound_key(pseudonym: str, facts: dict[str, Any] | None) -> _BoundKey | None:
    if facts is None or facts.keys() != {"algorithm", "public_key", "rp_id"}:
        return None
    algorithm, public, site = facts["algorithm"], facts["public_key"], facts["rp_id"]
    if not (type(algorithm) is str and type(site) is str and _is_base64(public)):
        return None
    return _BoundKey(pseudonym, algorithm, _unbase64(public), site)


# ------------------------------------------------------------------------------------- keys, notes, heads, receipts


class _Malformed(Exception):
    """The bytes are not what they should be."""


@dataclass(frozen=True)
class _Key:
    """A verifier key (C2SP signed-note, type 01)."""

    name: str
    public: bytes

    @property
    def id(self) -> bytes:
        return sha256(self.name.encode() + b"\n\x01" + self.public).digest()[:KEY_ID_SIZE]

    @property
    def fingerprint(self) -> str:
        return _fingerprint(self.public)


def _fingerprint(public: bytes) -> str:
    digits = sha256(public).hexdigest()
    return " ".join(digits[i : i + 4] for i in range(0, len(digits), 4))


def _parse_vkey(vkey: str) -> _Key:
    name, _, rest = vkey.partition("+")
    key_id, _, encoded = rest.partition("+")
    blob = _unbase64(encoded)
    if not _is_name(name) or len(blob) != 1 + KEY_SIZE or blob[:1] != b"\x01":
        raise _Malformed
    key = _Key(name, blob[1:])
    if key.id.hex() != key_id:
        raise _Malformed
    return key


def _is_name(name: str) -> bool:
    return bool(name) and "+" not in name and not any(c.isspace() for c in name)


def _unbase64(encoded: str) -> bytes:
    try:
        data = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise _Malformed from None
    if base64.b64encode(data).decode() != encoded:
        raise _Malformed
    return data


class _Note(NamedTuple):
    text: bytes
    signatures: list[tuple[str, bytes, bytes]]


def _parse_note(note: bytes) -> _Note:
    text, gap, tail = note.rpartition(b"\n\n")
    if not gap or not tail.endswith(b"\n") or re.search(rb"[\x00-\x09\x0b-\x1f]", note):
        raise _Malformed
    try:
        text.decode()
        lines = tail[:-1].decode().split("\n")
    except UnicodeDecodeError:
        raise _Malformed from None
    if len(lines) > SIGNATURES_MAX:
        raise _Malformed
    signatures = []
    for line in lines:
        dash, _, rest = line.partition(" ")
        name, _, encoded = rest.rpartition(" ")
        blob = _unbase64(encoded)
        if dash != "\N{EM DASH}" or not _is_name(name) or len(blob) <= KEY_ID_SIZE:
            raise _Malformed
        signatures.append((name, blob[:KEY_ID_SIZE], blob[KEY_ID_SIZE:]))
    return _Note(text + b"\n", signatures)


def _signers(note: _Note, keys: Iterable[_Key]) -> list[_Key]:
    """Return which of the keys signed; unknown signatures count for nothing, a false one of a known key spoils all."""
    known = {(key.name, key.id): key for key in keys}
    found = []
    for name, key_id, signature in note.signatures:
        key = known.get((name, key_id))
        if key is None:
            continue
        if not ed25519_verify(key.public, note.text, signature):
            return []
        found.append(key)
    return found


class _Head(NamedTuple):
    origin: str
    size: int
    root: bytes
    note: _Note


def _parse_head(data: bytes) -> _Head:
    note = _parse_note(data)
    lines = note.text.decode().split("\n")
    if lines.pop() or len(lines) < len(("origin", "size", "root")) or not all(lines):
        raise _Malformed
    root = _unbase64(lines[2])
    if len(root) != HASH_SIZE or not re.fullmatch("0|[1-9][0-9]{0,18}", lines[1]):
        raise _Malformed
    return _Head(lines[0], int(lines[1]), root, note)


class _Held(NamedTuple):
    """A head that a person kept; with a receipt, also the place and path of one event."""

    label: str
    head: _Head
    place: int | None
    path: list[bytes]


def _parse_held(label: str, data: bytes) -> _Held:
    if not data.startswith(b"c2sp.org/tlog-proof@v1\n"):
        return _Held(label, _parse_head(data), None, [])
    top, gap, checkpoint = data.partition(b"\n\n")
    try:
        lines = top.decode("ascii").split("\n")[1:]
    except UnicodeDecodeError:
        raise _Malformed from None
    if lines and lines[0].startswith("extra "):
        lines.pop(0)
    index = re.fullmatch("index (0|[1-9][0-9]{0,18})", lines[0]) if lines else None
    path = [_unbase64(line) for line in lines[1:]]
    if index is None or not gap or len(path) > PATH_MAX or any(len(item) != HASH_SIZE for item in path):
        raise _Malformed
    return _Held(label, _parse_head(checkpoint), int(index[1]), path)


def _leads_to(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Check an inclusion proof (RFC 9162 section 2.1.3.2)."""
    if index >= size:
        return False
    node, last = leaf, size - 1
    for sibling in path:
        if last == 0:
            return False
        if index & 1 or index == last:
            node = sha256(b"\x01" + sibling + node).digest()
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            node = sha256(b"\x01" + node + sibling).digest()
        index, last = index >> 1, last >> 1
    return last == 0 and node == root


# -------------------------------------------------------------------------------------------------- canonical JSON

_scan_json: Callable[[str, int], tuple[Any, int]] = vars(json.JSONDecoder())["scan_once"]
_encoder = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_encode_json = _encoder.encode


def _fast_encoder() -> Callable[[Any], str]:
    """Return the encoder that the standard one makes anew for each value, made once."""
    make = getattr(json.encoder, "c_make_encoder", None)
    quote = getattr(json.encoder, "encode_basestring", None)
    if make is None or quote is None:
        return _encode_json
    encode = make(None, _encoder.default, quote, None, ":", ",", True, False, True)
    return lambda value: "".join(encode(value, 0))


_encode_fast = _fast_encoder()


def _canonical(data: bytes) -> Any:
    """Parse JSON that is spelled the one way RFC 8785 allows; numbers are looked at by whoever uses the value."""
    try:
        return _canonical_text(data.decode())
    except UnicodeDecodeError:
        raise _Malformed from None


def _canonical_text(text: str) -> Any:
    try:
        value, end = _scan_json(text, 0)
        # Repeated keys, other orders, needless escapes, lone surrogates: what parsing loses shows in writing it again.
        if end != len(text) or _encode_fast(value) != text:
            raise _Malformed
    except (ValueError, RecursionError, StopIteration):
        raise _Malformed from None
    return value


def _in_profile(value: Any, depth: int = 0) -> bool:
    kind = type(value)
    if kind is str or kind is bool:
        return True
    if kind is int:
        return bool(-INTEGER_MAX <= value <= INTEGER_MAX)
    if depth == DEPTH_MAX:
        return False
    if kind is dict:
        for key, item in value.items():
            if not _KEY.fullmatch(key) or (type(item) is not str and not _in_profile(item, depth + 1)):
                return False
        return True
    return kind is list and all(_in_profile(item, depth + 1) for item in value)


# --------------------------------------------------------------------------------------------- the lines of a record
# Envelopes and openings have so few shapes that a pattern can hold all of RFC 8785 and of the format at once: what
# matches is well formed and spelled canonically, and nothing else matches. That is several times faster than parsing
# and writing again, which only the freely shaped pieces need.

_BASE64_32 = "[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]="  # the last letter carries four bits; its two spare ones are zero
_TEXT = r'[^"\\\x00-\x1f]*(?:\\(?:["\\bfnrt]|u00(?:0[0-7bef]|1[0-9a-f]))[^"\\\x00-\x1f]*)*'
_NAME = "[a-z0-9][a-z0-9._-]{0,63}"
_PATTERNS = {
    "HASH": _BASE64_32,
    "HEX": "[0-9a-f]{64}",
    "TEXT": _TEXT,
    "WORD": _NAME,
    "PSEUDONYM": "[A-Za-z0-9_-]{1,64}",
    "KIND": r"[a-z][a-z0-9_]*\.[a-z][a-z0-9-]*\.[1-9][0-9]{0,3}",
    "TIME": r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}",
    "INTEGER": "0|[1-9][0-9]{0,15}",
    "BASE64": "[A-Za-z0-9+/]+={0,2}",
    "LOG": ORIGIN.pattern,
    "PATH": r"data/payloads/[a-z0-9._-]+",
    "OBJECT": r"\{[^{}]+\}",
}


def _shape(example: str) -> re.Pattern[str]:
    """Compile an example line in which <X> stands for a piece to take out, and ⟦ ⟧ for what may be missing."""
    pattern = re.escape(example).replace("⟦", "(?:").replace("⟧", ")?")
    return re.compile(re.sub("<([A-Z0-9]+)>", lambda match: f"({_PATTERNS[match[1]]})", pattern))


_PART = _shape('{"c":"<HASH>","m":"<WORD>","n":"<WORD>"}')
_PATTERNS["PARTS"] = r"(?:{0}(?:,{0})*)?".format(_PART.pattern.replace("(", "(?:"))
_EVENT = _shape(
    '{"actor":{"p":"<PSEUDONYM>","role":"<WORD>","via":"<WORD>"},⟦"after":{"root":"<HASH>","size":<INTEGER>},⟧'
    '"at":"<TIME>Z",⟦"intent":"<BASE64>",⟧"log":"<LOG>",'
    '"parts":[<PARTS>],⟦"prev":"<HASH>",⟧⟦"proof":<OBJECT>,⟧⟦"refs":<OBJECT>,⟧"seq":<INTEGER>,"type":"<KIND>","v":1}'
)
_HIDDEN = _shape('{"leaf":"<HASH>"}')
_RUN = re.compile(rf'\{{"nodes":\[("{_BASE64_32}"(?:,"{_BASE64_32}")*)\],"skip":([1-9][0-9]{{0,15}})\}}')
_OPEN = _shape(
    '{"n":"<WORD>",⟦"name":"<TEXT>",⟧⟦"path":"<PATH>",⟧"salt":"<HASH>","seq":<INTEGER>,"sha256":"<HEX>",'
    '⟦"text":"<TEXT>",⟧"type":"<TEXT>"}'
)
_ERASED = _shape('{"erased":{"by":<INTEGER>,"ground":"<WORD>"},"n":"<WORD>","seq":<INTEGER>}')
_WITHHELD = _shape('{"n":"<WORD>","seq":<INTEGER>,"withheld":true}')


def line_patterns() -> dict[str, str]:
    """Return the patterns of lines and fields, for a reader in another language."""
    shapes = {"EVENT": _EVENT, "OPEN": _OPEN, "ERASED": _ERASED, "WITHHELD": _WITHHELD, "HIDDEN": _HIDDEN, "RUN": _RUN}
    shapes |= {"PART": _PART, "PAYLOAD": PAYLOAD, "STAMP": STAMP, "ORIGIN": ORIGIN, "KIND": _KIND, "HASH": _HASH}
    shapes |= {"MOMENT": _AT}
    return {name: shape.pattern for name, shape in shapes.items()} | {
        name: _PATTERNS[name] for name in ("WORD", "PSEUDONYM")
    }


_KEY = re.compile(r"[a-z0-9_]+")
_WORD = re.compile(_NAME)
_PSEUDONYM = re.compile(_PATTERNS["PSEUDONYM"])
_KIND = re.compile(_PATTERNS["KIND"])
_AT = re.compile(f"({_PATTERNS['TIME']})Z")
_HASH = re.compile(_BASE64_32)
_MEDIA_TYPE = re.compile(r"[\x21-\x7e][\x20-\x7e]{0,254}")
_NEEDED = frozenset({"actor", "at", "log", "parts", "seq", "type", "v"})
ENVELOPE_FIELDS = _NEEDED | {"after", "intent", "prev", "proof", "refs"}


class Part(NamedTuple):
    """A part as its event knows it."""

    commitment: str
    media: str
    name: str


class _Event(NamedTuple):
    """An envelope taken apart; ``digits`` is its position as it is written."""

    cells: tuple[int, str, str, str, str, str]
    digits: str
    log: str
    parts: list[Part]
    prev: str
    refs: dict[str, Any]
    intent: str
    proof: dict[str, str]
    after: tuple[int, str] | None


# What a named tuple's own constructor does, without the Python function that it is: several in each line of a log.
_tuple: Any = tuple.__new__


def parse_event(envelope: bytes) -> _Event | None:
    """Take an envelope apart; None if it is malformed or not canonical."""
    try:
        return _parse_event(envelope.decode("ascii"))
    except (UnicodeDecodeError, _Malformed):
        return None


def _parse_event(line: str) -> _Event | None:
    """Take an envelope apart; None if it is not one."""
    match = _EVENT.fullmatch(line)
    if match is None:
        return None
    pseudonym, role, via, root, size, at, intent, log, inner, prev, proof, refs, seq, kind = match.groups()
    parts = [_tuple(Part, part) for part in _PART.findall(inner)]
    place = int(seq)
    if not _is_date(at) or place > INTEGER_MAX or (prev is None) != (seq == "0"):
        return None
    if size and not 0 < int(size) <= INTEGER_MAX:
        return None
    if len(parts) > 1 and len({part.name for part in parts}) < len(parts):
        return None
    pieces = _canonical(proof.encode()) if proof else {}
    if (intent and not _is_base64(intent)) or (proof and not (intent and _is_proof(pieces))):
        return None
    known = _canonical(refs.encode()) if refs else {}
    if refs and not _are_refs(known, place):
        return None
    cells = (place, at + "Z", kind, pseudonym, role, via)
    after = (int(size), root) if size else None
    event: _Event = _tuple(_Event, (cells, seq, log, parts, prev or "", known, intent or "", pieces, after))
    return event


class _Opening(NamedTuple):
    """What opens a part; ``content`` is None if the payload is a file of its own, at ``path``."""

    name: str
    media_type: str
    path: str
    sha256: str
    salt: str
    content: bytes | None
    where: str


def _parse_opening(match: re.Match[str], seq: int, part: Part, where: str) -> _Opening | None:
    """Take an opening apart; None if it has no payload, or two, or one under another name than it must have."""
    _, name, path, salt, _, digest, text, media_type = match.groups()
    media_type, _ = _media_type(media_type)
    if (path is None) == (text is None) or not media_type:
        return None
    if path is not None:
        expected = PAYLOAD.fullmatch(path)
        if expected is None or expected.groups() != (f"{seq:08d}", part.name):
            return None
    content = None if text is None else _unescaped(text).encode()
    return _Opening(_unescaped(name or ""), media_type, path or "", digest, salt, content, path or where)


@lru_cache(maxsize=64)
def _media_type(spelled: str) -> tuple[str, str]:
    """Return a media type as it is and as the table has it; two empty texts if it is none."""
    text = _unescaped(spelled)
    return (text, _cell(text)) if _MEDIA_TYPE.fullmatch(text) else ("", "")


def _unescaped(text: str) -> str:
    return str(_scan_json(f'"{text}"', 0)[0]) if "\\" in text else text


def _fits(pattern: re.Pattern[str], value: Any) -> bool:
    return type(value) is str and pattern.fullmatch(value) is not None


def _is_base64(value: Any) -> bool:
    try:
        return type(value) is str and bool(_unbase64(value))
    except _Malformed:
        return False


def envelope_fault(event: Any) -> str:
    """Return the first field of an envelope that is not as it must be; an empty text if all are."""
    return next(_envelope_faults(event), "")


def _envelope_faults(event: Any) -> Iterator[str]:
    if type(event) is not dict:
        yield "object"
        return
    # A field whose name is empty is told by its quotes, for an empty text says that there is no fault.
    yield from (name or '""' for name in sorted((event.keys() - ENVELOPE_FIELDS) | (_NEEDED - event.keys())))
    seq, known = event["seq"], event.keys()
    checks = (
        ("v", type(event["v"]) is int and event["v"] == ENVELOPE_VERSION),
        ("log", _fits(ORIGIN, event["log"])),
        ("seq", type(seq) is int and 0 <= seq <= INTEGER_MAX),
        ("type", _fits(_KIND, event["type"])),
        ("at", _is_moment(event["at"])),
        ("after", "after" not in known or _is_after(event["after"])),
        ("actor", _is_actor(event["actor"])),
        ("parts", _are_parts(event["parts"])),
        ("prev", _fits(_HASH, event["prev"]) and seq != 0 if "prev" in known else seq == 0),
        ("refs", "refs" not in known or (type(seq) is int and _are_refs(event["refs"], seq))),
        ("intent", "intent" not in known or _is_base64(event["intent"])),
        ("proof", "proof" not in known or ("intent" in known and _is_proof(event["proof"]))),
    )
    yield from (name for name, holds in checks if not holds)


def _is_after(value: Any) -> bool:
    return (
        type(value) is dict
        and value.keys() == {"root", "size"}
        and type(value["size"]) is int
        and 0 < value["size"] <= INTEGER_MAX
        and _fits(_HASH, value["root"])
    )


def _is_moment(value: Any) -> bool:
    match = _AT.fullmatch(value) if type(value) is str else None
    return match is not None and _is_date(match[1])


def _is_date(at: str) -> bool:
    """Tell whether digits in the right places are also a day and an hour that exist."""
    try:
        datetime.fromisoformat(at)
    except ValueError:
        return False
    return True


def _is_actor(value: Any) -> bool:
    return (
        type(value) is dict
        and value.keys() == {"p", "role", "via"}
        and _fits(_PSEUDONYM, value["p"])
        and _fits(_WORD, value["role"])
        and _fits(_WORD, value["via"])
    )


def _are_parts(value: Any) -> bool:
    if type(value) is not list:
        return False
    for part in value:
        if type(part) is not dict or part.keys() != {"c", "m", "n"}:
            return False
        if not (_fits(_WORD, part["n"]) and _fits(_WORD, part["m"]) and _fits(_HASH, part["c"])):
            return False
    return len({part["n"] for part in value}) == len(value)


def _are_refs(value: Any, seq: int) -> bool:
    if type(value) is not dict or not value:
        return False
    for name, ref in value.items():
        several = ref if type(ref) is list else [ref]
        if not _KEY.fullmatch(name) or not several:
            return False
        if not all((type(item) is int and 0 <= item < seq) or _fits(_HASH, item) for item in several):
            return False
    return True


def _is_proof(value: Any) -> bool:
    return type(value) is dict and bool(value) and all(_KEY.fullmatch(k) and _is_base64(v) for k, v in value.items())


# ----------------------------------------------------------------------------------------- where the files come from


class _Member(NamedTuple):
    size: int
    digest: bytes
    offset: int


class _Source:
    """The files of a dossier, all of them read and hashed once, by their names inside the bag."""

    def __init__(self, path: Path, book: _Book) -> None:
        self._path = path
        self._book = book
        self.folder: str | None = None
        self.members: dict[str, _Member] = {}

    def read(self, name: str) -> bytes:
        """Return a small file whole; an empty one if it is missing, which the bag's check reports."""
        member = self.members.get(name)
        if member is None:
            return b""
        if member.size > SMALL_MAX:
            raise self._book.stop("bag", INVALID, "too-large", name, limit=SMALL_MAX)
        with self.open(name) as stream:
            return stream.read()

    def open(self, name: str) -> BinaryIO:
        raise NotImplementedError

    def _take(self, name: str, stream: BinaryIO, size: int, offset: int) -> int:
        """Read a member through and note its digest; return its CRC-32."""
        digest, crc, left = sha256(), 0, size
        while left:
            chunk = stream.read(min(left, _CHUNK))
            if not chunk:
                raise self._book.stop("container", INVALID, "truncated", name)
            digest.update(chunk)
            crc = zlib.crc32(chunk, crc)
            left -= len(chunk)
        if len(self.members) == MEMBERS_MAX:
            raise self._book.stop("container", INVALID, "too-many-files", limit=MEMBERS_MAX)
        self.members[name] = _Member(size, digest.digest(), offset)
        return crc


_DEPTH = EVENTS.count("/") + 1  # folders deep: data/payloads/


class _Folder(_Source):
    """A dossier that was unpacked."""

    def scan(self) -> None:
        for name, entry in sorted(self._walk(self._path, "", 0)):
            if not stat.S_ISREG(entry.stat(follow_symlinks=False).st_mode):
                raise self._book.stop("container", INVALID, "link", name)
            _check_name(self._book, name)
            with Path(entry.path).open("rb") as stream:
                size = os.fstat(stream.fileno()).st_size
                self._take(name, stream, size, 0)
        self._book.add("container", NOTE, "folder")

    def _walk(self, folder: Path, prefix: str, depth: int) -> Iterator[tuple[str, os.DirEntry[str]]]:
        with os.scandir(folder) as entries:
            for entry in entries:
                if not entry.is_dir(follow_symlinks=False):
                    yield prefix + entry.name, entry
                elif depth == _DEPTH:
                    raise self._book.stop("container", INVALID, "name-unknown", prefix + entry.name)
                else:
                    yield from self._walk(Path(entry.path), f"{prefix}{entry.name}/", depth + 1)

    def open(self, name: str) -> BinaryIO:
        return (self._path / name).open("rb")


class _Archive(_Source):
    """A dossier as it was received."""

    def scan(self) -> None:
        with self._path.open("rb") as stream:
            central, offset = bytearray(), 0
            while True:
                start = stream.read(_LOCAL.size)
                if start[:4] != LOCAL:
                    break
                name, crc, size = self._header(stream, start)
                data_at = offset + _LOCAL.size + len(name)
                rel = self._name(name)
                if self._take(rel, stream, size, data_at) != crc:
                    raise self._book.stop("container", INVALID, "crc", rel)
                central += central_header(name, crc, size, offset)
                offset = data_at + size
            if not offset:
                raise self._book.stop("container", INVALID, "prefix")
            self._compare_directory(stream, offset, bytes(central))
        self._book.add("container", GOOD, "archive")

    def _header(self, stream: BinaryIO, start: bytes) -> tuple[bytes, int, int]:
        if len(start) < _LOCAL.size:
            raise self._book.stop("container", INVALID, "truncated")
        _, _, flags, method, _, _, crc, _, size, name_size, _ = _LOCAL.unpack(start)
        name = stream.read(name_size)
        shown = name.decode("utf-8", "replace")
        if flags & 1:
            raise self._book.stop("container", INVALID, "encrypted", shown)
        if method:
            raise self._book.stop("container", INVALID, "compressed", shown)
        if start + name != local_header(name, crc, size):
            raise self._book.stop("container", INVALID, "header", shown)
        return name, crc, size

    def _name(self, raw: bytes) -> str:
        folder, _, name = raw.decode("utf-8", "replace").partition("/")
        if not self.members:
            self.folder = folder
        if folder != self.folder or raw != f"{folder}/{name}".encode():
            raise self._book.stop("container", INVALID, "other-folder", raw.decode("utf-8", "replace"))
        if name in self.members:
            raise self._book.stop("container", INVALID, "duplicate", name)
        _check_name(self._book, name)
        if self.members and name < next(reversed(self.members)):
            raise self._book.stop("container", INVALID, "order", name)
        return name

    def _compare_directory(self, stream: BinaryIO, offset: int, central: bytes) -> None:
        expected = central + end_records(len(self.members), len(central), offset)
        stream.seek(offset)
        # One byte more than expected is enough to see that something follows.
        actual = stream.read(len(expected) + 1)
        if actual == expected:
            return
        if actual[: len(expected)] == expected:
            raise self._book.stop("container", INVALID, "trailing")
        at = next((i for i, (a, b) in enumerate(zip(actual, expected)) if a != b), len(actual))  # noqa: B905  # strict= is Python 3.10's
        if at >= len(central):
            raise self._book.stop("container", INVALID, "end-record")
        # Which member is it? Its entry is the last that begins at or before the first different byte.
        begin = end = 0
        for name, member in self.members.items():
            begin = end
            path = f"{self.folder}/{name}".encode()
            end += _CENTRAL.size + len(path) + (12 if member.offset - len(path) - _LOCAL.size >= _MAX32 else 0)
            if at < end:
                entry = actual[begin : begin + _CENTRAL.size]
                is_link = len(entry) == _CENTRAL.size and stat.S_ISLNK(_CENTRAL.unpack(entry)[15] >> 16)
                raise self._book.stop("container", INVALID, "link" if is_link else "directory", name)

    def open(self, name: str) -> BinaryIO:
        member = self.members[name]
        return io.BufferedReader(_Slice(self._path, member.offset, member.size), _CHUNK)


class _Slice(io.RawIOBase):
    """A part of a file, as a file."""

    def __init__(self, path: Path, offset: int, size: int) -> None:
        self._file = path.open("rb", buffering=0)
        self._file.seek(offset)
        self._left = size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        wanted = min(len(buffer), self._left)
        count = self._file.readinto(memoryview(buffer)[:wanted]) if wanted else 0
        self._left -= count or 0
        return count or 0

    def close(self) -> None:
        self._file.close()
        super().close()


def _check_name(book: _Book, name: str) -> None:
    """Stop at a name that no dossier has, and say what is wrong with it."""
    if name in FILES or PAYLOAD.fullmatch(name) or STAMP.fullmatch(name):
        return
    if name in SITE_FILES or name in ROOT_FILES or name == AUTHORITIES:
        return
    folded = unicodedata.normalize("NFKC", name).casefold()
    pieces = name.replace("\\", "/").split("/")
    if name.startswith("/") or re.match("[A-Za-z]:", name):
        code = "name-absolute"
    elif ".." in pieces or "." in pieces or "" in pieces or "\\" in name:
        code = "name-dots"
    elif folded in {other.casefold() for other in FILES} or PAYLOAD.fullmatch(folded):
        code = "name-case" if name.isascii() else "name-unicode"
    else:
        code = "name-unknown"
    raise book.stop("container", INVALID, code, name)


# ----------------------------------------------------------------------------------------------------------- the bag


def _check_bag(source: _Source, book: _Book) -> dict[str, str]:
    """Check that every file is there, none is extra and all are as listed; return what bag-info.txt says."""
    for name in FILES:
        if name not in source.members:
            book.add("bag", INCOMPLETE, "missing", name)
    if source.members.get("bagit.txt") and source.read("bagit.txt") != BAGIT:
        book.add("bag", INVALID, "bagit", "bagit.txt")
    _check_manifest(source, book, MANIFEST, lambda name: name.startswith("data/"))
    _check_manifest(
        source, book, TAG_MANIFEST, lambda name: not name.startswith("data/") and name not in (TAG_MANIFEST, SEAL)
    )
    info = _bag_info(source, book)
    if not book.failed("bag"):
        book.add("bag", GOOD, "bag", count=len(source.members))
    return info


def _check_manifest(source: _Source, book: _Book, manifest: str, covers: Callable[[str], bool]) -> None:
    if manifest not in source.members:
        return
    listed = _read_manifest(source, book, manifest)
    for name, digest in listed.items():
        if not covers(name):
            book.add("bag", INVALID, "manifest-other", manifest, file=name)
        elif name not in source.members:
            book.add("bag", INCOMPLETE, "missing", name)
        elif source.members[name].digest.hex() != digest:
            book.add("bag", INVALID, "changed", name, manifest=manifest)
    for name in source.members:
        if covers(name) and name not in listed:
            book.add("bag", INVALID, "extra", name, manifest=manifest)


def _read_manifest(source: _Source, book: _Book, manifest: str) -> dict[str, str]:
    """Return the digests that a manifest states, by names in growing order."""
    listed: dict[str, str] = {}
    with source.open(manifest) as stream:
        for number, line in enumerate(_lines(stream, 4096), 1):
            match = re.fullmatch(rb"([0-9a-f]{64})  ([\x21-\x7e]+)\n", line)
            if match is None or number > MEMBERS_MAX:
                raise book.stop("bag", INVALID, "manifest-line", manifest, line=number)
            name = match[2].decode()
            if name in listed or (listed and name < next(reversed(listed))):
                raise book.stop("bag", INVALID, "manifest-twice", manifest, file=name)
            listed[name] = match[1].decode()
    return listed


def _bag_info(source: _Source, book: _Book) -> dict[str, str]:
    if "bag-info.txt" not in source.members:
        return {}
    try:
        text = source.read("bag-info.txt").decode()
    except UnicodeDecodeError:
        text = ""
    info = dict(line.partition(": ")[::2] for line in text.split("\n")[:-1])
    if tuple(info) != BAG_INFO or "".join(f"{name}: {info[name]}\n" for name in BAG_INFO) != text:
        book.add("bag", INVALID, "bag-info", "bag-info.txt")
        return {}
    if info["Aval-Dossier-Version"] != VERSION:
        raise book.stop("bag", INCOMPLETE, "newer", "bag-info.txt", version=info["Aval-Dossier-Version"])
    payload = [member.size for name, member in source.members.items() if name.startswith("data/")]
    # A missing file has been reported already, and makes the dossier incomplete, not false.
    if not book.failed("bag") and info["Payload-Oxum"] != f"{sum(payload)}.{len(payload)}":
        book.add("bag", INVALID, "oxum", "bag-info.txt")
    return info


def _lines(stream: BinaryIO, limit: int) -> Iterator[bytes]:
    """Yield the lines of a file; one that is longer than the limit comes in pieces, which no check will take."""
    return iter(partial(stream.readline, limit), b"")


# ----------------------------------------------------------------------------------------- the keys, the head, the seal


def _check_trust(source: _Source, book: _Book, pinned: Sequence[_Key]) -> list[_Key]:
    """Return the keys that may sign for the log, as policy and key list together say."""
    try:
        site_keys = [_parse_vkey(line) for line in _text_lines(source.read(KEYS))]
        logs = _policy_logs(source.read(POLICY), book)
    except _Malformed:
        raise book.stop("policy", INVALID, "trust", "trust/") from None
    publics = {key.public for key in site_keys}
    for key in logs:
        if key.public not in publics or not any(
            key.name.startswith(k.name + "/") for k in site_keys if k.public == key.public
        ):
            raise book.stop("policy", INVALID, "trust-unlisted", POLICY, key=key.name)
    book.keys = list({key.public: key for key in logs}.values())
    if pinned:
        allowed = {key.public for key in pinned}
        if not {key.public for key in logs} <= allowed:
            book.add("key", INVALID, "key-other")
        else:
            book.add("key", GOOD, "key-pinned")
    else:
        book.add("key", NOTE, "key")
    return logs


def _text_lines(data: bytes) -> list[str]:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise _Malformed from None
    if not text.endswith("\n"):
        raise _Malformed
    return text[:-1].split("\n")


def _policy_logs(data: bytes, book: _Book) -> list[_Key]:
    """Read a policy (C2SP tlog-policy) that asks for no witnesses; others are for a later version to judge."""
    logs, quorums = [], []
    for line in _text_lines(data):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        if words[0] == "log" and len(words) in (2, 3):
            logs.append(_parse_vkey(words[1]))
        elif len(words) == len(("quorum", "name")) and words[0] == "quorum":
            quorums.append(words[1])
        elif words[0] not in ("witness", "group"):
            raise _Malformed
    if len(quorums) != 1 or not logs:
        raise _Malformed
    if quorums == ["none"]:
        book.add("policy", GOOD, "policy-none")
    else:
        book.add("policy", INCOMPLETE, "policy-quorum", POLICY)
    return logs


def _check_head(source: _Source, book: _Book, logs: list[_Key]) -> _Head:
    """Return the signed head of the log."""
    try:
        head = _parse_head(source.read(CHECKPOINT))
    except _Malformed:
        raise book.stop("signature", INVALID, "head-malformed", CHECKPOINT) from None
    if not ORIGIN.fullmatch(head.origin) or head.size > INTEGER_MAX:
        raise book.stop("signature", INVALID, "head-malformed", CHECKPOINT)
    book.log, book.size, book.root = head.origin, head.size, base64.b64encode(head.root).decode()
    signed = _signers(head.note, [key for key in logs if key.name == head.origin])
    if not signed:
        book.add("signature", INVALID, "signature", CHECKPOINT)
    else:
        book.signed.append((CHECKPOINT, head.size, signed))
        book.add("signature", GOOD, "signed", size=head.size)
    return head


def _check_seal(source: _Source, book: _Book, logs: list[_Key], head: _Head, info: dict[str, str]) -> None:
    """Check that the site issued these very files, and that they speak of one log."""
    if source.folder is not None and source.folder != folder_of(head.origin):
        book.add("container", INVALID, "folder-name", source.folder, expected=folder_of(head.origin))
    if info and (info["External-Identifier"], info["Aval-Log-Size"]) != (head.origin, str(head.size)):
        book.add("bag", INVALID, "bag-info", "bag-info.txt")
    if SEAL not in source.members:
        book.add("seal", INCOMPLETE, "seal-missing")
        return
    try:
        note = _parse_note(source.read(SEAL))
    except _Malformed:
        book.add("seal", INVALID, "seal-malformed", SEAL)
        return
    if note.text != seal_text(head.origin, source.read(TAG_MANIFEST)):
        book.add("seal", INVALID, "seal-other", SEAL)
        return
    book.sealed = _signers(note, [key for key in logs if key.name == head.origin])
    # A signature that nobody checks could be changed unseen, so there is one and no other.
    if len(note.signatures) != 1 or not book.sealed:
        book.add("seal", INVALID, "seal-signature", SEAL)
    else:
        book.add("seal", GOOD, "seal")


# -------------------------------------------------------------------------------------------------------- the record


class _Frontier:
    """The right edge of the growing tree (RFC 6962): the roots of its complete subtrees, largest first."""

    def __init__(self) -> None:
        self.size = 0
        self.peaks: list[bytes] = []

    def append(self, leaf: bytes, level: int = 0) -> None:
        """Add a leaf, or a complete subtree of this height where one may begin."""
        carry, peaks = self.size >> level, self.peaks
        while carry & 1:
            leaf = sha256(b"\x01" + peaks.pop() + leaf).digest()
            carry >>= 1
        peaks.append(leaf)
        self.size += 1 << level

    def root(self) -> bytes:
        if not self.peaks:
            return sha256().digest()
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = sha256(b"\x01" + peak + root).digest()
        return root


_INTENT = b'"intent":"'
_MARKED = WEIGHTY_KINDS | {ERASURE_KIND, KEY_KIND}
_SWIFT = frozenset({"json", "text"})
_ROWS_MAX = 1000


class _Claim(NamedTuple):
    """An opening that says: this part was erased, by that event, on this ground."""

    seq: int
    part: str
    by: int
    ground: str


class _Record:
    """One walk through events, openings and table, side by side, in memory that does not grow with the log."""

    def __init__(
        self, source: _Source, book: _Book, head: _Head, held: Sequence[_Held], clock: SiteClock | None = None
    ) -> None:
        self._source = source
        self._book = book
        self._head = head
        self._clock = clock
        self.site_key = b""
        self._frontier = _Frontier()
        self._shown = 0
        self._withheld_parts = 0
        self._opened = 0
        self._signed = 0
        self._unsigned = 0
        self._keys: dict[int, _BoundKey | None] = {}
        self._wanted_about: set[bytes] = set()
        self._about: dict[bytes, int] = {}
        self._runs: list[tuple[int, int]] = []
        self._number = 0
        self._files = 0
        self._claims: list[_Claim] = []
        self._erasures: dict[int, tuple[set[int], dict[str, Any] | None]] = {}
        self._facts: dict[str, Any] | None = None
        self._next_opening: Callable[[], bytes] = bytes
        self._opening_number = 0
        self._table: BinaryIO = io.BytesIO()
        self._rows: list[str] = []
        self._table_good = True
        self.roots: dict[int, bytes] = {0: self._frontier.root()}
        self.leaves: dict[int, bytes] = {}
        self._wanted_roots = {item.head.size for item in held}
        self._wanted_leaves = {item.place for item in held if item.place is not None}

    @property
    def is_full(self) -> bool:
        """Whether every event and every part of it is disclosed, or accounted for as erased."""
        return self._shown == self._frontier.size and not self._withheld_parts

    def want(self, sizes: Iterable[int]) -> None:
        """Ask for the roots at these sizes."""
        self._wanted_roots.update(sizes)

    def walk(self) -> None:
        """Go through the record once, and before that through what persons signed, for what that refers to."""
        self._look_ahead()
        with ExitStack() as stack:
            events, openings, table = (
                stack.enter_context(self._source.open(name)) for name in (EVENTS, OPENINGS, LOADFILE)
            )
            self._next_opening = partial(openings.readline, OPENING_MAX)
            self._table = table
            self._table_good = table.read(len(LOADFILE_HEAD)) == LOADFILE_HEAD
            prev = ""
            for line in _lines(events, ENVELOPE_MAX + 2):
                prev = self._line(line, prev)
            if self._next_opening():
                number = self._opening_number + 1
                raise self._book.stop("openings", INVALID, "opening-extra", OPENINGS, line=number)
            self._compare_rows()
            if table.read(1):
                self._table_good = False
        self._conclude()

    def _look_ahead(self) -> None:
        with self._source.open(EVENTS) as events:
            before, found = b"", False
            while not found and (chunk := events.read(_CHUNK)):
                found = _INTENT in before + chunk
                before = chunk[-len(_INTENT) :]
        if not found:
            return
        with self._source.open(EVENTS) as events:
            for line in _lines(events, ENVELOPE_MAX + 2):
                if _INTENT not in line:
                    continue
                try:
                    event = _parse_event(line[:-1].decode("ascii"))
                    intent = _parse_intent(_unbase64(event.intent)) if event else None
                except (UnicodeDecodeError, _Malformed):
                    return  # the walk will stop there and say so
                if intent is not None:
                    self._wanted_roots.add(intent.seen_size)
                    self._wanted_about.add(_unbase64(intent.about))

    def hides(self, size: int) -> bool:
        """Whether the root at this size lies within events that are withheld together."""
        return any(begin < size < end for begin, end in self._runs)

    def _line(self, line: bytes, prev: str) -> str:
        """Take in one line of the log; return the leaf hash it stands for, in base64, or nothing if that is unknown."""
        seq = self._frontier.size
        self._number += 1
        if seq >= self._head.size:
            raise self._book.stop("tree", INVALID, "too-many-events", EVENTS, size=self._head.size)
        if line[-1:] != b"\n" or len(line) > ENVELOPE_MAX + 1:
            raise self._book.stop("form", INVALID, "line", EVENTS, line=self._number)
        line = line[:-1]
        if line.startswith(b'{"nodes"') and (run := _RUN.fullmatch(line.decode("latin-1"))):
            self._run(run, seq)
            return ""
        hidden = _HIDDEN.fullmatch(line.decode("latin-1")) if line.startswith(b'{"leaf"') else None
        if hidden:
            leaf = base64.b64decode(hidden[1])
            self._runs.append((seq, seq + 1))
            self._row(hidden_cells(seq))
        else:
            leaf = sha256(b"\x00" + line).digest()
            self._event(line, seq, prev)
            self._shown += 1
            if len(self._rows) > _ROWS_MAX:
                self._compare_rows()
        self._frontier.append(leaf)
        if seq + 1 in self._wanted_roots:
            self.roots[seq + 1] = self._frontier.root()
        if seq in self._wanted_leaves:
            self.leaves[seq] = leaf
        if leaf in self._wanted_about:
            self._about.setdefault(leaf, seq)
        return binascii.b2a_base64(leaf, newline=False).decode()

    def _run(self, run: re.Match[str], seq: int) -> None:
        """Take in events that are withheld together: the subtrees that cover them."""
        count = int(run[2])
        if count > self._head.size - seq:
            raise self._book.stop("tree", INVALID, "too-many-events", EVENTS, size=self._head.size)
        nodes, levels = run[1].split(","), run_levels(seq, count)
        if count == 1 or len(nodes) != len(levels):
            raise self._book.stop("form", INVALID, "line", EVENTS, line=self._number)
        for node, level in zip(nodes, levels):  # noqa: B905  # strict= is Python 3.10's
            self._frontier.append(base64.b64decode(node[1:-1]), level)
        self._row(hidden_cells(seq, count))
        self._runs.append((seq, seq + count))
        if seq + count in self._wanted_roots:
            self.roots[seq + count] = self._frontier.root()

    def _event(self, line: bytes, seq: int, prev: str) -> None:
        event = parse_event(line)
        if event is None:
            raise self._malformed(line)
        if event.log != self._head.origin:
            raise self._book.stop("chain", INVALID, "chain-log", EVENTS, line=self._number, log=event.log)
        if event.cells[0] != seq:
            raise self._book.stop("chain", INVALID, "chain-seq", EVENTS, line=self._number, seq=event.cells[0])
        # After events that are withheld together the event before is not known, and only the root tells.
        if event.prev != prev and (prev or not seq):
            raise self._book.stop("chain", INVALID, "chain-prev", EVENTS, line=self._number)
        self._facts = None
        if not event.parts:
            self._row(loadfile_cells(event.cells))
        else:
            begin = '"{}","{}","{}","{}","{}","{}","'.format(*event.cells)
            for part in event.parts:
                self._opening(event, part, begin)
        if event.intent or event.cells[2] in _MARKED:
            self._mark(event)
        if not seq:
            self.site_key = site_key_of(self._facts)
        if self._clock is not None:
            self._clock.see(event)

    def _mark(self, event: _Event) -> None:
        """Keep what later checks need of this event, and check what a person signed with it."""
        seq, _, kind, pseudonym, _, _ = event.cells
        if kind == ERASURE_KIND:
            erased = event.refs.get("erased", [])
            of = {item for item in (erased if type(erased) is list else [erased]) if type(item) is int}
            self._erasures[seq] = (of, self._facts)
        elif kind == KEY_KIND:
            self._keys[seq] = _bound_key(pseudonym, self._facts)
        if event.intent:
            self._check_intent(event)
        elif kind in WEIGHTY_KINDS:
            self._unsigned += 1

    def _check_intent(self, event: _Event) -> None:
        """Check what a person's own key signed: the assertion, and that it speaks of this act, this log, this past."""
        seq, _, kind, pseudonym, role, _ = event.cells
        raw = _unbase64(event.intent)
        intent, by = _parse_intent(raw), event.refs.get("key")
        proof = {name: _unbase64(value) for name, value in event.proof.items()}
        if intent is None or proof.keys() != _PROOF_FIELDS or type(by) is not int:
            self._book.add("personal", INVALID, "personal-malformed", EVENTS, seq=seq)
            return
        if intent.log != self._head.origin or intent.kind != kind or intent.seen_size > seq:
            self._book.add("personal", INVALID, "personal-other", EVENTS, seq=seq)
            return
        if intent.what not in [part.commitment for part in event.parts if part.name == STATEMENT]:
            self._book.add("personal", INVALID, "personal-words", EVENTS, seq=seq)
            return
        key = self._keys.get(by)
        if key is None and (by in self._keys or self._is_hidden(by)):
            self._book.add("personal", WEAKER, "personal-key-hidden", EVENTS, seq=seq, by=by)
            return
        if key is None or key.pseudonym != pseudonym:
            self._book.add("personal", INVALID, "personal-key", EVENTS, seq=seq, by=by)
            return
        if fault := assertion_fault(raw, proof, algorithm=key.algorithm, public_key=key.public, site=key.site):
            self._book.add("personal", INVALID, "personal-false", EVENTS, seq=seq, piece=fault)
            return
        root = self.roots.get(intent.seen_size)
        if root is not None and root != _unbase64(intent.seen_root):
            self._book.add("personal", INVALID, "personal-seen", EVENTS, seq=seq, size=intent.seen_size)
        elif _unbase64(intent.about) not in self._about and all(end - begin == 1 for begin, end in self._runs):
            self._book.add("personal", INVALID, "personal-about", EVENTS, seq=seq)
        elif root is None or _unbase64(intent.about) not in self._about:
            self._book.add("personal", WEAKER, "personal-hidden", EVENTS, seq=seq)
        else:
            self._signed += 1
            code = "personal-verified" if proof["authenticator"][32] & _USER_VERIFIED else "personal-present"
            self._book.add(
                "personal",
                GOOD,
                code,
                EVENTS,
                seq=seq,
                kind=kind,
                role=role,
                who=pseudonym,
                key=key.name,
                site=key.site,
            )

    def _is_hidden(self, seq: int) -> bool:
        return any(begin <= seq < end for begin, end in self._runs)

    def _malformed(self, line: bytes) -> _Stop:
        """Say what is wrong with an envelope: slowly, as it is said once."""
        try:
            fault = envelope_fault(_canonical(line))
        except _Malformed:
            fault = ""
        if fault:
            return self._book.stop("form", INVALID, "field", EVENTS, line=self._number, field=fault)
        return self._book.stop("form", INVALID, "line", EVENTS, line=self._number)

    def _opening(self, event: _Event, part: Part, begin: str) -> None:
        """Take the next line of the openings, which must be this part's; ``begin`` is how its row in the table begins.

        A text of a known kind, which nearly every part of a long log is, is checked right here: what is done for each
        line is what a large dossier takes in time. All else, and whatever does not fit, goes the long way.
        """
        line = self._next_opening()
        self._opening_number += 1
        commitment, media, name = part
        try:
            text = line.decode()
        except UnicodeDecodeError:
            raise self._book.stop("form", INVALID, "line", OPENINGS, line=self._opening_number) from None
        opening = _OPEN.fullmatch(text, 0, len(text) - 1) if line[-1:] == b"\n" else None
        if opening is None or media not in _SWIFT:
            self._any_opening(event, part, line, opening)
            return
        about, real_name, path, salt, seq, stated, said, media_type = opening.groups()
        kind, cell = _media_type(media_type)
        if about != name or seq != event.digits or said is None or real_name or path is not None or not kind:
            self._any_opening(event, part, line, opening)
            return
        content = said if "\\" not in said else _unescaped(said)
        digest = sha256(content.encode()).digest()
        bound = sha256(COMMIT_TAG + binascii.a2b_base64(salt) + digest).digest()
        if digest.hex() != stated or bound != binascii.a2b_base64(commitment):
            self._any_opening(event, part, line, opening)
            return
        self._opened += 1
        if media == "json" or name == FACTS:
            self._take_json(part, content)
        self._rows.append(f'{begin}{name}","{media}","open","","{cell}","","{stated}"\r\n')

    def _any_opening(self, event: _Event, part: Part, line: bytes, opening: re.Match[str] | None) -> None:
        seq, number = event.cells[0], self._opening_number
        if not line:
            raise self._book.stop("openings", INCOMPLETE, "opening-missing", OPENINGS, seq=seq, part=part.name)
        text = line[:-1].decode() if line[-1:] == b"\n" else ""
        erased = None if opening else _ERASED.fullmatch(text)
        withheld = None if opening or erased else _WITHHELD.fullmatch(text)
        if opening:
            about = opening[1], opening[5]
        elif erased:
            about = erased[3], erased[4]
        elif withheld:
            about = withheld[1], withheld[2]
        else:
            raise self._book.stop("form", INVALID, "line", OPENINGS, line=number)
        if about != (part.name, str(seq)):
            raise self._book.stop("openings", INVALID, "opening-order", OPENINGS, line=number, seq=seq, part=part.name)
        shown = part.name, part.media
        if opening:
            self._row(loadfile_cells(event.cells, shown, "open", self._open(seq, part, opening, number)))
        elif erased:
            self._claims.append(_Claim(seq, part.name, int(erased[1]), erased[2]))
            self._row(loadfile_cells(event.cells, shown, "erased"))
        else:
            self._withheld_parts += 1
            self._row(loadfile_cells(event.cells, shown, "withheld"))

    def _open(self, seq: int, part: Part, match: re.Match[str], number: int) -> tuple[str, str, str, str]:
        """Check one opening; return what the table says of it: real name, media type, path, SHA-256."""
        opening = _parse_opening(match, seq, part, f"{OPENINGS} {number}")
        if opening is None:
            raise self._book.stop("form", INVALID, "line", OPENINGS, line=number)
        if self._is_committed(seq, part, opening):
            self._opened += 1
            self._check_type(part, opening)
        return opening.name, opening.media_type, opening.path, opening.sha256

    def _is_committed(self, seq: int, part: Part, opening: _Opening) -> bool:
        """Check that a payload is the one that the event committed to."""
        if opening.content is None:
            self._files += 1
            member = self._source.members.get(opening.path)
            if member is None:
                self._book.add("openings", INCOMPLETE, "payload-missing", opening.path, seq=seq, part=part.name)
                return False
            digest = member.digest
        else:
            digest = sha256(opening.content).digest()
        if digest.hex() != opening.sha256:
            self._book.add("openings", INVALID, "payload-changed", opening.where, seq=seq, part=part.name)
            return False
        commitment = sha256(COMMIT_TAG + base64.b64decode(opening.salt) + digest).digest()
        if base64.b64encode(commitment).decode() != part.commitment:
            self._book.add("openings", INVALID, "commitment", opening.where, seq=seq, part=part.name)
            return False
        return True

    def _check_type(self, part: Part, opening: _Opening) -> None:
        """Check that a payload is of the kind that the event says, as far as the bytes show it."""
        if part.name == FACTS or part.media == "json":
            self._check_json(part, opening)
        elif part.media == "text":
            if opening.content is None and not self._is_text(opening.path):
                self._book.add("types", INVALID, "type-text", opening.where)
        elif part.media in ("image", "audio", "video") and not opening.media_type.startswith(part.media + "/"):
            self._book.add("types", INVALID, "type-other", opening.where, said=part.media, type=opening.media_type)

    def _check_json(self, part: Part, opening: _Opening) -> None:
        content = opening.content
        if content is None and self._source.members[opening.path].size <= SMALL_MAX:
            content = self._source.read(opening.path)
        try:
            text = (content or b"").decode()
        except UnicodeDecodeError:
            text = ""
        self._take_json(part, text, opening.where)

    def _take_json(self, part: Part, content: str, where: str = "") -> None:
        """Check that this is canonical JSON, and keep facts; it is within the openings unless told where."""
        try:
            value = _canonical_text(content)
        except _Malformed:
            value = None
        if value is None or not _in_profile(value):
            self._book.add("types", INVALID, "type-json", where or f"{OPENINGS} {self._opening_number}")
        elif part.name == FACTS and type(value) is dict:
            self._facts = value

    def _is_text(self, path: str) -> bool:
        try:
            with self._source.open(path) as stream, io.TextIOWrapper(stream, "utf-8", newline="") as text:
                while text.read(_CHUNK):
                    pass
        except UnicodeDecodeError:
            return False
        return True

    def _row(self, cells: Sequence[str]) -> None:
        self._rows.append(loadfile_row(cells).decode())
        if len(self._rows) > _ROWS_MAX:
            self._compare_rows()

    def _compare_rows(self) -> None:
        """Compare the rows that the events seen so far must have with those that are there."""
        expected = "".join(self._rows).encode()
        self._table_good = self._table_good and self._table.read(len(expected)) == expected
        self._rows.clear()

    def _conclude(self) -> None:
        book, size = self._book, self._frontier.size
        book.add("form", GOOD, "form")
        if size < self._head.size:
            book.add("tree", INCOMPLETE, "too-few-events", EVENTS, count=size, size=self._head.size)
        elif self._frontier.root() != self._head.root:
            book.add("tree", INVALID, "root", EVENTS)
        else:
            book.add("tree", GOOD, "tree")
        book.add("chain", GOOD, "chain" if size else "chain-empty", last=size - 1)
        if self._shown < size:
            book.add("disclosure", WEAKER, "partial", shown=self._shown, count=size)
        else:
            book.add("disclosure", GOOD, "full", count=size)
        payloads = sum(1 for name in self._source.members if name.startswith("data/payloads/"))
        if payloads > self._files:
            book.add("openings", INVALID, "payload-unused", "data/payloads/", count=payloads - self._files)
        if self._withheld_parts:
            book.add("openings", WEAKER, "parts-withheld", count=self._withheld_parts)
        if not book.failed("openings"):
            book.add("openings", GOOD, "opened", count=self._opened)
        if not book.failed("types"):
            book.add("types", GOOD, "types")
        book.add(
            "table", GOOD if self._table_good else INVALID, "table" if self._table_good else "table-other", LOADFILE
        )
        self._check_erasures()
        if self._signed:
            book.add("personal", GOOD, "personal", count=self._signed)
        if self._unsigned or not self._signed:
            code = "personal-session" if self._unsigned else "personal-none"
            book.add("personal", NOTE, code, count=self._unsigned)

    def _check_erasures(self) -> None:
        """A part may be missing as erased only if a later event of the log says that it was."""
        book = self._book
        for claim in self._claims:
            at: dict[str, str | int] = {"seq": claim.seq, "part": claim.part, "by": claim.by}
            targets, facts = self._erasures.get(claim.by, (set(), None))
            if claim.seq not in targets:
                known = claim.by in self._erasures or self._shown == self._frontier.size or claim.by <= claim.seq
                if known or claim.by >= self._frontier.size:
                    book.add("erasures", INVALID, "erasure-unfounded", OPENINGS, **at)
                else:
                    book.add("erasures", WEAKER, "erasure-hidden", OPENINGS, **at)
            elif facts is None:
                book.add("erasures", WEAKER, "erasure-hidden", OPENINGS, **at)
            elif facts.get("ground") != claim.ground or {"part": claim.part, "seq": claim.seq} not in _listed(facts):
                book.add("erasures", INVALID, "erasure-unfounded", OPENINGS, **at)
        if not book.failed("erasures"):
            book.add("erasures", GOOD, "erased" if self._claims else "erased-none", count=len(self._claims))


def _listed(facts: dict[str, Any]) -> list[Any]:
    parts = facts.get("parts")
    return parts if type(parts) is list else []


# ---------------------------------------------------------------------------------------------- earlier and held heads


def _earlier_heads(source: _Source, book: _Book, logs: list[_Key], head: _Head) -> list[_Head]:
    """Return the earlier heads in the dossier, each signed, in growing order."""
    heads: list[_Head] = []
    with source.open(HEADS) as stream:
        for number, line in enumerate(_lines(stream, SMALL_MAX), 1):
            earlier = _parse_head_line(line)
            if earlier is None:
                raise book.stop("heads", INVALID, "line", HEADS, line=number)
            if len(heads) == HEADS_MAX:
                raise book.stop("heads", INVALID, "heads-many", HEADS, limit=HEADS_MAX)
            floor = heads[-1].size if heads else -1
            if earlier.origin != head.origin or not floor < earlier.size < head.size:
                raise book.stop("heads", INVALID, "heads-order", HEADS, line=number)
            signed = _signers(earlier.note, [key for key in logs if key.name == head.origin])
            if not signed:
                raise book.stop("heads", INVALID, "heads-signature", HEADS, line=number)
            book.signed.append((f"{HEADS} {number}", earlier.size, signed))
            heads.append(earlier)
    return heads


def _parse_head_line(line: bytes) -> _Head | None:
    try:
        value = _canonical(line[:-1]) if line[-1:] == b"\n" else None
        if type(value) is not dict or value.keys() != {"checkpoint"} or type(value["checkpoint"]) is not str:
            return None
        return _parse_head(value["checkpoint"].encode())
    except _Malformed:
        return None


def _compare_heads(book: _Book, record: _Record, heads: Sequence[_Head]) -> None:
    for number, earlier in enumerate(heads, 1):
        if record.roots.get(earlier.size) != earlier.root:
            book.add("heads", INVALID, "heads-other", HEADS, line=number, size=earlier.size)
    if not book.failed("heads"):
        book.add("heads", GOOD if heads else NOTE, "heads" if heads else "heads-none", count=len(heads))


def _compare_held(book: _Book, record: _Record, head: _Head, held: Sequence[_Held], keys: Sequence[_Key]) -> None:
    """Compare the log with the heads and receipts that the person kept."""
    for item in held:
        mine, label = item.head, item.label
        if mine.origin != head.origin:
            book.add("held", INCOMPLETE, "held-log", label, log=mine.origin)
        elif not _signers(mine.note, [_Key(head.origin, key.public) for key in keys]):
            book.add("held", CONTRADICTS, "held-key", label)
        elif mine.size > head.size:
            book.add("held", INCOMPLETE, "held-later", label, held=mine.size, size=head.size)
        elif mine.size not in record.roots:
            code = "held-hidden" if record.hides(mine.size) else "held-unreached"
            book.add("held", INCOMPLETE, code, label, size=mine.size)
        elif record.roots[mine.size] != mine.root:
            book.add("held", CONTRADICTS, "held-other", label, size=mine.size)
        elif item.place is not None and item.place not in record.leaves and record.hides(item.place + 1):
            book.add("held", INCOMPLETE, "held-hidden", label, size=item.place + 1)
        elif item.place is not None and not _leads_to(
            record.leaves.get(item.place, b""), item.place, mine.size, item.path, mine.root
        ):
            book.add("held", CONTRADICTS, "held-receipt", label, seq=item.place)
        else:
            book.add("held", GOOD, "held", label, size=mine.size)


# ------------------------------------------------------------------------------------------------------ the site's log
# What the dossier brings from outside the contract's log. All hangs on one signed head of the site's log: entries and
# stamps are included in it, and each other head that is spoken of (stamped, or named by an event) is a beginning of it.
# So whoever trusts that head for a reason of their own (a witness, a stamp, a copy) has all the rest.

RFC3161, OTS, OTS_PROMISE = "rfc3161", "opentimestamps", "ots-promise"
_SUFFIXES = {RFC3161: "tsr", OTS: "ots", OTS_PROMISE: "ots"}
_ED25519_WITNESS = 4
_WITNESS_KEY_SIZES = {_ED25519_WITNESS: 32, 6: 1312}  # of 06, ML-DSA-44, the size is all that is known here
_TIME_SIZE = 8
_COSIGNED_SIZE = _TIME_SIZE + SIGNATURE_SIZE
_SKEW = timedelta(minutes=1)
_PRINTABLE = re.compile(r"[!-~]{1,200}")
_SHA256_OID = bytes.fromhex("0609608648016503040201")
_SIGNED_DATA_OID = bytes.fromhex("2a864886f70d010702")
_TST_INFO_OID = bytes.fromhex("2a864886f70d0109100104")
_GEN_TIME = re.compile(rb"([12][0-9]{3})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})(?:\.[0-9]*[1-9])?Z")
_OTS_HEAD = b"\x00OpenTimestamps\x00\x00Proof\x00\xbf\x89\xe2\xe8\x84\xe8\x92\x94\x01\x08"


class Library(Protocol):
    """What takes more than Python's standard library; each raises ValueError, which says why, if it does not hold."""

    def cosigned(self, vkey: str, text: bytes, value: bytes) -> None:
        """Check a witness's cosignature of another kind than Ed25519."""

    def stamped(self, token: bytes, text: bytes, certificates: bytes) -> str:
        """Check an authority's signature on its stamp of a text; return whose certificate it is."""

    def anchored(self, proof: bytes, text: bytes) -> str:
        """Follow an OpenTimestamps proof of a text; return what it leads to."""


class _Entry(NamedTuple):
    """A head of the contract in the site's log."""

    line: int
    number: int
    position: int
    size: int
    root: bytes
    head: bytes
    label: bytes
    blind: bytes
    consistency: list[bytes]
    path: list[bytes]


class _Stamp(NamedTuple):
    """Somebody's stamp of a head of the site's log: of its size and root; its own hash is an entry, at a position."""

    line: int
    kind: str
    authority: str
    position: int
    size: int
    root: bytes
    consistency: list[bytes]
    path: list[bytes]
    at: str = ""

    @property
    def file(self) -> str:
        return stamp_file(self.position, self.kind)


class _Vouched(NamedTuple):
    """A key as the offline root states it: first and last size of the site's log, and to which one it was safe."""

    kind: int
    public: bytes
    first: int
    last: int | None
    revoked: int | None


class _Statement(NamedTuple):
    """What the offline root says of the site's keys; each is known by its verifier key."""

    name: str
    number: int
    keys: dict[str, _Vouched]

    def spelled(self) -> bytes:
        lines = [KEYS_TITLE, self.name, str(self.number)]
        lines += [f"key {vkey} {key.first} {'-' if key.last is None else key.last}" for vkey, key in self.keys.items()]
        lines += [f"revoked {vkey} {key.revoked}" for vkey, key in self.keys.items() if key.revoked is not None]
        return "".join(f"{line}\n" for line in lines).encode()

    def find(self, key: _Key) -> _Vouched | None:
        return next((one for one in self.keys.values() if (one.kind, one.public) == (1, key.public)), None)


class _Witness(NamedTuple):
    name: str
    key_name: str
    kind: int
    public: bytes

    @property
    def id(self) -> bytes:
        return sha256(self.key_name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:KEY_ID_SIZE]

    @property
    def vkey(self) -> str:
        key = base64.b64encode(bytes([self.kind]) + self.public).decode()
        return f"{self.key_name}+{self.id.hex()}+{key}"


class _SitePolicy(NamedTuple):
    logs: list[_Key]
    witnesses: list[_Witness]
    groups: list[tuple[str, int, list[str]]]
    quorum: str

    def is_met(self, seen: set[str]) -> bool:
        holds = {witness.name: witness.name in seen for witness in self.witnesses}
        for name, threshold, members in self.groups:
            holds[name] = sum(holds[member] for member in members) >= threshold
        return self.quorum == "none" or holds[self.quorum]


class _Span:
    """Events in a row between the same stamps: the first and the last, and which of them claim the extreme times."""

    def __init__(self, event: _Event, bound: int) -> None:
        self.first = self.last = event.cells[0]
        self.bound = bound
        self.earliest = self.latest = (event.cells[1][:19], event.cells[0])


class SiteClock:
    """Takes note, event by event, of which heads of the site's log they name, and when they claim to be made."""

    def __init__(self, known: dict[int, bytes], breaks: Iterable[int]) -> None:
        """Take the roots of the heads that may be named, by size, and the positions at which another stamp counts."""
        self._known = known
        self._breaks = sorted(breaks, reverse=True)
        self._bound = 0
        self._after: tuple[int, str] | None = None
        self.spans: list[_Span] = []
        self.strangers: list[tuple[int, int]] = []

    def see(self, event: _Event) -> None:
        """Take in the next event that is disclosed."""
        seq, is_new = event.cells[0], not self.spans
        if event.after is not None and event.after != self._after:
            self._after = event.after
            is_new |= self._name(seq, *event.after)
        while self._breaks and self._breaks[-1] <= seq:
            is_new = bool(self._breaks.pop())
        if is_new:
            self.spans.append(_Span(event, self._bound))
            return
        span = self.spans[-1]
        span.last = seq
        at = event.cells[1][:19]
        if at < span.earliest[0]:
            span.earliest = at, seq
        elif at > span.latest[0]:
            span.latest = at, seq

    def _name(self, seq: int, size: int, root: str) -> bool:
        """Take in another head than the event before names; tell whether it is a later one of this log."""
        known = self._known.get(size)
        if known is not None and base64.b64decode(root) != known:
            self.strangers.append((seq, size))
        elif known is not None and size > self._bound:
            self._bound = size
            return True
        return False


class _Given(_Source):
    """Files of a dossier that is being written."""

    def __init__(self, files: dict[str, bytes], book: _Book) -> None:
        super().__init__(Path(), book)
        self._files = files
        self.members = {name: _Member(len(data), b"", 0) for name, data in files.items()}

    def open(self, name: str) -> BinaryIO:
        return io.BytesIO(self._files[name])


class SiteTeller:
    """What a verifier will say of the site's log, for the page that a dossier brings: told before it is written."""

    def __init__(self, files: dict[str, bytes], checkpoint: bytes, vkeys: Iterable[str]) -> None:
        """Take the files about the site's log, the contract's signed head, and the keys that sign both."""
        self._book = _Book()
        self._site = _Site(_Given(files, self._book), self._book, _parse_head(checkpoint), None)
        self._clock = self._site.clock() if self._site.read([_parse_vkey(vkey) for vkey in vkeys]) else None
        self._key = b""

    def see(self, event: _Event, facts: bytes) -> None:
        """Take in the next event that is disclosed, with its facts as they are, or nothing."""
        if self._clock is not None:
            if not event.cells[0] and facts:
                said = _canonical(facts)
                self._key = site_key_of(said if type(said) is dict else None)
            self._clock.see(event)

    def findings(self) -> list[tuple[str, Finding]]:
        """Return what is found, each with the property that it is about."""
        if self._clock is not None:
            self._site.conclude(self._key, self._clock)
        said = [(verdict.property, finding) for verdict in self._book.verdicts() for finding in verdict.findings]
        # How many signatures there are is known when the dossier is sealed.
        return [(prop, finding) for prop, finding in said if not finding.code.startswith("root-key")]


def stamp_file(position: int, kind: str) -> str:
    """Return the name of a stamp's file: it follows from where its hash stands in the site's log."""
    return f"proofs/stamps/{position:08d}.{_SUFFIXES[kind]}"


def site_key_of(facts: dict[str, Any] | None) -> bytes:
    """Return the contract's key in the site's log, from the facts of event 0; nothing if they don't hold one."""
    key = facts.get("site_key", "") if facts else ""
    return base64.b64decode(key) if _fits(_HASH, key) else b""


class _Site:
    """The dossier's evidence from the site's log, and the checks of it."""

    def __init__(
        self, source: _Source, book: _Book, head: _Head, library: Library | None, roots: Sequence[_Key] = ()
    ) -> None:
        self._source = source
        self._book = book
        self._contract = head
        self._library = library
        self._roots = roots
        self._head = head
        self._signed: list[_Key] = []
        self._is_witnessed = False
        self._place: tuple[int, list[bytes]] | None = None
        self._stated: tuple[_Statement, _Key] | None = None
        self._policy = _SitePolicy([], [], [], "none")
        self._entries: list[_Entry] = []
        self._stamps: list[_Stamp] = []
        self._afters: dict[int, bytes] = {}

    def read(self, logs: list[_Key]) -> bool:
        """Check what can be checked without the events; tell whether there is anything to go on with."""
        book, members = self._book, self._source.members
        stamped = [name for name in members if STAMP.fullmatch(name) or name == AUTHORITIES]
        there = [name for name in SITE_FILES if name in members]
        stated = [name for name in ROOT_FILES if name in members]
        if not stated:
            book.add("vouching", INCOMPLETE if self._roots else NOTE, "root-none")
        if not there and not stamped and not stated:
            book.add("site", NOTE, "site-none")
            return False
        for name in SITE_FILES:
            if name not in members:
                book.add("site", INCOMPLETE, "missing", name)
        if len(there) < len(SITE_FILES) or not self._read_head(logs) or not self._read_lines():
            return False
        self._check_files(stamped)
        self._check_entries()
        if stated or self._place is not None:
            self._read_statement()
        self._stamps = [checked for stamp in self._stamps if (checked := self._checked(stamp)) is not None]
        self._check_witnesses()
        return True

    def _check_files(self, stamped: Iterable[str]) -> None:
        """Check that the stamps' files are there, and no others."""
        used = {stamp.file for stamp in self._stamps}
        if any(stamp.kind == RFC3161 for stamp in self._stamps):
            used.add(AUTHORITIES)
        for name in sorted(used - set(self._source.members)):
            self._book.add("time", INCOMPLETE, "missing", name)
        for name in stamped:
            if name not in used:
                self._book.add("time", INVALID, "stamp-unused", name)

    def clock(self) -> SiteClock:
        return SiteClock(self._afters, (entry.size for entry in self._entries))

    def conclude(self, key: bytes, clock: SiteClock) -> None:
        """Check what takes the events, and say it.

        :param key: the contract's, from event 0; empty if it is not disclosed
        """
        opened = [entry for entry in self._entries if self._opens(entry, key)]
        book = self._book
        for seq, size in clock.strangers:
            book.add("time", CONTRADICTS, "after-other", EVENTS, seq=seq, size=size)
        if not book.failed("site"):
            newest = opened[-1]
            where = {"number": newest.number, "position": newest.position, "total": self._head.size}
            self._say("site", GOOD, "site", {"count": newest.size, "size": self._contract.size} | where)
            if not key:
                book.add("site", NOTE, "site-unlabelled")
        if self._stated is not None:
            self._tell_keys(opened, *self._stated)
        if not book.failed("site", "time"):
            self._tell_times(opened, clock)

    # ------------------------------------------------------------------------------------------------ reading

    def _read_head(self, logs: list[_Key]) -> bool:
        book = self._book
        try:
            self._head = _parse_head(self._source.read(SITE_HEAD))
        except _Malformed:
            book.add("site", INVALID, "head-malformed", SITE_HEAD)
            return False
        try:
            self._policy = _parse_site_policy(self._source.read(SITE_POLICY))
        except _Malformed:
            book.add("site", INVALID, "site-policy", SITE_POLICY)
            return False
        origin, publics = self._head.origin, {key.public for key in logs}
        if self._head.size > INTEGER_MAX or not ORIGIN.fullmatch(origin) or origin == self._contract.origin:
            book.add("site", INVALID, "head-malformed", SITE_HEAD)
            return False
        for key in self._policy.logs:
            if key.name != origin or key.public not in publics:
                book.add("site", INVALID, "trust-unlisted", SITE_POLICY, key=key.name)
                return False
        self._signed = _signers(self._head.note, self._policy.logs)
        if not self._signed:
            book.add("site", INVALID, "site-signature", SITE_HEAD)
            return False
        return True

    def _read_lines(self) -> bool:
        """Read the lines: entries, stamps, heads that events name, each in growing order, and the statement's place."""
        last = (-1, -1)
        lines = self._source.read(SITE).split(b"\n")
        ends = not lines.pop()
        for number, line in enumerate(lines, 1):
            order = self._read_line(number, line) if number <= SITE_LINES_MAX else None
            if order is None or not last < order:
                self._book.add("site", INVALID, "line", SITE, line=number)
                return False
            last = order
        if not ends or not self._entries:
            self._book.add("site", INVALID, "line", SITE, line=len(lines) + (not ends))
            return False
        return True

    def _read_line(self, number: int, line: bytes) -> tuple[int, int] | None:
        """Take in a line; return its place in the order, or None if it is none."""
        try:
            value = _canonical(line)
        except _Malformed:
            return None
        if type(value) is not dict or not _are_site_fields(value):
            return None
        path = [base64.b64decode(item) for item in value.get("path", ())]
        if value.keys() == _PLACE_FIELDS:
            if self._place is not None:
                return None
            self._place = value["position"], path
            return 3, value["position"]
        size, root = value["size"], base64.b64decode(value["root"])
        steps = [base64.b64decode(item) for item in value["consistency"]]
        if value.keys() == _ENTRY_FIELDS:
            head, label, blind = (base64.b64decode(value[name]) for name in ("head", "label", "blind"))
            which, position = value["number"], value["position"]
            if self._entries and not (self._entries[-1].position < position and self._entries[-1].size < size):
                return None
            self._entries.append(_Entry(number, which, position, size, root, head, label, blind, steps, path))
            return 0, which
        if value.keys() == _STAMP_FIELDS:
            who, position = value["authority"], value["position"]
            self._stamps.append(_Stamp(number, value["kind"], who, position, size, root, steps, path))
            return 1, position
        if value.keys() != _AFTER_FIELDS:
            return None
        if not _extends(size, root, self._head.size, self._head.root, steps):
            self._book.add("time", INVALID, "after-head", f"{SITE} {number}", size=size)
        self._afters[size] = root
        return 2, size

    # ------------------------------------------------------------------------------------------------ the entries

    def _check_entries(self) -> None:
        for entry in self._entries:
            said = {"head": _base64(entry.head), "label": _base64(entry.label), "v": 1}
            if not self._holds(said, entry.position, entry.path):
                where = f"{SITE} {entry.line}"
                self._book.add("site", INVALID, "site-entry", where, number=entry.number, position=entry.position)

    def _holds(self, entry: dict[str, Any], position: int, path: Sequence[bytes]) -> bool:
        leaf = sha256(b"\x00" + _encode_fast(entry).encode()).digest()
        return _leads_to(leaf, position, self._head.size, path, self._head.root)

    def _opens(self, entry: _Entry, key: bytes) -> bool:
        """Check that an entry is the contract's, and that it holds a head which is a beginning of this log."""
        book, where, head = self._book, f"{SITE} {entry.line}", self._contract
        number = entry.number.to_bytes(8, "big")
        label = hmac.new(key, SITE_LABEL_TAG + number, "sha256").digest()
        blind = hmac.new(key, SITE_HEAD_TAG + number, "sha256").digest()
        if key and (entry.label, entry.blind) != (label, blind):
            book.add("site", INVALID, "site-label", where, number=entry.number)
            return False
        text = f"{head.origin}\n{entry.size}\n{_base64(entry.root)}\n".encode()
        if entry.head != sha256(SITE_HEAD_TAG + entry.blind + text).digest():
            # Without the key nobody can tell whether the entry is this contract's at all.
            outcome, code = (CONTRADICTS, "site-other") if key else (INVALID, "site-closed")
            book.add("site", outcome, code, where, number=entry.number, size=entry.size)
            return False
        if not _extends(entry.size, entry.root, head.size, head.root, entry.consistency):
            book.add("site", CONTRADICTS, "site-history", where, number=entry.number, size=entry.size)
            return False
        return True

    # ------------------------------------------------------------------------------------------------ the keys

    def _read_statement(self) -> None:
        """Read what the offline root says of the keys: its signature, and that the site's log holds it."""
        book, members = self._book, self._source.members
        for name in ROOT_FILES:
            if name not in members:
                book.add("vouching", INCOMPLETE, "missing", name)
        if any(name not in members for name in ROOT_FILES):
            return
        data = self._source.read(KEY_STATEMENT)
        try:
            note = _parse_note(data)
            said = _parse_statement(note.text)
            brought = [_parse_vkey(line) for line in _text_lines(self._source.read(ROOT))]
        except _Malformed:
            book.add("vouching", INVALID, "root-statement", KEY_STATEMENT)
            return
        if not all(origin.startswith(f"{said.name}/") for origin in (self._contract.origin, self._head.origin)):
            book.add("vouching", INVALID, "root-statement", KEY_STATEMENT)
            return
        signed = _signers(note, self._roots or brought)
        if not signed:
            code = "root-other" if self._roots and _signers(note, brought) else "root-signature"
            book.add("vouching", INVALID, code, KEY_STATEMENT)
            return
        entry = {"keys": _base64(sha256(data).digest()), "v": 1}
        if self._place is None or not self._holds(entry, *self._place):
            book.add("vouching", INVALID, "root-entry", KEY_STATEMENT)
            return
        self._stated = said, signed[0]

    def _tell_keys(self, opened: Sequence[_Entry], said: _Statement, root: _Key) -> None:
        """Say what each key signed that the root names, and what was signed by none of them."""
        book, total = self._book, self._head.size
        judged = [self._judge(said, SITE_HEAD, self._signed, (total, total), is_vouched=self._is_witnessed)]
        for where, size, keys in book.signed:
            # A head was signed after the entry of an earlier one, and before the first entry that goes as far.
            low = max((entry.position for entry in opened if entry.size < size), default=0)
            high = min((entry.position + 1 for entry in opened if entry.size >= size), default=None)
            judged.append(self._judge(said, where, keys, (low, high), is_vouched=high is not None))
        if book.sealed:
            judged.append(self._judge(said, SEAL, book.sealed, (total, None), is_vouched=False))
        if book.failed("vouching"):
            return
        values = {"number": said.number, "name": root.name, "key": root.fingerprint}
        self._say("vouching", GOOD if self._roots else NOTE, "root-pinned" if self._roots else "root-says", values)
        for key in said.keys.values():
            count = sum(key.public in good for good in judged)
            if count:
                named = {"key": _fingerprint(key.public), "count": count, "first": key.first}
                code, end = ("root-key", {}) if key.last is None else ("root-key-until", {"last": key.last})
                self._say("vouching", GOOD, code, named | end)

    def _judge(
        self, said: _Statement, where: str, keys: Sequence[_Key], when: tuple[int, int | None], *, is_vouched: bool
    ) -> set[bytes]:
        """Judge a signature by one or more keys; return those that the root allows it.

        :param when: between which sizes of the site's log it was made; the second is None if nothing tells
        :param is_vouched: if something later that is signed otherwise holds what was signed
        """
        low, high = when
        good: set[bytes] = set()
        faults: list[tuple[int, str, str, dict[str, Any]]] = []
        for key in keys:
            stated, named = said.find(key), {"key": key.fingerprint}
            if stated is None:
                faults.append((3, INVALID, "root-unnamed", named))
                continue
            is_safe = stated.revoked is None or (high is not None and high <= stated.revoked)
            if (high is not None and high < stated.first) or (stated.last is not None and stated.last < low):
                faults.append((2, INVALID, "root-outside", named))
            elif stated.revoked is None or (is_safe and is_vouched):
                good.add(key.public)
            elif is_safe or (is_vouched and where != SITE_HEAD):
                faults.append((0, WEAKER, "root-revoked", named | {"size": stated.revoked}))
            else:
                faults.append((1, INVALID, "root-revoked", named | {"size": stated.revoked}))
        if not good:
            _rank, outcome, code, values = min(faults, key=lambda fault: fault[0])
            self._say("vouching", outcome, code, values, where)
        return good

    # ------------------------------------------------------------------------------------------------ the witnesses

    def _check_witnesses(self) -> None:
        book, note, policy = self._book, self._head.note, self._policy
        if not policy.witnesses:
            book.add("witnesses", NOTE, "witnesses-none")
            return
        seen: dict[str, int] = {}
        unchecked: set[str] = set()
        for witness in policy.witnesses:
            for name, key_id, value in note.signatures:
                if (name, key_id) != (witness.key_name, witness.id):
                    continue
                judged = self._cosigned(witness, note.text, value)
                if judged is None:
                    unchecked.add(witness.name)
                    book.add("witnesses", NOTE, "witness-unchecked", name=witness.name)
                elif not judged:
                    book.add("witnesses", INVALID, "witness-false", SITE_HEAD, name=witness.name)
                else:
                    seen[witness.name] = max(seen.get(witness.name, 0), int.from_bytes(value[:_TIME_SIZE], "big"))
        for name, at in seen.items():
            book.add("witnesses", GOOD, "witness-saw", name=name, at=_moment_of(at), total=self._head.size)
        if book.failed("witnesses"):
            return
        values = {"count": len(seen), "known": len(policy.witnesses)}
        if policy.is_met(set(seen)):
            self._is_witnessed = True
            self._say("witnesses", GOOD, "witnesses", values)
        else:
            outcome = NOTE if policy.is_met({*seen, *unchecked}) else WEAKER
            self._say("witnesses", outcome, "witnesses-few", values)

    def _say(self, prop: str, outcome: str, code: str, values: dict[str, Any], where: str = "") -> None:
        self._book.add(prop, outcome, code, where, **values)

    def _cosigned(self, witness: _Witness, text: bytes, value: bytes) -> bool | None:
        """Tell whether a witness cosigned the head; None if that can't be told here."""
        if witness.kind == _ED25519_WITNESS:
            said = b"cosignature/v1\ntime %d\n" % int.from_bytes(value[:_TIME_SIZE], "big") + text
            return len(value) == _COSIGNED_SIZE and ed25519_verify(witness.public, said, value[_TIME_SIZE:])
        if self._library is None:
            return None
        try:
            self._library.cosigned(witness.vkey, text, value)
        except ValueError:
            return False
        return True

    # ------------------------------------------------------------------------------------------------ the stamps

    def _checked(self, stamp: _Stamp) -> _Stamp | None:
        """Return a stamp that holds, with its time; None if it does not, or its file is missing."""
        book, where, file = self._book, f"{SITE} {stamp.line}", stamp.file
        if file not in self._source.members:
            return None
        if not _extends(stamp.size, stamp.root, self._head.size, self._head.root, stamp.consistency):
            book.add("time", INVALID, "stamp-head", where, size=stamp.size)
            return None
        token = self._source.read(file)
        if not self._holds({"stamp": _base64(sha256(token).digest()), "v": 1}, stamp.position, stamp.path):
            book.add("time", INVALID, "stamp-entry", file, position=stamp.position)
            return None
        text = f"{self._head.origin}\n{stamp.size}\n{_base64(stamp.root)}\n".encode()
        try:
            at, digest = _parse_token(token) if stamp.kind == RFC3161 else ("", _parse_ots(token))
        except _Malformed:
            book.add("time", INVALID, "stamp-malformed", file)
            return None
        if digest != sha256(text).digest():
            book.add("time", INVALID, "stamp-other", file, size=stamp.size)
            return None
        return stamp._replace(at=at)

    def _tell_times(self, opened: Sequence[_Entry], clock: SiteClock) -> None:
        """Say what the stamps say: how many events each authority saw, and between which moments events were made."""
        book, stamps = self._book, [stamp for stamp in self._stamps if stamp.kind == RFC3161]
        if not stamps:
            book.add("time", NOTE, "time-none")
        for stamp, count in _newest(stamps, opened):
            at = _readable(stamp.at)
            book.add("time", GOOD, "stamp", authority=stamp.authority, at=at, count=count, size=self._contract.size)
        self._tell_signatures(stamps)
        for stamp, count in _newest([one for one in self._stamps if one.kind != RFC3161], opened):
            self._tell_anchor(stamp, count)
        if not stamps or book.failed("time"):
            return
        covers = [(stamp.at, _covered(stamp, opened)) for stamp in stamps]
        for first, last, before, after in _windows(clock, stamps, covers):
            code = "window" if before and after else "window-before" if before else "window-after"
            values = {"before": _readable(before)} if before else {}
            values |= {"after": _readable(after)} if after else {}
            self._say("time", GOOD, code, {"first": first, "last": last} | values)
        for span in clock.spans:
            before, after = _bounds(span, stamps, covers)
            if before and span.earliest[0] < _moved(before, -_SKEW):
                at, seq = span.earliest
                book.add("time", WEAKER, "window-claim", EVENTS, seq=seq, at=_readable(at))
            if after and span.latest[0] > _moved(after, _SKEW):
                at, seq = span.latest
                book.add("time", WEAKER, "window-claim", EVENTS, seq=seq, at=_readable(at))

    def _tell_signatures(self, stamps: Sequence[_Stamp]) -> None:
        book, signed = self._book, dict[str, int]()
        if stamps and self._library is None:
            book.add("time", NOTE, "stamp-unsigned", count=len(stamps))
            return
        certificates = self._source.read(AUTHORITIES) if stamps else b""
        for stamp in stamps:
            text = f"{self._head.origin}\n{stamp.size}\n{_base64(stamp.root)}\n".encode()
            assert self._library is not None
            try:
                who = self._library.stamped(self._source.read(stamp.file), text, certificates)
            except ValueError as error:
                book.add("time", INVALID, "stamp-signature", stamp.file, reason=str(error))
                continue
            signed[who] = signed.get(who, 0) + 1
        for who, count in signed.items():
            book.add("time", GOOD, "stamp-signed", AUTHORITIES, who=who, count=count)

    def _tell_anchor(self, stamp: _Stamp, count: int) -> None:
        values = {"authority": stamp.authority, "count": count, "size": self._contract.size}
        if self._library is None or stamp.kind == OTS_PROMISE:
            self._say("time", NOTE, stamp.kind, values, stamp.file)
            return
        text = f"{self._head.origin}\n{stamp.size}\n{_base64(stamp.root)}\n".encode()
        try:
            leads = self._library.anchored(self._source.read(stamp.file), text)
        except ValueError as error:
            self._book.add("time", INVALID, "stamp-signature", stamp.file, reason=str(error))
            return
        self._say("time", NOTE, "anchored", values | {"leads": leads}, stamp.file)


def _covered(stamp: _Stamp, entries: Sequence[_Entry]) -> int:
    """Return how many events a stamp is known to cover: those of the entries below the head that it is of."""
    return max((entry.size for entry in entries if entry.position < stamp.size), default=0)


def _newest(stamps: Sequence[_Stamp], entries: Sequence[_Entry]) -> Iterator[tuple[_Stamp, int]]:
    """Yield for each authority, in the order of their first stamps, the first stamp of the most events."""
    best: dict[str, tuple[_Stamp, int]] = {}
    for stamp in stamps:
        count = _covered(stamp, entries)
        known = best.get(f"{stamp.kind} {stamp.authority}")
        if known is None or count > known[1]:
            best[f"{stamp.kind} {stamp.authority}"] = stamp, count
    return (found for found in best.values() if found[1])


def _bounds(span: _Span, stamps: Sequence[_Stamp], covers: Sequence[tuple[str, int]]) -> tuple[str, str]:
    """Return before which moment events were not made, and after which; an empty text where no stamp says so."""
    before = max((stamp.at for stamp in stamps if stamp.position < span.bound), default="")
    after = min((at for at, count in covers if count > span.last), default="")
    return before, after


def _windows(
    clock: SiteClock, stamps: Sequence[_Stamp], covers: Sequence[tuple[str, int]]
) -> Iterator[tuple[int, int, str, str]]:
    """Yield the first and the last event of each window that some stamp bounds, and its two moments."""
    found: list[tuple[int, int, str, str]] = []
    for span in clock.spans:
        bounds = _bounds(span, stamps, covers)
        if found and found[-1][2:] == bounds:
            found[-1] = found[-1][0], span.last, *bounds
        else:
            found.append((span.first, span.last, *bounds))
    return (window for window in found if window[2] or window[3])


_ENTRY_FIELDS = {"blind", "consistency", "head", "label", "number", "path", "position", "root", "size"}
_STAMP_FIELDS = {"authority", "consistency", "kind", "path", "position", "root", "size"}
_AFTER_FIELDS = {"consistency", "root", "size"}
_PLACE_FIELDS = {"path", "position"}


def _are_site_fields(value: dict[str, Any]) -> bool:
    """Tell whether the fields of a line about the site's log are of their kinds; which there are is looked at apart."""
    if value.keys() != _PLACE_FIELDS and (not value.keys() >= _AFTER_FIELDS or value["size"] == 0):
        return False
    for name, item in value.items():
        if name in ("consistency", "path"):
            good = type(item) is list and len(item) <= PATH_MAX and all(_fits(_HASH, one) for one in item)
        elif name in ("number", "position", "size"):
            good = type(item) is int and 0 <= item <= INTEGER_MAX
        elif name == "kind":
            good = type(item) is str and item in _SUFFIXES
        else:
            good = _fits(_PRINTABLE if name == "authority" else _HASH, item)
        if not good:
            return False
    return True


def _parse_site_policy(data: bytes) -> _SitePolicy:
    """Read a policy (C2SP tlog-policy) as a dossier spells it: single spaces, no comments, no addresses."""
    logs: list[_Key] = []
    witnesses: list[_Witness] = []
    groups: list[tuple[str, int, list[str]]] = []
    quorum = ""
    members: set[str] = set()
    lines = _text_lines(data)
    if len(lines) > SITE_LINES_MAX:
        raise _Malformed
    for line in lines:
        word, *rest = line.split(" ")
        names = {witness.name for witness in witnesses} | {name for name, _, _ in groups}
        if quorum or not all(_fits(_PLAIN_WORD, item) for item in rest):
            raise _Malformed
        if word == "log" and len(rest) == 1:
            logs.append(_parse_vkey(rest[0]))
        elif word == "witness" and len(rest) == len(("name", "key")) and rest[0] not in {"none", *names}:
            witnesses.append(_parse_witness(*rest))
        elif word == "group" and len(rest) > len(("name", "threshold")) and rest[0] not in {"none", *names}:
            name, threshold, *within = rest
            is_known = set(within) <= names - members and len(set(within)) == len(within)
            if not is_known or not re.fullmatch("[1-9][0-9]{0,2}", threshold) or int(threshold) > len(within):
                raise _Malformed
            members.update(within)
            groups.append((name, int(threshold), within))
        elif word == "quorum" and len(rest) == 1 and rest[0] in {"none", *names}:
            quorum = rest[0]
        else:
            raise _Malformed
    if not quorum or not logs:
        raise _Malformed
    return _SitePolicy(logs, witnesses, groups, quorum)


_PLAIN_WORD = re.compile("[!-~]+")


def _parse_statement(text: bytes) -> _Statement:
    """Read what a root signed of a site's keys (docs/record.md, section 8)."""
    lines = text.decode().split("\n")
    if len(lines) <= len(("title", "name", "number", "")) or len(lines) > SITE_LINES_MAX or not _is_name(lines[1]):
        raise _Malformed
    keys: dict[str, _Vouched] = {}
    for line in lines[3:-1]:
        word, *rest = line.split(" ")
        if word == "key" and len(rest) == len(("key", "first", "last")) and rest[0] not in keys:
            blob = _parse_any_vkey(rest[0])
            first, last = _parse_number(rest[1]), None if rest[2] == "-" else _parse_number(rest[2])
            if last is not None and last < first:
                raise _Malformed
            keys[rest[0]] = _Vouched(blob[0], blob[1:], first, last, None)
        elif word == "revoked" and len(rest) == len(("key", "size")) and rest[0] in keys:
            keys[rest[0]] = keys[rest[0]]._replace(revoked=_parse_number(rest[1]))
        else:
            raise _Malformed
    said = _Statement(lines[1], _parse_number(lines[2]), keys)
    if said.spelled() != text:
        raise _Malformed
    return said


def _parse_number(digits: str) -> int:
    if not re.fullmatch("0|[1-9][0-9]{0,14}", digits):
        raise _Malformed
    return int(digits)


def _parse_any_vkey(vkey: str) -> bytes:
    """Return the kind and the bytes of a key that signs heads: Ed25519, or what cosigns them."""
    name, _, rest = vkey.partition("+")
    key_id, _, encoded = rest.partition("+")
    blob = _unbase64(encoded)
    sizes = {1: KEY_SIZE, **_WITNESS_KEY_SIZES}
    if not _is_name(name) or len(blob) - 1 != sizes.get(blob[0] if blob else 0):
        raise _Malformed
    if sha256(name.encode() + b"\n" + blob).digest()[:KEY_ID_SIZE].hex() != key_id:
        raise _Malformed
    return blob


def _parse_witness(name: str, vkey: str) -> _Witness:
    key_name, _, rest = vkey.partition("+")
    key_id, _, encoded = rest.partition("+")
    blob = _unbase64(encoded)
    if not _is_name(key_name) or len(blob) - 1 != _WITNESS_KEY_SIZES.get(blob[0] if blob else 0):
        raise _Malformed
    witness = _Witness(name, key_name, blob[0], blob[1:])
    if witness.id.hex() != key_id:
        raise _Malformed
    return witness


def _extends(old: int, old_root: bytes, size: int, root: bytes, path: Sequence[bytes]) -> bool:
    """Check a consistency proof (RFC 9162 section 2.1.4.2)."""
    if not 0 < old <= size:
        return False
    if old == size:
        return not path and old_root == root
    index, last = old - 1, size - 1
    while index & 1:
        index, last = index >> 1, last >> 1
    if index and not path:
        return False
    # A proof leaves out the node that is the whole old tree.
    start, siblings = (path[0], path[1:]) if index else (old_root, path)
    older = newer = start
    for sibling in siblings:
        if last == 0:
            return False
        if index & 1 or index == last:
            older = sha256(b"\x01" + sibling + older).digest()
            newer = sha256(b"\x01" + sibling + newer).digest()
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            newer = sha256(b"\x01" + newer + sibling).digest()
        index, last = index >> 1, last >> 1
    return last == 0 and older == old_root and newer == root


def _elements(data: bytes) -> list[tuple[int, bytes]]:
    """Take DER apart, one level of it: the tag and the content of each element."""
    found, at = [], 0
    while at < len(data):
        tag, size = data[at], data[at + 1] if at + 1 < len(data) else 0x80
        at += 2
        if size & 0x80:
            count = size & 0x7F
            spelled = data[at : at + count]
            size = int.from_bytes(spelled, "big")
            if not 0 < count <= 4 or len(spelled) < count or spelled[0] == 0 or size < 0x80:  # noqa: PLR2004  # X.690, 10.1
                raise _Malformed
            at += count
        if at + size > len(data) or tag & 0x1F == 0x1F:  # noqa: PLR2004  # tags of several bytes: not in a stamp
            raise _Malformed
        found.append((tag, data[at : at + size]))
        at += size
    return found


def _inner(data: bytes, *tags: int) -> list[bytes]:
    """Return the contents of the first elements, which must have these tags."""
    found = _elements(data)[: len(tags)]
    if [tag for tag, _ in found] != list(tags):
        raise _Malformed
    return [content for _, content in found]


def _parse_token(token: bytes) -> tuple[str, bytes]:
    """Return the time and SHA-256 in an authority's answer (RFC 3161, 2.4.2); its signature is not looked at."""
    if len(_elements(token)) != 1:
        raise _Malformed
    status, content = _inner(_inner(token, 0x30)[0], 0x30, 0x30)
    kind, wrapped = _inner(content, 0x06, 0xA0)
    if _inner(status, 0x02)[0] not in (b"\x00", b"\x01") or kind != _SIGNED_DATA_OID:
        raise _Malformed
    _, _, encapsulated = _inner(_inner(wrapped, 0x30)[0], 0x02, 0x31, 0x30)
    kind, wrapped = _inner(encapsulated, 0x06, 0xA0)
    if kind != _TST_INFO_OID:
        raise _Malformed
    _, _, imprint, _, made = _inner(_inner(_inner(wrapped, 0x04)[0], 0x30)[0], 0x02, 0x06, 0x30, 0x02, 0x18)
    algorithm, digest = _inner(imprint, 0x30, 0x04)
    match = _GEN_TIME.fullmatch(made)
    if match is None or not algorithm.startswith(_SHA256_OID):
        raise _Malformed
    at = "{}-{}-{}T{}:{}:{}".format(*(piece.decode() for piece in match.groups()))
    if not _is_date(at):
        raise _Malformed
    return at, digest


def _parse_ots(proof: bytes) -> bytes:
    """Return the SHA-256 that an OpenTimestamps proof is of; where it leads takes more than this file."""
    digest = proof[len(_OTS_HEAD) : len(_OTS_HEAD) + HASH_SIZE]
    if not proof.startswith(_OTS_HEAD) or len(proof) <= len(_OTS_HEAD) + HASH_SIZE:
        raise _Malformed
    return digest


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _moment_of(seconds: int) -> str:
    """Return a witness's time for people; the number itself if it is beyond any calendar."""
    try:
        return _readable((datetime(1970, 1, 1) + timedelta(seconds=seconds)).isoformat()[:19])  # noqa: DTZ001  # UTC
    except OverflowError:
        return str(seconds)


def _readable(at: str) -> str:
    return f"{at.replace('T', ' ')} UTC"


def _moved(at: str, by: timedelta) -> str:
    return (datetime.fromisoformat(at) + by).isoformat()


# ------------------------------------------------------------------------------------------------------ all together


def verify_path(
    path: str | Path,
    *,
    heads: Iterable[str | Path | bytes] = (),
    keys: Iterable[str] = (),
    roots: Iterable[str] = (),
    library: Library | None = None,
) -> Report:
    """Check the dossier at a path (the file, or the folder it was unpacked into) and report on every property.

    :param heads: checkpoints or receipts that the person kept: paths of files, or their bytes
    :param keys: verifier keys of which one must have signed; any key will do if there are none
    :param roots: keys of the site's offline root: one of them must have said which keys sign
    :param library: who checks what takes more than the standard library; it is left unchecked if there is none
    :raises ValueError: if one of ``keys`` or ``roots`` is no verifier key; what is wrong with the dossier is reported
    """
    try:
        pinned = [_parse_vkey(key.strip()) for key in keys]
        known = [_parse_vkey(key.strip()) for key in roots]
    except _Malformed:
        raise ValueError("not a verifier key of the form name+id+key") from None
    book = _Book()
    try:
        _verify(Path(path), book, heads, pinned, known, library)
    except _Stop:
        pass
    except OSError as error:
        book.add("container", INVALID, "unreadable", reason=error.strerror or type(error).__name__)
    except Exception as error:  # noqa: BLE001  # whatever a crafted file brings about, the answer is a verdict
        book.add("container", INVALID, "internal", kind=type(error).__name__)
    fingerprints = tuple(key.fingerprint for key in book.keys)
    return Report(str(path), book.log, book.size, book.root, fingerprints, tuple(book.verdicts()))


def _verify(
    path: Path,
    book: _Book,
    heads: Iterable[str | Path | bytes],
    pinned: Sequence[_Key],
    roots: Sequence[_Key],
    library: Library | None,
) -> None:
    source = _source(path, book)
    held = _read_held(heads, book)
    source.scan()
    info = _check_bag(source, book)
    logs = _check_trust(source, book, pinned)
    head = _check_head(source, book, logs)
    _check_seal(source, book, logs, head, info)
    if any(name not in source.members for name in (EVENTS, OPENINGS, LOADFILE, HEADS)):
        raise _Stop
    earlier = _earlier_heads(source, book, logs, head)
    site = _Site(source, book, head, library, roots)
    clock = site.clock() if site.read(logs) else None
    record = _Record(source, book, head, held, clock)
    record.want(item.size for item in earlier)
    try:
        record.walk()
    finally:
        # A broken line stops the walk; what was seen of the log up to there may still contradict a head.
        _compare_held(book, record, head, held, [*logs, *pinned])
    _compare_heads(book, record, earlier)
    if clock is not None:
        site.conclude(record.site_key, clock)
    if info and (info["Aval-Disclosure"] == "full") != record.is_full:
        book.add("bag", INVALID, "bag-info", "bag-info.txt")


def _source(path: Path, book: _Book) -> _Folder | _Archive:
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        raise book.stop("container", FOREIGN, "absent") from None
    if stat.S_ISDIR(mode):
        inner = [item for item in path.glob("dossier-*") if item.is_dir() and not item.is_symlink()]
        if not (path / "bagit.txt").exists() and len(inner) == 1:
            path = inner[0]
        if not (path / EVENTS).exists() and not (path / CHECKPOINT).exists():
            raise book.stop("container", FOREIGN, "foreign")
        return _Folder(path, book)
    if not stat.S_ISREG(mode):
        raise book.stop("container", FOREIGN, "foreign")
    # Names are never compressed in a zip: whatever was packed again, cut off or prefixed is still told apart from a
    # file that never was a dossier.
    with path.open("rb") as stream:
        start = stream.read(SMALL_MAX)
        stream.seek(max(0, os.fstat(stream.fileno()).st_size - SMALL_MAX))
        if EVENTS.encode() not in start and EVENTS.encode() not in stream.read(SMALL_MAX):
            raise book.stop("container", FOREIGN, "foreign")
    return _Archive(path, book)


def _read_held(heads: Iterable[str | Path | bytes], book: _Book) -> list[_Held]:
    held = []
    for number, item in enumerate(heads, 1):
        label = str(number) if isinstance(item, bytes) else str(item)
        try:
            held.append(_parse_held(label, item if isinstance(item, bytes) else _read_small(Path(item))))
        except (_Malformed, OSError):
            book.add("held", INCOMPLETE, "held-unreadable", label)
    if not held and not book.failed("held"):
        book.add("held", NOTE, "held-none")
    return held


def _read_small(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(SMALL_MAX)


# ------------------------------------------------------------------------------------------------- in plain sentences

LANGUAGES = ("en", "es", "pt")

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "dossier": "Dossier:", "log": "Log:", "events": "events", "verdict": "Verdict",
        "exit0": "GOOD. All that this file can show holds (exit code 0).",
        "exit10": "GOOD, BUT WEAKER. What is here holds; see what is withheld or only claimed (exit code 10).",
        "exit20": "INCOMPLETE. Something that should be here is missing (exit code 20).",
        "exit30": "CONTRADICTS A HEAD THAT YOU OR THE SITE'S LOG HOLD. It is not the log shown before (exit code 30).",
        "exit40": "INVALID. The file was changed, or was never issued as it is (exit code 40).",
        "exit50": "NOT A DOSSIER (exit code 50).",
        "good": "good", "note": "note", "weaker": "WEAKER", "incomplete": "INCOMPLETE", "contradicts": "CONTRADICTS",
        "invalid": "INVALID", "not-a-dossier": "NOT A DOSSIER", "unchecked": "not checked",
        "container": "The archive", "bag": "The files in it", "seal": "The seal over all files", "key": "The key",
        "signature": "The signature on the log", "policy": "Who must sign", "form": "The form of each line",
        "chain": "The order of events", "tree": "The root over all events", "disclosure": "What is disclosed",
        "openings": "The contents", "erasures": "Erasures", "types": "Kinds of contents",
        "table": "The table for review", "heads": "Earlier heads", "held": "Heads that you kept",
        "site": "The site's log", "vouching": "The offline root",
        "witnesses": "Witnesses", "time": "Time, by others than the site",
        "personal": "Signatures by persons",
        "compare": "Compare this key with the one that the site publishes elsewhere:",
        "not_proved": "What this does NOT prove:",
    },
    "es": {
        "dossier": "Expediente:", "log": "Registro:", "events": "eventos", "verdict": "Veredicto",
        "exit0": "BUENO. Todo lo que este archivo puede mostrar se cumple (código 0).",
        "exit10": "BUENO, PERO MÁS DÉBIL. Lo que está se cumple; vea qué se reserva o solo se afirma (código 10).",
        "exit20": "INCOMPLETO. Falta algo que debería estar (código 20).",
        "exit30": "CONTRADICE UNA CABEZA QUE GUARDA USTED O EL REGISTRO DEL SITIO. No es el que se mostró (código 30).",
        "exit40": "INVÁLIDO. El archivo fue alterado o nunca se emitió así (código 40).",
        "exit50": "NO ES UN EXPEDIENTE (código 50).",
        "good": "bien", "note": "nota", "weaker": "MÁS DÉBIL", "incomplete": "INCOMPLETO", "contradicts": "CONTRADICE",
        "invalid": "INVÁLIDO", "not-a-dossier": "NO ES UN EXPEDIENTE", "unchecked": "sin comprobar",
        "container": "El archivo zip", "bag": "Los archivos que contiene", "seal": "El sello sobre todos los archivos",
        "key": "La clave", "signature": "La firma del registro", "policy": "Quién debe firmar",
        "form": "La forma de cada línea", "chain": "El orden de los eventos", "tree": "La raíz de todos los eventos",
        "disclosure": "Lo que se muestra", "openings": "Los contenidos", "erasures": "Borrados",
        "types": "Clases de contenido", "table": "La tabla de revisión", "heads": "Cabezas anteriores",
        "held": "Cabezas que usted guardó", "personal": "Firmas de personas",
        "site": "El registro del sitio", "vouching": "La raíz sin red",
        "witnesses": "Testigos", "time": "El tiempo, según otros que el sitio",
        "compare": "Compare esta clave con la que el sitio publica en otro lugar:",
        "not_proved": "Lo que esto NO prueba:",
    },
    "pt": {
        "dossier": "Dossiê:", "log": "Registro:", "events": "eventos", "verdict": "Veredito",
        "exit0": "BOM. Tudo o que este arquivo pode mostrar se confirma (código 0).",
        "exit10": "BOM, PORÉM MAIS FRACO. O que está aqui se confirma; veja o que falta ou só se alega (código 10).",
        "exit20": "INCOMPLETO. Falta algo que deveria estar aqui (código 20).",
        "exit30": "CONTRADIZ UMA CABEÇA QUE VOCÊ OU O REGISTRO DO SITE GUARDA. Não é o que foi mostrado (código 30).",
        "exit40": "INVÁLIDO. O arquivo foi alterado ou nunca foi emitido assim (código 40).",
        "exit50": "NÃO É UM DOSSIÊ (código 50).",
        "good": "bom", "note": "nota", "weaker": "MAIS FRACO", "incomplete": "INCOMPLETO", "contradicts": "CONTRADIZ",
        "invalid": "INVÁLIDO", "not-a-dossier": "NÃO É UM DOSSIÊ", "unchecked": "não verificado",
        "container": "O arquivo zip", "bag": "Os arquivos que contém", "seal": "O selo sobre todos os arquivos",
        "key": "A chave", "signature": "A assinatura do registro", "policy": "Quem deve assinar",
        "form": "A forma de cada linha", "chain": "A ordem dos eventos", "tree": "A raiz de todos os eventos",
        "disclosure": "O que é mostrado", "openings": "Os conteúdos", "erasures": "Apagamentos",
        "types": "Tipos de conteúdo", "table": "A tabela de revisão", "heads": "Cabeças anteriores",
        "held": "Cabeças que você guardou", "personal": "Assinaturas de pessoas",
        "site": "O registro do site", "vouching": "A raiz sem rede",
        "witnesses": "Testemunhas", "time": "O tempo, segundo outros que não o site",
        "compare": "Compare esta chave com a que o site publica em outro lugar:",
        "not_proved": "O que isto NÃO prova:",
    },
}  # fmt: skip

NOT_PROVED = (
    (
        "that what people said is true, or who is behind a name: it shows what was recorded, unchanged.",
        "que lo dicho sea verdad, ni quién está detrás de un nombre: muestra qué se registró, sin cambios.",
        "que o dito seja verdade, nem quem está por trás de um nome: mostra o que foi registrado, sem mudanças.",
    ),
    (
        "when exactly things happened: times are the site's own claim, which stamps by others only bound, if any do.",
        "cuándo exactamente ocurrieron las cosas: las horas las afirma el sitio; los sellos ajenos solo las acotan.",
        "quando exatamente as coisas aconteceram: os horários são do site; carimbos de outros apenas os limitam.",
    ),
    (
        "that this is the newest log, or the only one if no witness saw it: receipts (--head), aval trace tell more.",
        "que este sea el registro más nuevo, o el único si no hay testigos: dicen más un recibo (--head) y aval trace.",
        "que este seja o registro mais novo, ou o único sem testemunhas: um recibo (--head) e aval trace dizem mais.",
    ),
    (
        "anything about imported conversations before they were imported.",
        "nada sobre las conversaciones importadas antes de su importación.",
        "nada sobre as conversas importadas antes da importação.",
    ),
    (
        "the sentences of START-HERE.html: the site's summary; the evidence is in the events and contents.",
        "las frases de START-HERE.html: un resumen del sitio; la prueba está en los eventos y contenidos.",
        "as frases de START-HERE.html: um resumo do site; a prova está nos eventos e conteúdos.",
    ),
)

SENTENCES: dict[str, tuple[str, str, str]] = {
    "more": ("and {count} more.", "y {count} más.", "e mais {count}."),
    # The archive.
    "archive": (
        "Byte for byte as Aval writes it.",
        "Byte por byte como Aval lo escribe.",
        "Byte por byte como o Aval o escreve.",
    ),
    "folder": (
        "Read from a folder: the files are checked, the archive that they came in is not.",
        "Leído de una carpeta: se comprueban los archivos, no el zip en que llegaron.",
        "Lido de uma pasta: os arquivos são verificados, não o zip em que vieram.",
    ),
    "absent": ("There is no such file.", "No existe ese archivo.", "Esse arquivo não existe."),
    "foreign": (
        "This is something else than a dossier of Aval.",
        "Esto es otra cosa, no un expediente de Aval.",
        "Isto é outra coisa, não um dossiê do Aval.",
    ),
    "unreadable": (
        "It cannot be read: {reason}.", "No se puede leer: {reason}.", "Não pode ser lido: {reason}.",
    ),
    "internal": (
        "It could not be checked to the end ({kind}); take it as invalid.",
        "No se pudo comprobar hasta el final ({kind}); considérelo inválido.",
        "Não pôde ser verificado até o fim ({kind}); considere-o inválido.",
    ),
    "prefix": (
        "The archive does not begin with its first file: something was put in front, or it was packed again.",
        "El zip no empieza con su primer archivo: se le puso algo delante o se volvió a empaquetar.",
        "O zip não começa com seu primeiro arquivo: algo foi posto na frente ou ele foi reempacotado.",
    ),
    "truncated": ("The archive ends too early.", "El zip termina antes de tiempo.", "O zip termina cedo demais."),
    "trailing": (
        "Something follows after the end of the archive.",
        "Hay algo después del final del zip.",
        "Há algo depois do fim do zip.",
    ),
    "encrypted": ("It is marked as encrypted.", "Está marcado como cifrado.", "Está marcado como cifrado."),
    "compressed": (
        "It is compressed; a dossier's files are not. If it was packed again, check the unpacked folder instead.",
        "Está comprimido; los archivos de un expediente no lo están. Si se volvió a empaquetar, compruebe la carpeta.",
        "Está comprimido; os arquivos de um dossiê não são. Se foi reempacotado, verifique a pasta descompactada.",
    ),
    "header": (
        "Its header in the archive was changed, or was not written by Aval.",
        "Su cabecera en el zip fue alterada o no la escribió Aval.",
        "Seu cabeçalho no zip foi alterado ou não foi escrito pelo Aval.",
    ),
    "crc": (
        "Its bytes do not fit the checksum in the archive.",
        "Sus bytes no coinciden con la suma de control del zip.",
        "Seus bytes não conferem com a soma de verificação do zip.",
    ),
    "directory": (
        "The directory at the end of the archive says something else about it than its header.",
        "El índice al final del zip dice de él otra cosa que su cabecera.",
        "O índice no fim do zip diz dele outra coisa que seu cabeçalho.",
    ),
    "end-record": (
        "The end of the archive was changed: its directory, counts or comment are not as they must be.",
        "El final del zip fue alterado: su índice, cuentas o comentario no son como deben.",
        "O fim do zip foi alterado: seu índice, contagens ou comentário não são como devem.",
    ),
    "link": (
        "It is a link or a device, not a file.",
        "Es un enlace o dispositivo, no un archivo.",
        "É um link ou dispositivo, não um arquivo.",
    ),
    "too-many-files": (
        "There are more than {limit} files.", "Hay más de {limit} archivos.", "Há mais de {limit} arquivos.",
    ),
    "too-large": (
        "It is larger than {limit} bytes.", "Ocupa más de {limit} bytes.", "Ocupa mais de {limit} bytes.",
    ),
    "other-folder": (
        "It is outside the one folder that a dossier consists of.",
        "Está fuera de la única carpeta que forma un expediente.",
        "Está fora da única pasta que forma um dossiê.",
    ),
    "folder-name": (
        "The folder should be called {expected}.",
        "La carpeta debería llamarse {expected}.",
        "A pasta deveria chamar-se {expected}.",
    ),
    "duplicate": ("It is there twice.", "Está dos veces.", "Está duas vezes."),
    "order": (
        "It is not in its place: files are ordered by their names.",
        "No está en su lugar: los archivos van ordenados por nombre.",
        "Não está em seu lugar: os arquivos são ordenados por nome.",
    ),
    "name-absolute": (
        "Its name is an absolute path.", "Su nombre es una ruta absoluta.", "Seu nome é um caminho absoluto.",
    ),
    "name-dots": (
        "Its name leads out of the dossier or in circles.",
        "Su nombre lleva fuera del expediente o da rodeos.",
        "Seu nome leva para fora do dossiê ou dá voltas.",
    ),
    "name-case": (
        "Its name differs from another one's only in upper and lower case.",
        "Su nombre difiere de otro solo en mayúsculas y minúsculas.",
        "Seu nome difere de outro só em maiúsculas e minúsculas.",
    ),
    "name-unicode": (
        "Its name looks like another one's but is spelled with other characters.",
        "Su nombre parece el de otro pero está escrito con otros caracteres.",
        "Seu nome parece o de outro, mas está escrito com outros caracteres.",
    ),
    "name-unknown": (
        "No file of this name belongs to a dossier.",
        "Ningún archivo de este nombre pertenece a un expediente.",
        "Nenhum arquivo com este nome pertence a um dossiê.",
    ),
    # The bag.
    "bag": (
        "All {count} files are there, none is extra, and each has the SHA-256 that the manifests state.",
        "Están los {count} archivos, ninguno sobra y cada uno tiene el SHA-256 que dicen los manifiestos.",
        "Estão os {count} arquivos, nenhum sobra e cada um tem o SHA-256 que os manifestos dizem.",
    ),
    "missing": ("It is missing.", "Falta.", "Está faltando."),
    "extra": (
        "It is in the dossier but not in {manifest}.",
        "Está en el expediente pero no en {manifest}.",
        "Está no dossiê, mas não em {manifest}.",
    ),
    "changed": (
        "Its content was changed: its SHA-256 is not the one in {manifest}.",
        "Su contenido fue alterado: su SHA-256 no es el de {manifest}.",
        "Seu conteúdo foi alterado: seu SHA-256 não é o de {manifest}.",
    ),
    "bagit": (
        "It is not the declaration of BagIt 1.0.",
        "No es la declaración de BagIt 1.0.",
        "Não é a declaração do BagIt 1.0.",
    ),
    "bag-info": (
        "Its fields are not as they must be, or do not go with the log.",
        "Sus campos no son como deben o no corresponden al registro.",
        "Seus campos não são como devem ou não correspondem ao registro.",
    ),
    "newer": (
        "The dossier is of format {version}, which this program does not know; use a newer one.",
        "El expediente es de formato {version}, que este programa no conoce; use uno más nuevo.",
        "O dossiê é do formato {version}, que este programa não conhece; use um mais novo.",
    ),
    "oxum": (
        "Payload-Oxum does not fit the size and number of files.",
        "Payload-Oxum no corresponde al tamaño y número de archivos.",
        "Payload-Oxum não corresponde ao tamanho e número de arquivos.",
    ),
    "manifest-line": (
        "Line {line} is no line of a manifest.",
        "La línea {line} no es de un manifiesto.",
        "A linha {line} não é de um manifesto.",
    ),
    "manifest-twice": (
        "{file} is listed twice or out of order.",
        "{file} figura dos veces o fuera de orden.",
        "{file} consta duas vezes ou fora de ordem.",
    ),
    "manifest-other": (
        "{file} does not belong in this manifest.",
        "{file} no pertenece a este manifiesto.",
        "{file} não pertence a este manifesto.",
    ),
    # Seal, keys, signatures.
    "seal": (
        "The log's key signed the list of these very files, the reading page and this program included.",
        "La clave del registro firmó la lista de estos mismos archivos, incluida la página de lectura y este programa.",
        "A chave do registro assinou a lista destes mesmos arquivos, incluindo a página de leitura e este programa.",
    ),
    "seal-missing": (
        "The seal is missing: reading page and table may have been changed since the export.",
        "Falta el sello: la página de lectura y la tabla pueden haber cambiado desde la exportación.",
        "Falta o selo: a página de leitura e a tabela podem ter mudado desde a exportação.",
    ),
    "seal-malformed": ("It is no signed note.", "No es una nota firmada.", "Não é uma nota assinada."),
    "seal-other": (
        "It seals other files than these.", "Sella otros archivos, no estos.", "Sela outros arquivos, não estes.",
    ),
    "seal-signature": (
        "Its signature is not one by the log's key.",
        "Su firma no es de la clave del registro.",
        "Sua assinatura não é da chave do registro.",
    ),
    "trust": (
        "The lists of keys are malformed.",
        "Las listas de claves están mal formadas.",
        "As listas de chaves estão malformadas.",
    ),
    "trust-unlisted": (
        "{key} is not among the site's keys.",
        "{key} no está entre las claves del sitio.",
        "{key} não está entre as chaves do site.",
    ),
    "key": (
        "You gave no key (--key), so compare the one below; whoever makes a false log makes a false key as well.",
        "Usted no dio una clave (--key); compare la de abajo: quien falsifica un registro falsifica también la clave.",
        "Você não deu uma chave (--key); compare a de baixo: quem falsifica um registro falsifica também a chave.",
    ),
    "key-pinned": ("It is the one that you gave.", "Es la que usted dio.", "É a que você deu."),
    "key-other": (
        "It is not the one that you gave.", "No es la que usted dio.", "Não é a que você deu.",
    ),
    "head-malformed": (
        "It is no signed head of a log.",
        "No es una cabeza firmada de un registro.",
        "Não é uma cabeça assinada de um registro.",
    ),
    "signature": (
        "No listed key signed this head, or its signature is false.",
        "Ninguna clave listada firmó esta cabeza, o su firma es falsa.",
        "Nenhuma chave listada assinou esta cabeça, ou a assinatura é falsa.",
    ),
    "signed": (
        "The head of the log at {size} events is signed by the key below.",
        "La cabeza del registro con {size} eventos está firmada por la clave de abajo.",
        "A cabeça do registro com {size} eventos está assinada pela chave de baixo.",
    ),
    "policy-none": (
        "This log is signed by the site only; witnesses see the site's log, which holds its heads.",
        "Este registro lo firma solo el sitio; los testigos ven el registro del sitio, que guarda sus cabezas.",
        "Este registro é assinado só pelo site; as testemunhas veem o registro do site, que guarda suas cabeças.",
    ),
    "policy-quorum": (
        "The policy asks for witnesses, which this version cannot check.",
        "La política pide testigos, que esta versión no sabe comprobar.",
        "A política pede testemunhas, que esta versão não sabe verificar.",
    ),
    # The record.
    "form": (
        "Each line is spelled canonically and each field is well formed.",
        "Cada línea está en su forma canónica y cada campo está bien formado.",
        "Cada linha está na forma canônica e cada campo está bem formado.",
    ),
    "line": (
        "Line {line} is malformed or not spelled canonically.",
        "La línea {line} está mal formada o no es canónica.",
        "A linha {line} está malformada ou não é canônica.",
    ),
    "field": (
        "In line {line} the field {field} is missing, unknown or malformed.",
        "En la línea {line} el campo {field} falta, es desconocido o está mal formado.",
        "Na linha {line} o campo {field} falta, é desconhecido ou está malformado.",
    ),
    "chain": (
        "Positions run from 0 to {last} without a gap, and each event names the one before it.",
        "Las posiciones van de 0 a {last} sin saltos y cada evento nombra al anterior.",
        "As posições vão de 0 a {last} sem saltos e cada evento nomeia o anterior.",
    ),
    "chain-empty": ("The log is empty.", "El registro está vacío.", "O registro está vazio."),
    "chain-log": (
        "Line {line} is an event of another log, {log}.",
        "La línea {line} es un evento de otro registro, {log}.",
        "A linha {line} é um evento de outro registro, {log}.",
    ),
    "chain-seq": (
        "Line {line} has the position {seq}: events are missing, repeated or out of order.",
        "La línea {line} tiene la posición {seq}: faltan, se repiten o se desordenaron eventos.",
        "A linha {line} tem a posição {seq}: eventos faltam, se repetem ou estão fora de ordem.",
    ),
    "chain-prev": (
        "The event in line {line} names another one before it than the one that is there.",
        "El evento de la línea {line} nombra como anterior a otro que el que está.",
        "O evento da linha {line} nomeia como anterior outro que não o que está.",
    ),
    "tree": (
        "The events hash to exactly the root that is signed.",
        "Los eventos dan exactamente la raíz firmada.",
        "Os eventos dão exatamente a raiz assinada.",
    ),
    "root": (
        "The events do not hash to the root that is signed: one of them was changed.",
        "Los eventos no dan la raíz firmada: alguno fue alterado.",
        "Os eventos não dão a raiz assinada: algum foi alterado.",
    ),
    "too-many-events": (
        "There are more events than the {size} that the signed head covers.",
        "Hay más eventos que los {size} que cubre la cabeza firmada.",
        "Há mais eventos que os {size} cobertos pela cabeça assinada.",
    ),
    "too-few-events": (
        "Only {count} of the {size} events are there: the log was cut off.",
        "Solo están {count} de los {size} eventos: el registro fue cortado.",
        "Só estão {count} dos {size} eventos: o registro foi cortado.",
    ),
    "full": (
        "All {count} events are disclosed.", "Se muestran los {count} eventos.", "São mostrados os {count} eventos.",
    ),
    "partial": (
        "{shown} of {count} events are disclosed. The others stand in as hashes: they exist, their words are withheld.",
        "Se muestran {shown} de {count} eventos. De los demás está solo el hash: existen, y lo que dicen se reserva.",
        "São mostrados {shown} de {count} eventos. Dos demais há só o hash: existem, e o que dizem é reservado.",
    ),
    "opened": (
        "{count} contents are exactly those that the events committed to.",
        "{count} contenidos son exactamente los que los eventos comprometieron.",
        "{count} conteúdos são exatamente os que os eventos comprometeram.",
    ),
    "parts-withheld": (
        "{count} contents are withheld, though their events are disclosed.",
        "{count} contenidos se reservan, aunque sus eventos se muestran.",
        "{count} conteúdos são reservados, embora seus eventos sejam mostrados.",
    ),
    "opening-missing": (
        "Nothing is said about the part {part} of event {seq}.",
        "No se dice nada de la parte {part} del evento {seq}.",
        "Nada é dito sobre a parte {part} do evento {seq}.",
    ),
    "opening-order": (
        "Line {line} should be about the part {part} of event {seq}.",
        "La línea {line} debería tratar de la parte {part} del evento {seq}.",
        "A linha {line} deveria tratar da parte {part} do evento {seq}.",
    ),
    "opening-extra": (
        "Line {line} belongs to no event that is disclosed.",
        "La línea {line} no pertenece a ningún evento mostrado.",
        "A linha {line} não pertence a nenhum evento mostrado.",
    ),
    "payload-missing": (
        "It is missing: the part {part} of event {seq}.",
        "Falta: la parte {part} del evento {seq}.",
        "Está faltando: a parte {part} do evento {seq}.",
    ),
    "payload-changed": (
        "The part {part} of event {seq} was changed: its SHA-256 is not the one stated.",
        "La parte {part} del evento {seq} fue alterada: su SHA-256 no es el indicado.",
        "A parte {part} do evento {seq} foi alterada: seu SHA-256 não é o indicado.",
    ),
    "commitment": (
        "The part {part} of event {seq} is not what the event committed to.",
        "La parte {part} del evento {seq} no es lo que el evento comprometió.",
        "A parte {part} do evento {seq} não é o que o evento comprometeu.",
    ),
    "payload-unused": (
        "{count} files belong to no event.", "{count} archivos no pertenecen a ningún evento.",
        "{count} arquivos não pertencem a nenhum evento.",
    ),
    "erased": (
        "{count} contents were erased, each by a later event that says so and on which ground.",
        "{count} contenidos fueron borrados, cada uno por un evento posterior que dice por qué.",
        "{count} conteúdos foram apagados, cada um por um evento posterior que diz por quê.",
    ),
    "erased-none": ("Nothing was erased.", "No se borró nada.", "Nada foi apagado."),
    "erasure-unfounded": (
        "The part {part} of event {seq} is called erased, but event {by} does not say so, or says another ground.",
        "La parte {part} del evento {seq} se da por borrada, pero el evento {by} no lo dice o da otro motivo.",
        "A parte {part} do evento {seq} é dada por apagada, mas o evento {by} não diz isso ou dá outro motivo.",
    ),
    "erasure-hidden": (
        "The part {part} of event {seq} is called erased by event {by}, of which not enough is disclosed to tell.",
        "La parte {part} del evento {seq} se da por borrada por el evento {by}, del que no se muestra lo suficiente.",
        "A parte {part} do evento {seq} é dada por apagada pelo evento {by}, do qual não se mostra o suficiente.",
    ),
    "types": (
        "Each content is of the kind that its event says.",
        "Cada contenido es de la clase que dice su evento.",
        "Cada conteúdo é do tipo que seu evento diz.",
    ),
    "type-json": (
        "It should be canonical JSON and is not.",
        "Debería ser JSON canónico y no lo es.",
        "Deveria ser JSON canônico e não é.",
    ),
    "type-text": (
        "It should be text in UTF-8 and is not.",
        "Debería ser texto en UTF-8 y no lo es.",
        "Deveria ser texto em UTF-8 e não é.",
    ),
    "type-other": (
        "The event says {said}, the opening {type}.",
        "El evento dice {said}; la apertura, {type}.",
        "O evento diz {said}; a abertura, {type}.",
    ),
    "table": (
        "It says what the events and contents say.",
        "Dice lo que dicen los eventos y contenidos.",
        "Diz o que dizem os eventos e conteúdos.",
    ),
    "table-other": (
        "It does not say what the events and contents say.",
        "No dice lo que dicen los eventos y contenidos.",
        "Não diz o que dizem os eventos e conteúdos.",
    ),
    "personal": (
        "{count} acts are signed by the person's own passkey, over words, object and the head that they had seen.",
        "{count} actos llevan la firma de la llave de acceso de la persona: palabras, objeto y la cabeza que vio.",
        "{count} atos trazem a assinatura da chave de acesso da pessoa: palavras, objeto e a cabeça que ela viu.",
    ),
    "personal-verified": (
        "Event {seq}, {kind}: signed by the {role} {who} with passkey {key} of {site}, unlocked by the person.",
        "Evento {seq}, {kind}: firmado por {role} {who} con la llave {key} de {site}, que la persona desbloqueó.",
        "Evento {seq}, {kind}: assinado por {role} {who} com a chave {key} de {site}, que a pessoa desbloqueou.",
    ),
    "personal-present": (
        "Event {seq}, {kind}: signed by the {role} {who} with passkey {key} of {site}, by a touch, without unlocking.",
        "Evento {seq}, {kind}: firmado por {role} {who} con la llave {key} de {site}, con un toque, sin desbloqueo.",
        "Evento {seq}, {kind}: assinado por {role} {who} com a chave {key} de {site}, com um toque, sem desbloqueio.",
    ),
    "personal-words": (
        "What a person signed at event {seq} are other words than those the event carries.",
        "Lo que una persona firmó en el evento {seq} son otras palabras que las que lleva el evento.",
        "O que uma pessoa assinou no evento {seq} são outras palavras que não as que o evento traz.",
    ),
    "personal-none": (
        "No event carries a signature by a person's own key: who acted is what the site says after a sign-in.",
        "Ningún evento lleva firma con clave de una persona: quién actuó lo dice el sitio tras un inicio de sesión.",
        "Nenhum evento traz assinatura com chave de uma pessoa: quem agiu é o que o site diz após um login.",
    ),
    "personal-session": (
        "{count} acts of weight (signing, accepting, settling) bear no passkey: only the site says who made them.",
        "{count} actos de peso (firmar, aceptar, acordar) van sin llave de acceso: quién los hizo lo dice el sitio.",
        "{count} atos de peso (assinar, aceitar, acordar) vão sem chave de acesso: quem os fez, só o site diz.",
    ),
    "personal-malformed": (
        "What event {seq} carries as signed by a person is malformed.",
        "Lo que el evento {seq} lleva como firmado por una persona está mal formado.",
        "O que o evento {seq} traz como assinado por uma pessoa está malformado.",
    ),
    "personal-other": (
        "What a person signed at event {seq} was another act, another log or a later past.",
        "Lo que una persona firmó en el evento {seq} era otro acto, otro registro o un pasado posterior.",
        "O que uma pessoa assinou no evento {seq} era outro ato, outro registro ou um passado posterior.",
    ),
    "personal-key": (
        "Event {by} binds no key to the person whose signature event {seq} carries.",
        "El evento {by} no vincula ninguna clave a la persona cuya firma lleva el evento {seq}.",
        "O evento {by} não vincula nenhuma chave à pessoa cuja assinatura o evento {seq} traz.",
    ),
    "personal-key-hidden": (
        "The key for the signature at event {seq} is in event {by}, which is withheld or erased.",
        "La clave de la firma del evento {seq} está en el evento {by}, que se reserva o fue borrado.",
        "A chave da assinatura do evento {seq} está no evento {by}, que é reservado ou foi apagado.",
    ),
    "personal-false": (
        "The person's signature at event {seq} is false ({piece}).",
        "La firma de la persona en el evento {seq} es falsa ({piece}).",
        "A assinatura da pessoa no evento {seq} é falsa ({piece}).",
    ),
    "personal-seen": (
        "The person signed at event {seq} on having seen another history up to {size} events.",
        "La persona firmó en el evento {seq} habiendo visto otra historia hasta {size} eventos.",
        "A pessoa assinou no evento {seq} tendo visto outra história até {size} eventos.",
    ),
    "personal-about": (
        "What a person signed at event {seq} is about an event that is not in this log.",
        "Lo que una persona firmó en el evento {seq} trata de un evento que no está en este registro.",
        "O que uma pessoa assinou no evento {seq} trata de um evento que não está neste registro.",
    ),
    "personal-hidden": (
        "The signature at event {seq} is good; the events that it refers to are withheld.",
        "La firma del evento {seq} es buena; los eventos a los que se refiere se reservan.",
        "A assinatura do evento {seq} é boa; os eventos a que se refere são reservados.",
    ),
    # Heads.
    "heads": (
        "{count} earlier signed heads are all beginnings of this log.",
        "{count} cabezas firmadas anteriores son todas comienzos de este registro.",
        "{count} cabeças assinadas anteriores são todas começos deste registro.",
    ),
    "heads-none": (
        "The dossier brings no earlier signed heads.",
        "El expediente no trae cabezas firmadas anteriores.",
        "O dossiê não traz cabeças assinadas anteriores.",
    ),
    "heads-many": (
        "There are more than {limit} earlier heads.",
        "Hay más de {limit} cabezas anteriores.",
        "Há mais de {limit} cabeças anteriores.",
    ),
    "heads-order": (
        "The head in line {line} is of another log or not in order.",
        "La cabeza de la línea {line} es de otro registro o no está en orden.",
        "A cabeça da linha {line} é de outro registro ou não está em ordem.",
    ),
    "heads-signature": (
        "The head in line {line} is not signed by a listed key.",
        "La cabeza de la línea {line} no está firmada por una clave listada.",
        "A cabeça da linha {line} não está assinada por uma chave listada.",
    ),
    "heads-other": (
        "The signed head in line {line}, at {size} events, is not a beginning of this log.",
        "La cabeza firmada de la línea {line}, con {size} eventos, no es un comienzo de este registro.",
        "A cabeça assinada da linha {line}, com {size} eventos, não é um começo deste registro.",
    ),
    # The site's log.
    "site-none": (
        "The dossier brings no proof that this log stands in the site's; a log of a few seconds has none yet.",
        "El expediente no trae prueba de que este registro conste en el del sitio; uno recién abierto aún no la tiene.",
        "O dossiê não traz prova de que este registro conste no do site; um recém-aberto ainda não a tem.",
    ),
    "site-policy": (
        "It is not a policy as a dossier spells it.",
        "No es una política como las escribe un expediente.",
        "Não é uma política como as escreve um dossiê.",
    ),
    "site-signature": (
        "The head of the site's log is not signed by a listed key, or the signature is false.",
        "La cabeza del registro del sitio no está firmada por una clave listada, o la firma es falsa.",
        "A cabeça do registro do site não está assinada por uma chave listada, ou a assinatura é falsa.",
    ),
    "site-entry": (
        "The entry number {number} does not stand at {position} in the site's log.",
        "La entrada número {number} no consta en la posición {position} del registro del sitio.",
        "A entrada número {number} não consta na posição {position} do registro do site.",
    ),
    "site-label": (
        "What is given as the entry number {number} does not bear this contract's label.",
        "Lo que se da como entrada número {number} no lleva la etiqueta de este contrato.",
        "O que se dá como entrada número {number} não traz a etiqueta deste contrato.",
    ),
    "site-closed": (
        "The entry number {number} does not open to this log's head at {size} events.",
        "La entrada número {number} no se abre a la cabeza de este registro con {size} eventos.",
        "A entrada número {number} não se abre para a cabeça deste registro com {size} eventos.",
    ),
    "site-other": (
        "This contract's entry number {number} in the site's log is not the head shown here, of {size} events.",
        "La entrada {number} de este contrato en el registro del sitio no es la cabeza de {size} eventos de aquí.",
        "A entrada {number} deste contrato no registro do site não é a cabeça de {size} eventos daqui.",
    ),
    "site-history": (
        "The head of {size} events in the site's log (entry number {number}) is no beginning of this log.",
        "La cabeza de {size} eventos del registro del sitio (entrada número {number}) no es comienzo de este registro.",
        "A cabeça de {size} eventos no registro do site (entrada número {number}) não é começo deste registro.",
    ),
    "site": (
        "The first {count} of {size} events stand in the site's log, at position {position} of {total}.",
        "Los primeros {count} de {size} eventos constan en el registro del sitio, en el lugar {position} de {total}.",
        "Os primeiros {count} de {size} eventos constam no registro do site, na posição {position} de {total}.",
    ),
    "site-unlabelled": (
        "That the entries bear this contract's labels was not checked: event 0, which has its key, is withheld.",
        "No se comprobó que las entradas lleven las etiquetas del contrato: el evento 0, con su clave, se reserva.",
        "Não se verificou se as entradas trazem as etiquetas do contrato: o evento 0, com sua chave, é reservado.",
    ),
    "root-none": (
        "No offline root says here which keys sign for the site.",
        "Ninguna raíz sin red dice aquí qué claves firman por el sitio.",
        "Nenhuma raiz sem rede diz aqui quais chaves assinam pelo site.",
    ),
    "root-says": (
        "Statement {number} of the root {name} names the keys that signed. Compare the root's fingerprint: {key}",
        "La declaración {number} de la raíz {name} nombra las claves que firmaron. Compare la huella de la raíz: {key}",
        "A declaração {number} da raiz {name} nomeia as chaves que assinaram. Compare a impressão da raiz: {key}",
    ),
    "root-pinned": (
        "Statement {number} of the root {name}, which you gave, names the keys that signed. Its fingerprint: {key}",
        "La declaración {number} de la raíz {name}, que usted dio, nombra las claves que firmaron. Su huella: {key}",
        "A declaração {number} da raiz {name}, que você deu, nomeia as chaves que assinaram. Sua impressão: {key}",
    ),
    "root-key": (
        "Key {key} made {count} signatures here. The root allows it from size {first} of the site's log on.",
        "La clave {key} hizo {count} firmas. La raíz la admite desde el tamaño {first} del registro del sitio.",
        "A chave {key} fez {count} assinaturas. A raiz a admite desde o tamanho {first} do registro do site.",
    ),
    "root-key-until": (
        "Key {key} made {count} signatures here. The root allows it at sizes {first} to {last} of the site's log.",
        "La clave {key} hizo {count} firmas. La raíz la admite en tamaños {first} a {last} del registro del sitio.",
        "A chave {key} fez {count} assinaturas. A raiz a admite nos tamanhos {first} a {last} do registro do site.",
    ),
    "root-statement": (
        "It is no statement on this site's keys.",
        "No es una declaración sobre las claves de este sitio.",
        "Não é uma declaração sobre as chaves deste site.",
    ),
    "root-signature": (
        "The root that the dossier names did not sign it.",
        "La raíz que el expediente nombra no la firmó.",
        "A raiz que o dossiê nomeia não a assinou.",
    ),
    "root-other": (
        "It is by another root than the one that you gave.",
        "Es de otra raíz que la que usted dio.",
        "É de outra raiz que não a que você deu.",
    ),
    "root-entry": (
        "The site's log does not hold this statement where the dossier says.",
        "El registro del sitio no contiene esta declaración donde el expediente dice.",
        "O registro do site não contém esta declaração onde o dossiê diz.",
    ),
    "root-unnamed": (
        "Signed by key {key}, which the root does not name.",
        "Firmado con la clave {key}, que la raíz no nombra.",
        "Assinado com a chave {key}, que a raiz não nomeia.",
    ),
    "root-outside": (
        "Signed by key {key} at a time for which the root does not let it sign.",
        "Firmado con la clave {key} en un momento en que la raíz no la deja firmar.",
        "Assinado com a chave {key} em um momento em que a raiz não a deixa assinar.",
    ),
    "root-revoked": (
        "Signed by key {key}, which the root revoked: it is safe up to size {size} of the site's log.",
        "Firmado con la clave {key}, que la raíz revocó: es segura hasta el tamaño {size} del registro del sitio.",
        "Assinado com a chave {key}, que a raiz revogou: é segura até o tamanho {size} do registro do site.",
    ),
    "witnesses-none": (
        "The site's policy names no witnesses: only the site says that there is no other log.",
        "La política del sitio no nombra testigos: solo el sitio dice que no hay otro registro.",
        "A política do site não nomeia testemunhas: só o site diz que não há outro registro.",
    ),
    "witness-saw": (
        "{name} saw the site's log of {total} entries at {at}, and no other before that it would contradict.",
        "{name} vio el registro del sitio de {total} entradas el {at}, y antes ningún otro que lo contradiga.",
        "{name} viu o registro do site de {total} entradas em {at}, e antes nenhum outro que o contradiga.",
    ),
    "witness-unchecked": (
        "{name} has a key of a kind that this program can't check; aval verify can.",
        "{name} tiene una clave de un tipo que este programa no puede comprobar; aval verify sí.",
        "{name} tem uma chave de um tipo que este programa não pode verificar; aval verify pode.",
    ),
    "witness-false": (
        "The cosignature of {name} is false.", "La cofirma de {name} es falsa.", "A coassinatura de {name} é falsa.",
    ),
    "witnesses": (
        "{count} of {known} witnesses saw it: as many as the site's policy asks for.",
        "{count} de {known} testigos lo vieron: cuantos pide la política del sitio.",
        "{count} de {known} testemunhas o viram: quantas a política do site pede.",
    ),
    "witnesses-few": (
        "{count} of {known} witnesses are known to have seen it: fewer than the site's policy asks for.",
        "Consta que {count} de {known} testigos lo vieron: menos de los que pide la política del sitio.",
        "Consta que {count} de {known} testemunhas o viram: menos do que a política do site pede.",
    ),
    "after-head": (
        "A head of {size} entries that events name is no beginning of the site's log.",
        "Una cabeza de {size} entradas que nombran eventos no es comienzo del registro del sitio.",
        "Uma cabeça de {size} entradas que eventos nomeiam não é começo do registro do site.",
    ),
    "after-other": (
        "Event {seq} names another site's log of {size} entries than the one shown here.",
        "El evento {seq} nombra otro registro del sitio de {size} entradas que el que se muestra aquí.",
        "O evento {seq} nomeia outro registro do site de {size} entradas que não o mostrado aqui.",
    ),
    "time-none": (
        "No time authority's stamp is here: times are only the site's.",
        "No hay sello de ninguna autoridad de tiempo: las horas son solo las del sitio.",
        "Não há carimbo de nenhuma autoridade de tempo: os horários são só os do site.",
    ),
    "stamp-unused": (
        "It belongs to no stamp that is listed.",
        "No pertenece a ningún sello listado.",
        "Não pertence a nenhum carimbo listado.",
    ),
    "stamp-head": (
        "The stamped head of {size} entries is no beginning of the site's log.",
        "La cabeza sellada de {size} entradas no es comienzo del registro del sitio.",
        "A cabeça carimbada de {size} entradas não é começo do registro do site.",
    ),
    "stamp-entry": (
        "Its hash does not stand at {position} in the site's log.",
        "Su hash no consta en la posición {position} del registro del sitio.",
        "Seu hash não consta na posição {position} do registro do site.",
    ),
    "stamp-malformed": (
        "It is no time stamp of a SHA-256.",
        "No es un sello de tiempo de un SHA-256.",
        "Não é um carimbo de tempo de um SHA-256.",
    ),
    "stamp-other": (
        "It is a stamp of something else than the site's log of {size} entries.",
        "Es un sello de otra cosa que el registro del sitio de {size} entradas.",
        "É um carimbo de outra coisa que não o registro do site de {size} entradas.",
    ),
    "stamp": (
        "The first {count} of {size} events stood in the site's log before {at}, says the time authority {authority}.",
        "{count} de {size} eventos, los primeros, constaban en el registro del sitio antes de {at}, según {authority}.",
        "{count} de {size} eventos, os primeiros, constavam no registro do site antes de {at}, segundo {authority}.",
    ),
    "stamp-unsigned": (
        "The authorities' own signatures ({count}) were not checked here: aval verify does, or openssl (BY-HAND.md).",
        "Las firmas de las autoridades ({count}) no se comprobaron aquí: lo hacen aval verify u openssl (BY-HAND.md).",
        "As assinaturas das autoridades ({count}) não foram verificadas aqui: aval verify ou openssl (BY-HAND.md).",
    ),
    "stamp-signed": (
        "{count} stamps are signed by {who} under these certificates, which are to be compared with the authority's.",
        "{count} sellos llevan la firma de {who} según estos certificados, que ha de comparar con los de la autoridad.",
        "{count} carimbos trazem a assinatura de {who} segundo estes certificados: compare-os com os da autoridade.",
    ),
    "stamp-signature": (
        "It is not good: {reason}.", "No es bueno: {reason}.", "Não é bom: {reason}.",
    ),
    "opentimestamps": (
        "An OpenTimestamps proof by {authority} covers {count} of {size} events; it takes a Bitcoin node to check.",
        "Una prueba OpenTimestamps de {authority} cubre {count} de {size} eventos; comprobarla exige un nodo Bitcoin.",
        "Uma prova OpenTimestamps de {authority} cobre {count} de {size} eventos; verificá-la requer um nó Bitcoin.",
    ),
    "ots-promise": (
        "{authority} promised an OpenTimestamps proof for {count} of {size} events; it was not there yet.",
        "{authority} prometió una prueba OpenTimestamps para {count} de {size} eventos; aún no estaba.",
        "{authority} prometeu uma prova OpenTimestamps para {count} de {size} eventos; ainda não estava pronta.",
    ),
    "anchored": (
        "An OpenTimestamps proof by {authority} takes {count} of {size} events to {leads}.",
        "Una prueba OpenTimestamps de {authority} lleva {count} de {size} eventos a {leads}.",
        "Uma prova OpenTimestamps de {authority} leva {count} de {size} eventos a {leads}.",
    ),
    "window": (
        "Events {first} to {last} were made not before {before} and not after {after}.",
        "Los eventos {first} a {last} se hicieron no antes de {before} ni después de {after}.",
        "Os eventos {first} a {last} foram feitos não antes de {before} nem depois de {after}.",
    ),
    "window-before": (
        "Events {first} to {last} were made not before {before}.",
        "Los eventos {first} a {last} se hicieron no antes de {before}.",
        "Os eventos {first} a {last} foram feitos não antes de {before}.",
    ),
    "window-after": (
        "Events {first} to {last} were made not after {after}.",
        "Los eventos {first} a {last} se hicieron no después de {after}.",
        "Os eventos {first} a {last} foram feitos não depois de {after}.",
    ),
    "window-claim": (
        "Event {seq} claims to be of {at}, more than a minute outside of what the stamps allow.",
        "El evento {seq} dice ser de {at}, más de un minuto fuera de lo que permiten los sellos.",
        "O evento {seq} diz ser de {at}, mais de um minuto fora do que os carimbos permitem.",
    ),
    "held-none": (
        "You gave none (--head). One that you kept shows that nothing up to it was changed or cut off since.",
        "Usted no dio ninguna (--head). Una que haya guardado muestra que nada hasta ella se cambió ni cortó.",
        "Você não deu nenhuma (--head). Uma que tenha guardado mostra que nada até ela foi mudado ou cortado.",
    ),
    "held": (
        "This log begins with what you were shown at {size} events.",
        "Este registro empieza con lo que se le mostró con {size} eventos.",
        "Este registro começa com o que lhe foi mostrado com {size} eventos.",
    ),
    "held-unreadable": (
        "It is no head and no receipt; nothing was compared with it.",
        "No es una cabeza ni un recibo; no se comparó nada.",
        "Não é cabeça nem recibo; nada foi comparado.",
    ),
    "held-log": (
        "It is of another log, {log}; nothing was compared with it.",
        "Es de otro registro, {log}; no se comparó nada.",
        "É de outro registro, {log}; nada foi comparado.",
    ),
    "held-key": (
        "It is not signed by the key that signed this dossier: one of the two is false.",
        "No está firmada por la clave que firmó este expediente: uno de los dos es falso.",
        "Não está assinada pela chave que assinou este dossiê: um dos dois é falso.",
    ),
    "held-later": (
        "The log had {held} events when you were given it; this dossier ends at {size}.",
        "El registro tenía {held} eventos cuando se le dio; este expediente termina en {size}.",
        "O registro tinha {held} eventos quando lhe foi dada; este dossiê termina em {size}.",
    ),
    "held-hidden": (
        "The events around position {size} are withheld here: ask for a dossier that shows them.",
        "Los eventos en torno a la posición {size} se reservan aquí: pida un expediente que los muestre.",
        "Os eventos em torno da posição {size} são reservados aqui: peça um dossiê que os mostre.",
    ),
    "held-unreached": (
        "The events could not be read up to its size, {size}.",
        "No se pudieron leer los eventos hasta su tamaño, {size}.",
        "Não foi possível ler os eventos até o tamanho dela, {size}.",
    ),
    "held-other": (
        "The log had another root at {size} events: what you were shown was changed.",
        "El registro tenía otra raíz con {size} eventos: lo que se le mostró fue cambiado.",
        "O registro tinha outra raiz com {size} eventos: o que lhe foi mostrado foi mudado.",
    ),
    "held-receipt": (
        "Event {seq} is not the one that this receipt was given for.",
        "El evento {seq} no es aquel por el que se dio este recibo.",
        "O evento {seq} não é aquele pelo qual este recibo foi dado.",
    ),
}  # fmt: skip


# ------------------------------------------------------------------------------------------------- the command line


def main(arguments: Sequence[str] | None = None, library: Library | None = None) -> int:
    """Run the program; return its exit code."""
    parser = argparse.ArgumentParser(prog="verify.py", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("dossier", nargs="?", help="the file as received, or the folder it was unpacked into")
    parser.add_argument("--head", action="append", default=[], metavar="FILE", help="a checkpoint or receipt you kept")
    parser.add_argument("--key", action="append", default=[], metavar="VKEY", help="the site's key as you know it")
    parser.add_argument("--root", action="append", default=[], metavar="VKEY", help="its offline root's key likewise")
    parser.add_argument("--language", choices=LANGUAGES, default=_language(), help="of the report")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    chosen = parser.parse_args(arguments)
    path = chosen.dossier or Path(__file__).resolve().parent.parent
    try:
        report = verify_path(path, heads=chosen.head, keys=chosen.key, roots=chosen.root, library=library)
    except ValueError as error:
        parser.error(str(error))
    # Some terminals cannot show every letter; a report with a question mark in it beats none.
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    sys.stdout.write(report.as_json() + "\n" if chosen.json else report.as_text(chosen.language))
    return report.exit_code


def _language() -> str:
    wanted = (os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or "en")[:2]
    return wanted if wanted in LANGUAGES else "en"


if __name__ == "__main__":
    sys.exit(main())
