-- The record's guards. The app's role reads, and writes through the functions below; they check each event against the one
-- before it. Everybody, the tables' owner too, is stopped by the triggers: events come from the app's sessions alone,
-- which have no way but these functions, and no row changes but for what is erased.
--
-- One event is one row, with its parts and with the head that was signed on it: an append is one insert. Constraints are
-- set up anew by every statement, a condition of the functions once for a connection: what events and parts have to be
-- is said in these, and the leaf's hash in a constraint as well.

CREATE SEQUENCE record_position AS bigint;
ALTER TABLE record_event
    ALTER COLUMN xid SET DEFAULT (pg_current_xact_id()::text::bigint),
    ALTER COLUMN position SET DEFAULT nextval('record_position'),
    -- The head of the log that ends here, and its tree's frontier. Empty, not null, where a piece ends without one.
    ADD COLUMN note bytea,
    ADD COLUMN frontier bytea,
    -- Parts side by side, 32 bytes of salts for each; names and files only where a part is a file.
    ADD COLUMN parts text[] NOT NULL,
    ADD COLUMN medias text[] NOT NULL,
    ADD COLUMN names text[],
    ADD COLUMN salts bytea NOT NULL,
    ADD COLUMN bodies bytea[] NOT NULL,
    ADD COLUMN files text[];
CREATE UNIQUE INDEX record_event_order ON record_event (xid, position);

ALTER TABLE record_event ADD CONSTRAINT record_event_leaf CHECK (leaf = sha256('\x00'::bytea || envelope));
ALTER TABLE record_logactor
    ADD CONSTRAINT record_logactor_log FOREIGN KEY (contract_id) REFERENCES record_origin (id);
-- Facts are what the parties' states and money rest on; they hold no text of anybody's.
ALTER TABLE record_erasedpart
    ADD CONSTRAINT record_erasedpart_event FOREIGN KEY (contract_id, seq) REFERENCES record_event (contract_id, seq),
    ADD CONSTRAINT record_erasedpart_no_facts CHECK (part <> 'facts');

CREATE VIEW record_log AS
    SELECT o.id, o.origin, coalesce(e.seq + 1, 0) AS size, coalesce(e.frontier, '\x0000000000000000') AS frontier,
        coalesce(e.leaf, ''::bytea) AS last_leaf, coalesce(e.note, ''::bytea) AS note, o.site_key
    FROM record_origin o
    LEFT JOIN LATERAL (SELECT l.seq, l.frontier, l.leaf, l.note FROM record_event l WHERE l.contract_id = o.id
                       ORDER BY l.seq DESC LIMIT 1) AS e ON true;
CREATE VIEW record_head AS
    SELECT contract_id, seq, seq + 1 AS size, note FROM record_event WHERE note <> ''::bytea;
CREATE VIEW record_payload AS
    SELECT e.contract_id, e.seq, p.part, p.media, coalesce(p.name, '') AS name,
        substring(e.salts FROM (32 * p.place - 31)::int FOR 32) AS salt, p.body, coalesce(p.file, '') AS file_sha256
    FROM record_event e
    CROSS JOIN LATERAL unnest(e.parts, e.medias, e.names, e.bodies, e.files) WITH ORDINALITY
        AS p (part, media, name, body, file, place);

CREATE FUNCTION record_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the record is append-only: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'record_append_only';
END $$;

CREATE TRIGGER record_event_kept BEFORE DELETE OR TRUNCATE ON record_event
    FOR EACH STATEMENT EXECUTE FUNCTION record_refuse_change();
CREATE TRIGGER record_event_appended BEFORE INSERT ON record_event
    FOR EACH STATEMENT WHEN (session_user <> 'aval_app') EXECUTE FUNCTION record_refuse_change();

-- What is left of an event once all that is listed as erased has gone: a part's body and salt go only where a row says
-- that it is erased, by which event and on which ground.
CREATE FUNCTION record_left(INOUT event record_event) LANGUAGE plpgsql AS $$
DECLARE
    has_files boolean := event.files IS NOT NULL;
