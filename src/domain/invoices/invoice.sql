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
                      reason, id_corrects, id_address_seller, id_address_customer,
                      reference_order, amount_deposit, content, content_hash, next_at, reminder_at, date_update)
VALUES (:id, :id_business, :id_segment, :id_seller, :id_customer, :id_series, :number,
        :full_number, :type_credit, :state_invoice, :date_issue, :issued_on, :date_payment,
        :date_payment_scheduled, :date_payment_limit, :type_payment, :currency, :language,
        :amount_subtotal, :amount_total, :amount_paid, :note, :reason, :id_corrects,
        :id_address_seller, :id_address_customer, :reference_order, :amount_deposit, :content,
        :content_hash, :next_at, :reminder_at, :date_update);

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

-- part: debtor_columns
c.id, c.id_segment, c.language, c.mode_billing, c.note_invoice, c.id_address_billing, a.digest,
       (SELECT count(*) FROM customers m
         WHERE m.id_business = c.id_business AND m.id_customer_payer = c.id) AS member_count,
       a.country, a.zip_code, a.region, a.company, a.tax_information, t.vat_number, t.state_vat,
       t.date_proof, t.proof_vat, coalesce(t.is_exempt, 0) AS is_exempt, t.vatex_tax, t.mention_tax

-- part: billed_columns
l.id, l.id_customer, l.id_subscription, l.id_feature, l.type_line, l.key_charge, l.label,
       l.quantity_reported, l.quantity_billed, l.amount_subtotal, l.amount_total, l.rate_tax,
       l.date_move, l.date_period_start, l.date_period_end, l.date_expiry, l.date_creation,
       l.id_draft

-- Lines that a billing takes. Money that waits is none of them: it pays.

-- part: billable
l.id_invoice IS NULL AND l.billable_at <= :now AND l.id_draft IS NULL
   AND l.state_move IN ('Due', 'Adjustment') AND l.type_line <> 'AutoBillingReport'
   AND (coalesce(l.date_move, l.date_period_start) >= :date_start OR :date_start IS NULL)
   AND (coalesce(l.date_move, l.date_period_start) < :date_end OR :date_end IS NULL)

-- name: billing_debtors
SELECT {debtor_columns}, c.type_payment
  FROM customers c
  LEFT JOIN addresses a ON a.id_business = c.id_business AND a.id = c.id_address_billing
  LEFT JOIN customer_taxes t ON t.id_business = c.id_business AND t.id_customer = c.id
 WHERE c.id_business = :id_business AND c.date_next_billing = :at AND c.id BETWEEN :first AND :last
 ORDER BY c.id
/*pg FOR UPDATE OF c */;

-- name: billing_lines
SELECT {billed_columns}
  FROM balance_lines l
 WHERE l.id_business = :id_business AND {billable}
   AND l.id_customer BETWEEN :first AND :last AND l.id_customer IN ({due_customers})
 ORDER BY l.id_customer, l.id;

-- name: billing_money
SELECT l.id, l.id_customer, -l.amount_subtotal AS amount
  FROM balance_lines l
 WHERE l.id_business = :id_business AND l.id_invoice IS NULL AND l.state_move = 'Due'
   AND l.type_line = 'AutoBillingReport'
   AND l.id_customer BETWEEN :first AND :last AND l.id_customer IN ({due_customers})
 ORDER BY l.id_customer, l.date_creation, l.id;

-- part: is_renewing
s.date_period_end > :now
   AND s.state_subscription IN ('ActiveRunning', 'ActiveDelayedUpgrade',
                                'ActiveDelayedTermination', 'ActiveDelayedSuspension')

-- name: billing_periods
SELECT s.id_customer_buyer AS id_customer, min(s.next_at) AS at
  FROM subscriptions s
 WHERE s.id_business = :id_business AND {is_renewing}
   AND s.id_customer_buyer BETWEEN :first AND :last
   AND s.id_customer_buyer IN ({due_customers})
 GROUP BY s.id_customer_buyer
 ORDER BY s.id_customer_buyer;

-- part: passed_over
(l.billable_at > :now OR coalesce(l.date_move, l.date_period_start) < :date_start
        OR coalesce(l.date_move, l.date_period_start) >= :date_end)
   AND l.id_draft IS NULL AND l.state_move IN ('Due', 'Adjustment')
   AND l.type_line <> 'AutoBillingReport'

