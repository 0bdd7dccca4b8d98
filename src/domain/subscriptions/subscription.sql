-- Subscriptions, their features and their periods.

-- part: subscription_columns
id, id_segment, id_offer, id_customer, id_customer_buyer, id_subscription_before,
       state_subscription, external_key, title,
       description, amount_up_front, amount_trial, duration_trial, unit_trial,
       amount_recurrence, duration_recurrence, unit_recurrence, count_recurrences,
       count_min_recurrences, amount_termination, timing_recurrence, amount_minimum,
       amount_threshold, amount_period, amount_accrued, date_accrued, date_anchor, period_anchor, period_no,
       date_start, date_period_start, date_period_end, date_reference_start, date_reference_end,
       date_term, date_end, is_migration, anchor, billing_day, first_period, time_zone,
       proration_unit, proration_rounding, month_length, is_period_free, unused_part, date_restart,
       edit_pending, next_at, metadata, date_creation, id_user_creation, date_update,
       id_user_update, state_life, version

-- part: feature_columns
p.id, p.id_subscription, p.id_feature, f.reference_feature, f.type_feature, p.is_included,
       p.is_enabled, p.quantity_included, p.quantity_current, p.is_updatable_after_subscription,
       p.is_update_at_full_price, p.is_free_in_trial, p.mode_quantity, p.is_carried_over,
       p.mode_pricing, p.steps, p.timing, p.amount_min, p.amount_max, p.period_open,
       p.amount_accrued, p.date_accrued, p.amount_charged, p.quantity_charged, p.count_charged

-- part: counted_columns
CASE WHEN f.type_feature = 'Consumption' THEN coalesce(u.quantity, 0) END AS consumed,
       u.level, u.mean, u.rest, u.counted_at

-- name: subscription_get
SELECT {subscription_columns} FROM subscriptions WHERE id_business = :id_business AND id = :id;

-- name: subscription_known_keys
SELECT external_key FROM subscriptions
 WHERE id_business = :id_business AND id_segment = :id_segment
   AND external_key IN (/*sqlite SELECT value FROM json_each(:external_keys) */
                        /*pg SELECT json_array_elements_text(CAST(:external_keys AS JSON)) */);

-- name: subscription_add
INSERT INTO subscriptions (id, id_business, id_segment, id_offer, id_customer, id_customer_buyer,
                           id_subscription_before, state_subscription, external_key, title, description,
                           amount_up_front, amount_trial, duration_trial, unit_trial,
                           amount_recurrence, duration_recurrence, unit_recurrence,
                           count_recurrences, count_min_recurrences, amount_termination,
                           timing_recurrence, amount_minimum, amount_threshold, amount_period,
                           amount_accrued, date_accrued, date_anchor, period_anchor, period_no, date_start,
                           date_period_start, date_period_end, date_reference_start,
                           date_reference_end, date_term, date_end, is_migration, anchor,
                           billing_day, first_period, time_zone, proration_unit,
                           proration_rounding, month_length, is_period_free, unused_part,
                           date_restart, edit_pending, next_at, metadata, date_creation,
                           id_user_creation,
                           date_update, id_user_update, state_life, version)
VALUES (:id, :id_business, :id_segment, :id_offer, :id_customer, :id_customer_buyer,
        :id_subscription_before, :state_subscription, :external_key, :title, :description, :amount_up_front,
        :amount_trial, :duration_trial, :unit_trial, :amount_recurrence, :duration_recurrence,
        :unit_recurrence, :count_recurrences, :count_min_recurrences, :amount_termination,
        :timing_recurrence, :amount_minimum, :amount_threshold, :amount_period, :amount_accrued,
        :date_accrued, :date_anchor, :period_anchor, :period_no, :date_start, :date_period_start,
        :date_period_end, :date_reference_start, :date_reference_end, :date_term,
        :date_end, :is_migration, :anchor, :billing_day, :first_period, :time_zone,
        :proration_unit, :proration_rounding, :month_length, :is_period_free, :unused_part,
        :date_restart, :edit_pending, :next_at, :metadata,
        :date_creation, :id_user_creation, :date_update, :id_user_update, :state_life, :version);

