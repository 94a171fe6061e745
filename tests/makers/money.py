"""Money for tests: wallets with something in them, holds, and leave to pay them out."""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from aval.accounts.models import Account
from aval.kernel.acts import Act
from aval.kernel.ids import SITE_ID, new_id
from aval.kernel.money import Money
from aval.kernel.transactions import unit
from aval.ledger import actions as ledger
from aval.ledger.models import AuthorisationKind
from aval.payments import actions as payments
from aval.payments.models import Outcome
from aval.payments.providers.interface import ProviderEvent, Transition
from tests.makers import people

__all__ = ["TERMS", "HeldMoney", "authorisation", "held", "usd", "wallet"]

TERMS = sha256(b"terms that both signed").digest()


def usd(minor: int) -> Money:
    """Return so many cents."""
    return Money(minor, "USD")


def wallet(account: Account, amount: Money | None = None, *, after: timedelta = timedelta()) -> Account:
    """Give a person money that a provider confirmed; 1,000 dollars by default."""
    deposit = payments.start_deposit(
        people.act(account, after=after), account_id=account.id, amount=amount or usd(100_000), provider="sandbox"
    )
    event = ProviderEvent(f"sbx_{deposit.id.hex}_test", deposit.id, Transition.DEPOSIT_CONFIRMED, deposit.amount)
    outcome = payments.receive_webhook(people.site_act(after=after), provider="sandbox", event=event, body=b"{}")
    assert outcome == Outcome.APPLIED
    return account


@dataclass(frozen=True, slots=True)
class HeldMoney:
    """A funded hold and whose it is."""

    hold_id: UUID
    contract_id: UUID
    client: Account
    professional: Account
    amount: Money


def held(
    amount: Money | None = None, *, client: Account | None = None, professional: Account | None = None
) -> HeldMoney:
    """Fund a new hold; 500 dollars from a client's wallet of 1,000 by default."""
    amount = amount or usd(50_000)
    client = client or wallet(people.client(), Money(max(2 * amount.minor, 100_000), amount.currency))
    stage = HeldMoney(new_id(), new_id(), client, professional or people.professional(), amount)
    with unit():
        ledger.fund(
            people.act(client),
            hold_id=stage.hold_id,
            contract_id=stage.contract_id,
            payer_id=stage.client.id,
            payee_id=stage.professional.id,
            amount=amount,
        )
    return stage


def authorisation(
    stage: HeldMoney,
    kind: str = AuthorisationKind.ACCEPTANCE,
    *,
    to_professional: int | None = None,
    commission: int | None = None,
    to_client: int = 0,
    after: timedelta = timedelta(),
) -> UUID:
    """Give leave to pay out a hold: by default all of it to the professional but a tenth for the site."""
    authorisation_id = new_id()
    commission = stage.amount.minor // 10 if commission is None else commission
    if to_professional is None:
        to_professional = stage.amount.minor - commission - to_client
    giver = {"acceptance": stage.client.id, "consent": stage.professional.id, "settlement": stage.client.id}
    act = Act(giver.get(str(kind), SITE_ID), people.NOON + after, new_id())
    with unit():
        ledger.authorise(
            act,
            authorisation_id=authorisation_id,
            kind=kind,
            contract_id=stage.contract_id,
            hold_id=stage.hold_id,
            terms_hash=TERMS,
            to_professional=Money(to_professional, stage.amount.currency),
            commission=Money(commission, stage.amount.currency),
            to_client=Money(to_client, stage.amount.currency),
        )
    return authorisation_id
