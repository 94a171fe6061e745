"""Every template compiles, can be translated, and carries no style or script of its own."""

import re
from pathlib import Path

import pytest
from django.template import engines

from tests.architecture.ladder import ROOT

FOLDERS = sorted((ROOT / "aval").glob("**/templates"))
TEMPLATES = sorted(path for folder in FOLDERS for path in folder.rglob("*") if path.suffix in {".html", ".txt"})
PAGES = [path for path in TEMPLATES if path.suffix == ".html"]
MAILS = re.compile(r"/(email|emails|letters|mail)/")
TRANSLATED_VARIABLE = re.compile(r"{%\s*(?:trans|translate)\s+(?![\"'])")
INLINE = {
    "a style attribute": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "an event handler": re.compile(r"\son[a-z]+\s*=", re.IGNORECASE),
    "a javascript address": re.compile(r"javascript:", re.IGNORECASE),
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*\btype=\"application/(ld\+)?json\")[^>]*>", re.IGNORECASE),
    "code for htmx to evaluate": re.compile(r"\shx-(on|vals\s*=\s*[\"']js:)", re.IGNORECASE),
}  # fmt: skip
UNESCAPED = re.compile(r"\|\s*safe\b|{%\s*autoescape\s+off")
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX)\b(?=[: (])")
SOURCES = sorted(
    path
    for folder in ("aval", "tests", "bench", "tools", "docs")
    for path in (ROOT / folder).rglob("*")
    if path.suffix in {".py", ".html", ".css", ".js", ".sql", ".md"} and "vectors" not in path.parts
    if not re.search(r"/(data|corpus|vendor|node_modules)/", str(path)) and ".min." not in path.name
)


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_the_templates_of_all_areas_were_found() -> None:
    areas = {path.name for path in (ROOT / "aval/web/templates").iterdir() if path.is_dir()}

    assert {"parts", "contracts", "conversation", "projects", "money", "cases"} <= areas
    assert len(PAGES) > 80


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_a_template_compiles(path: Path) -> None:
    name = path.relative_to(next(folder for folder in FOLDERS if folder in path.parents))

    engines["django"].get_template(str(name))


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_a_template_translates_sentences_and_not_variables(path: Path) -> None:
    assert TRANSLATED_VARIABLE.findall(path.read_text()) == []


@pytest.mark.parametrize("path", [page for page in PAGES if not MAILS.search(str(page))], ids=named)
def test_a_page_brings_no_style_or_script_of_its_own(path: Path) -> None:
    text = path.read_text()

    assert [what for what, pattern in INLINE.items() if pattern.search(text)] == []


# Help texts of form fields are code's, and may hold lists: Django's own templates pass them on as they are.
@pytest.mark.parametrize("path", [page for page in PAGES if "django/forms" not in str(page)], ids=named)
def test_a_page_escapes_whatever_it_shows(path: Path) -> None:
    assert UNESCAPED.findall(path.read_text()) == []


@pytest.mark.parametrize("path", [page for page in PAGES if page.name.startswith("_")], ids=named)
def test_a_partial_is_no_whole_page(path: Path) -> None:
    text = path.read_text()

    assert "{% extends" not in text
    assert "<html" not in text


def test_nothing_is_left_to_do_in_the_sources() -> None:
    this = Path(__file__).resolve()

    read = {path: path.read_text() for path in SOURCES if path != this and path.exists()}
    left = [f"{named(path)}: {found[0]}" for path, text in read.items() if (found := UNFINISHED.search(text))]

    assert len(SOURCES) > 300
    assert left == []