-- name: subscription_update
UPDATE subscriptions
   SET state_subscription = :state_subscription, date_anchor = :date_anchor,
       period_anchor = :period_anchor, period_no = :period_no, date_start = :date_start,
       date_period_start = :date_period_start, date_period_end = :date_period_end,
       date_reference_start = :date_reference_start, date_reference_end = :date_reference_end,
       date_term = :date_term, date_end = :date_end, billing_day = :billing_day,
       first_period = :first_period, is_period_free = :is_period_free,
       unused_part = :unused_part, date_restart = :date_restart, edit_pending = :edit_pending,
       amount_period = :amount_period, amount_accrued = :amount_accrued,
       date_accrued = :date_accrued, next_at = :next_at, date_update = :date_update,
       id_user_update = :id_user_update, version = version + 1
 WHERE id_business = :id_business AND id = :id AND version = :version;

-- name: subscription_feature_list
SELECT {feature_columns}, f.is_visible,
       (SELECT t.content FROM localized_texts t
         WHERE t.id_business = p.id_business AND t.subject = 'feature'
           AND t.id_subject = p.id_feature AND t.field = 'title'
         ORDER BY CASE WHEN t.language = :language THEN 0
                       WHEN substr(t.language, 1, 2) = substr(:language, 1, 2) THEN 1 ELSE 2 END,
                  t.language
         LIMIT 1) AS title_localized,
       {counted_columns}
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
                                   is_updatable_after_subscription, is_update_at_full_price,
                                   is_free_in_trial, mode_quantity, is_carried_over, mode_pricing,
                                   steps, timing, amount_min, amount_max)
VALUES (:id_business, :id_subscription, :id, :id_feature, :is_included, :is_enabled,
        :quantity_included, :quantity_current, :is_updatable_after_subscription,
        :is_update_at_full_price, :is_free_in_trial, :mode_quantity, :is_carried_over, :mode_pricing,
        :steps, :timing, :amount_min, :amount_max);

-- name: subscription_feature_settle
-- What of the running period is settled before its end.
UPDATE subscription_features
   SET period_open = :period_open, amount_accrued = :amount_accrued, date_accrued = :date_accrued,
       amount_charged = :amount_charged, quantity_charged = :quantity_charged,
       count_charged = :count_charged
 WHERE id_business = :id_business AND id_subscription = :id_subscription AND id = :id;

-- name: subscription_amount_add
-- What a change of usage adds to the fees of the period, where a minimum holds.
UPDATE subscriptions SET amount_period = amount_period + :amount
 WHERE id_business = :id_business AND id = :id;

-- name: subscription_threshold_mark
INSERT INTO subscription_thresholds (id_business, id_subscription, due_at)
VALUES (:id_business, :id_subscription, :now)
    ON CONFLICT (id_business, id_subscription) DO UPDATE SET due_at = excluded.due_at;

-- name: subscription_threshold_list
-- In the order in which their buyers are locked.
SELECT s.id, s.id_customer_buyer
  FROM subscription_thresholds t
  JOIN subscriptions s ON s.id_business = t.id_business AND s.id = t.id_subscription
 WHERE t.id_business = :id_business AND t.due_at = :at
   AND t.id_subscription BETWEEN :first AND :last
 ORDER BY s.id_customer_buyer, s.id;

-- name: subscription_threshold_lock
-- Whoever counts its usage shares this row: he is done, or waits.
SELECT id FROM subscriptions WHERE id_business = :id_business AND id = :id /*pg FOR UPDATE */;

-- name: subscription_threshold_clear
-- Before the counters are read: whoever counts after that marks it again.
DELETE FROM subscription_thresholds
 WHERE id_business = :id_business AND id_subscription = :id;

