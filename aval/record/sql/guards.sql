-- The record's guards. The app's role reads, and writes through the functions below; everybody is stopped by the
-- triggers, which check each event against the one before it and refuse every change.
--
-- Events belong to a log and an actor, payloads to an event. Statement triggers see to that, once for all that was
-- added: nothing that is pointed to can go or change, so that what a foreign key adds, a look at each row for as long
-- as the database lasts, would be half of what an import costs.

CREATE SEQUENCE record_position AS bigint;
ALTER TABLE record_event
    ALTER COLUMN xid SET DEFAULT (pg_current_xact_id()::text::bigint),
    ALTER COLUMN position SET DEFAULT nextval('record_position');
CREATE UNIQUE INDEX record_event_order ON record_event (xid, position);

ALTER TABLE record_event
    ADD CONSTRAINT record_event_seq CHECK (seq >= 0),
    ADD CONSTRAINT record_event_leaf CHECK (leaf = sha256('\x00'::bytea || envelope)),
    ADD CONSTRAINT record_event_size CHECK (octet_length(envelope) <= 16384);
ALTER TABLE record_logactor
    ADD CONSTRAINT record_logactor_log FOREIGN KEY (contract_id) REFERENCES record_log (id);
ALTER TABLE record_payload
    ADD CONSTRAINT record_payload_salt CHECK (octet_length(salt) = 32),
    ADD CONSTRAINT record_payload_one_content CHECK ((body IS NULL) <> (file_sha256 = ''));
-- Facts are what the parties' states and money rest on; they hold no text of anybody's.
ALTER TABLE record_erasedpart
    ADD CONSTRAINT record_erasedpart_event FOREIGN KEY (contract_id, seq) REFERENCES record_event (contract_id, seq),
    ADD CONSTRAINT record_erasedpart_no_facts CHECK (part <> 'facts');
ALTER TABLE record_head
    ADD CONSTRAINT record_head_log FOREIGN KEY (contract_id) REFERENCES record_log (id),
    ADD CONSTRAINT record_head_size CHECK (size > 0);

CREATE FUNCTION record_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the record is append-only: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'record_append_only';
END $$;

CREATE TRIGGER record_event_immutable BEFORE UPDATE OR DELETE ON record_event
    FOR EACH ROW EXECUTE FUNCTION record_refuse_change();
CREATE TRIGGER record_event_kept BEFORE TRUNCATE ON record_event
    FOR EACH STATEMENT EXECUTE FUNCTION record_refuse_change();
-- A payload goes only where a row says that it is erased, by which event and on which ground.
CREATE FUNCTION record_payload_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND EXISTS (SELECT FROM record_erasedpart WHERE contract_id = OLD.contract_id
                                    AND seq = OLD.seq AND part = OLD.part) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'the record is append-only: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'record_append_only';
END $$;
CREATE TRIGGER record_payload_immutable BEFORE UPDATE OR DELETE ON record_payload
    FOR EACH ROW EXECUTE FUNCTION record_payload_stays();
CREATE TRIGGER record_erasedpart_immutable BEFORE UPDATE OR DELETE ON record_erasedpart
    FOR EACH ROW EXECUTE FUNCTION record_refuse_change();
CREATE TRIGGER record_erasedpart_kept BEFORE TRUNCATE ON record_erasedpart
    FOR EACH STATEMENT EXECUTE FUNCTION record_refuse_change();
CREATE TRIGGER record_payload_kept BEFORE TRUNCATE ON record_payload
    FOR EACH STATEMENT EXECUTE FUNCTION record_refuse_change();
CREATE TRIGGER record_head_immutable BEFORE UPDATE OR DELETE ON record_head
    FOR EACH ROW EXECUTE FUNCTION record_refuse_change();
CREATE TRIGGER record_head_kept BEFORE TRUNCATE ON record_head
    FOR EACH STATEMENT EXECUTE FUNCTION record_refuse_change();
CREATE TRIGGER record_logactor_immutable BEFORE UPDATE OR DELETE ON record_logactor
    FOR EACH ROW EXECUTE FUNCTION record_refuse_change();
