-- A customer's list of his invoices. A draft has no row here.

-- What is still asked of him.

-- part: portal_unpaid
i.state_invoice IN ('DueAuto', 'DueOffline', 'DueToProcess', 'DuePending', 'ProblemAuto',
                          'ProblemOverdue', 'ProblemDisputed')

-- What he may pay himself, and how much of it is next: of a deposit what is left of that.

-- part: portal_payable
i.state_invoice IN ('DueAuto', 'DueOffline', 'ProblemAuto', 'ProblemOverdue')

-- part: portal_amount_due
CASE WHEN {portal_payable}
            THEN CASE WHEN i.amount_deposit > i.amount_paid THEN i.amount_deposit
                      ELSE i.amount_total END - i.amount_paid END

-- part: portal_matching
  FROM invoices i
 WHERE i.id_business = :id_business AND i.id_customer = :id_customer
   AND (CAST(:number AS TEXT) IS NULL OR upper(i.full_number) LIKE :number ESCAPE '!'
        OR i.amount_total = :amount OR i.amount_total - i.amount_paid = :amount)

-- name: portal_invoice_counts
SELECT count(*) AS count_all,
       CAST(coalesce(sum(CASE WHEN {portal_unpaid} THEN 1 ELSE 0 END), 0) AS BIGINT) AS count_due,
       CAST(coalesce(sum(CASE WHEN {portal_unpaid} AND i.date_payment_limit <= :now
                              THEN 1 ELSE 0 END), 0) AS BIGINT) AS count_overdue,
       CAST(coalesce(sum(CASE WHEN i.state_invoice = 'Paid' AND i.type_credit IS NULL
                              THEN 1 ELSE 0 END), 0) AS BIGINT) AS count_paid,
       CAST(coalesce(sum(CASE WHEN {portal_payable} THEN 1 ELSE 0 END), 0) AS BIGINT)
           AS count_payable,
       CAST(coalesce(sum({portal_amount_due}), 0) AS BIGINT) AS amount_due
{portal_matching};

-- name: portal_invoice_list
SELECT i.id, i.full_number, i.type_credit, i.state_invoice, i.date_issue, i.date_payment_limit,
       i.amount_total, i.amount_paid, i.currency,
       {portal_amount_due} AS amount_due,
       (SELECT c.full_number FROM invoices c
         WHERE c.id_business = i.id_business AND c.id = i.id_corrects) AS corrects,
       (SELECT max(c.full_number) FROM invoices c
         WHERE c.id_business = i.id_business AND c.id_corrects = i.id) AS credit_note
{portal_matching}
   AND (:filter = 'all' OR (:filter = 'due' AND {portal_unpaid})
        OR (:filter = 'overdue' AND {portal_unpaid} AND i.date_payment_limit <= :now)
        OR (:filter = 'paid' AND i.state_invoice = 'Paid' AND i.type_credit IS NULL))
 ORDER BY i.date_issue DESC, i.number DESC, i.id DESC
 LIMIT :size_page OFFSET :skipped;

-- name: portal_invoice_links
-- What it came from, and what takes it back.
SELECT 'Estimate' AS kind, id, full_number AS name
  FROM estimates
 WHERE id_business = :id_business AND id_invoice = :id
 UNION ALL
SELECT 'RecurringInvoice', r.id, coalesce(r.title, r.full_number)
  FROM recurring_cycles y
  JOIN recurring_invoices r ON r.id_business = y.id_business AND r.id = y.id_recurring_invoice
 WHERE y.id_business = :id_business AND y.id_invoice = :id
 UNION ALL
SELECT 'Subscription', s.id, coalesce(s.title, o.name)
  FROM subscriptions s
  JOIN offers o ON o.id_business = s.id_business AND o.id = s.id_offer
 WHERE s.id_business = :id_business
   AND s.id IN (SELECT l.id_subscription FROM balance_lines l
                 WHERE l.id_business = :id_business AND l.id_invoice = :id)
 UNION ALL
SELECT 'Invoice', c.id, c.full_number
  FROM invoices i
  JOIN invoices c ON c.id_business = i.id_business AND c.id = i.id_corrects
 WHERE i.id_business = :id_business AND i.id = :id
 UNION ALL
SELECT 'CreditNote', id, full_number
  FROM invoices
 WHERE id_business = :id_business AND id_corrects = :id
 ORDER BY 1, 2;
