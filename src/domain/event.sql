-- name: event_add
-- Pending only if somebody listens, or is to get a mail: billing without them leaves nothing to do.
INSERT INTO events (id, id_business, type_trigger, date_trigger, id_segment, id_customer,
                    id_subscription, id_invoice, id_permission, id_recurring_invoice, id_estimate,
                    state, actor, is_pending, is_to_mail)
VALUES (:id, :id_business, :type_trigger, :date_trigger, :id_segment, :id_customer,
        :id_subscription, :id_invoice, :id_permission, :id_recurring_invoice, :id_estimate,
        :state, :actor,
        CASE WHEN EXISTS (SELECT 1 FROM webhooks w
                           WHERE w.id_business = :id_business AND w.state_webhook = 'Active'
                             AND w.triggers LIKE '%"' || :type_trigger || '"%')
             THEN 1 ELSE 0 END,
        CASE WHEN EXISTS (SELECT 1 FROM mail_types m
                           WHERE m.id_business = :id_business AND m.is_on = 1
                             AND m.type_trigger = :type_trigger)
             THEN 1 ELSE 0 END);

-- part: about_customer
e.id_customer = :id_customer
       OR e.id_subscription IN (SELECT s.id FROM subscriptions s
                                 WHERE s.id_business = :id_business
                                   AND s.id_customer_buyer = :id_customer)

-- name: event_tell_anew
-- What is still to be told of a customer.
UPDATE events
   SET is_pending = 1
 WHERE id_business = :id_business
   AND id IN (SELECT e.id FROM jobs j
                JOIN events e ON e.id_business = j.id_business AND e.id = j.id_event
               WHERE j.id_business = :id_business AND j.done_at IS NULL AND ({about_customer}));

-- name: event_forget_told
DELETE FROM jobs
 WHERE id_business = :id_business
   AND id IN (SELECT j.id FROM jobs j
                JOIN events e ON e.id_business = j.id_business AND e.id = j.id_event
               WHERE j.id_business = :id_business AND ({about_customer}));
