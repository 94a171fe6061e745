"""Names of apps that were disguised, or torn over several messages: nobody hides a name that is matter of the work.

What is invited to in open words is judged by its wording (aval/screening/wording).
"""

import re
from collections.abc import Iterator, Sequence

from aval.screening.lexicon.places import APPS, MAILS
from aval.screening.lexicon.signals import Signal
from aval.screening.text.lookalikes import hides_letters
from aval.screening.text.reading import Hit, Reading
from aval.screening.verdicts import Disguise

# Shorter names stand in other words, unless their letters are hidden.
NAME_MIN = 5


def detect(reading: Reading) -> Iterator[Hit]:
    """Yield the names of apps that are not written as they are."""
    if not reading.has(Signal.APP | Signal.PROVIDER) or reading.folded.places is None:
        return
    for word in reading.places_of(_NAMES):
        if not reading.in_code(word.start):
            written = reading.written(word.start, word.end)
            encoded = reading.folded.disguise is Disguise.ENCODED
            if len(word.text) < NAME_MIN:
                hidden = hides_letters(written)
            else:
                hidden = encoded or len(written) != len(word.text) or not (written.isascii() and written.isalpha())
            if hidden:
                yield Hit(word.start, word.end, "invitation", 0.8, reading.folded.disguise)


def torn(reading: Reading, starts: Sequence[int]) -> Iterator[Hit]:
    """Yield the names of apps of which several messages, beginning at `starts` of the original, hold a piece each."""
    for match in _TORN.finditer(reading.text):
        start, end = reading.folded.original(*match.span())
        if any(start < begins < end for begins in starts):
            yield Hit(*match.span(), "invitation", 0.8, Disguise.SPLIT)


_NAMES = APPS | MAILS
# Names that no two words of a sentence make together.
_TORN = re.compile(
    "whats?app?|wh?ats[au]p|[wg]u?as+ap|telegram|instagram|facebook|skype|discord|snapchat|tiktok|linkedin|messenger"
    "|wechat|viber"
)
