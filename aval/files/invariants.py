"""What must always hold of files."""

import hashlib
from collections.abc import Iterable

from aval.files import storage
from aval.files.models import StoredFile
from aval.kernel.invariants import Invariant


def files_that_are_not_their_bytes() -> Iterable[str]:
    """Yield the kept files whose bytes are missing or are not those of their name."""
    for stored in StoredFile.objects.iterator():
        try:
            with storage.read(stored.sha256) as body:
                found = hashlib.file_digest(body, "sha256").hexdigest()
        except FileNotFoundError:
            yield f"{stored.sha256} is missing"
            continue
        if found != stored.sha256:
            yield f"{stored.sha256} holds other bytes"


INVARIANTS = (Invariant("every kept file has the bytes of its name", 7, find=files_that_are_not_their_bytes),)
