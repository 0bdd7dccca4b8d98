-- name: audit_add
INSERT INTO audit (id, id_business, at, recorded_at, actor, action, subject, id_subject,
                   value_before, value_after, request_id)
VALUES (:id, :id_business, :now, :machine_now, :actor, :action, :subject, :id_subject,
        :value_before, :value_after, :request_id);
