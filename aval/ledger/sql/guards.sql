-- What stands even for whoever owns the tables. Constraint names are what aval/ledger/refusals.py turns into sentences.

CREATE FUNCTION ledger_refuse(rule text, detail text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', detail USING ERRCODE = 'check_violation', CONSTRAINT = rule;
END $$;

-- The ids of purses that no row gives theirs: what they are, hashed. A movement can so name its purses, and a check compare
-- them, without looking anything up.
CREATE FUNCTION ledger_wallet_of(account uuid, currency text) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT md5(account::text || currency)::uuid
$$;
CREATE FUNCTION ledger_site_of(kind text, provider text, currency text) RETURNS uuid
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT md5(kind || ' ' || provider || ' ' || currency)::uuid
$$;
CREATE FUNCTION ledger_reserve_of(hold uuid) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT md5('reserve ' || hold::text)::uuid
$$;
ALTER TABLE ledger_purse ADD CONSTRAINT ledger_purse_whose_id CHECK (
    CASE WHEN kind = 'wallet' THEN id = ledger_wallet_of(account_id, currency)
         WHEN kind IN ('clearing', 'fees', 'chargebacks', 'exchange') THEN id = ledger_site_of(kind, provider, currency)
         ELSE true END);

-- Nothing here is ever changed: a wrong movement is followed by a right one.
CREATE FUNCTION ledger_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'ledger_append_only';
END $$;

-- The operations and authorisations that follow from something else: what that is gets compared at commit. They are the
-- rare ones, and their constraint triggers stand here, for the condition of a trigger is read from its text in every
-- statement.
CREATE TABLE ledger_following (id uuid PRIMARY KEY);

-- No balance is ever below zero. It is a check of the type, which is read from its text once; one of the table would be
-- in every statement.
CREATE DOMAIN ledger_held AS bigint CONSTRAINT ledger_balance_floor CHECK (VALUE >= 0);
ALTER TABLE ledger_balance ALTER minor TYPE ledger_held;

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['purse', 'operation', 'authorisation', 'following', 'flow', 'fit', 'exchange', 'correction'] LOOP
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
        CASE kind %s ELSE authorisation_kind IS NULL END)', string_agg(fits, ' ')) FROM (
            SELECT format('WHEN %L THEN authorisation_kind IN (%s)', f.kind,
                          string_agg(quote_literal(f.authorisation_kind), ', ')) AS fits
            FROM ledger_fit f GROUP BY f.kind) one);
END $$;

-- An authorisation is for a hold of its own contract and currency, and has the hold's parties, which it gets here where
-- it names none. A purse never changes and can't go away, and so needs no foreign key, which would look it up once more
-- and lock it.
CREATE FUNCTION ledger_take_parties() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT h.payer_id, h.payee_id INTO NEW.payer_id, NEW.payee_id FROM public.ledger_purse h
        WHERE h.id = NEW.hold_id AND h.contract_id = NEW.contract_id AND h.currency = NEW.currency AND h.kind = 'hold'
          AND (NEW.payer_id IS NULL OR h.payer_id = NEW.payer_id) AND (NEW.payee_id IS NULL OR h.payee_id = NEW.payee_id);
    IF NEW.payer_id IS NULL THEN
        PERFORM public.ledger_refuse('ledger_authorisation_of_hold', 'there is no such escrow');
    END IF;
    IF NEW.kind <> 'acceptance' THEN
        IF NEW.kind IN ('settlement', 'ruling') THEN
            INSERT INTO public.ledger_following VALUES (NEW.id) ON CONFLICT DO NOTHING;
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_authorisation_of_hold BEFORE INSERT ON ledger_authorisation
    FOR EACH ROW EXECUTE FUNCTION ledger_take_parties();

-- Who may give an authorisation; the nil id is the site's, for what both signed and the clock brings about.
ALTER TABLE ledger_authorisation
    ADD CONSTRAINT ledger_authorisation_terms CHECK (octet_length(terms_hash) = 32),
    ADD CONSTRAINT ledger_authorisation_giver CHECK (CASE kind
        WHEN 'acceptance' THEN authorised_by = payer_id
        WHEN 'consent' THEN authorised_by = payee_id
        WHEN 'settlement' THEN authorised_by IN (payer_id, payee_id, '00000000-0000-0000-0000-000000000000')
        WHEN 'ruling' THEN authorised_by NOT IN (payer_id, payee_id)
        WHEN 'silence' THEN authorised_by = '00000000-0000-0000-0000-000000000000'
        ELSE true END);

