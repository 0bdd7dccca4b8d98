-- VAT numbers, what VIES said of them, and who pays no tax.

-- name: tax_buyer_get
SELECT a.country, a.zip_code, a.region, a.company, a.tax_information, t.vat_number, t.state_vat,
       t.date_proof, t.proof_vat, t.vat_failure, coalesce(t.is_exempt, 0) AS is_exempt, t.vatex_tax,
       t.mention_tax
  FROM customers c
  LEFT JOIN addresses a ON a.id_business = c.id_business AND a.id = c.id_address_billing
  LEFT JOIN customer_taxes t ON t.id_business = c.id_business AND t.id_customer = c.id
 WHERE c.id_business = :id_business AND c.id = :id;

-- name: customer_tax_exempt
INSERT INTO customer_taxes (id_business, id_customer, is_exempt, vatex_tax, mention_tax)
VALUES (:id_business, :id_customer, :is_exempt, :vatex_tax, :mention_tax)
    ON CONFLICT (id_business, id_customer)
    DO UPDATE SET is_exempt = excluded.is_exempt, vatex_tax = excluded.vatex_tax,
                  mention_tax = excluded.mention_tax;

-- name: customer_tax_answered
INSERT INTO customer_taxes (id_business, id_customer, vat_number, state_vat, date_proof, proof_vat)
VALUES (:id_business, :id_customer, :vat_number, :state_vat, :date_proof, :proof_vat)
    ON CONFLICT (id_business, id_customer)
    DO UPDATE SET vat_number = excluded.vat_number, state_vat = excluded.state_vat,
                  date_proof = excluded.date_proof, proof_vat = excluded.proof_vat,
                  vat_failure = NULL;

-- name: customer_tax_failed
-- What was known of another number is forgotten; of this one it counts on.
INSERT INTO customer_taxes (id_business, id_customer, vat_number, vat_failure)
VALUES (:id_business, :id_customer, :vat_number, :vat_failure)
    ON CONFLICT (id_business, id_customer)
    DO UPDATE SET vat_failure = excluded.vat_failure;

-- name: vat_proof_add
INSERT INTO vat_proofs (id, id_business, id_customer, vat_number, is_valid, proof_vat, name,
                        date_proof)
VALUES (:id, :id_business, :id_customer, :vat_number, :is_valid, :proof_vat, :name, :date_proof);

-- name: vat_proof_name
SELECT name
  FROM vat_proofs
 WHERE id_business = :id_business AND id_customer = :id_customer AND vat_number = :vat_number
 ORDER BY id DESC
 LIMIT 1;

-- name: vat_proof_forget
UPDATE vat_proofs SET name = NULL WHERE id_business = :id_business AND id_customer = :id_customer;

-- The lane 'vies'.

-- name: vies_under_way
SELECT count(*) FROM jobs
 WHERE id_business = :id_business AND id_customer = :id_customer AND lane = 'vies'
   AND body = :vat_number AND done_at IS NULL;

-- name: vies_forget
-- Questions about another number that nobody wants answered any more.
DELETE FROM jobs
 WHERE id_business = :id_business AND id_customer = :id_customer AND lane = 'vies'
   AND done_at IS NULL;

-- name: vies_add
INSERT INTO jobs (id, id_business, lane, body, due_at, id_customer, created_at)
VALUES (:id, :id_business, 'vies', :vat_number, :machine_now, :id_customer, :machine_now);

-- name: vies_count_leased
-- every business
SELECT count(*) FROM jobs
 WHERE lane = 'vies' AND done_at IS NULL AND leased_until > :machine_now;

-- name: vies_due
-- every business
SELECT j.id, j.id_business, b.is_live
  FROM jobs j
  JOIN businesses b ON b.id = j.id_business
 WHERE j.lane = 'vies' AND j.done_at IS NULL AND j.due_at <= :machine_now
   AND j.leased_until <= :machine_now
 ORDER BY j.due_at, j.id
 LIMIT :most;

-- name: vies_lease
UPDATE jobs SET leased_until = :leased_until, attempts = attempts + 1
 WHERE id_business = :id_business AND id = :id AND done_at IS NULL AND due_at <= :machine_now
   AND leased_until <= :machine_now
RETURNING id, attempts, id_customer, failures, failing_since, body AS vat_number;

-- name: vies_leased
SELECT id, attempts, id_customer, failures, failing_since, body AS vat_number
  FROM jobs
 WHERE id_business = :id_business AND id = :id AND attempts = :attempts;

-- name: vies_done
DELETE FROM jobs WHERE id_business = :id_business AND id = :id;

-- name: vies_put_off
UPDATE jobs
   SET due_at = :due_at, failures = :failures, failing_since = :failing_since, leased_until = 0
 WHERE id_business = :id_business AND id = :id;
