-- Attempts to move money.

-- name: transaction_add
INSERT INTO transactions (id, id_business, id_segment, id_customer, id_gateway, id_permission,
                          id_corrects, type_payment, state_transaction, amount, currency, attempt,
                          is_customer_present, date_charge, date_settlement,
                          date_dispute_over, token_transaction,
                          token_refund, page_url, progress, decline, code, message, reason,
                          is_content_kept, next_at, idempotency_key, return_url, sent_at, wish, due_at,
                          leased_until, leases, silences, silent_since, date_creation, id_user_creation,
                          date_update, id_user_update, version)
VALUES (:id, :id_business, :id_segment, :id_customer, :id_gateway, :id_permission, :id_corrects,
        :type_payment, :state_transaction, :amount, :currency, :attempt, :is_customer_present,
        :date_charge, :date_settlement, :date_dispute_over, :token_transaction, :token_refund, :page_url, :progress,
        :decline, :code, :message, :reason, :is_content_kept, :next_at, :idempotency_key, :return_url, :sent_at,
        :wish, :due_at, :leased_until, :leases, :silences, :silent_since, :date_creation,
        :id_user_creation, :date_update, :id_user_update, :version);

-- name: transaction_share_add
INSERT INTO transaction_shares (id_business, id_transaction, id_invoice, amount)
VALUES (:id_business, :id_transaction, :id_invoice, :amount);

-- name: transaction_save
UPDATE transactions
   SET state_transaction = :state_transaction, date_settlement = :date_settlement,
       date_dispute_over = :date_dispute_over,
       token_transaction = :token_transaction, token_refund = :token_refund,
       page_url = :page_url, progress = :progress, decline = :decline, code = :code,
       message = :message, reason = :reason, is_content_kept = :is_content_kept,
       next_at = :next_at, sent_at = :sent_at, wish = :wish, due_at = :due_at, leased_until = :leased_until,
       leases = :leases, silences = :silences, silent_since = :silent_since,
       date_update = :date_update, id_user_update = :id_user_update, version = version + 1
 WHERE id_business = :id_business AND id = :id AND version = :version;

-- part: transactions_shown
SELECT t.id, t.id_segment, t.id_customer, t.id_gateway, t.id_permission, t.id_corrects,
       c.reference_customer, s.reference_segment, g.type_gateway, p.name_display, t.type_payment,
       t.state_transaction, t.amount, t.currency, t.attempt, t.is_customer_present, t.date_charge,
       t.date_settlement, t.date_dispute_over, t.token_transaction, t.token_refund, t.page_url, t.progress, t.decline,
       t.code, t.message, t.reason, t.is_content_kept, t.next_at, t.idempotency_key, t.return_url, t.sent_at,
       t.wish,
       t.due_at, t.leased_until, t.leases, t.silences, t.silent_since, t.date_creation,
       t.id_user_creation, t.date_update, t.id_user_update, t.version
  FROM transactions t
  JOIN customers c ON c.id_business = t.id_business AND c.id = t.id_customer
  JOIN segments s ON s.id_business = t.id_business AND s.id = t.id_segment
  JOIN gateways g ON g.id_business = t.id_business AND g.id = t.id_gateway
  JOIN permissions p ON p.id_business = t.id_business AND p.id = t.id_permission

-- name: transaction_get
{transactions_shown}
 WHERE t.id_business = :id_business AND t.id = :id;

-- name: transaction_shares
SELECT h.id_transaction, h.id_invoice, i.full_number, h.amount
  FROM transaction_shares h
  JOIN invoices i ON i.id_business = h.id_business AND i.id = h.id_invoice
 WHERE h.id_business = :id_business AND h.id_transaction = :id
 ORDER BY h.id_invoice;

-- name: transaction_open_of
SELECT t.id
  FROM transaction_shares h
  JOIN transactions t ON t.id_business = h.id_business AND t.id = h.id_transaction
 WHERE h.id_business = :id_business AND h.id_invoice = :id_invoice
   AND t.state_transaction IN ('ToSend', 'Unknown', 'ToProcess', 'Pending', 'ToAuthenticate')
   AND t.amount > 0;

