"""Opening a case, and the offers that the two make each other."""

from uuid import UUID

from django.conf import settings

from aval.accounts import passkeys
from aval.accounts.passkeys import Assertion
from aval.cases import access, deeds
from aval.cases.actions.assigning import bring_in_mediator
from aval.cases.events import CaseOpened, CaseWithdrawn, OfferAccepted, OfferMade
from aval.cases.models import Case, Offer, Settlement
from aval.cases.refusals import NotTheLastOffer, NotYourTurn
from aval.cases.states import CaseStatus, Reason, Work
from aval.contracts import access as contracts_access
from aval.contracts import steps as contracts
from aval.contracts.commission import shares_of
from aval.contracts.models import Contract, Milestone
from aval.kernel.acts import Act
from aval.kernel.ids import new_id
from aval.kernel.money import Money
from aval.kernel.refusals import Invalid, NotAllowed
from aval.kernel.transactions import action, step
from aval.ledger import actions as ledger
from aval.ledger.models import AuthorisationKind
from aval.ledger.shares import Shares
from aval.record import actions as record
from aval.record.events import Text
from aval.record.signing import Signed


@action
def open_case(
    act: Act,
    *,
    milestone_id: UUID,
    reason: str,
    statement: str,
    to_client: Money,
    work: str = Work.CLIENT,
    assertion: Assertion | None = None,
) -> Case:
    """Open a case on a milestone whose money is in escrow; what is asked is the first offer.

    :param reason: one of :class:`Reason`
    :param statement: what happened, in the opener's words
    :param to_client: how much of the escrow should go back to the client; the rest goes to the professional
    :param assertion: what the actor's passkey signed of that offer, if it did
    :raises Milestone.DoesNotExist: if there is none, or the actor is not a party
    :raises IllegalMove: if its money is not in escrow, or it is in dispute already
    :raises SplitDoesNotAddUp: if ``to_client`` is more than the escrow holds
    :raises AssertionRefused: if the passkey did not sign this
    """
    milestone = contracts_access.lock_milestone_for_party(milestone_id, act.actor_id)
    if reason not in Reason.values:
        raise Invalid(field="reason")
    if not statement.strip():
        raise Invalid(field="statement")
    signed = passkeys.sign(act, deeds.opening(milestone, to_client=to_client, work=work), assertion)
    case = _open(act, milestone, reason=reason, statement=statement, opened_by=act.actor_id)
    _offer(act, case, to_client=to_client, work=work, note="", signed=signed)
    return case


@action
def open_case_by_rule(act: Act, *, milestone_id: UUID) -> Case | None:
    """Bring in a mediator where a review ran out and the agreement's silence clause asks for one.

    Returns None if a case is open already, or the milestone has moved on meanwhile; so it is harmless to repeat.
    """
    milestone = contracts_access.lock_milestone(milestone_id)
    if Case.objects.filter(
        milestone=milestone, status__in=[s.value for s in CaseStatus if s != CaseStatus.WITHDRAWN]
    ).exists():
        return None
    if milestone.status != "delivered":
        return None
    case = _open(act, milestone, reason=Reason.REVIEW_RAN_OUT, statement="", opened_by=None)
    bring_in_mediator(act, case, by_silence=True)
    return case


@action
def make_offer(
    act: Act,
    *,
    case_id: UUID,
    to_client: Money,
    work: str = Work.CLIENT,
    note: str = "",
    assertion: Assertion | None = None,
) -> Offer:
    """Answer with another split. The other side then has 72 hours (a setting) before a mediator is brought in.

    :param assertion: what the actor's passkey signed, if it did
    :raises Case.DoesNotExist: if there is none, or the actor is not a party
    :raises IllegalMove: if the case is over
    :raises NotYourTurn: if the other side's answer is awaited
    :raises SplitDoesNotAddUp: if ``to_client`` is more than the escrow holds
    :raises AssertionRefused: if the passkey did not sign this
    """
    case = access.lock_case_for_party(case_id, act.actor_id)
    if not case.is_open:
        case.move_to(CaseStatus.SETTLED)
    if case.status == CaseStatus.NEGOTIATION and case.turn_id != act.actor_id:
        raise NotYourTurn
    signed = passkeys.sign(act, deeds.offering(case, to_client=to_client, work=work, note=note), assertion)
    return _offer(act, case, to_client=to_client, work=work, note=note, signed=signed)