-- An operation's purses are those of its account, hold, payout and provider. What an authorisation or a correction says
-- beyond that, the triggers compare.
ALTER TABLE ledger_operation
    ALTER number ADD GENERATED BY DEFAULT AS IDENTITY,
    -- The request of the first four is two ids, which are in the row.
    ADD CONSTRAINT ledger_operation_hash CHECK (
        CASE WHEN kind IN ('fund', 'release', 'refund', 'split') THEN request_hash IS NULL
             ELSE (octet_length(request_hash) = 32) IS TRUE END),
    ADD CONSTRAINT ledger_operation_two_sides CHECK (debit_id <> credit_id),
    -- No single amount is larger, so that no sum of them leaves 64 bits unnoticed.
    ADD CONSTRAINT ledger_operation_amount CHECK (amount_minor <= 1000000000000000 AND CASE
        WHEN kind IN ('release', 'exchange_in') THEN amount_minor > fees_minor AND fees_minor >= 0 AND rest_minor = 0
        WHEN kind = 'split' THEN amount_minor > fees_minor + rest_minor AND fees_minor >= 0 AND rest_minor >= 0
        ELSE amount_minor > 0 AND fees_minor = 0 AND rest_minor = 0 END),
    ADD CONSTRAINT ledger_operation_legs CHECK ((CASE kind
        WHEN 'fund' THEN debit_id = ledger_wallet_of(account_id, currency) AND credit_id = hold_id
        WHEN 'deposit' THEN debit_id = ledger_site_of('clearing', provider, currency)
            AND credit_id = ledger_wallet_of(account_id, currency)
        WHEN 'release' THEN debit_id = hold_id
        WHEN 'refund' THEN debit_id = hold_id
        WHEN 'split' THEN debit_id = hold_id
        WHEN 'payout' THEN debit_id = ledger_wallet_of(account_id, currency) AND credit_id = payout_id
        WHEN 'payout_paid' THEN debit_id = payout_id AND credit_id = ledger_site_of('clearing', provider, currency)
        WHEN 'payout_failed' THEN debit_id = payout_id AND credit_id = ledger_wallet_of(account_id, currency)
        WHEN 'payout_returned' THEN debit_id = ledger_site_of('clearing', provider, currency)
            AND credit_id = ledger_wallet_of(account_id, currency)
        WHEN 'chargeback' THEN debit_id = ledger_site_of('chargebacks', '', currency)
            AND credit_id = ledger_site_of('clearing', provider, currency)
        WHEN 'recovery' THEN debit_id = ledger_wallet_of(account_id, currency)
            AND credit_id = ledger_site_of('chargebacks', '', currency)
        WHEN 'reinstatement' THEN debit_id = ledger_site_of('clearing', provider, currency)
            AND credit_id = ledger_site_of('chargebacks', '', currency)
        WHEN 'repayment' THEN debit_id = ledger_site_of('chargebacks', '', currency)
            AND credit_id = ledger_wallet_of(account_id, currency)
        WHEN 'freeze' THEN debit_id = hold_id AND credit_id = ledger_reserve_of(hold_id)
        WHEN 'thaw' THEN debit_id = ledger_reserve_of(hold_id) AND credit_id = hold_id
        WHEN 'forfeit' THEN debit_id = ledger_reserve_of(hold_id) AND credit_id = ledger_wallet_of(account_id, currency)
        WHEN 'exchange_out' THEN debit_id = ledger_wallet_of(account_id, currency)
            AND credit_id = ledger_site_of('exchange', '', currency)
        WHEN 'exchange_in' THEN debit_id = ledger_site_of('exchange', '', currency)
            AND credit_id = ledger_wallet_of(account_id, currency)
        WHEN 'client_fee' THEN debit_id = ledger_wallet_of(account_id, currency)
            AND credit_id = ledger_site_of('fees', '', currency)
        WHEN 'provider_fee' THEN debit_id = ledger_site_of('fees', '', currency)
            AND credit_id = ledger_site_of('clearing', provider, currency)
        ELSE true END
        AND CASE WHEN kind IN ('chargeback', 'recovery', 'reinstatement', 'repayment')
                 THEN also_id = ledger_wallet_of(account_id, currency)
                 WHEN kind = 'split' THEN (rest_minor > 0) = (also_id IS NOT NULL)
                 ELSE also_id IS NULL END) IS TRUE);