CREATE TRIGGER record_logactor_kept BEFORE TRUNCATE ON record_logactor
    FOR EACH STATEMENT EXECUTE FUNCTION record_refuse_change();
CREATE TRIGGER record_log_kept BEFORE DELETE ON record_log
    FOR EACH ROW EXECUTE FUNCTION record_refuse_change();
CREATE TRIGGER record_log_not_emptied BEFORE TRUNCATE ON record_log
    FOR EACH STATEMENT EXECUTE FUNCTION record_refuse_change();

-- A log only grows, and its name and identity never change.
CREATE FUNCTION record_log_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.id <> OLD.id OR NEW.origin <> OLD.origin OR NEW.size < OLD.size OR NEW.site_key <> OLD.site_key THEN
        RAISE EXCEPTION 'a log only grows' USING ERRCODE = 'restrict_violation', CONSTRAINT = 'record_log_grows';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER record_log_grows BEFORE UPDATE ON record_log FOR EACH ROW EXECUTE FUNCTION record_log_grows();

-- What the columns say is what the hashed bytes say, whoever acted is known to the log, and each event follows the one
-- before it: looked at once for all that a statement inserted, which is what an import of thousands costs least with.
-- Plans are kept for as long as a connection lasts, and one made while a table was all but empty could go on reading all
-- of it: each look is a subquery of its own, by the index.
CREATE FUNCTION record_event_follows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wrong record;
BEGIN
    SELECT n.seq, n.contract_id, n.pseudonym, n.is_said, n.known INTO wrong FROM (
        SELECT one.seq, one.contract_id, one.pseudonym, one.said ->> 'prev' AS prev,
            (SELECT e.leaf FROM record_event e WHERE e.contract_id = one.contract_id AND e.seq = one.seq - 1) AS before,
            (SELECT a.pseudonym FROM record_logactor a
             WHERE a.contract_id = one.contract_id AND a.pseudonym = one.pseudonym) AS known,
            (one.said ->> 'seq')::bigint = one.seq AND one.said ->> 'type' = one.kind
                AND (one.said ->> 'at')::timestamptz = one.at AND one.said -> 'actor' ->> 'p' = one.pseudonym AS is_said
        FROM (SELECT contract_id, seq, kind, at, pseudonym, convert_from(envelope, 'UTF8')::jsonb AS said
              FROM added OFFSET 0) AS one
        ) AS n
        WHERE n.is_said IS NOT TRUE OR n.known IS NULL
            OR (n.seq > 0 AND (n.prev IS NULL OR n.prev IS DISTINCT FROM encode(n.before, 'base64')))
        LIMIT 1;
    IF wrong.seq IS NULL THEN
        RETURN NULL;
    ELSIF wrong.is_said IS NOT TRUE THEN
        RAISE EXCEPTION 'the envelope says otherwise'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'record_event_envelope';
    ELSIF wrong.known IS NULL THEN
        RAISE EXCEPTION '% is nobody in the log %', wrong.pseudonym, wrong.contract_id
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'record_event_actor';
    END IF;
    RAISE EXCEPTION 'event % does not follow event %', wrong.seq, wrong.seq - 1
        USING ERRCODE = 'check_violation', CONSTRAINT = 'record_event_follows';
END $$;
CREATE TRIGGER record_event_follows AFTER INSERT ON record_event
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION record_event_follows();

-- Events have no gaps, so that where the last one is, there are those before it.
CREATE FUNCTION record_payload_belongs() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wrong record;
BEGIN
    SELECT n.contract_id, n.least, n.most INTO wrong
        FROM (SELECT contract_id, min(seq) AS least, max(seq) AS most FROM added GROUP BY contract_id) AS n
        WHERE n.least < 0
            OR (SELECT e.seq FROM record_event e WHERE e.contract_id = n.contract_id AND e.seq = n.most) IS NULL
        LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'the log % has no event %', wrong.contract_id, wrong.most
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'record_payload_event';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER record_payload_belongs AFTER INSERT ON record_payload
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION record_payload_belongs();

