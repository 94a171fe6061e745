"""What DNS answered: handed in by whoever asks it, kept with the verdict, and given again years later."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

FOUND, NOTHING, NO_NAME, FAILED = "found", "nothing", "no-name", "failed"


class Answer(NamedTuple):
    """One answer. ``status``: found, nothing (the name exists, not with this type), no-name, or failed (no answer).

    ``values`` as text: a TXT with its strings joined and each byte one character, an MX as "10 mail.example.com", an
    address, a PTR's name.
    """

    status: str
    values: tuple[str, ...] = ()


# Asks for a name without final dot, in lower case, and one of TXT, A, AAAA, MX, PTR. It does not raise.
Ask = Callable[[str, str], Answer]


class Asked:
    """Asks once for each name and type, and keeps what was answered."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self.answers: dict[str, Answer] = {}

    def __call__(self, name: str, kind: str) -> Answer:
        """The answer, from memory if it was asked before."""
        name = name.rstrip(".").lower()
        key = f"{kind} {name}"
        if key not in self.answers:
            self.answers[key] = self._ask(name, kind) if well_formed(name) else Answer(NO_NAME)
        return self.answers[key]

    def kept(self) -> dict[str, list[str]]:
        """All answers as plain values for JSON: "TXT name" to the status and then the values."""
        return {key: [answer.status, *answer.values] for key, answer in self.answers.items()}


def kept_answers(kept: Mapping[str, Iterable[str]]) -> Ask:
    """Answer from what ``Asked.kept`` gave; what was never asked then counts as unanswered."""
    answers = {key: Answer(status, tuple(values)) for key, (status, *values) in kept.items()}

    def ask(name: str, kind: str) -> Answer:
        return answers.get(f"{kind} {name.rstrip('.').lower()}", Answer(FAILED))

    return ask


def zone(records: Iterable[tuple[str, str, str]]) -> Ask:
    """Answer from a list of (name, type, value), as the only authority there is: other names don't exist."""
    known: dict[str, dict[str, list[str]]] = {}
    for name, kind, value in records:
        known.setdefault(name.rstrip(".").lower(), {}).setdefault(kind, []).append(value)

    def ask(name: str, kind: str) -> Answer:
        name = name.rstrip(".").lower()
        values = known.get(name, {}).get(kind)
        if values:
            return Answer(FOUND, tuple(values))
        exists = name in known or any(other.endswith(f".{name}") for other in known)
        return Answer(NOTHING if exists else NO_NAME)

    return ask


def well_formed(name: str) -> bool:
    """Whether DNS can hold this name: labels of 1 to 63 characters, 253 in all."""
    return 0 < len(name) <= 253 and all(0 < len(label) <= 63 for label in name.split("."))  # noqa: PLR2004
