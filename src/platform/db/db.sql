-- Statements of the database layer itself.

-- name: counter_take
UPDATE counters SET next = next + :count WHERE name = :name RETURNING next - :count AS first_id;

-- name: migrations_list
SELECT number, name, sha256 FROM migrations ORDER BY number;

-- name: migration_add
INSERT INTO migrations (number, name, sha256, applied_at)
VALUES (:number, :name, :sha256, :machine_now);
