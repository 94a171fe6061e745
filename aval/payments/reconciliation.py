"""The provider's statement against the clearing purse: read, compared, and each difference owned until explained."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q, Sum
from django.utils.translation import gettext_lazy as _

from aval.accounts.models import Account
from aval.accounts.queries import is_operator
from aval.kernel.acts import Act
from aval.kernel.money import Money
from aval.kernel.refusals import Invalid, NotAllowed
from aval.kernel.transactions import action
from aval.ledger import actions as ledger
from aval.ledger.queries import site_balances
from aval.payments.models import Difference, Reconciliation, StatementLine
from aval.payments.providers.interface import StatementEntry
from aval.payments.states import DifferenceState

READ_BACK = timedelta(days=35)
"""How far back the statement is read each day: what a provider adds late is found as long as that."""
SETTLING = timedelta(hours=1)
"""A payment about which something happened so recently is not compared yet: news of it may still be on the way."""


class NotTheirDesk(NotAllowed):
    """Only operators work at the money desk."""

    sentence = _("Only operators of this site do this.")


class NoExplanation(Invalid):
    """An explanation has to say something."""

    sentence = _("Say what the difference comes from.")


@action
def keep_statement(act: Act, *, provider: str, entries: Iterable[StatementEntry]) -> int:
    """Keep the lines of a statement that are new, and count the fees in them as the site's cost.

    :return: how many were new; reading the same statement again adds nothing
    """
    known = set(StatementLine.objects.filter(provider=provider).values_list("line_id", flat=True))
    new = [entry for entry in entries if entry.line_id not in known]
    for entry in new:
        StatementLine.objects.create(
            provider=provider,
            line_id=entry.line_id,
            kind=entry.kind[:32],
            reference=entry.reference,
            amount_minor=entry.amount.minor,
            fee_minor=entry.fee.minor,
            currency=entry.amount.currency,
            at=entry.at,
            read_at=act.at,
        )
        if entry.fee.minor > 0:
            ledger.charge_provider_fee(act, amount=entry.fee, provider=provider, provider_event=f"{entry.line_id}:fee")
    return len(new)


@action
def compare(act: Act, *, provider: str) -> list[Reconciliation]:
    """Compare what the provider says of each payment with what the ledger counts, currency by currency.

    What differs becomes a difference with an owner, unless it is one already; what agrees again is closed. Payouts on
    their way are not compared: the provider has let their money go, and we wait for its word.
    """
    found = _disagreements(provider, act.at - READ_BACK, act.at - SETTLING)
    _close_what_agrees(act, provider, {(subject, currency) for subject, currency, _ours, _theirs in found})
    for subject, currency, ours, theirs in found:
        _note(act, provider, subject, Money(ours, currency), Money(theirs, currency))
    return [_total(act, provider, currency, minor) for currency, minor in _clearing(provider).items()]


@action
def explain_difference(act: Act, *, difference_id: UUID, explanation: str) -> Difference:
    """Close a difference with what it comes from. It moves nothing: a correction does, and takes two.

    :raises Difference.DoesNotExist: if there is no such open difference
    :raises NotTheirDesk: if the actor is no operator
    :raises NoExplanation: if it says nothing
    """
    difference = _lock(act, difference_id)
    if not explanation.strip():
        raise NoExplanation(field="explanation")
    difference.status, difference.explanation = DifferenceState.EXPLAINED, explanation.strip()
    difference.closed_by_id, difference.closed_at = act.actor_id, act.at
    difference.save(update_fields=["status", "explanation", "closed_by", "closed_at"])
    return difference


@action
def take_difference(act: Act, *, difference_id: UUID) -> Difference:
    """Make a difference one's own to explain.

    :raises Difference.DoesNotExist: if there is no such open difference
    :raises NotTheirDesk: if the actor is no operator
    """
    difference = _lock(act, difference_id)
    difference.owner_id = act.actor_id
    difference.save(update_fields=["owner"])
    return difference


def check_operator(account_id: UUID) -> None:
    """Let operators pass.

    :raises NotTheirDesk: everybody else
    """
    if not is_operator(account_id):
        raise NotTheirDesk


def _lock(act: Act, difference_id: UUID) -> Difference:
    check_operator(act.actor_id)
    return Difference.objects.select_for_update().get(id=difference_id, status=DifferenceState.OPEN)


# Both sides by payment: ours from the operations that the provider's words brought about, theirs from its lines.
_DISAGREEMENTS = """
    WITH ours AS (
        SELECT split_part(provider_event, ':', 1) AS subject, currency, at,
               CASE WHEN kind IN ('deposit', 'reinstatement', 'payout_returned') THEN amount_minor
                    ELSE -amount_minor END AS minor
        FROM ledger_operation
        WHERE provider = %(provider)s
          AND kind IN ('deposit', 'reinstatement', 'payout_returned', 'chargeback', 'payout_paid')
    ), theirs AS (
        SELECT coalesce(reference::text, 'line:' || line_id) AS subject, currency, at, amount_minor AS minor
        FROM payments_statementline WHERE provider = %(provider)s
    ), touched AS (
        SELECT subject, currency FROM ours WHERE at >= %(since)s
        UNION SELECT subject, currency FROM theirs WHERE at >= %(since)s
        UNION SELECT subject, currency FROM payments_difference WHERE provider = %(provider)s AND status = 'open'
    ), sums AS (
        SELECT t.subject, t.currency,
            coalesce((SELECT sum(o.minor) FROM ours o
                      WHERE (o.subject, o.currency) = (t.subject, t.currency)), 0)::bigint AS ours,
            coalesce((SELECT sum(h.minor) FROM theirs h
                      WHERE (h.subject, h.currency) = (t.subject, t.currency)), 0)::bigint AS theirs,
            greatest((SELECT max(o.at) FROM ours o WHERE (o.subject, o.currency) = (t.subject, t.currency)),
                     (SELECT max(h.at) FROM theirs h WHERE (h.subject, h.currency) = (t.subject, t.currency))) AS last
        FROM touched t
    )
    SELECT subject, currency, ours, theirs FROM sums
    WHERE ours <> theirs AND last <= %(until)s
      AND NOT EXISTS (SELECT FROM payments_payout p WHERE p.id::text = subject AND p.status IN ('payable', 'in_flight'))
    ORDER BY subject, currency
