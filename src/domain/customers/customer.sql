-- Customers and their addresses.

-- part: customer_columns
c.id, c.id_segment, c.reference_customer, s.reference_segment, s.currency, c.name, c.email,
       c.language, c.time_zone, c.status, c.reference_affiliation, c.date_affiliation,
       c.metadata, c.id_address_billing, c.id_address_shipping, c.type_payment, c.mode_billing,
       c.is_grey_listed, c.note_invoice, c.date_next_billing, c.id_customer_payer, c.link_epoch,
       c.date_creation, c.id_user_creation, c.date_update, c.id_user_update, c.state_life, c.version

-- name: customer_get
SELECT {customer_columns}
  FROM customers c
  JOIN segments s ON s.id_business = c.id_business AND s.id = c.id_segment
 WHERE c.id_business = :id_business AND c.id = :id;

-- part: of_reference
SELECT {customer_columns}
  FROM customers c
  JOIN segments s ON s.id_business = c.id_business AND s.id = c.id_segment
 WHERE c.id_business = :id_business AND c.reference_customer = :reference_customer
   AND (s.reference_segment = :reference_segment OR :reference_segment IS NULL)

-- name: customer_find
-- One, nearly always: asking for an order would make SQLite sort him.
{of_reference};

-- name: customer_find_first
-- Several segments have a customer of that reference.
{of_reference}
 ORDER BY s.position, s.id
 LIMIT 1;

-- part: from_references
FROM customers c
  JOIN segments s ON s.id_business = c.id_business AND s.id = c.id_segment
 WHERE c.id_business = :id_business AND c.id_segment = :id_segment
   AND c.reference_customer IN (
           /*sqlite SELECT value FROM json_each(:references) */
           /*pg SELECT json_array_elements_text(CAST(:references AS JSON)) */)
 ORDER BY c.id

-- name: customer_list_of_references
SELECT {customer_columns}
  {from_references};

-- name: customer_lock_references
SELECT {customer_columns}
  {from_references}
/*pg FOR UPDATE OF c */;

-- name: customer_lock
SELECT id FROM customers WHERE id_business = :id_business AND id = :id /*pg FOR UPDATE */;

-- name: customer_list
SELECT {customer_columns}
  FROM customers c
  JOIN segments s ON s.id_business = c.id_business AND s.id = c.id_segment
 WHERE c.id_business = :id_business AND c.id_segment = :id_segment
 ORDER BY c.id
 LIMIT :size_page OFFSET :skipped;

-- name: customer_count
SELECT count(*) FROM customers WHERE id_business = :id_business AND id_segment = :id_segment;

-- name: customer_add
INSERT INTO customers (id, id_business, id_segment, reference_customer, name, email, language,
                       time_zone, status, reference_affiliation, date_affiliation, metadata,
                       id_address_billing, id_address_shipping, type_payment, mode_billing,
                       is_grey_listed, note_invoice, date_next_billing, link_epoch,
                       date_creation, id_user_creation, date_update, id_user_update, state_life,
                       version)
VALUES (:id, :id_business, :id_segment, :reference_customer, :name, :email, :language, :time_zone,
        :status, :reference_affiliation, :date_affiliation, :metadata, :id_address_billing,
        :id_address_shipping, :type_payment, :mode_billing, :is_grey_listed, :note_invoice,
        :date_next_billing, :link_epoch, :date_creation, :id_user_creation, :date_update,
        :id_user_update, :state_life, :version);

-- name: customer_update
UPDATE customers
   SET name = :name, email = :email, language = :language, time_zone = :time_zone,
       status = :status, reference_affiliation = :reference_affiliation,
       date_affiliation = :date_affiliation, metadata = :metadata,
       id_address_billing = :id_address_billing, id_address_shipping = :id_address_shipping,
       type_payment = :type_payment, mode_billing = :mode_billing,
       is_grey_listed = :is_grey_listed, note_invoice = :note_invoice,
       link_epoch = :link_epoch, date_update = :date_update, id_user_update = :id_user_update, version = version + 1
 WHERE id_business = :id_business AND id = :id AND version = :version;

