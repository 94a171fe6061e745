-- The only ways in for the application: one function for each movement, one round trip each.
-- The caller's key is the operation's id. Same key and content: the same answer; same key, other content: refused.

CREATE FUNCTION ledger_hash(VARIADIC parts text[]) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(convert_to(parts::text, 'UTF8'))
$$;

-- Finding or opening purses. Two that open the same one at once: the second waits and then reads the first's.
CREATE FUNCTION ledger_open_wallet(of_account uuid, in_currency text) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    found_id uuid;
BEGIN
    LOOP
        SELECT id INTO found_id FROM ledger_purse
            WHERE kind = 'wallet' AND account_id = of_account AND currency = in_currency;
        EXIT WHEN found_id IS NOT NULL;
        INSERT INTO ledger_purse (id, kind, currency, account_id, provider)
            VALUES (gen_random_uuid(), 'wallet', in_currency, of_account, '') ON CONFLICT DO NOTHING;
    END LOOP;
    RETURN found_id;
END $$;

CREATE FUNCTION ledger_open_site(of_kind text, at_provider text, in_currency text) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    found_id uuid;
BEGIN
    LOOP
        -- The list repeats the index's own condition: without it the planner can't use the index for any kind.
        SELECT id INTO found_id FROM ledger_purse
            WHERE kind = of_kind AND kind IN ('clearing', 'fees', 'chargebacks', 'exchange')
              AND provider = at_provider AND currency = in_currency;
        EXIT WHEN found_id IS NOT NULL;
        INSERT INTO ledger_purse (id, kind, currency, provider)
            VALUES (gen_random_uuid(), of_kind, in_currency, at_provider) ON CONFLICT DO NOTHING;
    END LOOP;
    RETURN found_id;
END $$;

-- The core: insert first, so that of two requests with one key the second waits and then finds the first's row.
-- Without a conflict target every unique key arbitrates, and a lost race is told apart afterwards, by reading.
CREATE FUNCTION ledger_post(op ledger_operation) RETURNS uuid LANGUAGE plpgsql AS $$
BEGIN
    IF op.amount_minor <= 0 THEN
        PERFORM ledger_refuse('ledger_operation_amount', 'an amount must be more than zero');
    END IF;
    op.xid := pg_current_xact_id();
    INSERT INTO ledger_operation VALUES (op.*) ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        RETURN ledger_repeat(op);
    END IF;
    RETURN ledger_move(op);
END $$;

-- The key, or something that counts once, was there before: the same answer for the same request.
CREATE FUNCTION ledger_repeat(op ledger_operation) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    kept bytea;
BEGIN
    SELECT request_hash INTO kept FROM ledger_operation WHERE id = op.id;
    IF NOT FOUND THEN
        PERFORM ledger_refuse(
            CASE WHEN op.authorisation_id IS NOT NULL THEN 'ledger_authorisation_used'
                 WHEN op.kind = 'payout' THEN 'ledger_payout_started'
                 WHEN op.kind IN ('payout_paid', 'payout_failed') THEN 'ledger_payout_finished'
                 WHEN op.kind = 'payout_returned' THEN 'ledger_payout_returned'
                 WHEN op.kind IN ('thaw', 'forfeit') THEN 'ledger_freeze_ended'
                 WHEN op.kind = 'client_fee' THEN 'ledger_client_fee_once'
                 WHEN op.cause_id IS NOT NULL THEN 'ledger_cause_used'
                 ELSE 'ledger_provider_event_used' END,
            'this was done before, by another request');
    ELSIF kept <> op.request_hash THEN
        PERFORM ledger_refuse('ledger_operation_key', 'the key was used for something else');
    END IF;
    RETURN op.id;
END $$;

