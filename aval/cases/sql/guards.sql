-- What is said and decided in a case is written once. A settlement or ruling is what the ledger pays by, and only that.

CREATE FUNCTION cases_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was said in a case stays: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'cases_append_only';
END $$;

DO $$
DECLARE
    one text;
BEGIN
    FOREACH one IN ARRAY ARRAY['offer', 'settlement', 'assignment', 'recusal', 'statement', 'question', 'reply',
                               'ruling', 'appeal'] LOOP
        EXECUTE format('CREATE TRIGGER cases_%1$s_stays BEFORE UPDATE OR DELETE ON cases_%1$s
                        FOR EACH ROW EXECUTE FUNCTION cases_refuse_change()', one);
        EXECUTE format('CREATE TRIGGER cases_%1$s_kept BEFORE TRUNCATE ON cases_%1$s
                        FOR EACH STATEMENT EXECUTE FUNCTION cases_refuse_change()', one);
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON cases_%s FROM aval_app', one);
    END LOOP;
END $$;
REVOKE DELETE, TRUNCATE ON cases_case FROM aval_app;

-- A ruling comes from a mediator to whom the case was assigned and who has not stepped down; who ruled first does not
-- rule on the appeal (also a unique key); parties never do.
CREATE FUNCTION cases_check_ruling() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM cases_assignment a LEFT JOIN cases_recusal r ON r.assignment_id = a.id
        WHERE a.case_id = NEW.case_id AND a.mediator_id = NEW.mediator_id AND r.assignment_id IS NULL
          AND a.on_appeal = (NEW.number = 2)
    ) THEN
        RAISE EXCEPTION 'the ruling does not come from the mediator who hears the case'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ruling_by_its_mediator';
    END IF;
    IF NOT EXISTS (
        SELECT FROM cases_case c JOIN contracts_milestone m ON m.id = c.milestone_id
        WHERE c.id = NEW.case_id AND c.milestone_id = NEW.milestone_id AND c.contract_id = NEW.contract_id
          AND m.currency = NEW.currency
          AND m.amount_minor = NEW.to_professional_minor + NEW.commission_minor + NEW.to_client_minor
    ) THEN
        RAISE EXCEPTION 'the ruling does not divide what is in escrow'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ruling_divides_the_escrow';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cases_ruling_checked BEFORE INSERT ON cases_ruling FOR EACH ROW EXECUTE FUNCTION cases_check_ruling();

CREATE FUNCTION cases_check_assignment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM cases_case c JOIN contracts_contract k ON k.id = c.contract_id
               WHERE c.id = NEW.case_id AND NEW.mediator_id IN (k.client_id, k.professional_id)) THEN
        RAISE EXCEPTION 'a party cannot hear its own case'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'assignment_without_tie';
    END IF;
    IF NOT EXISTS (SELECT FROM accounts_role WHERE account_id = NEW.mediator_id AND kind = 'mediator') THEN
        RAISE EXCEPTION 'only a mediator can be assigned'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'assignment_to_a_mediator';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cases_assignment_checked BEFORE INSERT ON cases_assignment
    FOR EACH ROW EXECUTE FUNCTION cases_check_assignment();

-- A settlement is an offer of one party, accepted by the other, to the unit.
CREATE FUNCTION cases_check_settlement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM cases_offer o JOIN cases_case c ON c.id = o.case_id JOIN contracts_contract k ON k.id = c.contract_id
        WHERE o.id = NEW.offer_id AND o.case_id = NEW.case_id AND c.milestone_id = NEW.milestone_id
          AND c.contract_id = NEW.contract_id AND o.made_by_id = NEW.offered_by_id AND o.currency = NEW.currency
          AND o.to_client_minor = NEW.to_client_minor
          AND o.to_professional_minor = NEW.to_professional_minor + NEW.commission_minor
          AND ARRAY[NEW.offered_by_id, NEW.accepted_by_id] <@ ARRAY[k.client_id, k.professional_id]
          AND NEW.offered_by_id <> NEW.accepted_by_id
    ) THEN
        RAISE EXCEPTION 'the settlement is not what both signed'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'settlement_is_the_offer';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cases_settlement_checked BEFORE INSERT ON cases_settlement
    FOR EACH ROW EXECUTE FUNCTION cases_check_settlement();

CREATE FUNCTION cases_check_authorisation() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    leave ledger_authorisation;
BEGIN
    SELECT * INTO leave FROM ledger_authorisation a WHERE a.id = NEW.id;
    IF leave.kind = 'settlement' AND NOT EXISTS (
        SELECT FROM cases_settlement s WHERE s.id = leave.id AND s.milestone_id = leave.hold_id
          AND s.contract_id = leave.contract_id AND s.currency = leave.currency AND s.terms_hash = leave.terms_hash
          AND s.to_professional_minor = leave.to_professional_minor AND s.commission_minor = leave.commission_minor
          AND s.to_client_minor = leave.to_client_minor
    ) OR leave.kind = 'ruling' AND NOT EXISTS (
        SELECT FROM cases_ruling r JOIN cases_case c ON c.id = r.case_id
        WHERE r.id = leave.id AND r.milestone_id = leave.hold_id AND c.status = 'executed'
          AND r.contract_id = leave.contract_id AND r.currency = leave.currency AND r.terms_hash = leave.terms_hash
          AND r.to_professional_minor = leave.to_professional_minor AND r.commission_minor = leave.commission_minor
          AND r.to_client_minor = leave.to_client_minor
          AND NOT EXISTS (SELECT FROM cases_ruling later WHERE later.case_id = r.case_id AND later.number > r.number)
          AND (r.number = 2 OR NOT EXISTS (SELECT FROM cases_appeal p WHERE p.ruling_id = r.id))
    ) THEN
        RAISE EXCEPTION 'no % stands behind authorisation %', leave.kind, leave.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'cases_authorisation_has_source';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER cases_authorisation_has_source AFTER INSERT ON ledger_following
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cases_check_authorisation();

-- Besides the parties, only a mediator to whom a case of the contract was assigned is let into its conversation.
CREATE FUNCTION cases_check_admission() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM projects_proposal WHERE id = NEW.contract_id) AND NOT EXISTS (
        SELECT FROM cases_assignment a JOIN cases_case c ON c.id = a.case_id
        WHERE c.contract_id = NEW.contract_id AND a.mediator_id = NEW.account_id) THEN
        RAISE EXCEPTION 'no case lets % into this conversation', NEW.account_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'cases_admission_by_case';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER cases_admission_by_case AFTER INSERT ON conversation_admission
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cases_check_admission();
