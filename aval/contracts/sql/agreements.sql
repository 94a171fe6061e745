-- A version's columns say what its bytes say; its state moves only with the signatures that the move stands for.

CREATE FUNCTION contracts_version_terms(terms bytea) RETURNS jsonb LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT convert_from(terms, 'UTF8')::jsonb
$$;

CREATE FUNCTION contracts_check_version() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE said jsonb := contracts_version_terms(NEW.terms); party record;
BEGIN
  SELECT client_id, professional_id, currency, commission_basis_points, commission_tiers, client_fee_basis_points INTO party
    FROM contracts_contract WHERE id = NEW.contract_id;
  IF NEW.status <> 'drafted' OR NEW.terms_hash <> sha256(NEW.terms)
    OR (said->>'contract')::uuid <> NEW.contract_id
    OR (said->>'number')::int <> NEW.number
    OR said->>'currency' <> party.currency
    OR (said->>'commission_basis_points')::int <> NEW.commission_basis_points
    OR NEW.commission_basis_points <> party.commission_basis_points
    OR coalesce(said->'commission_tiers', '[]'::jsonb) <> party.commission_tiers
    OR coalesce((said->>'client_fee_basis_points')::int, 0) <> party.client_fee_basis_points
    OR said->'review'->>'silence' <> NEW.silence
    OR jsonb_array_length(said->'review'->'reminders_percent') <> NEW.reminder_count
    OR NEW.drafted_by_id NOT IN (party.client_id, party.professional_id) THEN
    RAISE EXCEPTION 'a version of the agreement does not say what its row says'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'contracts_version_says';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER contracts_version_says BEFORE INSERT ON contracts_agreementversion
  FOR EACH ROW EXECUTE FUNCTION contracts_check_version();

CREATE FUNCTION contracts_check_version_move() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE signed int;
BEGIN
  IF (OLD.status, NEW.status) NOT IN (
      ('drafted', 'signed_by_one'), ('drafted', 'rejected'), ('drafted', 'replaced'),
      ('signed_by_one', 'in_force'), ('signed_by_one', 'rejected'), ('signed_by_one', 'replaced'),
      ('in_force', 'replaced')) THEN
    RAISE EXCEPTION 'a version can not go from % to %', OLD.status, NEW.status
      USING ERRCODE = 'check_violation', CONSTRAINT = 'contracts_version_moves';
  END IF;
  SELECT count(*) INTO signed FROM contracts_signature s JOIN contracts_contract c ON c.id = s.contract_id
    WHERE s.version_id = NEW.id AND s.account_id IN (c.client_id, c.professional_id);
  IF NEW.status = 'signed_by_one' AND signed < 1 OR NEW.status = 'in_force' AND signed <> 2 THEN
    RAISE EXCEPTION 'a version counts only when both have signed it'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'contracts_version_signed';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER contracts_version_moves BEFORE UPDATE OF status ON contracts_agreementversion
  FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION contracts_check_version_move();
-- Everything but the state is fixed, also for whoever holds more than the app's privileges.
CREATE TRIGGER contracts_version_words_stay BEFORE UPDATE ON contracts_agreementversion FOR EACH ROW
  WHEN ((OLD.id, OLD.contract_id, OLD.number, OLD.terms, OLD.terms_hash, OLD.silence, OLD.reminder_count,
         OLD.commission_basis_points, OLD.drafted_by_id, OLD.drafted_at)
    IS DISTINCT FROM (NEW.id, NEW.contract_id, NEW.number, NEW.terms, NEW.terms_hash, NEW.silence, NEW.reminder_count,
         NEW.commission_basis_points, NEW.drafted_by_id, NEW.drafted_at))
  EXECUTE FUNCTION contracts_refuse_change();

-- A signature is over the hash of the version it names, by a party of that version's contract.
ALTER TABLE contracts_signature ADD CONSTRAINT contracts_signature_over_terms
  FOREIGN KEY (version_id, contract_id, terms_hash) REFERENCES contracts_agreementversion (id, contract_id, terms_hash);
CREATE FUNCTION contracts_check_signature() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM contracts_contract WHERE id = NEW.contract_id AND NEW.account_id IN (client_id, professional_id);
  IF NOT FOUND THEN
    RAISE EXCEPTION 'only the parties sign' USING ERRCODE = 'check_violation', CONSTRAINT = 'contracts_signature_by_party';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER contracts_signature_by_party BEFORE INSERT ON contracts_signature
  FOR EACH ROW EXECUTE FUNCTION contracts_check_signature();
