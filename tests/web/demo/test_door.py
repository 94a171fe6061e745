"""The demo's door."""

from typing import Any

import pytest
from django.test import Client

from aval.accounts.models import Account
from aval.cli.stories.teller import Teller
from aval.kernel.clock import now

pytestmark = pytest.mark.django_db


def test_the_password_that_it_tells_is_the_peoples(client: Client, settings: Any) -> None:
    settings.DEMO = True
    person = Teller(now()).person("valentina@demo.aval", "Valentina Ríos", language="es", zone="America/Santiago")

    page = client.get("/demo/").content.decode()
    client.post("/demo/session/", {"account": person.id})

    assert settings.DEMO_PASSWORD in page
    assert client.get("/accounts/2fa/webauthn/add/").status_code == 302
    asked = client.post("/accounts/reauthenticate/?next=/home/", {"password": settings.DEMO_PASSWORD})
    assert asked.status_code == 302
    adding = client.get("/accounts/2fa/webauthn/add/").content.decode()
    assert "Cómo la llamas" in adding
    assert "Passwordless" not in adding


def test_only_a_demo_has_this_door(client: Client, settings: Any) -> None:
    settings.DEMO = False
    person = Account.objects.create_user("valentina@demo.aval", display_name="Valentina Ríos")

    assert client.post("/demo/session/", {"account": person.id}).status_code == 404
    assert "_auth_user_id" not in client.session
