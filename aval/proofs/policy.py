"""Who must have seen a log's head for it to count (C2SP tlog-policy): logs, witnesses, groups and a quorum."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self, TypeVar

from aval.proofs import checkpoints, cosignatures
from aval.proofs.checkpoints import Checkpoint
from aval.proofs.cosignatures import CosignatureVerifier
from aval.proofs.notes import NoteError, Verifier

NOBODY = "none"

_CONTROL = re.compile(rb"[\x00-\x08\x0b-\x1f\x7f]")
_SPACES = re.compile(r"[ \t]+")


class PolicyError(ValueError):
    """The text is no policy; the message says which line and why."""


@dataclass(frozen=True, slots=True)
class Witness:
    """Somebody who cosigns: a name within the policy, a key, and where to ask, if that is said."""

    name: str
    verifier: CosignatureVerifier
    url: str


@dataclass(frozen=True, slots=True)
class Group:
    """Who counts as having witnessed if so many of the members did; members are witnesses or other groups."""

    name: str
    threshold: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """A head as a policy sees it: who cosigned it, when each says so, and whether that is enough."""

    checkpoint: Checkpoint
    witnesses: Mapping[str, int]
    is_quorum: bool


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy, read from its text."""

    logs: tuple[Verifier, ...]
    witnesses: tuple[Witness, ...]
    groups: tuple[Group, ...]
    quorum: str

    @classmethod
    def from_text(cls, text: bytes) -> Self:
        """Read a policy.

        :raises PolicyError: if a line is malformed, names what is not defined before it, or says a thing twice
        """
        return _Reader().read(text, cls)

    def is_met(self, cosigned: Mapping[str, int] | set[str]) -> bool:
        """Tell whether these witnesses (by their names here) are a quorum."""
        if self.quorum == NOBODY:
            return True
        holds = {witness.name: witness.name in cosigned for witness in self.witnesses}
        for group in self.groups:
            holds[group.name] = sum(holds[member] for member in group.members) >= group.threshold
        return holds[self.quorum]

    def judge(self, note: bytes) -> Judged:
        """Return a head that one of the logs signed, and who witnessed it.

        :raises NoteError: if no known log signed it, or a known key's signature fails
        :raises aval.proofs.checkpoints.CheckpointError: if it is no checkpoint, or another log's
        """
        origin = checkpoints.parse(note).origin
        checkpoint = checkpoints.verify(note, origin=origin, verifiers=[log for log in self.logs if log.name == origin])
        found = cosignatures.cosigned(note, [witness.verifier for witness in self.witnesses])
        named = {witness.name: found[witness.verifier] for witness in self.witnesses if witness.verifier in found}
        return Judged(checkpoint, named, self.is_met(named))


_P = TypeVar("_P", bound=Policy)


class _Reader:
    """Reads a policy line by line; what a line refers to must stand before it."""

    def __init__(self) -> None:
        self.logs: dict[bytes, Verifier] = {}
        self.witnesses: dict[str, Witness] = {}
        self.groups: dict[str, Group] = {}
        self.members: set[str] = set()
        self.quorum = ""

    def read(self, text: bytes, make: type[_P]) -> _P:
        if text and not text.endswith(b"\n"):
            raise PolicyError("the last line does not end")
        if _CONTROL.search(text):
            raise PolicyError("a control character")
        # Octets outside ASCII are opaque; surrogates carry them through unread.
        for number, line in enumerate(text.decode("utf-8", "surrogateescape").split("\n"), 1):
            words = _SPACES.split(line.strip(" \t"))
            if words[0] and not words[0].startswith("#"):
                try:
                    self._line(words)
                except (PolicyError, NoteError) as error:
                    raise PolicyError(f"line {number}: {error}") from None
        if not self.quorum:
            raise PolicyError("no quorum line")
        return make(tuple(self.logs.values()), tuple(self.witnesses.values()), tuple(self.groups.values()), self.quorum)

    def _line(self, words: list[str]) -> None:
        match words:
            case ["log", vkey] | ["log", vkey, _]:
                self._log(Verifier.from_vkey(vkey))
            case ["witness", name, vkey, *url] if len(url) <= 1:
                self._witness(Witness(name, CosignatureVerifier.from_vkey(vkey), url[0] if url else ""))
            case ["group", name, threshold, *members] if members:
                self._group(name, threshold, members)
            case ["quorum", name]:
                if self.quorum:
                    raise PolicyError("a second quorum line")
                if name != NOBODY and name not in self.witnesses and name not in self.groups:
                    raise PolicyError(f"{name} is not defined")
                self.quorum = name
            case _:
                raise PolicyError("not a line of a policy")

    def _log(self, log: Verifier) -> None:
        if log.public_key in self.logs:
            raise PolicyError("the same log twice")
        self.logs[log.public_key] = log

    def _witness(self, witness: Witness) -> None:
        self._new(witness.name)
        if any(witness.verifier.public_key == other.verifier.public_key for other in self.witnesses.values()):
            raise PolicyError("the same witness twice")
        self.witnesses[witness.name] = witness

    def _group(self, name: str, threshold: str, members: list[str]) -> None:
        self._new(name)
        for member in members:
            if member not in self.witnesses and member not in self.groups:
                raise PolicyError(f"{member} is not defined")
            if member in self.members:
                raise PolicyError(f"{member} is a member twice")
            self.members.add(member)
        counts = {"any": "1", "all": str(len(members))}
        number = counts.get(threshold, threshold)
        if not re.fullmatch(r"[1-9][0-9]{0,5}", number) or int(number) > len(members):
            raise PolicyError(f"{threshold} of {len(members)} members")
        self.groups[name] = Group(name, int(number), tuple(members))

    def _new(self, name: str) -> None:
        if name == NOBODY or name in self.witnesses or name in self.groups:
            raise PolicyError(f"{name} is defined twice")
