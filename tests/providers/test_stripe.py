"""Stripe, from a deposit to a payout: over the wire to a stateful stand-in, by signed webhooks back."""

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from aval.contracts import actions as contracts
from aval.contracts import jobs as contract_jobs
from aval.contracts.models import Milestone
from aval.kernel.invariants import check, installed
from aval.kernel.money import Money
from aval.ledger import queries as money
from aval.payments import actions as payments
from aval.payments import jobs, providers
from aval.payments.models import Deposit, Webhook
from aval.payments.providers.interface import Transition, UntrustedWebhook
from aval.payments.providers.stripe.provider import Stripe
from aval.payments.providers.stripe.words import event_of
from tests import make
from tests.providers.conftest import SECRET, Message, Stage

pytestmark = pytest.mark.django_db
USD = "USD"


def post(message: Message) -> dict[str, Any]:
    """Bring a webhook to the site, byte for byte."""
    answer = Client().post(
        "/webhooks/stripe/",
        data=message.body,
        content_type="application/json",
        headers={"Stripe-Signature": message.signature},
    )
    assert answer.status_code == 200, answer.content
    said: dict[str, Any] = answer.json()
    return said


def announced(client: Any, amount: int = 100_000) -> Deposit:
    deposit = payments.start_deposit(make.act(client), account_id=client.id, amount=Money(amount, USD))
    jobs.announce_deposit(str(deposit.id))
    jobs.announce_deposit(str(deposit.id))
    deposit.refresh_from_db()
    return deposit


def follow(client: Any) -> None:
    contract_jobs.follow(str(client.id), USD)


def audit() -> None:
    assert [offence.invariant.name for offence in check(installed())] == []


def test_a_milestone_lives_from_deposit_to_payout(stripe: Stage) -> None:
    contract = make.agreed(balance=0)
    client, professional = contract.client, contract.professional
    deposit = announced(client)
    assert deposit.provider_ref.startswith("pi_")
    assert Stripe().client_secret(deposit).startswith(deposit.provider_ref)

    # The first card is declined; that news arrives last, after the second card's, which comes twice.
    stripe.pay(deposit.provider_ref, "4000000000000341")
    declined = stripe.hear("payment_intent.payment_failed")
    stripe.outside("retry", intent=deposit.provider_ref)
    stripe.pay(deposit.provider_ref)
    paid = stripe.hear("payment_intent.succeeded")
    outcomes = [post(message)["outcome"] for message in (paid, paid, declined)]
    assert outcomes == ["applied", "repeated", "outdated"]
    assert money.wallet_balance(client.id, USD) == Money(100_000, USD)

    milestone = make.funded(contract)
    delivery = make.delivery(milestone)
    contracts.accept_delivery(make.act(client, after=timedelta(days=1)), delivery_id=delivery.id)
    assert money.wallet_balance(professional.id, USD) == Money(45_000, USD)

    later = make.act(professional, after=timedelta(days=9))
    with pytest.raises(payments.NoPayoutAccount):
        payments.start_payout(later, account_id=professional.id, amount=Money(45_000, USD), destination="")
    account = Stripe().payout_account(professional)
    assert Stripe().payout_account(professional) == account
    kept = payments.keep_payout_account(
        later, account_id=professional.id, provider="stripe", provider_ref=account, ready=False
    )
    assert Stripe().setup_url(kept).endswith(account)
    assert not Stripe().pays_out_to(kept)
    stripe.outside("ready", id=account)
    ready = Stripe().pays_out_to(kept)
    payments.keep_payout_account(
        later, account_id=professional.id, provider="stripe", provider_ref=account, ready=ready
    )

    payout = payments.start_payout(later, account_id=professional.id, amount=Money(45_000, USD), destination="")
    jobs.send_payout(str(payout.id))
    payout.refresh_from_db()
    assert (payout.status, payout.destination) == ("in_flight", account)
    providers.provider("stripe").send_payout(payout)  # a job that was tried again
    stripe.outside("paid", id=payout.provider_ref)
    assert post(stripe.hear("payout.paid"))["outcome"] == "applied"

    payout.refresh_from_db()
    assert payout.status == "paid"
    assert money.site_balances()[("clearing", "stripe", USD)] == Money(-55_000, USD)
    orders = stripe.orders()
    # The intent, the account, its link, the transfer and its payout, each once.
    assert len(orders) == len(set(orders)) == 5
    audit()