BEGIN
    SELECT coalesce(array_agg(p.part ORDER BY p.place), '{}'), coalesce(array_agg(p.media ORDER BY p.place), '{}'),
            CASE WHEN has_files THEN coalesce(array_agg(p.name ORDER BY p.place), '{}') END,
            coalesce(string_agg(substring(event.salts FROM (32 * p.place - 31)::int FOR 32), ''::bytea
                                ORDER BY p.place), ''::bytea),
            coalesce(array_agg(p.body ORDER BY p.place), '{}'),
            CASE WHEN has_files THEN coalesce(array_agg(p.file ORDER BY p.place), '{}') END
        INTO event.parts, event.medias, event.names, event.salts, event.bodies, event.files
        FROM unnest(event.parts, event.medias, event.names, event.bodies, event.files) WITH ORDINALITY
            AS p (part, media, name, body, file, place)
        WHERE NOT EXISTS (SELECT FROM record_erasedpart x
                          WHERE x.contract_id = event.contract_id AND x.seq = event.seq AND x.part = p.part);
END $$;
CREATE FUNCTION record_event_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW IS DISTINCT FROM OLD AND NEW IS NOT DISTINCT FROM record_left(OLD) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the record is append-only: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'record_append_only';
END $$;
CREATE TRIGGER record_event_immutable BEFORE UPDATE ON record_event
    FOR EACH ROW EXECUTE FUNCTION record_event_stays();

CREATE TRIGGER record_erasedpart_immutable BEFORE UPDATE OR DELETE ON record_erasedpart
    FOR EACH ROW EXECUTE FUNCTION record_refuse_change();
CREATE TRIGGER record_erasedpart_kept BEFORE TRUNCATE ON record_erasedpart
    FOR EACH STATEMENT EXECUTE FUNCTION record_refuse_change();
CREATE TRIGGER record_logactor_immutable BEFORE UPDATE OR DELETE ON record_logactor
    FOR EACH ROW EXECUTE FUNCTION record_refuse_change();
CREATE TRIGGER record_logactor_kept BEFORE TRUNCATE ON record_logactor
    FOR EACH STATEMENT EXECUTE FUNCTION record_refuse_change();
CREATE TRIGGER record_origin_immutable BEFORE UPDATE OR DELETE ON record_origin
    FOR EACH ROW EXECUTE FUNCTION record_refuse_change();
CREATE TRIGGER record_origin_kept BEFORE TRUNCATE ON record_origin
    FOR EACH STATEMENT EXECUTE FUNCTION record_refuse_change();

CREATE FUNCTION record_open(p_contract uuid, p_origin text, p_accounts uuid[], p_pseudonyms text[], p_roles text[],
                            p_site_key bytea)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO record_origin (id, origin, site_key) VALUES (p_contract, p_origin, p_site_key);
    INSERT INTO record_logactor (contract_id, account_id, pseudonym, role)
        SELECT p_contract, a, p, r FROM unnest(p_accounts, p_pseudonyms, p_roles) AS t(a, p, r);
END $$;

CREATE FUNCTION record_admit(p_contract uuid, p_account uuid, p_pseudonym text, p_role text)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO record_logactor (contract_id, account_id, pseudonym, role)
        VALUES (p_contract, p_account, p_pseudonym, p_role) ON CONFLICT (contract_id, account_id) DO NOTHING;
$$;

-- Says what is wrong with events that were not taken in.
CREATE FUNCTION record_refuse_events(p_contract uuid, p_size bigint, p_envelopes bytea[], p_leaves bytea[])
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    before bytea := (SELECT leaf FROM record_event WHERE contract_id = p_contract AND seq = p_size - 1);
    said jsonb;
BEGIN
    IF (before IS NULL) <> (p_size = 0) THEN
        RAISE EXCEPTION 'the log % is not at %', p_contract, p_size USING ERRCODE = 'serialization_failure';
    END IF;
    FOR i IN 1 .. cardinality(p_envelopes) LOOP
        said := convert_from(p_envelopes[i], 'UTF8')::jsonb;
        IF said -> 'seq' IS DISTINCT FROM to_jsonb(p_size + i - 1) THEN
            RAISE EXCEPTION 'the envelope says otherwise'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'record_event_envelope';
        ELSIF NOT EXISTS (SELECT FROM record_logactor
                          WHERE contract_id = p_contract AND pseudonym = said -> 'actor' ->> 'p') THEN
            RAISE EXCEPTION '% is nobody in the log %', said -> 'actor' ->> 'p', p_contract
                USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'record_event_actor';
        ELSIF said ->> 'prev' IS DISTINCT FROM encode(before, 'base64') THEN
            RAISE EXCEPTION 'event % does not follow event %', p_size + i - 1, p_size + i - 2
                USING ERRCODE = 'check_violation', CONSTRAINT = 'record_event_follows';
        END IF;
        before := p_leaves[i];
    END LOOP;
    RAISE EXCEPTION 'parts, salts and contents of an event do not go together, or it is too large'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'record_event_parts';
