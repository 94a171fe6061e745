-- PostgreSQL reads the text of a table's checks anew for each statement that writes to it, which cost a quarter of every
-- movement, and half of each move of a milestone. So the checks of tables that are written to most become one for each
-- table, a function of the row that keeps its plan. Each condition stays as it was written, and is refused under its own
-- name. For the most frequent kinds the function has the same conditions with the kind put in, of which the planner leaves
-- what is not settled by it.
CREATE FUNCTION ledger_merge_checks(hot name, VARIADIC kinds text[] DEFAULT '{}') RETURNS void LANGUAGE plpgsql
-- So that the conditions name schemas, and hold under any search path.
SET search_path = '' AS $$
DECLARE
    columns text;
    conditions text;
    refusals text;
    drops text;
    usual text;
BEGIN
    SELECT string_agg(a.attname, '|') INTO columns FROM pg_attribute a
        WHERE a.attrelid = ('public.' || hot)::regclass AND a.attnum > 0 AND NOT a.attisdropped;
    -- A condition that is unknown is no offence, as in any check.
    SELECT string_agg(format('(%s) IS NOT FALSE', one.condition), ' AND ' ORDER BY one.conname),
           string_agg(format('IF (%s) IS FALSE THEN RAISE EXCEPTION ''this breaks %s'' USING ERRCODE = ''check_violation'', '
                             'CONSTRAINT = ''%2$s''; END IF;', one.condition, one.conname), ' ' ORDER BY one.conname),
           string_agg(format('DROP CONSTRAINT %I', one.conname), ', ') INTO conditions, refusals, drops
        FROM (SELECT c.conname, regexp_replace(regexp_replace(pg_get_constraintdef(c.oid), '^CHECK ', ''),
                                               '\m(' || columns || ')\M', 'made.\1', 'g') AS condition
              FROM pg_constraint c WHERE c.conrelid = ('public.' || hot)::regclass AND c.contype = 'c') one;
    SELECT string_agg(format('IF made.kind = %L THEN IF %s THEN RETURN true; END IF; END IF;', kind,
                             regexp_replace(conditions, '\mmade\.kind\M', quote_literal(kind) || '::varchar', 'g')), ' ')
        INTO usual FROM unnest(kinds) kind;
    EXECUTE format('CREATE FUNCTION public.%I(made public.%I) RETURNS boolean LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS %L',
                   hot || '_is_sound', hot,
                   format('BEGIN %s IF %s THEN RETURN true; END IF; %s RETURN false; END', usual, conditions, refusals));
    EXECUTE format('ALTER TABLE public.%1$I %2$s, ADD CONSTRAINT %3$I CHECK (public.%4$I(%1$I))',
                   hot, drops, hot || '_sound', hot || '_is_sound');
END $$;
REVOKE ALL ON FUNCTION ledger_merge_checks(name, text[]) FROM PUBLIC;

SELECT ledger_merge_checks('ledger_operation', 'fund', 'release', 'deposit');
SELECT ledger_merge_checks('ledger_authorisation', 'acceptance');
SELECT ledger_merge_checks('ledger_purse', 'hold');
