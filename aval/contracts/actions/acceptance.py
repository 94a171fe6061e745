"""What lets the escrow go without a case: the client's acceptance, the signed silence, the professional's consent."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from aval.accounts import passkeys
from aval.accounts.passkeys import Assertion
from aval.contracts import access, deeds
from aval.contracts.actions.agreements import screen_text
from aval.contracts.actions.work import check_latest
from aval.contracts.commission import shares_of
from aval.contracts.events import DeliveryAccepted, RefundConsented, SilenceAccepted
from aval.contracts.models import Acceptance, AgreementVersion, Delivery, Milestone, RefundConsent, SilenceAcceptance
from aval.contracts.states import MILESTONE_MOVES, MilestoneStatus
from aval.contracts.steps import complete_if_done, version_in_force
from aval.kernel.acts import Act
from aval.kernel.money import Money
from aval.kernel.states import check_move
from aval.kernel.transactions import action, step
from aval.ledger import actions as ledger
from aval.record import actions as record
from aval.record.events import Text


@dataclass(frozen=True, slots=True)
class _Payment:
    """How a milestone's escrow is to be shared out, and under which version of the agreement."""

    version: AgreementVersion
    to_professional: Money
    commission: Money
    to_client: Money

    @property
    def shares(self) -> dict[str, Money]:
        """Who gets what."""
        return {
            "to_professional": self.to_professional,
            "commission": self.commission,
            "to_client": self.to_client,
        }

    @property
    def columns(self) -> dict[str, Any]:
        """What the rows of acceptance, silence and consent have in common."""
        return {
            "version": self.version,
            "contract_id": self.version.contract_id,
            "terms_hash": self.version.terms_hash,
            "to_professional_minor": self.to_professional.minor,
            "commission_minor": self.commission.minor,
            "to_client_minor": self.to_client.minor,
            "currency": self.to_client.currency,
        }


@action
def accept_delivery(act: Act, *, delivery_id: UUID, assertion: Assertion | None = None) -> Acceptance:
    """Accept a delivery and release its milestone's escrow to the professional, less the commission.

    For work by the hour the hours delivered are paid, and what is left of the escrow returns to the client.

    :param assertion: what the actor's passkey signed, if it did
    :raises Delivery.DoesNotExist: if there is none, or the actor is not its client
    :raises NotTheLatestDelivery: if a newer version was delivered since
    :raises IllegalMove: if the milestone is not waiting for an answer
    :raises AssertionRefused: if the passkey did not sign this
    """
    delivery = access.lock_delivery_for_client(delivery_id, act.actor_id)
    milestone = delivery.milestone
    check_latest(delivery)
    check_move(MILESTONE_MOVES, MilestoneStatus(milestone.status), MilestoneStatus.ACCEPTED)

    payment = _payment_of(delivery)
    signed = passkeys.sign(act, deeds.accepting(delivery, **payment.shares), assertion)
    authorisation_id = uuid5(delivery.id, "acceptance")
    acceptance = Acceptance.objects.create(
        id=authorisation_id,
        milestone=milestone,
        delivery=delivery,
        billed_minor=delivery.billed_minor,
        accepted_by_id=act.actor_id,
        accepted_at=act.at,
        **payment.columns,
    )
    _release(act, milestone, authorisation_id, payment)
    event = DeliveryAccepted(
        acceptance.id,
        delivery.id,
        milestone.id,
        milestone.number,
        delivery.number,
        payment.version.number,
        payment.to_professional,
        payment.commission,
        payment.to_client,
    )
    record.append_signed(act, delivery.contract_id, event, signed)
    complete_if_done(act, milestone.contract)
    return acceptance


@step
def count_silence(act: Act, delivery: Delivery) -> SilenceAcceptance:
    """Release a milestone whose delivery had no answer in time, by the clause that both signed.

    The milestone's contract is locked, and the caller has seen that time is over and all reminders were sent; the
    database checks the same once more.
    """
    milestone = delivery.milestone
    payment = _payment_of(delivery)
    authorisation_id = uuid5(delivery.id, "silence")
    acceptance = SilenceAcceptance.objects.create(
        id=authorisation_id,
        milestone=milestone,
        delivery=delivery,
        billed_minor=delivery.billed_minor,
        counted_at=act.at,
        **payment.columns,
    )
    _release(act, milestone, authorisation_id, payment)
    event = SilenceAccepted(
        acceptance.id,
        delivery.id,
        milestone.id,
        milestone.number,
        delivery.number,
        payment.version.number,
        payment.to_professional,
        payment.commission,
        payment.to_client,
    )
    record.append(act, delivery.contract_id, event)
    complete_if_done(act, milestone.contract)
    return acceptance


@action
def consent_to_refund(
    act: Act, *, milestone_id: UUID, reason: str = "", assertion: Assertion | None = None
) -> RefundConsent:
    """Give a milestone's whole escrow back to the client. Possible whenever there is escrow, also in a dispute.

    :param assertion: what the actor's passkey signed, if it did
    :raises Milestone.DoesNotExist: if there is none, or the actor is not its professional
    :raises IllegalMove: if there is no money in its escrow
    :raises AssertionRefused: if the passkey did not sign this
    """
    milestone = access.lock_milestone_for_professional(milestone_id, act.actor_id)
    check_move(MILESTONE_MOVES, MilestoneStatus(milestone.status), MilestoneStatus.REFUNDED)
    reason = reason.strip()
    screen_text(act, milestone.contract, reason)
    signed = passkeys.sign(act, deeds.refunding(milestone, reason), assertion)

    nothing = Money(0, milestone.currency)
    payment = _Payment(version_in_force(milestone.contract), nothing, nothing, milestone.amount)
    authorisation_id = uuid5(milestone.id, "consent")
    consent = RefundConsent.objects.create(
        id=authorisation_id,
        milestone=milestone,
        consented_by_id=act.actor_id,
        reason=reason,
        consented_at=act.at,
        **payment.columns,
    )
    ledger.refund(act, authorisation_id=authorisation_id)
    milestone.move_to(MilestoneStatus.REFUNDED)
    event = RefundConsented(
        consent.id, milestone.id, milestone.number, milestone.amount, Text(reason) if reason else None
    )
    record.append_signed(act, milestone.contract_id, event, signed)
    complete_if_done(act, milestone.contract)
    return consent


def _payment_of(delivery: Delivery) -> _Payment:
    version = version_in_force(delivery.milestone.contract)
    paid = shares_of(version, delivery.billed)
    rest = delivery.milestone.amount - delivery.billed
    return _Payment(version, paid.to_professional, paid.commission, rest)


def _release(act: Act, milestone: Milestone, authorisation_id: UUID, payment: _Payment) -> None:
    milestone.move_to(MilestoneStatus.ACCEPTED)
    if payment.to_client:
        ledger.split(act, authorisation_id=authorisation_id)
    else:
        ledger.release(act, authorisation_id=authorisation_id)
    milestone.move_to(MilestoneStatus.RELEASED)
