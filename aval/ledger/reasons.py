"""Why money moved, in a sentence for whoever looks at it."""

from uuid import UUID

from django.utils.translation import gettext as _

from aval.ledger.models import AuthorisationKind, Operation, OperationKind, Purse


def reason(operation: Operation, hold: Purse | None, reader_id: UUID | None) -> str:
    """Return what happened and why, in the reader's language.

    :param hold: the escrow it concerns, if any
    :param reader_id: whose wallet is looked at; None for a look at the hold itself
    """
    authorisation = operation.authorisation
    if authorisation is None or hold is None:
        return _PLAIN[OperationKind(operation.kind)]()
    side = "professional" if reader_id == hold.payee_id else "client" if reader_id == hold.payer_id else "hold"
    return _OUT_OF_ESCROW[AuthorisationKind(authorisation.kind)](side)


def _acceptance(side: str) -> str:
    if side == "professional":
        return _("The client accepted your delivery")
    if side == "client":
        return _("Part of the escrow that you did not have to pay came back when you accepted the delivery")
    return _("The client accepted the delivery")


def _silence(side: str) -> str:
    if side == "professional":
        return _("The review window ended without an answer; the agreement that both signed counts that as acceptance")
    if side == "client":
        return _("Part of the escrow came back when the review window ended")
    return _("The review window ended without an answer, which the signed agreement counts as acceptance")


def _consent(side: str) -> str:
    if side == "client":
        return _("The professional agreed to give this milestone's money back to you")
    return _("The professional agreed to give the money back")


def _settlement(side: str) -> str:
    if side == "hold":
        return _("Both signed a settlement of the case")
    return _("Your share of the settlement that both of you signed")


def _ruling(side: str) -> str:
    if side == "hold":
        return _("A mediator ruled on the case, and the time to appeal is over")
    return _("Your share by the mediator's ruling")


_OUT_OF_ESCROW = {
    AuthorisationKind.ACCEPTANCE: _acceptance,
    AuthorisationKind.SILENCE: _silence,
    AuthorisationKind.CONSENT: _consent,
    AuthorisationKind.SETTLEMENT: _settlement,
    AuthorisationKind.RULING: _ruling,
}
_PLAIN = {
    OperationKind.DEPOSIT: lambda: _("Money added, confirmed by the payment provider"),
    OperationKind.FUND: lambda: _("Put into escrow for a milestone"),
    OperationKind.RELEASE: lambda: _("Released from escrow"),
    OperationKind.REFUND: lambda: _("Refunded from escrow"),
    OperationKind.SPLIT: lambda: _("Share of a divided escrow"),
    OperationKind.PAYOUT: lambda: _("Payout asked for"),
    OperationKind.PAYOUT_PAID: lambda: _("Payout paid"),
    OperationKind.PAYOUT_FAILED: lambda: _("The payout did not go through; the money is back in the wallet"),
    OperationKind.CHARGEBACK: lambda: _("A deposit was taken back by its bank"),
    OperationKind.RECOVERY: lambda: _("Taken for a deposit that its bank took back"),
    OperationKind.PAYOUT_RETURNED: lambda: _("The bank returned a payout after it was paid; the money is back"),
    OperationKind.REINSTATEMENT: lambda: _("The bank gave back a deposit that it had taken back"),
    OperationKind.REPAYMENT: lambda: _("Given back: the bank decided that the deposit was right"),
    OperationKind.FREEZE: lambda: _("Frozen: the client's bank took back a deposit"),
    OperationKind.THAW: lambda: _("Back in escrow: the bank's dispute is over"),
    OperationKind.FORFEIT: lambda: _("Back from escrow: the deposit behind it was taken back for good"),
    OperationKind.EXCHANGE_OUT: lambda: _("Exchanged into another currency"),
    OperationKind.EXCHANGE_IN: lambda: _("Exchanged from another currency"),
    OperationKind.CORRECTION: lambda: _("Corrected by two people of the site"),
    OperationKind.PROVIDER_FEE: lambda: _("The payment provider's fee, borne by the site"),
    OperationKind.CLIENT_FEE: lambda: _("The client's fee for a milestone, as signed"),
}