"""


def _disagreements(provider: str, since: datetime, until: datetime) -> list[tuple[str, str, int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(_DISAGREEMENTS, {"provider": provider, "since": since, "until": until})
        return list(cursor.fetchall())


def _close_what_agrees(act: Act, provider: str, found: set[tuple[str, str]]) -> None:
    for difference in Difference.objects.select_for_update().filter(provider=provider, status=DifferenceState.OPEN):
        if (difference.subject, difference.currency) not in found:
            difference.status, difference.closed_at = DifferenceState.GONE, act.at
            difference.save(update_fields=["status", "closed_at"])


def _note(act: Act, provider: str, subject: str, ours: Money, theirs: Money) -> None:
    same = Difference.objects.filter(provider=provider, currency=ours.currency, subject=subject)
    said = {"ours_minor": ours.minor, "theirs_minor": theirs.minor}
    if same.filter(status=DifferenceState.EXPLAINED, **said).exists():
        return
    if same.filter(status=DifferenceState.OPEN).update(**said):
        return
    Difference.objects.create(
        provider=provider, currency=ours.currency, subject=subject, owner=_least_busy(), found_at=act.at, **said
    )


def _least_busy() -> Account | None:
    """Return the operator who owns the fewest open differences; None on a site that has no operator yet."""
    operators = Account.objects.filter(roles__kind="operator", is_active=True)
    owned = {
        row["owner"]: row["count"]
        for row in Difference.objects.filter(status=DifferenceState.OPEN).values("owner").annotate(count=Count("id"))
    }
    return min(operators, key=lambda one: (owned.get(one.id, 0), str(one.id)), default=None)


def _clearing(provider: str) -> dict[str, int]:
    """Return what the ledger says that the provider holds for us, by currency, and zero where only it knows of any."""
    held = {
        currency: -money.minor
        for (kind, at, currency), money in site_balances().items()
        if kind == "clearing" and at == provider
    }
    for currency in StatementLine.objects.filter(provider=provider).values_list("currency", flat=True).distinct():
        held.setdefault(currency, 0)
    return held


def _total(act: Act, provider: str, currency: str, ours_minor: int) -> Reconciliation:
    lines = StatementLine.objects.filter(provider=provider, currency=currency)
    sums = lines.aggregate(amount=Sum("amount_minor"), fee=Sum("fee_minor"))
    open_ones = Difference.objects.filter(Q(provider=provider, currency=currency, status=DifferenceState.OPEN))
    return Reconciliation.objects.create(
        provider=provider,
        currency=currency,
        until=act.at - SETTLING,
        ours_minor=ours_minor,
        theirs_minor=(sums["amount"] or 0) - (sums["fee"] or 0),
        open_count=open_ones.count(),
        at=act.at,
    )
