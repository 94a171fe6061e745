"""Numbers whose own form says that they are no phone: dates, times, prices, versions, tax numbers, addresses of hosts."""

# ruff: noqa: E501  (an expression is read one alternative a line)

import re


def mask(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the spans of the numbers at and around [start, end) whose form alone clears them, in order."""
    first, last = max(0, start - BEFORE), min(len(text), end + AFTER)
    # A long token (a hash, an id) is seen whole.
    while first and start - first < TOKEN_MAX and text[first - 1].isalnum():
        first -= 1
    while last < len(text) and last - end < TOKEN_MAX and text[last].isalnum():
        last += 1
    return [match.span() for match in _HONEST.finditer(text, first, last)]


# How far an honest form may reach beyond the digits: "R$ ", "0x", " reais", a time zone.
BEFORE = 12
AFTER = 16
TOKEN_MAX = 130


_MONEY = r"(?:[$€£]|(?:us|usd|ars|brl|mxn|cop|clp|eur|r)\s?\$?)"
_HONEST = re.compile(
    rf"""
      (?=\d)(?<![\d.,])(?:
          (?<![/-])(?:19|20)\d\d[-/.](?:0?[1-9]|1[0-2])[-/.](?:[0-2]?\d|3[01])(?!\d)(?:[t\s]{{1,2}}\d\d:\d\d(?::\d\d)?(?:\.\d{{1,6}})?(?:z|[+-]\d\d:?\d\d)?)?
        | (?<![/-])(?:[0-2]?\d|3[01])[-/.](?:[0-2]?\d|3[01])[-/.](?:(?:19|20)\d\d|\d\d)(?![-\d/.]\d|\d)
        | (?<![/\d-])(?:[0-2]?\d|3[01])/(?:0?[1-9]|1[0-2])(?![/\d-])
        | (?<![\d/.-])(?:[0-2]?\d|3[01])-(?:0[1-9]|1[0-2])(?=\s(?:al?|en|e|y|to|and|ate|hasta|por|o|or|ou)\s[^.!?\d\n]{0, 20}\d{1, 2}-\d\d(?![\d-]))
        | (?<!:)\d\d:[0-5]\d:[0-5]\d[:;.]\d\d(?!\d|:\d)
        | (?<!:)(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?!\d|:\d)
        | (?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\.){{3}}(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:/\d\d?|:\d{{2,5}})?(?![.\d]*\d)
        | \d{{1,3}}(?:\.\d{{3}})+(?:,\d{{1,2}})?(?=\s{{0,2}}(?:[$€£%]|usd|eur|pesos|reais|dol|ars|mxn|cop|clp|brl))
        | \d{{1,3}}(?:,\d{{3}})+(?:\.\d{{1,2}})?(?![\d.,-]*\d)
        | \d{{1,3}}(?:\.\d{{3}})+(?:,\d{{1,2}})(?!\d)
        | \d{{3}}\.\d{{3}}\.\d{{3}}-\d{{1,2}}(?!\d)
        | \d{{2}}\.\d{{3}}\.\d{{3}}/\d{{4}}-\d\d(?!\d)
        | (?<!-)(?:20|2[347]|3[034])-\d{{8}}-\d(?![\d-])
        | (?<=[jvgep]-)\d{{8}}-\d(?![\d-])
        | \d{{1,2}}\.\d{{3}}\.\d{{3}}(?:-[\dk])?(?![\d.])
        | 97[89][-\s]?\d{{1,5}}[-\s]?\d{{1,7}}[-\s]?\d{{1,7}}[-\s]?\d(?!\d)
        | \d{{2,5}}[x×]\s?\d{{2,5}}(?!\d)
        | (?<!\d{{3}}[-.\s])\d{{2,5}}\s[x×]\s?\d{{2,5}}(?!\d)
        | \d{{1,3}}\.\d{{3,8}}\s?,\s{{0,2}}-?\d{{1,3}}\.\d{{3,8}}
        | (?!(?:0\d{{3}}\.\d{{6,7}}|3[0-5]\d\.\d{{7}})(?!\d))\d+\.\d{{3,}}(?![\d.,-]*\d)
        | (?<!\d{{4}}-)(?<!\+)\d{{1,4}}(?:\.\d{{1,4}}){{2,3}}(?:-[a-z]+[.\d]*)?(?![\d-]|\.\d)(?<!\d{{3}}\.\d{{3}}\.\d{{3}})(?<!\d{{3}}\.\d{{3}}\.\d{{4}})(?<!\d{{2}}\.\d{{4}}\.\d{{4}})(?<!\d\.\d{{4}}\.\d{{4}})(?<!(?:[3-9]\d|2[1-9]|1[0-8])\d\d\.\d\d\.\d\d\.\d\d)(?<![679]\d\d\.\d\d\.\d\d\.\d\d)
        | \d{{1,3}}(?:\.\d{{1,3}}){{1,3}}\.(?:19|20)\d{{6}}(?!\d)
        | (?<!-)(?:19|20)\d\d-\d{{3,8}}(?![\d-])
        | (?<!-)(?<!\))(?<!\)\s)\d{{1,6}}-(?:19\d\d|20[0-3]\d)(?![\d-])
        | (?<![-a-z])\d{{4}}[-\s]\d{{4}}[-\s]\d{{4}}[-\s]\d{{4}}(?![\d-])
        | \d{{1,3}}[.:]\d{{1,3}}(?:[\s,;]{{1,3}}\d{{1,3}}[.:]\d{{1,3}}){{2,30}}(?![\d.:])
        | 0[xb][0-9a-f]+\b
        | [0-7]-[0-7](?:\s?\(\d{{1,2}}-\d{{1,2}}\))?(?:,\s[0-7]-[0-7](?:\s?\(\d{{1,2}}-\d{{1,2}}\))?){{1,4}}(?![\d-])
      )
    | (?=[$€£urabmc])(?<![a-z]){_MONEY}\s{{0,2}}(?:\d{{1,3}}(?:[.,\s]\d{{3}})*|\d{{1,9}})(?:[.,]\d{{1,2}})?(?![\d.,-]*\d)
    | (?=[0-9a-f])(?<![a-z0-9_])(?:[0-9a-f]{{8}}-(?:[0-9a-f]{{4}}-){{3}}[0-9a-f]{{12}}|(?=[0-9]*[a-f])(?=[a-f]*\d)[0-9a-f]{{7,64}})\b
    | \#[0-9a-f]{{3,8}}\b
    """,
    re.VERBOSE,
)
