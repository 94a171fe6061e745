"""What must always hold of conversations, re-derived from the tables and the record beside each other."""

from aval.kernel.invariants import Invariant

INVARIANTS = (
    Invariant(
        "every message has its event, and the event has its words",
        5,
        """
        SELECT m.contract_id, m.id FROM conversation_message m
        WHERE NOT EXISTS (
            SELECT 1 FROM record_event e
            JOIN record_logactor a ON a.contract_id = e.contract_id AND a.pseudonym = e.pseudonym
            LEFT JOIN record_payload p ON p.contract_id = e.contract_id AND p.seq = e.seq AND p.part = 'text'
            WHERE e.contract_id = m.contract_id AND e.seq = m.seq AND e.kind = 'conversation.message-posted.1'
              AND a.account_id = m.author_id
              AND (p.body IS NULL OR p.body = convert_to(m.text, 'UTF8')))
        """,
    ),
    Invariant(
        "every posted event has its message",
        5,
        """
        SELECT e.contract_id, e.seq FROM record_event e
        WHERE e.kind = 'conversation.message-posted.1' AND NOT EXISTS (
            SELECT 1 FROM conversation_message m WHERE m.contract_id = e.contract_id AND m.seq = e.seq)
        """,
    ),
    Invariant(
        "edits and withdrawals are as many as their events",
        5,
        """
        SELECT t.contract_id FROM conversation_thread t
        WHERE (SELECT count(*) FROM conversation_messageversion v WHERE v.contract_id = t.contract_id)
            <> (SELECT count(*) FROM record_event e
                WHERE e.contract_id = t.contract_id AND e.kind = 'conversation.message-edited.1')
           OR (SELECT count(*) FROM conversation_withdrawal w WHERE w.contract_id = t.contract_id)
            <> (SELECT count(*) FROM record_event e
                WHERE e.contract_id = t.contract_id AND e.kind = 'conversation.message-withdrawn.1')
        """,
    ),
    Invariant(
        "every gate that is open was opened once, in the record",
        5,
        """
        SELECT t.contract_id FROM conversation_thread t
        LEFT JOIN conversation_gateopening o ON o.contract_id = t.contract_id
        WHERE (SELECT count(*) FROM record_event e
               WHERE e.contract_id = t.contract_id AND e.kind = 'conversation.gate-opened.1')
            <> (o.contract_id IS NOT NULL)::int
        """,
    ),
    Invariant(
        "no text that stays refused was shown while the gate was closed",
        8,
        """
        SELECT m.contract_id, m.id FROM conversation_message m
        JOIN moderation_refusedtext r ON r.contract_id = m.contract_id AND r.author_id = m.author_id
            AND r.place = 'message' AND r.text = m.text AND r.refused_at <= m.posted_at
        LEFT JOIN conversation_gateopening o ON o.contract_id = m.contract_id
        WHERE (o.opened_at IS NULL OR o.opened_at >= m.posted_at)
          AND jsonb_path_exists(r.findings, '$[*] ? (@.disguise != "split")')
          AND NOT EXISTS (SELECT 1 FROM moderation_reviewdecision d
                          JOIN moderation_refusedtext a ON a.id = d.refused_id
                          WHERE d.allowed AND a.author_id = m.author_id AND a.text = m.text)
        """,
    ),
    Invariant(
        "nobody reads a conversation but its parties and those whom the record admitted",
        9,
        """
        SELECT a.contract_id, a.account_id FROM conversation_admission a
        WHERE NOT EXISTS (SELECT 1 FROM record_logactor l
                          WHERE l.contract_id = a.contract_id AND l.account_id = a.account_id)
        """,
    ),
    Invariant(
        "a refused message is shown only as it was, from whom it was, after a person allowed it or the gate opened",
        8,
        """
        SELECT m.contract_id, m.id FROM conversation_message m
        LEFT JOIN moderation_refusedtext r ON r.id = m.refused_id
        LEFT JOIN moderation_reviewdecision d ON d.refused_id = m.refused_id
        LEFT JOIN moderation_heldpost h ON h.id = r.held_id
        LEFT JOIN conversation_gateopening o ON o.contract_id = m.contract_id
        WHERE m.refused_id IS NOT NULL AND ((d.allowed OR o.opened_at <= m.posted_at) IS NOT TRUE
            OR (r.contract_id, r.author_id, coalesce(h.text, r.resume ->> 'text', r.text))
                IS DISTINCT FROM (m.contract_id, m.author_id, m.text))
        """,
    ),
    Invariant(
        "no file was shown while the gate was closed before it was looked at and allowed",
        8,
        """
        SELECT m.contract_id, m.id FROM conversation_messagefile f
        JOIN conversation_message m ON m.contract_id = f.contract_id AND m.id = f.message_id
        JOIN files_attachment a ON a.id = f.attachment_id
        LEFT JOIN conversation_gateopening o ON o.contract_id = m.contract_id
        WHERE (o.opened_at IS NULL OR o.opened_at > m.posted_at)
          AND NOT EXISTS (
              SELECT 1 FROM moderation_filecheck c
              JOIN moderation_heldpost h ON h.id = c.held_id
              JOIN files_attachment b ON b.id = c.attachment_id
              JOIN moderation_fileresult t ON t.check_of_id = c.id
              LEFT JOIN moderation_refusedtext r ON r.held_id = h.id
              LEFT JOIN moderation_reviewdecision d ON d.refused_id = r.id
              WHERE h.author_id = m.author_id AND b.file_id = a.file_id AND (r.id IS NULL OR d.allowed))
        """,
    ),
    Invariant(
        "only its two parties write in a thread",
        9,
        """
        SELECT m.contract_id, m.id FROM conversation_message m
        LEFT JOIN conversation_thread t ON t.contract_id = m.contract_id
        WHERE (m.author_id IN (t.client_id, t.professional_id)) IS NOT TRUE
        """,
    ),
    Invariant(
        "the parties of a record are those of its conversation",
        9,
        """
        SELECT t.contract_id FROM conversation_thread t
        LEFT JOIN (SELECT contract_id, min(account_id::text) FILTER (WHERE role = 'client') AS client,
                          min(account_id::text) FILTER (WHERE role = 'professional') AS professional,
                          count(*) FILTER (WHERE role IN ('client', 'professional')) AS parties
                   FROM record_logactor GROUP BY contract_id) a ON a.contract_id = t.contract_id
        WHERE (t.client_id::text, t.professional_id::text, 2)
              IS DISTINCT FROM (a.client, a.professional, a.parties)
        """,
    ),
)
