-- What providers told.

-- name: notice_owner
-- every business
SELECT g.id_business, b.is_live
  FROM gateways g
  JOIN businesses b ON b.id = g.id_business
 WHERE g.id = :id;

-- name: notice_add
-- Told twice it counts once.
INSERT INTO gateway_notices (id_business, id_gateway, id_event, received_at)
VALUES (:id_business, :id_gateway, :id_event, :machine_now)
    ON CONFLICT (id_business, id_gateway, id_event) DO NOTHING;
