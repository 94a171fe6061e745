"""Events: the envelope that becomes a leaf, and the salted commitments by which payloads stand in it.

An envelope says that something happened, when by the site's clock, by whom under a pseudonym of this log alone, and
which payloads belong to it. What was said, by whom and about how much is in the payloads, which stand apart so that
they can be erased while every proof goes on verifying.
"""

import base64
import binascii
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, NamedTuple

from aval.proofs import canonical
from aval.proofs.tree import HASH_SIZE

VERSION = 1
ENVELOPE_MAX = 16 * 1024
"""Bytes of the largest envelope."""

FACTS = "facts"
"""The name of the part that holds an event's structured facts, as canonical JSON."""

ERASURE_KIND = "record.erasure-executed.1"
"""The event that says which parts were erased; a dossier may call a part erased only if one of these names it."""

SALT_SIZE = 32

_COMMIT_TAG = b"aval/commit/v1\x00"
_ORIGIN = re.compile(r"[a-z0-9.-]+(?::[0-9]{1,5})?(?:/[a-z0-9_-][a-z0-9._-]{0,63})+")
_WORD = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_PSEUDONYM = re.compile(r"[A-Za-z0-9_-]{1,64}")
_KIND = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9-]*\.[1-9][0-9]{0,3}")
_AT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z")
# 32 bytes in base64, canonically: the last letter carries four bits, and the two spare ones are zero.
_HASH = re.compile(r"[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=")
_NEEDED = frozenset({"actor", "at", "log", "parts", "seq", "type", "v"})
_FIELDS = _NEEDED | {"after", "intent", "prev", "proof", "refs"}

Reference = int | bytes
"""An earlier event: its position in this log, or its leaf hash in this or another one."""


Shape = tuple[tuple[str, str], ...]
"""The parts of an event: the name and the media class of each."""


class EnvelopeError(ValueError):
    """The bytes or the values are no envelope; the message says which field and why."""


class Commitment(NamedTuple):
    """What a payload is committed with: the salt to keep beside it, and the value that goes into the envelope."""

    salt: bytes
    commitment: bytes


class After(NamedTuple):
    """A head of the site log that holds a time stamp: an event that names it was made after that stamp."""

    size: int
    root: bytes


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acted: a pseudonym of this log alone, a role (client, professional, …) and the way in (web, api, …)."""

    pseudonym: str
    role: str
    via: str


@dataclass(frozen=True, slots=True)
class Part:
    """A payload as the envelope knows it: its name, its media class (text, json, image, …) and its commitment."""

    name: str
    media: str
    commitment: bytes


@dataclass(frozen=True, slots=True)
class Envelope:
    """An event as the log knows it."""

    log: str
    seq: int
    kind: str
    at: datetime
    prev: bytes | None
    actor: Actor
    parts: tuple[Part, ...]
    refs: Mapping[str, Reference | tuple[Reference, ...]]
    intent: bytes | None
    proof: Mapping[str, bytes] | None
    after: After | None = None


def commit(payload: bytes) -> Commitment:
    """Commit to a payload with a fresh salt."""
    return commit_digest(sha256(payload).digest())


def commit_digest(digest: bytes) -> Commitment:
    """Commit with a fresh salt to a payload of which the SHA-256 is known already, such as a stored file's."""
    salt = secrets.token_bytes(SALT_SIZE)
    return Commitment(salt, sha256(_COMMIT_TAG + salt + digest).digest())


def opens(commitment: bytes, *, salt: bytes, payload: bytes) -> bool:
    """Tell whether salt and payload are what was committed to."""
    return commitment_of(salt, sha256(payload).digest()) == commitment


def commitment_of(salt: bytes, digest: bytes) -> bytes:
    """Return the commitment to the payload with this SHA-256 under this salt.

    :raises ValueError: if salt or digest do not have 32 bytes, without which two payloads could share a commitment
    """
    if len(salt) != SALT_SIZE or len(digest) != HASH_SIZE:
        raise ValueError("salt and digest have 32 bytes each")
    return sha256(_COMMIT_TAG + salt + digest).digest()


