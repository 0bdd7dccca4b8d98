-- What a verification reads: pages by key, and what a single statement finds.

-- name: verify_invoices
SELECT i.id, i.id_customer, i.amount_subtotal, i.amount_total, i.full_number, i.issued_on,
       i.currency, i.language, i.note, i.content, i.date_issue, i.date_payment_limit,
       i.content_hash, a.digest, i.type_credit, i.reason, i.reference_order,
       o.full_number AS corrects
  FROM invoices i
  LEFT JOIN invoices o ON o.id_business = i.id_business AND o.id = i.id_corrects
  LEFT JOIN addresses a ON a.id_business = i.id_business AND a.id = i.id_address_customer
 WHERE i.id_business = :id_business AND i.id > :after
 ORDER BY i.id
 LIMIT 500;

-- name: verify_lines
SELECT l.id_invoice, l.position, l.amount_subtotal, l.rate_tax, l.type_line, l.key_charge, l.label,
       l.quantity_reported, l.quantity_billed, l.date_move, l.date_period_start, l.date_period_end,
       l.category_tax, l.country_tax,
       CASE WHEN l.id_customer <> i.id_customer THEN l.id_customer END AS id_customer
  FROM balance_lines l
  JOIN invoices i ON i.id_business = l.id_business AND i.id = l.id_invoice
 WHERE l.id_business = :id_business AND l.id_invoice BETWEEN :first AND :last
 ORDER BY l.id_invoice, l.position;

-- name: verify_taxes
SELECT id_invoice, position, rate_tax, label_tax, amount_subtotal, amount_tax, category_tax,
       country_tax, vatex_tax, mention_tax, proof_vat, amount_distance
  FROM invoice_taxes
 WHERE id_business = :id_business AND id_invoice BETWEEN :first AND :last
 ORDER BY id_invoice, position;

-- name: verify_series
SELECT id, next_number, prefix FROM series WHERE id_business = :id_business ORDER BY id;

-- name: verify_numbers
SELECT id, id_series, number, full_number, date_issue
  FROM invoices
 WHERE id_business = :id_business AND (id_series, number, id) > (:id_series, :number, :id)
 ORDER BY id_series, number, id
 LIMIT 1000;

-- name: verify_estimate_numbers
SELECT id, id_series, number, full_number, date_issue
  FROM estimates
 WHERE id_business = :id_business AND id_series IS NOT NULL
   AND (id_series, number, id) > (:id_series, :number, :id)
 ORDER BY id_series, number, id
 LIMIT 1000;

-- name: verify_estimates
-- Those that were sent.
SELECT id, id_customer, full_number, issued_on, date_issue, valid_until, amount_subtotal,
       amount_total, amount_deposit, content, content_hash
  FROM estimates
 WHERE id_business = :id_business AND full_number IS NOT NULL AND id > :after
 ORDER BY id
 LIMIT 500;

-- name: verify_estimate_answers
-- Who answered answered what he was shown; nothing is approved or declined without that.
SELECT e.id,
       CASE WHEN a.id_estimate IS NULL OR a.content_hash = e.content_hash THEN 'state_estimate'
            ELSE 'content_hash' END AS word
  FROM estimates e
  LEFT JOIN estimate_answers a ON a.id_business = e.id_business AND a.id_estimate = e.id
 WHERE e.id_business = :id_business
   AND ((a.id_estimate IS NULL AND e.state_estimate IN ('Approved', 'Declined', 'Converted'))
        OR (a.answer = 'Approved' AND e.state_estimate NOT IN ('Approved', 'Converted', 'Cancelled'))
        OR (a.answer = 'Declined' AND e.state_estimate <> 'Declined')
        OR a.content_hash <> e.content_hash)
 LIMIT 100;

-- name: verify_book
SELECT next_seq, last_hash FROM books WHERE id_business = :id_business;

-- name: verify_entries
SELECT e.seq, e.id_subject, e.at, e.kind, e.content_hash, e.hash, i.id AS id_invoice,
       i.id_customer, i.amount_total, i.currency, i.content_hash AS invoice_hash
  FROM entries e
  LEFT JOIN invoices i
         ON e.kind IN ('InvoiceIssued', 'CreditIssued') AND i.id_business = e.id_business AND i.id = e.id_subject
 WHERE e.id_business = :id_business AND e.seq > :after
 ORDER BY e.seq
 LIMIT 500;

-- name: verify_postings
SELECT seq, account, id_customer, amount, currency
  FROM postings
 WHERE id_business = :id_business AND seq > :after AND seq <= :last
 ORDER BY seq, position;

-- name: verify_entered
-- The entries are counted first, since they have no index by subject.
SELECT i.full_number, coalesce(e.count, 0) AS count
  FROM invoices i
  LEFT JOIN (SELECT id_subject, count(*) AS count
               FROM entries
              WHERE id_business = :id_business AND kind IN ('InvoiceIssued', 'CreditIssued')
              GROUP BY id_subject) e
         ON e.id_subject = i.id
 WHERE i.id_business = :id_business AND (e.count IS NULL OR e.count <> 1)
 LIMIT 100;

-- name: verify_payments
SELECT p.id, p.id_customer, p.amount, p.amount_credited, p.seq, p.type_payment, p.currency,
       p.date_payment, e.kind, e.id_subject, e.content_hash
  FROM payments p
  LEFT JOIN entries e ON e.id_business = p.id_business AND e.seq = p.seq
 WHERE p.id_business = :id_business AND p.id > :after
 ORDER BY p.id
 LIMIT 500;

-- name: verify_shares
SELECT id_payment, id_invoice, amount
  FROM payment_shares
 WHERE id_business = :id_business AND id_payment BETWEEN :first AND :last
 ORDER BY id_payment, id_invoice;

-- name: verify_payment_postings
SELECT p.id AS id_payment, q.account, q.id_customer, q.amount, q.currency
  FROM payments p
  JOIN postings q ON q.id_business = p.id_business AND q.seq = p.seq
 WHERE p.id_business = :id_business AND p.id BETWEEN :first AND :last
 ORDER BY p.id, q.position;

-- name: verify_unknown_payments
SELECT e.seq, e.id_subject
  FROM entries e
  LEFT JOIN payments p ON p.id_business = e.id_business AND p.id = e.id_subject
 WHERE e.id_business = :id_business AND e.kind IN ('PaymentReceived', 'PaymentReturned')
   AND (p.id IS NULL OR p.seq <> e.seq)
 LIMIT 100;

