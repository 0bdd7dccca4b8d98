-- Money over time: prices, rhythms and usage, drafts and numbers, taxes by place, codes, and how
-- money is collected.
--
-- Conventions and units as in 0001_core.sql.

-- prices and rhythms ---------------------------------------------------------------------------------

-- lifecycle ------------------------------------------------------------------------------------------

-- usage ----------------------------------------------------------------------------------------------

-- How a consumption's quantity is made of what is reported, and whether its level goes over into the
-- next period (rules/aggregation.h).
ALTER TABLE offer_features ADD COLUMN mode_quantity TEXT NOT NULL DEFAULT 'Sum'
    CHECK (mode_quantity IN ('Sum', 'Maximum', 'Latest', 'Weighted'));
ALTER TABLE offer_features ADD COLUMN is_carried_over BIGINT NOT NULL DEFAULT 0
    CHECK (is_carried_over IN (0, 1));
ALTER TABLE subscription_features ADD COLUMN mode_quantity TEXT NOT NULL DEFAULT 'Sum'
    CHECK (mode_quantity IN ('Sum', 'Maximum', 'Latest', 'Weighted'));
ALTER TABLE subscription_features ADD COLUMN is_carried_over BIGINT NOT NULL DEFAULT 0
    CHECK (is_carried_over IN (0, 1));

-- Where the level is, so that it can be counted on from there. What was counted before these columns
-- came has none of them.
ALTER TABLE usage_counters ADD COLUMN opening BIGINT NOT NULL DEFAULT 0; -- the level at the start
ALTER TABLE usage_counters ADD COLUMN level BIGINT; -- NULL: the quantity itself
ALTER TABLE usage_counters ADD COLUMN mean BIGINT;
ALTER TABLE usage_counters ADD COLUMN rest BIGINT;
ALTER TABLE usage_counters ADD COLUMN counted_at BIGINT; -- of the latest event
ALTER TABLE usage_counters ADD COLUMN set_at BIGINT; -- of the latest that set the level, not added to it

-- Among the events of one request that have the same moment, its place in it.
ALTER TABLE usage_events ADD COLUMN position BIGINT NOT NULL DEFAULT 0;
-- What it says was put right then; with neither value it was withdrawn.
ALTER TABLE usage_events ADD COLUMN date_correction BIGINT;

-- promotion codes ------------------------------------------------------------------------------------

-- taxes ----------------------------------------------------------------------------------------------

-- drafts, series and groups --------------------------------------------------------------------------

-- gateways, methods and transactions -----------------------------------------------------------------

-- SEPA -----------------------------------------------------------------------------------------------
