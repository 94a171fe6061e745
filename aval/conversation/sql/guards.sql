-- The conversation's guards: what belongs to a thread points to it, only its two parties write in it, and what was
-- written stays as it was. An edit is a version, a withdrawal a row of its own.

ALTER TABLE conversation_admission
    ADD CONSTRAINT admission_thread FOREIGN KEY (contract_id) REFERENCES conversation_thread (contract_id),
    ADD CONSTRAINT admission_account FOREIGN KEY (account_id) REFERENCES accounts_account (id);
ALTER TABLE conversation_message
    ADD CONSTRAINT message_thread FOREIGN KEY (contract_id) REFERENCES conversation_thread (contract_id),
    ADD CONSTRAINT message_reply FOREIGN KEY (contract_id, reply_to) REFERENCES conversation_message (contract_id, id);
ALTER TABLE conversation_messageversion
    ADD CONSTRAINT version_message FOREIGN KEY (contract_id, message_id)
        REFERENCES conversation_message (contract_id, id);
ALTER TABLE conversation_withdrawal
    ADD CONSTRAINT withdrawal_message FOREIGN KEY (contract_id, message_id)
        REFERENCES conversation_message (contract_id, id);
ALTER TABLE conversation_messagefile
    ADD CONSTRAINT file_message FOREIGN KEY (contract_id, message_id)
        REFERENCES conversation_message (contract_id, id);
ALTER TABLE conversation_readmark
    ADD CONSTRAINT readmark_thread FOREIGN KEY (contract_id) REFERENCES conversation_thread (contract_id);

CREATE INDEX message_by_author ON conversation_message (contract_id, author_id, seq DESC);

CREATE FUNCTION conversation_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was said stays: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'conversation_append_only';
END $$;

-- Only erasure takes something out: the text of what the record says was erased, and the files that came with it.
CREATE FUNCTION conversation_message_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.text = '' AND to_jsonb(NEW) - 'text' = to_jsonb(OLD) - 'text' AND EXISTS (
        SELECT FROM record_erasedpart WHERE contract_id = OLD.contract_id AND seq = OLD.seq AND part = 'text') THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'what was said stays: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'conversation_append_only';
END $$;
CREATE FUNCTION conversation_messageversion_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.text = '' AND to_jsonb(NEW) - 'text' = to_jsonb(OLD) - 'text' AND EXISTS (
        SELECT FROM record_erasedpart WHERE contract_id = OLD.contract_id AND seq = OLD.seq AND part = 'text') THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'what was said stays: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'conversation_append_only';
END $$;
CREATE FUNCTION conversation_messagefile_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND EXISTS (
        SELECT FROM conversation_message m JOIN record_erasedpart e ON e.contract_id = m.contract_id AND e.seq = m.seq
        WHERE m.contract_id = OLD.contract_id AND m.id = OLD.message_id
            AND e.part = 'attachments.' || OLD.position) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'what was said stays: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'conversation_append_only';
END $$;

CREATE TRIGGER message_kept BEFORE UPDATE OR DELETE ON conversation_message
    FOR EACH ROW EXECUTE FUNCTION conversation_message_stays();
CREATE TRIGGER message_not_emptied BEFORE TRUNCATE ON conversation_message
    FOR EACH STATEMENT EXECUTE FUNCTION conversation_refuse_change();
CREATE TRIGGER version_kept BEFORE UPDATE OR DELETE ON conversation_messageversion
    FOR EACH ROW EXECUTE FUNCTION conversation_messageversion_stays();
CREATE TRIGGER withdrawal_kept BEFORE UPDATE OR DELETE ON conversation_withdrawal
    FOR EACH ROW EXECUTE FUNCTION conversation_refuse_change();
CREATE TRIGGER file_kept BEFORE UPDATE OR DELETE ON conversation_messagefile
    FOR EACH ROW EXECUTE FUNCTION conversation_messagefile_stays();
