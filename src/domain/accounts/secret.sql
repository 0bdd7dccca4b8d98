-- Sealed values. What is written here is never readable without the key file.

-- name: secret_save
INSERT INTO secrets (id_business, table_name, row_id, column_name, id_key, sealed, date_update)
VALUES (:id_business, :table_name, :row_id, :column_name, :id_key, :sealed, :machine_now)
    ON CONFLICT (id_business, table_name, row_id, column_name) DO UPDATE
   SET id_key = excluded.id_key, sealed = excluded.sealed, date_update = excluded.date_update;

-- name: secret_get
SELECT table_name, row_id, column_name, id_key, sealed
  FROM secrets
 WHERE id_business = :id_business AND table_name = :table_name AND row_id = :row_id
   AND column_name = :column_name;

-- name: secret_delete
DELETE FROM secrets
 WHERE id_business = :id_business AND table_name = :table_name AND row_id = :row_id
   AND column_name = :column_name;

-- name: secret_list
SELECT x.table_name, x.row_id, x.column_name, x.id_key, x.date_update,
       coalesce(g.reference_segment, s.name, w.name, b.name) AS owner
  FROM secrets x
  LEFT JOIN businesses b ON x.table_name = 'businesses' AND b.id = x.row_id
  LEFT JOIN segments g
         ON x.table_name = 'segments' AND g.id_business = x.id_business AND g.id = x.row_id
  LEFT JOIN sellers s
         ON x.table_name = 'sellers' AND s.id_business = x.id_business AND s.id = x.row_id
  LEFT JOIN gateways w
         ON x.table_name = 'gateways' AND w.id_business = x.id_business AND w.id = x.row_id
 WHERE x.id_business = :id_business AND x.table_name NOT IN ('mandates', 'sepa_files', 'credentials')
 ORDER BY x.table_name, x.row_id, x.column_name;

-- name: secret_list_old
SELECT table_name, row_id, column_name, id_key, sealed
  FROM secrets
 WHERE id_business = :id_business AND id_key <> :id_key
 ORDER BY table_name, row_id, column_name
 LIMIT 500;

-- name: secret_reseal
-- Unless it was given a new value meanwhile.
UPDATE secrets SET id_key = :id_key, sealed = :sealed
 WHERE id_business = :id_business AND table_name = :table_name AND row_id = :row_id
   AND column_name = :column_name AND sealed = :sealed_before;

-- name: secret_count_old
-- every business
SELECT count(*) FROM secrets WHERE id_key <> :id_key;

-- name: secret_keys
-- every business
SELECT id_key, count(*) AS count FROM secrets GROUP BY id_key ORDER BY id_key;

-- name: secret_gateway
-- By its name or its id.
SELECT min(id) FROM gateways
 WHERE id_business = :id_business AND (name = :name OR CAST(id AS TEXT) = :name);
