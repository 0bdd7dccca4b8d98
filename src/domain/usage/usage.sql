-- Usages: the features of active subscriptions, their events and their counters.

-- part: usage_quantity
CASE WHEN f.type_feature = 'Consumption'
            THEN coalesce((SELECT u.quantity FROM usage_counters u
                            WHERE u.id_business = p.id_business AND u.id_subscription_feature = p.id
                              AND u.period_no = s.period_no), 0)
            ELSE p.quantity_current END

-- part: usage_tables
subscriptions s
  JOIN subscription_features p ON p.id_business = s.id_business AND p.id_subscription = s.id
  JOIN features f ON f.id_business = p.id_business AND f.id = p.id_feature

-- part: usage_people
  JOIN customers c ON c.id_business = s.id_business AND c.id = s.id_customer
  JOIN segments g ON g.id_business = s.id_business AND g.id = s.id_segment

-- part: usage_filters
   AND substr(s.state_subscription, 1, 6) = 'Active'
   AND (s.id = :id_subscription OR :id_subscription IS NULL)
   AND (p.id_feature = :id_feature OR :id_feature IS NULL)
   AND (f.reference_feature = :reference_feature OR :reference_feature IS NULL)

-- part: usage_segment
   AND (s.id_segment = :id_segment OR :id_segment IS NULL)

-- part: usage_range
   AND s.id_customer BETWEEN :first AND :last
{usage_segment}

-- name: usage_list_of_customer
-- The most frequent question of all: who it is about is known, and nothing is joined for him.
SELECT p.id_feature, s.id AS id_subscription, f.reference_feature, f.type_feature, p.is_included,
       p.is_enabled, p.quantity_included, {usage_quantity} AS quantity_current,
       s.date_period_start, s.date_period_end
  FROM {usage_tables}
 WHERE s.id_business = :id_business AND s.id_customer = :id_customer
{usage_filters}
 ORDER BY s.id, p.id;

-- name: usage_list
-- Of everybody, in the order of an index: no more is read than the page has.
SELECT s.id_segment, p.id_feature, s.id_customer, s.id AS id_subscription, g.reference_segment,
       f.reference_feature, c.reference_customer, f.type_feature, p.is_included, p.is_enabled,
       p.quantity_included, {usage_quantity} AS quantity_current, s.date_period_start,
       s.date_period_end
  FROM {usage_tables}
{usage_people}
 WHERE s.id_business = :id_business
{usage_filters}
{usage_segment}
 ORDER BY p.id_subscription, p.id
 LIMIT :size_page OFFSET :skipped;

-- name: usage_count
SELECT count(*)
  FROM subscriptions s
  JOIN subscription_features p ON p.id_business = s.id_business AND p.id_subscription = s.id
 WHERE s.id_business = :id_business
   AND substr(s.state_subscription, 1, 6) = 'Active'
   AND (s.id = :id_subscription OR :id_subscription IS NULL)
   AND (p.id_feature = :id_feature OR :id_feature IS NULL)
   AND (p.id_feature = (SELECT f.id FROM features f
                         WHERE f.id_business = :id_business
                           AND f.reference_feature = :reference_feature)
        OR :reference_feature IS NULL)
{usage_segment};

-- name: usage_aggregated
-- One per customer and feature: a switch is on if any is, quantities add up, unlimited wins.
SELECT min(s.id_segment) AS id_segment, p.id_feature, s.id_customer,
       CASE WHEN count(*) = 1 THEN min(s.id) END AS id_subscription,
       min(g.reference_segment) AS reference_segment,
       min(f.reference_feature) AS reference_feature,
       min(c.reference_customer) AS reference_customer, min(f.type_feature) AS type_feature,
       max(p.is_included) AS is_included, max(p.is_enabled) AS is_enabled,
       CASE WHEN count(*) = count(p.quantity_included)
            THEN CAST(sum(p.quantity_included) AS BIGINT) END AS quantity_included,
       CASE WHEN count(*) = count({usage_quantity})
            THEN CAST(sum({usage_quantity}) AS BIGINT) END AS quantity_current,
       min(s.date_period_start) AS date_period_start, min(s.date_period_end) AS date_period_end
  FROM {usage_tables}
{usage_people}
 WHERE s.id_business = :id_business
{usage_filters}
{usage_range}
 GROUP BY s.id_customer, p.id_feature
 ORDER BY s.id_customer, min(p.id)
 LIMIT :size_page OFFSET :skipped;

