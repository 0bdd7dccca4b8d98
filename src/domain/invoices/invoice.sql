-- Invoices and the billing run.

-- What is shown: without the content, which is long.

-- part: invoice_shown
SELECT i.id, i.id_segment, i.id_customer, s.reference_segment, c.reference_customer, i.full_number,
       i.state_invoice, i.date_issue, i.date_update, i.date_payment, i.date_payment_scheduled,
       i.date_payment_limit, i.type_payment, i.amount_subtotal, i.amount_total, i.amount_paid,
       i.currency, i.note AS note_localized, i.type_credit, i.reason
  FROM invoices i
  JOIN customers c ON c.id_business = i.id_business AND c.id = i.id_customer
  JOIN segments s ON s.id_business = i.id_business AND s.id = i.id_segment

-- part: invoices_of_customer
 WHERE i.id_business = :id_business AND i.id_customer = :id_customer
   AND (EXISTS (SELECT 1 FROM balance_lines l
                 WHERE l.id_business = i.id_business AND l.id_invoice = i.id
                   AND l.id_subscription = :id_subscription)
        OR :id_subscription IS NULL)

-- name: invoice_show
{invoice_shown}
 WHERE i.id_business = :id_business AND i.id = :id;

-- name: invoice_show_number
{invoice_shown}
 WHERE i.id_business = :id_business AND i.full_number = :full_number
   AND (s.reference_segment = :reference_segment OR :reference_segment IS NULL);

-- name: invoice_list_of_customer
{invoice_shown}
{invoices_of_customer}
 ORDER BY i.date_issue DESC, i.number DESC, i.id DESC
 LIMIT :size_page OFFSET :skipped;

-- name: invoice_count_of_customer
SELECT count(*) FROM invoices i
{invoices_of_customer};

-- name: invoice_list_of_segment
{invoice_shown}
 WHERE i.id_business = :id_business AND i.id_segment = :id_segment
 ORDER BY i.date_issue DESC, i.number DESC, i.id DESC
 LIMIT :size_page OFFSET :skipped;

-- name: invoice_count_of_segment
SELECT count(*) FROM invoices WHERE id_business = :id_business AND id_segment = :id_segment;

-- name: invoice_add
INSERT INTO invoices (id, id_business, id_segment, id_seller, id_customer, id_series, number,
                      full_number, type_credit, state_invoice, date_issue, issued_on,
                      date_payment, date_payment_scheduled, date_payment_limit, type_payment,
                      currency, language, amount_subtotal, amount_total, amount_paid, note,
                      reason, id_corrects, id_address_seller, id_address_customer, content,
                      content_hash, next_at, reminder_at, date_update)
VALUES (:id, :id_business, :id_segment, :id_seller, :id_customer, :id_series, :number,
        :full_number, :type_credit, :state_invoice, :date_issue, :issued_on, :date_payment,
        :date_payment_scheduled, :date_payment_limit, :type_payment, :currency, :language,
        :amount_subtotal, :amount_total, :amount_paid, :note, :reason, :id_corrects,
        :id_address_seller, :id_address_customer, :content, :content_hash, :next_at,
        :reminder_at, :date_update);

-- name: invoice_tax_add
INSERT INTO invoice_taxes (id_business, id_invoice, position, rate_tax, label_tax, amount_subtotal,
                           amount_tax, category_tax, country_tax, vatex_tax, mention_tax,
                           proof_vat, amount_distance)
VALUES (:id_business, :id_invoice, :position, :rate_tax, :label_tax, :amount_subtotal, :amount_tax,
        :category_tax, :country_tax, :vatex_tax, :mention_tax, :proof_vat, :amount_distance);

-- The customers whose billing is due at a moment, from one id to another.

-- The range is said twice, so that a planner which has not counted the rows yet reads no more of
-- them, whichever table it begins with.

-- part: due_customers
SELECT d.id FROM customers d
                          WHERE d.id_business = :id_business AND d.date_next_billing = :at
                            AND d.id BETWEEN :first AND :last

