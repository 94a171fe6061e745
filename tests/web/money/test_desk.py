"""The operators' money desk."""

import pytest
from django.test import Client

from aval.kernel.money import Money
from tests import make

pytestmark = pytest.mark.django_db


def test_where_the_money_sits_is_said_in_the_readers_language(client: Client) -> None:
    make.wallet(make.client(), Money(5_000, "USD"))
    client.force_login(make.operator(language="es"))

    page = client.get("/money/desk/").content.decode()

    assert "Dinero en un proveedor de pagos · sandbox" in page
    assert "clearing" not in page


def test_what_was_typed_into_a_form_that_is_refused_is_still_there(client: Client) -> None:
    client.force_login(make.operator())

    refused = client.post("/money/desk/corrections/", {"reason": "Typed with care"})
    rate = client.post("/money/desk/rates/", {"source": "USD", "target": "USD", "published_by": "Banco Central"})

    assert (refused.status_code, rate.status_code) == (422, 422)
    assert "Typed with care" in refused.content.decode()
    assert "Banco Central" in rate.content.decode()
