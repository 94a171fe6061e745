"""What must always hold of what was brought in from outside."""

from aval.kernel.invariants import Invariant

INVARIANTS = (
    Invariant(
        "each entry and each minutes stands in the record at its place, and each one told there is kept",
        5,
        """
        SELECT coalesce(r.contract_id, e.contract_id), coalesce(r.seq, e.seq) FROM (
            SELECT contract_id, seq, 'imports.entry-recorded.1' AS kind FROM imports_importedentry
            UNION ALL SELECT contract_id, seq, 'imports.minutes-written.1' FROM imports_minutes) r
        FULL JOIN (SELECT contract_id, seq, kind FROM record_event
                   WHERE kind IN ('imports.entry-recorded.1', 'imports.minutes-written.1')) e
            USING (contract_id, seq, kind)
        WHERE r.seq IS NULL OR e.seq IS NULL
        """,
    ),
    Invariant(
        "nothing came in from outside before the gate was open",
        8,
        """
        SELECT i.contract_id, i.id FROM (
            SELECT contract_id, id, uploaded_at AS at FROM imports_import
            UNION ALL SELECT contract_id, id, written_at FROM imports_minutes) i
        LEFT JOIN conversation_gateopening g ON g.contract_id = i.contract_id
        WHERE g.contract_id IS NULL OR i.at < g.opened_at
        """,
    ),
    Invariant(
        "nobody answered what they themselves brought in or wrote",
        9,
        """
        SELECT a.contract_id, a.entry_id FROM imports_answer a
        JOIN imports_importedentry e ON e.contract_id = a.contract_id AND e.id = a.entry_id
        JOIN imports_import i ON i.id = e.brought_by_id
        JOIN conversation_thread t ON t.contract_id = a.contract_id
        WHERE a.account_id = i.uploaded_by_id OR a.account_id NOT IN (t.client_id, t.professional_id)
        UNION ALL SELECT a.contract_id, a.minutes_id FROM imports_minutesanswer a
        JOIN imports_minutes m ON m.contract_id = a.contract_id AND m.id = a.minutes_id
        JOIN conversation_thread t ON t.contract_id = a.contract_id
        WHERE a.answered_by_id = m.written_by_id OR a.answered_by_id NOT IN (t.client_id, t.professional_id)
        """,
    ),
)
