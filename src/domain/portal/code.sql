-- Codes for signing in.

-- name: code_sweep
DELETE FROM sign_in_codes WHERE id_business = :id_business AND date_creation < :before;

-- name: code_count_email
SELECT count(*) FROM sign_in_codes
 WHERE id_business = :id_business AND lower(email) = lower(:email) AND date_creation > :since;

-- name: code_count
SELECT count(*) FROM sign_in_codes
 WHERE id_business = :id_business AND date_creation > :since;

-- name: code_add
INSERT INTO sign_in_codes (id, id_business, email, code_hash, tries, date_creation, date_expiry)
VALUES (:id, :id_business, :email, :code_hash, :tries, :date_creation, :date_expiry);

-- part: code_row
SELECT id, email, code_hash, tries, date_creation, date_expiry, date_proof
  FROM sign_in_codes
 WHERE id_business = :id_business AND id = :id

-- name: code_get
{code_row};

-- name: code_lock
{code_row}
/*pg FOR UPDATE */;

-- name: code_tried
UPDATE sign_in_codes SET tries = :tries, date_proof = :date_proof
 WHERE id_business = :id_business AND id = :id;
