"""Identifiers: UUID version 7 (RFC 9562 section 5.7), which sort by time and so keep indexes compact."""

import os
import time
from uuid import UUID

SITE_ID = UUID(int=0)
"""Stands for the site itself where an act has no person behind it: deadlines, webhooks, migrations."""


def new_id() -> UUID:
    """Return a fresh UUIDv7: 48 bits of Unix milliseconds, then 74 random bits."""
    milliseconds = time.time_ns() // 1_000_000
    random_bits = int.from_bytes(os.urandom(10), "big")
    value = (milliseconds & 0xFFFFFFFFFFFF) << 80 | random_bits
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)
