-- Money leaves a hold only for a row of ours that says the same as the ledger's authorisation, and the other way round.

ALTER TABLE contracts_funding ADD CONSTRAINT contracts_funding_of_milestone
  FOREIGN KEY (milestone_id, contract_id) REFERENCES contracts_milestone (id, contract_id);
ALTER TABLE contracts_delivery ADD CONSTRAINT contracts_delivery_of_milestone
  FOREIGN KEY (milestone_id, contract_id) REFERENCES contracts_milestone (id, contract_id);

-- What a source row points to in the ledger: id, hold, every amount and the hash of the terms.
ALTER TABLE ledger_authorisation ADD CONSTRAINT ledger_authorisation_in_full UNIQUE
  (id, contract_id, hold_id, currency, to_professional_minor, commission_minor, to_client_minor, terms_hash);

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['acceptance', 'silenceacceptance', 'refundconsent'] LOOP
    EXECUTE format('ALTER TABLE contracts_%1$s ADD CONSTRAINT contracts_%1$s_under_terms
      FOREIGN KEY (version_id, contract_id, terms_hash) REFERENCES contracts_agreementversion (id, contract_id, terms_hash)', name);
    EXECUTE format('ALTER TABLE contracts_%1$s ADD CONSTRAINT contracts_%1$s_authorises
      FOREIGN KEY (id, contract_id, milestone_id, currency, to_professional_minor, commission_minor, to_client_minor, terms_hash)
      REFERENCES ledger_authorisation
        (id, contract_id, hold_id, currency, to_professional_minor, commission_minor, to_client_minor, terms_hash)', name);
  END LOOP;
  FOREACH name IN ARRAY ARRAY['acceptance', 'silenceacceptance'] LOOP
    EXECUTE format('ALTER TABLE contracts_%1$s ADD CONSTRAINT contracts_%1$s_of_delivery
      FOREIGN KEY (delivery_id, milestone_id, contract_id, billed_minor, currency)
      REFERENCES contracts_delivery (id, milestone_id, contract_id, billed_minor, currency)', name);
    EXECUTE format('ALTER TABLE contracts_%1$s ADD CONSTRAINT contracts_%1$s_pays_bill
      CHECK (to_professional_minor + commission_minor = billed_minor)', name);
  END LOOP;
END $$;

-- What two people have paid and earned with each other, commission included: what tiers count by.
CREATE FUNCTION contracts_paid_between(client uuid, professional uuid, in_currency text) RETURNS bigint
  LANGUAGE sql STABLE AS $$
  SELECT coalesce(sum(a.to_professional_minor + a.commission_minor), 0)::bigint
  FROM contracts_contract c
  JOIN contracts_milestone m ON m.contract_id = c.id
  JOIN ledger_authorisation a ON a.hold_id = m.id
  JOIN ledger_operation o ON o.once = 'authorisation ' || a.id
  WHERE c.client_id = client AND c.professional_id = professional AND c.currency = in_currency
$$;

-- The commission of a payment: flat, or each part at the rate of the tier it falls into; rounded once, a tie to the
-- professional, as aval.contracts.commission has it.
CREATE FUNCTION contracts_commission(terms jsonb, before bigint, gross bigint) RETURNS bigint
  LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN terms->'commission_tiers' IS NULL
    THEN (gross * (terms->>'commission_basis_points')::bigint + 4999) / 10000
    ELSE (SELECT (sum(share * greatest(0, least(before + gross, upto) - greatest(before, start))) + 4999)::bigint / 10000
      FROM (SELECT (tier->>0)::bigint AS start, (tier->>1)::bigint AS share,
          coalesce(lead((tier->>0)::bigint) OVER (ORDER BY (tier->>0)::bigint), 9223372036854775807) AS upto
        FROM jsonb_array_elements(terms->'commission_tiers') tier) tiers) END
$$;

CREATE FUNCTION contracts_check_payment() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE agreed record; wanted text;
BEGIN
  wanted := CASE TG_TABLE_NAME WHEN 'contracts_acceptance' THEN 'acceptance'
    WHEN 'contracts_silenceacceptance' THEN 'silence' ELSE 'consent' END;
  SELECT v.status, v.silence, contracts_version_terms(v.terms) AS terms, c.client_id, c.professional_id, c.currency,
      m.amount_minor, EXISTS (SELECT FROM ledger_authorisation a WHERE a.id = NEW.id AND a.kind = wanted) AS authorised
    INTO agreed FROM contracts_agreementversion v, contracts_contract c, contracts_milestone m
    WHERE v.id = NEW.version_id AND c.id = NEW.contract_id AND m.id = NEW.milestone_id;
  IF (agreed.status = 'in_force' AND agreed.authorised
    AND NEW.to_professional_minor + NEW.commission_minor + NEW.to_client_minor = agreed.amount_minor) IS NOT TRUE THEN
    RAISE EXCEPTION '% does not stand on the agreement in force', wanted
      USING ERRCODE = 'check_violation', CONSTRAINT = 'contracts_payment_as_agreed';
  END IF;
  IF TG_TABLE_NAME = 'contracts_refundconsent' THEN
    IF NEW.consented_by_id <> agreed.professional_id OR NEW.to_client_minor <> agreed.amount_minor THEN
      RAISE EXCEPTION 'only the professional gives the escrow back, and all of it'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'contracts_consent_by_professional';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.commission_minor <> contracts_commission(agreed.terms,
      CASE WHEN agreed.terms->'commission_tiers' IS NULL THEN 0
        ELSE contracts_paid_between(agreed.client_id, agreed.professional_id, agreed.currency) END, NEW.billed_minor)
    OR EXISTS (SELECT FROM contracts_delivery newer JOIN contracts_delivery d ON d.milestone_id = newer.milestone_id
      WHERE d.id = NEW.delivery_id AND newer.number > d.number)
    OR EXISTS (SELECT FROM contracts_changerequest WHERE delivery_id = NEW.delivery_id) THEN
    RAISE EXCEPTION 'only the latest delivery is paid, at the agreed commission'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'contracts_payment_of_latest';
  END IF;
  IF TG_TABLE_NAME = 'contracts_acceptance' THEN
    IF NEW.accepted_by_id <> agreed.client_id THEN
      RAISE EXCEPTION 'only the client accepts' USING ERRCODE = 'check_violation', CONSTRAINT = 'contracts_acceptance_by_client';
    END IF;
    RETURN NEW;
  END IF;
  -- Silence: the clause stood when the work was delivered and stands now, time is over, every reminder went out.
  IF agreed.silence <> 'counts_as_acceptance' OR NOT EXISTS (
      SELECT FROM contracts_delivery d JOIN contracts_agreementversion v ON v.id = d.version_id
      WHERE d.id = NEW.delivery_id AND v.silence = 'counts_as_acceptance' AND d.review_ends_at <= NEW.counted_at
        AND v.reminder_count = (SELECT count(*) FROM contracts_remindersent r
          WHERE r.delivery_id = d.id AND r.sent_at < NEW.counted_at)) THEN
    RAISE EXCEPTION 'silence counts only where both signed it, after all reminders'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'contracts_silence_was_signed';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER contracts_payment_as_agreed BEFORE INSERT ON contracts_acceptance
  FOR EACH ROW EXECUTE FUNCTION contracts_check_payment();
CREATE TRIGGER contracts_payment_as_agreed BEFORE INSERT ON contracts_silenceacceptance
  FOR EACH ROW EXECUTE FUNCTION contracts_check_payment();
CREATE TRIGGER contracts_payment_as_agreed BEFORE INSERT ON contracts_refundconsent
  FOR EACH ROW EXECUTE FUNCTION contracts_check_payment();

-- The other way round: at the end of its transaction, each authorisation of these kinds has its one row here. The
-- composite key above has compared all amounts by then, so that the ids are enough.
CREATE FUNCTION contracts_check_authorisation() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF (NEW.kind = 'acceptance') <> EXISTS (SELECT FROM contracts_acceptance WHERE id = NEW.id)
    OR (NEW.kind = 'silence') <> EXISTS (SELECT FROM contracts_silenceacceptance WHERE id = NEW.id)
    OR (NEW.kind = 'consent') <> EXISTS (SELECT FROM contracts_refundconsent WHERE id = NEW.id) THEN
    RAISE EXCEPTION 'no % stands behind authorisation %', NEW.kind, NEW.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'contracts_authorisation_has_source';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER contracts_authorisation_has_source AFTER INSERT ON ledger_authorisation
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION contracts_check_authorisation();

-- The gate of a proposal's conversation opens with the escrow that it names, and with nothing else.
CREATE FUNCTION contracts_check_gate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM projects_proposal WHERE id = NEW.contract_id)
    AND NOT EXISTS (SELECT FROM contracts_funding WHERE contract_id = NEW.contract_id AND milestone_id = NEW.because) THEN
    RAISE EXCEPTION 'no escrow opens this gate'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'contracts_gate_of_funding';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER contracts_gate_of_funding AFTER INSERT ON conversation_gateopening
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION contracts_check_gate();

-- A milestone is funded with the client's fee that its version says, and no fee is taken otherwise.
CREATE FUNCTION contracts_check_client_fee() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE milestone uuid := CASE TG_TABLE_NAME WHEN 'contracts_funding' THEN (to_jsonb(NEW)->>'milestone_id')::uuid
    ELSE (to_jsonb(NEW)->>'hold_id')::uuid END;
  agreed bigint; taken bigint;
BEGIN
  IF TG_TABLE_NAME = 'ledger_operation' AND to_jsonb(NEW)->>'kind' <> 'client_fee' THEN
    RETURN NULL;
  END IF;
  SELECT (f.amount_minor * coalesce((contracts_version_terms(v.terms)->>'client_fee_basis_points')::bigint, 0) + 5000) / 10000
    INTO agreed FROM contracts_funding f JOIN contracts_agreementversion v ON v.id = f.version_id
    WHERE f.milestone_id = milestone;
  SELECT coalesce(sum(o.amount_minor), 0) INTO taken FROM ledger_operation o
    WHERE o.once = 'client_fee ' || milestone;
  IF agreed IS DISTINCT FROM taken THEN
    RAISE EXCEPTION 'the fee of milestone % is not the one that was signed', milestone
      USING ERRCODE = 'check_violation', CONSTRAINT = 'contracts_client_fee_as_agreed';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER contracts_client_fee_as_agreed AFTER INSERT ON contracts_funding
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION contracts_check_client_fee();
CREATE CONSTRAINT TRIGGER contracts_client_fee_as_agreed AFTER INSERT ON ledger_operation
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.cause_id IS NOT NULL)
  EXECUTE FUNCTION contracts_check_client_fee();
REVOKE ALL ON FUNCTION contracts_check_client_fee() FROM PUBLIC;
