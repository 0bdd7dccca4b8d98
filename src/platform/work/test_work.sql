-- What the unit tests of this folder ask. The table is made in tests/unit/scratch.c.

-- name: tally_add
INSERT INTO tallies (id, number, version) VALUES (:id, :number, 1);

-- name: tally_get
SELECT id, number, version FROM tallies WHERE id = :id;

-- name: tally_update
UPDATE tallies SET number = :number, version = version + 1 WHERE id = :id AND version = :version;

-- name: tally_count
SELECT CAST(count(*) AS BIGINT) FROM tallies;
