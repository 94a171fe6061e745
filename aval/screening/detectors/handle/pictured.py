"""Names beside the picture of a network, and that picture as the place where somebody is to be found."""

import re
from collections.abc import Iterator

from aval.screening.detectors.handle.names import CHOSEN, ORDINARY, PROSE
from aval.screening.text.reading import Hit, Reading
from aval.screening.verdicts import Disguise


def detect(reading: Reading) -> Iterator[Hit]:
    """Yield names beside the picture of a network, and the picture itself where somebody is to be found there."""
    if reading.text.isascii() or not _PICTURE.search(reading.text):
        return
    for match in _PICTURE_AND_NAME.finditer(reading.text):
        name = match["name"]
        if name not in PROSE and name not in ORDINARY and not name.isdigit():
            yield Hit(match.start(), match.end(), "handle", 0.8, Disguise.PARAPHRASED)
    for match in _PICTURE_IS.finditer(reading.text):
        if CHOSEN.search(match["name"]):
            yield Hit(match.start(), match.end(), "handle", 0.8, Disguise.PARAPHRASED)
    for pattern in (_FOUND_AT_PICTURE, _PICTURE_OF_ONE):
        for match in pattern.finditer(reading.text):
            yield Hit(match.start(), match.end(), "invitation", 0.75, Disguise.PARAPHRASED)


# What networks and chats have for a sign.
_PICTURES = "👻📸📷🐦🐤📘📌💼🎮👾🎵🎶💬🟢🟩✈📹🛩"
_PICTURE = re.compile(f"[{_PICTURES}]")
_PICTURE_AND_NAME = re.compile(
    rf"[{_PICTURES}]\S{{0,2}}\s?(?:tok|tag|user|id|insta|ig)?\s?(?:[:=@]|->|→|➡|-(?=\s))\s{{0,2}}@?(?P<name>[a-z][a-z0-9._-]{{3,40}}[a-z0-9_]|[a-z]+\d+)"
)
# "my 👻 is ana.renders", "mi user en la app del 👻 es ana.teje"
_PICTURE_IS = re.compile(
    rf"\b(?:mi|my|meu|o|el)\s(?:[a-z]+\s){{0,6}}[{_PICTURES}]\S{{0,2}}\s?(?:app\s|user\s|id\s)?(?:is|es|e)\s@?(?P<name>[a-z0-9][a-z0-9._-]{{3,40}}[a-z0-9_])"
)
_FOUND_AT_PICTURE = re.compile(
    rf"\b(?:busca\w*|encontr\w+|encuentr\w+|ach[ao]\w*|find|i'?m|estoy|estou|soy|sou|dm|message|escrib\w+|escrev\w+|habl\w+|fal[ae]\w*|convers\w+|talk|add|sigue\w*|segue|me|leo)\b[^.!?\n]{{0,20}}\b(?:en|no|na|on|in|por|pelo|al|via|at)\s(?:(?:el|o|the|a|mi|my|meu)\s)?[{_PICTURES}]"
)
_PICTURE_OF_ONE = re.compile(rf"[{_PICTURES}]\S{{0,2}}\s?(?:me\b|mi\s(?:nombre|marca)|my\sname|meu\snome)")
