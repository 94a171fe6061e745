-- What was refused, asked, decided and taken as a measure stays as it was. Nobody decides on a text of their own,
-- and nobody hears the appeal against their own decision.

CREATE FUNCTION moderation_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was decided stays: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'moderation_append_only';
END $$;
CREATE TRIGGER refused_text_kept BEFORE UPDATE OR DELETE ON moderation_refusedtext
    FOR EACH ROW EXECUTE FUNCTION moderation_refuse_change();
CREATE TRIGGER review_request_kept BEFORE UPDATE OR DELETE ON moderation_reviewrequest
    FOR EACH ROW EXECUTE FUNCTION moderation_refuse_change();
CREATE TRIGGER review_decision_kept BEFORE UPDATE OR DELETE ON moderation_reviewdecision
    FOR EACH ROW EXECUTE FUNCTION moderation_refuse_change();
CREATE TRIGGER measure_kept BEFORE UPDATE OR DELETE ON moderation_measure
    FOR EACH ROW EXECUTE FUNCTION moderation_refuse_change();
CREATE TRIGGER appeal_kept BEFORE UPDATE OR DELETE ON moderation_appeal
    FOR EACH ROW EXECUTE FUNCTION moderation_refuse_change();
CREATE TRIGGER appeal_decision_kept BEFORE UPDATE OR DELETE ON moderation_appealdecision
    FOR EACH ROW EXECUTE FUNCTION moderation_refuse_change();
CREATE TRIGGER held_post_kept BEFORE UPDATE OR DELETE ON moderation_heldpost
    FOR EACH ROW EXECUTE FUNCTION moderation_refuse_change();
CREATE TRIGGER file_check_kept BEFORE UPDATE OR DELETE ON moderation_filecheck
    FOR EACH ROW EXECUTE FUNCTION moderation_refuse_change();
CREATE TRIGGER file_result_kept BEFORE UPDATE OR DELETE ON moderation_fileresult
    FOR EACH ROW EXECUTE FUNCTION moderation_refuse_change();
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
