"""Writing a dossier: a BagIt bag in a zip of which every byte follows from the contents, streamed."""

import base64
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from hashlib import sha256
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import Any, Protocol

from aval.proofs import canonical, checkpoints, notes
from aval.proofs.dossier import verify as form
from aval.proofs.dossier.browser import browser_page
from aval.proofs.dossier.by_hand import Example, Stamped, by_hand
from aval.proofs.dossier.model import (
    Dossier,
    Erased,
    Event,
    HiddenEvent,
    Opened,
    Payload,
    SiteEvidence,
    Withheld,
)
from aval.proofs.dossier.page import File, Page, write_page
from aval.proofs.events import commitment_of
from aval.proofs.policy import Policy
from aval.proofs.tree import HASH_SIZE, Frontier, leaf_hash

_CHUNK = 256 * 1024
_SPOOL = 4 * 1024 * 1024
_NAME_MAX = 200

# What opens by a double click as a document, a picture, a recording or an archive keeps its extension; a program or a
# page that could run something does not. The real name is in the openings.
_EXTENSIONS = frozenset((
    "7z", "aac", "avi", "bmp", "csv", "doc", "docx", "eml", "flac", "gif", "gz", "heic", "jpeg", "jpg", "json", "m4a",
    "md", "mkv", "mov", "mp3", "mp4", "mpeg", "odp", "ods", "odt", "ogg", "opus", "pdf", "png", "ppt", "pptx", "psd",
    "rtf", "srt", "tar", "tif", "tiff", "tsv", "txt", "vtt", "wav", "webm", "webp", "xls", "xlsx", "xml", "zip",
))  # fmt: skip
_EXTENSION_OF = {"application/json": "json", "application/pdf": "pdf", "text/plain": "txt", "message/rfc822": "eml"}


class DossierError(ValueError):
    """The pieces do not make a dossier that would verify; the message says which."""


class Sink(Protocol):
    """Where the dossier is written to; it need not be seekable."""

    def write(self, data: bytes, /) -> Any:
        """Take bytes."""


def write_dossier(stream: Sink, dossier: Dossier) -> None:
    """Write a dossier; the same pieces give the same bytes.

    :raises DossierError: if events, openings, heads and keys do not fit one another
    :raises aval.proofs.notes.NoteError: if the checkpoint, a head or a key is malformed or wrongly signed
    :raises aval.proofs.checkpoints.CheckpointError: if the checkpoint or a head is none
    """
    with ExitStack() as stack:
        files = _Files(stack)
        _Writer(dossier, files).write(stream)


class _Entry:
    """One file of the dossier: its size and sums are known before its bytes are written out."""

    def __init__(self, chunks: Callable[[], Iterator[bytes]]) -> None:
        self.chunks = chunks
        digest, self.crc, self.size = sha256(), 0, 0
        for chunk in chunks():
            digest.update(chunk)
            self.crc = zlib.crc32(chunk, self.crc)
            self.size += len(chunk)
        self.digest = digest.digest()


def _chunks(payload: Payload) -> Iterator[bytes]:
    if isinstance(payload, bytes):
        yield payload
        return
    with payload.open("rb") if isinstance(payload, Path) else payload() as source:
        while chunk := source.read(_CHUNK):
            yield chunk


class _Spool:
    """A file of the dossier that is being generated."""

    def __init__(self, stack: ExitStack) -> None:
        self._file = stack.enter_context(SpooledTemporaryFile(max_size=_SPOOL))  # noqa: SIM115  # the stack closes it
        self._waiting = bytearray()

    def write(self, data: bytes) -> None:
        # Lines are short and many; the file is given them by the hundred.
        self._waiting += data
        if len(self._waiting) >= _CHUNK:
            self._flush()

    def _flush(self) -> None:
        self._file.write(self._waiting)
        self._waiting.clear()

    def chunks(self) -> Iterator[bytes]:
        self._flush()
        self._file.seek(0)
        while chunk := self._file.read(_CHUNK):
            yield chunk


