"""The money pages, from the wallet to the sandbox's checkout and back through its webhook."""

import csv
import io
import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from http import HTTPStatus
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from aval.accounts.models import Account
from aval.kernel.clock import now
from aval.kernel.ids import new_id
from aval.kernel.money import Money, UnreadableAmount
from aval.kernel.transactions import unit
from aval.ledger import actions as ledger
from aval.ledger import queries
from aval.payments import actions as payments
from aval.payments import jobs as payment_jobs
from aval.payments.models import Deposit, Payout, Webhook
from aval.payments.providers.sandbox import jobs, signing
from aval.payments.states import DepositState, PayoutState
from aval.web.money.amounts import read_amount
from tests.makers import money as make_money
from tests.makers import people as make
from tests.makers.money import usd

pytestmark = pytest.mark.django_db


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def post_to_ourselves(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """Carry a webhook as the outside would, without a session."""
    path = url.removeprefix(settings.SITE_URL)
    answer = Client().generic("POST", path, body, headers=dict(headers), content_type="application/json")
    return answer.status_code


@pytest.fixture
def run_sandbox(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """Return a function that runs the sandbox's waiting jobs in the order of their time."""
    monkeypatch.setattr(jobs, "_post", post_to_ourselves)

    def run() -> int:
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM procrastinate_jobs WHERE task_name LIKE 'payments.%' RETURNING task_name, args, scheduled_at, id"
            )
            waiting = sorted(cursor.fetchall(), key=lambda row: (row[2] is not None, row[2] or 0, row[3]))
        for name, args, _at, _id in waiting:
            task = {"payments.send_payout": payment_jobs.send_payout}.get(name, jobs.send_webhook)
            task(**(json.loads(args) if isinstance(args, str) else args))
        return len(waiting)

    return run


def start(client: Client, **fields: Any) -> Any:
    data = {"amount": "1,250.50", "currency": "USD", "once": str(new_id()), **fields}
    return client.post(reverse("money:deposits"), data)


def test_money_goes_from_the_form_through_the_checkout_into_the_wallet(run_sandbox: Callable[[], int]) -> None:
    person = make.client()
    browser = signed_in(person)

    to_checkout = start(browser, next="/home/")
    deposit = Deposit.objects.get(account=person)
    to_sandbox = browser.get(to_checkout["Location"])
    page = browser.get(to_sandbox["Location"].removeprefix(settings.SITE_URL))
    paid = browser.post(
        reverse("money:sandbox_payment", args=[deposit.id]), {"card": "4000 1234 5678 0000", "once": str(new_id())}
    )
    waiting = browser.get(paid["Location"])
    assert run_sandbox() == 1
    done = browser.get(paid["Location"])

    assert page.status_code == waiting.status_code == done.status_code == HTTPStatus.OK
    assert 'hx-trigger="every 2s"' in waiting.content.decode()
    assert "The money is in your wallet" in done.content.decode()
    assert "every 2s" not in done.content.decode()
    assert 'href="/home/"' in done.content.decode()
    assert queries.wallet_balance(person.id, "USD") == usd(125_050)


def test_a_declined_card_is_told_with_its_reason_and_a_way_on(run_sandbox: Callable[[], int]) -> None:
    person = make.client()
    browser = signed_in(person)
    start(browser)
    deposit = Deposit.objects.get(account=person)

    browser.post(reverse("money:sandbox_payment", args=[deposit.id]), {"card": "4000123456780001"})
    run_sandbox()
    page = browser.get(reverse("money:deposit", args=[deposit.id])).content.decode()

    assert "The bank declined the card." in page
    assert "Try again" in page
    assert queries.wallets(person.id) == []


def test_a_doubled_and_a_confused_sandbox_changes_nothing_twice(run_sandbox: Callable[[], int]) -> None:
    person = make.client()
    browser = signed_in(person)
    for ending, expected in (("0004", DepositState.CONFIRMED), ("0005", DepositState.CONFIRMED)):
        start(browser, amount="10")
        deposit = Deposit.objects.filter(account=person).latest("started_at")
        browser.post(reverse("money:sandbox_payment", args=[deposit.id]), {"card": f"400012345678{ending}"})
        assert run_sandbox() == 2
        deposit.refresh_from_db()
        assert deposit.status == expected

    assert queries.wallet_balance(person.id, "USD") == usd(2_000)


def test_the_same_form_sent_twice_starts_one_deposit() -> None:
    person = make.client()
    browser, mark = signed_in(person), str(new_id())

    first = start(browser, once=mark)
    second = start(browser, once=mark)

    assert first["Location"] == second["Location"]
    assert Deposit.objects.filter(account=person).count() == 1


@pytest.mark.parametrize("amount", ["", "0", "-3", "abc", "1.250", "10.555", "1e3", "∞"])
def test_an_unreadable_amount_comes_back_with_what_was_typed(amount: str) -> None:
    person = make.client()

    answer = start(signed_in(person), amount=amount)

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert Deposit.objects.count() == 0


def test_a_deposit_leads_on_only_within_this_site() -> None:
    person = make.client()

    start(signed_in(person), next="//evil.test/")
    start(signed_in(person), next="https://evil.test/")

    assert set(Deposit.objects.filter(account=person).values_list("return_to", flat=True)) == {""}


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("1250.50", "USD", 125_050),
        ("1,250.50", "USD", 125_050),
        ("1.250,50", "USD", 125_050),
        ("1.234.567,5", "BRL", 123_456_750),
        ("1250,5", "MXN", 125_050),
        ("12", "USD", 1_200),
        (" 1 250,50 ", "EUR", 125_050),
        ("50.000", "CLP", 50_000),
        ("1.234.567", "USD", 123_456_700),
    ],
)
def test_amounts_are_read_as_people_write_them(text: str, currency: str, minor: int) -> None:
    assert read_amount(text, currency) == Money(minor, currency)