-- The next billing has statements of its own and no version: it moves with the money, and a page that
-- edits the name must neither lose to it nor undo it.

-- name: customer_set_billing
UPDATE customers SET date_next_billing = :at, is_next_billing_fixed = :is_fixed
 WHERE id_business = :id_business AND id = :id;

-- name: customer_draw_billing
UPDATE customers SET date_next_billing = :at
 WHERE id_business = :id_business
   AND id = (SELECT coalesce(m.id_customer_payer, m.id) FROM customers m
              WHERE m.id_business = :id_business AND m.id = :id)
   AND is_next_billing_fixed = 0
   AND (date_next_billing > :at OR date_next_billing IS NULL);

-- name: address_get
SELECT id, id_customer, company, first_name, last_name, address_line1, address_line2, zip_code,
       city, country, region, phone, tax_information, salt, digest, date_creation
  FROM addresses
 WHERE id_business = :id_business AND id = :id;

-- name: address_list
SELECT id, id_customer, company, first_name, last_name, address_line1, address_line2, zip_code,
       city, country, region, phone, tax_information, salt, digest, date_creation
  FROM addresses
 WHERE id_business = :id_business
   AND id IN (/*sqlite SELECT value FROM json_each(:ids) */
              /*pg SELECT CAST(json_array_elements_text(CAST(:ids AS JSON)) AS BIGINT) */)
 ORDER BY id;

-- name: address_add
INSERT INTO addresses (id, id_business, id_customer, company, first_name, last_name, address_line1,
                       address_line2, zip_code, city, country, region, phone, tax_information,
                       salt, digest, date_creation)
VALUES (:id, :id_business, :id_customer, :company, :first_name, :last_name, :address_line1,
        :address_line2, :zip_code, :city, :country, :region, :phone, :tax_information, :salt,
        :digest, :date_creation);

-- name: address_erase
UPDATE addresses
   SET company = NULL, first_name = NULL, last_name = NULL, address_line1 = NULL,
       address_line2 = NULL, zip_code = NULL, city = NULL, region = NULL, phone = NULL,
       tax_information = NULL, salt = NULL
 WHERE id_business = :id_business AND id_customer = :id_customer
   AND id NOT IN (SELECT i.id_address_customer FROM invoices i
                   WHERE i.id_business = :id_business AND i.id_customer = :id_customer
                     AND i.id_address_customer IS NOT NULL);

-- How staff sees a customer.

-- part: accounts
SELECT c.id, c.id_segment, s.reference_segment, c.reference_customer, s.currency, c.name, c.email,
       c.language, c.status, c.type_payment, c.mode_billing, c.is_grey_listed, c.note_invoice,
       c.date_next_billing, c.id_customer_payer, p.reference_customer AS reference_customer_payer,
       (SELECT count(*) FROM customers m
         WHERE m.id_business = c.id_business AND m.id_customer_payer = c.id) AS member_count,
       (SELECT CAST(coalesce(sum(l.amount_subtotal), 0) AS BIGINT) FROM balance_lines l
         WHERE l.id_business = c.id_business AND l.id_customer = c.id AND l.id_invoice IS NULL
           AND l.state_move IN ('Due', 'Adjustment')
           AND l.type_line <> 'AutoBillingReport') AS amount_open,
       (SELECT CAST(coalesce(-sum(l.amount_subtotal), 0) AS BIGINT) FROM balance_lines l
         WHERE l.id_business = c.id_business AND l.id_customer = c.id AND l.id_invoice IS NULL
           AND l.state_move = 'Due' AND l.type_line = 'AutoBillingReport') AS amount_credit
  FROM customers c
  JOIN segments s ON s.id_business = c.id_business AND s.id = c.id_segment
  LEFT JOIN customers p ON p.id_business = c.id_business AND p.id = c.id_customer_payer