CREATE FUNCTION record_open(p_contract uuid, p_origin text, p_accounts uuid[], p_pseudonyms text[], p_roles text[],
                            p_frontier bytea, p_site_key bytea)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO record_log (id, origin, size, frontier, last_leaf, note, site_key)
        VALUES (p_contract, p_origin, 0, p_frontier, ''::bytea, ''::bytea, p_site_key);
    INSERT INTO record_logactor (contract_id, account_id, pseudonym, role)
        SELECT p_contract, a, p, r FROM unnest(p_accounts, p_pseudonyms, p_roles) AS t(a, p, r);
END $$;

CREATE FUNCTION record_admit(p_contract uuid, p_account uuid, p_pseudonym text, p_role text)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO record_logactor (contract_id, account_id, pseudonym, role)
        VALUES (p_contract, p_account, p_pseudonym, p_role) ON CONFLICT (contract_id, account_id) DO NOTHING;
$$;

-- Appends a transaction's events to one log and moves its head. The caller holds the log's row lock
-- (SELECT ... FOR UPDATE) and built the envelopes on the head it read; a head that moved is refused. Open pages are
-- told after the commit: a NOTIFY in here would make all commits of the database wait for one another.
CREATE FUNCTION record_append(p_contract uuid, p_size bigint, p_kinds text[], p_ats timestamptz[],
                              p_pseudonyms text[], p_envelopes bytea[], p_leaves bytea[],
                              p_part_of int[], p_parts text[], p_medias text[], p_names text[], p_salts bytea[],
                              p_bodies bytea[], p_files text[], p_frontier bytea, p_note bytea)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    added int := cardinality(p_envelopes);
BEGIN
    UPDATE record_log SET size = p_size + added, frontier = p_frontier, last_leaf = p_leaves[added], note = p_note
        WHERE id = p_contract AND size = p_size;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the log % is not at %', p_contract, p_size USING ERRCODE = 'serialization_failure';
    END IF;
    -- Unnested together: to look one up by its number, the database walks the array from its beginning each time.
    INSERT INTO record_event (contract_id, seq, kind, at, pseudonym, envelope, leaf)
        SELECT p_contract, p_size + i - 1, kind, at, pseudonym, envelope, leaf
        FROM unnest(p_kinds, p_ats, p_pseudonyms, p_envelopes, p_leaves)
            WITH ORDINALITY AS t(kind, at, pseudonym, envelope, leaf, i) ORDER BY i;
    INSERT INTO record_payload (contract_id, seq, part, media, name, salt, body, file_sha256)
        SELECT p_contract, p_size + of, part, media, name, salt, body, file
        FROM unnest(p_part_of, p_parts, p_medias, p_names, p_salts, p_bodies, p_files)
            AS t(of, part, media, name, salt, body, file);
    INSERT INTO record_head (contract_id, size, note) VALUES (p_contract, p_size + added, p_note);
END $$;

-- Erasing destroys payload and salt and leaves the event. The event that says so is appended at the end of the same
-- transaction, so whether it is there, and says this part and this ground, is looked at when the transaction commits.
CREATE FUNCTION record_erase(p_contract uuid, p_by bigint, p_ground text, p_seqs bigint[], p_parts text[],
                             p_at timestamptz)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO record_erasedpart (contract_id, seq, part, by_seq, ground, erased_at)
        SELECT p_contract, s, p, p_by, p_ground, p_at FROM unnest(p_seqs, p_parts) AS t(s, p);
    DELETE FROM record_payload d USING unnest(p_seqs, p_parts) AS t(s, p)
        WHERE d.contract_id = p_contract AND d.seq = t.s AND d.part = t.p;
END $$;

CREATE FUNCTION record_erasure_is_said() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    listed jsonb := jsonb_build_object('ground', NEW.ground, 'parts', jsonb_build_array(
        jsonb_build_object('seq', NEW.seq, 'part', NEW.part)));
