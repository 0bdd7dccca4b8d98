-- Lines that wait, and, once billed, the lines of invoices.

-- name: balance_line_add
-- The same charge a second time is nothing.
INSERT INTO balance_lines (id, id_business, id_customer, id_subscription, id_feature, type_line,
                           key_charge, label, quantity_reported, quantity_billed,
                           amount_subtotal, amount_total, rate_tax, category_tax, country_tax,
                           date_move, date_period_start, date_period_end, billable_at, state_move,
                           charge_key, explanation, id_invoice, position, id_draft, date_expiry,
                           id_credit, date_creation, id_user_creation)
VALUES (:id, :id_business, :id_customer, :id_subscription, :id_feature, :type_line, :key_charge,
        :label, :quantity_reported, :quantity_billed, :amount_subtotal, :amount_total, :rate_tax,
        :category_tax, :country_tax, :date_move, :date_period_start, :date_period_end,
        :billable_at, :state_move, :charge_key, :explanation, :id_invoice, :position, :id_draft,
        :date_expiry, :id_credit, :date_creation, :id_user_creation)
    ON CONFLICT (id_business, charge_key) WHERE charge_key IS NOT NULL DO NOTHING;

-- name: balance_manual_sum
SELECT CAST(coalesce(sum(abs(amount_subtotal)), 0) AS BIGINT)
  FROM balance_lines
 WHERE id_business = :id_business AND date_creation > :since
   AND type_line IN ('Manual', 'ManualDiscount', 'ManualMergeable', 'CustomerReferral',
                     'CreditRefund', 'CreditPromotion');

-- What is open: not invoiced yet, due or not. A range of customers is one of them or all. What belongs
-- to a line is only looked up for those that are shown.

-- part: open_lines
  FROM balance_lines o
 WHERE o.id_business = :id_business AND o.id_invoice IS NULL
   AND o.state_move IN ('Due', 'Adjustment')
   AND o.id_customer BETWEEN :first AND :last
   AND (o.id = :id OR :id IS NULL)
   AND (o.id_subscription = :id_subscription OR :id_subscription IS NULL)
   AND (o.id_feature = (SELECT f.id FROM features f
                         WHERE f.id_business = :id_business
                           AND f.reference_feature = :reference_feature)
        OR :reference_feature IS NULL)

-- name: balance_open
SELECT l.id_customer, c.id_segment, l.id_subscription, l.id_feature, c.reference_customer,
       s.reference_segment, f.reference_feature, l.label AS label_localized, l.key_charge,
       l.amount_subtotal, l.amount_total, s.currency, l.date_move, l.date_period_start,
       l.date_period_end, l.state_move, l.type_line, l.quantity_reported, l.quantity_billed,
       c.language
  FROM balance_lines l
  JOIN customers c ON c.id_business = l.id_business AND c.id = l.id_customer
  JOIN segments s ON s.id_business = c.id_business AND s.id = c.id_segment
  LEFT JOIN features f ON f.id_business = l.id_business AND f.id = l.id_feature
 WHERE l.id_business = :id_business
   AND l.id IN (SELECT o.id {open_lines} ORDER BY o.id LIMIT :size_page OFFSET :skipped)
 ORDER BY l.id;

-- name: balance_open_sums
SELECT count(*) AS count, CAST(coalesce(sum(o.amount_subtotal), 0) AS BIGINT) AS amount_subtotal,
       CAST(coalesce(sum(o.amount_total), 0) AS BIGINT) AS amount_total
{open_lines};

-- name: balance_subscription_of
SELECT id FROM subscriptions
 WHERE id_business = :id_business AND id = :id
   AND (id_customer = :id_customer OR id_customer_buyer = :id_customer);

-- name: balance_due_lines
-- Of a payer, also those of his group; but not their money.
SELECT id, id_customer, id_subscription, id_feature, type_line, key_charge, label,
       quantity_reported, quantity_billed, amount_subtotal, amount_total, rate_tax, date_move,
       date_period_start, date_period_end, billable_at, state_move
  FROM balance_lines
 WHERE id_business = :id_business AND id_invoice IS NULL
   AND id_customer IN (SELECT c.id FROM customers c
                        WHERE c.id_business = :id_business
                          AND (c.id = :id_customer OR c.id_customer_payer = :id_customer))
   AND id_draft IS NULL AND state_move IN ('Due', 'Adjustment') AND billable_at <= :until
   AND (id_customer = :id_customer OR type_line <> 'AutoBillingReport')
 ORDER BY billable_at, id;

-- name: balance_lapse
-- What is left of credits whose time is over, in a draft or not.
UPDATE balance_lines SET state_move = 'Cancelled', id_draft = NULL
 WHERE id_business = :id_business AND date_expiry = :at AND id BETWEEN :first AND :last
   AND id_invoice IS NULL AND state_move = 'Due';

-- Credits.

-- part: credits_that_wait
 WHERE l.id_business = :id_business AND l.id_invoice IS NULL AND l.amount_subtotal < 0
   AND l.state_move IN ('Due', 'Adjustment') AND substr(l.type_line, 1, 12) <> 'AutoDiscount'
   AND (l.id_customer = :id_customer OR :id_customer IS NULL) AND (l.id = :id OR :id IS NULL)

-- name: credit_list
-- What was given at first is what is left and what invoices have of it.
SELECT l.id, l.id_customer, c.reference_customer, l.type_line, l.label,
       -l.amount_subtotal AS amount,
       -l.amount_subtotal
       + (SELECT CAST(coalesce(-sum(p.amount_subtotal), 0) AS BIGINT) FROM balance_lines p
           WHERE p.id_business = l.id_business AND p.id_credit = l.id)
       + (SELECT CAST(coalesce(sum(u.amount), 0) AS BIGINT) FROM credit_uses u
           WHERE u.id_business = l.id_business AND u.id_line = l.id
             AND u.amount > 0) AS amount_given,
       s.currency, l.date_expiry, l.date_creation
  FROM balance_lines l
  JOIN customers c ON c.id_business = l.id_business AND c.id = l.id_customer
  JOIN segments s ON s.id_business = c.id_business AND s.id = c.id_segment
{credits_that_wait}
 ORDER BY CASE WHEN l.date_expiry IS NULL THEN 1 ELSE 0 END, l.date_expiry, l.date_creation, l.id
 LIMIT :size_page OFFSET :skipped;

-- name: credit_count
SELECT count(*) FROM balance_lines l
{credits_that_wait};

-- name: credit_withdraw
UPDATE balance_lines SET state_move = 'Deleted', id_draft = NULL
 WHERE id_business = :id_business AND id = :id AND id_invoice IS NULL AND amount_subtotal < 0
   AND state_move = 'Due'
   AND type_line IN ('Manual', 'ManualDiscount', 'ManualMergeable', 'CustomerReferral',
                     'CreditRefund', 'CreditPromotion');
