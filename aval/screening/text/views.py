"""Other ways to read the same text: spaced letters drawn together, signs in words taken out, codes decoded, reversed."""

# ruff: noqa: E501  (an expression is read one alternative a line)
# ruff: noqa: PLR2004  (the counts of digits and signs are the rule itself)

import base64
import binascii
import html
import re
from collections.abc import Callable, Iterator
from functools import reduce
from itertools import groupby
from operator import or_
from typing import NamedTuple
from urllib.parse import unquote

from aval.screening.detectors.link.hosts import is_suffix
from aval.screening.lexicon.grammar import word_classes
from aval.screening.lexicon.marks import MARKS
from aval.screening.lexicon.numerals import DIGITS
from aval.screening.lexicon.places import APPS, MAILS
from aval.screening.lexicon.signals import SIGNALS
from aval.screening.text.fold import Folded, fold
from aval.screening.text.morse import MORSE
from aval.screening.text.reading import Reading
from aval.screening.text.turning import TURNING
from aval.screening.verdicts import Disguise

# Encodings are looked for in the first part of long tokens only; a message needs no more to carry an address.
TOKEN_MAX = 2_000
# A number in letters has some digits left.
KEYED_MIN = 3
# An account whose signs stand apart has but two letters.
SPACED_DIGITS = 18
# A run of Morse has so many dots and dashes at least.
MORSE_MIN = 7

Change = Callable[[str], str]
Gate = Callable[[Reading], bool]


class Rewrite(NamedTuple):
    """What to change into what, for texts with so many digits, a word of these marks if any are named, and more reason."""

    digits: int
    gate: Gate
    pattern: re.Pattern[str]
    change: Change
    disguise: Disguise
    marks: int = 0


def views(reading: Reading) -> Iterator[Folded]:
    """Yield each other reading that a text gives reason for; most texts give none."""
    folded = reading.folded
    text = folded.text
    for digits, gate, pattern, change, disguise, _ in _REWRITES if reading.has(_ANY_MARKED) else _UNMARKED:
        if reading.digits >= digits and gate(reading):
            view = _rewrite(folded, pattern, change, disguise)
            if change is _unswapped and (view is not None or _figures_for_letters(text)):
                view = _rewrite(folded, _MIXED, _unswapped_wide, disguise)
            if view is not None:
                yield view
    yield from _turned(reading)
    if "=" in text or (reading.digits >= KEYED_MIN and len(_KEYS & reading.vocabulary) > 1):
        keyed = _by_key(reading)
        if keyed is not None:
            yield keyed


def _turned(reading: Reading) -> Iterator[Folded]:
    """Yield a text from behind, and with its letters moved back."""
    folded, text = reading.folded, reading.folded.text
    mailed = "@" in text
    if (
        reading.has(TURNING | _TURNED | _REVERSED_NAME)
        or (reading.has(_BEHIND) and _BACKWARDS.search(text))
        or (mailed and _MAIL_BEHIND.search(text))
    ):
        yield _reversed(folded)
    shifts = []
    if reading.has(_SHIFTED_NAME):
        shifts += [_SHIFTED_NAMES[name] for name in sorted(_SHIFTED_NAMES.keys() & reading.vocabulary)]
    if mailed and (match := _SHIFTED_MAIL.search(text)) is not None and match["ending"] in _SHIFTED_ENDINGS:
        shifts.append(_SHIFTED_ENDINGS[match["ending"]])
    for shift in shifts:
        yield Folded(text.translate(shift), _places(folded), Disguise.ENCODED)