-- name: subscription_feature_set
UPDATE subscription_features
   SET is_included = :is_included, is_enabled = :is_enabled,
       quantity_included = :quantity_included, quantity_current = :quantity_current,
       is_updatable_after_subscription = :is_updatable_after_subscription,
       is_update_at_full_price = :is_update_at_full_price, is_free_in_trial = :is_free_in_trial,
       mode_pricing = :mode_pricing, steps = :steps, timing = :timing, amount_min = :amount_min,
       amount_max = :amount_max
 WHERE id_business = :id_business AND id_subscription = :id_subscription AND id = :id;

-- name: subscription_terms_set
-- What an edit changes beside what every verb does; the row is locked or its version checked there.
UPDATE subscriptions
   SET amount_recurrence = :amount_recurrence, duration_recurrence = :duration_recurrence,
       unit_recurrence = :unit_recurrence, amount_minimum = :amount_minimum,
       amount_threshold = :amount_threshold
 WHERE id_business = :id_business AND id = :id;

-- name: subscription_texts_set
UPDATE subscriptions
   SET title = :title, description = :description, metadata = :metadata,
       id_customer_buyer = :id_customer_buyer, count_recurrences = :count_recurrences,
       count_min_recurrences = :count_min_recurrences, amount_termination = :amount_termination
 WHERE id_business = :id_business AND id = :id;

-- name: subscription_periods_remember
UPDATE subscription_periods
   SET amount_recurrence = :amount_recurrence, duration_recurrence = :duration_recurrence,
       unit_recurrence = :unit_recurrence
 WHERE id_business = :id_business AND id_subscription = :id AND unit_recurrence IS NULL;

-- name: subscription_discounts_clear
DELETE FROM subscription_discounts
 WHERE id_business = :id_business AND id_subscription = :id_subscription;

-- name: subscription_period_invoice
SELECT max(id_invoice) FROM balance_lines
 WHERE id_business = :id_business
   AND charge_key IN (/*sqlite SELECT value FROM json_each(:keys) */
                      /*pg SELECT json_array_elements_text(CAST(:keys AS JSON)) */);

-- part: discount_columns
d.id_subscription, d.id_discount, d.id_feature, d.name, d.type_off, d.value_off, d.target_fee,
       d.count_periods, d.period_from

-- name: subscription_discount_list
SELECT {discount_columns}
  FROM subscription_discounts d
 WHERE d.id_business = :id_business AND d.id_subscription = :id_subscription
 ORDER BY d.id_discount, d.id_feature;

-- name: subscription_discount_add
INSERT INTO subscription_discounts (id_business, id_subscription, id_discount, id_feature, name,
                                    type_off, value_off, target_fee, count_periods, period_from)
VALUES (:id_business, :id_subscription, :id_discount, :id_feature, :name, :type_off, :value_off,
        :target_fee, :count_periods, :period_from);

-- name: subscription_discounts_begin
UPDATE subscription_discounts SET period_from = :period_from
 WHERE id_business = :id_business AND id_subscription = :id_subscription
   AND period_from IS NULL;

-- name: subscription_period_add
-- The rest of a period of which somebody had moved the end, before an upgrade, remembers that too.
INSERT INTO subscription_periods (id_business, id_subscription, period_no, date_start, date_end,
                                  date_reference_start, date_reference_end, date_end_before,
                                  is_trial, charged)
VALUES (:id_business, :id_subscription, :period_no, :date_start, :date_end, :date_reference_start,
        :date_reference_end,
        CASE WHEN CAST(:date_reference_start AS BIGINT) IS NOT NULL THEN
            (SELECT b.date_end_before
               FROM subscriptions s
               JOIN subscriptions o
                 ON o.id_business = s.id_business AND o.id = s.id_subscription_before
               JOIN subscription_periods b
                 ON b.id_business = o.id_business AND b.id_subscription = o.id
                AND b.period_no = o.period_no AND b.date_end = CAST(:date_end AS BIGINT)
              WHERE s.id_business = :id_business AND s.id = :id_subscription) END,
        :is_trial, :charged);

