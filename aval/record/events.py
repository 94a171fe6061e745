"""What can be said to the record: the base of all events, and how they are written and read back.

A module says what it can say in its own ``events.py``: frozen dataclasses on :class:`Event` with a versioned ``KIND``.
A field's type decides where its value goes, so that what may have to be erased stands apart:

===========  =============================================================================================
``Text``     what a person wrote: a part of its own
``FileRef``  a stored file: a part of its own, committed by the file's SHA-256
``Ref``      the number of an earlier event of the same log, or a tuple of them: into the envelope's references
any other    UUID, int, str (short codes), bool, datetime, date, Money, PartOf, tuples of these: into the part "facts"
===========  =============================================================================================
"""

import dataclasses
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from operator import attrgetter
from typing import Any, ClassVar, NamedTuple, Self
from uuid import UUID

import orjson
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aval.kernel.money import Money
from aval.proofs import canonical
from aval.proofs.events import ERASURE_KIND, FACTS, Shape, format_time


class Text(str):
    """What a person wrote. Kept as a payload of its own, so that it can be erased while the proofs go on holding."""

    __slots__ = ()


class Ref(int):
    """The number of an earlier event in the same log."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class FileRef:
    """A stored file under the name its sender gave it."""

    sha256: str
    name: str
    media: str
    size: int


@dataclass(frozen=True, slots=True, order=True)
class PartOf:
    """One part of an earlier event of the same log, such as the text of event 12."""

    seq: int
    part: str


class Pieces(NamedTuple):
    """An event taken apart: structured facts, texts and files by part name, references by field."""

    facts: dict[str, Any]
    texts: list[tuple[str, str]]
    files: list[tuple[str, FileRef]]
    references: dict[str, int | list[int]]


class Packed(NamedTuple):
    """An event without files and references, taken apart: its parts, and the payload of each."""

    shape: Shape
    payloads: list[bytes]


class UnknownKind(LookupError):
    """An event of a kind that no installed module declares."""


_KINDS: dict[str, type["Event"]] = {}


class Event:
    """The base of everything that the record can hold."""

    KIND: ClassVar[str]
    __slots__ = ()

    def __init_subclass__(cls) -> None:
        """Register the kind. A dataclass with slots is made twice; the second is the one that counts."""
        _KINDS[cls.KIND] = cls

    def sentence(self) -> str:
        """Say in the reader's language what was done, without the actor's name: "accepted delivery 2"."""
        raise NotImplementedError

    def facts(self) -> dict[str, Any]:
        """Return the structured part, ready for the canonical form."""
        return self.split().facts

    def texts(self) -> list[tuple[str, str]]:
        """Return what people wrote, by part name: the field's, numbered where the field holds several."""
        found: list[tuple[str, str]] = []
        for name, value in self._values():
            if type(value) is Text:
                found.append((name, str(value)))
            elif type(value) is tuple and type(value[0]) is Text:
                found += ((f"{name}.{number}", str(text)) for number, text in enumerate(value))
        return found

    def files(self) -> list[tuple[str, FileRef]]:
        """Return the files, by part name: the field's, numbered where the field holds several."""
        return self.split().files

    def references(self) -> dict[str, int | list[int]]:
        """Return the numbers of the earlier events that this one is about, by field."""
        return self.split().references

    def split(self) -> "Pieces":
        """Return all of these at once: an import has tens of thousands of events."""
        pieces = Pieces({}, [], [], {})
        for name, value in self._values():
            several = type(value) is tuple
            kind = type(value[0]) if several else type(value)
            if kind is Text:
                pieces.texts.extend(
                    ((f"{name}.{number}", str(text)) for number, text in enumerate(value))
                    if several
                    else ((name, str(value)),)
                )
            elif kind is FileRef:
                pieces.files.extend(
                    ((f"{name}.{number}", file) for number, file in enumerate(value)) if several else ((name, value),)
                )
            elif kind is Ref:
                pieces.references[name] = [int(one) for one in value] if several else int(value)
            else:
                pieces.facts[name] = _plain(value)
        return pieces

    def _values(self) -> Iterator[tuple[str, Any]]:
        for name in _names(type(self)):  # type: ignore[arg-type]  # a class can be hashed
            value = getattr(self, name)
            if value is not None and value != ():
                yield name, value

    @classmethod
    def restore(
        cls,
        facts: Mapping[str, Any],
        texts: Mapping[str, str],
        files: Mapping[str, FileRef],
        refs: Mapping[str, int | list[int]],
    ) -> Self:
        """Build the event again from its parts; what was erased comes back as None or empty."""
        values: dict[str, Any] = {}
        for name, read in _fields(cls):  # type: ignore[arg-type]  # a class can be hashed
            values[name] = read(name, facts, texts, files, refs)
        return cls(**values)