-- name: account_get
{accounts}
 WHERE c.id_business = :id_business AND c.id = :id;

-- part: accounts_that_match
 WHERE c.id_business = :id_business
   AND (c.id_segment = :id_segment OR :id_segment IS NULL)
   AND (c.id_customer_payer = :id_customer_payer OR :id_customer_payer IS NULL)
   AND (c.type_payment = :type_payment OR :type_payment IS NULL)
   AND (c.mode_billing = :mode_billing OR :mode_billing IS NULL)
   AND (c.reference_customer = :reference_customer OR :reference_customer IS NULL)

-- name: account_list
{accounts}
{accounts_that_match}
 ORDER BY c.id
 LIMIT :size_page OFFSET :skipped;

-- name: account_count
SELECT count(*) FROM customers c
{accounts_that_match};

-- name: account_members
SELECT count(*) FROM customers WHERE id_business = :id_business AND id_customer_payer = :id;

-- name: account_set_payer
UPDATE customers
   SET id_customer_payer = :id_payer, date_update = :now, id_user_update = :id_user_update,
       version = version + 1
 WHERE id_business = :id_business AND id = :id;

-- name: account_leave_drafts
-- Whoever paid until now does not for what was not issued.
UPDATE balance_lines SET id_draft = NULL
 WHERE id_business = :id_business AND id_customer = :id AND id_draft IS NOT NULL;

-- Privacy.

-- name: customer_rename
UPDATE customers SET reference_customer = :reference_customer
 WHERE id_business = :id_business AND id = :id;

-- name: customer_ties
SELECT (SELECT count(*) FROM invoices i
         WHERE i.id_business = :id_business AND i.id_customer = :id AND {unpaid}) AS unpaid_invoices,
       (SELECT count(*) FROM subscriptions s
         WHERE s.id_business = :id_business AND (s.id_customer = :id OR s.id_customer_buyer = :id)
           AND substr(s.state_subscription, 1, 6) = 'Active') AS active_subscriptions,
       (SELECT count(*) FROM recurring_invoices r
         WHERE r.id_business = :id_business AND r.id_customer = :id
           AND r.state_recurring IN ('Pending', 'Active', 'Paused')) AS recurring_invoices,
       (SELECT CAST(coalesce(sum(l.amount_subtotal), 0) AS BIGINT) FROM balance_lines l
         WHERE l.id_business = :id_business AND l.id_customer = :id AND l.id_invoice IS NULL
           AND l.state_move IN ('Due', 'Adjustment')) AS amount_open,
       (SELECT count(*) FROM customers m
         WHERE m.id_business = :id_business AND m.id_customer_payer = :id) AS members;

-- name: customer_forget_payments
UPDATE payments SET label_payment = NULL, note = NULL
 WHERE id_business = :id_business AND id_customer = :id;

-- name: customer_forget_mails
-- That he was written to stays known, to whom and what does not.
UPDATE mails
   SET email = NULL, message = NULL, subject = NULL, content_text = NULL, content_html = NULL,
       is_erased = 1, state_mail = CASE WHEN done_at IS NULL THEN 'Refused' ELSE state_mail END,
       last_error = CASE WHEN done_at IS NULL THEN 'The customer was forgotten.' END,
       done_at = coalesce(done_at, :machine_now)
 WHERE id_business = :id_business AND id_customer = :id;

-- name: customer_forget_mail_secrets
DELETE FROM secrets
 WHERE id_business = :id_business AND table_name = 'mails'
   AND row_id IN (SELECT id FROM mails WHERE id_business = :id_business AND id_customer = :id);

-- name: customer_forget_composed
-- What was composed and never sent.
DELETE FROM invoice_drafts
 WHERE id_business = :id_business AND id_customer = :id
   AND NOT EXISTS (SELECT 1 FROM balance_lines l
                    WHERE l.id_business = invoice_drafts.id_business
                      AND l.id_draft = invoice_drafts.id);