-- name: subscription_period_move
UPDATE subscription_periods
   SET date_end_before = coalesce(date_end_before, date_end), date_end = :date_end
 WHERE id_business = :id_business AND id_subscription = :id_subscription
   AND period_no = :period_no;

-- name: subscription_counter_open
-- The level that a period begins with.
INSERT INTO usage_counters (id_business, id_subscription_feature, period_no, quantity, opening, level,
                            mean, rest, counted_at)
VALUES (:id_business, :id, :period_no, :quantity, :level, :level, 0, 0, :counted_at)
    ON CONFLICT DO NOTHING;

-- name: subscription_counter_weigh
-- The end of the period was moved.
UPDATE usage_counters SET quantity = :quantity
 WHERE id_business = :id_business AND id_subscription_feature = :id AND period_no = :period_no;

-- name: subscription_successor
-- The one that waits for this one's term to replace it.
SELECT id FROM subscriptions
 WHERE id_business = :id_business AND id_subscription_before = :id
   AND state_subscription = 'DraftDelayedUpgrade';

-- What is shown: a page of those that were chosen by id, holder, buyer or segment, each way by its own
-- index and in the order of ids, so that no more are read than the page has; of several, the first
-- that is given counts.

-- part: chosen
SELECT a.id FROM subscriptions a
 WHERE a.id_business = :id_business AND a.id = :id
   AND (a.id_customer_buyer = :id_customer_buyer OR :id_customer_buyer IS NULL)
UNION ALL
SELECT a.id FROM subscriptions a
 WHERE a.id_business = :id_business AND a.id_customer = :id_customer AND :id IS NULL
   AND (a.id_customer_buyer = :id_customer_buyer OR :id_customer_buyer IS NULL)
   AND a.state_subscription <> 'Deleted'
UNION ALL
SELECT a.id FROM subscriptions a
 WHERE a.id_business = :id_business AND a.id_customer_buyer = :id_customer_buyer
   AND :id IS NULL AND :id_customer IS NULL AND a.state_subscription <> 'Deleted'
UNION ALL
SELECT a.id FROM subscriptions a
 WHERE a.id_business = :id_business AND a.id_segment = :id_segment
   AND :id IS NULL AND :id_customer IS NULL AND :id_customer_buyer IS NULL
   AND a.state_subscription <> 'Deleted'

-- name: subscription_count
SELECT count(*) FROM ({chosen}) AS c;

-- name: subscription_page
-- By itself, so that a planner sees how few are joined to what is around them.
{chosen}
 ORDER BY id LIMIT :size_page OFFSET :skipped;

-- part: of_page
/*sqlite IN (SELECT value FROM json_each(:ids)) */
       /*pg = ANY (ARRAY(SELECT CAST(json_array_elements_text(CAST(:ids AS JSON)) AS BIGINT))) */

-- name: subscription_list
SELECT {subscription_columns}
  FROM subscriptions
 WHERE id_business = :id_business
   AND id {of_page}
 ORDER BY id;