-- name: billing_debtors
SELECT c.id, c.id_segment, c.language, c.type_payment, c.mode_billing, c.note_invoice,
       c.id_address_billing, a.digest, a.country, a.zip_code, a.region, a.company,
       a.tax_information, t.vat_number, t.state_vat, t.date_proof, t.proof_vat,
       coalesce(t.is_exempt, 0) AS is_exempt, t.vatex_tax, t.mention_tax
  FROM customers c
  LEFT JOIN addresses a ON a.id_business = c.id_business AND a.id = c.id_address_billing
  LEFT JOIN customer_taxes t ON t.id_business = c.id_business AND t.id_customer = c.id
 WHERE c.id_business = :id_business AND c.date_next_billing = :at AND c.id BETWEEN :first AND :last
 ORDER BY c.id
/*pg FOR UPDATE OF c */;

-- name: billing_lines
SELECT l.id, l.id_customer, l.id_subscription, l.id_feature, l.type_line, l.key_charge, l.label,
       l.quantity_reported, l.quantity_billed, l.amount_subtotal, l.amount_total, l.rate_tax,
       l.date_move, l.date_period_start, l.date_period_end
  FROM balance_lines l
 WHERE l.id_business = :id_business AND l.id_invoice IS NULL AND l.billable_at <= :now
   AND l.state_move IN ('Due', 'Adjustment')
   AND l.id_customer BETWEEN :first AND :last AND l.id_customer IN ({due_customers})
   AND (coalesce(l.date_move, l.date_period_start) >= :date_start OR :date_start IS NULL)
   AND (coalesce(l.date_move, l.date_period_start) < :date_end OR :date_end IS NULL)
 ORDER BY l.id_customer, l.id;

-- name: billing_periods
SELECT s.id_customer_buyer AS id_customer, min(s.next_at) AS at
  FROM subscriptions s
 WHERE s.id_business = :id_business AND s.date_period_end > :now
   AND s.id_customer_buyer BETWEEN :first AND :last
   AND s.id_customer_buyer IN ({due_customers})
   AND s.state_subscription IN ('ActiveRunning', 'ActiveDelayedUpgrade',
                                'ActiveDelayedTermination', 'ActiveDelayedSuspension')
 GROUP BY s.id_customer_buyer
 ORDER BY s.id_customer_buyer;

-- name: billing_waiting
-- What this billing leaves: lines of the future, and those that it was told to pass over.
SELECT l.id_customer,
       min(CASE WHEN l.billable_at > :now THEN l.billable_at ELSE :now END) AS at
  FROM balance_lines l
 WHERE l.id_business = :id_business AND l.id_invoice IS NULL
   AND (l.billable_at > :now OR coalesce(l.date_move, l.date_period_start) < :date_start
        OR coalesce(l.date_move, l.date_period_start) >= :date_end)
   AND l.state_move IN ('Due', 'Adjustment')
   AND l.id_customer BETWEEN :first AND :last AND l.id_customer IN ({due_customers})
 GROUP BY l.id_customer
 ORDER BY l.id_customer;

-- name: billing_line_freeze
-- Not `IS NULL`: PostgreSQL would go through all open lines, by the index that holds only them.
UPDATE balance_lines
   SET id_invoice = :id_invoice, position = :position, state_move = 'Billed',
       amount_total = :amount_total, rate_tax = :rate_tax, category_tax = :category_tax,
       country_tax = :country_tax
 WHERE id_business = :id_business AND id = :id AND coalesce(id_invoice, 0) = 0;

-- name: series_take
-- As many numbers as invoices survived; the date of issue never goes back.
UPDATE series SET next_number = next_number + :count,
       last_issue_at = CASE WHEN last_issue_at > :now THEN last_issue_at ELSE :now END
 WHERE id_business = :id_business AND id_segment = :id_segment AND kind = :kind
RETURNING id, id_segment, prefix, next_number - :count AS first_number, last_issue_at;

-- name: invoice_lapse
UPDATE invoices SET state_invoice = 'ProblemOverdue', next_at = NULL, date_update = :now
 WHERE id_business = :id_business AND next_at = :at AND id BETWEEN :first AND :last
   AND state_invoice = 'DueOffline'
RETURNING id AS id_invoice, id_segment, id_customer;

-- How an invoice comes to its end.

