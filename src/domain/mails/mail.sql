-- Mails: which kinds go out by themselves, what is to be sent, and what was.

-- name: mail_type_list
SELECT type_mail, is_on FROM mail_types WHERE id_business = :id_business ORDER BY type_mail;

-- name: mail_type_is_on
SELECT count(*)
  FROM mail_types
 WHERE id_business = :id_business AND type_mail = :type_mail AND is_on = 1;

-- name: mail_type_save
INSERT INTO mail_types (id_business, type_mail, type_trigger, is_on, swept_at, date_update,
                        id_user_update)
VALUES (:id_business, :type_mail, :type_trigger, :is_on, 0, :now, :id_user_update)
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
                   id_object, id_event, occasion, email, language, message, state_mail,
                   message_key, date_creation, id_user_creation, created_at, due_at, leased_until, attempts,
                   failures, done_at, last_error, is_erased)
VALUES (:id, :id_business, :id_segment, :id_customer, :id_contact, :type_mail, :topic,
        :id_object, :id_event, :occasion, :email, :language, :message, :state_mail,
        :message_key, :now, :id_user_creation, :machine_now, :machine_now, 0, 0,
        0, :done_at, :last_error, 0)
    ON CONFLICT DO NOTHING;

-- What the merchant says in the place of our texts and templates: of one kind, and of all.

-- name: mail_text_list
SELECT type_mail, language, part, content
  FROM mail_texts
 WHERE id_business = :id_business AND language = :language
   AND type_mail IN (:type_mail, 'Every')
 ORDER BY type_mail, part;

-- name: mail_text_save
INSERT INTO mail_texts (id_business, type_mail, language, part, content, date_update,
                        id_user_update)
VALUES (:id_business, :type_mail, :language, :part, :content, :now, :id_user_update)
    ON CONFLICT (id_business, type_mail, language, part) DO UPDATE
   SET content = excluded.content, date_update = excluded.date_update,
       id_user_update = excluded.id_user_update;

-- name: mail_text_delete
DELETE FROM mail_texts
 WHERE id_business = :id_business AND type_mail = :type_mail AND language = :language
   AND part = :part;

-- name: mail_template_list
SELECT type_mail, form, content
  FROM mail_templates
 WHERE id_business = :id_business AND type_mail IN (:type_mail, 'Every')
 ORDER BY type_mail, form;

-- name: mail_template_save
INSERT INTO mail_templates (id_business, type_mail, form, content, date_update, id_user_update)
VALUES (:id_business, :type_mail, :form, :content, :now, :id_user_update)
    ON CONFLICT (id_business, type_mail, form) DO UPDATE
   SET content = excluded.content, date_update = excluded.date_update,
       id_user_update = excluded.id_user_update;

-- name: mail_template_delete
DELETE FROM mail_templates
 WHERE id_business = :id_business AND type_mail = :type_mail AND form = :form;

-- What mails are about.

-- name: mail_merchant
SELECT b.name AS merchant, s.name AS seller, s.id_address, b.time_zone
  FROM segments g
  JOIN businesses b ON b.id = g.id_business
  JOIN sellers s ON s.id_business = g.id_business AND s.id = g.id_seller
 WHERE g.id_business = :id_business AND g.id = :id_segment;

-- name: mail_contact
SELECT name FROM contacts WHERE id_business = :id_business AND id = :id;

-- name: mail_invoice
SELECT i.full_number, i.currency, i.reason, i.issued_on, i.amount_total,
       i.amount_total - i.amount_paid AS amount_due, i.date_payment_limit,
       CASE WHEN i.state_invoice = 'DueAuto' THEN i.date_payment_scheduled
       END AS date_payment_scheduled,
       CASE WHEN i.type_credit IS NULL AND i.amount_total > i.amount_paid
                 AND i.state_invoice IN ('DueOffline', 'DueToProcess', 'ProblemAuto',
                                         'ProblemOverdue')
            THEN 1 ELSE 0 END AS is_due,
       (SELECT l.label
          FROM balance_lines l
         WHERE l.id_business = :id_business AND l.id_invoice = :id
         ORDER BY l.position LIMIT 1) AS title,
       (SELECT c.full_number
          FROM invoices c
         WHERE c.id_business = :id_business AND c.id = i.id_corrects) AS corrects
  FROM invoices i
 WHERE i.id_business = :id_business AND i.id = :id;

-- name: mail_payment
SELECT p.currency, p.amount, p.date_payment
  FROM payments p
 WHERE p.id_business = :id_business AND p.id = :id;

