-- Stored bytes are never renamed, and a file that was attached to a place stays there under its name.

CREATE FUNCTION files_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a kept file stays: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'files_kept';
END $$;
CREATE TRIGGER stored_file_kept BEFORE UPDATE OR DELETE ON files_storedfile
    FOR EACH ROW EXECUTE FUNCTION files_refuse_change();
CREATE TRIGGER attachment_stays BEFORE UPDATE ON files_attachment
    FOR EACH ROW WHEN (OLD.attached_at IS NOT NULL
        OR (NEW.id, NEW.file_id, NEW.name, NEW.kept_by_id, NEW.kept_at)
            IS DISTINCT FROM (OLD.id, OLD.file_id, OLD.name, OLD.kept_by_id, OLD.kept_at))
    EXECUTE FUNCTION files_refuse_change();
CREATE TRIGGER attachment_kept BEFORE DELETE ON files_attachment
    FOR EACH ROW WHEN (OLD.attached_at IS NOT NULL) EXECUTE FUNCTION files_refuse_change();

REVOKE UPDATE, DELETE, TRUNCATE ON files_storedfile FROM aval_app;
REVOKE TRUNCATE ON files_attachment FROM aval_app;