def decoded(original: str) -> Iterator[Folded]:
    """Yield what the long tokens of a text say in base64, base32 or hexadecimal, where that is text."""
    if "DOT" in original or "PUNTO" in original or "PONTO" in original:
        for match in _CAPITAL_SIGNS.finditer(original):
            plain = f"{match['local']}@{match['domain']}.{match['ending']}".lower()
            span = match.end() - match.start()
            places = [match.start() + index * span // len(plain) for index in range(len(plain))]
            yield Folded(plain, [*places, match.end()], Disguise.SPELLED)
    if not any(True for token in _long_tokens(original) for _ in _plain_of(token[:TOKEN_MAX])):
        return
    for match in _ENCODED.finditer(original):
        for plain in _plain_of(match.group()[:TOKEN_MAX]):
            inner = fold(plain)
            size = max(1, len(inner.text))
            span = match.end() - match.start()
            places = [match.start() + index * span // size for index in range(len(inner.text))]
            yield Folded(inner.text, [*places, match.end()], Disguise.ENCODED)


def _places(folded: Folded) -> list[int]:
    return folded.places if folded.places is not None else list(range(len(folded.text) + 1))


def _rewrite(folded: Folded, pattern: re.Pattern[str], change: Change, disguise: Disguise) -> Folded | None:
    """Change every match; None if that changes nothing."""
    text = folded.text
    changes = [
        (match.start(), match.end(), changed)
        for match in pattern.finditer(text)
        if (changed := change(match.group())) != match.group()
    ]
    if not changes:
        return None
    original = _places(folded)
    parts: list[str] = []
    places: list[int] = []
    at = 0
    for start, end, changed in changes:
        parts += (text[at:start], changed)
        places += original[at:start]
        # Spread the new letters over the old ones, so that spans stay inside what was written.
        size = max(1, len(changed))
        places += [original[start + index * (end - start) // size] for index in range(len(changed))]
        at = end
    parts.append(text[at:])
    places += original[at:]
    return Folded("".join(parts), places, disguise)


def _drawn_together(run: str) -> str:
    """Take the separators out of "w h a t s"; two or more spaces part words."""
    parts = _WIDE_GAP.split(run)
    # Where every gap is wide no gap parts words.
    together = " ".join(map(_joined, parts)) if max(map(len, parts)) > 1 else _joined("".join(parts))
    # Drawing digits together is the numbers' own business, and they need to see the gaps.
    return run if together.replace(" ", "").isdigit() else together


def _joined(part: str) -> str:
    signs = _SIGNS_BETWEEN.findall(part)
    # In "h.e.l.l.o.@.m.a.r.i.o" the dots part letters; in "o l a @ x . c o m" the dot is a sign like any other.
    if signs and signs.count(signs[0]) * 2 > len(part.replace(" ", "")) // 2 and signs[0] in ".-_*|/~,+":
        # Three of them are the sign itself between two that part.
        return part.replace(" ", "").replace(signs[0] * 3, "\0").replace(signs[0], "").replace("\0", signs[0])
    return _NO_SIGN.sub("", part)


def _unswapped(token: str) -> str:
    """Read digits and signs inside a word as the letters they stand for, if that gives a name we know."""
    if token in _ORDINARY:
        return token
    letters = ""
    for table in _LETTERS_FOR:
        before, letters = letters, token.translate(table)
        if letters == before:
            continue
        plain = _NOT_LETTER.sub("", letters)
        if plain in _KNOWN:
            return plain
        if (undoubled := "".join(sign for sign, _ in groupby(plain))) in _KNOWN:
            return undoubled
        host = _MAIL_HOST.search(letters) if ".co" in letters else None
        if host is not None and host["name"] in MAILS:
            return letters
        if "@" in token[1:-3]:
            # Only the host has to be one; its owner may be called anything.
            local, _, rest = token.partition("@")
            plain_host = rest.translate(table).strip(".-")
            if plain_host != rest and any(map(str.isalpha, rest)) and is_suffix(plain_host):
                return f"{local}@{plain_host}"
    return token


def _unswapped_wide(token: str) -> str:
    """Read a token with signs in it as any word that the grammar knows; only beside a name that was hidden so."""
    if token in _ORDINARY:
        return token
    for table in _LETTERS_FOR:
        letters = token.translate(table)
        if letters.isalpha() and (letters in _WORDS or letters in _KNOWN):
            return letters
    return _unswapped(token)


def _figures_for_letters(text: str) -> bool:
    """Whether several words of a text are words only with figures read as letters: "c4n you c4ll"."""
    told = (match.group() for match in _FIGURES_IN_WORD.finditer(text))
    return len({token for token in told if _unswapped_wide(token) in _WORDS}) > 1


def _said_alike(run: str) -> str:
    """Read "won too tree" as the digits it sounds like."""
    return _ALIKE_WORD.sub(lambda match: _ALIKE[match.group()], run)


def _unglued(token: str) -> str:
    """Part "fivefive" into the numbers it is made of."""
    return token if token in DIGITS else " ".join(_NUMBER_WORD.findall(token))


def _unreversed(token: str) -> str:
    return token[::-1]


def _decode_reference(token: str) -> str:
    if token.startswith("&"):
        return fold(html.unescape(token)).text
    if token.startswith("%"):
        return fold(unquote(token, errors="replace")).text
    return fold(chr(min(int(token[2:].strip("{}"), 16), 0x10FFFF))).text


def _by_key(reading: Reading) -> Folded | None:
    """Read letters as the digits that the text says they stand for; None if it says so of fewer than two."""
    if not _MIXED_IN.search(reading.text):
        return None
    key = {}
    for match in _KEY.finditer(reading.text):
        letter, said = (match["letter"], match["digit"]) if match["letter"] else (match["other"], match["said"])
        key[letter] = DIGITS.get(said, said)
    if len(key) < 2 or max(map(len, key.values())) > 1:
        return None
    signs = rf"[{''.join(sorted(key))}\d]"
    table = str.maketrans(key)
    pattern = re.compile(rf"(?<![a-z0-9]){signs}{{1,12}}(?:(?:[().+]\s?|\s|-){signs}{{1,12}}){{0,12}}(?![a-z0-9])")
    return _rewrite(
        reading.folded,
        pattern,
        lambda run: run.translate(table) if sum(map(str.isalnum, run)) > 6 else run,
        Disguise.SWAPPED,
    )


def _without_filler(run: str) -> str:
    """Read "6q5q0q3" as digits that stand apart."""
    return _LETTER_RUN.sub(" ", run)


def _initials(run: str) -> str:
    """Read the words of the spelling alphabet as their letters."""
    return "".join(word[0] for word in _LETTER_RUN.findall(run))


def _by_example(run: str) -> str:
    """Read "t de tatu, i de igreja" as letters; what ends the run stays."""
    return "".join(match[1] for match in _EXAMPLE.finditer(run)) + " "


def _from_abroad(run: str) -> str:
    """Read the numerals of neighbouring languages as digits."""
    return _LETTER_RUN.sub(lambda match: _ABROAD.get(match.group()) or DIGITS.get(match.group(), match.group()), run)


def _decode_morse(run: str) -> str:
    plain = " ".join("".join(MORSE.get(code, "") for code in word.split()) for word in _MORSE_GAP.split(run))
    # Where words are not set apart, a number at least is.
    return _DIGIT_AFTER.sub(" ", plain)


def _decode_bits(run: str) -> str:
    bits = run.replace(" ", "")
    signs = bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits) - 7, 8))
    return fold(signs.decode("latin-1")).text


def _decode_numbers(run: str) -> str:
    """Read a row of ASCII codes in decimal, a short one only if it says a number."""
    codes = run.replace(",", " ").split()
    plain = "".join(chr(int(number)) for number in codes).lower()
    return plain if len(codes) >= 10 or plain.isdigit() else run


def _decode_pairs(run: str) -> str:
    """Read hexadecimal pairs that stand apart."""
    try:
        plain = bytes.fromhex(_NOT_HEX.sub("", run)).decode("ascii")
    except ValueError:
        return run
    return fold(plain).text if plain.isprintable() else run


def _decode_roman(run: str) -> str:
    """Read "vii viii 0 iv" as digits; as it stands if a piece is no number."""
    digits = [_roman(piece) for piece in _ROMAN_GAP.split(run)]
    return run if None in digits else " ".join(digit for digit in digits if digit is not None)


def _roman(piece: str) -> str | None:
    """Return a Roman numeral below a hundred, nought or a plain digit as digits; None if it is none of these."""
    if piece.isdigit():
        return piece
    if piece == "n":
        return "0"
    if not piece or _ROMAN.fullmatch(piece) is None:
        return None
    values = [_ROMAN_VALUES[sign] for sign in piece]
    return str(sum(-one if one < other else one for one, other in zip(values, [*values[1:], 0], strict=True)))


def _words_of_file(name: str) -> str:
    """Read "offer_zap_11982214076.docx" as words; what apps themselves call the files that they save stays."""
    if _SAVED_BY_APP.match(name) or _OF_A_CAMERA.match(name):
        return name
    # As long as it was: then every word keeps its place.
    stem = name.rpartition(".")[0]
    if _SIGN_WORDS.search(stem):
        stem = stem.replace("-", " ")
    return stem.replace("_", " ").ljust(len(name))


def _reversed(folded: Folded) -> Folded:
    size = len(folded.text)
    original = _places(folded)
    return Folded(
        folded.text[::-1], [*(original[size - 1 - place] for place in range(size)), original[size]], Disguise.REVERSED
    )


def _long_tokens(original: str) -> Iterator[str]:
    for piece in [piece for piece in original.split() if len(piece) >= 10]:
        # Most long words are nothing but small letters, which no code of bytes is.
        if piece[1:].islower() and piece.isalpha():
            continue
        if piece.isascii() and piece.isalpha():
            yield piece
        else:
            yield from _ENCODED.findall(piece)


def _plain_of(token: str) -> Iterator[str]:
    """Yield what a token says as hexadecimal, base64 or base32, where that is text."""
    for decode, possible in (
        (bytes.fromhex, _HEXADECIMAL.fullmatch(token) is not None),
        # Of six bits each, 32 to 47 begin a byte that begins no character.
        (_from_base64, token[0] not in _NO_FIRST),
        (_from_base32, token == token.upper()),
    ):
        if not possible:
            continue
        try:
            plain = decode(token).decode("utf-8")
        except (binascii.Error, ValueError):
            continue
        sure = len(token) >= SURE_TOKEN_MIN or _CONTACT_LIKE.fullmatch(plain)
        if sure and len(plain) >= 6 and plain.isprintable() and _TEXT_LIKE.search(plain):
            yield plain


def _from_base64(token: str) -> bytes:
    bare = token.rstrip("=").replace("-", "+").replace("_", "/")
    return base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True)


