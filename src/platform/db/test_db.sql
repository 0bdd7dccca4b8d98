-- What the unit tests of this folder ask. The table is made in tests/unit/scratch.c.

-- name: thing_add
INSERT INTO things
       ( id,  id_business,  name,  metadata,  amount,  flag,  is_on,  price,  quantity,  date_start,
         hash,  colour,  version)
VALUES (:id, :id_business, :name, :metadata, :amount, :flag, :is_on, :price, :quantity, :date_start,
        :hash, :colour, :version);

-- name: thing_get
SELECT id, name, metadata, amount, flag, is_on, price, quantity, date_start, hash, colour, version
  FROM things
 WHERE id_business = :id_business AND id = :id;

-- name: thing_list
SELECT id, name FROM things WHERE id_business = :id_business ORDER BY id;

-- name: thing_update
UPDATE things
   SET name = :name, version = version + 1
 WHERE id_business = :id_business AND id = :id AND version = :version;

-- name: thing_rename_all
UPDATE things SET name = :name WHERE id_business = :id_business;

-- name: thing_amount
SELECT amount FROM things WHERE id_business = :id_business AND id = :id;

-- name: thing_set_amount
UPDATE things SET amount = :amount WHERE id_business = :id_business AND id = :id;

-- name: thing_count
SELECT CAST(count(*) AS BIGINT) FROM things WHERE id_business = :id_business;

-- name: thing_paint
UPDATE things SET colour = :word WHERE id_business = :id_business AND id = :id;

-- name: thing_moments
SELECT CAST(:now AS BIGINT) - CAST(:machine_now AS BIGINT);
