-- Stored bytes are never renamed, and a file that was attached to a place stays there under its name.

CREATE FUNCTION files_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a kept file stays: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'files_kept';
END $$;
-- A kept file goes only with a row that has its bytes taken from the disk too.
CREATE FUNCTION files_storedfile_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND EXISTS (SELECT FROM files_doomedfile WHERE sha256 = OLD.sha256) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'a kept file stays: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'files_kept';
END $$;
CREATE TRIGGER stored_file_kept BEFORE UPDATE OR DELETE ON files_storedfile
    FOR EACH ROW EXECUTE FUNCTION files_storedfile_stays();
CREATE TRIGGER attachment_stays BEFORE UPDATE ON files_attachment
    FOR EACH ROW WHEN (OLD.attached_at IS NOT NULL
        OR (NEW.id, NEW.file_id, NEW.name, NEW.kept_by_id, NEW.kept_at)
            IS DISTINCT FROM (OLD.id, OLD.file_id, OLD.name, OLD.kept_by_id, OLD.kept_at))
    EXECUTE FUNCTION files_refuse_change();
-- An attached one goes only where something of its contract was erased; whatever still carries it holds it by a key.
CREATE FUNCTION files_attachment_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM record_erasedpart WHERE contract_id = OLD.contract_id AND part LIKE 'attachments.%') THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'a kept file stays: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'files_kept';
END $$;
CREATE TRIGGER attachment_kept BEFORE DELETE ON files_attachment
    FOR EACH ROW WHEN (OLD.attached_at IS NOT NULL) EXECUTE FUNCTION files_attachment_stays();

REVOKE UPDATE, DELETE, TRUNCATE ON files_storedfile FROM aval_app;
REVOKE TRUNCATE ON files_attachment FROM aval_app;

-- What erasure takes out: attachments, and the bytes that nothing else holds (the same file may be kept elsewhere, by
-- somebody whose own it is). Only the functions of modules above call these, as their owner.
CREATE FUNCTION files_doom(p_hashes text[])
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    hash text;
    held boolean;
    holder record;
BEGIN
    FOR hash IN SELECT sha256 FROM files_storedfile WHERE sha256 = ANY (p_hashes) LOOP
        held := EXISTS (SELECT FROM record_event WHERE hash = ANY (files));
        -- Keys are looked at when the transaction commits, which is too late to keep a file after all.
        FOR holder IN SELECT c.conrelid::regclass AS tab, a.attname AS col FROM pg_constraint c
                JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
                WHERE c.contype = 'f' AND c.confrelid = 'files_storedfile'::regclass LOOP
            EXIT WHEN held;
            EXECUTE format('SELECT EXISTS (SELECT FROM %s WHERE %I = $1)', holder.tab, holder.col) INTO held USING hash;
        END LOOP;
        CONTINUE WHEN held;
        INSERT INTO files_doomedfile (sha256) VALUES (hash) ON CONFLICT DO NOTHING;
        DELETE FROM files_storedfile WHERE sha256 = hash;
    END LOOP;
END $$;
CREATE FUNCTION files_forget(p_attachments uuid[])
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    hashes text[];
BEGIN
    SELECT array_agg(file_id) INTO hashes FROM files_attachment WHERE id = ANY (p_attachments);
    DELETE FROM files_upload WHERE attachment_id = ANY (p_attachments);
    DELETE FROM files_attachment WHERE id = ANY (p_attachments);
    PERFORM files_doom(hashes);
END $$;
REVOKE ALL ON FUNCTION files_doom(text[]), files_forget(uuid[]) FROM PUBLIC;
REVOKE INSERT, UPDATE, TRUNCATE ON files_doomedfile FROM aval_app;
