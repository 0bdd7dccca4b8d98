-- API Live whole: scheduled changes of subscriptions, listeners to events, answers that are kept.
--
-- Conventions and units as in 0001_core.sql.

-- subscriptions --------------------------------------------------------------------------------------

-- The one that this replaces, at once or at its term.
ALTER TABLE subscriptions ADD COLUMN id_subscription_before BIGINT;
CREATE INDEX subscriptions_after ON subscriptions (id_business, id_subscription_before)
    WHERE id_subscription_before IS NOT NULL;

-- events and who listens to them ---------------------------------------------------------------------

-- The state of its subscription or invoice when it happened; NULL if it is about neither.
ALTER TABLE events ADD COLUMN state TEXT;
-- 1 while somebody listens to the business and was not told yet.
ALTER TABLE events ADD COLUMN is_pending BIGINT NOT NULL DEFAULT 0;
CREATE INDEX events_pending ON events (id_business, id) WHERE is_pending = 1;
CREATE INDEX events_by_type ON events (id_business, type_trigger, date_trigger);

-- invoices -------------------------------------------------------------------------------------------

-- What is not settled: what a customer owes, and the office's sum of it.
CREATE INDEX invoices_unpaid ON invoices (id_business, id_customer, date_issue)
    WHERE state_invoice IN ('DueAuto', 'DueOffline', 'DueToProcess', 'DuePending', 'ProblemAuto',
                            'ProblemOverdue', 'ProblemDisputed');

-- Invoices to be paid offline are looked at once more: overdue ten days after their limit.
UPDATE invoices SET next_at = date_payment_limit + 864000000000
 WHERE state_invoice = 'DueOffline' AND date_payment_limit IS NOT NULL;

-- answers that are kept ------------------------------------------------------------------------------

-- What a request with an Idempotency-Key was answered, in the transaction that did its work.
CREATE TABLE idempotency_keys (
    id_business     BIGINT NOT NULL,
    id_agent        BIGINT NOT NULL,
    idempotency_key TEXT   NOT NULL,
    request_hash    BYTEA  NOT NULL, -- of verb, path, query and body
    status          BIGINT NOT NULL,
    content_type    TEXT,
    body            TEXT   NOT NULL,
    date_creation   BIGINT NOT NULL, -- by the machine's clock
    PRIMARY KEY (id_business, id_agent, idempotency_key)
) /*sqlite WITHOUT ROWID */;
CREATE INDEX idempotency_keys_age ON idempotency_keys (date_creation);

-- customers ------------------------------------------------------------------------------------------

-- Whose a version of an address is, so that it can be erased with him; NULL: a seller's.
ALTER TABLE addresses ADD COLUMN id_customer BIGINT;
UPDATE addresses SET id_customer = i.id_customer
  FROM invoices i
 WHERE i.id_business = addresses.id_business AND i.id_address_customer = addresses.id;
UPDATE addresses SET id_customer = c.id
  FROM customers c
 WHERE c.id_business = addresses.id_business AND c.id_address_billing = addresses.id;
UPDATE addresses SET id_customer = c.id
  FROM customers c
 WHERE c.id_business = addresses.id_business AND c.id_address_shipping = addresses.id;
-- A version that nothing names is nobody's any more.
DELETE FROM addresses
 WHERE id_customer IS NULL
   AND id NOT IN (SELECT id_address FROM sellers WHERE id_address IS NOT NULL)
   AND id NOT IN (SELECT id_address_seller FROM invoices WHERE id_address_seller IS NOT NULL);
CREATE INDEX addresses_of_customer ON addresses (id_business, id_customer)
    WHERE id_customer IS NOT NULL;
