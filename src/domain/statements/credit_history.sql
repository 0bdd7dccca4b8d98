-- Credits, whatever became of them.

-- A credit that was larger than an invoice stays, and what the invoice used is a line of its own that
-- names it; one that was used at once is itself a line of the invoice.

-- part: credits_seen
l.amount_subtotal <= 0 AND l.id_credit IS NULL
   AND substr(l.type_line, 1, 12) <> 'AutoDiscount'
   AND (l.amount_subtotal < 0 OR l.state_move = 'Credited')
   AND (l.state_move IN ('Due', 'Adjustment', 'Credited')
        OR (l.state_move = 'Cancelled' AND l.date_expiry IS NOT NULL)
        OR (l.id_invoice IS NOT NULL
            AND EXISTS (SELECT 1 FROM invoices b
                         WHERE b.id_business = l.id_business AND b.id = l.id_invoice
                           AND b.type_credit IS NULL)))

-- part: credits_of_customer
-- Those that wait, and those that became lines of his invoices.
SELECT l.id FROM balance_lines l
 WHERE l.id_business = :id_business AND l.id_customer = :id_customer AND l.id_invoice IS NULL
   AND {credits_seen}
UNION ALL
SELECT l.id FROM invoices i
  JOIN balance_lines l ON l.id_business = i.id_business AND l.id_invoice = i.id
 WHERE i.id_business = :id_business AND i.id_customer = :id_customer
   AND l.id_customer = :id_customer AND {credits_seen}

-- part: credits_shown
SELECT l.id, l.id_customer, l.type_line, l.label, l.date_creation, l.date_expiry, s.currency,
       CASE WHEN l.id_invoice IS NULL AND l.state_move IN ('Due', 'Adjustment')
            THEN -l.amount_subtotal ELSE 0 END AS amount_remaining,
       -l.amount_subtotal
       + (SELECT CAST(coalesce(-sum(p.amount_subtotal), 0) AS BIGINT) FROM balance_lines p
           WHERE p.id_business = l.id_business AND p.id_credit = l.id)
       + (SELECT CAST(coalesce(sum(u.amount), 0) AS BIGINT) FROM credit_uses u
           WHERE u.id_business = l.id_business AND u.id_line = l.id
             AND u.amount > 0) AS amount_given,
       CASE WHEN l.state_move = 'Cancelled' THEN 'Lapsed' END AS state_credit,
       (SELECT p.id FROM payments p
         WHERE p.id_business = l.id_business AND p.id_customer = l.id_customer
           AND l.charge_key = 'payment:' || CAST(p.id AS TEXT)) AS id_payment,
       o.id AS id_origin, o.full_number AS origin
  FROM balance_lines l
  JOIN customers c ON c.id_business = l.id_business AND c.id = l.id_customer
  JOIN segments s ON s.id_business = c.id_business AND s.id = c.id_segment
  LEFT JOIN invoices o
         ON o.id_business = l.id_business
        AND o.id = (SELECT max(coalesce(n.id_corrects, n.id))
                      FROM credit_uses g
                      JOIN invoices n ON n.id_business = g.id_business AND n.id = g.id_invoice
                     WHERE g.id_business = l.id_business AND g.id_line = l.id AND g.amount < 0)

-- name: credit_history
{credits_shown}
 WHERE l.id_business = :id_business AND l.id IN ({credits_of_customer})
 ORDER BY l.date_creation DESC, l.id DESC
 LIMIT :size_page OFFSET :skipped;

-- name: credit_history_count
SELECT count(*) FROM ({credits_of_customer}) AS seen;

-- name: credit_history_available
SELECT CAST(coalesce(-sum(l.amount_subtotal), 0) AS BIGINT)
  FROM balance_lines l
 WHERE l.id_business = :id_business AND l.id_customer = :id_customer AND l.id_invoice IS NULL
   AND l.amount_subtotal < 0 AND l.state_move IN ('Due', 'Adjustment')
   AND substr(l.type_line, 1, 12) <> 'AutoDiscount';

-- name: credit_history_get
{credits_shown}
 WHERE l.id_business = :id_business AND l.id = :id AND {credits_seen};

-- part: asked_credits
/*sqlite SELECT value FROM json_each(:ids) */
/*pg SELECT CAST(json_array_elements_text(CAST(:ids AS JSON)) AS BIGINT) */

-- name: credit_history_spent
SELECT u.id_line AS id_credit, i.id AS id_invoice, i.full_number, u.date_use AS date, u.amount
  FROM credit_uses u
  JOIN invoices i ON i.id_business = u.id_business AND i.id = u.id_invoice
 WHERE u.id_business = :id_business AND u.amount > 0 AND u.id_line IN ({asked_credits})
UNION ALL
SELECT l.id_credit AS id_credit, i.id AS id_invoice, i.full_number, i.date_issue AS date,
       -l.amount_subtotal AS amount
  FROM balance_lines l
  JOIN invoices i ON i.id_business = l.id_business AND i.id = l.id_invoice
 WHERE l.id_business = :id_business AND l.id_credit IN ({asked_credits})
   AND i.type_credit IS NULL
UNION ALL
SELECT l.id AS id_credit, i.id AS id_invoice, i.full_number, i.date_issue AS date,
       -l.amount_subtotal AS amount
  FROM balance_lines l
  JOIN invoices i ON i.id_business = l.id_business AND i.id = l.id_invoice
 WHERE l.id_business = :id_business AND l.id IN ({asked_credits}) AND i.type_credit IS NULL
 ORDER BY id_credit, date, id_invoice;