class _Files:
    """The files of the dossier by name."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self.entries: dict[str, _Entry] = {}

    def add(self, name: str, payload: Payload | _Spool) -> _Entry:
        chunks = payload.chunks if isinstance(payload, _Spool) else partial(_chunks, payload)
        entry = self.entries[name] = _Entry(chunks)
        if entry.size > form.MEMBER_MAX:
            raise DossierError(f"{name}: {entry.size} bytes are more than a file of a dossier may have")
        if len(self.entries) > form.MEMBERS_MAX:
            raise DossierError(f"more than {form.MEMBERS_MAX} files")
        return entry

    def spool(self) -> _Spool:
        return _Spool(self._stack)

    def manifest(self, *, payload: bool) -> bytes:
        names = sorted(name for name in self.entries if name.startswith("data/") is payload)
        return "".join(f"{self.entries[name].digest.hex()}  {name}\n" for name in names).encode()


class _Writer:
    """One dossier in the making."""

    def __init__(self, dossier: Dossier, files: _Files) -> None:
        self._dossier = dossier
        self._files = files
        self._head = checkpoints.parse(dossier.checkpoint)
        self._site = [notes.Verifier.from_vkey(vkey) for vkey in dossier.site_keys]
        self._log_keys = [verifier.named(self._head.origin) for verifier in self._site]
        self._openings, self._table = files.spool(), files.spool()
        self._of_event: dict[int, list[File]] = {}
        self._example: Example | None = None
        self._disclosure = "full"
        self._runs: list[tuple[int, int]] = []
        self._lines = 0
        self._evidence = site_files(dossier.site) if dossier.site else {}
        self._teller = form.SiteTeller(self._evidence, dossier.checkpoint, dossier.site_keys)

    def write(self, stream: Sink) -> None:
        origin = self._head.origin
        self._check_heads()
        self._take_events()
        for name, data in self._evidence.items():
            self._files.add(name, data)
        self._files.add(form.HEADS, b"".join(map(_head_line, self._heads())))
        self._files.add(form.CHECKPOINT, self._dossier.checkpoint)
        self._files.add(form.KEYS, "".join(f"{verifier.vkey}\n" for verifier in self._site).encode())
        logs = "".join(f"log {verifier.vkey}\n" for verifier in self._log_keys)
        self._files.add(form.POLICY, f"{logs}quorum none\n".encode())
        self._files.add("verify/verify.py", Path(form.__file__).read_bytes())
        self._files.add("verify/verify.html", browser_page())
        self._files.add("verify/BY-HAND.md", self._by_hand())
        self._files.add(form.PAGE, self._page())
        self._files.add("bagit.txt", form.BAGIT)
        self._files.add("bag-info.txt", self._bag_info())
        self._files.add(form.MANIFEST, self._files.manifest(payload=True))
        manifest = self._files.manifest(payload=False)
        self._files.add(form.TAG_MANIFEST, manifest)
        self._files.add(form.SEAL, notes.sign_note(form.seal_text(origin, manifest), self._sealer()))
        _write_zip(stream, form.folder_of(origin), self._files.entries)

    def _check_heads(self) -> None:
        origin, floor = self._head.origin, -1
        if not form.ORIGIN.fullmatch(origin) or not all(origin.startswith(f"{key.name}/") for key in self._site):
            raise DossierError(f"the log {origin} is not under the name of the site's keys")
        checkpoints.verify(self._dossier.checkpoint, origin=origin, verifiers=self._log_keys)
        if len(self._dossier.heads) > form.HEADS_MAX:
            raise DossierError(f"more than {form.HEADS_MAX} earlier heads")
        for note in self._dossier.heads:
            head = checkpoints.verify(note, origin=origin, verifiers=self._log_keys)
            if not floor < head.size < self._head.size:
                raise DossierError("earlier heads grow, and end before the checkpoint")
            floor = head.size

    def _sealer(self) -> notes.Signer:
        signer = self._dossier.signer.named(self._head.origin)
        if signer.vkey not in {key.vkey for key in self._log_keys}:
            raise DossierError("the sealing key is not among the site's keys")
        return signer

    def _take_events(self) -> None:
        lines, frontier = self._files.spool(), Frontier()
        self._table.write(form.LOADFILE_HEAD)
        hidden: list[bytes] = []
        for event in self._dossier.events:
            if isinstance(event, HiddenEvent):
                leaf = event.leaf
                hidden.append(leaf)
            else:
                self._hide(lines, frontier.size, hidden)
                leaf = leaf_hash(event.envelope)
                lines.write(event.envelope + b"\n")
                self._lines += 1
                self._take_event(event, frontier.size)
            if len(leaf) != HASH_SIZE:
                raise DossierError(f"event {frontier.size}: not a leaf hash")
            frontier.append(leaf)
        self._hide(lines, frontier.size, hidden)
        if (frontier.size, frontier.root()) != (self._head.size, self._head.root):
            raise DossierError(f"{frontier.size} events do not make the signed head at {self._head.size}")
        self._files.add(form.EVENTS, lines)
        self._files.add(form.OPENINGS, self._openings)
        self._files.add(form.LOADFILE, self._table)

    def _hide(self, lines: _Spool, end: int, leaves: list[bytes]) -> None:
        """Write what stands for the withheld events before ``end``: one leaf hash, or the subtrees that cover them."""
        if not leaves:
            return
        self._disclosure = "partial"
        begin, count = end - len(leaves), len(leaves)
        if count == 1:
            lines.write(canonical.encode({"leaf": _base64(leaves[0])}) + b"\n")
        else:
            nodes = [_base64(root) for root in _subtrees(begin, leaves)]
            lines.write(canonical.encode({"nodes": nodes, "skip": count}) + b"\n")
        self._lines += 1
        self._table.write(form.loadfile_row(form.hidden_cells(begin, count)))
        self._runs.append((begin, end))
        leaves.clear()

    def _heads(self) -> Iterator[bytes]:
        """Yield the earlier heads whose root can be checked here: none that lies within events withheld together."""
        runs = iter([*self._runs, (self._head.size, self._head.size)])
        begin, end = next(runs)
        for note in self._dossier.heads:
            size = checkpoints.parse(note).size
            while size >= end and (begin, end) != (self._head.size, self._head.size):
                begin, end = next(runs)
            if not begin < size < end:
                yield note

    def _take_event(self, event: Event, seq: int) -> None:
        read = form.parse_event(event.envelope)
        if read is None or (read.log, read.cells[0]) != (self._head.origin, seq):
            fault = form.envelope_fault(canonical.decode(event.envelope)) or "log or seq"
            raise DossierError(f"event {seq}: not this log's ({fault})")
        parts, cells = read.parts, read.cells
        if [opening.part for opening in event.openings] != [part.name for part in parts]:
            raise DossierError(f"event {seq}: one opening for each part, in the parts' order")
        if not parts:
            self._table.write(form.loadfile_row(form.loadfile_cells(cells)))
        if self._evidence:
            self._teller.see(read, _facts(event) if not seq else b"")
        for part, opening in zip(parts, event.openings, strict=True):
            line, state = self._opening(seq, part, opening)
            self._openings.write(canonical.spell(line) + b"\n")
            shown = (line.get("name", ""), line.get("type", ""), line.get("path", ""), line.get("sha256", ""))
            self._table.write(form.loadfile_row(form.loadfile_cells(cells, (part.name, part.media), state, shown)))

    def _opening(self, seq: int, part: form.Part, opening: Opened | Erased | Withheld) -> tuple[dict[str, Any], str]:
        line: dict[str, Any] = {"seq": seq, "n": part.name}
        if isinstance(opening, Withheld):
            self._disclosure = "partial"
            return line | {"withheld": True}, "withheld"
        if isinstance(opening, Erased):
            self._of_event.setdefault(seq, []).append(File(name=opening.part, path="", size=0))
            return line | {"erased": {"by": opening.by, "ground": opening.ground}}, "erased"
        line |= {"salt": _base64(opening.salt), "type": opening.media_type}
        if opening.name:
            line["name"] = opening.name
        text = _inline(opening)
        if text is not None:
            digest = sha256(text.encode()).digest()
            line["text"] = text
        else:
            line["path"] = path = f"data/payloads/{seq:08d}-{opening.part}.{_extension(opening)}"
            entry = self._files.add(path, opening.payload)
            digest = entry.digest
            shown = File(name=opening.name or opening.part, path=path.removeprefix("data/"), size=entry.size)
            self._of_event.setdefault(seq, []).append(shown)
        line["sha256"] = digest.hex()
        if _base64(commitment_of(opening.salt, digest)) != part.commitment:
            raise DossierError(f"event {seq}: the payload of {opening.part} is not the one that was committed to")
        if self._example is None or (not self._example.path and "path" in line):
            self._example = Example(
                seq=seq,
                line=self._lines,
                part=opening.part,
                salt=line["salt"],
                digest=digest.hex(),
                commitment=part.commitment,
                path=line.get("path", ""),
            )
        return line, "open"

    def _by_hand(self) -> bytes:
        site, stamped = self._dossier.site, None
        stamps = [stamp for stamp in site.stamps if stamp.kind == form.RFC3161] if site else []
        if site and stamps:
            newest = stamps[-1]
            stamped = Stamped(
                origin=checkpoints.parse(site.checkpoint).origin,
                size=newest.size,
                root=_base64(newest.root),
                file=form.stamp_file(newest.position, newest.kind),
            )
        return by_hand(
            self._dossier.case.language,
            self._head.origin,
            self._example,
            entry_line=len(site.entries) if site else 0,
            has_root=site is not None and site.keys is not None,
            stamped=stamped,
        )

    def _page(self) -> _Spool:
        spool = self._files.spool()
        dossier = self._dossier
        page = Page(
            origin=self._head.origin,
            size=self._head.size,
            root=_base64(self._head.root),
            fingerprints=[key.fingerprint for key in self._site],
            made_at=dossier.made_at,
            partial=self._disclosure != "full",
            files=self._of_event,
            site=[(prop, found.sentence(dossier.case.language)) for prop, found in self._teller.findings()],
        )
        write_page(spool.write, dossier.case, page)
        return spool

    def _bag_info(self) -> bytes:
        payload = [entry.size for name, entry in self._files.entries.items() if name.startswith("data/")]
        values = (
            form.VERSION,
            self._head.origin,
            str(self._head.size),
            self._disclosure,
            " ".join(self._dossier.software.split()),
            self._dossier.made_at.date().isoformat(),
            f"{sum(payload)}.{len(payload)}",
        )
        return "".join(f"{name}: {value}\n" for name, value in zip(form.BAG_INFO, values, strict=True)).encode()


def site_files(site: SiteEvidence) -> dict[str, bytes]:
    """Return the files by which a dossier brings evidence from the site's log, by their names."""
    lines: list[dict[str, Any]] = [
        _steps(one.consistency, one.path)
        | {"blind": _base64(one.blind), "head": _base64(one.entry.head), "label": _base64(one.entry.label)}
        | {"number": one.number, "position": one.position, "root": _base64(one.root), "size": one.size}
        for one in site.entries
    ]
    lines += [
        _steps(one.consistency, one.path)
        | {"authority": _printable(one.authority), "kind": one.kind, "position": one.position}
        | {"root": _base64(one.root), "size": one.size}
        for one in site.stamps
    ]
    lines += [
        {"consistency": [*map(_base64, one.consistency)], "root": _base64(one.root), "size": one.size}
        for one in site.named
    ]
    if site.keys is not None:
        lines.append({"path": [*map(_base64, site.keys.path)], "position": site.keys.position})
    files = {
        form.SITE_HEAD: site.checkpoint,
        form.SITE: b"".join(canonical.encode(line) + b"\n" for line in lines),
        form.SITE_POLICY: _policy_text(site.policy),
    }
    files |= {form.stamp_file(one.position, one.kind): one.token for one in site.stamps}
    if any(one.kind == form.RFC3161 for one in site.stamps):
        files[form.AUTHORITIES] = site.certificates
    if site.keys is not None:
        files[form.ROOT] = "".join(f"{vkey}\n" for vkey in site.keys.roots).encode()
        files[form.KEY_STATEMENT] = site.keys.note
    return files