-- The transfers of an operation that was just inserted.
CREATE FUNCTION ledger_move(op ledger_operation) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    legs ledger_leg[] := ledger_legs(op);
BEGIN
    IF cardinality(legs) > 1 THEN
        -- One order for all: opposite movements then wait instead of deadlocking. A single transfer keeps to it itself.
        PERFORM FROM ledger_balance b
            WHERE b.purse_id = ANY (ARRAY(SELECT unnest(ARRAY[l.debit_id, l.credit_id]) FROM unnest(legs) l))
            ORDER BY b.purse_id FOR NO KEY UPDATE;
    ELSIF legs[1].debit_id IS NULL OR legs[1].credit_id IS NULL THEN
        PERFORM ledger_open_wallet(op.account_id, op.currency);
        legs := ledger_legs(op);
    END IF;
    INSERT INTO ledger_transfer (operation_id, leg, debit_id, credit_id, amount_minor, currency, xid)
        SELECT op.id, l.leg, l.debit_id, l.credit_id, l.minor, op.currency, op.xid FROM unnest(legs) l;
    IF op.authorisation_id IS NOT NULL THEN
        PERFORM ledger_check_whole(op.hold_id);
    END IF;
    RETURN op.id;
END $$;

CREATE FUNCTION ledger_check_whole(hold uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT minor FROM ledger_balance WHERE purse_id = hold) <> 0 THEN
        PERFORM ledger_refuse('ledger_hold_whole', 'the authorisation leaves money in the hold');
    END IF;
END $$;

CREATE FUNCTION ledger_deposit(
    key uuid, actor uuid, via text, at timestamptz,
    to_account uuid, currency text, minor bigint, provider text, provider_event text
) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
    op ledger_operation;
BEGIN
    -- The usual way is one statement; what it does not do, because something is missing or was done before, is done
    -- below step by step.
    WITH sides AS (
        SELECT site.id AS debit_id, wallet.id AS credit_id,
               ledger_hash('deposit', to_account::text, ledger_deposit.currency, minor::text, ledger_deposit.provider,
                           ledger_deposit.provider_event) AS request_hash
        FROM ledger_purse site, ledger_purse wallet
        WHERE site.kind = 'clearing' AND site.provider = ledger_deposit.provider
          AND site.currency = ledger_deposit.currency
          AND wallet.kind = 'wallet' AND wallet.account_id = to_account AND wallet.currency = ledger_deposit.currency
    ), made AS (
        INSERT INTO ledger_operation AS o (id, kind, request_hash, currency, amount_minor, account_id, provider,
                                           provider_event, actor_id, via, at, xid)
            SELECT key, 'deposit', sides.request_hash, ledger_deposit.currency, minor, to_account,
                   ledger_deposit.provider, ledger_deposit.provider_event, actor, ledger_deposit.via,
                   ledger_deposit.at, pg_current_xact_id()
            FROM sides ON CONFLICT DO NOTHING RETURNING o.xid
    )
    INSERT INTO ledger_transfer (operation_id, leg, debit_id, credit_id, amount_minor, currency, xid)
        SELECT key, 1, sides.debit_id, sides.credit_id, minor, ledger_deposit.currency, made.xid FROM made, sides;
    IF FOUND THEN
        RETURN key;
    END IF;
    PERFORM ledger_open_site('clearing', provider, currency);
    op.id := key; op.kind := 'deposit'; op.actor_id := actor; op.via := via; op.at := at;
    op.currency := currency; op.amount_minor := minor; op.account_id := to_account;
    op.provider := provider; op.provider_event := provider_event;
    op.request_hash := ledger_hash('deposit', to_account::text, currency, minor::text, provider, provider_event);
    RETURN ledger_post(op);
END $$;

CREATE FUNCTION ledger_fund(
    key uuid, actor uuid, via text, at timestamptz,
    hold uuid, contract uuid, payer uuid, payee uuid, currency text, minor bigint
) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
    op ledger_operation;
    purse ledger_purse;