-- name: billing_waiting
-- What this billing leaves: lines of the future, and those that it was told to pass over.
SELECT l.id_customer,
       min(CASE WHEN l.billable_at > :now THEN l.billable_at ELSE :now END) AS at
  FROM balance_lines l
 WHERE l.id_business = :id_business AND l.id_invoice IS NULL
   AND {passed_over}
   AND l.id_customer BETWEEN :first AND :last AND l.id_customer IN ({due_customers})
 GROUP BY l.id_customer
 ORDER BY l.id_customer;

-- The members of a group, for whom one customer pays.

-- part: of_members
l.id_customer IN (SELECT m.id FROM customers m
                          WHERE m.id_business = :id_business AND m.id_customer_payer = :id_payer)

-- name: billing_member_lines
SELECT {billed_columns}
  FROM balance_lines l
 WHERE l.id_business = :id_business AND {billable} AND {of_members}
 ORDER BY l.id_customer, l.id;

-- name: billing_member_period
SELECT min(s.next_at)
  FROM subscriptions s
 WHERE s.id_business = :id_business AND {is_renewing}
   AND s.id_customer_buyer IN (SELECT m.id FROM customers m
                                WHERE m.id_business = :id_business
                                  AND m.id_customer_payer = :id_payer);

-- name: billing_member_waiting
SELECT min(CASE WHEN l.billable_at > :now THEN l.billable_at ELSE :now END)
  FROM balance_lines l
 WHERE l.id_business = :id_business AND l.id_invoice IS NULL AND {passed_over} AND {of_members};

-- name: billing_line_freeze
-- Not `IS NULL`: PostgreSQL would go through all open lines, by the index that holds only them.
UPDATE balance_lines
   SET id_invoice = :id_invoice, position = :position, state_move = 'Billed', id_draft = NULL,
       amount_total = :amount_total, rate_tax = :rate_tax, category_tax = :category_tax,
       country_tax = :country_tax
 WHERE id_business = :id_business AND id = :id AND coalesce(id_invoice, 0) = 0;

-- name: billing_credit_rest
-- Of a credit that was larger than what was charged, this is left.
UPDATE balance_lines
   SET amount_subtotal = :amount_subtotal, amount_total = :amount_total, id_draft = NULL,
       quantity_reported = NULL, quantity_billed = NULL
 WHERE id_business = :id_business AND id = :id;

-- name: billing_money_use
-- The line goes when nothing is left of it.
UPDATE balance_lines
   SET amount_subtotal = amount_subtotal + :amount, amount_total = amount_total + :amount,
       state_move = CASE WHEN amount_subtotal + :amount = 0 THEN 'Credited' ELSE state_move END
 WHERE id_business = :id_business AND id = :id_line;

-- name: credit_use_add
INSERT INTO credit_uses (id_business, id_invoice, id_line, amount, date_use)
VALUES (:id_business, :id_invoice, :id_line, :amount, :date_use);

-- Drafts.

-- name: draft_debtors
SELECT {debtor_columns}, coalesce(d.type_payment, c.type_payment) AS type_payment, d.id AS id_draft,
       d.note AS note_draft, d.composition, d.type_mail
  FROM invoice_drafts d
  JOIN customers c ON c.id_business = d.id_business AND c.id = d.id_customer
  LEFT JOIN addresses a ON a.id_business = c.id_business AND a.id = c.id_address_billing
  LEFT JOIN customer_taxes t ON t.id_business = c.id_business AND t.id_customer = c.id
 WHERE d.id_business = :id_business AND d.issue_at = :at AND d.id BETWEEN :first AND :last
 ORDER BY c.id, d.id
/*pg FOR UPDATE OF c, d */;

-- part: due_drafts
FROM invoice_drafts d
                  WHERE d.id_business = :id_business AND d.issue_at = :at
                    AND d.id BETWEEN :first AND :last

-- name: draft_lines
-- In the order of the debtors; of a group, first the payer's own and then each member's.
SELECT {billed_columns}
  FROM balance_lines l
  JOIN invoice_drafts d ON d.id_business = l.id_business AND d.id = l.id_draft
 WHERE l.id_business = :id_business AND d.issue_at = :at AND d.id BETWEEN :first AND :last
   AND l.id_draft BETWEEN :first AND :last
 ORDER BY d.id_customer, d.id, CASE WHEN l.id_customer = d.id_customer THEN 0 ELSE 1 END,
          l.id_customer, l.id;

