"""What can happen on a contract: all of it, by topic, and how each refuses."""

from aval.contracts.actions.absences import announce_absence
from aval.contracts.actions.acceptance import accept_delivery, consent_to_refund
from aval.contracts.actions.agreements import choose_proposal, draft_version, reject_version, sign_agreement
from aval.contracts.actions.chargebacks import follow_chargebacks, follow_frozen
from aval.contracts.actions.deadlines import run_deadlines
from aval.contracts.actions.ending import cancel_contract, end_contract
from aval.contracts.actions.funding import fund_milestone
from aval.contracts.actions.work import deliver, log_work, request_changes, withdraw_work
from aval.contracts.refusals import (
    AmendmentOutdated,
    EndedAlready,
    EscrowFrozen,
    MoneyInEscrow,
    NoAgreementInForce,
    NothingWorked,
    NotTheLatestDelivery,
    NotTheTermsShown,
    OutsideThePeriod,
    RevisionsUsedUp,
    SignedAlready,
    TooManyHours,
)

__all__ = [
    "AmendmentOutdated",
    "EndedAlready",
    "EscrowFrozen",
    "MoneyInEscrow",
    "NoAgreementInForce",
    "NotTheLatestDelivery",
    "NotTheTermsShown",
    "NothingWorked",
    "OutsideThePeriod",
    "RevisionsUsedUp",
    "SignedAlready",
    "TooManyHours",
    "accept_delivery",
    "announce_absence",
    "cancel_contract",
    "choose_proposal",
    "consent_to_refund",
    "deliver",
    "draft_version",
    "end_contract",
    "follow_chargebacks",
    "follow_frozen",
    "fund_milestone",
    "log_work",
    "reject_version",
    "request_changes",
    "run_deadlines",
    "sign_agreement",
    "withdraw_work",
]