-- name: mail_payment_invoices
SELECT i.full_number
  FROM payment_shares h
  JOIN invoices i ON i.id_business = h.id_business AND i.id = h.id_invoice
 WHERE h.id_business = :id_business AND h.id_payment = :id
 ORDER BY i.id;

-- name: mail_estimate
SELECT e.full_number, g.currency, e.amount_total, e.valid_until AS expires_on, e.content
  FROM estimates e
  JOIN segments g ON g.id_business = e.id_business AND g.id = e.id_segment
 WHERE e.id_business = :id_business AND e.id = :id;

-- name: mail_subscription
SELECT coalesce(s.title, o.name) AS title, g.currency, s.amount_recurrence,
       s.date_start, s.date_period_end, coalesce(s.date_term, s.date_period_end) AS date_term,
       s.date_end
  FROM subscriptions s
  JOIN offers o ON o.id_business = s.id_business AND o.id = s.id_offer
  JOIN segments g ON g.id_business = s.id_business AND g.id = s.id_segment
 WHERE s.id_business = :id_business AND s.id = :id;

-- name: mail_method
SELECT coalesce(p.name_display, p.brand, p.type_payment) AS name_display, p.date_expiration
  FROM permissions p
 WHERE p.id_business = :id_business AND p.id = :id;

-- Of events mails are made, in the order in which they happened.

-- name: mail_event_businesses
-- every business
-- Without the moment SQLite would walk through all events of all time.
SELECT b.id, b.id AS id_business, b.is_live
  FROM businesses b
 WHERE EXISTS (SELECT 1 FROM events e
                WHERE e.id_business = b.id AND e.is_to_mail = 1 AND e.date_trigger > 0)
 ORDER BY b.id
 LIMIT :most;

-- name: mail_event_list
SELECT e.id, e.type_trigger, e.id_invoice, e.id_subscription, e.id_permission,
       coalesce(s.id_customer_buyer, e.id_customer) AS id_customer
  FROM events e
  LEFT JOIN subscriptions s ON s.id_business = e.id_business AND s.id = e.id_subscription
 WHERE e.id_business = :id_business AND e.is_to_mail = 1 AND e.date_trigger > 0
 ORDER BY e.date_trigger, e.id
 LIMIT :most
 /*pg FOR UPDATE OF e SKIP LOCKED */;

-- name: mail_event_told
UPDATE events SET is_to_mail = 0 WHERE id_business = :id_business AND id = :id;

-- Of what is to come reminders are made, once of each moment. Every hour of the business's clock
-- somebody looks whom to remind.

-- name: mail_reminding_businesses
-- every business
SELECT t.id_business AS id, t.id_business, b.is_live
  FROM mail_types t
  JOIN businesses b ON b.id = t.id_business
  LEFT JOIN test_clocks c ON c.id_business = t.id_business
 WHERE t.is_on = 1 AND t.type_mail IN ('SubscriptionRenewalSoon', 'EstimateReminder')
   AND t.swept_at <= COALESCE(c.now_at, :machine_now) - :interval
 GROUP BY t.id_business, b.is_live
 ORDER BY t.id_business
 LIMIT :most;

-- name: mail_renewals
SELECT s.id, s.id_customer_buyer AS id_customer, s.date_period_end AS occasion
  FROM subscriptions s
 WHERE s.id_business = :id_business AND s.state_subscription = 'ActiveRunning'
   AND s.date_period_end > :now AND s.date_period_end <= :until
   AND s.date_period_end - s.date_period_start > :until - :now
   AND (s.count_recurrences IS NULL OR s.period_no < s.count_recurrences)
   AND NOT EXISTS (SELECT 1 FROM mails m
                    WHERE m.id_business = :id_business AND m.type_mail = 'SubscriptionRenewalSoon'
                      AND m.id_object = s.id AND m.occasion = s.date_period_end)
 ORDER BY s.id
 LIMIT :most;

-- name: mail_expiring_estimates
SELECT e.id, e.id_customer, e.expires_at AS occasion
  FROM estimates e
 WHERE e.id_business = :id_business AND e.state_estimate = 'Sent'
   AND e.expires_at > :now AND e.expires_at <= :until
   AND e.expires_at - e.date_issue > :until - :now
   AND NOT EXISTS (SELECT 1 FROM mails m
                    WHERE m.id_business = :id_business AND m.type_mail = 'EstimateReminder'
                      AND m.id_object = e.id AND m.occasion = e.expires_at)
 ORDER BY e.id
 LIMIT :most;

-- name: mail_type_swept
UPDATE mail_types SET swept_at = :now WHERE id_business = :id_business AND type_mail = :type_mail;

-- Sending them.

