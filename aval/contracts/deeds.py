"""The acts of weight on a contract in words, for a passkey to sign: exactly what is done, with its amounts."""

from functools import partial

from django.utils.translation import gettext as _

from aval.contracts.events import (
    DeliveryAccepted,
    MilestoneFunded,
    RefundConsented,
    VersionDrafted,
    VersionSigned,
    WorkDelivered,
)
from aval.contracts.models import AgreementVersion, Delivery, Milestone
from aval.kernel.money import Money
from aval.record import queries as record
from aval.record.signing import Deed


def signing(version: AgreementVersion) -> Deed:
    """Return the deed of signing a version of the agreement."""
    about = partial(record.latest, version.contract_id, VersionDrafted, version_id=version.id)
    return Deed(version.contract_id, VersionSigned, about, partial(_signing, version))


def accepting(delivery: Delivery, *, to_professional: Money, commission: Money, to_client: Money) -> Deed:
    """Return the deed of accepting a delivery, by which its escrow is released in these shares."""
    about = partial(record.latest, delivery.contract_id, WorkDelivered, delivery_id=delivery.id)
    words = partial(_accepting, delivery, to_professional, commission, to_client)
    return Deed(delivery.contract_id, DeliveryAccepted, about, words)


def refunding(milestone: Milestone, reason: str) -> Deed:
    """Return the deed of giving a milestone's escrow back to the client."""
    about = partial(record.latest, milestone.contract_id, MilestoneFunded, milestone_id=milestone.id)
    return Deed(milestone.contract_id, RefundConsented, about, partial(_refunding, milestone, reason.strip()))


def lines(*texts: str) -> str:
    """Put the sentences of a statement under one another, leaving out what is empty."""
    return "\n".join(text for text in texts if text)


def _signing(version: AgreementVersion) -> str:
    return lines(
        _("I sign version %(number)d of the agreement “%(title)s”.")
        % {"number": version.number, "title": version.content.title},
        _("SHA-256 of its terms: %(hash)s") % {"hash": version.fingerprint},
    )


def _accepting(delivery: Delivery, to_professional: Money, commission: Money, to_client: Money) -> str:
    milestone = delivery.milestone
    return lines(
        _("I accept delivery %(number)d of milestone %(milestone)d, “%(title)s”, and release its escrow.")
        % {"number": delivery.number, "milestone": milestone.number, "title": milestone.title},
        _("To the professional: %(amount)s") % {"amount": to_professional},
        _("Commission of the site: %(amount)s") % {"amount": commission},
        _("Back to the client: %(amount)s") % {"amount": to_client} if to_client else "",
    )


def _refunding(milestone: Milestone, reason: str) -> str:
    return lines(
        _("I give the escrow of milestone %(number)d, “%(title)s”, back to the client: %(amount)s.")
        % {"number": milestone.number, "title": milestone.title, "amount": milestone.amount},
        _("My reason: %(reason)s") % {"reason": reason} if reason else "",
    )
