"""One folder for each kind of thing that leads outside; each has a `detect` that reads a `Reading` and yields hits."""

from collections.abc import Callable, Iterator

from aval.screening.detectors import address, email, handle, invitation, link, payment, phone
from aval.screening.text.reading import Hit, Reading

DETECTORS: tuple[Callable[[Reading], Iterator[Hit]], ...] = (
    email.detect,
    phone.detect,
    link.detect,
    handle.detect,
    payment.detect,
    address.detect,
    invitation.detect,
)