-- name: usage_aggregated_count
SELECT count(*)
  FROM (SELECT 1
          FROM {usage_tables}
         WHERE s.id_business = :id_business
{usage_filters}
{usage_range}
         GROUP BY s.id_customer, p.id_feature) AS groups;

-- Whom a question or a report is about: by reference, by id, by subscription.

-- part: whose_columns
c.id AS id_customer, c.id_segment, c.reference_customer, g.reference_segment

-- part: whose_reference
  FROM customers c
  JOIN segments g ON g.id_business = c.id_business AND g.id = c.id_segment
 WHERE c.id_business = :id_business AND c.reference_customer = :reference_customer
   AND (g.reference_segment = :reference_segment OR :reference_segment IS NULL)

-- name: usage_whose
-- One, nearly always: asking for an order would make SQLite sort him.
SELECT {whose_columns}
{whose_reference};

-- name: usage_whose_first
-- Several segments have a customer of that reference.
SELECT {whose_columns}
{whose_reference}
 ORDER BY g.position, g.id
 LIMIT 1;

-- name: usage_whose_id
SELECT {whose_columns}
  FROM customers c
  JOIN segments g ON g.id_business = c.id_business AND g.id = c.id_segment
 WHERE c.id_business = :id_business AND c.id = :id_customer;

-- name: usage_whose_subscription
SELECT {whose_columns}
  FROM subscriptions s
  JOIN customers c ON c.id_business = s.id_business AND c.id = s.id_customer
  JOIN segments g ON g.id_business = c.id_business AND g.id = c.id_segment
 WHERE s.id_business = :id_business AND s.id = :id_subscription;

-- The first active subscription of a customer that has the feature: he and it are known, so that
-- nothing else is looked at.

-- part: target
SELECT p.id, s.id_customer_buyer, s.period_no, s.amount_threshold, p.mode_quantity, p.id_feature,
       s.id AS id_subscription, f.reference_feature, f.type_feature, p.is_included, p.is_enabled,
       p.quantity_included,
       {usage_quantity} AS quantity_current, s.date_period_start, s.date_period_end
  FROM features f
  JOIN subscriptions s ON s.id_business = f.id_business AND s.id_customer = :id_customer
  JOIN subscription_features p ON p.id_business = s.id_business AND p.id_subscription = s.id
   AND p.id_feature = f.id
 WHERE f.id_business = :id_business AND f.reference_feature = :reference_feature
   AND substr(s.state_subscription, 1, 6) = 'Active'
   AND (s.id = :id_subscription OR :id_subscription IS NULL)

-- part: first
ORDER BY s.id, p.id
 LIMIT 1

-- name: usage_target
{target}
 {first};

-- name: usage_target_flow
-- Shared with other reports, but not with the renewal that would close the period. Nothing but a
-- flow: for a stock the buyer is locked, and he comes before his subscriptions.
{target} AND f.type_feature = 'Consumption'
 {first}
/*pg FOR SHARE OF s */;

-- name: usage_event_count
SELECT count(*)
  FROM usage_events
 WHERE id_business = :id_business AND id_subscription_feature = :id_subscription_feature
   AND event_key = :event_key AND substr(event_key, 1, 1) <> '#';

-- name: usage_event_add
INSERT INTO usage_events (id_business, id_subscription_feature, occurred_at, event_key, increment,
                          quantity, recorded_at)
VALUES (:id_business, :id_subscription_feature, :occurred_at, :event_key, :increment, :quantity,
        :machine_now)
    ON CONFLICT DO NOTHING;

