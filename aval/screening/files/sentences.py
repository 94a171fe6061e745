"""What people read about a file, in the three languages; it never says how something was recognised."""

_PLACES = {
    "name": ("in its name", "en su nombre", "no nome"),
    "text": ("in its text", "en su texto", "no texto"),
    "metadata": ("in its properties", "en sus propiedades", "nas propriedades"),
    "picture": ("in a picture", "en una imagen", "em uma imagem"),
    "code": ("in a code to scan", "en un código para escanear", "em um código para escanear"),
    "link": ("in a link", "en un enlace", "em um link"),
}
_PAGES = ("page {page}", "página {page}", "página {page}")
_DOUBTS = {
    "sound": (
        "Sound and video can't be checked by a machine, so a person will look before the other party gets it.",
        "Una máquina no puede revisar sonido ni video: una persona lo mirará antes de que llegue a la otra parte.",
        "Som e vídeo não podem ser verificados por uma máquina: uma pessoa vai olhar antes que chegue à outra parte.",
    ),
    "encrypted": (
        "This file is locked with a password and could not be checked; a person will look.",
        "Este archivo está protegido con contraseña y no se pudo revisar; una persona lo mirará.",
        "Este arquivo está protegido por senha e não pôde ser verificado; uma pessoa vai olhar.",
    ),
    "unknown": (
        "This kind of file can't be checked by a machine; a person will look.",
        "Este tipo de archivo no se puede revisar con una máquina; una persona lo mirará.",
        "Este tipo de arquivo não pode ser verificado por uma máquina; uma pessoa vai olhar.",
    ),
    "damaged": (
        "This file seems damaged and could not be checked; a person will look.",
        "Este archivo parece dañado y no se pudo revisar; una persona lo mirará.",
        "Este arquivo parece danificado e não pôde ser verificado; uma pessoa vai olhar.",
    ),
    "too-large": (
        "This file is too large to be checked by a machine; a person will look.",
        "Este archivo es demasiado grande para revisarlo con una máquina; una persona lo mirará.",
        "Este arquivo é grande demais para ser verificado por uma máquina; uma pessoa vai olhar.",
    ),
    "too-long": (
        "Checking this file took too long; a person will look.",
        "Revisar este archivo llevó demasiado tiempo; una persona lo mirará.",
        "Verificar este arquivo demorou demais; uma pessoa vai olhar.",
    ),
    "too-deep": (
        "There are too many files inside this one to check them all; a person will look.",
        "Dentro de este archivo hay demasiados como para revisarlos todos; una persona lo mirará.",
        "Há arquivos demais dentro deste para verificar todos; uma pessoa vai olhar.",
    ),
}
_LANGUAGES = {"en": 0, "es": 1, "pt": 2}


def place_in(where: str, member: str, page: int, language: str) -> str:
    """Say where in a file something stands: "photos/card.png, page 2, in a picture"."""
    at = _at(language)
    parts = [member] if member else []
    if page:
        parts.append(_PAGES[at].format(page=page))
    return ", ".join([*parts, _PLACES[where][at]])


def doubt_in(doubt: str, language: str) -> str:
    """Say why a file could not be judged, and that a person will look."""
    return _DOUBTS[doubt][_at(language)]


def _at(language: str) -> int:
    return _LANGUAGES.get(language[:2].lower(), 0)
