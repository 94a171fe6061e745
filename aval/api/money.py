"""Wallets, escrow, movements with their reasons, deposits and payouts. Moving money needs the ``money`` scope."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from ninja import Field, Query, Router, Schema
from ninja.responses import Status

from aval.accounts import queries as accounts
from aval.accounts.models import Account
from aval.api.auth import MONEY, TokenAuth
from aval.api.pages import PAGE_MAX, Cursor, page
from aval.api.requests import act_of
from aval.kernel.clock import now
from aval.kernel.money import CURRENCIES, Money
from aval.ledger import queries as ledger
from aval.ledger.queries import Hold, Movement
from aval.payments import access
from aval.payments import actions as payments
from aval.payments import queries as known
from aval.payments.models import Deposit, Difference, Payout

router = Router(tags=["money"])


class Amount(Schema):
    """An amount in minor units (cents, for most) of an ISO 4217 currency."""

    minor: int
    currency: str = Field(pattern="^[A-Z]{3}$")


class LaterOut(Schema):
    """Released money that can be paid out from a moment on."""

    amount: Amount
    on: datetime


class WalletOut(Schema):
    """What is free in one currency, and what of it can be paid out now and later."""

    balance: Amount
    available: Amount
    later: list[LaterOut]


class HoldOut(Schema):
    """A milestone's escrow with money in it."""

    milestone_id: UUID
    contract_id: UUID
    payer_id: UUID
    payee_id: UUID
    amount: Amount


class AuthorisationOut(Schema):
    """What let money out of escrow, and in which shares."""

    id: UUID
    kind: str
    to_professional: Amount
    commission: Amount
    to_client: Amount
    terms_sha256: str
    authorised_at: datetime


class MovementOut(Schema):
    """One change of a wallet, with its reason in the reader's language."""

    id: int
    operation_id: UUID
    kind: str
    at: datetime
    amount: Amount
    balance: Amount
    reason: str
    contract_id: UUID | None
    milestone_id: UUID | None
    payout_id: UUID | None
    authorisation: AuthorisationOut | None


class MovementPage(Schema):
    """Some movements, the newest first, and what to ask for next."""

    items: list[MovementOut]
    next: int | None


class DepositIn(Schema):
    """How much to add; ``provider`` empty means the site's preferred one."""

    amount: Amount
    provider: str = ""


class DepositOut(Schema):
    """A deposit; pay it at ``checkout`` as long as it is ``started``."""

    id: UUID
    amount: Amount
    provider: str
    status: str
    reason: str
    started_at: datetime
    finished_at: datetime | None
    checkout: str


class PayoutIn(Schema):
    """How much to take out, and where to."""

    amount: Amount
    destination: str = ""
    provider: str = ""


class PayoutOut(Schema):
    """A payout and how far it is; of its destination only the end is shown."""

    id: UUID
    amount: Amount
    provider: str
    destination_ending: str
    status: str
    reason: str
    started_at: datetime
    sent_at: datetime | None
    finished_at: datetime | None


class DepositPage(Schema):
    """Some deposits, the newest first, and what to ask for next."""

    items: list[DepositOut]
    next: UUID | None


class PayoutPage(Schema):
    """Some payouts, the newest first, and what to ask for next."""

    items: list[PayoutOut]
    next: UUID | None


class ReconciliationOut(Schema):
    """The last comparison of a provider's statement with the ledger, in one currency."""

    provider: str
    ours: Amount
    theirs: Amount
    open_differences: int
    until: datetime
    at: datetime


class MoneyDifferenceOut(Schema):
    """A payment of which the provider's statement and the ledger say something else."""

    id: UUID
    provider: str
    subject: str
    ours: Amount
    theirs: Amount
    owner_id: UUID | None
    found_at: datetime


class ExplanationIn(Schema):
    """What a difference comes from."""

    explanation: str


class ExchangeIn(Schema):
    """How much to exchange into what, at the rate that the quote named."""

    amount: Amount
    target: str = Field(pattern="^[A-Z]{3}$")
    rate_id: int


class QuoteOut(Schema):
    """What an amount would become now, by whose rate."""

    source: Amount
    target: Amount
    spread: Amount
    rate_id: int
    rate: str
    published_by: str
    published_at: datetime


