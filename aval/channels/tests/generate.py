"""Seeded WhatsApp conversations with known truth, in the styles of eight kinds of phone.

Everything is made up here; the shapes and markers are those of ``docs/channels.md``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

LRM = "\u200e"
WORDS = [
    "hola",
    "ok",
    "dale",
    "perfecto",
    "entrega",
    "viernes",
    "logo",
    "factura",
    "precio",
    "1.200,50",
    "archivo",
    "versión",
    "mañana",
    "reunião",
    "obrigado",
    "prazo",
    "orçamento",
    "texto",
    "página",
    "cambios",
    "listo",
    "gracias",
    "👍",
    "😀",
    "https://ejemplo.org/a?b=1",
    "la",
    "el",
    "de",
    "para",
    "con",
    "sobre",
    "reviewed",
    "draft",
    "please",
    "invoice",
    "deadline",
    "it's",
    "fine",
    "Nota:",
    "total:",
    "5",
]


@dataclass(frozen=True)
class Truth:
    """What an entry is known to be."""

    kind: str
    author: str | None
    at_local: str
    text: str
    attachments: int = 0
    edited: bool = False
    deleted: bool = False
    pasted: bool = False  # holds a line that is a header in another style: to be flagged, not cut


@dataclass(frozen=True)
class Phone:
    """How one phone writes."""

    name: str
    ios: bool
    date: str
    time: str
    between: str
    half: tuple[str, str] | None
    end: str
    omitted: str
    attached: str
    edited: str
    deleted: str
    poll: str
    created: str
    encrypted: str
    call: str


EN = {
    "edited": "<This message was edited>",
    "deleted": "This message was deleted",
    "poll": "POLL:",
    "created": '{} changed the group name from "{}" to "{}"',
    "encrypted": "Messages and calls are end-to-end encrypted. Only people in this chat can read them.",
    "call": "Missed voice call",
}
ES = {
    "edited": "<Se editó este mensaje.>",
    "deleted": "Se eliminó este mensaje.",
    "poll": "ENCUESTA:",
    "created": '{} cambió el nombre del grupo de "{}" a "{}"',
    "encrypted": "Los mensajes y las llamadas están cifrados de extremo a extremo.",
    "call": "Llamada perdida",
}
PT = {
    "edited": "<Mensagem editada>",
    "deleted": "Mensagem apagada",
    "poll": "ENQUETE:",
    "created": '{} mudou o nome do grupo de "{}" para "{}"',
    "encrypted": "As mensagens e as chamadas são protegidas com a criptografia de ponta a ponta.",
    "call": "Chamada de voz perdida",
}
PHONES = (
    Phone("android-en-us", False, "{m}/{d}/{yy}", "{h12}:{M:02}", ", ", ("\u202fAM", "\u202fPM"), " - ", "<Media omitted>", "{} (file attached)", **EN),
    Phone("android-en-gb", False, "{d:02}/{m:02}/{y}", "{h:02}:{M:02}", ", ", None, " - ", "<Media omitted>", "{} (file attached)", **EN),
    Phone("android-es-co", False, "{d}/{m}/{yy}", "{h12}:{M:02}", ", ", ("\u202fa.\u00a0m.", "\u202fp.\u00a0m."), " - ", "<Multimedia omitido>", LRM + "{} (archivo adjunto)", **ES),
    Phone("android-pt-br", False, "{d:02}/{m:02}/{y}", "{h:02}:{M:02}", " ", None, " - ", "<Mídia oculta>", LRM + "{} (arquivo anexado)", **PT),
    Phone("ios-en-us", True, "{m}/{d}/{yy}", "{h12}:{M:02}:{S:02}", ", ", ("\u202fAM", "\u202fPM"), "] ", "image omitted", "<attached: {}>", **EN),
    Phone("ios-es-es", True, "{d}/{m}/{yy}", "{h}:{M:02}:{S:02}", ", ", None, "] ", "imagen omitida", "<adjunto: {}>", **ES),
    Phone("ios-pt-br", True, "{d:02}/{m:02}/{yy}", "{h:02}:{M:02}:{S:02}", ", ", None, "] ", "imagem ocultada", "<anexado: {}>", **PT),
    Phone("ios-de-region", True, "{d:02}.{m:02}.{yy}", "{h:02}:{M:02}:{S:02}", ", ", None, "] ", "image omitted", "<attached: {}>", **EN),
)  # fmt: skip
# What the app writes in a person's place, by language: text, kind and attachments; on Android and on iOS.
MORE: dict[str, dict[bool, list[tuple[str, str, int, bool]]]] = {
    "en": {
        False: [
            ("location: https://maps.google.com/?q=4.6,-74.0", "location", 0, False),
            ("You deleted this message", "message", 0, True), ("live location shared", "location", 0, False),
            ("Missed video call", "call", 0, False), ("null", "message", 0, False),
        ],
        True: [
            *((f"{what} omitted", "message", 1, False) for what in ("video", "audio", "GIF", "sticker", "document")),
            ("Contact card omitted", "message", 1, False), ("You deleted this message.", "message", 0, True),
            ("Location: https://maps.google.com/?q=4.6,-74.0", "location", 0, False),
        ],
    },
    "es": {
        False: [
            ("ubicación: https://maps.google.com/?q=4.6,-74.0", "location", 0, False),
            ("Eliminaste este mensaje.", "message", 0, True), ("<Archivo omitido>", "message", 1, False),
            ("Este mensaje fue eliminado", "message", 0, True), ("null", "message", 0, False),
        ],
        True: [
            ("Video omitido", "message", 1, False), ("audio omitido", "message", 1, False),
            ("GIF omitido", "message", 1, False), ("sticker omitido", "message", 1, False),
            ("documento omitido", "message", 1, False), ("Tarjeta de contacto omitida", "message", 1, False),
            ("Ubicación: https://maps.google.com/?q=4.6,-74.0", "location", 0, False),
            ("Eliminaste este mensaje.", "message", 0, True),
        ],
    },
    "pt": {
        False: [
            ("localização: https://maps.google.com/?q=4.6,-74.0", "location", 0, False),
            ("Você apagou esta mensagem", "message", 0, True), ("<Mídia omitida>", "message", 1, False),
            ("null", "message", 0, False),
        ],
        True: [
            ("vídeo omitido", "message", 1, False), ("áudio ocultado", "message", 1, False),
            ("figurinha omitida", "message", 1, False), ("documento omitido", "message", 1, False),
            ("Cartão do contato omitido", "message", 1, False), ("Você apagou esta mensagem.", "message", 0, True),
            ("Localização: https://maps.google.com/?q=4.6,-74.0", "location", 0, False),
        ],
    },
}  # fmt: skip
# Lines inside messages that only resemble the beginning of another message.
ALMOST = (
    "5/11: entrega", "10:30 - llamada con Ana: confirmar", "[pendiente] logo: listo", "1/2/24 entrega final",
    "12/05/2024: reunión", "- Ana: 500", "Ana Pérez: de acuerdo", "[10:30] Bruno: sí", "2024-05-03 acta: firmada",
    "1/2/24, Ana: hola", "10:02 Ana Pérez: acepto", "5/11/23 - 10:30 hrs: obra",
)  # fmt: skip
PEOPLE = ("Ana Pérez", "Bruno", "+57 300 123 4567", "Obra: cocina", "~ Zoë")
GROUP = "Proyecto: fase 1"


def conversation(phone: Phone, size: int, seed: int = 1) -> tuple[str, list[Truth]]:
    """The text that this phone would export, and the truth about every entry of it."""
    random = Random(f"{phone.name}-{seed}")
    at = datetime(2023, 11, 5, 9, 0, 0)  # noqa: DTZ001 (a clock on a wall)
    eol = "\r\n" if phone.ios else "\n"
    lines: list[str] = []
    truths: list[Truth] = []
    for number in range(size):
        at += timedelta(seconds=random.choice((2, 15, 40, 90, 600, 3_000)))
        stamp = at if phone.ios else at.replace(second=0)
        header, marked, truth = _entry(phone, random, number, stamp)
        lines.append((LRM if marked else "") + header)
        truths.append(truth)
    return eol.join(line.replace("\n", eol) for line in lines) + eol, truths


def header(phone: Phone, at: datetime) -> str:
    """What stands before the name, as this phone writes it."""
    values = {
        "d": at.day,
        "m": at.month,
        "y": at.year,
        "yy": f"{at.year % 100:02}",
        "h": at.hour,
        "M": at.minute,
        "S": at.second,
        "h12": at.hour % 12 or 12,
    }
    half = phone.half[at.hour >= 12] if phone.half else ""
    opening = "[" if phone.ios else ""
    return opening + phone.date.format(**values) + phone.between + phone.time.format(**values) + half + phone.end


def _words(random: Random, most: int = 12) -> str:
    return " ".join(random.choice(WORDS) for _ in range(random.randint(1, most)))


def _entry(  # noqa: C901 (a list of what people and the app write)
    phone: Phone, random: Random, number: int, at: datetime
) -> tuple[str, bool, Truth]:
    start, local = header(phone, at), at.isoformat()
    author = random.choice(PEOPLE)
    by_app = LRM if phone.ios else ""
    roll = random.random()
    if number == 0:
        return _notice(phone, start, local, phone.encrypted)
    if roll < 0.01:
        return _notice(phone, start, local, phone.created.format(author, GROUP, f"Proyecto: fase {number}"))
    if roll < 0.06:
        name = (
            f"IMG-{at:%Y%m%d}-WA{number % 10_000:04}.jpg"
            if not phone.ios
            else f"{number:08}-PHOTO-{at:%Y-%m-%d-%H-%M-%S}.jpg"
        )
        caption = _words(random) if random.random() < 0.3 and not phone.ios else ""
        body = by_app + phone.attached.format(name) + (f"\n{caption}" if caption else "")
        return f"{start}{author}: {body}", phone.ios, Truth("message", author, local, caption, 1)
    if roll < 0.11:
        return f"{start}{author}: {by_app}{phone.omitted}", phone.ios, Truth("message", author, local, "", 1)
    if roll < 0.12:
        return f"{start}{author}: {by_app}{phone.deleted}", False, Truth("message", author, local, "", deleted=True)
    if roll < 0.14:
        text = _words(random)
        return (
            f"{start}{author}: {text} {by_app}{phone.edited}",
            False,
            Truth("message", author, local, text, edited=True),
        )
    if roll < 0.145:
        text = f"{phone.poll}\n¿Cuál?\nOPCIÓN: A (1 voto)\nOPCIÓN: B (0 votos)"
        return f"{start}{author}: {by_app}{text}", False, Truth("poll", author, local, text)
    if roll < 0.15:
        return f"{start}{author}: {by_app}{phone.call}", False, Truth("call", author, local, phone.call)
    if roll < 0.17:
        return _by_app(phone, random, start, local, author)
    if roll < 0.19:
        return _almost(phone, random, start, local, author, at)
    text = _words(random)
    if roll < 0.25:
        text = "\n".join([text, *(_words(random) for _ in range(random.randint(1, 4)))])
        if random.random() < 0.1:
            text += "\n\n" + _words(random)
    return f"{start}{author}: {text}", False, Truth("message", author, local, text)


def _by_app(phone: Phone, random: Random, start: str, local: str, author: str) -> tuple[str, bool, Truth]:
    """One of the rarer texts of the app."""
    text, kind, attachments, deleted = random.choice(MORE[language(phone)][phone.ios])
    said = "" if deleted or attachments else text
    mark = LRM if phone.ios else ""
    return (
        f"{start}{author}: {mark}{text}",
        phone.ios and bool(attachments),
        Truth(kind, author, local, said, attachments, deleted=deleted),
    )


def _almost(phone: Phone, random: Random, start: str, local: str, author: str, at: datetime) -> tuple[str, bool, Truth]:
    """Words, and under them a line that resembles a header, or is one in the style of another kind of phone."""
    pasted = random.random() < 0.2
    other = random.choice([each for each in PHONES if each.ios != phone.ios])
    line = f"{header(other, at - timedelta(days=1))}Ana Pérez: {_words(random)}" if pasted else random.choice(ALMOST)
    text = f"{_words(random)}\n{line}\n{_words(random)}"
    return f"{start}{author}: {text}", False, Truth("message", author, local, text, pasted=pasted)


def language(phone: Phone) -> str:
    """The language of the app on this phone."""
    return "es" if phone.edited == ES["edited"] else "pt" if phone.edited == PT["edited"] else "en"


def _notice(phone: Phone, start: str, local: str, text: str) -> tuple[str, bool, Truth]:
    line = f"{start}{GROUP}: {LRM}{text}" if phone.ios else f"{start}{text}"
    return line, False, Truth("notice", None, local, text)
