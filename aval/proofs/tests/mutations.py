"""The long proof: a million changed dossiers of which none may pass, and ten thousand honest ones without an alarm.

    python -m aval.proofs.tests.mutations [--mutations N] [--honest N] [--processes N] [--seed N] [--minutes M]

Each number is a seed: what was changed by number 123456 is the same on every machine, so that a finding can be looked at
again with ``--only 123456``. A part of the run can be done by itself: ``--from`` begins at a number, ``--minutes`` ends
early and says where. It exits 1 on the first dossier that is judged wrongly, and keeps it.
"""

import argparse
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path

from aval.proofs import canonical
from aval.proofs.dossier import verify
from aval.proofs.notes import Signer, sign_note
from aval.proofs.tests import make

REFUSED = frozenset({20, 30, 40, 50})
BATCH = 250
# The programs and pages that travel along are words to a verifier: the seal covers them, their length only takes time.
_SHORT = {
    "verify/verify.py": b"# verify.py\n",
    "verify/verify.html": b"<!doctype html>\n",
    verify.PAGE: b"<!doctype html>\n",
}
# What the site may seal otherwise without anything in the log to contradict it: its words, the space between the
# words of its policy, whom it names as witnesses and authorities, and who else signed the head of its log.
_SEALED_WORDS = {
    *_SHORT, "verify/BY-HAND.md", verify.POLICY, verify.SITE_POLICY, verify.AUTHORITIES, verify.SITE_HEAD,
}  # fmt: skip
# Of these it may bring fewer.
_FEWER = {verify.HEADS, verify.SITE}
_EVIDENCE = {*verify.SITE_FILES, *verify.ROOT_FILES, verify.AUTHORITIES}
_LISTS = {verify.MANIFEST, verify.TAG_MANIFEST, verify.SEAL, "bag-info.txt"}

Files = dict[str, bytes]


@dataclass
class Wrong(Exception):
    """A dossier that was judged wrongly: which number, what was done to it, and the exit code it got."""

    number: int
    what: str
    code: int
    data: bytes


@cache
def _bases() -> tuple[Files, ...]:
    """Return honest dossiers of every kind: whole, partial, with something erased, signed by passkeys, long."""
    story, signed, long = make.story(), make.signed_story(), make.Log()
    witnessed, site = make.witnessed_story()
    rooted, other = make.rooted_story()
    for number in range(40):
        long.add("conversation.message-posted.1", [make.text_part(f"línea {number}"), make.facts_part(b'{"n":1}')])
    dossiers = (
        story.dossier(),
        story.dossier(events=story.hiding(0, 1, 4)),
        signed.dossier(),
        long.dossier(),
        long.dossier(events=long.hiding(*range(5, 23))),
        witnessed.dossier(site=site.evidence(witnessed)),
        witnessed.dossier(site=site.evidence(witnessed), events=witnessed.hiding(0, 1, 4)),
        rooted.dossier(site=other.evidence(rooted)),
    )
    return tuple(make.seal(make.unpack(make.write(dossier)) | _SHORT) for dossier in dossiers)


@cache
def _packed(base: int) -> bytes:
    return make.pack(_bases()[base])


def mutate(number: int) -> tuple[str, bytes]:
    """Return what number so-and-so does to a dossier, and the dossier that comes of it."""
    dice = random.Random(number)
    while True:
        base = dice.randrange(len(_bases()))
        name, change = _CHANGES[dice.randrange(len(_CHANGES))]
        data = change(dice, base)
        if data is not None and data != _packed(base):
            return name, data


def _flip(dice: random.Random, data: bytes, times: int = 1) -> bytes:
    changed = bytearray(data or b"\0")
    for _ in range(times):
        changed[dice.randrange(len(changed))] ^= dice.randrange(1, 256)
    return bytes(changed)


def _byte(dice: random.Random, base: int) -> bytes:
    return _flip(dice, _packed(base), dice.choice((1, 1, 1, 2, 5)))


def _cut(dice: random.Random, base: int) -> bytes:
    data = _packed(base)
    begin = dice.randrange(len(data))
    return data[:begin] + data[begin + dice.randrange(1, 200) :]


def _insert(dice: random.Random, base: int) -> bytes:
    data = _packed(base)
    at = dice.randrange(len(data) + 1)
    return data[:at] + dice.randbytes(dice.randrange(1, 60)) + data[at:]


def _repeat(dice: random.Random, base: int) -> bytes:
    data = _packed(base)
    at, size = dice.randrange(len(data)), dice.randrange(1, 400)
    to = dice.randrange(len(data))
    return data[:to] + data[at : at + size] + data[to + size * dice.randrange(2) :]