@pytest.mark.parametrize(
    ("language", "zone", "whole", "unclear"),
    [
        ("en", "UTC", "1,250", "1.250"),
        ("pt-br", "America/Sao_Paulo", "1.250", "1,250"),
        ("es", "America/Mexico_City", "1,250", "1.250"),
        ("es", "America/Bogota", "1.250", "1,250"),
    ],
)
def test_thousands_are_read_with_the_mark_that_the_reader_is_shown(
    language: str, zone: str, whole: str, unclear: str
) -> None:
    with translation.override(language), timezone.override(zone):
        assert read_amount(whole, "USD") == Money(125_000, "USD")
        with pytest.raises(UnreadableAmount):
            read_amount(unclear, "USD")


@pytest.mark.parametrize(("zone", "example"), [("America/Lima", "1250.50"), ("America/Bogota", "1250,50")])
def test_an_amount_that_cant_be_read_is_answered_with_one_as_the_reader_writes_it(zone: str, example: str) -> None:
    reader = make.client(language="es", time_zone=zone)

    page = start(signed_in(reader), amount="cien")

    assert f"Escribe un monto así: {example}" in page.content.decode()


@pytest.mark.parametrize("text", ["1.250", "1,2,3", "12,34.5", "1.2.3,4", "", "1..2", "12.345,678"])
def test_amounts_that_could_mean_two_things_are_not_guessed(text: str) -> None:
    with pytest.raises(UnreadableAmount):
        read_amount(text, "USD")


def signed(body: bytes, *, event_id: str = "evt_1", secret: str | None = None) -> dict[str, str]:
    return signing.sign(secret or settings.SANDBOX_SECRET, event_id, now(), body)


def said(deposit: Deposit) -> bytes:
    return json.dumps(
        {"type": "deposit_confirmed", "reference": str(deposit.id), "minor": deposit.amount_minor, "currency": "USD"}
    ).encode()


def test_a_webhook_is_believed_by_its_signature_alone() -> None:
    person = make.client()
    deposit = payments.start_deposit(make.act(person), account_id=person.id, amount=usd(500))
    body, url = said(deposit), f"{settings.SITE_URL}/webhooks/sandbox/"

    assert post_to_ourselves(url, body, {}) == HTTPStatus.UNAUTHORIZED
    assert post_to_ourselves(url, body, signed(body, secret="guess")) == HTTPStatus.UNAUTHORIZED
    assert post_to_ourselves(url, body + b" ", signed(body)) == HTTPStatus.UNAUTHORIZED
    old = signing.sign(settings.SANDBOX_SECRET, "evt_1", now() - timedelta(hours=1), body)
    assert post_to_ourselves(url, body, old) == HTTPStatus.UNAUTHORIZED
    assert Webhook.objects.count() == 0
    assert queries.wallets(person.id) == []

    assert post_to_ourselves(url, body, signed(body)) == HTTPStatus.OK
    assert post_to_ourselves(url, body, signed(body)) == HTTPStatus.OK

    assert Webhook.objects.count() == 1
    assert queries.wallet_balance(person.id, "USD") == usd(500)


def test_a_webhook_of_a_provider_we_do_not_have_is_not_found() -> None:
    assert (
        Client().post("/webhooks/unknown/", b"{}", content_type="application/json").status_code == HTTPStatus.NOT_FOUND
    )
    assert Client().get("/webhooks/sandbox/").status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_a_payout_is_ordered_and_paid(run_sandbox: Callable[[], int]) -> None:
    person = make_money.wallet(make.professional(), usd(10_000))
    browser = signed_in(person)

    answer = browser.post(
        reverse("money:payouts"),
        {"amount": "50", "currency": "USD", "destination": "mi.alias.mp", "once": str(new_id())},
    )
    assert "About to be sent" in browser.get(answer["Location"]).content.decode()
    assert run_sandbox() == 1
    assert "On its way" in browser.get(answer["Location"]).content.decode()
    assert run_sandbox() == 1
    page = browser.get(answer["Location"]).content.decode()

    assert Payout.objects.get(account=person).status == PayoutState.PAID
    assert "Paid …s.mp" in page or "….mp" in page
    assert queries.wallet_balance(person.id, "USD") == usd(5_000)