-- What can be done but once, by one key for all of it. Where a payout ends, the provider's word is made of the payout and
-- its end, so that it counts once too.
CREATE FUNCTION ledger_once(
    kind text, authorisation uuid, payout uuid, cause uuid, provider text, provider_event text
) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE kind
        WHEN 'fund' THEN NULL
        WHEN 'deposit' THEN 'said ' || provider || ' ' || provider_event
        WHEN 'release' THEN 'authorisation ' || authorisation::text
        WHEN 'refund' THEN 'authorisation ' || authorisation::text
        WHEN 'split' THEN 'authorisation ' || authorisation::text
        WHEN 'payout' THEN 'payout started ' || payout::text
        WHEN 'payout_paid' THEN 'payout finished ' || payout::text
        WHEN 'payout_failed' THEN 'payout finished ' || payout::text
        WHEN 'payout_returned' THEN 'payout returned ' || payout::text
        WHEN 'chargeback' THEN 'said ' || provider || ' ' || provider_event
        WHEN 'reinstatement' THEN 'said ' || provider || ' ' || provider_event
        WHEN 'provider_fee' THEN 'said ' || provider || ' ' || provider_event
        WHEN 'thaw' THEN 'freeze ended ' || cause::text
        WHEN 'forfeit' THEN 'freeze ended ' || cause::text
        WHEN 'exchange_out' THEN 'exchange_out ' || cause::text
        WHEN 'exchange_in' THEN 'exchange_in ' || cause::text
        WHEN 'correction' THEN 'correction ' || cause::text
        WHEN 'client_fee' THEN 'client_fee ' || cause::text
        END
$$;
ALTER TABLE ledger_operation
    ADD CONSTRAINT ledger_operation_once_for CHECK (
        CASE WHEN kind IN ('fund', 'recovery', 'repayment', 'freeze') THEN once IS NULL
             ELSE (once = ledger_once(kind, authorisation_id, payout_id, cause_id, provider, provider_event)) IS TRUE END),
    ADD CONSTRAINT ledger_operation_said CHECK (
        (kind <> 'payout_paid' OR provider_event = payout_id::text || ':paid')
        AND (kind <> 'payout_failed' OR provider_event = payout_id::text || ':failed')
        AND (kind <> 'payout_returned' OR provider_event = payout_id::text || ':returned' AND cause_id = payout_id)
        AND (kind <> 'client_fee' OR cause_id = hold_id));

-- Its legs as rows, for whoever reads: what goes to the other side, to the site's fees, and the payer's rest of a split.
CREATE VIEW ledger_transfer AS
    SELECT o.number * 4 + 1 AS id, o.id AS operation_id, 1::smallint AS leg, o.debit_id, o.credit_id,
           o.amount_minor - o.fees_minor - o.rest_minor AS amount_minor, o.currency, o.xid
    FROM ledger_operation o
    UNION ALL
    SELECT o.number * 4 + 2, o.id, 2::smallint, o.debit_id, ledger_site_of('fees', '', o.currency), o.fees_minor,
           o.currency, o.xid
    FROM ledger_operation o WHERE o.fees_minor > 0
    UNION ALL
    SELECT o.number * 4 + 3, o.id, 3::smallint, o.debit_id, o.also_id, o.rest_minor, o.currency, o.xid
    FROM ledger_operation o WHERE o.also_id IS NOT NULL AND o.rest_minor > 0;

