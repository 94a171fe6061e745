"""The questions that pages and other modules ask about cases."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q, QuerySet

from aval.cases.models import Case
from aval.cases.states import HEARD, OPEN, CaseStatus


def cases_of(account_id: UUID) -> QuerySet[Case]:
    """Return the cases of a party, the latest first."""
    mine = Q(contract__client_id=account_id) | Q(contract__professional_id=account_id)
    return Case.objects.filter(mine).select_related("contract", "milestone").order_by("-opened_at")


def awaiting(account_id: UUID) -> QuerySet[Case]:
    """Return the cases in which a party's answer to an offer is awaited, the most urgent first."""
    return (
        Case.objects.filter(turn_id=account_id, status=CaseStatus.NEGOTIATION)
        .select_related("contract", "milestone")
        .order_by("due_at")
    )


def desk_of(mediator_id: UUID) -> QuerySet[Case]:
    """Return the cases that a mediator hears now, the most urgent first."""
    return (
        Case.objects.filter(
            assignments__mediator_id=mediator_id,
            assignments__recusal=None,
            status__in=[status.value for status in HEARD],
        )
        .exclude(rulings__mediator_id=mediator_id)
        .select_related("contract", "milestone")
        .order_by("due_at")
        .distinct()
    )


def heard_by(mediator_id: UUID) -> QuerySet[Case]:
    """Return the cases that a mediator has ruled upon, the latest first."""
    return (
        Case.objects.filter(rulings__mediator_id=mediator_id)
        .select_related("contract", "milestone")
        .order_by("-opened_at")
    )


def open_case_on(milestone_ids: Sequence[UUID]) -> dict[UUID, Case]:
    """Return the open case of each of these milestones that has one."""
    found = Case.objects.filter(milestone_id__in=milestone_ids, status__in=[status.value for status in OPEN])
    return {case.milestone_id: case for case in found}


def cases_on(contract_id: UUID) -> QuerySet[Case]:
    """Return all cases there ever were on a contract, the latest first."""
    return Case.objects.filter(contract_id=contract_id).select_related("milestone").order_by("-opened_at")
