"""OpenTimestamps proofs (.ots): from a file's digest by hashing steps to attestations, read and followed offline.

A proof says which digest each attestation is of. What a Bitcoin attestation is worth takes the block's header: its
Merkle root has to be that digest, and the header has to be in the chain, which nobody can tell without a node.
"""

import hashlib
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

MAGIC = b"\x00OpenTimestamps\x00\x00Proof\x00\xbf\x89\xe2\xe8\x84\xe8\x92\x94"
VERSION = 1
MESSAGE_MAX = 4096
DEPTH_MAX = 256
STEPS_MAX = 100_000

_PAYLOAD_MAX = 8192
_URI_MAX = 1000
_FORK, _ATTESTATION = 0xFF, 0x00
_TAG_SIZE = 8
_HEADER_SIZE = 80
_CHAINS = {
    bytes.fromhex("0588960d73d71901"): "bitcoin",
    bytes.fromhex("06869a0d73d71b45"): "litecoin",
    bytes.fromhex("30fe8087b5c7ead7"): "ethereum",
}
_PENDING = bytes.fromhex("83dfe30d2ef90c8e")
_KECCAK, _SHA256 = 0x67, 0x08
_HASHES = {0x02: ("sha1", 20), 0x03: ("ripemd160", 20), _SHA256: ("sha256", 32)}
_BINARY: Mapping[int, Callable[[bytes, bytes], bytes]] = {
    0xF0: lambda message, argument: message + argument,
    0xF1: lambda message, argument: argument + message,
}
_UNARY: Mapping[int, Callable[[bytes], bytes]] = {
    0xF2: lambda message: message[::-1],
    0xF3: lambda message: message.hex().encode(),
}


class OtsError(ValueError):
    """The bytes are no proof that can be followed; the message says why."""


@dataclass(frozen=True, slots=True)
class Attestation:
    """Who attests which digest: a chain at a height, a calendar that has not finished, or somebody unknown here.

    The digest is empty where a step on the way to it is of a kind that this program can't take (Keccak).
    """

    kind: str
    digest: bytes
    height: int | None = None
    calendar: str = ""
    start: int = 0
    """Where in the proof the attestation begins: what a calendar gives later takes its place, if it is the last."""

    def is_in(self, header: bytes) -> bool:
        """Tell whether a Bitcoin block's header holds this digest as its Merkle root."""
        return self.kind == "bitcoin" and len(header) == _HEADER_SIZE and header[36:68] == self.digest


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof: of which digest, by which hash, and all that it leads to."""

    algorithm: str
    digest: bytes
    attestations: tuple[Attestation, ...]

    @classmethod
    def from_bytes(cls, data: bytes) -> "Proof":
        """Read a proof and follow it.

        :raises OtsError: if it is none, is of another version, or is longer than any honest one
        """
        reader = _Reader(data)
        if reader.take(len(MAGIC)) != MAGIC:
            raise OtsError("not an OpenTimestamps proof")
        version = reader.number()
        if version != VERSION:
            raise OtsError(f"version {version}, not {VERSION}")
        tag = reader.byte()
        if tag not in _HASHES:
            raise OtsError(f"a file's digest of an unknown kind, {tag:#04x}")
        algorithm, size = _HASHES[tag]
        digest = reader.take(size)
        found = tuple(reader.timestamp(digest, DEPTH_MAX))
        if not reader.is_at_end():
            raise OtsError("something follows after the proof")
        return cls(algorithm, digest, found)

    def is_of(self, data: bytes) -> bool:
        """Tell whether this is the proof of a file with these bytes."""
        return hashlib.new(self.algorithm, data, usedforsecurity=False).digest() == self.digest


def build(digest: bytes, timestamp: bytes) -> bytes:
    """Return the proof of a file by its SHA-256 and a calendar's answer."""
    return MAGIC + bytes([VERSION, _SHA256]) + digest + timestamp


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._stream = io.BytesIO(data)
        self._steps = 0

    def take(self, count: int) -> bytes:
        data = self._stream.read(count)
        if len(data) < count:
            raise OtsError("the proof ends too early")
        return data

    def byte(self) -> int:
        return self.take(1)[0]

    def number(self) -> int:
        value = shift = 0
        while True:
            byte = self.byte()
            value |= (byte & 0x7F) << shift
            if not byte & 0x80:
                return value
            shift += 7
            if shift > 63:  # noqa: PLR2004 (bits of the largest number)
                raise OtsError("a number is too large")

    def text(self, limit: int, *, least: int = 0) -> bytes:
        size = self.number()
        if not least <= size <= limit:
            raise OtsError(f"{size} bytes where {least} to {limit} may stand")
        return self.take(size)

    def is_at_end(self) -> bool:
        return not self._stream.read(1)

    def timestamp(self, message: bytes | None, depth: int) -> Iterator[Attestation]:
        """Yield what this message leads to; forks stand before the last branch."""
        if not depth:
            raise OtsError("too many steps")
        tag = self.byte()
        while tag == _FORK:
            yield from self._branch(self.byte(), message, depth)
            tag = self.byte()
        yield from self._branch(tag, message, depth)

    def _branch(self, tag: int, message: bytes | None, depth: int) -> Iterator[Attestation]:
        self._steps += 1
        if self._steps > STEPS_MAX:
            raise OtsError("too many steps")
        if tag == _ATTESTATION:
            yield self._attestation(message or b"")
        else:
            yield from self.timestamp(self._operated(tag, message), depth - 1)

    def _operated(self, tag: int, message: bytes | None) -> bytes | None:
        if tag == _KECCAK:
            return None
        if tag not in {*_HASHES, *_BINARY, *_UNARY}:
            raise OtsError(f"an unknown step, {tag:#04x}")
        argument = self.text(MESSAGE_MAX, least=1) if tag in _BINARY else b""
        if message is None:
            return None
        if tag in _HASHES:
            return hashlib.new(_HASHES[tag][0], message, usedforsecurity=False).digest()
        result = _BINARY[tag](message, argument) if tag in _BINARY else _UNARY[tag](message)
        if len(result) > MESSAGE_MAX:
            raise OtsError(f"a message of {len(result)} bytes")
        return result

    def _attestation(self, message: bytes) -> Attestation:
        start = self._stream.tell() - 1
        tag = self.take(_TAG_SIZE)
        inner = _Reader(self.text(_PAYLOAD_MAX))
        if tag == _PENDING:
            made = Attestation(
                "pending", message, calendar=inner.text(_URI_MAX).decode("ascii", "replace"), start=start
            )
        elif tag in _CHAINS:
            made = Attestation(_CHAINS[tag], message, height=inner.number(), start=start)
        else:
            return Attestation("unknown", message, start=start)
        if not inner.is_at_end():
            raise OtsError("something follows in an attestation")
        return made
