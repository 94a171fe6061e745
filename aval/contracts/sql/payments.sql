-- Money leaves a hold only by an authorisation that a row of ours makes of itself, and each of these has its row.

ALTER TABLE contracts_funding ADD CONSTRAINT contracts_funding_of_milestone
  FOREIGN KEY (milestone_id, contract_id) REFERENCES contracts_milestone (id, contract_id);
ALTER TABLE contracts_delivery ADD CONSTRAINT contracts_delivery_of_milestone
  FOREIGN KEY (milestone_id, contract_id) REFERENCES contracts_milestone (id, contract_id);

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['acceptance', 'silenceacceptance'] LOOP
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
  JOIN ledger_operation o ON o.debit_id = m.id
  JOIN ledger_authorisation a ON a.id = o.authorisation_id
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

-- What pays out an escrow is compared with what it stands on in one query, instead of by a foreign key to each: with the
-- agreement in force, its contract and milestone, and the milestone's latest delivery, which all say the same for ever
-- (but for the version's state), can't go away, and so need no lock. Who is named is a party, and so an account. It is a
-- query of its own for each, which the executor sets up for a third of what a join takes. Then the row authorises what it
-- says: the authorisation is made of it, so that they can't differ. One with its id that says anything else is refused.
CREATE FUNCTION contracts_check_payment() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE agreed record;
BEGIN
  SELECT c.client_id, c.professional_id, c.currency, c.commission_tiers <> '[]' AS tiered,
      (SELECT (NEW.billed_minor * v.commission_basis_points + 4999) / 10000 FROM public.contracts_agreementversion v
        WHERE v.id = NEW.version_id AND v.status = 'in_force' AND v.contract_id = NEW.contract_id
          AND v.terms_hash = NEW.terms_hash) AS commission,
      (SELECT m.amount_minor = NEW.to_professional_minor + NEW.commission_minor + NEW.to_client_minor
        FROM public.contracts_milestone m WHERE m.id = NEW.milestone_id AND m.contract_id = NEW.contract_id) AS priced,
      (SELECT d.id = NEW.delivery_id AND d.billed_minor = NEW.billed_minor AND d.currency = NEW.currency
        FROM public.contracts_delivery d WHERE d.milestone_id = NEW.milestone_id ORDER BY d.number DESC LIMIT 1)
      AND NOT EXISTS (SELECT FROM public.contracts_changerequest r WHERE r.delivery_id = NEW.delivery_id) AS latest
    INTO agreed FROM public.contracts_contract c WHERE c.id = NEW.contract_id;
  IF (agreed.priced AND agreed.commission IS NOT NULL) IS NOT TRUE THEN
    RAISE EXCEPTION '% does not stand on the agreement in force', TG_ARGV[0]
      USING ERRCODE = 'check_violation', CONSTRAINT = 'contracts_payment_as_agreed';
  END IF;
  IF agreed.tiered THEN
    agreed.commission := contracts_commission(
      (SELECT contracts_version_terms(v.terms) FROM public.contracts_agreementversion v WHERE v.id = NEW.version_id),
      contracts_paid_between(agreed.client_id, agreed.professional_id, agreed.currency), NEW.billed_minor);
  END IF;
  IF (agreed.latest AND NEW.commission_minor = agreed.commission) IS NOT TRUE THEN
    RAISE EXCEPTION 'only the latest delivery is paid, at the agreed commission'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'contracts_payment_of_latest';
  END IF;
  IF TG_ARGV[0] = 'acceptance' THEN
    IF NEW.accepted_by_id <> agreed.client_id THEN
      RAISE EXCEPTION 'only the client accepts' USING ERRCODE = 'check_violation', CONSTRAINT = 'contracts_acceptance_by_client';
    END IF;
    NEW.id := public.ledger_authorise(NEW.accepted_by_id, NEW.accepted_at, NEW.id, 'acceptance', NEW.contract_id,
      NEW.milestone_id, NEW.currency, NEW.to_professional_minor, NEW.commission_minor, NEW.to_client_minor, NEW.terms_hash);
    RETURN NEW;
  END IF;
  -- Silence: the clause stood when the work was delivered and stands now, time is over, every reminder went out.
  IF NOT EXISTS (
      SELECT FROM public.contracts_delivery d JOIN public.contracts_agreementversion v ON v.id = d.version_id
        JOIN public.contracts_agreementversion stands ON stands.id = NEW.version_id
      WHERE d.id = NEW.delivery_id AND d.review_ends_at <= NEW.counted_at
        AND v.silence = 'counts_as_acceptance' AND stands.silence = 'counts_as_acceptance'
        AND v.reminder_count = (SELECT count(*) FROM public.contracts_remindersent r
          WHERE r.delivery_id = d.id AND r.sent_at < NEW.counted_at)) THEN
    RAISE EXCEPTION 'silence counts only where both signed it, after all reminders'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'contracts_silence_was_signed';
  END IF;
  NEW.id := public.ledger_authorise('00000000-0000-0000-0000-000000000000', NEW.counted_at, NEW.id, 'silence',
    NEW.contract_id, NEW.milestone_id, NEW.currency, NEW.to_professional_minor, NEW.commission_minor, NEW.to_client_minor,
    NEW.terms_hash);
  RETURN NEW;
END $$;
CREATE TRIGGER contracts_payment_as_agreed BEFORE INSERT ON contracts_acceptance
  FOR EACH ROW EXECUTE FUNCTION contracts_check_payment('acceptance');
CREATE TRIGGER contracts_payment_as_agreed BEFORE INSERT ON contracts_silenceacceptance
  FOR EACH ROW EXECUTE FUNCTION contracts_check_payment('silence');

CREATE FUNCTION contracts_check_consent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM public.contracts_agreementversion v, public.contracts_contract c, public.contracts_milestone m
    WHERE v.id = NEW.version_id AND v.status = 'in_force' AND v.contract_id = NEW.contract_id AND v.terms_hash = NEW.terms_hash
      AND c.id = NEW.contract_id AND c.professional_id = NEW.consented_by_id
      AND m.id = NEW.milestone_id AND m.contract_id = NEW.contract_id AND m.amount_minor = NEW.to_client_minor
      AND NEW.to_professional_minor = 0 AND NEW.commission_minor = 0;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'only the professional gives the escrow back, all of it and under the agreement in force'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'contracts_consent_by_professional';
  END IF;
  NEW.id := public.ledger_authorise(NEW.consented_by_id, NEW.consented_at, NEW.id, 'consent', NEW.contract_id,
    NEW.milestone_id, NEW.currency, 0, 0, NEW.to_client_minor, NEW.terms_hash);
  RETURN NEW;
END $$;
CREATE TRIGGER contracts_payment_as_agreed BEFORE INSERT ON contracts_refundconsent
  FOR EACH ROW EXECUTE FUNCTION contracts_check_consent();

-- The other way round: at the end of its transaction, each authorisation of these kinds has its row, which has made or
-- met one of its own kind, so that one of another kind can't stand behind it.
CREATE FUNCTION contracts_check_authorisation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.kind = 'acceptance' THEN
    PERFORM FROM public.contracts_acceptance WHERE id = NEW.id;
  ELSIF NEW.kind = 'silence' THEN
    PERFORM FROM public.contracts_silenceacceptance WHERE id = NEW.id;
  ELSIF NEW.kind = 'consent' THEN
    PERFORM FROM public.contracts_refundconsent WHERE id = NEW.id;
  ELSE
    RETURN NULL;
  END IF;
  IF NOT FOUND THEN
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
DECLARE milestone uuid; agreed bigint; taken bigint;
BEGIN
  IF TG_TABLE_NAME = 'contracts_funding' THEN
    milestone := NEW.milestone_id;
  ELSE
    SELECT hold_id INTO milestone FROM ledger_operation WHERE id = NEW.id AND kind = 'client_fee';
    IF NOT FOUND THEN
      RETURN NULL;
    END IF;
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
CREATE CONSTRAINT TRIGGER contracts_client_fee_as_agreed AFTER INSERT ON ledger_following
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION contracts_check_client_fee();
REVOKE ALL ON FUNCTION contracts_check_client_fee() FROM PUBLIC;