def _from_base32(token: str) -> bytes:
    bare = token.rstrip("=")
    return base64.b32decode(bare + "=" * (-len(bare) % 8))


# A dot may be a letter of it or part two: without a letter or digit near, all ways to tell would be tried in vain.
_SPACED = re.compile(
    r"(?<![a-z0-9])(?:(?=[^a-z0-9]{0,12}[a-z0-9])[a-z0-9@._-](?:\s{1,3}|[.\-_*|/~,+]{1,3}\s?)){3,120}[a-z0-9](?![a-z0-9])"
)
_UNIT_WORDS = "|".join(sorted((word for word in DIGITS if len(DIGITS[word]) == 1), key=len, reverse=True))
# "S is five, O zero", "Z vale 2", "0 = O".
_MIXED_IN = re.compile(r"\d(?:[a-z]|(?<=[a-z]\d))")
_KEY = re.compile(
    rf"(?<![a-z0-9])(?:(?P<letter>[a-z])(?:\s?(?:=|->|:)\s?|\s(?:(?:es|is|e|vale|por|for|as|means|are|stands|to|un|um|like|como)\s){{0,2}})(?P<digit>{_UNIT_WORDS}|\d)"
    rf"|(?P<said>{_UNIT_WORDS}|\d)\s?(?:=|->|:|\bes\b|\bis\b)\s?(?P<other>[a-z]))(?![a-z0-9])"
)
_FILLER = re.compile(r"\d([a-z])\d{1,3}\1\d")
_FILLED = re.compile(r"(?<![a-z0-9])(?:[a-z](?=\d))?\d{1,3}([a-z])\d{1,3}(?:\1\d{1,3}){4,14}\1?(?![a-z0-9])")
_SINGLES = frozenset("abcdefghijklmnopqrstuvwxyz")
# Two letters at least are told what they are; these two are words as often as they are letters.
_KEYS = _SINGLES - {"a", "y"}
_CONSONANTS = _SINGLES - frozenset("aeiouy")
# A sign or digit with a letter on one side and what may go on a word on the other: without one nothing is mixed. What
# English shortens ("supplier's", "don't") is not.
_SIGN_IN_WORD = re.compile(
    r"[*_.~'^|!$@0-9¥€£-](?:(?<!')|(?!(?:s|t|m|d|ll|re|ve)(?![a-z0-9@$!|*_.~'^¥€£-])))(?:(?<=[a-z].)(?:[*_.~'^|!$@0-9¥€£-]{0,2}[a-z0-9]|(?<=[0-9]))|(?<=[0-9$@|!])(?=[a-z]))"
)
_WIDE_GAP = re.compile(r"\s{2,}")
_SIGNS_BETWEEN = re.compile(r"[^a-z0-9\s@]")
_NO_SIGN = re.compile(r"[^a-z0-9@._]")
_FIGURES_IN_WORD = re.compile(r"(?<![a-z0-9@.-])(?=[0-9]{0,2}[a-z])(?=[a-z]{0,8}[0-9])[a-z0-9]{3,12}(?![a-z0-9@.-])")
_MIXED = re.compile(
    r"(?<![a-z0-9@$!|])(?:[a-z]++(?:[*_.~'^|!$@0-9¥€£-]{1,3}(?=[a-z0-9])|[0-9](?![a-z0-9]))|[0-9$@|!]{1,2}(?=[a-z]))[a-z0-9@$!|*_.~'^¥€£-]{0,60}"
)
_REFERENCE = re.compile(
    r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,12});?|(?:%[0-9a-f]{2})+|\\u(?:[0-9a-f]{4}|\{[0-9a-f]{1,6}\})|\\x[0-9a-f]{2}"
)
_MORSE = re.compile(r"(?<![\w.-])[.-]{1,6}(?:[\s/]{1,3}[.-]{1,6}){6,}(?![\w.-])")
_DIGIT_AFTER = re.compile(r"(?<=[a-z])(?=\d{6})")
_MORSE_GAP = re.compile(r"\s*/\s*|\s{3,}")
_BITS = re.compile(r"(?<!\d)[01]{8}(?:\s?[01]{8}){5,}(?!\d)")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50}
_ROMAN = re.compile(r"(?:xc|xl|l?x{0,3})(?:ix|iv|viiii|v?i{0,4})")
_PAIRS = re.compile(r"(?<![a-z0-9])(?:[2-7][0-9a-f][\s:,-]{1,2}){6,200}[2-7][0-9a-f](?![a-z0-9])")
_FOUR_PAIRS = re.compile(r"[2-7][0-9a-f][\s:,-]{1,2}[2-7][0-9a-f][\s:,-]{1,2}[2-7][0-9a-f][\s:,-]{1,2}[2-7][0-9a-f]")
_NOT_HEX = re.compile(r"[^0-9a-f]")
_TWO_CODES = re.compile(r"\d\d[\s,]{1,2}\d\d[\s,]{1,2}\d\d")
_ROMAN_GAP = re.compile(r"[\s,.\-/·•|;:]+")
_ROMANS = re.compile(
    r"(?<![a-z0-9])(?:(?:[ivxl]{1,7}|[0-9n])[\s,.\-/·•|;:]{1,3}){6,30}(?:[ivxl]{1,7}|[0-9])(?![a-z0-9])"
)
_ROMAN_WORDS = frozenset({"ii", "iii", "iv", "vi", "vii", "viii", "ix"})
_ROMAN_WORD = MARKS.of(_ROMAN_WORDS)
_NUMBERS = re.compile(
    r"(?<!\d)(?:3[2-9]|[4-9]\d|1[01]\d|12[0-6])(?:[\s,]{1,2}(?:3[2-9]|[4-9]\d|1[01]\d|12[0-6])){6,}(?!\d)"
)
# Endings and names of addresses as they look from behind.
_BEHIND = MARKS.of(["moc", "ten", "gro", "oi", "ved", "www"]) | MARKS.of_form(
    lambda word: any(map(word.__contains__, ("liamg", "liamtoh", "kooltuo", "oohay", "ptth")))
)
_BACKWARDS = re.compile(
    r"(?<![a-z0-9])(?:moc|ten|gro|oi|ved)\.[a-z0-9-]{3}|liamg|liamtoh|kooltuo|oohay|[a-z0-9]\.www(?![a-z0-9])|//:s?ptth"
)
_ALPHABET_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_SHIFTS = (
    *(
        str.maketrans(_ALPHABET_LETTERS, _ALPHABET_LETTERS[steps:] + _ALPHABET_LETTERS[:steps])
        for steps in range(1, 26)
    ),
    str.maketrans(_ALPHABET_LETTERS, _ALPHABET_LETTERS[::-1]),
)
_SHIFTED_NAMES = {
    name.translate({new: old for old, new in shift.items()}): shift
    for name in (
        *("gmail", "hotmail", "outlook", "yahoo", "icloud", "protonmail", "arroba", "insta"),
        *("whatsapp", "telegram", "instagram", "facebook", "discord", "linkedin", "https"),
    )
    for shift in _SHIFTS
}
# Of endings that no address has.
_SHIFTED_MAIL = re.compile(r"@[a-z0-9-]{2,60}\.(?P<ending>[a-z]{3})(?![a-z0-9.@])")
_SHIFTED_ENDINGS = {
    ending.translate({new: old for old, new in shift.items()}): shift
    for ending in ("com", "net", "org")
    for shift in _SHIFTS
    if not is_suffix(f"a.{ending.translate({new: old for old, new in shift.items()})}")
}
_SHIFTED_NAME = MARKS.of(_SHIFTED_NAMES)
_ENDINGS = [
    "com",
    "net",
    "org",
    "io",
    "co",
    "me",
    "dev",
    "app",
    "mx",
    "br",
    "es",
    "ar",
    "cl",
    "pe",
    "uy",
    "pt",
    "art",
    "design",
    "studio",
    "info",
    "online",
    "tech",
]
_MAIL_BEHIND = re.compile(
    rf"(?<![a-z0-9])(?:{'|'.join(ending[::-1] for ending in _ENDINGS)})\.[a-z0-9.-]{{2,60}}@[a-z0-9]"
)
_NO_FIRST = frozenset("ghijklmnopqrstuv")
_HEXADECIMAL = re.compile(r"[0-9A-Fa-f]+")
_ENCODED = re.compile(r"(?<![A-Za-z0-9+/_=-])[A-Za-z0-9+/_-]{10,}={0,6}(?![A-Za-z0-9+/_=-])")
# A short token says something only if that is a number or an address.
SURE_TOKEN_MIN = 14
_CONTACT_LIKE = re.compile(r"[+(]?\d[\d\s().-]{6,20}|[\w.-]+@[\w.-]+")
_CAPITAL_SIGNS = re.compile(
    r"\b(?P<local>[a-z0-9._-]{2,40})(?:AT|ARROBA)(?P<domain>[a-z0-9-]{2,40})(?:DOT|PUNTO|PONTO)(?P<ending>[a-z]{2,10})\b"
)
_TEXT_LIKE = re.compile(r"[A-Za-z0-9]{3}")
_NOT_LETTER = re.compile(r"[^a-z]")
_MAIL_HOST = re.compile(r"(?P<name>[a-z]+)\.com?\b")
_LETTERS_FOR: tuple[dict[int, int], ...] = (
    str.maketrans("4310578@$!|692¥€£", "aeiostbasiiggzyel"),
    str.maketrans("4310578@$!|692¥€£", "aelostbaslaggzyel"),
    str.maketrans("43105782$!|69¥€£", "aeiostbzsiiggyel"),
)
_WORDS = frozenset(word for word in word_classes().keys() | SIGNALS.keys() if len(word) > 1 and word.isalpha())
# English digits as they are misheard.
_ALIKE = {
    "won": "1",
    "to": "2",
    "too": "2",
    "tree": "3",
    "free": "3",
    "for": "4",
    "fore": "4",
    "fife": "5",
    "sicks": "6",
    "sex": "6",
} | {
    word: digit
    for digit, words in {
        "0": "o owe zee-ro zeero ziro",
        "1": "wun wan juan",
        "2": "tew tu two",
        "3": "thre thri twee",
        "4": "fower foar fo phor",
        "5": "fyv fyve fiv faiv hive",
        "6": "sics siks sikz",
        "7": "sevin sevn sevun seben",
        "8": "ate ait eit eyt",
        "9": "niner nein nyn nyne nain",
    }.items()
    for word in words.split()
}
_ALIKE_WORD = re.compile(rf"\b(?:{'|'.join(sorted(_ALIKE, key=len, reverse=True))})\b")
_SOUNDS = "|".join(sorted({*_ALIKE, *(word for word in DIGITS if len(DIGITS[word]) == 1)}, key=len, reverse=True))
_SOUNDED = re.compile(rf"(?<![a-z0-9])(?:(?:{_SOUNDS}|\d)[\s,./-]{{1,3}}){{6,20}}(?:{_SOUNDS}|\d)(?![a-z0-9])")
_NUMBER_WORDS = "|".join(sorted((word for word in DIGITS if len(word) > 2), key=len, reverse=True))
_NUMBER_WORD = re.compile(rf"{_NUMBER_WORDS}|[ey](?=[a-z]{{2}})")
_GLUED_NUMBERS = re.compile(rf"(?<![a-z])(?:{_NUMBER_WORDS}|[ey](?=[a-z]{{2}})|um|uno?){{2,12}}(?![a-z])")
_DIGIT_PIECES = (
    "cinco",
    "seis",
    "siete",
    "cuatro",
    "nueve",
    "cero",
    "zero",
    "three",
    "four",
    "five",
    "seven",
    "eight",
    "nine",
    "sete",
    "oito",
    "nove",
    "quatro",
)
_SURELY_SOUNDED_TEXT = """
    won tree fife sicks ate niner fore nein too wun tew thre fower foar fyv fyve fiv faiv sics siks sevin sevn ait eit nyn
    nyne
    """
