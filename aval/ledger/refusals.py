"""What the ledger refuses, and which of the database's rules each refusal comes from."""

from django.db import DatabaseError
from django.utils.translation import gettext_lazy as _

from aval.kernel.refusals import NotAllowed, Refusal


class NotEnoughMoney(Refusal):
    """The wallet or the hold has less than was to be moved."""

    sentence = _("There is not enough money for this.")
    advice = _("Add money to your wallet, or choose a smaller amount.")


class KeyReused(Refusal):
    """The same request was sent before with other content."""

    sentence = _("This request was sent before, with something else in it. Nothing was done this time.")
    advice = _("Reload the page and enter it again.")


class AlreadyUsed(Refusal):
    """The authorisation has paid, or the provider's event was counted; neither does so twice."""

    sentence = _("This money was moved before. Nothing is ever paid twice.")
    advice = _("Reload the page to see where the money is.")


class NoSuchAuthorisation(Refusal):
    """Nothing authorises this movement."""

    sentence = _("Nothing that both signed authorises this movement of money.")
    advice = _("Money leaves escrow only by an acceptance, a consent, a settlement or a ruling.")


class AmountsDiffer(Refusal):
    """The hold has more than the authorisation disposes of."""

    sentence = _("The escrow of this milestone is not the amount that was authorised.")
    advice = _("Reload the page to see what the escrow holds now.")


class WrongMovement(Refusal):
    """This kind of authorisation doesn't lead to this kind of movement."""

    sentence = _("What was authorised is another kind of movement.")
    advice = _("An acceptance releases, a consent refunds, a settlement or a ruling splits.")


class HoldDiffers(Refusal):
    """The hold doesn't exist, or is for another contract, other parties or another currency."""

    sentence = _("This escrow belongs to another contract, other parties or another currency.")


class NotTheirs(NotAllowed):
    """Somebody else has to authorise this: an acceptance is the client's, a consent the professional's."""

    sentence = _("It is not yours to authorise this movement of money.")


class NothingToMove(Refusal):
    """The amount is zero, negative, or beyond what one movement may carry."""

    sentence = _("The amount must be more than zero.")
    advice = _("Enter the amount again.")
    status = 422


class NotYetAvailable(Refusal):
    """The money was released too recently to be paid out."""

    sentence = _("Part of this money was released a few days ago and can't be paid out yet.")
    advice = _("Your wallet shows from when on it is available. You can spend it here at any time.")


class AlreadyFinished(Refusal):
    """The payout was paid or returned before."""

    sentence = _("This payout is finished.")


class NoSuchPayout(Refusal):
    """There is no payout with this id."""

    sentence = _("There is no such payout.")
    status = 404


class TwoPeople(NotAllowed):
    """What is moved by hand is proposed by one and confirmed by another, and neither gains or loses by it."""

    sentence = _("Money is moved by hand only by two people, and neither of them moves their own.")
    advice = _("Somebody else has to confirm it.")


class OtherParties(Refusal):
    """A correction between two people has to be between the two of the contract that it names."""

    sentence = _("Money is put right between two people only if they are the two of one contract.")
    advice = _("Name the contract: its record tells both of them.")


class AboutSomethingElse(Refusal):
    """What a payment provider said, or the milestone that a fee is taken for, is not what the movement is about."""

    sentence = _("What is cited for this movement of money is about another one.")
    advice = _("Nothing was moved. The site's operators can look up at their money desk what was said.")


RULES: dict[str, type[Refusal]] = {
    "ledger_balance_floor": NotEnoughMoney,
    "ledger_operation_key": KeyReused,
    "ledger_authorisation_used": AlreadyUsed,
    "ledger_provider_event_used": AlreadyUsed,
    "ledger_operation_authorised": NoSuchAuthorisation,
    "ledger_hold_whole": AmountsDiffer,
    "ledger_operation_fits": WrongMovement,
    "ledger_authorisation_shares": WrongMovement,
    "ledger_hold_differs": HoldDiffers,
    "ledger_purse_parties": HoldDiffers,
    "ledger_authorisation_of_hold": HoldDiffers,
    "ledger_authorisation_giver": NotTheirs,
    "ledger_operation_amount": NothingToMove,
    "ledger_operation_said": AboutSomethingElse,
    "ledger_authorisation_sums": NothingToMove,
    "ledger_payout_early": NotYetAvailable,
    "ledger_payout_started": KeyReused,
    "ledger_payout_finished": AlreadyFinished,
    "ledger_payout_unknown": NoSuchPayout,
    "ledger_payout_returned": AlreadyUsed,
    "ledger_freeze_ended": AlreadyUsed,
    "ledger_client_fee_once": AlreadyUsed,
    "ledger_cause_used": AlreadyUsed,
    "ledger_exchange_positive": NothingToMove,
    "ledger_exchange_two_currencies": NothingToMove,
    "ledger_correction_two_people": TwoPeople,
    "ledger_correction_own": TwoPeople,
    "ledger_correction_parties": OtherParties,
}
"""Names of constraints, and of the rules that functions check, each with what people are told."""


def refusal_for(error: DatabaseError) -> Refusal | None:
    """Return what to tell people about a rule that the database stood up for; None if it is another kind of error."""
    diagnosis = getattr(error.__cause__, "diag", None)
    rule = RULES.get(getattr(diagnosis, "constraint_name", None) or "")
    return rule() if rule else None
