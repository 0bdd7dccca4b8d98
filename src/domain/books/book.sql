-- name: book_open
SELECT next_seq, last_hash FROM books WHERE id_business = :id_business /*pg FOR UPDATE */;

-- name: book_close
UPDATE books SET next_seq = :next_seq, last_hash = :last_hash WHERE id_business = :id_business;

-- name: entry_add
INSERT INTO entries (id_business, seq, at, kind, id_subject, content_hash, hash)
VALUES (:id_business, :seq, :at, :kind, :id_subject, :content_hash, :hash);

-- name: posting_add
INSERT INTO postings (id_business, seq, position, account, id_customer, amount, currency)
VALUES (:id_business, :seq, :position, :account, :id_customer, :amount, :currency);
