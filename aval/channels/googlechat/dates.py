"""Dates as Takeout writes them: in words, in the language of the account, always UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from itertools import chain

# Beginnings of the names of months that tell them apart, by language (CLDR 46).
_MONTHS = {
    "en": "january february march april may june july august september october november december",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre|setiembre octubre noviembre diciembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "de": "januar|jänner februar märz april mai juni juli august september oktober november dezember",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "hu": "január február március április május június július augusztus szeptember október november december",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "tr": "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
}
_BY_NAME = {
    name: place
    for names in _MONTHS.values()
    for place, month in enumerate(names.split(), 1)
    for name in chain(month.split("|"))
}
_TIME = re.compile(r"(?<!\d)(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?!\d)")
_AFTER = re.compile(r"\bp\.?\s?m\b|午後|下午|오후", re.IGNORECASE)
_BEFORE = re.compile(r"\ba\.?\s?m\b|午前|上午|오전", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"(?<!\d)\d{1,4}(?!\d)")
_NOON = 12


def moment_of(text: str) -> datetime | None:
    """The moment of "Thursday, November 3, 2016 at 11:59:50 AM UTC" in any known language; None if it isn't clear."""
    time = _TIME.search(text)
    if time is None:
        return None
    rest = text[: time.start()] + " " + text[time.end() :]
    numbers = [int(number) for number in _NUMBER.findall(rest)]
    years = [number for number in numbers if number >= 1000]  # noqa: PLR2004
    others = [number for number in numbers if number < 1000]  # noqa: PLR2004
    named = {month for word in _WORD.findall(rest.lower()) if (month := _BY_NAME.get(word))}
    if len(named) == 1 and len(others) == 1:
        month, day = named.pop(), others[0]
    elif not named and len(others) == 2 and re.match(r"\D*\d{4}", rest):  # noqa: PLR2004
        month, day = others  # year first: the month stands before the day in every language
    else:
        return None
    hour = int(time[1])
    if _AFTER.search(rest) and hour < _NOON:
        hour += _NOON
    elif _BEFORE.search(rest) and hour == _NOON:
        hour = 0
    try:
        return datetime(years[0], month, day, hour, int(time[2]), int(time[3] or 0), tzinfo=UTC)
    except (ValueError, IndexError):
        return None
