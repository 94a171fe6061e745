-- Rows that stand for a moment are written once. The privilege is the first fence, the trigger the second.

CREATE FUNCTION contracts_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is written once and never changed', TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME;
END $$;

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['signature', 'rejection', 'contractend', 'absence', 'funding', 'delivery', 'changerequest',
    'remindersent', 'mediatorawaited', 'workentry', 'workwithdrawal', 'acceptance', 'silenceacceptance', 'refundconsent',
    'freeze', 'freezeend']
  LOOP
    EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON contracts_%s FROM aval_app', name);
    EXECUTE format('CREATE TRIGGER contracts_%1$s_stays BEFORE UPDATE OR DELETE ON contracts_%1$s '
      'FOR EACH ROW EXECUTE FUNCTION contracts_refuse_change()', name);
  END LOOP;
  FOREACH name IN ARRAY ARRAY['contract', 'agreementversion', 'milestone'] LOOP
    EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON contracts_%s FROM aval_app', name);
    EXECUTE format('CREATE TRIGGER contracts_%1$s_is_kept BEFORE DELETE ON contracts_%1$s '
      'FOR EACH ROW EXECUTE FUNCTION contracts_refuse_change()', name);
  END LOOP;
END $$;

GRANT UPDATE (status, next_period_at) ON contracts_contract TO aval_app;
GRANT UPDATE (status) ON contracts_agreementversion TO aval_app;
GRANT UPDATE (status, title, criteria, amount_minor, rate_minor, hours_max, due_on, period_starts_on, disputed_from, next_deadline_at)
  ON contracts_milestone TO aval_app;