-- name: usage_counter_add
-- What was added before the level was set is in what it was set to.
INSERT INTO usage_counters (id_business, id_subscription_feature, period_no, quantity, counted_at)
VALUES (:id_business, :id_subscription_feature, :period_no, :quantity, :occurred_at)
    ON CONFLICT (id_business, id_subscription_feature, period_no) DO UPDATE
   SET quantity = usage_counters.quantity
                  + CASE WHEN usage_counters.set_at > excluded.counted_at THEN 0
                         ELSE excluded.quantity END,
       counted_at = CASE WHEN usage_counters.counted_at > excluded.counted_at
                         THEN usage_counters.counted_at ELSE excluded.counted_at END
RETURNING quantity;

-- Many reports at once.

-- name: usage_people
-- Of several of one reference, the first is meant.
SELECT c.id AS id_customer, c.reference_customer
  FROM segments g
  JOIN customers c ON c.id_business = g.id_business AND c.id_segment = g.id
   AND c.reference_customer
       /*sqlite IN (SELECT value FROM json_each(:references)) */
       /*pg = ANY (ARRAY(SELECT json_array_elements_text(CAST(:references AS JSON)))) */
 WHERE g.id_business = :id_business
 ORDER BY g.position, g.id;

-- name: usage_places
-- Wherever a report may belong: to what runs, or to a period that is over. Shared with other reports,
-- but not with the renewal that would close the period.
SELECT k.place_no, p.id, p.id_subscription, p.id_feature, s.id_segment, s.id_customer_buyer,
       s.state_subscription, s.amount_threshold, f.type_feature, p.mode_quantity,
       p.is_carried_over, s.period_no,
       s.date_period_start, s.date_period_end, s.date_reference_start, s.date_reference_end,
       s.date_end, s.next_at
  FROM (/*sqlite SELECT key AS place_no, json_extract(value, '$[0]') AS id_customer,
                        json_extract(value, '$[1]') AS id_subscription,
                        json_extract(value, '$[2]') AS reference_feature
                   FROM json_each(:keys) */
        /*pg SELECT e.no - 1 AS place_no, CAST(e.value ->> 0 AS BIGINT) AS id_customer,
                    CAST(e.value ->> 1 AS BIGINT) AS id_subscription,
                    e.value ->> 2 AS reference_feature
               FROM json_array_elements(CAST(:keys AS JSON)) WITH ORDINALITY AS e (value, no) */) AS k
  JOIN features f ON f.id_business = :id_business AND f.reference_feature = k.reference_feature
  JOIN subscriptions s
    ON s.id_business = :id_business
   AND s.id_customer = coalesce(k.id_customer, (SELECT h.id_customer FROM subscriptions h
                                                 WHERE h.id_business = :id_business
                                                   AND h.id = k.id_subscription))
   AND (s.id = k.id_subscription OR k.id_subscription IS NULL)
  JOIN subscription_features p
    ON p.id_business = s.id_business AND p.id_subscription = s.id AND p.id_feature = f.id
 WHERE s.date_period_start IS NOT NULL AND substr(s.state_subscription, 1, 5) <> 'Draft'
   AND s.state_subscription <> 'Deleted'
 ORDER BY k.place_no, p.id_subscription, p.id
/*pg FOR SHARE OF s */;

-- name: usage_periods
SELECT id_subscription, period_no, date_start, date_end, date_reference_start, date_reference_end,
       is_trial, CASE WHEN charged = 'Free' THEN 1 ELSE 0 END AS is_free
  FROM subscription_periods
 WHERE id_business = :id_business
   AND id_subscription IN (/*sqlite SELECT value FROM json_each(:ids) */
                           /*pg SELECT CAST(json_array_elements_text(CAST(:ids AS JSON)) AS BIGINT) */)
 ORDER BY id_subscription, period_no;

-- name: usage_period
SELECT id_subscription, period_no, date_start, date_end, date_reference_start, date_reference_end,
       is_trial, CASE WHEN charged = 'Free' THEN 1 ELSE 0 END AS is_free
  FROM subscription_periods
 WHERE id_business = :id_business AND id_subscription = :id_subscription
   AND period_no = :period_no;

-- name: usage_events_add
-- Those that were not known by then.
INSERT INTO usage_events (id_business, id_subscription_feature, occurred_at, event_key, increment,
                          quantity, recorded_at, position)