-- name: customer_forget_recurring_drafts
DELETE FROM recurring_invoices
 WHERE id_business = :id_business AND id_customer = :id AND state_recurring = 'Draft';

-- name: customer_forget_recurring_notes
UPDATE recurring_invoices SET title = NULL, note = NULL
 WHERE id_business = :id_business AND id_customer = :id;

-- name: customer_forget_estimates
DELETE FROM estimates
 WHERE id_business = :id_business AND id_customer = :id AND full_number IS NULL;

-- name: customer_forget_answers
-- Who answered estimates, and from where.
UPDATE estimate_answers
   SET name = NULL, email = NULL, ip = NULL, user_agent = NULL, comment = NULL, reason = NULL
 WHERE id_business = :id_business
   AND id_estimate IN (SELECT e.id FROM estimates e
                        WHERE e.id_business = :id_business AND e.id_customer = :id);

-- name: customer_delete_drafts
-- Those he holds and those he would have paid for.
UPDATE subscriptions
   SET state_subscription = 'Deleted', state_life = 'Deleted', next_at = NULL,
       date_update = :now, id_user_update = :id_user_update, version = version + 1
 WHERE id_business = :id_business AND (id_customer = :id OR id_customer_buyer = :id)
   AND substr(state_subscription, 1, 5) = 'Draft'
RETURNING id, id_segment, id_customer;

-- What an invoice that is not settled yet looks like, in the words of its index:

-- part: unpaid
i.state_invoice IN ('DueAuto', 'DueOffline', 'DueToProcess', 'DuePending', 'ProblemAuto',
                               'ProblemOverdue', 'ProblemDisputed')

-- name: customer_unpaid
-- Whose invoices another pays is held by what that one owes.
SELECT c.id AS id_customer, i.id_segment,
       CAST(sum(i.amount_total - i.amount_paid) AS BIGINT) AS amount, min(i.date_issue) AS oldest
  FROM customers c
  JOIN invoices i ON i.id_business = c.id_business
                 AND i.id_customer = coalesce(c.id_customer_payer, c.id)
 WHERE c.id_business = :id_business AND i.id_business = :id_business AND {unpaid}
   AND c.id IN (/*sqlite SELECT value FROM json_each(:ids) */
                /*pg SELECT CAST(json_array_elements_text(CAST(:ids AS JSON)) AS BIGINT) */)
 GROUP BY c.id, i.id_segment
 ORDER BY c.id;

-- The office's pages.

-- name: customer_page_list
-- By reference, after the one that the last page ended with.
SELECT c.id, c.reference_customer, coalesce(c.name, c.reference_customer) AS name, c.status,
       c.type_payment, c.date_next_billing, s.currency, a.city,
       (SELECT count(*) FROM subscriptions u
         WHERE u.id_business = c.id_business AND u.id_customer = c.id
           AND substr(u.state_subscription, 1, 6) = 'Active') AS subscriptions,
       (SELECT CAST(sum(i.amount_total - i.amount_paid) AS BIGINT) FROM invoices i
         WHERE i.id_business = c.id_business AND i.id_customer = c.id AND {unpaid}) AS amount_due
  FROM customers c
  JOIN segments s ON s.id_business = c.id_business AND s.id = c.id_segment
  LEFT JOIN addresses a ON a.id_business = c.id_business AND a.id = c.id_address_billing
 WHERE c.id_business = :id_business
   AND c.reference_customer >= :prefix
   AND substr(c.reference_customer, 1, length(:prefix)) = :prefix
   AND c.reference_customer >= :after
   AND (c.reference_customer > :after OR c.id > :after_id)
 ORDER BY c.reference_customer, c.id
 LIMIT :most;

