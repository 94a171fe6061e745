"""What must always hold for projects and proposals."""

from aval.kernel.invariants import Invariant

INVARIANTS: tuple[Invariant, ...] = (
    Invariant(
        name="a proposal's milestones come to its price",
        number=5,
        query="""
            SELECT v.proposal_id, v.number FROM projects_proposalversion v
            LEFT JOIN projects_proposalmilestone m ON m.version_id = v.id
            GROUP BY v.id
            HAVING sum(m.amount_minor) IS DISTINCT FROM CASE WHEN v.kind = 'fixed' THEN v.price_minor END
                OR bool_or(m.currency <> v.currency)
        """,
    ),
    Invariant(
        name="each project and proposal has every version up to its present one",
        number=5,
        query="""
            SELECT 'proposal', p.id FROM projects_proposal p
            LEFT JOIN projects_proposalversion v ON v.proposal_id = p.id
            GROUP BY p.id HAVING count(v.id) <> p.version OR max(v.number) IS DISTINCT FROM p.version
            UNION ALL
            SELECT 'project', p.id FROM projects_project p
            LEFT JOIN projects_projectversion v ON v.project_id = p.id
            GROUP BY p.id HAVING count(v.id) <> p.version OR coalesce(max(v.number), 0) <> p.version
        """,
    ),
    Invariant(
        name="a published project says what its last version says",
        number=5,
        query="""
            SELECT p.id FROM projects_project p
            JOIN projects_projectversion v ON v.project_id = p.id AND v.number = p.version
            WHERE (v.title, v.description) IS DISTINCT FROM (p.title, p.description)
        """,
    ),
    Invariant(
        name="a project is awarded if, and only if, one of its proposals is chosen",
        number=5,
        query="""
            SELECT p.id FROM projects_project p
            WHERE (p.status = 'awarded') <> EXISTS (
                SELECT FROM projects_proposal o WHERE o.project_id = p.id AND o.status = 'chosen'
            )
        """,
    ),
    Invariant(
        name="nobody proposes on their own project",
        number=9,
        query="""
            SELECT o.id FROM projects_proposal o JOIN projects_project p ON p.id = o.project_id
            WHERE o.professional_id = p.client_id
        """,
    ),
    Invariant(
        name="each proposal began a record",
        number=5,
        query="""
            SELECT o.id FROM projects_proposal o
            WHERE NOT EXISTS (SELECT FROM record_log l WHERE l.id = o.id)
        """,
    ),
)