-- name: mail_due
-- every business
-- A server that hangs holds up the mails of its business alone.
SELECT d.id, d.id_business, b.is_live
  FROM (SELECT m.id, m.id_business, m.due_at,
               row_number() OVER (PARTITION BY m.id_business ORDER BY m.due_at, m.id) AS place
          FROM (SELECT id, id_business, due_at
                  FROM mails
                 WHERE done_at IS NULL AND due_at <= :machine_now
                   AND leased_until <= :machine_now
                 ORDER BY due_at, id LIMIT 2000) m) d
  JOIN businesses b ON b.id = d.id_business
 WHERE d.place <= :most_of_each
   AND (SELECT count(*) FROM mails u
         WHERE u.id_business = d.id_business AND u.done_at IS NULL
           AND u.leased_until > :machine_now) < :most_of_each
 ORDER BY d.due_at, d.id
 LIMIT :most;

-- part: mail_columns
id, id_segment, id_customer, id_contact, type_mail, topic, id_object, id_event, email, language,
       message, state_mail, subject, content_text, content_html, message_key, date_creation,
       id_user_creation, created_at, due_at, attempts, failures, failing_since, attempted_at,
       done_at, status, last_error, is_erased

-- name: mail_lease
-- The token is raised, so that whoever held an older lease can no longer say what came of it.
UPDATE mails
   SET leased_until = :leased_until, attempts = attempts + 1
 WHERE id_business = :id_business AND id = :id AND done_at IS NULL AND due_at <= :machine_now
   AND leased_until <= :machine_now
RETURNING {mail_columns};

-- name: mail_save_written
UPDATE mails
   SET subject = :subject, content_text = :content_text, content_html = :content_html
 WHERE id_business = :id_business AND id = :id;

-- name: mail_close
-- Of the lease alone whose token this is.
UPDATE mails
   SET state_mail = :state_mail, done_at = :done_at, due_at = COALESCE(:due_at, due_at),
       failures = :failures, failing_since = :failing_since, attempted_at = :machine_now,
       status = :status, last_error = :last_error, leased_until = 0
 WHERE id_business = :id_business AND id = :id AND attempts = :attempts AND done_at IS NULL;

-- Looking at them.

-- part: mail_filters
m.id_business = :id_business
   AND (m.id_customer = :id_customer OR :id_customer IS NULL)
   AND (m.state_mail = :state_mail OR :state_mail IS NULL)
   AND (m.type_mail = :type_mail OR :type_mail IS NULL)

-- name: mail_list
SELECT m.id, m.id_segment, m.id_customer, m.id_contact, m.type_mail, m.topic, m.id_object,
       m.id_event, m.email, m.language, m.state_mail, m.subject, m.message_key, m.date_creation,
       m.id_user_creation, m.created_at, m.due_at, m.attempts, m.failures, m.failing_since,
       m.attempted_at, m.done_at, m.status, m.last_error, m.is_erased, c.reference_customer
  FROM mails m
  LEFT JOIN customers c ON c.id_business = m.id_business AND c.id = m.id_customer
 WHERE {mail_filters}
 ORDER BY m.created_at DESC, m.id DESC
 LIMIT :size_page OFFSET :skipped;

-- name: mail_count
SELECT count(*) FROM mails m WHERE {mail_filters};

-- name: mail_get
SELECT m.id, m.id_segment, m.id_customer, m.id_contact, m.type_mail, m.topic, m.id_object,
       m.id_event, m.email, m.language, m.message, m.state_mail, m.subject, m.content_text,
       m.content_html, m.message_key, m.date_creation, m.id_user_creation, m.created_at, m.due_at,
       m.attempts, m.failures, m.failing_since, m.attempted_at, m.done_at, m.status, m.last_error,
       m.is_erased, c.reference_customer
  FROM mails m
  LEFT JOIN customers c ON c.id_business = m.id_business AND c.id = m.id_customer
 WHERE m.id_business = :id_business AND m.id = :id;

-- name: mail_erase_old
UPDATE mails
   SET is_erased = 1, subject = NULL, content_text = NULL, content_html = NULL, message = NULL
 WHERE id_business = :id_business
   AND id IN (SELECT id FROM mails
               WHERE id_business = :id_business AND created_at < :before AND is_erased = 0
                 AND done_at IS NOT NULL
               ORDER BY created_at, id LIMIT :most);

-- name: mail_forget_old_secrets
DELETE FROM secrets
 WHERE id_business = :id_business AND table_name = 'mails'
   AND row_id IN (SELECT id FROM mails WHERE id_business = :id_business AND is_erased = 1);
