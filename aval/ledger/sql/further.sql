-- The rarer movements: what banks take back, give back or return late; frozen escrow; exchange; corrections; a fee.

ALTER TABLE ledger_exchange
    ADD CONSTRAINT ledger_exchange_arithmetic CHECK (target_minor + spread_minor = trunc(source_minor * rate));

-- At commit: each follows from what it says it follows from.
CREATE FUNCTION ledger_check_further(op ledger_operation) RETURNS void LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
DECLARE
    hold ledger_purse;
    before ledger_operation;
    exchange ledger_exchange;
    correction ledger_correction;
    wrong text;
BEGIN
    SELECT * INTO hold FROM ledger_purse p WHERE p.id = op.hold_id AND p.kind = 'hold';
    SELECT * INTO before FROM ledger_operation o WHERE o.id = op.cause_id;
    CASE op.kind
        WHEN 'payout_returned' THEN
            IF NOT EXISTS (SELECT FROM ledger_operation o
                           WHERE o.once = ledger_once('payout_paid', NULL, op.payout_id, NULL, NULL, NULL)
                           AND o.kind = 'payout_paid' AND o.account_id = op.account_id AND o.provider = op.provider
                           AND o.currency = op.currency AND o.amount_minor = op.amount_minor) THEN
                wrong := 'ledger_payout_not_paid';
            END IF;
        WHEN 'reinstatement' THEN
            IF NOT EXISTS (SELECT FROM ledger_operation o WHERE o.once = ledger_once('chargeback', NULL, NULL, NULL,
                               op.provider, replace(op.provider_event, ':reinstated', ':charged_back'))
                           AND o.kind = 'chargeback' AND o.provider = op.provider AND o.provider_event = replace(op.provider_event, ':reinstated', ':charged_back')
                           AND o.provider_event <> op.provider_event AND o.account_id = op.account_id
                           AND o.currency = op.currency AND o.amount_minor = op.amount_minor) THEN
                wrong := 'ledger_reinstatement_of';
            END IF;
        WHEN 'repayment' THEN
            -- It gives back what was taken in vain, and nothing that is still owed.
            IF ledger_owed(op.account_id, op.currency) > 0 THEN
                wrong := 'ledger_repayment_owed';
            END IF;
        WHEN 'client_fee' THEN
            IF hold.payer_id IS DISTINCT FROM op.account_id OR hold.currency <> op.currency THEN
                wrong := 'ledger_client_fee_of';
            END IF;
        WHEN 'freeze' THEN
            IF before.kind IS DISTINCT FROM 'chargeback' OR before.account_id <> hold.payer_id
               OR before.currency <> op.currency OR ledger_owed(hold.payer_id, op.currency) <= 0 THEN
                wrong := 'ledger_freeze_cause';
            END IF;
        WHEN 'thaw' THEN
            IF before.kind IS DISTINCT FROM 'freeze' OR before.hold_id <> op.hold_id
               OR before.amount_minor <> op.amount_minor THEN
                wrong := 'ledger_thaw_of';
            END IF;
        WHEN 'forfeit' THEN
            IF before.kind IS DISTINCT FROM 'freeze' OR before.hold_id <> op.hold_id
               OR before.amount_minor <> op.amount_minor OR op.account_id IS DISTINCT FROM hold.payer_id THEN
                wrong := 'ledger_thaw_of';
            END IF;
        WHEN 'exchange_out' THEN
            SELECT * INTO exchange FROM ledger_exchange e WHERE e.id = op.cause_id;
            IF (op.account_id, op.currency, op.amount_minor, op.actor_id) IS DISTINCT FROM
               (exchange.account_id, exchange.source_currency, exchange.source_minor, exchange.account_id) THEN
                wrong := 'ledger_exchange_whole';
            END IF;
        WHEN 'exchange_in' THEN
            SELECT * INTO exchange FROM ledger_exchange e WHERE e.id = op.cause_id;
            IF (op.account_id, op.currency, op.amount_minor, op.actor_id) IS DISTINCT FROM
               (exchange.account_id, exchange.target_currency, exchange.target_minor + exchange.spread_minor,
                exchange.account_id) OR op.fees_minor <> exchange.spread_minor THEN
                wrong := 'ledger_exchange_whole';
            END IF;
        WHEN 'correction' THEN
            SELECT * INTO correction FROM ledger_correction c WHERE c.id = op.cause_id;
            IF (op.currency, op.amount_minor, op.actor_id, op.debit_id, op.credit_id) IS DISTINCT FROM
               (correction.currency, correction.amount_minor, correction.confirmed_by_id, correction.debit_id,
                correction.credit_id) THEN
                wrong := 'ledger_correction_whole';
            ELSIF EXISTS (SELECT FROM ledger_purse p WHERE p.id IN (correction.debit_id, correction.credit_id)
                          AND p.account_id IN (correction.proposed_by_id, correction.confirmed_by_id)) THEN
                wrong := 'ledger_correction_own';
            -- From one person to another only between the two of a contract, whose record tells both.
            ELSIF EXISTS (SELECT FROM ledger_purse p WHERE p.id IN (correction.debit_id, correction.credit_id)
                          AND p.kind = 'wallet' AND correction.contract_id IS NOT NULL AND NOT EXISTS (
                              SELECT FROM ledger_purse h WHERE h.kind = 'hold'
                              AND h.contract_id = correction.contract_id AND p.account_id IN (h.payer_id, h.payee_id)))
               OR (correction.contract_id IS NULL AND 2 = (SELECT count(*) FROM ledger_purse p
                   WHERE p.id IN (correction.debit_id, correction.credit_id) AND p.kind = 'wallet')) THEN
                wrong := 'ledger_correction_parties';
            END IF;
    END CASE;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION '% % does not follow from what it cites', op.kind, op.id
            USING ERRCODE = 'check_violation', CONSTRAINT = wrong;
    END IF;