END $$;

-- Appends one event without files, by far the most of all appends, to a log that has some, with the head that ends there.
-- The caller holds the log's lock (record_lock) and built the envelope on the head it read; a head that moved is refused.
-- Columns are read from the hashed bytes, whoever acted is known to the log, and the event follows the one before it. Open
-- pages are told after the commit: a NOTIFY in here would make all commits of the database wait for one another.
-- Of its parts' names and media classes there is a line for each.
--
-- Plans are kept for as long as a connection lasts, and one made while a table was all but empty could go on reading all
-- of it: each look is a subquery of its own, by the index.
CREATE FUNCTION record_append(p_contract uuid, p_size bigint, p_envelope bytea, p_leaf bytea, p_parts text,
                              p_medias text, p_salts bytea, p_bodies bytea[], p_frontier bytea, p_note bytea)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO record_event (contract_id, seq, kind, at, pseudonym, envelope, leaf, note, frontier,
                              parts, medias, salts, bodies)
        SELECT p_contract, p_size, said ->> 'type', (said ->> 'at')::timestamptz, said -> 'actor' ->> 'p', p_envelope,
            p_leaf, p_note, p_frontier, parts, medias, p_salts, p_bodies
        FROM (SELECT convert_from(p_envelope, 'UTF8')::jsonb AS said, string_to_array(p_parts, E'\n') AS parts,
                  string_to_array(p_medias, E'\n') AS medias OFFSET 0) AS one
        WHERE (said ->> 'seq')::bigint = p_size
            AND said ->> 'prev' = encode((SELECT e.leaf FROM record_event e
                                          WHERE e.contract_id = p_contract AND e.seq = p_size - 1), 'base64')
            AND (SELECT a.role FROM record_logactor a
                 WHERE a.contract_id = p_contract AND a.pseudonym = said -> 'actor' ->> 'p') IS NOT NULL
            AND octet_length(p_envelope) <= 16384 AND octet_length(p_salts) = 32 * cardinality(parts)
            AND cardinality(medias) = cardinality(parts) AND cardinality(p_bodies) = cardinality(parts)
            AND array_position(p_bodies, NULL) IS NULL AND p_note <> ''::bytea AND p_frontier <> ''::bytea;
    IF NOT FOUND THEN
        PERFORM record_refuse_events(p_contract, p_size, ARRAY[p_envelope], ARRAY[p_leaf]);
    END IF;
END $$;

-- The same for many, for files, or for a log's first: all of a transaction's, with the head that ends there, or a piece
-- of thousands without one, so that the database takes a piece in while the next is being built. The transaction ends
-- with a head, or not at all. What parts and media classes event i has is p_parts[i] and p_medias[i], a line for each;
-- their bodies, salts, names and files stand side by side, those of event i up to p_ends[i].
CREATE FUNCTION record_extend(p_contract uuid, p_size bigint, p_envelopes bytea[], p_leaves bytea[], p_ends int[],
                              p_parts text[], p_medias text[], p_names text[], p_salts bytea, p_bodies bytea[],
                              p_files text[], p_frontier bytea, p_note bytea)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    last bytea := (SELECT leaf FROM record_event WHERE contract_id = p_contract AND seq = p_size - 1);
    known text[] := ARRAY(SELECT pseudonym FROM record_logactor WHERE contract_id = p_contract);
    given int := cardinality(p_envelopes);
    taken int;
