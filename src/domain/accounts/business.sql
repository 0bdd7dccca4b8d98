-- Businesses, sellers, segments; and what a business begins with.

-- part: business_columns
id, name, is_live, language, time_zone, date_creation, id_user_creation, date_update,
       id_user_update, state_life, version

-- name: business_get
SELECT {business_columns} FROM businesses WHERE id = :id_business;

-- name: business_list
-- every business
SELECT {business_columns} FROM businesses ORDER BY id;

-- name: business_add
INSERT INTO businesses (id, name, is_live, language, time_zone, date_creation, id_user_creation,
                        date_update, id_user_update, state_life, version)
VALUES (:id, :name, :is_live, :language, :time_zone, :date_creation, :id_user_creation,
        :date_update, :id_user_update, :state_life, :version);

-- part: segment_columns
id, id_seller, reference_segment, name, currency, language, time_zone, position, rate_tax,
       label_tax, install_url, date_creation, id_user_creation, date_update, id_user_update,
       state_life, version

-- name: segment_get
SELECT {segment_columns} FROM segments WHERE id_business = :id_business AND id = :id;

-- name: segment_choose
SELECT {segment_columns}
  FROM segments
 WHERE id_business = :id_business
   AND (reference_segment = :reference_segment OR :reference_segment IS NULL)
 ORDER BY position, id
 LIMIT 1;

-- name: segment_list
SELECT {segment_columns} FROM segments WHERE id_business = :id_business ORDER BY position, id;

-- name: segment_add
INSERT INTO segments (id, id_business, id_seller, reference_segment, name, currency, language,
                      time_zone, position, rate_tax, label_tax, install_url, date_creation,
                      id_user_creation, date_update, id_user_update, state_life, version)
VALUES (:id, :id_business, :id_seller, :reference_segment, :name, :currency, :language,
        :time_zone, :position, :rate_tax, :label_tax, :install_url, :date_creation,
        :id_user_creation, :date_update, :id_user_update, :state_life, :version);

-- name: segment_set_install_url
UPDATE segments
   SET install_url = :install_url, date_update = :date_update, id_user_update = :id_user_update,
       version = version + 1
 WHERE id_business = :id_business AND id = :id AND version = :version;

-- name: seller_list
SELECT id, name, legal_form, siren, vat_number, vat_regime, creditor_id, id_address, time_zone,
       is_default, date_creation, id_user_creation, date_update, id_user_update, state_life,
       version
  FROM sellers
 WHERE id_business = :id_business
 ORDER BY id;

-- name: seller_add
INSERT INTO sellers (id, id_business, name, legal_form, siren, vat_number, vat_regime,
                     creditor_id, id_address, time_zone, is_default, date_creation,
                     id_user_creation, date_update, id_user_update, state_life, version)
VALUES (:id, :id_business, :name, :legal_form, :siren, :vat_number, :vat_regime, :creditor_id,
        :id_address, :time_zone, :is_default, :date_creation, :id_user_creation, :date_update,
        :id_user_update, :state_life, :version);

-- name: books_create
INSERT INTO books (id_business, next_seq, last_hash) VALUES (:id_business, 1, :last_hash);

-- What an emptied sandbox loses.

-- name: empty_answers
DELETE FROM idempotency_keys WHERE id_business = :id_business;

-- name: empty_events
DELETE FROM events WHERE id_business = :id_business;

-- name: empty_mails
DELETE FROM mails WHERE id_business = :id_business;

-- name: empty_failures
DELETE FROM failures WHERE id_business = :id_business;

-- name: empty_imports
DELETE FROM imports WHERE id_business = :id_business;

-- name: empty_jobs
DELETE FROM jobs WHERE id_business = :id_business;

-- name: empty_mandates
DELETE FROM mandates WHERE id_business = :id_business;

-- name: empty_sepa_files
DELETE FROM sepa_files WHERE id_business = :id_business;

-- name: empty_sepa_orders
DELETE FROM sepa_orders WHERE id_business = :id_business;

-- name: empty_sepa_entries
DELETE FROM sepa_entries WHERE id_business = :id_business;

