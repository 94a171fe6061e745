-- The only ways in for the application: one function for each movement, one round trip each.
-- The caller's key is the operation's id. Same key and content: the same answer; same key, other content: refused.

CREATE FUNCTION ledger_hash(VARIADIC parts text[]) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(convert_to(parts::text, 'UTF8'))
$$;

-- The core: insert first, so that of two requests with one key the second waits and then finds the first's row.
-- Without a conflict target every unique key arbitrates, and a lost race is told apart afterwards, by reading.
-- The trigger moves the money.
CREATE FUNCTION ledger_post(op ledger_operation) RETURNS uuid LANGUAGE plpgsql AS $$
BEGIN
    IF op.amount_minor <= 0 THEN
        PERFORM ledger_refuse('ledger_operation_amount', 'an amount must be more than zero');
    END IF;
    op.xid := pg_current_xact_id();
    op.number := nextval(pg_get_serial_sequence('ledger_operation', 'number'));
    op.fees_minor := coalesce(op.fees_minor, 0);
    op.rest_minor := coalesce(op.rest_minor, 0);
    op.once := ledger_once(op.kind, op.authorisation_id, op.payout_id, op.cause_id, op.provider, op.provider_event);
    INSERT INTO ledger_operation VALUES (op.*) ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        RETURN ledger_repeat(op.id, op.request_hash, op.kind);
    END IF;
    RETURN op.id;
END $$;

-- The key, or something that counts once, was there before: the same answer for the same request. A funding and what an
-- authorisation pays have no hash: their request is two ids, which the row has, and for a funding the amount. A hold
-- stands for its contract, parties and currency.
CREATE FUNCTION ledger_repeat(
    key uuid, hash bytea, movement text, actor uuid DEFAULT NULL, what uuid DEFAULT NULL, minor bigint DEFAULT NULL
) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    kept ledger_operation;
BEGIN
    SELECT * INTO kept FROM ledger_operation WHERE id = key;
    IF NOT FOUND THEN
        PERFORM ledger_refuse(
            CASE WHEN movement IN ('release', 'refund', 'split') THEN 'ledger_authorisation_used'
                 WHEN movement = 'payout' THEN 'ledger_payout_started'
                 WHEN movement IN ('payout_paid', 'payout_failed') THEN 'ledger_payout_finished'
                 WHEN movement = 'payout_returned' THEN 'ledger_payout_returned'
                 WHEN movement IN ('thaw', 'forfeit') THEN 'ledger_freeze_ended'
                 WHEN movement = 'client_fee' THEN 'ledger_client_fee_once'
                 WHEN movement IN ('exchange_out', 'exchange_in', 'correction') THEN 'ledger_cause_used'
                 ELSE 'ledger_provider_event_used' END,
            'this was done before, by another request');
    ELSIF (kept.kind, kept.request_hash) IS DISTINCT FROM (movement, hash) OR kept.amount_minor <> minor OR hash IS NULL
          AND (kept.actor_id, coalesce(kept.authorisation_id, kept.hold_id)) IS DISTINCT FROM (actor, what) THEN
        PERFORM ledger_refuse('ledger_operation_key', 'the key was used for something else');
    END IF;
    RETURN key;
END $$;

CREATE FUNCTION ledger_deposit(
    key uuid, actor uuid, via text, at timestamptz,
    to_account uuid, currency text, minor bigint, provider text, provider_event text
) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET enable_seqscan = off SET enable_bitmapscan = off AS $$
BEGIN
    LOOP
        INSERT INTO ledger_operation (id, kind, request_hash, currency, amount_minor, debit_id, credit_id, fees_minor,
                                      rest_minor, account_id, provider, provider_event, once, actor_id, via, at, xid)
            SELECT key, 'deposit', ledger_hash('deposit', to_account::text, ledger_deposit.currency, minor::text,
                                               ledger_deposit.provider, ledger_deposit.provider_event),
                   ledger_deposit.currency, minor, site.id, wallet.id, 0, 0, to_account, ledger_deposit.provider, ledger_deposit.provider_event,
                   ledger_once('deposit', NULL, NULL, NULL, ledger_deposit.provider, ledger_deposit.provider_event),
                   actor, ledger_deposit.via, ledger_deposit.at, pg_current_xact_id()
            FROM ledger_purse site, ledger_purse wallet
            WHERE site.id = ledger_site_of('clearing', ledger_deposit.provider, ledger_deposit.currency)
              AND wallet.id = ledger_wallet_of(to_account, ledger_deposit.currency)
            ON CONFLICT DO NOTHING;
        IF FOUND THEN
            RETURN key;
        END IF;
        -- Purses are opened by their first deposit, which then takes the usual way.
        EXIT WHEN EXISTS (SELECT FROM ledger_operation o WHERE o.id = key OR o.once = ledger_once(
            'deposit', NULL, NULL, NULL, ledger_deposit.provider, ledger_deposit.provider_event));
        PERFORM ledger_open_site('clearing', provider, currency), ledger_open_wallet(to_account, currency);
    END LOOP;
    RETURN ledger_repeat(key, ledger_hash('deposit', to_account::text, currency, minor::text, provider, provider_event),
                         'deposit');
