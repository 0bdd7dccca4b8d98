-- The business on one page.

-- name: overview_figures
SELECT (SELECT count(*) FROM customers WHERE id_business = :id_business) AS customers,
       (SELECT count(*) FROM subscriptions
         WHERE id_business = :id_business
           AND substr(state_subscription, 1, 6) = 'Active') AS subscriptions,
       (SELECT count(*) FROM invoices WHERE id_business = :id_business) AS invoices,
       (SELECT min(date_next_billing) FROM customers
         WHERE id_business = :id_business AND date_next_billing > 0) AS date_next_billing,
       (SELECT count(*) FROM test_clocks WHERE id_business = :id_business) AS has_test_clock;

-- name: overview_due
SELECT currency, CAST(sum(amount_total - amount_paid) AS BIGINT) AS amount_due,
       CAST(sum(CASE WHEN date_payment_limit <= :now THEN amount_total - amount_paid ELSE 0 END)
            AS BIGINT) AS amount_overdue
  FROM invoices
 WHERE id_business = :id_business
   AND state_invoice IN ('DueAuto', 'DueOffline', 'DueToProcess', 'DuePending', 'ProblemAuto',
                         'ProblemOverdue', 'ProblemDisputed')
 GROUP BY currency
 ORDER BY currency;

-- name: overview_invoices
SELECT i.id, i.full_number, i.issued_on, i.currency, i.amount_total, i.id_customer,
       coalesce(c.name, c.reference_customer) AS name
  FROM invoices i
  JOIN customers c ON c.id_business = i.id_business AND c.id = i.id_customer
 WHERE i.id_business = :id_business
 ORDER BY i.id DESC
 LIMIT 8;

-- name: overview_failures
SELECT sweep, id_subject, message, attempts, failed_at, next_at
  FROM failures
 WHERE id_business = :id_business
 ORDER BY failed_at DESC, id_subject
 LIMIT 20;
