"""The libraries' words are said as this site says everything else."""

import re

import pytest
from django.test import Client
from django.utils.translation import gettext, override

from aval.web.people.words import WORDS

FORMAL = re.compile(r"\b(?:usted|su|sus|introduzca|ingrese|escriba|haga|verifique|utilice)\b", re.IGNORECASE)


@pytest.mark.parametrize("word", WORDS)
def test_no_text_of_a_library_calls_people_usted(word: str) -> None:
    with override("es"):
        said = gettext(word)

    assert said != word
    assert not FORMAL.search(said), said


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["signup", "login", "password/reset"])
def test_the_way_in_is_said_in_one_form_of_address(client: Client, page: str) -> None:
    said = client.get(f"/accounts/{page}/", headers={"Accept-Language": "es"}).content.decode()

    assert "contraseña" in said or "correo" in said
    assert not re.search(r"\b[Ss]u (?:contraseña|correo|cuenta)|\busted\b", said)
