-- What was brought in, who attests it and what was answered stay as they were; each belongs to its entry or minutes,
-- and nobody answers what they themselves brought in or wrote.

ALTER TABLE imports_import
    ADD CONSTRAINT import_thread FOREIGN KEY (contract_id) REFERENCES conversation_thread (contract_id);
ALTER TABLE imports_importedentry
    ADD CONSTRAINT entry_thread FOREIGN KEY (contract_id) REFERENCES conversation_thread (contract_id),
    ADD CONSTRAINT entry_replaces FOREIGN KEY (contract_id, replaces) REFERENCES imports_importedentry (contract_id, id);
ALTER TABLE imports_attestation
    ADD CONSTRAINT attestation_entry FOREIGN KEY (contract_id, entry_id) REFERENCES imports_importedentry (contract_id, id),
    ADD CONSTRAINT attestation_account FOREIGN KEY (account_id) REFERENCES accounts_account (id);
ALTER TABLE imports_entryfile
    ADD CONSTRAINT file_entry FOREIGN KEY (contract_id, entry_id) REFERENCES imports_importedentry (contract_id, id);
ALTER TABLE imports_answer
    ADD CONSTRAINT answer_entry FOREIGN KEY (contract_id, entry_id) REFERENCES imports_importedentry (contract_id, id),
    ADD CONSTRAINT answer_account FOREIGN KEY (account_id) REFERENCES accounts_account (id);
ALTER TABLE imports_minutes
    ADD CONSTRAINT minutes_thread FOREIGN KEY (contract_id) REFERENCES conversation_thread (contract_id);
ALTER TABLE imports_minutesanswer
    ADD CONSTRAINT answer_minutes FOREIGN KEY (contract_id, minutes_id) REFERENCES imports_minutes (contract_id, id);
ALTER TABLE imports_minutesfile
    ADD CONSTRAINT file_minutes FOREIGN KEY (contract_id, minutes_id) REFERENCES imports_minutes (contract_id, id);

ALTER TABLE imports_bridge
    ADD CONSTRAINT bridge_thread FOREIGN KEY (contract_id) REFERENCES conversation_thread (contract_id);
ALTER TABLE imports_bridgecode
    ADD CONSTRAINT code_thread FOREIGN KEY (contract_id) REFERENCES conversation_thread (contract_id);
ALTER TABLE imports_correspondent
    ADD CONSTRAINT correspondent_thread FOREIGN KEY (contract_id) REFERENCES conversation_thread (contract_id);
ALTER TABLE imports_arrival
    ADD CONSTRAINT arrival_thread FOREIGN KEY (contract_id) REFERENCES conversation_thread (contract_id);
ALTER TABLE imports_gapdismissal
    ADD CONSTRAINT dismissal_thread FOREIGN KEY (contract_id) REFERENCES conversation_thread (contract_id);

CREATE FUNCTION imports_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was brought in stays: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'imports_append_only';
END $$;
-- Only erasure takes something out: what the record says was erased, and the originals that held it.
CREATE FUNCTION imports_is_erased(p_contract uuid, p_seq bigint, p_part text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM record_erasedpart
                   WHERE contract_id = p_contract AND seq = p_seq AND part = p_part)
$$;
CREATE FUNCTION imports_importedentry_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    words text[] := '{label,subject,text,quoted,flags}';
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - words = to_jsonb(OLD) - words AND NEW.text = ''
        AND imports_is_erased(OLD.contract_id, OLD.seq, 'text') THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'what was brought in stays: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'imports_append_only';
END $$;
CREATE FUNCTION imports_attestation_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    words text[] := '{fingerprint,digest}';
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - words = to_jsonb(OLD) - words AND EXISTS (
        SELECT FROM imports_importedentry e WHERE e.contract_id = OLD.contract_id AND e.id = OLD.entry_id
            AND imports_is_erased(e.contract_id, e.seq, 'text')) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'what was brought in stays: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'imports_append_only';