-- What an invoice in an unsettled state looks like:

-- part: still_due
i.state_invoice IN ('DueAuto', 'DueOffline', 'DueToProcess', 'DuePending', 'ProblemAuto',
                               'ProblemOverdue', 'ProblemDisputed')

-- name: verify_paid
-- What is paid is the sum of its payments and of the credit that it used, and the state goes with
-- it; for what voids an invoice no money moves.
SELECT i.full_number, i.state_invoice, i.amount_total, i.amount_paid,
       coalesce(h.amount, 0) AS amount_shared
  FROM invoices i
  LEFT JOIN (SELECT id_invoice, CAST(sum(amount) AS BIGINT) AS amount
               FROM (SELECT id_invoice, amount FROM payment_shares
                      WHERE id_business = :id_business
                     UNION ALL
                     SELECT id_invoice, amount FROM credit_uses
                      WHERE id_business = :id_business) AS paid
              GROUP BY id_invoice) h
         ON h.id_invoice = i.id
 WHERE i.id_business = :id_business
   AND (i.amount_paid <> coalesce(h.amount, 0)
        OR (i.state_invoice = 'Paid' AND i.amount_paid <> i.amount_total
            AND coalesce(i.type_credit, 'Refund') = 'Refund')
        OR ({still_due} AND i.amount_paid >= i.amount_total))
 LIMIT 100;

-- name: verify_transactions
-- What a transaction moved is what its state says, and its invoices share all of it.
SELECT t.id, t.state_transaction, t.amount, coalesce(p.amount, 0) AS amount_moved,
       coalesce(h.amount, 0) AS amount_shared
  FROM transactions t
  LEFT JOIN (SELECT id_transaction, CAST(sum(amount) AS BIGINT) AS amount
               FROM payments
              WHERE id_business = :id_business AND id_transaction IS NOT NULL
              GROUP BY id_transaction) p
         ON p.id_transaction = t.id
  LEFT JOIN (SELECT id_transaction, CAST(sum(amount) AS BIGINT) AS amount
               FROM transaction_shares
              WHERE id_business = :id_business
              GROUP BY id_transaction) h
         ON h.id_transaction = t.id
 WHERE t.id_business = :id_business
   AND (coalesce(h.amount, 0) <> t.amount
        OR (t.state_transaction = 'Succeeded' AND coalesce(p.amount, 0) <> t.amount)
        OR (t.state_transaction IN ('Disputed', 'Returned') AND t.amount > 0
            AND (coalesce(p.amount, 0) < 0 OR p.amount >= t.amount))
        OR (t.state_transaction = 'Returned' AND t.amount < 0 AND coalesce(p.amount, 0) <> 0)
        OR (t.state_transaction = 'Disputed' AND t.amount < 0)
        OR (t.state_transaction NOT IN ('Succeeded', 'Disputed', 'Returned')
            AND coalesce(p.amount, 0) <> 0))
 LIMIT 100;

-- name: verify_written_off
-- What is uncollectible was written off once: all that it still asks, and nothing else was.
SELECT i.full_number, i.state_invoice, i.amount_total, i.amount_paid,
       coalesce(w.amount, 0) AS amount_shared
  FROM invoices i
  LEFT JOIN (SELECT e.id_subject, CAST(sum(p.amount) AS BIGINT) AS amount
               FROM entries e
               JOIN postings p ON p.id_business = e.id_business AND p.seq = e.seq
              WHERE e.id_business = :id_business AND e.kind IN ('InvoiceWrittenOff', 'InvoiceReopened')
                AND p.account = 'Loss'
              GROUP BY e.id_subject) w
         ON w.id_subject = i.id
 WHERE i.id_business = :id_business
   AND ((i.state_invoice = 'Uncollectible'
         AND coalesce(w.amount, 0) <> i.amount_total - i.amount_paid)
        OR (i.state_invoice <> 'Uncollectible' AND w.amount <> 0))
 LIMIT 100;

-- name: verify_credited
-- Credit notes take back all of what is void or refunded, and never more than there was; of what is
-- contested after a refund, no more than is still paid.
SELECT i.full_number, i.state_invoice, i.amount_total, i.amount_paid,
       coalesce(-c.amount, 0) AS amount_shared
  FROM invoices i
  LEFT JOIN (SELECT id_corrects, CAST(sum(amount_total) AS BIGINT) AS amount
               FROM invoices
              WHERE id_business = :id_business AND id_corrects IS NOT NULL
              GROUP BY id_corrects) c
         ON c.id_corrects = i.id
 WHERE i.id_business = :id_business
   AND ((i.state_invoice IN ('Void', 'PaidRefunded')
         AND coalesce(-c.amount, 0) <> i.amount_total)
        OR (i.state_invoice = 'Paid' AND -c.amount >= i.amount_total)
        OR (i.state_invoice NOT IN ('Void', 'PaidRefunded', 'Paid')
            AND -c.amount > i.amount_paid))
 LIMIT 100;

-- name: verify_credit_uses
-- What invoices used of credits is what the books took from them, and of a credit no more was used
-- than there was.
SELECT i.full_number, i.state_invoice, i.amount_total, coalesce(u.amount, 0) AS amount_paid,
       coalesce(w.amount, 0) AS amount_shared
  FROM invoices i
  LEFT JOIN (SELECT id_invoice, CAST(sum(amount) AS BIGINT) AS amount
               FROM credit_uses
              WHERE id_business = :id_business
              GROUP BY id_invoice) u
         ON u.id_invoice = i.id
  LEFT JOIN (SELECT e.id_subject, CAST(sum(p.amount) AS BIGINT) AS amount
               FROM entries e
               JOIN postings p ON p.id_business = e.id_business AND p.seq = e.seq
              WHERE e.id_business = :id_business AND e.kind IN ('CreditUsed', 'CreditReturned')
                AND p.account = 'Credit'
              GROUP BY e.id_subject) w
         ON w.id_subject = i.id
 WHERE i.id_business = :id_business AND coalesce(u.amount, 0) <> coalesce(w.amount, 0)
 LIMIT 100;

