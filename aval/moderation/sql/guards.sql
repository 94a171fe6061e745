-- What was refused, asked, decided and taken as a measure stays as it was. Nobody decides on a text of their own,
-- and nobody hears the appeal against their own decision.

CREATE FUNCTION moderation_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was decided stays: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'moderation_append_only';
END $$;
-- Only erasure takes something out, and only where the contract's record says that something was erased.
CREATE FUNCTION moderation_refusedtext_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    words text[] := '{text,text_sha256,findings,doubts,resume}';
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.text = '' AND NEW.resume IS NULL AND to_jsonb(NEW) - words = to_jsonb(OLD) - words
        AND EXISTS (SELECT FROM record_erasedpart WHERE contract_id = OLD.contract_id) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'what was decided stays: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'moderation_append_only';
END $$;
CREATE FUNCTION moderation_reviewrequest_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.note = '' AND to_jsonb(NEW) - 'note' = to_jsonb(OLD) - 'note' AND EXISTS (
        SELECT FROM moderation_refusedtext r JOIN record_erasedpart e ON e.contract_id = r.contract_id
        WHERE r.id = OLD.refused_id) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'what was decided stays: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'moderation_append_only';
END $$;
CREATE FUNCTION moderation_heldpost_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    words text[] := '{text,resume}';
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.text = '' AND to_jsonb(NEW) - words = to_jsonb(OLD) - words
        AND EXISTS (SELECT FROM record_erasedpart WHERE contract_id = OLD.contract_id) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'what was decided stays: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'moderation_append_only';
END $$;
CREATE FUNCTION moderation_filecheck_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND EXISTS (
        SELECT FROM moderation_heldpost h JOIN record_erasedpart e ON e.contract_id = h.contract_id
        WHERE h.id = OLD.held_id) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'what was decided stays: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'moderation_append_only';
END $$;
CREATE FUNCTION moderation_fileresult_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND EXISTS (
        SELECT FROM moderation_filecheck c JOIN moderation_heldpost h ON h.id = c.held_id
        JOIN record_erasedpart e ON e.contract_id = h.contract_id WHERE c.id = OLD.check_of_id) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'what was decided stays: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'moderation_append_only';
END $$;

CREATE TRIGGER refused_text_kept BEFORE UPDATE OR DELETE ON moderation_refusedtext
    FOR EACH ROW EXECUTE FUNCTION moderation_refusedtext_stays();
CREATE TRIGGER review_request_kept BEFORE UPDATE OR DELETE ON moderation_reviewrequest
    FOR EACH ROW EXECUTE FUNCTION moderation_reviewrequest_stays();
CREATE TRIGGER review_decision_kept BEFORE UPDATE OR DELETE ON moderation_reviewdecision
    FOR EACH ROW EXECUTE FUNCTION moderation_refuse_change();
CREATE TRIGGER measure_kept BEFORE UPDATE OR DELETE ON moderation_measure
    FOR EACH ROW EXECUTE FUNCTION moderation_refuse_change();
CREATE TRIGGER appeal_kept BEFORE UPDATE OR DELETE ON moderation_appeal
    FOR EACH ROW EXECUTE FUNCTION moderation_refuse_change();
CREATE TRIGGER appeal_decision_kept BEFORE UPDATE OR DELETE ON moderation_appealdecision
    FOR EACH ROW EXECUTE FUNCTION moderation_refuse_change();
CREATE TRIGGER held_post_kept BEFORE UPDATE OR DELETE ON moderation_heldpost
    FOR EACH ROW EXECUTE FUNCTION moderation_heldpost_stays();
CREATE TRIGGER file_check_kept BEFORE UPDATE OR DELETE ON moderation_filecheck
    FOR EACH ROW EXECUTE FUNCTION moderation_filecheck_stays();
CREATE TRIGGER file_result_kept BEFORE UPDATE OR DELETE ON moderation_fileresult
    FOR EACH ROW EXECUTE FUNCTION moderation_fileresult_stays();
CREATE TRIGGER held_release_kept BEFORE UPDATE OR DELETE ON moderation_heldrelease
    FOR EACH ROW EXECUTE FUNCTION moderation_refuse_change();
