"""The acts of weight in a case in words, for a passkey to sign: exactly what is offered or agreed to."""

from functools import partial

from django.utils.translation import gettext as _

from aval.cases.events import CaseOpened, OfferAccepted, OfferMade
from aval.cases.models import Case, Offer
from aval.cases.refusals import SplitDoesNotAddUp
from aval.cases.states import Work
from aval.contracts.deeds import lines
from aval.contracts.events import MilestoneFunded
from aval.contracts.models import Milestone
from aval.kernel.money import Money
from aval.kernel.refusals import Invalid
from aval.record import queries as record
from aval.record.signing import Deed


def opening(milestone: Milestone, *, to_client: Money, work: str) -> Deed:
    """Return the deed of the offer with which a case is opened.

    :raises SplitDoesNotAddUp: if ``to_client`` is more than the escrow holds
    """
    _check_split(milestone.amount, to_client, work)
    about = partial(record.latest, milestone.contract_id, MilestoneFunded, milestone_id=milestone.id)
    return Deed(milestone.contract_id, OfferMade, about, partial(_offering, milestone, to_client, work, ""))


def offering(case: Case, *, to_client: Money, work: str, note: str) -> Deed:
    """Return the deed of offering a split.

    :raises SplitDoesNotAddUp: if ``to_client`` is more than the escrow holds
    """
    _check_split(case.amount, to_client, work)
    about = partial(record.latest, case.contract_id, CaseOpened, case_id=case.id)
    return Deed(case.contract_id, OfferMade, about, partial(_offering, case.milestone, to_client, work, note))


def settling(offer: Offer) -> Deed:
    """Return the deed of accepting an offer, by which the case is settled."""
    about = partial(record.latest, offer.case.contract_id, OfferMade, offer_id=offer.id)
    return Deed(offer.case.contract_id, OfferAccepted, about, partial(_settling, offer))


def _check_split(total: Money, to_client: Money, work: str) -> None:
    if to_client.currency != total.currency or not 0 <= to_client.minor <= total.minor:
        raise SplitDoesNotAddUp
    if work not in Work.values:
        raise Invalid(field="work")


def _offering(milestone: Milestone, to_client: Money, work: str, note: str) -> str:
    return lines(
        _("I offer to divide the escrow of milestone %(number)d, “%(title)s”.")
        % {"number": milestone.number, "title": milestone.title},
        *_split(milestone.amount - to_client, to_client, work),
        _("My note: %(note)s") % {"note": note} if note else "",
    )


def _settling(offer: Offer) -> str:
    milestone = offer.case.milestone
    return lines(
        _("I accept offer %(offer)d on milestone %(number)d, “%(title)s”, and settle the case with it.")
        % {"offer": offer.number, "number": milestone.number, "title": milestone.title},
        *_split(offer.to_professional, offer.to_client, offer.work),
    )


def _split(to_professional: Money, to_client: Money, work: str) -> tuple[str, ...]:
    return (
        _("To the professional, before commission: %(amount)s") % {"amount": to_professional},
        _("Back to the client: %(amount)s") % {"amount": to_client},
        _("The work: %(who)s") % {"who": Work(work).label},
    )