-- name: draft_money
SELECT l.id, l.id_customer, -l.amount_subtotal AS amount
  FROM balance_lines l
 WHERE l.id_business = :id_business AND l.id_invoice IS NULL AND l.state_move = 'Due'
   AND l.type_line = 'AutoBillingReport' AND l.id_customer IN (SELECT d.id_customer {due_drafts})
 ORDER BY l.id_customer, l.date_creation, l.id;

-- name: draft_add
INSERT INTO invoice_drafts (id, id_business, id_segment, id_customer, issue_at, note, type_payment,
                            composition, composed_subtotal, composed_total, type_mail,
                            date_creation, id_user_creation, date_update)
VALUES (:id, :id_business, :id_segment, :id_customer, :issue_at, :note, :type_payment,
        :composition, :composed_subtotal, :composed_total, :type_mail, :date_creation,
        :id_user_creation, :date_update);

-- name: draft_hold
UPDATE balance_lines SET id_draft = :id_draft
 WHERE id_business = :id_business AND id = :id;

-- name: draft_release
UPDATE balance_lines SET id_draft = NULL
 WHERE id_business = :id_business AND id_draft = :id;

-- name: draft_delete
DELETE FROM invoice_drafts WHERE id_business = :id_business AND id = :id;

-- name: draft_put_off
UPDATE invoice_drafts SET issue_at = :issue_at WHERE id_business = :id_business AND id = :id;

-- name: draft_save
UPDATE invoice_drafts SET issue_at = :issue_at, note = :note, type_payment = :type_payment,
       composition = :composition, composed_subtotal = :composed_subtotal,
       composed_total = :composed_total, date_update = :date_update
 WHERE id_business = :id_business AND id = :id;

-- name: draft_held_lines
SELECT id, id_customer, id_subscription, id_feature, type_line, key_charge, label,
       quantity_reported, quantity_billed, amount_subtotal, amount_total, rate_tax, date_move,
       date_period_start, date_period_end, state_move, id_draft, date_expiry, date_creation,
       id_user_creation
  FROM balance_lines
 WHERE id_business = :id_business AND id_draft = :id
 ORDER BY id_customer, id;

-- name: draft_take
-- What waits in the balance of who pays, or of a member of his group.
UPDATE balance_lines SET id_draft = :id_draft
 WHERE id_business = :id_business AND id = :id AND id_invoice IS NULL AND id_draft IS NULL
   AND state_move IN ('Due', 'Adjustment') AND type_line <> 'AutoBillingReport'
   AND id_customer IN (SELECT c.id FROM customers c
                        WHERE c.id_business = :id_business
                          AND (c.id = :id_customer OR c.id_customer_payer = :id_customer));

-- name: draft_drop
UPDATE balance_lines SET id_draft = NULL
 WHERE id_business = :id_business AND id = :id AND id_draft = :id_draft;

-- part: draft_shown
SELECT d.id, d.id_segment, d.id_customer, s.reference_segment, c.reference_customer, s.currency,
       (SELECT k.id_recurring_invoice FROM recurring_cycles k
         WHERE k.id_business = d.id_business AND k.id_invoice = d.id) AS id_recurring_invoice,
       d.issue_at, d.note, d.type_payment, d.composition, d.composed_subtotal, d.composed_total,
       d.date_creation, d.id_user_creation, d.date_update,
       (SELECT CAST(coalesce(sum(l.amount_subtotal), 0) AS BIGINT) FROM balance_lines l
         WHERE l.id_business = d.id_business AND l.id_draft = d.id)
       + coalesce(d.composed_subtotal, 0) AS amount_subtotal,
       (SELECT CAST(coalesce(sum(l.amount_total), 0) AS BIGINT) FROM balance_lines l
         WHERE l.id_business = d.id_business AND l.id_draft = d.id)
       + coalesce(d.composed_total, 0) AS amount_total
  FROM invoice_drafts d
  JOIN customers c ON c.id_business = d.id_business AND c.id = d.id_customer
  JOIN segments s ON s.id_business = d.id_business AND s.id = d.id_segment