def format_time(at: datetime) -> str:
    """Return a moment as the record writes it: UTC, microseconds, 27 characters.

    :raises EnvelopeError: if it has no time zone
    """
    if at.tzinfo is None:
        raise EnvelopeError("at: a time without a zone")
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def build_envelope(
    *,
    log: str,
    seq: int,
    kind: str,
    at: datetime,
    prev: bytes | None,
    actor: Actor,
    parts: Sequence[Part] = (),
    refs: Mapping[str, Reference | Sequence[Reference]] | None = None,
    intent: bytes | None = None,
    proof: Mapping[str, bytes] | None = None,
    after: After | None = None,
) -> bytes:
    """Return an event's envelope, whose leaf hash goes into the tree.

    :param log: the origin of the log, such as ``record.example.org/c/0197…``
    :param seq: the position in the log, from 0
    :param kind: the registered type, such as ``contracts.delivery-accepted.1``
    :param at: when, by the site's clock; kept to the microsecond
    :param prev: the leaf hash of the event before; None at position 0 and only there
    :param refs: earlier events by the role they play for this one: positions, leaf hashes, or several of them
    :param intent: what the actor's own key signed, verbatim
    :param proof: that signature's pieces by name
    :param after: a head of the site log that holds a time stamp's hash: the event is not older than the stamp
    :raises EnvelopeError: if a value does not fit its field, or the whole exceeds 16 KiB
    """
    fields: dict[str, Any] = {
        "v": VERSION,
        "log": log,
        "seq": seq,
        "type": kind,
        "at": format_time(at),
        "actor": {"p": actor.pseudonym, "role": actor.role, "via": actor.via},
        "parts": [{"n": part.name, "m": part.media, "c": _text(part.commitment)} for part in parts],
    }
    if after is not None:
        fields["after"] = {"root": _text(after.root), "size": after.size}
    if prev is not None:
        fields["prev"] = _text(prev)
    if refs:
        fields["refs"] = {name: _ref_out(value) for name, value in refs.items()}
    if intent is not None:
        fields["intent"] = _text(intent)
    if proof is not None:
        fields["proof"] = {name: _text(value) for name, value in proof.items()}
    _check(fields)
    data = canonical.spell(fields)  # every field was checked just now, more narrowly than the profile would
    if len(data) > ENVELOPE_MAX:
        raise EnvelopeError(f"an envelope of {len(data)} bytes; {ENVELOPE_MAX} are allowed")
    return data


class Mould:
    """Envelopes of one shape: they differ in their place, the leaf before and their parts' commitments alone.

    What they share is checked once, by building one; what differs is filled in and has one spelling, so that each is
    what ``build_envelope`` gives, at a tenth of the time.
    """

    __slots__ = ("_form",)

    def __init__(self, *, log: str, kind: str, at: datetime, actor: Actor, parts: Shape, after: After | None) -> None:
        """Take what is shared, as ``build_envelope`` does.

        :raises EnvelopeError: if a value does not fit its field, or an envelope could exceed 16 KiB
        """
        marks = [sha256(b"%d" % number).digest() for number in range(len(parts) + 1)]
        form = build_envelope(
            log=log,
            seq=canonical.INTEGER_MAX,
            kind=kind,
            at=at,
            prev=marks[-1],
            actor=actor,
            parts=[Part(name, media, mark) for (name, media), mark in zip(parts, marks, strict=False)],
            after=after,
        ).replace(b"%", b"%%")
        for mark in marks:
            form = form.replace(_text(mark).encode(), b"%b")
        self._form = form.replace(b'"seq":%d,' % canonical.INTEGER_MAX, b'"seq":%d,')

    def fill(self, seq: int, prev: bytes, commitments: Sequence[bytes]) -> bytes:
        """Return the envelope at a place after the first.

        :param commitments: one for each part, in their order
        """
        encode = binascii.b2a_base64
        return self._form % (
            *[encode(commitment, newline=False) for commitment in commitments],
            encode(prev, newline=False),
            seq,
        )


def parse_envelope(data: bytes) -> Envelope:
    """Read an envelope and refuse every one that ``build_envelope`` would not make.

    :raises EnvelopeError: if the bytes are not canonical, a field is unknown, missing or malformed, or it is too large
    """
    if len(data) > ENVELOPE_MAX:
        raise EnvelopeError(f"an envelope of {len(data)} bytes; {ENVELOPE_MAX} are allowed")
    try:
        fields = canonical.decode(data)
    except canonical.ProfileError as error:
        raise EnvelopeError(str(error)) from None
    if type(fields) is not dict:
        raise EnvelopeError("an envelope is an object")
    _check(fields)
    proof = fields.get("proof")
    return Envelope(
        log=fields["log"],
        seq=fields["seq"],
        kind=fields["type"],
        at=datetime.fromisoformat(fields["at"]),
        prev=_bytes(fields["prev"], "prev") if "prev" in fields else None,
        actor=Actor(fields["actor"]["p"], fields["actor"]["role"], fields["actor"]["via"]),
        parts=tuple(Part(part["n"], part["m"], _bytes(part["c"], "parts")) for part in fields["parts"]),
        refs={name: _ref_in(value) for name, value in fields.get("refs", {}).items()},
        intent=_bytes(fields["intent"], "intent") if "intent" in fields else None,
        proof={name: _bytes(value, "proof") for name, value in proof.items()} if proof is not None else None,
        after=After(fields["after"]["size"], _bytes(fields["after"]["root"], "after")) if "after" in fields else None,
    )


