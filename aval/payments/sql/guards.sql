-- A webhook is evidence of what the provider said: kept as it came.
CREATE FUNCTION payments_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'payments_append_only';
END $$;
DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['webhook', 'statementline', 'reconciliation', 'sandboxentry', 'exchangerate'] LOOP
        EXECUTE format(
            'CREATE TRIGGER payments_%1$s_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON payments_%1$s
             FOR EACH STATEMENT EXECUTE FUNCTION payments_append_only()', name);
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON payments_%s FROM aval_app', name);
    END LOOP;
END $$;
REVOKE DELETE, TRUNCATE ON payments_difference, payments_correctionproposal, payments_payoutaccount FROM aval_app;

-- Deposits and payouts move on, but whose, how much and through whom stays, and none disappears.
CREATE FUNCTION payments_same_money() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.account_id, NEW.amount_minor, NEW.currency, NEW.provider, NEW.started_at)
       IS DISTINCT FROM (OLD.id, OLD.account_id, OLD.amount_minor, OLD.currency, OLD.provider, OLD.started_at)
       OR OLD.provider_ref NOT IN ('', NEW.provider_ref) THEN
        RAISE EXCEPTION '% % keeps its owner, amount and provider', TG_TABLE_NAME, OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'payments_same_money';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payments_deposit_same_money BEFORE UPDATE ON payments_deposit
    FOR EACH ROW EXECUTE FUNCTION payments_same_money();
CREATE TRIGGER payments_payout_same_money BEFORE UPDATE ON payments_payout
    FOR EACH ROW EXECUTE FUNCTION payments_same_money();
REVOKE DELETE, TRUNCATE ON payments_deposit, payments_payout FROM aval_app;

-- A deposit counts as confirmed, and a payout as started, paid or returned, only with the money moved: checked at
-- commit, so that state and money can't part.
CREATE FUNCTION payments_deposit_has_money() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    now_is payments_deposit;
BEGIN
    -- The row as it is now: it may have moved on since this check was queued.
    SELECT * INTO now_is FROM payments_deposit WHERE id = NEW.id;
    IF EXISTS (SELECT FROM ledger_operation o WHERE o.kind = 'deposit'
               AND o.once = 'said ' || now_is.provider || ' ' || now_is.id || ':confirmed' AND o.account_id = now_is.account_id
               AND o.currency = now_is.currency AND o.amount_minor = now_is.amount_minor)
       <> (now_is.status IN ('confirmed', 'charged_back', 'reinstated', 'lost'))
       OR EXISTS (SELECT FROM ledger_operation o WHERE o.kind = 'chargeback'
                  AND o.once = 'said ' || now_is.provider || ' ' || now_is.id || ':charged_back')
          <> (now_is.status IN ('charged_back', 'reinstated', 'lost'))
       OR EXISTS (SELECT FROM ledger_operation o WHERE o.kind = 'reinstatement'
                  AND o.once = 'said ' || now_is.provider || ' ' || now_is.id || ':reinstated') <> (now_is.status = 'reinstated') THEN
        RAISE EXCEPTION 'deposit % is % but its money says otherwise', now_is.id, now_is.status
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_deposit_has_money';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER payments_deposit_has_money AFTER INSERT OR UPDATE OF status ON payments_deposit
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_deposit_has_money();

CREATE FUNCTION payments_payout_has_money() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    now_is payments_payout;
BEGIN
    -- The row as it is now: it may have moved on since this check was queued.
    SELECT * INTO now_is FROM payments_payout WHERE id = NEW.id;
    IF NOT EXISTS (SELECT FROM ledger_operation o WHERE o.once = 'payout started ' || now_is.id
                   AND o.account_id = now_is.account_id AND o.currency = now_is.currency
                   AND o.amount_minor = now_is.amount_minor)
       OR coalesce((SELECT CASE o.kind WHEN 'payout_paid' THEN 'paid' ELSE 'failed' END FROM ledger_operation o
                    WHERE o.once = 'payout finished ' || now_is.id), 'open')
          <> (CASE now_is.status WHEN 'paid' THEN 'paid' WHEN 'returned' THEN 'paid' WHEN 'failed' THEN 'failed'
              ELSE 'open' END)
       OR EXISTS (SELECT FROM ledger_operation o WHERE o.once = 'payout returned ' || now_is.id)
          <> (now_is.status = 'returned') THEN
        RAISE EXCEPTION 'payout % is % but its money says otherwise', now_is.id, now_is.status
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_payout_has_money';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER payments_payout_has_money AFTER INSERT OR UPDATE OF status ON payments_payout
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_payout_has_money();
REVOKE ALL ON FUNCTION payments_deposit_has_money(), payments_payout_has_money() FROM PUBLIC;

-- A correction in the ledger is one that was proposed here by one person and confirmed by another, word for word.
CREATE FUNCTION payments_correction_proposed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM payments_correctionproposal p WHERE p.id = NEW.id AND p.status = 'confirmed'
                   AND (p.debit_id, p.credit_id, p.amount_minor, p.currency, p.proposed_by_id, p.decided_by_id)
                     = (NEW.debit_id, NEW.credit_id, NEW.amount_minor, NEW.currency, NEW.proposed_by_id,
                        NEW.confirmed_by_id)
                   AND p.contract_id IS NOT DISTINCT FROM NEW.contract_id) THEN
        RAISE EXCEPTION 'nobody proposed correction %', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_correction_proposed';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER payments_correction_proposed AFTER INSERT ON ledger_correction
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_correction_proposed();

-- What was proposed stays as it was; only the decision is added, once.
CREATE FUNCTION payments_proposal_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status <> 'proposed'
       OR (NEW.id, NEW.debit_id, NEW.credit_id, NEW.amount_minor, NEW.currency, NEW.contract_id, NEW.reason,
           NEW.proposed_by_id, NEW.proposed_at)
          IS DISTINCT FROM (OLD.id, OLD.debit_id, OLD.credit_id, OLD.amount_minor, OLD.currency, OLD.contract_id,
                            OLD.reason, OLD.proposed_by_id, OLD.proposed_at) THEN
        RAISE EXCEPTION 'a proposal is decided once and changed never'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'payments_proposal_stays';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payments_proposal_stays BEFORE UPDATE ON payments_correctionproposal
    FOR EACH ROW EXECUTE FUNCTION payments_proposal_stays();
REVOKE ALL ON FUNCTION payments_correction_proposed() FROM PUBLIC;
