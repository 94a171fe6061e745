"""Who hears of which event, under which heading, and where it leads: one line for each kind, or for a whole module.

The sentence is the event's own. A kind is found by its longest beginning in the table; what is in no line is told to
nobody. To add one, add a line.
"""

from dataclasses import dataclass
from enum import Enum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Group(models.TextChoices):
    """The kinds of letters that a person can turn down, each by itself."""

    PROPOSALS = "proposals", _("Proposals")
    AGREEMENTS = "agreements", _("Agreements and signatures")
    WORK = "work", _("Deliveries, feedback and deadlines")
    MONEY = "money", _("Money in escrow and payments")
    MESSAGES = "messages", _("Messages")
    OUTSIDE = "outside", _("Conversations brought in and minutes")
    CASES = "cases", _("Cases")
    SEARCHES = "searches", _("News in my saved searches")
    REVIEWS = "reviews", _("Reviews and texts under review")
    RECORDS = "records", _("The day's receipt of each record that grew")


class Who(Enum):
    """Which of those who take part in a record hear of an event."""

    NOBODY = "nobody"
    OTHERS = "everyone but who did it"
    EVERYONE = "everyone, who did it included"
    CLIENT = "the client"
    PROFESSIONAL = "the professional"


@dataclass(frozen=True, slots=True)
class Hearing:
    """One line of the table.

    :ivar page: the name of the address that shows it
    :ivar takes: which of the event's ids that address takes; the contract's, unless told
    """

    group: Group
    who: Who
    page: str
    takes: str = "contract_id"


HEARINGS: dict[str, Hearing] = {
    "projects.": Hearing(Group.PROPOSALS, Who.OTHERS, "projects:proposal"),
    "projects.project-revised": Hearing(Group.PROPOSALS, Who.PROFESSIONAL, "projects:proposal"),
    "conversation.message-posted": Hearing(Group.MESSAGES, Who.OTHERS, "conversation:thread"),
    "conversation.gate-opened": Hearing(Group.MONEY, Who.EVERYONE, "contracts:detail"),
    "contracts.version-": Hearing(Group.AGREEMENTS, Who.OTHERS, "contracts:detail"),
    "contracts.version-in-force": Hearing(Group.AGREEMENTS, Who.EVERYONE, "contracts:detail"),
    "contracts.contract-": Hearing(Group.AGREEMENTS, Who.OTHERS, "contracts:detail"),
    "contracts.milestone-": Hearing(Group.MONEY, Who.EVERYONE, "contracts:detail"),
    "contracts.milestone-funded": Hearing(Group.MONEY, Who.PROFESSIONAL, "contracts:detail"),
    "contracts.period-": Hearing(Group.MONEY, Who.EVERYONE, "contracts:detail"),
    "contracts.period-funding-reminded": Hearing(Group.MONEY, Who.CLIENT, "contracts:detail"),
    "contracts.refund-consented": Hearing(Group.MONEY, Who.CLIENT, "contracts:detail"),
    "contracts.silence-accepted": Hearing(Group.MONEY, Who.EVERYONE, "contracts:detail"),
    "contracts.delivery-accepted": Hearing(Group.MONEY, Who.PROFESSIONAL, "contracts:detail"),
    "contracts.dispute-ended": Hearing(Group.CASES, Who.EVERYONE, "contracts:detail"),
    "contracts.work-delivered": Hearing(Group.WORK, Who.CLIENT, "contracts:detail"),
    "contracts.changes-requested": Hearing(Group.WORK, Who.PROFESSIONAL, "contracts:detail"),
    "contracts.review-reminder-sent": Hearing(Group.WORK, Who.CLIENT, "contracts:detail"),
    "contracts.review-ran-out": Hearing(Group.WORK, Who.EVERYONE, "contracts:detail"),
    "imports.": Hearing(Group.OUTSIDE, Who.OTHERS, "imports:index"),
    "imports.message-arrived": Hearing(Group.MESSAGES, Who.EVERYONE, "conversation:thread"),
    "imports.answer-time-ended": Hearing(Group.OUTSIDE, Who.EVERYONE, "imports:index"),
    # One import may hold thousands of entries; that it was confirmed is told once.
    "imports.entry-recorded": Hearing(Group.OUTSIDE, Who.NOBODY, "imports:index"),
    "imports.entry-matched": Hearing(Group.OUTSIDE, Who.NOBODY, "imports:index"),
    "cases.": Hearing(Group.CASES, Who.OTHERS, "cases:detail", takes="case_id"),
    "cases.mediator-": Hearing(Group.CASES, Who.EVERYONE, "cases:detail", takes="case_id"),
    "cases.case-ended-by-refund": Hearing(Group.CASES, Who.EVERYONE, "cases:detail", takes="case_id"),
    "cases.ruling-final": Hearing(Group.CASES, Who.EVERYONE, "cases:detail", takes="case_id"),
    "payments.": Hearing(Group.MONEY, Who.EVERYONE, "contracts:detail"),
    "reputation.": Hearing(Group.REVIEWS, Who.OTHERS, "contracts:detail"),
    "record.erasure-": Hearing(Group.AGREEMENTS, Who.EVERYONE, "erasure:contract"),
    "erasure.erasure-asked": Hearing(Group.AGREEMENTS, Who.OTHERS, "erasure:contract"),
    "erasure.": Hearing(Group.AGREEMENTS, Who.EVERYONE, "erasure:contract"),
    # Of a text held back only its author learns: the other side must not, or the refusal would be an answer.
    "moderation.": Hearing(Group.REVIEWS, Who.NOBODY, "contracts:detail"),
}


def hearing_of(kind: str) -> Hearing | None:
    """Return the line for an event's kind, None if nobody hears of it."""
    found = max((start for start in HEARINGS if kind.startswith(start)), key=len, default=None)
    if found is None or HEARINGS[found].who is Who.NOBODY:
        return None
    return HEARINGS[found]