-- name: verify_wallets
-- A credit that was used up is gone, and no line of money is a debt but what a gateway took back of
-- the customer's credit.
SELECT l.id, CASE WHEN l.amount_subtotal > 0 THEN 'amount_subtotal' ELSE 'state_move' END AS word
  FROM balance_lines l
  LEFT JOIN payments p
         ON p.id_business = l.id_business AND p.id_customer = l.id_customer
        AND l.amount_subtotal > 0 AND p.amount_credited = -l.amount_subtotal
        AND l.charge_key = 'payment:' || CAST(p.id AS TEXT)
 WHERE l.id_business = :id_business AND l.id_invoice IS NULL AND l.type_line = 'AutoBillingReport'
   AND ((l.amount_subtotal > 0 AND p.id IS NULL)
        OR (l.amount_subtotal = 0) <> (l.state_move = 'Credited'))
 LIMIT 100;

-- name: verify_drafts
-- A draft holds lines that no invoice has, of who pays and of the members of his group.
SELECT l.id,
       CASE WHEN d.id IS NULL THEN 'id_draft'
            WHEN l.id_invoice IS NOT NULL THEN 'id_invoice'
            WHEN l.state_move NOT IN ('Due', 'Adjustment') THEN 'state_move'
            ELSE 'id_customer' END AS word
  FROM balance_lines l
  JOIN customers c ON c.id_business = l.id_business AND c.id = l.id_customer
  LEFT JOIN invoice_drafts d ON d.id_business = l.id_business AND d.id = l.id_draft
 WHERE l.id_business = :id_business AND l.id_draft IS NOT NULL
   AND (d.id IS NULL OR l.id_invoice IS NOT NULL OR l.state_move NOT IN ('Due', 'Adjustment')
        OR d.id_customer NOT IN (c.id, coalesce(c.id_customer_payer, c.id)))
 LIMIT 100;

-- name: verify_parts_of_credits
-- What was used of a larger credit lowers an invoice of the same customer, and names a credit.
SELECT l.id,
       CASE WHEN l.id_invoice IS NULL OR c.id IS NULL THEN 'id_credit'
            ELSE 'amount_subtotal' END AS word
  FROM balance_lines l
  LEFT JOIN balance_lines c
         ON c.id_business = l.id_business AND c.id = l.id_credit
        AND c.id_customer = l.id_customer AND c.type_line = l.type_line
 WHERE l.id_business = :id_business AND l.id_credit IS NOT NULL
   AND (l.id_invoice IS NULL OR c.id IS NULL OR l.amount_subtotal >= 0)
 LIMIT 100;

-- name: verify_disputes
-- While a dispute of it is open an invoice is disputed; one at a gateway is none of these.
SELECT i.id, 'state_invoice' AS word
  FROM disputes d
  JOIN invoices i ON i.id_business = d.id_business AND i.id = d.id_invoice
 WHERE d.id_business = :id_business AND d.outcome IS NULL AND i.state_invoice <> 'ProblemDisputed'
 LIMIT 100;

-- name: verify_recurring_invoices
-- It has as many cycles as it says, its invoices are its customer's, and while it runs, and then
-- alone, it has a next date.
SELECT r.id,
       CASE WHEN count(k.cycle) <> r.cycles_done OR coalesce(max(k.cycle), 0) <> r.cycles_done
            THEN 'cycles_done'
            WHEN count(CASE WHEN i.id_customer <> r.id_customer THEN 1 END) > 0
            THEN 'id_customer'
            ELSE 'date_next' END AS word
  FROM recurring_invoices r
  LEFT JOIN recurring_cycles k
         ON k.id_business = r.id_business AND k.id_recurring_invoice = r.id
  LEFT JOIN invoices i ON i.id_business = k.id_business AND i.id = k.id_invoice
 WHERE r.id_business = :id_business
 GROUP BY r.id, r.cycles_done, r.id_customer, r.state_recurring, r.date_next, r.next_at
HAVING count(k.cycle) <> r.cycles_done OR coalesce(max(k.cycle), 0) <> r.cycles_done
    OR count(CASE WHEN i.id_customer <> r.id_customer THEN 1 END) > 0
    OR (r.state_recurring IN ('Pending', 'Active')) <> (r.date_next IS NOT NULL)
    OR (r.date_next IS NULL) <> (r.next_at IS NULL)
 LIMIT 100;

-- name: verify_payers
-- Who pays for a customer is of his segment and pays for himself.
SELECT c.id, 'id_customer_payer' AS word
  FROM customers c
  LEFT JOIN customers p ON p.id_business = c.id_business AND p.id = c.id_customer_payer
 WHERE c.id_business = :id_business AND c.id_customer_payer IS NOT NULL
   AND (p.id IS NULL OR p.id = c.id OR p.id_segment <> c.id_segment
        OR p.id_customer_payer IS NOT NULL)
 LIMIT 100;

-- name: verify_accounts
-- What customers owe is what their unpaid invoices still ask, and their credit what waits for them.
SELECT id_customer, account, CAST(sum(amount) AS BIGINT) AS amount
  FROM (SELECT id_customer, account, amount
          FROM postings
         WHERE id_business = :id_business AND account IN ('Receivable', 'Credit')
        UNION ALL
        SELECT i.id_customer, 'Receivable', i.amount_paid - i.amount_total
          FROM invoices i
         WHERE i.id_business = :id_business AND {still_due}
        UNION ALL
        SELECT id_customer, 'Credit', -amount_subtotal
          FROM balance_lines
         WHERE id_business = :id_business AND id_invoice IS NULL
           AND state_move IN ('Due', 'Adjustment') AND type_line = 'AutoBillingReport') AS moves
 GROUP BY id_customer, account
HAVING sum(amount) <> 0
 LIMIT 100;

-- name: verify_subscriptions
SELECT id, amount_trial, amount_recurrence, duration_trial, duration_recurrence, unit_trial,
       unit_recurrence, date_anchor, date_start, date_period_start, date_period_end,
       period_anchor, period_no, timing_recurrence, anchor, first_period, proration_unit,
       proration_rounding, month_length, billing_day, time_zone
  FROM subscriptions
 WHERE id_business = :id_business AND id > :after
 ORDER BY id
 LIMIT 500;

-- name: verify_periods
SELECT p.id_subscription, p.period_no, p.date_start, p.date_end, p.date_reference_start,
       p.date_reference_end, p.date_end_before, p.is_trial, p.charged, p.amount_recurrence,
       p.duration_recurrence, p.unit_recurrence, l.id AS id_line
  FROM subscription_periods p
  LEFT JOIN balance_lines l
         ON l.id_business = p.id_business AND l.id_subscription = p.id_subscription
        AND l.charge_key = CAST(p.id_subscription AS TEXT) || ':' || CAST(p.period_no AS TEXT)
                           || ':flat'
 WHERE p.id_business = :id_business AND p.id_subscription BETWEEN :first AND :last
 ORDER BY p.id_subscription, p.period_no;