_SURELY_SOUNDED_WORDS = frozenset(_SURELY_SOUNDED_TEXT.split())
_SURELY_SOUNDED = MARKS.of(_SURELY_SOUNDED_WORDS)
_DIGIT_PIECE = MARKS.of_form(lambda word: any(map(word.__contains__, _DIGIT_PIECES)))
_GLUED_WORD = MARKS.of_form(lambda word: word not in DIGITS and _GLUED_NUMBERS.fullmatch(word) is not None)
_KNOWN = frozenset(word for word in APPS | MAILS if len(word) >= 4) | {
    "zap",
    "wsp",
    "wpp",
    "email",
    "correo",
    "telefono",
    "telefone",
    "arroba",
    "zoom",
    "celular",
    "cash",
    "cashapp",
    "paypal",
    "venmo",
    "zelle",
}
# Digits in the letters of a number word.
_KNOWN |= {word for word in DIGITS if len(word) > 2}
# Spelled with a sign by everyone.
_ORDINARY = frozenset({"e-mail", "e.mail", "what's", "let's"})
_REVERSED_NAMES = frozenset(
    name[::-1]
    for name in [
        "whatsapp",
        "telegram",
        "instagram",
        "skype",
        "facebook",
        "linkedin",
        "discord",
        "twitter",
        "whats",
        "wasap",
        "correo",
        "email",
        "celular",
        "telefono",
        "telefone",
    ]
)
_REVERSED_NAME = MARKS.of(_REVERSED_NAMES)
_REVERSED_ONE = re.compile(rf"\b(?:{'|'.join(sorted(_REVERSED_NAMES))})\b")
# What one says to be reached, from behind; none of them is a word from the front.
_SAID_FROM_BEHIND = """
        chama chame chamar llama llamame llamar ligue ligar call text ring find write message reach marca marcame busca
        buscame procura escribe escribeme escribime escreve escreva insta whats arroba punto ponto gmail numero number
        phone fone movil mobile contacto contato contact user usuario
    """
