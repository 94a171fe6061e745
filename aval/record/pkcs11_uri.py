"""PKCS#11 URIs, as RFC 7512 defines them, that name one private key and how to reach it.

Taken are the attributes that select a token and a key, ``module-path``, and where the PIN is. Every other attribute is
refused: a URI that says more than what is looked at could name another key than the one that signs.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote, unquote, unquote_to_bytes

SCHEME = "pkcs11:"

_COMMON = r"A-Za-z0-9\-._~:\[\]@!$'()*+,="
_VALUES = {";": re.compile(rf"(?:[{_COMMON}&]|%[0-9A-Fa-f]{{2}})*"),
           "&": re.compile(rf"(?:[{_COMMON}/?|]|%[0-9A-Fa-f]{{2}})*")}  # fmt: skip
"""What a value may be written with, by what parts the attributes: ``pk11-pchar`` and ``pk11-qchar``."""
_UNQUOTED = ":[]@!$'()*+=&"
"""What is written as it is: all that the RFC allows but the comma, which also parts the words of a list."""


class NotAUri(ValueError):
    """The text is no PKCS#11 URI, or not one that names a key to sign with; the message has no secret in it."""


@dataclass(frozen=True, slots=True)
class DeviceUri:
    """One private key in a device: which module reaches it, and what its token and itself are known by.

    :ivar label: the attribute ``object``
    """

    module: Path
    token: str | None = None
    manufacturer: str | None = None
    model: str | None = None
    serial: str | None = None
    slot_id: int | None = None
    label: str | None = None
    id: bytes | None = None
    pin_file: Path | None = None
    pin: str | None = field(default=None, repr=False)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a URI.

        :raises NotAUri: if it is none, says something twice or that is not looked at, or lacks the key or the module
        """
        if text[: len(SCHEME)].lower() != SCHEME:
            raise NotAUri(f"a PKCS#11 URI begins with {SCHEME}")
        path, question, query = text[len(SCHEME) :].partition("?")
        found = {
            **_attributes(path, ";", _IN_PATH),
            **(_attributes(query, "&", _IN_QUERY) if question else {}),
        }
        if "label" not in found and "id" not in found:
            raise NotAUri("it names no key: add object= (the key's label) or id=")
        if "module" not in found:
            raise NotAUri("it names no module: add ?module-path= with the file of the device's PKCS#11 library")
        if "pin" in found and "pin_file" in found:
            raise NotAUri("pin-source and pin-value exclude one another")
        return cls(**found)

    def __str__(self) -> str:
        """Write what names the key, as the path of a URI; never the PIN."""
        written = {
            "token": self.token,
            "manufacturer": self.manufacturer,
            "model": self.model,
            "serial": self.serial,
            "slot-id": None if self.slot_id is None else str(self.slot_id),
            "object": self.label,
            "id": self.id,
        }
        return SCHEME + ";".join(
            f"{name}={quote(value, safe=_UNQUOTED)}" for name, value in written.items() if value is not None
        )


def _text(value: str) -> str:
    try:
        return unquote(value, errors="strict")
    except UnicodeDecodeError:
        raise NotAUri("a text in it is not UTF-8") from None


def _number(value: str) -> int:
    if not re.fullmatch(r"[0-9]{1,20}", value):
        raise NotAUri("slot-id is a number")
    return int(value)


def _private(value: str) -> None:
    if value != "private":
        raise NotAUri("the key that signs is a private one: type=private, or no type")


def _file(value: str) -> Path:
    return _absolute(_text(value))


def _absolute(name: str) -> Path:
    if not name.startswith("/") or "\0" in name:
        raise NotAUri("files in it are named from the root on, with a slash in front")
    return Path(name)


def _pin_source(value: str) -> Path:
    source = _text(value)
    if source.startswith("|"):
        raise NotAUri("a pin-source that is a command is not run; name a file")
    if source.lower().startswith("file:"):
        host, slash, path = source[len("file:") :].removeprefix("//").partition("/")
        if host not in {"", "localhost"}:
            raise NotAUri("a pin-source is a file of this machine")
        return _file(slash + path)
    return _absolute(source)


_IN_PATH: Mapping[str, tuple[str, Callable[[str], Any]]] = {
    "token": ("token", _text),
    "manufacturer": ("manufacturer", _text),
    "model": ("model", _text),
    "serial": ("serial", _text),
    "slot-id": ("slot_id", _number),
    "object": ("label", _text),
    "id": ("id", unquote_to_bytes),
    "type": ("", _private),
}
_IN_QUERY: Mapping[str, tuple[str, Callable[[str], Any]]] = {
    "module-path": ("module", _file),
    "pin-source": ("pin_file", _pin_source),
    "pin-value": ("pin", _text),
}


def _attributes(text: str, parted_by: str, known: Mapping[str, tuple[str, Callable[[str], Any]]]) -> dict[str, Any]:
    """Return what the attributes of a path or a query say."""
    found: dict[str, Any] = {}
    for attribute in text.split(parted_by) if text else ():
        name, equals, value = attribute.partition("=")
        if not equals or name not in known:
            where = "in front of the question mark" if parted_by == ";" else "behind the question mark"
            raise NotAUri(f"{where} it may only say {', '.join(known)}, each as NAME=VALUE")
        if not _VALUES[parted_by].fullmatch(value):
            raise NotAUri(f"{name} has a character that is written with a percent sign there, such as %20 for a space")
        target, read = known[name]
        if target in found:
            raise NotAUri(f"{name} is there twice")
        found[target] = read(value)
    found.pop("", None)
    return found
