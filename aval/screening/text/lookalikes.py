"""Signs that a reader takes for a Latin letter or a digit, beyond what Unicode's own compatibility forms fold.

The pairs were chosen by eye after the idea of Unicode TS 39 (confusables), for lower-case letters; a capital is read as
its lower-case letter is, unless it stands here itself.
"""

import re

# Each line: the sign that is read, then the signs that pass for it.
_PASSES_FOR = """
a аαɑᴀɐ₳ⲁ𐐟ａⓐ🅐🄰🅰ᗩꓮ
b ƄЬвʙɓ฿ьᏏΒβ
c сϲᴄⅽ¢ℂ©ⲥꮯɔ
d ԁɗᴅⅾժđᗪ
e еҽɛεєᴇǝ€ℯ℮ɘəëᥱ
f ƒғꜰϝſ
g ɡցɢԍɠᶃ
h һհʜнɥΗ
i іιɩıɪ¡ӏⅰꭵ
j јʝᴊϳɾ
k κкᴋƙ₭
l ⅼʟӏι│ℓłꓲ
m мᴍⅿ₥ɯΜ
n пηռɴոи₦Ν
o оοσօᴏøο⊙๏ഠ໐○◯
p рρᴘ₽ƿþ
q ԛզɋ
r гʀяɹᴦ
s ѕʂꜱ§$ꮪ
t тτᴛ†ʇŧ₮
u υսᴜцʊµ
v νѵᴠⅴʌ∨
w ԝωᴡшщʍ₩ѡ
x хχⅹ×ҳ
y уγʏүყ¥ʎΥ
z ᴢʐƶΖζ
0 ⓿０🄌〇零
1 ➊➀❶一壹
2 ➋➁❷二贰
3 ➌➂❸三叁
4 ➍➃❹四肆
5 ➎➄❺五伍
6 ➏➅❻六陆
7 ➐➆❼七柒
8 ➑➇❽八捌
9 ➒➈❾九玖
@ ﹫＠
. ․。｡．﹒•∙⋅‧˙
- ‐‑‒–—―−﹣－⁃˗
_ ＿
+ ➕
/ ⁄∕／
' ’‘ʼ´`
" “”«»„
"""

# What must keep its own meaning: money, and signs that letters of our three languages or of code rely on.
_KEPT = frozenset("$€£¥¢§©×·•ø₽₩₦₭₮₳₥฿µ`¡")

# Emoji that stand for a thing people are reached by; read as a word of their own so that the cues see them.
EMOJI_WORDS = {
    "📞": " telefono ",
    "☎": " telefono ",
    "📱": " celular ",
    "📲": " celular ",
    "🤙": " llamame ",
    "📧": " correo ",
    "✉": " correo ",
    "📩": " correo ",
    "📨": " correo ",
    "💌": " correo ",
}

# Letters written small or turned, from flag letters (regional indicators) too.
_FIRST_FLAG_LETTER = 0x1F1E6
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_SUPERSCRIPTS = dict(zip("ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ", "abcdefghijklmnoprstuvwxyz", strict=True))


# Letters of other alphabets that pass for Latin ones; those that science writes beside Latin ones are left out.
_PASSING = "\u0400-\u04ffονρικΑΒΕΖΗΙΚΜΝΟΡΤΥΧ"
_HIDING = re.compile(f"[A-Za-z][{_PASSING}]|[{_PASSING}][A-Za-z]|[A-Za-z][\u200b-\u200d\u2060\ufeff]+[A-Za-z]")


def hides_letters(text: str) -> bool:
    """Whether a word mixes alphabets, or has signs that nobody sees between two of its letters."""
    return _HIDING.search(text) is not None


def read_as() -> dict[str, str]:
    """Return what each look-alike is read as, one sign to one sign or to a few."""
    table = {chr(_FIRST_FLAG_LETTER + place): letter for place, letter in enumerate(_LETTERS)}
    # Squared and negative letters have no compatibility form in Unicode's tables before version 16.
    for first in (0x1F150, 0x1F170):
        table |= {chr(first + place): letter for place, letter in enumerate(_LETTERS)}
    table |= _SUPERSCRIPTS
    for line in _PASSES_FOR.strip().splitlines():
        seen, _, signs = line.partition(" ")
        table |= {sign: seen for sign in signs if sign not in _KEPT}
    return table | EMOJI_WORDS