def _check(fields: Mapping[str, Any]) -> None:
    if odd := (fields.keys() - _FIELDS) | (_NEEDED - fields.keys()):
        raise EnvelopeError(f"unknown or missing: {', '.join(sorted(odd))}")
    _require(type(fields["v"]) is int and fields["v"] == VERSION, "v")
    _require(_fits(_ORIGIN, fields["log"]), "log")
    seq = fields["seq"]
    _require(type(seq) is int and 0 <= seq <= canonical.INTEGER_MAX, "seq")
    _require(_fits(_KIND, fields["type"]), "type")
    _require(_fits(_AT, fields["at"]) and _is_moment(fields["at"]), "at")
    _require(("prev" in fields) == (seq > 0), "prev")
    _require("prev" not in fields or _fits(_HASH, fields["prev"]), "prev")
    _require("after" not in fields or _is_after(fields["after"]), "after")
    actor = fields["actor"]
    _require(
        _has_keys(actor, "p", "role", "via")
        and _fits(_PSEUDONYM, actor["p"])
        and _fits(_WORD, actor["role"])
        and _fits(_WORD, actor["via"]),
        "actor",
    )
    _check_parts(fields["parts"])
    if "refs" in fields:
        _check_refs(fields["refs"], seq)
    _require("intent" not in fields or _bytes(fields["intent"], "intent") != b"", "intent")
    if "proof" in fields:
        _require("intent" in fields and type(fields["proof"]) is dict and bool(fields["proof"]), "proof")
        _require(all(_is_name(name) and _bytes(value, "proof") for name, value in fields["proof"].items()), "proof")


def _is_after(value: Any) -> bool:
    return (
        _has_keys(value, "root", "size")
        and type(value["size"]) is int
        and 0 < value["size"] <= canonical.INTEGER_MAX
        and _fits(_HASH, value["root"])
    )


def _check_parts(parts: object) -> None:
    _require(type(parts) is list, "parts")
    names = set()
    for part in parts:  # type: ignore[attr-defined]  # a list, as the line above requires
        _require(
            _has_keys(part, "c", "m", "n")
            and _fits(_WORD, part["n"])
            and _fits(_WORD, part["m"])
            and _fits(_HASH, part["c"]),
            "parts",
        )
        names.add(part["n"])
    _require(len(names) == len(parts), "parts")  # type: ignore[arg-type]  # as above


def _check_refs(refs: object, seq: int) -> None:
    _require(type(refs) is dict and bool(refs), "refs")
    for name, value in refs.items():  # type: ignore[attr-defined]  # a dict, as the line above requires
        _require(_is_name(name), "refs")
        several = type(value) is list
        _require(not several or bool(value), "refs")
        for item in value if several else (value,):
            # Only what is already there can be referred to.
            _require((type(item) is int and 0 <= item < seq) or (_fits(_HASH, item)), "refs")


def _require(holds: bool, field: str) -> None:  # noqa: FBT001  # reads as a sentence where it is called
    if not holds:
        raise EnvelopeError(f"{field}: missing, misplaced or malformed")


def _fits(pattern: re.Pattern[str], value: object) -> bool:
    return type(value) is str and pattern.fullmatch(value) is not None


def _is_name(value: object) -> bool:
    return type(value) is str and canonical.is_key(value)


def _has_keys(value: object, *keys: str) -> bool:
    return type(value) is dict and tuple(sorted(value)) == keys


def _is_moment(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _ref_out(value: Reference | Sequence[Reference]) -> Any:
    if isinstance(value, bytes):
        return _text(value)
    if isinstance(value, int):
        return value
    return [_ref_out(item) for item in value]


def _ref_in(value: Any) -> Reference | tuple[Reference, ...]:
    if isinstance(value, list):
        return tuple(item if isinstance(item, int) else _bytes(item, "refs") for item in value)
    return value if isinstance(value, int) else _bytes(value, "refs")


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: object, field: str) -> bytes:
    if type(text) is not str:
        raise EnvelopeError(f"{field}: not base64")
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise EnvelopeError(f"{field}: not base64") from None
    if base64.b64encode(data).decode() != text:
        raise EnvelopeError(f"{field}: not the canonical spelling of base64")
    return data