def test_a_payout_that_fails_comes_back_and_so_does_its_transfer(stripe: Stage) -> None:
    client = make.client()
    deposit = announced(client, 20_000)
    stripe.pay(deposit.provider_ref)
    post(stripe.hear("payment_intent.succeeded"))
    account = Stripe().payout_account(client)
    payments.keep_payout_account(
        make.act(client), account_id=client.id, provider="stripe", provider_ref=account, ready=True
    )
    payout = payments.start_payout(make.act(client), account_id=client.id, amount=Money(20_000, USD), destination="")
    jobs.send_payout(str(payout.id))
    payout.refresh_from_db()

    stripe.outside("paid", id=payout.provider_ref)
    post(stripe.hear("payout.paid"))
    stripe.outside("failed", id=payout.provider_ref)
    assert post(stripe.hear("payout.failed"))["outcome"] == "applied"
    jobs.take_back(str(payout.id))
    jobs.take_back(str(payout.id))

    payout.refresh_from_db()
    assert (payout.status, payout.reason) == ("returned", "destination_closed")
    assert money.wallet_balance(client.id, USD) == Money(20_000, USD)
    assert sum("reversal" in order for order in stripe.orders()) == 1
    by_kind = {line.kind: line for line in Stripe().statement(datetime.now(UTC) - timedelta(hours=1))}
    assert {kind: line.amount.minor for kind, line in by_kind.items()} == {
        "charge": 20_000,
        "transfer": -20_000,
        "transfer_reversal": 20_000,
    }
    assert by_kind["charge"].reference == deposit.id
    assert by_kind["transfer"].reference == by_kind["transfer_reversal"].reference == payout.id
    audit()


@pytest.mark.parametrize("decision", ["won", "lost"])
def test_a_dispute_freezes_escrow_until_the_bank_has_decided(stripe: Stage, decision: str) -> None:
    contract = make.agreed(balance=0)
    deposit = announced(contract.client)
    stripe.pay(deposit.provider_ref)
    post(stripe.hear("payment_intent.succeeded"))
    milestone = make.funded(contract)

    stripe.outside("dispute", intent=deposit.provider_ref)
    opened, withdrawn = stripe.hear("charge.dispute.created"), stripe.hear("charge.dispute.funds_withdrawn")
    assert [post(opened)["outcome"], post(withdrawn)["outcome"]] == ["ignored", "applied"]
    follow(contract.client)
    assert Milestone.objects.get(id=milestone.id).status == "frozen"

    won = decision == "won"
    stripe.outside(decision, dispute=withdrawn.said["data"]["object"])
    if won:
        post(stripe.hear("charge.dispute.funds_reinstated"))
    closed = post(stripe.hear("charge.dispute.closed"))
    follow(contract.client)

    assert closed["outcome"] == ("ignored" if won else "applied")
    assert Milestone.objects.get(id=milestone.id).status == ("funded" if won else "charged_back")
    left = 50_000 if won else 0
    assert money.wallet_balance(contract.client_id, USD) == Money(left, USD)
    audit()


def signed(body: bytes, at: datetime, secret: str = SECRET) -> dict[str, str]:
    stamp = int(at.timestamp())
    mac = hmac.new(secret.encode(), b"%d.%s" % (stamp, body), hashlib.sha256).hexdigest()
    return {"stripe-signature": f"t={stamp},v1={mac}"}


def shape(kind: str, thing: dict[str, Any]) -> dict[str, Any]:
    """An event as Stripe documents it, with what is of no concern here left in."""
    return {
        "id": "evt_1NG8Du2eZvKYlo2CUI79vXWy", "object": "event", "api_version": "2026-10-28.endive",
        "created": 1686089970, "livemode": False, "pending_webhooks": 0, "type": kind,
        "request": {"id": None, "idempotency_key": None}, "data": {"object": thing},
    }  # fmt: skip