CREATE TRIGGER gate_exception_kept BEFORE UPDATE OR DELETE ON moderation_gateexception
    FOR EACH ROW EXECUTE FUNCTION moderation_refuse_change();
CREATE TRIGGER corpus_consent_kept BEFORE UPDATE OR DELETE ON moderation_corpusconsent
    FOR EACH ROW EXECUTE FUNCTION moderation_refuse_change();
CREATE TRIGGER corpus_case_kept BEFORE UPDATE OR DELETE ON moderation_corpuscase
    FOR EACH ROW EXECUTE FUNCTION moderation_refuse_change();

CREATE FUNCTION moderation_someone_else_decides() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM moderation_refusedtext WHERE id = NEW.refused_id AND author_id = NEW.decided_by_id) THEN
        RAISE EXCEPTION 'someone else has to decide this'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'review_by_someone_else';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER review_by_someone_else BEFORE INSERT ON moderation_reviewdecision
    FOR EACH ROW EXECUTE FUNCTION moderation_someone_else_decides();

CREATE FUNCTION moderation_another_hears() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM moderation_measure m JOIN moderation_reviewdecision d ON d.refused_id = m.because_id
               WHERE m.id = NEW.appeal_id AND NEW.decided_by_id IN (m.account_id, d.decided_by_id)) THEN
        RAISE EXCEPTION 'another reviewer has to hear this'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'appeal_by_another';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER appeal_by_another BEFORE INSERT ON moderation_appealdecision
    FOR EACH ROW EXECUTE FUNCTION moderation_another_hears();

-- A measure follows from a decision that called the attempt deliberate, and concerns the author of that text.
CREATE FUNCTION moderation_measure_follows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM moderation_reviewdecision d JOIN moderation_refusedtext r ON r.id = d.refused_id
                   WHERE d.refused_id = NEW.because_id AND d.deliberate AND r.author_id = NEW.account_id) THEN
        RAISE EXCEPTION 'no person called this a deliberate attempt'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'measure_follows_a_look';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER measure_follows_a_look BEFORE INSERT ON moderation_measure
    FOR EACH ROW EXECUTE FUNCTION moderation_measure_follows();

REVOKE UPDATE, DELETE, TRUNCATE ON moderation_refusedtext, moderation_reviewrequest, moderation_reviewdecision,
    moderation_measure, moderation_appeal, moderation_appealdecision, moderation_heldpost, moderation_filecheck,
    moderation_fileresult, moderation_heldrelease, moderation_gateexception, moderation_corpusconsent,
    moderation_corpuscase FROM aval_app;

-- What erasure takes out. Only the functions of modules above call these, as their owner.
CREATE FUNCTION moderation_forget_texts(p_refused uuid[])
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE moderation_refusedtext SET text = '', resume = NULL, doubts = '[]',
            text_sha256 = sha256(convert_to(gen_random_uuid()::text, 'UTF8')),
            findings = coalesce((SELECT jsonb_agg(jsonb_build_object('start', 0, 'end', 0, 'kind', f -> 'kind',
                'disguise', f -> 'disguise', 'confidence', f -> 'confidence')) FROM jsonb_array_elements(findings) f), '[]')
        WHERE id = ANY (p_refused) AND resume IS NOT NULL;
    UPDATE moderation_reviewrequest SET note = '' WHERE refused_id = ANY (p_refused) AND note <> '';
$$;
CREATE FUNCTION moderation_forget_held(p_held uuid[])
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE moderation_heldpost SET text = '', resume = '{}' WHERE id = ANY (p_held);
$$;
CREATE FUNCTION moderation_forget_files(p_attachments uuid[])
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    DELETE FROM moderation_fileresult r USING moderation_filecheck c
        WHERE c.id = r.check_of_id AND c.attachment_id = ANY (p_attachments);
    DELETE FROM moderation_filecheck WHERE attachment_id = ANY (p_attachments);
$$;
REVOKE ALL ON FUNCTION moderation_forget_texts(uuid[]), moderation_forget_held(uuid[]), moderation_forget_files(uuid[])
    FROM PUBLIC;
