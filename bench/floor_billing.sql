-- One renewal and one invoice of three lines for each customer; see floor.c.

-- groups: 500
CREATE TEMP TABLE groups AS SELECT id_customer AS id FROM invoices;
CREATE INDEX floor_events ON events (type_trigger, id_customer);
CREATE INDEX floor_entries ON entries (id_subject);
CREATE INDEX floor_lines ON balance_lines (id_customer);

-- pass

-- rows: subscription_periods
SELECT s.id_customer, t.*
  FROM subscriptions s
  JOIN subscription_periods t ON t.id_business = s.id_business AND t.id_subscription = s.id
   AND t.period_no = s.period_no
 WHERE s.id_business = 1 AND s.id_customer BETWEEN ?1 AND ?2 ORDER BY s.id_customer;

-- rows: balance_lines
SELECT id_customer, id, id_business, id_customer, id_subscription, id_feature, type_line,
       key_charge, label, quantity_reported, quantity_billed, amount_subtotal, amount_total,
       rate_tax, date_move, date_period_start, date_period_end, billable_at, 'Due', charge_key,
       explanation, NULL, NULL, date_creation, id_user_creation, category_tax, country_tax,
       id_draft, date_expiry, id_credit
  FROM balance_lines WHERE id_customer BETWEEN ?1 AND ?2 ORDER BY id_customer, id;

-- rows: customers
SELECT id_customer, date_issue, id_customer
  FROM invoices WHERE id_business = 1 AND id_customer BETWEEN ?1 AND ?2 ORDER BY id_customer;
-- write
UPDATE customers SET date_next_billing = ?, is_next_billing_fixed = 0 WHERE id = ?;

-- rows: events
SELECT id_customer, t.* FROM events t
 WHERE type_trigger = 'SubscriptionRenewed' AND id_customer BETWEEN ?1 AND ?2 ORDER BY id_customer;

-- rows: subscriptions
SELECT id_customer, state_subscription, date_anchor, period_anchor, period_no, date_start,
       date_period_start, date_period_end, date_term, date_end, next_at, date_accrued, date_update,
       version, id
  FROM subscriptions WHERE id_business = 1 AND id_customer BETWEEN ?1 AND ?2 ORDER BY id_customer;
-- write
UPDATE subscriptions SET state_subscription = ?, date_anchor = ?, period_anchor = ?, period_no = ?,
       date_start = ?, date_period_start = ?, date_period_end = ?, date_term = ?, date_end = ?,
       next_at = ?, date_accrued = ?, date_update = ?, version = ? WHERE id = ?;

-- pass

-- rows: customers
SELECT id, date_next_billing, is_next_billing_fixed, id
  FROM customers WHERE id BETWEEN ?1 AND ?2 ORDER BY id;
-- write
UPDATE customers SET date_next_billing = ?, is_next_billing_fixed = ? WHERE id = ?;

-- rows: invoices
SELECT id_customer, t.* FROM invoices t
 WHERE id_business = 1 AND id_customer BETWEEN ?1 AND ?2 ORDER BY id_customer;

-- rows: invoice_taxes
SELECT i.id_customer, t.* FROM invoices i
  JOIN invoice_taxes t ON t.id_business = i.id_business AND t.id_invoice = i.id
 WHERE i.id_business = 1 AND i.id_customer BETWEEN ?1 AND ?2 ORDER BY i.id_customer;

-- rows: balance_lines
SELECT id_customer, id_invoice, position, id
  FROM balance_lines WHERE id_customer BETWEEN ?1 AND ?2 ORDER BY id_customer, id;
-- write
UPDATE balance_lines SET id_invoice = ?, position = ?, state_move = 'Billed' WHERE id = ?;

-- rows: entries
SELECT i.id_customer, t.* FROM invoices i JOIN entries t ON t.id_subject = i.id
 WHERE i.id_business = 1 AND i.id_customer BETWEEN ?1 AND ?2 ORDER BY i.id_customer;

-- rows: postings
SELECT i.id_customer, t.* FROM invoices i JOIN entries e ON e.id_subject = i.id
  JOIN postings t ON t.id_business = e.id_business AND t.seq = e.seq
 WHERE i.id_business = 1 AND i.id_customer BETWEEN ?1 AND ?2 ORDER BY i.id_customer, t.position;

-- rows: events
SELECT id_customer, t.* FROM events t
 WHERE type_trigger IN ('CustomerBillingSucceeded', 'InvoiceDebitIssuedPaymentOffline')
   AND id_customer BETWEEN ?1 AND ?2 ORDER BY id_customer, id;
