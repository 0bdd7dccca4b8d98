-- API Live whole: scheduled changes of subscriptions, listeners to events, answers that are kept.
--
-- Conventions and units as in 0001_core.sql.

-- subscriptions --------------------------------------------------------------------------------------

-- The one that this replaces, at once or at its term.
ALTER TABLE subscriptions ADD COLUMN id_subscription_before BIGINT;
-- The whole period that the prices are for, where the present one was begun or cut in its middle.
ALTER TABLE subscriptions ADD COLUMN date_reference_start BIGINT;
ALTER TABLE subscriptions ADD COLUMN date_reference_end BIGINT;
ALTER TABLE subscription_periods ADD COLUMN date_reference_start BIGINT;
ALTER TABLE subscription_periods ADD COLUMN date_reference_end BIGINT;
-- Where it was to end before its term was moved by hand.
ALTER TABLE subscription_periods ADD COLUMN date_end_before BIGINT;
CREATE INDEX subscriptions_after ON subscriptions (id_business, id_subscription_before)
    WHERE id_subscription_before IS NOT NULL;
-- Those that are listed and counted.
CREATE INDEX subscriptions_of_segment ON subscriptions (id_business, id_segment, id)
    WHERE state_subscription <> 'Deleted';

-- A copy of what reduces it; period_from is the first period that it acts on, NULL until it started.
CREATE TABLE subscription_discounts (
    id_business     BIGINT NOT NULL,
    id_subscription BIGINT NOT NULL,
    id_discount     BIGINT NOT NULL,
    id_feature      BIGINT NOT NULL DEFAULT 0, -- 0: not aimed at one feature
    name            TEXT   NOT NULL,
    type_off        TEXT   NOT NULL CHECK (type_off IN ('Flat', 'PerTenThousand')),
    value_off       BIGINT NOT NULL,
    target_fee      TEXT   NOT NULL,
    count_periods   BIGINT,
    period_from     BIGINT,
    PRIMARY KEY (id_business, id_subscription, id_discount, id_feature)
) /*sqlite WITHOUT ROWID */;

-- usage ----------------------------------------------------------------------------------------------

-- An id of the client's counts once, whatever moment came with it; our own begin with '#'. Of those
-- that were counted twice before, the later ones keep what they did and lose their name.
UPDATE usage_events SET event_key = '#' || event_key || '@' || CAST(occurred_at AS TEXT)
 WHERE substr(event_key, 1, 1) <> '#'
   AND EXISTS (SELECT 1 FROM usage_events e
                WHERE e.id_business = usage_events.id_business
                  AND e.id_subscription_feature = usage_events.id_subscription_feature
                  AND e.event_key = usage_events.event_key
                  AND e.occurred_at < usage_events.occurred_at);
CREATE UNIQUE INDEX usage_events_of_clients
    ON usage_events (id_business, id_subscription_feature, event_key)
    WHERE substr(event_key, 1, 1) <> '#';

-- events and who listens to them ---------------------------------------------------------------------

-- The state of its subscription or invoice when it happened; NULL if it is about neither.
ALTER TABLE events ADD COLUMN state TEXT;
-- 1 while somebody listens to the business and was not told yet.
ALTER TABLE events ADD COLUMN is_pending BIGINT NOT NULL DEFAULT 0;
CREATE INDEX events_pending ON events (id_business, date_trigger, id) WHERE is_pending = 1;
CREATE INDEX events_by_type ON events (id_business, type_trigger, date_trigger);

-- A receiver of events; triggers: a JSON array of their names. Only an active one is told.
CREATE TABLE webhooks (
    /*sqlite id INTEGER PRIMARY KEY, */ /*pg id BIGINT NOT NULL, */
    id_business      BIGINT NOT NULL,
    url              TEXT   NOT NULL,
    triggers         TEXT   NOT NULL,
    webhook_key      TEXT   NOT NULL, -- what x-proabono-key says
    state_webhook    TEXT   NOT NULL CHECK (state_webhook IN ('ToValidate', 'Active', 'Inactive')),
    code_hash        BYTEA,           -- of the code that was sent to the url
    date_code_expiry BIGINT,          -- by the machine's clock
    date_creation BIGINT NOT NULL, id_user_creation BIGINT NOT NULL,
    date_update   BIGINT NOT NULL, id_user_update   BIGINT NOT NULL,
    state_life    TEXT   NOT NULL, version          BIGINT NOT NULL
    /*pg , PRIMARY KEY (id_business, id) */
);
CREATE INDEX webhooks_active ON webhooks (id_business) WHERE state_webhook = 'Active';

-- What a job of the lane 'webhook' is, and what came of it; all by the machine's clock.
ALTER TABLE jobs ADD COLUMN id_webhook BIGINT;
ALTER TABLE jobs ADD COLUMN id_event BIGINT; -- NULL: the body is a code to validate the webhook
ALTER TABLE jobs ADD COLUMN type_trigger TEXT;
ALTER TABLE jobs ADD COLUMN state_job TEXT NOT NULL DEFAULT 'ToDeliver';
ALTER TABLE jobs ADD COLUMN failures BIGINT NOT NULL DEFAULT 0; -- since somebody last asked for it
ALTER TABLE jobs ADD COLUMN failing_since BIGINT;               -- the first of these
ALTER TABLE jobs ADD COLUMN attempted_at BIGINT;
ALTER TABLE jobs ADD COLUMN status BIGINT; -- of the last answer, and how it began
ALTER TABLE jobs ADD COLUMN answer TEXT;
ALTER TABLE jobs ADD COLUMN created_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX jobs_of_webhook ON jobs (id_webhook, due_at, id) WHERE done_at IS NULL;
CREATE INDEX jobs_history ON jobs (id_business, created_at, id);

-- invoices -------------------------------------------------------------------------------------------

-- What is not settled: what a customer owes, and the office's sum of it.
CREATE INDEX invoices_unpaid ON invoices (id_business, id_customer, date_issue)
    WHERE state_invoice IN ('DueAuto', 'DueOffline', 'DueToProcess', 'DuePending', 'ProblemAuto',
                            'ProblemOverdue', 'ProblemDisputed');

-- Invoices to be paid offline are looked at once more: overdue ten days after their limit.
UPDATE invoices SET next_at = date_payment_limit + 864000000000
 WHERE state_invoice = 'DueOffline' AND date_payment_limit IS NOT NULL;

-- segments ---------------------------------------------------------------------------------------------

-- In their order: nearly every answer wants them so.
CREATE INDEX segments_in_order ON segments (id_business, position, id);

-- callers --------------------------------------------------------------------------------------------

-- Rises with every change of a key, a permission or a limit: whoever remembers them compares.
ALTER TABLE businesses ADD COLUMN epoch BIGINT NOT NULL DEFAULT 0;

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