def pack(event: Event) -> Packed | None:
    """Take an event apart as ``split`` does, but quickly; None if it holds anything unusual, for which split is."""
    facts: dict[str, Any] = {}
    shape, payloads = [], []
    names, take = _plan(type(event))  # type: ignore[arg-type]  # a class can be hashed
    for name, value in zip(names, take(event), strict=True):
        kind = type(value)
        if kind is Text:
            shape.append((name, "text"))
            payloads.append(value.encode())
        elif kind is str or kind is UUID or kind is bool or (kind is int and abs(value) <= canonical.INTEGER_MAX):
            facts[name] = value
        elif kind is datetime:
            facts[name] = format_time(value)
        elif value is not None and value != ():
            return None
    if facts:
        shape.insert(0, (FACTS, "json"))
        try:
            payloads.insert(0, orjson.dumps(facts, option=orjson.OPT_SORT_KEYS))
        except orjson.JSONEncodeError:
            return None  # a lone surrogate: split and encode say where
    return Packed(tuple(shape), payloads)


def kind_of(kind: str) -> type[Event]:
    """Return the class that declares this kind.

    :raises UnknownKind: if none does
    """
    try:
        return _KINDS[kind]
    except KeyError:
        raise UnknownKind(kind) from None


def kinds() -> Mapping[str, type[Event]]:
    """Return all kinds that the installed modules declare."""
    return dict(_KINDS)


@dataclass(frozen=True, slots=True)
class RecordOpened(Event):
    """A relation between a client and a professional began, and with it its record.

    ``site_key`` finds the contract's entries in the site log: see :mod:`aval.proofs.sitelog`.
    """

    KIND: ClassVar[str] = "record.opened.1"
    client_id: UUID
    professional_id: UUID
    client_pseudonym: str
    professional_pseudonym: str
    client_name: Text
    professional_name: Text
    site_key: str

    def sentence(self) -> str:
        """Say it for people."""
        return _("opened this record")


@dataclass(frozen=True, slots=True)
class ActorAdmitted(Event):
    """Someone besides the two parties may from now on read this record and act in it."""

    KIND: ClassVar[str] = "record.actor-admitted.1"
    pseudonym: str
    role: str
    name: Text | None

    def sentence(self) -> str:
        """Say it for people; a name that was erased is left out."""
        if self.name is None:
            return _("gave somebody access to this record")
        return _("gave %(name)s access to this record") % {"name": self.name}


@dataclass(frozen=True, slots=True)
class ErasureExecuted(Event):
    """Contents of earlier events were destroyed, on a ground of the law; their events, hashes and receipts stay.

    The verifiers read ``erased``, ``ground`` and ``parts`` (docs/record.md, section 2).
    """

    KIND: ClassVar[str] = ERASURE_KIND
    erased: tuple[Ref, ...]
    ground: str
    parts: tuple[PartOf, ...]
    asked_by: str
    """The role of whose request it was."""

    def sentence(self) -> str:
        """Say it for people."""
        count = len(self.parts)
        return ngettext(
            "erased %(count)s content of this record (%(ground)s)",
            "erased %(count)s contents of this record (%(ground)s)",
            count,
        ) % {"count": count, "ground": ground_name(self.ground)}


def ground_name(code: str) -> str:
    """Return how people cite the ground of an erasure: ``gdpr-17-1-a`` is "GDPR Art. 17(1)(a)".

    A code that is none of ours is returned as it is.
    """
    return GROUNDS.get(code, code)


GROUNDS = {
    "gdpr-17-1-a": "GDPR Art. 17(1)(a)",
    "gdpr-17-1-b": "GDPR Art. 17(1)(b)",
    "gdpr-17-1-c": "GDPR Art. 17(1)(c)",
    "gdpr-17-1-d": "GDPR Art. 17(1)(d)",
    "gdpr-17-1-e": "GDPR Art. 17(1)(e)",
    "lgpd-18-iv": "LGPD Art. 18, IV",
    "lgpd-18-vi": "LGPD Art. 18, VI",
}


@dataclass(frozen=True, slots=True)
class KeyBound(Event):
    """A key of the actor's own signs some of what they do from now on; see :mod:`aval.proofs.intents`."""

    KIND: ClassVar[str] = "record.key-bound.1"
    algorithm: str
    public_key: str
    rp_id: str

    def sentence(self) -> str:
        """Say it for people."""
        return _("had a passkey noted here, to sign with")


