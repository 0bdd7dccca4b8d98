-- Answers that are kept for clients who repeat themselves.

-- name: answer_claim
INSERT INTO idempotency_keys (id_business, id_agent, idempotency_key, request_hash, status, body,
                              date_creation)
VALUES (:id_business, :id_agent, :idempotency_key, :request_hash, 0, '', :machine_now)
    ON CONFLICT (id_business, id_agent, idempotency_key) DO NOTHING;

-- name: answer_get
SELECT request_hash, status, content_type, body
  FROM idempotency_keys
 WHERE id_business = :id_business AND id_agent = :id_agent AND idempotency_key = :idempotency_key;

-- name: answer_keep
UPDATE idempotency_keys SET status = :status, content_type = :content_type, body = :body
 WHERE id_business = :id_business AND id_agent = :id_agent AND idempotency_key = :idempotency_key;

-- name: answers_are_old
-- every business
SELECT count(*) FROM (SELECT 1 FROM idempotency_keys WHERE date_creation < :before LIMIT 1) AS one;

-- name: answers_forget
-- every business
DELETE FROM idempotency_keys
 WHERE (id_business, id_agent, idempotency_key) IN
       (SELECT id_business, id_agent, idempotency_key
          FROM idempotency_keys
         WHERE date_creation < :before
         ORDER BY date_creation
         LIMIT :most);