-- Finding or opening purses. Two that open the same one at once: the second waits and then finds the first's.
CREATE FUNCTION ledger_open_wallet(of_account uuid, in_currency text) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    wanted uuid := public.ledger_wallet_of(of_account, in_currency);
BEGIN
    IF NOT EXISTS (SELECT FROM public.ledger_purse p WHERE p.id = wanted) THEN
        INSERT INTO public.ledger_purse (id, kind, currency, account_id, provider)
            VALUES (wanted, 'wallet', in_currency, of_account, '') ON CONFLICT DO NOTHING;
    END IF;
    RETURN wanted;
END $$;

CREATE FUNCTION ledger_open_site(of_kind text, at_provider text, in_currency text) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    wanted uuid := public.ledger_site_of(of_kind, at_provider, in_currency);
BEGIN
    IF NOT EXISTS (SELECT FROM public.ledger_purse p WHERE p.id = wanted) THEN
        INSERT INTO public.ledger_purse (id, kind, currency, provider)
            VALUES (wanted, of_kind, in_currency, at_provider) ON CONFLICT DO NOTHING;
    END IF;
    RETURN wanted;
END $$;

-- A purse with a floor gets its balance with itself, at zero, and a currency's first wallet the site's purse for fees. A
-- hold finds the wallets of both its parties, so that no movement out of it has to open a purse, and its parties are
-- people, as the owners of wallets are.
CREATE FUNCTION ledger_open_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.kind IN ('clearing', 'fees', 'chargebacks', 'exchange') THEN
        RETURN NULL;
    END IF;
    IF NEW.kind = 'hold' THEN
        -- The usual case in one statement: of the parties' wallets there is a second one.
        INSERT INTO public.ledger_balance (purse_id, minor, kind, currency)
            SELECT NEW.id, 0, 'hold', NEW.currency FROM public.ledger_balance b WHERE b.purse_id = ANY (ARRAY[
                public.ledger_wallet_of(NEW.payer_id, NEW.currency), public.ledger_wallet_of(NEW.payee_id, NEW.currency)])
            OFFSET 1;
        IF FOUND THEN
            RETURN NULL;
        END IF;
    END IF;
    INSERT INTO public.ledger_balance (purse_id, minor, kind, currency) VALUES (NEW.id, 0, NEW.kind, NEW.currency);
    IF NEW.kind = 'wallet' THEN
        PERFORM public.ledger_open_site('fees', '', NEW.currency);
    ELSIF NEW.payer_id IS NOT NULL THEN
        PERFORM public.ledger_open_wallet(one.account, NEW.currency)
            FROM (VALUES (NEW.payer_id), (NEW.payee_id)) one (account)
            ORDER BY public.ledger_wallet_of(one.account, NEW.currency);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_purse_balance AFTER INSERT ON ledger_purse
    FOR EACH ROW EXECUTE FUNCTION ledger_open_balance();

-- Balances follow from operations: only the trigger below, and the one above, may write them, and only the amount.
CREATE FUNCTION ledger_guard_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'restrict_violation', CONSTRAINT = 'ledger_balance_by_transfer';
END $$;
-- A condition, read from its text, is cheaper here than a call, and a cast is shorter to read than a comparison.
CREATE TRIGGER ledger_balance_guard BEFORE INSERT OR UPDATE ON ledger_balance
    FOR EACH STATEMENT WHEN (NOT pg_trigger_depth()::boolean)
    EXECUTE FUNCTION ledger_guard_balance('a balance is written by movements alone');
CREATE TRIGGER ledger_balance_belongs BEFORE UPDATE OF purse_id, kind, currency ON ledger_balance
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_guard_balance('a balance stays the one of its purse');
CREATE TRIGGER ledger_balance_kept BEFORE DELETE OR TRUNCATE ON ledger_balance
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_guard_balance('a balance stays with its purse');

-- What an authorisation pays: the other side, the site's part, and the payer's rest where both get something.
CREATE FUNCTION ledger_credit_of(a ledger_authorisation) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN a.to_professional_minor > 0 THEN public.ledger_wallet_of(a.payee_id, a.currency)
                WHEN a.to_client_minor > 0 THEN public.ledger_wallet_of(a.payer_id, a.currency)
                ELSE public.ledger_site_of('fees', '', a.currency) END