-- Rows that are wrong by themselves: the row's id, and the word that is wrong or the column that
-- names a missing row. A hundred of each are enough.

-- name: verify_charge_keys
SELECT min(id) AS id, charge_key AS word
  FROM balance_lines
 WHERE id_business = :id_business AND charge_key IS NOT NULL
 GROUP BY charge_key
HAVING count(*) > 1
 LIMIT 100;

-- name: verify_charged_early
-- What says of itself that it was charged at thresholds, in other amounts than its lines.
WITH RECURSIVE numbers (n) AS (
    SELECT CAST(1 AS BIGINT)
     UNION ALL
    SELECT n + 1 FROM numbers
     WHERE n < (SELECT coalesce(max(count_charged), 0) FROM subscription_features
                 WHERE id_business = :id_business))
SELECT p.id_subscription AS id, 'amount_charged' AS word
  FROM subscription_features p
  JOIN numbers ON n <= p.count_charged
  LEFT JOIN balance_lines l
         ON l.id_business = p.id_business AND l.id_subscription = p.id_subscription
        AND l.charge_key = CAST(p.id_subscription AS TEXT) || ':' || CAST(p.period_open AS TEXT)
                           || ':f' || CAST(p.id_feature AS TEXT) || ':' || CAST(n AS TEXT)
 WHERE p.id_business = :id_business AND p.count_charged > 0
 GROUP BY p.id_subscription, p.id_feature, p.amount_charged
HAVING coalesce(sum(l.amount_subtotal), 0) <> p.amount_charged
 LIMIT 100;

-- name: verify_invoices_state_invoice
SELECT id, state_invoice AS word
  FROM invoices
 WHERE id_business = :id_business
   AND /*sqlite instr */ /*pg strpos */ (:words, '|' || state_invoice || '|') = 0
 LIMIT 100;

-- name: verify_invoices_type_payment
SELECT id, type_payment AS word
  FROM invoices
 WHERE id_business = :id_business
   AND /*sqlite instr */ /*pg strpos */ (:words, '|' || type_payment || '|') = 0
 LIMIT 100;

-- name: verify_payments_type_payment
SELECT id, type_payment AS word
  FROM payments
 WHERE id_business = :id_business
   AND /*sqlite instr */ /*pg strpos */ (:words, '|' || type_payment || '|') = 0
 LIMIT 100;

-- name: verify_balance_lines_state_move
SELECT id, state_move AS word
  FROM balance_lines
 WHERE id_business = :id_business
   AND /*sqlite instr */ /*pg strpos */ (:words, '|' || state_move || '|') = 0
 LIMIT 100;

-- name: verify_balance_lines_type_line
SELECT id, type_line AS word
  FROM balance_lines
 WHERE id_business = :id_business
   AND /*sqlite instr */ /*pg strpos */ (:words, '|' || type_line || '|') = 0
 LIMIT 100;

-- name: verify_subscriptions_state_subscription
SELECT id, state_subscription AS word
  FROM subscriptions
 WHERE id_business = :id_business
   AND /*sqlite instr */ /*pg strpos */ (:words, '|' || state_subscription || '|') = 0
 LIMIT 100;

-- name: verify_subscriptions_unit_recurrence
SELECT id, unit_recurrence AS word
  FROM subscriptions
 WHERE id_business = :id_business
   AND /*sqlite instr */ /*pg strpos */ (:words, '|' || unit_recurrence || '|') = 0
 LIMIT 100;

-- name: verify_subscription_periods_charged
SELECT id_subscription AS id, charged AS word
  FROM subscription_periods
 WHERE id_business = :id_business
   AND /*sqlite instr */ /*pg strpos */ (:words, '|' || charged || '|') = 0
 LIMIT 100;

-- name: verify_customers_status
SELECT id, status AS word
  FROM customers
 WHERE id_business = :id_business
   AND /*sqlite instr */ /*pg strpos */ (:words, '|' || status || '|') = 0
 LIMIT 100;

-- name: verify_recurring_invoices_state_recurring
SELECT id, state_recurring AS word
  FROM recurring_invoices
 WHERE id_business = :id_business
   AND /*sqlite instr */ /*pg strpos */ (:words, '|' || state_recurring || '|') = 0
 LIMIT 100;

-- name: verify_recurring_invoices_unit_recurrence
SELECT id, unit_recurrence AS word
  FROM recurring_invoices
 WHERE id_business = :id_business
   AND /*sqlite instr */ /*pg strpos */ (:words, '|' || unit_recurrence || '|') = 0
 LIMIT 100;

-- name: verify_recurring_invoices_mode_issue
SELECT id, mode_issue AS word
  FROM recurring_invoices
 WHERE id_business = :id_business
   AND /*sqlite instr */ /*pg strpos */ (:words, '|' || mode_issue || '|') = 0
 LIMIT 100;

-- name: verify_recurring_invoices_mode_period
SELECT id, mode_period AS word
  FROM recurring_invoices
 WHERE id_business = :id_business
   AND /*sqlite instr */ /*pg strpos */ (:words, '|' || mode_period || '|') = 0
 LIMIT 100;

-- name: verify_customers_mode_billing
SELECT id, mode_billing AS word
  FROM customers
 WHERE id_business = :id_business
   AND /*sqlite instr */ /*pg strpos */ (:words, '|' || mode_billing || '|') = 0
 LIMIT 100;

-- name: verify_postings_account
SELECT seq AS id, account AS word
  FROM postings
 WHERE id_business = :id_business
   AND /*sqlite instr */ /*pg strpos */ (:words, '|' || account || '|') = 0
 LIMIT 100;

-- name: verify_events_type_trigger
SELECT id, type_trigger AS word
  FROM events
 WHERE id_business = :id_business
   AND /*sqlite instr */ /*pg strpos */ (:words, '|' || type_trigger || '|') = 0
 LIMIT 100;

-- name: verify_permissions_state_permission
SELECT id, state_permission AS word
  FROM permissions
 WHERE id_business = :id_business
   AND /*sqlite instr */ /*pg strpos */ (:words, '|' || state_permission || '|') = 0
 LIMIT 100;

-- name: verify_transactions_state_transaction
SELECT id, state_transaction AS word
  FROM transactions
 WHERE id_business = :id_business
   AND /*sqlite instr */ /*pg strpos */ (:words, '|' || state_transaction || '|') = 0
 LIMIT 100;