_TURNED = MARKS.of(word[::-1] for word in _SAID_FROM_BEHIND.split())
_LETTER_RUN = re.compile(r"[a-z]+")
# The radio alphabet as it is said in the three languages.
_ALPHABET = """
    alfa alpha bravo charlie delta echo eco foxtrot golf hotel india juliet juliett julieta kilo quilo lima mike november
    noviembre novembro oscar papa quebec romeo sierra tango uniform uniforme victor whiskey whisky xray yankee zulu
"""
_RADIO_WORDS = frozenset(_ALPHABET.split())
_RADIO_WORD = MARKS.of(_RADIO_WORDS)
_RADIO = "|".join(sorted(_RADIO_WORDS, key=len, reverse=True))
_RADIO_RUN = re.compile(rf"(?<![a-z0-9])(?:{_RADIO})(?:[\s,.-]{{1,3}}(?:{_RADIO})){{1,60}}(?![a-z0-9])")
# A letter by itself and what makes an example of it; looked for from the space on, of which there are fewest.
_EXAMPLE_BEGUN = re.compile(r"\s(?<=(?<![a-z0-9])[a-z]\s)(?:de|as\sin|for|like|of|d)\s[a-z]{2}")
_EXAMPLE = re.compile(r"(?<![a-z0-9])([a-z])\s(?:de|as\sin|for|like|of|d)\s\1[a-z]{1,14}(?![a-z])[\s,.;-]{0,3}")
_EXAMPLE_RUN = re.compile(
    r"(?<![a-z0-9])(?:([a-z])\s(?:de|as\sin|for|like|of|d)\s\1[a-z]{1,14}(?![a-z])[\s,.;-]{0,3}){3,40}"
)
# What each language says for nought to nine, in turn.
_NUMERALS_ABROAD = """
    zero uno due tre quattro cinque sei sette otto nove
    zero un deux trois quatre cinq six sept huit neuf
    null eins zwei drei vier funf sechs sieben acht neun
    null ein zwo drei vier fuenf sechs sieben acht neun
    zero u dos tres quatre cinc sis set vuit nou
    cero un dous tres catro cinco seis sete oito nove
    huts bat bi hiru lau bost sei zazpi zortzi bederatzi
    nul een twee drie vier vijf zes zeven acht negen
    noll ett tva tre fyra fem sex sju atta nio
    nul en to tre fire fem seks syv otte ni
    zero jeden dwa trzy cztery piec szesc siedem osiem dziewiec
    zero unu doi trei patru cinci sase sapte opt noua
    nol odin dva tri chetyre pyat shest sem vosem devyat
    nula jedan dva tri cetiri pet sest sedam osam devet
    sifir bir iki uc dort bes alti yedi sekiz dokuz
    shunya ek do teen char paanch chhe saat aath nau
    shunya ek do tin chaar panch che sat aath nau
    rei ichi ni san yon go roku nana hachi kyu
    zero ichi ni san shi go roku shichi hachi kyuu
    ling yi er san si wu liu qi ba jiu
    illaq huk iskay kimsa tawa pichqa suqta qanchis pusaq isqun
    nulla unus duo tres quattuor quinque sex septem octo novem
    nul unu du tri kvar kvin ses sep ok nau
    sifr wahid ithnan thalatha arbaa khamsa sitta sabaa thamania tisaa
    sero isa dalawa tatlo apat lima anim pito walo siyam
    nol satu dua tiga empat lima enam tujuh delapan sembilan
"""
_ABROAD: dict[str, str] = {}
for _place, _word in enumerate(_NUMERALS_ABROAD.split()):
    _ABROAD.setdefault(_word, str(_place % 10))