@router.get("/reconciliations", response=list[ReconciliationOut])
def list_reconciliations(request: HttpRequest) -> list[ReconciliationOut]:
    """List, for operators, the last comparison for each provider and currency."""
    _for_operators(request)
    return [
        ReconciliationOut(
            provider=one.provider,
            ours=_amount(one.ours),
            theirs=_amount(one.theirs),
            open_differences=one.open_count,
            until=one.until,
            at=one.at,
        )
        for one in known.latest_reconciliations()
    ]


@router.get("/differences", response=list[MoneyDifferenceOut])
def list_differences(request: HttpRequest) -> list[MoneyDifferenceOut]:
    """List, for operators, the differences that nobody has explained yet."""
    _for_operators(request)
    return [_difference(one) for one in known.open_differences()]


@router.put("/differences/{uuid:difference_id}/explanation", response=MoneyDifferenceOut, auth=TokenAuth(MONEY))
def explain_difference(request: HttpRequest, difference_id: UUID, said: ExplanationIn) -> MoneyDifferenceOut:
    """Close a difference, as an operator, with what it comes from. It moves nothing."""
    _for_operators(request)
    explained = payments.explain_difference(act_of(request), difference_id=difference_id, explanation=said.explanation)
    return _difference(explained)


@router.get("/exchanges/quote", response=QuoteOut)
def quote_exchange(request: HttpRequest, minor: int, source: str, target: str) -> QuoteOut:  # noqa: ARG001  # the route's
    """Tell what an amount would become now."""
    if source not in CURRENCIES or target not in CURRENCIES:
        raise payments.NoRate
    found = payments.quote(Money(minor, source), target, at=now())
    return QuoteOut(
        source=_amount(found.source),
        target=_amount(found.target),
        spread=_amount(found.spread),
        rate_id=found.rate.pk,
        rate=f"{found.rate.rate.normalize():f}",
        published_by=found.rate.published_by,
        published_at=found.rate.published_at,
    )


@router.post("/exchanges", response={201: MovementOut}, auth=TokenAuth(MONEY))
def exchange(request: HttpRequest, wanted: ExchangeIn) -> Status[MovementOut]:
    """Exchange money of your wallet at the rate that you were quoted."""
    source = Money(wanted.amount.minor, wanted.amount.currency)
    payments.exchange_money(act_of(request), source=source, target=wanted.target, rate_id=wanted.rate_id)
    (latest,) = ledger.movements(_me(request), currency=wanted.target, limit=1)
    return Status(201, _movement(latest))


@router.get("/wallets", response=list[WalletOut])
def list_wallets(request: HttpRequest) -> list[WalletOut]:
    """List your wallets, one for each currency."""
    account_id = _me(request)
    at = now()
    shown = []
    for balance in ledger.wallets(account_id):
        free = ledger.available(account_id, balance.currency, at=at, payout_hold=settings.PAYOUT_HOLD)
        later = [LaterOut(amount=_amount(one.amount), on=one.on) for one in free.later]
        shown.append(WalletOut(balance=_amount(balance), available=_amount(free.now), later=later))
    return shown


@router.get("/escrow", response=list[HoldOut])
def list_holds(request: HttpRequest) -> list[HoldOut]:
    """List the milestones with money in escrow of which you are a party."""
    return [_hold(hold) for hold in ledger.holds_of(_me(request))]


@router.get("/movements", response=MovementPage)
def list_movements(
    request: HttpRequest, before: int | None = None, limit: int = 50, currency: str | None = None
) -> MovementPage:
    """List what changed your wallets and why, the newest first."""
    limit = max(1, min(limit, PAGE_MAX))
    found = ledger.movements(_me(request), currency=currency, limit=limit + 1, before=before)
    items = [_movement(one) for one in found[:limit]]
    return MovementPage(items=items, next=items[-1].id if len(found) > limit else None)


@router.get("/movements/{uuid:operation_id}", response=MovementOut)
def show_movement(request: HttpRequest, operation_id: UUID) -> MovementOut:
    """Explain one movement: why it was made and what authorised it."""
    return _movement(ledger.movement(_me(request), operation_id))


@router.post("/deposits", response={201: DepositOut}, auth=TokenAuth(MONEY))
def start_deposit(request: HttpRequest, wanted: DepositIn) -> Status[DepositOut]:
    """Start adding money. It counts when the provider confirms it; the payer goes to ``checkout``."""
    deposit = payments.start_deposit(
        act_of(request),
        account_id=_me(request),
        amount=Money(wanted.amount.minor, wanted.amount.currency),
        provider=wanted.provider,
    )
    return Status(201, _deposit(deposit))