BEGIN
    LOOP
        -- The usual way is one statement; what it does not do, because something is missing or was done before, is
        -- done below step by step.
        WITH sides AS (
            SELECT wallet.id AS debit_id,
                   ledger_hash('fund', actor::text, hold::text, contract::text, payer::text, payee::text,
                               ledger_fund.currency, minor::text) AS request_hash
            FROM ledger_purse h, ledger_purse wallet
            WHERE h.id = hold AND h.kind = 'hold' AND h.currency = ledger_fund.currency
              AND h.contract_id = contract AND h.payer_id = payer AND h.payee_id = payee
              AND wallet.kind = 'wallet' AND wallet.account_id = payer AND wallet.currency = ledger_fund.currency
        ), made AS (
            INSERT INTO ledger_operation AS o (id, kind, request_hash, currency, amount_minor, account_id, hold_id,
                                               actor_id, via, at, xid)
                SELECT key, 'fund', sides.request_hash, ledger_fund.currency, minor, payer, hold, actor,
                       ledger_fund.via, ledger_fund.at, pg_current_xact_id()
                FROM sides ON CONFLICT DO NOTHING RETURNING o.xid
        )
        INSERT INTO ledger_transfer (operation_id, leg, debit_id, credit_id, amount_minor, currency, xid)
            SELECT key, 1, sides.debit_id, hold, minor, ledger_fund.currency, made.xid FROM made, sides;
        IF FOUND THEN
            RETURN key;
        END IF;
        -- A hold is opened by its first funding, which then takes the usual way.
        INSERT INTO ledger_purse (id, kind, currency, contract_id, payer_id, payee_id, provider)
            VALUES (hold, 'hold', currency, contract, payer, payee, '') ON CONFLICT (id) DO NOTHING;
        EXIT WHEN NOT FOUND;
    END LOOP;
    SELECT * INTO purse FROM ledger_purse p WHERE p.id = hold;
    IF (purse.kind, purse.currency::text, purse.contract_id, purse.payer_id, purse.payee_id)
       IS DISTINCT FROM ('hold', currency, contract, payer, payee) THEN
        PERFORM ledger_refuse('ledger_hold_differs', 'the hold was opened for another contract, party or currency');
    END IF;
    op.id := key; op.kind := 'fund'; op.actor_id := actor; op.via := via; op.at := at;
    op.currency := currency; op.amount_minor := minor; op.account_id := payer; op.hold_id := hold;
    op.request_hash := ledger_hash('fund', actor::text, hold::text, contract::text, payer::text, payee::text, currency,
                                   minor::text);
    RETURN ledger_post(op);
END $$;

