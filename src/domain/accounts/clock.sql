-- name: clock_get
SELECT now_at, target_at FROM test_clocks WHERE id_business = :id_business;

-- name: clock_lock
SELECT now_at, target_at FROM test_clocks WHERE id_business = :id_business /*pg FOR UPDATE */;

-- name: clock_set
INSERT INTO test_clocks (id_business, now_at, target_at) VALUES (:id_business, :now_at, :target)
    ON CONFLICT (id_business) DO UPDATE
   SET now_at = excluded.now_at, target_at = excluded.target_at;

-- name: clock_step
UPDATE test_clocks SET now_at = :at
 WHERE id_business = :id_business AND now_at <= :at AND target_at >= :at;

-- name: clock_has_documents
SELECT count(*) FROM (SELECT 1 FROM entries WHERE id_business = :id_business LIMIT 1) AS one;
