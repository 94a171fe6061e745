-- What was published, proposed or answered stays as it was, and a proposal's milestones come to its price.

CREATE FUNCTION projects_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% rows are never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

REVOKE UPDATE, DELETE, TRUNCATE ON
    projects_projectversion, projects_proposalversion, projects_proposalmilestone, projects_answer FROM aval_app;
REVOKE DELETE, TRUNCATE ON projects_project, projects_proposal, projects_question, projects_invitation FROM aval_app;

CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE ON projects_projectversion
    FOR EACH ROW EXECUTE FUNCTION projects_refuse_change();
CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE ON projects_proposalversion
    FOR EACH ROW EXECUTE FUNCTION projects_refuse_change();
CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE ON projects_proposalmilestone
    FOR EACH ROW EXECUTE FUNCTION projects_refuse_change();
CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE ON projects_answer
    FOR EACH ROW EXECUTE FUNCTION projects_refuse_change();

-- Nobody proposes on their own project, and a proposal stays on the project and with the person it came from.
CREATE FUNCTION projects_check_parties() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (NEW.project_id, NEW.professional_id) <> (OLD.project_id, OLD.professional_id) THEN
        RAISE EXCEPTION 'a proposal keeps its project and its professional' USING ERRCODE = 'restrict_violation';
    END IF;
    IF EXISTS (SELECT FROM projects_project WHERE id = NEW.project_id AND client_id = NEW.professional_id) THEN
        RAISE EXCEPTION 'nobody proposes on their own project' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER parties BEFORE INSERT OR UPDATE ON projects_proposal
    FOR EACH ROW EXECUTE FUNCTION projects_check_parties();

-- A project keeps its client; the state machine's table stands here once more, for whatever the application does.
CREATE FUNCTION projects_check_project_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.client_id <> OLD.client_id THEN
        RAISE EXCEPTION 'a project keeps its client' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.status <> OLD.status AND (OLD.status, NEW.status) NOT IN (
        ('draft', 'published'), ('draft', 'withdrawn'), ('published', 'awarded'), ('published', 'closed'),
        ('published', 'withdrawn'), ('awarded', 'published')
    ) THEN
        RAISE EXCEPTION 'a project does not go from % to %', OLD.status, NEW.status USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER moves BEFORE UPDATE ON projects_project
    FOR EACH ROW EXECUTE FUNCTION projects_check_project_move();

CREATE FUNCTION projects_check_proposal_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status <> OLD.status AND (OLD.status, NEW.status) NOT IN (
        ('sent', 'shortlisted'), ('sent', 'chosen'), ('sent', 'declined'), ('sent', 'withdrawn'),
        ('shortlisted', 'chosen'), ('shortlisted', 'declined'), ('shortlisted', 'withdrawn'), ('chosen', 'declined')
    ) THEN
        RAISE EXCEPTION 'a proposal does not go from % to %', OLD.status, NEW.status USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER moves BEFORE UPDATE ON projects_proposal
    FOR EACH ROW EXECUTE FUNCTION projects_check_proposal_move();

-- At the end of the transaction: fixed-price versions have milestones in their currency that come to the price,
-- the others have none.
CREATE FUNCTION projects_check_sum() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    version projects_proposalversion;
    total numeric;
    strays bigint;
BEGIN
    IF TG_TABLE_NAME = 'projects_proposalversion' THEN
        version := NEW;
    ELSE
        SELECT * INTO version FROM projects_proposalversion WHERE id = NEW.version_id;
    END IF;
    SELECT sum(amount_minor), count(*) FILTER (WHERE currency <> version.currency) INTO total, strays
        FROM projects_proposalmilestone WHERE version_id = version.id;
    IF strays > 0 OR total IS DISTINCT FROM (CASE WHEN version.kind = 'fixed' THEN version.price_minor END) THEN
        RAISE EXCEPTION 'the milestones of proposal % come to %, not to its price', version.proposal_id, total
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER adds_up AFTER INSERT ON projects_proposalversion
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION projects_check_sum();
CREATE CONSTRAINT TRIGGER adds_up AFTER INSERT ON projects_proposalmilestone
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION projects_check_sum();