-- name: verify_orphans_segments
SELECT c.id, 'id_seller' AS word
  FROM segments c
  LEFT JOIN sellers p ON p.id_business = c.id_business AND p.id = c.id_seller
 WHERE c.id_business = :id_business
   AND p.id IS NULL
 LIMIT 100;

-- name: verify_orphans_sellers
SELECT c.id, 'id_address' AS word
  FROM sellers c
  LEFT JOIN addresses p ON p.id_business = c.id_business AND p.id = c.id_address
 WHERE c.id_business = :id_business
   AND p.id IS NULL AND c.id_address IS NOT NULL
 LIMIT 100;

-- name: verify_orphans_api_keys
SELECT c.id, 'id_agent' AS word
  FROM api_keys c
  LEFT JOIN agents p ON p.id_business = c.id_business AND p.id = c.id_agent
 WHERE c.id_business = :id_business
   AND p.id IS NULL
 LIMIT 100;

-- name: verify_orphans_series
SELECT c.id, 'id_segment' AS word
  FROM series c
  LEFT JOIN segments p ON p.id_business = c.id_business AND p.id = c.id_segment
 WHERE c.id_business = :id_business
   AND p.id IS NULL
 LIMIT 100;

-- name: verify_orphans_offers
SELECT c.id, 'id_segment' AS word
  FROM offers c
  LEFT JOIN segments p ON p.id_business = c.id_business AND p.id = c.id_segment
 WHERE c.id_business = :id_business
   AND p.id IS NULL
 LIMIT 100;

-- name: verify_orphans_offer_features
SELECT c.id_offer AS id,
       CASE WHEN p.id IS NULL THEN 'id_offer'
            WHEN q.id IS NULL THEN 'id_feature' END AS word
  FROM offer_features c
  LEFT JOIN offers p ON p.id_business = c.id_business AND p.id = c.id_offer
  LEFT JOIN features q ON q.id_business = c.id_business AND q.id = c.id_feature
 WHERE c.id_business = :id_business
   AND (p.id IS NULL
        OR q.id IS NULL)
 LIMIT 100;

-- name: verify_orphans_offer_discounts
SELECT c.id_offer AS id,
       CASE WHEN p.id IS NULL THEN 'id_offer'
            WHEN q.id IS NULL THEN 'id_discount' END AS word
  FROM offer_discounts c
  LEFT JOIN offers p ON p.id_business = c.id_business AND p.id = c.id_offer
  LEFT JOIN discounts q ON q.id_business = c.id_business AND q.id = c.id_discount
 WHERE c.id_business = :id_business
   AND (p.id IS NULL
        OR q.id IS NULL)
 LIMIT 100;

-- name: verify_orphans_promotion_discounts
SELECT c.id_promotion AS id,
       CASE WHEN p.id IS NULL THEN 'id_promotion'
            WHEN q.id IS NULL THEN 'id_discount' END AS word
  FROM promotion_discounts c
  LEFT JOIN promotion_codes p ON p.id_business = c.id_business AND p.id = c.id_promotion
  LEFT JOIN discounts q ON q.id_business = c.id_business AND q.id = c.id_discount
 WHERE c.id_business = :id_business
   AND (p.id IS NULL
        OR q.id IS NULL)
 LIMIT 100;

-- name: verify_orphans_promotion_uses
SELECT c.id_promotion AS id,
       CASE WHEN p.id IS NULL THEN 'id_promotion'
            WHEN q.id IS NULL THEN 'id_customer'
            WHEN r.id IS NULL THEN 'id_subscription' END AS word
  FROM promotion_uses c
  LEFT JOIN promotion_codes p ON p.id_business = c.id_business AND p.id = c.id_promotion
  LEFT JOIN customers q ON q.id_business = c.id_business AND q.id = c.id_customer
  LEFT JOIN subscriptions r ON r.id_business = c.id_business AND r.id = c.id_subscription
 WHERE c.id_business = :id_business
   AND (p.id IS NULL
        OR q.id IS NULL
        OR r.id IS NULL)
 LIMIT 100;

-- name: verify_orphans_pricing_table_offers
SELECT c.id_pricing_table AS id,
       CASE WHEN p.id IS NULL THEN 'id_pricing_table'
            WHEN q.id IS NULL THEN 'id_offer' END AS word
  FROM pricing_table_offers c
  LEFT JOIN pricing_tables p ON p.id_business = c.id_business AND p.id = c.id_pricing_table
  LEFT JOIN offers q ON q.id_business = c.id_business AND q.id = c.id_offer
 WHERE c.id_business = :id_business
   AND (p.id IS NULL
        OR q.id IS NULL)
 LIMIT 100;

-- name: verify_orphans_customers
SELECT c.id,
       CASE WHEN p.id IS NULL THEN 'id_segment'
            WHEN q.id IS NULL AND c.id_address_billing IS NOT NULL THEN 'id_address_billing'
            WHEN r.id IS NULL AND c.id_address_shipping IS NOT NULL
                 THEN 'id_address_shipping' END AS word
  FROM customers c
  LEFT JOIN segments p ON p.id_business = c.id_business AND p.id = c.id_segment
  LEFT JOIN addresses q ON q.id_business = c.id_business AND q.id = c.id_address_billing
  LEFT JOIN addresses r ON r.id_business = c.id_business AND r.id = c.id_address_shipping
 WHERE c.id_business = :id_business
   AND (p.id IS NULL
        OR (q.id IS NULL AND c.id_address_billing IS NOT NULL)
        OR (r.id IS NULL AND c.id_address_shipping IS NOT NULL))
 LIMIT 100;

-- name: verify_orphans_contacts
SELECT c.id, 'id_customer' AS word
  FROM contacts c
  LEFT JOIN customers p ON p.id_business = c.id_business AND p.id = c.id_customer
 WHERE c.id_business = :id_business
   AND p.id IS NULL
 LIMIT 100;

-- name: verify_orphans_sessions
SELECT s.id, CASE WHEN p.id IS NULL THEN 'id_customer' ELSE 'id_contact' END AS word
  FROM sessions s
  LEFT JOIN customers p ON p.id_business = s.id_business AND p.id = s.id_customer
  LEFT JOIN contacts c ON c.id_business = s.id_business AND c.id = s.id_contact
 WHERE s.id_business = :id_business
   AND (p.id IS NULL OR (s.id_contact <> 0 AND c.id IS NULL))
 LIMIT 100;

