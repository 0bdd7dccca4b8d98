-- Payments and what is on its way to be one, as their customer sees them.

-- part: payments_seen
SELECT p.id AS id, p.id AS id_payment, p.id_transaction, p.id_customer, p.date_payment AS date,
       p.type_payment, p.label_payment, m.name_display,
       coalesce(p.reference_payment, t.token_refund, t.token_transaction) AS reference, p.amount,
       p.amount_credited, p.currency,
       CASE WHEN p.amount < 0 AND (t.amount < 0
                      OR EXISTS (SELECT 1 FROM payment_shares h
                                   JOIN invoices c ON c.id_business = h.id_business
                                                  AND c.id = h.id_invoice
                                  WHERE h.id_business = p.id_business AND h.id_payment = p.id
                                    AND c.type_credit IS NOT NULL)) THEN 'Refunded'
            WHEN p.amount < 0 THEN 'Returned'
            WHEN t.state_transaction = 'Disputed' THEN 'Disputed'
            ELSE 'Received' END AS status
  FROM payments p
  LEFT JOIN transactions t ON t.id_business = p.id_business AND t.id = p.id_transaction
  LEFT JOIN permissions m ON m.id_business = t.id_business AND m.id = t.id_permission
 WHERE p.id_business = :id_business

-- part: attempts
  FROM transactions t
  LEFT JOIN permissions m ON m.id_business = t.id_business AND m.id = t.id_permission
 WHERE t.id_business = :id_business
   AND t.state_transaction IN ('ToSend', 'Unknown', 'ToProcess', 'Pending', 'ToAuthenticate',
                               'Failed')

-- part: attempts_seen
SELECT t.id AS id, CAST(NULL AS BIGINT) AS id_payment, t.id AS id_transaction, t.id_customer,
       t.date_creation AS date, t.type_payment, CAST(NULL AS TEXT) AS label_payment,
       m.name_display, coalesce(t.token_refund, t.token_transaction) AS reference, t.amount,
       CAST(0 AS BIGINT) AS amount_credited, t.currency,
       CASE WHEN t.state_transaction = 'Failed' THEN 'Failed' ELSE 'Pending' END AS status
{attempts}

-- name: history_list
{payments_seen} AND p.id_customer = :id_customer
UNION ALL
{attempts_seen} AND t.id_customer = :id_customer
 ORDER BY date DESC, id DESC
 LIMIT :size_page OFFSET :skipped;

-- name: history_count
SELECT (SELECT count(*) FROM payments p
         WHERE p.id_business = :id_business AND p.id_customer = :id_customer)
       + (SELECT count(*) {attempts} AND t.id_customer = :id_customer);

-- name: history_get
{payments_seen} AND p.id = :id
UNION ALL
{attempts_seen} AND t.id = :id;

-- part: asked_ids
/*sqlite SELECT value FROM json_each(:ids) */
/*pg SELECT CAST(json_array_elements_text(CAST(:ids AS JSON)) AS BIGINT) */

-- part: whole_invoices
-- The invoices that these payments are for.
SELECT coalesce(j.id_corrects, j.id)
  FROM payment_shares k
  JOIN invoices j ON j.id_business = k.id_business AND j.id = k.id_invoice
 WHERE k.id_business = :id_business AND k.id_payment IN ({asked_ids})

-- name: history_parts
-- Everything that was paid of the invoices that the payments are for, and what went back of them; in
-- the order of invoices, and for each as it came.
SELECT h.id_payment AS id, w.id AS id_invoice, w.full_number,
       CASE WHEN i.type_credit IS NOT NULL THEN i.full_number END AS credit_note, h.amount,
       coalesce(t.id_corrects, t.id) AS id_charge
  FROM payment_shares h
  JOIN payments p ON p.id_business = h.id_business AND p.id = h.id_payment
  JOIN invoices i ON i.id_business = h.id_business AND i.id = h.id_invoice
  JOIN invoices w ON w.id_business = i.id_business AND w.id = coalesce(i.id_corrects, i.id)
  LEFT JOIN transactions t ON t.id_business = p.id_business AND t.id = p.id_transaction
 WHERE h.id_business = :id_business
   AND h.id_invoice IN ({whole_invoices}
                        UNION
                        SELECT n.id FROM invoices n
                         WHERE n.id_business = :id_business
                           AND n.id_corrects IN ({whole_invoices}))
 ORDER BY w.id, h.id_payment;

-- name: history_attempted
SELECT h.id_transaction AS id, i.id AS id_invoice, i.full_number, h.amount
  FROM transaction_shares h
  JOIN invoices i ON i.id_business = h.id_business AND i.id = h.id_invoice
 WHERE h.id_business = :id_business AND h.id_transaction IN ({asked_ids})
 ORDER BY h.id_transaction, i.id;

-- part: credits_of_payments
  FROM payments p
  JOIN balance_lines l ON l.id_business = p.id_business
                      AND l.charge_key = 'payment:' || CAST(p.id AS TEXT)

-- name: history_uses
-- Later invoices that were paid with what was over.
SELECT p.id, i.id AS id_invoice, i.full_number, u.amount
{credits_of_payments}
  JOIN credit_uses u ON u.id_business = l.id_business AND u.id_line = l.id
  JOIN invoices i ON i.id_business = u.id_business AND i.id = u.id_invoice
 WHERE p.id_business = :id_business AND p.id IN ({asked_ids}) AND u.amount > 0
 ORDER BY p.id, i.id;

-- name: history_remaining
SELECT p.id, -l.amount_subtotal AS amount
{credits_of_payments}
 WHERE p.id_business = :id_business AND p.id IN ({asked_ids})
   AND l.id_invoice IS NULL AND l.state_move = 'Due' AND l.amount_subtotal < 0
 ORDER BY p.id;
