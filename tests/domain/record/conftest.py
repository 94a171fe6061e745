"""A device for the tests of keys that are in one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from aval.record import devices, keys
from tests.domain.record import softhsm
from tests.domain.record.softhsm import SoftToken


@pytest.fixture
def token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SoftToken]:
    """A token of SoftHSM of this test's own."""
    module = softhsm.module()
    if module is None:
        pytest.skip("SoftHSM 2 is not installed: make softhsm, or apt-get install softhsm2")
    monkeypatch.setenv("SOFTHSM2_CONF", str(tmp_path / "softhsm2.conf"))
    devices.forget()
    yield SoftToken.make(module, tmp_path / "softhsm")
    keys.forget()
    devices.forget()