-- name: draft_get
{draft_shown}
 WHERE d.id_business = :id_business AND d.id = :id;

-- name: draft_list
{draft_shown}
 WHERE d.id_business = :id_business AND (d.id_customer = :id_customer OR :id_customer IS NULL)
   AND (d.id_segment = :id_segment OR :id_segment IS NULL)
 ORDER BY d.id DESC
 LIMIT :size_page OFFSET :skipped;

-- name: draft_count
SELECT count(*) FROM invoice_drafts
 WHERE id_business = :id_business AND (id_customer = :id_customer OR :id_customer IS NULL)
   AND (id_segment = :id_segment OR :id_segment IS NULL);

-- Series.

-- name: series_take
-- As many numbers as invoices survived; the date of issue never goes back.
UPDATE series SET next_number = next_number + :count,
       last_issue_at = CASE WHEN last_issue_at > :now THEN last_issue_at ELSE :now END
 WHERE id_business = :id_business AND prefix = :stem AND kind = :kind AND scope = :scope
   AND id_scope = :id_scope
RETURNING id, next_number - :count AS first_number, last_issue_at;

-- name: series_begin
-- Whoever is faster begins it.
INSERT INTO series (id, id_business, id_segment, kind, prefix, next_number, last_issue_at, scope,
                    id_scope)
VALUES (:id, :id_business, :id_segment, :kind, :stem, 1, 0, :scope, :id_scope)
    ON CONFLICT (id_business, prefix) DO NOTHING;

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
       reference_order, amount_deposit, content_hash, next_at, reminder_at, date_update
  FROM invoices
 WHERE id_business = :id_business AND id = :id;

-- name: invoice_lines
SELECT id, id_customer, id_subscription, id_feature, type_line, key_charge, label,
       quantity_reported, quantity_billed, amount_subtotal, amount_total, rate_tax, date_move,
       date_period_start, date_period_end, billable_at, state_move, charge_key, explanation,
       id_invoice, position, date_expiry, date_creation, id_user_creation, category_tax,
       country_tax
  FROM balance_lines
 WHERE id_business = :id_business AND id_invoice = :id
 ORDER BY position;

-- name: invoice_explained
SELECT id, full_number, type_credit, currency, language, amount_subtotal, amount_total
  FROM invoices
 WHERE id_business = :id_business AND id = :id;

-- name: invoice_explained_lines
SELECT id, position, label, type_line, state_move, amount_subtotal, explanation, id_credit
  FROM balance_lines
 WHERE id_business = :id_business AND id_invoice = :id
 ORDER BY position;

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

-- name: invoice_end_dispute
-- However a dispute ended, if nobody said how it was paid, cancelled or given up.
UPDATE disputes SET outcome = 'Settled', date_outcome = :now
 WHERE id_business = :id_business AND id_invoice = :id AND outcome IS NULL;

-- name: invoice_make_due
UPDATE invoices SET state_invoice = :state_invoice, date_payment = NULL,
       date_payment_scheduled = :date_payment_scheduled, next_at = :next_at, date_update = :now
 WHERE id_business = :id_business AND id = :id;

-- name: invoice_credit_used
SELECT CAST(coalesce(sum(amount), 0) AS BIGINT)
  FROM credit_uses
 WHERE id_business = :id_business AND id_invoice = :id;

-- What staff looks for.

-- part: desk_shown
SELECT i.id, i.id_segment, i.id_customer, s.reference_segment, c.reference_customer, i.full_number,
       i.state_invoice, i.date_issue, i.date_update, i.date_payment, i.date_payment_scheduled,
       i.date_payment_limit, i.type_payment, i.amount_subtotal, i.amount_total, i.amount_paid,
       i.currency, i.note AS note_localized, i.type_credit, i.reason, i.id_corrects,
       i.reference_order, i.amount_deposit,
       (SELECT k.id_recurring_invoice FROM recurring_cycles k
         WHERE k.id_business = i.id_business AND k.id_invoice = i.id) AS id_recurring_invoice
  FROM invoices i
  JOIN customers c ON c.id_business = i.id_business AND c.id = i.id_customer
  JOIN segments s ON s.id_business = i.id_business AND s.id = i.id_segment

