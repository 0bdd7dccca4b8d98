-- Features, offers, discounts, pricing tables and their texts.

-- part: feature_texts
(SELECT t.content FROM localized_texts t
         WHERE t.id_business = f.id_business AND t.subject = 'feature' AND t.id_subject = f.id
           AND t.field = 'title'
         ORDER BY CASE WHEN t.language = :language THEN 0
                       WHEN substr(t.language, 1, 2) = substr(:language, 1, 2) THEN 1 ELSE 2 END,
                  t.language
         LIMIT 1)
           AS title_localized,
       (SELECT t.content FROM localized_texts t
         WHERE t.id_business = f.id_business AND t.subject = 'feature' AND t.id_subject = f.id
           AND t.field = 'description'
         ORDER BY CASE WHEN t.language = :language THEN 0
                       WHEN substr(t.language, 1, 2) = substr(:language, 1, 2) THEN 1 ELSE 2 END,
                  t.language
         LIMIT 1)
           AS description_localized

-- name: feature_find
SELECT id, reference_feature, name, type_feature, is_visible, position, metadata, date_creation,
       id_user_creation, date_update, id_user_update, state_life, version
  FROM features
 WHERE id_business = :id_business AND reference_feature = :reference_feature;

-- part: feature_filters
f.id_business = :id_business AND (f.is_visible = :is_visible OR :is_visible IS NULL)
   AND (f.reference_feature = :reference_feature OR :reference_feature IS NULL)
   AND (f.id = :id OR :id IS NULL)

-- name: feature_list
SELECT f.id, f.reference_feature, f.name, f.type_feature, f.is_visible, f.metadata,
       {feature_texts}
  FROM features f
 WHERE {feature_filters}
 ORDER BY f.position, f.id
 LIMIT :size_page OFFSET :skipped;

-- name: feature_count
SELECT count(*) FROM features f WHERE {feature_filters};

-- name: feature_save
INSERT INTO features (id, id_business, reference_feature, name, type_feature, is_visible, position,
                      metadata, key_charge, date_creation, id_user_creation, date_update,
                      id_user_update, state_life, version)
VALUES (:id, :id_business, :reference_feature, :name, :type_feature, :is_visible, :position,
        :metadata, :key_charge, :date_creation, :id_user_creation, :date_update, :id_user_update, :state_life,
        :version)
    ON CONFLICT (id_business, reference_feature) DO UPDATE
   SET name = excluded.name, is_visible = excluded.is_visible, position = excluded.position,
       metadata = excluded.metadata, key_charge = excluded.key_charge,
       date_update = excluded.date_update, id_user_update = excluded.id_user_update,
       version = features.version + 1;

-- name: texts_clear
DELETE FROM localized_texts
 WHERE id_business = :id_business AND subject = :subject AND id_subject = :id_subject
   AND field = :field;

-- name: text_save
INSERT INTO localized_texts (id_business, subject, id_subject, field, language, content)
VALUES (:id_business, :subject, :id_subject, :field, :language, :content);

-- part: offer_columns
o.id, o.id_segment, s.reference_segment, s.currency, s.rate_tax, o.reference_offer, o.name,
       o.is_visible, o.amount_up_front, o.amount_trial, o.duration_trial, o.unit_trial,
       o.amount_recurrence, o.duration_recurrence, o.unit_recurrence, o.count_recurrences,
       o.count_min_recurrences, o.amount_termination, o.timing_recurrence, o.amount_minimum,
       o.amount_threshold, o.anchor, o.billing_day, o.first_period, o.position, o.metadata,
       o.date_creation,
       o.id_user_creation, o.date_update, o.id_user_update, o.state_life, o.version,
       CASE WHEN EXISTS (SELECT 1 FROM offer_discounts d
                          WHERE d.id_business = o.id_business AND d.id_offer = o.id)
            THEN 1 ELSE 0 END AS has_discounts,
       (SELECT t.content FROM localized_texts t
         WHERE t.id_business = o.id_business AND t.subject = 'offer' AND t.id_subject = o.id
           AND t.field = 'title'
         ORDER BY CASE WHEN t.language = :language THEN 0
                       WHEN substr(t.language, 1, 2) = substr(:language, 1, 2) THEN 1 ELSE 2 END,
                  t.language
         LIMIT 1)
           AS title_localized,
       (SELECT t.content FROM localized_texts t
         WHERE t.id_business = o.id_business AND t.subject = 'offer' AND t.id_subject = o.id
           AND t.field = 'description'
         ORDER BY CASE WHEN t.language = :language THEN 0
                       WHEN substr(t.language, 1, 2) = substr(:language, 1, 2) THEN 1 ELSE 2 END,
                  t.language
         LIMIT 1)
           AS description_localized

-- name: offer_find
SELECT {offer_columns}
  FROM offers o
  JOIN segments s ON s.id_business = o.id_business AND s.id = o.id_segment
 WHERE o.id_business = :id_business AND o.reference_offer = :reference_offer
   AND (o.id_segment = :id_segment OR :id_segment IS NULL)
 ORDER BY s.position, s.id
 LIMIT 1;