-- name: subscription_list_around
-- Texts in the language that is asked for, else the holder's. The ORDER BY of such a subquery may not
-- name a column from outside it on SQLite, hence the two steps.
SELECT g.reference_segment, g.currency, g.rate_tax, o.reference_offer, h.reference_customer,
       b.reference_customer AS reference_customer_buyer,
       CASE WHEN b.id_customer_payer IS NULL THEN b.type_payment ELSE p.type_payment END
           AS type_payment,
       coalesce(p.date_next_billing, b.date_next_billing) AS date_next_billing,
       coalesce(:language, h.language) AS language,
       coalesce(x.title,
                coalesce((SELECT t.content FROM localized_texts t
                  WHERE t.id_business = x.id_business AND t.subject = 'offer'
                    AND t.id_subject = x.id_offer AND t.field = 'title'
                    AND substr(t.language, 1, 2) = substr(coalesce(:language, h.language), 1, 2)
                  ORDER BY t.language LIMIT 1),
                (SELECT t.content FROM localized_texts t
                  WHERE t.id_business = x.id_business AND t.subject = 'offer'
                    AND t.id_subject = x.id_offer AND t.field = 'title'
                  ORDER BY t.language LIMIT 1)), o.name) AS title_localized,
       coalesce(x.description,
                coalesce((SELECT t.content FROM localized_texts t
                  WHERE t.id_business = x.id_business AND t.subject = 'offer'
                    AND t.id_subject = x.id_offer AND t.field = 'description'
                    AND substr(t.language, 1, 2) = substr(coalesce(:language, h.language), 1, 2)
                  ORDER BY t.language LIMIT 1),
                (SELECT t.content FROM localized_texts t
                  WHERE t.id_business = x.id_business AND t.subject = 'offer'
                    AND t.id_subject = x.id_offer AND t.field = 'description'
                  ORDER BY t.language LIMIT 1))) AS description_localized
  FROM subscriptions x
  JOIN segments g ON g.id_business = x.id_business AND g.id = x.id_segment
  JOIN offers o ON o.id_business = x.id_business AND o.id = x.id_offer
  JOIN customers h ON h.id_business = x.id_business AND h.id = x.id_customer
  JOIN customers b ON b.id_business = x.id_business AND b.id = x.id_customer_buyer
  LEFT JOIN customers p ON p.id_business = b.id_business AND p.id = b.id_customer_payer
 WHERE x.id_business = :id_business
   AND x.id {of_page}
 ORDER BY x.id;

-- name: subscription_list_features
SELECT {feature_columns}, f.is_visible, f.metadata,
       coalesce((SELECT t.content FROM localized_texts t
                  WHERE t.id_business = p.id_business AND t.subject = 'feature'
                    AND t.id_subject = p.id_feature AND t.field = 'title'
                    AND substr(t.language, 1, 2) = substr(coalesce(:language, h.language), 1, 2)
                  ORDER BY t.language LIMIT 1),
                (SELECT t.content FROM localized_texts t
                  WHERE t.id_business = p.id_business AND t.subject = 'feature'
                    AND t.id_subject = p.id_feature AND t.field = 'title'
                  ORDER BY t.language LIMIT 1)) AS title_localized,
       coalesce((SELECT t.content FROM localized_texts t
                  WHERE t.id_business = p.id_business AND t.subject = 'feature'
                    AND t.id_subject = p.id_feature AND t.field = 'description'
                    AND substr(t.language, 1, 2) = substr(coalesce(:language, h.language), 1, 2)
                  ORDER BY t.language LIMIT 1),
                (SELECT t.content FROM localized_texts t
                  WHERE t.id_business = p.id_business AND t.subject = 'feature'
                    AND t.id_subject = p.id_feature AND t.field = 'description'
                  ORDER BY t.language LIMIT 1)) AS description_localized,
       {counted_columns}
  FROM subscriptions x
  JOIN customers h ON h.id_business = x.id_business AND h.id = x.id_customer
  JOIN subscription_features p ON p.id_business = x.id_business AND p.id_subscription = x.id
  JOIN features f ON f.id_business = p.id_business AND f.id = p.id_feature
  LEFT JOIN usage_counters u
         ON u.id_business = p.id_business AND u.id_subscription_feature = p.id
        AND u.period_no = x.period_no
 WHERE x.id_business = :id_business
   AND x.id {of_page}
 ORDER BY x.id, p.id;

