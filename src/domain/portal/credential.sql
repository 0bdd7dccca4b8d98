-- Passwords and authenticators.

-- part: credential_columns
id, id_customer, id_contact, email, password_hash, has_totp, totp_step

-- part: credential_row
SELECT {credential_columns}
  FROM credentials
 WHERE id_business = :id_business AND id_customer = :id_customer AND id_contact = :id_contact

-- name: credential_find
{credential_row};

-- name: credential_lock
{credential_row}
/*pg FOR UPDATE */;

-- name: credential_of_email
SELECT {credential_columns}
  FROM credentials
 WHERE id_business = :id_business AND lower(email) = lower(:email) AND password_hash IS NOT NULL
 ORDER BY id
 LIMIT 1
/*pg FOR UPDATE */;

-- name: credential_save
INSERT INTO credentials ({credential_columns}, id_business, date_update)
VALUES (:id, :id_customer, :id_contact, :email, :password_hash, :has_totp, :totp_step,
        :id_business, :machine_now)
    ON CONFLICT (id_business, id_customer, id_contact) DO UPDATE
   SET email = excluded.email, password_hash = excluded.password_hash,
       has_totp = excluded.has_totp, totp_step = excluded.totp_step,
       date_update = excluded.date_update;

-- name: credential_drop_others
-- An e-mail has one password.
UPDATE credentials SET password_hash = NULL
 WHERE id_business = :id_business AND lower(email) = lower(:email) AND id <> :id;

-- name: failure_sweep
DELETE FROM sign_in_failures WHERE id_business = :id_business AND date_creation < :before;

-- name: failure_count
SELECT count(*) FROM sign_in_failures
 WHERE id_business = :id_business AND lower(email) = lower(:email) AND kind = :kind
   AND date_creation > :since;

-- name: failure_add
INSERT INTO sign_in_failures (id, id_business, kind, email, date_creation)
VALUES (:id, :id_business, :kind, :email, :machine_now);
