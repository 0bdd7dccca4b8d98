-- name: event_add
-- Pending only if somebody listens: billing without webhooks leaves nothing to do.
INSERT INTO events (id, id_business, type_trigger, date_trigger, id_segment, id_customer,
                    id_subscription, id_invoice, state, actor, is_pending)
VALUES (:id, :id_business, :type_trigger, :date_trigger, :id_segment, :id_customer,
        :id_subscription, :id_invoice, :state, :actor,
        CASE WHEN EXISTS (SELECT 1 FROM webhooks w
                           WHERE w.id_business = :id_business AND w.state_webhook = 'Active'
                             AND w.triggers LIKE '%"' || :type_trigger || '"%')
             THEN 1 ELSE 0 END);
