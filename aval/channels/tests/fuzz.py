"""Mutated inputs for every parser: no traceback, and never more than a second a megabyte.

``python -m aval.channels.tests.fuzz --inputs 1000000`` is the long run, over all sources; ``--source mail`` takes one.
Every input follows from the seed, its source and its number alone, so that a failure is repeated by
``--source NAME --only NUMBER``; what fails is written into the folder ``--keep`` too.
"""

from __future__ import annotations

import argparse
import io
import json
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from types import FrameType

from aval.channels import ExportRefused, as_line, open_export
from aval.channels.imessage.bodies import body_of, versions_of
from aval.channels.mail.answers import zone
from aval.channels.mail.authenticity import verify, without_results
from aval.channels.mail.rtf import words_of_rtf
from aval.channels.tests.facts import DATA
from aval.channels.tests.make import chat_zip
from aval.channels.tests.test_more_sources import DISCORD, MATRIX, docx

SEED, MEBI = 20_261_127, 1024 * 1024
LARGEST_SAMPLE, LARGEST_BINARY, HANG = 12_000, 64_000, 20
FOLDERS = {
    "whatsapp": "whatsapp", "telegram": "telegram", "slack": "slack", "discord": "discord", "skype": "skype",
    "teams": "teams", "email": "email", "mbox": "email", "msg": "email", "sms": "sms", "transcripts": "transcript",
    "zoom": "zoom", "facebook": "messenger", "instagram": "messenger", "signal": "signal", "linkedin": "linkedin",
    "imessage": "imessage",
}  # fmt: skip
TOKENS = [
    *(b"\0", b"\xff", b"\xef\xbb\xbf", b"\xe2\x80\x8e", b"\xed\xa0\x80", b"\r\n", b"\n", b"\r", b"\x85", b"\xe2\x80\xa8"),
    *(b'"', b"\\", b"{", b"}", b"[", b"]", b":", b",", b"\\ud83d", b"\\u0000", b"null", b"true", b"1e999", b"-0", b"NaN"),
    *(b"<", b">", b"&", b"&#55357;", b"&#56832;", b"&#xD83D;", b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"&a;", b"]]>", b"<!--"),
    *(b"13/5/24, 10:00 - Ana: ", b"[13/5/24, 10:00:01] Ana: ", b"99/99/99, 99:99 - ", b": ", b"(file attached)"),
    *(b"<attached: ", b"\xe2\x80\xaf", b"PM", b"From ", b"=?utf-8?q?", b"?=", b"--", b"Content-Type: multipart/mixed;"),
    *(b"boundary=", b"DKIM-Signature: v=1; a=rsa-sha256;", b"b=", b"bh=", b"i=1; ", b"ARC-Seal: ", b"v=spf1 ", b"l=1; "),
    *(b"00:00:00.000 --> ", b"WEBVTT", b"<v ", b"9999999999999999999999", b"-1", b"0", b"1e400", b"2147483648"),
    *(b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"ustar", b"bplist00", b"streamtyped", b"LZFu", b"\xd0\xcf\x11\xe0"),
]  # fmt: skip


@dataclass
class Result:
    """What became of a parser's inputs."""

    parser: str
    inputs: int = 0
    read: int = 0
    refused: int = 0
    slowest: float = 0.0  # seconds, or seconds a megabyte for larger inputs
    slow: list[int] = field(default_factory=list)
    failed: list[int] = field(default_factory=list)


class Hang(Exception):
    """An input took far too long."""


def parsers() -> dict[str, tuple[list[bytes], Callable[[bytes], bool]]]:
    """Each parser's samples, and what reads one: True if it was read, False if refused."""
    samples: dict[str, list[bytes]] = {}
    for folder, source in FOLDERS.items():
        found = [p.read_bytes() for p in sorted((DATA / folder).iterdir()) if p.name != "README.md"]
        # A text is cut, as an export that was never finished is; a database or a compound file is nothing without its end.
        kept = [data[: LARGEST_BINARY if b"\0" in data[:600] else LARGEST_SAMPLE] for data in found]
        samples.setdefault(source, []).extend(kept)
    samples["whatsapp"].append(chat_zip())
    samples["discord"].append(DISCORD.encode())
    samples["matrix"] = [json.dumps(MATRIX).encode()]
    samples["googlechat"] = [
        b'{"messages": [{"creator": {"name": "Ana", "email": "a@b.cd", "user_type": "Human"}, "created_date": '
        b'"Thursday, November 3, 2016 at 11:59:50 AM UTC", "text": "hola", "topic_id": "t", "message_id": "m"}]}'
    ]
    samples["transcript"] += [docx("x - Transcript", "00:00:00", "Ana: hola", "Luis: listo"), docx("Ana   0:03\nhola")]
    made: dict[str, tuple[list[bytes], Callable[[bytes], bool]]] = {
        source: (found, _reader(source)) for source, found in samples.items()
    }
    made["any"] = ([data for found in samples.values() for data in found[:6]], _reader(None))
    mails = [p.read_bytes() for p in sorted((DATA / "dkim-arc").iterdir()) if "mes" in p.name or ".msg" in p.name]
    made["authenticity"] = ([data for data in mails if len(data) <= LARGEST_SAMPLE], _judge)
    made["blobs"] = (samples["imessage"], _blobs)
    return made


