-- Accounts with providers of payments.

-- name: gateway_add
INSERT INTO gateways (id, id_business, id_segment, name, type_gateway, type_payment, state_gateway,
                      api_url, settings, position, date_creation, id_user_creation, date_update,
                      id_user_update, state_life, version)
VALUES (:id, :id_business, :id_segment, :name, :type_gateway, :type_payment, :state_gateway,
        :api_url, :settings, :position, :date_creation, :id_user_creation, :date_update,
        :id_user_update, :state_life, :version);

-- name: gateway_save
UPDATE gateways
   SET name = :name, state_gateway = :state_gateway, api_url = :api_url, settings = :settings,
       position = :position, date_update = :date_update, id_user_update = :id_user_update,
       version = version + 1
 WHERE id_business = :id_business AND id = :id AND version = :version;

-- part: gateways_shown
SELECT g.id, g.id_segment, s.reference_segment, g.name, g.type_gateway, g.type_payment,
       g.state_gateway, g.api_url, g.settings, g.position, g.date_creation, g.id_user_creation,
       g.date_update, g.id_user_update, g.state_life, g.version
  FROM gateways g
  LEFT JOIN segments s ON s.id_business = g.id_business AND s.id = g.id_segment

-- name: gateway_get
{gateways_shown}
 WHERE g.id_business = :id_business AND g.id = :id;

-- name: gateway_list
{gateways_shown}
 WHERE g.id_business = :id_business
 ORDER BY g.position, g.id;

-- name: gateway_choose
-- One of the segment's own before those of all.
{gateways_shown}
 WHERE g.id_business = :id_business AND g.state_gateway = 'Active'
   AND (g.id_segment = :id_segment OR g.id_segment IS NULL)
   AND (g.type_payment = :type_payment OR :type_payment IS NULL)
 ORDER BY CASE WHEN g.id_segment IS NULL THEN 1 ELSE 0 END, g.position, g.id
 LIMIT 1;