def _file(dice: random.Random, base: int) -> bytes:
    """Change a file and make the archive fit, or the manifests as well, or the seal as well."""
    files = _bases()[base]
    name = dice.choice(sorted(files))
    changed = files | {name: _flip(dice, files[name])}
    return _fitting(dice, changed, {name})


def _line(dice: random.Random, base: int) -> bytes | None:
    """Drop, repeat, swap or take from elsewhere a line of the log or of the openings."""
    files = _bases()[base]
    name = dice.choice((verify.EVENTS, verify.OPENINGS, verify.LOADFILE, verify.HEADS, verify.SITE))
    lines = files.get(name, b"").splitlines(keepends=True)
    if len(lines) < 3:  # two to swap and one to stay
        return None
    one, two = dice.sample(range(len(lines)), 2)
    act = dice.randrange(5)
    if act == 0:
        del lines[one]
    elif act == 1:
        lines.insert(two, lines[one])
    elif act == 2:
        lines[one], lines[two] = lines[two], lines[one]
    elif act == 3:
        other = _bases()[dice.randrange(len(_bases()))].get(name, b"").splitlines(keepends=True)
        lines[one] = dice.choice(other or [b"{}\n"])
    else:
        del lines[min(one, two) + 1 :]
    # The site may put fewer earlier heads into a dossier and seal that.
    return _fitting(dice, files | {name: b"".join(lines)}, {name}, sealed=name not in _FEWER)


def _field(dice: random.Random, base: int) -> bytes | None:
    """Change one value within an envelope or an opening, and spell the line canonically again."""
    files = _bases()[base]
    name = dice.choice((verify.EVENTS, verify.OPENINGS, *((verify.SITE,) * (verify.SITE in files))))
    lines = files[name].splitlines()
    at = dice.randrange(len(lines))
    value = canonical.decode(lines[at])
    key = dice.choice(sorted(value.keys() - {"authority"}))
    old = value[key]
    if dice.randrange(8) == 0:
        del value[key]
    elif isinstance(old, str):
        value[key] = _word(dice, old)
    elif isinstance(old, int):
        value[key] = old + dice.choice((-1, 1, 7))
    elif isinstance(old, list):
        value[key] = old[1:] if old and dice.randrange(2) else [*old, *old[:1], {"c": "x", "m": "text", "n": "more"}]
    else:
        inner = dice.choice(sorted(old))
        value[key] = old | {inner: _word(dice, old[inner]) if isinstance(old[inner], str) else 0}
    if value == canonical.decode(lines[at]):
        return None
    lines[at] = canonical.encode(value)
    return _fitting(dice, files | {name: b"".join(line + b"\n" for line in lines)}, {name})


def _word(dice: random.Random, old: str) -> str:
    place = dice.randrange(len(old) + 1)
    return dice.choice(
        (
            old[:place] + dice.choice("aZ0-é \u200b/") + old[place + 1 :],
            old[:place],
            old + dice.choice("aZ0="),
            old.swapcase(),
            old.replace("2026-03-02", "2026-03-01"),
        )
    )


def _spelling(dice: random.Random, base: int) -> bytes | None:
    """Say the same in another spelling: nothing that a reader would see changes."""
    files = _bases()[base]
    names = [verify.EVENTS, verify.OPENINGS, verify.HEADS, verify.LOADFILE, verify.MANIFEST, "bag-info.txt"]
    name = dice.choice([*names, *(verify.SITE_FILES if verify.SITE in files else ())])
    old, new = dice.choice((
        (b":", b": "), (b",", b", "), (b"\n", b"\r\n"), (b'"seq"', b'"\\u0073eq"'), (b"/", b"\\/"), (b"a", b"\\u0061"),
        (b"=", b"\\u003d"), (b'":1', b'":1.0'), (b'":1', b'":01'), (b"}\n", b'},"v":1}\n'), (b"  ", b" *"), (b"A", b"a"),
    ))  # fmt: skip
    spots = files[name].count(old)
    if not spots:
        return None
    pieces = files[name].split(old)
    at = dice.randrange(spots) + 1
    changed = old.join(pieces[:at]) + new + old.join(pieces[at:])
    return _fitting(dice, files | {name: changed}, {name})


def _names(dice: random.Random, base: int) -> bytes:
    """Take a file out, add one, rename one, give two each other's content."""
    files = dict(_bases()[base])
    one, two = dice.sample(sorted(files), 2)
    act = dice.randrange(5)
    if act == 0:
        del files[one]
    elif act == 1:
        files[_name(dice, one)] = files[one] if dice.randrange(2) else dice.randbytes(9)
    elif act == 2:
        files[_name(dice, one)] = files.pop(one)
    elif act == 3:
        files[one], files[two] = files[two], files[one]
    else:
        files[one] = _bases()[dice.randrange(len(_bases()))].get(one, b"x")
        if files[one] == _bases()[base][one]:
            files[one] += b"\n"
    before = _bases()[base]
    changed = {name for name in files.keys() | before.keys() if files.get(name) != before.get(name)}
    # Nor need it bring any evidence from the site's log, or all that it could.
    return _fitting(dice, files, changed, sealed=not changed & (_FEWER | _EVIDENCE))