-- name: empty_sealed
-- What was sealed for rows that are gone.
DELETE FROM secrets
 WHERE id_business = :id_business AND table_name IN ('mandates', 'sepa_files', 'mails', 'credentials');

-- name: empty_postings
DELETE FROM postings WHERE id_business = :id_business;

-- name: empty_entries
DELETE FROM entries WHERE id_business = :id_business;

-- name: empty_payment_shares
DELETE FROM payment_shares WHERE id_business = :id_business;

-- name: empty_payments
DELETE FROM payments WHERE id_business = :id_business;

-- name: empty_transaction_shares
DELETE FROM transaction_shares WHERE id_business = :id_business;

-- name: empty_transactions
DELETE FROM transactions WHERE id_business = :id_business;

-- name: empty_permissions
DELETE FROM permissions WHERE id_business = :id_business;

-- name: empty_gateway_notices
DELETE FROM gateway_notices WHERE id_business = :id_business;

-- name: empty_taxes
DELETE FROM invoice_taxes WHERE id_business = :id_business;

-- name: empty_invoices
DELETE FROM invoices WHERE id_business = :id_business;

-- name: empty_drafts
DELETE FROM invoice_drafts WHERE id_business = :id_business;

-- name: empty_recurring_invoices
DELETE FROM recurring_invoices WHERE id_business = :id_business;

-- name: empty_recurring_cycles
DELETE FROM recurring_cycles WHERE id_business = :id_business;
-- name: empty_estimate_answers
DELETE FROM estimate_answers WHERE id_business = :id_business;

-- name: empty_estimates
DELETE FROM estimates WHERE id_business = :id_business;

-- name: empty_credit_uses
DELETE FROM credit_uses WHERE id_business = :id_business;

-- name: empty_disputes
DELETE FROM disputes WHERE id_business = :id_business;

-- name: empty_lines
DELETE FROM balance_lines WHERE id_business = :id_business;

-- name: empty_counters
DELETE FROM usage_counters WHERE id_business = :id_business;

-- name: empty_usage
DELETE FROM usage_events WHERE id_business = :id_business;

-- name: empty_periods
DELETE FROM subscription_periods WHERE id_business = :id_business;

-- name: empty_discounts
DELETE FROM subscription_discounts WHERE id_business = :id_business;

-- name: empty_promotion_uses
DELETE FROM promotion_uses WHERE id_business = :id_business;

-- name: empty_promotions
UPDATE promotion_codes SET uses = 0 WHERE id_business = :id_business;

-- name: empty_thresholds
DELETE FROM subscription_thresholds WHERE id_business = :id_business;

-- name: empty_features
DELETE FROM subscription_features WHERE id_business = :id_business;

-- name: empty_texts
DELETE FROM localized_texts WHERE id_business = :id_business AND subject = 'subscription';

-- name: empty_subscriptions
DELETE FROM subscriptions WHERE id_business = :id_business;

-- name: empty_sessions
DELETE FROM sessions WHERE id_business = :id_business;

-- name: empty_credentials
DELETE FROM credentials WHERE id_business = :id_business;

-- name: empty_sign_in_failures
DELETE FROM sign_in_failures WHERE id_business = :id_business;

-- name: empty_sign_in_codes
DELETE FROM sign_in_codes WHERE id_business = :id_business;

-- name: empty_contacts
DELETE FROM contacts WHERE id_business = :id_business;

-- name: empty_customer_taxes
DELETE FROM customer_taxes WHERE id_business = :id_business;

-- name: empty_vat_proofs
DELETE FROM vat_proofs WHERE id_business = :id_business;

-- name: empty_portal_blocks
DELETE FROM portal_blocks WHERE id_business = :id_business;

-- name: empty_customers
DELETE FROM customers WHERE id_business = :id_business;

-- name: empty_addresses
DELETE FROM addresses
 WHERE id_business = :id_business
   AND id NOT IN (SELECT id_address FROM sellers
                   WHERE id_business = :id_business AND id_address IS NOT NULL);

-- name: empty_test_clock
DELETE FROM test_clocks WHERE id_business = :id_business;

-- name: empty_series
DELETE FROM series WHERE id_business = :id_business;

-- name: empty_books
DELETE FROM books WHERE id_business = :id_business;