def _steps(consistency: Sequence[bytes], path: Sequence[bytes]) -> dict[str, Any]:
    return {"consistency": [*map(_base64, consistency)], "path": [*map(_base64, path)]}


def _policy_text(policy: Policy) -> bytes:
    """Return a policy as verifiers read it: without the addresses, comments and spaces that an operator's may have."""
    lines = [f"log {log.vkey}" for log in policy.logs]
    lines += [f"witness {_printable(one.name)} {one.verifier.vkey}" for one in policy.witnesses]
    lines += [
        f"group {_printable(one.name)} {one.threshold} {' '.join(map(_printable, one.members))}"
        for one in policy.groups
    ]
    return "".join(f"{line}\n" for line in [*lines, f"quorum {_printable(policy.quorum)}"]).encode()


def _printable(name: str) -> str:
    """Spell a name that an operator chose in printable ASCII."""
    return name.encode("ascii", "backslashreplace").decode()[:_NAME_MAX]


def _facts(event: Event) -> bytes:
    facts = [one.payload for one in event.openings if isinstance(one, Opened) and one.part == form.FACTS]
    return facts[0] if facts and isinstance(facts[0], bytes) else b""


def _subtrees(begin: int, leaves: Sequence[bytes]) -> Iterator[bytes]:
    """Yield the roots of the complete subtrees that cover leaves from a position on."""
    at = 0
    for level in form.run_levels(begin, len(leaves)):
        subtree = Frontier()
        subtree.extend(leaves[at : at + (1 << level)])
        at += 1 << level
        yield subtree.root()


