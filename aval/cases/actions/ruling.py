"""Ruling, appealing, and what the clock does in a case."""

from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from aval.cases import access
from aval.cases.actions.assigning import assign, bring_in_mediator
from aval.cases.actions.hearing import check_cites
from aval.cases.events import CaseEndedByRefund, Ruled, RulingAppealed, RulingFinal
from aval.cases.models import Appeal, Case, Ruling
from aval.cases.refusals import AppealTooLate, GroundsMissing, SplitDoesNotAddUp
from aval.cases.states import HEARD, OPEN, CaseStatus, Work
from aval.contracts import access as contracts_access
from aval.contracts import steps as contracts
from aval.contracts.commission import shares_of
from aval.contracts.models import RefundConsent
from aval.contracts.states import MilestoneStatus
from aval.contracts.steps import by_site
from aval.kernel.acts import Act
from aval.kernel.money import Money
from aval.kernel.refusals import IllegalMove, Invalid
from aval.kernel.transactions import action, step
from aval.ledger import actions as ledger
from aval.ledger.models import AuthorisationKind
from aval.record import actions as record
from aval.record.events import Text


@action
def rule(
    act: Act, *, case_id: UUID, to_client: Money, reasons: str, relied_on: Iterable[int], work: str = Work.CLIENT
) -> Ruling:
    """Decide the case: a split of the escrow, with reasons, citing the events relied on.

    The first ruling can be appealed for five days (a setting) and is carried out after them; the one that ends an
    appeal is final, and carried out at once.

    :param to_client: what goes back to the client; the rest is the professional's, before the agreement's commission
    :param relied_on: numbers of events in the contract's record
    :raises NotTheMediator: if the actor does not hear the case now
    :raises GroundsMissing: if there are no reasons or no events
    :raises SplitDoesNotAddUp: if ``to_client`` is more than the escrow holds
    :raises IllegalMove: if it was ruled upon already, or is over
    """
    case = access.lock_case_for_mediator(case_id, act.actor_id)
    if case.status not in HEARD:
        raise IllegalMove
    ruling = _write_ruling(act, case, to_client, reasons, check_cites(case, relied_on, field="relied_on"), work)
    record.append(
        act,
        case.contract_id,
        Ruled(
            case.id,
            ruling.id,
            ruling.number,
            ruling.to_professional,
            ruling.commission,
            ruling.to_client,
            work,
            tuple(ruling.relied_on),
            ruling.final_at,
            Text(reasons),
        ),
    )
    if case.status == CaseStatus.APPEALED:
        _execute(act, case, ruling)
    else:
        case.move_to(CaseStatus.RULED)
        case.due_at = ruling.final_at
        case.save(update_fields=["due_at"])
    return ruling


@action
def appeal(act: Act, *, ruling_id: UUID, reasons: str) -> Appeal:
    """Ask another mediator to look at the ruling again; the money stays where it is until then.

    :raises Ruling.DoesNotExist: if there is none, or the actor is not a party
    :raises AppealTooLate: if the ruling is final
    """
    ruling = access.lock_ruling_for_party(ruling_id, act.actor_id)
    case = ruling.case
    if not reasons.strip():
        raise Invalid(field="reasons")
    if case.status != CaseStatus.RULED or act.at >= ruling.final_at:
        raise AppealTooLate
    case.move_to(CaseStatus.APPEALED)
    made = Appeal.objects.create(ruling=ruling, appealed_by_id=act.actor_id, reasons=reasons, appealed_at=act.at)
    record.append(act, case.contract_id, RulingAppealed(case.id, ruling.id, Text(reasons)))
    assign(act, case)
    return made


