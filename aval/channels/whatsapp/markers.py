"""What WhatsApp itself writes into an export, by language and platform, with the versions in which it was seen.

A new wording is a new row; rows are never removed, since old exports stay old. ``seen`` says where the wording comes
from: "sample" (a public export file), "code" (public programs that read such files), with the years if known.
Texts are compared without marks of direction, in lower case, without a full stop at the end.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Marker(NamedTuple):
    """One wording. ``meaning`` is omitted, edited, deleted, unsent (deleted by the exporter), call, or location."""

    text: str
    meaning: str
    language: str
    media: str = ""
    seen: str = "sample"


def _omitted(language: str, seen: str = "sample", **texts: str) -> list[Marker]:
    return [Marker(text, "omitted", language, media, seen) for media, text in texts.items()]


MARKERS: tuple[Marker, ...] = (
    # Android, media left out of the export
    Marker("<Media omitted>", "omitted", "en"),
    Marker("<Video message omitted>", "omitted", "en", "video", "code"),
    Marker("<View once voice message omitted>", "omitted", "en", "audio", "code"),
    Marker("<Multimedia omitido>", "omitted", "es", "", "code 2023-"),
    Marker("<Archivo omitido>", "omitted", "es", "", "code -2022"),
    Marker("<Medios omitidos>", "omitted", "es", "", "code"),
    Marker("<Mídia oculta>", "omitted", "pt", "", "code 2023-"),
    Marker("<Arquivo de mídia oculto>", "omitted", "pt", "", "code"),
    Marker("<Mídia omitida>", "omitted", "pt", "", "code -2022"),
    Marker("<Ficheiro não revelado>", "omitted", "pt-PT"),
    Marker("<Medien ausgeschlossen>", "omitted", "de"),
    Marker("<Medien weggelassen>", "omitted", "de", "", "code"),
    Marker("<Médias omis>", "omitted", "fr", "", "code"),
    Marker("<Média omis>", "omitted", "fr", "", "code"),
    Marker("<Media omessi>", "omitted", "it", "", "code"),
    Marker("<Media omesso>", "omitted", "it", "", "code"),
    Marker("<Без медиафайлов>", "omitted", "ru", "", "code"),
    Marker("<Файл пропущен>", "omitted", "ru", "", "code"),
    # iOS, media left out, by kind
    *_omitted(
        "en",
        image="image omitted",
        video="video omitted",
        audio="audio omitted",
        gif="GIF omitted",
        sticker="sticker omitted",
        document="document omitted",
        contact="Contact card omitted",
    ),
    Marker("video note omitted", "omitted", "en", "video", "code"),
    *_omitted(
        "es",
        image="imagen omitida",
        video="video omitido",
        audio="audio omitido",
        gif="GIF omitido",
        sticker="sticker omitido",
        document="documento omitido",
        contact="Tarjeta de contacto omitida",
    ),
    *_omitted("es", "code", video="vídeo omitido", contact="contacto omitido", sticker="pegatina omitida"),
    *_omitted(
        "pt",
        "code",
        image="imagem ocultada",
        video="vídeo omitido",
        audio="áudio ocultado",
        gif="GIF omitido",
        sticker="figurinha omitida",
        document="documento omitido",
        contact="Cartão do contato omitido",
    ),
    *_omitted("pt", "code", image="imagem omitida", audio="áudio omitido", video="vídeo ocultado"),
    *_omitted(
        "pt-PT",
        image="imagem não revelada",
        video="vídeo não revelado",
        audio="ficheiro de áudio não revelado",
        gif="GIF não revelada",
        sticker="sticker não revelado",
        document="documento não revelado",
        contact="Contacto não revelado",
    ),
    *_omitted(
        "de",
        image="Bild weggelassen",
        video="Video weggelassen",
        audio="Audio weggelassen",
        gif="GIF weggelassen",
        sticker="Sticker weggelassen",
        document="Dokument weggelassen",
        contact="Kontaktkarte ausgelassen",
    ),
    *_omitted(
        "fr",
        image="image absente",
        video="vidéo absente",
        audio="audio omis",
        gif="GIF retiré",
        sticker="sticker omis",
        document="document manquant",
        contact="Fiche contact manquante",
    ),
    *_omitted(
        "it",
        image="immagine omessa",
        video="video omesso",
        audio="audio omesso",
        gif="GIF esclusa",
        sticker="sticker non incluso",
        document="documento omesso",
        contact="Scheda contatto omessa",
    ),
    *_omitted(
        "ru",
        image="изображение отсутствует",
        video="видео отсутствует",
        audio="аудиофайл отсутствует",
        gif="GIF отсутствует",
        sticker="стикер не добавлен",
        document="документ отсутствует",
        contact="Карточка контакта отсутствует",
    ),
    # edited, at the end of the text
    Marker("<This message was edited>", "edited", "en"),
    Marker("<Se editó este mensaje>", "edited", "es", "", "code 2023-"),
    Marker("<Este mensaje fue editado>", "edited", "es", "", "code"),
    Marker("<Mensagem editada>", "edited", "pt", "", "code 2023-"),
    Marker("<Esta mensagem foi editada>", "edited", "pt-PT", "", "code"),
    Marker("<Diese Nachricht wurde bearbeitet>", "edited", "de", "", "code 2023-"),
    Marker("<Ce message a été modifié>", "edited", "fr", "", "code"),
    Marker("<Questo messaggio è stato modificato>", "edited", "it", "", "code"),
    Marker("<Данное сообщение изменено>", "edited", "ru", "", "code"),
    Marker("<Это сообщение изменено>", "edited", "ru", "", "code"),
    # deleted
    Marker("This message was deleted", "deleted", "en"),
    Marker("You deleted this message", "unsent", "en"),
    Marker("This message was deleted by admin", "deleted", "en", "", "code"),
    Marker("Se eliminó este mensaje", "deleted", "es"),
    Marker("Este mensaje fue eliminado", "deleted", "es", "", "code -2022"),
    Marker("Se eliminó este mensaje por un admin", "deleted", "es", "", "code"),
    Marker("Eliminaste este mensaje", "unsent", "es"),
    Marker("Mensagem apagada", "deleted", "pt", "", "code"),
    Marker("Esta mensagem foi apagada", "deleted", "pt-PT"),
    Marker("Você apagou esta mensagem", "unsent", "pt", "", "code"),
    Marker("Apagou esta mensagem", "unsent", "pt-PT"),
    Marker("Diese Nachricht wurde gelöscht", "deleted", "de"),
    Marker("Du hast diese Nachricht gelöscht", "unsent", "de"),
    Marker("Ce message a été supprimé", "deleted", "fr"),
    Marker("Vous avez supprimé ce message", "unsent", "fr"),
    Marker("Questo messaggio è stato eliminato", "deleted", "it"),
    Marker("Hai eliminato questo messaggio", "unsent", "it"),
    Marker("Данное сообщение удалено", "deleted", "ru"),
    Marker("Вы удалили данное сообщение", "unsent", "ru"),
    # calls
    Marker("Missed voice call", "call", "en"),
    Marker("Missed video call", "call", "en"),
    Marker("Missed group voice call", "call", "en", "", "code"),
    Marker("Missed group video call", "call", "en", "", "code"),
    Marker("Llamada perdida", "call", "es", "", "code"),
    Marker("Llamada de voz perdida", "call", "es", "", "code"),
    Marker("Llamada perdida de voz", "call", "es", "", "code"),
    Marker("Videollamada perdida", "call", "es", "", "code"),
    Marker("Chamada de voz perdida", "call", "pt", "", "code"),
    Marker("Chamada de vídeo perdida", "call", "pt", "", "code"),
    Marker("Ligação de voz perdida", "call", "pt", "", "code"),
    Marker("Ligação de vídeo perdida", "call", "pt", "", "code"),
    Marker("Verpasster Sprachanruf", "call", "de", "", "code"),
    Marker("Verpasster Videoanruf", "call", "de", "", "code"),
    Marker("Appel vocal manqué", "call", "fr", "", "code"),
    Marker("Appel vidéo manqué", "call", "fr", "", "code"),
    Marker("Chiamata vocale persa", "call", "it", "", "code"),
    Marker("Videochiamata persa", "call", "it", "", "code"),
    Marker("Пропущенный аудиозвонок", "call", "ru", "", "code"),
    Marker("Пропущенный видеозвонок", "call", "ru", "", "code"),
    # live place
    Marker("live location shared", "location", "en"),
    Marker("ubicación en tiempo real compartida", "location", "es", "", "code"),
    Marker("localização em tempo real compartilhada", "location", "pt", "", "code"),
    Marker("Live-Standort wird geteilt", "location", "de"),
)

# "NAME (file attached)" on Android
ATTACHED_SUFFIXES: dict[str, str] = {
    "(file attached)": "en",
    "(archivo adjunto)": "es",
    "(archivo adjuntado)": "es",
    "(arquivo anexado)": "pt",
    "(ficheiro anexado)": "pt-PT",
    "(Datei angehängt)": "de",
    "(fichier joint)": "fr",
    "(file allegato)": "it",
    "(файл добавлен)": "ru",
}
# "<attached: NAME>" on iOS
ATTACHED_PREFIXES: dict[str, str] = {
    "attached": "en",
    "adjunto": "es",
    "anexado": "pt",
    "anexo": "pt-PT",
    "Anhang": "de",
    "pièce jointe": "fr",
    "allegato": "it",
    "прикреплено": "ru",
}
# Words that open a text which the app has shaped
PREFIXES: dict[str, tuple[str, str]] = {
    "POLL:": ("poll", "en"),
    "ENCUESTA:": ("poll", "es"),
    "ENQUETE:": ("poll", "pt"),
    "SONDAGEM:": ("poll", "pt-PT"),
    "UMFRAGE:": ("poll", "de"),
    "SONDAGE:": ("poll", "fr"),
    "SONDAGGIO:": ("poll", "it"),
    "ОПРОС:": ("poll", "ru"),
    "location: http": ("location", "en"),
    "Location: http": ("location", "en"),
    "ubicación: http": ("location", "es"),
    "Ubicación: http": ("location", "es"),
    "localização: http": ("location", "pt"),
    "Localização: http": ("location", "pt"),
    "Standort: http": ("location", "de"),
    "Localisation: http": ("location", "fr"),
    "Posizione: http": ("location", "it"),
    "posizione: http": ("location", "it"),
    "Местоположение: http": ("location", "ru"),
    "местоположение: http": ("location", "ru"),
    "Voice call, ": ("call", "en"),
    "Video call, ": ("call", "en"),
    "Llamada de voz, ": ("call", "es"),
    "Videollamada, ": ("call", "es"),
    "Chamada de voz, ": ("call", "pt"),
    "Chamada de vídeo, ": ("call", "pt"),
    "Ligação de voz, ": ("call", "pt"),
    "Ligação de vídeo, ": ("call", "pt"),
}

# How the notice on encryption begins; it may stand under a person's or group's name even without a mark.
ENCRYPTION: dict[str, str] = {
    "Messages and calls are end-to-end encrypted.": "en",
    "Messages you send to this ": "en",
    "Messages to this chat and calls are now secured": "en",
    "Los mensajes y las llamadas están cifrados": "es",
    "Los mensajes y llamadas están cifrados": "es",
    "As mensagens e as chamadas são protegidas": "pt",
    "As mensagens e ligações são protegidas": "pt",
    "As mensagens e chamadas são encriptadas": "pt-PT",
    "As mensagens e as chamadas são encriptadas": "pt-PT",
    "Nachrichten und Anrufe sind Ende-zu-Ende-verschlüsselt": "de",
    "Les messages et les appels sont chiffrés": "fr",
    "Les messages et appels sont chiffrés": "fr",
    "I messaggi e le chiamate sono crittografati": "it",
    "Сообщения и звонки защищены": "ru",
}

# What precedes a quoted name in notices of Android, which carry no sender: with a colon inside the quotes they would
# otherwise pass for a message.
BEFORE_QUOTE = re.compile(
    r"(?:created (?:the )?(?:group|community)|changed the (?:subject|group name|name)(?: from| to)?"
    r"|renamed the group(?: to)?"
    r"|cre(?:ó|aste) el grupo|cambi(?:ó|aste) el (?:asunto|nombre(?: del grupo)?)(?: de| a| por)?"
    r"|criou (?:o )?grupo|(?:mudou|alterou) o (?:assunto|nombre|nome(?: do grupo)?)(?: de| para)?"
    r"|ha(?:t|st) die Gruppe|ha(?:t|st) den (?:Gruppennamen|Betreff)(?: von| zu)?"
    r"|a créé le groupe|avez créé le groupe|a changé (?:le sujet|le nom du groupe)(?: de)?"
    r"|ha(?:i)? creato il gruppo|ha(?:i)? cambiato (?:l'oggetto|il nome del gruppo)(?: da)?"
    r"|создал\(?а?\)? группу|изменил\(?а?\)? (?:тему|название группы)(?: с)?"
    r"|[\"”»] (?:to|a|para|por|zu|en|in|на))\s*[\"“«„]",
)


def plain(text: str) -> str:
    """A text as markers are compared: lower case, no full stop at the end, plain spaces, no invisible marks."""
    return _INVISIBLE.sub("", text).replace("\u00a0", " ").replace("\u202f", " ").strip().rstrip(".").lower()


_INVISIBLE = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
EXACT: dict[str, Marker] = {plain(marker.text): marker for marker in reversed(MARKERS) if marker.meaning != "edited"}
EDITED: dict[str, Marker] = {
    plain(marker.text).replace(".>", ">"): marker for marker in MARKERS if marker.meaning == "edited"
}
EXACT_MAX = max(len(text) for text in EXACT) + 4
HEADS = frozenset(prefix[:4] for prefix in (*PREFIXES, *ENCRYPTION))
