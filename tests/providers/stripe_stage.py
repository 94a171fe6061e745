"""A server that stands in for Stripe: localstripe, and, where it has nothing, a small fake after Stripe's documents.

localstripe keeps payment intents, cards, charges, refunds and balance transactions, and signs webhooks. It has no
idempotency keys, connected accounts, transfers, payouts of connected accounts or disputes: those are here.

Run as ``python -m tests.providers.stripe_stage PORT``. Webhooks are sent at once instead of a second later.
"""

import asyncio
import importlib
import json
import sys
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Thing = dict[str, Any]
resources: Any = importlib.import_module("localstripe.resources")
server: Any = importlib.import_module("localstripe.server")
webhooks: Any = importlib.import_module("localstripe.webhooks")

accounts: dict[str, Thing] = {}
transfers: dict[str, Thing] = {}
payouts: dict[str, Thing] = {}
answers: dict[str, web.Response] = {}
orders: list[str] = []
"""Every order that was carried out, for tests to count."""
refusing: set[str] = set()


def _instantly(_seconds: float) -> Awaitable[None]:
    return asyncio.sleep(0)


webhooks.asyncio = SimpleNamespace(sleep=_instantly, ensure_future=asyncio.ensure_future)
resources.Store.dump_to_disk = lambda _self: None


class _Plain(resources.StripeObject):  # type: ignore[misc]  # localstripe has no types
    """An object of ours that localstripe can put into an event."""

    def __init__(self, thing: Thing) -> None:
        self._thing = thing

    def _export(self, expand: object = None) -> Thing:  # noqa: ARG002  # localstripe's signature
        return dict(self._thing)


def say(kind: str, thing: Thing) -> None:
    webhooks.schedule_webhook(resources.Event(kind, _Plain(thing)))


def _line(category: str, kind: str, amount: int, currency: str, source: Thing) -> None:
    """Write a balance transaction that localstripe knows no kind for."""
    made = resources.BalanceTransaction.__new__(resources.BalanceTransaction)
    resources.StripeObject.__init__(made)
    made.__dict__ |= {
        "amount": amount, "currency": currency, "fee": 0, "fee_details": [], "description": None,
        "exchange_rate": None, "reporting_category": category, "type": kind, "status": "available",
        "available_on": made.created, "source": source,
    }  # fmt: skip