-- name: subscription_most_alive
-- Running before scheduled to end, suspended, draft and ended; the newest of equals.
SELECT s.id
  FROM subscriptions s
  JOIN offers o ON o.id_business = s.id_business AND o.id = s.id_offer
 WHERE s.id_business = :id_business AND s.id_customer = :id_customer
   AND (o.reference_offer = :reference_offer OR :reference_offer IS NULL)
   AND s.state_subscription <> 'Deleted'
 ORDER BY CASE WHEN s.state_subscription = 'ActiveRunning' THEN 0
               WHEN substr(s.state_subscription, 1, 6) = 'Active' THEN 1
               WHEN substr(s.state_subscription, 1, 9) = 'Suspended' THEN 2
               WHEN substr(s.state_subscription, 1, 5) = 'Draft' THEN 3 ELSE 4 END, s.id DESC
 LIMIT 1;

-- The clock's: what is due at a moment, from one id to another.

-- name: turn_buyers
-- Of who pays by a method there must be one that can be charged; that of a group's payer counts.
SELECT c.id, c.id_segment, s.rate_tax, c.language,
       CASE WHEN coalesce(y.type_payment, c.type_payment) IN ('Card', 'DirectDebit')
                 AND NOT EXISTS (SELECT 1 FROM permissions p
                                  WHERE p.id_business = c.id_business
                                    AND p.id_customer = coalesce(c.id_customer_payer, c.id)
                                    AND p.state_permission = 'Ok')
            THEN NULL
            WHEN c.id_customer_payer IS NULL THEN c.type_payment ELSE y.type_payment
            END AS type_payment
  FROM customers c
  JOIN segments s ON s.id_business = c.id_business AND s.id = c.id_segment
  LEFT JOIN customers y ON y.id_business = c.id_business AND y.id = c.id_customer_payer
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
       {counted_columns}
  FROM subscriptions s
  JOIN customers c ON c.id_business = s.id_business AND c.id = s.id_customer_buyer
  JOIN subscription_features p ON p.id_business = s.id_business AND p.id_subscription = s.id
  JOIN features f ON f.id_business = p.id_business AND f.id = p.id_feature
  LEFT JOIN usage_counters u
         ON u.id_business = p.id_business AND u.id_subscription_feature = p.id
        AND u.period_no = s.period_no
 WHERE s.id_business = :id_business AND s.next_at = :at AND s.id BETWEEN :first AND :last
   AND p.id_subscription BETWEEN :first AND :last
 ORDER BY p.id_subscription, p.id;

-- name: turn_replaced
-- The features of those whose upgrades are due: what they hold now goes over.
SELECT {feature_columns}, {counted_columns}
  FROM subscriptions s
  JOIN subscription_features p
    ON p.id_business = s.id_business AND p.id_subscription = s.id_subscription_before
  JOIN subscriptions o ON o.id_business = s.id_business AND o.id = s.id_subscription_before
  JOIN features f ON f.id_business = p.id_business AND f.id = p.id_feature
  LEFT JOIN usage_counters u
         ON u.id_business = p.id_business AND u.id_subscription_feature = p.id
        AND u.period_no = o.period_no
 WHERE s.id_business = :id_business AND s.next_at = :at AND s.id BETWEEN :first AND :last
   AND s.state_subscription = 'DraftDelayedUpgrade'
 ORDER BY p.id_subscription, p.id;

-- name: turn_stock_set
UPDATE subscription_features SET is_enabled = :is_enabled, quantity_current = :quantity_current
 WHERE id_business = :id_business AND id_subscription = :id_subscription AND id = :id;

-- name: turn_discounts
SELECT {discount_columns}
  FROM subscriptions s
  JOIN subscription_discounts d ON d.id_business = s.id_business AND d.id_subscription = s.id
 WHERE s.id_business = :id_business AND s.next_at = :at AND s.id BETWEEN :first AND :last
   AND d.id_subscription BETWEEN :first AND :last
 ORDER BY d.id_subscription, d.id_discount, d.id_feature;

