"""Measures screening on the corpus: what slips through, what is refused wrongly, how fast it is, next to a simple peer.

``python -m aval.screening.measure [--json] [FOLDER]``; FOLDER holds `*.jsonl` (corpus/contact in the repository).
"""

import hashlib
import json
import re
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import phonenumbers

from aval.screening.screen import screen, screen_messages

CORPUS = Path(__file__).resolve().parents[2] / "corpus" / "contact"
RECALL_MIN = 0.97
PRECISION_MIN = 0.98
RECALL_MIN_BY_KIND = 0.85
REFUSED_MAX_BY_KIND = 0.03
MICROSECONDS_MAX = 150.0
MESSAGE_LENGTH = 200
SIZES = (100, 10_000, 1_000_000)
# Kinds of sample that read like most of what people write to each other.
EVERYDAY = frozenset({"greetings", "scope-talk", "milestones", "on-platform", "long-brief", "reviews", "policy-talk"})
# Texts shorter than this are timed in many places.
PLACES_BELOW = 1_000
REGIONS_OF_PEER = ("US", "ES", "BR", "AR", "MX", "CO")

Judge = Callable[[Sequence[str]], bool]
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sample:
    """One text or thread of the corpus, and whether it carries a contact."""

    part: str
    name: str
    language: str
    kind: str
    disguise: str
    messages: tuple[str, ...]
    contact: bool
    # What of it is the contact: the number of the message, and where it begins and ends there.
    marked: tuple[tuple[int, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """How often a judge was right over some samples."""

    caught: int
    contacts: int
    refused: int
    clean: int

    @property
    def recall(self) -> float:
        """The part of the contacts that was caught."""
        return self.caught / self.contacts if self.contacts else 1.0

    @property
    def precision(self) -> float:
        """The part of the refusals that was right."""
        return self.caught / (self.caught + self.refused) if self.caught + self.refused else 1.0


def samples(folder: Path = CORPUS) -> list[Sample]:
    """Read the corpus; `part` is what stands before the dash in a file's name (tuning, heldout)."""
    found = []
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            messages = tuple(row["messages"]) if "messages" in row else (row["text"],)
            part = path.stem.partition("-")[0]
            found.append(
                Sample(
                    part,
                    row["id"],
                    row["lang"],
                    row["kind"],
                    row["obfuscation"],
                    messages,
                    row["label"] == "contact",
                    tuple((0, *span) if "text" in row else tuple(span) for span in row["spans"]),
                )
            )
    return found


def digest(folder: Path = CORPUS) -> str:
    """SHA-256 in hex over the corpus's files in the order of their names: what was learned from it names it."""
    hashed = hashlib.sha256()
    for path in sorted(folder.glob("*.jsonl")):
        hashed.update(path.read_bytes())
    return hashed.hexdigest()


def ours(messages: Sequence[str]) -> bool:
    """Judge with screening."""
    return screen(messages[0]).flagged if len(messages) == 1 else screen_messages(messages).flagged


def peer(messages: Sequence[str]) -> bool:
    """Judge as most sites do: an expression for e-mail, one for links, and libphonenumber's matcher."""
    text = "\n".join(messages)
    if _EMAIL.search(text) or _URL.search(text):
        return True
    return any(
        next(iter(phonenumbers.PhoneNumberMatcher(text, region)), None) is not None for region in REGIONS_OF_PEER
    )


def outcome(judge: Judge, judged: Iterable[Sample]) -> Outcome:
    """Count a judge's rights and wrongs."""
    caught = contacts = refused = clean = 0
    for sample in judged:
        flagged = judge(sample.messages)
        if sample.contact:
            contacts, caught = contacts + 1, caught + flagged
        else:
            clean, refused = clean + 1, refused + flagged
    return Outcome(caught, contacts, refused, clean)


def by_kind(judge: Judge, judged: Iterable[Sample]) -> dict[str, Outcome]:
    """Count for each kind of sample."""
    groups: dict[str, list[Sample]] = defaultdict(list)
    for sample in judged:
        groups[sample.kind].append(sample)
    return {kind: outcome(judge, group) for kind, group in sorted(groups.items())}


def median_microseconds(texts: Sequence[str], repeats: int = 5, judge: Callable[[str], object] = screen) -> float:
    """Return the median over texts of the best time of a few, in microseconds."""
    times = []
    for text in texts:
        best = min(_seconds(text, judge) for _ in range(repeats))
        times.append(best * 1_000_000)
    return statistics.median(times)


def rows(folder: Path = CORPUS) -> list[Row]:
    """Return each figure as {"case", "value", "unit", "ratio", "to"}; ratio is value over the limit or peer in `to`."""
    corpus = samples(folder)
    parts = {"all": corpus}
    for sample in corpus:
        parts.setdefault(sample.part, []).append(sample)
    found: list[Row] = []
    for part, judged in parts.items():
        mine, other = outcome(ours, judged), outcome(peer, judged)
        found += [
            _row(f"{part}: recall", mine.recall, "", RECALL_MIN, "goal"),
            _row(f"{part}: precision", mine.precision, "", PRECISION_MIN, "goal"),
            _row(
                f"{part}: recall over the peer's",
                mine.recall,
                "",
                other.recall,
                "e-mail and link expressions + libphonenumber",
            ),
            _row(
                f"{part}: precision over the peer's",
                mine.precision,
                "",
                other.precision,
                "e-mail and link expressions + libphonenumber",
            ),
        ]
    return found + _short_of_goal(corpus) + _speed(corpus)


def _short_of_goal(corpus: Sequence[Sample]) -> list[Row]:
    """Count the disguises and kinds that meet their goals, and name each that doesn't."""
    contacts, clean = [s for s in corpus if s.contact], [s for s in corpus if not s.contact]
    recalls = {f"recall of {kind}": counted.recall for kind, counted in by_kind(ours, contacts).items()}
    disguises = by_kind(ours, [replace(sample, kind=sample.disguise) for sample in contacts])
    recalls |= {f"recall by disguise: {disguise}": counted.recall for disguise, counted in disguises.items()}
    refused = {f"refused of {kind}": one.refused / one.clean for kind, one in by_kind(ours, clean).items()}
    low = {case: value for case, value in recalls.items() if value < RECALL_MIN_BY_KIND}
    high = {case: value for case, value in refused.items() if value > REFUSED_MAX_BY_KIND}
    return [
        _row("kinds and disguises caught often enough", len(recalls) - len(low), "", len(recalls), "all"),
        *(_row(case, value, "", RECALL_MIN_BY_KIND, "goal") for case, value in low.items()),
        _row("honest kinds refused seldom enough", len(refused) - len(high), "", len(refused), "all"),
        *(_row(case, value, "", REFUSED_MAX_BY_KIND, "limit") for case, value in high.items()),
    ]


def _speed(corpus: Sequence[Sample]) -> list[Row]:
    mixed = [_in_talk(sample) for sample in corpus]
    ours_takes, peer_takes = median_microseconds(mixed), median_microseconds(mixed, judge=lambda text: peer((text,)))
    label = f"{MESSAGE_LENGTH} characters, the corpus in everyday talk"
    found = [
        _row(label, ours_takes, "us", MICROSECONDS_MAX, "limit"),
        _row(f"{label}, beside the peer", ours_takes, "us", peer_takes, "e-mail and link expressions + libphonenumber"),
    ]
    talk = [sample for sample in corpus if sample.kind in EVERYDAY]
    hard = [sample for sample in corpus if not sample.contact]
    contacts = [sample for sample in corpus if sample.contact]
    for name, judged in (("everyday talk", talk), ("hard honest ones", hard), ("contacts", contacts)):
        texts = _of_length(judged)
        found.append(
            _row(
                f"{MESSAGE_LENGTH} characters, nothing but {name}",
                median_microseconds(texts),
                "us",
                MICROSECONDS_MAX,
                "limit",
            )
        )
    return found + _growth(corpus)


def _growth(corpus: Sequence[Sample]) -> list[Row]:
    """Time a character at each size, of which the last over the one before says whether growth is linear."""
    found = []
    honest = "\n".join(text for sample in corpus if not sample.contact for text in sample.messages)
    long = honest * (SIZES[-1] // len(honest) + 1)
    smaller = 0.0
    for size in SIZES:
        # A short text is timed many times over, from all over the corpus: one place says little.
        places = range(0, len(honest) - size, max(1, len(honest) // 200)) if size < PLACES_BELOW else (0,)
        each = statistics.mean(min(_seconds(long[at : at + size]) for _ in range(2)) for at in places) / size * 1e9
        found.append(_row(f"{size:,} characters", each, "ns/character", smaller or each, "the size before"))
        smaller = each
    return found


def _in_talk(sample: Sample) -> str:
    """Make a message of 200 characters of a sample, with everyday sentences of its language around it."""
    text = sample.messages[0][:MESSAGE_LENGTH]
    talk = _TALK[sample.language]
    around = MESSAGE_LENGTH - len(text) - 2
    if around <= 0:
        return text
    return f"{talk[: around // 2]} {text} {talk[around // 2 : around]}"


def _of_length(judged: Sequence[Sample]) -> list[str]:
    """Make messages of 200 characters out of neighbouring samples."""
    texts = [sample.messages[0] for sample in judged]
    made = []
    for first in range(0, len(texts) - 8, 3):
        joined = " ".join(texts[first : first + 8])[:MESSAGE_LENGTH]
        if len(joined) == MESSAGE_LENGTH:
            made.append(joined)
    return made


def _seconds(text: str, judge: Callable[[str], object] = screen) -> float:
    begun = time.process_time()
    judge(text)
    return time.process_time() - begun


def _row(case: str, value: float, unit: str, limit: float, to: str) -> Row:
    return {
        "case": case,
        "value": round(value, 4),
        "unit": unit,
        "ratio": round(value / limit, 3) if limit else None,
        "to": to,
    }


def main(arguments: Sequence[str]) -> int:
    """Print the figures as a table, or as JSON with --json."""
    folders = [Path(argument) for argument in arguments if not argument.startswith("--")]
    measured = rows(folders[0] if folders else CORPUS)
    if "--json" in arguments:
        sys.stdout.write(json.dumps(measured, indent=1) + "\n")
        return 0
    for row in measured:
        sys.stdout.write(f"{row['case']:<52} {row['value']:>10} {row['unit']:<13} x{row['ratio']} of {row['to']}\n")
    return 0


_TALK = {
    "es": "Buenos días, ya revisé los archivos y me parecen bien, solo falta la medida de la ventana de la cocina. "
    "Mañana subo la segunda versión con los dos colores que dijimos y, si te gusta, seguimos con la portada.",
    "pt": "Bom dia, o menu ainda fica por cima do cabeçalho em telas pequenas, consegue olhar? Pode ser depois. "
    "Prefiro entregar tudo junto na sexta para você revisar de uma vez, e na semana que vem fazemos o resto.",
    "en": "Good morning, I have read the description again and the second part needs the supplier's list first. "
    "Shall we keep the price of the first part as in the agreement, and look at the rest once you have seen it?",
}
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_URL = re.compile(r"https?://\S+|www\.\S+", re.IGNORECASE)

if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
