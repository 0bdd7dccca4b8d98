-- What collecting makes of invoices.

-- part: still_due
state_invoice IN ('DueAuto', 'DueOffline', 'DueToProcess', 'DuePending', 'ProblemAuto',
                       'ProblemOverdue', 'ProblemDisputed')

-- name: collect_mark
-- A charge for it is on its way, which may show in its state.
UPDATE invoices
   SET state_invoice = coalesce(:state_invoice, state_invoice),
       date_payment_scheduled = CASE WHEN :state_invoice IS NULL THEN date_payment_scheduled END,
       next_at = CASE WHEN state_invoice = 'DueOffline' AND :state_invoice IS NULL
                      THEN next_at END,
       date_update = :now
 WHERE id_business = :id_business AND id = :id AND {still_due};

-- name: collect_plan
UPDATE invoices
   SET state_invoice = :state_invoice, next_at = :next_at,
       date_payment_scheduled = :date_payment_scheduled, date_update = :now
 WHERE id_business = :id_business AND id = :id AND {still_due};

-- name: collect_get
SELECT id, id_segment, id_customer, full_number, amount_total, amount_paid, state_invoice,
       type_payment, next_at, date_payment_limit
  FROM invoices
 WHERE id_business = :id_business AND id = :id;

-- name: collect_due
SELECT id, id_customer
  FROM invoices
 WHERE id_business = :id_business AND next_at = :at AND id BETWEEN :first AND :last
   AND state_invoice = 'DueAuto'
 ORDER BY id_customer, id;

-- name: collect_early
SELECT i.id, i.id_customer
  FROM invoices i
  JOIN permissions p ON p.id_business = i.id_business AND p.id_customer = i.id_customer
                    AND p.is_default = 1 AND p.state_permission = 'Ok'
                    AND p.id_gateway = :id_gateway
 WHERE i.id_business = :id_business AND i.next_at < :until AND i.state_invoice = 'DueAuto'
 ORDER BY i.id_customer, i.id;

-- name: collect_waiting
-- What a customer owes because no method of his could be charged.
SELECT i.id, i.id_customer
  FROM invoices i
 WHERE i.id_business = :id_business AND i.id_customer = :id_customer
   AND i.state_invoice = 'ProblemAuto'
   AND NOT EXISTS (SELECT 1
                     FROM transaction_shares h
                     JOIN transactions t ON t.id_business = h.id_business
                                        AND t.id = h.id_transaction
                    WHERE h.id_business = i.id_business AND h.id_invoice = i.id
                      AND t.state_transaction IN ('ToSend', 'Unknown', 'ToProcess', 'Pending',
                                                  'ToAuthenticate'))
 ORDER BY i.id;

-- name: collect_remind
SELECT id, id_segment, id_customer, full_number, amount_total, amount_paid, state_invoice,
       type_payment, next_at, date_payment_limit
  FROM invoices
 WHERE id_business = :id_business AND reminder_at = :at AND id BETWEEN :first AND :last
 ORDER BY id;

-- name: collect_next_reminder
UPDATE invoices SET reminder_at = :reminder_at WHERE id_business = :id_business AND id = :id;

-- name: collect_credit_of
SELECT max(id) FROM invoices WHERE id_business = :id_business AND id_corrects = :id_invoice;