@cache
def _plan(cls: type[Event]) -> tuple[tuple[str, ...], Callable[[Event], tuple[Any, ...]]]:
    """Return an event's fields and what reads them all at once."""
    names = _names(cls)  # type: ignore[arg-type]  # as above
    if not all(map(canonical.is_key, names)):
        raise canonical.ProfileError(f"a field of {cls.__name__} can't be a key")
    if len(names) > 1:
        return names, attrgetter(*names)
    return names, lambda event: tuple(getattr(event, name) for name in names)


@cache
def _names(cls: type[Event]) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(cls))  # type: ignore[arg-type]  # every subclass is one


Refs = Mapping[str, int | list[int]]
Reader = Callable[[str, Mapping[str, Any], Mapping[str, str], Mapping[str, FileRef], Refs], Any]


@cache
def _fields(cls: type[Event]) -> tuple[tuple[str, Reader], ...]:
    hints = typing.get_type_hints(cls)
    names = [field.name for field in dataclasses.fields(cls)]  # type: ignore[arg-type]  # as above
    return tuple((name, _reader(hints[name])) for name in names)


def _reader(hint: Any) -> Reader:
    hint = _without_none(hint)
    several = typing.get_origin(hint) is tuple
    item = typing.get_args(hint)[0] if several else hint
    if item is Text:
        return (
            _read_texts
            if several
            else (lambda name, _facts, texts, _files, _refs: Text(texts[name]) if name in texts else None)
        )
    if item is Ref:
        return _read_refs if several else _read_ref
    if item is FileRef:
        return _read_files if several else (lambda name, _facts, _texts, files, _refs: files.get(name))
    convert = _CONVERT.get(item, lambda value: value)
    if several:
        return lambda name, facts, _texts, _files, _refs: tuple(convert(value) for value in facts.get(name, ()))
    return lambda name, facts, _texts, _files, _refs: convert(facts[name]) if name in facts else None


def _read_texts(name: str, _facts: Any, texts: Mapping[str, str], _files: Any, _refs: Any) -> tuple[Text, ...]:
    found = [(int(part.rsplit(".", 1)[1]), text) for part, text in texts.items() if part.startswith(f"{name}.")]
    return tuple(Text(text) for _number, text in sorted(found))


def _read_files(name: str, _facts: Any, _texts: Any, files: Mapping[str, FileRef], _refs: Any) -> tuple[FileRef, ...]:
    found = [(int(part.rsplit(".", 1)[1]), file) for part, file in files.items() if part.startswith(f"{name}.")]
    return tuple(file for _number, file in sorted(found, key=lambda pair: pair[0]))


def _read_ref(name: str, _facts: Any, _texts: Any, _files: Any, refs: Refs) -> Ref | None:
    value = refs.get(name)
    return Ref(value) if isinstance(value, int) else None


def _read_refs(name: str, _facts: Any, _texts: Any, _files: Any, refs: Refs) -> tuple[Ref, ...]:
    value = refs.get(name)
    return tuple(Ref(one) for one in value) if isinstance(value, list) else ()


def _without_none(hint: Any) -> Any:
    if isinstance(hint, types.UnionType) or typing.get_origin(hint) is typing.Union:
        return next(part for part in typing.get_args(hint) if part is not types.NoneType)
    return hint


_CONVERT: dict[Any, Callable[[Any], Any]] = {
    UUID: UUID,
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
    Money: lambda value: Money(value["minor"], value["currency"]),
    PartOf: lambda value: PartOf(value["seq"], value["part"]),
}


def _plain(value: Any) -> Any:
    if type(value) in _SIMPLE:
        return value
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Money):
        return {"minor": value.minor, "currency": value.currency}
    if isinstance(value, PartOf):
        return {"seq": value.seq, "part": value.part}
    if isinstance(value, datetime):
        return format_time(value)
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, bool) or not isinstance(value, str) else str(value)


_SIMPLE = frozenset({int, bool, str})


def facts_bytes(event: Event) -> bytes:
    """Return the canonical bytes of an event's structured part; empty if it has none."""
    facts = event.facts()
    return canonical.encode(facts) if facts else b""


__all__ = [
    "FACTS",
    "GROUNDS",
    "ActorAdmitted",
    "ErasureExecuted",
    "Event",
    "FileRef",
    "KeyBound",
    "PartOf",
    "RecordOpened",
    "Ref",
    "Text",
    "UnknownKind",
    "facts_bytes",
    "ground_name",
    "kind_of",
    "kinds",
]
