-- What the unit tests of this folder ask.

-- name: imported_counts
SELECT (SELECT CAST(count(*) AS BIGINT) FROM customers) AS customers,
       (SELECT CAST(count(*) AS BIGINT) FROM addresses) AS addresses,
       (SELECT CAST(count(*) AS BIGINT) FROM subscriptions) AS subscriptions,
       (SELECT CAST(count(*) AS BIGINT) FROM subscription_features) AS features,
       (SELECT CAST(count(*) AS BIGINT) FROM subscription_periods) AS periods,
       (SELECT CAST(count(*) AS BIGINT) FROM balance_lines) AS lines,
       (SELECT CAST(count(*) AS BIGINT) FROM events) AS events,
       (SELECT CAST(count(*) AS BIGINT) FROM imports) AS imports,
       (SELECT CAST(coalesce(sum(version), 0) AS BIGINT) FROM customers)
       + (SELECT CAST(coalesce(sum(version), 0) AS BIGINT) FROM subscriptions) AS versions;

-- name: imported_subscriptions
SELECT s.id, s.id_customer, s.id_customer_buyer, s.state_subscription, s.external_key, s.title,
       s.amount_recurrence, s.duration_recurrence, s.unit_recurrence, s.amount_up_front,
       s.count_min_recurrences, s.date_start, s.date_period_start, s.is_migration
  FROM subscriptions s
 WHERE s.id_business = :id_business
 ORDER BY s.id;

-- name: imported_features
SELECT f.reference_feature, p.is_enabled, p.quantity_current
  FROM subscription_features p
  JOIN features f ON f.id_business = p.id_business AND f.id = p.id_feature
 WHERE p.id_business = :id_business
 ORDER BY p.id_subscription, f.reference_feature;