-- name: verify_orphans_credentials
SELECT s.id, CASE WHEN p.id IS NULL THEN 'id_customer' ELSE 'id_contact' END AS word
  FROM credentials s
  LEFT JOIN customers p ON p.id_business = s.id_business AND p.id = s.id_customer
  LEFT JOIN contacts c ON c.id_business = s.id_business AND c.id = s.id_contact
 WHERE s.id_business = :id_business
   AND (p.id IS NULL OR (s.id_contact <> 0 AND c.id IS NULL))
 LIMIT 100;

-- name: verify_orphans_mails
SELECT c.id,
       CASE WHEN p.id IS NULL AND c.id_customer IS NOT NULL THEN 'id_customer'
            WHEN q.id IS NULL THEN 'id_segment' END AS word
  FROM mails c
  LEFT JOIN customers p ON p.id_business = c.id_business AND p.id = c.id_customer
  LEFT JOIN segments q ON q.id_business = c.id_business AND q.id = c.id_segment
 WHERE c.id_business = :id_business
   AND ((p.id IS NULL AND c.id_customer IS NOT NULL)
        OR q.id IS NULL)
 LIMIT 100;

-- name: verify_orphans_customer_taxes
SELECT c.id_customer AS id, 'id_customer' AS word
  FROM customer_taxes c
  LEFT JOIN customers p ON p.id_business = c.id_business AND p.id = c.id_customer
 WHERE c.id_business = :id_business
   AND p.id IS NULL
 LIMIT 100;

-- name: verify_orphans_vat_proofs
SELECT c.id, 'id_customer' AS word
  FROM vat_proofs c
  LEFT JOIN customers p ON p.id_business = c.id_business AND p.id = c.id_customer
 WHERE c.id_business = :id_business
   AND p.id IS NULL
 LIMIT 100;

-- name: verify_orphans_subscriptions
SELECT c.id,
       CASE WHEN p.id IS NULL THEN 'id_segment'
            WHEN q.id IS NULL THEN 'id_offer'
            WHEN r.id IS NULL THEN 'id_customer'
            WHEN s.id IS NULL THEN 'id_customer_buyer' END AS word
  FROM subscriptions c
  LEFT JOIN segments p ON p.id_business = c.id_business AND p.id = c.id_segment
  LEFT JOIN offers q ON q.id_business = c.id_business AND q.id = c.id_offer
  LEFT JOIN customers r ON r.id_business = c.id_business AND r.id = c.id_customer
  LEFT JOIN customers s ON s.id_business = c.id_business AND s.id = c.id_customer_buyer
 WHERE c.id_business = :id_business
   AND (p.id IS NULL
        OR q.id IS NULL
        OR r.id IS NULL
        OR s.id IS NULL)
 LIMIT 100;

-- name: verify_orphans_subscription_features
SELECT c.id_subscription AS id,
       CASE WHEN p.id IS NULL THEN 'id_subscription'
            WHEN q.id IS NULL THEN 'id_feature' END AS word
  FROM subscription_features c
  LEFT JOIN subscriptions p ON p.id_business = c.id_business AND p.id = c.id_subscription
  LEFT JOIN features q ON q.id_business = c.id_business AND q.id = c.id_feature
 WHERE c.id_business = :id_business
   AND (p.id IS NULL
        OR q.id IS NULL)
 LIMIT 100;

-- name: verify_orphans_subscription_discounts
SELECT c.id_subscription AS id,
       CASE WHEN p.id IS NULL THEN 'id_subscription'
            WHEN r.id IS NULL AND c.id_feature <> 0 THEN 'id_feature'
            WHEN q.id IS NULL THEN 'id_discount' END AS word
  FROM subscription_discounts c
  LEFT JOIN subscriptions p ON p.id_business = c.id_business AND p.id = c.id_subscription
  LEFT JOIN discounts q ON q.id_business = c.id_business AND q.id = c.id_discount
  LEFT JOIN features r ON r.id_business = c.id_business AND r.id = c.id_feature
 WHERE c.id_business = :id_business
   AND (p.id IS NULL
        OR q.id IS NULL
        OR (r.id IS NULL AND c.id_feature <> 0))
 LIMIT 100;

-- name: verify_orphans_subscription_periods
SELECT c.id_subscription AS id, 'id_subscription' AS word
  FROM subscription_periods c
  LEFT JOIN subscriptions p ON p.id_business = c.id_business AND p.id = c.id_subscription
 WHERE c.id_business = :id_business
   AND p.id IS NULL
 LIMIT 100;

-- name: verify_orphans_usage_events
SELECT id, 'id_subscription_feature' AS word
  FROM (SELECT id_subscription_feature AS id FROM usage_events WHERE id_business = :id_business
        EXCEPT
        SELECT id FROM subscription_features WHERE id_business = :id_business) AS missing
 LIMIT 100;

-- name: verify_orphans_usage_counters
SELECT id, 'id_subscription_feature' AS word
  FROM (SELECT id_subscription_feature AS id FROM usage_counters WHERE id_business = :id_business
        EXCEPT
        SELECT id FROM subscription_features WHERE id_business = :id_business) AS missing
 LIMIT 100;

-- name: verify_orphans_balance_lines
SELECT c.id,
       CASE WHEN p.id IS NULL THEN 'id_customer'
            WHEN q.id IS NULL AND c.id_subscription IS NOT NULL THEN 'id_subscription'
            WHEN r.id IS NULL AND c.id_feature IS NOT NULL THEN 'id_feature'
            WHEN s.id IS NULL AND c.id_invoice IS NOT NULL THEN 'id_invoice' END AS word
  FROM balance_lines c
  LEFT JOIN customers p ON p.id_business = c.id_business AND p.id = c.id_customer
  LEFT JOIN subscriptions q ON q.id_business = c.id_business AND q.id = c.id_subscription
  LEFT JOIN features r ON r.id_business = c.id_business AND r.id = c.id_feature
  LEFT JOIN invoices s ON s.id_business = c.id_business AND s.id = c.id_invoice
 WHERE c.id_business = :id_business
   AND (p.id IS NULL
        OR (q.id IS NULL AND c.id_subscription IS NOT NULL)
        OR (r.id IS NULL AND c.id_feature IS NOT NULL)
        OR (s.id IS NULL AND c.id_invoice IS NOT NULL))
 LIMIT 100;

