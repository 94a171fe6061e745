-- A consent is a moment: it may be added, never changed or removed.
REVOKE UPDATE, DELETE, TRUNCATE ON newsletter_consent FROM aval_app;

CREATE FUNCTION newsletter_consent_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a consent is never changed' USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER newsletter_consent_stays BEFORE UPDATE OR DELETE ON newsletter_consent
    FOR EACH ROW EXECUTE FUNCTION newsletter_consent_stays();
