-- What stands even for whoever owns the tables. Constraint names are what aval/ledger/refusals.py turns into sentences.

-- Nothing here is ever changed: a wrong movement is followed by a right one.
CREATE FUNCTION ledger_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'ledger_append_only';
END $$;

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['purse', 'operation', 'transfer', 'authorisation', 'flow', 'fit', 'exchange', 'correction'] LOOP
        EXECUTE format(
            'CREATE TRIGGER ledger_%1$s_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_%1$s
             FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only()', name);
    END LOOP;
END $$;

-- Movements that exist, and who may authorise which.
INSERT INTO ledger_flow (kind, debit_kind, credit_kind) VALUES
    ('deposit', 'clearing', 'wallet'),
    ('fund', 'wallet', 'hold'),
    ('release', 'hold', 'wallet'), ('release', 'hold', 'fees'),
    ('refund', 'hold', 'wallet'),
    ('split', 'hold', 'wallet'), ('split', 'hold', 'fees'),
    ('payout', 'wallet', 'payout'),
    ('payout_paid', 'payout', 'clearing'),
    ('payout_failed', 'payout', 'wallet'),
    ('chargeback', 'chargebacks', 'clearing'),
    ('recovery', 'wallet', 'chargebacks'),
    ('payout_returned', 'clearing', 'wallet'),
    ('reinstatement', 'clearing', 'chargebacks'), ('repayment', 'chargebacks', 'wallet'),
    ('freeze', 'hold', 'reserve'), ('thaw', 'reserve', 'hold'), ('forfeit', 'reserve', 'wallet'),
    ('exchange_out', 'wallet', 'exchange'), ('exchange_in', 'exchange', 'wallet'), ('exchange_in', 'exchange', 'fees'),
    ('client_fee', 'wallet', 'fees'),
    ('correction', 'wallet', 'wallet'), ('correction', 'wallet', 'fees'), ('correction', 'fees', 'wallet'),
    ('correction', 'wallet', 'chargebacks'), ('correction', 'chargebacks', 'wallet'),
    ('correction', 'fees', 'chargebacks'), ('correction', 'chargebacks', 'fees'),
    ('correction', 'fees', 'clearing'), ('correction', 'clearing', 'fees'),
    ('correction', 'chargebacks', 'clearing'), ('correction', 'clearing', 'chargebacks'),
    ('correction', 'fees', 'exchange'), ('correction', 'exchange', 'fees');
INSERT INTO ledger_fit (kind, authorisation_kind) VALUES
    ('release', 'acceptance'), ('release', 'silence'), ('release', 'settlement'), ('release', 'ruling'),
    ('refund', 'consent'), ('refund', 'settlement'), ('refund', 'ruling'),
    ('split', 'acceptance'), ('split', 'silence'), ('split', 'settlement'), ('split', 'ruling');
CREATE TRIGGER ledger_flow_fixed BEFORE INSERT ON ledger_flow
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only();
CREATE TRIGGER ledger_fit_fixed BEFORE INSERT ON ledger_fit
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only();

-- Keys over several columns: an authorisation is for a hold of its own contract and currency, and an operation can't
-- differ from its authorisation in kind, hold, currency or amount.
ALTER TABLE ledger_authorisation
    ADD CONSTRAINT ledger_authorisation_of_hold FOREIGN KEY (hold_id, contract_id, currency)
        REFERENCES ledger_purse (id, contract_id, currency),
    ADD CONSTRAINT ledger_authorisation_terms CHECK (octet_length(terms_hash) = 32);
ALTER TABLE ledger_operation
    ADD CONSTRAINT ledger_operation_as_authorised
        FOREIGN KEY (authorisation_id, authorisation_kind, hold_id, currency, amount_minor)
        REFERENCES ledger_authorisation (id, kind, hold_id, currency, amount_minor),
    ADD CONSTRAINT ledger_operation_fits FOREIGN KEY (kind, authorisation_kind)
        REFERENCES ledger_fit (kind, authorisation_kind),
    ADD CONSTRAINT ledger_operation_hash CHECK (octet_length(request_hash) = 32);

-- Who may give which authorisation. The nil id is the site's, for what both signed and the clock brings about.
CREATE FUNCTION ledger_check_giver() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    hold ledger_purse;
    site CONSTANT uuid := '00000000-0000-0000-0000-000000000000';
BEGIN
    SELECT * INTO hold FROM ledger_purse WHERE id = NEW.hold_id;
    IF hold.kind = 'hold' AND NOT (CASE NEW.kind
        WHEN 'acceptance' THEN NEW.authorised_by = hold.payer_id
        WHEN 'consent' THEN NEW.authorised_by = hold.payee_id
        WHEN 'settlement' THEN NEW.authorised_by IN (hold.payer_id, hold.payee_id, site)
        WHEN 'ruling' THEN NEW.authorised_by NOT IN (hold.payer_id, hold.payee_id)
        ELSE NEW.authorised_by = site
    END) THEN
        RAISE EXCEPTION 'this % is not for % to give', NEW.kind, NEW.authorised_by
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_authorisation_giver';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_authorisation_giver AFTER INSERT ON ledger_authorisation
    FOR EACH ROW EXECUTE FUNCTION ledger_check_giver();

-- A purse with a floor gets its balance with itself, at zero.
CREATE FUNCTION ledger_open_balance() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO ledger_balance (purse_id, minor) VALUES (NEW.id, 0);
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_purse_balance AFTER INSERT ON ledger_purse
    FOR EACH ROW WHEN (NEW.kind IN ('wallet', 'hold', 'payout', 'reserve')) EXECUTE FUNCTION ledger_open_balance();

-- Balances follow from transfers: only the trigger below, and the one above, may write them.
CREATE FUNCTION ledger_guard_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP IN ('DELETE', 'TRUNCATE') OR pg_trigger_depth() < 2 OR (TG_OP = 'INSERT' AND NEW.minor <> 0)
       OR (TG_OP = 'UPDATE' AND NEW.purse_id <> OLD.purse_id) THEN
        RAISE EXCEPTION 'a balance is written by transfers alone'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'ledger_balance_by_transfer';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_balance_guard BEFORE INSERT OR UPDATE OR DELETE ON ledger_balance
    FOR EACH ROW EXECUTE FUNCTION ledger_guard_balance();
CREATE TRIGGER ledger_balance_no_truncate BEFORE TRUNCATE ON ledger_balance
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_guard_balance();

-- An operation is made by the transaction it names, so that no later one can add to it.
CREATE FUNCTION ledger_guard_operation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.xid <> pg_current_xact_id() THEN
        RAISE EXCEPTION 'operation % names another transaction', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_operation_xid';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_operation_guard BEFORE INSERT ON ledger_operation
    FOR EACH ROW EXECUTE FUNCTION ledger_guard_operation();

-- Each transfer: made with its operation, one currency, a flow that exists, its own hold; and its balances follow.
CREATE FUNCTION ledger_take_transfer() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    op ledger_operation;
    source ledger_purse;
    target ledger_purse;
BEGIN
    SELECT * INTO op FROM ledger_operation WHERE id = NEW.operation_id;
    SELECT * INTO source FROM ledger_purse WHERE id = NEW.debit_id;
    SELECT * INTO target FROM ledger_purse WHERE id = NEW.credit_id;
    IF op.xid IS DISTINCT FROM pg_current_xact_id() OR NEW.xid IS DISTINCT FROM op.xid THEN
        RAISE EXCEPTION 'operation % is closed: no transfer can be added', NEW.operation_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_transfer_late';
    ELSIF NEW.currency IS DISTINCT FROM op.currency OR source.currency IS DISTINCT FROM op.currency
       OR target.currency IS DISTINCT FROM op.currency THEN
        RAISE EXCEPTION 'a transfer can not change the currency'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_transfer_currency';
    ELSIF NOT EXISTS (SELECT FROM ledger_flow
                      WHERE kind = op.kind AND debit_kind = source.kind AND credit_kind = target.kind) THEN
        RAISE EXCEPTION 'no % goes from % to %', op.kind, source.kind, target.kind
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_transfer_flow';
    ELSIF (source.kind = 'hold' AND source.id IS DISTINCT FROM op.hold_id)
       OR (target.kind = 'hold' AND target.id IS DISTINCT FROM op.hold_id) THEN
        RAISE EXCEPTION 'this operation is for another milestone'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_transfer_hold';
    END IF;
    IF source.kind IN ('wallet', 'hold', 'payout', 'reserve') THEN
        UPDATE ledger_balance SET minor = minor - NEW.amount_minor WHERE purse_id = NEW.debit_id;
    END IF;
    IF target.kind IN ('wallet', 'hold', 'payout', 'reserve') THEN
        UPDATE ledger_balance SET minor = minor + NEW.amount_minor WHERE purse_id = NEW.credit_id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_transfer_take AFTER INSERT ON ledger_transfer
    FOR EACH ROW EXECUTE FUNCTION ledger_take_transfer();

-- Which transfers an operation consists of: a function of the operation and, out of a hold, of its authorisation.
-- Posting inserts these, and the check at commit wants exactly these.
CREATE TYPE ledger_leg AS (leg smallint, debit_id uuid, credit_id uuid, minor bigint);
CREATE FUNCTION ledger_legs(op ledger_operation) RETURNS SETOF ledger_leg
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    hold ledger_purse;
    leave ledger_authorisation;
    wallet uuid;
    site uuid;
BEGIN
    IF op.kind IN ('release', 'refund', 'split') THEN
        SELECT * INTO leave FROM ledger_authorisation WHERE id = op.authorisation_id;
        SELECT * INTO hold FROM ledger_purse WHERE id = leave.hold_id;
        IF leave.to_professional_minor > 0 THEN
            RETURN QUERY SELECT 1::smallint, hold.id, p.id, leave.to_professional_minor FROM ledger_purse p
                WHERE p.kind = 'wallet' AND p.account_id = hold.payee_id AND p.currency = op.currency;
        END IF;
        IF leave.commission_minor > 0 THEN
            RETURN QUERY SELECT 2::smallint, hold.id, p.id, leave.commission_minor FROM ledger_purse p
                WHERE p.kind = 'fees' AND p.provider = '' AND p.currency = op.currency;
        END IF;
        IF leave.to_client_minor > 0 THEN
            RETURN QUERY SELECT 3::smallint, hold.id, p.id, leave.to_client_minor FROM ledger_purse p
                WHERE p.kind = 'wallet' AND p.account_id = hold.payer_id AND p.currency = op.currency;
        END IF;
        RETURN;
    ELSIF op.cause_id IS NOT NULL
       OR op.kind IN ('payout_returned', 'reinstatement', 'repayment', 'client_fee') THEN
        RETURN QUERY SELECT * FROM ledger_further_legs(op);
        RETURN;
    END IF;
    SELECT p.id INTO wallet FROM ledger_purse p
        WHERE p.kind = 'wallet' AND p.account_id = op.account_id AND p.currency = op.currency;
    IF op.kind IN ('deposit', 'payout_paid', 'chargeback') THEN
        SELECT p.id INTO site FROM ledger_purse p
            WHERE p.kind = 'clearing' AND p.provider = op.provider AND p.currency = op.currency;
    END IF;
    RETURN QUERY SELECT 1::smallint, sides.debit, sides.credit, op.amount_minor FROM (SELECT
        CASE op.kind
            WHEN 'deposit' THEN site
            WHEN 'fund' THEN wallet
            WHEN 'payout' THEN wallet
            WHEN 'payout_paid' THEN op.payout_id
            WHEN 'payout_failed' THEN op.payout_id
            WHEN 'chargeback' THEN (SELECT p.id FROM ledger_purse p
                WHERE p.kind = 'chargebacks' AND p.provider = '' AND p.currency = op.currency)
            WHEN 'recovery' THEN wallet
        END AS debit,
        CASE op.kind
            WHEN 'deposit' THEN wallet
            WHEN 'fund' THEN op.hold_id
            WHEN 'payout' THEN op.payout_id
            WHEN 'payout_paid' THEN site
            WHEN 'payout_failed' THEN wallet
            WHEN 'chargeback' THEN site
            WHEN 'recovery' THEN (SELECT p.id FROM ledger_purse p
                WHERE p.kind = 'chargebacks' AND p.provider = '' AND p.currency = op.currency)
        END AS credit) AS sides;
END $$;

-- What a person's deposits that were taken back still cost the site.
CREATE FUNCTION ledger_owed(by_account uuid, in_currency text) RETURNS bigint LANGUAGE sql STABLE
SET search_path = public, pg_temp AS $$
    SELECT coalesce(sum(CASE WHEN o.kind IN ('chargeback', 'repayment') THEN o.amount_minor
                             ELSE -o.amount_minor END), 0)::bigint
    FROM ledger_operation o
    WHERE o.account_id = by_account AND o.currency = in_currency
      AND o.kind IN ('chargeback', 'recovery', 'reinstatement', 'repayment')
$$;

-- At commit: an operation's transfers are its legs, no more and no fewer, and out of a hold just what was authorised.
CREATE FUNCTION ledger_check_operation() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET enable_seqscan = off AS $$
DECLARE
    agrees boolean;
BEGIN
    SELECT count(*) > 0 AND bool_and(l.minor IS NOT DISTINCT FROM t.amount_minor) INTO agrees
    FROM ledger_legs(NEW) l
    FULL JOIN (SELECT * FROM ledger_transfer WHERE operation_id = NEW.id) t USING (leg, debit_id, credit_id);
    IF NOT agrees THEN
        RAISE EXCEPTION 'the transfers of % % are not those it stands for', NEW.kind, NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_operation_legs';
    END IF;
    IF NEW.kind IN ('recovery', 'reinstatement') AND ledger_owed(NEW.account_id, NEW.currency) < 0 THEN
        RAISE EXCEPTION 'more was taken from % than it owes', NEW.account_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_recovery_owed';
    END IF;
    IF NEW.cause_id IS NOT NULL OR NEW.kind IN ('payout_returned', 'reinstatement', 'repayment', 'client_fee') THEN
        PERFORM ledger_check_further(NEW);
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_operation_legs AFTER INSERT ON ledger_operation
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_check_operation();

-- Plans made while a table is empty are kept until it is analysed: let that be soon.
ALTER TABLE ledger_operation SET (autovacuum_analyze_threshold = 50, autovacuum_analyze_scale_factor = 0.02);
ALTER TABLE ledger_transfer SET (autovacuum_analyze_threshold = 50, autovacuum_analyze_scale_factor = 0.02);
ALTER TABLE ledger_authorisation SET (autovacuum_analyze_threshold = 50, autovacuum_analyze_scale_factor = 0.02);
ALTER TABLE ledger_purse SET (autovacuum_analyze_threshold = 50, autovacuum_analyze_scale_factor = 0.02);
ALTER TABLE ledger_balance SET (
    fillfactor = 70, autovacuum_analyze_threshold = 50, autovacuum_vacuum_scale_factor = 0.05);