_OF_OURS_TOO = """
        un en to ni do set u sex san go er si yi ba sat char pet bi lau ein null nul bat fire acht lima isa huk
        uc ek tin che wu ok sep ses du tri nau sem nol ling isa sis quatre tre due opt octo rei illaq nana
        """
# Those that are no words of ours, of which some must stand in the text.
_SURELY_ABROAD_WORDS = frozenset(_ABROAD) - DIGITS.keys() - frozenset(_OF_OURS_TOO.split())
_SURELY_ABROAD = MARKS.of(_SURELY_ABROAD_WORDS)
_ABROAD_WORDS = "|".join(
    sorted({*_ABROAD, *(word for word in DIGITS if len(DIGITS[word]) == 1)}, key=len, reverse=True)
)
_ABROAD_RUN = re.compile(
    rf"(?<![a-z0-9])(?:(?:{_ABROAD_WORDS}|\d)(?:[\s,.;:/·-]{{1,4}}|[\s,]{{1,2}}(?:y|e|i|und|et|and)\s)){{6,20}}(?:{_ABROAD_WORDS}|\d)(?![a-z0-9])"
)


def _single_letters(reading: Reading) -> bool:
    return len(_SINGLES & reading.vocabulary) >= (3 if reading.digits < SPACED_DIGITS else 2)