END $$;

-- The other way round: an exchange has both its halves, a correction its transfer.
CREATE FUNCTION ledger_check_cause() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    halves integer := (SELECT count(*) FROM ledger_operation o
        WHERE o.once IN ('exchange_out ' || NEW.id, 'exchange_in ' || NEW.id, 'correction ' || NEW.id));
BEGIN
    IF halves <> (CASE TG_TABLE_NAME WHEN 'ledger_exchange' THEN 2 ELSE 1 END) THEN
        RAISE EXCEPTION '% % was written down but not carried out', TG_TABLE_NAME, NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_cause_carried_out';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_exchange_carried_out AFTER INSERT ON ledger_exchange
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_check_cause();
CREATE CONSTRAINT TRIGGER ledger_correction_carried_out AFTER INSERT ON ledger_correction
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_check_cause();

-- A bank returns a payout after it was paid: the money is the person's again.
CREATE FUNCTION ledger_return_payout(
    key uuid, actor uuid, via text, at timestamptz, payout uuid, provider_event text
) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
    op ledger_operation;
    started ledger_operation;
BEGIN
    SELECT * INTO started FROM ledger_operation o WHERE o.once = ledger_once('payout', NULL, payout, NULL, NULL, NULL);
    IF NOT FOUND THEN
        PERFORM ledger_refuse('ledger_payout_unknown', 'there is no such payout');
    END IF;
    op.id := key; op.kind := 'payout_returned'; op.actor_id := actor; op.via := via; op.at := at;
    op.currency := started.currency; op.amount_minor := started.amount_minor; op.account_id := started.account_id;
    op.payout_id := payout; op.provider := started.provider; op.provider_event := provider_event; op.cause_id := payout;
    op.debit_id := ledger_open_site('clearing', started.provider, started.currency);
    op.credit_id := ledger_wallet_of(started.account_id, started.currency);
    op.request_hash := ledger_hash(op.kind, payout::text, provider_event);
    RETURN ledger_post(op);
END $$;

-- A bank gives back a deposit that it had taken back: the loss is undone, and what was taken for it in vain returned.
CREATE FUNCTION ledger_reinstate(
    key uuid, actor uuid, via text, at timestamptz,
    to_account uuid, currency text, minor bigint, provider text, provider_event text
) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
    op ledger_operation;
    back ledger_operation;
    wallet uuid := ledger_open_wallet(to_account, currency);
