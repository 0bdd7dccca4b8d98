-- What there is for a customer, for the menu.

-- name: portal_holdings
SELECT CASE WHEN EXISTS (SELECT 1 FROM payments
                          WHERE id_business = :id_business AND id_customer = :id_customer)
            THEN 1 ELSE 0 END AS has_payments,
       CASE WHEN EXISTS (SELECT 1 FROM balance_lines
                          WHERE id_business = :id_business AND id_customer = :id_customer
                            AND amount_subtotal < 0)
            THEN 1 ELSE 0 END AS has_credits,
       CASE WHEN EXISTS (SELECT 1 FROM estimates
                          WHERE id_business = :id_business AND id_customer = :id_customer
                            AND full_number IS NOT NULL)
            THEN 1 ELSE 0 END AS has_estimates,
       CASE WHEN EXISTS (SELECT 1 FROM recurring_invoices
                          WHERE id_business = :id_business AND id_customer = :id_customer
                            AND state_recurring <> 'Draft' AND state_life = 'Ok')
            THEN 1 ELSE 0 END AS has_recurring,
       CASE WHEN EXISTS (SELECT 1 FROM invoices
                          WHERE id_business = :id_business AND id_customer = :id_customer
                            AND state_invoice IN ('ProblemAuto', 'ProblemOverdue'))
            THEN 1 ELSE 0 END AS is_behind;

-- part: to_pay
state_invoice IN ('DueOffline', 'DueToProcess', 'ProblemAuto', 'ProblemOverdue')

-- part: late
(state_invoice = 'ProblemOverdue'
        OR (state_invoice IN ('DueOffline', 'DueToProcess') AND date_payment_limit < :now))

-- name: portal_dues
-- What one customer has to pay, and what will be debited.
SELECT CAST(coalesce(sum(CASE WHEN {to_pay} THEN 1 ELSE 0 END), 0) AS BIGINT) AS count,
       CAST(coalesce(sum(CASE WHEN {to_pay} THEN amount_total - amount_paid ELSE 0 END), 0)
            AS BIGINT) AS amount,
       CAST(coalesce(sum(CASE WHEN {late} THEN 1 ELSE 0 END), 0) AS BIGINT) AS count_late,
       CAST(coalesce(sum(CASE WHEN state_invoice = 'ProblemAuto' THEN 1 ELSE 0 END), 0) AS BIGINT)
           AS count_failed,
       min(CASE WHEN {late} THEN date_payment_limit END) AS date_late,
       CAST(coalesce(sum(CASE WHEN state_invoice = 'DueAuto' THEN 1 ELSE 0 END), 0) AS BIGINT)
           AS count_scheduled,
       CAST(coalesce(sum(CASE WHEN state_invoice = 'DueAuto' THEN amount_total - amount_paid
                              ELSE 0 END), 0) AS BIGINT) AS amount_scheduled,
       min(CASE WHEN state_invoice = 'DueAuto' THEN date_payment_scheduled END) AS date_scheduled
  FROM invoices
 WHERE id_business = :id_business AND id_customer = :id_customer
   AND state_invoice IN ('DueAuto', 'DueOffline', 'DueToProcess', 'DuePending', 'ProblemAuto',
                         'ProblemOverdue', 'ProblemDisputed');
