"""What must always hold of the record, re-derived from the stored bytes."""

from collections.abc import Iterable

from aval.kernel.invariants import Invariant
from aval.proofs.tree import Frontier, leaf_hash
from aval.record import audit
from aval.record.models import Event, Head, Log


def logs_that_do_not_add_up() -> Iterable[str]:
    """Yield logs whose events are not the tree that was signed: each head is checked at its size."""
    for log in Log.objects.iterator():
        heads = {head.size: bytes(head.note) for head in Head.objects.filter(contract_id=log.id)}
        frontier = Frontier()
        for number, event in enumerate(Event.objects.filter(contract_id=log.id).order_by("seq").iterator()):
            if event.seq != number or leaf_hash(bytes(event.envelope)) != bytes(event.leaf):
                yield f"{log.id} event {event.seq}"
                break
            frontier.append(bytes(event.leaf))
            note = heads.pop(frontier.size, None)
            if note is not None and not audit.is_head(note, log.origin, frontier):
                yield f"{log.id} head {frontier.size}"
        if frontier.to_bytes() != bytes(log.frontier) or heads:
            yield f"{log.id} ends elsewhere than its head"


INVARIANTS = (
    Invariant("every event is in the tree that was signed", 7, find=logs_that_do_not_add_up),
    Invariant("the site log is what was signed and published", 7, find=audit.site_log_that_does_not_add_up),
    Invariant(
        "the site log holds the heads of contracts, each once", 7, find=audit.contracts_that_the_site_log_misstates
    ),
    Invariant(
        "every event has its place and its bytes",
        4,
        """
        SELECT l.id, l.size, count(e.seq) FROM record_log l LEFT JOIN record_event e ON e.contract_id = l.id
        GROUP BY l.id, l.size HAVING count(e.seq) <> l.size OR coalesce(max(e.seq), -1) <> l.size - 1
        """,
    ),
    Invariant(
        "every payload belongs to a part of its event",
        4,
        """
        SELECT p.contract_id, p.seq, p.part FROM record_payload p
        JOIN record_event e ON e.contract_id = p.contract_id AND e.seq = p.seq
        WHERE NOT EXISTS (
            SELECT FROM jsonb_array_elements(convert_from(e.envelope, 'UTF8')::jsonb -> 'parts') AS parts (said)
            WHERE said ->> 'n' = p.part AND said ->> 'c' = encode(sha256(
                convert_to('aval/commit/v1', 'UTF8') || '\\x00'::bytea || p.salt
                || CASE WHEN p.body IS NULL THEN decode(p.file_sha256, 'hex') ELSE sha256(p.body) END), 'base64'))
        """,
    ),
    Invariant(
        "what an event holds is there, or was erased by a later event that says so and why",
        7,
        """
        SELECT e.contract_id, e.seq, said ->> 'n'
        FROM record_event e, jsonb_array_elements(convert_from(e.envelope, 'UTF8')::jsonb -> 'parts') AS parts (said)
        WHERE NOT EXISTS (
            SELECT FROM record_payload p
            WHERE p.contract_id = e.contract_id AND p.seq = e.seq AND p.part = said ->> 'n')
          AND NOT EXISTS (
            SELECT FROM record_erasedpart x
            JOIN record_event b ON b.contract_id = x.contract_id AND b.seq = x.by_seq
                AND b.kind = 'record.erasure-executed.1'
            JOIN record_payload f ON f.contract_id = b.contract_id AND f.seq = b.seq AND f.part = 'facts'
            WHERE x.contract_id = e.contract_id AND x.seq = e.seq AND x.part = said ->> 'n' AND x.by_seq > x.seq
              AND convert_from(f.body, 'UTF8')::jsonb @> jsonb_build_object('ground', x.ground, 'parts',
                  jsonb_build_array(jsonb_build_object('seq', x.seq, 'part', x.part))))
        UNION ALL
        SELECT x.contract_id, x.seq, x.part FROM record_erasedpart x
        JOIN record_payload p ON p.contract_id = x.contract_id AND p.seq = x.seq AND p.part = x.part
        """,
    ),
    Invariant(
        "the guards of the record stand",
        4,
        """
        SELECT wanted FROM unnest(ARRAY['record_event_appended', 'record_event_immutable', 'record_event_kept',
            'record_erasedpart_immutable', 'record_erasedpart_kept', 'record_erasure_is_said',
            'record_origin_immutable', 'record_origin_kept', 'record_log_sealed', 'record_logactor_immutable',
            'record_logactor_kept', 'record_siteleaf_head', 'record_siteleaf_immutable', 'record_siteleaf_kept',
            'record_sitehead_immutable', 'record_sitehead_kept', 'record_stamp_immutable', 'record_stamp_kept',
            'record_cosignature_immutable', 'record_cosignature_kept', 'record_keystatement_immutable',
            'record_keystatement_kept', 'record_site_grows', 'record_site_kept', 'record_site_not_emptied']) AS wanted
        WHERE NOT EXISTS (SELECT FROM pg_trigger g WHERE g.tgname = wanted AND g.tgenabled = 'O')
        UNION ALL
        SELECT c.relname FROM pg_class c
        WHERE c.relname IN ('record_origin', 'record_logactor', 'record_event', 'record_erasedpart', 'record_log',
            'record_payload', 'record_head',
            'record_sitestate', 'record_siteleaf', 'record_sitehead', 'record_cosignature', 'record_stamp',
            'record_keystatement')
          AND c.relnamespace = 'public'::regnamespace
          AND (has_table_privilege('aval_app', c.oid, 'INSERT') OR has_table_privilege('aval_app', c.oid, 'UPDATE')
            OR has_table_privilege('aval_app', c.oid, 'DELETE') OR has_table_privilege('aval_app', c.oid, 'TRUNCATE'))
        """,
    ),
    Invariant(
        "a record has two parties and the site, and its own words admit whoever else acts in it",
        9,
        """
        SELECT a.contract_id, a.account_id::text FROM record_logactor a
        WHERE a.role NOT IN ('client', 'professional', 'site') AND NOT EXISTS (
            SELECT FROM record_event e
            JOIN record_payload p ON p.contract_id = e.contract_id AND p.seq = e.seq AND p.part = 'facts'
            WHERE e.contract_id = a.contract_id AND e.kind = 'record.actor-admitted.1'
              AND convert_from(p.body, 'UTF8')::jsonb @> jsonb_build_object('pseudonym', a.pseudonym, 'role', a.role))
        UNION ALL
        SELECT contract_id, NULL FROM record_logactor WHERE role IN ('client', 'professional', 'site')
        GROUP BY contract_id HAVING array_agg(role::text ORDER BY role) <> ARRAY['client', 'professional', 'site']
        """,
    ),
)
