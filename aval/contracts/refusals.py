"""How contracts refuse. Each says what stands in the way and what to do instead; nothing has changed."""

from django.utils.translation import gettext_lazy as _

from aval.kernel.refusals import IllegalMove, Refusal


class NotTheLatestDelivery(Refusal):
    """A newer version of the work was delivered since; look at that one first."""

    sentence = _("A newer version of this work has been delivered since.")
    advice = _("Look at the latest delivery, then answer that one.")


class NotTheTermsShown(Refusal):
    """The hash that was signed is not that of the version: the page showed something else."""

    sentence = _("What you were about to sign is not the wording that is put forward now.")
    advice = _("Reload the page, read the terms again, and sign those.")


class SignedAlready(Refusal):
    """The actor has signed this version before."""

    sentence = _("You have signed this version already.")
    advice = _("It counts as soon as the other side has signed it too.")


class AmendmentOutdated(Refusal):
    """Since it was drafted a milestone was funded or ended, and the version would change it."""

    sentence = _("Since this version was put forward, a milestone that it changes was funded or has ended.")
    advice = _("Put forward a new version: it will start from how things stand now.")


class NoAgreementInForce(IllegalMove):
    """Nothing is signed by both yet."""

    sentence = _("There is no agreement in force yet: both sides have to sign it first.")
    advice = _("Sign the version that is put forward, or put forward a better one.")


class EscrowFrozen(IllegalMove):
    """A bank's dispute froze the milestone's escrow; nothing moves it until the bank has decided."""

    sentence = _("The client's bank took a deposit back, so this milestone's escrow is frozen for now.")
    advice = _("It goes on where it was as soon as the bank has decided or the client has paid. Both will be told.")


class RevisionsUsedUp(Refusal):
    """The agreement includes no further round of changes."""

    sentence = _("All rounds of changes that the agreement includes have been used.")
    advice = _(
        "Accept the delivery, agree on more rounds by an amendment, or open a case if it is not what was agreed."
    )


class MoneyInEscrow(Refusal):
    """Some milestone is funded: cancelling would leave its money without a purpose."""

    sentence = _("There is money in escrow on this contract, so it can't just be cancelled.")
    advice = _("End the contract instead: what is in escrow runs its course, and nothing more will be funded.")


class EndedAlready(IllegalMove):
    """One side has ended the contract before."""

    sentence = _("This contract has been ended already.")
    advice = _("What is still in escrow runs its course.")


class NothingWorked(Refusal):
    """A period's delivery needs work entries."""

    sentence = _("There is no work written down for this period yet.")
    advice = _("Log your hours first; the delivery is made of them.")


class TooManyHours(Refusal):
    """The period's escrow does not cover these hours."""

    sentence = _("With this entry the period would have more hours than are funded.")
    advice = _("Agree on more hours by an amendment before you work them.")
    status = 422


class OutsideThePeriod(Refusal):
    """The day of a work entry is not in its period, or lies ahead."""

    sentence = _("This day is not within the period, or has not come yet.")
    advice = _("Choose a day of this period, up to today.")
    status = 422
