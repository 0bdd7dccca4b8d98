-- Imports under way, and done.

-- name: import_find
SELECT id, rows_done, customers_added, customers_updated, subscriptions_added, done_at
  FROM imports
 WHERE id_business = :id_business AND id_segment = :id_segment AND path = :path
   AND sha256 = :sha256;

-- name: import_add
INSERT INTO imports (id, id_business, id_segment, path, sha256, rows_total, rows_done,
                     customers_added, customers_updated, subscriptions_added, date_creation,
                     done_at)
VALUES (:id, :id_business, :id_segment, :path, :sha256, :rows_total, 0, 0, 0, 0, :machine_now,
        NULL);

-- name: import_restart
UPDATE imports
   SET rows_done = 0, customers_added = 0, customers_updated = 0, subscriptions_added = 0,
       done_at = NULL
 WHERE id_business = :id_business AND id = :id;

-- name: import_advance
-- Nothing is changed if somebody else imports the same file at the same time.
UPDATE imports
   SET rows_done = :rows_done,
       customers_added = customers_added + :customers_added,
       customers_updated = customers_updated + :customers_updated,
       subscriptions_added = subscriptions_added + :subscriptions_added,
       done_at = CASE WHEN rows_total = :rows_done THEN CAST(:machine_now AS BIGINT) END
 WHERE id_business = :id_business AND id = :id AND rows_done = :rows_before;

-- name: import_analyze
-- SQLite plans well enough for tables that it has not counted.
/*pg ANALYZE customers, addresses, subscriptions, subscription_features, subscription_periods,
     balance_lines, events */ /*sqlite SELECT 1 */;
