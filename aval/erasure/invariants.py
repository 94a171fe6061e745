"""What must always hold of erasures."""

from aval.kernel.invariants import Invariant

INVARIANTS = (
    Invariant(
        "what was erased was asked for by a party and granted by two operators who are none",
        4,
        """
        SELECT x.contract_id, x.seq, x.part FROM record_erasedpart x
        WHERE NOT EXISTS (
            SELECT FROM erasure_request r
            JOIN conversation_thread t ON t.contract_id = r.contract_id
                AND r.asked_by_id IN (t.client_id, t.professional_id)
            WHERE r.contract_id = x.contract_id AND r.by_seq = x.by_seq AND r.status = 'carried-out'
              AND r.ground = x.ground
              AND (SELECT count(DISTINCT d.decided_by_id) FROM erasure_decision d
                   WHERE d.request_id = r.id AND d.granted
                     AND d.decided_by_id NOT IN (t.client_id, t.professional_id)) >= 2)
        """,
    ),
    Invariant(
        "what was erased from a record is in no message, import or minutes any more",
        4,
        """
        SELECT m.contract_id, m.seq, 'message' FROM conversation_message m
        JOIN record_erasedpart x ON x.contract_id = m.contract_id AND x.seq = m.seq AND x.part = 'text'
        WHERE m.text <> ''
        UNION ALL
        SELECT v.contract_id, v.seq, 'version' FROM conversation_messageversion v
        JOIN record_erasedpart x ON x.contract_id = v.contract_id AND x.seq = v.seq AND x.part = 'text'
        WHERE v.text <> ''
        UNION ALL
        SELECT e.contract_id, e.seq, 'entry' FROM imports_importedentry e
        JOIN record_erasedpart x ON x.contract_id = e.contract_id AND x.seq = e.seq AND x.part = 'text'
        WHERE (e.label, e.subject, e.text, e.quoted) <> ('', '', '', '')
        UNION ALL
        SELECT n.contract_id, n.seq, 'minutes' FROM imports_minutes n
        JOIN record_erasedpart x ON x.contract_id = n.contract_id AND x.seq = n.seq AND x.part = 'text'
        WHERE n.text <> ''
        """,
    ),
    Invariant(
        "the guards of erasure stand",
        4,
        """
        SELECT wanted FROM unnest(ARRAY['erasure_two_people', 'erasure_decision_kept', 'erasure_request_kept',
            'erasure_request_stays', 'legal_hold_kept', 'legal_hold_stays']) AS wanted
        WHERE NOT EXISTS (SELECT FROM pg_trigger g WHERE g.tgname = wanted AND g.tgenabled = 'O')
        """,
    ),
)