-- name: turn_save
-- The row is locked since it was read, so nobody can have been faster.
UPDATE subscriptions
   SET state_subscription = :state_subscription, date_anchor = :date_anchor,
       period_anchor = :period_anchor, period_no = :period_no, date_start = :date_start,
       date_period_start = :date_period_start, date_period_end = :date_period_end,
       date_reference_start = :date_reference_start, date_reference_end = :date_reference_end,
       date_term = :date_term, date_end = :date_end, billing_day = :billing_day,
       first_period = :first_period, is_period_free = :is_period_free,
       unused_part = :unused_part, date_restart = :date_restart, edit_pending = :edit_pending,
       amount_period = :amount_period, amount_accrued = :amount_accrued,
       date_accrued = :date_accrued, next_at = :next_at, date_update = :now,
       version = version + 1
 WHERE id_business = :id_business AND id = :id;

-- A change of the catalogue for those that were copied from an offer: a page of what runs or is
-- suspended, then all of it by the range of its ids.

-- part: applies
s.id_business = :id_business AND s.id_offer = :id_offer
   AND (substr(s.state_subscription, 1, 6) = 'Active'
        OR substr(s.state_subscription, 1, 9) = 'Suspended')

-- part: apply_people_columns
s.id, b.id AS id_customer_buyer, h.reference_customer,
       b.reference_customer AS reference_customer_buyer, b.language
  FROM subscriptions s
  JOIN customers h ON h.id_business = s.id_business AND h.id = s.id_customer
  JOIN customers b ON b.id_business = s.id_business AND b.id = s.id_customer_buyer

-- name: apply_people
SELECT {apply_people_columns}
 WHERE {applies} AND s.id > :after
 ORDER BY s.id LIMIT :size_page;

-- name: apply_people_locked
SELECT {apply_people_columns}
 WHERE {applies} AND s.id > :after
 ORDER BY s.id LIMIT :size_page
/*pg FOR UPDATE OF b */;

-- name: apply_subscriptions
SELECT {subscription_columns}
  FROM subscriptions s
 WHERE {applies} AND s.id BETWEEN :first AND :last
 ORDER BY id;

-- name: apply_features
SELECT {feature_columns},
       coalesce((SELECT t.content FROM localized_texts t
                  WHERE t.id_business = p.id_business AND t.subject = 'feature'
                    AND t.id_subject = p.id_feature AND t.field = 'title'
                    AND t.language = substr(c.language, 1, 2)),
                (SELECT t.content FROM localized_texts t
                  WHERE t.id_business = p.id_business AND t.subject = 'feature'
                    AND t.id_subject = p.id_feature AND t.field = 'title'
                  ORDER BY t.language LIMIT 1)) AS title_localized,
       {counted_columns}
  FROM subscriptions s
  JOIN customers c ON c.id_business = s.id_business AND c.id = s.id_customer_buyer
  JOIN subscription_features p ON p.id_business = s.id_business AND p.id_subscription = s.id
  JOIN features f ON f.id_business = p.id_business AND f.id = p.id_feature
  LEFT JOIN usage_counters u
         ON u.id_business = p.id_business AND u.id_subscription_feature = p.id
        AND u.period_no = s.period_no
 WHERE {applies} AND s.id BETWEEN :first AND :last
 ORDER BY p.id_subscription, p.id;

-- name: apply_discounts
SELECT {discount_columns}
  FROM subscriptions s
  JOIN subscription_discounts d ON d.id_business = s.id_business AND d.id_subscription = s.id
 WHERE {applies} AND s.id BETWEEN :first AND :last
 ORDER BY d.id_subscription, d.id_discount, d.id_feature;

-- What dunning stops and lets go on.

-- name: subscription_running_of_buyer
SELECT id FROM subscriptions
 WHERE id_business = :id_business AND id_customer_buyer = :id_customer_buyer
   AND state_subscription IN ('ActiveRunning', 'ActiveDelayedUpgrade', 'ActiveDelayedTermination',
                              'ActiveDelayedSuspension')
 ORDER BY id;

-- name: subscription_stopped_of_buyer
SELECT id FROM subscriptions
 WHERE id_business = :id_business AND id_customer_buyer = :id_customer_buyer
   AND state_subscription = :state_subscription
 ORDER BY id;