-- part: desk_matching
 WHERE i.id_business = :id_business
   AND (i.id_customer = :id_customer OR :id_customer IS NULL)
   AND (i.id_segment = :id_segment OR :id_segment IS NULL)
   AND (i.state_invoice = :state_invoice OR :state_invoice IS NULL)
   AND (i.full_number = :full_number OR :full_number IS NULL)
   AND (i.date_issue >= :date_issue_min OR :date_issue_min IS NULL)
   AND (i.date_issue < :date_issue_max OR :date_issue_max IS NULL)

-- name: desk_show
{desk_shown}
 WHERE i.id_business = :id_business AND i.id = :id;

-- name: desk_list
{desk_shown}
{desk_matching}
 ORDER BY i.date_issue DESC, i.number DESC, i.id DESC
 LIMIT :size_page OFFSET :skipped;

-- name: desk_count
SELECT count(*) FROM invoices i
{desk_matching};

-- name: desk_lines
SELECT l.position, l.type_line, l.id_customer, c.reference_customer, l.id_subscription,
       l.key_charge, l.label, l.quantity_billed, l.amount_subtotal, l.rate_tax, l.date_move,
       l.date_period_start, l.date_period_end
  FROM balance_lines l
  JOIN customers c ON c.id_business = l.id_business AND c.id = l.id_customer
 WHERE l.id_business = :id_business AND l.id_invoice = :id
 ORDER BY l.position;

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
SELECT id, id_segment, id_seller, id_customer, full_number, type_credit, state_invoice, issued_on,
       date_payment, date_payment_limit, type_payment, currency, language, amount_subtotal,
       amount_total, amount_paid, amount_deposit, note, reason, id_corrects, reference_order,
       id_address_seller, id_address_customer, content_hash
  FROM invoices
 WHERE id_business = :id_business AND id = :id;

-- name: invoice_page_corrected
SELECT full_number
  FROM invoices
 WHERE id_business = :id_business AND id = :id;

-- name: invoice_page_collection
-- By SEPA: with the mandate of its last charge, or while it waits, with that of the customer's method.
SELECT (SELECT max(o.date_collection)
          FROM transaction_shares h
          JOIN sepa_orders o ON o.id_business = h.id_business
                            AND o.id_transaction = h.id_transaction AND o.is_withdrawn = 0
         WHERE h.id_business = i.id_business AND h.id_invoice = i.id) AS date_collection,
       i.date_payment_scheduled, m.reference_mandate, m.iban_masked, g.settings, s.creditor_id,
       s.time_zone
  FROM invoices i
  JOIN mandates m
         ON m.id_business = i.id_business
        AND m.id_permission =
            coalesce((SELECT max(t.id_permission)
                        FROM transaction_shares h
                        JOIN transactions t ON t.id_business = h.id_business
                                           AND t.id = h.id_transaction AND t.amount > 0
                       WHERE h.id_business = i.id_business AND h.id_invoice = i.id),
                     (SELECT max(p.id)
                        FROM permissions p
                       WHERE p.id_business = i.id_business AND p.id_customer = i.id_customer
                         AND p.is_default = 1 AND i.state_invoice = 'DueAuto'))
  JOIN gateways g ON g.id_business = m.id_business AND g.id = m.id_gateway
  JOIN sellers s ON s.id_business = i.id_business AND s.id = i.id_seller
 WHERE i.id_business = :id_business AND i.id = :id AND i.type_payment = 'DirectDebit'
   AND i.type_credit IS NULL;

-- name: invoice_page_lines
SELECT l.label, l.quantity_billed, l.amount_subtotal, l.rate_tax, l.date_move,
       l.date_period_start, l.date_period_end, l.id_customer,
       coalesce(c.name, c.reference_customer) AS name
  FROM balance_lines l
  JOIN customers c ON c.id_business = l.id_business AND c.id = l.id_customer
 WHERE l.id_business = :id_business AND l.id_invoice = :id
 ORDER BY l.position;

-- name: invoice_page_taxes
SELECT id_invoice, position, rate_tax, label_tax, amount_subtotal, amount_tax, category_tax,
       country_tax, vatex_tax, mention_tax, proof_vat, amount_distance
  FROM invoice_taxes
 WHERE id_business = :id_business AND id_invoice = :id
 ORDER BY rate_tax DESC, position;