SELECT :id_business, e.id, e.occurred_at, e.event_key, e.increment, e.quantity, :machine_now,
       e.position
  FROM (/*sqlite SELECT json_extract(value, '$[0]') AS id, json_extract(value, '$[1]') AS occurred_at,
                        json_extract(value, '$[2]') AS event_key,
                        json_extract(value, '$[3]') AS increment,
                        json_extract(value, '$[4]') AS quantity,
                        json_extract(value, '$[5]') AS position
                   FROM json_each(:events) */
        /*pg SELECT CAST(value ->> 0 AS BIGINT) AS id, CAST(value ->> 1 AS BIGINT) AS occurred_at,
                    value ->> 2 AS event_key, CAST(value ->> 3 AS BIGINT) AS increment,
                    CAST(value ->> 4 AS BIGINT) AS quantity,
                    CAST(value ->> 5 AS BIGINT) AS position
               FROM json_array_elements(CAST(:events AS JSON)) AS e (value) */) AS e
 WHERE TRUE
    ON CONFLICT DO NOTHING
RETURNING position;

-- name: usage_counters_lock
-- Of these features, all from one period to another.
SELECT u.id_subscription_feature, u.period_no, u.quantity, u.opening, u.level, u.mean, u.rest,
       u.counted_at, u.set_at
  FROM usage_counters u
 WHERE u.id_business = :id_business
   AND u.id_subscription_feature
       /*sqlite IN (SELECT value FROM json_each(:ids)) */
       /*pg = ANY (ARRAY(SELECT CAST(json_array_elements_text(CAST(:ids AS JSON)) AS BIGINT))) */
   AND u.period_no BETWEEN :first AND :last
 ORDER BY u.id_subscription_feature, u.period_no
/*pg FOR UPDATE */;

-- name: usage_counter_open
INSERT INTO usage_counters (id_business, id_subscription_feature, period_no, quantity)
VALUES (:id_business, :id_subscription_feature, :period_no, 0)
    ON CONFLICT DO NOTHING;

-- name: usage_counter_save
UPDATE usage_counters
   SET quantity = :quantity, opening = :opening, level = :level, mean = :mean, rest = :rest,
       counted_at = :counted_at, set_at = :set_at
 WHERE id_business = :id_business AND id_subscription_feature = :id_subscription_feature
   AND period_no = :period_no;

-- name: usage_events_of_period
-- In the order of their moments; of one moment, as they came.
SELECT occurred_at, increment, quantity
  FROM usage_events
 WHERE id_business = :id_business AND id_subscription_feature = :id_subscription_feature
   AND occurred_at >= :since AND occurred_at < :until
 ORDER BY occurred_at, recorded_at, position, event_key;

-- name: usage_stock_set
UPDATE subscription_features SET is_enabled = :is_enabled, quantity_current = :quantity_current
 WHERE id_business = :id_business AND id_subscription = :id_subscription AND id = :id;

-- name: usage_event_of_client
-- The same id may have been counted by several subscriptions, one after the other.
SELECT e.id_subscription_feature, p.id_subscription, p.id_feature, e.event_key AS event_id,
       e.occurred_at AS date_stamp, e.increment, e.quantity AS quantity_current,
       e.date_correction
  FROM features f
  JOIN subscriptions s ON s.id_business = f.id_business AND s.id_customer = :id_customer
  JOIN subscription_features p ON p.id_business = s.id_business AND p.id_subscription = s.id
   AND p.id_feature = f.id
  JOIN usage_events e ON e.id_business = p.id_business AND e.id_subscription_feature = p.id
 WHERE f.id_business = :id_business AND f.reference_feature = :reference_feature
   AND (s.id = :id_subscription OR :id_subscription IS NULL)
   AND e.event_key = :event_key AND substr(e.event_key, 1, 1) <> '#'
 ORDER BY e.occurred_at DESC, p.id
 LIMIT 1;

-- name: usage_event_correct
UPDATE usage_events SET increment = :increment, quantity = :quantity, date_correction = :now
 WHERE id_business = :id_business AND id_subscription_feature = :id_subscription_feature
   AND occurred_at = :occurred_at AND event_key = :event_key;
