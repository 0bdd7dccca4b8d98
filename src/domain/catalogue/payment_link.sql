-- Payment links and what was taken by them.

-- part: payment_link_columns
l.id, l.id_segment, l.id_offer, s.reference_segment, o.reference_offer, l.key_link, l.name,
       l.state_payment_link, l.promotion_code, l.reference_feature, l.quantity, l.quantity_max,
       l.uses_max, l.date_until,
       (SELECT count(*) FROM payment_link_uses u
          JOIN subscriptions b ON b.id_business = u.id_business AND b.id = u.id_subscription
         WHERE u.id_business = l.id_business AND u.id_payment_link = l.id
           AND b.state_life = 'Ok') AS uses,
       l.date_creation, l.id_user_creation, l.date_update, l.id_user_update, l.state_life, l.version

-- part: from_payment_links
FROM payment_links l
  JOIN segments s ON s.id_business = l.id_business AND s.id = l.id_segment
  JOIN offers o ON o.id_business = l.id_business AND o.id = l.id_offer

-- name: payment_link_get
SELECT {payment_link_columns}
  {from_payment_links}
 WHERE l.id_business = :id_business AND l.id = :id;

-- name: payment_link_list
SELECT {payment_link_columns}
  {from_payment_links}
 WHERE l.id_business = :id_business
 ORDER BY l.id DESC
 LIMIT :size_page OFFSET :skipped;

-- name: payment_link_count
SELECT count(*) FROM payment_links WHERE id_business = :id_business;

-- name: payment_link_find
-- every business: the key is all that is known, and long enough to be nobody's guess
SELECT id, id_business FROM payment_links WHERE key_link = :key_link;

-- name: payment_link_add
INSERT INTO payment_links (id, id_business, id_segment, id_offer, key_link, name,
                           state_payment_link, promotion_code, reference_feature, quantity,
                           quantity_max, uses_max, date_until, date_creation, id_user_creation,
                           date_update, id_user_update, state_life, version)
VALUES (:id, :id_business, :id_segment, :id_offer, :key_link, :name, :state_payment_link,
        :promotion_code, :reference_feature, :quantity, :quantity_max, :uses_max, :date_until,
        :date_creation, :id_user_creation, :date_update, :id_user_update, :state_life, :version);

-- name: payment_link_save
UPDATE payment_links
   SET name = :name, state_payment_link = :state_payment_link, promotion_code = :promotion_code,
       reference_feature = :reference_feature, quantity = :quantity, quantity_max = :quantity_max,
       uses_max = :uses_max, date_until = :date_until, date_update = :date_update,
       id_user_update = :id_user_update, version = version + 1
 WHERE id_business = :id_business AND id = :id AND version = :version;

-- name: payment_link_use
INSERT INTO payment_link_uses (id_business, id_payment_link, id_subscription)
VALUES (:id_business, :id_payment_link, :id_subscription)
    ON CONFLICT DO NOTHING;
