-- What the tests of verification ask to move a small business through its months.

-- name: test_next_due
SELECT min(at) AS at
  FROM (SELECT min(next_at) AS at
          FROM subscriptions WHERE id_business = :id_business AND next_at IS NOT NULL
        UNION ALL
        SELECT min(date_next_billing) AS at
          FROM customers WHERE id_business = :id_business AND date_next_billing IS NOT NULL) AS due;

-- name: test_paid_invoice
SELECT min(id) FROM invoices
 WHERE id_business = :id_business AND id_customer = :id_customer AND state_invoice = 'Paid';