$$;
CREATE FUNCTION ledger_fees_of(a ledger_authorisation) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN a.to_professional_minor + a.to_client_minor > 0 THEN a.commission_minor ELSE 0 END
$$;
CREATE FUNCTION ledger_also_of(a ledger_authorisation) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN a.to_professional_minor > 0 AND a.to_client_minor > 0
                THEN public.ledger_wallet_of(a.payer_id, a.currency) END
$$;
CREATE FUNCTION ledger_rest_of(a ledger_authorisation) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN a.to_professional_minor > 0 THEN a.to_client_minor ELSE 0 END
$$;
-- A release leaves the client nothing, a refund the professional.
CREATE FUNCTION ledger_is_as(movement text, a ledger_authorisation) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE movement WHEN 'release' THEN a.to_client_minor = 0
                         WHEN 'refund' THEN a.to_professional_minor + a.commission_minor = 0
                         ELSE movement = 'split' END
$$;

-- Each operation: made in this transaction, one currency, a flow that exists, as it was authorised; and its balances
-- follow, all in one statement and in the order of ids, so that opposite movements wait instead of deadlocking. What has
-- to be so is a condition of that statement: where it is not, fewer balances change than there should.
-- Names carry their schema instead of the function a search path, which would be set and reset for each operation; and it
-- needs no rights but those of whoever may insert.
CREATE FUNCTION ledger_take_operation() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed integer;
    wanted integer := 2;