BEGIN
    IF NEW.seq >= NEW.by_seq OR NOT EXISTS (
        SELECT FROM record_event e
        JOIN record_payload f ON f.contract_id = e.contract_id AND f.seq = e.seq AND f.part = 'facts'
        WHERE e.contract_id = NEW.contract_id AND e.seq = NEW.by_seq AND e.kind = 'record.erasure-executed.1'
            AND convert_from(e.envelope, 'UTF8')::jsonb -> 'refs' -> 'erased' @> to_jsonb(ARRAY[NEW.seq])
            AND convert_from(f.body, 'UTF8')::jsonb @> listed) THEN
        RAISE EXCEPTION 'no event says that part % of event % is erased', NEW.part, NEW.seq
            USING ERRCODE = 'check_violation', CONSTRAINT = 'record_erasure_is_said';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER record_erasure_is_said AFTER INSERT ON record_erasedpart
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION record_erasure_is_said();
REVOKE ALL ON FUNCTION record_erasure_is_said() FROM PUBLIC;

-- The same in pieces, for thousands of events in one transaction: the database takes one piece in while the next is
-- being built. Each piece moves the log on without a signed head; the transaction ends with one, or not at all.
CREATE FUNCTION record_extend(p_contract uuid, p_size bigint, p_kinds text[], p_ats timestamptz[],
                              p_pseudonyms text[], p_envelopes bytea[], p_leaves bytea[],
                              p_part_of int[], p_parts text[], p_medias text[], p_names text[], p_salts bytea[],
                              p_bodies bytea[], p_files text[])
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    added int := cardinality(p_envelopes);
BEGIN
    UPDATE record_log SET size = p_size + added, last_leaf = p_leaves[added] WHERE id = p_contract AND size = p_size;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the log % is not at %', p_contract, p_size USING ERRCODE = 'serialization_failure';
    END IF;
    INSERT INTO record_event (contract_id, seq, kind, at, pseudonym, envelope, leaf)
        SELECT p_contract, p_size + i - 1, kind, at, pseudonym, envelope, leaf
        FROM unnest(p_kinds, p_ats, p_pseudonyms, p_envelopes, p_leaves)
            WITH ORDINALITY AS t(kind, at, pseudonym, envelope, leaf, i) ORDER BY i;
    INSERT INTO record_payload (contract_id, seq, part, media, name, salt, body, file_sha256)
        SELECT p_contract, p_size + of, part, media, name, salt, body, file
        FROM unnest(p_part_of, p_parts, p_medias, p_names, p_salts, p_bodies, p_files)
            AS t(of, part, media, name, salt, body, file);
END $$;

CREATE FUNCTION record_seal(p_contract uuid, p_size bigint, p_frontier bytea, p_note bytea)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE record_log SET frontier = p_frontier, note = p_note WHERE id = p_contract AND size = p_size;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the log % is not at %', p_contract, p_size USING ERRCODE = 'serialization_failure';
    END IF;
    INSERT INTO record_head (contract_id, size, note) VALUES (p_contract, p_size, p_note);
END $$;

CREATE FUNCTION record_log_is_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM record_log l JOIN record_head h ON h.contract_id = l.id AND h.size = l.size AND h.note = l.note
                   WHERE l.id = NEW.id) THEN
        RAISE EXCEPTION 'the log % ends without a signed head', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'record_log_sealed';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER record_log_sealed AFTER UPDATE ON record_log DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.size > OLD.size AND NEW.note = OLD.note) EXECUTE FUNCTION record_log_is_sealed();

-- Locking the head needs the right to update; a function gives the lock without the right. With the head comes how far
-- the site log is, so that a database that was restored from before is noticed, and its last stamped head, which
-- events name as older than themselves.
CREATE FUNCTION record_lock(p_contract uuid, p_account uuid)
RETURNS TABLE (origin text, size bigint, frontier bytea, last_leaf bytea, pseudonym text, role text,
               site_size bigint, after_size bigint, after_root bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY
        SELECT l.origin::text, l.size, l.frontier, l.last_leaf, a.pseudonym::text, a.role::text,
               s.size, s.after_size, s.after_root
        FROM record_log l
        JOIN record_sitestate s ON s.id = 1
        LEFT JOIN record_logactor a ON a.contract_id = l.id AND a.account_id = p_account
        WHERE l.id = p_contract FOR UPDATE OF l;
END $$;

REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON record_log, record_logactor, record_event, record_payload, record_erasedpart, record_head
    FROM aval_app;
REVOKE ALL ON SEQUENCE record_position FROM aval_app;