BEGIN
    op.debit_id := ledger_open_site('clearing', provider, currency);
    op.credit_id := ledger_open_site('chargebacks', '', currency); op.also_id := wallet;
    op.id := key; op.kind := 'reinstatement'; op.actor_id := actor; op.via := via; op.at := at;
    op.currency := currency; op.amount_minor := minor; op.account_id := to_account;
    op.provider := provider; op.provider_event := provider_event;
    op.request_hash := ledger_hash('reinstatement', to_account::text, currency, minor::text, provider, provider_event);
    -- Locked first, as a recovery does: what is owed is then read by one after the other.
    PERFORM FROM ledger_balance b WHERE b.purse_id = wallet FOR NO KEY UPDATE;
    IF EXISTS (SELECT FROM ledger_operation o WHERE o.id = key) THEN
        RETURN ledger_post(op);
    END IF;
    PERFORM ledger_post(op);
    back := op;
    back.amount_minor := -ledger_owed(to_account, currency);
    IF back.amount_minor > 0 THEN
        back.id := md5('repayment ' || key::text)::uuid; back.kind := 'repayment';
        back.provider := NULL; back.provider_event := NULL; back.debit_id := op.credit_id; back.credit_id := wallet;
        PERFORM ledger_post(back);
    END IF;
    RETURN op.id;
END $$;

-- A hold goes into its reserve whole, and comes out of it whole: to where it was, or to its payer.
CREATE FUNCTION ledger_freeze(
    key uuid, actor uuid, via text, at timestamptz, movement text, hold uuid, cause uuid
) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
    op ledger_operation;
    purse ledger_purse;
    reserve uuid := ledger_reserve_of(hold);
BEGIN
    SELECT * INTO purse FROM ledger_purse p WHERE p.id = hold AND p.kind = 'hold';
    IF NOT FOUND OR movement NOT IN ('freeze', 'thaw', 'forfeit') THEN
        PERFORM ledger_refuse('ledger_hold_differs', 'there is no such escrow');
    END IF;
    INSERT INTO ledger_purse (id, kind, currency, contract_id, payer_id, payee_id, provider)
        VALUES (reserve, 'reserve', purse.currency, purse.contract_id, purse.payer_id, purse.payee_id, '')
        ON CONFLICT DO NOTHING;
    op.debit_id := CASE movement WHEN 'freeze' THEN hold ELSE reserve END;
    op.credit_id := CASE movement WHEN 'freeze' THEN reserve WHEN 'thaw' THEN hold
                                  ELSE ledger_open_wallet(purse.payer_id, purse.currency) END;
    PERFORM FROM ledger_balance b WHERE b.purse_id IN (hold, reserve) ORDER BY b.purse_id FOR NO KEY UPDATE;
    op.id := key; op.kind := movement; op.actor_id := actor; op.via := via; op.at := at;
    op.currency := purse.currency; op.account_id := purse.payer_id; op.hold_id := hold; op.cause_id := cause;
    op.request_hash := ledger_hash(movement, hold::text, cause::text);
    SELECT b.minor INTO op.amount_minor FROM ledger_balance b
        WHERE b.purse_id = op.debit_id;
    IF EXISTS (SELECT FROM ledger_operation o WHERE o.id = key) THEN
        op.amount_minor := 1; -- a repeat is told apart by its hash alone
    END IF;
    RETURN ledger_post(op);
END $$;

CREATE FUNCTION ledger_client_fee(
    key uuid, actor uuid, via text, at timestamptz, hold uuid, from_account uuid, currency text, minor bigint
) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
    op ledger_operation;
BEGIN
    op.debit_id := ledger_open_wallet(from_account, currency);
    op.credit_id := ledger_open_site('fees', '', currency); op.cause_id := hold;
    op.id := key; op.kind := 'client_fee'; op.actor_id := actor; op.via := via; op.at := at;
    op.currency := currency; op.amount_minor := minor; op.account_id := from_account; op.hold_id := hold;
    op.request_hash := ledger_hash('client_fee', hold::text, from_account::text, currency, minor::text);
    RETURN ledger_post(op);
END $$;

CREATE FUNCTION ledger_provider_fee(
    key uuid, actor uuid, via text, at timestamptz, currency text, minor bigint, provider text, provider_event text
) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
    op ledger_operation;
BEGIN
    op.debit_id := ledger_open_site('fees', '', currency);
    op.credit_id := ledger_open_site('clearing', provider, currency);
    op.id := key; op.kind := 'provider_fee'; op.actor_id := actor; op.via := via; op.at := at;
    op.currency := currency; op.amount_minor := minor; op.provider := provider; op.provider_event := provider_event;
    op.request_hash := ledger_hash('provider_fee', currency, minor::text, provider, provider_event);
    RETURN ledger_post(op);
END $$;