def _matched(pattern: re.Pattern[str]) -> Gate:
    return lambda reading: pattern.search(reading.text) is not None


def _holds(*pieces: str) -> Gate:
    return lambda reading: any(map(reading.text.__contains__, pieces))


def _refers(reading: Reading) -> bool:
    return "&" in reading.text or "%" in reading.text or "\\" in reading.text


def _beeps(reading: Reading) -> bool:
    return reading.text.count(".") + reading.text.count("-") >= MORSE_MIN


def _glued_numbers(reading: Reading) -> bool:
    return reading.has(_GLUED_WORD) and reading.has(_DIGIT_PIECE)


def _romans(reading: Reading) -> bool:
    return reading.has(_ROMAN_WORD) and len(_ROMAN_WORDS & reading.vocabulary) > 1


def _sounded(reading: Reading) -> bool:
    return reading.has(_SURELY_SOUNDED) and (
        len(reading.vocabulary & DIGITS.keys()) > 1 or len(reading.vocabulary & _SURELY_SOUNDED_WORDS) > 2
    )


def _radio_words(reading: Reading) -> bool:
    return reading.has(_RADIO_WORD) and len(_RADIO_WORDS & reading.vocabulary) >= 4


def _examples(reading: Reading) -> bool:
    # A name has a consonant, which no word of one letter is.
    return not _CONSONANTS.isdisjoint(reading.vocabulary) and _EXAMPLE_BEGUN.search(reading.text) is not None


