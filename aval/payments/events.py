"""What payments say to the record of a contract."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext as _

from aval.kernel.money import Money
from aval.kernel.wording import amount_text
from aval.record.events import Event, Text


@dataclass(frozen=True, slots=True)
class MoneyCorrected(Event):
    """Two people of the site put an earlier movement right by a transfer of its own."""

    KIND: ClassVar[str] = "payments.money-corrected.1"
    correction_id: UUID
    amount: Money
    source: str
    target: str
    reason: Text

    def sentence(self) -> str:
        """Say it for people."""
        return _("corrected a movement of money: %(amount)s by two people of the site") % {
            "amount": amount_text(self.amount)
        }