def _reader(source: str | None) -> Callable[[bytes], bool]:
    def read(data: bytes) -> bool:
        try:
            with open_export(io.BytesIO(data), "x", source=source, zone="America/Bogota") as export:
                for entry in export:
                    as_line(entry).encode()
                json.dumps(export.summary.as_dict())
        except ExportRefused as refusal:
            refusal.sentence("pt")
            return False
        return True

    return read


_KEY = (DATA / "dkim-arc" / "authheaders_test.txt").read_text().strip()
_ZONE = zone([("test._domainkey.example.com", "TXT", _KEY), ("_dmarc.example.com", "TXT", "v=DMARC1; p=reject")])


def _judge(data: bytes) -> bool:
    at = datetime(2026, 11, 27, tzinfo=UTC)
    verdict = verify(data, ask=_ZONE, at=at, ip="192.0.2.1", mail_from="a@example.com", helo="x")
    verdict.header("mail.aval.example")
    json.dumps(verdict.as_dict())
    without_results(data, "lists.example.org")
    return True


def _blobs(data: bytes) -> bool:
    body_of(data)
    versions_of(data)
    words_of_rtf(data)
    return True


def mutated(samples: list[bytes], random: Random) -> bytes:
    """A sample with one to eight changes."""
    data = bytearray(random.choice(samples))
    for _ in range(random.choice((1, 1, 2, 3, 5, 8))):
        _change(data, samples, random)
    return bytes(data[: 256 * 1024])


def _change(data: bytearray, samples: list[bytes], random: Random) -> None:
    at = random.randrange(len(data) + 1)
    size = random.choice((1, 2, 4, 16, 64, 400))
    kind = random.randrange(9)
    if kind == 0 and data:
        data[at % len(data)] = random.randrange(256)
    elif kind == 1:
        del data[at : at + size]
    elif kind in (2, 3):
        data[at:at] = random.choice(TOKENS)
    elif kind == 4:
        data[at : at + size] = random.choice(TOKENS)
    elif kind == 5:
        data[at:at] = data[at : at + size] * random.choice((1, 2, 50))
    elif kind == 6:
        other = random.choice(samples)
        start = random.randrange(len(other) + 1)
        data[at : at + size] = other[start : start + size]
    elif kind == 7 and random.random() < 0.4:
        del data[at:]
    elif kind == 8:
        data[at:at] = random.choice((b"[", b"{", b'{"a":', b"<a>", b"(", b" ", b"\t", b"=", b">")) * random.choice(
            (3, 80, 3000)
        )


def fuzz(name: str, inputs: int, seed: int, *, only: int | None = None, keep: Path | None = None) -> Result:
    """Try a parser on so many inputs."""
    samples, read = parsers()[name]
    result = Result(name)
    for number in range(inputs) if only is None else (only,):
        data = mutated(samples, Random(f"{seed}-{name}-{number}"))
        start = time.process_time()
        signal.alarm(HANG)
        try:
            good = read(data)
            result.read, result.refused = result.read + good, result.refused + (not good)
        except Exception:  # noqa: BLE001 (whatever comes is what this looks for)
            result.failed.append(number)
            sys.stderr.write(f"{name} {number}\n{traceback.format_exc()}")
            if keep is not None:
                (keep / f"{name}-{number}").write_bytes(data)
        finally:
            signal.alarm(0)
        took = (time.process_time() - start) / max(1.0, len(data) / MEBI)
        result.inputs += 1
        result.slowest = max(result.slowest, took)
        if took > 1:
            result.slow.append(number)
    return result


def _hang(_signal: int, _frame: FrameType | None) -> None:
    raise Hang


def main() -> int:
    """Print a line of JSON for each parser and one for all; 1 if anything failed or hung."""
    options = argparse.ArgumentParser(description=main.__doc__)
    options.add_argument("--inputs", type=int, default=1_000_000, help="in all, shared out evenly")
    options.add_argument("--seed", type=int, default=SEED)
    options.add_argument("--source", action="append", help="only this parser; may be given again")
    options.add_argument("--only", type=int, help="only the input of this number")
    options.add_argument("--keep", type=Path, help="a folder for what fails")
    chosen = options.parse_args()
    signal.signal(signal.SIGALRM, _hang)
    names = chosen.source or list(parsers())
    results = []
    for name in names:
        results.append(fuzz(name, chosen.inputs // len(names) + 1, chosen.seed, only=chosen.only, keep=chosen.keep))
        sys.stdout.write(json.dumps(vars(results[-1])) + "\n")
        sys.stdout.flush()
    failed, slow = sum(len(each.failed) for each in results), sum(len(each.slow) for each in results)
    inputs = sum(each.inputs for each in results)
    sys.stdout.write(json.dumps({"inputs": inputs, "failed": failed, "slower than 1 s a MB": slow}) + "\n")
    return 1 if failed or slow else 0


if __name__ == "__main__":
    sys.exit(main())