@action
def accept_offer(act: Act, *, offer_id: UUID, assertion: Assertion | None = None) -> Settlement:
    """Accept the other side's last offer: the case is settled and the escrow moves as offered.

    :param assertion: what the actor's passkey signed, if it did
    :raises Offer.DoesNotExist: if there is none, or the actor is not a party
    :raises NotAllowed: if the offer is the actor's own
    :raises NotTheLastOffer: if another one followed it
    :raises IllegalMove: if the case is over
    :raises AssertionRefused: if the passkey did not sign this
    """
    offer = access.lock_offer_for_party(offer_id, act.actor_id)
    case = offer.case
    if offer.made_by_id == act.actor_id:
        raise NotAllowed
    if case.offers.filter(number__gt=offer.number).exists():
        raise NotTheLastOffer
    case.move_to(CaseStatus.SETTLED)
    signed = passkeys.sign(act, deeds.settling(offer), assertion)
    shares = _shares(case.contract, offer.to_professional)
    version = contracts.version_in_force(case.contract)
    settlement = Settlement.objects.create(
        id=new_id(),
        case=case,
        offer=offer,
        contract=case.contract,
        milestone=case.milestone,
        to_professional_minor=shares.to_professional.minor,
        commission_minor=shares.commission.minor,
        to_client_minor=offer.to_client_minor,
        currency=offer.currency,
        terms_hash=bytes(version.terms_hash),
        offered_by_id=offer.made_by_id,
        accepted_by_id=act.actor_id,
        accepted_at=act.at,
    )
    ledger.authorise(
        act,
        authorisation_id=settlement.id,
        kind=AuthorisationKind.SETTLEMENT,
        contract_id=case.contract_id,
        hold_id=case.milestone_id,
        terms_hash=bytes(version.terms_hash),
        to_professional=shares.to_professional,
        commission=shares.commission,
        to_client=offer.to_client,
    )
    record.append_signed(
        act,
        case.contract_id,
        OfferAccepted(case.id, offer.id, offer.number, shares.to_professional, shares.commission, offer.to_client),
        signed,
    )
    contracts.settle_milestone(act, milestone_id=case.milestone_id, authorisation_id=settlement.id)
    return settlement


@action
def ask_for_mediator(act: Act, *, case_id: UUID) -> Case:
    """Bring in a mediator; either side may, at any moment of the negotiation.

    :raises Case.DoesNotExist: if there is none, or the actor is not a party
    :raises IllegalMove: if a mediator hears it already, or it is over
    """
    case = access.lock_case_for_party(case_id, act.actor_id)
    bring_in_mediator(act, case, by_silence=False)
    return case


@action
def withdraw_case(act: Act, *, case_id: UUID, reason: str = "") -> Case:
    """Withdraw the case: the milestone goes on from where it was.

    :raises Case.DoesNotExist: if there is none, or the actor is not a party
    :raises NotAllowed: if the other side opened it
    :raises IllegalMove: if it was ruled upon or is over
    """
    case = access.lock_case_for_party(case_id, act.actor_id)
    if case.opened_by_id != act.actor_id:
        raise NotAllowed
    case.move_to(CaseStatus.WITHDRAWN)
    record.append(act, case.contract_id, CaseWithdrawn(case.id, Text(reason) if reason else None))
    contracts.resume_milestone(act, milestone_id=case.milestone_id)
    return case


@step
def _open(act: Act, milestone: Milestone, *, reason: str, statement: str, opened_by: UUID | None) -> Case:
    case = Case(
        contract_id=milestone.contract_id,
        milestone=milestone,
        reason=reason,
        statement=statement,
        opened_by_id=opened_by,
        opened_at=act.at,
    )
    case.milestone = contracts.dispute_milestone(act, milestone_id=milestone.id, case_id=case.id)
    case.save(force_insert=True)
    record.append(
        act,
        milestone.contract_id,
        CaseOpened(case.id, milestone.id, milestone.number, reason, None, Text(statement) if statement else None),
    )
    return case


@step
def _offer(act: Act, case: Case, *, to_client: Money, work: str, note: str, signed: Signed | None) -> Offer:
    total = case.amount
    offer = Offer.objects.create(
        case=case,
        number=case.offers.count() + 1,
        to_professional_minor=(total - to_client).minor,
        to_client_minor=to_client.minor,
        currency=total.currency,
        work=work,
        note=note,
        made_by_id=act.actor_id,
        made_at=act.at,
    )
    due_at = case.due_at or act.at + settings.OFFER_ANSWER_TIME
    if case.status == CaseStatus.NEGOTIATION:
        due_at = act.at + settings.OFFER_ANSWER_TIME
        case.turn_id = case.contract.other(act.actor_id)
        case.due_at = due_at
        case.save(update_fields=["turn", "due_at"])
    record.append_signed(
        act,
        case.contract_id,
        OfferMade(
            case.id,
            offer.id,
            offer.number,
            offer.to_professional,
            offer.to_client,
            work,
            due_at,
            Text(note) if note else None,
        ),
        signed,
    )
    return offer


def _shares(contract: Contract, gross: Money) -> Shares:
    return shares_of(contracts.version_in_force(contract), gross)
