-- Documents for searching, kept in the transaction that changes a project or a profile.

CREATE EXTENSION IF NOT EXISTS fuzzystrmatch;  -- a trusted extension: the database's owner may create it

-- Lower case, and the names that a word parser would tear apart made into words.
CREATE FUNCTION search_plain(words text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT regexp_replace(
        replace(replace(replace(replace(lower(words), 'c++', 'cplusplus'), 'c#', 'csharp'), 'f#', 'fsharp'), '.net', ' dotnet'),
        '(?<=\w)[./_](?=\w)', ' ', 'g'
    )
$$;

-- The same without accents.
CREATE FUNCTION search_fold(words text) RETURNS text LANGUAGE sql STABLE STRICT PARALLEL SAFE AS $$
    SELECT unaccent(search_plain(words))
$$;

CREATE FUNCTION search_configuration(language text) RETURNS regconfig LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE left(language, 2)
        WHEN 'es' THEN 'pg_catalog.spanish'::regconfig
        WHEN 'pt' THEN 'pg_catalog.portuguese'::regconfig
        ELSE 'pg_catalog.english'::regconfig
    END
$$;

-- Stems as written, stems without accents (a stemmer takes "programacion" for another word than "programación"),
-- and the bare words, for names and for readers of another language.
CREATE FUNCTION search_lexemes(language text, words text) RETURNS tsvector LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT to_tsvector(search_configuration(language), search_plain(words))
        || to_tsvector(search_configuration(language), search_fold(words))
        || to_tsvector('pg_catalog.simple', search_fold(words))
$$;

CREATE FUNCTION search_vector(language text, title text, skills text[], body text) RETURNS tsvector
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT setweight(search_lexemes(language, title), 'A')
        || setweight(search_lexemes(language, array_to_string(skills, ' , ')), 'B')
        || setweight(search_lexemes(language, body), 'D')
$$;

-- What a person typed, in each language that a document may have. Quotes make a phrase, "or" a choice.
CREATE FUNCTION search_query(words text) RETURNS tsquery LANGUAGE sql STABLE STRICT PARALLEL SAFE AS $$
    SELECT websearch_to_tsquery('pg_catalog.spanish', plain) || websearch_to_tsquery('pg_catalog.spanish', folded)
        || websearch_to_tsquery('pg_catalog.portuguese', plain) || websearch_to_tsquery('pg_catalog.portuguese', folded)
        || websearch_to_tsquery('pg_catalog.english', plain) || websearch_to_tsquery('pg_catalog.english', folded)
        || websearch_to_tsquery('pg_catalog.simple', folded)
    FROM (SELECT search_plain(words) AS plain, search_fold(words) AS folded) AS typed
$$;

-- The same in one language, that of the document, for ranking: "programador" is no word of an English text about programs.
CREATE FUNCTION search_query_in(language text, words text) RETURNS tsquery LANGUAGE sql STABLE STRICT PARALLEL SAFE AS $$
    SELECT websearch_to_tsquery(search_configuration(language), search_plain(words))
        || websearch_to_tsquery(search_configuration(language), search_fold(words))
        || websearch_to_tsquery('pg_catalog.simple', search_fold(words))
$$;

-- Any of these words: for what resembles a text, not for what was asked.
CREATE FUNCTION search_any(language text, words text) RETURNS tsquery LANGUAGE sql STABLE STRICT PARALLEL SAFE AS $$
    SELECT coalesce(string_agg(quote_literal(lexeme), ' | '), '')::tsquery
    FROM unnest(tsvector_to_array(to_tsvector(search_configuration(language), search_fold(words)))) AS lexeme
$$;

CREATE FUNCTION search_learn(words text) RETURNS void LANGUAGE sql VOLATILE AS $$
    -- In order, so that two writers at once wait for one another instead of deadlocking.
    INSERT INTO search_word (word)
    SELECT lexeme FROM unnest(tsvector_to_array(to_tsvector('pg_catalog.simple', search_fold(words)))) AS lexeme
    WHERE length(lexeme) BETWEEN 4 AND 30 AND lexeme !~ '[0-9]'
        AND NOT EXISTS (SELECT FROM search_word known WHERE known.word = lexeme)
    ORDER BY lexeme
    ON CONFLICT DO NOTHING
$$;

-- A library's settings are known once it is loaded.
SELECT similarity('a', 'b');

-- The known word nearest to a mistyped one: one wrong letter in four, two in longer words. Null if there is none.
CREATE FUNCTION search_nearest(typed text) RETURNS text LANGUAGE sql STABLE STRICT
SET pg_trgm.similarity_threshold = 0.2 AS $$
    SELECT word FROM search_word, LATERAL (
        SELECT levenshtein_less_equal(word, typed, 2) AS distance, similarity(word, typed) AS likeness
    ) AS measured
    WHERE word % typed AND length(typed) BETWEEN 4 AND 30 AND abs(length(word) - length(typed)) <= 2
        AND distance <= CASE WHEN length(typed) = 4 THEN 1 ELSE 2 END
    ORDER BY distance, likeness DESC, word LIMIT 1
$$;

CREATE FUNCTION search_folded_skills(skills text[]) RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT unaccent(lower(skill))), '{}') FROM unnest(skills) AS skill
$$;

