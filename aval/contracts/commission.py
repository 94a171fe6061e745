"""What the site takes: the agreement's commission, by tier where it has tiers, and the client's fee.

Tiers count what this client has paid this professional before, on all their contracts in one currency; each part of a
payment is charged at the rate of the tier it falls into. Rates are those that both signed.
"""

from itertools import pairwise

from django.db import connection

from aval.contracts.models import AgreementVersion, Contract
from aval.contracts.terms import Terms, Tiers
from aval.kernel.money import Money
from aval.kernel.transactions import step
from aval.ledger.shares import Shares, split_gross


@step
def shares_of(version: AgreementVersion, gross: Money) -> Shares:
    """Divide what a professional is paid for, as the version says; with tiers, one payment of the two after another."""
    if version.content.commission_tiers:
        # Two contracts of the same two people that pay at once: the second waits, and counts the first.
        contract = version.contract
        with connection.cursor() as cursor:
            pair = f"{contract.client_id} {contract.professional_id} {contract.currency}"
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [pair])
    return estimated(version, gross)


def estimated(version: AgreementVersion, gross: Money) -> Shares:
    """Return how a payment would be divided if it were made now."""
    terms = version.content
    # Only tiers ask what was paid before.
    before = paid_before(version.contract) if terms.commission_tiers else Money(0, gross.currency)
    return divided(terms, gross, before)


def divided(terms: Terms, gross: Money, before: Money) -> Shares:
    """Divide a payment, knowing what was paid before. Rounded once: a tie goes to the professional."""
    if not terms.commission_tiers:
        return split_gross(gross, terms.commission_basis_points)
    exact = sum(
        basis_points * max(0, min(before.minor + gross.minor, end) - max(before.minor, start))
        for start, end, basis_points in _steps(terms.commission_tiers, before.minor + gross.minor)
    )
    commission = Money((exact + 4_999) // 10_000, gross.currency)
    return Shares(gross - commission, commission)


def paid_before(contract: Contract) -> Money:
    """Return what the two have paid and earned with each other in this currency, commission included."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT contracts_paid_between(%s, %s, %s)",
            [contract.client_id, contract.professional_id, contract.currency],
        )
        return Money(cursor.fetchone()[0], contract.currency)


def client_fee(terms: Terms, amount: Money) -> Money:
    """Return what the client pays on top when a milestone is funded; half a minor unit counts as one."""
    return amount.portion(terms.client_fee_basis_points) if terms.client_fee_basis_points else Money(0, amount.currency)


def _steps(tiers: Tiers, last: int) -> list[tuple[int, int, int]]:
    edges = [*(start for start, _basis_points in tiers), max(last, tiers[-1][0])]
    return [(start, end, tiers[i][1]) for i, (start, end) in enumerate(pairwise(edges))]
