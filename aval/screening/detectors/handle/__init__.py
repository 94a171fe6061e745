"""Names on other networks: @name, "insta: name", a name with a number after it; not decorators, scopes or mentions."""

from collections.abc import Iterator

from aval.screening.detectors.handle import alone, beside, pictured, shortened, signed
from aval.screening.text.reading import Hit, Reading


def detect(reading: Reading) -> Iterator[Hit]:
    """Yield the names on other networks that a text gives."""
    yield from signed.detect(reading)
    yield from beside.detect(reading)
    yield from pictured.detect(reading)
    yield from alone.detect(reading)
    yield from shortened.detect(reading)