CREATE FUNCTION ledger_authorise(
    actor uuid, at timestamptz,
    authorisation uuid, kind text, contract uuid, hold uuid, currency text,
    to_professional bigint, commission bigint, to_client bigint, terms_hash bytea
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
    kept ledger_authorisation;
BEGIN
    INSERT INTO ledger_authorisation AS a
        (id, kind, contract_id, hold_id, currency, amount_minor, to_professional_minor, commission_minor,
         to_client_minor, terms_hash, authorised_by, authorised_at)
    VALUES (authorisation, kind, contract, hold, currency, to_professional + commission + to_client, to_professional,
            commission, to_client, terms_hash, actor, at)
    ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        SELECT * INTO kept FROM ledger_authorisation a WHERE a.id = authorisation;
        IF (kept.kind, kept.contract_id, kept.hold_id, kept.currency::text, kept.to_professional_minor,
            kept.commission_minor, kept.to_client_minor, kept.terms_hash, kept.authorised_by)
           IS DISTINCT FROM (ledger_authorise.kind, contract, hold, ledger_authorise.currency, to_professional,
                             commission, to_client, ledger_authorise.terms_hash, actor) THEN
            PERFORM ledger_refuse('ledger_operation_key', 'the authorisation exists with other content');
        END IF;
    END IF;
END $$;

-- Release, refund and split differ only in which authorisations fit them (ledger_fit) and what shares they may have.
CREATE FUNCTION ledger_execute(
    key uuid, actor uuid, via text, at timestamptz, movement text, authorisation uuid
) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
    op ledger_operation;
    leave record;
BEGIN
    SELECT a.kind, a.hold_id, a.currency, a.amount_minor, a.to_professional_minor, a.commission_minor,
           a.to_client_minor, h.payee_id, h.payer_id,
           EXISTS (SELECT FROM ledger_fit f WHERE f.kind = movement AND f.authorisation_kind = a.kind) AS fits
        INTO leave FROM ledger_authorisation a JOIN ledger_purse h ON h.id = a.hold_id WHERE a.id = authorisation;
    IF NOT FOUND THEN
        PERFORM ledger_refuse('ledger_operation_authorised', 'there is no such authorisation');
    ELSIF movement NOT IN ('release', 'refund', 'split')
       OR NOT leave.fits
       OR (movement = 'release' AND leave.to_client_minor > 0)
       OR (movement = 'refund' AND leave.to_professional_minor + leave.commission_minor > 0) THEN
        PERFORM ledger_refuse('ledger_operation_fits', format('a %s can not be a %s', leave.kind, movement));
    END IF;
    op.request_hash := ledger_hash(movement, actor::text, authorisation::text);
    IF leave.to_client_minor = 0 THEN
        -- The usual way is one statement, if the purses are there. Hold and wallet are all it locks: the trigger of
        -- the first transfer does it, in the order of their ids.
        WITH sides AS (
            SELECT wallet.id AS wallet_id, fees.id AS fees_id FROM ledger_purse wallet, ledger_purse fees
            WHERE wallet.kind = 'wallet' AND wallet.account_id = leave.payee_id AND wallet.currency = leave.currency
              AND fees.kind = 'fees' AND fees.provider = '' AND fees.currency = leave.currency
        ), made AS (
            INSERT INTO ledger_operation AS o (id, kind, request_hash, currency, amount_minor, hold_id,
                                               authorisation_id, authorisation_kind, actor_id, via, at, xid)
                SELECT key, movement, op.request_hash, leave.currency, leave.amount_minor, leave.hold_id,
                       authorisation, leave.kind, actor, ledger_execute.via, ledger_execute.at, pg_current_xact_id()
                FROM sides ON CONFLICT DO NOTHING RETURNING o.xid
        )
        INSERT INTO ledger_transfer (operation_id, leg, debit_id, credit_id, amount_minor, currency, xid)
            SELECT key, l.leg, leave.hold_id, l.credit_id, l.minor, leave.currency, made.xid
            FROM made, sides, LATERAL (VALUES (1, sides.wallet_id, leave.to_professional_minor),
                                              (2, sides.fees_id, leave.commission_minor)) l (leg, credit_id, minor)
            WHERE l.minor > 0;
        IF FOUND THEN
            PERFORM ledger_check_whole(leave.hold_id);
            RETURN key;
        END IF;
    END IF;
    PERFORM ledger_open_wallet(leave.payee_id, leave.currency), ledger_open_site('fees', '', leave.currency);
    IF leave.to_client_minor > 0 THEN
        PERFORM ledger_open_wallet(leave.payer_id, leave.currency);
    END IF;
    op.id := key; op.kind := movement; op.actor_id := actor; op.via := via; op.at := at;
    op.currency := leave.currency; op.amount_minor := leave.amount_minor; op.hold_id := leave.hold_id;
    op.authorisation_id := authorisation; op.authorisation_kind := leave.kind;
    RETURN ledger_post(op);
END $$;

-- Money released after ``settled_before`` stays in the wallet: it is not paid out yet, though it can be spent here.
CREATE FUNCTION ledger_start_payout(
    key uuid, actor uuid, via text, at timestamptz,
    payout uuid, from_account uuid, currency text, minor bigint, provider text, settled_before timestamptz
) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
    op ledger_operation;
    wallet uuid;
BEGIN
    wallet := ledger_open_wallet(from_account, currency);
    op.request_hash := ledger_hash('payout', actor::text, payout::text, from_account::text, currency, minor::text,
                                   provider);
    IF NOT EXISTS (SELECT FROM ledger_operation o WHERE o.id = key) THEN
        -- Locked before it is read: what two payouts leave behind is then counted one after the other.
        PERFORM FROM ledger_balance b WHERE b.purse_id = wallet FOR NO KEY UPDATE;
        IF NOT EXISTS (SELECT FROM ledger_operation o WHERE o.id = key) THEN
            IF (SELECT b.minor FROM ledger_balance b WHERE b.purse_id = wallet) - minor
               BETWEEN 0 AND ledger_unsettled(wallet, settled_before) - 1 THEN
                PERFORM ledger_refuse('ledger_payout_early', 'this money is not available for a payout yet');
            END IF;
            INSERT INTO ledger_purse (id, kind, currency, account_id, provider)
                VALUES (payout, 'payout', currency, from_account, provider) ON CONFLICT DO NOTHING;
        END IF;
    END IF;
    op.id := key; op.kind := 'payout'; op.actor_id := actor; op.via := via; op.at := at;
    op.currency := currency; op.amount_minor := minor; op.account_id := from_account;
    op.payout_id := payout; op.provider := provider;
    RETURN ledger_post(op);
END $$;

CREATE FUNCTION ledger_unsettled(wallet uuid, settled_before timestamptz) RETURNS bigint LANGUAGE sql STABLE
SET search_path = public, pg_temp AS $$
    SELECT coalesce(sum(t.amount_minor), 0)::bigint
    FROM ledger_transfer t
    JOIN ledger_operation o ON o.id = t.operation_id
    JOIN ledger_purse h ON h.id = t.debit_id
    JOIN ledger_purse w ON w.id = t.credit_id
    WHERE t.credit_id = wallet AND h.kind = 'hold' AND h.payee_id = w.account_id AND o.at > settled_before
$$;

CREATE FUNCTION ledger_finish_payout(
    key uuid, actor uuid, via text, at timestamptz, payout uuid, paid boolean, provider_event text
) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
    op ledger_operation;
    started ledger_operation;
BEGIN
    SELECT * INTO started FROM ledger_operation o WHERE o.payout_id = payout AND o.kind = 'payout';
    IF NOT FOUND THEN
        PERFORM ledger_refuse('ledger_payout_unknown', 'there is no such payout');
    END IF;
    PERFORM ledger_open_site('clearing', started.provider, started.currency);
    op.id := key; op.kind := CASE WHEN paid THEN 'payout_paid' ELSE 'payout_failed' END;
    op.actor_id := actor; op.via := via; op.at := at;
    op.currency := started.currency; op.amount_minor := started.amount_minor; op.account_id := started.account_id;
    op.payout_id := payout; op.provider := started.provider; op.provider_event := provider_event;
    op.request_hash := ledger_hash(op.kind, payout::text, provider_event);
    RETURN ledger_post(op);
END $$;

CREATE FUNCTION ledger_charge_back(
    key uuid, actor uuid, via text, at timestamptz,
    from_account uuid, currency text, minor bigint, provider text, provider_event text
) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
    op ledger_operation;
BEGIN
    PERFORM ledger_open_site('clearing', provider, currency), ledger_open_site('chargebacks', '', currency);
    op.id := key; op.kind := 'chargeback'; op.actor_id := actor; op.via := via; op.at := at;
    op.currency := currency; op.amount_minor := minor; op.account_id := from_account;
    op.provider := provider; op.provider_event := provider_event;
    op.request_hash := ledger_hash('chargeback', from_account::text, currency, minor::text, provider, provider_event);
    RETURN ledger_post(op);
END $$;

-- Takes what the wallet has, at most what is owed; if that is nothing it is no error: null.
CREATE FUNCTION ledger_recover(
    key uuid, actor uuid, via text, at timestamptz, from_account uuid, currency text
) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
    op ledger_operation;
    wallet uuid;
BEGIN
    op.request_hash := ledger_hash('recovery', from_account::text, currency);
    wallet := ledger_open_wallet(from_account, currency);
    PERFORM ledger_open_site('chargebacks', '', currency);
    -- Locked first: of two that recover at once the second sees what the first one left owing.
    SELECT b.minor INTO op.amount_minor FROM ledger_balance b WHERE b.purse_id = wallet FOR NO KEY UPDATE;
    op.amount_minor := least(op.amount_minor, ledger_owed(from_account, currency));
    IF NOT EXISTS (SELECT FROM ledger_operation o WHERE o.id = key) THEN
        IF op.amount_minor <= 0 THEN
            RETURN NULL;
        END IF;
    ELSE
        op.amount_minor := 1; -- a repeat is told apart by its hash alone
    END IF;
    op.id := key; op.kind := 'recovery'; op.actor_id := actor; op.via := via; op.at := at;
    op.currency := currency; op.account_id := from_account;
    RETURN ledger_post(op);
END $$;

-- The site's own purses: what is rolled up, plus the transfers of later transactions. A roll-up stops below the oldest
-- transaction still under way, so no transfer can appear below it afterwards.
CREATE FUNCTION ledger_cluster() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT system_identifier FROM pg_control_system()
$$;

CREATE FUNCTION ledger_site_balance(purse uuid) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp SET enable_seqscan = off AS $$
    WITH base AS (
        SELECT coalesce(max(s.minor), 0) AS minor, coalesce(max(s.below::text), '0')::xid8 AS below
        FROM ledger_subtotal s WHERE s.purse_id = purse AND s.cluster = ledger_cluster()
    )
    SELECT (base.minor
        + coalesce((SELECT sum(t.amount_minor) FROM ledger_transfer t
                    WHERE t.credit_id = purse AND t.xid >= base.below), 0)
        - coalesce((SELECT sum(t.amount_minor) FROM ledger_transfer t
                    WHERE t.debit_id = purse AND t.xid >= base.below), 0))::bigint
    FROM base
$$;

CREATE FUNCTION ledger_roll_up() RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    horizon xid8 := pg_snapshot_xmin(pg_current_snapshot());
    done integer;
BEGIN
    -- One roll-up at a time; a second one finds nothing to do.
    PERFORM pg_advisory_xact_lock(hashtext('ledger_roll_up'));
    INSERT INTO ledger_subtotal AS kept (purse_id, minor, below, cluster)
        SELECT p.id, ledger_site_balance(p.id)
            - coalesce((SELECT sum(t.amount_minor) FROM ledger_transfer t
                        WHERE t.credit_id = p.id AND t.xid >= horizon), 0)
            + coalesce((SELECT sum(t.amount_minor) FROM ledger_transfer t
                        WHERE t.debit_id = p.id AND t.xid >= horizon), 0),
            horizon, ledger_cluster()
        FROM ledger_purse p WHERE p.kind NOT IN ('wallet', 'hold', 'payout', 'reserve')
    ON CONFLICT (purse_id) DO UPDATE
        SET minor = EXCLUDED.minor, below = EXCLUDED.below, cluster = EXCLUDED.cluster
        WHERE kept.cluster <> EXCLUDED.cluster OR kept.below < EXCLUDED.below;
    GET DIAGNOSTICS done = ROW_COUNT;
    RETURN done;
END $$;

-- The application reads, and goes through these doors. Everything else, it can't.
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON ledger_purse, ledger_balance, ledger_subtotal, ledger_flow, ledger_fit,
    ledger_authorisation, ledger_operation, ledger_transfer, ledger_exchange, ledger_correction FROM aval_app;
REVOKE ALL ON SEQUENCE ledger_transfer_id_seq FROM aval_app;

DO $$
DECLARE door regprocedure;
BEGIN
    FOR door IN SELECT oid::regprocedure FROM pg_proc
                WHERE pronamespace = 'public'::regnamespace AND proname LIKE 'ledger\_%' LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', door);
    END LOOP;
    FOR door IN SELECT oid::regprocedure FROM pg_proc
                WHERE pronamespace = 'public'::regnamespace AND proname IN (
                    'ledger_deposit', 'ledger_fund', 'ledger_authorise', 'ledger_execute', 'ledger_start_payout',
                    'ledger_finish_payout', 'ledger_charge_back', 'ledger_recover', 'ledger_site_balance',
                    'ledger_unsettled', 'ledger_owed', 'ledger_roll_up') LOOP
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO aval_app', door);
    END LOOP;
END $$;