@router.get("/deposits", response=DepositPage)
def list_deposits(request: HttpRequest, cursor: Query[Cursor]) -> DepositPage:
    """List your deposits, the newest first."""
    found = page(known.deposits_of(_me(request)), cursor)
    return DepositPage(items=[_deposit(one) for one in found["items"]], next=found["next"])


@router.get("/deposits/{uuid:deposit_id}", response=DepositOut)
def show_deposit(request: HttpRequest, deposit_id: UUID) -> DepositOut:
    """Show how far a deposit is."""
    return _deposit(access.deposit_for(deposit_id, _me(request)))


@router.post("/payouts", response={201: PayoutOut}, auth=TokenAuth(MONEY))
def start_payout(request: HttpRequest, wanted: PayoutIn) -> Status[PayoutOut]:
    """Take money out of your wallet and order its payout."""
    payout = payments.start_payout(
        act_of(request),
        account_id=_me(request),
        amount=Money(wanted.amount.minor, wanted.amount.currency),
        destination=wanted.destination,
        provider=wanted.provider,
    )
    return Status(201, _payout(payout))


@router.get("/payouts", response=PayoutPage)
def list_payouts(request: HttpRequest, cursor: Query[Cursor]) -> PayoutPage:
    """List your payouts, the newest first."""
    found = page(known.payouts_of(_me(request)), cursor)
    return PayoutPage(items=[_payout(one) for one in found["items"]], next=found["next"])


@router.get("/payouts/{uuid:payout_id}", response=PayoutOut)
def show_payout(request: HttpRequest, payout_id: UUID) -> PayoutOut:
    """Show how far a payout is."""
    return _payout(access.payout_for(payout_id, _me(request)))


def _me(request: HttpRequest) -> UUID:
    account = request.user
    assert isinstance(account, Account), "every operation here needs a token"
    return account.id


def _for_operators(request: HttpRequest) -> None:
    if not accounts.is_operator(_me(request)):
        raise Difference.DoesNotExist


def _difference(one: Difference) -> MoneyDifferenceOut:
    return MoneyDifferenceOut(
        id=one.id,
        provider=one.provider,
        subject=one.subject,
        ours=_amount(one.ours),
        theirs=_amount(one.theirs),
        owner_id=one.owner_id,
        found_at=one.found_at,
    )


def _amount(money: Money) -> Amount:
    return Amount(minor=money.minor, currency=money.currency)


def _hold(hold: Hold) -> HoldOut:
    return HoldOut(
        milestone_id=hold.hold_id,
        contract_id=hold.contract_id,
        payer_id=hold.payer_id,
        payee_id=hold.payee_id,
        amount=_amount(hold.money),
    )


def _movement(one: Movement) -> MovementOut:
    leave = one.authorisation
    return MovementOut(
        id=one.id,
        operation_id=one.operation_id,
        kind=one.kind,
        at=one.at,
        amount=_amount(one.amount),
        balance=_amount(one.balance),
        reason=one.reason,
        contract_id=one.contract_id,
        milestone_id=one.hold_id,
        payout_id=one.payout_id,
        authorisation=None
        if leave is None
        else AuthorisationOut(
            id=leave.id,
            kind=leave.kind,
            to_professional=_amount(leave.to_professional),
            commission=_amount(leave.commission),
            to_client=_amount(leave.to_client),
            terms_sha256=leave.terms_hash_hex,
            authorised_at=leave.authorised_at,
        ),
    )


def _deposit(deposit: Deposit) -> DepositOut:
    return DepositOut(
        id=deposit.id,
        amount=_amount(deposit.amount),
        provider=deposit.provider,
        status=deposit.status,
        reason=deposit.reason,
        started_at=deposit.started_at,
        finished_at=deposit.finished_at,
        checkout=f"{settings.SITE_URL}/money/deposits/{deposit.id}/checkout/",
    )


def _payout(payout: Payout) -> PayoutOut:
    return PayoutOut(
        id=payout.id,
        amount=_amount(payout.amount),
        provider=payout.provider,
        destination_ending=payout.destination_ending,
        status=payout.status,
        reason=payout.reason,
        started_at=payout.started_at,
        sent_at=payout.sent_at,
        finished_at=payout.finished_at,
    )