END $$;
CREATE FUNCTION imports_entryfile_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND EXISTS (
        SELECT FROM imports_importedentry e WHERE e.contract_id = OLD.contract_id AND e.id = OLD.entry_id
            AND imports_is_erased(e.contract_id, e.seq, 'attachments.' || OLD.position)) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'what was brought in stays: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'imports_append_only';
END $$;
CREATE FUNCTION imports_minutes_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    words text[] := '{people,text}';
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - words = to_jsonb(OLD) - words AND NEW.text = ''
        AND imports_is_erased(OLD.contract_id, OLD.seq, 'text') THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'what was brought in stays: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'imports_append_only';
END $$;
CREATE TRIGGER entry_kept BEFORE UPDATE OR DELETE ON imports_importedentry
    FOR EACH ROW EXECUTE FUNCTION imports_importedentry_stays();
CREATE TRIGGER attestation_kept BEFORE UPDATE OR DELETE ON imports_attestation
    FOR EACH ROW EXECUTE FUNCTION imports_attestation_stays();
CREATE TRIGGER entry_file_kept BEFORE UPDATE OR DELETE ON imports_entryfile
    FOR EACH ROW EXECUTE FUNCTION imports_entryfile_stays();
CREATE TRIGGER answer_kept BEFORE UPDATE OR DELETE ON imports_answer
    FOR EACH ROW EXECUTE FUNCTION imports_refuse_change();
CREATE TRIGGER minutes_kept BEFORE UPDATE OR DELETE ON imports_minutes
    FOR EACH ROW EXECUTE FUNCTION imports_minutes_stays();
CREATE TRIGGER minutes_answer_kept BEFORE UPDATE OR DELETE ON imports_minutesanswer
    FOR EACH ROW EXECUTE FUNCTION imports_refuse_change();
CREATE TRIGGER import_kept BEFORE DELETE ON imports_import
    FOR EACH ROW WHEN (OLD.status = 'confirmed') EXECUTE FUNCTION imports_refuse_change();
-- Of a confirmed import only two things are still to come: that the time for an answer ended, and that names in
-- it were erased.
CREATE TRIGGER import_confirmed_stays BEFORE UPDATE ON imports_import
    FOR EACH ROW WHEN (OLD.status = 'confirmed'
        AND (to_jsonb(NEW) - 'silent_from' IS DISTINCT FROM to_jsonb(OLD) - 'silent_from' OR OLD.silent_from IS NOT NULL)
        AND (NEW.erased_at IS NULL OR to_jsonb(NEW) - '{erased_at,file_name,omission,people}'::text[]
            IS DISTINCT FROM to_jsonb(OLD) - '{erased_at,file_name,omission,people}'::text[]))
    EXECUTE FUNCTION imports_refuse_change();

-- What arrived stays byte for byte, unless it was erased; only whose it is may still be said, once.
CREATE FUNCTION imports_arrival_is_erased(p_contract uuid, p_arrival uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM record_erasedpart x
        JOIN record_event e ON e.contract_id = x.contract_id AND e.seq = x.seq
            AND e.kind IN ('imports.message-arrived.1', 'imports.arrival-held.1')
        JOIN record_payload f ON f.contract_id = x.contract_id AND f.seq = x.seq AND f.part = 'facts'
        WHERE x.contract_id = p_contract AND x.part IN ('text', 'evidence')
            AND convert_from(f.body, 'UTF8')::jsonb ->> 'arrival_id' = p_arrival::text)
$$;
CREATE TRIGGER arrival_kept BEFORE DELETE ON imports_arrival
    FOR EACH ROW EXECUTE FUNCTION imports_refuse_change();
