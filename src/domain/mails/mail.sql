-- Mails: which kinds go out by themselves, what is to be sent, and what was.

-- name: mail_type_list
SELECT type_mail, is_on FROM mail_types WHERE id_business = :id_business ORDER BY type_mail;

-- name: mail_type_is_on
SELECT count(*)
  FROM mail_types
 WHERE id_business = :id_business AND type_mail = :type_mail AND is_on = 1;

-- name: mail_type_save
INSERT INTO mail_types (id_business, type_mail, type_trigger, is_on, date_update, id_user_update)
VALUES (:id_business, :type_mail, :type_trigger, :is_on, :now, :id_user_update)
    ON CONFLICT (id_business, type_mail) DO UPDATE
   SET type_trigger = excluded.type_trigger, is_on = excluded.is_on,
       date_update = excluded.date_update, id_user_update = excluded.id_user_update;

-- name: mail_readers
-- The customer himself first, then his contacts of the role, and those who may all.
SELECT c.id AS id_customer, CAST(NULL AS BIGINT) AS id_contact, c.id_segment, c.email, c.language
  FROM customers c
 WHERE c.id_business = :id_business AND c.id = :id_customer
UNION ALL
SELECT k.id_customer, k.id AS id_contact, c.id_segment, k.email, c.language
  FROM contacts k
  JOIN customers c ON c.id_business = k.id_business AND c.id = k.id_customer
 WHERE k.id_business = :id_business AND k.id_customer = :id_customer
   AND k.role_contact IN ('Owner', :role_contact);

-- name: mail_reader
SELECT k.id_customer, k.id AS id_contact, c.id_segment, k.email, c.language
  FROM contacts k
  JOIN customers c ON c.id_business = k.id_business AND c.id = k.id_customer
 WHERE k.id_business = :id_business AND k.id_customer = :id_customer AND k.id = :id_contact;

-- name: mail_add
INSERT INTO mails (id, id_business, id_segment, id_customer, id_contact, type_mail, topic,
                   id_object, id_event, email, language, message, state_mail, message_key,
                   date_creation, id_user_creation, created_at, due_at, leased_until, attempts,
                   failures, done_at, last_error, is_erased)
VALUES (:id, :id_business, :id_segment, :id_customer, :id_contact, :type_mail, :topic,
        :id_object, :id_event, :email, :language, :message, :state_mail, :message_key,
        :now, :id_user_creation, :machine_now, :machine_now, 0, 0,
        0, :done_at, :last_error, 0)
    ON CONFLICT DO NOTHING;
