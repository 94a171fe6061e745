"""Translations: take the texts out of code and templates, compile them, and check that none is missing.

With GNU gettext this would be makemessages and compilemessages; Babel does the same in Python alone, so that a clone
needs nothing but a package registry.
"""

import argparse
import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LOCALES = ("es", "pt_BR")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "npgettext": ((1, "c"), 2, 3),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
SKIPPED = ("tests", "migrations", "screening", "channels", "proofs")


def main() -> int:
    """Update the catalogues, compile them, or check them; 1 if a text has no translation."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="tell what is missing or superfluous, change nothing")
    parser.add_argument("--compile", action="store_true", help="only write the compiled catalogues")
    options = parser.parse_args()
    settings.configure(USE_I18N=True)
    found = None if options.compile else _extract()
    missing = 0
    for locale in LOCALES:
        path = ROOT / "aval" / "locale" / locale / "LC_MESSAGES" / "django.po"
        catalog = _read(path, locale)
        if found is not None and options.check:
            missing += _report(catalog, found, locale)
        elif found is not None:
            catalog.update(found, no_fuzzy_matching=True)
            catalog.obsolete.clear()
            _write(path, catalog)
        buffer = io.BytesIO()
        write_mo(buffer, catalog)
        path.with_suffix(".mo").write_bytes(buffer.getvalue())
    return 1 if missing else 0


def _extract() -> Catalog:
    catalog = Catalog(project="Aval")
    for path, stream in _sources():
        for line, message, _comments, context in extract("python", stream, keywords=KEYWORDS):
            catalog.add(message, locations=[(str(path.relative_to(ROOT)), line)], context=context)
    return catalog


def _sources() -> Iterator[tuple[Path, io.BytesIO]]:
    for path in sorted((ROOT / "aval").rglob("*")):
        if any(part in SKIPPED for part in path.relative_to(ROOT).parts):
            continue
        if path.suffix == ".py":
            yield path, io.BytesIO(path.read_bytes())
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            # What Django makes of a template is no Python by its indentation, which its tokens don't need.
            lines = templatize(path.read_text(), origin=str(path)).splitlines()
            yield path, io.BytesIO("\n".join(line.strip() for line in lines).encode())


def _read(path: Path, locale: str) -> Catalog:
    if not path.exists():
        return Catalog(locale=locale, project="Aval")
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def _write(path: Path, catalog: Catalog) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=110, sort_output=True, omit_header=False, include_lineno=False)
    kept = [line for line in buffer.getvalue().splitlines(keepends=True) if not line.startswith(b'"POT-Creation-Date')]
    path.write_bytes(b"".join(kept))


def _report(catalog: Catalog, found: Catalog, locale: str) -> int:
    missing = 0
    for message in found:
        if not message.id:
            continue
        identity = message.id[0] if isinstance(message.id, tuple | list) else message.id
        known = catalog.get(identity, context=message.context)
        texts = known.string if known is not None else ""
        if not texts or (isinstance(texts, tuple | list) and not all(texts)):
            missing += 1
            print(f"{locale}: no translation of {identity!r}")
        elif known is not None and known.fuzzy:
            missing += 1
            print(f"{locale}: unsure translation of {identity!r}")
    return missing


if __name__ == "__main__":
    sys.exit(main())
