"""verify.html: the second verifier, one page for a browser without network, written apart from verify.py.

What is format and not program (names, limits, the patterns of lines, sentences) it is given from there, so that the two
can't drift apart in words; every check is its own.
"""

import base64
import json
from functools import cache
from hashlib import sha256
from importlib import resources
from string import Template
from typing import Any

from aval.proofs.dossier import verify as form


@cache
def browser_page() -> bytes:
    """Return the page; the same bytes for the same program."""
    script, style = f"{program()}\n{_text('page.js')}", _text("page.css")
    page = _Template(_text("page.txt")).substitute(
        script=script, style=style, script_hash=_csp_hash(script), style_hash=_csp_hash(style)
    )
    return page.encode()


@cache
def program() -> str:
    """Return the verifier without its page: a script that defines ``verifyDossier``."""
    # Inside a script element only these three letters in a row could end it.
    known = json.dumps(_format(), ensure_ascii=True, separators=(",", ":")).replace("</", "<\\/")
    return f"const FORMAT = {known};\n{_text('verify.js')}"


def _format() -> dict[str, Any]:
    return {
        "VERSION": form.VERSION,
        "BAGIT": form.BAGIT.decode(),
        "BAG_INFO": form.BAG_INFO,
        "FILES": form.FILES,
        "NAMES": {name: getattr(form, name) for name in _NAMES},
        "LIMITS": {
            "ENVELOPE": form.ENVELOPE_MAX,
            "OPENING": form.OPENING_MAX,
            "HEADS": form.HEADS_MAX,
            "SITE_LINES": form.SITE_LINES_MAX,
            "MEMBERS": form.MEMBERS_MAX,
            "SMALL": form.SMALL_MAX,
            "DEPTH": form.DEPTH_MAX,
            "SIGNATURES": form.SIGNATURES_MAX,
            "PATH": form.PATH_MAX,
            "FINDINGS": form.FINDINGS_MAX,
        },
        "PATTERNS": form.line_patterns(),
        "ENVELOPE_FIELDS": sorted(form.ENVELOPE_FIELDS),
        "COMMIT_TAG": form.COMMIT_TAG.decode(),
        "SITE_FILES": form.SITE_FILES,
        "ROOT_FILES": form.ROOT_FILES,
        "KEYS_TITLE": form.KEYS_TITLE,
        "SITE_LABEL_TAG": form.SITE_LABEL_TAG.decode(),
        "SITE_HEAD_TAG": form.SITE_HEAD_TAG.decode(),
        "FACTS": form.FACTS,
        "ERASURE_KIND": form.ERASURE_KIND,
        "KEY_KIND": form.KEY_KIND,
        "STATEMENT": form.STATEMENT,
        "WEIGHTY_KINDS": sorted(form.WEIGHTY_KINDS),
        "SEAL_TITLE": form.SEAL_TITLE,
        "LOADFILE_COLUMNS": form.LOADFILE_COLUMNS,
        "RANKS": form.EXIT_CODES,
        "PROPERTIES": form.PROPERTIES,
        "LANGUAGES": form.LANGUAGES,
        "WORDS": form.WORDS,
        "SENTENCES": form.SENTENCES,
        "NOT_PROVED": form.NOT_PROVED,
        "PAGE": _PAGE,
    }


_NAMES = (
    "MANIFEST", "TAG_MANIFEST", "SEAL", "EVENTS", "OPENINGS", "LOADFILE", "CHECKPOINT", "HEADS", "KEYS", "POLICY",
    "SITE_HEAD", "SITE", "SITE_POLICY", "AUTHORITIES", "ROOT", "KEY_STATEMENT",
)  # fmt: skip

_PAGE = {
    "en": {
        "html_lang": "en",
        "title": "Check a dossier of Aval",
        "intro": "All happens on this computer: this page can reach no network. Choose the zip as you received it.",
        "language": "Language",
        "dossier": "The dossier (.zip)",
        "heads": "Heads or receipts that you kept (optional)",
        "key": "The site's key as you know it from elsewhere (optional)",
        "root": "The key of its offline root, likewise (optional)",
        "check": "Check",
        "working": "Checking…",
        "no_key": "This is not a key of the form name+id+key.",
    },
    "es": {
        "html_lang": "es",
        "title": "Comprobar un expediente de Aval",
        "intro": "Todo ocurre en este equipo: esta página no puede usar la red. Elija el zip tal como lo recibió.",
        "language": "Idioma",
        "dossier": "El expediente (.zip)",
        "heads": "Cabezas o recibos que usted guardó (opcional)",
        "key": "La clave del sitio, tal como la conoce por otra vía (opcional)",
        "root": "La clave de su raíz sin red, igualmente (opcional)",
        "check": "Comprobar",
        "working": "Comprobando…",
        "no_key": "Esto no es una clave de la forma nombre+id+clave.",
    },
    "pt": {
        "html_lang": "pt-BR",
        "title": "Verificar um dossiê do Aval",
        "intro": "Tudo acontece neste computador: esta página não tem acesso à rede. Escolha o zip como o recebeu.",
        "language": "Idioma",
        "dossier": "O dossiê (.zip)",
        "heads": "Cabeças ou recibos que você guardou (opcional)",
        "key": "A chave do site, como a conhece por outra via (opcional)",
        "root": "A chave da raiz sem rede dele, igualmente (opcional)",
        "check": "Verificar",
        "working": "Verificando…",
        "no_key": "Isto não é uma chave da forma nome+id+chave.",
    },
}


def _text(name: str) -> str:
    return resources.files(__name__).joinpath(name).read_text(encoding="utf-8")


def _csp_hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(sha256(text.encode()).digest()).decode()}'"


class _Template(Template):
    # The scripts' own $ stays as it is.
    delimiter = "@@"
