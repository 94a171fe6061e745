"""Reading what providers send: whatever is not as documented is passed over, never an error."""

import json
from datetime import UTC, datetime
from typing import Any

from aval.imports.bridges.interface import UntrustedRequest


def tree(body: bytes) -> dict[str, Any]:
    """Return a signed body as a JSON object.

    :raises UntrustedRequest: if it is none
    """
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise UntrustedRequest("no JSON") from None
    if not isinstance(found, dict):
        raise UntrustedRequest("no object")
    return found


def inner(value: Any, *path: str) -> dict[str, Any]:
    """Return the object at a path, an empty one if there is none."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def rows(value: Any, name: str) -> list[dict[str, Any]]:
    """Return the objects in a list under a name."""
    found = value.get(name) if isinstance(value, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def words(value: Any) -> str:
    """Return a text or a number as text; anything else is nothing."""
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def moment(seconds: Any, otherwise: datetime) -> datetime:
    """Return the moment that seconds since 1970 name."""
    try:
        return datetime.fromtimestamp(float(seconds), UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return otherwise
