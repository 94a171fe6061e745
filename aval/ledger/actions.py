"""The movements of money. Each is one call of a database function, which checks, locks and writes.

All are steps: they run inside somebody's action and commit with it. After a refusal the transaction can't go on.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID, uuid5

from django.db import DatabaseError

from aval.kernel import statements
from aval.kernel.acts import Act
from aval.kernel.ids import SITE_ID
from aval.kernel.money import MixedCurrencies, Money
from aval.kernel.transactions import step
from aval.ledger.refusals import (
    AlreadyFinished,
    AlreadyUsed,
    AmountsDiffer,
    HoldDiffers,
    KeyReused,
    NoSuchAuthorisation,
    NoSuchPayout,
    NotEnoughMoney,
    NothingToMove,
    NotTheirs,
    NotYetAvailable,
    TwoPeople,
    WrongMovement,
    refusal_for,
)

__all__ = [
    "AlreadyFinished",
    "AlreadyUsed",
    "AmountsDiffer",
    "HoldDiffers",
    "KeyReused",
    "NoSuchAuthorisation",
    "NoSuchPayout",
    "NotEnoughMoney",
    "NotTheirs",
    "NotYetAvailable",
    "NothingToMove",
    "TwoPeople",
    "WrongMovement",
    "authorise",
    "charge_back",
    "charge_client_fee",
    "charge_provider_fee",
    "correct",
    "deposit",
    "exchange",
    "finish_payout",
    "forfeit",
    "freeze",
    "fund",
    "recover",
    "refund",
    "reinstate",
    "release",
    "return_payout",
    "roll_up",
    "split",
    "start_payout",
    "thaw",
]


Value = str | int | bytes | bool | UUID | datetime | Decimal | None


@step
def deposit(act: Act, *, account_id: UUID, amount: Money, provider: str, provider_event: str) -> UUID:
    """Credit a wallet with money that a provider confirmed having received.

    :param provider_event: what the provider confirmed (its object and transition), however often it says so
    :return: the operation's id, the same for a repeat
    :raises KeyReused: if the provider said the same of another amount or person
    :raises NothingToMove: if the amount is not positive
    """
    key = _event_key(provider, provider_event)
    return _post(
        "ledger_deposit",
        (key, *_by(act), account_id, amount.currency, amount.minor, provider, provider_event),
    )


@step
def fund(act: Act, *, hold_id: UUID, contract_id: UUID, payer_id: UUID, payee_id: UUID, amount: Money) -> UUID:
    """Move money from the client's wallet into a milestone's hold; the first time opens the hold.

    :param hold_id: the milestone's id
    :return: the operation's id, the same for a repeat of the same act
    :raises NotEnoughMoney: if the wallet has less
    :raises HoldDiffers: if the hold was opened for another contract, party or currency
    :raises NothingToMove: if the amount is not positive
    :raises KeyReused: if the same act funded this hold with something else
    """
    return _post(
        "ledger_fund",
        (
            act.key(f"ledger.fund:{hold_id}"),
            *_by(act),
            hold_id,
            contract_id,
            payer_id,
            payee_id,
            amount.currency,
            amount.minor,
        ),
    )


@step
def authorise(
    act: Act,
    *,
    authorisation_id: UUID,
    kind: str,
    contract_id: UUID,
    hold_id: UUID,
    terms_hash: bytes,
    to_professional: Money,
    commission: Money,
    to_client: Money,
) -> None:
    """Give leave to pay out a hold, once, in these shares. It moves nothing yet.

    :param authorisation_id: the id of the acceptance, consent, settlement or ruling that this stands for
    :param kind: one of :class:`aval.ledger.models.AuthorisationKind`
    :param terms_hash: SHA-256 of the terms under which it is given
    :raises HoldDiffers: if the hold was never funded, or is another contract's or in another currency
    :raises NotTheirs: if it is not the actor's to give: the client accepts, the professional consents to a refund,
        one of the two (or the site, for both) settles, neither of them rules, the site alone applies a silence clause
    :raises WrongMovement: if the shares don't fit the kind: a consent pays the client alone, an acceptance the
        professional at least
    :raises NothingToMove: if a share is negative or all are zero
    :raises KeyReused: if there is an authorisation with this id and other content
    :raises MixedCurrencies: if the shares are not all in one currency
    """
    if not to_professional.currency == commission.currency == to_client.currency:
        raise MixedCurrencies("an authorisation is in one currency")
    _call(
        "ledger_authorise",
        (
            act.actor_id,
            act.at,
            authorisation_id,
            str(kind),
            contract_id,
            hold_id,
            to_professional.currency,
            to_professional.minor,
            commission.minor,
            to_client.minor,
            terms_hash,
        ),
    )


@step
def release(act: Act, *, authorisation_id: UUID) -> UUID:
    """Pay a hold out to the professional and the commission, as an authorisation says that leaves the client nothing.

    :return: the operation's id, the same for a repeat of the same act
    :raises NoSuchAuthorisation: if there is none
    :raises WrongMovement: if it is a consent to a refund, or gives the client a share
    :raises AlreadyUsed: if it has paid before
    :raises NotEnoughMoney: if the hold has less than it disposes of
    :raises AmountsDiffer: if the hold has more
    """
    return _execute(act, "release", authorisation_id)


@step
def refund(act: Act, *, authorisation_id: UUID) -> UUID:
    """Give a hold back to the client, as an authorisation says that leaves the professional nothing.

    :return: the operation's id, the same for a repeat of the same act
    :raises NoSuchAuthorisation: and the others of :func:`release`
    """
    return _execute(act, "refund", authorisation_id)


@step
def split(act: Act, *, authorisation_id: UUID) -> UUID:
    """Divide a hold as an authorisation says; one side may get nothing.

    :return: the operation's id, the same for a repeat of the same act
    :raises NoSuchAuthorisation: and the others of :func:`release`
    """
    return _execute(act, "split", authorisation_id)


@step
def start_payout(
    act: Act,
    *,
    payout_id: UUID,
    account_id: UUID,
    amount: Money,
    provider: str,
    settled_before: datetime | None = None,
) -> UUID:
    """Set money of a wallet aside for a payout, before the provider is asked.

    :param settled_before: money released to this person after it stays in the wallet; by default none does
    :return: the operation's id, the same for a repeat
    :raises NotEnoughMoney: if the wallet has less
    :raises NotYetAvailable: if the rest would not cover what was released too recently
    :raises NothingToMove: if the amount is not positive
    :raises KeyReused: if the payout exists with other content
    """
    return _post(
        "ledger_start_payout",
        (
            uuid5(payout_id, "ledger.payout"),
            *_by(act),
            payout_id,
            account_id,
            amount.currency,
            amount.minor,
            provider,
            settled_before or act.at,
        ),
    )


@step
def finish_payout(act: Act, *, payout_id: UUID, paid: bool, provider_event: str) -> UUID:
    """Count a payout as paid, or put its money back into the wallet, as the provider says.

    :return: the operation's id, the same for a repeat
    :raises NoSuchPayout: if it was never started
    :raises AlreadyFinished: if it was finished by something else the provider said
    """
    key = uuid5(payout_id, f"ledger.finish:{paid}:{provider_event}")
    return _post("ledger_finish_payout", (key, *_by(act), payout_id, paid, provider_event))


@step
def charge_back(act: Act, *, account_id: UUID, amount: Money, provider: str, provider_event: str) -> UUID:
    """Count a deposit that its bank took back: the loss is the site's until it is recovered.

    :param account_id: whose deposit it was
    :return: the operation's id, the same for a repeat
    :raises KeyReused: if the provider said the same of another amount or person
    """
    key = _event_key(provider, provider_event)
    return _post(
        "ledger_charge_back",
        (key, *_by(act), account_id, amount.currency, amount.minor, provider, provider_event),
    )


@step
def recover(act: Act, *, account_id: UUID, currency: str, purpose: str) -> UUID | None:
    """Take from a wallet what its owner owes for deposits that were taken back, as far as it goes. No hold is touched.

    :param purpose: tells apart several recoveries by one act
    :return: the operation's id, or None if nothing is owed or the wallet is empty
    """
    key = act.key(f"ledger.recover:{account_id}:{currency}:{purpose}")
    taken = _call("ledger_recover", (key, *_by(act), account_id, currency))
    return taken if isinstance(taken, UUID) else None


@step
def return_payout(act: Act, *, payout_id: UUID, provider_event: str) -> UUID:
    """Put the money of a payout that was paid back into the wallet: its bank returned it afterwards.

    :return: the operation's id, the same for a repeat
    :raises NoSuchPayout: if it was never started
    """
    key = uuid5(payout_id, f"ledger.return:{provider_event}")
    return _post("ledger_return_payout", (key, *_by(act), payout_id, provider_event))


@step
def reinstate(act: Act, *, account_id: UUID, amount: Money, provider: str, provider_event: str) -> UUID:
    """Undo a chargeback that the bank gave up: the loss is none, and what was taken for it in vain is given back.

    :param provider_event: the chargeback's, with ``reinstated`` for ``charged_back``
    :return: the operation's id, the same for a repeat
    """
    key = _event_key(provider, provider_event)
    return _post(
        "ledger_reinstate",
        (key, *_by(act), account_id, amount.currency, amount.minor, provider, provider_event),
    )


@step
def freeze(act: Act, *, hold_id: UUID, chargeback_id: UUID) -> UUID:
    """Move a milestone's whole escrow into its reserve, because its payer's bank took back a deposit.

    :param chargeback_id: the operation of the chargeback; the payer still owes for it
    :return: the operation's id, which thawing or forfeiting it needs
    :raises HoldDiffers: if there is no such escrow
    :raises NothingToMove: if it is empty
    """
    return _move_reserve(act, "freeze", hold_id, chargeback_id)


@step
def thaw(act: Act, *, hold_id: UUID, freeze_id: UUID) -> UUID:
    """Move frozen escrow back to where it was.

    :return: the operation's id, the same for a repeat of the same act
    :raises AlreadyUsed: if this freeze was ended before
    """
    return _move_reserve(act, "thaw", hold_id, freeze_id)


@step
def forfeit(act: Act, *, hold_id: UUID, freeze_id: UUID) -> UUID:
    """Give frozen escrow back to its payer's wallet, from where what is owed for the chargeback is recovered.

    :return: the operation's id, the same for a repeat of the same act
    :raises AlreadyUsed: if this freeze was ended before
    """
    return _move_reserve(act, "forfeit", hold_id, freeze_id)


@step
def charge_client_fee(act: Act, *, hold_id: UUID, account_id: UUID, amount: Money) -> UUID:
    """Take the client's fee for a milestone, once.

    :return: the operation's id, the same for a repeat of the same act
    :raises NotEnoughMoney: if the wallet has less
    :raises AlreadyUsed: if it was taken before
    """
    key = act.key(f"ledger.client_fee:{hold_id}")
    return _post("ledger_client_fee", (key, *_by(act), hold_id, account_id, amount.currency, amount.minor))


@step
def charge_provider_fee(act: Act, *, amount: Money, provider: str, provider_event: str) -> UUID:
    """Count what a provider kept for itself: the site bears it.

    :param provider_event: the line of its statement, however often it is read
    :return: the operation's id, the same for a repeat
    :raises NothingToMove: if the amount is not positive
    """
    key = _event_key(provider, provider_event)
    return _post("ledger_provider_fee", (key, *_by(act), amount.currency, amount.minor, provider, provider_event))


@step
def exchange(
    act: Act,
    *,
    account_id: UUID,
    source: Money,
    target: Money,
    spread: Money,
    rate: Decimal,
    rate_source: str,
    quoted_at: datetime,
) -> UUID:
    """Change money of a wallet into another currency, through the site's exchange purses.

    :param target: what reaches the wallet; with the spread it is the source at the rate, cut to whole minor units
    :param rate: minor units of the target for one of the source
    :param rate_source: where the rate is from, for the record
    :return: the exchange's id, the same for a repeat of the same act
    :raises NotEnoughMoney: if the wallet has less
    :raises NothingToMove: if an amount is not positive
    :raises KeyReused: if the same act exchanged something else
    """
    if spread.currency != target.currency:
        raise MixedCurrencies("the spread is in the target's currency")
    return _post(
        "ledger_convert",
        (
            act.key(f"ledger.exchange:{account_id}"),
            *_by(act),
            account_id,
            source.currency,
            source.minor,
            target.currency,
            target.minor,
            spread.minor,
            rate,
            rate_source,
            quoted_at,
        ),
    )


@step
def correct(
    act: Act,
    *,
    correction_id: UUID,
    proposed_by: UUID,
    debit_id: UUID,
    credit_id: UUID,
    amount: Money,
    contract_id: UUID | None,
    reason: str,
) -> UUID:
    """Put an earlier movement right by one transfer, which the actor confirms and somebody else proposed.

    No purse of a milestone can take part. From one person to another only between the two of a contract.

    :return: the operation's id, the same for a repeat
    :raises TwoPeople: if the proposer confirms, or one of the two would gain or lose by it
    :raises NotEnoughMoney: if the wallet has less
    :raises KeyReused: if the correction was carried out with other content
    """
    return _post(
        "ledger_correct",
        (
            uuid5(correction_id, "ledger.correction"),
            *_by(act),
            correction_id,
            proposed_by,
            debit_id,
            credit_id,
            amount.currency,
            amount.minor,
            contract_id,
            reason,
        ),
    )


@step
def roll_up() -> int:
    """Sum up the site's own purses as far as no transaction under way can still add; returns how many moved on."""
    moved = _call("ledger_roll_up", ())
    assert isinstance(moved, int)
    return moved