CREATE TRIGGER arrival_stays BEFORE UPDATE ON imports_arrival
    FOR EACH ROW WHEN ((OLD.status <> 'waiting'
        OR to_jsonb(NEW) - '{status,decided_by_id,decided_at}'::text[]
            IS DISTINCT FROM to_jsonb(OLD) - '{status,decided_by_id,decided_at}'::text[])
        AND NOT (NEW.raw_id IS NULL AND to_jsonb(NEW) - '{raw_id,provider_id,sender,name,subject,text,quoted,evidence,flags}'::text[]
            = to_jsonb(OLD) - '{raw_id,provider_id,sender,name,subject,text,quoted,evidence,flags}'::text[]
            AND imports_arrival_is_erased(OLD.contract_id, OLD.id)))
    EXECUTE FUNCTION imports_refuse_change();
CREATE TRIGGER bridge_kept BEFORE DELETE ON imports_bridge
    FOR EACH ROW EXECUTE FUNCTION imports_refuse_change();
CREATE TRIGGER bridge_stays BEFORE UPDATE ON imports_bridge
    FOR EACH ROW WHEN (OLD.ended_at IS NOT NULL
        OR to_jsonb(NEW) - '{ended_by_id,ended_at}'::text[] IS DISTINCT FROM to_jsonb(OLD) - '{ended_by_id,ended_at}'::text[])
    EXECUTE FUNCTION imports_refuse_change();
CREATE TRIGGER correspondent_kept BEFORE UPDATE OR DELETE ON imports_correspondent
    FOR EACH ROW EXECUTE FUNCTION imports_refuse_change();
CREATE TRIGGER dismissal_kept BEFORE UPDATE OR DELETE ON imports_gapdismissal
    FOR EACH ROW EXECUTE FUNCTION imports_refuse_change();

CREATE FUNCTION imports_other_party_answers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM imports_importedentry e
               LEFT JOIN imports_import i ON i.id = e.brought_by_id LEFT JOIN imports_arrival a ON a.id = e.arrival_id
               WHERE e.contract_id = NEW.contract_id AND e.id = NEW.entry_id
                 AND NEW.account_id IN (i.uploaded_by_id, a.decided_by_id))
        OR NOT EXISTS (SELECT 1 FROM conversation_thread t
                       WHERE t.contract_id = NEW.contract_id AND NEW.account_id IN (t.client_id, t.professional_id)) THEN
        RAISE EXCEPTION 'the other party answers'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'answer_by_other_party';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER answer_by_other_party BEFORE INSERT ON imports_answer
    FOR EACH ROW EXECUTE FUNCTION imports_other_party_answers();

CREATE FUNCTION imports_other_party_answers_minutes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM imports_minutes m JOIN conversation_thread t ON t.contract_id = m.contract_id
                   WHERE m.contract_id = NEW.contract_id AND m.id = NEW.minutes_id
                     AND m.written_by_id <> NEW.answered_by_id
                     AND NEW.answered_by_id IN (t.client_id, t.professional_id)) THEN
        RAISE EXCEPTION 'the other party answers'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'minutes_answered_by_other_party';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER minutes_answered_by_other_party BEFORE INSERT ON imports_minutesanswer
    FOR EACH ROW EXECUTE FUNCTION imports_other_party_answers_minutes();

-- Nothing comes in from outside while the gate is closed.
CREATE FUNCTION imports_gate_is_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM conversation_gateopening WHERE contract_id = NEW.contract_id) THEN
        RAISE EXCEPTION 'the gate is closed'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'import_gate_is_open';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER import_gate_is_open BEFORE INSERT ON imports_import
    FOR EACH ROW EXECUTE FUNCTION imports_gate_is_open();
CREATE TRIGGER minutes_gate_is_open BEFORE INSERT ON imports_minutes
    FOR EACH ROW EXECUTE FUNCTION imports_gate_is_open();
CREATE TRIGGER bridge_gate_is_open BEFORE INSERT ON imports_bridge
    FOR EACH ROW EXECUTE FUNCTION imports_gate_is_open();
CREATE TRIGGER arrival_gate_is_open BEFORE INSERT ON imports_arrival
    FOR EACH ROW EXECUTE FUNCTION imports_gate_is_open();

