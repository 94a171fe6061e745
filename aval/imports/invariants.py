"""What must always hold of imports and minutes."""

from aval.kernel.invariants import Invariant

INVARIANTS = (
    Invariant(
        "every imported entry has its event, and the event has its words",
        5,
        """
        SELECT i.contract_id, i.id FROM imports_importedentry i
        WHERE NOT EXISTS (
            SELECT 1 FROM record_event e
            LEFT JOIN record_payload p ON p.contract_id = e.contract_id AND p.seq = e.seq AND p.part = 'text'
            WHERE e.contract_id = i.contract_id AND e.seq = i.seq
              AND e.kind = CASE WHEN i.arrival_id IS NULL THEN 'imports.entry-recorded.1'
                           ELSE 'imports.message-arrived.1' END
              AND (p.body IS NULL OR p.body = convert_to(i.text, 'UTF8')))
        """,
    ),
    Invariant(
        "every imported entry is attested by whoever brought it in",
        5,
        """
        SELECT e.contract_id, e.id FROM imports_importedentry e JOIN imports_import i ON i.id = e.brought_by_id
        WHERE NOT EXISTS (SELECT 1 FROM imports_attestation a WHERE a.contract_id = e.contract_id
                          AND a.entry_id = e.id AND a.account_id = i.uploaded_by_id)
        """,
    ),
    Invariant(
        "nothing came in from outside while the gate was closed",
        8,
        """
        SELECT i.contract_id, i.id FROM imports_import i
        LEFT JOIN conversation_gateopening o ON o.contract_id = i.contract_id
        WHERE o.opened_at IS NULL OR o.opened_at > i.uploaded_at
        UNION ALL
        SELECT m.contract_id, m.id FROM imports_minutes m
        LEFT JOIN conversation_gateopening o ON o.contract_id = m.contract_id
        WHERE o.opened_at IS NULL OR o.opened_at > m.written_at
        UNION ALL
        SELECT a.contract_id, a.id FROM imports_arrival a
        LEFT JOIN conversation_gateopening o ON o.contract_id = a.contract_id
        WHERE o.opened_at IS NULL OR o.opened_at > a.received_at
        UNION ALL
        SELECT b.contract_id, b.id FROM imports_bridge b
        LEFT JOIN conversation_gateopening o ON o.contract_id = b.contract_id
        WHERE o.opened_at IS NULL OR o.opened_at > b.linked_at
        """,
    ),
    Invariant(
        "what arrived is an entry once it was recorded, and what nothing proves was claimed",
        5,
        """
        SELECT a.contract_id, a.id FROM imports_arrival a
        LEFT JOIN imports_importedentry e ON e.arrival_id = a.id AND e.contract_id = a.contract_id
        WHERE (a.status = 'recorded') <> (e.id IS NOT NULL)
           OR (a.status = 'recorded' AND a.proof = 'none' AND a.decided_by_id IS NULL)
        """,
    ),
    Invariant(
        "every minutes have their event",
        5,
        """
        SELECT m.contract_id, m.id FROM imports_minutes m
        WHERE NOT EXISTS (SELECT 1 FROM record_event e WHERE e.contract_id = m.contract_id AND e.seq = m.seq
                          AND e.kind = 'imports.minutes-written.1')
        """,
    ),
    Invariant(
        "nobody answered what they themselves brought in or wrote",
        9,
        """
        SELECT a.contract_id, a.entry_id FROM imports_answer a
        JOIN imports_importedentry e ON e.contract_id = a.contract_id AND e.id = a.entry_id
        LEFT JOIN imports_import i ON i.id = e.brought_by_id
        LEFT JOIN imports_arrival c ON c.id = e.arrival_id
        JOIN conversation_thread t ON t.contract_id = a.contract_id
        WHERE a.account_id IN (i.uploaded_by_id, c.decided_by_id)
           OR a.account_id NOT IN (t.client_id, t.professional_id)
        UNION ALL
        SELECT a.contract_id, a.minutes_id FROM imports_minutesanswer a
        JOIN imports_minutes m ON m.contract_id = a.contract_id AND m.id = a.minutes_id
        JOIN conversation_thread t ON t.contract_id = a.contract_id
        WHERE a.answered_by_id = m.written_by_id OR a.answered_by_id NOT IN (t.client_id, t.professional_id)
        """,
    ),
)