def _abroad(reading: Reading) -> bool:
    if not reading.has(_SURELY_ABROAD):
        return False
    return len(_SURELY_ABROAD_WORDS & reading.vocabulary) > 1 or reading.number_words > 2


def _reversed_name(reading: Reading) -> bool:
    return reading.has(_REVERSED_NAME)


# "a1b1c2d7e4f9": any letter before each digit, where the numbers are asked for alone.
_LETTERED = re.compile(r"(?<![a-z0-9])(?:[a-z]\d{1,2}){7,14}(?![a-z0-9])")
_ONLY_NUMBERS = MARKS.of_text("numeros numbers digitos digits cifras numero letras letters algarismos")


def _lettered(reading: Reading) -> bool:
    return reading.has(_ONLY_NUMBERS) and _LETTERED.search(reading.text) is not None


# A raised dot between a name and its ending.
_RAISED_DOT = re.compile(r"(?<=[a-z0-9])\xb7(?=[a-z0-9])")


def _as_dot(_: str) -> str:
    return "."


# File names that say something: what stands for spaces in them is read as spaces.
_FILE_ENDINGS = "pdf|docx?|odt|txt|csv|xlsx?|pptx?|zip|rar|psd|fig|svg|png|jpe?g|gif|webp|mp|mov|ai|cdr|eps|indd|xd|dwg|wav|heic|html?"
_FILE_ENDING = MARKS.of_form(re.compile(_FILE_ENDINGS).fullmatch)
_FILE_NAME = re.compile(
    rf"(?<![a-z0-9_./-])[a-z0-9]++(?:_[a-z0-9-]++(?:\.[a-z0-9-]++)*?){{1,12}}\.(?:{_FILE_ENDINGS})[34]?(?![a-z0-9])"
)
_SIGN_WORDS = re.compile(r"-(?:slash|dot|arroba|at|punto|ponto|barra)-")
_OF_A_CAMERA = re.compile(
    r"(?:img|dsc[fn]?|pxl|vid|mvi|pano|scan|dji|gopr|rec|mov|clip|screenshot|captura)_\d{4,}(?:_\d+)*\."
)
_SAVED_BY_APP = re.compile(
    r"(?:whatsapp|telegram|instagram|signal|zoom|messenger)_(?:image|video|audio|photo|ptt|desktop|\d)"
)


def _names_files(reading: Reading) -> bool:
    return "_" in reading.text and reading.has(_FILE_ENDING)


_REWRITES = (
    Rewrite(0, _single_letters, _SPACED, _drawn_together, Disguise.SPACED),
    Rewrite(0, _matched(_SIGN_IN_WORD), _MIXED, _unswapped, Disguise.SWAPPED),
    Rewrite(0, _refers, _REFERENCE, _decode_reference, Disguise.ENCODED),
    Rewrite(0, _reversed_name, _REVERSED_ONE, _unreversed, Disguise.REVERSED, _REVERSED_NAME),
    Rewrite(0, _glued_numbers, _GLUED_NUMBERS, _unglued, Disguise.SPELLED, _GLUED_WORD),
    Rewrite(0, _sounded, _SOUNDED, _said_alike, Disguise.SPELLED, _SURELY_SOUNDED),
    Rewrite(0, _radio_words, _RADIO_RUN, _initials, Disguise.SPELLED, _RADIO_WORD),
    Rewrite(0, _examples, _EXAMPLE_RUN, _by_example, Disguise.SPELLED),
    Rewrite(0, _abroad, _ABROAD_RUN, _from_abroad, Disguise.SPELLED, _SURELY_ABROAD),
    Rewrite(0, _romans, _ROMANS, _decode_roman, Disguise.SWAPPED, _ROMAN_WORD),
    Rewrite(0, _beeps, _MORSE, _decode_morse, Disguise.ENCODED),
    Rewrite(48, _holds("0100", "0110", "0111"), _BITS, _decode_bits, Disguise.ENCODED),
    Rewrite(7, _matched(_FOUR_PAIRS), _PAIRS, _decode_pairs, Disguise.ENCODED),
    Rewrite(14, _matched(_TWO_CODES), _NUMBERS, _decode_numbers, Disguise.ENCODED),
    Rewrite(7, _matched(_FILLER), _FILLED, _without_filler, Disguise.SWAPPED),
    Rewrite(7, _lettered, _LETTERED, _without_filler, Disguise.SWAPPED, _ONLY_NUMBERS),
    Rewrite(0, _holds("\xb7"), _RAISED_DOT, _as_dot, Disguise.SWAPPED),
    Rewrite(0, _names_files, _FILE_NAME, _words_of_file, Disguise.NONE, _FILE_ENDING),
)
# What most texts can be rewritten by at all: they have no word of any mark.
_UNMARKED = tuple(rewrite for rewrite in _REWRITES if not rewrite.marks)
_ANY_MARKED = reduce(or_, (rewrite.marks for rewrite in _REWRITES))