-- name: offer_get
SELECT {offer_columns}
  FROM offers o
  JOIN segments s ON s.id_business = o.id_business AND s.id = o.id_segment
 WHERE o.id_business = :id_business AND o.id = :id;

-- part: offer_filters
o.id_business = :id_business AND (o.id_segment = :id_segment OR :id_segment IS NULL)
   AND (o.is_visible = :is_visible OR :is_visible IS NULL)
   AND (substr(o.reference_offer, 1, length(:prefix_reference_offer)) = :prefix_reference_offer
        OR :prefix_reference_offer IS NULL)
   AND (o.id IN (SELECT p.id_offer FROM pricing_table_offers p
                   JOIN pricing_tables t ON t.id_business = p.id_business AND t.id = p.id_pricing_table
                  WHERE p.id_business = :id_business
                    AND t.reference_pricing_table = :reference_pricing_table)
        OR :reference_pricing_table IS NULL)
   AND o.id NOT IN (SELECT s.id_offer FROM subscriptions s
                     WHERE s.id_business = :id_business AND s.id_customer = :id_customer_upgrade
                       AND substr(s.state_subscription, 1, 6) = 'Active')

-- name: offer_list
SELECT {offer_columns}
  FROM offers o
  JOIN segments s ON s.id_business = o.id_business AND s.id = o.id_segment
 WHERE {offer_filters}
 ORDER BY o.position, o.id
 LIMIT :size_page OFFSET :skipped;

-- name: offer_count
SELECT count(*) FROM offers o WHERE {offer_filters};

-- name: offer_version_add
-- Once, however often the catalogue is loaded.
INSERT INTO offer_versions (id_business, id_offer, version, content, date_update)
SELECT :id_business, CAST(:id_offer AS BIGINT), CAST(:version AS BIGINT), CAST(:content AS TEXT), :now
 WHERE NOT EXISTS (SELECT 1 FROM offer_versions
                    WHERE id_business = :id_business AND id_offer = CAST(:id_offer AS BIGINT)
                      AND content = CAST(:content AS TEXT));

-- name: offer_version_list
SELECT content FROM offer_versions
 WHERE id_business = :id_business AND id_offer = :id_offer
 ORDER BY version;

-- name: offer_save
INSERT INTO offers (id, id_business, id_segment, reference_offer, name, is_visible,
                    amount_up_front, amount_trial, duration_trial, unit_trial, amount_recurrence,
                    duration_recurrence, unit_recurrence, count_recurrences,
                    count_min_recurrences, amount_termination, timing_recurrence, amount_minimum,
                    amount_threshold, anchor, billing_day, first_period, position, metadata,
                    key_charge, date_creation, id_user_creation, date_update, id_user_update, state_life,
                    version)
VALUES (:id, :id_business, :id_segment, :reference_offer, :name, :is_visible, :amount_up_front,
        :amount_trial, :duration_trial, :unit_trial, :amount_recurrence, :duration_recurrence,
        :unit_recurrence, :count_recurrences, :count_min_recurrences, :amount_termination,
        :timing_recurrence, :amount_minimum, :amount_threshold, :anchor, :billing_day,
        :first_period, :position, :metadata, :key_charge, :date_creation, :id_user_creation,
        :date_update, :id_user_update, :state_life, :version)
    ON CONFLICT (id_business, id_segment, reference_offer) DO UPDATE
   SET name = excluded.name, is_visible = excluded.is_visible,
       amount_up_front = excluded.amount_up_front, amount_trial = excluded.amount_trial,
       duration_trial = excluded.duration_trial, unit_trial = excluded.unit_trial,
       amount_recurrence = excluded.amount_recurrence,
       duration_recurrence = excluded.duration_recurrence,
       unit_recurrence = excluded.unit_recurrence,
       count_recurrences = excluded.count_recurrences,
       count_min_recurrences = excluded.count_min_recurrences,
       amount_termination = excluded.amount_termination,
       timing_recurrence = excluded.timing_recurrence, amount_minimum = excluded.amount_minimum,
       amount_threshold = excluded.amount_threshold, anchor = excluded.anchor,
       billing_day = excluded.billing_day, first_period = excluded.first_period,
       position = excluded.position,
       metadata = excluded.metadata, key_charge = excluded.key_charge,
       date_update = excluded.date_update, id_user_update = excluded.id_user_update,
       version = offers.version + 1;

-- name: offer_feature_list
SELECT p.id_offer, p.id_feature, f.reference_feature, f.type_feature, f.is_visible, f.metadata,
       {feature_texts},
       p.position, p.is_included, p.is_enabled, p.quantity_included, p.quantity_current,
       p.is_updatable_before_subscription, p.is_updatable_after_subscription,
       p.is_update_at_full_price, p.is_free_in_trial, p.mode_quantity, p.is_carried_over,
       p.mode_pricing, p.steps, p.timing, p.amount_min, p.amount_max
  FROM offer_features p
  JOIN features f ON f.id_business = p.id_business AND f.id = p.id_feature
 WHERE p.id_business = :id_business AND p.id_offer = :id_offer
 ORDER BY p.position, p.id_feature;

