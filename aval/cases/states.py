"""The states of a case, and the moves between them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CaseStatus(models.TextChoices):
    """Where a case stands."""

    NEGOTIATION = "negotiation", _("Between the two of you")
    MEDIATION = "mediation", _("With a mediator")
    RULED = "ruled", _("Ruled, may be appealed")
    APPEALED = "appealed", _("Under appeal")
    SETTLED = "settled", _("Settled")
    EXECUTED = "executed", _("Ruling carried out")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    REFUNDED = "refunded", _("Given back")


MOVES = {
    CaseStatus.NEGOTIATION: {CaseStatus.MEDIATION, CaseStatus.SETTLED, CaseStatus.WITHDRAWN, CaseStatus.REFUNDED},
    CaseStatus.MEDIATION: {CaseStatus.RULED, CaseStatus.SETTLED, CaseStatus.WITHDRAWN, CaseStatus.REFUNDED},
    CaseStatus.RULED: {CaseStatus.APPEALED, CaseStatus.SETTLED, CaseStatus.EXECUTED, CaseStatus.REFUNDED},
    CaseStatus.APPEALED: {CaseStatus.SETTLED, CaseStatus.EXECUTED, CaseStatus.REFUNDED},
}

OPEN = frozenset(MOVES)
HEARD = frozenset({CaseStatus.MEDIATION, CaseStatus.APPEALED})
"""A mediator is working on it."""


class Reason(models.TextChoices):
    """Why a case is opened."""

    NOT_DELIVERED = "not-delivered", _("The work was not delivered")
    NOT_AS_AGREED = "not-as-agreed", _("The work is not what was agreed")
    LATE = "late", _("The work came late")
    NOT_ACCEPTED = "not-accepted", _("The work is done as agreed, but is not accepted")
    NO_ANSWER = "no-answer", _("The other side does not answer")
    REVIEW_RAN_OUT = "review-ran-out", _("The review ended without an answer")
    OTHER = "other", _("Something else")


class Work(models.TextChoices):
    """Who keeps the work under an offer or a ruling."""

    CLIENT = "client", _("The client keeps the work")
    PROFESSIONAL = "professional", _("The professional keeps the work")
    BOTH = "both", _("Both may use the work")
