-- Statements of account, from the books.

-- part: is_payment
e.kind IN ('PaymentReceived', 'PaymentReturned')

-- part: account_entries
-- The entries about a customer: what he owes more by them, and what became his credit.
SELECT e.seq, e.kind, e.id_subject, q.currency, q.amount, q.amount_credited,
       CASE WHEN {is_payment} THEN p.date_payment
            WHEN e.kind IN ('InvoiceIssued', 'CreditIssued') THEN i.date_issue
            ELSE e.at END AS date
  FROM (SELECT seq, min(currency) AS currency,
               CAST(sum(CASE WHEN account = 'Receivable' THEN amount ELSE 0 END) AS BIGINT)
                   AS amount,
               CAST(-sum(CASE WHEN account = 'Credit' THEN amount ELSE 0 END) AS BIGINT)
                   AS amount_credited
          FROM postings
         WHERE id_business = :id_business AND id_customer = :id_customer
           AND account IN ('Receivable', 'Credit')
         GROUP BY seq) q
  JOIN entries e ON e.id_business = :id_business AND e.seq = q.seq
  LEFT JOIN payments p ON p.id_business = :id_business AND p.id = e.id_subject AND {is_payment}
  LEFT JOIN invoices i
         ON i.id_business = :id_business AND i.id = e.id_subject AND NOT {is_payment}

-- name: statement_openings
SELECT currency, CAST(sum(amount) AS BIGINT) AS amount_opening,
       CAST(sum(amount_credited) AS BIGINT) AS amount_unused
  FROM ({account_entries}) AS e
 WHERE date < :start
 GROUP BY currency
 ORDER BY currency;

-- name: statement_operations
SELECT e.seq, e.date, e.currency, e.amount, e.amount_credited,
       CASE e.kind
            WHEN 'InvoiceIssued' THEN 'Invoice'
            WHEN 'CreditIssued' THEN 'CreditNote'
            WHEN 'InvoiceWrittenOff' THEN 'WriteOff'
            WHEN 'InvoiceReopened' THEN 'Reopening'
            WHEN 'PaymentReceived' THEN 'Payment'
            WHEN 'PaymentReturned' THEN
                 CASE WHEN coalesce(t.amount, 0) < 0
                           OR EXISTS (SELECT 1 FROM payment_shares h
                                        JOIN invoices c ON c.id_business = h.id_business
                                                       AND c.id = h.id_invoice
                                       WHERE h.id_business = :id_business AND h.id_payment = p.id
                                         AND c.type_credit IS NOT NULL)
                      THEN 'Refund' ELSE 'Return' END
            ELSE e.kind END AS kind_operation,
       i.id AS id_invoice, i.full_number, p.id AS id_payment, p.type_payment, p.label_payment,
       p.reference_payment
  FROM ({account_entries}) AS e
  LEFT JOIN payments p ON p.id_business = :id_business AND p.id = e.id_subject AND {is_payment}
  LEFT JOIN transactions t ON t.id_business = :id_business AND t.id = p.id_transaction
  LEFT JOIN invoices i
         ON i.id_business = :id_business AND i.id = e.id_subject AND NOT {is_payment}
 WHERE e.date >= :start AND e.date < :until
 ORDER BY e.seq;

-- name: statement_unpaid
-- What each invoice asks for at a moment: what was issued, less what credit notes took back and what
-- was paid, with money or credit. A credit note and its payment are those of the invoice.
SELECT i.date_issue, i.date_payment_limit, a.currency, a.amount
  FROM (SELECT id, currency, CAST(sum(amount) AS BIGINT) AS amount
          FROM (SELECT coalesce(c.id_corrects, c.id) AS id, e.currency, e.amount
                  FROM ({account_entries}) AS e
                  JOIN invoices c ON c.id_business = :id_business AND c.id = e.id_subject
                 WHERE NOT {is_payment} AND e.date < :until
                UNION ALL
                SELECT coalesce(c.id_corrects, c.id) AS id, e.currency, -h.amount AS amount
                  FROM ({account_entries}) AS e
                  JOIN payment_shares h
                    ON h.id_business = :id_business AND h.id_payment = e.id_subject
                  JOIN invoices c ON c.id_business = :id_business AND c.id = h.id_invoice
                 WHERE {is_payment} AND e.date < :until) AS moved
         GROUP BY id, currency
        HAVING sum(amount) <> 0) AS a
  JOIN invoices i ON i.id_business = :id_business AND i.id = a.id
 ORDER BY i.id;