-- Which share of the skills that are wanted is there.
CREATE FUNCTION search_share(there text[], wanted text[]) RETURNS double precision LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT count(*) / greatest(cardinality(wanted), 1)::double precision
    FROM (SELECT unnest(there) INTERSECT SELECT unnest(wanted)) AS shared
$$;

CREATE FUNCTION search_keep_project(project projects_project) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF project.status <> 'published' OR project.visibility <> 'public' THEN
        DELETE FROM search_projectdocument WHERE project_id = project.id;
        RETURN;
    END IF;
    INSERT INTO search_projectdocument (
        project_id, client_id, kind, category, language, country, skills, currency, price_from_minor, price_to_minor,
        appeared_at, vector
    ) VALUES (
        project.id, project.client_id, project.kind, project.category, project.language,
        coalesce((SELECT country FROM accounts_profile WHERE account_id = project.client_id), ''),
        search_folded_skills(project.skills), project.currency, project.budget_from_minor, project.budget_to_minor,
        project.published_at,
        search_vector(project.language, project.title, project.skills, project.description)
    )
    ON CONFLICT (project_id) DO UPDATE SET
        kind = excluded.kind, category = excluded.category, language = excluded.language, country = excluded.country,
        skills = excluded.skills, currency = excluded.currency, price_from_minor = excluded.price_from_minor,
        price_to_minor = excluded.price_to_minor, appeared_at = excluded.appeared_at, vector = excluded.vector;
    PERFORM search_learn(concat_ws(' ', project.title, array_to_string(project.skills, ' '), project.description));
END $$;

CREATE FUNCTION search_keep_professional(of_account uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    account accounts_account;
    profile accounts_profile;
BEGIN
    SELECT * INTO account FROM accounts_account WHERE id = of_account;
    SELECT * INTO profile FROM accounts_profile WHERE account_id = of_account;
    IF profile.account_id IS NULL OR NOT profile.offers_work OR NOT account.is_active THEN
        DELETE FROM search_professionaldocument WHERE account_id = of_account;
        RETURN;
    END IF;
    INSERT INTO search_professionaldocument (
        account_id, language, languages, country, availability, skills, currency, rate_minor, appeared_at, vector
    ) VALUES (
        account.id, left(account.language, 2), coalesce((SELECT array_agg(DISTINCT left(code, 2)) FROM unnest(profile.languages) AS code), '{}'),
        profile.country, profile.availability, search_folded_skills(profile.skills),
        profile.currency, profile.hourly_rate_minor, greatest(profile.updated_at, account.joined_at),
        search_vector(
            account.language, concat_ws(' , ', profile.headline, account.display_name), profile.skills,
            concat_ws(' , ', profile.about, profile.city)
        )
    )
    ON CONFLICT (account_id) DO UPDATE SET
        language = excluded.language, languages = excluded.languages, country = excluded.country, availability = excluded.availability,
        skills = excluded.skills, currency = excluded.currency, rate_minor = excluded.rate_minor,
        vector = excluded.vector;
    PERFORM search_learn(concat_ws(' ', profile.headline, array_to_string(profile.skills, ' '), profile.about));
END $$;

CREATE FUNCTION search_project_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM search_keep_project(NEW);
    RETURN NULL;
END $$;

CREATE FUNCTION search_profile_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM search_keep_professional(NEW.account_id);
    UPDATE search_projectdocument SET country = NEW.country
        WHERE client_id = NEW.account_id AND country <> NEW.country;
    RETURN NULL;
END $$;

CREATE FUNCTION search_account_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM search_keep_professional(NEW.id);
    RETURN NULL;
END $$;

-- Only what was or becomes findable costs anything: a draft's keystrokes do not.
CREATE TRIGGER searched AFTER UPDATE ON projects_project FOR EACH ROW
    WHEN (OLD.status = 'published' OR NEW.status = 'published') EXECUTE FUNCTION search_project_changed();
CREATE TRIGGER searched_new AFTER INSERT ON projects_project FOR EACH ROW
    WHEN (NEW.status = 'published') EXECUTE FUNCTION search_project_changed();
CREATE TRIGGER searched AFTER INSERT OR UPDATE ON accounts_profile FOR EACH ROW EXECUTE FUNCTION search_profile_changed();
CREATE TRIGGER searched AFTER UPDATE OF display_name, is_active, language ON accounts_account FOR EACH ROW
    EXECUTE FUNCTION search_account_changed();

SELECT search_keep_project(project) FROM projects_project AS project WHERE status = 'published';
SELECT search_keep_professional(account_id) FROM accounts_profile WHERE offers_work;