BEGIN
    IF NEW.kind = 'fund' THEN
        UPDATE public.ledger_balance b
            SET minor = b.minor + CASE b.purse_id WHEN NEW.credit_id THEN NEW.amount_minor ELSE -NEW.amount_minor END
            WHERE b.purse_id = ANY (ARRAY[NEW.debit_id, NEW.credit_id]) AND b.currency = NEW.currency
              AND b.kind = CASE b.purse_id WHEN NEW.credit_id THEN 'hold' ELSE 'wallet' END;
    ELSIF NEW.authorisation_id IS NOT NULL THEN
        IF NEW.kind = 'release' THEN
            -- The usual case, with what a release is put in: it is the professional's but for the commission. That wallet's
            -- id and balance name the currency, and that some of it is left for them is a check.
            UPDATE public.ledger_balance b
                SET minor = b.minor + CASE b.purse_id WHEN NEW.credit_id THEN NEW.amount_minor - NEW.fees_minor
                                                      ELSE -NEW.amount_minor END
                FROM public.ledger_authorisation a
                WHERE a.id = NEW.authorisation_id AND a.kind = NEW.authorisation_kind AND a.hold_id = NEW.hold_id
                  AND a.amount_minor = NEW.amount_minor AND a.to_client_minor = 0 AND a.commission_minor = NEW.fees_minor
                  AND public.ledger_wallet_of(a.payee_id, a.currency) = NEW.credit_id
                  AND b.purse_id = ANY (ARRAY[NEW.debit_id, NEW.credit_id]) AND b.currency = NEW.currency
                  AND CASE b.purse_id WHEN NEW.debit_id THEN b.kind = 'hold' AND b.minor = NEW.amount_minor
                                      ELSE b.kind = 'wallet' END;
            GET DIAGNOSTICS changed = ROW_COUNT;
            IF changed = 2 AND NEW.xid = pg_current_xact_id() THEN
                RETURN NULL;
            ELSIF changed > 0 THEN
                PERFORM public.ledger_explain(NEW);
            END IF;
        END IF;
        -- The hold is left empty: an authorisation disposes of all that is in it.
        UPDATE public.ledger_balance b
            SET minor = b.minor + CASE b.purse_id
                WHEN NEW.credit_id THEN NEW.amount_minor - NEW.fees_minor - NEW.rest_minor
                WHEN NEW.also_id THEN NEW.rest_minor ELSE -NEW.amount_minor END
            FROM public.ledger_authorisation a
            WHERE a.id = NEW.authorisation_id AND a.kind = NEW.authorisation_kind AND a.hold_id = NEW.hold_id
              AND a.currency = NEW.currency AND a.amount_minor = NEW.amount_minor
              AND public.ledger_credit_of(a) = NEW.credit_id AND public.ledger_fees_of(a) = NEW.fees_minor
              AND public.ledger_also_of(a) IS NOT DISTINCT FROM NEW.also_id
              AND public.ledger_rest_of(a) = NEW.rest_minor AND public.ledger_is_as(NEW.kind, a)
              AND b.purse_id = ANY (ARRAY[NEW.debit_id, NEW.credit_id, NEW.also_id])
              AND b.currency = NEW.currency
              AND b.kind = CASE b.purse_id WHEN NEW.debit_id THEN 'hold' ELSE 'wallet' END
              AND (b.purse_id <> NEW.debit_id OR b.minor = NEW.amount_minor);
        GET DIAGNOSTICS changed = ROW_COUNT;
        IF NEW.also_id IS NOT NULL THEN
            wanted := 3;
        ELSIF changed = 1 THEN
            -- All of it is commission: the site's purse has no balance to change.
            wanted := 2 - (NEW.credit_id = public.ledger_site_of('fees', '', NEW.currency))::int;
        END IF;
        IF changed <> wanted OR NEW.xid <> pg_current_xact_id() THEN
            PERFORM public.ledger_explain(NEW);
        END IF;
        RETURN NULL;
    ELSIF NEW.kind = 'deposit' THEN
        wanted := 1;
        UPDATE public.ledger_balance b SET minor = b.minor + NEW.amount_minor
            WHERE b.purse_id = NEW.credit_id AND b.currency = NEW.currency AND b.kind = 'wallet'
              AND EXISTS (SELECT FROM public.ledger_purse p WHERE p.id = NEW.debit_id);
    ELSE
        UPDATE public.ledger_balance b
            SET minor = b.minor + CASE b.purse_id
                WHEN NEW.credit_id THEN NEW.amount_minor - NEW.fees_minor ELSE -NEW.amount_minor END
            WHERE b.purse_id = ANY (ARRAY[NEW.debit_id, NEW.credit_id]) AND b.currency = NEW.currency;
        GET DIAGNOSTICS changed = ROW_COUNT;
        SELECT (d.kind IN ('wallet', 'hold', 'payout', 'reserve'))::int
             + (c.kind IN ('wallet', 'hold', 'payout', 'reserve'))::int INTO wanted
            FROM public.ledger_purse d, public.ledger_purse c, public.ledger_flow f
            WHERE d.id = NEW.debit_id AND c.id = NEW.credit_id
              AND d.currency = NEW.currency AND c.currency = NEW.currency
              AND f.kind = NEW.kind AND f.debit_kind = d.kind AND f.credit_kind = c.kind
              AND (d.kind <> 'hold' OR d.id = NEW.hold_id) AND (c.kind <> 'hold' OR c.id = NEW.hold_id)
              AND (NEW.fees_minor = 0 OR EXISTS (SELECT FROM public.ledger_purse p
                  WHERE p.id = public.ledger_site_of('fees', '', NEW.currency)));
        IF (changed = wanted AND NEW.xid = pg_current_xact_id()) IS NOT TRUE THEN
            PERFORM public.ledger_explain(NEW);
        END IF;
        IF NEW.cause_id IS NOT NULL OR NEW.also_id IS NOT NULL THEN
            INSERT INTO public.ledger_following VALUES (NEW.id);
        END IF;
        RETURN NULL;
    END IF;
    GET DIAGNOSTICS changed = ROW_COUNT;
    IF changed <> wanted OR NEW.xid <> pg_current_xact_id() THEN
        PERFORM public.ledger_explain(NEW);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_operation_take AFTER INSERT ON ledger_operation
    FOR EACH ROW EXECUTE FUNCTION ledger_take_operation();

-- Which rule it was that an operation broke; it always raises.
CREATE FUNCTION ledger_explain(op ledger_operation) RETURNS void LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
DECLARE
    leave ledger_authorisation;
    debit ledger_purse;
    credit ledger_purse;
    rule text := 'ledger_operation_legs';