def _name(dice: random.Random, old: str) -> str:
    return dice.choice((
        old.upper(), old + " ", "../" + old, "/" + old, old.replace("/", "//", 1), old.replace("/", "\\"), old + "\0",
        old.replace("e", "\u0435", 1), old.replace(".", "\uff0e", 1), "data/payloads/00000099-note.txt", old + ".bak",
        "data/payloads/00000001-extra.txt", "x" * dice.randrange(1, 90),
    ))  # fmt: skip


def _zip(dice: random.Random, base: int) -> bytes:
    """Write the archive in a way that Aval does not: another order, a comment, a link, a size that lies."""
    data = bytearray(_packed(base))
    act = dice.randrange(4)
    if act == 0:  # a field of some header
        marks = [at for at in range(len(data) - 4) if data[at : at + 2] == b"PK" and data[at + 2] in (1, 3, 5)]
        at = dice.choice(marks) + dice.randrange(4, 46)
        data[min(at, len(data) - 1)] ^= dice.randrange(1, 256)
    elif act == 1:  # a comment at the end
        data[-2:] = len(b"hello").to_bytes(2, "little")
        data += b"hello"
    elif act == 2:  # a second archive behind, or in front
        other = _packed(dice.randrange(len(_bases())))
        data = bytearray(data + other if dice.randrange(2) else other + data)
    else:
        data = bytearray(make.pack(_bases()[base], dice.choice(("dossier-other", "..", "", "dossier-0197A4C2"))))
    return bytes(data)


def _keys(dice: random.Random, base: int) -> bytes:
    """Sign anew with a key that the dossier does not list, or sign something else with the right one."""
    files = dict(_bases()[base])
    stranger = Signer.from_seed(make.SITE.name, dice.randbytes(32))
    which = dice.choice((verify.CHECKPOINT, verify.SEAL))
    text = files[which].partition(b"\n\n")[0] + b"\n"
    if dice.randrange(2):
        files[which] = sign_note(text, stranger.named(make.ORIGIN))
    else:
        at = dice.randrange(len(text) - 1)
        other = text[:at] + dice.choice(b"aA0/\n9").to_bytes() + text[at + 1 :]
        files[which] = sign_note(other, make.SITE.named(make.ORIGIN)) if other != text else b""
    if which == verify.CHECKPOINT:
        return make.pack(make.seal(files, dice.choice((make.SITE, stranger))))
    return make.pack(files)


def _fitting(dice: random.Random, files: Files, changed: set[str], *, sealed: bool = True) -> bytes:
    """Pack files so that more or less fits again: the archive; the manifests; the seal, as only the site could."""
    depth = dice.randrange(3)
    try:
        if depth == 1:
            files = make.list_files(files)
        elif depth == 2 and sealed and changed - _SEALED_WORDS - _LISTS and not _is_renaming(files, changed):
            files = make.seal(files)
    except KeyError:
        pass  # a list that is to be written anew is not there
    return make.pack(files)


def _is_renaming(files: Files, changed: set[str]) -> bool:
    """Tell whether no more is another than the name of an authority, or an entry's number where no key binds it."""
    if changed != {verify.SITE}:
        return False
    words = rb'"authority":"[!#-~]+"'
    if files[verify.EVENTS].startswith((b'{"leaf"', b'{"nodes"')):
        words += rb'|"number":\d+'
    said = re.sub(words, b"", files[verify.SITE])
    return any(said == re.sub(words, b"", base.get(verify.SITE, b"")) for base in _bases())


_CHANGES: list[tuple[str, Callable[[random.Random, int], bytes | None]]] = [
    ("a byte", _byte), ("cut", _cut), ("inserted", _insert), ("repeated", _repeat), ("a file", _file), ("a line", _line),
    ("a field", _field), ("a spelling", _spelling), ("names", _names), ("the zip", _zip), ("keys", _keys),
]  # fmt: skip