-- name: customer_page_sums
SELECT (SELECT CAST(coalesce(sum(l.amount_subtotal), 0) AS BIGINT) FROM balance_lines l
         WHERE l.id_business = :id_business AND l.id_customer = :id AND l.id_invoice IS NULL
           AND l.state_move IN ('Due', 'Adjustment')) AS amount_open,
       (SELECT CAST(coalesce(sum(i.amount_total - i.amount_paid), 0) AS BIGINT) FROM invoices i
         WHERE i.id_business = :id_business AND i.id_customer = :id AND {unpaid}) AS amount_due;

-- name: customer_page_subscriptions
-- Those he holds and those he pays for.
SELECT s.id, s.state_subscription, s.amount_recurrence, s.duration_recurrence, s.unit_recurrence,
       s.period_no, s.date_start, s.date_period_start, s.date_period_end, s.date_end,
       coalesce(s.title,
                (SELECT t.content FROM localized_texts t
                  WHERE t.id_business = s.id_business AND t.subject = 'offer'
                    AND t.id_subject = s.id_offer AND t.field = 'title'
                  ORDER BY CASE WHEN substr(t.language, 1, 2) = :language THEN 0 ELSE 1 END,
                           t.language LIMIT 1), o.name) AS title,
       CASE WHEN s.id_customer <> :id THEN s.id_customer END AS id_holder,
       CASE WHEN s.id_customer <> :id THEN h.reference_customer END AS reference_holder,
       CASE WHEN s.id_customer_buyer <> :id THEN s.id_customer_buyer END AS id_buyer,
       CASE WHEN s.id_customer_buyer <> :id THEN b.reference_customer END AS reference_buyer
  FROM subscriptions s
  JOIN offers o ON o.id_business = s.id_business AND o.id = s.id_offer
  JOIN customers h ON h.id_business = s.id_business AND h.id = s.id_customer
  JOIN customers b ON b.id_business = s.id_business AND b.id = s.id_customer_buyer
 WHERE s.id_business = :id_business AND (s.id_customer = :id OR s.id_customer_buyer = :id)
 ORDER BY s.id DESC
 LIMIT :most;

-- name: customer_page_features
-- Of those subscriptions, down to the last one shown.
SELECT p.id_subscription, f.reference_feature, f.type_feature, p.is_enabled, p.quantity_included,
       CASE WHEN f.type_feature = 'Consumption' THEN coalesce(u.quantity, 0)
            ELSE p.quantity_current END AS quantity_current,
       (SELECT t.content FROM localized_texts t
         WHERE t.id_business = f.id_business AND t.subject = 'feature' AND t.id_subject = f.id
           AND t.field = 'title'
         ORDER BY CASE WHEN substr(t.language, 1, 2) = :language THEN 0 ELSE 1 END,
                  t.language LIMIT 1) AS title
  FROM subscriptions s
  JOIN subscription_features p ON p.id_business = s.id_business AND p.id_subscription = s.id
  JOIN features f ON f.id_business = p.id_business AND f.id = p.id_feature
  LEFT JOIN usage_counters u
         ON u.id_business = p.id_business AND u.id_subscription_feature = p.id
        AND u.period_no = s.period_no
 WHERE s.id_business = :id_business AND (s.id_customer = :id OR s.id_customer_buyer = :id)
   AND s.id >= :last
 ORDER BY s.id DESC, p.id;

-- name: customer_page_balance
SELECT l.label, l.quantity_billed, l.amount_subtotal, l.date_move, l.date_period_start,
       l.date_period_end
  FROM balance_lines l
 WHERE l.id_business = :id_business AND l.id_customer = :id AND l.id_invoice IS NULL
   AND l.state_move IN ('Due', 'Adjustment')
 ORDER BY l.billable_at DESC, l.id DESC
 LIMIT :most;

-- name: customer_page_invoices
SELECT i.id, i.full_number, i.issued_on, i.state_invoice, i.date_payment_limit, i.currency,
       i.amount_total, i.amount_paid
  FROM invoices i
 WHERE i.id_business = :id_business AND i.id_customer = :id
 ORDER BY i.date_issue DESC, i.id DESC
 LIMIT :most;
