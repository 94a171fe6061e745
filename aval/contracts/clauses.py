"""The sentences that an agreement's choices stand for.

They become part of the signed bytes, so that a later wording of ours never changes what two people signed.
"""

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aval.contracts.models import Contract
from aval.contracts.states import Ownership, Silence
from aval.contracts.terms import Draft
from aval.kernel.money import Money


def clauses(draft: Draft, contract: Contract, *, reminders: tuple[int, ...]) -> dict[str, str]:
    """Return the clauses of an agreement in its language, by short code, in the order in which they are read.

    :param contract: has the site's share of what the professional is paid, and the client's fee
    :param reminders: after how many percent of the review window the client is reminded
    """
    with translation.override(contract.language):
        return {
            "escrow": _escrow(draft),
            "review": _review(draft, reminders),
            "silence": _silence(draft.silence),
            "revisions": _revisions(draft.revisions),
            "ownership": _ownership(draft.ownership),
            "commission": _commission(contract),
            "changes": _(
                "Prices, dates and acceptance criteria change only by a new version of this agreement that both sign. "
                "The price of a milestone that is already funded does not change: it can be refunded with the "
                "professional's consent and agreed anew."
            ),
            "disputes": _(
                "Either side may open a case on a funded milestone. What the two settle and both sign, or a mediator's "
                "final ruling, decides how its escrow is split."
            ),
            "evidence": _(
                "Both accept this contract's record, with its messages, deliveries, imported conversations and proofs, "
                "as means of proof between them."
            ),
        }


def _commission(contract: Contract) -> str:
    share = {"percent": _percent(contract.commission_basis_points)}
    if not contract.commission_tiers and not contract.client_fee_basis_points:
        return (
            _(
                "The site keeps %(percent)s %% of what is paid to the professional. The client pays no fee. "
                "This share stays as signed for the life of the contract."
            )
            % share
        )
    if contract.commission_tiers:
        said = _(
            "The site keeps a share of what is paid to the professional, by what this client has paid this "
            "professional before in this currency: %(tiers)s."
        ) % {"tiers": "; ".join(_tier(contract, start, share) for start, share in contract.commission_tiers)}
    else:
        said = _("The site keeps %(percent)s %% of what is paid to the professional.") % share
    return f"{said} {_fee(contract)} " + _("This stays as signed for the life of the contract.")


def _tier(contract: Contract, start: int, basis_points: int) -> str:
    return _("from %(amount)s on, %(percent)s %%") % {
        "amount": Money(start, contract.currency),
        "percent": _percent(basis_points),
    }


def _fee(contract: Contract) -> str:
    if not contract.client_fee_basis_points:
        return _("The client pays no fee.")
    return _(
        "When a milestone is funded, the client pays %(percent)s %% of its price on top; a refund does not give "
        "that back."
    ) % {"percent": _percent(contract.client_fee_basis_points)}


def _escrow(draft: Draft) -> str:
    if draft.periods is None:
        return _(
            "Work on a milestone begins once its whole price is in escrow. The escrow is released to the professional "
            "when the client accepts a delivery of that milestone."
        )
    if draft.periods.hours_max:
        return _(
            "Each period is funded ahead from the client's wallet, for the most hours agreed. The hours worked and "
            "accepted are paid to the professional; the rest returns to the client. If a period can't be funded, work "
            "stops until it is; a period that is funded late begins on the day it is funded."
        )
    return _(
        "Each period is funded ahead from the client's wallet. It is paid to the professional when the client accepts "
        "its work. If a period can't be funded, work stops until it is; a period that is funded late begins on the "
        "day it is funded."
    )


def _review(draft: Draft, reminders: tuple[int, ...]) -> str:
    return ngettext(
        "The client has %(days)d day to accept a delivery or ask for changes. Each new delivery starts it anew; "
        "absences announced before the delivery don't count. Reminders go out after %(percents)s of that time.",
        "The client has %(days)d days to accept a delivery or ask for changes. Each new delivery starts them anew; "
        "absences announced before the delivery don't count. Reminders go out after %(percents)s of that time.",
        draft.review_days,
    ) % {"days": draft.review_days, "percents": ", ".join(f"{percent} %" for percent in reminders)}


def _silence(silence: Silence) -> str:
    if silence == Silence.COUNTS_AS_ACCEPTANCE:
        return _(
            "If the client does not answer in that time, and all reminders were sent, the silence counts as acceptance "
            "and the milestone's escrow is released to the professional."
        )
    return _("If the client does not answer in that time, a mediator is asked; silence alone releases nothing.")


def _revisions(revisions: int) -> str:
    return ngettext(
        "The price of each milestone includes %(number)d round of changes.",
        "The price of each milestone includes %(number)d rounds of changes.",
        revisions,
    ) % {"number": revisions}


def _ownership(ownership: Ownership) -> str:
    if ownership == Ownership.ON_PAYMENT:
        return _("The work of a milestone becomes the client's when it has been paid.")
    if ownership == Ownership.ON_DELIVERY:
        return _("The work of a milestone becomes the client's when it is delivered, whether or not it is paid yet.")
    return _("The work stays the professional's. Once it is paid, the client may use it without limit of time.")


def _percent(basis_points: int) -> str:
    whole, rest = divmod(basis_points, 100)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".") if rest else str(whole)