def test_more_than_is_available_is_refused_beside_the_field() -> None:
    person = make_money.wallet(make.professional(), usd(10_000))

    answer = signed_in(person).post(
        reverse("money:payouts"), {"amount": "100.01", "currency": "USD", "destination": "mi.alias.mp"}
    )

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "At most" in answer.content.decode()
    assert Payout.objects.count() == 0


def released() -> tuple[Account, Account, UUID]:
    """Return client, professional and the operation of a release between them."""
    stage = make_money.held(usd(50_000))
    leave = make_money.authorisation(stage)
    with unit():
        operation = ledger.release(make.act(stage.client), authorisation_id=leave)
    return stage.client, stage.professional, operation


def test_the_wallet_shows_what_is_held_and_why_everything_moved() -> None:
    client, professional, operation = released()
    make_money.held(usd(20_000), client=client, professional=professional)

    page = signed_in(professional).get(reverse("money:wallet")).content.decode()

    assert "The client accepted your delivery" in page
    assert "In escrow for you" in page
    assert reverse("money:movement", args=[operation]) in page


def test_a_release_explains_itself() -> None:
    client, professional, operation = released()

    page = signed_in(professional).get(reverse("money:movement", args=[operation])).content.decode()

    assert "What authorised it" in page
    assert make_money.TERMS.hex() in page
    assert signed_in(client).get(reverse("money:movement", args=[operation])).status_code == HTTPStatus.NOT_FOUND


def test_the_statement_has_every_movement_and_adds_up() -> None:
    _client, professional, operation = released()

    answer = signed_in(professional).get(reverse("money:statement"), {"currency": "USD"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))

    assert answer["Content-Disposition"] == 'attachment; filename="aval-usd.csv"'
    assert [row["amount"] for row in rows] == ["450.00"]
    assert rows[-1]["balance"] == "450.00"
    assert rows[0]["operation"] == str(operation)


def test_movements_go_on_to_older_ones() -> None:
    person = make.client()
    for _ in range(52):
        make_money.wallet(person, usd(1))
    browser = signed_in(person)

    first = browser.get(reverse("money:movements")).content.decode()
    oldest = queries.movements(person.id, limit=50)[-1].id
    second = browser.get(reverse("money:movements"), {"before": oldest}).content.decode()

    assert f"before={oldest}" in first
    assert 'rel="next"' not in second
    assert browser.get(reverse("money:movements"), {"before": "9" * 30}).status_code == HTTPStatus.OK


def test_an_empty_wallet_says_what_to_do() -> None:
    page = signed_in(make.client()).get(reverse("money:wallet")).content.decode()

    assert "No money here yet" in page


def test_a_stranger_and_a_visitor_see_nobodys_money() -> None:
    owner = make_money.wallet(make.client(), usd(10_000))
    deposit = Deposit.objects.get(account=owner)
    payout = payments.start_payout(make.act(owner), account_id=owner.id, amount=usd(1), destination="alias.of.mine")
    operation = queries.movements(owner.id)[0].operation_id
    pages = [
        reverse("money:deposit", args=[deposit.id]),
        reverse("money:checkout", args=[deposit.id]),
        reverse("money:payout", args=[payout.id]),
        reverse("money:movement", args=[operation]),
        reverse("money:sandbox_checkout", args=[deposit.id]),
    ]
    stranger = signed_in(make.stranger())

    for page in pages:
        assert stranger.get(page).status_code == HTTPStatus.NOT_FOUND
        assert Client().get(page).status_code == HTTPStatus.FOUND
    for name in ("sandbox_payment", "sandbox_refusal"):
        answer = stranger.post(reverse(f"money:{name}", args=[deposit.id]), {"card": "4000123456780000"})
        assert answer.status_code == HTTPStatus.NOT_FOUND
    for name in ("wallet", "movements", "statement", "deposits", "payouts"):
        assert Client().get(reverse(f"money:{name}")).status_code == HTTPStatus.FOUND


def test_a_site_without_the_sandbox_has_no_sandbox_checkout(settings: Any) -> None:
    owner = make.client()
    deposit = payments.start_deposit(make.act(owner), account_id=owner.id, amount=usd(100))
    settings.PAYMENT_PROVIDERS = []

    page = signed_in(owner).get(reverse("money:sandbox_checkout", args=[deposit.id]))

    assert page.status_code == HTTPStatus.CONFLICT


def test_the_home_page_tells_of_money_on_its_way() -> None:
    person = make.client()
    payments.start_deposit(make.act(person), account_id=person.id, amount=usd(100))

    page = signed_in(person).get("/home/").content.decode()

    assert "A deposit that waits for its payment" in page