BEGIN
    SELECT * INTO leave FROM ledger_authorisation a WHERE a.id = op.authorisation_id;
    SELECT * INTO debit FROM ledger_purse p WHERE p.id = op.debit_id;
    SELECT * INTO credit FROM ledger_purse p WHERE p.id = op.credit_id;
    IF op.xid <> pg_current_xact_id() THEN
        rule := 'ledger_operation_late';
    ELSIF op.authorisation_id IS NOT NULL AND (leave.kind, leave.hold_id, leave.currency, leave.amount_minor)
          IS DISTINCT FROM (op.authorisation_kind, op.hold_id, op.currency, op.amount_minor) THEN
        rule := 'ledger_operation_as_authorised';
    ELSIF op.currency NOT IN (debit.currency, credit.currency) OR debit.currency <> credit.currency THEN
        rule := 'ledger_operation_currency';
    ELSIF debit.kind IS NOT NULL AND credit.kind IS NOT NULL AND NOT EXISTS (SELECT FROM ledger_flow f
          WHERE (f.kind, f.debit_kind, f.credit_kind) = (op.kind, debit.kind, credit.kind)) THEN
        rule := 'ledger_operation_flow';
    ELSIF op.authorisation_id IS NOT NULL AND (ledger_credit_of(leave), ledger_fees_of(leave), ledger_also_of(leave),
          ledger_rest_of(leave), true) IS DISTINCT FROM (op.credit_id, op.fees_minor, op.also_id, op.rest_minor,
          ledger_is_as(op.kind, leave)) THEN
        rule := 'ledger_operation_legs';
    ELSIF op.authorisation_id IS NOT NULL THEN
        SELECT CASE WHEN b.minor < op.amount_minor THEN 'ledger_balance_floor' ELSE 'ledger_hold_whole' END INTO rule
            FROM ledger_balance b WHERE b.purse_id = op.hold_id;
    ELSIF op.kind = 'fund' AND debit.id IS NULL THEN
        rule := 'ledger_balance_floor';
    END IF;
    PERFORM ledger_refuse(rule, format('the %s %s is refused: from %s to %s', op.kind, op.id, debit.kind, credit.kind));
END $$;

-- What a person's deposits that were taken back still cost the site.
CREATE FUNCTION ledger_owed(by_account uuid, in_currency text) RETURNS bigint LANGUAGE sql STABLE
SET search_path = public, pg_temp AS $$
    SELECT coalesce(sum(CASE WHEN o.kind IN ('chargeback', 'repayment') THEN o.amount_minor
                             ELSE -o.amount_minor END), 0)::bigint
    FROM ledger_operation o
    WHERE o.also_id = ledger_wallet_of(by_account, in_currency)
      AND o.kind IN ('chargeback', 'recovery', 'reinstatement', 'repayment')
$$;

-- At commit: what follows from something else does so (ledger_check_further), and nobody is taken more than they owe.
CREATE FUNCTION ledger_check_operation() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET enable_seqscan = off AS $$
DECLARE
    op ledger_operation;
BEGIN
    SELECT * INTO op FROM ledger_operation o WHERE o.id = NEW.id;
    IF op.kind IN ('recovery', 'reinstatement') AND ledger_owed(op.account_id, op.currency) < 0 THEN
        RAISE EXCEPTION 'more was taken from % than it owes', op.account_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_recovery_owed';
    END IF;
    IF op.cause_id IS NOT NULL OR op.kind IN ('reinstatement', 'repayment') THEN
        PERFORM ledger_check_further(op);
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_operation_follows AFTER INSERT ON ledger_following
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_check_operation();

-- Plans made while a table is empty are kept until it is analysed: let that be soon.
ALTER TABLE ledger_operation SET (autovacuum_analyze_threshold = 50, autovacuum_analyze_scale_factor = 0.02);
ALTER TABLE ledger_authorisation SET (autovacuum_analyze_threshold = 50, autovacuum_analyze_scale_factor = 0.02);
ALTER TABLE ledger_purse SET (autovacuum_analyze_threshold = 50, autovacuum_analyze_scale_factor = 0.02);
-- A page with few balances is soon tidied, and is whenever one of them changes.
ALTER TABLE ledger_balance SET (
    fillfactor = 20, autovacuum_analyze_threshold = 50, autovacuum_vacuum_scale_factor = 0.05);
