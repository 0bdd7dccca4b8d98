-- Statements of the tests of webhooks.

-- name: test_webhooks_activate
UPDATE webhooks SET state_webhook = 'Active' WHERE id_business = :id_business;
