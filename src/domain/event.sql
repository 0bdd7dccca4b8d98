-- name: event_add
INSERT INTO events (id, id_business, type_trigger, date_trigger, id_segment, id_customer,
                    id_subscription, id_invoice, actor)
VALUES (:id, :id_business, :type_trigger, :date_trigger, :id_segment, :id_customer,
        :id_subscription, :id_invoice, :actor);
