"""Contracts and what happens on them. Rows that stand for a moment, such as a signature or a delivery, never change."""

from aval.contracts.models.agreements import AgreementVersion, Rejection, Signature
from aval.contracts.models.contracts import Absence, Contract, ContractEnd
from aval.contracts.models.milestones import Freeze, FreezeEnd, Funding, Milestone
from aval.contracts.models.payments import Acceptance, RefundConsent, SilenceAcceptance
from aval.contracts.models.work import ChangeRequest, Delivery, MediatorAwaited, ReminderSent, WorkEntry, WorkWithdrawal

__all__ = [
    "Absence",
    "Acceptance",
    "AgreementVersion",
    "ChangeRequest",
    "Contract",
    "ContractEnd",
    "Delivery",
    "Freeze",
    "FreezeEnd",
    "Funding",
    "MediatorAwaited",
    "Milestone",
    "RefundConsent",
    "Rejection",
    "ReminderSent",
    "Signature",
    "SilenceAcceptance",
    "WorkEntry",
    "WorkWithdrawal",
]
