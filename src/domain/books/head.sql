-- name: head_list
-- every business
SELECT id_business, next_seq, last_hash FROM books ORDER BY id_business;
