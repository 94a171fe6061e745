-- What stands even for whoever owns the tables. Constraint names are what aval/ledger/refusals.py turns into sentences.

CREATE FUNCTION ledger_refuse(rule text, detail text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', detail USING ERRCODE = 'check_violation', CONSTRAINT = rule;
END $$;

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
    ('client_fee', 'wallet', 'fees'), ('provider_fee', 'fees', 'clearing'),
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

-- Which movement carries out which authorisation: a check, made of the table, as a foreign key would lock its rows.
DO $$
BEGIN
    EXECUTE (SELECT format('ALTER TABLE ledger_operation ADD CONSTRAINT ledger_operation_fits CHECK (
        authorisation_kind IS NULL OR kind || '' by '' || authorisation_kind IN (%s))',
        string_agg(quote_literal(f.kind || ' by ' || f.authorisation_kind), ', ')) FROM ledger_fit f);
END $$;

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
CREATE FUNCTION ledger_open_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO public.ledger_balance (purse_id, minor) VALUES (NEW.id, 0);
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

-- Each transfer: made with its operation, one currency, a flow that exists, its own hold; and its balances follow.
-- Names carry their schema instead of the function a search path, which would be set and reset for each transfer; and it
-- needs no rights but those of whoever may insert.
CREATE FUNCTION ledger_take_transfer() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    op record;
BEGIN
    -- Few statements and few expressions: in PL/pgSQL each of them costs something in every transaction.
    SELECT o.kind, d.kind AS debit_kind, c.kind AS credit_kind,
           o.xid = pg_current_xact_id() AND NEW.xid = o.xid AS in_time,
           NEW.currency = o.currency AND d.currency = o.currency AND c.currency = o.currency AS one_currency,
           f.kind IS NOT NULL AS flows,
           (d.kind <> 'hold' OR d.id = o.hold_id) AND (c.kind <> 'hold' OR c.id = o.hold_id) AS own_hold
        INTO op FROM public.ledger_operation o
        LEFT JOIN public.ledger_purse d ON d.id = NEW.debit_id
        LEFT JOIN public.ledger_purse c ON c.id = NEW.credit_id
        LEFT JOIN public.ledger_flow f ON f.kind = o.kind AND f.debit_kind = d.kind AND f.credit_kind = c.kind
        WHERE o.id = NEW.operation_id;
    IF (op.in_time AND op.one_currency AND op.flows AND op.own_hold) IS NOT TRUE THEN
        PERFORM public.ledger_refuse(
            CASE WHEN op.in_time IS NOT TRUE THEN 'ledger_transfer_late'
                 WHEN op.one_currency IS NOT TRUE THEN 'ledger_transfer_currency'
                 WHEN op.flows IS NOT TRUE THEN 'ledger_transfer_flow'
                 ELSE 'ledger_transfer_hold' END,
            format('no transfer from %s to %s in operation %s (%s)',
                   op.debit_kind, op.credit_kind, NEW.operation_id, op.kind));
    END IF;
    -- Only purses with a floor have a balance. Found by the index, in the order of ids, so that opposite transfers wait
    -- for one another instead of deadlocking.
    UPDATE public.ledger_balance b
        SET minor = b.minor + CASE b.purse_id WHEN NEW.credit_id THEN NEW.amount_minor ELSE -NEW.amount_minor END
        WHERE b.purse_id = ANY (ARRAY[NEW.debit_id, NEW.credit_id]);
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_transfer_take AFTER INSERT ON ledger_transfer
    FOR EACH ROW EXECUTE FUNCTION ledger_take_transfer();

-- Which transfers an operation consists of: a function of the operation and, out of a hold, of its authorisation.
-- Posting inserts these, and the check at commit wants exactly these. A purse that is not there is null.
CREATE TYPE ledger_leg AS (leg smallint, debit_id uuid, credit_id uuid, minor bigint);
CREATE FUNCTION ledger_legs(op ledger_operation) RETURNS ledger_leg[]
LANGUAGE plpgsql STABLE AS $$
DECLARE
    legs ledger_leg[];
    wallet uuid;
    site uuid;
    payout uuid;