-- name: offer_features_clear
DELETE FROM offer_features WHERE id_business = :id_business AND id_offer = :id_offer;

-- name: offer_feature_add
INSERT INTO offer_features (id_business, id_offer, id_feature, position, is_included, is_enabled,
                            quantity_included, quantity_current,
                            is_updatable_before_subscription, is_updatable_after_subscription,
                            is_update_at_full_price, is_free_in_trial, mode_quantity,
                            is_carried_over, mode_pricing, steps, timing, amount_min, amount_max)
VALUES (:id_business, :id_offer, :id_feature, :position, :is_included, :is_enabled,
        :quantity_included, :quantity_current, :is_updatable_before_subscription,
        :is_updatable_after_subscription, :is_update_at_full_price, :is_free_in_trial,
        :mode_quantity, :is_carried_over, :mode_pricing, :steps, :timing, :amount_min, :amount_max);

-- name: discount_find
SELECT id, id_segment, reference_discount, name, state_discount, type_off, value_off, target_fee,
       count_periods, date_creation, id_user_creation, date_update, id_user_update, state_life,
       version
  FROM discounts
 WHERE id_business = :id_business AND id_segment = :id_segment
   AND reference_discount = :reference_discount;

-- name: discount_save
INSERT INTO discounts (id, id_business, id_segment, reference_discount, name, state_discount,
                       type_off, value_off, target_fee, count_periods, date_creation,
                       id_user_creation, date_update, id_user_update, state_life, version)
VALUES (:id, :id_business, :id_segment, :reference_discount, :name, :state_discount, :type_off,
        :value_off, :target_fee, :count_periods, :date_creation, :id_user_creation, :date_update,
        :id_user_update, :state_life, :version)
    ON CONFLICT (id_business, id_segment, reference_discount) DO UPDATE
   SET name = excluded.name, state_discount = excluded.state_discount,
       type_off = excluded.type_off, value_off = excluded.value_off,
       target_fee = excluded.target_fee, count_periods = excluded.count_periods,
       date_update = excluded.date_update, id_user_update = excluded.id_user_update,
       version = discounts.version + 1;

-- name: offer_discount_list
SELECT o.id_discount, o.id_feature, d.name, d.type_off, d.value_off, d.target_fee, d.count_periods
  FROM offer_discounts o
  JOIN discounts d ON d.id_business = o.id_business AND d.id = o.id_discount
 WHERE o.id_business = :id_business AND o.id_offer = :id_offer AND d.state_discount = 'Enabled'
 ORDER BY o.id_discount, o.id_feature;

-- name: offer_discounts_clear
DELETE FROM offer_discounts WHERE id_business = :id_business AND id_offer = :id_offer;

-- name: offer_discount_add
INSERT INTO offer_discounts (id_business, id_offer, id_discount, id_feature)
VALUES (:id_business, :id_offer, :id_discount, :id_feature);

-- name: pricing_table_list
SELECT reference_pricing_table, name
  FROM pricing_tables
 WHERE id_business = :id_business AND id_segment = :id_segment AND is_visible = 1
   AND state_life = 'Ok'
 ORDER BY is_default DESC, position, id;

-- name: pricing_table_find
SELECT id FROM pricing_tables
 WHERE id_business = :id_business AND id_segment = :id_segment
   AND reference_pricing_table = :reference_pricing_table;

-- name: pricing_table_save
INSERT INTO pricing_tables (id, id_business, id_segment, reference_pricing_table, name, position,
                            is_visible, is_default, date_creation, id_user_creation, date_update,
                            id_user_update, state_life, version)
VALUES (:id, :id_business, :id_segment, :reference_pricing_table, :name, :position, :is_visible,
        :is_default, :now, :id_user_creation, :now, :id_user_creation, 'Ok', 1)
    ON CONFLICT (id_business, id_segment, reference_pricing_table) DO UPDATE
   SET name = excluded.name, position = excluded.position, is_visible = excluded.is_visible,
       is_default = excluded.is_default, date_update = excluded.date_update,
       id_user_update = excluded.id_user_update, version = pricing_tables.version + 1;

-- name: pricing_table_offers_clear
DELETE FROM pricing_table_offers
 WHERE id_business = :id_business AND id_pricing_table = :id_pricing_table;

-- name: pricing_table_offer_add
INSERT INTO pricing_table_offers (id_business, id_pricing_table, id_offer, position)
VALUES (:id_business, :id_pricing_table, :id_offer, :position);

-- name: offer_page_list
-- The office's page: the offers of every segment.
SELECT {offer_columns}
  FROM offers o
  JOIN segments s ON s.id_business = o.id_business AND s.id = o.id_segment
 WHERE o.id_business = :id_business
 ORDER BY s.position, s.id, o.position, o.id
 LIMIT 200;
