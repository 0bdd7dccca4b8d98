-- name: settings_list
SELECT scope, id_scope, key, value
  FROM settings
 WHERE id_business = :id_business AND scope IN ('business', 'segment')
 ORDER BY scope, id_scope, key;

-- name: setting_save
INSERT INTO settings (id_business, scope, id_scope, key, value, date_update, id_user_update)
VALUES (:id_business, :scope, :id_scope, :key, :value, :now, :id_user_update)
    ON CONFLICT (id_business, scope, id_scope, key) DO UPDATE
   SET value = excluded.value, date_update = excluded.date_update,
       id_user_update = excluded.id_user_update;