def _head_line(note: bytes) -> bytes:
    return canonical.encode({"checkpoint": note.decode()}) + b"\n"


def _inline(opening: Opened) -> str | None:
    """Return the text that goes into the openings themselves; None if the payload is to be a file of its own."""
    payload = opening.payload
    if opening.name or not isinstance(payload, bytes) or len(payload) > form.INLINE_MAX:
        return None
    try:
        return payload.decode()
    except UnicodeDecodeError:
        return None


def _extension(opening: Opened) -> str:
    extension = opening.name.rpartition(".")[2].lower() if "." in opening.name else ""
    if extension in _EXTENSIONS:
        return extension
    return _EXTENSION_OF.get(opening.media_type.partition(";")[0], "bin")


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _write_zip(stream: Sink, folder: str, entries: Mapping[str, _Entry]) -> None:
    central, offset = bytearray(), 0
    for name in sorted(entries):
        entry = entries[name]
        path = f"{folder}/{name}".encode()
        header = form.local_header(path, entry.crc, entry.size)
        stream.write(header)
        digest, size = sha256(), 0
        for chunk in entry.chunks():
            digest.update(chunk)
            size += len(chunk)
            stream.write(chunk)
        if digest.digest() != entry.digest:
            raise DossierError(f"{name} changed while the dossier was being written")
        central += form.central_header(path, entry.crc, entry.size, offset)
        offset += len(header) + size
    stream.write(bytes(central) + form.end_records(len(entries), len(central), offset))