@web.middleware
async def idempotent(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer an order that came before with what was answered then, as Stripe does."""
    key = request.headers.get("Idempotency-Key")
    if request.method == "POST" and key and request.path.startswith("/v1/"):
        if key in answers:
            kept = answers[key]
            return web.Response(body=kept.body, status=kept.status, content_type="application/json")
        orders.append(f"{request.path} {key}")
        answer = await handler(request)
        assert isinstance(answer, web.Response)
        if answer.status < 500:
            answers[key] = answer
        return answer
    return await handler(request)


async def _data(request: web.Request) -> Thing:
    return dict(await server.get_post_data(request) or {})


def _new(prefix: str, **content: Any) -> Thing:
    return {"id": prefix + resources.random_id(14), "livemode": False, **content}


def _listed(things: list[Thing], url: str) -> web.Response:
    return web.json_response({"object": "list", "url": url, "has_more": False, "data": things})


async def create_account(request: web.Request) -> web.Response:
    data = await _data(request)
    made = _new("acct_", object="account", payouts_enabled=False, metadata=data.get("metadata", {}))
    accounts[made["id"]] = made
    return web.json_response(made)


async def show_account(request: web.Request) -> web.Response:
    return web.json_response(accounts[request.match_info["id"]])


async def create_link(request: web.Request) -> web.Response:
    data = await _data(request)
    return web.json_response({"object": "account_link", "url": f"https://connect.stripe.example/{data['account']}"})


async def create_transfer(request: web.Request) -> web.Response:
    data = await _data(request)
    made = _new(
        "tr_", object="transfer", amount=int(data["amount"]), currency=data["currency"], reversed=False,
        destination=data["destination"], transfer_group=data["transfer_group"], metadata=data.get("metadata", {}),
    )  # fmt: skip
    transfers[made["id"]] = made
    _line("transfer", "transfer", -made["amount"], made["currency"], made)
    return web.json_response(made)


async def list_transfers(request: web.Request) -> web.Response:
    group = request.query["transfer_group"]
    return _listed([one for one in transfers.values() if one["transfer_group"] == group], "/v1/transfers")


async def reverse_transfer(request: web.Request) -> web.Response:
    data, transfer = await _data(request), transfers[request.match_info["id"]]
    transfer["reversed"] = True
    made = _new(
        "trr_", object="transfer_reversal", amount=transfer["amount"], currency=transfer["currency"],
        transfer=transfer["id"], metadata=data.get("metadata", {}),
    )  # fmt: skip
    _line("transfer_reversal", "transfer_refund", made["amount"], made["currency"], made)
    return web.json_response(made)


async def create_payout(request: web.Request) -> web.StreamResponse:
    account = request.headers.get("Stripe-Account")
    if account is None:
        return web.json_response({"error": {"message": "the platform pays nobody here"}}, status=400)
    data = await _data(request)
    made = _new(
        "po_", object="payout", amount=int(data["amount"]), currency=data["currency"], status="pending",
        failure_code=None, metadata=data.get("metadata", {}),
    )  # fmt: skip
    payouts[made["id"]] = made
    return web.json_response(made)


async def act(request: web.Request) -> web.Response:
    """Let the outside do something: a person finish the setup, a bank pay, refuse, dispute or decide."""
    what, data = request.match_info["what"], await request.json()
    match what:
        case "retry":  # localstripe leaves an intent whose card was declined without a way on; Stripe does not
            resources.PaymentIntent._api_retrieve(data["intent"]).latest_charge = None
        case "ready":
            accounts[data["id"]]["payouts_enabled"] = True
        case "paid" | "failed":
            payout = payouts[data["id"]]
            payout["status"] = what
            payout["failure_code"] = "account_closed" if what == "failed" else None
            say(f"payout.{what}", payout)
        case "dispute":
            intent = resources.PaymentIntent._api_retrieve(data["intent"])
            thing = _new(
                "du_", object="dispute", amount=intent.amount, currency=intent.currency, payment_intent=intent.id,
                charge=intent.latest_charge.id, reason="fraudulent", status="needs_response",
            )  # fmt: skip
            _line("dispute", "adjustment", -intent.amount, intent.currency, thing)
            say("charge.dispute.created", thing)
            say("charge.dispute.funds_withdrawn", thing)
        case "won" | "lost":
            thing = {**data["dispute"], "status": what}
            if what == "won":
                _line("dispute_reversal", "adjustment", thing["amount"], thing["currency"], thing)
                say("charge.dispute.funds_reinstated", thing)
            say("charge.dispute.closed", thing)
    return web.json_response({})


async def orders_taken(request: web.Request) -> web.Response:
    return web.Response(text=json.dumps(orders), content_type="application/json")


def main(port: int) -> None:
    """Serve until the process is ended."""
    app = web.Application(middlewares=[idempotent, server.error_middleware])
    app.add_routes(
        [
            web.post("/v1/accounts", create_account),
            web.get("/v1/accounts/{id}", show_account),
            web.post("/v1/account_links", create_link),
            web.post("/v1/transfers", create_transfer),
            web.get("/v1/transfers", list_transfers),
            web.post("/v1/transfers/{id}/reversals", reverse_transfer),
            web.post("/v1/payouts", create_payout),
            web.post("/_outside/{what}", act),
            web.get("/_orders", orders_taken),
        ]
    )
    for route in server.app.router.routes():  # all that localstripe has, behind what is ours
        if route.method in {"GET", "POST", "DELETE"}:
            app.router.add_route(route.method, route.resource.canonical, route.handler)
    web.run_app(app, host="127.0.0.1", port=port, print=None)


if __name__ == "__main__":
    main(int(sys.argv[1]))
