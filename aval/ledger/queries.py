"""What pages and other modules ask about money. Nothing here writes or locks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import F, Max, Sum

from aval.kernel.money import Money
from aval.ledger.models import Authorisation, Balance, Operation, OperationKind, Purse, PurseKind
from aval.ledger.reasons import reason


@dataclass(frozen=True, slots=True)
class Hold:
    """A milestone's escrow that has money in it."""

    hold_id: UUID
    contract_id: UUID
    payer_id: UUID
    payee_id: UUID
    money: Money


@dataclass(frozen=True, slots=True)
class Later:
    """Released money that can be paid out from a moment on."""

    amount: Money
    on: datetime


@dataclass(frozen=True, slots=True)
class Available:
    """What of a wallet can be paid out now, and what later."""

    now: Money
    later: tuple[Later, ...]


@dataclass(frozen=True, slots=True)
class Movement:
    """One change of a wallet or hold, as its owner sees it.

    :ivar id: its place among all movements; the later one is larger
    :ivar amount: with its sign: what came in is positive
    :ivar balance: what the purse held right after it
    :ivar authorisation: what let the money out of escrow, where it came from there
    :ivar reason: a sentence that says what happened and why
    """

    id: int
    operation_id: UUID
    kind: str
    at: datetime
    amount: Money
    balance: Money
    contract_id: UUID | None
    hold_id: UUID | None
    payout_id: UUID | None
    authorisation: Authorisation | None
    reason: str


def wallet_balance(account_id: UUID, currency: str) -> Money:
    """Return what a person's wallet holds; zero if there is none in this currency."""
    minor = (
        Balance.objects.filter(purse__kind=PurseKind.WALLET, purse__account=account_id, purse__currency=currency)
        .values_list("minor", flat=True)
        .first()
    )
    return Money(minor or 0, currency)


def wallets(account_id: UUID) -> list[Money]:
    """Return what each of a person's wallets holds, by currency; wallets exist from their first movement on."""
    rows = Balance.objects.filter(purse__kind=PurseKind.WALLET, purse__account=account_id)
    return [
        Money(minor, currency)
        for minor, currency in rows.order_by("purse__currency").values_list("minor", "purse__currency")
    ]


def owed(account_id: UUID, currency: str) -> Money:
    """Return what a person still owes for deposits that their banks took back."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_owed(%s, %s)", [account_id, currency])
        return Money(cursor.fetchone()[0], currency)


def hold_balance(hold_id: UUID) -> Money:
    """Return what a milestone's hold has.

    :raises Purse.DoesNotExist: if it was never funded
    """
    purse = Purse.objects.select_related("balance").get(id=hold_id, kind=PurseKind.HOLD)
    return Money(purse.balance.minor, purse.currency)


def holds_of(account_id: UUID) -> list[Hold]:
    """Return the holds with money in which a person is payer or payee, the newest first."""
    funded = Operation.objects.filter(
        kind=OperationKind.FUND, debit__in=Purse.objects.filter(kind=PurseKind.WALLET, account=account_id)
    )
    holds = Purse.objects.filter(kind=PurseKind.HOLD, balance__minor__gt=0)
    # Apart, so that each side goes by its index.
    sides = holds.filter(payee=account_id), holds.filter(payer=account_id, id__in=funded.values("hold_id"))
    payee, payer = (side.select_related("balance") for side in sides)
    return [_hold(purse) for purse in payee.union(payer).order_by("-id")]


def contract_holds(contract_id: UUID) -> dict[UUID, Money]:
    """Return what each funded milestone of a contract has in escrow now, by hold."""
    purses = Purse.objects.filter(contract_id=contract_id, kind=PurseKind.HOLD).select_related("balance")
    return {purse.id: Money(purse.balance.minor, purse.currency) for purse in purses}


@dataclass(frozen=True, slots=True)
class Earned:
    """What a contract's holds have paid for work, and when the last of it went.

    :ivar money: what the one who worked got
    :ivar commission: what the site kept of it besides
    :ivar last_at: None if nothing was paid
    """

    money: Money
    commission: Money
    last_at: datetime | None

    @property
    def price(self) -> Money:
        """What the payer gave for it."""
        return self.money + self.commission


def earned(contract_id: UUID, currency: str) -> Earned:
    """Return what left a contract's escrow for its payee: by acceptance, silence, settlement or ruling."""
    paid = Operation.objects.filter(
        debit__in=Purse.objects.filter(contract_id=contract_id, kind=PurseKind.HOLD),
        credit__kind=PurseKind.WALLET,
        credit__account=F("debit__payee"),
    ).aggregate(
        minor=Sum(F("amount_minor") - F("fees_minor") - F("rest_minor")), fees=Sum("fees_minor"), last_at=Max("at")
    )
    return Earned(Money(paid["minor"] or 0, currency), Money(paid["fees"] or 0, currency), paid["last_at"])


