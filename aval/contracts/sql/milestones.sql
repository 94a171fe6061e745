-- Where a milestone and a contract may go, and that a price or a date changes only by a version that both signed.

CREATE TABLE contracts_milestone_move (before text, after text, PRIMARY KEY (before, after));
INSERT INTO contracts_milestone_move VALUES
  ('agreed', 'funded'), ('agreed', 'cancelled'),
  ('funded', 'delivered'), ('funded', 'disputed'), ('funded', 'refunded'),
  ('delivered', 'changes_requested'), ('delivered', 'accepted'), ('delivered', 'disputed'), ('delivered', 'refunded'),
  ('changes_requested', 'delivered'), ('changes_requested', 'disputed'), ('changes_requested', 'refunded'),
  ('accepted', 'released'),
  ('disputed', 'settled'), ('disputed', 'ruled'), ('disputed', 'refunded'),
  ('disputed', 'funded'), ('disputed', 'delivered'), ('disputed', 'changes_requested'),
  ('funded', 'frozen'), ('delivered', 'frozen'), ('changes_requested', 'frozen'), ('disputed', 'frozen'),
  ('frozen', 'funded'), ('frozen', 'delivered'), ('frozen', 'changes_requested'), ('frozen', 'disputed'),
  ('frozen', 'charged_back');
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON contracts_milestone_move FROM aval_app;

CREATE FUNCTION contracts_check_milestone_move() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE backed boolean;
BEGIN
  IF OLD.status <> NEW.status AND NOT EXISTS (
      SELECT FROM contracts_milestone_move WHERE before = OLD.status AND after = NEW.status) THEN
    RAISE EXCEPTION 'a milestone can not go from % to %', OLD.status, NEW.status
      USING ERRCODE = 'check_violation', CONSTRAINT = 'contracts_milestone_moves';
  END IF;
  IF OLD.status = 'disputed' AND NEW.status IN ('funded', 'delivered', 'changes_requested')
    AND NEW.status <> OLD.disputed_from THEN
    RAISE EXCEPTION 'a dispute ends where it began' USING ERRCODE = 'check_violation', CONSTRAINT = 'contracts_milestone_moves';
  END IF;
  IF OLD.status = 'frozen' AND NEW.status <> 'frozen' THEN
    IF NOT EXISTS (SELECT FROM contracts_freeze f
      JOIN contracts_freezeend e ON e.freeze_id = f.id WHERE f.milestone_id = NEW.id AND NOT EXISTS (
        SELECT FROM contracts_freeze later WHERE later.milestone_id = NEW.id AND later.frozen_at > f.frozen_at)
      AND NEW.status = CASE WHEN e.forfeited THEN 'charged_back' ELSE f.was END) THEN
      RAISE EXCEPTION 'frozen escrow thaws where it froze'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'contracts_milestone_moves';
    END IF;
  END IF;
  IF (OLD.id, OLD.contract_id, OLD.number, OLD.currency, OLD.period_starts_on IS NULL)
      IS DISTINCT FROM (NEW.id, NEW.contract_id, NEW.number, NEW.currency, NEW.period_starts_on IS NULL)
    OR (OLD.status <> 'agreed' AND (OLD.amount_minor, OLD.rate_minor, OLD.hours_max, OLD.period_starts_on)
      IS DISTINCT FROM (NEW.amount_minor, NEW.rate_minor, NEW.hours_max, NEW.period_starts_on)) THEN
    RAISE EXCEPTION 'the price of a funded milestone does not change'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'contracts_milestone_price_stays';
  END IF;
  IF OLD.status <> NEW.status THEN
    -- Each state that stands for a moment needs the row of that moment. A statement for each, so that no state's query
    -- is set up for another's.
    CASE NEW.status
      WHEN 'accepted' THEN
        backed := EXISTS (SELECT FROM contracts_acceptance WHERE milestone_id = NEW.id)
          OR EXISTS (SELECT FROM contracts_silenceacceptance WHERE milestone_id = NEW.id);
      WHEN 'delivered' THEN
        backed := EXISTS (SELECT FROM contracts_delivery WHERE milestone_id = NEW.id);
      WHEN 'funded' THEN
        backed := EXISTS (SELECT FROM contracts_funding WHERE milestone_id = NEW.id);
      WHEN 'changes_requested' THEN
        backed := EXISTS (SELECT FROM contracts_changerequest r
          JOIN contracts_delivery d ON d.id = r.delivery_id WHERE d.milestone_id = NEW.id);
      WHEN 'refunded' THEN
        backed := EXISTS (SELECT FROM contracts_refundconsent WHERE milestone_id = NEW.id);
      WHEN 'frozen' THEN
        backed := EXISTS (SELECT FROM contracts_freeze f WHERE f.milestone_id = NEW.id AND f.was = OLD.status
          AND NOT EXISTS (SELECT FROM contracts_freezeend e WHERE e.freeze_id = f.id));
      WHEN 'settled' THEN
        backed := EXISTS (SELECT FROM ledger_authorisation WHERE hold_id = NEW.id AND kind = 'settlement');
      WHEN 'ruled' THEN
        backed := EXISTS (SELECT FROM ledger_authorisation WHERE hold_id = NEW.id AND kind = 'ruling');
      ELSE
        backed := true;
    END CASE;
    IF NOT backed THEN
      RAISE EXCEPTION 'nothing stands behind the state %', NEW.status
        USING ERRCODE = 'check_violation', CONSTRAINT = 'contracts_milestone_backed';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER contracts_milestone_moves BEFORE UPDATE ON contracts_milestone
  FOR EACH ROW EXECUTE FUNCTION contracts_check_milestone_move();

