"""DKIM (RFC 6376, 8301, 8463) and ARC (RFC 8617) signatures of a message, by dkimpy, at the moment of receipt.

dkimpy computes; what it leaves open is decided here: that From is signed, that the key allows this use, that times are
those of the receipt and not of today, that nothing costs more than its size.
"""

from __future__ import annotations

import hashlib
import logging
import re
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import dkim
from dkim.util import InvalidTagValueList, parse_tag_value

from aval.channels.mail.answers import FAILED, FOUND, Ask

MOST, LONGEST_HEADER, LONGEST_BLANK = 10, 32 * 1024, 4096
LEEWAY = 36_000  # seconds by which a signer's clock may be ahead
KEY_BITS = 1024
_BLANKS = re.compile(rb"[ \t]{256,}+")
_log = logging.getLogger("aval.channels.mail.dkimpy")
_log.addHandler(logging.NullHandler())
_log.propagate = False

# RFC 8463 is younger than dkimpy's list for ARC; forwarders do seal with Ed25519.
dkim.ARC_HASH_ALGORITHMS.setdefault(b"ed25519-sha256", hashlib.sha256)
# Everything dkimpy has been seen to raise on damaged mail, besides its own.
FAULTS = (dkim.DKIMException, ValueError, LookupError, TypeError, AssertionError, AttributeError, NotBase64)


@dataclass(frozen=True, slots=True)
class Signature:
    """One DKIM signature. ``result`` as RFC 8601 names it, ``reason`` a code.

    ``key`` is the record as DNS answered it, ``bits`` the key's size. ``partial`` says that only the beginning of the
    body is signed (l=), ``covers`` which headers are. ``testing`` is the domain's word that its signatures prove
    nothing yet (t=y).
    """

    result: str
    reason: str
    domain: str = ""
    selector: str = ""
    identity: str = ""
    algorithm: str = ""
    key: str = ""
    bits: int = 0
    signed_at: int | None = None
    expires_at: int | None = None
    partial: bool = False
    testing: bool = False
    covers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hop:
    """One forwarder of an ARC chain: whose seal, what it saw before it, what it says of its own checks."""

    instance: int
    domain: str
    selector: str
    seal_valid: bool
    message_valid: bool
    chain_before: str
    said: str


@dataclass(frozen=True, slots=True)
class Chain:
    """An ARC chain: ``result`` none, pass or fail; the hops from the last to the first."""

    result: str
    reason: str = ""
    hops: tuple[Hop, ...] = ()


def check_signatures(raw: bytes, ask: Ask, at: datetime) -> tuple[Signature, ...]:
    """Every DKIM signature in the order of its headers, at most ten."""
    if _is_costly(raw):
        return (Signature("permerror", "too-odd"),)
    try:
        message = _Message(raw, logger=_log, minkey=KEY_BITS)
    except FAULTS:
        return ()
    count = sum(1 for name, _ in message.headers if name.lower() == b"dkim-signature")
    return tuple(_check(message, index, ask, at) for index in range(min(count, MOST)))


def check_chain(raw: bytes, ask: Ask) -> Chain:
    """The ARC chain, judged as RFC 8617 5.2 says."""
    if _is_costly(raw):
        return Chain("fail", "too-odd")
    try:
        result, hops, comment = dkim.ARC(raw, logger=_log, minkey=KEY_BITS).verify(dnsfunc=_txt_of(ask))
    except (*FAULTS, _NoAnswer) as error:
        return Chain("fail", str(error))
    made = tuple(_hop(hop) for hop in hops)
    # None stands for a chain that a forwarder itself reported as broken.
    return Chain(result.decode() if result else "fail", "" if result == b"pass" else str(comment), made)


class _NoAnswer(Exception):
    """DNS gave no answer."""


class _Refused(Exception):
    """The signature fails for a reason that dkimpy doesn't look at: result and reason."""


class _Message(dkim.DKIM):  # type: ignore[misc]
    """dkimpy's verifier, with the signature's times left to us: it compares them with today's."""

    def verify_headerprep(self, idx: int = 0) -> Any:
        headers = [(name, value) for name, value in self.headers if name.lower() == b"dkim-signature"]
        signature = parse_tag_value(headers[idx][1])
        dkim.validate_signature_fields({tag: value for tag, value in signature.items() if tag not in (b"t", b"x")})
        self.domain, self.selector = signature[b"d"], signature[b"s"]
        signed = [name.lower() for name in re.split(rb"\s*:\s*", signature[b"h"])]
        self.include_headers = tuple(signed)
        return signature, signed, headers


def _check(message: _Message, index: int, ask: Ask, at: datetime) -> Signature:
    header = [value for name, value in message.headers if name.lower() == b"dkim-signature"][index]
    try:
        tags = parse_tag_value(header) if len(header) <= LONGEST_HEADER else {}
    except InvalidTagValueList:
        tags = {}
    told = _told(tags)
    if not tags:
        return Signature("permerror", "unreadable")
    try:
        message.verify_headerprep(index)
        _check_tags(tags, at)
        key = _key(tags, ask)
        told |= {"key": key, "testing": b"y" in _list(_key_tags(key), b"t")}
        _check_key(tags, key)
        valid = message.verify(index, dnsfunc=lambda name, timeout=0: key.encode("latin-1"))  # noqa: ARG005
        told["bits"] = message.keysize
    except _Refused as refusal:
        return Signature(*refusal.args, **told)
    except _NoAnswer:
        return Signature("temperror", "no-answer", **told)
    except dkim.ValidationError as error:
        body = "body hash" in str(error)
        return Signature("fail" if body else "permerror", "body-changed" if body else "unreadable", **told)
    except dkim.KeyFormatError as error:
        return Signature("permerror", "weak-key" if "too small" in str(error) else "unreadable-key", **told)
    except FAULTS:
        return Signature("permerror", "unreadable", **told)
    if valid:
        return Signature("pass", "", **told)
    # dkimpy says no more than False for a key that it can't read.
    return (
        Signature("fail", "signature-wrong", **told)
        if message.keysize
        else Signature("permerror", "unreadable-key", **told)
    )


