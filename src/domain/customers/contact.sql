-- Contacts, and who enters with an e-mail.

-- part: contact_columns
id, id_customer, name, email, role_contact, link_epoch, date_creation, id_user_creation

-- name: contact_get
SELECT {contact_columns}
  FROM contacts
 WHERE id_business = :id_business AND id = :id;

-- name: contact_list
SELECT {contact_columns}
  FROM contacts
 WHERE id_business = :id_business AND id_customer = :id_customer
 ORDER BY name, id;

-- name: contact_same_email
-- Others of the customer, or he himself, whatever the case of its letters.
SELECT (SELECT count(*) FROM contacts
         WHERE id_business = :id_business AND id_customer = :id_customer AND id <> :id
           AND lower(email) = lower(:email))
       + (SELECT count(*) FROM customers
           WHERE id_business = :id_business AND id = :id_customer
             AND lower(email) = lower(:email));

-- name: contact_count
SELECT count(*) FROM contacts WHERE id_business = :id_business AND id_customer = :id_customer;

-- name: contact_add
INSERT INTO contacts ({contact_columns}, id_business)
VALUES (:id, :id_customer, :name, :email, :role_contact, :link_epoch, :date_creation,
        :id_user_creation, :id_business);

-- name: contact_set
UPDATE contacts
   SET name = :name, email = :email, role_contact = :role_contact, link_epoch = :link_epoch
 WHERE id_business = :id_business AND id = :id;

-- name: contact_end_visits
DELETE FROM sessions
 WHERE id_business = :id_business AND id_customer = :id_customer AND id_contact = :id_contact;

-- name: contact_remove_secrets
DELETE FROM secrets
 WHERE id_business = :id_business AND table_name = 'credentials'
   AND row_id IN (SELECT id FROM credentials
                   WHERE id_business = :id_business AND id_customer = :id_customer
                     AND id_contact = :id_contact);

-- name: contact_remove_credentials
DELETE FROM credentials
 WHERE id_business = :id_business AND id_customer = :id_customer AND id_contact = :id_contact;

-- name: contact_remove
DELETE FROM contacts WHERE id_business = :id_business AND id = :id;

-- name: contact_forget
DELETE FROM contacts WHERE id_business = :id_business AND id_customer = :id_customer;

-- name: contact_forget_sessions
DELETE FROM sessions WHERE id_business = :id_business AND id_customer = :id_customer;

-- name: contact_forget_secrets
DELETE FROM secrets
 WHERE id_business = :id_business AND table_name = 'credentials'
   AND row_id IN (SELECT id FROM credentials
                   WHERE id_business = :id_business AND id_customer = :id_customer);

-- name: contact_forget_credentials
DELETE FROM credentials WHERE id_business = :id_business AND id_customer = :id_customer;

-- name: contact_forget_failures
-- As the codes.
DELETE FROM sign_in_failures WHERE id_business = :id_business AND lower(email) = lower(:email);

-- name: contact_forget_codes
-- Of his own e-mail; those of contacts are gone in a day.
DELETE FROM sign_in_codes WHERE id_business = :id_business AND lower(email) = lower(:email);

-- name: entrant_list
SELECT id_customer, id_segment, id_contact, link_epoch, name_customer
  FROM (SELECT id AS id_customer, id_segment, 0 AS id_contact, link_epoch,
               coalesce(name, reference_customer) AS name_customer
          FROM customers
         WHERE id_business = :id_business AND lower(email) = lower(:email)
           AND status = 'Enabled' AND state_life = 'Ok'
         UNION ALL
        SELECT c.id, c.id_segment, t.id, c.link_epoch + t.link_epoch,
               coalesce(c.name, c.reference_customer)
          FROM contacts t
          JOIN customers c ON c.id_business = t.id_business AND c.id = t.id_customer
         WHERE t.id_business = :id_business AND lower(t.email) = lower(:email)
           AND c.status = 'Enabled' AND c.state_life = 'Ok') e
 WHERE NOT EXISTS (SELECT 1 FROM portal_blocks b
                    WHERE b.id_business = :id_business AND b.id_customer = e.id_customer)
 ORDER BY name_customer, id_customer, id_contact;
