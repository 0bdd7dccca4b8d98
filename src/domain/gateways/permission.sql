-- Registered methods of payment.

-- name: permission_add
INSERT INTO permissions (id, id_business, id_customer, id_gateway, type_payment, state_permission,
                         is_default, name_display, brand, country, date_expiration, token_customer,
                         token_permission, token_page, page_url, return_url, progress, mandate,
                         code, message, failures, noticed_days, next_at, idempotency_key, wish,
                         due_at, leased_until, leases, silences, silent_since, date_creation,
                         id_user_creation, date_update, id_user_update, state_life, version)
VALUES (:id, :id_business, :id_customer, :id_gateway, :type_payment, :state_permission, 0,
        :name_display, :brand, :country, :date_expiration, :token_customer, :token_permission,
        :token_page, :page_url, :return_url, :progress, :mandate, :code, :message, :failures,
        :noticed_days, :next_at, :idempotency_key, :wish, :due_at, :leased_until, :leases,
        :silences, :silent_since, :date_creation, :id_user_creation, :date_update,
        :id_user_update, :state_life, :version);

-- name: permission_save
UPDATE permissions
   SET state_permission = :state_permission, is_default = :is_default,
       name_display = :name_display, brand = :brand, country = :country,
       date_expiration = :date_expiration, token_customer = :token_customer,
       token_permission = :token_permission, token_page = :token_page, page_url = :page_url,
       progress = :progress, mandate = :mandate, code = :code, message = :message,
       failures = :failures, noticed_days = :noticed_days, next_at = :next_at, wish = :wish,
       due_at = :due_at, leased_until = :leased_until, leases = :leases, silences = :silences,
       silent_since = :silent_since, date_update = :date_update,
       id_user_update = :id_user_update, state_life = :state_life, version = version + 1
 WHERE id_business = :id_business AND id = :id AND version = :version;

-- part: permissions_shown
SELECT p.id, p.id_customer, p.id_gateway, c.reference_customer, s.reference_segment,
       g.type_gateway, p.type_payment, p.state_permission, p.is_default, p.name_display, p.brand,
       p.country, p.date_expiration, p.token_customer, p.token_permission, p.token_page,
       p.page_url, p.return_url, p.progress, p.mandate, p.code, p.message, p.failures,
       p.noticed_days, p.next_at, p.idempotency_key, p.wish, p.due_at, p.leased_until, p.leases,
       p.silences, p.silent_since, p.date_creation, p.id_user_creation, p.date_update,
       p.id_user_update, p.state_life, p.version
  FROM permissions p
  JOIN gateways g ON g.id_business = p.id_business AND g.id = p.id_gateway
  JOIN customers c ON c.id_business = p.id_business AND c.id = p.id_customer
  JOIN segments s ON s.id_business = c.id_business AND s.id = c.id_segment

-- name: permission_get
{permissions_shown}
 WHERE p.id_business = :id_business AND p.id = :id;

-- name: permission_of_page
{permissions_shown}
 WHERE p.id_business = :id_business AND p.token_page = :token_page
   AND p.state_permission = 'Pending';

-- name: permission_of_token
{permissions_shown}
 WHERE p.id_business = :id_business AND p.id_gateway = :id_gateway
   AND (p.token_permission = :token_permission OR p.token_page = :token_page)
 ORDER BY p.id DESC
 LIMIT 1;

-- name: permission_usable
{permissions_shown}
 WHERE p.id_business = :id_business AND p.id_customer = :id_customer AND p.is_default = 1
   AND p.state_permission = 'Ok';

-- name: permission_successor
-- Of those that are Ok the one that was registered last.
SELECT max(id) FROM permissions
 WHERE id_business = :id_business AND id_customer = :id_customer AND state_permission = 'Ok'
   AND id <> :id;

-- name: permission_list
{permissions_shown}
 WHERE p.id_business = :id_business AND (p.id_customer = :id_customer OR :id_customer IS NULL)
 ORDER BY p.id DESC
 LIMIT :size_page OFFSET :skipped;

-- name: permission_count
SELECT count(*) FROM permissions p
 WHERE p.id_business = :id_business AND (p.id_customer = :id_customer OR :id_customer IS NULL);

-- name: permission_living
-- The one that is charged last, so that no other takes its place.
SELECT id FROM permissions
 WHERE id_business = :id_business AND id_customer = :id_customer
   AND state_permission <> 'Deleted'
 ORDER BY is_default, id;

-- name: permission_clear
UPDATE permissions SET name_display = NULL, brand = NULL, country = NULL, version = version + 1
 WHERE id_business = :id_business AND id_customer = :id_customer;

-- name: permission_clear_default
UPDATE permissions SET is_default = 0, version = version + 1
 WHERE id_business = :id_business AND id_customer = :id_customer AND is_default = 1 AND id <> :id;

-- name: permission_failed_count
SELECT count(*) FROM permissions
 WHERE id_business = :id_business AND id_customer = :id_customer AND state_permission = 'Failed'
   AND failures = 1;

-- name: permission_failed_clear
UPDATE permissions SET failures = 0, version = version + 1
 WHERE id_business = :id_business AND id_customer = :id_customer AND state_permission = 'Failed'
   AND failures = 1;

-- name: permission_due
{permissions_shown}
 WHERE p.id_business = :id_business AND p.next_at = :at AND p.id BETWEEN :first AND :last
 ORDER BY p.id_customer, p.id;

-- name: permission_calls
-- every business
SELECT p.id, p.id_business, b.is_live
  FROM permissions p
  JOIN businesses b ON b.id = p.id_business
 WHERE p.due_at <= :machine_now AND (p.leased_until <= :machine_now OR p.leased_until IS NULL)
 ORDER BY p.due_at, p.id
 LIMIT :most;
