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
    text = _words(random)
    if roll < 0.25:
        text = "\n".join([text, *(_words(random) for _ in range(random.randint(1, 4)))])
        if random.random() < 0.1:
            text += "\n\n" + _words(random)
    return f"{start}{author}: {text}", False, Truth("message", author, local, text)


def _notice(phone: Phone, start: str, local: str, text: str) -> tuple[str, bool, Truth]:
    line = f"{start}{GROUP}: {LRM}{text}" if phone.ios else f"{start}{text}"
    return line, False, Truth("notice", None, local, text)
