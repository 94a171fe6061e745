"""How exactly WhatsApp texts are read, measured on conversations whose truth is known.

``python -m aval.channels.tests.truth`` takes the full set (8 kinds of phone, 100,000 entries each);
``--size`` makes it smaller. The seeds stand here, so that everybody measures the same.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from aval.channels import Entry, compare, open_export
from aval.channels.tests.generate import PHONES, WORDS, Phone, Truth, conversation, header

SIZE, SEED = 100_000, 20_261_127
FORGED_SIZE, FORGED_SHARE = 3_000, 0.01
ANA, BRUNO = "Ana Pérez", "Bruno"


@dataclass
class Score:
    """What was measured in one style."""

    style: str
    entries: int = 0
    exact: int = 0
    notices_given_to_people: int = 0
    false_flags: int = 0
    pasted: int = 0
    pasted_flagged: int = 0


def told(entry: Entry, *, pasted: bool = False) -> Truth:
    """An entry as the truth is written."""
    return Truth(
        entry.kind, entry.author, entry.at_local or "", entry.text, len(entry.attachments), entry.edited,
        entry.deleted, pasted,
    )  # fmt: skip


def score(phone: Phone, size: int, seed: int = SEED) -> Score:
    """Read a conversation and compare every entry with what was written."""
    text, truths = conversation(phone, size, seed)
    found = Score(phone.name)
    entries = read(text)
    for truth in truths:
        entry = next(entries, None)
        found.entries += 1
        found.pasted += truth.pasted
        if entry is None:
            continue
        found.exact += told(entry, pasted=truth.pasted) == truth
        found.notices_given_to_people += truth.kind == "notice" and entry.author is not None
        found.false_flags += bool(entry.flags) and not truth.pasted
        found.pasted_flagged += bool(entry.flags) and truth.pasted
    found.entries += sum(1 for _ in entries)
    return found


def read(text: str) -> Iterator[Entry]:
    """The entries of a text, as a stream."""
    with open_export(io.BytesIO(text.encode()), "chat.txt") as export:
        yield from export


def undecidable() -> tuple[int, int]:
    """Files in which nothing tells day from month: how many, and in how many a date is claimed nevertheless."""
    files = guessed = 0
    for phone in PHONES:
        if "{yy}" not in phone.date or "/" not in phone.date:
            continue  # a four-digit year or dots are read by custom, marked as uncertain
        for seed in range(20):
            random = Random(f"{phone.name}-{seed}")
            at = datetime(2024, random.randint(1, 11), random.randint(1, 11), 9)  # noqa: DTZ001 (a clock on a wall)
            if at.day == at.month:
                continue
            eol = "\r\n" if phone.ios else "\n"
            lines = [f"{header(phone, at + timedelta(minutes=n))}{ANA}: {words(random)}" for n in range(20)]
            files += 1
            guessed += any(entry.at_local or entry.at for entry in read(eol.join(lines) + eol))
    return files, guessed


@dataclass
class Forgeries:
    """Header lines that one party typed into a message of their own."""

    lines: int = 0
    identical: int = 0  # typed with the very characters that the exporter's own phone would have written
    flagged_alone: int = 0
    identical_flagged_alone: int = 0
    flagged_by_two: int = 0
    false_alone: int = 0
    false_by_two: int = 0
    entries: int = 0


def forgeries(size: int, seed: int = SEED) -> Forgeries:
    """Every phone as the exporter's, every phone's style as the one typed; the other party has another kind of phone.

    (Where both phones write alike, a line in that style is the same bytes on both: no comparison can tell it.)
    """
    found = Forgeries()
    for place, phone in enumerate(PHONES):
        others = [each for each in PHONES if each.ios != phone.ios]
        for typed in PHONES:
            other = others[place % len(others)]
            _forge(phone, other, typed, size, f"{phone.name}-{typed.name}-{seed}", found)
    return found


def words(random: Random, most: int = 10) -> str:
    """A few words that nobody takes for the app's."""
    return " ".join(random.choice(WORDS) for _ in range(random.randint(2, most)))


def _forge(phone: Phone, other: Phone, typed: Phone, size: int, seed: str, found: Forgeries) -> None:
    random = Random(seed)
    at = datetime(2023, 11, 5, 9)  # noqa: DTZ001 (a clock on a wall)
    mine, theirs = [], []
    slipped: dict[str, bool] = {}  # and whether the line is what the exporter's phone itself would write
    for number in range(size):
        at += timedelta(seconds=random.choice((15, 40, 90, 600, 3_000)))
        author, text = random.choice((ANA, BRUNO)), f"{words(random)} ({number})"
        if author == BRUNO and random.random() < FORGED_SHARE:
            mark = f"acepto pagar {number} mil"
            then = at + timedelta(seconds=random.choice((0, 5, 10)))
            line = by_hand(header(typed, then))
            slipped[mark] = line == header(phone, then)
            text += f"\n{line}{ANA}: {mark}"
        mine.append(header(phone, at) + f"{author}: {text}")
        theirs.append(header(other, at) + f"{author}: {text}")
    a, b = (_ended(mine, phone), _ended(theirs, other))
    left, right = list(read(a)), list(read(b))
    found.entries += size
    found.lines += len(slipped)
    found.identical += sum(slipped.values())
    _count_alone(left, slipped, found)
    outcome = compare(left, right)
    doubted = {entry.text for entry in (*outcome.only_a, *outcome.only_b)}
    doubted |= {entry.text for difference in outcome.differs for entry in difference[:2]}
    doubted |= {entry.text for pair in outcome.matched for entry in pair if entry.flags}
    found.flagged_by_two += sum(any(mark in text for text in doubted) for mark in slipped)
    carriers = {f"({number})" for mark in slipped for number in re.findall(r"\d+", mark)}
    found.false_by_two += sum(
        not any(mark in text for mark in slipped) and not any(carrier in text for carrier in carriers)
        for text in doubted
    )


def _count_alone(entries: list[Entry], slipped: dict[str, bool], found: Forgeries) -> None:
    for entry in entries:
        marks = [mark for mark in slipped if mark in entry.text] if "acepto pagar" in entry.text else []
        if entry.flags:
            found.flagged_alone += len(marks)
            found.identical_flagged_alone += sum(slipped[mark] for mark in marks)
        found.false_alone += bool(entry.flags) and not marks


def by_hand(line: str) -> str:
    """A header as somebody types it: no keyboard has the narrow spaces of the apps."""
    return line.replace("\u202f", " ").replace("\u00a0", " ")


def _ended(lines: list[str], phone: Phone) -> str:
    eol = "\r\n" if phone.ios else "\n"
    return eol.join(line.replace("\n", eol) for line in lines) + eol


def main() -> int:
    """Print the figures as JSON; 1 if a goal is missed."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--size", type=int, default=SIZE)
    parser.add_argument("--forged", type=int, default=FORGED_SIZE)
    options = parser.parse_args()
    scores = []
    for phone in PHONES:
        scores.append(score(phone, options.size))
        sys.stdout.write(json.dumps(vars(scores[-1])) + "\n")
        sys.stdout.flush()
    files, guessed = undecidable()
    sys.stdout.write(json.dumps({"undecidable files": files, "guessed": guessed}) + "\n")
    forged = forgeries(options.forged)
    sys.stdout.write(json.dumps(vars(forged)) + "\n")
    good = all(
        each.exact >= 0.9999 * each.entries
        and not each.notices_given_to_people
        and each.false_flags < 0.001 * each.entries
        for each in scores
    )
    return 0 if good and not guessed and forged.flagged_by_two == forged.lines else 1


if __name__ == "__main__":
    sys.exit(main())
