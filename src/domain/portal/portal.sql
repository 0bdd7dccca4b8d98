-- What there is for a customer, for the menu.

-- name: portal_holdings
SELECT CASE WHEN EXISTS (SELECT 1 FROM payments
                          WHERE id_business = :id_business AND id_customer = :id_customer)
            THEN 1 ELSE 0 END AS has_payments,
       CASE WHEN EXISTS (SELECT 1 FROM balance_lines
                          WHERE id_business = :id_business AND id_customer = :id_customer
                            AND amount_subtotal < 0)
            THEN 1 ELSE 0 END AS has_credits,
       CASE WHEN EXISTS (SELECT 1 FROM estimates
                          WHERE id_business = :id_business AND id_customer = :id_customer
                            AND full_number IS NOT NULL)
            THEN 1 ELSE 0 END AS has_estimates;
