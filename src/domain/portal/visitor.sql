-- Sessions.

-- name: session_get
SELECT id, id_customer, id_contact, email, device, date_creation, date_expiry
  FROM sessions
 WHERE id_business = :id_business AND id = :id;

-- name: session_add
INSERT INTO sessions (id, id_business, id_customer, id_contact, email, device, date_creation,
                      date_expiry)
VALUES (:id, :id_business, :id_customer, :id_contact, :email, :device, :date_creation,
        :date_expiry);

-- name: session_list
SELECT id, id_customer, id_contact, email, device, date_creation, date_expiry
  FROM sessions
 WHERE id_business = :id_business AND id_customer = :id_customer AND id_contact = :id_contact
   AND date_expiry > :now
 ORDER BY id DESC;

-- name: session_end
DELETE FROM sessions
 WHERE id_business = :id_business AND id_customer = :id_customer AND id_contact = :id_contact
   AND id = :id;

-- name: session_sweep
-- Those of this customer that are over.
DELETE FROM sessions
 WHERE id_business = :id_business AND id_customer = :id_customer AND date_expiry <= :now;
