-- Webhooks: who is told.

-- part: webhook_columns
id, url, triggers, webhook_key, state_webhook, code_hash, date_code_expiry, date_creation,
       id_user_creation, date_update, id_user_update, state_life, version

-- name: webhook_get
SELECT {webhook_columns}
  FROM webhooks
 WHERE id_business = :id_business AND id = :id AND state_life = 'Ok';

-- name: webhook_list
SELECT {webhook_columns}
  FROM webhooks
 WHERE id_business = :id_business AND state_life = 'Ok'
 ORDER BY id;

-- name: webhook_count
SELECT count(*) FROM webhooks WHERE id_business = :id_business AND state_life = 'Ok';

-- name: webhook_add
INSERT INTO webhooks (id, id_business, url, triggers, webhook_key, state_webhook, date_creation,
                      id_user_creation, date_update, id_user_update, state_life, version)
VALUES (:id, :id_business, :url, :triggers, :webhook_key, :state_webhook, :date_creation,
        :id_user_creation, :date_update, :id_user_update, :state_life, :version);

-- name: webhook_save
UPDATE webhooks
   SET url = :url, triggers = :triggers, state_webhook = :state_webhook, code_hash = :code_hash,
       date_code_expiry = :date_code_expiry, date_update = :date_update,
       id_user_update = :id_user_update, state_life = :state_life, version = version + 1
 WHERE id_business = :id_business AND id = :id AND version = :version;

-- What they are told: the errands of the lane 'webhook'.

-- name: delivery_add
INSERT INTO jobs (id, id_business, lane, body, due_at, id_webhook, id_event, type_trigger,
                  created_at)
VALUES (:id, :id_business, 'webhook', :body, :machine_now, :id_webhook, :id_event, :type_trigger,
        :machine_now);

-- name: delivery_forget_codes
DELETE FROM jobs
 WHERE id_business = :id_business AND id_webhook = :id_webhook AND id_event IS NULL
   AND done_at IS NULL;

-- name: delivery_give_up_all
-- Of a webhook that nobody listens behind any more.
UPDATE jobs
   SET done_at = :machine_now, state_job = 'GivenUp', last_error = :last_error
 WHERE id_business = :id_business AND id_webhook = :id_webhook AND done_at IS NULL;

-- name: delivery_businesses
-- every business
-- The ones where something happened that somebody must be told. Without the moment SQLite would walk
-- through all events of all time, as it may hope to find one soon.
SELECT b.id, b.is_live
  FROM businesses b
 WHERE EXISTS (SELECT 1 FROM events e
                WHERE e.id_business = b.id AND e.is_pending = 1 AND e.date_trigger > 0);

-- name: delivery_listeners
-- every business
-- The webhooks for which something is due; one that is not active only gets its code.
SELECT w.id, w.id_business, b.is_live, w.url, w.webhook_key, w.state_webhook
  FROM webhooks w
  JOIN businesses b ON b.id = w.id_business
 WHERE w.state_life = 'Ok'
   AND EXISTS (SELECT 1 FROM jobs j
                WHERE j.id_webhook = w.id AND j.done_at IS NULL AND j.due_at <= :machine_now
                  AND j.leased_until <= :machine_now
                  AND (w.state_webhook = 'Active' OR j.id_event IS NULL))
 ORDER BY w.id;

-- name: delivery_lease
-- The token is raised, so that whoever held an older lease can no longer say what came of it.
WITH picked AS /*pg MATERIALIZED */ (
    SELECT id
      FROM jobs
     WHERE id_webhook = :id_webhook AND done_at IS NULL AND due_at <= :machine_now
       AND leased_until <= :machine_now AND id_business = :id_business
       AND (:is_active = 1 OR id_event IS NULL)
     ORDER BY due_at, id
     LIMIT :most
     /*pg FOR UPDATE SKIP LOCKED */)
UPDATE jobs
   SET leased_until = :leased_until, attempts = attempts + 1
 WHERE id IN (SELECT id FROM picked)
RETURNING id, attempts, id_event, failures, failing_since, body;

-- name: delivery_close
-- every business
-- Of the lease alone whose token this is; what was given up meanwhile stays so unless it arrived.
UPDATE jobs
   SET state_job = :state_job, done_at = :done_at,
       due_at = COALESCE(:due_at, due_at), failures = :failures,
       failing_since = :failing_since, attempted_at = :machine_now, status = :status,
       answer = :answer, last_error = :last_error, leased_until = 0
 WHERE id = :id AND attempts = :attempts
   AND (done_at IS NULL OR :state_job = 'Delivered');

-- name: delivery_release
-- every business
UPDATE jobs SET leased_until = 0 WHERE id = :id AND attempts = :attempts AND done_at IS NULL;

-- name: delivery_prune
DELETE FROM jobs
 WHERE id IN (SELECT id FROM jobs
               WHERE id_business = :id_business AND created_at < :before
               ORDER BY created_at, id LIMIT :most);

-- part: notification_columns
j.id, j.id_webhook, j.id_event, j.type_trigger, j.state_job, j.attempts,
       j.created_at, j.due_at, j.attempted_at, j.status, j.answer, j.last_error

