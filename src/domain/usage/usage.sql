-- Usages: the features of active subscriptions, their events and their counters.

-- part: usage_columns
s.id_segment, p.id_feature, s.id_customer, s.id AS id_subscription, g.reference_segment,
       f.reference_feature, c.reference_customer, f.type_feature, p.is_included, p.is_enabled,
       p.quantity_included,
       CASE WHEN f.type_feature = 'Consumption' THEN coalesce(u.quantity, 0)
            ELSE p.quantity_current END AS quantity_current,
       s.date_period_start, s.date_period_end

-- part: usage_tables
subscriptions s
  JOIN customers c ON c.id_business = s.id_business AND c.id = s.id_customer
  JOIN segments g ON g.id_business = s.id_business AND g.id = s.id_segment
  JOIN subscription_features p ON p.id_business = s.id_business AND p.id_subscription = s.id
  JOIN features f ON f.id_business = p.id_business AND f.id = p.id_feature
  LEFT JOIN usage_counters u
         ON u.id_business = p.id_business AND u.id_subscription_feature = p.id
        AND u.period_no = s.period_no

-- part: usage_filters
   AND s.state_subscription IN ('ActiveRunning', 'ActiveDelayedUpgrade',
                                'ActiveDelayedTermination', 'ActiveDelayedSuspension')
   AND (s.id = :id_subscription OR :id_subscription IS NULL)
   AND (p.id_feature = :id_feature OR :id_feature IS NULL)
   AND (f.reference_feature = :reference_feature OR :reference_feature IS NULL)

-- name: usage_list_of_customer
SELECT {usage_columns}
  FROM {usage_tables}
 WHERE s.id_business = :id_business AND s.id_customer = :id_customer
{usage_filters}
 ORDER BY s.id, p.id;

-- name: usage_list
-- Without a customer: one feature's or one subscription's, a thousand at most.
SELECT {usage_columns}
  FROM {usage_tables}
 WHERE s.id_business = :id_business
{usage_filters}
   AND (s.id_customer = :id_customer OR :id_customer IS NULL)
 ORDER BY s.id, p.id
 LIMIT 1000;

-- name: usage_holder
SELECT c.id, c.id_segment, c.reference_customer
  FROM customers c
  JOIN subscriptions s ON s.id_business = c.id_business AND s.id_customer = c.id
 WHERE c.id_business = :id_business AND s.id = :id;

-- name: usage_target
-- Shared with other reports, but not with the renewal that would close the period.
SELECT p.id, p.id_subscription, s.id_customer_buyer, s.period_no
  FROM subscriptions s
  JOIN subscription_features p ON p.id_business = s.id_business AND p.id_subscription = s.id
 WHERE s.id_business = :id_business AND s.id = :id_subscription AND p.id_feature = :id_feature
/*pg FOR SHARE OF s */;

-- name: usage_event_add
INSERT INTO usage_events (id_business, id_subscription_feature, occurred_at, event_key, increment,
                          quantity, recorded_at)
VALUES (:id_business, :id_subscription_feature, :occurred_at, :event_key, :increment, :quantity,
        :machine_now)
    ON CONFLICT (id_business, id_subscription_feature, occurred_at, event_key) DO NOTHING;

-- name: usage_counter_add
INSERT INTO usage_counters (id_business, id_subscription_feature, period_no, quantity)
VALUES (:id_business, :id_subscription_feature, :period_no, :quantity)
    ON CONFLICT (id_business, id_subscription_feature, period_no) DO UPDATE
   SET quantity = usage_counters.quantity + excluded.quantity
RETURNING quantity;

-- name: usage_counter_set
INSERT INTO usage_counters (id_business, id_subscription_feature, period_no, quantity)
VALUES (:id_business, :id_subscription_feature, :period_no, :quantity)
    ON CONFLICT (id_business, id_subscription_feature, period_no) DO UPDATE
   SET quantity = excluded.quantity
RETURNING quantity;

-- name: usage_stock_set
UPDATE subscription_features SET is_enabled = :is_enabled, quantity_current = :quantity_current
 WHERE id_business = :id_business AND id_subscription = :id_subscription AND id = :id;
