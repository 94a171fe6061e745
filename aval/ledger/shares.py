"""How a milestone's gross amount divides into the professional's share and the commission."""

from dataclasses import dataclass

from aval.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Shares:
    """The two parts of a gross amount; together they are all of it."""

    to_professional: Money
    commission: Money


def split_gross(gross: Money, basis_points: int) -> Shares:
    """Divide a gross amount by the commission that the agreement states, in hundredths of a percent.

    The rest of the division goes by largest remainder, a tie to the professional: nothing is lost, and the
    commission is never more than half a minor unit above its exact share.

    :raises ValueError: if ``basis_points`` is not from 0 to 10,000
    """
    professional, commission = gross.allocate((10_000 - basis_points, basis_points))
    return Shares(professional, commission)
