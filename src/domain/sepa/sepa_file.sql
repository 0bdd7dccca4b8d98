-- Files for the bank.

-- part: sepa_file_shown
SELECT f.id, f.id_gateway, g.name AS name_gateway, f.kind_file, f.state_file, f.message_id,
       f.count_orders, f.amount_total, f.code, f.explanation, f.date_creation, f.id_user_creation,
       f.date_update, f.id_user_update, f.state_life, f.version
  FROM sepa_files f
  JOIN gateways g ON g.id_business = f.id_business AND g.id = f.id_gateway

-- name: sepa_file_get
{sepa_file_shown}
 WHERE f.id_business = :id_business AND f.id = :id;

-- name: sepa_file_of_message
{sepa_file_shown}
 WHERE f.id_business = :id_business AND f.message_id = :message_id;

-- name: sepa_file_list
{sepa_file_shown}
 WHERE f.id_business = :id_business
 ORDER BY f.id DESC
 LIMIT :size_page OFFSET :skipped;

-- name: sepa_file_count
SELECT count(*) FROM sepa_files WHERE id_business = :id_business;

-- name: sepa_file_add
INSERT INTO sepa_files (id, id_business, id_gateway, kind_file, state_file, message_id,
                        count_orders, amount_total, date_creation, id_user_creation, date_update,
                        id_user_update, state_life, version)
VALUES (:id, :id_business, :id_gateway, :kind_file, :state_file, :message_id, :count_orders,
        :amount_total, :date_creation, :id_user_creation, :date_update, :id_user_update,
        :state_life, :version);

-- name: sepa_file_save
UPDATE sepa_files
   SET state_file = :state_file, code = :code, explanation = :explanation,
       date_update = :date_update, id_user_update = :id_user_update, version = version + 1
 WHERE id_business = :id_business AND id = :id AND version = :version;

-- name: sepa_order_add
INSERT INTO sepa_orders (id_business, id_file, id_transaction, id_mandate, position, end_to_end,
                         block_id, amount, date_collection, is_withdrawn)
VALUES (:id_business, :id_file, :id_transaction, :id_mandate, :position, :end_to_end, :block_id,
        :amount, :date_collection, 0);

-- name: sepa_orders_withdraw
UPDATE sepa_orders SET is_withdrawn = 1 WHERE id_business = :id_business AND id_file = :id_file;

-- name: sepa_order_list
SELECT o.id_file, o.id_transaction, o.id_mandate, o.position, o.end_to_end, o.block_id, o.amount,
       o.date_collection, o.is_withdrawn, f.kind_file, t.state_transaction
  FROM sepa_orders o
  JOIN sepa_files f ON f.id_business = o.id_business AND f.id = o.id_file
  JOIN transactions t ON t.id_business = o.id_business AND t.id = o.id_transaction
 WHERE o.id_business = :id_business
   AND (o.id_file = :id_file OR :id_file IS NULL)
   AND (o.block_id = :block_id OR :block_id IS NULL)
   AND (o.end_to_end = :end_to_end OR :end_to_end IS NULL)
 ORDER BY o.is_withdrawn, o.id_file DESC, o.position;

-- name: sepa_waiting
-- What is to be processed, the longest known first of each customer. A customer was told when the
-- last of its invoices was issued.
SELECT t.id, t.id_customer, t.id_permission, t.date_charge,
       (SELECT max(i.date_issue)
          FROM transaction_shares h
          JOIN invoices i ON i.id_business = h.id_business AND i.id = h.id_invoice
         WHERE h.id_business = t.id_business AND h.id_transaction = t.id) AS date_issue
  FROM transactions t
 WHERE t.id_business = :id_business AND t.id_gateway = :id_gateway
   AND t.state_transaction = 'ToProcess'
   AND (CASE WHEN t.amount > 0 THEN 'Debits' ELSE 'Transfers' END) = :kind_file
   AND NOT EXISTS (SELECT 1 FROM sepa_orders o
                    WHERE o.id_business = t.id_business AND o.id_transaction = t.id
                      AND o.is_withdrawn = 0)
 ORDER BY t.id_customer, t.id;