CREATE TRIGGER opening_kept BEFORE UPDATE OR DELETE ON conversation_gateopening
    FOR EACH ROW EXECUTE FUNCTION conversation_refuse_change();

-- Whoever is no party can't have written: a foreign key can't say "one of two columns".
CREATE FUNCTION conversation_author_is_party() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM conversation_thread
                   WHERE contract_id = NEW.contract_id AND NEW.author_id IN (client_id, professional_id)) THEN
        RAISE EXCEPTION 'only the two parties write in a thread'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'message_author_is_party';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER message_author_is_party BEFORE INSERT ON conversation_message
    FOR EACH ROW EXECUTE FUNCTION conversation_author_is_party();

-- The two parties of a thread never change.
CREATE FUNCTION conversation_same_people() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.contract_id, NEW.client_id, NEW.professional_id)
        IS DISTINCT FROM (OLD.contract_id, OLD.client_id, OLD.professional_id) THEN
        RAISE EXCEPTION 'the people of a thread stay the same'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'thread_same_people';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER thread_same_people BEFORE UPDATE ON conversation_thread
    FOR EACH ROW EXECUTE FUNCTION conversation_same_people();

-- What a party has to know to write: what the work is about, whether the gate is open, and if not, what they said last,
-- newest first; and how the record stands. Asked after the record's head was locked, by a statement of its own, which has
-- a snapshot of its own: two messages that each hold half a number, posted at the same moment, then see one another.
CREATE FUNCTION conversation_enter(p_contract uuid, p_account uuid, p_recent int)
RETURNS TABLE (subject text, skills text[], gate_open boolean, recent text[],
               origin text, size bigint, frontier bytea, last_leaf bytea, pseudonym text, role text,
               site_size bigint, after_size bigint, after_root bytea)
LANGUAGE sql STABLE AS $$
    SELECT t.subject::text, t.skills::text[], o.contract_id IS NOT NULL,
        CASE WHEN o.contract_id IS NULL THEN ARRAY(
            SELECT coalesce(
                (SELECT v.text FROM conversation_messageversion v
                 WHERE v.contract_id = m.contract_id AND v.message_id = m.id ORDER BY v.number DESC LIMIT 1), m.text)
            FROM conversation_message m
            WHERE m.contract_id = p_contract AND m.author_id = p_account AND m.refused_id IS NULL
            ORDER BY m.seq DESC LIMIT p_recent) END,
        l.*
    FROM conversation_thread t
    LEFT JOIN conversation_gateopening o ON o.contract_id = t.contract_id
    CROSS JOIN record_stand(p_contract, p_account) l
    WHERE t.contract_id = p_contract AND p_account IN (t.client_id, t.professional_id);
$$;

REVOKE UPDATE, DELETE, TRUNCATE ON conversation_message, conversation_messageversion, conversation_withdrawal,
    conversation_messagefile, conversation_gateopening FROM aval_app;
REVOKE DELETE, TRUNCATE ON conversation_thread, conversation_admission FROM aval_app;

-- Makes the thread agree with what the record says was erased: may be called by anybody, any number of times. With a
-- message go the attempts at it that screening had refused or held: what its author wrote here since the message before.
CREATE FUNCTION conversation_forget(p_contract uuid)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    gone uuid[];
    refused uuid[];
