-- A review stays as it was written, and comes from a party about the other.
CREATE FUNCTION reputation_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a review stays as it was written' USING ERRCODE = 'restrict_violation', CONSTRAINT = 'review_stays';
END $$;
CREATE TRIGGER reputation_review_stays BEFORE UPDATE OR DELETE ON reputation_review
    FOR EACH ROW EXECUTE FUNCTION reputation_refuse_change();
CREATE TRIGGER reputation_reply_stays BEFORE UPDATE OR DELETE ON reputation_reviewreply
    FOR EACH ROW EXECUTE FUNCTION reputation_refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON reputation_review, reputation_reviewreply FROM aval_app;

CREATE FUNCTION reputation_check_review() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM contracts_contract c WHERE c.id = NEW.contract_id
          AND (NEW.author_id, NEW.subject_id) IN ((c.client_id, c.professional_id), (c.professional_id, c.client_id))
          AND EXISTS (SELECT FROM contracts_milestone m WHERE m.contract_id = c.id
                      AND m.status IN ('released', 'settled', 'ruled'))
    ) THEN
        RAISE EXCEPTION 'a review is of the other party to a contract under which something was paid'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'review_after_payment';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER reputation_review_checked BEFORE INSERT ON reputation_review
    FOR EACH ROW EXECUTE FUNCTION reputation_check_review();