def available(account_id: UUID, currency: str, *, at: datetime, payout_hold: timedelta) -> Available:
    """Return what can be paid out at a moment, and when the rest can.

    :param payout_hold: how long released money stays before it can be paid out. Money spent in the meantime counts as
        the older money, so that less waits than there is to spend
    """
    balance = wallet_balance(account_id, currency)
    recent = Operation.objects.filter(
        credit__kind=PurseKind.WALLET,
        credit__account=account_id,
        credit__currency=currency,
        debit__kind=PurseKind.HOLD,
        debit__payee=account_id,
        at__gt=at - payout_hold,
    )
    left, later = balance.minor, []
    minors = recent.annotate(minor=F("amount_minor") - F("fees_minor") - F("rest_minor"))
    for released_at, minor in minors.order_by("-at").values_list("at", "minor"):
        waiting = min(left, minor)
        if waiting:
            later.append(Later(Money(waiting, currency), released_at + payout_hold))
        left -= waiting
    return Available(Money(left, currency), tuple(reversed(later)))


def movements(
    account_id: UUID, *, currency: str | None = None, limit: int | None = 50, before: int | None = None
) -> list[Movement]:
    """Return what changed a person's wallets, the newest first.

    :param limit: how many at most; None for all
    :param before: only those older than the movement with this id
    """
    purses = Purse.objects.filter(kind=PurseKind.WALLET, account=account_id)
    if currency:
        purses = purses.filter(currency=currency)
    return _movements([purse.id for purse in purses], account_id, limit=limit, before=before)


def months_of(account_id: UUID) -> list[date]:
    """Return the first day of each month (UTC) in which a person's wallets changed, the latest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT DISTINCT date_trunc('month', o.at AT TIME ZONE 'UTC')::date AS month
            FROM ledger_purse p JOIN ledger_operation o ON p.id IN (o.debit_id, o.credit_id, o.also_id)
            WHERE p.kind = 'wallet' AND p.account_id = %s ORDER BY month DESC""",
            [account_id],
        )
        return [row[0] for row in cursor.fetchall()]


def movement(account_id: UUID, operation_id: UUID) -> Movement:
    """Return one movement of a person's wallet.

    :raises Operation.DoesNotExist: if it moved none of this person's money
    """
    for found in _movements(
        list(Purse.objects.filter(kind=PurseKind.WALLET, account=account_id).values_list("id", flat=True)),
        account_id,
        operation_id=operation_id,
    ):
        return found
    raise Operation.DoesNotExist


def hold_movements(hold_id: UUID) -> list[Movement]:
    """Return everything that ever went into a hold or out of it, the newest first."""
    return _movements([hold_id], None, limit=None)


def operation_legs(operation_id: UUID) -> list[tuple[Purse, Purse, Money]]:
    """Return an operation's transfers in order: from which purse, into which, how much."""
    operation = Operation.objects.prefetch_related("transfers__debit", "transfers__credit").get(id=operation_id)
    legs = sorted(operation.transfers.all(), key=lambda transfer: transfer.leg)
    return [(leg.debit, leg.credit, leg.amount) for leg in legs]