BEGIN
    UPDATE conversation_message m SET text = '' FROM record_erasedpart e
        WHERE m.contract_id = p_contract AND m.text <> ''
            AND e.contract_id = m.contract_id AND e.seq = m.seq AND e.part = 'text';
    UPDATE conversation_messageversion v SET text = '' FROM record_erasedpart e
        WHERE v.contract_id = p_contract AND v.text <> ''
            AND e.contract_id = v.contract_id AND e.seq = v.seq AND e.part = 'text';
    SELECT array_agg(r.id) INTO refused FROM moderation_refusedtext r WHERE r.contract_id = p_contract AND EXISTS (
        SELECT FROM conversation_message m
        LEFT JOIN conversation_messageversion v ON v.contract_id = m.contract_id AND v.message_id = m.id
        JOIN record_erasedpart e
            ON e.contract_id = m.contract_id AND e.seq IN (m.seq, v.seq) AND e.part = 'text'
        WHERE m.contract_id = p_contract AND m.author_id = r.author_id AND (
            r.id = m.refused_id OR r.resume ->> 'message_id' = m.id::text
            OR (e.seq = m.seq AND r.refused_at <= m.posted_at AND r.refused_at > coalesce(
                (SELECT max(b.posted_at) FROM conversation_message b WHERE b.contract_id = p_contract
                    AND b.author_id = m.author_id AND b.seq < m.seq), '-infinity'))));
    PERFORM moderation_forget_texts(refused);
    PERFORM moderation_forget_held(ARRAY(
        SELECT h.id FROM moderation_heldpost h
        JOIN moderation_heldrelease l ON l.held_id = h.id
        JOIN conversation_message m ON m.contract_id = h.contract_id AND m.author_id = h.author_id
        JOIN record_erasedpart e ON e.contract_id = m.contract_id AND e.seq = m.seq AND e.part = 'text'
        WHERE h.contract_id = p_contract AND h.held_at <= m.posted_at AND h.held_at > coalesce(
            (SELECT max(b.posted_at) FROM conversation_message b WHERE b.contract_id = p_contract
                AND b.author_id = m.author_id AND b.seq < m.seq), '-infinity')));
    WITH taken AS (
        DELETE FROM conversation_messagefile f USING conversation_message m, record_erasedpart e
        WHERE f.contract_id = p_contract AND m.contract_id = f.contract_id AND m.id = f.message_id
            AND e.contract_id = m.contract_id AND e.seq = m.seq AND e.part = 'attachments.' || f.position
        RETURNING f.attachment_id)
    SELECT array_agg(attachment_id) INTO gone FROM taken;
    PERFORM moderation_forget_files(gone);
    PERFORM files_forget(gone);
END $$;

-- What screening refused comes into the thread only as it was, from whom it was, after a person allowed it or the gate
-- opened. Of a message whose files were refused, and of one whose file's name was, the words are kept beside it.
CREATE FUNCTION conversation_refused_was_allowed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM moderation_refusedtext r
                   LEFT JOIN moderation_reviewdecision d ON d.refused_id = r.id
                   LEFT JOIN moderation_heldpost h ON h.id = r.held_id
                   LEFT JOIN conversation_gateopening o ON o.contract_id = r.contract_id
                   WHERE r.id = NEW.refused_id AND r.contract_id = NEW.contract_id AND r.author_id = NEW.author_id
                     AND NEW.text = coalesce(h.text, r.resume ->> 'text', r.text)
                     AND (d.allowed OR o.opened_at <= NEW.posted_at)) THEN
        RAISE EXCEPTION 'nobody allowed this refused text'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'message_refused_was_allowed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER message_refused_was_allowed BEFORE INSERT ON conversation_message
    FOR EACH ROW WHEN (NEW.refused_id IS NOT NULL) EXECUTE FUNCTION conversation_refused_was_allowed();

-- Whoever acts in a record besides the parties and the site was admitted to its conversation too.
CREATE FUNCTION conversation_actor_was_admitted() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM conversation_thread WHERE contract_id = NEW.contract_id) AND NOT EXISTS (
        SELECT FROM conversation_admission
        WHERE contract_id = NEW.contract_id AND account_id = NEW.account_id AND role = NEW.role) THEN
        RAISE EXCEPTION 'nobody let % into this conversation', NEW.account_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'conversation_actor_was_admitted';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER conversation_actor_was_admitted AFTER INSERT ON record_logactor
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.role NOT IN ('client', 'professional', 'site'))
    EXECUTE FUNCTION conversation_actor_was_admitted();
REVOKE ALL ON FUNCTION conversation_actor_was_admitted() FROM PUBLIC;