-- name: transaction_of_key
SELECT id FROM transactions
 WHERE id_business = :id_business AND idempotency_key = :idempotency_key
   AND id_customer = :id_customer;

-- name: transaction_attempts
-- Those with the same method that were not called off.
SELECT count(*)
  FROM transaction_shares h
  JOIN transactions t ON t.id_business = h.id_business AND t.id = h.id_transaction
 WHERE h.id_business = :id_business AND h.id_invoice = :id_invoice
   AND t.id_permission = :id_permission AND t.amount > 0 AND t.state_transaction <> 'Cancelled';

-- name: transaction_of_token
SELECT max(id)
  FROM transactions
 WHERE id_business = :id_business AND id_gateway = :id_gateway
   AND ((token_transaction = :token_transaction AND amount > 0
         AND CAST(:token_refund AS TEXT) IS NULL)
        OR (token_refund = :token_refund AND amount < 0)
        OR idempotency_key = :idempotency_key);

-- name: transaction_unnamed
-- How many were sent without an answer so far.
SELECT count(*) FROM transactions
 WHERE id_business = :id_business AND id_gateway = :id_gateway AND due_at IS NOT NULL
   AND state_transaction = 'Unknown' AND token_transaction IS NULL;

-- name: transaction_moved
-- Of a dispute about a part the rest is still there.
SELECT CAST(coalesce(sum(amount), 0) AS BIGINT) FROM payments
 WHERE id_business = :id_business AND id_transaction = :id;

-- name: transaction_of_page
SELECT id FROM transactions
 WHERE id_business = :id_business AND idempotency_key = :idempotency_key
   AND state_transaction = 'ToAuthenticate';

-- name: transaction_charge_of
-- The charge that paid an invoice and of which the most is left to give back.
SELECT id
  FROM (SELECT t.id, t.amount + coalesce((SELECT sum(r.amount) FROM transactions r
                                           WHERE r.id_business = t.id_business
                                             AND r.id_corrects = t.id
                                             AND r.state_transaction NOT IN ('Failed', 'Cancelled',
                                                                     'Returned')),
                                         0) AS amount
          FROM transaction_shares h
          JOIN transactions t ON t.id_business = h.id_business AND t.id = h.id_transaction
         WHERE h.id_business = :id_business AND h.id_invoice = :id_invoice AND t.amount > 0
           AND t.state_transaction = 'Succeeded') AS charges
 WHERE amount >= :amount
 ORDER BY amount DESC, id DESC
 LIMIT 1;

-- name: transaction_refunding
-- What of an invoice is on its way back.
SELECT CAST(coalesce(-sum(t.amount), 0) AS BIGINT)
  FROM transaction_shares h
  JOIN transactions t ON t.id_business = h.id_business AND t.id = h.id_transaction
 WHERE h.id_business = :id_business AND h.id_invoice = :id_invoice AND t.amount < 0
   AND t.state_transaction IN ('ToSend', 'Unknown', 'ToProcess', 'Pending', 'ToAuthenticate');

-- part: transactions_that_match
 WHERE t.id_business = :id_business
   AND (t.id_customer = :id_customer OR :id_customer IS NULL)
   AND (t.state_transaction = :state_transaction OR :state_transaction IS NULL)
   AND (t.id IN (SELECT h.id_transaction FROM transaction_shares h
                  WHERE h.id_business = :id_business AND h.id_invoice = :id_invoice)
        OR :id_invoice IS NULL)

-- name: transaction_list
{transactions_shown}
{transactions_that_match}
 ORDER BY t.id DESC
 LIMIT :size_page OFFSET :skipped;

-- name: transaction_count
SELECT count(*) FROM transactions t
{transactions_that_match};

-- name: transaction_due
SELECT id, id_customer
  FROM transactions
 WHERE id_business = :id_business AND next_at = :at AND id BETWEEN :first AND :last
 ORDER BY id_customer, id;

-- name: transaction_calls
-- every business
SELECT t.id, t.id_business, b.is_live
  FROM transactions t
  JOIN businesses b ON b.id = t.id_business
 WHERE t.due_at <= :machine_now AND (t.leased_until <= :machine_now OR t.leased_until IS NULL)
 ORDER BY t.due_at, t.id
 LIMIT :most;
