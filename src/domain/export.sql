-- Lists for the outside, a page after a key.

-- name: export_customers
SELECT c.id, s.reference_segment, c.reference_customer, c.name, c.email, c.language,
       c.type_payment, a.company, a.first_name, a.last_name, a.address_line1, a.zip_code, a.city,
       a.country, c.date_next_billing
  FROM customers c
  JOIN segments s ON s.id_business = c.id_business AND s.id = c.id_segment
  LEFT JOIN addresses a ON a.id_business = c.id_business AND a.id = c.id_address_billing
 WHERE c.id_business = :id_business AND c.id > :after
 ORDER BY c.id LIMIT 1000;

-- name: export_subscriptions
SELECT s.id, c.reference_customer, b.reference_customer AS reference_customer_buyer,
       o.reference_offer, s.state_subscription, s.amount_recurrence, s.date_start,
       s.date_period_start, s.date_period_end, s.date_end, s.external_key
  FROM subscriptions s
  JOIN customers c ON c.id_business = s.id_business AND c.id = s.id_customer
  JOIN customers b ON b.id_business = s.id_business AND b.id = s.id_customer_buyer
  JOIN offers o ON o.id_business = s.id_business AND o.id = s.id_offer
 WHERE s.id_business = :id_business AND s.id > :after
 ORDER BY s.id LIMIT 1000;

-- name: export_invoices
SELECT i.id, i.full_number, c.reference_customer, i.issued_on, i.state_invoice, i.type_payment,
       i.date_issue, i.date_payment_limit, i.currency, i.amount_subtotal, i.amount_total
  FROM invoices i
  JOIN customers c ON c.id_business = i.id_business AND c.id = i.id_customer
 WHERE i.id_business = :id_business AND i.id > :after
 ORDER BY i.id LIMIT 1000;

-- name: export_estimates
SELECT e.id, e.full_number, c.reference_customer, e.issued_on, e.valid_until,
       CASE WHEN e.state_estimate = 'Sent' AND e.expires_at <= :now THEN 'Expired'
            ELSE e.state_estimate END AS state_estimate,
       s.currency, e.amount_subtotal, e.amount_total, e.amount_deposit,
       i.full_number AS full_number_invoice
  FROM estimates e
  JOIN customers c ON c.id_business = e.id_business AND c.id = e.id_customer
  JOIN segments s ON s.id_business = e.id_business AND s.id = e.id_segment
  LEFT JOIN invoices i ON i.id_business = e.id_business AND i.id = e.id_invoice
 WHERE e.id_business = :id_business AND e.id > :after
 ORDER BY e.id LIMIT 1000;

-- name: export_lines
SELECT l.id, c.reference_customer, i.full_number, l.type_line, l.label, l.quantity_billed,
       l.amount_subtotal, l.rate_tax, l.state_move, l.date_move, l.date_period_start,
       l.date_period_end, l.id_subscription, f.reference_feature
  FROM balance_lines l
  JOIN customers c ON c.id_business = l.id_business AND c.id = l.id_customer
  LEFT JOIN features f ON f.id_business = l.id_business AND f.id = l.id_feature
  LEFT JOIN invoices i ON i.id_business = l.id_business AND i.id = l.id_invoice
 WHERE l.id_business = :id_business AND l.id > :after
 ORDER BY l.id LIMIT 1000;

-- name: export_ledger
SELECT p.seq * 10 + p.position AS row, e.seq, e.at, e.kind, i.full_number, p.account, p.amount,
       p.currency
  FROM postings p
  JOIN entries e ON e.id_business = p.id_business AND e.seq = p.seq
  LEFT JOIN invoices i ON i.id_business = e.id_business AND i.id = e.id_subject
 WHERE p.id_business = :id_business AND p.seq >= :after / 10
   AND p.seq * 10 + p.position > :after
 ORDER BY p.seq, p.position LIMIT 1000;

-- name: export_events
SELECT e.id, e.type_trigger, e.date_trigger, c.reference_customer, o.reference_offer,
       i.full_number, e.actor
  FROM events e
  LEFT JOIN customers c ON c.id_business = e.id_business AND c.id = e.id_customer
  LEFT JOIN subscriptions s ON s.id_business = e.id_business AND s.id = e.id_subscription
  LEFT JOIN offers o ON o.id_business = e.id_business AND o.id = s.id_offer
  LEFT JOIN invoices i ON i.id_business = e.id_business AND i.id = e.id_invoice
 WHERE e.id_business = :id_business AND e.id > :after
 ORDER BY e.id LIMIT 1000;

-- name: export_failures
SELECT id_subject, sweep, code, message, attempts, failed_at, next_at
  FROM failures
 WHERE id_business = :id_business AND id_subject > :after
 ORDER BY id_subject LIMIT 1000;
