"""The backend that the settings name; Django looks for ``DatabaseWrapper`` here."""

from time import monotonic

from django.db.backends.postgresql import base

ASKED_AGAIN_AFTER = 5.0
"""Seconds. A server that went away is noticed so much later at the most, by the one request that fails then."""


class DatabaseWrapper(base.DatabaseWrapper):
    """Spares most requests the round trip by which Django asks each kept connection whether it still lives."""

    _asked_at = 0.0

    def is_usable(self) -> bool:
        """Ask the server, unless it answered a moment ago and nothing has failed since."""
        if not self.errors_occurred and monotonic() - self._asked_at < ASKED_AGAIN_AFTER:
            return True
        usable: bool = super().is_usable()
        self._asked_at = monotonic() if usable else 0.0
        return usable

    def connect(self) -> None:
        """Connect, which is an answer too."""
        super().connect()
        self._asked_at = monotonic()