def _told(tags: dict[bytes, bytes]) -> dict[str, Any]:
    """What the signature says of itself."""

    def text(tag: bytes) -> str:
        return re.sub(r"\s+", "", tags.get(tag, b"").decode("utf-8", "replace"))

    def number(tag: bytes) -> int | None:
        return int(text(tag)) if re.fullmatch(r"[0-9]{1,12}", text(tag)) else None

    return {
        "domain": text(b"d").lower(),
        "selector": text(b"s"),
        "identity": text(b"i"),
        "algorithm": text(b"a").lower(),
        "signed_at": number(b"t"),
        "expires_at": number(b"x"),
        "partial": b"l" in tags,
        "covers": tuple(name for name in text(b"h").lower().split(":") if name),
    }


def _check_tags(tags: dict[bytes, bytes], at: datetime) -> None:
    told, now = _told(tags), at.timestamp()
    if "from" not in told["covers"]:
        raise _Refused("permerror", "from-not-signed")
    if told["algorithm"] == "rsa-sha1":
        raise _Refused("permerror", "weak-algorithm")
    for tag in (b"t", b"x"):
        if tag in tags and told["signed_at" if tag == b"t" else "expires_at"] is None:
            raise _Refused("permerror", "unreadable")
    if told["signed_at"] is not None and told["signed_at"] > now + LEEWAY:
        raise _Refused("permerror", "signed-later")
    if told["expires_at"] is not None and told["expires_at"] < now:
        raise _Refused("fail", "expired")
    if told["signed_at"] is not None and told["expires_at"] is not None and told["expires_at"] < told["signed_at"]:
        raise _Refused("permerror", "unreadable")


def _key(tags: dict[bytes, bytes], ask: Ask) -> str:
    """The key's record; of several the first that looks like one."""
    name = b"%s._domainkey.%s" % (tags[b"s"], tags[b"d"])
    try:
        answer = ask(name.decode("ascii"), "TXT")
    except UnicodeDecodeError:
        raise _Refused("permerror", "no-key") from None
    if answer.status == FAILED:
        raise _NoAnswer
    keys = [text for text in answer.values if re.search(r"(?:^|;)\s*p\s*=", text)]
    if not keys:
        raise _Refused("permerror", "no-key")
    return keys[0]


def _key_tags(key: str) -> dict[bytes, bytes]:
    try:
        return dict(parse_tag_value(key.encode("latin-1")))
    except (InvalidTagValueList, UnicodeEncodeError):
        raise _Refused("permerror", "unreadable-key") from None


def _list(tags: dict[bytes, bytes], tag: bytes) -> list[bytes]:
    return [each.strip().lower() for each in tags.get(tag, b"").split(b":") if each.strip()]


def _check_key(tags: dict[bytes, bytes], record: str) -> None:
    """What the key says of its own use, most of which dkimpy doesn't ask."""
    key = _key_tags(record)
    kind = key.get(b"k", b"rsa").lower()
    told = _told(tags)
    if key.get(b"v", b"DKIM1") != b"DKIM1":
        raise _Refused("permerror", "unreadable-key")
    if not re.sub(rb"\s", b"", key.get(b"p", b"")):
        raise _Refused("permerror", "key-revoked")
    if kind not in (b"rsa", b"ed25519") or not told["algorithm"].startswith(kind.decode()):
        raise _Refused("permerror", "other-key-type")
    hashes, services = _list(key, b"h"), _list(key, b"s")
    if hashes and b"sha256" not in hashes:
        raise _Refused("permerror", "other-hash")
    if services and not {b"*", b"email"}.intersection(services):
        raise _Refused("permerror", "not-for-mail")
    identity = told["identity"].rpartition("@")[2].lower()
    if b"s" in _list(key, b"t") and identity and identity != told["domain"]:
        raise _Refused("permerror", "other-domain")
    try:
        b64decode(key[b"p"])
    except NotBase64:
        raise _Refused("permerror", "unreadable-key") from None


def _txt_of(ask: Ask) -> Callable[..., bytes | None]:
    def txt(name: bytes | str, timeout: int = 0) -> bytes | None:  # noqa: ARG001
        text = name.decode("ascii", "replace") if isinstance(name, bytes) else name
        answer = ask(text.rstrip("."), "TXT")
        if answer.status == FAILED:
            raise _NoAnswer(f"no answer for {text}")
        return answer.values[0].encode("latin-1", "replace") if answer.status == FOUND else None

    return txt


def _hop(hop: dict[str, Any]) -> Hop:
    def text(key: str) -> str:
        value = hop.get(key, b"")
        return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)

    return Hop(
        instance=hop["instance"],
        domain=text("as-domain").lower(),
        selector=text("as-selector"),
        seal_valid=bool(hop.get("as-valid")),
        message_valid=bool(hop.get("ams-valid")),
        chain_before=text("cv"),
        said=text("aar-value").strip(),
    )


def _is_costly(raw: bytes) -> bool:
    """Whether the message holds what would take dkimpy quadratic time: runs of blanks as no writer makes them."""
    return any(len(run) > LONGEST_BLANK for run in _BLANKS.findall(raw))
