"""What a bank's dispute does to escrow that the client paid for: frozen, free again, or gone."""

import logging
from uuid import UUID

from django.db.models import Sum

from aval.contracts import access, periods
from aval.contracts.events import MilestoneChargedBack, MilestoneFrozen, MilestoneThawed
from aval.contracts.models import Contract, Freeze, FreezeEnd, Milestone
from aval.contracts.states import HELD, MilestoneStatus
from aval.contracts.steps import complete_if_done
from aval.kernel.acts import Act
from aval.kernel.transactions import action
from aval.ledger import actions as ledger
from aval.ledger import queries as money
from aval.ledger.models import Balance, Operation, OperationKind, PurseKind
from aval.payments.models import Deposit
from aval.payments.states import DepositState
from aval.record import actions as record

logger = logging.getLogger(__name__)


def follow_chargebacks(act: Act, *, account_id: UUID, currency: str) -> int:
    """Freeze, free or end what a client has in escrow, as their bank's disputes stand now; returns how many moved.

    Each milestone in a transaction of its own, the newest first; running it again changes nothing.
    """
    concerned = Milestone.objects.filter(
        contract__client=account_id, currency=currency, status__in=[*HELD, MilestoneStatus.FROZEN]
    )
    newest = list(concerned.order_by("-funding__funded_at", "-id").values_list("id", flat=True))
    return sum(_follow(act, milestone_id=milestone_id) for milestone_id in newest)


def follow_frozen(act: Act) -> int:
    """Do for every client with frozen escrow what :func:`follow_chargebacks` does for one; returns how many moved.

    A job that was lost or given up would otherwise leave escrow frozen for ever.
    """
    frozen = Milestone.objects.filter(status=MilestoneStatus.FROZEN).order_by("contract__client_id", "currency")
    clients = frozen.values_list("contract__client_id", "currency").distinct()
    return sum(follow_chargebacks(act, account_id=client_id, currency=currency) for client_id, currency in clients)


@action
def _follow(act: Act, *, milestone_id: UUID) -> bool:
    milestone = access.lock_milestone(milestone_id)
    client_id = milestone.contract.client_id
    owed = money.owed(client_id, milestone.currency)
    disputes = Deposit.objects.filter(account=client_id, currency=milestone.currency)
    undecided = disputes.filter(status=DepositState.CHARGED_BACK).exists()
    if milestone.status == MilestoneStatus.FROZEN:
        if not owed:
            _thaw(act, milestone, at_site_expense=False)
        elif undecided:
            return False
        elif _nothing_was_done(milestone):
            _forfeit(act, milestone)
        else:
            _thaw(act, milestone, at_site_expense=True)
        return True
    if milestone.status in HELD and undecided and _frozen(client_id, milestone.currency) < owed.minor:
        _freeze(act, milestone)
        return True
    return False


def _freeze(act: Act, milestone: Milestone) -> None:
    was = MilestoneStatus(milestone.status)
    chargeback = Operation.objects.filter(
        kind=OperationKind.CHARGEBACK, account=milestone.contract.client_id, currency=milestone.currency
    ).latest("at")
    freeze_id = ledger.freeze(act, hold_id=milestone.id, chargeback_id=chargeback.id)
    Freeze.objects.create(
        id=freeze_id, milestone=milestone, contract_id=milestone.contract_id, was=was, frozen_at=act.at
    )
    milestone.move_to(MilestoneStatus.FROZEN)
    record.append(
        act, milestone.contract_id, MilestoneFrozen(milestone.id, milestone.number, milestone.amount, was.value)
    )


def _thaw(act: Act, milestone: Milestone, *, at_site_expense: bool) -> None:
    """Let a milestone go on where it was. Like a review that a case interrupted, one that was running has ended."""
    freeze = _end(act, milestone, forfeited=False)
    ledger.thaw(act, hold_id=milestone.id, freeze_id=freeze.id)
    milestone.thaw(MilestoneStatus(freeze.was))
    if milestone.is_period and milestone.status == MilestoneStatus.FUNDED:
        milestone.next_deadline_at = periods.ends_at(milestone)
        milestone.save(update_fields=["next_deadline_at"])
    event = MilestoneThawed(milestone.id, milestone.number, milestone.amount, at_site_expense)
    record.append(act, milestone.contract_id, event)


def _forfeit(act: Act, milestone: Milestone) -> None:
    """Let the client's wallet have the escrow back, from where what the client owes for the deposit is taken."""
    freeze = _end(act, milestone, forfeited=True)
    ledger.forfeit(act, hold_id=milestone.id, freeze_id=freeze.id)
    ledger.recover(
        act,
        account_id=milestone.contract.client_id,
        currency=milestone.currency,
        purpose=f"forfeit {milestone.id}",
    )
    milestone.move_to(MilestoneStatus.CHARGED_BACK)
    record.append(act, milestone.contract_id, MilestoneChargedBack(milestone.id, milestone.number, milestone.amount))
    complete_if_done(act, milestone.contract)


def _end(act: Act, milestone: Milestone, *, forfeited: bool) -> Freeze:
    freeze = milestone.freezes.get(end=None)
    FreezeEnd.objects.create(freeze=freeze, contract_id=milestone.contract_id, forfeited=forfeited, ended_at=act.at)
    return freeze


def _nothing_was_done(milestone: Milestone) -> bool:
    untouched = milestone.freezes.filter(end=None, was=MilestoneStatus.FUNDED).exists()
    return untouched and not milestone.deliveries.exists() and not periods.minutes_worked(milestone)


def _frozen(client_id: UUID, currency: str) -> int:
    held = Balance.objects.filter(
        purse__kind=PurseKind.RESERVE,
        purse__contract_id__in=Contract.objects.filter(client=client_id).values("id"),
        purse__payer=client_id,
        purse__currency=currency,
    )
    return held.aggregate(sum=Sum("minor"))["sum"] or 0
