"""Canonical JSON: RFC 8785, narrowed to a profile in which every value has exactly one spelling.

Keys match ``[a-z0-9_]+``; values are text without lone surrogates, integers within ±(2^53 - 1), booleans, arrays and
objects; there is no null and no float. Text is kept as received: normalising it would change evidence.
"""

import json
import re
from collections.abc import Mapping
from typing import Any, NoReturn

import orjson

# What may be encoded. The profile cannot be said in Python's types (bool is an int, tuple a sequence), so that it is
# checked at run time and the annotation stays readable.
Canonical = Mapping[str, Any] | list[Any] | tuple[Any, ...] | str | int | bool

INTEGER_MAX = 2**53 - 1
DEPTH_MAX = 32

_KEY = re.compile(r"[a-z0-9_]+")
_NAMES: dict[type, str] = {float: "a float", type(None): "null"}


class ProfileError(ValueError):
    """The value or the bytes fall outside the profile; ``path`` says where, ``reason`` why."""

    def __init__(self, reason: str, path: str = "$") -> None:
        super().__init__(f"{path}: {reason}")
        self.reason = reason
        self.path = path


def encode(value: Canonical) -> bytes:
    """Return the one canonical spelling of a value, as UTF-8.

    :raises ProfileError: if the value is outside the profile
    """
    _check(value, 0)
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError:
        # orjson has no path to give, and a lone surrogate is all that the check above leaves for it to refuse.
        raise ProfileError("text holds a lone surrogate", _path_of_surrogate(value, "$")) from None


def spell(value: Canonical) -> bytes:
    """Return what ``encode`` does, without a look at the value: for what its maker knows to be within the profile."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def decode(data: bytes) -> Any:
    """Return the value of canonical bytes, and refuse every other spelling of it.

    :raises ProfileError: if the bytes are no JSON, are outside the profile, or are not spelled canonically
    """
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError:
        _explain(data)
    _check(value, 0)
    # A repeated key, a different order, an escape too many: whatever was lost in parsing shows here.
    if orjson.dumps(value, option=orjson.OPT_SORT_KEYS) != data:
        _explain(data)
    return value


def is_key(text: str) -> bool:
    """Tell whether an object may have this key."""
    return _KEY.fullmatch(text) is not None


def _check(value: object, depth: int) -> None:
    # Types are compared and not matched: a subclass (an enum, a marked-up string) could be spelled in its own way.
    kind = type(value)
    if kind is str or kind is bool:
        return
    if kind is int:
        if not -INTEGER_MAX <= value <= INTEGER_MAX:  # type: ignore[operator]  # an int, as its type was just compared
            raise ProfileError("integer beyond ±(2^53 - 1)")
    elif depth == DEPTH_MAX:
        raise ProfileError(f"nested deeper than {DEPTH_MAX}")
    elif kind is dict:
        _check_dict(value, depth)  # type: ignore[arg-type]  # a dict, as its type was just compared
    elif kind is list or kind is tuple:
        _check_list(value, depth)  # type: ignore[arg-type]  # a list or tuple, as its type was just compared
    else:
        raise ProfileError(f"{_NAMES.get(kind, kind.__name__)} is not allowed")


def _check_dict(value: dict[object, object], depth: int) -> None:
    for key, item in value.items():
        if type(key) is not str or not _KEY.fullmatch(key):
            raise ProfileError(f"key {key!r} does not match [a-z0-9_]+")
        try:
            _check(item, depth + 1)
        except ProfileError as error:
            raise ProfileError(error.reason, f"$.{key}{error.path[1:]}") from None


def _check_list(value: list[object] | tuple[object, ...], depth: int) -> None:
    for position, item in enumerate(value):
        try:
            _check(item, depth + 1)
        except ProfileError as error:
            raise ProfileError(error.reason, f"$[{position}]{error.path[1:]}") from None


def _path_of_surrogate(value: object, path: str) -> str:
    if isinstance(value, dict):
        inside = [(f"{path}.{key}", item) for key, item in value.items()]
    elif isinstance(value, (list, tuple)):
        inside = [(f"{path}[{position}]", item) for position, item in enumerate(value)]
    else:
        return path
    return next((_path_of_surrogate(item, at) for at, item in inside if _has_surrogate(item)), path)


def _has_surrogate(value: object) -> bool:
    try:
        orjson.dumps(value)
    except orjson.JSONEncodeError:
        return True
    return False


def _explain(data: bytes) -> NoReturn:
    """Parse again, slowly, to say what is wrong: refusals are rare and their reasons are read by people."""
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise ProfileError(f"not UTF-8 at byte {error.start}") from None
    try:
        value = json.loads(text, object_pairs_hook=_without_repeats, parse_float=_no_float, parse_constant=_no_float)
    except json.JSONDecodeError as error:
        raise ProfileError(f"not JSON at character {error.pos}: {error.msg}") from None
    except RecursionError:
        raise ProfileError(f"nested deeper than {DEPTH_MAX}") from None
    except ProfileError:
        raise
    except ValueError:  # Python refuses to read integers of thousands of digits
        raise ProfileError("integer beyond ±(2^53 - 1)") from None
    canonical = encode(value)
    at = next((i for i, (a, b) in enumerate(zip(data, canonical, strict=False)) if a != b), len(canonical))
    raise ProfileError(f"not the canonical spelling, from byte {at}")


def _without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    value = dict(pairs)
    if len(value) != len(pairs):
        keys = [key for key, _ in pairs]
        raise ProfileError(f"key {next(key for key in keys if keys.count(key) > 1)!r} is repeated")
    return value


def _no_float(text: str) -> NoReturn:
    raise ProfileError(f"number {text[:40]} is not an integer")
