-- What a customer pays himself.

-- name: pay_list
-- All that is still asked of him, with the charge that is on its way.
SELECT i.id, i.id_segment, i.id_customer, i.full_number, i.state_invoice, i.date_payment_limit,
       i.currency, i.amount_total, i.amount_paid, i.amount_deposit,
       (SELECT max(t.id)
          FROM transaction_shares h
          JOIN transactions t ON t.id_business = h.id_business AND t.id = h.id_transaction
         WHERE h.id_business = i.id_business AND h.id_invoice = i.id AND t.amount > 0
           AND t.state_transaction IN ('ToSend', 'Unknown', 'ToProcess', 'Pending',
                                       'ToAuthenticate')) AS id_transaction
  FROM invoices i
 WHERE i.id_business = :id_business AND i.id_customer = :id_customer
   AND i.state_invoice IN ('DueAuto', 'DueOffline', 'DueToProcess', 'DuePending', 'ProblemAuto',
                           'ProblemOverdue', 'ProblemDisputed')
 ORDER BY i.date_issue, i.id;

-- name: pay_methods
-- His methods that are of use, or were: the default first, then the newest.
SELECT id, type_payment, state_permission, is_default, name_display, brand, date_expiration,
       mandate, date_creation
  FROM permissions
 WHERE id_business = :id_business AND id_customer = :id_customer
   AND state_permission IN ('Ok', 'Defective', 'Expired')
 ORDER BY is_default DESC, id DESC;

-- name: pay_subscriptions
-- What is charged to a customer by itself.
SELECT coalesce(s.title, o.name) AS title
  FROM subscriptions s
  JOIN offers o ON o.id_business = s.id_business AND o.id = s.id_offer
 WHERE s.id_business = :id_business AND s.id_customer_buyer = :id_customer
   AND s.state_subscription IN ('ActiveRunning', 'ActiveDelayedUpgrade', 'ActiveDelayedTermination',
                                'ActiveDelayedSuspension')
 ORDER BY s.id
 LIMIT :most;