-- name: verify_orphans_invoices
SELECT c.id,
       CASE WHEN p.id IS NULL THEN 'id_segment'
            WHEN q.id IS NULL THEN 'id_seller'
            WHEN r.id IS NULL THEN 'id_customer'
            WHEN s.id IS NULL THEN 'id_series'
            WHEN t.id IS NULL AND c.id_corrects IS NOT NULL THEN 'id_corrects'
            WHEN u.id IS NULL AND c.id_address_seller IS NOT NULL THEN 'id_address_seller'
            WHEN v.id IS NULL AND c.id_address_customer IS NOT NULL
                 THEN 'id_address_customer' END AS word
  FROM invoices c
  LEFT JOIN segments p ON p.id_business = c.id_business AND p.id = c.id_segment
  LEFT JOIN sellers q ON q.id_business = c.id_business AND q.id = c.id_seller
  LEFT JOIN customers r ON r.id_business = c.id_business AND r.id = c.id_customer
  LEFT JOIN series s ON s.id_business = c.id_business AND s.id = c.id_series
  LEFT JOIN invoices t ON t.id_business = c.id_business AND t.id = c.id_corrects
  LEFT JOIN addresses u ON u.id_business = c.id_business AND u.id = c.id_address_seller
  LEFT JOIN addresses v ON v.id_business = c.id_business AND v.id = c.id_address_customer
 WHERE c.id_business = :id_business
   AND (p.id IS NULL
        OR q.id IS NULL
        OR r.id IS NULL
        OR s.id IS NULL
        OR (t.id IS NULL AND c.id_corrects IS NOT NULL)
        OR (u.id IS NULL AND c.id_address_seller IS NOT NULL)
        OR (v.id IS NULL AND c.id_address_customer IS NOT NULL))
 LIMIT 100;

-- name: verify_orphans_invoice_taxes
SELECT c.id_invoice AS id, 'id_invoice' AS word
  FROM invoice_taxes c
  LEFT JOIN invoices p ON p.id_business = c.id_business AND p.id = c.id_invoice
 WHERE c.id_business = :id_business
   AND p.id IS NULL
 LIMIT 100;

-- name: verify_orphans_invoice_drafts
SELECT c.id, CASE WHEN p.id IS NULL THEN 'id_segment' ELSE 'id_customer' END AS word
  FROM invoice_drafts c
  LEFT JOIN segments p ON p.id_business = c.id_business AND p.id = c.id_segment
  LEFT JOIN customers q ON q.id_business = c.id_business AND q.id = c.id_customer
 WHERE c.id_business = :id_business AND (p.id IS NULL OR q.id IS NULL)
 LIMIT 100;

-- name: verify_orphans_recurring_invoices
SELECT c.id, CASE WHEN p.id IS NULL THEN 'id_segment' ELSE 'id_customer' END AS word
  FROM recurring_invoices c
  LEFT JOIN segments p ON p.id_business = c.id_business AND p.id = c.id_segment
  LEFT JOIN customers q ON q.id_business = c.id_business AND q.id = c.id_customer
 WHERE c.id_business = :id_business AND (p.id IS NULL OR q.id IS NULL)
 LIMIT 100;

-- name: verify_orphans_recurring_cycles
-- Its invoice is issued or a draft, or it was a draft that somebody deleted or that went with its
-- customer.
SELECT c.id_recurring_invoice AS id,
       CASE WHEN p.id IS NULL THEN 'id_recurring_invoice' ELSE 'id_invoice' END AS word
  FROM recurring_cycles c
  LEFT JOIN recurring_invoices p
         ON p.id_business = c.id_business AND p.id = c.id_recurring_invoice
  LEFT JOIN invoices q ON q.id_business = c.id_business AND q.id = c.id_invoice
  LEFT JOIN invoice_drafts r ON r.id_business = c.id_business AND r.id = c.id_invoice
 WHERE c.id_business = :id_business
   AND (p.id IS NULL
        OR (q.id IS NULL AND r.id IS NULL
            AND NOT EXISTS (SELECT 1 FROM audit a
                             WHERE a.id_business = c.id_business
                               AND ((a.id_subject = c.id_invoice AND a.action = 'Draft.Delete')
                                    OR (a.id_subject = p.id_customer
                                        AND a.action = 'Customer.Anonymize')))))
-- name: verify_orphans_estimates
SELECT c.id,
       CASE WHEN p.id IS NULL THEN 'id_segment'
            WHEN q.id IS NULL THEN 'id_customer'
            WHEN r.id IS NULL AND c.id_series IS NOT NULL THEN 'id_series'
            ELSE 'id_invoice' END AS word
  FROM estimates c
  LEFT JOIN segments p ON p.id_business = c.id_business AND p.id = c.id_segment
  LEFT JOIN customers q ON q.id_business = c.id_business AND q.id = c.id_customer
  LEFT JOIN series r ON r.id_business = c.id_business AND r.id = c.id_series
  LEFT JOIN invoices s
         ON s.id_business = c.id_business AND s.id = c.id_invoice AND s.id_customer = c.id_customer
 WHERE c.id_business = :id_business
   AND (p.id IS NULL OR q.id IS NULL OR (r.id IS NULL AND c.id_series IS NOT NULL)
        OR (s.id IS NULL AND c.id_invoice IS NOT NULL))
 LIMIT 100;

-- name: verify_orphans_estimate_answers
SELECT c.id_estimate AS id, 'id_estimate' AS word
  FROM estimate_answers c
  LEFT JOIN estimates p ON p.id_business = c.id_business AND p.id = c.id_estimate
 WHERE c.id_business = :id_business AND p.id IS NULL
 LIMIT 100;

-- name: verify_orphans_credit_uses
SELECT c.id_invoice AS id, CASE WHEN p.id IS NULL THEN 'id_invoice' ELSE 'id_line' END AS word
  FROM credit_uses c
  LEFT JOIN invoices p ON p.id_business = c.id_business AND p.id = c.id_invoice
  LEFT JOIN balance_lines q ON q.id_business = c.id_business AND q.id = c.id_line
 WHERE c.id_business = :id_business AND (p.id IS NULL OR q.id IS NULL)
 LIMIT 100;

-- name: verify_orphans_disputes
SELECT c.id, 'id_invoice' AS word
  FROM disputes c
  LEFT JOIN invoices p ON p.id_business = c.id_business AND p.id = c.id_invoice
 WHERE c.id_business = :id_business AND p.id IS NULL
 LIMIT 100;