END $$;

CREATE FUNCTION ledger_fund(
    key uuid, actor uuid, via text, at timestamptz,
    hold uuid, contract uuid, payer uuid, payee uuid, currency text, minor bigint
) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET enable_seqscan = off SET enable_bitmapscan = off AS $$
BEGIN
    LOOP
        -- With these parties it is a hold, or a reserve, which the movement itself refuses.
        PERFORM FROM ledger_purse h WHERE h.id = hold AND h.contract_id = contract AND h.payer_id = payer
            AND h.payee_id = payee AND h.currency = ledger_fund.currency;
        EXIT WHEN FOUND;
        -- A hold is opened by its first funding. Of two that do so at once the second waits, and finds the first's.
        INSERT INTO ledger_purse (id, kind, currency, contract_id, payer_id, payee_id, provider)
            VALUES (hold, 'hold', currency, contract, payer, payee, '') ON CONFLICT DO NOTHING;
        EXIT WHEN FOUND;
        PERFORM FROM ledger_purse h WHERE h.id = hold AND h.contract_id = contract AND h.payer_id = payer
            AND h.payee_id = payee AND h.currency = ledger_fund.currency;
        IF NOT FOUND THEN
            PERFORM ledger_refuse('ledger_hold_differs', 'the hold was opened for another contract, party or currency');
        END IF;
    END LOOP;
    INSERT INTO ledger_operation (id, kind, currency, amount_minor, debit_id, credit_id, fees_minor, rest_minor, account_id,
                                  hold_id, actor_id, via, at, xid)
        VALUES (key, 'fund', currency, minor, ledger_wallet_of(payer, currency), hold, 0, 0, payer, hold, actor, via, at,
                pg_current_xact_id())
        ON CONFLICT (id) DO NOTHING;
    IF FOUND THEN
        RETURN key;
    END IF;
    RETURN ledger_repeat(key, NULL, 'fund', actor, hold, minor);
END $$;

CREATE FUNCTION ledger_authorise(
    actor uuid, at timestamptz,
    authorisation uuid, kind text, contract uuid, hold uuid, currency text,
    to_professional bigint, commission bigint, to_client bigint, terms_hash bytea
) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
    kept ledger_authorisation;
BEGIN
    INSERT INTO ledger_authorisation AS a
        (id, kind, contract_id, hold_id, currency, amount_minor, to_professional_minor, commission_minor, to_client_minor,
         terms_hash, authorised_by, authorised_at)
    VALUES (authorisation, kind, contract, hold, currency, to_professional + commission + to_client, to_professional,
            commission, to_client, terms_hash, actor, at)
    ON CONFLICT (id) DO NOTHING;
    IF NOT FOUND THEN
        SELECT * INTO kept FROM ledger_authorisation a WHERE a.id = authorisation;
        IF (kept.kind, kept.contract_id, kept.hold_id, kept.currency::text, kept.to_professional_minor,
            kept.commission_minor, kept.to_client_minor, kept.terms_hash, kept.authorised_by)
           IS DISTINCT FROM (ledger_authorise.kind, contract, hold, ledger_authorise.currency, to_professional,
                             commission, to_client, ledger_authorise.terms_hash, actor) THEN
            PERFORM ledger_refuse('ledger_operation_key', 'the authorisation exists with other content');
        END IF;
    END IF;
    RETURN authorisation;
END $$;

-- Release, refund and split differ only in which authorisations fit them (ledger_fit) and what shares they may have.
CREATE FUNCTION ledger_execute(
    key uuid, actor uuid, via text, at timestamptz, movement text, authorisation uuid
) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
    leave ledger_authorisation;