def run_deadlines(act: Act) -> int:
    """Do what is due in cases, each in a transaction of its own; returns how many moved.

    An offer that got no answer brings the mediator; a case without a mediator gets one as soon as somebody is free; a
    ruling that nobody appealed against is carried out, or waits while a bank's dispute has frozen the escrow. A case
    whose escrow was given back meanwhile is closed instead.
    """
    due = Q(due_at__lte=act.at, status__in=[CaseStatus.NEGOTIATION, CaseStatus.RULED])
    unassigned = Q(due_at=None, status__in=[status.value for status in HEARD])
    waiting = Case.objects.filter(due | unassigned).order_by("opened_at").values_list("id", flat=True)
    return sum(_do_what_is_due(act, case_id=case_id) for case_id in list(waiting))


@action
def _do_what_is_due(act: Act, *, case_id: UUID) -> bool:
    case = access.lock_case(case_id)
    if case.is_open and case.is_moot:
        _close_by_refund(act, case)
        return True
    if case.status in HEARD and case.due_at is None:
        return assign(act, case) is not None
    if case.due_at is None or case.due_at > act.at:
        return False
    if case.status == CaseStatus.NEGOTIATION:
        bring_in_mediator(act, case, by_silence=True)
        return True
    if case.status == CaseStatus.RULED and case.milestone.status != MilestoneStatus.FROZEN:
        _execute(act, case, case.rulings.get(number=1))
        return True
    return False


@action
def close_case_by_refund(act: Act, *, milestone_id: UUID) -> Case | None:
    """Close the open case on a milestone whose professional gave its escrow back.

    Returns None if there is none, so it is harmless to repeat.
    """
    milestone = contracts_access.lock_milestone(milestone_id)
    found = milestone.cases.filter(status__in=[status.value for status in OPEN]).values_list("id", flat=True).first()
    if found is None:
        return None
    case = access.lock_case(found)
    _close_by_refund(act, case)
    return case


@step
def _close_by_refund(act: Act, case: Case) -> None:
    case.move_to(CaseStatus.REFUNDED)
    consent = RefundConsent.objects.get(milestone_id=case.milestone_id)
    record.append(by_site(act), case.contract_id, CaseEndedByRefund(case.id, consent.id))


@step
def _write_ruling(act: Act, case: Case, to_client: Money, reasons: str, relied_on: list[int], work: str) -> Ruling:
    total = case.amount
    if to_client.currency != total.currency or not 0 <= to_client.minor <= total.minor:
        raise SplitDoesNotAddUp
    if not reasons.strip():
        raise GroundsMissing("reasons")
    if not relied_on:
        raise GroundsMissing
    if work not in Work.values:
        raise Invalid(field="work")
    version = contracts.version_in_force(case.contract)
    shares = shares_of(version, total - to_client)
    on_appeal = case.status == CaseStatus.APPEALED
    return Ruling.objects.create(
        case=case,
        contract=case.contract,
        milestone=case.milestone,
        number=2 if on_appeal else 1,
        mediator_id=act.actor_id,
        to_professional_minor=shares.to_professional.minor,
        commission_minor=shares.commission.minor,
        to_client_minor=to_client.minor,
        currency=total.currency,
        terms_hash=bytes(version.terms_hash),
        work=work,
        reasons=reasons,
        relied_on=relied_on,
        ruled_at=act.at,
        final_at=act.at if on_appeal else act.at + settings.APPEAL_WINDOW,
    )


@step
def _execute(act: Act, case: Case, ruling: Ruling) -> None:
    """Carry out a final ruling: in the site's name, for nobody's hand moves the money."""
    case.move_to(CaseStatus.EXECUTED)
    site = by_site(act)
    ledger.authorise(
        site,
        authorisation_id=ruling.id,
        kind=AuthorisationKind.RULING,
        contract_id=case.contract_id,
        hold_id=case.milestone_id,
        terms_hash=bytes(ruling.terms_hash),
        to_professional=ruling.to_professional,
        commission=ruling.commission,
        to_client=ruling.to_client,
    )
    record.append(site, case.contract_id, RulingFinal(case.id, ruling.id))
    contracts.rule_milestone(site, milestone_id=case.milestone_id, authorisation_id=ruling.id)
