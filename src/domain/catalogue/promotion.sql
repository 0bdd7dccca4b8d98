-- Promotion codes and their uses.

-- part: promotion_columns
p.id, p.id_segment, p.promotion_code, p.name, p.state_promotion, p.uses_max,
       p.uses_per_customer_max, p.date_from, p.date_until, p.is_first_subscription, p.uses,
       p.date_creation, p.id_user_creation, p.date_update, p.id_user_update, p.state_life,
       p.version

-- name: promotion_find
SELECT {promotion_columns}
  FROM promotion_codes p
 WHERE p.id_business = :id_business AND p.id_segment = :id_segment
   AND p.promotion_code = :promotion_code;

-- name: promotion_lock
SELECT {promotion_columns}
  FROM promotion_codes p
 WHERE p.id_business = :id_business AND p.id_segment = :id_segment
   AND p.promotion_code = :promotion_code
/*pg FOR UPDATE */;

-- name: promotion_save
-- How often it was used stays.
INSERT INTO promotion_codes (id, id_business, id_segment, promotion_code, name, state_promotion,
                             uses_max, uses_per_customer_max, date_from, date_until,
                             is_first_subscription, uses, date_creation, id_user_creation,
                             date_update, id_user_update, state_life, version)
VALUES (:id, :id_business, :id_segment, :promotion_code, :name, :state_promotion, :uses_max,
        :uses_per_customer_max, :date_from, :date_until, :is_first_subscription, 0,
        :date_creation, :id_user_creation, :date_update, :id_user_update, :state_life, :version)
    ON CONFLICT (id_business, id_segment, promotion_code) DO UPDATE
   SET name = excluded.name, state_promotion = excluded.state_promotion,
       uses_max = excluded.uses_max, uses_per_customer_max = excluded.uses_per_customer_max,
       date_from = excluded.date_from, date_until = excluded.date_until,
       is_first_subscription = excluded.is_first_subscription,
       date_update = excluded.date_update, id_user_update = excluded.id_user_update,
       version = promotion_codes.version + 1;

-- name: promotion_discounts_clear
DELETE FROM promotion_discounts
 WHERE id_business = :id_business AND id_promotion = :id_promotion;

-- name: promotion_offers_clear
DELETE FROM promotion_offers
 WHERE id_business = :id_business AND id_promotion = :id_promotion;

-- name: promotion_discount_add
INSERT INTO promotion_discounts (id_business, id_promotion, id_discount, id_feature)
VALUES (:id_business, :id_promotion, :id_discount, :id_feature)
    ON CONFLICT DO NOTHING;

-- name: promotion_offer_add
INSERT INTO promotion_offers (id_business, id_promotion, id_offer)
VALUES (:id_business, :id_promotion, :id_offer)
    ON CONFLICT DO NOTHING;

-- name: promotion_discount_list
SELECT p.id_discount, p.id_feature, d.name, d.type_off, d.value_off, d.target_fee, d.count_periods
  FROM promotion_discounts p
  JOIN discounts d ON d.id_business = p.id_business AND d.id = p.id_discount
 WHERE p.id_business = :id_business AND p.id_promotion = :id_promotion
   AND d.state_discount = 'Enabled'
 ORDER BY p.id_discount, p.id_feature;

-- name: promotion_offer_count
-- Is it for the offer? Without any it is for all.
SELECT count(*)
  FROM promotion_codes p
 WHERE p.id_business = :id_business AND p.id = :id_promotion
   AND (NOT EXISTS (SELECT 1 FROM promotion_offers o
                     WHERE o.id_business = p.id_business AND o.id_promotion = p.id)
        OR EXISTS (SELECT 1 FROM promotion_offers o
                    WHERE o.id_business = p.id_business AND o.id_promotion = p.id
                      AND o.id_offer = :id_offer));

-- name: promotion_uses_of_customer
SELECT count(*)
  FROM promotion_uses
 WHERE id_business = :id_business AND id_promotion = :id_promotion AND id_customer = :id_customer;

-- name: promotion_subscriptions_before
-- Whatever a customer was once subscribed to; what was never started does not count.
SELECT count(*)
  FROM subscriptions
 WHERE id_business = :id_business AND id_customer = :id_customer
   AND substr(state_subscription, 1, 5) <> 'Draft' AND state_subscription <> 'Deleted';

-- name: promotion_use_add
INSERT INTO promotion_uses (id_business, id_promotion, id_customer, id_subscription, date_use)
VALUES (:id_business, :id_promotion, :id_customer, :id_subscription, :now);

-- name: promotion_uses_change
UPDATE promotion_codes SET uses = uses + :change
 WHERE id_business = :id_business AND id = :id_promotion;

-- name: promotion_use_find
SELECT id_promotion FROM promotion_uses
 WHERE id_business = :id_business AND id_subscription = :id_subscription;

-- name: promotion_use_delete
DELETE FROM promotion_uses
 WHERE id_business = :id_business AND id_subscription = :id_subscription;

-- part: promotion_filters
p.id_business = :id_business AND (p.id_segment = :id_segment OR :id_segment IS NULL)
   AND (p.promotion_code = :promotion_code OR :promotion_code IS NULL)

-- name: promotion_count
SELECT count(*) FROM promotion_codes p WHERE {promotion_filters};

-- name: promotion_list
SELECT {promotion_columns}, s.reference_segment
  FROM promotion_codes p
  JOIN segments s ON s.id_business = p.id_business AND s.id = p.id_segment
 WHERE {promotion_filters}
 ORDER BY p.id
 LIMIT :size_page OFFSET :skipped;

-- name: promotion_list_discounts
-- Of a page, in its order.
SELECT p.id_promotion, d.reference_discount, f.reference_feature
  FROM promotion_discounts p
  JOIN discounts d ON d.id_business = p.id_business AND d.id = p.id_discount
  LEFT JOIN features f ON f.id_business = p.id_business AND f.id = p.id_feature
 WHERE p.id_business = :id_business AND p.id_promotion BETWEEN :first AND :last
 ORDER BY p.id_promotion, p.id_discount, p.id_feature;

-- name: promotion_list_offers
SELECT p.id_promotion, o.reference_offer
  FROM promotion_offers p
  JOIN offers o ON o.id_business = p.id_business AND o.id = p.id_offer
 WHERE p.id_business = :id_business AND p.id_promotion BETWEEN :first AND :last
 ORDER BY p.id_promotion, p.id_offer;
