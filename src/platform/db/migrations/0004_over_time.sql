-- Money over time: prices, rhythms and usage, drafts and numbers, taxes by place, codes, and how
-- money is collected.
--
-- Conventions and units as in 0001_core.sql.

-- prices and rhythms ---------------------------------------------------------------------------------

-- lifecycle ------------------------------------------------------------------------------------------

-- What periods are counted from, and how the first one is charged; NULL: the segment's setting.
ALTER TABLE offers ADD COLUMN anchor       TEXT;   -- 'Start', 'Day', 'Calendar'
ALTER TABLE offers ADD COLUMN billing_day  BIGINT;
ALTER TABLE offers ADD COLUMN first_period TEXT;   -- 'Prorated', 'Free', 'Whole'

-- Copied when a subscription is created; NULL: from the start, by hours, truncated, in UTC.
ALTER TABLE subscriptions ADD COLUMN anchor             TEXT;
ALTER TABLE subscriptions ADD COLUMN billing_day        BIGINT;
ALTER TABLE subscriptions ADD COLUMN first_period       TEXT;
ALTER TABLE subscriptions ADD COLUMN time_zone          TEXT;
ALTER TABLE subscriptions ADD COLUMN proration_unit     TEXT;
ALTER TABLE subscriptions ADD COLUMN proration_rounding TEXT;
ALTER TABLE subscriptions ADD COLUMN month_length       TEXT;
-- The present period costs nothing: a first one that is free, or one that was waived.
ALTER TABLE subscriptions ADD COLUMN is_period_free BIGINT NOT NULL DEFAULT 0
    CHECK (is_period_free IN (0, 1));
-- What becomes of the rest of the period when a termination that is scheduled comes; NULL: nothing.
ALTER TABLE subscriptions ADD COLUMN unused_part  TEXT;
ALTER TABLE subscriptions ADD COLUMN date_restart BIGINT; -- of a suspended one
ALTER TABLE subscriptions ADD COLUMN edit_pending TEXT;   -- JSON: what changes at the next renewal

-- What a period was for, before an edit changed the subscription; NULL: as it is now.
ALTER TABLE subscription_periods ADD COLUMN amount_recurrence   BIGINT;
ALTER TABLE subscription_periods ADD COLUMN duration_recurrence BIGINT;
ALTER TABLE subscription_periods ADD COLUMN unit_recurrence     TEXT;

-- What an offer said before it was changed: by this one knows a subscription's own price from one that
-- it copied.
CREATE TABLE offer_versions (
    id_business BIGINT NOT NULL,
    id_offer    BIGINT NOT NULL,
    version     BIGINT NOT NULL,
    content     TEXT   NOT NULL, -- JSON: prices and features
    date_update BIGINT NOT NULL, -- until when
    PRIMARY KEY (id_business, id_offer, version)
) /*sqlite WITHOUT ROWID */;
CREATE INDEX subscriptions_of_offer ON subscriptions (id_business, id_offer, id);

-- usage ----------------------------------------------------------------------------------------------

-- promotion codes ------------------------------------------------------------------------------------

-- taxes ----------------------------------------------------------------------------------------------

-- drafts, series and groups --------------------------------------------------------------------------

-- gateways, methods and transactions -----------------------------------------------------------------

-- SEPA -----------------------------------------------------------------------------------------------
