"""Papers about money: statements and receipts, as PDF and CSV, by month and by contract.

The PDF is set by Typst, with fonts that its package brings along: no network, and nothing of the system's.
"""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import typst
from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from aval.accounts import queries as accounts
from aval.contracts import access
from aval.contracts.models import Milestone
from aval.kernel.money import Money
from aval.ledger import queries as ledger
from aval.ledger.models import OperationKind
from aval.ledger.queries import Movement

TEMPLATE = Path(__file__).with_name("paper.typ")


@dataclass(frozen=True, slots=True)
class Line:
    """A movement on paper, with the milestone it concerns, and what the site kept of it."""

    movement: Movement
    milestone: Milestone | None
    commission: Money | None


@dataclass(frozen=True, slots=True)
class Statement:
    """What changed one currency of somebody's money in a month, or on a contract, or at all times; the oldest first.

    :ivar before: what the wallet held before the first line; None where lines in between are left out
    """

    account_id: UUID
    currency: str
    month: date | None
    contract_id: UUID | None
    before: Money | None
    lines: tuple[Line, ...]

    @property
    def came_in(self) -> Money:
        """The sum of what came in."""
        return self._sum(lambda minor: max(minor, 0))

    @property
    def went_out(self) -> Money:
        """The sum of what went out, as a positive amount."""
        return self._sum(lambda minor: max(-minor, 0))

    @property
    def fees(self) -> Money:
        """What the site kept: the commission of releases to this person, and the fees they paid themselves."""
        kept = sum(line.commission.minor for line in self.lines if line.commission)
        return Money(kept, self.currency)

    def _sum(self, part: Any) -> Money:
        return Money(sum(part(line.movement.amount.minor) for line in self.lines), self.currency)


def statement(
    account_id: UUID, currency: str, *, month: date | None = None, contract_id: UUID | None = None
) -> Statement:
    """Return a person's statement.

    :param month: any day of it; without one, all times
    :param contract_id: only what concerns this contract
    :raises Contract.DoesNotExist: if the contract is not theirs to see
    """
    if contract_id is not None:
        access.contract_for(contract_id, account_id)
    movements = list(reversed(ledger.movements(account_id, currency=currency, limit=None)))
    chosen = [one for one in movements if _within(one, month, contract_id)]
    before = None
    if contract_id is None:
        first = next((one for one in movements if month is None or one.at.date() >= month.replace(day=1)), None)
        before = first.balance - first.amount if first else (movements[-1].balance if movements else Money(0, currency))
    milestones = Milestone.objects.select_related("contract").in_bulk({one.hold_id for one in chosen if one.hold_id})
    lines = tuple(
        Line(one, milestones.get(one.hold_id) if one.hold_id else None, _commission(one, account_id, milestones))
        for one in chosen
    )
    return Statement(account_id, currency, month, contract_id, before, lines)


def as_csv(of: Statement) -> str:
    """Return a statement as CSV (RFC 4180), times in UTC."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        [
            _("time (UTC)"), _("movement"), _("amount"), _("currency"), _("balance"), _("commission"), _("reason"),
            _("contract"), _("milestone"), _("authorised by"), _("operation"),
        ]
    )  # fmt: skip
    for line in of.lines:
        one, milestone = line.movement, line.milestone
        writer.writerow(
            [
                one.at.isoformat(timespec="seconds"),
                one.kind,
                one.amount.decimal,
                one.amount.currency,
                one.balance.decimal,
                line.commission.decimal if line.commission else "",
                one.reason,
                harmless(milestone.contract.title) if milestone else "",
                harmless(milestone.title) if milestone else "",
                one.authorisation.id if one.authorisation else "",
                one.operation_id,
            ]
        )
    return out.getvalue()


def as_pdf(of: Statement) -> bytes:
    """Return a statement as PDF, in the language that is active."""
    rows = [
        [
            _day(line.movement.at),
            _about(line),
            _shown(line.movement.amount),
            _shown(line.movement.balance) if of.before is not None else "",
        ]
        for line in of.lines
    ]
    facts = [[_("For"), _name(of.account_id)], [_("Period"), _period(of)], [_("Currency"), of.currency]]
    if of.before is not None:
        facts.append([_("Balance before"), _shown(of.before)])
    totals = [
        ["", _("Came in"), _shown(of.came_in), ""],
        ["", _("Went out"), _shown(Money(-of.went_out.minor, of.currency)), ""],
    ]
    sections = [
        {
            "title": _("Movements"),
            "columns": [_("Date"), _("What and why"), _("Amount"), _("Balance")],
            "wide": 1,
            "figures": [2, 3],
            "rows": rows,
            "totals": totals,
        }
    ]
    if of.fees:
        sections.append(_invoice(of))
    return _set(_("Statement"), _period(of), facts, sections)


def receipt(account_id: UUID, operation_id: UUID) -> bytes:
    """Return the receipt of one movement of a person's wallet as PDF.

    :raises Operation.DoesNotExist: if it moved none of this person's money
    """
    one = ledger.movement(account_id, operation_id)
    milestone = Milestone.objects.select_related("contract").filter(id=one.hold_id).first() if one.hold_id else None
    facts = [
        [_("For"), _name(account_id)],
        [_("Date"), one.at.astimezone(UTC).isoformat(timespec="minutes")],
        [_("What and why"), one.reason],
        [_("Operation"), str(one.operation_id)],
    ]
    if milestone:
        facts.append([_("Contract"), milestone.contract.title])
        facts.append([_("Milestone"), f"{milestone.number}. {milestone.title}"])
    if one.authorisation:
        facts.append([_("Authorised by"), f"{one.authorisation.get_kind_display()} {one.authorisation.id}"])
        facts.append([_("Terms (SHA-256)"), one.authorisation.terms_hash_hex])
    parts = [[_("This movement of your wallet"), _shown(one.amount)]]
    if one.authorisation:
        parts += [
            [_("To the professional"), _shown(one.authorisation.to_professional)],
            [_("Commission of the site"), _shown(one.authorisation.commission)],
            [_("To the client"), _shown(one.authorisation.to_client)],
        ]
    section = {
        "title": _("Amounts"), "columns": [_("Part"), _("Amount")], "wide": 0, "figures": [1], "rows": parts,
        "totals": [],
    }  # fmt: skip
    return _set(_("Receipt"), str(one.operation_id), facts, [section])


def harmless(text: str) -> str:
    """Return a text that a spreadsheet does not run; other people chose it."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _within(one: Movement, month: date | None, contract_id: UUID | None) -> bool:
    day = one.at.astimezone(UTC).date()
    in_month = month is None or (day.year, day.month) == (month.year, month.month)
    return in_month and (contract_id is None or one.contract_id == contract_id)


