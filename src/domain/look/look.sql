-- What a merchant decides about the pages and documents of his customers.

-- name: look_epoch
SELECT epoch FROM businesses WHERE id = :id_business;

-- name: look_rows
-- What counts for a segment and a language, the nearest last.
SELECT kind_look, key, value
  FROM looks
 WHERE id_business = :id_business AND id_segment IN (0, :id_segment)
   AND language IN ('', :language)
 ORDER BY id_segment, language;

-- name: look_logo
SELECT digest, content_type, width, height
  FROM logos
 WHERE id_business = :id_business AND id_segment IN (0, :id_segment)
 ORDER BY id_segment DESC
 LIMIT 1;

-- name: look_part_list
-- All that was written, for people: the business's first.
SELECT l.key, l.value, nullif(l.language, '') AS language, s.reference_segment
  FROM looks l
  LEFT JOIN segments s ON s.id_business = l.id_business AND s.id = l.id_segment
 WHERE l.id_business = :id_business AND l.kind_look = 'Part'
 ORDER BY l.key, l.id_segment, l.language;

-- name: look_save
INSERT INTO looks (id_business, kind_look, id_segment, language, key, value, date_update,
                   id_user_update)
VALUES (:id_business, :kind_look, :id_segment, :language, :key, :value, :machine_now,
        :id_user_update)
    ON CONFLICT (id_business, kind_look, id_segment, language, key) DO UPDATE
   SET value = excluded.value, date_update = excluded.date_update,
       id_user_update = excluded.id_user_update;

-- name: look_delete
DELETE FROM looks
 WHERE id_business = :id_business AND kind_look = :kind_look AND id_segment = :id_segment
   AND language = :language AND key = :key;

-- name: logo_save
INSERT INTO logos (id_business, id_segment, digest, content_type, width, height, content,
                   date_update, id_user_update)
VALUES (:id_business, :id_segment, :digest, :content_type, :width, :height, :content,
        :machine_now, :id_user_update)
    ON CONFLICT (id_business, id_segment) DO UPDATE
   SET digest = excluded.digest, content_type = excluded.content_type, width = excluded.width,
       height = excluded.height, content = excluded.content, date_update = excluded.date_update,
       id_user_update = excluded.id_user_update;

-- name: logo_delete
DELETE FROM logos WHERE id_business = :id_business AND id_segment = :id_segment;

-- name: logo_get
-- every business: whoever knows the digest has seen the picture
SELECT digest, content_type, width, height, content FROM logos WHERE digest = :digest LIMIT 1;

-- name: portal_block
INSERT INTO portal_blocks (id_business, id_customer, date_creation, id_user_creation)
VALUES (:id_business, :id_customer, :machine_now, :id_user_creation)
    ON CONFLICT (id_business, id_customer) DO NOTHING;

-- name: portal_unblock
DELETE FROM portal_blocks WHERE id_business = :id_business AND id_customer = :id_customer;

-- name: portal_blocked
SELECT count(*) FROM portal_blocks
 WHERE id_business = :id_business AND id_customer = :id_customer;
