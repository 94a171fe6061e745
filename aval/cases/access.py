"""Who may reach a case: its two parties and the mediators it was assigned to. The only way in for an outside id."""

from uuid import UUID

from django.db.models import Q

from aval.cases.models import Assignment, Case, Offer, Question, Ruling
from aval.cases.refusals import NotTheMediator
from aval.cases.states import CaseStatus
from aval.contracts import access as contracts


def case_for(case_id: UUID, account_id: UUID) -> Case:
    """Fetch a case for one of its parties or a mediator who hears or heard it.

    :raises Case.DoesNotExist: if there is none that this person may see
    """
    mine = Q(contract__client_id=account_id) | Q(contract__professional_id=account_id)
    heard = Q(assignments__mediator_id=account_id, assignments__recusal=None)
    found = Case.objects.select_related("contract", "milestone__contract", "turn").filter(mine | heard, id=case_id)
    case = found.distinct().first()
    if case is None:
        raise Case.DoesNotExist
    return case


def case_for_party(case_id: UUID, account_id: UUID) -> Case:
    """Fetch a case for one of its two parties.

    :raises Case.DoesNotExist: if there is none, or the person is not a party
    """
    case = case_for(case_id, account_id)
    if not case.contract.is_party(account_id):
        raise Case.DoesNotExist
    return case


def offer_for_party(offer_id: UUID, account_id: UUID) -> Offer:
    """Fetch an offer for one of the two parties.

    :raises Offer.DoesNotExist: if there is none, or the person is not a party
    """
    mine = Q(case__contract__client_id=account_id) | Q(case__contract__professional_id=account_id)
    return Offer.objects.select_related("case__contract", "case__milestone").get(mine, id=offer_id)


def lock_case(case_id: UUID) -> Case:
    """Fetch a case and lock it with its contract: for deadlines and steps, which have checked who acts.

    :raises Case.DoesNotExist: if there is none
    """
    milestone_id = Case.objects.values_list("milestone_id", flat=True).get(id=case_id)
    contracts.lock_milestone(milestone_id)
    return (
        Case.objects.select_for_update(of=("self",)).select_related("contract", "milestone__contract").get(id=case_id)
    )


def lock_case_for_party(case_id: UUID, account_id: UUID) -> Case:
    """Fetch a case for one of its parties, and lock it.

    :raises Case.DoesNotExist: if there is none, or the person is not a party
    """
    mine = Q(contract__client_id=account_id) | Q(contract__professional_id=account_id)
    if not Case.objects.filter(mine, id=case_id).exists():
        raise Case.DoesNotExist
    return lock_case(case_id)


def lock_case_for_mediator(case_id: UUID, account_id: UUID) -> Case:
    """Fetch a case for the mediator who hears it now, and lock it.

    :raises Case.DoesNotExist: if the person never heard it
    :raises NotTheMediator: if another mediator hears it now
    """
    if not Assignment.objects.filter(case_id=case_id, mediator_id=account_id).exists():
        raise Case.DoesNotExist
    case = lock_case(case_id)
    present = present_assignment(case)
    if present is None or present.mediator_id != account_id:
        raise NotTheMediator
    return case


def lock_offer_for_party(offer_id: UUID, account_id: UUID) -> Offer:
    """Fetch an offer for a party of its case, and lock the case.

    :raises Offer.DoesNotExist: if there is none, or the person is not a party
    """
    offer = Offer.objects.get(id=offer_id)
    try:
        offer.case = lock_case_for_party(offer.case_id, account_id)
    except Case.DoesNotExist:
        raise Offer.DoesNotExist from None
    return offer


def lock_question_for(question_id: UUID, account_id: UUID) -> Question:
    """Fetch a question for whoever it was asked of, and lock its case.

    :raises Question.DoesNotExist: if there is none, or it was asked of somebody else
    """
    question = Question.objects.get(id=question_id, asked_of_id=account_id)
    question.case = lock_case(question.case_id)
    return question


def lock_ruling_for_party(ruling_id: UUID, account_id: UUID) -> Ruling:
    """Fetch a ruling for a party of its case, and lock the case.

    :raises Ruling.DoesNotExist: if there is none, or the person is not a party
    """
    ruling = Ruling.objects.get(id=ruling_id)
    try:
        ruling.case = lock_case_for_party(ruling.case_id, account_id)
    except Case.DoesNotExist:
        raise Ruling.DoesNotExist from None
    return ruling


def present_assignment(case: Case) -> Assignment | None:
    """Return the assignment under which the case is heard now, if it is."""
    assigned = case.assignments.filter(recusal=None)
    if case.status == CaseStatus.APPEALED:
        # Whoever ruled first is still assigned, but an appeal without a mediator waits for another one.
        assigned = assigned.filter(on_appeal=True)
    return assigned.order_by("-assigned_at", "-id").first()
