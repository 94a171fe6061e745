-- The site log's guards: it only grows, its entries and heads never change, and the app's role writes through functions.

ALTER TABLE record_sitestate
    ADD CONSTRAINT record_sitestate_one CHECK (id = 1),
    ADD CONSTRAINT record_sitestate_after CHECK ((after_size IS NULL) = (after_root IS NULL));
ALTER TABLE record_siteleaf
    ADD CONSTRAINT record_siteleaf_leaf CHECK (leaf = sha256('\x00'::bytea || entry)),
    ADD CONSTRAINT record_siteleaf_size CHECK (octet_length(entry) < 65536),
    ADD CONSTRAINT record_siteleaf_of CHECK ((contract_id IS NULL) = (label IS NULL) AND (contract_id IS NULL)
        = (number IS NULL) AND (contract_id IS NULL) = (size IS NULL));
ALTER TABLE record_cosignature
    ADD CONSTRAINT record_cosignature_head FOREIGN KEY (size) REFERENCES record_sitehead (size);
ALTER TABLE record_stamp
    ADD CONSTRAINT record_stamp_head FOREIGN KEY (size) REFERENCES record_sitehead (size),
    ADD CONSTRAINT record_stamp_leaf FOREIGN KEY (position) REFERENCES record_siteleaf (position);
ALTER TABLE record_keystatement
    ADD CONSTRAINT record_keystatement_leaf FOREIGN KEY (position) REFERENCES record_siteleaf (position);
INSERT INTO record_sitestate (id, size, frontier, xid, position) VALUES (1, 0, '\x0000000000000000', 0, 0);

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['siteleaf', 'sitehead', 'cosignature', 'stamp', 'keystatement'] LOOP
        EXECUTE format('CREATE TRIGGER record_%1$s_immutable BEFORE UPDATE OR DELETE ON record_%1$s'
            ' FOR EACH ROW EXECUTE FUNCTION record_refuse_change()', name);
        EXECUTE format('CREATE TRIGGER record_%1$s_kept BEFORE TRUNCATE ON record_%1$s'
            ' FOR EACH STATEMENT EXECUTE FUNCTION record_refuse_change()', name);
    END LOOP;
END $$;

-- Heads stand in events, which can't go or change, so that what was there once is there.
CREATE FUNCTION record_siteleaf_has_head() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM record_event e WHERE e.contract_id = NEW.contract_id AND e.seq = NEW.size - 1
                   AND e.note <> ''::bytea) THEN
        RAISE EXCEPTION 'the log % has no head at %', NEW.contract_id, NEW.size
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'record_siteleaf_head';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER record_siteleaf_head BEFORE INSERT ON record_siteleaf
    FOR EACH ROW WHEN (NEW.contract_id IS NOT NULL) EXECUTE FUNCTION record_siteleaf_has_head();

CREATE FUNCTION record_site_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.size < OLD.size OR NEW.after_size < OLD.after_size THEN
        RAISE EXCEPTION 'the site log only grows'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'record_site_grows';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER record_site_grows BEFORE UPDATE ON record_sitestate FOR EACH ROW EXECUTE FUNCTION record_site_grows();
CREATE TRIGGER record_site_kept BEFORE DELETE ON record_sitestate FOR EACH ROW EXECUTE FUNCTION record_refuse_change();
CREATE TRIGGER record_site_not_emptied BEFORE TRUNCATE ON record_sitestate
    FOR EACH STATEMENT EXECUTE FUNCTION record_refuse_change();

-- Appends entries and moves on the place in the events up to which they were taken in.
CREATE FUNCTION record_site_append(p_size bigint, p_contracts uuid[], p_numbers bigint[], p_sizes bigint[],
                                   p_labels bytea[], p_entries bytea[], p_leaves bytea[], p_frontier bytea,
                                   p_xid bigint, p_position bigint)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE record_sitestate SET size = p_size + cardinality(p_entries), frontier = p_frontier,
        xid = p_xid, position = p_position WHERE id = 1 AND size = p_size;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the site log is not at %', p_size USING ERRCODE = 'serialization_failure';
    END IF;
    INSERT INTO record_siteleaf (position, contract_id, number, size, label, entry, leaf)
        SELECT p_size + i - 1, p_contracts[i], p_numbers[i], p_sizes[i], p_labels[i], p_entries[i], p_leaves[i]
        FROM generate_series(1, cardinality(p_entries)) AS i;
END $$;

-- Keeps a signed head. One size has one root; signing the same again, after a crash, is harmless.
CREATE FUNCTION record_site_sign(p_size bigint, p_root bytea, p_note bytea, p_at timestamptz)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF p_size > (SELECT size FROM record_sitestate) THEN
        RAISE EXCEPTION 'the site log has no % entries' , p_size USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (SELECT FROM record_sitehead WHERE size = p_size AND root <> p_root) THEN
        RAISE EXCEPTION 'another root was signed at %', p_size
            USING ERRCODE = 'check_violation', CONSTRAINT = 'record_sitehead_one_root';
    END IF;
    INSERT INTO record_sitehead (size, root, note, at) VALUES (p_size, p_root, p_note, p_at)
        ON CONFLICT (size) DO NOTHING;
    -- The first head that holds the newest stamp is what events name from now on.
    UPDATE record_sitestate s SET after_size = p_size, after_root = p_root
        WHERE p_size > coalesce(s.after_size, 0) AND EXISTS (
            SELECT FROM record_stamp t WHERE t.at IS NOT NULL AND t.position < p_size
                AND t.position >= coalesce(s.after_size, 0));
END $$;

CREATE FUNCTION record_site_cosign(p_size bigint, p_witness text, p_line bytea, p_at timestamptz)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO record_cosignature (size, witness, line, at) VALUES (p_size, p_witness, p_line, p_at)
        ON CONFLICT (size, witness) DO NOTHING;
$$;

-- Keeps a stamp, whose own hash stands in the log already: whatever names a head that holds it is later than the stamp.
CREATE FUNCTION record_site_stamp(p_id uuid, p_size bigint, p_kind text, p_authority text, p_token bytea,
                                  p_at timestamptz, p_position bigint)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO record_stamp (id, size, kind, authority, token, at, position)
        VALUES (p_id, p_size, p_kind, p_authority, p_token, p_at, p_position);
$$;

CREATE FUNCTION record_state_keys(p_number bigint, p_note bytea, p_position bigint)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO record_keystatement (number, note, position) VALUES (p_number, p_note, p_position);
$$;

REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON record_sitestate, record_siteleaf, record_sitehead, record_cosignature,
    record_stamp, record_keystatement FROM aval_app;
