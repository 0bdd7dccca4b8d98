-- A customer with an address and a subscription of three features; see floor.c.

-- groups: 500
CREATE TEMP TABLE groups AS SELECT id FROM customers;
CREATE INDEX floor_events ON events (id_customer);

-- pass

-- rows: customers
SELECT id, t.* FROM customers t WHERE id BETWEEN ?1 AND ?2 ORDER BY id;

-- rows: addresses
SELECT c.id, t.* FROM customers c JOIN addresses t ON t.id = c.id_address_billing
 WHERE c.id BETWEEN ?1 AND ?2 ORDER BY c.id;

-- rows: subscriptions
SELECT id_customer, t.* FROM subscriptions t
 WHERE id_business = 1 AND id_customer BETWEEN ?1 AND ?2 ORDER BY id_customer;

-- rows: subscription_features
SELECT s.id_customer, t.* FROM subscriptions s
  JOIN subscription_features t ON t.id_business = s.id_business AND t.id_subscription = s.id
 WHERE s.id_business = 1 AND s.id_customer BETWEEN ?1 AND ?2 ORDER BY s.id_customer, t.id;

-- rows: subscription_periods
SELECT s.id_customer, t.* FROM subscriptions s
  JOIN subscription_periods t ON t.id_business = s.id_business AND t.id_subscription = s.id
 WHERE s.id_business = 1 AND s.id_customer BETWEEN ?1 AND ?2 ORDER BY s.id_customer;

-- rows: events
SELECT id_customer, t.* FROM events t
 WHERE id_customer BETWEEN ?1 AND ?2 ORDER BY id_customer, id;