BEGIN
    -- Unnested together: to look one up by its number, the database walks the array from its beginning each time.
    INSERT INTO record_event (contract_id, seq, kind, at, pseudonym, envelope, leaf, note, frontier,
                              parts, medias, names, salts, bodies, files)
        SELECT p_contract, p_size + i - 1, said ->> 'type', (said ->> 'at')::timestamptz, said -> 'actor' ->> 'p',
            envelope, leaf, CASE WHEN i = given THEN coalesce(p_note, ''::bytea) END,
            CASE WHEN i = given THEN p_frontier END, parts, medias, names, salts, bodies, files
        FROM (SELECT i, envelope, leaf, before, convert_from(envelope, 'UTF8')::jsonb AS said,
                  string_to_array(parts, E'\n') AS parts, string_to_array(medias, E'\n') AS medias,
                  p_names[first + 1:ends] AS names, p_bodies[first + 1:ends] AS bodies, p_files[first + 1:ends] AS files,
                  substring(p_salts FROM 32 * first + 1 FOR 32 * (ends - first)) AS salts
              FROM unnest(p_envelopes, p_leaves, p_ends, p_parts, p_medias, ARRAY[last] || p_leaves, ARRAY[0] || p_ends)
                  WITH ORDINALITY AS t (envelope, leaf, ends, parts, medias, before, first, i)
              WHERE i <= given OFFSET 0) AS one
        WHERE (said ->> 'seq')::bigint = p_size + i - 1
            AND said ->> 'prev' IS NOT DISTINCT FROM encode(before, 'base64')
            AND said -> 'actor' ->> 'p' = ANY (known)
            AND octet_length(envelope) <= 16384 AND octet_length(salts) = 32 * cardinality(parts)
            AND cardinality(medias) = cardinality(parts) AND cardinality(bodies) = cardinality(parts)
            -- A part has a body or is a file, never both.
            AND CASE WHEN p_files IS NULL THEN array_position(bodies, NULL) IS NULL
                ELSE cardinality(files) = cardinality(parts) AND cardinality(names) = cardinality(parts)
                    AND NOT array_positions(files, NULL) && array_positions(bodies, NULL)
                    AND cardinality(array_positions(files, NULL) || array_positions(bodies, NULL)) = cardinality(parts)
                END
            AND (i < given OR coalesce(p_note, ''::bytea) = ''::bytea OR p_frontier <> ''::bytea)
        ORDER BY i;
    GET DIAGNOSTICS taken = ROW_COUNT;
    IF taken < given THEN
        PERFORM record_refuse_events(p_contract, p_size, p_envelopes, p_leaves);
    END IF;
END $$;

CREATE FUNCTION record_log_is_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT e.note FROM record_event e WHERE e.contract_id = NEW.contract_id ORDER BY e.seq DESC LIMIT 1)
            IS NOT DISTINCT FROM ''::bytea THEN
        RAISE EXCEPTION 'the log % ends without a signed head', NEW.contract_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'record_log_sealed';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER record_log_sealed AFTER INSERT ON record_event DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.note = ''::bytea) EXECUTE FUNCTION record_log_is_sealed();

-- Erasing destroys payload and salt and leaves the event. The event that says so is appended at the end of the same
-- transaction, so whether it is there, and says this part and this ground, is looked at when the transaction commits.
CREATE FUNCTION record_erase(p_contract uuid, p_by bigint, p_ground text, p_seqs bigint[], p_parts text[],
                             p_at timestamptz)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO record_erasedpart (contract_id, seq, part, by_seq, ground, erased_at)
        SELECT p_contract, s, p, p_by, p_ground, p_at FROM unnest(p_seqs, p_parts) AS t(s, p);
    UPDATE record_event e SET (parts, medias, names, salts, bodies, files)
            = (SELECT l.parts, l.medias, l.names, l.salts, l.bodies, l.files FROM record_left(e) AS l)
        WHERE e.contract_id = p_contract AND e.seq = ANY (p_seqs) AND EXISTS (
            SELECT FROM unnest(p_seqs, p_parts) AS t(s, p) WHERE t.s = e.seq AND t.p = ANY (e.parts));
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

-- Locking a log needs the right to update; a function gives the lock without the right, to whoever acts in the log.
CREATE FUNCTION record_lock(p_contract uuid, p_account uuid)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM FROM record_origin o WHERE o.id = p_contract
        AND EXISTS (SELECT FROM record_logactor a WHERE a.contract_id = o.id AND a.account_id = p_account) FOR UPDATE;
END $$;

-- How a log stands, and as whom an account acts in it. Who is going to append asks once the lock is there, by a statement
-- of its own. With it comes how far the site log is, so that a database that was restored from before is noticed, and its
-- last stamped head, which events name as older than themselves. The planner puts it in its caller's place.
CREATE FUNCTION record_stand(p_contract uuid, p_account uuid)
RETURNS TABLE (origin text, size bigint, frontier bytea, last_leaf bytea, pseudonym text, role text,
               site_size bigint, after_size bigint, after_root bytea)
LANGUAGE sql STABLE AS $$
    SELECT l.origin::text, l.size, l.frontier, l.last_leaf, a.pseudonym::text, a.role::text,
           s.size, s.after_size, s.after_root
    FROM record_log l
    JOIN record_sitestate s ON s.id = 1
    LEFT JOIN record_logactor a ON a.contract_id = l.id AND a.account_id = p_account
    WHERE l.id = p_contract;
$$;

REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON record_origin, record_logactor, record_event, record_erasedpart, record_log,
    record_payload, record_head FROM aval_app;
REVOKE ALL ON SEQUENCE record_position FROM aval_app;
