"""The sentences that an agreement's choices stand for.

They become part of the signed bytes, so that a later wording of ours never changes what two people signed.
"""

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aval.contracts.states import Ownership, Silence
from aval.contracts.terms import Draft


def clauses(draft: Draft, *, language: str, commission_basis_points: int, reminders: tuple[int, ...]) -> dict[str, str]:
    """Return the clauses of an agreement in ``language``, by short code, in the order in which they are read.

    :param commission_basis_points: the site's share of what the professional is paid, in hundredths of a percent
    :param reminders: after how many percent of the review window the client is reminded
    """
    with translation.override(language):
        return {
            "escrow": _escrow(draft),
            "review": _review(draft, reminders),
            "silence": _silence(draft.silence),
            "revisions": _revisions(draft.revisions),
            "ownership": _ownership(draft.ownership),
            "commission": _(
                "The site keeps %(percent)s %% of what is paid to the professional. The client pays no fee. "
                "This share stays as signed for the life of the contract."
            )
            % {"percent": _percent(commission_basis_points)},
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
