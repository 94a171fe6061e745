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
CREATE TRIGGER entry_kept BEFORE UPDATE OR DELETE ON imports_importedentry
    FOR EACH ROW EXECUTE FUNCTION imports_refuse_change();
CREATE TRIGGER attestation_kept BEFORE UPDATE OR DELETE ON imports_attestation
    FOR EACH ROW EXECUTE FUNCTION imports_refuse_change();
CREATE TRIGGER entry_file_kept BEFORE UPDATE OR DELETE ON imports_entryfile
    FOR EACH ROW EXECUTE FUNCTION imports_refuse_change();
CREATE TRIGGER answer_kept BEFORE UPDATE OR DELETE ON imports_answer
    FOR EACH ROW EXECUTE FUNCTION imports_refuse_change();
CREATE TRIGGER minutes_kept BEFORE UPDATE OR DELETE ON imports_minutes
    FOR EACH ROW EXECUTE FUNCTION imports_refuse_change();
CREATE TRIGGER minutes_answer_kept BEFORE UPDATE OR DELETE ON imports_minutesanswer
    FOR EACH ROW EXECUTE FUNCTION imports_refuse_change();
CREATE TRIGGER import_kept BEFORE DELETE ON imports_import
    FOR EACH ROW WHEN (OLD.status = 'confirmed') EXECUTE FUNCTION imports_refuse_change();
-- Of a confirmed import only one thing is still to come: that the time for an answer ended.
CREATE TRIGGER import_confirmed_stays BEFORE UPDATE ON imports_import
    FOR EACH ROW WHEN (OLD.status = 'confirmed'
        AND (to_jsonb(NEW) - 'silent_from' IS DISTINCT FROM to_jsonb(OLD) - 'silent_from' OR OLD.silent_from IS NOT NULL))
    EXECUTE FUNCTION imports_refuse_change();

-- What arrived stays byte for byte; only whose it is may still be said, once.
CREATE TRIGGER arrival_kept BEFORE DELETE ON imports_arrival
    FOR EACH ROW EXECUTE FUNCTION imports_refuse_change();
CREATE TRIGGER arrival_stays BEFORE UPDATE ON imports_arrival
    FOR EACH ROW WHEN (OLD.status <> 'waiting'
        OR to_jsonb(NEW) - '{status,decided_by_id,decided_at}'::text[]
            IS DISTINCT FROM to_jsonb(OLD) - '{status,decided_by_id,decided_at}'::text[])
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