def honest(number: int) -> tuple[bytes, int]:
    """Return an honest dossier, and the code that it must get: 0, or 10 if something is withheld."""
    dice = random.Random(-1 - number)
    log, site = make.Log(), make.SiteLog()
    after = None
    for seq in range(dice.randrange(9)):
        parts = [(f"p{i}", *dice.choice(_PARTS)) for i in range(dice.randrange(4))]
        if not seq and dice.randrange(4):
            parts.append(make.key_part())
        refs = {"earlier": dice.randrange(seq)} if seq and dice.randrange(2) else None
        log.add("a.b.1", parts, refs=refs, after=after)
        site.fill(dice.randrange(4))
        if dice.randrange(2):
            site.enter(log)
        if site.entries and dice.randrange(3) == 0:
            after = site.stamp(make.START + timedelta(minutes=7 * seq + 3))
    with_parts = [seq for seq, event in enumerate(log.events) if getattr(event, "openings", ())]
    if with_parts and dice.randrange(3) == 0:
        log.erase(dice.choice(with_parts), "p0")
    hidden = {seq for seq in range(len(log.events)) if dice.randrange(6) == 0}
    evidence = site.evidence(log) if site.heads else None
    files = make.unpack(make.write(log.dossier(events=log.hiding(*hidden), site=evidence)))
    return make.pack(make.seal(files | _SHORT)), 10 if hidden else 0


_PARTS = [
    ("text", make.opened('¿Sí? \U0001f680\t"\\'.encode())),
    ("text", make.opened(b"")),
    ("json", make.opened(b'{"a":[1,true,"x"]}', "application/json")),
    ("file", make.opened(bytes(range(200)), "application/pdf", "=plan ñ.PDF")),
    ("image", make.opened(b"\x89PNG", "image/png", "a.png")),
]


def _judge(kind: str, start: int, stop: int) -> Counter[str]:
    """Judge a range of numbers; raise at the first that is judged wrongly."""
    found: Counter[str] = Counter()
    with tempfile.NamedTemporaryFile(suffix=".zip", dir=_memory()) as file:
        path = Path(file.name)
        for number in range(start, stop):
            if kind == "honest":
                data, expected = honest(number)
                what, allowed = "honest", {expected}
            else:
                what, data = mutate(number)
                allowed = set(REFUSED)
            path.write_bytes(data)
            report = verify.verify_path(path)
            codes = {finding.code for verdict in report.verdicts for finding in verdict.findings}
            if report.exit_code not in allowed or "internal" in codes:
                raise Wrong(number, what, report.exit_code, data)
            found[f"{what}: {report.exit_code}"] += 1
    return found


def _memory() -> str | None:
    return "/dev/shm" if Path("/dev/shm").is_dir() else None  # a file without a reader, gone at the end


def run(kind: str, start: int, stop: int, *, processes: int, minutes: float | None = None) -> tuple[int, Counter[str]]:
    """Judge numbers from ``start`` to ``stop``; return up to which number that was done, and what was found.

    :raises Wrong: at a dossier that is judged wrongly
    """
    found: Counter[str] = Counter()
    deadline = time.monotonic() + minutes * 60 if minutes is not None else None
    done = start
    with ProcessPoolExecutor(processes) as pool:
        while done < stop and (deadline is None or time.monotonic() < deadline):
            ranges = [(at, min(at + BATCH, stop)) for at in range(done, min(done + BATCH * processes * 4, stop), BATCH)]
            for counts in pool.map(_judge, [kind] * len(ranges), *zip(*ranges, strict=True)):
                found += counts
            done = ranges[-1][1]
            sys.stderr.write(f"{kind}: {done - start:,} judged\r")
    return done, found


def main() -> int:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--mutations", type=int, default=1_000_000)
    parser.add_argument("--honest", type=int, default=10_000)
    parser.add_argument("--from", type=int, default=0, dest="start")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--minutes", type=float)
    parser.add_argument("--only", type=int, metavar="NUMBER", help="write this one to a file, and judge it")
    options = parser.parse_args()
    if options.only is not None:
        what, data = mutate(options.only)
        Path(f"mutation-{options.only}.zip").write_bytes(data)
        _say(what, verify.main([f"mutation-{options.only}.zip"]))
        return 0
    try:
        for kind, count in (("honest", options.honest), ("mutations", options.mutations)):
            began = time.monotonic()
            done, found = run(
                kind, options.start, options.start + count, processes=options.processes, minutes=options.minutes
            )
            _say(f"{kind}: {done - options.start:,} of {count:,} judged rightly in {time.monotonic() - began:,.0f} s")
            for line in sorted(_lines(found)):
                _say(f"  {line}")
            if done < options.start + count:
                _say(f"  go on with --from {done}")
    except Wrong as wrong:
        name = f"wrong-{wrong.number}-{sha256(wrong.data).hexdigest()[:8]}.zip"
        Path(name).write_bytes(wrong.data)
        _say(f"number {wrong.number} ({wrong.what}) was judged {wrong.code}; it is kept as {name}")
        return 1
    return 0


def _say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")


def _lines(found: Counter[str]) -> Iterator[str]:
    for what, count in found.items():
        yield f"{what} × {count:,}"


if __name__ == "__main__":
    sys.exit(main())
