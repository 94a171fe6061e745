"""Pages that everybody may read, and the reader's choices."""

import re
from http import HTTPStatus
from xml.etree import ElementTree as ET

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation
from django.views.defaults import server_error

from tests import make

pytestmark = pytest.mark.django_db

TEXTS = ["landing", "clients", "professionals", "record", "fees", "terms", "privacy", "design"]


@pytest.mark.parametrize("name", TEXTS)
def test_everybody_reads_the_pages_of_text(name: str, client: Client) -> None:
    response = client.get(reverse(f"pages:{name}"))

    assert response.status_code == HTTPStatus.OK
    assert response.content.count(b"<h1") >= 1


@pytest.mark.parametrize("name", TEXTS)
def test_no_page_holds_inline_script_or_style(name: str, client: Client) -> None:
    page = client.get(reverse(f"pages:{name}")).content.decode()

    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=\"", page)


def test_the_policy_lets_only_our_own_scripts_and_styles_run(client: Client) -> None:
    policy = client.get("/")["Content-Security-Policy"]

    assert "unsafe" not in policy
    assert "default-src 'none'" in policy


def test_the_design_page_is_for_demonstrations_only(client: Client, settings: object) -> None:
    settings.DEMO = settings.DEBUG = False  # type: ignore[attr-defined]  # pytest-django's wrapper

    assert client.get("/design/").status_code == HTTPStatus.NOT_FOUND


def test_fees_are_those_of_the_settings(client: Client, settings: object) -> None:
    settings.COMMISSION_BASIS_POINTS = 750  # type: ignore[attr-defined]  # as above

    page = client.get("/fees/", headers={"accept-language": "en"}).content.decode()

    assert "7.5 %" in page
    assert "$925.00" in page


def test_a_visitor_chooses_language_and_theme(client: Client) -> None:
    client.post("/language/", {"language": "es", "next": "/fees/"})
    client.post("/theme/", {"theme": "dark", "next": "/fees/"})

    page = client.get("/fees/").content.decode()

    assert '<html lang="es" data-theme="dark">' in page


def test_auto_takes_the_choice_of_theme_back(client: Client) -> None:
    client.post("/theme/", {"theme": "dark"})

    client.post("/theme/", {"theme": "auto"})

    assert "data-theme" not in client.get("/fees/").content.decode()


def test_an_account_keeps_its_choices_on_every_device(client: Client) -> None:
    person = make.client()
    client.force_login(person)

    client.post("/language/", {"language": "pt-br"})
    client.post("/theme/", {"theme": "light"})

    elsewhere = Client()
    elsewhere.force_login(person)
    page = elsewhere.get("/fees/").content.decode()
    assert '<html lang="pt-br" data-theme="light">' in page


@pytest.mark.parametrize("target", ["https://elsewhere.test/", "//elsewhere.test/"])
def test_a_choice_never_leads_to_another_site(target: str, client: Client) -> None:
    response = client.post("/language/", {"language": "es", "next": target})

    assert response["Location"] == "/"


def test_an_unknown_language_is_refused(client: Client) -> None:
    assert client.post("/language/", {"language": "xx"}).status_code == HTTPStatus.BAD_REQUEST


def test_robots_keep_out_of_what_belongs_to_two_people(client: Client) -> None:
    text = client.get("/robots.txt").content.decode()

    assert "Disallow: /contracts/" in text
    assert "/sitemap.xml" in text


def test_the_sitemap_lists_profiles_of_those_who_offer_work(client: Client) -> None:
    shown, hidden = make.professional(), make.client()
    shown.profile.offers_work = True
    shown.profile.save()

    found = client.get("/sitemap.xml").content.decode()

    ET.fromstring(found)
    assert str(shown.id) in found
    assert str(hidden.id) not in found


def test_the_manifest_says_where_to_start(client: Client) -> None:
    assert client.get("/manifest.webmanifest").json()["start_url"] == "/home/"


def test_what_is_not_there_is_said_in_our_words(client: Client) -> None:
    response = client.get("/nothing/", headers={"accept-language": "en"})

    assert response.status_code == HTTPStatus.NOT_FOUND
    assert "There is nothing here for you" in response.content.decode()


def test_whoever_comes_for_the_first_time_is_led_to_an_account_and_on_to_the_project(client: Client) -> None:
    visitor = client.get("/").content.decode()
    client.force_login(make.client())
    known = client.get("/").content.decode()

    assert 'href="/accounts/signup/?next=%2Fprojects%2Fnew%2F"' in visitor
    assert 'class="button primary big" href="/projects/new/"' in known


def test_a_form_that_is_too_large_is_answered_with_a_page_of_ours(client: Client, settings: object) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000  # type: ignore[attr-defined]  # as above

    answer = client.post("/accounts/login/", {"login": "a" * 1_001}, headers={"accept-language": "es"})
    encoded = client.post(
        "/accounts/login/",
        "login=" + "a" * 1_001,
        content_type="application/x-www-form-urlencoded",
        headers={"accept-language": "es"},
    )

    for one in (answer, encoded):
        page = one.content.decode()
        assert one.status_code == HTTPStatus.BAD_REQUEST
        assert '<html lang="es">' in page
        assert "Eso no se pudo leer" in page


def test_a_failure_of_ours_is_said_in_the_readers_language() -> None:
    with translation.override("pt-br"):
        page = server_error(RequestFactory().get("/")).content.decode()

    assert '<html lang="pt-br">' in page
    assert "Something failed" not in page