CREATE FUNCTION contracts_check_milestone_terms() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE said jsonb; mine jsonb; periods jsonb;
BEGIN
  SELECT contracts_version_terms(terms) INTO said
    FROM contracts_agreementversion WHERE contract_id = NEW.contract_id AND status = 'in_force';
  periods := said->'periods';
  SELECT item INTO mine FROM jsonb_array_elements(said->'milestones') item WHERE (item->>'id')::uuid = NEW.id;
  IF said IS NULL
    OR NEW.currency <> said->>'currency'
    OR (NEW.period_starts_on IS NULL AND (mine IS NULL
      OR (mine->>'amount_minor')::bigint <> NEW.amount_minor
      OR (mine->>'due_on')::date <> NEW.due_on
      OR mine->>'title' <> NEW.title
      OR mine->>'criteria' <> NEW.criteria))
    OR (NEW.period_starts_on IS NOT NULL AND (periods IS NULL
      OR NEW.period_starts_on < (periods->>'starts_on')::date
      OR (periods->>'hours_max')::int <> coalesce(NEW.hours_max, 0)
      OR (periods->>'price_minor')::bigint * greatest((periods->>'hours_max')::int, 1) <> NEW.amount_minor)) THEN
    RAISE EXCEPTION 'milestone % is not what the agreement in force says', NEW.number
      USING ERRCODE = 'check_violation', CONSTRAINT = 'contracts_milestone_as_agreed';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER contracts_milestone_as_agreed AFTER INSERT ON contracts_milestone
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION contracts_check_milestone_terms();
-- The columns are named twice: the condition is read from its text only for a statement that sets one of them.
CREATE CONSTRAINT TRIGGER contracts_milestone_changed_as_agreed
  AFTER UPDATE OF title, criteria, amount_minor, due_on, rate_minor, hours_max ON contracts_milestone
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN ((OLD.title, OLD.criteria, OLD.amount_minor, OLD.due_on, OLD.rate_minor, OLD.hours_max)
    IS DISTINCT FROM (NEW.title, NEW.criteria, NEW.amount_minor, NEW.due_on, NEW.rate_minor, NEW.hours_max))
  EXECUTE FUNCTION contracts_check_milestone_terms();

