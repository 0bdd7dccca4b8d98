-- Mandates.

-- name: mandate_add
INSERT INTO mandates (id, id_business, id_customer, id_gateway, id_permission, reference_mandate,
                      scheme_mandate, type_mandate, name_debtor, iban_masked, bic, date_signature,
                      signed_from, signed_with, text_version, text_hash, date_last_collection,
                      date_amendment, creditor_before, creditor_name_before, is_account_new,
                      date_creation, id_user_creation, date_update, id_user_update, state_life,
                      version)
VALUES (:id, :id_business, :id_customer, :id_gateway, :id_permission, :reference_mandate,
        :scheme_mandate, :type_mandate, :name_debtor, :iban_masked, :bic, :date_signature,
        :signed_from, :signed_with, :text_version, :text_hash, :date_last_collection,
        :date_amendment, :creditor_before, :creditor_name_before, :is_account_new,
        :date_creation, :id_user_creation, :date_update, :id_user_update, :state_life, :version);

-- name: mandate_save
UPDATE mandates
   SET name_debtor = :name_debtor, iban_masked = :iban_masked, bic = :bic,
       date_amendment = :date_amendment, is_account_new = :is_account_new,
       date_revocation = :date_revocation, reason_revocation = :reason_revocation,
       date_update = :date_update, id_user_update = :id_user_update, version = version + 1
 WHERE id_business = :id_business AND id = :id AND version = :version;

-- part: mandate_uses
-- What was not refused: the orders that tell the bank what it has to know.
FROM sepa_orders o
               JOIN sepa_files f ON f.id_business = o.id_business AND f.id = o.id_file
               JOIN transactions t ON t.id_business = o.id_business AND t.id = o.id_transaction
              WHERE o.id_business = m.id_business AND o.id_mandate = m.id AND o.is_withdrawn = 0
                AND t.state_transaction IN ('Pending', 'Succeeded', 'Disputed', 'Returned')

-- part: mandates_shown
SELECT m.id, m.id_customer, m.id_gateway, m.id_permission, c.reference_customer,
       s.reference_segment, m.reference_mandate, m.scheme_mandate, m.type_mandate,
       p.state_permission, m.name_debtor, m.iban_masked, m.bic, m.date_signature, m.signed_from,
       m.signed_with, m.text_version, m.text_hash, m.date_last_collection,
       m.date_amendment, m.creditor_before, m.creditor_name_before, m.is_account_new,
       (SELECT max(o.date_collection) {mandate_uses}) AS date_collection,
       (SELECT max(f.date_creation) {mandate_uses}) AS date_file,
       p.date_expiration, m.date_revocation, m.reason_revocation, m.date_creation, m.id_user_creation, m.date_update,
       m.id_user_update, m.state_life, m.version
  FROM mandates m
  JOIN permissions p ON p.id_business = m.id_business AND p.id = m.id_permission
  JOIN customers c ON c.id_business = m.id_business AND c.id = m.id_customer
  JOIN segments s ON s.id_business = c.id_business AND s.id = c.id_segment

-- name: mandate_get
{mandates_shown}
 WHERE m.id_business = :id_business AND m.id = :id;

-- name: mandate_of_reference
{mandates_shown}
 WHERE m.id_business = :id_business AND m.reference_mandate = :reference_mandate;

-- name: mandate_of_permission
{mandates_shown}
 WHERE m.id_business = :id_business AND m.id_permission = :id_permission;

-- name: mandate_list
{mandates_shown}
 WHERE m.id_business = :id_business AND (m.id_customer = :id_customer OR :id_customer IS NULL)
 ORDER BY m.id DESC
 LIMIT :size_page OFFSET :skipped;

-- name: mandate_count
SELECT count(*) FROM mandates m
 WHERE m.id_business = :id_business AND (m.id_customer = :id_customer OR :id_customer IS NULL);
