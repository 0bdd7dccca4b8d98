-- What is due, and when.

-- name: timetable_moments
SELECT (SELECT min(next_at) FROM subscriptions
         WHERE id_business = :id_business AND next_at <= :until) AS subscriptions,
       (SELECT min(due_at) FROM subscription_thresholds
         WHERE id_business = :id_business AND due_at <= :until) AS thresholds,
       (SELECT min(date_next_billing) FROM customers
         WHERE id_business = :id_business AND date_next_billing <= :until) AS customers,
       (SELECT min(date_expiry) FROM balance_lines
         WHERE id_business = :id_business AND date_expiry <= :until
           AND id_invoice IS NULL AND state_move = 'Due') AS credits,
       (SELECT min(issue_at) FROM invoice_drafts
         WHERE id_business = :id_business AND issue_at <= :until) AS drafts,
       (SELECT min(next_at) FROM recurring_invoices
         WHERE id_business = :id_business AND next_at <= :until) AS recurring,
       (SELECT min(next_at) FROM invoices
         WHERE id_business = :id_business AND next_at <= :until
           AND state_invoice IN ('DueOffline', 'DueAuto')) AS invoices,
       (SELECT min(reminder_at) FROM invoices
         WHERE id_business = :id_business AND reminder_at <= :until) AS reminders,
       (SELECT min(next_at) FROM transactions
         WHERE id_business = :id_business AND next_at <= :until) AS transactions,
       (SELECT min(next_at) FROM permissions
         WHERE id_business = :id_business AND next_at <= :until) AS permissions,
       (SELECT min(next_at) FROM estimates
         WHERE id_business = :id_business AND next_at <= :until) AS estimates;

-- What is due at one moment, by id. It is said as a range of moments, so that only the index of what
-- is due has this order: by the primary key PostgreSQL would pass all that is done already.

-- name: timetable_due_subscriptions
SELECT min(id) AS first, max(id) AS last
  FROM (SELECT id FROM subscriptions
         WHERE id_business = :id_business AND next_at BETWEEN :at AND :at
         ORDER BY next_at, id LIMIT :most) AS due;

-- name: timetable_due_thresholds
SELECT min(id_subscription) AS first, max(id_subscription) AS last
  FROM (SELECT id_subscription FROM subscription_thresholds
         WHERE id_business = :id_business AND due_at BETWEEN :at AND :at
         ORDER BY due_at, id_subscription LIMIT :most) AS due;

-- name: timetable_due_customers
SELECT min(id) AS first, max(id) AS last
  FROM (SELECT id FROM customers
         WHERE id_business = :id_business AND date_next_billing BETWEEN :at AND :at
         ORDER BY date_next_billing, id LIMIT :most) AS due;

-- name: timetable_due_credits
SELECT min(id) AS first, max(id) AS last
  FROM (SELECT id FROM balance_lines
         WHERE id_business = :id_business AND date_expiry BETWEEN :at AND :at
           AND id_invoice IS NULL AND state_move = 'Due'
         ORDER BY date_expiry, id LIMIT :most) AS due;

-- name: timetable_due_recurring
SELECT min(id) AS first, max(id) AS last
  FROM (SELECT id FROM recurring_invoices
         WHERE id_business = :id_business AND next_at BETWEEN :at AND :at
         ORDER BY next_at, id LIMIT :most) AS due;

-- name: timetable_due_drafts
SELECT min(id) AS first, max(id) AS last
  FROM (SELECT id FROM invoice_drafts
         WHERE id_business = :id_business AND issue_at BETWEEN :at AND :at
         ORDER BY issue_at, id LIMIT :most) AS due;

-- name: timetable_due_invoices
SELECT min(id) AS first, max(id) AS last
  FROM (SELECT id FROM invoices
         WHERE id_business = :id_business AND next_at BETWEEN :at AND :at
           AND state_invoice = 'DueOffline'
         ORDER BY next_at, id LIMIT :most) AS due;

-- name: timetable_due_charges
SELECT min(id) AS first, max(id) AS last
  FROM (SELECT id FROM invoices
         WHERE id_business = :id_business AND next_at BETWEEN :at AND :at
           AND state_invoice = 'DueAuto'
         ORDER BY next_at, id LIMIT :most) AS due;

-- name: timetable_due_estimates
SELECT min(id) AS first, max(id) AS last
  FROM (SELECT id FROM estimates
         WHERE id_business = :id_business AND next_at BETWEEN :at AND :at
         ORDER BY next_at, id LIMIT :most) AS due;

-- name: timetable_due_reminders
SELECT min(id) AS first, max(id) AS last
  FROM (SELECT id FROM invoices
         WHERE id_business = :id_business AND reminder_at BETWEEN :at AND :at
         ORDER BY reminder_at, id LIMIT :most) AS due;

-- name: timetable_due_transactions
SELECT min(id) AS first, max(id) AS last
  FROM (SELECT id FROM transactions
         WHERE id_business = :id_business AND next_at BETWEEN :at AND :at
         ORDER BY next_at, id LIMIT :most) AS due;

-- name: timetable_due_permissions
SELECT min(id) AS first, max(id) AS last
  FROM (SELECT id FROM permissions
         WHERE id_business = :id_business AND next_at BETWEEN :at AND :at
         ORDER BY next_at, id LIMIT :most) AS due;

-- name: timetable_failure
INSERT INTO failures (id_business, sweep, id_subject, code, message, attempts, failed_at, next_at)
VALUES (:id_business, :sweep, :id_subject, :code, :message, 1, :now, :next_at)
    ON CONFLICT (id_business, sweep, id_subject) DO UPDATE
   SET code = excluded.code, message = excluded.message, attempts = failures.attempts + 1,
       failed_at = excluded.failed_at, next_at = excluded.next_at;

-- name: timetable_postpone_subscription
UPDATE subscriptions SET next_at = :next_at WHERE id_business = :id_business AND id = :id;

-- name: timetable_postpone_threshold
UPDATE subscription_thresholds SET due_at = :next_at
 WHERE id_business = :id_business AND id_subscription = :id;

-- name: timetable_postpone_customer
UPDATE customers SET date_next_billing = :next_at, is_next_billing_fixed = 0
 WHERE id_business = :id_business AND id = :id;

-- name: timetable_postpone_invoice
UPDATE invoices SET next_at = :next_at WHERE id_business = :id_business AND id = :id;

-- name: timetable_postpone_credit
UPDATE balance_lines SET date_expiry = :next_at WHERE id_business = :id_business AND id = :id;

-- name: timetable_postpone_recurring
UPDATE recurring_invoices SET next_at = :next_at WHERE id_business = :id_business AND id = :id;

-- name: timetable_postpone_draft
UPDATE invoice_drafts SET issue_at = :next_at WHERE id_business = :id_business AND id = :id;

-- name: timetable_postpone_estimate
UPDATE estimates SET next_at = :next_at WHERE id_business = :id_business AND id = :id;

-- name: timetable_postpone_reminder
UPDATE invoices SET reminder_at = :next_at WHERE id_business = :id_business AND id = :id;

-- name: timetable_postpone_transaction
UPDATE transactions SET next_at = :next_at WHERE id_business = :id_business AND id = :id;

-- name: timetable_postpone_permission
UPDATE permissions SET next_at = :next_at WHERE id_business = :id_business AND id = :id;
