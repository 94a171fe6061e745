"""The states of a contract, of an agreement's versions and of milestones, and the moves allowed from each."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from aval.kernel.states import Moves


class ContractStatus(TextChoices):
    """Where the living relation stands."""

    AGREEING = "agreeing", _("Agreeing the terms")
    AWAITING_ESCROW = "awaiting_escrow", _("Awaiting escrow")
    ACTIVE = "active", _("Active")
    COMPLETED = "completed", _("Completed")
    CANCELLED = "cancelled", _("Cancelled")


CONTRACT_MOVES: Moves[ContractStatus] = {
    ContractStatus.AGREEING: {ContractStatus.AWAITING_ESCROW, ContractStatus.CANCELLED},
    ContractStatus.AWAITING_ESCROW: {ContractStatus.ACTIVE, ContractStatus.CANCELLED},
    ContractStatus.ACTIVE: {ContractStatus.COMPLETED},
}
OPEN_CONTRACTS = frozenset({ContractStatus.AGREEING, ContractStatus.AWAITING_ESCROW, ContractStatus.ACTIVE})
FUNDABLE_CONTRACTS = frozenset({ContractStatus.AWAITING_ESCROW, ContractStatus.ACTIVE})


class VersionStatus(TextChoices):
    """Where a version of the agreement stands. Its words never change; a better wording is a new version."""

    DRAFTED = "drafted", _("Put forward")
    SIGNED_BY_ONE = "signed_by_one", _("Signed by one side")
    IN_FORCE = "in_force", _("In force")
    REJECTED = "rejected", _("Rejected")
    REPLACED = "replaced", _("Replaced by a later version")


VERSION_MOVES: Moves[VersionStatus] = {
    VersionStatus.DRAFTED: {VersionStatus.SIGNED_BY_ONE, VersionStatus.REJECTED, VersionStatus.REPLACED},
    VersionStatus.SIGNED_BY_ONE: {VersionStatus.IN_FORCE, VersionStatus.REJECTED, VersionStatus.REPLACED},
    VersionStatus.IN_FORCE: {VersionStatus.REPLACED},
}
OPEN_VERSIONS = frozenset({VersionStatus.DRAFTED, VersionStatus.SIGNED_BY_ONE})


class MilestoneStatus(TextChoices):
    """Where a priced, dated piece of the work stands."""

    AGREED = "agreed", _("Agreed")
    FUNDED = "funded", _("Funded")
    DELIVERED = "delivered", _("Delivered")
    CHANGES_REQUESTED = "changes_requested", _("Changes requested")
    ACCEPTED = "accepted", _("Accepted")
    RELEASED = "released", _("Paid")
    DISPUTED = "disputed", _("In dispute")
    SETTLED = "settled", _("Settled")
    RULED = "ruled", _("Ruled")
    REFUNDED = "refunded", _("Refunded")
    CANCELLED = "cancelled", _("Cancelled")
    FROZEN = "frozen", _("Frozen by a bank's dispute")
    CHARGED_BACK = "charged_back", _("Taken back by the bank")


_M = MilestoneStatus

MILESTONE_MOVES: Moves[MilestoneStatus] = {
    _M.AGREED: {_M.FUNDED, _M.CANCELLED},
    _M.FUNDED: {_M.DELIVERED, _M.DISPUTED, _M.REFUNDED, _M.FROZEN},
    # Delivered to delivered: a newer version of the work, before the client looked at the last one.
    _M.DELIVERED: {_M.DELIVERED, _M.CHANGES_REQUESTED, _M.ACCEPTED, _M.DISPUTED, _M.REFUNDED, _M.FROZEN},
    _M.CHANGES_REQUESTED: {_M.DELIVERED, _M.DISPUTED, _M.REFUNDED, _M.FROZEN},
    _M.ACCEPTED: {_M.RELEASED},
    _M.DISPUTED: {_M.SETTLED, _M.RULED, _M.REFUNDED, _M.FROZEN},
    _M.FROZEN: {_M.CHARGED_BACK},
}
DISPUTABLE = frozenset({_M.FUNDED, _M.DELIVERED, _M.CHANGES_REQUESTED})
RESUMING: Moves[MilestoneStatus] = {_M.DISPUTED: DISPUTABLE}
"""A case that ends without moving money gives the milestone back to where it was. A table of its own, so that nobody
funds, delivers or asks for changes in the middle of a dispute."""
HELD = DISPUTABLE | {_M.DISPUTED}
"""The milestone's money is in its hold."""
THAWING: Moves[MilestoneStatus] = {_M.FROZEN: HELD}
"""Frozen escrow that is free again gives the milestone back to where it was, into its case too."""
ENDED = frozenset({_M.RELEASED, _M.SETTLED, _M.RULED, _M.REFUNDED, _M.CANCELLED, _M.CHARGED_BACK})


class Silence(TextChoices):
    """What it means, by the signed agreement, when the review window of a delivery ends without an answer."""

    ASK_MEDIATOR = "ask_mediator", _("A mediator is asked")
    COUNTS_AS_ACCEPTANCE = "counts_as_acceptance", _("Silence counts as acceptance")


class Ownership(TextChoices):
    """When the work becomes the client's."""

    ON_PAYMENT = "on_payment", _("With the payment of its milestone")
    ON_DELIVERY = "on_delivery", _("With its delivery")
    LICENSED = "licensed", _("It stays the professional's; the client may use it without limit of time")


class Side(TextChoices):
    """The two parties of a contract."""

    CLIENT = "client", _("client")
    PROFESSIONAL = "professional", _("professional")
