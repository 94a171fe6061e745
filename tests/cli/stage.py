"""A database of a module's own, in which stories are lived and committed."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.test import override_settings

from tests.conftest import use_clone


@contextmanager
def database_of(name: str, worker: str, blocker: Any, files: Path) -> Iterator[None]:
    """Point Django at a fresh clone with its own folder of files while the context lasts, then back."""
    with blocker.unblock(), override_settings(FILES_ROOT=files):
        use_clone(f"aval_{worker}_{name}")
        try:
            yield
        finally:
            use_clone(f"aval_{worker}", fresh=False)
