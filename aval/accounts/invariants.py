"""What must always hold of people and of the answers they were given."""

from aval.kernel.invariants import Invariant

INVARIANTS = (
    Invariant(
        "a request was answered once",
        6,
        "SELECT account_id, key, count(*) FROM accounts_keptanswer GROUP BY account_id, key HAVING count(*) > 1",
    ),
)
