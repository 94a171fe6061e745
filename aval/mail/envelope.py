"""What the sending server said of a mail before the mail itself."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Envelope:
    """From which address, under which name, and in whose name the server sent."""

    ip: str
    helo: str
    mail_from: str