def site_balances() -> dict[tuple[str, str, str], Money]:
    """Return what the site's own purses hold, by kind, provider and currency; clearing is what providers owe people."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT kind, provider, currency, ledger_site_balance(id) FROM ledger_purse
            WHERE kind NOT IN ('wallet', 'hold', 'payout', 'reserve') ORDER BY kind, provider, currency"""
        )
        return {
            (kind, provider, currency): Money(minor, currency) for kind, provider, currency, minor in cursor.fetchall()
        }


def held_by_currency() -> list[tuple[str, Money]]:
    """Return what people have in wallets, escrow, reserves and payouts in all, by kind and currency."""
    rows = Balance.objects.values_list("purse__kind", "purse__currency").annotate(sum=Sum("minor"))
    return [
        (str(PurseKind(kind).label), Money(int(minor), currency))
        for kind, currency, minor in rows.order_by("purse__currency", "purse__kind")
    ]


def _hold(purse: Purse) -> Hold:
    assert purse.contract_id is not None
    assert purse.payer_id is not None
    assert purse.payee_id is not None
    return Hold(purse.id, purse.contract_id, purse.payer_id, purse.payee_id, Money(purse.balance.minor, purse.currency))


# Each purse's transfers in order with the balance after each; only then cut to the page.
_MOVEMENTS = """
    SELECT id, operation_id, signed, balance, currency FROM (
        SELECT sides.id, operation_id, currency, signed, sum(signed) OVER (PARTITION BY purse_id ORDER BY id) AS balance
        FROM (
            SELECT number * 4 + 1 AS id, id AS operation_id, currency, credit_id AS purse_id,
                amount_minor - fees_minor - rest_minor AS signed
            FROM ledger_operation WHERE credit_id = ANY(%(purses)s)
            UNION ALL
            SELECT number * 4 + 3, id, currency, also_id, rest_minor
            FROM ledger_operation WHERE also_id = ANY(%(purses)s) AND rest_minor > 0
            UNION ALL
            SELECT o.number * 4 + l.leg, o.id, o.currency, o.debit_id, -l.minor
            FROM ledger_operation o, LATERAL (VALUES (1, o.amount_minor - o.fees_minor - o.rest_minor),
                (2, o.fees_minor), (3, o.rest_minor)) l (leg, minor)
            WHERE o.debit_id = ANY(%(purses)s) AND l.minor > 0
        ) AS sides
    ) AS ordered
    WHERE (%(before)s::bigint IS NULL OR id < %(before)s)
        AND (%(operation)s::uuid IS NULL OR operation_id = %(operation)s)
    ORDER BY id DESC LIMIT %(limit)s
"""


def _movements(
    purse_ids: Sequence[UUID],
    reader_id: UUID | None,
    *,
    limit: int | None = None,
    before: int | None = None,
    operation_id: UUID | None = None,
) -> list[Movement]:
    with connection.cursor() as cursor:
        values = {"purses": list(purse_ids), "before": before, "operation": operation_id, "limit": limit}
        cursor.execute(_MOVEMENTS, values)
        rows = cursor.fetchall()
    operations = Operation.objects.select_related("authorisation").in_bulk({row[1] for row in rows})
    holds = Purse.objects.in_bulk({operation.hold_id for operation in operations.values() if operation.hold_id})
    found = []
    for number, operation_key, signed, balance, currency in rows:
        operation = operations[operation_key]
        hold = holds.get(operation.hold_id) if operation.hold_id else None
        found.append(
            Movement(
                id=number,
                operation_id=operation.id,
                kind=operation.kind,
                at=operation.at,
                amount=Money(int(signed), currency),
                balance=Money(int(balance), currency),
                contract_id=hold.contract_id if hold else None,
                hold_id=operation.hold_id,
                payout_id=operation.payout_id,
                authorisation=operation.authorisation,
                reason=reason(operation, hold, reader_id),
            )
        )
    return found