BEGIN
    -- The most frequent first, each one query.
    IF op.kind = 'fund' THEN
        RETURN (SELECT ARRAY[ROW(1, p.id, op.hold_id, op.amount_minor)::ledger_leg]
                FROM (SELECT) one LEFT JOIN ledger_purse p
                  ON p.kind = 'wallet' AND p.account_id = op.account_id AND p.currency = op.currency);
    ELSIF op.kind IN ('release', 'refund', 'split') THEN
        SELECT array_remove(ARRAY[
            CASE WHEN a.to_professional_minor > 0 THEN ROW(1, h.id,
                (SELECT p.id FROM ledger_purse p
                 WHERE p.kind = 'wallet' AND p.account_id = h.payee_id AND p.currency = op.currency),
                a.to_professional_minor)::ledger_leg END,
            CASE WHEN a.commission_minor > 0 THEN ROW(2, h.id,
                (SELECT p.id FROM ledger_purse p
                 WHERE p.kind = 'fees' AND p.provider = '' AND p.currency = op.currency),
                a.commission_minor)::ledger_leg END,
            CASE WHEN a.to_client_minor > 0 THEN ROW(3, h.id,
                (SELECT p.id FROM ledger_purse p
                 WHERE p.kind = 'wallet' AND p.account_id = h.payer_id AND p.currency = op.currency),
                a.to_client_minor)::ledger_leg END], NULL) INTO legs
        FROM ledger_authorisation a JOIN ledger_purse h ON h.id = a.hold_id
        WHERE a.id = op.authorisation_id;
        RETURN legs;
    ELSIF op.cause_id IS NOT NULL
       OR op.kind IN ('payout_returned', 'reinstatement', 'repayment', 'client_fee', 'provider_fee') THEN
        RETURN ARRAY(SELECT ROW(l.*)::ledger_leg FROM ledger_further_legs(op) l ORDER BY l.leg);
    END IF;
    SELECT p.id INTO wallet FROM ledger_purse p
        WHERE p.kind = 'wallet' AND p.account_id = op.account_id AND p.currency = op.currency;
    IF op.kind IN ('deposit', 'payout_paid', 'chargeback') THEN
        SELECT p.id INTO site FROM ledger_purse p
            WHERE p.kind = 'clearing' AND p.provider = op.provider AND p.currency = op.currency;
    ELSIF op.kind = 'recovery' THEN
        SELECT p.id INTO site FROM ledger_purse p
            WHERE p.kind = 'chargebacks' AND p.provider = '' AND p.currency = op.currency;
    END IF;
    IF op.kind = 'deposit' THEN
        RETURN ARRAY[ROW(1, site, wallet, op.amount_minor)::ledger_leg];
    END IF;
    SELECT p.id INTO payout FROM ledger_purse p
        WHERE p.id = op.payout_id AND p.kind = 'payout' AND p.account_id = op.account_id;
    CASE op.kind
        WHEN 'payout' THEN RETURN ARRAY[ROW(1, wallet, payout, op.amount_minor)::ledger_leg];
        WHEN 'payout_paid' THEN RETURN ARRAY[ROW(1, payout, site, op.amount_minor)::ledger_leg];
        WHEN 'payout_failed' THEN RETURN ARRAY[ROW(1, payout, wallet, op.amount_minor)::ledger_leg];
        WHEN 'recovery' THEN RETURN ARRAY[ROW(1, wallet, site, op.amount_minor)::ledger_leg];
        WHEN 'chargeback' THEN
            SELECT p.id INTO wallet FROM ledger_purse p
                WHERE p.kind = 'chargebacks' AND p.provider = '' AND p.currency = op.currency;
            RETURN ARRAY[ROW(1, wallet, site, op.amount_minor)::ledger_leg];
        ELSE RETURN NULL;
    END CASE;
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

-- At commit: an operation is of this transaction, and its transfers are its legs, no more and no fewer, and out of a hold
-- just what was authorised.
CREATE FUNCTION ledger_check_operation() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET enable_seqscan = off AS $$
DECLARE
    made ledger_leg[];
BEGIN
    SELECT array_agg(ROW(t.leg, t.debit_id, t.credit_id, t.amount_minor)::ledger_leg ORDER BY t.leg) INTO made
    FROM ledger_transfer t WHERE t.operation_id = NEW.id;
    IF made IS NULL OR made IS DISTINCT FROM ledger_legs(NEW) OR NEW.xid <> pg_current_xact_id() THEN
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