def _commission(one: Movement, account_id: UUID, milestones: dict[UUID, Milestone]) -> Money | None:
    """Return what the site kept of this movement at this person's cost."""
    if one.kind == OperationKind.CLIENT_FEE:
        return Money(-one.amount.minor, one.amount.currency)
    milestone = milestones.get(one.hold_id) if one.hold_id else None
    if one.authorisation is None or milestone is None or milestone.contract.professional_id != account_id:
        return None
    return one.authorisation.commission


def _invoice(of: Statement) -> dict[str, Any]:
    """What the site charged: its invoice, with the tax that is in it where the site says how much."""
    charged = [line for line in of.lines if line.commission]
    rows = [
        [_day(line.movement.at), _about(line), str(line.movement.operation_id)[:8], _shown(line.commission)]
        for line in charged
        if line.commission
    ]
    totals = [["", _("Charged by the site"), "", _shown(of.fees)]]
    tax = settings.INVOICE_TAX_BASIS_POINTS
    if tax:
        # The commission is what was agreed, all told: the tax is the part of it that makes net and tax add up.
        included, net = of.fees.allocate((tax, 10_000))
        percent = f"{tax / 100:g} %"
        totals.append(["", _("of it %(tax)s, %(percent)s") % {"tax": settings.INVOICE["tax_name"], "percent": percent},
                       "", _shown(included)])  # fmt: skip
        totals.append(["", _("net"), "", _shown(net)])
    return {
        "title": _("Invoice %(number)s: the site's commission and fees") % {"number": _number(of)},
        "columns": [_("Date"), _("What and why"), _("Operation"), _("Amount")],
        "wide": 1,
        "figures": [3],
        "rows": rows,
        "totals": totals,
    }


def _number(of: Statement) -> str:
    what = f"{of.month:%Y%m}" if of.month else str(of.contract_id or of.account_id)[-8:]
    return f"{what}-{of.currency}-{str(of.account_id)[-6:]}".upper()


def _set(title: str, subtitle: str, facts: Sequence[Sequence[str]], sections: Sequence[dict[str, Any]]) -> bytes:
    invoice = settings.INVOICE
    issuer = [invoice["name"], *invoice["address"].split("|"), invoice["tax_id"]]
    paper = {
        "title": title,
        "subtitle": subtitle,
        "site": invoice["name"],
        "issuer": [line for line in issuer if line],
        "language": (translation.get_language() or "en")[:2],
        "facts": facts,
        "sections": sections,
        "note": invoice["note"],
    }
    made: bytes = _compiler().compile(format="pdf", sys_inputs={"paper": json.dumps(paper)})
    return made


@cache
def _compiler() -> Any:
    return typst.Compiler(str(TEMPLATE), ignore_system_fonts=True)


def _name(account_id: UUID) -> str:
    return accounts.display_names({account_id})[account_id]


def _period(of: Statement) -> str:
    if of.contract_id:
        return _("Contract %(id)s") % {"id": of.contract_id}
    return date_format(of.month, "YEAR_MONTH_FORMAT") if of.month else _("All times")


def _about(line: Line) -> str:
    if line.milestone is None:
        return line.movement.reason
    return f"{line.movement.reason} · {line.milestone.contract.title}, {line.milestone.number}. {line.milestone.title}"


def _day(at: datetime) -> str:
    return at.astimezone(UTC).date().isoformat()


def _shown(money: Money) -> str:
    return f"{money.decimal:,} {money.currency}".replace(",", "\u202f")
