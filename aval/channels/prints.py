"""Fingerprints for formats without ids."""

from __future__ import annotations

from hashlib import blake2b

REMEMBERED = 1024


class Prints:
    """Hashes what identifies an entry, and how many of the same came before.

    Only the last few thousand entries are remembered: the same words at the same time lie close together.
    """

    def __init__(self) -> None:
        self._recent: dict[str, int] = {}
        self._older: dict[str, int] = {}

    def of(self, said: str) -> str:
        """The fingerprint, 32 hex digits, of the next entry with these identifying parts."""
        recent = self._recent
        again = recent.get(said) or self._older.get(said, 0)
        if len(recent) >= REMEMBERED:
            self._older, self._recent = recent, {}
            recent = self._recent
        recent[said] = again + 1
        if again:
            said += f"\x1f{again}"
        try:
            data = said.encode()
        except UnicodeEncodeError:
            data = said.encode("utf-8", "surrogatepass")
        return blake2b(data, digest_size=16).hexdigest()
