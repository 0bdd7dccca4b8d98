-- Estimates.

-- part: estimate_shown
SELECT e.id, e.id_segment, e.id_customer, s.reference_segment, c.reference_customer, s.currency,
       e.state_estimate, e.note, e.amount_subtotal, e.amount_total, e.amount_deposit,
       e.valid_until, e.expires_at, e.next_at, e.id_seller, e.id_series, e.number, e.full_number,
       e.date_issue, e.issued_on, e.id_address_seller, e.id_address_customer, e.date_viewed,
       e.id_invoice, i.full_number AS full_number_invoice, e.date_creation, e.id_user_creation,
       e.date_update

-- part: estimate_joined
  FROM estimates e
  JOIN customers c ON c.id_business = e.id_business AND c.id = e.id_customer
  JOIN segments s ON s.id_business = e.id_business AND s.id = e.id_segment
  LEFT JOIN invoices i ON i.id_business = e.id_business AND i.id = e.id_invoice

-- name: estimate_get
{estimate_shown}, e.composition, e.content, e.content_hash
{estimate_joined}
 WHERE e.id_business = :id_business AND e.id = :id;

-- part: estimate_matching
 WHERE e.id_business = :id_business
   AND (e.id_customer = :id_customer OR :id_customer IS NULL)
   AND (e.id_segment = :id_segment OR :id_segment IS NULL)
   AND (e.full_number = :full_number OR :full_number IS NULL)
   AND (e.full_number IS NOT NULL OR :is_sent = 0)
   AND (CASE WHEN e.state_estimate = 'Sent' AND e.expires_at <= :now THEN 'Expired'
             ELSE e.state_estimate END = :state_estimate OR :state_estimate IS NULL)

-- name: estimate_list
{estimate_shown}
{estimate_joined}
{estimate_matching}
 ORDER BY e.id DESC
 LIMIT :size_page OFFSET :skipped;

-- name: estimate_count
SELECT count(*) FROM estimates e
{estimate_matching};

-- name: estimate_add
INSERT INTO estimates (id, id_business, id_segment, id_customer, state_estimate, note, composition,
                       amount_subtotal, amount_total, amount_deposit, valid_until, date_creation,
                       id_user_creation, date_update)
VALUES (:id, :id_business, :id_segment, :id_customer, :state_estimate, :note, :composition,
        :amount_subtotal, :amount_total, :amount_deposit, :valid_until, :date_creation,
        :id_user_creation, :date_update);

-- name: estimate_save_draft
UPDATE estimates
   SET note = :note, composition = :composition, amount_subtotal = :amount_subtotal,
       amount_total = :amount_total, amount_deposit = :amount_deposit, valid_until = :valid_until,
       date_update = :date_update
 WHERE id_business = :id_business AND id = :id AND full_number IS NULL;

-- name: estimate_freeze
UPDATE estimates
   SET state_estimate = :state_estimate, amount_subtotal = :amount_subtotal,
       amount_total = :amount_total, amount_deposit = :amount_deposit, valid_until = :valid_until,
       expires_at = :expires_at, next_at = :next_at, id_seller = :id_seller,
       id_series = :id_series, number = :number, full_number = :full_number,
       date_issue = :date_issue, issued_on = :issued_on, id_address_seller = :id_address_seller,
       id_address_customer = :id_address_customer, content = :content,
       content_hash = :content_hash, date_update = :date_update
 WHERE id_business = :id_business AND id = :id AND full_number IS NULL;

-- name: estimate_set_state
-- Nothing is to be told any more.
UPDATE estimates
   SET state_estimate = :state_estimate, id_invoice = :id_invoice, next_at = NULL,
       date_update = :now
 WHERE id_business = :id_business AND id = :id;

-- name: estimate_delete
DELETE FROM estimates WHERE id_business = :id_business AND id = :id AND full_number IS NULL;

-- name: estimate_digest
SELECT digest AS content_hash FROM addresses WHERE id_business = :id_business AND id = :id;

-- name: estimate_viewed
UPDATE estimates SET date_viewed = :now WHERE id_business = :id_business AND id = :id;

-- name: estimate_lapse
UPDATE estimates SET next_at = NULL
 WHERE id_business = :id_business AND next_at = :at AND id BETWEEN :first AND :last
   AND state_estimate = 'Sent'
RETURNING id, id_segment, id_customer;

-- name: estimate_answer_add
INSERT INTO estimate_answers (id_business, id_estimate, answer, date_answer, actor, name, email,
                              ip, user_agent, terms_url, comment, reason, content_hash)
VALUES (:id_business, :id_estimate, :answer, :date_answer, :actor, :name, :email, :ip,
        :user_agent, :terms_url, :comment, :reason, :content_hash);

-- name: estimate_answer_get
SELECT id_estimate, answer, date_answer, actor, name, email, ip, user_agent, terms_url, comment,
       reason, content_hash
  FROM estimate_answers
 WHERE id_business = :id_business AND id_estimate = :id;
