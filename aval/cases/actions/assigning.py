"""Bringing in a mediator: one without a tie to either party, the one with the fewest open cases."""

from uuid import UUID

from django.db.models import Count, Q

from aval.accounts.models import Account, Role
from aval.cases.events import MediatorAsked, MediatorAssigned
from aval.cases.models import Assignment, Case
from aval.cases.states import HEARD, CaseStatus
from aval.contracts.models import Contract
from aval.contracts.steps import by_site
from aval.conversation import actions as conversation
from aval.kernel.acts import Act
from aval.kernel.transactions import step
from aval.record import actions as record
from aval.record.events import Text


@step
def bring_in_mediator(act: Act, case: Case, *, by_silence: bool) -> None:
    """Move a case from negotiation to mediation and assign a mediator, if there is one.

    :raises IllegalMove: if it is not in negotiation
    """
    case.move_to(CaseStatus.MEDIATION)
    record.append(act, case.contract_id, MediatorAsked(case.id, by_silence))
    assign(act, case)


@step
def assign(act: Act, case: Case) -> Assignment | None:
    """Give the case to a mediator, and let them into its contract's record. None if nobody is free of ties.

    A case that nobody could be given to stays where it is; :func:`aval.cases.actions.run_deadlines` tries again.
    """
    mediator = _choose(case)
    if mediator is None:
        return None
    on_appeal = case.status == CaseStatus.APPEALED
    assignment = Assignment.objects.create(case=case, mediator=mediator, on_appeal=on_appeal, assigned_at=act.at)
    case.due_at = act.at + case.ruling_time
    case.save(update_fields=["due_at"])
    conversation.admit_reader(act, contract_id=case.contract_id, account_id=mediator.id, role="mediator")
    event = MediatorAssigned(case.id, on_appeal, case.due_at, Text(mediator.display_name))
    record.append(by_site(act), case.contract_id, event)
    return assignment


def _choose(case: Case) -> Account | None:
    contract = case.contract
    parties = [contract.client_id, contract.professional_id]
    candidates = (
        Account.objects.filter(roles__kind=Role.Kind.MEDIATOR, is_active=True)
        .exclude(id__in=[*parties, *_tied_to(parties)])
        .exclude(id__in=case.assignments.values("mediator_id"))
    )
    load = {
        row["mediator_id"]: row["open"]
        for row in Assignment.objects.filter(recusal=None, case__status__in=[status.value for status in HEARD])
        .values("mediator_id")
        .annotate(open=Count("id"))
    }
    return min(candidates, key=lambda account: (load.get(account.id, 0), account.joined_at, account.id), default=None)


def _tied_to(parties: list[UUID]) -> set[UUID]:
    """Return everybody who ever had a contract with one of the parties."""
    pairs = Contract.objects.filter(Q(client_id__in=parties) | Q(professional_id__in=parties)).values_list(
        "client_id", "professional_id"
    )
    return {account for pair in pairs for account in pair}
