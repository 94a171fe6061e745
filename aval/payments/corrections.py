"""Putting an earlier movement right by hand: one person proposes, another confirms, and both parties are told."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from aval.accounts.models import Account
from aval.kernel.acts import Act
from aval.kernel.money import Money
from aval.kernel.refusals import IllegalMove, Invalid
from aval.kernel.transactions import action
from aval.ledger import actions as ledger
from aval.ledger.models import Purse, PurseKind
from aval.payments.events import MoneyCorrected
from aval.payments.models import CorrectionProposal
from aval.payments.reconciliation import check_operator
from aval.payments.states import ProposalState
from aval.record import actions as record
from aval.record.events import Text

SITES = ("fees", "chargebacks", "exchange")


class NoSuchPurse(Invalid):
    """Nothing of the site's, and nobody's wallet, is called that."""

    sentence = _(
        "Write an e-mail address with a wallet in this currency, or fees, chargebacks, exchange, or a provider."
    )


class NothingToCorrect(Invalid):
    """A correction needs an amount above zero, two different places and a reason."""

    sentence = _("A correction needs an amount above zero, two different places, and a reason.")


@action
def propose_correction(
    act: Act, *, source: str, target: str, amount: Money, reason: str, contract_id: UUID | None = None
) -> CorrectionProposal:
    """Write down a transfer that is to put something right. It moves nothing until another operator confirms it.

    :param source: where the money is taken: an e-mail address (that wallet), ``fees``, ``chargebacks``, ``exchange``,
        or a provider's name (what it holds for the site)
    :param target: where it goes, in the same words
    :param contract_id: whose record tells of it; needed between two people
    :raises NotTheirDesk: if the actor is no operator
    :raises NoSuchPurse: if a place is none
    :raises NothingToCorrect: if the amount, the places or the reason make no sense
    """
    check_operator(act.actor_id)
    debit, credit = (_purse(name, amount.currency, field) for name, field in ((source, "source"), (target, "target")))
    if amount.minor <= 0 or debit == credit or not reason.strip():
        raise NothingToCorrect(field="amount" if reason.strip() else "reason")
    return CorrectionProposal.objects.create(
        debit=debit,
        credit=credit,
        amount_minor=amount.minor,
        currency=amount.currency,
        contract_id=contract_id,
        reason=reason.strip(),
        proposed_by_id=act.actor_id,
        proposed_at=act.at,
    )


@action
def confirm_correction(act: Act, *, proposal_id: UUID) -> CorrectionProposal:
    """Carry out what somebody else proposed, and tell both parties in the record of the contract that it names.

    :raises CorrectionProposal.DoesNotExist: if there is none
    :raises NotTheirDesk: if the actor is no operator
    :raises IllegalMove: if it was decided before
    :raises TwoPeople: if the actor proposed it, or one of the two would gain or lose by it
    :raises NotEnoughMoney: if the wallet has less
    :raises OtherParties: if it is between people who are not the two of its contract
    """
    proposal = _decide(act, proposal_id, ProposalState.CONFIRMED)
    if proposal.proposed_by_id == act.actor_id:
        raise ledger.TwoPeople
    proposal.save(update_fields=["status", "decided_by", "decided_at"])
    ledger.correct(
        act,
        correction_id=proposal.id,
        proposed_by=proposal.proposed_by_id,
        debit_id=proposal.debit_id,
        credit_id=proposal.credit_id,
        amount=proposal.amount,
        contract_id=proposal.contract_id,
        reason=proposal.reason,
    )
    if proposal.contract_id:
        event = MoneyCorrected(proposal.id, proposal.amount, _side(proposal.debit), _side(proposal.credit),
                               Text(proposal.reason))  # fmt: skip
        site = Act.by_site(act.at, request_id=act.request_id, via=act.via)
        record.append(site, proposal.contract_id, event)
    return proposal


@action
def decline_correction(act: Act, *, proposal_id: UUID) -> CorrectionProposal:
    """Turn a proposal down, or take one's own back.

    :raises CorrectionProposal.DoesNotExist: if there is none
    :raises NotTheirDesk: if the actor is no operator
    :raises IllegalMove: if it was decided before
    """
    proposal = _decide(act, proposal_id, ProposalState.DECLINED)
    proposal.save(update_fields=["status", "decided_by", "decided_at"])
    return proposal


def _decide(act: Act, proposal_id: UUID, status: ProposalState) -> CorrectionProposal:
    check_operator(act.actor_id)
    proposals = CorrectionProposal.objects.select_related("debit", "credit").select_for_update(of=("self",))
    proposal = proposals.get(id=proposal_id)
    if proposal.status != ProposalState.PROPOSED:
        raise IllegalMove
    proposal.status, proposal.decided_by_id, proposal.decided_at = status, act.actor_id, act.at
    return proposal


def _purse(name: str, currency: str, field: str) -> Purse:
    name = name.strip().lower()
    purses = Purse.objects.filter(currency=currency)
    if "@" in name:
        account = Account.objects.filter(email__iexact=name).first()
        purses = purses.filter(kind=PurseKind.WALLET, account=account) if account else purses.none()
    elif name in SITES:
        purses = purses.filter(kind=name, provider="")
    else:
        purses = purses.filter(kind=PurseKind.CLEARING, provider=name)
    found = purses.first()
    if found is None:
        raise NoSuchPurse(field=field)
    return found


def _side(purse: Purse) -> str:
    """Return what the record says of a purse: whose it is, without names; pseudonyms are the record's own affair."""
    return str(purse.kind)
