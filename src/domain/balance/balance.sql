-- Lines that wait, and, once billed, the lines of invoices.

-- name: balance_line_add
-- The same charge a second time is nothing.
INSERT INTO balance_lines (id, id_business, id_customer, id_subscription, id_feature, type_line,
                           key_charge, label, quantity_reported, quantity_billed,
                           amount_subtotal, amount_total, rate_tax, date_move,
                           date_period_start, date_period_end, billable_at, state_move,
                           charge_key, explanation, id_invoice, position, date_creation,
                           id_user_creation)
VALUES (:id, :id_business, :id_customer, :id_subscription, :id_feature, :type_line, :key_charge,
        :label, :quantity_reported, :quantity_billed, :amount_subtotal, :amount_total, :rate_tax,
        :date_move, :date_period_start, :date_period_end, :billable_at, :state_move, :charge_key,
        :explanation, :id_invoice, :position, :date_creation, :id_user_creation)
    ON CONFLICT (id_business, charge_key) WHERE charge_key IS NOT NULL DO NOTHING;

-- name: balance_manual_sum
SELECT CAST(coalesce(sum(abs(amount_subtotal)), 0) AS BIGINT)
  FROM balance_lines
 WHERE id_business = :id_business AND date_creation > :since
   AND type_line IN ('Manual', 'ManualDiscount', 'ManualMergeable', 'CustomerReferral',
                     'CreditRefund', 'CreditPromotion');
