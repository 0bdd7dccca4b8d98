-- Money over time: prices, rhythms and usage, drafts and numbers, taxes by place, codes, and how
-- money is collected.
--
-- Conventions and units as in 0001_core.sql.

-- prices and rhythms ---------------------------------------------------------------------------------

-- When the recurring fee is charged ('Advance' or 'Arrears'; NULL: in advance), what the fees of a period
-- come to at least, and what consumption is charged as soon as it is worth that.
ALTER TABLE offers ADD COLUMN timing_recurrence TEXT CHECK (timing_recurrence IN ('Advance', 'Arrears'));
ALTER TABLE offers ADD COLUMN amount_minimum BIGINT CHECK (amount_minimum >= 0);
ALTER TABLE offers ADD COLUMN amount_threshold BIGINT CHECK (amount_threshold > 0);
ALTER TABLE subscriptions ADD COLUMN timing_recurrence TEXT;
ALTER TABLE subscriptions ADD COLUMN amount_minimum BIGINT;
ALTER TABLE subscriptions ADD COLUMN amount_threshold BIGINT;
-- Of one with a minimum: what the fees of the present period came to so far, less discounts; NULL: a
-- trial, or paid elsewhere.
ALTER TABLE subscriptions ADD COLUMN amount_period BIGINT;
-- What a recurring fee in arrears came to in the present period before date_accrued; NULL: its start.
ALTER TABLE subscriptions ADD COLUMN amount_accrued BIGINT;
ALTER TABLE subscriptions ADD COLUMN date_accrued BIGINT;

-- The same of a feature; amount_min and amount_max: what a period of it costs at least and at most.
ALTER TABLE offer_features ADD COLUMN timing TEXT CHECK (timing IN ('Advance', 'Arrears'));
ALTER TABLE offer_features ADD COLUMN amount_min BIGINT CHECK (amount_min >= 0);
ALTER TABLE offer_features ADD COLUMN amount_max BIGINT CHECK (amount_max > 0);
ALTER TABLE subscription_features ADD COLUMN timing TEXT;
ALTER TABLE subscription_features ADD COLUMN amount_min BIGINT;
ALTER TABLE subscription_features ADD COLUMN amount_max BIGINT;
-- The period that the next five are of; while another runs they say nothing.
ALTER TABLE subscription_features ADD COLUMN period_open BIGINT;
ALTER TABLE subscription_features ADD COLUMN amount_accrued BIGINT;
ALTER TABLE subscription_features ADD COLUMN date_accrued BIGINT;
-- What of a consumption was charged at a threshold, for how much of it, in how many lines.
ALTER TABLE subscription_features ADD COLUMN amount_charged BIGINT;
ALTER TABLE subscription_features ADD COLUMN quantity_charged BIGINT;
ALTER TABLE subscription_features ADD COLUMN count_charged BIGINT;

-- Subscriptions with a threshold whose consumption has changed: the clock looks at them.
CREATE TABLE subscription_thresholds (
    id_business     BIGINT NOT NULL,
    id_subscription BIGINT NOT NULL,
    due_at          BIGINT NOT NULL,
    PRIMARY KEY (id_business, id_subscription)
) /*sqlite WITHOUT ROWID */;
CREATE INDEX subscription_thresholds_due
    ON subscription_thresholds (id_business, due_at, id_subscription);

-- lifecycle ------------------------------------------------------------------------------------------

-- usage ----------------------------------------------------------------------------------------------

-- promotion codes ------------------------------------------------------------------------------------

-- taxes ----------------------------------------------------------------------------------------------

-- drafts, series and groups --------------------------------------------------------------------------

-- gateways, methods and transactions -----------------------------------------------------------------

-- SEPA -----------------------------------------------------------------------------------------------
