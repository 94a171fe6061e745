"""Statements and receipts: what they say, by month and by contract, and that the sums are right."""

import csv
from datetime import date, timedelta
from typing import Any

import pypdfium2
import pytest
from django.utils import translation

from aval.contracts import actions as contracts
from aval.contracts import papers
from aval.contracts.models import Contract
from aval.kernel.money import Money
from aval.ledger import queries as ledger
from aval.ledger.models import Operation
from tests import make

pytestmark = pytest.mark.django_db


def paid() -> Contract:
    """A contract of which the first milestone was released in March and the second funded in April."""
    delivery = make.delivery()
    contract = delivery.milestone.contract
    contracts.accept_delivery(make.act(contract.client, after=timedelta(days=2)), delivery_id=delivery.id)
    second = contract.milestones.get(number=2)
    contracts.fund_milestone(make.act(contract.client, after=timedelta(days=40)), milestone_id=second.id)
    return contract


def words(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def test_a_month_begins_where_the_one_before_ended() -> None:
    client = paid().client

    march = papers.statement(client.id, "USD", month=date(2026, 3, 15))
    april = papers.statement(client.id, "USD", month=date(2026, 4, 1))

    assert march.before == Money(0, "USD")
    assert april.before == march.lines[-1].movement.balance == Money(50_000, "USD")
    assert [line.movement.kind for line in april.lines] == ["fund"]
    assert (april.came_in, april.went_out) == (Money(0, "USD"), Money(30_000, "USD"))
    assert papers.statement(client.id, "USD", month=date(2026, 6, 1)).before == Money(20_000, "USD")


def test_a_contract_has_its_own_statement_and_a_stranger_none() -> None:
    contract = paid()
    other = make.funded(make.agreed(client=contract.client))

    mine = papers.statement(contract.client_id, "USD", contract_id=contract.id)

    assert {line.movement.contract_id for line in mine.lines} == {contract.id}
    assert len(mine.lines) == 2
    assert mine.before is None
    with pytest.raises(Contract.DoesNotExist):
        papers.statement(make.stranger().id, "USD", contract_id=other.contract_id)


def test_the_professional_gets_an_invoice_for_the_commission(settings: Any) -> None:
    settings.INVOICE = {
        **settings.INVOICE, "name": "Aval Ltda.", "address": "Calle 1|Bogotá", "tax_id": "NIT 900.1", "tax_name": "IVA",
    }  # fmt: skip
    settings.INVOICE_TAX_BASIS_POINTS = 1_900
    professional = paid().professional

    found = papers.statement(professional.id, "USD", month=date(2026, 3, 1))
    said = words(papers.as_pdf(found))

    assert found.fees == Money(5_000, "USD")
    for expected in ("Aval Ltda.", "Bogotá", "NIT 900.1", "450.00 USD", "50.00 USD", "of it IVA, 19 %", "7.98 USD"):
        assert expected in said.replace("\u202f", " "), (expected, said)
    assert "42.02 USD" in said  # 50.00 less 7.98: nothing is lost


def test_what_people_wrote_is_no_markup_and_no_formula() -> None:
    contract = paid()
    assert papers.harmless("=1+1") == "'=1+1"
    rows = list(csv.DictReader(papers.as_csv(papers.statement(contract.client_id, "USD")).splitlines()))

    assert [row["movement"] for row in rows] == ["deposit", "fund", "fund"]
    assert rows[-1]["balance"] == "200.00"
    assert rows[1]["contract"] == contract.title


def test_a_receipt_names_what_authorised_it() -> None:
    contract = paid()
    released = Operation.objects.get(kind="release")

    said = words(papers.receipt(contract.professional_id, released.id))

    movement = ledger.movement(contract.professional_id, released.id)
    assert movement.authorisation is not None
    for expected in (
        str(movement.authorisation.id),
        "450.00 USD",
        "50.00 USD",
        movement.authorisation.terms_hash_hex[:16],
    ):
        assert expected in said.replace("\r\n", "").replace("\n", ""), expected
    with pytest.raises(Operation.DoesNotExist):
        papers.receipt(make.stranger().id, released.id)


def test_papers_are_in_the_readers_language() -> None:
    client = paid().client
    with translation.override("es"):
        said = words(papers.as_pdf(papers.statement(client.id, "USD", month=date(2026, 3, 1))))

    assert "Extracto" in said
    assert "marzo" in said.lower()