BEGIN
    IF movement = 'release' THEN
        -- The usual case, with what a release is put in.
        INSERT INTO ledger_operation (id, kind, currency, amount_minor, debit_id, credit_id, fees_minor, rest_minor,
                                      hold_id, authorisation_id, authorisation_kind, once, actor_id, via, at, xid)
            SELECT key, 'release', a.currency, a.amount_minor, a.hold_id,
                   ledger_wallet_of(a.payee_id, a.currency), a.commission_minor, 0, a.hold_id, a.id, a.kind,
                   ledger_once('release', a.id, NULL, NULL, NULL, NULL), actor, ledger_execute.via, ledger_execute.at,
                   pg_current_xact_id()
            FROM ledger_authorisation a
            WHERE a.id = authorisation AND a.to_client_minor = 0 AND a.to_professional_minor > 0
            ON CONFLICT DO NOTHING;
        IF FOUND THEN
            RETURN key;
        END IF;
    END IF;
    INSERT INTO ledger_operation (id, kind, currency, amount_minor, debit_id, credit_id, also_id, fees_minor, rest_minor,
                                  hold_id, authorisation_id, authorisation_kind, once, actor_id, via, at, xid)
        SELECT key, movement, a.currency, a.amount_minor,
               a.hold_id, ledger_credit_of(a), ledger_also_of(a), ledger_fees_of(a), ledger_rest_of(a), a.hold_id, a.id,
               a.kind, ledger_once('release', a.id, NULL, NULL, NULL, NULL), actor, ledger_execute.via,
               ledger_execute.at, pg_current_xact_id()
        FROM ledger_authorisation a
        WHERE a.id = authorisation AND ledger_is_as(movement, a)
        ON CONFLICT DO NOTHING;
    IF FOUND THEN
        RETURN key;
    END IF;
    SELECT * INTO leave FROM ledger_authorisation a WHERE a.id = authorisation;
    IF NOT FOUND THEN
        PERFORM ledger_refuse('ledger_operation_authorised', 'there is no such authorisation');
    ELSIF ledger_is_as(movement, leave) IS NOT TRUE
       OR NOT EXISTS (SELECT FROM ledger_fit f WHERE f.kind = movement AND f.authorisation_kind = leave.kind) THEN
        PERFORM ledger_refuse('ledger_operation_fits', format('a %s can not be a %s', leave.kind, movement));
    END IF;
    RETURN ledger_repeat(key, NULL, movement, actor, authorisation);
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
    op.debit_id := wallet; op.credit_id := payout;
    RETURN ledger_post(op);
END $$;

CREATE FUNCTION ledger_unsettled(wallet uuid, settled_before timestamptz) RETURNS bigint LANGUAGE sql STABLE
SET search_path = public, pg_temp AS $$
    SELECT coalesce(sum(o.amount_minor - o.fees_minor - o.rest_minor), 0)::bigint
    FROM ledger_operation o
    JOIN ledger_purse h ON h.id = o.debit_id
    JOIN ledger_purse w ON w.id = o.credit_id
    WHERE o.credit_id = wallet AND h.kind = 'hold' AND h.payee_id = w.account_id AND o.at > settled_before
$$;

CREATE FUNCTION ledger_finish_payout(
    key uuid, actor uuid, via text, at timestamptz, payout uuid, paid boolean, provider_event text
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
    op.debit_id := payout;
    op.credit_id := CASE WHEN paid THEN ledger_open_site('clearing', started.provider, started.currency)
                         ELSE ledger_wallet_of(started.account_id, started.currency) END;
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
    op.debit_id := ledger_open_site('chargebacks', '', currency);
    op.credit_id := ledger_open_site('clearing', provider, currency);
    op.also_id := ledger_open_wallet(from_account, currency);
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
    op.debit_id := wallet; op.credit_id := ledger_open_site('chargebacks', '', currency); op.also_id := wallet;
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

-- What came into one of the site's purses since, less what went out.
CREATE FUNCTION ledger_moved(purse uuid, since xid8) RETURNS numeric LANGUAGE sql STABLE
SET search_path = public, pg_temp SET enable_seqscan = off AS $$
    SELECT coalesce(sum(CASE WHEN o.credit_id = purse THEN o.amount_minor - o.fees_minor - o.rest_minor ELSE 0 END
                        + CASE WHEN o.fees_minor > 0 AND ledger_site_of('fees', '', o.currency) = purse
                               THEN o.fees_minor ELSE 0 END
                        - CASE WHEN o.debit_id = purse THEN o.amount_minor ELSE 0 END), 0)
    FROM ledger_operation o
    WHERE o.xid >= since
$$;

CREATE FUNCTION ledger_site_balance(purse uuid) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp SET enable_seqscan = off AS $$
    WITH base AS (
        SELECT coalesce(max(s.minor), 0) AS minor, coalesce(max(s.below::text), '0')::xid8 AS below
        FROM ledger_subtotal s WHERE s.purse_id = purse AND s.cluster = ledger_cluster()
    )
    SELECT (base.minor + ledger_moved(purse, base.below))::bigint
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
        SELECT p.id, ledger_site_balance(p.id) - ledger_moved(p.id, horizon),
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
    ledger_authorisation, ledger_operation, ledger_following, ledger_transfer, ledger_exchange, ledger_correction FROM aval_app;
REVOKE ALL ON SEQUENCE ledger_operation_number_seq FROM aval_app;

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
                    'ledger_unsettled', 'ledger_owed', 'ledger_roll_up', 'ledger_wallet_of', 'ledger_site_of') LOOP
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO aval_app', door);
    END LOOP;
END $$;
