-- Nothing of a record is erased without a request on that ground that two operators granted who are no party of it,
-- nor while a case is open or a legal hold stands. Decisions stay as they were.

ALTER TABLE erasure_request
    ADD CONSTRAINT erasure_thread FOREIGN KEY (contract_id) REFERENCES conversation_thread (contract_id);
ALTER TABLE erasure_legalhold
    ADD CONSTRAINT legal_hold_thread FOREIGN KEY (contract_id) REFERENCES conversation_thread (contract_id);

CREATE FUNCTION erasure_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was asked and decided stays: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'erasure_append_only';
END $$;
CREATE TRIGGER erasure_decision_kept BEFORE UPDATE OR DELETE ON erasure_decision
    FOR EACH ROW EXECUTE FUNCTION erasure_refuse_change();
CREATE TRIGGER erasure_request_kept BEFORE DELETE ON erasure_request
    FOR EACH ROW EXECUTE FUNCTION erasure_refuse_change();
CREATE TRIGGER erasure_request_stays BEFORE UPDATE ON erasure_request
    FOR EACH ROW WHEN (OLD.status IN ('carried-out', 'refused', 'withdrawn')
        OR to_jsonb(NEW) - '{status,carried_out_at,by_seq}'::text[]
            IS DISTINCT FROM to_jsonb(OLD) - '{status,carried_out_at,by_seq}'::text[])
    EXECUTE FUNCTION erasure_refuse_change();
CREATE TRIGGER legal_hold_kept BEFORE DELETE ON erasure_legalhold
    FOR EACH ROW EXECUTE FUNCTION erasure_refuse_change();
CREATE TRIGGER legal_hold_stays BEFORE UPDATE ON erasure_legalhold
    FOR EACH ROW WHEN (OLD.lifted_at IS NOT NULL OR to_jsonb(NEW) - '{lifted_by_id,lifted_at}'::text[]
        IS DISTINCT FROM to_jsonb(OLD) - '{lifted_by_id,lifted_at}'::text[])
    EXECUTE FUNCTION erasure_refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON erasure_decision FROM aval_app;
REVOKE DELETE, TRUNCATE ON erasure_request, erasure_legalhold FROM aval_app;

-- Looked at when the transaction commits, for the request is marked as carried out in the same one.
CREATE FUNCTION erasure_two_people() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM erasure_request r
        WHERE r.contract_id = NEW.contract_id AND r.by_seq = NEW.by_seq AND r.status = 'carried-out'
            AND r.ground = NEW.ground
            AND (SELECT count(DISTINCT d.decided_by_id) FROM erasure_decision d
                 JOIN accounts_role o ON o.account_id = d.decided_by_id AND o.kind = 'operator'
                 JOIN conversation_thread t ON t.contract_id = r.contract_id
                     AND d.decided_by_id NOT IN (t.client_id, t.professional_id)
                 WHERE d.request_id = r.id AND d.granted) >= 2) THEN
        RAISE EXCEPTION 'two operators have to grant an erasure'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'erasure_two_people';
    END IF;
    IF EXISTS (SELECT FROM cases_case WHERE contract_id = NEW.contract_id
               AND status IN ('negotiation', 'mediation', 'ruled', 'appealed'))
        OR EXISTS (SELECT FROM erasure_legalhold WHERE contract_id = NEW.contract_id AND lifted_at IS NULL
                   AND until > NEW.erased_at) THEN
        RAISE EXCEPTION 'a case or a legal hold keeps this record whole'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'erasure_is_not_held';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER erasure_two_people AFTER INSERT ON record_erasedpart
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION erasure_two_people();
REVOKE ALL ON FUNCTION erasure_two_people() FROM PUBLIC;
