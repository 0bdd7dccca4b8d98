-- Subscriptions, their features and their periods.

-- part: subscription_columns
id, id_segment, id_offer, id_customer, id_customer_buyer, state_subscription, external_key, title,
       description, amount_up_front, amount_trial, duration_trial, unit_trial,
       amount_recurrence, duration_recurrence, unit_recurrence, count_recurrences,
       count_min_recurrences, amount_termination, date_anchor, period_anchor, period_no,
       date_start, date_period_start, date_period_end, date_term, date_end, is_migration, next_at,
       metadata, date_creation, id_user_creation, date_update, id_user_update, state_life, version

-- part: feature_columns
p.id, p.id_subscription, p.id_feature, f.reference_feature, f.type_feature, p.is_included,
       p.is_enabled, p.quantity_included, p.quantity_current, p.is_update_at_full_price,
       p.is_free_in_trial, p.mode_pricing, p.steps

-- name: subscription_get
SELECT {subscription_columns} FROM subscriptions WHERE id_business = :id_business AND id = :id;

-- name: subscription_by_key
SELECT id FROM subscriptions WHERE id_business = :id_business AND external_key = :external_key;

-- name: subscription_add
INSERT INTO subscriptions (id, id_business, id_segment, id_offer, id_customer, id_customer_buyer,
                           state_subscription, external_key, title, description,
                           amount_up_front, amount_trial, duration_trial, unit_trial,
                           amount_recurrence, duration_recurrence, unit_recurrence,
                           count_recurrences, count_min_recurrences, amount_termination,
                           date_anchor, period_anchor, period_no, date_start,
                           date_period_start, date_period_end, date_term, date_end,
                           is_migration, next_at, metadata, date_creation, id_user_creation,
                           date_update, id_user_update, state_life, version)
VALUES (:id, :id_business, :id_segment, :id_offer, :id_customer, :id_customer_buyer,
        :state_subscription, :external_key, :title, :description, :amount_up_front,
        :amount_trial, :duration_trial, :unit_trial, :amount_recurrence, :duration_recurrence,
        :unit_recurrence, :count_recurrences, :count_min_recurrences, :amount_termination,
        :date_anchor, :period_anchor, :period_no, :date_start, :date_period_start,
        :date_period_end, :date_term, :date_end, :is_migration, :next_at, :metadata,
        :date_creation, :id_user_creation, :date_update, :id_user_update, :state_life, :version);

-- name: subscription_update
UPDATE subscriptions
   SET state_subscription = :state_subscription, date_anchor = :date_anchor,
       period_anchor = :period_anchor, period_no = :period_no, date_start = :date_start,
       date_period_start = :date_period_start, date_period_end = :date_period_end,
       date_term = :date_term, date_end = :date_end, next_at = :next_at,
       date_update = :date_update, id_user_update = :id_user_update, version = version + 1
 WHERE id_business = :id_business AND id = :id AND version = :version;

-- name: subscription_feature_list
SELECT {feature_columns},
       (SELECT t.content FROM localized_texts t
         WHERE t.id_business = p.id_business AND t.subject = 'feature'
           AND t.id_subject = p.id_feature AND t.field = 'title'
         ORDER BY CASE WHEN t.language = :language THEN 0 ELSE 1 END, t.language LIMIT 1)
           AS title_localized,
       CASE WHEN f.type_feature = 'Consumption' THEN coalesce(u.quantity, 0) END AS consumed
  FROM subscription_features p
  JOIN subscriptions s ON s.id_business = p.id_business AND s.id = p.id_subscription
  JOIN features f ON f.id_business = p.id_business AND f.id = p.id_feature
  LEFT JOIN usage_counters u
         ON u.id_business = p.id_business AND u.id_subscription_feature = p.id
        AND u.period_no = s.period_no
 WHERE p.id_business = :id_business AND p.id_subscription = :id_subscription
 ORDER BY p.id;

-- name: subscription_feature_add
INSERT INTO subscription_features (id_business, id_subscription, id, id_feature, is_included,
                                   is_enabled, quantity_included, quantity_current,
                                   is_update_at_full_price, is_free_in_trial, mode_pricing, steps)
VALUES (:id_business, :id_subscription, :id, :id_feature, :is_included, :is_enabled,
        :quantity_included, :quantity_current, :is_update_at_full_price, :is_free_in_trial,
        :mode_pricing, :steps);

-- name: subscription_period_add
INSERT INTO subscription_periods (id_business, id_subscription, period_no, date_start, date_end,
                                  is_trial, charged)
VALUES (:id_business, :id_subscription, :period_no, :date_start, :date_end, :is_trial, :charged);

-- The clock's: what is due at a moment, from one id to another.

-- name: turn_buyers
SELECT c.id, c.id_segment, s.rate_tax, c.language, c.type_payment
  FROM customers c
  JOIN segments s ON s.id_business = c.id_business AND s.id = c.id_segment
 WHERE c.id_business = :id_business
   AND c.id IN (SELECT id_customer_buyer FROM subscriptions
                 WHERE id_business = :id_business AND next_at = :at
                   AND id BETWEEN :first AND :last)
 ORDER BY c.id
/*pg FOR UPDATE OF c */;

-- name: turn_subscriptions
SELECT {subscription_columns}
  FROM subscriptions
 WHERE id_business = :id_business AND next_at = :at AND id BETWEEN :first AND :last
 ORDER BY id
/*pg FOR UPDATE */;

-- name: turn_features
SELECT {feature_columns},
       coalesce((SELECT t.content FROM localized_texts t
                  WHERE t.id_business = p.id_business AND t.subject = 'feature'
                    AND t.id_subject = p.id_feature AND t.field = 'title'
                    AND t.language = substr(c.language, 1, 2)),
                (SELECT t.content FROM localized_texts t
                  WHERE t.id_business = p.id_business AND t.subject = 'feature'
                    AND t.id_subject = p.id_feature AND t.field = 'title'
                  ORDER BY t.language LIMIT 1)) AS title_localized,
       CASE WHEN f.type_feature = 'Consumption' THEN coalesce(u.quantity, 0) END AS consumed
  FROM subscriptions s
  JOIN customers c ON c.id_business = s.id_business AND c.id = s.id_customer_buyer
  JOIN subscription_features p ON p.id_business = s.id_business AND p.id_subscription = s.id
  JOIN features f ON f.id_business = p.id_business AND f.id = p.id_feature
  LEFT JOIN usage_counters u
         ON u.id_business = p.id_business AND u.id_subscription_feature = p.id
        AND u.period_no = s.period_no
 WHERE s.id_business = :id_business AND s.next_at = :at AND s.id BETWEEN :first AND :last
 ORDER BY p.id_subscription, p.id;

-- name: turn_save
-- The row is locked since it was read, so nobody can have been faster.
UPDATE subscriptions
   SET state_subscription = :state_subscription, date_anchor = :date_anchor,
       period_anchor = :period_anchor, period_no = :period_no, date_start = :date_start,
       date_period_start = :date_period_start, date_period_end = :date_period_end,
       date_term = :date_term, date_end = :date_end, next_at = :next_at, date_update = :now,
       version = version + 1
 WHERE id_business = :id_business AND id = :id;
