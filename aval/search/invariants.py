"""What must always hold for what can be found."""

from aval.kernel.invariants import Invariant

INVARIANTS: tuple[Invariant, ...] = (
    Invariant(
        name="exactly the public projects that take proposals can be found",
        number=9,
        query="""
            SELECT coalesce(p.id, d.project_id)
            FROM (SELECT * FROM projects_project WHERE status = 'published' AND visibility = 'public') AS p
            FULL JOIN search_projectdocument d ON d.project_id = p.id
            WHERE p.id IS NULL OR d.project_id IS NULL
                OR (d.kind, d.category, d.currency, d.client_id) <> (p.kind, p.category, p.currency, p.client_id)
        """,
    ),
    Invariant(
        name="exactly the people who offer work can be found",
        number=9,
        query="""
            SELECT coalesce(p.account_id, d.account_id)
            FROM (
                SELECT profile.account_id FROM accounts_profile profile
                JOIN accounts_account account ON account.id = profile.account_id
                WHERE profile.offers_work AND account.is_active
            ) AS p
            FULL JOIN search_professionaldocument d ON d.account_id = p.account_id
            WHERE p.account_id IS NULL OR d.account_id IS NULL
        """,
    ),
)