-- part: notification_filters
j.id_business = :id_business AND j.lane = 'webhook' AND j.id_event IS NOT NULL
   AND (j.id_webhook = :id_webhook OR :id_webhook IS NULL)
   AND (j.state_job = :state_job OR :state_job IS NULL)
   AND (j.type_trigger = :type_trigger OR :type_trigger IS NULL)

-- name: notification_list
SELECT {notification_columns}
  FROM jobs j
 WHERE {notification_filters}
 ORDER BY j.created_at DESC, j.id DESC
 LIMIT :size_page OFFSET :skipped;

-- name: notification_count
SELECT count(*) FROM jobs j WHERE {notification_filters};

-- name: notification_get
SELECT {notification_columns}, j.body
  FROM jobs j
 WHERE j.id_business = :id_business AND j.lane = 'webhook' AND j.id_event IS NOT NULL
   AND j.id = :id;

-- name: notification_repeat
UPDATE jobs
   SET state_job = 'ToDeliver', done_at = NULL, due_at = :machine_now, failures = 0,
       failing_since = NULL
 WHERE id_business = :id_business AND id = :id;

-- What their blocks are made of.

-- part: happening_columns
e.id, e.type_trigger, e.date_trigger, e.id_segment, g.reference_segment, e.id_customer,
       e.id_subscription, e.id_invoice, e.id_permission, e.id_recurring_invoice, e.id_estimate,
       e.state, s.id_customer_buyer, s.id_offer

-- part: happening_tables
events e
  LEFT JOIN segments g ON g.id_business = e.id_business AND g.id = e.id_segment
  LEFT JOIN subscriptions s ON s.id_business = e.id_business AND s.id = e.id_subscription

-- name: happening_list_pending
-- In the order in which they happened: several processes number them from blocks of their own.
SELECT {happening_columns}
  FROM {happening_tables}
 WHERE e.id_business = :id_business AND e.is_pending = 1
 ORDER BY e.date_trigger, e.id
 LIMIT :most
 /*pg FOR UPDATE OF e SKIP LOCKED */;

-- name: happening_told
UPDATE events SET is_pending = 0 WHERE id_business = :id_business AND id = :id;

-- name: happening_list_recent
SELECT {happening_columns}
  FROM {happening_tables}
 WHERE e.id_business = :id_business AND e.type_trigger = :type_trigger
 ORDER BY e.date_trigger DESC, e.id DESC
 LIMIT :size_page OFFSET :skipped;

-- name: happening_count
SELECT count(*) FROM events
 WHERE id_business = :id_business AND type_trigger = :type_trigger;

-- part: of_ids
IN (/*sqlite SELECT value FROM json_each(:ids) */
           /*pg SELECT CAST(json_array_elements_text(CAST(:ids AS JSON)) AS BIGINT) */)

-- name: payload_customers
SELECT id, reference_customer, name, email, language, status
  FROM customers
 WHERE id_business = :id_business AND id {of_ids}
 ORDER BY id;

-- name: payload_offers
SELECT id, id_segment, reference_offer, state_life, is_visible, name, amount_up_front,
       amount_trial, amount_minimum, amount_recurrence, duration_recurrence, unit_recurrence
  FROM offers
 WHERE id_business = :id_business AND id {of_ids}
 ORDER BY id;

-- name: payload_subscriptions
SELECT id, state_subscription, date_start, amount_recurrence, duration_recurrence, unit_recurrence
  FROM subscriptions
 WHERE id_business = :id_business AND id {of_ids}
 ORDER BY id;

-- name: payload_invoices
SELECT id, full_number, state_invoice, date_issue, date_payment, type_payment, amount_subtotal,
       amount_total, type_credit, reason
  FROM invoices
 WHERE id_business = :id_business AND id {of_ids}
 ORDER BY id;

-- name: payload_estimates
SELECT e.id, e.full_number, e.state_estimate, e.date_issue, e.valid_until, s.currency,
       e.amount_subtotal, e.amount_total, e.amount_deposit, e.id_invoice, a.comment
  FROM estimates e
  JOIN segments s ON s.id_business = e.id_business AND s.id = e.id_segment
  LEFT JOIN estimate_answers a ON a.id_business = e.id_business AND a.id_estimate = e.id
 WHERE e.id_business = :id_business AND e.id {of_ids}
 ORDER BY e.id;

-- name: payload_permissions
SELECT p.id, p.state_permission, p.type_payment, g.type_gateway, p.name_display, p.country,
       p.date_expiration
  FROM permissions p
  JOIN gateways g ON g.id_business = p.id_business AND g.id = p.id_gateway
 WHERE p.id_business = :id_business AND p.id {of_ids}
 ORDER BY p.id;

-- name: payload_recurring
-- The invoice is the one that it made last.
SELECT r.id, r.full_number, r.state_recurring, r.title, r.duration_recurrence, r.unit_recurrence,
       r.date_start, r.date_next, r.date_end, r.cycles, r.cycles_done,
       (SELECT k.id_invoice FROM recurring_cycles k
         WHERE k.id_business = r.id_business AND k.id_recurring_invoice = r.id
           AND k.cycle = r.cycles_done) AS id_invoice
  FROM recurring_invoices r
 WHERE r.id_business = :id_business AND r.id {of_ids}
 ORDER BY r.id;