-- name: verify_orphans_payments
SELECT c.id,
       CASE WHEN p.id IS NULL THEN 'id_segment'
            WHEN q.id IS NULL THEN 'id_customer'
            WHEN r.id IS NULL AND c.id_transaction IS NOT NULL THEN 'id_transaction' END AS word
  FROM payments c
  LEFT JOIN segments p ON p.id_business = c.id_business AND p.id = c.id_segment
  LEFT JOIN customers q ON q.id_business = c.id_business AND q.id = c.id_customer
  LEFT JOIN transactions r ON r.id_business = c.id_business AND r.id = c.id_transaction
 WHERE c.id_business = :id_business
   AND (p.id IS NULL
        OR q.id IS NULL
        OR (r.id IS NULL AND c.id_transaction IS NOT NULL))
 LIMIT 100;

-- name: verify_orphans_payment_shares
SELECT c.id_payment AS id,
       CASE WHEN p.id IS NULL THEN 'id_payment'
            WHEN q.id IS NULL THEN 'id_invoice' END AS word
  FROM payment_shares c
  LEFT JOIN payments p ON p.id_business = c.id_business AND p.id = c.id_payment
  LEFT JOIN invoices q ON q.id_business = c.id_business AND q.id = c.id_invoice
 WHERE c.id_business = :id_business
   AND (p.id IS NULL
        OR q.id IS NULL)
 LIMIT 100;

-- name: verify_orphans_gateways
SELECT c.id, 'id_segment' AS word
  FROM gateways c
  LEFT JOIN segments p ON p.id_business = c.id_business AND p.id = c.id_segment
 WHERE c.id_business = :id_business
   AND p.id IS NULL AND c.id_segment IS NOT NULL
 LIMIT 100;

-- name: verify_orphans_permissions
SELECT c.id,
       CASE WHEN p.id IS NULL THEN 'id_customer'
            WHEN q.id IS NULL THEN 'id_gateway' END AS word
  FROM permissions c
  LEFT JOIN customers p ON p.id_business = c.id_business AND p.id = c.id_customer
  LEFT JOIN gateways q ON q.id_business = c.id_business AND q.id = c.id_gateway
 WHERE c.id_business = :id_business
   AND (p.id IS NULL
        OR q.id IS NULL)
 LIMIT 100;

-- name: verify_orphans_transactions
SELECT c.id,
       CASE WHEN p.id IS NULL THEN 'id_segment'
            WHEN q.id IS NULL THEN 'id_customer'
            WHEN r.id IS NULL THEN 'id_gateway'
            WHEN s.id IS NULL THEN 'id_permission'
            WHEN t.id IS NULL AND c.id_corrects IS NOT NULL THEN 'id_corrects' END AS word
  FROM transactions c
  LEFT JOIN segments p ON p.id_business = c.id_business AND p.id = c.id_segment
  LEFT JOIN customers q ON q.id_business = c.id_business AND q.id = c.id_customer
  LEFT JOIN gateways r ON r.id_business = c.id_business AND r.id = c.id_gateway
  LEFT JOIN permissions s ON s.id_business = c.id_business AND s.id = c.id_permission
  LEFT JOIN transactions t ON t.id_business = c.id_business AND t.id = c.id_corrects
 WHERE c.id_business = :id_business
   AND (p.id IS NULL
        OR q.id IS NULL
        OR r.id IS NULL
        OR s.id IS NULL
        OR (t.id IS NULL AND c.id_corrects IS NOT NULL))
 LIMIT 100;

-- name: verify_orphans_transaction_shares
SELECT c.id_transaction AS id,
       CASE WHEN p.id IS NULL THEN 'id_transaction'
            WHEN q.id IS NULL THEN 'id_invoice' END AS word
  FROM transaction_shares c
  LEFT JOIN transactions p ON p.id_business = c.id_business AND p.id = c.id_transaction
  LEFT JOIN invoices q ON q.id_business = c.id_business AND q.id = c.id_invoice
 WHERE c.id_business = :id_business
   AND (p.id IS NULL
        OR q.id IS NULL)
 LIMIT 100;

-- name: verify_orphans_postings
SELECT c.seq AS id,
       CASE WHEN p.seq IS NULL THEN 'seq'
            WHEN q.id IS NULL THEN 'id_customer' END AS word
  FROM postings c
  LEFT JOIN entries p ON p.id_business = c.id_business AND p.seq = c.seq
  LEFT JOIN customers q ON q.id_business = c.id_business AND q.id = c.id_customer
 WHERE c.id_business = :id_business
   AND (p.seq IS NULL
        OR q.id IS NULL)
 LIMIT 100;

-- name: verify_orphans_events
SELECT c.id,
       CASE WHEN p.id IS NULL AND c.id_segment IS NOT NULL THEN 'id_segment'
            WHEN q.id IS NULL AND c.id_customer IS NOT NULL THEN 'id_customer'
            WHEN r.id IS NULL AND c.id_subscription IS NOT NULL THEN 'id_subscription'
            WHEN s.id IS NULL AND c.id_invoice IS NOT NULL THEN 'id_invoice'
            WHEN t.id IS NULL AND c.id_permission IS NOT NULL THEN 'id_permission'
            WHEN u.id IS NULL AND c.id_recurring_invoice IS NOT NULL
            THEN 'id_recurring_invoice'
            WHEN v.id IS NULL AND c.id_estimate IS NOT NULL THEN 'id_estimate' END AS word
  FROM events c
  LEFT JOIN segments p ON p.id_business = c.id_business AND p.id = c.id_segment
  LEFT JOIN customers q ON q.id_business = c.id_business AND q.id = c.id_customer
  LEFT JOIN subscriptions r ON r.id_business = c.id_business AND r.id = c.id_subscription
  LEFT JOIN invoices s ON s.id_business = c.id_business AND s.id = c.id_invoice
  LEFT JOIN permissions t ON t.id_business = c.id_business AND t.id = c.id_permission
  LEFT JOIN recurring_invoices u
         ON u.id_business = c.id_business AND u.id = c.id_recurring_invoice
  LEFT JOIN estimates v ON v.id_business = c.id_business AND v.id = c.id_estimate
 WHERE c.id_business = :id_business
   AND ((p.id IS NULL AND c.id_segment IS NOT NULL)
        OR (q.id IS NULL AND c.id_customer IS NOT NULL)
        OR (r.id IS NULL AND c.id_subscription IS NOT NULL)
        OR (s.id IS NULL AND c.id_invoice IS NOT NULL)
        OR (t.id IS NULL AND c.id_permission IS NOT NULL)
        OR (u.id IS NULL AND c.id_recurring_invoice IS NOT NULL)
        OR (v.id IS NULL AND c.id_estimate IS NOT NULL))
 LIMIT 100;