REVOKE DELETE, TRUNCATE ON imports_arrival, imports_bridge FROM aval_app;
REVOKE UPDATE, DELETE, TRUNCATE ON imports_correspondent, imports_gapdismissal, imports_importedentry, imports_attestation, imports_entryfile, imports_answer,
    imports_minutes, imports_minutesanswer, imports_minutesfile FROM aval_app;

-- Makes what was brought in agree with what the record says was erased: may be called any number of times. Exports
-- themselves are not kept once they are confirmed; their names and who is who in them go, for all of the same app. A mail
-- or request that arrived goes whole.
CREATE FUNCTION imports_forget(p_contract uuid, p_at timestamptz)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    gone uuid[];
    hashes text[];
BEGIN
    CREATE TEMPORARY TABLE erased ON COMMIT DROP AS
        SELECT e.id, e.arrival_id, i.source, e.brought_by_id FROM imports_importedentry e
        LEFT JOIN imports_import i ON i.id = e.brought_by_id
        WHERE e.contract_id = p_contract AND imports_is_erased(p_contract, e.seq, 'text');
    UPDATE imports_importedentry e SET label = '', subject = '', text = '', quoted = '', flags =
            coalesce((SELECT jsonb_agg(jsonb_build_object('code', f -> 'code', 'detail', '')) FROM jsonb_array_elements(flags) f), '[]')
        WHERE contract_id = p_contract AND id IN (SELECT id FROM erased) AND (label, subject, text, quoted) <> ('', '', '', '');
    UPDATE imports_attestation SET fingerprint = '', digest = ''
        WHERE contract_id = p_contract AND entry_id IN (SELECT id FROM erased) AND (fingerprint, digest) <> ('', '');
    UPDATE imports_minutes m SET people = '', text = ''
        WHERE contract_id = p_contract AND text <> '' AND imports_is_erased(p_contract, seq, 'text');

    UPDATE imports_import i SET erased_at = p_at, file_name = '', omission = '', people = coalesce((
            SELECT jsonb_object_agg(name, side) FROM jsonb_each(i.people) AS p(name, side)
            WHERE EXISTS (SELECT FROM imports_importedentry e WHERE e.brought_by_id = i.id AND e.label = left(name, 200))), '{}')
        WHERE i.contract_id = p_contract AND i.status = 'confirmed' AND i.source IN (SELECT source FROM erased);
    WITH had AS (
        SELECT id, raw_id FROM imports_arrival
            WHERE contract_id = p_contract AND raw_id IS NOT NULL AND imports_arrival_is_erased(p_contract, id) FOR UPDATE),
        taken AS (
        UPDATE imports_arrival a SET raw_id = NULL, provider_id = 'erased ' || a.id, sender = '', name = '', subject = '',
                text = '', quoted = '', evidence = '{}', flags = '[]' FROM had WHERE a.id = had.id RETURNING had.raw_id)
    SELECT array_agg(raw_id) INTO hashes FROM taken;

    WITH files AS (
        DELETE FROM imports_entryfile f USING imports_importedentry e
            WHERE f.contract_id = p_contract AND e.contract_id = f.contract_id AND e.id = f.entry_id
                AND imports_is_erased(p_contract, e.seq, 'attachments.' || f.position)
            RETURNING f.attachment_id),
        minuted AS (
        DELETE FROM imports_minutesfile f USING imports_minutes m
            WHERE f.contract_id = p_contract AND m.contract_id = f.contract_id AND m.id = f.minutes_id
                AND imports_is_erased(p_contract, m.seq, 'attachments.' || f.position)
            RETURNING f.attachment_id)
    SELECT array_agg(attachment_id) INTO gone FROM (TABLE files UNION ALL TABLE minuted) AS all_of_them;
    DROP TABLE erased;
    PERFORM files_forget(gone);
    PERFORM files_doom(hashes);
END $$;
