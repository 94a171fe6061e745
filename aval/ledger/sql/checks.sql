-- PostgreSQL reads the text of a table's checks anew for each statement that writes to it, which cost a quarter of every
-- movement. So the checks of the tables that movements write to become one for each table, a function that keeps its
-- plan. Each condition stays as it was written, and is refused under its own name.
DO $$
DECLARE
    hot regclass;
    columns text;
    given text;
    conditions text;
    refusals text;
    drops text;
BEGIN
    FOREACH hot IN ARRAY ARRAY['ledger_operation', 'ledger_transfer', 'ledger_authorisation', 'ledger_purse']::regclass[] LOOP
        SELECT string_agg(format('%I %s', a.attname, format_type(a.atttypid, NULL)), ', ' ORDER BY a.attnum),
               string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) INTO columns, given
            FROM pg_attribute a
            WHERE a.attrelid = hot AND a.attnum > 0 AND NOT a.attisdropped AND EXISTS (
                SELECT FROM pg_constraint c WHERE c.conrelid = hot AND c.contype = 'c' AND a.attnum = ANY (c.conkey));
        -- A condition that is unknown is no offence, as in any check.
        SELECT string_agg(format('(%s) IS NOT FALSE', one.condition), ' AND ' ORDER BY one.conname),
               string_agg(format('IF (%s) IS FALSE THEN PERFORM public.ledger_refuse(%L, %L); END IF;',
                                 one.condition, one.conname, 'this breaks ' || one.conname), ' ' ORDER BY one.conname),
               string_agg(format('DROP CONSTRAINT %I', one.conname), ', ') INTO conditions, refusals, drops
            FROM (SELECT c.conname, regexp_replace(pg_get_constraintdef(c.oid), '^CHECK ', '') AS condition
                  FROM pg_constraint c WHERE c.conrelid = hot AND c.contype = 'c') one;
        EXECUTE format('CREATE FUNCTION %I(%s) RETURNS boolean LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS %L',
                       hot || '_is_sound', columns,
                       format('BEGIN IF %s THEN RETURN true; END IF; %s RETURN false; END', conditions, refusals));
        EXECUTE format('ALTER TABLE %s %s, ADD CONSTRAINT %I CHECK (%I(%s))',
                       hot, drops, hot || '_sound', hot || '_is_sound', given);
    END LOOP;
END $$;