def _execute(act: Act, movement: str, authorisation_id: UUID) -> UUID:
    key = act.key(f"ledger.{movement}:{authorisation_id}")
    return _post("ledger_execute", (key, *_by(act), movement, authorisation_id))


def _move_reserve(act: Act, movement: str, hold_id: UUID, cause_id: UUID) -> UUID:
    key = act.key(f"ledger.{movement}:{hold_id}:{cause_id}")
    return _post("ledger_freeze", (key, *_by(act), movement, hold_id, cause_id))


def _by(act: Act) -> tuple[UUID, str, datetime]:
    return act.actor_id, act.via, act.at


def _event_key(provider: str, provider_event: str) -> UUID:
    # Not the act's: a provider repeats itself under new requests, and must still be counted once.
    return uuid5(SITE_ID, f"{provider}:{provider_event}")


def _post(function: str, values: Sequence[Value]) -> UUID:
    operation_id = _call(function, values)
    assert isinstance(operation_id, UUID)
    return operation_id


def _call(function: str, values: Sequence[Value]) -> object:
    """Go through one of the database's doors, and say its refusals in words."""
    places = ", ".join(["%s"] * len(values))
    try:
        [(answer,)] = statements.run(f"SELECT {function}({places})", values)  # the name is ours
    except DatabaseError as error:
        refusal = refusal_for(error)
        if refusal is None:
            raise
        raise refusal from error
    return answer
