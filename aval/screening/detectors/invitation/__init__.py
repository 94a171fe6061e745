"""Names of apps that were disguised: nobody hides a name that is matter of the work.

What is invited to in open words is judged by its wording (aval/screening/wording).
"""

from collections.abc import Iterator

from aval.screening.lexicon.places import APPS, MAILS
from aval.screening.lexicon.signals import Signal
from aval.screening.text.reading import Hit, Reading
from aval.screening.verdicts import Disguise

# Shorter names stand in other words.
NAME_MIN = 5


def detect(reading: Reading) -> Iterator[Hit]:
    """Yield the names of apps that are not written as they are."""
    if not reading.has(Signal.APP | Signal.PROVIDER) or reading.folded.places is None:
        return
    for word in reading.places_of(_NAMES):
        if not reading.in_code(word.start):
            written = reading.written(word.start, word.end)
            encoded = reading.folded.disguise is Disguise.ENCODED
            if encoded or len(written) != len(word.text) or not (written.isascii() and written.isalpha()):
                yield Hit(word.start, word.end, "invitation", 0.8, reading.folded.disguise)


_NAMES = frozenset(word for word in APPS | MAILS if len(word) >= NAME_MIN)