-- Two operations, one in each currency; between them stand the site's exchange purses and the rate that was agreed.
CREATE FUNCTION ledger_convert(
    key uuid, actor uuid, via text, at timestamptz, of_account uuid,
    source_currency text, source_minor bigint, target_currency text, target_minor bigint, spread_minor bigint,
    rate numeric, rate_source text, quoted_at timestamptz
) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
    op ledger_operation;
    source_wallet uuid := ledger_open_wallet(of_account, source_currency);
    target_wallet uuid := ledger_open_wallet(of_account, target_currency);
BEGIN
    PERFORM ledger_open_site('exchange', '', source_currency), ledger_open_site('exchange', '', target_currency),
            ledger_open_site('fees', '', target_currency);
    op.request_hash := ledger_hash('exchange', of_account::text, source_currency, source_minor::text, target_currency,
                                   target_minor::text, spread_minor::text, rate::text, rate_source);
    INSERT INTO ledger_exchange (id, account_id, source_currency, source_minor, target_currency, target_minor,
                                 spread_minor, rate, rate_source, quoted_at, at)
        VALUES (key, of_account, ledger_convert.source_currency, ledger_convert.source_minor,
                ledger_convert.target_currency, ledger_convert.target_minor, ledger_convert.spread_minor,
                ledger_convert.rate, ledger_convert.rate_source, ledger_convert.quoted_at, ledger_convert.at)
        ON CONFLICT DO NOTHING;
    -- Both at once and in one order: an exchange back at the same moment then waits instead of deadlocking.
    PERFORM FROM ledger_balance b WHERE b.purse_id IN (source_wallet, target_wallet)
        ORDER BY b.purse_id FOR NO KEY UPDATE;
    op.actor_id := actor; op.via := via; op.at := at; op.account_id := of_account; op.cause_id := key;
    op.id := md5('exchange out ' || key::text)::uuid; op.kind := 'exchange_out';
    op.currency := source_currency; op.amount_minor := source_minor;
    op.debit_id := source_wallet; op.credit_id := ledger_site_of('exchange', '', source_currency);
    PERFORM ledger_post(op);
    op.id := md5('exchange in ' || key::text)::uuid; op.kind := 'exchange_in';
    op.currency := target_currency; op.amount_minor := target_minor + spread_minor; op.fees_minor := spread_minor;
    op.debit_id := ledger_site_of('exchange', '', target_currency); op.credit_id := target_wallet;
    PERFORM ledger_post(op);
    RETURN key;
END $$;

-- A transfer by hand. One person wrote it down, another carries it out; never out of escrow, for no flow leads there.
CREATE FUNCTION ledger_correct(
    key uuid, actor uuid, via text, at timestamptz, correction uuid, proposer uuid,
    debit uuid, credit uuid, currency text, minor bigint, contract uuid, reason text
) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
    op ledger_operation;
BEGIN
    INSERT INTO ledger_correction (id, debit_id, credit_id, amount_minor, currency, contract_id, reason,
                                   proposed_by_id, confirmed_by_id, at)
        VALUES (correction, debit, credit, minor, ledger_correct.currency, contract, ledger_correct.reason,
                proposer, actor, ledger_correct.at)
        ON CONFLICT (id) DO NOTHING;
    op.id := key; op.kind := 'correction'; op.actor_id := actor; op.via := via; op.at := at;
    op.currency := currency; op.amount_minor := minor; op.cause_id := correction;
    op.debit_id := debit; op.credit_id := credit;
    op.request_hash := ledger_hash('correction', correction::text, proposer::text, debit::text, credit::text, currency,
                                   minor::text, contract::text, reason);
    PERFORM ledger_check_further(op); -- at once, so that the refusal can be said in words
    RETURN ledger_post(op);
END $$;

DO $$
DECLARE door regprocedure;
BEGIN
    FOR door IN SELECT oid::regprocedure FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proname IN (
                    'ledger_check_further', 'ledger_check_cause',
                    'ledger_return_payout', 'ledger_reinstate', 'ledger_freeze', 'ledger_client_fee',
                    'ledger_provider_fee', 'ledger_convert', 'ledger_correct') LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', door);
    END LOOP;
    FOR door IN SELECT oid::regprocedure FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proname IN (
                    'ledger_return_payout', 'ledger_reinstate', 'ledger_freeze', 'ledger_client_fee',
                    'ledger_provider_fee', 'ledger_convert', 'ledger_correct') LOOP
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO aval_app', door);
    END LOOP;
END $$;