def test_only_fresh_messages_with_a_signature_are_trusted(settings: Any) -> None:
    settings.STRIPE_WEBHOOK_SECRETS = ["whsec_old", SECRET]
    body = json.dumps(shape("balance.available", {})).encode()
    right = signed(body, make.NOON)

    assert Stripe().read_webhook(body, right, make.NOON + timedelta(minutes=4)) is None
    for wrong_body, headers, at in (
        (body + b" ", right, make.NOON),
        (body, signed(body, make.NOON, "whsec_other"), make.NOON),
        (body, {}, make.NOON),
        (body, {"stripe-signature": "nonsense"}, make.NOON),
        (body, right, make.NOON + timedelta(minutes=6)),
        (body, right, make.NOON - timedelta(minutes=6)),
        (b"\xff", signed(b"\xff", make.NOON), make.NOON),
        (b"[]", signed(b"[]", make.NOON), make.NOON),
        (b'{"type": "payout.paid"}', signed(b'{"type": "payout.paid"}', make.NOON), make.NOON),
    ):
        with pytest.raises(UntrustedWebhook):
            Stripe().read_webhook(wrong_body, headers, at)


def test_what_stripe_says_is_read_as_documented() -> None:
    client = make.client()
    deposit = payments.start_deposit(make.act(client), account_id=client.id, amount=Money(1_000, USD))
    payments.mark_announced(make.site_act(), deposit_id=deposit.id, provider_ref="pi_3")
    Deposit.objects.filter(id=deposit.id).update(provider_ref="pi_3")
    mine = {
        "id": "pi_3",
        "amount": 1_000,
        "amount_received": 1_000,
        "currency": "usd",
        "metadata": {"deposit": str(deposit.id)},
    }
    payout = {"id": "po_1", "amount": 500, "currency": "clp", "metadata": {"payout": str(deposit.id)}}

    def read(kind: str, thing: dict[str, Any]) -> Any:
        return event_of(shape(kind, thing))

    paid = read("payment_intent.succeeded", mine)
    assert (paid.reference, paid.transition, paid.amount) == (
        deposit.id, Transition.DEPOSIT_CONFIRMED, Money(1_000, USD),
    )  # fmt: skip
    poor = {"code": "card_declined", "decline_code": "insufficient_funds"}
    assert read("payment_intent.payment_failed", {**mine, "last_payment_error": poor}).reason == "insufficient_funds"
    odd = {"code": "card_declined", "decline_code": "pickup_card"}
    assert read("payment_intent.payment_failed", {**mine, "last_payment_error": odd}).reason == "card_declined"
    assert read("payment_intent.canceled", mine).transition == Transition.DEPOSIT_REFUSED
    assert read("payment_intent.succeeded", {**mine, "id": "pi_other", "metadata": {}}) is None
    assert read("payment_intent.created", mine) is None
    assert read("payout.paid", payout).amount == Money(500, "CLP")
    assert read("payout.failed", {**payout, "failure_code": "no_account"}).reason == "destination_closed"
    assert read("payout.paid", {**payout, "metadata": {}}) is None
    dispute = {"id": "du_1", "amount": 1_000, "currency": "usd", "payment_intent": "pi_other", "status": "lost"}
    assert read("charge.dispute.closed", dispute) is None


def test_an_amount_that_differs_waits_for_a_person(stripe: Stage) -> None:
    client = make.client()
    deposit = announced(client)
    stripe.call(f"/v1/payment_intents/{deposit.provider_ref}", {"amount": "99999"})
    stripe.pay(deposit.provider_ref)

    assert post(stripe.hear("payment_intent.succeeded"))["outcome"] == "mismatch"

    assert money.wallet_balance(client.id, USD) == Money(0, USD)
    assert Webhook.objects.get().provider == "stripe"
