-- Payments and the invoices that they are for.

-- name: payment_add
-- Whoever was faster with the same reference has recorded it.
INSERT INTO payments (id, id_business, id_segment, id_customer, type_payment, label_payment,
                      reference_payment, note, date_payment, amount, amount_credited, currency,
                      seq, id_transaction, date_creation, id_user_creation)
VALUES (:id, :id_business, :id_segment, :id_customer, :type_payment, :label_payment,
        :reference_payment, :note, :date_payment, :amount, :amount_credited, :currency, :seq,
        :id_transaction, :date_creation, :id_user_creation)
    ON CONFLICT (id_business, reference_payment) WHERE reference_payment IS NOT NULL DO NOTHING;

-- name: payment_is_there
SELECT id FROM payments WHERE id_business = :id_business AND id = :id;

-- name: payment_share_add
INSERT INTO payment_shares (id_business, id_payment, id_invoice, amount)
VALUES (:id_business, :id_payment, :id_invoice, :amount);

-- name: payment_count_of_invoice
SELECT count(*) FROM payment_shares WHERE id_business = :id_business AND id_invoice = :id_invoice;

-- part: payments_shown
SELECT p.id, p.id_segment, p.id_customer, s.reference_segment, c.reference_customer,
       p.type_payment, p.label_payment, p.reference_payment, p.note, p.date_payment, p.amount,
       p.amount_credited, p.currency, p.seq, p.id_transaction, p.date_creation,
       p.id_user_creation
  FROM payments p
  JOIN customers c ON c.id_business = p.id_business AND c.id = p.id_customer
  JOIN segments s ON s.id_business = p.id_business AND s.id = p.id_segment

-- name: payment_get
{payments_shown}
 WHERE p.id_business = :id_business AND p.id = :id;

-- name: payment_of_reference
{payments_shown}
 WHERE p.id_business = :id_business AND p.reference_payment = :reference_payment;

-- name: payment_of_transaction
{payments_shown}
 WHERE p.id_business = :id_business AND p.id_transaction = :id_transaction
 ORDER BY p.id DESC
 LIMIT 1;

-- part: payments_that_match
 WHERE p.id_business = :id_business
   AND (p.id_customer = :id_customer OR :id_customer IS NULL)
   AND (p.id IN (SELECT h.id_payment FROM payment_shares h
                  WHERE h.id_business = :id_business AND h.id_invoice = :id_invoice)
        OR :id_invoice IS NULL)

-- name: payment_corrects
-- The invoice whose credit note a payment is for; NULL if it is for none.
SELECT max(i.id_corrects)
  FROM payment_shares h
  JOIN invoices i ON i.id_business = h.id_business AND i.id = h.id_invoice
 WHERE h.id_business = :id_business AND h.id_payment = :id;

-- name: payment_list
{payments_shown}
{payments_that_match}
 ORDER BY p.id DESC
 LIMIT :size_page OFFSET :skipped;

-- name: payment_count
SELECT count(*) FROM payments p
{payments_that_match};

-- name: payment_shares
SELECT h.id_payment, h.id_invoice, i.full_number, h.amount
  FROM payment_shares h
  JOIN invoices i ON i.id_business = h.id_business AND i.id = h.id_invoice
 WHERE h.id_business = :id_business
   AND h.id_payment IN (/*sqlite SELECT value FROM json_each(:ids) */
                        /*pg SELECT CAST(json_array_elements_text(CAST(:ids AS JSON)) AS BIGINT) */)
 ORDER BY h.id_payment DESC, h.id_invoice;

-- Disputes.

-- name: dispute_add
INSERT INTO disputes (id, id_business, id_invoice, reason, amount, date_dispute, outcome,
                      date_outcome, id_user_creation)
VALUES (:id, :id_business, :id_invoice, :reason, :amount, :date_dispute, :outcome, :date_outcome,
        :id_user_creation);

-- name: dispute_get_open
SELECT id, id_invoice, reason, amount, date_dispute, outcome, date_outcome, id_user_creation
  FROM disputes
 WHERE id_business = :id_business AND id_invoice = :id_invoice AND outcome IS NULL;

-- name: dispute_resolve
UPDATE disputes SET outcome = :outcome, date_outcome = :now
 WHERE id_business = :id_business AND id = :id;

-- name: payment_returnable
-- What a transaction has paid of which invoice, and whether that can still be asked of it.
SELECT i.id, i.id_segment, i.id_customer, i.full_number, i.amount_total, i.amount_paid,
       CAST(sum(h.amount) AS BIGINT) AS amount_moved,
       CASE WHEN i.state_invoice IN ('Void', 'PaidRefunded', 'Uncollectible')
                 OR EXISTS (SELECT 1 FROM invoices c
                             WHERE c.id_business = i.id_business AND c.id_corrects = i.id)
            THEN 0 ELSE 1 END AS is_open
  FROM payments p
  JOIN payment_shares h ON h.id_business = p.id_business AND h.id_payment = p.id
  JOIN invoices i ON i.id_business = h.id_business AND i.id = h.id_invoice
 WHERE p.id_business = :id_business AND p.id_transaction = :id_transaction
 GROUP BY i.id, i.id_business, i.id_segment, i.id_customer, i.full_number, i.amount_total,
          i.amount_paid, i.state_invoice
 ORDER BY i.id;

-- name: payment_problems
SELECT count(*) FROM invoices
 WHERE id_business = :id_business AND id_customer = :id_customer
   AND state_invoice IN ('ProblemAuto', 'ProblemOverdue', 'ProblemDisputed');