CREATE FUNCTION contracts_check_contract_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.id, OLD.project_id, OLD.client_id, OLD.professional_id, OLD.kind, OLD.currency, OLD.commission_basis_points,
      OLD.commission_tiers, OLD.client_fee_basis_points)
      IS DISTINCT FROM
     (NEW.id, NEW.project_id, NEW.client_id, NEW.professional_id, NEW.kind, NEW.currency, NEW.commission_basis_points,
      NEW.commission_tiers, NEW.client_fee_basis_points)
    OR (OLD.status <> NEW.status AND (OLD.status, NEW.status) NOT IN (
      ('agreeing', 'awaiting_escrow'), ('agreeing', 'cancelled'),
      ('awaiting_escrow', 'active'), ('awaiting_escrow', 'cancelled'), ('active', 'completed'))) THEN
    RAISE EXCEPTION 'a contract can not go from % to %', OLD.status, NEW.status
      USING ERRCODE = 'check_violation', CONSTRAINT = 'contracts_contract_moves';
  END IF;
  IF NEW.status IN ('completed', 'cancelled') AND EXISTS (SELECT FROM contracts_milestone WHERE contract_id = NEW.id
      AND status NOT IN ('released', 'settled', 'ruled', 'refunded', 'cancelled', 'charged_back')) THEN
    RAISE EXCEPTION 'a contract ends after its last milestone'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'contracts_contract_ends_last';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER contracts_contract_moves BEFORE UPDATE ON contracts_contract
  FOR EACH ROW EXECUTE FUNCTION contracts_check_contract_move();
-- One id names the relation, from its proposal on.
ALTER TABLE contracts_contract ADD CONSTRAINT contracts_contract_of_proposal
  FOREIGN KEY (id) REFERENCES projects_proposal (id);

-- The ledger's freezes, thaws and forfeits are ours, and what was delivered is never forfeited: somebody worked for it.
CREATE FUNCTION contracts_check_freeze() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE op ledger_operation;
BEGIN
  SELECT * INTO op FROM ledger_operation WHERE id = NEW.id;
  IF op.kind IN ('freeze', 'thaw', 'forfeit') AND NOT (CASE op.kind
    WHEN 'freeze' THEN EXISTS (SELECT FROM contracts_freeze WHERE id = op.id AND milestone_id = op.hold_id)
    WHEN 'thaw' THEN EXISTS (SELECT FROM contracts_freezeend WHERE freeze_id = op.cause_id AND NOT forfeited)
    ELSE EXISTS (SELECT FROM contracts_freezeend e JOIN contracts_freeze f ON f.id = e.freeze_id
        WHERE e.freeze_id = op.cause_id AND e.forfeited AND f.was = 'funded')
      AND NOT EXISTS (SELECT FROM contracts_delivery WHERE milestone_id = op.hold_id)
      AND EXISTS (SELECT FROM payments_deposit d WHERE d.account_id = op.account_id AND d.currency = op.currency
        AND d.status = 'lost') END) THEN
    RAISE EXCEPTION 'nothing of the contract stands behind this %', op.kind
      USING ERRCODE = 'check_violation', CONSTRAINT = 'contracts_freeze_has_source';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER contracts_freeze_has_source AFTER INSERT ON ledger_following
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION contracts_check_freeze();
REVOKE ALL ON FUNCTION contracts_check_freeze() FROM PUBLIC;

CREATE FUNCTION contracts_check_frozen() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_TABLE_NAME = 'contracts_freeze' THEN
    IF EXISTS (SELECT FROM ledger_operation WHERE id = NEW.id AND kind = 'freeze' AND hold_id = NEW.milestone_id) THEN
      RETURN NULL;
    END IF;
  ELSIF EXISTS (SELECT FROM ledger_operation WHERE once = 'freeze ended ' || NEW.freeze_id
      AND kind = CASE WHEN NEW.forfeited THEN 'forfeit' ELSE 'thaw' END) THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION 'no money stands behind this row of %', TG_TABLE_NAME
    USING ERRCODE = 'check_violation', CONSTRAINT = 'contracts_freeze_has_money';
END $$;
CREATE CONSTRAINT TRIGGER contracts_freeze_has_money AFTER INSERT ON contracts_freeze
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION contracts_check_frozen();
CREATE CONSTRAINT TRIGGER contracts_freezeend_has_money AFTER INSERT ON contracts_freezeend
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION contracts_check_frozen();
REVOKE ALL ON FUNCTION contracts_check_frozen() FROM PUBLIC;

-- A milestone moves often: its checks become one.
SELECT ledger_merge_checks('contracts_milestone');