-- name: invoice_get
SELECT id, id_segment, id_seller, id_customer, id_series, number, full_number, type_credit,
       state_invoice, date_issue, issued_on, date_payment, date_payment_scheduled,
       date_payment_limit, type_payment, currency, language, amount_subtotal, amount_total,
       amount_paid, note, reason, id_corrects, id_address_seller, id_address_customer,
       content_hash, next_at, reminder_at, date_update
  FROM invoices
 WHERE id_business = :id_business AND id = :id;

-- name: invoice_lines
SELECT id, id_customer, id_subscription, id_feature, type_line, key_charge, label,
       quantity_reported, quantity_billed, amount_subtotal, amount_total, rate_tax, date_move,
       date_period_start, date_period_end, billable_at, state_move, charge_key, explanation,
       id_invoice, position, date_creation, id_user_creation, category_tax, country_tax
  FROM balance_lines
 WHERE id_business = :id_business AND id_invoice = :id
 ORDER BY position;

-- name: invoice_explained
SELECT id, full_number, type_credit, currency, language, amount_subtotal, amount_total
  FROM invoices
 WHERE id_business = :id_business AND id = :id;

-- name: invoice_given_back
SELECT CAST(coalesce(-sum(amount_total), 0) AS BIGINT)
  FROM invoices
 WHERE id_business = :id_business AND id_corrects = :id;

-- name: invoice_digest
SELECT digest FROM addresses WHERE id_business = :id_business AND id = :id;

-- name: invoice_list_payable
SELECT id, id_segment, id_customer, full_number, amount_total, amount_paid
  FROM invoices
 WHERE id_business = :id_business AND id_customer = :id_customer
   AND state_invoice IN ('DueAuto', 'DueOffline', 'DueToProcess', 'DuePending', 'ProblemAuto',
                         'ProblemOverdue', 'ProblemDisputed')
 ORDER BY date_issue, id;

-- name: invoice_set_paid
UPDATE invoices SET amount_paid = :amount_paid, date_update = :now
 WHERE id_business = :id_business AND id = :id;

-- name: invoice_close
UPDATE invoices SET state_invoice = :state_invoice, date_payment = :date_payment, next_at = NULL,
       date_payment_scheduled = NULL, reminder_at = NULL, date_update = :now
 WHERE id_business = :id_business AND id = :id;

-- The office's pages.

-- name: invoice_page_list
-- Newest first, before the one that the last page ended with.
SELECT i.id, i.full_number, i.issued_on, i.state_invoice, i.date_payment_limit, i.currency,
       i.amount_total, i.amount_paid, i.id_customer,
       coalesce(c.name, c.reference_customer) AS name
  FROM invoices i
  JOIN customers c ON c.id_business = i.id_business AND c.id = i.id_customer
 WHERE i.id_business = :id_business AND i.id < :before
 ORDER BY i.id DESC
 LIMIT :most;

-- name: invoice_page_show
SELECT id, id_seller, id_customer, full_number, type_credit, state_invoice, issued_on,
       date_payment_limit, type_payment, currency, language, amount_subtotal, amount_total,
       amount_paid, note, reason, id_corrects, id_address_seller, id_address_customer, content_hash
  FROM invoices
 WHERE id_business = :id_business AND id = :id;

-- name: invoice_page_corrected
SELECT full_number
  FROM invoices
 WHERE id_business = :id_business AND id = :id;

-- name: invoice_page_lines
SELECT l.label, l.quantity_billed, l.amount_subtotal, l.rate_tax, l.date_move,
       l.date_period_start, l.date_period_end
  FROM balance_lines l
 WHERE l.id_business = :id_business AND l.id_invoice = :id
 ORDER BY l.position;

-- name: invoice_page_taxes
SELECT id_invoice, position, rate_tax, label_tax, amount_subtotal, amount_tax, category_tax,
       country_tax, vatex_tax, mention_tax, proof_vat, amount_distance
  FROM invoice_taxes
 WHERE id_business = :id_business AND id_invoice = :id
 ORDER BY rate_tax DESC, position;

-- name: invoice_page_seller
SELECT id, name, legal_form, siren, vat_number, id_address, capital, city_registry
  FROM sellers
 WHERE id_business = :id_business AND id = :id_seller;
